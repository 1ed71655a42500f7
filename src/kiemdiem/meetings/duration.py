"""Whether a conference sits as long as the regulation asks (I.3.3.i)."""

from dataclasses import dataclass

from kiemdiem.campaign.models import Cycle, Place
from kiemdiem.campaign.roster import terms_of
from kiemdiem.meetings.models import Conference
from kiemdiem.meetings.queries.conferences import sittings_of
from kiemdiem.meetings.sittings import half_days
from kiemdiem.review.queries.delegations import places_with_suggestion
from kiemdiem.rulebook.schedule import least_half_days
from kiemdiem.vocabulary import CollectiveKind

CLAUSE = "I.3.3.i"


@dataclass(frozen=True)
class Duration:
    """How long a conference sits, and how long it must at least; both in half days."""

    planned: int
    least: int | None
    """None: the regulation names nothing for this place."""

    @property
    def is_short(self) -> bool:
        """Shorter than the regulation asks."""
        return self.least is not None and self.planned < self.least


def _body(cycle: Cycle, place: Place) -> str:
    deadline = terms_of(cycle).edition.deadline(place.deadline)
    return deadline.bodies[0] if deadline is not None and deadline.bodies else place.deadline


def duration_of(conference: Conference) -> Duration:
    """How long a conference sits; a Party group and a workplace have no least duration."""
    planned = half_days((one.day, one.begins_at, one.ends_at) for one in sittings_of(conference))
    place = conference.place
    if place is None or conference.group_id is not None:
        return Duration(planned, None)
    kind = CollectiveKind(place.collective.kind) if place.collective is not None else None
    edition = terms_of(conference.cycle).edition
    has_suggestion = places_with_suggestion(conference.cycle).filter(pk=place.pk).exists()
    least = least_half_days(edition, _body(conference.cycle, place), kind, with_suggestions=has_suggestion)
    return Duration(planned, least)
