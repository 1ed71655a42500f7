"""Minutes of a conference: drawn up from what happened, corrected by hand, fixed when they are signed."""

from django.db import models

from kiemdiem.meetings.models.conferences import Conference
from kiemdiem.review.models.writing import EarlierText, StandingText


class Minutes(StandingText):
    """The text of the minutes."""

    conference = models.OneToOneField(Conference, models.CASCADE, related_name="record")
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.CharField(max_length=40, blank=True)
    head = models.CharField(max_length=300, blank=True)
    """The head of the journal as it stood when they were signed."""


class EarlierMinutes(EarlierText):
    """What the minutes said before."""

    minutes = models.ForeignKey(Minutes, models.CASCADE, related_name="earlier")
