"""Votes within what somebody runs or counts."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet

from kiemdiem.accounts.access import Access, OutOfSight, account_reference
from kiemdiem.accounts.roles import Right
from kiemdiem.campaign.models import Subject
from kiemdiem.meetings.ballots import Sums, choices_of, sums_of
from kiemdiem.meetings.models import Conference, Count, Counting, Entry, Item, Line, Teller, Vote
from kiemdiem.meetings.queries.conferences import conference_run_by

COUNTING = (Right.COUNT_BALLOTS, Right.SEE_SELF)
"""Of which one counts: a teller's mandate, or one's own place on the roll."""
_LINES = Line.objects.select_related("item__subject").order_by("position", "pk")
_TELLERS = Teller.objects.filter(removed_at__isnull=True).select_related("attendee__person").order_by("pk")


def votes_of(conference: Conference) -> "QuerySet[Vote]":
    """The votes of a conference in their order, with their rows and tellers."""
    found = Vote.objects.filter(conference=conference).select_related("again")
    whole = found.prefetch_related(Prefetch("lines", _LINES), Prefetch("tellers", _TELLERS), "countings")
    return whole.order_by("pk")


def vote_run_by(access: Access, number: int) -> Vote:
    """A vote of a conference that one runs.

    Raises:
        OutOfSight: there is none, or it is not theirs.
    """
    found = Vote.objects.filter(pk=number).values_list("conference_id", flat=True).first()
    if found is None:
        raise OutOfSight(f"vote {number}")
    return _with(conference_run_by(access, found), number)


def _with(conference: Conference, number: int) -> Vote:
    vote = votes_of(conference).get(pk=number)
    vote.conference = conference
    return vote


def counted_by(access: Access) -> Q:
    """The condition on a vote that one counts it: by a teller's mandate, or named as teller under one's own record."""
    condition = access.scope(Right.COUNT_BALLOTS, "conference__path")
    if access.may(Right.SEE_SELF):
        own = Teller.objects.filter(attendee__person__account_id=access.account, removed_at__isnull=True)
        condition |= Q(pk__in=own.values("vote_id"))
    return condition


def votes_to_count(access: Access) -> "QuerySet[Vote]":
    """The votes that one counts and that are not signed yet."""
    found = Vote.objects.filter(
        counted_by(access), means=Vote.Means.PAPER, closed_at__isnull=False, cancelled_at__isnull=True,
        countings__signed_at__isnull=True, countings__superseded_at__isnull=True,
    )  # fmt: skip
    return found.select_related("conference").distinct().order_by("pk")


def vote_counted_by(access: Access, number: int) -> Vote:
    """A vote that one counts.

    Raises:
        OutOfSight: there is none, or it is not theirs to count.
    """
    related = ("conference__place__organisation", "conference__electorate__workplace", "conference__cycle",
               "conference__group")  # fmt: skip
    found = Vote.objects.filter(counted_by(access), pk=number).select_related(*related)
    whole = found.prefetch_related(Prefetch("lines", _LINES), Prefetch("tellers", _TELLERS), "countings")
    vote = whole.defer("conference__cycle__edition_text").first()
    if vote is None:
        raise OutOfSight(f"vote {number}")
    return vote


def lines_of(vote: Vote) -> list[Line]:
    """The rows of the ballot paper in their order."""
    return list(vote.lines.all())


def tellers_of(vote: Vote) -> list[Teller]:
    """Who counts."""
    return list(vote.tellers.all())


def own_teller(access: Access, vote: Vote) -> Teller | None:
    """As whom of the tellers somebody counts already."""
    own = account_reference(access.account)
    return next((one for one in tellers_of(vote) if one.account == own), None)


def tellers_to_be(access: Access, vote: Vote) -> list[Teller]:
    """As whom of the tellers somebody may count: under the own record alone where it is on the list, else as one of
    those who have no account of their own and whom nobody is yet."""
    if own_teller(access, vote):
        return []
    free = [one for one in tellers_of(vote) if not one.account]
    accounts = {one.pk: one.attendee.person.account_id if one.attendee.person else None for one in free}
    own = [one for one in free if accounts[one.pk] == access.account]
    return own or [one for one in free if accounts[one.pk] is None]


def counting_under_way(vote: Vote) -> Counting | None:
    """The counting that is not signed yet."""
    return next((one for one in vote.countings.all() if not one.signed_at and not one.superseded_at), None)


def counting_in_force(vote: Vote) -> Counting | None:
    """The counting that is signed and holds."""
    return next((one for one in vote.countings.all() if one.signed_at and not one.superseded_at), None)


@dataclass(frozen=True)
class Reading:
    """What one teller has entered."""

    entry: Entry
    papers: dict[int, str]
    """Place in the pile -> signs; empty when it was entered as counts."""
    sums: Sums


def readings_of(vote: Vote, counting: Counting) -> list[Reading]:
    """The entries that are done, in the order of the tellers."""
    done = counting.entries.filter(done_at__isnull=False).select_related("teller__attendee__person")
    return [reading_of(vote, entry) for entry in done.order_by("teller_id")]


def are_both_done(counting: Counting) -> bool:
    """Whether two entries are done."""
    return counting.entries.filter(done_at__isnull=False).count() >= 2


def reading_of(vote: Vote, entry: Entry) -> Reading:
    """What stands in an entry."""
    lines = lines_of(vote)
    if entry.mode == Entry.Mode.PAPERS:
        papers = dict(entry.papers.order_by("number").values_list("number", "marks"))
        return Reading(entry, papers, sums_of(vote.kind, len(lines), papers.values()))
    typed = {(line, choice): votes for line, choice, votes in entry.sums.values_list("line_id", "choice", "votes")}
    rows = tuple({choice: typed.get((line.pk, choice), 0) for choice in choices_of(vote.kind)} for line in lines)
    return Reading(entry, {}, Sums(entry.returned or 0, entry.invalid or 0, rows))


def standing_votes_on(items: Iterable[Item], kind: str) -> "QuerySet[Line]":
    """Votes of a kind on these items that were not cancelled."""
    found = Line.objects.filter(item__in=list(items), vote__kind=kind, vote__cancelled_at__isnull=True)
    return found.select_related("vote", "item__subject").order_by("vote_id", "position")


def has_unfinished_votes(conference: Conference) -> list[Vote]:
    """Votes of a conference that are neither signed nor cancelled."""
    return [
        vote
        for vote in votes_of(conference)
        if vote.cancelled_at is None and (counting_in_force(vote) is None or counting_under_way(vote) is not None)
    ]


def vote_signed_on(subject: Subject, kind: str) -> list[Vote]:
    """The votes of a kind on a subject whose count is signed."""
    signed = Counting.objects.filter(signed_at__isnull=False, superseded_at__isnull=True)
    found = Vote.objects.filter(
        lines__item__subject=subject, kind=kind, cancelled_at__isnull=True, pk__in=signed.values("vote_id")
    )
    whole = found.select_related("conference__cycle").defer("conference__cycle__edition_text")
    return list(whole.prefetch_related(Prefetch("lines", _LINES), "countings").order_by("pk"))


def votes_on(item: Item) -> list[Vote]:
    """The votes on an item, those cancelled too."""
    found = Vote.objects.filter(lines__item=item).prefetch_related("countings")
    return list(found.order_by("pk"))


def counts_of(counting: Counting) -> dict[tuple[int, str], int]:
    """Row and choice -> votes, of a count that is settled."""
    found = Count.objects.filter(counting=counting).values_list("line_id", "choice", "votes")
    return {(line, choice): votes for line, choice, votes in found}


def own_reading(access: Access, vote: Vote, counting: Counting) -> Reading | None:
    """What one has entered oneself; nobody sees another's entry before both are done."""
    teller = own_teller(access, vote)
    entry = counting.entries.filter(teller=teller).first() if teller else None
    return reading_of(vote, entry) if entry is not None else None


def counting_to_print(access: Access, number: int) -> tuple[Vote, Counting]:
    """A vote that one counts, with the counting whose entries are printed before they are gone.

    Raises:
        OutOfSight: there is none, or both entries are not done yet.
    """
    vote = vote_counted_by(access, number)
    counting = counting_under_way(vote)
    if counting is None or len(readings_of(vote, counting)) < 2:
        raise OutOfSight(f"entries of vote {number}")
    return vote, counting
