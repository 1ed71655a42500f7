"""What a head assigns for the year, the ground of review and rating (II.3.a), and files of targets to be imported."""

from django.db import models
from django.utils import timezone

from kiemdiem.campaign.models import Cycle, Subject
from kiemdiem.tree.models import Organisation


class TargetFacts(models.Model):
    """What a target says; the same columns hold its earlier versions."""

    class Source(models.TextChoices):
        """Where a target comes from."""

        ASSIGNED = "assigned"
        RESOLUTION = "resolution"
        PROGRAMME = "programme"
        PLAN = "plan"

    text = models.CharField(max_length=600)
    measure = models.CharField(max_length=120)
    """The unit in which the result is counted: per cent, households, days."""
    planned = models.CharField(max_length=120)
    """The value planned, in that unit."""
    source = models.CharField(max_length=12, choices=Source.choices, default=Source.ASSIGNED)
    source_title = models.CharField(max_length=200, blank=True)
    """Of the resolution, programme or plan."""
    due_on = models.DateField(null=True, blank=True)
    order = models.PositiveSmallIntegerField(default=1)

    class Meta:
        abstract = True


class Target(TargetFacts):
    """A target in force, unless withdrawn; a correction keeps what it said before as a version."""

    subject = models.ForeignKey(Subject, models.CASCADE, related_name="targets")
    version = models.PositiveIntegerField(default=1)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.CharField(max_length=40)
    """A reference (`account:3`)."""
    behalf_of = models.CharField(max_length=40, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.CharField(max_length=40, blank=True)
    ground = models.CharField(max_length=300, blank=True)
    """Why it was withdrawn."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "subject",
                "text",
                condition=models.Q(withdrawn_at__isnull=True) & ~models.Q(text=""),
                name="one_target_of_a_text",
            )  # erasing a person empties several
        ]
        indexes = [models.Index("subject", "order", name="targets_of_a_subject")]

    def __str__(self) -> str:
        return self.text


class TargetVersion(TargetFacts):
    """A target as it said before."""

    of = models.ForeignKey(Target, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=40)
    superseded_at = models.DateTimeField(default=timezone.now)
    superseded_by = models.CharField(max_length=40)
    ground = models.CharField(max_length=300)


class TargetImport(models.Model):
    """An uploaded sheet of targets as it was read; nothing of it is assigned before it is applied."""

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="+")
    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    """SHA-256 of the file."""
    uploaded_at = models.DateTimeField(default=timezone.now)
    uploaded_by = models.CharField(max_length=40)
    rows = models.TextField(default="[]")
    """JSON: the rows as texts by column; emptied when the import is applied or discarded."""
    faults = models.TextField(default="[]")
    """JSON: messages about what the file itself holds wrong; emptied likewise."""
    applied_at = models.DateTimeField(null=True, blank=True)
    discarded_at = models.DateTimeField(null=True, blank=True)
