"""Counts ballots on paper: two tellers enter them apart, both must agree; then it is signed (I.3.3.g)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from kiemdiem.accounts.access import Access, account_reference
from kiemdiem.accounts.roles import Right
from kiemdiem.journal.actions import Actor
from kiemdiem.journal.verbs import Verb
from kiemdiem.meetings.actions.locking import note, obstacles_to_giving_ground, tell
from kiemdiem.meetings.actions.votes import locked_vote
from kiemdiem.meetings.ballots import (
    MOST_PAPERS,
    adds_up,
    differing_papers,
    in_rows,
    is_paper,
    unequal_sums,
)
from kiemdiem.meetings.models import Count, Counting, EnteredPaper, EnteredSum, Entry, Signing, Teller, Vote
from kiemdiem.meetings.queries.votes import (
    Reading,
    counting_in_force,
    counting_under_way,
    lines_of,
    own_teller,
    readings_of,
    tellers_to_be,
    vote_counted_by,
)
from kiemdiem.meetings.results import unmarked
from kiemdiem.registry.actions.keeping import obstacles_to_keeping
from kiemdiem.tree.names import tidied
from kiemdiem.verdicts import Refused, Verdict, refuse_on
from kiemdiem.wording import N_, Message

_NOT_COUNTED = N_("There is nothing to count: the vote is not closed yet, or its count is signed.")
_NOT_TELLER = N_("Say first as which of the tellers you count; each teller counts with an own account.")
_NOT_YOURS = N_("You cannot count as this teller: each counts with an own account, and nobody for two.")
_BAD_PAPER = N_("Type one sign for each of the {rows} rows, or x for an invalid paper.")
_BAD_NUMBER = N_("Papers are numbered from 1 to {most}, without a gap: the next one is {next}.")
_SETTLED = N_("The count is agreed: it can be signed, or counted anew.")
_WRONG_NUMBER = N_("{entered} papers are entered, but {returned} came back: look for the difference.")
_SUM_WRONG = N_("Row {row}: the votes and the invalid papers come to {sum}, but {returned} papers came back.")
_NEGATIVE = N_("A number of votes is 0 or more.")
_WHICH = N_("You entered paper by paper before: go on so, or take all papers out first.")
_WAITS = N_("Two entries are needed, each by another teller; {count} are done.")
_DIFFER = N_("The two entries differ: take the papers out again and read them once more.")
_ASIDE = N_("Row {row}: whoever is voted on stands aside and leaves the own row blank, yet every paper is marked.")
_NOT_SETTLED = N_("The two entries are not agreed yet.")
_NOT_ENTERED = N_("Whoever signs has entered the papers.")
_TWICE = N_("You have signed already.")
_NO_COUNT = N_("Only a signed count is counted anew.")
_UNDER_WAY = N_("A recount is under way already.")
_NO_RECOUNT = N_("No recount is under way.")
_TOO_MANY_BACK = N_("{returned} papers came back, but only {issued} were handed out: count again.")


def _own_actor(access: Access, vote: Vote) -> Actor:
    return access.actor(Right.COUNT_BALLOTS, vote.conference.path)


def _locked(access: Access, number: int) -> tuple[Vote, Counting]:
    """A vote that one counts, and the counting under way, locked.

    Raises:
        OutOfSight: it is not theirs to count. Refused: nothing is to be counted.
    """
    vote = vote_counted_by(access, number)
    seen = counting_under_way(vote)
    counting = None
    if seen is not None:
        counting = Counting.objects.select_for_update(of=("self",)).filter(pk=seen.pk).first()
    if counting is None or counting.signed_at or counting.superseded_at or vote.cancelled_at:
        raise Refused([Verdict(Message(_NOT_COUNTED))])
    return vote, counting


def count_as(access: Access, number: int, teller: int) -> Teller:
    """Say as which teller one counts; from then on this account counts for nobody else in the vote.

    Raises:
        OutOfSight. Refused: not to be counted; the teller is another's.
    """
    with transaction.atomic():
        vote, _counting = _locked(access, number)
        found = next((one for one in tellers_to_be(access, vote) if one.pk == teller), None)
        if found is None:
            raise Refused([Verdict(Message(_NOT_YOURS), "teller")])
        found.account = account_reference(access.account)
        found.save(update_fields=["account"])
        tell(_own_actor(access, vote), Verb.TELLERS_CHANGED, vote.conference, {"vote": number, "teller": found.pk})
        return found


def _own_entry(access: Access, vote: Vote, counting: Counting, mode: Entry.Mode) -> Entry:
    """One's own entry, begun where it was not; an entry that holds nothing yet may change its way."""
    teller = own_teller(access, vote)
    if teller is None:
        raise Refused([Verdict(Message(_NOT_TELLER))])
    entry, _made = Entry.objects.get_or_create(counting=counting, teller=teller, defaults={"mode": mode})
    if entry.mode != mode:
        if entry.papers.exists():
            raise Refused([Verdict(Message(_WHICH))])
        if entry.done_at:
            _note_correction(access, vote, entry)
        entry.mode, entry.done_at = mode, None
        entry.save(update_fields=["mode", "done_at"])
    return entry


