"""Workplace electorates: whose opinion is asked at work about leaders before their review (I.3.1.c)."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from kiemdiem.campaign.models import Cycle, Subject
from kiemdiem.registry.models import Document, Person
from kiemdiem.tree.fields import BytewiseField
from kiemdiem.tree.models import DEEPEST, STEP, Organisation


class Electorate(models.Model):
    """Those of one workplace who are asked; the leaders who work there are voted on by the same people."""

    class Who(models.TextChoices):
        """Whose opinion it is."""

        STAFF = "staff"
        """Everybody who works there, but those on short-term contracts (I.3.1.c1, I.3.1.c3)."""
        REPRESENTATIVES = "representatives"
        """Party committee, heads and deputies of departments and mass organisations (I.3.1.c2)."""
        NAMED = "named"
        """Those whom the level above the grassroots lays down, each named (I.3.1.c6)."""

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="electorates")
    workplace = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    path = BytewiseField(max_length=STEP * DEEPEST)
    """The workplace's."""
    who = models.CharField(max_length=16, choices=Who.choices)
    made_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True, blank=True)
    """The list is ready for the ballot."""
    settled_by = models.CharField(max_length=40, blank=True)
    held_on = models.DateField(null=True, blank=True)
    """The meeting was held and the opinion taken."""
    document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    """Its minutes."""

    class Meta:
        constraints = [models.UniqueConstraint("cycle", "workplace", "who", name="one_electorate_of_a_workplace")]
        indexes = [models.Index("cycle", "path", name="electorates_of_a_subtree")]


class ElectorateLeader(models.Model):
    """A leader about whom they are asked."""

    electorate = models.ForeignKey(Electorate, models.CASCADE, related_name="leaders")
    subject = models.OneToOneField(Subject, models.CASCADE, related_name="electorate_leader")
    clause = models.CharField(max_length=20)
    ground = models.CharField(max_length=300, blank=True)
    """By what the level above the grassroots laid it down (I.3.1.c6)."""
    document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    by = models.CharField(max_length=40)
    not_needed_at = models.DateTimeField(null=True, blank=True)
    not_needed_by = models.CharField(max_length=40, blank=True)
    not_needed_ground = models.CharField(max_length=300, blank=True)


class Voter(models.Model):
    """Somebody who is asked: by the rule, or added with a ground; left out with a ground, never deleted."""

    electorate = models.ForeignKey(Electorate, models.CASCADE, related_name="voters")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=120, blank=True)
    """Of somebody whom the registry does not hold; empty for a person of the registry."""
    by_rule = models.BooleanField(default=False)
    ground = models.CharField(max_length=300, blank=True)
    """Why he or she was added."""
    added_by = models.CharField(max_length=40)
    added_at = models.DateTimeField(default=timezone.now)
    left_out_at = models.DateTimeField(null=True, blank=True)
    left_out_by = models.CharField(max_length=40, blank=True)
    left_out_ground = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "electorate", "person", condition=Q(left_out_at__isnull=True), name="a_voter_once_in_an_electorate"
            ),
            models.CheckConstraint(condition=Q(person__isnull=True) | Q(name=""), name="a_voter_is_known_or_named"),
        ]


class ElectorateChange(models.Model):
    """Why a list was opened again or a leader taken off it; nothing of it is ever edited."""

    class Kind(models.TextChoices):
        """What happened."""

        REOPENED = "reopened"
        TAKEN_OFF = "taken_off"

    electorate = models.ForeignKey(Electorate, models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    subject = models.ForeignKey(Subject, models.CASCADE, null=True, blank=True, related_name="+")
    """The leader who was taken off."""
    ground = models.CharField(max_length=300)
    at = models.DateTimeField(default=timezone.now)
    by = models.CharField(max_length=40)
