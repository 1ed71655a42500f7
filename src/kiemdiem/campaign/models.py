"""One year's cycle: its calendar, the frozen subjects and places, the plan, and what changed since.

Opening a cycle freezes the registry into subjects, places and plan rows; what follows reads these, never the registry
of today. Stages are dates: a cycle is open from `frozen_at` on, a review is over when `finished_on` is set.
"""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from kiemdiem.registry.models import Collective, Document, Person
from kiemdiem.tree.fields import BytewiseField
from kiemdiem.tree.models import DEEPEST, STEP, Organisation
from kiemdiem.vocabulary import Action, Occupation, SubjectKind

_PATH = STEP * DEEPEST


class Cycle(models.Model):
    """One year's review, rating and commendation of a unit and all below it."""

    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    as_of = models.DateField()
    """The reference date (Q5, Q28)."""
    edition = models.CharField(max_length=200)
    """Its id, or the folder it came from."""
    edition_digest = models.CharField(max_length=64)
    edition_text = models.TextField()
    """JSON: the edition as it stood when it was pinned."""
    opened_at = models.DateTimeField(default=timezone.now)
    opened_by = models.CharField(max_length=40)
    """A reference (`account:3`)."""
    previewed_at = models.DateTimeField(null=True, blank=True)
    preview = models.TextField(default="{}")
    """JSON: counts and questions of the plan as the registry stood then."""
    frozen_at = models.DateTimeField(null=True, blank=True)
    frozen_by = models.CharField(max_length=40, blank=True)
    compared_at = models.DateTimeField(null=True, blank=True)
    """When the registry was last compared with the plan."""
    discarded_at = models.DateTimeField(null=True, blank=True)
    """Given up before it was frozen."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "unit", "year", condition=Q(discarded_at__isnull=True), name="one_cycle_of_a_unit_and_year"
            )
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.unit_id}"


class FrozenRoster(models.Model):
    """The registry's six tables as they stood at the freeze, without identity data."""

    cycle = models.OneToOneField(Cycle, models.CASCADE, related_name="roster")
    content = models.BinaryField()
    """A zip of parquet files in the workbook's columns; birth dates, card numbers and genders are left out."""
    digest = models.CharField(max_length=64)
    """SHA-256 of the content."""


class CalendarDay(models.Model):
    """A date of the cycle's calendar; a changed one is a new row that supersedes."""

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="days")
    key = models.CharField(max_length=40)
    """Of the edition's deadline."""
    day = models.DateField()
    clause = models.CharField(max_length=20)
    reason = models.CharField(max_length=300, blank=True)
    """Why it is not the edition's; empty for the edition's own."""
    document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    set_at = models.DateTimeField(default=timezone.now)
    set_by = models.CharField(max_length=40)
    superseded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "cycle", "key", condition=Q(superseded_at__isnull=True), name="one_day_in_force_for_a_deadline"
            )
        ]


class EditionTrial(models.Model):
    """Other rules tried on what the cycle froze: what would differ, and what was decided about it."""

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="trials")
    edition = models.CharField(max_length=200)
    edition_digest = models.CharField(max_length=64)
    edition_text = models.TextField()
    asked_at = models.DateTimeField(default=timezone.now)
    asked_by = models.CharField(max_length=40)
    tried_at = models.DateTimeField(null=True, blank=True)
    differences = models.TextField(default="{}")
    """JSON: how many plan rows and results differ, and the first of them."""
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=40, blank=True)
    accepted = models.BooleanField(null=True, blank=True)
    ground = models.CharField(max_length=300, blank=True)
    document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")


class Problem(models.Model):
    """Somebody who cannot be put into the plan as the registry stands: mended there, or set aside with a ground."""

    class Kind(models.TextChoices):
        """What is wrong."""

        NO_CELL = "no_cell"
        TWO_CELLS = "two_cells"

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="problems")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    path = BytewiseField(max_length=_PATH)
    cells = models.CharField(max_length=700, blank=True)
    """Names of the cells, where there are several."""
    set_aside_at = models.DateTimeField(null=True, blank=True)
    set_aside_by = models.CharField(max_length=40, blank=True)
    ground = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint("cycle", "person", name="one_problem_of_a_person")]