def _over(counting: Counting) -> Iterator[Verdict]:
    if counting.settled_at:
        yield Verdict(Message(_SETTLED))


def enter_paper(access: Access, number: int, paper: int, marks: str) -> int:
    """Enter one paper as one reads it; entered again it is read anew. The same request twice does nothing twice.

    Args:
        paper: its place in the teller's pile, from 1. marks: a sign for each row, or `x` (see `ballots`).

    Returns:
        How many papers stand in the entry.

    Raises:
        OutOfSight. Refused: not a teller's; nothing to count; agreed; not a paper; a gap in the numbers.
    """
    with transaction.atomic():
        vote, counting = _locked(access, number)
        refuse_on(_over(counting))
        entry = _own_entry(access, vote, counting, Entry.Mode.PAPERS)
        last = entry.papers.count()
        refuse_on(_obstacles_to_paper(vote, paper, last, marks))
        if paper > last:
            EnteredPaper.objects.create(entry=entry, number=paper, marks=marks)
            last = paper
        elif not entry.papers.filter(number=paper, marks=marks).exists():
            entry.papers.filter(number=paper).update(marks=marks)
            _note_correction(access, vote, entry)
        if entry.done_at:
            Entry.objects.filter(pk=entry.pk).update(done_at=None)
        return last


def _obstacles_to_paper(vote: Vote, paper: int, last: int, marks: str) -> Iterator[Verdict]:
    rows = len(lines_of(vote))
    if not is_paper(vote.kind, rows, marks):
        yield Verdict(Message(_BAD_PAPER, {"rows": rows}), "marks")
    if not 1 <= paper <= min(last + 1, MOST_PAPERS):
        yield Verdict(Message(_BAD_NUMBER, {"most": MOST_PAPERS, "next": last + 1}), "paper")


def _note_correction(access: Access, vote: Vote, entry: Entry) -> None:
    """That a reading was changed is counted and told; what it was before is kept nowhere."""
    Entry.objects.filter(pk=entry.pk).update(corrections=F("corrections") + 1)
    details = {"vote": vote.pk, "entry": entry.pk}
    tell(_own_actor(access, vote), Verb.COUNT_CORRECTED, vote.conference, details)


def take_last_paper_out(access: Access, number: int) -> int:
    """Take the last paper out of one's entry, typed once too often; how many are left.

    Raises:
        OutOfSight. Refused: see `enter_paper`.
    """
    with transaction.atomic():
        vote, counting = _locked(access, number)
        refuse_on(_over(counting))
        entry = _own_entry(access, vote, counting, Entry.Mode.PAPERS)
        last = entry.papers.count()
        if last:
            entry.papers.filter(number=last).delete()
            Entry.objects.filter(pk=entry.pk).update(done_at=None)
            _note_correction(access, vote, entry)
        return max(0, last - 1)


def finish_papers(access: Access, number: int) -> Entry:
    """Say that all papers are entered.

    Raises:
        OutOfSight. Refused: another number of papers than came back; see `enter_paper`.
    """
    with transaction.atomic():
        vote, counting = _locked(access, number)
        refuse_on(_over(counting))
        entry = _own_entry(access, vote, counting, Entry.Mode.PAPERS)
        entered, returned = entry.papers.count(), counting.returned or 0
        if entered != returned:
            refuse_on([Verdict(Message(_WRONG_NUMBER, {"entered": entered, "returned": returned}))])
        return _done(access, vote, entry)


