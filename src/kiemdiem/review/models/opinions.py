"""Opinions asked and given: requests, answers, one-time links, what a unit goes on without, consolidated opinions."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from kiemdiem.campaign.models import Cycle, Subject
from kiemdiem.registry.models import Collective, Person
from kiemdiem.tree.fields import BytewiseField
from kiemdiem.tree.models import DEEPEST, STEP, Organisation

_PATH = STEP * DEEPEST
_WAITED_FOR = Q(answered_at__isnull=True, not_needed_at__isnull=True, withdrawn_at__isnull=True)


class OpinionRequest(models.Model):
    """One body or person asked about one subject; stages are dates."""

    class Kind(models.TextChoices):
        """What is asked for."""

        REPORT = "report"
        """An opinion on a collective's draft report (I.3.1.a)."""
        RESIDENCE = "residence"
        """Form 4 from the cell of the place of residence (I.3.1.b2)."""
        FORMER_CELL = "former_cell"
        """Remarks of the cell left (II.3.k)."""
        TEMPORARY_CELL = "temporary_cell"
        """Remarks of the temporary cell (II.3.l)."""
        FORMER_UNIT = "former_unit"
        """The result of the previous unit (II.3.h, II.3.i)."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="+")
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="opinion_requests")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    clause = models.CharField(max_length=20)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    collective = models.ForeignKey(Collective, models.PROTECT, null=True, blank=True, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    """Who is asked: one of the three, or a body by its name alone."""
    name = models.CharField(max_length=300, blank=True)
    """Of a body that the registry does not hold; empty and none of the three: not known, to be entered."""
    asked = models.CharField(max_length=80)
    """Who is asked, in short: the same is not asked twice of the same subject."""
    path = BytewiseField(max_length=_PATH)
    """Of the subject's unit: who asks."""
    asked_path = BytewiseField(max_length=_PATH, blank=True)
    """Of who is asked; empty: without accounts."""
    deadline = models.CharField(max_length=40, blank=True)
    """Key of the calendar's day."""
    made_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    not_needed_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    ground = models.CharField(max_length=300, blank=True)
    """Why it is not needed, or was withdrawn."""

    class Meta:
        constraints = [models.UniqueConstraint("subject", "kind", "asked", name="one_request_of_a_kind_and_body")]
        indexes = [
            models.Index("cycle", "path", "kind", name="requests_of_a_subtree"),
            models.Index("cycle", "asked_path", "kind", name="requests_to_a_subtree"),
            models.Index(
                "cycle", "path", "deadline", "sent_at", condition=_WAITED_FOR, name="open_requests_of_a_subtree"
            ),
            models.Index(
                "cycle", "asked_path", "deadline", "sent_at", condition=_WAITED_FOR, name="open_requests_to_a_subtree"
            ),
        ]


class AskedAgain(models.Model):
    """A closed request was put back to be asked: how it stood, and why; nothing of it is ever edited."""

    request = models.ForeignKey(OpinionRequest, models.CASCADE, related_name="asked_again")
    not_needed_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    closed_ground = models.CharField(max_length=300, blank=True)
    ground = models.CharField(max_length=300)
    at = models.DateTimeField(default=timezone.now)
    by = models.CharField(max_length=40)


class OpinionAnswer(models.Model):
    """What was answered; a later answer supersedes, the earlier one stays."""

    request = models.ForeignKey(OpinionRequest, models.CASCADE, related_name="answers")
    text = models.TextField(blank=True)
    ticks = models.TextField(default="{}")
    """JSON: key of an item of form 4 -> grade."""
    given_on = models.DateField()
    """The day of the answer, of the paper when it came on paper."""
    entered_at = models.DateTimeField(default=timezone.now)
    entered_by = models.CharField(max_length=40)
    """A reference (`account:3`), or `link:7`."""
    on_paper = models.BooleanField(default=False)
    came_late = models.BooleanField(default=False)
    """On or after the day named: kept and marked."""
    superseded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "request", condition=Q(superseded_at__isnull=True), name="one_answer_in_force_of_a_request"
            )
        ]


class OpinionLink(models.Model):
    """A one-time link for a body without accounts; only digests of link and code are kept."""

    request = models.ForeignKey(OpinionRequest, models.CASCADE, related_name="links")
    digest = models.CharField(max_length=64, unique=True)
    code_digest = models.CharField(max_length=64)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.CharField(max_length=40)
    expires_at = models.DateTimeField()
    failures = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    """Withdrawn, or replaced by another."""


class GoingOn(models.Model):
    """The chair goes on though answers are missing, with a note."""

    subject = models.ForeignKey(Subject, models.CASCADE, related_name="goings_on")
    note = models.CharField(max_length=500)
    missing = models.PositiveIntegerField()
    at = models.DateTimeField(default=timezone.now)
    by = models.CharField(max_length=40)


class Consolidation(models.Model):
    """Consolidated opinions on a subject (III.1 item 2, III.2 item 2): each saving is a version of its own."""

    subject = models.ForeignKey(Subject, models.CASCADE, related_name="consolidations")
    number = models.PositiveIntegerField()
    text = models.TextField()
    at = models.DateTimeField(default=timezone.now)
    by = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint("subject", "number", name="one_consolidation_of_a_number")]
