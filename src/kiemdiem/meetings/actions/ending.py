"""Opens and ends conferences; with the end the reviews are recorded as finished."""

from collections.abc import Iterator
from datetime import date

from django.db import transaction
from django.utils import timezone

from kiemdiem.accounts.access import Access
from kiemdiem.campaign.actions.plan import finish_reviews, obstacles_to_finishing
from kiemdiem.campaign.freezing import HELD
from kiemdiem.campaign.models import PlanRow
from kiemdiem.campaign.queries.plan import standing_of
from kiemdiem.journal.verbs import Verb
from kiemdiem.meetings.actions.locking import actor_at, locked_conference, note, obstacles_to_changing
from kiemdiem.meetings.models import Conference, Item, Vote
from kiemdiem.meetings.opening import clause_of, is_counted, kinds_for, vote_that_stands
from kiemdiem.meetings.queries.conferences import items_of, roll_of, sittings_of
from kiemdiem.meetings.queries.votes import has_unfinished_votes
from kiemdiem.registry.documents import Paper
from kiemdiem.review.actions.voters import obstacles_to_holding, record_held
from kiemdiem.verdicts import Verdict, refuse_on
from kiemdiem.wording import N_, Message

_IS_OPEN = N_("The conference is open already.")
_NO_CHAIR = N_("Nobody chairs yet: name the chair first.")
_NO_SECRETARY = N_("Nobody keeps the minutes yet: name the secretary first.")
_NOBODY = N_("Nobody is in the room: record on the roll who has come.")
_NOT_OPEN = N_("The conference is not open yet.")
_AHEAD = N_("The first sitting is on {day}: the conference is opened on that day.")
_OPEN_ITEMS = N_("{count} not concluded yet: {names}. Conclude them, or take them off the agenda with a ground.")
_NOTHING = N_("Nothing stands on the agenda.")
_UNFINISHED = N_("A vote is not finished: sign its count, or cancel it with a ground.")
_NO_VOTE = N_("No level was voted on for {count}: {names}.")
_SHOWN = 5
"""Names that one message tells."""
_NO_SITTING = N_("No sitting is entered: enter when the conference sat.")


def obstacles_to_opening_conference(conference: Conference) -> Iterator[Verdict]:
    """What stands in the way of opening a conference."""
    yield from obstacles_to_changing(conference)
    if conference.begun_at:
        yield Verdict(Message(_IS_OPEN))
    sittings = sittings_of(conference)
    if not sittings:
        yield Verdict(Message(_NO_SITTING), "", "I.3.3.i")
    elif sittings[0].day > timezone.localdate():
        yield Verdict(Message(_AHEAD, {"day": sittings[0].day.strftime("%d/%m/%Y")}))
    if conference.chair_id is None:
        yield Verdict(Message(_NO_CHAIR), "", "I.3.3.c")
    if conference.secretary_id is None:
        yield Verdict(Message(_NO_SECRETARY))
    if not any(one.present_since for one in roll_of(conference)):
        yield Verdict(Message(_NOBODY))


def open_conference(access: Access, number: int) -> Conference:
    """Open a conference.

    Raises:
        OutOfSight. Refused: see `obstacles_to_opening_conference`.
    """
    with transaction.atomic():
        conference = locked_conference(access, number)
        refuse_on(obstacles_to_opening_conference(conference))
        conference.begun_at = timezone.now()
        conference.save(update_fields=["begun_at"])
        present = sum(one.present_since is not None for one in roll_of(conference))
        note(access, Verb.CONFERENCE_BEGUN, conference, {"present": present})
        return conference


def day_of(conference: Conference) -> date:
    """The day on which a conference ended: of its last sitting, not after today."""
    days = [one.day for one in sittings_of(conference)]
    return min(max(days, default=timezone.localdate()), timezone.localdate())


def obstacles_to_ending(conference: Conference) -> Iterator[Verdict]:
    """What stands in the way of ending a conference."""
    yield from obstacles_to_changing(conference)
    if conference.begun_at is None:
        yield Verdict(Message(_NOT_OPEN))
    items = items_of(conference)
    if not items:
        yield Verdict(Message(_NOTHING))
    unfinished = [one.subject.name for one in items if one.concluded_at is None]
    if unfinished:
        yield Verdict(Message(_OPEN_ITEMS, _told(unfinished)), "", "I.3.3.e")
    if has_unfinished_votes(conference):
        yield Verdict(Message(_UNFINISHED))
    yield from _obstacles_to_recording(conference, items)
    yield from _remarks_on_votes(conference, items)


def _obstacles_to_recording(conference: Conference, items: list[Item]) -> Iterator[Verdict]:
    if conference.electorate is not None:
        yield from obstacles_to_holding(conference.electorate, day_of(conference))
    elif rows := rows_to_finish(conference, items):
        yield from obstacles_to_finishing(standing_of(rows), day_of(conference))


def _remarks_on_votes(conference: Conference, items: list[Item]) -> Iterator[Verdict]:
    """A level that was not voted on: the conference may end, the rating waits for it."""
    missing = []
    clause = ""
    for item in items:
        kinds = [kind for kind in kinds_for(conference, item) if kind != Vote.Kind.CONCLUSION]
        for kind in kinds:
            standing = vote_that_stands(item, kind)
            if standing is None or not is_counted(standing):
                missing.append(item.subject.name)
                clause = clause_of(kind)
    if missing:
        yield Verdict(Message(_NO_VOTE, _told(missing)), "", clause, refuses=False)


def _told(names: list[str]) -> dict[str, str | int | Message]:
    """How many there are, and the first of them."""
    more = ", …" if len(names) > _SHOWN else ""
    return {"count": len(names), "names": ", ".join(names[:_SHOWN]) + more}


def rows_to_finish(conference: Conference, items: list[Item]) -> list[PlanRow]:
    """The plan rows that are finished with a conference; a Party group only reports to its cell (I.3.3.a)."""
    if conference.group_id is not None:
        return []
    keys = [one.row_id for one in items if one.concluded_at and one.row_id]
    rows = PlanRow.objects.filter(pk__in=keys, dropped_at__isnull=True, action__in=HELD, finished_on__isnull=True)
    return list(rows.select_related("subject", "place__organisation", "cycle__unit").defer("cycle__edition_text"))


def end_conference(access: Access, number: int) -> Conference:
    """End a conference: its reviews are recorded as finished, or the workplace's opinion as taken.

    Raises:
        OutOfSight. Refused: see `obstacles_to_ending`.
    """
    with transaction.atomic():
        conference = locked_conference(access, number)
        refuse_on(obstacles_to_ending(conference))
        day = day_of(conference)
        rows = rows_to_finish(conference, items_of(conference))
        if conference.electorate_id is not None:
            record_held(access, conference.electorate_id, day, Paper())
        elif rows and conference.place_id is not None:
            finish_reviews(access, conference.place_id, [row.pk for row in rows], day)
        conference.ended_at, conference.ended_by = timezone.now(), actor_at(access, conference).account
        conference.save(update_fields=["ended_at", "ended_by"])
        note(access, Verb.CONFERENCE_ENDED, conference, {"finished": len(rows)})
        return conference