def _done(access: Access, vote: Vote, entry: Entry) -> Entry:
    entry.done_at = timezone.now()
    entry.save(update_fields=["done_at"])
    details: dict[str, str | int] = {"vote": vote.pk, "entry": entry.pk, "mode": entry.mode}
    tell(_own_actor(access, vote), Verb.COUNT_ENTERED, vote.conference, details)
    return entry


@dataclass(frozen=True)
class SumsEntry:
    """The sums of a pile, as typed in."""

    invalid: int
    votes: Sequence[int]
    """Row by row, choice by choice, `none` last."""


def enter_sums(access: Access, number: int, typed: SumsEntry) -> Entry:
    """Enter the sums of all papers at once; entered again they are read anew.

    Raises:
        OutOfSight. Refused: a row that does not come to the papers that came back; see `enter_paper`.
    """
    with transaction.atomic():
        vote, counting = _locked(access, number)
        refuse_on(_over(counting))
        refuse_on(_obstacles_to_sums(vote, counting, typed))
        entry = _own_entry(access, vote, counting, Entry.Mode.SUMS)
        if entry.done_at:
            _note_correction(access, vote, entry)
        entry.returned, entry.invalid = counting.returned, typed.invalid
        entry.save(update_fields=["returned", "invalid"])
        entry.sums.all().delete()
        rows = zip(lines_of(vote), in_rows(vote.kind, typed.votes), strict=True)
        EnteredSum.objects.bulk_create(
            EnteredSum(entry=entry, line=line, choice=choice, votes=votes)
            for line, row in rows
            for choice, votes in row.items()
        )
        return _done(access, vote, entry)


def _obstacles_to_sums(vote: Vote, counting: Counting, typed: SumsEntry) -> Iterator[Verdict]:
    if min([typed.invalid, *typed.votes]) < 0:
        yield Verdict(Message(_NEGATIVE))
    returned = counting.returned or 0
    for place, row in enumerate(in_rows(vote.kind, typed.votes), start=1):
        total = sum(row.values()) + typed.invalid
        if total != returned:
            yield Verdict(Message(_SUM_WRONG, {"row": place, "sum": total, "returned": returned}))


def obstacles_to_agreeing(vote: Vote, counting: Counting) -> Iterator[Verdict]:
    """What stands in the way of taking a count over; the page shows where the entries differ besides."""
    yield from _over(counting)
    readings = readings_of(vote, counting)
    if len(readings) < 2:
        yield Verdict(Message(_WAITS, {"count": len(readings)}))
        return
    first = readings[0]
    if any(is_different(first, other) for other in readings[1:]):
        yield Verdict(Message(_DIFFER))
        return
    for row in adds_up(first.sums):
        total = sum(first.sums.votes[row].values()) + first.sums.invalid
        blanks = {"row": row + 1, "sum": total, "returned": first.sums.returned}
        yield Verdict(Message(_SUM_WRONG, {**blanks}))
    for line, votes in zip(lines_of(vote), first.sums.votes, strict=True):
        is_whole = (vote.issued or 0) <= first.sums.returned
        if is_whole and unmarked(line, votes, first.sums.invalid) < 0:
            yield Verdict(Message(_ASIDE, {"row": line.position}), "", "I.3.3.g")


def is_different(first: Reading, second: Reading) -> bool:
    """Whether two entries do not agree: unequal sums, or papers that were read differently."""
    if (first.sums.returned, first.sums.invalid) != (second.sums.returned, second.sums.invalid):
        return True
    if unequal_sums(first.sums, second.sums):
        return True
    return bool(first.papers and second.papers and differing_papers(first.papers, second.papers))


def agree(access: Access, number: int) -> Counting:
    """Take an agreed count over: the sums are stored, and what was read off the single papers is deleted.

    Raises:
        OutOfSight. Refused: not a teller's; see `obstacles_to_agreeing`.
    """
    with transaction.atomic():
        vote, counting = _locked(access, number)
        if own_teller(access, vote) is None:
            refuse_on([Verdict(Message(_NOT_TELLER))])
        refuse_on(obstacles_to_agreeing(vote, counting))
        sums = readings_of(vote, counting)[0].sums
        counting.invalid, counting.settled_at = sums.invalid, timezone.now()
        counting.save(update_fields=["invalid", "settled_at"])
        Count.objects.bulk_create(
            Count(counting=counting, line=line, choice=choice, votes=votes)
            for line, row in zip(lines_of(vote), sums.votes, strict=True)
            for choice, votes in row.items()
        )
        EnteredPaper.objects.filter(entry__counting=counting).delete()
        EnteredSum.objects.filter(entry__counting=counting).delete()
        details = {"vote": vote.pk, "counting": counting.number}
        tell(_own_actor(access, vote), Verb.COUNT_SETTLED, vote.conference, details)
        return counting


