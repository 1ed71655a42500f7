"""Conferences within what somebody runs, counts for, or takes part in."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from kiemdiem.accounts.access import Access, OutOfSight
from kiemdiem.accounts.roles import Right
from kiemdiem.campaign.models import Cycle, Place
from kiemdiem.meetings.models import Attendee, Conference, Item, Movement, Sitting
from kiemdiem.tree.models import Organisation

RUNNING = (Right.RECORD_REVIEW, Right.ASK_OPINIONS)
"""Of which one runs a conference: a review's, a workplace's."""
WATCHING = (*RUNNING, Right.COUNT_BALLOTS, Right.SEE_SELF)
"""Of which one sees the screen of a conference: who runs it, counts at it, or stands on its roll."""
_WHOLE = (
    "cycle__unit", "place__organisation", "place__collective", "electorate__workplace", "group", "chair__person",
    "secretary__person",
)  # fmt: skip


def running_right(conference: Conference) -> Right:
    """The right by which a conference is run."""
    return Right.RECORD_REVIEW if conference.place_id else Right.ASK_OPINIONS


def _run(access: Access) -> Q:
    review = access.scope(Right.RECORD_REVIEW) & Q(place__isnull=False)
    return review | (access.scope(Right.ASK_OPINIONS) & Q(electorate__isnull=False))


def conferences_run_by(access: Access, cycle: Cycle | None = None) -> "QuerySet[Conference]":
    """The conferences that one runs, those under way first."""
    found = Conference.objects.filter(_run(access))
    found = found if cycle is None else found.filter(cycle=cycle)
    return found.select_related(*_WHOLE).defer("cycle__edition_text").order_by("ended_at", "path", "pk")


def conference_run_by(access: Access, number: int) -> Conference:
    """One of them.

    Raises:
        OutOfSight: there is none, or it is not theirs.
    """
    found = conferences_run_by(access).filter(pk=number).first()
    if found is None:
        raise OutOfSight(f"conference {number}")
    return found


def conferences_watched_by(access: Access) -> "QuerySet[Conference]":
    """The conferences that one runs, counts at, or on whose roll one stands."""
    condition = _run(access) | access.scope(Right.COUNT_BALLOTS)
    if access.may(Right.SEE_SELF):
        own = Attendee.objects.filter(person__account_id=access.account, removed_at__isnull=True)
        condition |= Q(pk__in=own.values("conference_id"))
    found = Conference.objects.filter(condition, dropped_at__isnull=True)
    return found.select_related(*_WHOLE).defer("cycle__edition_text").order_by("ended_at", "path", "pk")


def conference_watched_by(access: Access, number: int) -> Conference:
    """One of them.

    Raises:
        OutOfSight: there is none, or it is not theirs.
    """
    found = conferences_watched_by(access).filter(pk=number).first()
    if found is None:
        raise OutOfSight(f"conference {number}")
    return found


def places_to_call_at(access: Access, cycle: Cycle) -> "QuerySet[Place]":
    """Places of one's own with reviews to hold, where no conference is under way."""
    there = Conference.objects.filter(
        cycle=cycle, ended_at__isnull=True, dropped_at__isnull=True, place__isnull=False, group__isnull=True
    )
    found = Place.objects.filter(access.scope(Right.RECORD_REVIEW), cycle=cycle, reviews__gt=0)
    return found.exclude(pk__in=there.values("place_id")).select_related("organisation").order_by("path", "pk")


def groups_of(place: Place) -> list[Organisation]:
    """The Party groups of a cell."""
    if place.collective_id is not None:
        return []
    found = Organisation.objects.filter(parent=place.organisation_id, kind="party_group")
    return list(found.order_by("name_key", "code"))


def sittings_of(conference: Conference) -> list[Sitting]:
    """The sittings that stand, the first one first."""
    found = Sitting.objects.filter(conference=conference, removed_at__isnull=True)
    return list(found.order_by("day", "begins_at", "pk"))


def roll_of(conference: Conference) -> list[Attendee]:
    """Who stands on the roll, in its order; guests last."""
    found = Attendee.objects.filter(conference=conference, removed_at__isnull=True)
    return list(found.select_related("person").order_by("is_guest", "position", "pk"))


def movements_of(conference: Conference) -> list[Movement]:
    """Who came and left, the latest first."""
    found = Movement.objects.filter(attendee__conference=conference).select_related("attendee__person")
    return list(found.order_by("-at", "-pk"))


def name_of(attendee: Attendee) -> str:
    """The name of somebody on the roll; the person must be fetched with it."""
    return attendee.person.full_name if attendee.person is not None else attendee.name


def items_of(conference: Conference) -> list[Item]:
    """The agenda in its order."""
    found = Item.objects.filter(conference=conference, removed_at__isnull=True)
    related = ("subject__cycle", "subject__collective__organisation", "row__subject", "chair__person")
    whole = found.select_related(*related).defer("subject__cycle__edition_text")
    return list(whole.order_by("position", "pk"))


def item_run_by(access: Access, number: int) -> Item:
    """An item of a conference that one runs.

    Raises:
        OutOfSight: there is none, or it is not theirs.
    """
    found = Item.objects.filter(pk=number, removed_at__isnull=True).first()
    if found is None:
        raise OutOfSight(f"item {number}")
    conference = conference_run_by(access, found.conference_id)
    item = next(one for one in items_of(conference) if one.pk == number)
    item.conference = conference
    return item


def presiding_over(item: Item, conference: Conference) -> Attendee | None:
    """Who presides over an item: its own chair, or the conference's (I.3.3.e)."""
    return item.chair or conference.chair


def current_item(items: Sequence[Item]) -> Item | None:
    """What the conference deals with now: the item begun last that is not concluded."""
    under_way = [one for one in items if one.begun_at and not one.concluded_at]
    return max(under_way, key=lambda one: (one.begun_at, one.pk)) if under_way else None
