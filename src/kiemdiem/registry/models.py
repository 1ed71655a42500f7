"""Collectives, people, memberships, posts and circumstances as dated facts; nothing is overwritten.

Each kind has its columns in an abstract class that serves twice: for the row in force and for its earlier versions.
A correction copies the row as it stood into the versions and counts `version` up; so two people who
correct the same row notice each other.
"""

from enum import StrEnum

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from kiemdiem.tree.fields import BytewiseField
from kiemdiem.tree.models import DEEPEST, STEP, Organisation, OrganisationFacts
from kiemdiem.vocabulary import (
    Arrival,
    CircumstanceKind,
    CollectiveKind,
    ManagedBy,
    MembershipKind,
    Occupation,
    Role,
)


def _codes(kinds: type[StrEnum]) -> list[tuple[str, str]]:
    return [(code.value, code.value) for code in kinds]


class Document(models.Model):
    """The paper on which a change rests: a decision, a transfer letter."""

    number = models.CharField(max_length=60)
    issued_on = models.DateField(null=True, blank=True)
    issuer = models.CharField(max_length=200, blank=True)
    about = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return self.number


class Standing(models.Model):
    """A row in force: when it came to be as it is, by whom and on which document."""

    version = models.PositiveIntegerField(default=1)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.CharField(max_length=40)
    """A reference (`account:3`)."""
    document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        abstract = True


class Superseded(models.Model):
    """An earlier version: when and by whom it was recorded, when, by whom and why it was superseded."""

    number = models.PositiveIntegerField()
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=40)
    superseded_at = models.DateTimeField(default=timezone.now)
    superseded_by = models.CharField(max_length=40)
    on_document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        abstract = True


class OrganisationVersion(OrganisationFacts, Superseded):
    """An organisation as it was."""

    of = models.ForeignKey(Organisation, models.PROTECT, related_name="versions")


class CollectiveFacts(models.Model):
    """What is known of a body that is reviewed and rated as such."""

    name = models.CharField(max_length=300)
    kind = models.CharField(max_length=24, choices=_codes(CollectiveKind))
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    reviewed_within = models.ForeignKey("registry.Collective", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        abstract = True


class Collective(CollectiveFacts, Standing):
    """A collective; `path` is that of its organisation."""

    code = models.CharField(max_length=64, unique=True)
    path = BytewiseField(max_length=STEP * DEEPEST)
    name_key = BytewiseField(max_length=200)
    search_key = models.CharField(max_length=300)

    class Meta:
        indexes = [models.Index("path", "name_key", name="collectives_of_a_subtree")]

    def __str__(self) -> str:
        return self.name


class CollectiveVersion(CollectiveFacts, Superseded):
    """A collective as it was."""

    of = models.ForeignKey(Collective, models.PROTECT, related_name="versions")


class PersonFacts(models.Model):
    """What is known of a person; card number and day of birth are masked on every page."""

    full_name = models.CharField(max_length=120)
    birth_date = models.DateField(null=True, blank=True)
    gender = models.CharField(max_length=20, blank=True)
    card_number = models.CharField(max_length=20, blank=True)
    admitted_on = models.DateField(null=True, blank=True)
    """Empty: not a Party member."""
    official_on = models.DateField(null=True, blank=True)
    occupation = models.CharField(max_length=16, blank=True, choices=_codes(Occupation))
    workplace = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    short_contract = models.BooleanField(default=False)
    residence_cell = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    remark_exempt = models.BooleanField(default=False)

    class Meta:
        abstract = True


NOT_ERASED = Q(erased_at__isnull=True)


class Person(PersonFacts, Standing):
    """A person; `home` is the unit whose subtree he or she belongs to, `path` a copy of its path."""

    code = models.CharField(max_length=64, unique=True)
    """The id in the workbook."""
    home = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    path = BytewiseField(max_length=STEP * DEEPEST)
    name_key = BytewiseField(max_length=200)
    search_key = models.CharField(max_length=120)
    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="person"
    )
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("card_number", condition=~Q(card_number=""), name="one_person_per_card_number")
        ]
        indexes = [
            models.Index("path", "name_key", "id", name="people_of_a_subtree", condition=NOT_ERASED),
            models.Index("name_key", "id", name="people_by_name", condition=NOT_ERASED),
            models.Index("erased_at", name="erased_people", condition=~NOT_ERASED),
            models.Index("full_name", "birth_date", name="people_of_a_name"),
        ]

    def __str__(self) -> str:
        return self.full_name


class PersonVersion(PersonFacts, Superseded):
    """A person as recorded before."""

    of = models.ForeignKey(Person, models.PROTECT, related_name="versions")


class Dated(models.Model):
    """A fact that holds from one day to another; an empty start holds from the beginning on, an empty end still."""

    start = models.DateField(null=True, blank=True)
    end = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True


class Fact(Standing):
    """A dated fact in force, unless withdrawn as entered by mistake."""

    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


ENDS_AFTER_START = Q(start__isnull=True) | Q(end__isnull=True) | Q(end__gte=F("start"))


class MembershipFacts(Dated):
    """Taking part in a cell."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    cell = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=_codes(MembershipKind))

    class Meta:
        abstract = True


class Membership(MembershipFacts, Fact):
    """A membership in force; a person has one open official membership at most."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=ENDS_AFTER_START, name="membership_ends_after_start"),
            models.UniqueConstraint(
                "person",
                condition=Q(kind=MembershipKind.OFFICIAL.value, end__isnull=True, withdrawn_at__isnull=True),
                name="one_open_official_membership",
            ),
        ]


