"""Delegations: people sent by the direct superior to attend and direct reviews (I.3.3.b)."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from kiemdiem.campaign.models import Cycle, Place
from kiemdiem.registry.models import Document, Person
from kiemdiem.tree.models import Organisation


class Delegation(models.Model):
    """A delegation that a committee forms for places directly below it."""

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="delegations")
    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    """Whose committee forms it."""
    name = models.CharField(max_length=200)
    formed_on = models.DateField()
    document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.CharField(max_length=40)
    dissolved_at = models.DateTimeField(null=True, blank=True)
    dissolved_by = models.CharField(max_length=40, blank=True)
    ground = models.CharField(max_length=300, blank=True)
    """Why it was dissolved."""

    class Meta:
        indexes = [models.Index("cycle", "unit", name="delegations_of_a_unit")]

    def __str__(self) -> str:
        return self.name


class Delegate(models.Model):
    """Somebody who is sent; one of them heads the delegation."""

    delegation = models.ForeignKey(Delegation, models.CASCADE, related_name="delegates")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    heads = models.BooleanField(default=False)
    left_at = models.DateTimeField(null=True, blank=True)
    """No longer sent."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "delegation", "person", condition=Q(left_at__isnull=True), name="sent_once_in_a_delegation"
            ),
            models.UniqueConstraint(
                "delegation", condition=Q(left_at__isnull=True, heads=True), name="one_head_of_a_delegation"
            ),
        ]


class Visit(models.Model):
    """A place assigned to a delegation: when it goes there, who attended, what it reports."""

    delegation = models.ForeignKey(Delegation, models.CASCADE, related_name="visits")
    place = models.ForeignKey(Place, models.CASCADE, related_name="visits")
    day = models.DateField(null=True, blank=True)
    """The day planned, or on which it was there."""
    assigned_at = models.DateTimeField(default=timezone.now)
    assigned_by = models.CharField(max_length=40)
    attended: "models.ManyToManyField[Delegate, models.Model]" = models.ManyToManyField(Delegate, related_name="visits")
    report = models.TextField(max_length=8000, blank=True)
    reported_on = models.DateField(null=True, blank=True)
    reported_by = models.CharField(max_length=40, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)
    """No longer assigned to this delegation."""

    class Meta:
        constraints = [
            models.UniqueConstraint("place", condition=Q(released_at__isnull=True), name="one_delegation_for_a_place")
        ]