def sign_count(access: Access, number: int) -> Counting:
    """Sign an agreed count as a teller; it holds once both who entered it have signed, and no entry changes it then.

    Raises:
        OutOfSight. Refused: not agreed; did not enter; signed already.
    """
    with transaction.atomic():
        vote, counting = _locked(access, number)
        if counting.settled_at is None:
            refuse_on([Verdict(Message(_NOT_SETTLED))])
        done = counting.entries.filter(done_at__isnull=False)
        teller, entered = own_teller(access, vote), set(done.values_list("teller_id", flat=True))
        if teller is None or teller.pk not in entered:
            raise Refused([Verdict(Message(_NOT_ENTERED))])
        if counting.signings.filter(attendee=teller.attendee_id).exists():
            refuse_on([Verdict(Message(_TWICE))])
        actor = _own_actor(access, vote)
        Signing.objects.create(counting=counting, attendee_id=teller.attendee_id, by=actor.account)
        tell(actor, Verb.COUNT_SIGNED, vote.conference, {"vote": vote.pk, "counting": counting.number})
        if counting.signings.count() >= len(entered):
            put_in_force(vote, counting)
        return counting


def put_in_force(vote: Vote, counting: Counting) -> None:
    """Let a counting hold, in place of an earlier one."""
    now = timezone.now()
    vote.countings.filter(signed_at__isnull=False, superseded_at__isnull=True).update(superseded_at=now)
    counting.signed_at = now
    counting.save(update_fields=["signed_at"])


def obstacles_to_recounting(vote: Vote, returned: int) -> Iterator[Verdict]:
    """What stands in the way of a recount."""
    if counting_in_force(vote) is None or vote.means != Vote.Means.PAPER:
        yield Verdict(Message(_NO_COUNT))
    if counting_under_way(vote) is not None:
        yield Verdict(Message(_UNDER_WAY))
    issued = vote.issued or 0
    if not 0 <= returned <= issued:
        yield Verdict(Message(_TOO_MANY_BACK, {"returned": returned, "issued": issued}), "returned", "I.3.3.g")


def begin_recount(access: Access, number: int, returned: int, ground: str) -> Counting:
    """Count the papers anew; the signed count holds until the new one is signed.

    Raises:
        OutOfSight. Refused: see `obstacles_to_recounting`; no ground.
    """
    with transaction.atomic():
        vote = locked_vote(access, number)
        refuse_on(
            [*obstacles_to_recounting(vote, returned), *obstacles_to_keeping(Counting, {"ground": ground}),
             *obstacles_to_giving_ground(ground)]
        )  # fmt: skip
        made = Counting.objects.create(
            vote=vote, number=vote.countings.count() + 1, ground=tidied(ground), returned=returned,
            begun_by=account_reference(access.account),
        )  # fmt: skip
        note(access, Verb.RECOUNT_BEGUN, vote.conference, {"vote": vote.pk, "counting": made.number})
        return made


def give_up_recount(access: Access, number: int, ground: str) -> Counting:
    """Give up a recount that was begun by mistake: the signed count holds, what was entered anew is deleted.

    Raises:
        OutOfSight. Refused: no recount is under way; no ground.
    """
    with transaction.atomic():
        vote = locked_vote(access, number)
        refuse_on([*obstacles_to_keeping(Counting, {"ground": ground}), *obstacles_to_giving_ground(ground)])
        seen = counting_under_way(vote)
        if seen is None or counting_in_force(vote) is None:
            raise Refused([Verdict(Message(_NO_RECOUNT))])
        counting = Counting.objects.select_for_update(of=("self",)).get(pk=seen.pk)
        counting.superseded_at, counting.ground = timezone.now(), tidied(ground)
        counting.save(update_fields=["superseded_at", "ground"])
        counting.entries.all().delete()
        note(access, Verb.RECOUNT_GIVEN_UP, vote.conference, {"vote": vote.pk, "counting": counting.number})
        return counting