class MembershipVersion(MembershipFacts, Superseded):
    """A membership as recorded before."""

    of = models.ForeignKey(Membership, models.PROTECT, related_name="versions")


class PostFacts(Dated):
    """A person's place in a collective."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    collective = models.ForeignKey(Collective, models.PROTECT, related_name="+")
    title = models.CharField(max_length=200, blank=True)
    role = models.CharField(max_length=8, blank=True, choices=_codes(Role))
    rank = models.PositiveSmallIntegerField(null=True, blank=True)
    """1 is the highest of the person's posts."""
    presides = models.BooleanField(default=False)
    arrival = models.CharField(max_length=10, blank=True, choices=_codes(Arrival))
    equal_before = models.BooleanField(default=False)
    own_rating_unaffected = models.BooleanField(default=False)
    managed_by = models.CharField(max_length=10, blank=True, choices=_codes(ManagedBy))
    """Empty: derived by the edition (II.2.2)."""

    class Meta:
        abstract = True


class Post(PostFacts, Fact):
    """A post in force or past."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="posts")
    collective = models.ForeignKey(Collective, models.PROTECT, related_name="posts")

    class Meta:
        constraints = [models.CheckConstraint(condition=ENDS_AFTER_START, name="post_ends_after_start")]


class PostVersion(PostFacts, Superseded):
    """A post as recorded before."""

    of = models.ForeignKey(Post, models.PROTECT, related_name="versions")


class CircumstanceFacts(Dated):
    """A dated fact about a person that changes what applies."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=_codes(CircumstanceKind))
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    """Discipline: where the violation happened."""
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        abstract = True


class Circumstance(CircumstanceFacts, Fact):
    """A circumstance in force or past."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="circumstances")

    class Meta:
        constraints = [models.CheckConstraint(condition=ENDS_AFTER_START, name="circumstance_ends_after_start")]


class CircumstanceVersion(CircumstanceFacts, Superseded):
    """A circumstance as recorded before."""

    of = models.ForeignKey(Circumstance, models.PROTECT, related_name="versions")


class Reach(models.Model):
    """A further node whose subtree a person belongs to: the place of a post, who manages it, a temporary cell."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="reaches")
    path = BytewiseField(max_length=STEP * DEEPEST)
    until = models.DateField(null=True, blank=True)
    """The last day; empty: open."""

    class Meta:
        indexes = [models.Index("path", "person", "until", name="reached_from_a_subtree")]


class Import(models.Model):
    """An uploaded workbook and its preview; dates tell how far it has come."""

    unit = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    """The organisation under which it is imported; none: the whole tree, from the machine's own command line."""
    file_name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    """SHA-256 of the file."""
    content = models.BinaryField()
    """The file itself; emptied when the import is applied or discarded."""
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now)
    behalf_of = models.CharField(max_length=40, blank=True)
    previewed_at = models.DateTimeField(null=True, blank=True)
    refused_at = models.DateTimeField(null=True, blank=True)
    """The file cannot be read at all, or holds errors; see its rows."""
    applied_at = models.DateTimeField(null=True, blank=True)
    discarded_at = models.DateTimeField(null=True, blank=True)
    answers = models.TextField(default="{}")
    """JSON: row of a person in the sheet -> `other`, or the primary key of the same person in the registry."""
    summary = models.TextField(default="{}")
    """JSON: table -> counts of its rows by outcome, and the position of its first row."""
    fingerprint = models.CharField(max_length=64, blank=True)
    """SHA-256 of what the preview found: applying finds the same or refuses."""

    class Meta:
        indexes = [models.Index(fields=["-uploaded_at"], name="latest_imports")]


class RowOutcome(models.TextChoices):
    """What an import would do with a row."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    QUESTION = "question"
    ERROR = "error"


class ImportRow(models.Model):
    """One row of an uploaded workbook, compared with the registry."""

    of = models.ForeignKey(Import, models.CASCADE, related_name="rows")
    position = models.PositiveIntegerField()
    """Order over the whole workbook."""
    table = models.CharField(max_length=24)
    row = models.PositiveIntegerField()
    """As the user counts in the sheet; 0: the whole table or file."""
    outcome = models.CharField(max_length=10, choices=RowOutcome.choices)
    has_warning = models.BooleanField(default=False)
    key = models.CharField(max_length=300, blank=True)
    """What the row is called in the preview: a name, a code; emptied when the import is applied or discarded."""
    target = models.BigIntegerField(null=True, blank=True)
    """Primary key of the row of the registry that it changes, or that a question is about."""
    values = models.TextField(default="{}")
    """JSON: column -> new value, identity data masked; emptied when the import is applied or discarded."""
    before = models.TextField(default="{}")
    """JSON: changed column -> value in the registry, identity data masked; emptied likewise."""
    messages = models.TextField(default="[]")
    """JSON: messages (text and blanks) about the row; emptied likewise."""
    answer = models.CharField(max_length=8, blank=True)
    """To a question: `same` or `other`."""

    class Meta:
        indexes = [
            models.Index("of", "outcome", "position", name="rows_of_an_outcome"),
            models.Index("of", "position", condition=Q(has_warning=True), name="rows_with_a_warning"),
        ]
