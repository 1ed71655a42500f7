"""What must be there before a vote opens or closes: one list for the page and for the action that refuses."""

from collections.abc import Iterator, Sequence

from kiemdiem.meetings.actions.agenda import (
    obstacles_to_order,
    obstacles_to_presiding,
    obstacles_to_what_precedes_votes,
)
from kiemdiem.meetings.actions.locking import obstacles_to_changing
from kiemdiem.meetings.models import Attendee, Conference, Item, Vote
from kiemdiem.meetings.queries.conferences import items_of, name_of, roll_of
from kiemdiem.meetings.queries.votes import counting_in_force, lines_of, standing_votes_on, tellers_of
from kiemdiem.review.actions.voters import FEWEST
from kiemdiem.verdicts import Verdict
from kiemdiem.wording import N_, Message

FEW = 5
"""With fewer a secret ballot tells much: warned about, and recorded."""
SECRET = frozenset({Vote.Kind.RATING.value, Vote.Kind.PROPOSAL.value, Vote.Kind.WORKPLACE_OPINION.value})
"""Kinds that are voted in secret (I.3.3.g, I.3.1.c5; forms 7 to 9)."""
_CLAUSES = {
    Vote.Kind.RATING.value: "I.3.3.g",
    Vote.Kind.PROPOSAL.value: "II.2.3.d",
    Vote.Kind.WORKPLACE_OPINION.value: "I.3.1.c5",
    Vote.Kind.CONCLUSION.value: "I.3.3.e",
}
_CANCELLED = N_("This vote was cancelled: prepare a new one.")
_IS_OPEN = N_("This vote is open already.")
_NOT_BEGUN = N_("The conference is not open yet: open it first.")
_NOBODY = N_("Nobody who may vote is in the room: record on the roll who has come.")
_FEWEST = N_("Only {count} may vote here: with fewer than {fewest} the ballot is not secret.")
_FEW = N_("Only {count} vote: with so few it can often be guessed who voted how. That is recorded.")
_OPEN_ITEM = N_("The review of {name} is not concluded yet.")
_NOT_BEGUN_ITEM = N_("The review of {name} has not begun yet.")
_TELLERS = N_("Two tellers count a ballot on paper: name at least two.")
_TELLER_AWAY = N_("{name}, who counts, is not in the room: name somebody else.")
_NO_LINE = N_("Nobody is voted on: prepare the vote anew.")


def clause_of(kind: str) -> str:
    """The clause that a kind of vote rests on."""
    return _CLAUSES[kind]


def voters_on(roll: Sequence[Attendee]) -> list[Attendee]:
    """Those on the roll who are entitled to vote."""
    return [one for one in roll if one.votes and not one.is_guest]


def obstacles_to_opening(vote: Vote) -> Iterator[Verdict]:
    """What stands in the way of opening a vote, each thing once; the conference must be fetched with it."""
    told: list[Verdict] = []
    for verdict in _obstacles_to_opening(vote):
        if verdict not in told:
            told.append(verdict)
            yield verdict


def _obstacles_to_opening(vote: Vote) -> Iterator[Verdict]:
    conference = vote.conference
    yield from obstacles_to_changing(conference)
    if vote.cancelled_at:
        yield Verdict(Message(_CANCELLED))
    elif vote.opened_at:
        yield Verdict(Message(_IS_OPEN))
    if conference.begun_at is None:
        yield Verdict(Message(_NOT_BEGUN))
    roll = roll_of(conference)
    yield from _obstacles_to_roll(vote, roll)
    if vote.means == Vote.Means.PAPER:
        yield from _obstacles_to_tellers(vote)
    yield from _obstacles_to_items(vote, conference)


def _obstacles_to_roll(vote: Vote, roll: Sequence[Attendee]) -> Iterator[Verdict]:
    count = sum(one.present_since is not None for one in voters_on(roll))
    clause = clause_of(vote.kind)
    if not count:
        yield Verdict(Message(_NOBODY), "", clause)
    elif vote.kind in SECRET and count < FEWEST:
        yield Verdict(Message(_FEWEST, {"count": count, "fewest": FEWEST}), "", clause)
    elif vote.kind in SECRET and count < FEW:
        yield Verdict(Message(_FEW, {"count": count}), "", clause, refuses=False)


def _obstacles_to_tellers(vote: Vote) -> Iterator[Verdict]:
    tellers = tellers_of(vote)
    if len(tellers) < 2:
        yield Verdict(Message(_TELLERS))
    for teller in tellers:
        if teller.attendee.present_since is None:
            yield Verdict(Message(_TELLER_AWAY, {"name": name_of(teller.attendee)}))


def _obstacles_to_items(vote: Vote, conference: Conference) -> Iterator[Verdict]:
    """Each item has come so far that it may be voted on, under a chair who is not the person under review."""
    items = {one.pk: one for one in items_of(conference)}
    lines = lines_of(vote)
    if not lines:
        yield Verdict(Message(_NO_LINE))
    for line in lines:
        item = items.get(line.item_id)
        if item is None:  # taken off the agenda since the vote was prepared
            yield Verdict(Message(_OPEN_ITEM, {"name": line.item.subject.name}), "", "I.3.3.a")
        else:
            item.conference = conference
            yield from _obstacles_to_item(vote, item, list(items.values()))


def _obstacles_to_item(vote: Vote, item: Item, items: Sequence[Item]) -> Iterator[Verdict]:
    yield from obstacles_to_presiding(item, item.conference)
    yield from obstacles_to_order(item, items)
    if vote.kind == Vote.Kind.CONCLUSION:
        if item.begun_at is None:
            yield Verdict(Message(_NOT_BEGUN_ITEM, {"name": item.subject.name}), "", "I.3.3.e")
        yield from obstacles_to_what_precedes_votes(item)
    elif item.concluded_at is None:
        yield Verdict(Message(_OPEN_ITEM, {"name": item.subject.name}), "", "I.3.3.a")


def kinds_for(conference: Conference, item: Item) -> list[str]:
    """Which kinds of vote an item may have at a conference."""
    if conference.electorate_id is not None:
        return [Vote.Kind.WORKPLACE_OPINION.value]
    kinds = [Vote.Kind.CONCLUSION.value] if item.subject.person_id is not None else []
    if conference.group_id is not None:
        return kinds
    is_cell = conference.place is not None and conference.place.collective_id is None
    is_organisation = item.subject.person_id is None and item.subject.collective_id is None
    return [*kinds, Vote.Kind.PROPOSAL.value if is_cell or is_organisation else Vote.Kind.RATING.value]


def vote_that_stands(item: Item, kind: str) -> Vote | None:
    """The last vote of a kind on an item that was not cancelled."""
    found = list(standing_votes_on([item], kind))
    return found[-1].vote if found else None


def is_counted(vote: Vote) -> bool:
    """Whether a vote has a signed counting and none is under way."""
    return counting_in_force(vote) is not None
