"""Verification cases: signs of violation without enough ground, reported to the authority (I.3.3.j)."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from kiemdiem.campaign.models import Cycle, Subject
from kiemdiem.registry.models import Document
from kiemdiem.tree.models import Organisation


class VerificationCase(models.Model):
    """Signs reported about a subject; seen by the authority that keeps the case and by who reported, nobody else."""

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="cases")
    subject = models.ForeignKey(Subject, models.CASCADE, related_name="cases")
    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    """The authority that keeps it."""
    text = models.TextField(max_length=8000)
    reported_on = models.DateField()
    reported_at = models.DateTimeField(default=timezone.now)
    reporter = models.PositiveIntegerField()
    """Primary key of the account that reported."""
    behalf_of = models.CharField(max_length=40, blank=True)
    taken_up_on = models.DateField(null=True, blank=True)
    taken_up_by = models.CharField(max_length=40, blank=True)
    concluded_on = models.DateField(null=True, blank=True)
    concluded_by = models.CharField(max_length=40, blank=True)
    conclusion = models.TextField(max_length=8000, blank=True)
    document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    """The paper of the conclusion."""
    closed_on = models.DateField(null=True, blank=True)
    closed_by = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(concluded_on__isnull=True) | Q(taken_up_on__isnull=False), name="taken_up_before_concluded"
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(concluded_on__isnull=False), name="concluded_before_closed"
            ),
        ]
        indexes = [models.Index("cycle", "unit", name="cases_of_a_unit")]

    @property
    def reference(self) -> str:
        """How the journal speaks of it: never by what it is about."""
        return f"case:{self.pk}"


class CaseDecision(models.Model):
    """What the authority decides about the rating (Q30); a later decision on the same matter supersedes."""

    class Matter(models.TextChoices):
        """What is decided on."""

        HOLD = "hold"
        """Whether the rating waits for the case."""
        RESULT = "result"
        """What follows for a result already recognised (II.3.f)."""

    class Choice(models.TextChoices):
        """How it is decided."""

        HOLDS = "holds"
        DOES_NOT_HOLD = "does_not_hold"
        STANDS = "stands"
        """The result stands."""
        NOT_RECOGNISED = "not_recognised"
        RATED_ANEW = "rated_anew"
        """Cancelled and rated anew."""

    case = models.ForeignKey(VerificationCase, models.CASCADE, related_name="decisions")
    matter = models.CharField(max_length=8, choices=Matter.choices)
    choice = models.CharField(max_length=16, choices=Choice.choices)
    ground = models.CharField(max_length=500)
    document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    decided_on = models.DateField()
    at = models.DateTimeField(default=timezone.now)
    by = models.CharField(max_length=40)
    behalf_of = models.CharField(max_length=40, blank=True)
    superseded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "case", "matter", condition=Q(superseded_at__isnull=True), name="one_decision_in_force_on_a_matter"
            )
        ]