class Subject(models.Model):
    """What is reviewed and rated in a cycle, as it stood at the freeze: a member and a cadre are two subjects."""

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="subjects")
    kind = models.CharField(max_length=12, choices=[(kind.value, kind.value) for kind in SubjectKind])
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    collective = models.ForeignKey(Collective, models.PROTECT, null=True, blank=True, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    """Exactly one of the three."""
    code = models.CharField(max_length=64)
    name = models.CharField(max_length=300)
    """Emptied when the person is erased."""
    name_key = BytewiseField(max_length=200)
    search_key = models.CharField(max_length=300)
    path = BytewiseField(max_length=_PATH)
    """Of the organisation, of the collective's organisation, of the person's home unit."""
    occupation = models.CharField(max_length=16, blank=True, choices=[(kind.value, kind.value) for kind in Occupation])
    titles = models.CharField(max_length=400, blank=True)
    """A person's posts, the highest first."""
    awaits = models.CharField(max_length=20, blank=True, db_default="")
    """The clause of what must be there before the review besides other reviews (I.3.1.c0)."""
    awaited_there_at = models.DateTimeField(null=True, blank=True)
    """It came in, or was recorded as not needed."""

    class Meta:
        constraints = [
            models.UniqueConstraint("cycle", "kind", "code", name="one_subject_of_a_kind"),
            models.CheckConstraint(
                condition=Q(organisation__isnull=False, collective__isnull=True, person__isnull=True)
                | Q(organisation__isnull=True, collective__isnull=False, person__isnull=True)
                | Q(organisation__isnull=True, collective__isnull=True, person__isnull=False),
                name="a_subject_is_one_thing",
            ),
        ]
        indexes = [
            models.Index("cycle", "path", "kind", "name_key", name="subjects_of_a_subtree"),
            models.Index("person", "cycle", "kind", name="subjects_of_a_person"),
            models.Index("awaits", "cycle", name="subjects_that_await"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def lacks(self) -> str:
        """The clause of what must be there before the review and is not; empty: nothing."""
        return "" if self.awaited_there_at else self.awaits


class Place(models.Model):
    """Where reviews of a cycle are held or reported to: a cell or a collective, with counts that plan and desk show."""

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="places")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    """The cell, or the collective's organisation."""
    collective = models.ForeignKey(Collective, models.PROTECT, null=True, blank=True, related_name="+")
    """Empty: the place is a cell."""
    code = models.CharField(max_length=64)
    name = models.CharField(max_length=300)
    path = BytewiseField(max_length=_PATH)
    deadline = models.CharField(max_length=40, blank=True)
    """Key of the calendar's day that binds it (IV.4, Q26)."""
    reviews = models.PositiveIntegerField(default=0)
    """Plan rows with action `review` that stand."""
    finished = models.PositiveIntegerField(default=0)
    """Those of them that are finished."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "cycle", "organisation", condition=Q(collective__isnull=True), name="one_place_of_a_cell"
            ),
            models.UniqueConstraint("cycle", "collective", name="one_place_of_a_collective"),
        ]
        indexes = [models.Index("cycle", "path", name="places_of_a_subtree")]

    def __str__(self) -> str:
        return self.name

    @property
    def missing(self) -> int:
        """Reviews that are not finished."""
        return self.reviews - self.finished


class Precondition(models.Model):
    """A set of reviews that must be finished before others may open (I.3.3.a); rows with the same needs share it."""

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="preconditions")


class PlanRow(models.Model):
    """One subject at one place: reviewed there, reported to, or neither (I.1)."""

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="rows")
    subject = models.ForeignKey(Subject, models.CASCADE, related_name="rows")
    place = models.ForeignKey(Place, models.CASCADE, related_name="rows")
    path = BytewiseField(max_length=_PATH)
    """The place's."""
    action = models.CharField(max_length=12, choices=[(action.value, action.value) for action in Action])
    clauses = models.CharField(max_length=60)
    """Ids of the clauses that put the row there, separated by spaces."""
    precondition = models.ForeignKey(Precondition, models.SET_NULL, null=True, blank=True, related_name="binds")
    """What must be finished before; none: nothing."""
    ground = models.CharField(max_length=500, blank=True)
    """The written ground of an authority that decided otherwise than the rules derive."""
    opened_early_at = models.DateTimeField(null=True, blank=True)
    """An authority let it begin before what must precede it (the product's own addition to I.3.3.a)."""
    finished_on = models.DateField(null=True, blank=True)
    """The day on which the review was finished."""
    dropped_at = models.DateTimeField(null=True, blank=True)
    """No longer in the plan: an accepted change of the registry."""
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint("subject", "place", name="one_row_of_a_subject_at_a_place")]
        indexes = [models.Index("cycle", "path", "subject", name="plan_of_a_subtree")]


class PreconditionRow(models.Model):
    """One of the reviews that a precondition asks for."""

    precondition = models.ForeignKey(Precondition, models.CASCADE, related_name="links")
    row = models.ForeignKey(PlanRow, models.CASCADE, related_name="awaited_by")

    class Meta:
        constraints = [models.UniqueConstraint("precondition", "row", name="one_link_of_a_precondition_and_row")]


class RowChange(models.Model):
    """What was decided or recorded about a plan row after the freeze; nothing of it is ever edited."""

    class Kind(models.TextChoices):
        """What happened."""

        ACTION = "action"
        """Reviewed there, reported to, or neither."""
        EARLY = "early"
        """Let begin before what must precede it."""
        FINISHED = "finished"
        REOPENED = "reopened"
        ADDED = "added"
        DROPPED = "dropped"

    row = models.ForeignKey(PlanRow, models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    before = models.CharField(max_length=12, blank=True)
    after = models.CharField(max_length=12, blank=True)
    """Codes of actions, or days."""
    ground = models.CharField(max_length=500, blank=True)
    document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    by = models.CharField(max_length=40)
    behalf_of = models.CharField(max_length=40, blank=True)


class ProposedChange(models.Model):
    """What the plan would be if the registry of today were frozen: to be accepted or refused, row by row."""

    class Kind(models.TextChoices):
        """What would change."""

        ADDED = "added"
        DROPPED = "dropped"
        ACTION = "action"

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="proposed")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    why = models.CharField(max_length=16)
    """`admitted`, `moved`, `left`, `posts`, `circumstance` or `registry`."""
    subject_kind = models.CharField(max_length=12, choices=[(kind.value, kind.value) for kind in SubjectKind])
    code = models.CharField(max_length=64)
    """Of the subject."""
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    collective = models.ForeignKey(Collective, models.PROTECT, null=True, blank=True, related_name="+")
    """The subject, when it is a collective."""
    place_organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    place_collective = models.ForeignKey(Collective, models.PROTECT, null=True, blank=True, related_name="+")
    path = BytewiseField(max_length=_PATH)
    """Of the place."""
    before = models.CharField(max_length=12, blank=True)
    after = models.CharField(max_length=12, blank=True)
    """Actions; empty: no row."""
    clauses = models.CharField(max_length=60, blank=True)
    deadline = models.CharField(max_length=40, blank=True)
    after_rows = models.TextField(blank=True)
    """What must be finished before, as the workbook's plan names it (`kind:subject@place`)."""
    found_at = models.DateTimeField(default=timezone.now)
    gone_at = models.DateTimeField(null=True, blank=True)
    """The registry no longer says so."""
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=40, blank=True)
    accepted = models.BooleanField(null=True, blank=True)
    ground = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index("cycle", "path", "decided_at", name="changes_of_a_subtree")]
