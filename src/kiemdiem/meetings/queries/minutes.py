"""The minutes of a conference."""

from collections.abc import Sequence

from kiemdiem.meetings.models import Conference, EarlierMinutes, Minutes


def minutes_of(conference: Conference) -> Minutes | None:
    """The minutes, if they were drawn up."""
    return Minutes.objects.filter(conference=conference).first()


def late_minutes(minutes: Minutes) -> Sequence[EarlierMinutes]:
    """Texts that came while somebody else had saved, the last one first."""
    return list(EarlierMinutes.objects.filter(minutes=minutes, came_late=True).order_by("-pk"))
