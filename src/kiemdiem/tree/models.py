"""Organisations as nodes of one tree."""

from django.db import models
from django.utils import timezone

from kiemdiem.tree.fields import BytewiseField
from kiemdiem.vocabulary import OrganisationKind

STEP = 4
"""Letters of a path for each level: 36 to the power of 4 nodes may stand under one superior."""
DEEPEST = 30


class OrganisationFacts(models.Model):
    """What is known of an organisation; the same columns hold its earlier versions."""

    name = models.CharField(max_length=300)
    kind = models.CharField(max_length=24, choices=[(kind.value, kind.value) for kind in OrganisationKind])
    parent = models.ForeignKey("tree.Organisation", models.PROTECT, null=True, blank=True, related_name="+")
    established_on = models.DateField(null=True, blank=True)
    territorial = models.BooleanField(default=False)
    """A commune, ward or township."""
    transferred_on = models.DateField(null=True, blank=True)
    transferred_from = models.CharField(max_length=300, blank=True)

    class Meta:
        abstract = True


class Organisation(OrganisationFacts):
    """One node; `path` is that of its superior and one step more, and begins the path of all below it."""

    code = models.CharField(max_length=64, unique=True)
    """The id in the workbook; it never changes."""
    path = BytewiseField(max_length=STEP * DEEPEST, unique=True)
    name_key = BytewiseField(max_length=200)
    search_key = models.CharField(max_length=300)
    version = models.PositiveIntegerField(default=1)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.CharField(max_length=40, default="")
    """A reference (`account:3`)."""

    class Meta:
        indexes = [models.Index("parent", "name_key", name="children_by_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def depth(self) -> int:
        """1 for a root."""
        return len(self.path) // STEP
