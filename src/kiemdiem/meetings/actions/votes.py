"""Prepares, opens, closes and cancels votes; the roll is frozen at the opening (I.3.3.g)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from kiemdiem.accounts.access import Access
from kiemdiem.campaign.roster import terms_of
from kiemdiem.journal.verbs import Verb
from kiemdiem.meetings.actions.agenda import item_on_agenda
from kiemdiem.meetings.actions.locking import (
    actor_at,
    lock,
    locked_conference,
    note,
    obstacles_to_changing,
    obstacles_to_giving_ground,
)
from kiemdiem.meetings.ballots import MOST_LINES
from kiemdiem.meetings.models import Conference, Counting, Item, Line, Participant, Teller, Vote
from kiemdiem.meetings.opening import (
    SECRET,
    clause_of,
    is_counted,
    kinds_for,
    obstacles_to_opening,
    vote_that_stands,
    voters_on,
)
from kiemdiem.meetings.queries.conferences import items_of, roll_of
from kiemdiem.meetings.queries.votes import counting_in_force, lines_of, tellers_of, vote_run_by, votes_of
from kiemdiem.meetings.results import results_of
from kiemdiem.registry.actions.keeping import obstacles_to_keeping
from kiemdiem.tree.names import tidied
from kiemdiem.verdicts import Verdict, refuse_on
from kiemdiem.wording import N_, Message

STANDS_ASIDE = "stands_aside"
"""The reading of Q13 by which the person rated does not vote on himself or herself."""
_NOTHING = N_("Choose at least one item.")
_TOO_MANY = N_("{count} rows do not fit on a ballot paper, at most {most}: split the vote.")
_NOT_THIS = N_("{name} cannot have this kind of vote here.")
_BY_HAND = N_("A level is voted by secret ballot: on paper.")
_TELLERS = N_("Two tellers count a ballot on paper: name at least two.")
_NOT_ON_ROLL = N_("Tellers stand on the roll: add them there first.")
_STANDING = N_("A vote on {name} is prepared or under way already: finish or cancel that one.")
_REACHED = N_("The vote on {name} came to a level: a new ballot is held only where none was reached.")
_NO_REASON = N_("Say why it is voted on again.")
_NOT_OPEN = N_("The vote is not open.")
_CLOSED = N_("The vote is closed already.")
_SIGNED = N_("The count is signed: a correction is a recount.")
_COUNTS = N_("{name} has entered papers already and stays a teller.")
_TOO_MANY_ISSUED = N_("{issued} papers handed out, but only {present} who may vote were there at the opening.")
_TOO_MANY_BACK = N_("{returned} papers came back, but only {issued} were handed out: count again.")
_MISSING = N_(
    "{missing} of the papers did not come back; they stay in the base. Look for them, then tick that the vote is closed"
    " without them and say what is known."
)
_NEGATIVE = N_("A number of papers is 0 or more.")


@dataclass(frozen=True)
class VoteEntry:
    """A vote as typed in."""

    kind: str
    means: str
    items: Sequence[int]
    """Primary keys of items."""
    tellers: Sequence[int] = ()
    """Primary keys of attendees."""
    ground: str = ""
    """Why it is held anew."""


def obstacles_to_preparing(conference: Conference, entry: VoteEntry) -> Iterator[Verdict]:
    """What is wrong with a vote that is to be prepared."""
    yield from obstacles_to_changing(conference)
    yield from obstacles_to_keeping(Vote, {"ground": entry.ground})
    if not entry.items:
        yield Verdict(Message(_NOTHING), "items")
    if len(entry.items) > MOST_LINES:
        yield Verdict(Message(_TOO_MANY, {"count": len(entry.items), "most": MOST_LINES}), "items")
    if entry.kind in SECRET and entry.means == Vote.Means.HANDS:
        yield Verdict(Message(_BY_HAND), "means", clause_of(entry.kind))
    if entry.means == Vote.Means.PAPER:
        yield from _obstacles_to_tellers(conference, entry.tellers)
    agenda = items_of(conference)
    for number in entry.items:
        yield from _obstacles_to_line(conference, item_on_agenda(agenda, number), entry)


def _obstacles_to_tellers(conference: Conference, tellers: Sequence[int]) -> Iterator[Verdict]:
    roll = {one.pk for one in roll_of(conference)}
    if len(set(tellers)) < 2:
        yield Verdict(Message(_TELLERS), "tellers")
    if not set(tellers) <= roll:
        yield Verdict(Message(_NOT_ON_ROLL), "tellers")


def _obstacles_to_line(conference: Conference, item: Item, entry: VoteEntry) -> Iterator[Verdict]:
    name = {"name": item.subject.name}
    if entry.kind not in kinds_for(conference, item):
        yield Verdict(Message(_NOT_THIS, {**name}), "items", clause_of(entry.kind))
        return
    standing = vote_that_stands(item, entry.kind)
    if standing is None:
        return
    if not is_counted(standing):
        yield Verdict(Message(_STANDING, {**name}), "items")
    elif reached_level(standing, item):
        yield Verdict(Message(_REACHED, {**name}), "items", "I.3.3.h4")
    elif not entry.ground.strip():
        yield Verdict(Message(_NO_REASON), "ground", "I.3.3.h4")


def reached_level(vote: Vote, item: Item) -> bool:
    """Whether a counted vote came to a level for an item (on a conclusion: whether it was voted at all)."""
    vote.conference = item.conference
    counting = counting_in_force(vote)
    if counting is None:
        return False
    found = next(one for one in results_of(vote, counting) if one.line.item_id == item.pk)
    return found.tally is None or bool(found.tally.level)


def prepare_vote(access: Access, number: int, entry: VoteEntry) -> Vote:
    """Prepare a vote on items of a conference; papers can be printed from then on.

    Raises:
        OutOfSight: the conference or an item is not theirs. Refused: see `obstacles_to_preparing`.
    """
    with transaction.atomic():
        conference = locked_conference(access, number)
        for item in (agenda := items_of(conference)):
            item.conference = conference
        refuse_on(obstacles_to_preparing(conference, entry))
        chosen = [one for one in agenda if one.pk in set(entry.items)]
        repeated = [found for item in chosen if (found := vote_that_stands(item, entry.kind))]
        by = actor_at(access, conference).account
        vote = Vote.objects.create(
            conference=conference, kind=entry.kind, means=entry.means, ground=tidied(entry.ground),
            again=repeated[-1] if repeated else None, made_by=by,
        )  # fmt: skip
        Line.objects.bulk_create(Line(vote=vote, item=item, position=place) for place, item in enumerate(chosen, 1))
        if entry.means == Vote.Means.PAPER:
            Teller.objects.bulk_create(Teller(vote=vote, attendee_id=key) for key in dict.fromkeys(entry.tellers))
        note(access, Verb.VOTE_PREPARED, conference, {"vote": vote.pk, "kind": entry.kind, "rows": len(chosen)})
        return vote


def locked_vote(access: Access, number: int) -> Vote:
    """A vote of a conference that one runs; the conference is locked with it.

    Raises:
        OutOfSight: there is none, or it is not theirs.
    """
    conference = lock(vote_run_by(access, number).conference)
    vote = votes_of(conference).get(pk=number)
    vote.conference = conference
    return vote


def change_tellers(access: Access, number: int, tellers: Sequence[int]) -> Vote:
    """Name other tellers; whoever has entered papers stays.

    Raises:
        OutOfSight. Refused: signed or cancelled; fewer than two; not on the roll; one who has entered is left out.
    """
    with transaction.atomic():
        vote = locked_vote(access, number)
        refuse_on([*_over(vote), *_obstacles_to_tellers(vote.conference, tellers)])
        standing = tellers_of(vote)
        gone = [one for one in standing if one.attendee_id not in set(tellers)]
        refuse_on(
            Verdict(Message(_COUNTS, {"name": str(one.attendee.person or one.attendee.name)}), "tellers")
            for one in gone
            if one.account
        )
        Teller.objects.filter(pk__in=[one.pk for one in gone]).update(removed_at=timezone.now())
        there = {one.attendee_id for one in standing}
        Teller.objects.bulk_create(
            Teller(vote=vote, attendee_id=key) for key in dict.fromkeys(tellers) if key not in there
        )
        note(access, Verb.TELLERS_CHANGED, vote.conference, {"vote": vote.pk})
        return vote


def _over(vote: Vote) -> Iterator[Verdict]:
    if vote.cancelled_at:
        yield Verdict(Message(_NOT_OPEN))
    elif counting_in_force(vote):
        yield Verdict(Message(_SIGNED))


def open_vote(access: Access, number: int) -> Vote:
    """Open a vote: who may vote and is there is frozen as its roll.

    Raises:
        OutOfSight. Refused: see `obstacles_to_opening`.
    """
    with transaction.atomic():
        vote = locked_vote(access, number)
        refuse_on(obstacles_to_opening(vote))
        entitled = voters_on(roll_of(vote.conference))
        there = [one for one in entitled if one.present_since is not None]
        vote.opened_at, vote.opened_by = timezone.now(), actor_at(access, vote.conference).account
        vote.convened, vote.present = len(entitled), len(there)
        vote.save(update_fields=["opened_at", "opened_by", "convened", "present"])
        Participant.objects.bulk_create(Participant(vote=vote, attendee=one) for one in there)
        _stand_aside(vote)
        details = {"vote": vote.pk, "convened": len(entitled), "present": len(there)}
        note(access, Verb.VOTE_OPENED, vote.conference, details)
        return vote


def _stand_aside(vote: Vote) -> None:
    """Mark the rows on which a person present is voted on and does not vote (Q13)."""
    if vote.kind not in SECRET or terms_of(vote.conference.cycle).choice("self_vote") != STANDS_ASIDE:
        return
    present = {one.attendee.person_id for one in vote.participants.select_related("attendee")}
    own = [line.pk for line in lines_of(vote) if line.item.subject.person_id in present - {None}]
    Line.objects.filter(pk__in=own).update(stands_aside=True)


@dataclass(frozen=True)
class Closing:
    """How many papers were handed out and came back, as typed in."""

    issued: int
    returned: int
    without_missing: bool = False
    """Asked for a second time: closed although papers are missing."""
    ground: str = ""


def obstacles_to_closing(vote: Vote, entry: Closing) -> Iterator[Verdict]:
    """What stands in the way of closing a ballot on paper with these numbers."""
    yield from obstacles_to_keeping(Vote, {"missing_ground": entry.ground})
    if vote.opened_at is None or vote.cancelled_at or vote.means != Vote.Means.PAPER:
        yield Verdict(Message(_NOT_OPEN))
        return
    if vote.closed_at:
        yield Verdict(Message(_CLOSED))
    if min(entry.issued, entry.returned) < 0:
        yield Verdict(Message(_NEGATIVE), "issued")
    present = vote.present or 0
    if entry.issued > present:
        told = Message(_TOO_MANY_ISSUED, {"issued": entry.issued, "present": present})
        yield Verdict(told, "issued", "I.3.3.g")
    if entry.returned > entry.issued:
        told = Message(_TOO_MANY_BACK, {"returned": entry.returned, "issued": entry.issued})
        yield Verdict(told, "returned", "I.3.3.g")
    missing = entry.issued - entry.returned
    if missing > 0 and not (entry.without_missing and entry.ground.strip()):
        yield Verdict(Message(_MISSING, {"missing": missing}), "returned", "I.3.3.g")


def close_vote(access: Access, number: int, entry: Closing) -> Vote:
    """Close a ballot on paper: the box is opened, the tellers count.

    Raises:
        OutOfSight. Refused: see `obstacles_to_closing`.
    """
    with transaction.atomic():
        vote = locked_vote(access, number)
        refuse_on(obstacles_to_closing(vote, entry))
        actor = actor_at(access, vote.conference)
        vote.issued, vote.missing_ground = entry.issued, tidied(entry.ground)
        vote.closed_at, vote.closed_by = timezone.now(), actor.account
        vote.save(update_fields=["issued", "missing_ground", "closed_at", "closed_by"])
        Counting.objects.create(vote=vote, number=1, begun_by=actor.account, returned=entry.returned)
        details = {"vote": vote.pk, "issued": entry.issued, "returned": entry.returned}
        note(access, Verb.VOTE_CLOSED, vote.conference, details)
        return vote


def cancel_vote(access: Access, number: int, ground: str) -> Vote:
    """Cancel a vote before its count is signed, with a ground; what the tellers entered is gone.

    Raises:
        OutOfSight. Refused: signed or cancelled; no ground.
    """
    with transaction.atomic():
        vote = locked_vote(access, number)
        refuse_on(
            [*_over(vote), *obstacles_to_keeping(Vote, {"cancelled_ground": ground}),
             *obstacles_to_giving_ground(ground)]
        )  # fmt: skip
        vote.cancelled_at, vote.cancelled_ground = timezone.now(), tidied(ground)
        vote.cancelled_by = actor_at(access, vote.conference).account
        vote.save(update_fields=["cancelled_at", "cancelled_by", "cancelled_ground"])
        list(vote.countings.select_for_update(of=("self",)).values_list("pk"))
        vote.countings.all().delete()
        note(access, Verb.VOTE_CANCELLED, vote.conference, {"vote": vote.pk})
        return vote
