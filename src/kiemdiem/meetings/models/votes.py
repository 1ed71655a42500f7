"""Votes: on what, by whom, how; the roll as it stood at the opening (I.3.3.e, I.3.3.g, I.3.1.c5, II.2.3.d)."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from kiemdiem.meetings.models.conferences import Attendee, Conference, Item


class Vote(models.Model):
    """One vote on one or more items of a conference; dates tell how far it has come."""

    class Kind(models.TextChoices):
        """What is voted on."""

        CONCLUSION = "conclusion"
        """The chair's conclusion on an individual (I.3.3.e, Q34)."""
        WORKPLACE_OPINION = "workplace_opinion"
        """The four levels for a leader, at the workplace (I.3.1.c5)."""
        PROPOSAL = "proposal"
        """The cell's proposal of a level for a member or itself (II.2.3.d)."""
        RATING = "rating"
        """The four levels, by the collective (I.3.3.g)."""

    class Means(models.TextChoices):
        """How it is voted."""

        HANDS = "hands"
        PAPER = "paper"

    conference = models.ForeignKey(Conference, models.CASCADE, related_name="votes")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    means = models.CharField(max_length=8, choices=Means.choices)
    again = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="repeated_by")
    """The vote that reached no level and is held anew (Q4)."""
    ground = models.CharField(max_length=300, blank=True)
    """Why it is held anew."""
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.CharField(max_length=40)
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_by = models.CharField(max_length=40, blank=True)
    convened = models.PositiveIntegerField(null=True, blank=True)
    """Entitled to vote, on the roll at the opening."""
    present = models.PositiveIntegerField(null=True, blank=True)
    """Those of them who were there; the roll of the vote is frozen then."""
    issued = models.PositiveIntegerField(null=True, blank=True)
    """Papers handed out; by hand: all who were there take part."""
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.CharField(max_length=40, blank=True)
    missing_ground = models.CharField(max_length=300, blank=True)
    """What is said of papers that did not come back."""
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.CharField(max_length=40, blank=True)
    cancelled_ground = models.CharField(max_length=300, blank=True)


class Line(models.Model):
    """One subject of a vote: a row of the ballot paper."""

    vote = models.ForeignKey(Vote, models.CASCADE, related_name="lines")
    item = models.ForeignKey(Item, models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    stands_aside = models.BooleanField(default=False)
    """The person voted on was there and does not vote on himself or herself (Q13)."""

    class Meta:
        constraints = [models.UniqueConstraint("vote", "item", name="voted_on_once_in_a_vote")]


class Participant(models.Model):
    """Somebody who took part in a vote; what was voted stands nowhere beside it."""

    vote = models.ForeignKey(Vote, models.CASCADE, related_name="participants")
    attendee = models.ForeignKey(Attendee, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint("vote", "attendee", name="takes_part_once")]


class Teller(models.Model):
    """Somebody who counts a vote, and the account by which he or she enters it."""

    vote = models.ForeignKey(Vote, models.CASCADE, related_name="tellers")
    attendee = models.ForeignKey(Attendee, models.PROTECT, related_name="+")
    account = models.CharField(max_length=40, blank=True)
    """A reference, from the first entry on; empty before."""
    removed_at = models.DateTimeField(null=True, blank=True)
    """Another took over before anything was entered."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "vote", "attendee", condition=Q(removed_at__isnull=True), name="a_teller_once_in_a_vote"
            ),
            models.UniqueConstraint("vote", "account", condition=~Q(account=""), name="an_account_counts_for_one"),
        ]
