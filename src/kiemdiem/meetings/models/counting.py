"""Countings of a vote: two entries that must agree, the counts, the signatures; a recount is a new counting."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from kiemdiem.meetings.models.conferences import Attendee
from kiemdiem.meetings.models.votes import Line, Teller, Vote


class Counting(models.Model):
    """One counting; the latest that is signed holds."""

    vote = models.ForeignKey(Vote, models.CASCADE, related_name="countings")
    number = models.PositiveSmallIntegerField(default=1)
    ground = models.CharField(max_length=300, blank=True)
    """Why it is counted anew."""
    begun_at = models.DateTimeField(default=timezone.now)
    begun_by = models.CharField(max_length=40)
    returned = models.PositiveIntegerField(null=True, blank=True)
    """Papers that came back; by hand: all who took part."""
    invalid = models.PositiveIntegerField(null=True, blank=True)
    """Whole papers that count for nobody."""
    settled_at = models.DateTimeField(null=True, blank=True)
    """The entries agreed: the sums are stored, the papers are gone."""
    signed_at = models.DateTimeField(null=True, blank=True)
    superseded_at = models.DateTimeField(null=True, blank=True)
    """A recount was signed, or this one was given up."""

    class Meta:
        constraints = [
            models.UniqueConstraint("vote", "number", name="one_counting_of_a_number"),
            models.UniqueConstraint(
                "vote", condition=Q(superseded_at__isnull=True, signed_at__isnull=True), name="one_counting_under_way"
            ),
            models.UniqueConstraint(
                "vote", condition=Q(superseded_at__isnull=True, signed_at__isnull=False), name="one_counting_in_force"
            ),
        ]


class Entry(models.Model):
    """What one teller reads off the papers, without seeing what the other entered."""

    class Mode(models.TextChoices):
        """How it is entered."""

        PAPERS = "papers"
        """Paper by paper, row by row."""
        SUMS = "sums"
        """As counts."""

    counting = models.ForeignKey(Counting, models.CASCADE, related_name="entries")
    teller = models.ForeignKey(Teller, models.PROTECT, related_name="entries")
    mode = models.CharField(max_length=8, choices=Mode.choices)
    began_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True, blank=True)
    returned = models.PositiveIntegerField(null=True, blank=True)
    """Entered as counts: papers that came back."""
    invalid = models.PositiveIntegerField(null=True, blank=True)
    corrections = models.PositiveIntegerField(default=0)
    """Papers that were entered anew after the entry was first done, or after they stood there."""

    class Meta:
        constraints = [models.UniqueConstraint("counting", "teller", name="one_entry_of_a_teller")]


class EnteredPaper(models.Model):
    """One paper as read; it holds no time and is gone once both entries agree."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="papers")
    number = models.PositiveIntegerField()
    """Its place in the teller's pile."""
    marks = models.CharField(max_length=500)
    """A sign for each row: `1` to `4` the best to the lowest level, `0` none; `x` alone: the paper is invalid."""

    class Meta:
        constraints = [models.UniqueConstraint("entry", "number", name="a_paper_is_entered_once")]


class EnteredSum(models.Model):
    """The votes for one choice on one line, as entered."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="sums")
    line = models.ForeignKey(Line, models.CASCADE, related_name="+")
    choice = models.CharField(max_length=8)
    votes = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint("entry", "line", "choice", name="one_sum_of_a_choice")]


class Count(models.Model):
    """The votes for one choice on one line, as both entries agreed."""

    counting = models.ForeignKey(Counting, models.CASCADE, related_name="counts")
    line = models.ForeignKey(Line, models.CASCADE, related_name="counts")
    choice = models.CharField(max_length=8)
    """A level, `none`; on a conclusion `agree`, `against`, `none`."""
    votes = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint("counting", "line", "choice", name="one_count_of_a_choice")]


class Signing(models.Model):
    """A teller, or the chair, confirms a counting."""

    counting = models.ForeignKey(Counting, models.CASCADE, related_name="signings")
    attendee = models.ForeignKey(Attendee, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    by = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint("counting", "attendee", name="signs_once")]
