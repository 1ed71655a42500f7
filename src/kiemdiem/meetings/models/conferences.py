"""Conferences: where and when, who is convened and who is there, what is dealt with, what is said (I.3.3)."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from kiemdiem.campaign.models import Cycle, Place, PlanRow, Subject
from kiemdiem.registry.models import Person
from kiemdiem.review.models import Electorate
from kiemdiem.review.models.writing import EarlierText, StandingText
from kiemdiem.tree.fields import BytewiseField
from kiemdiem.tree.models import DEEPEST, STEP, Organisation


class Conference(models.Model):
    """A review conference of a place, of a Party group of a cell, or a workplace's meeting about its leaders."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="conferences")
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="conferences")
    electorate = models.ForeignKey(Electorate, models.PROTECT, null=True, blank=True, related_name="conferences")
    """Exactly one of the two: a review (I.3.3), or a workplace's opinion (I.3.1.c5)."""
    group = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    """The Party group that reviews on its own and reports to the cell (I.3.3.a)."""
    path = BytewiseField(max_length=STEP * DEEPEST)
    """Of the place, the workplace or the group."""
    name = models.CharField(max_length=300)
    """Of the same."""
    room = models.CharField(max_length=200, blank=True)
    chair = models.ForeignKey("meetings.Attendee", models.PROTECT, null=True, blank=True, related_name="+")
    secretary = models.ForeignKey("meetings.Attendee", models.PROTECT, null=True, blank=True, related_name="+")
    called_at = models.DateTimeField(default=timezone.now)
    called_by = models.CharField(max_length=40)
    """A reference (`account:3`)."""
    begun_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=40, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)
    """Called off."""
    dropped_by = models.CharField(max_length=40, blank=True)
    ground = models.CharField(max_length=300, blank=True)
    """Why it was called off."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(place__isnull=False, electorate__isnull=True)
                | Q(place__isnull=True, electorate__isnull=False, group__isnull=True),
                name="a_conference_is_of_one",
            ),
            models.UniqueConstraint(
                "place",
                condition=Q(ended_at__isnull=True, dropped_at__isnull=True, group__isnull=True),
                name="one_open_conference_of_a_place",
            ),
            models.UniqueConstraint(
                "place", "group",
                condition=Q(ended_at__isnull=True, dropped_at__isnull=True, group__isnull=False),
                name="one_open_conference_of_a_group",
            ),
            models.UniqueConstraint(
                "electorate",
                condition=Q(ended_at__isnull=True, dropped_at__isnull=True),
                name="one_open_meeting_of_an_electorate",
            ),
        ]  # fmt: skip
        indexes = [models.Index("cycle", "path", name="conferences_of_a_subtree")]

    def __str__(self) -> str:
        return self.name


class Sitting(models.Model):
    """One sitting of a conference: a day, from when until when (I.3.3.i)."""

    conference = models.ForeignKey(Conference, models.CASCADE, related_name="sittings")
    day = models.DateField()
    begins_at = models.TimeField()
    ends_at = models.TimeField()
    set_at = models.DateTimeField(default=timezone.now)
    set_by = models.CharField(max_length=40)
    removed_at = models.DateTimeField(null=True, blank=True)


class Attendee(models.Model):
    """Somebody convened to a conference, or a guest; taken off the roll with a ground, never deleted."""

    conference = models.ForeignKey(Conference, models.CASCADE, related_name="attendees")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=120, blank=True)
    """Of somebody whom the registry does not hold; empty for a person of the registry."""
    position = models.PositiveIntegerField(default=0)
    """Order on the roll."""
    titles = models.CharField(max_length=300, blank=True)
    votes = models.BooleanField(default=True)
    """Takes part in the votes; probationary members and guests do not (Q37)."""
    is_guest = models.BooleanField(default=False)
    by_rule = models.BooleanField(default=False)
    ground = models.CharField(max_length=300, blank=True)
    """Why he or she was added, or does not vote."""
    added_at = models.DateTimeField(default=timezone.now)
    added_by = models.CharField(max_length=40)
    present_since = models.DateTimeField(null=True, blank=True)
    """Set while he or she is in the room."""
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.CharField(max_length=40, blank=True)
    removed_ground = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "conference", "person", condition=Q(removed_at__isnull=True), name="once_on_a_roll"
            ),
            models.CheckConstraint(condition=Q(person__isnull=True) | Q(name=""), name="an_attendee_is_known_or_named"),
        ]


class Movement(models.Model):
    """Somebody came or left; nothing of it is ever edited."""

    class Kind(models.TextChoices):
        """What happened."""

        ARRIVED = "arrived"
        LEFT = "left"

    attendee = models.ForeignKey(Attendee, models.CASCADE, related_name="movements")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    ground = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(default=timezone.now)
    by = models.CharField(max_length=40)


class Item(models.Model):
    """One subject on the agenda, in the regulation's order (I.3.3.a)."""

    conference = models.ForeignKey(Conference, models.CASCADE, related_name="items")
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="+")
    row = models.ForeignKey(PlanRow, models.PROTECT, null=True, blank=True, related_name="items")
    """Of the plan; none: a leader about whom a workplace is asked, or an organisation that is voted on."""
    stage = models.PositiveSmallIntegerField(default=0)
    """What of the order holds between items: a lower stage comes before a higher one."""
    position = models.PositiveIntegerField()
    chair = models.ForeignKey(Attendee, models.PROTECT, null=True, blank=True, related_name="+")
    """Who presides over this item in the chair's stead (I.3.3.e)."""
    presenter = models.CharField(max_length=120, blank=True)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    """Planned."""
    begun_at = models.DateTimeField(null=True, blank=True)
    read_out_at = models.DateTimeField(null=True, blank=True)
    """Opinions, ratings and suggestions were reported to those present (I.3.3.d)."""
    concluded_at = models.DateTimeField(null=True, blank=True)
    concluded_by = models.CharField(max_length=40, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.CharField(max_length=40, blank=True)
    ground = models.CharField(max_length=300, blank=True)
    """Why it was taken off."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "conference", "subject", condition=Q(removed_at__isnull=True), name="dealt_with_once"
            )
        ]


class Note(StandingText):
    """What was said or concluded on an item."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="notes")
    key = models.CharField(max_length=60)
    """`said:12` of an attendee, `content:…` of a section of the report, `merits`, `faults`, `conclusion`."""

    class Meta:
        constraints = [models.UniqueConstraint("item", "key", name="one_note_of_a_key")]


class EarlierNote(EarlierText):
    """What a note said before, or what came while somebody else had saved."""

    note = models.ForeignKey(Note, models.CASCADE, related_name="earlier")
