"""Workplace electorates within what somebody asks for, and how far the opinion on a leader has come (I.3.1.c)."""

from collections.abc import Sequence
from enum import Enum, auto

from django.db.models import Count, Prefetch, QuerySet

from kiemdiem.accounts.access import Access, OutOfSight
from kiemdiem.accounts.roles import Right
from kiemdiem.campaign.models import Cycle, Subject
from kiemdiem.review.electing import Leader, leaders_by_rule
from kiemdiem.review.models import Electorate, ElectorateLeader, Voter


class OpinionState(Enum):
    """How far the workplace opinion on a leader has come."""

    NOT_ASKED = auto()
    """No electorate is derived or defined."""
    LISTED = auto()
    """The list is being made."""
    READY = auto()
    """The list is ready for the ballot."""
    HELD = auto()
    NOT_NEEDED = auto()


def state_of(leader: ElectorateLeader | None) -> OpinionState:
    """How far the opinion has come; the electorate must be fetched with the leader."""
    if leader is None:
        return OpinionState.NOT_ASKED
    if leader.not_needed_at:
        return OpinionState.NOT_NEEDED
    if leader.electorate.held_on:
        return OpinionState.HELD
    return OpinionState.READY if leader.electorate.settled_at else OpinionState.LISTED


def workplace_opinion_state(subject: Subject) -> OpinionState:
    """How far the workplace opinion on a leader has come (I.3.1.c0)."""
    return state_of(ElectorateLeader.objects.filter(subject=subject).select_related("electorate").first())


def electorates_seen_by(access: Access, cycle: Cycle | None = None) -> "QuerySet[Electorate]":
    """The electorates of the workplaces where one asks for opinions, with their leaders."""
    found = Electorate.objects.filter(access.scope(Right.ASK_OPINIONS))
    found = found if cycle is None else found.filter(cycle=cycle)
    leaders = ElectorateLeader.objects.select_related("subject", "document").order_by("subject__name_key", "pk")
    return (
        found.select_related("workplace", "cycle__unit", "document")
        .defer("cycle__edition_text")
        .prefetch_related(Prefetch("leaders", leaders))
        .order_by("path", "who", "pk")
    )


def leaders_without_electorate(access: Access, cycle: Cycle) -> list[Leader]:
    """The leaders where one asks for opinions who have no electorate yet: first those of whom the text speaks for
    certain, then those of whom it may speak."""
    there = set(ElectorateLeader.objects.filter(electorate__cycle=cycle).values_list("subject_id", flat=True))
    found = leaders_by_rule(cycle, access.paths(Right.ASK_OPINIONS))
    return sorted((one for one in found if one.subject.pk not in there), key=lambda one: one.rule is None)


def settled_lists(cycle: Cycle) -> dict[tuple[int, str], Electorate]:
    """Workplace and whose opinion it is -> the list that is settled and takes in nobody more."""
    found = Electorate.objects.filter(cycle=cycle, settled_at__isnull=False).select_related("workplace")
    return {(one.workplace_id, one.who): one for one in found}


def electorate_seen_by(access: Access, number: int) -> Electorate:
    """One of them.

    Raises:
        OutOfSight: there is none, or it is not theirs.
    """
    found = electorates_seen_by(access).filter(pk=number).first()
    if found is None:
        raise OutOfSight(f"electorate {number}")
    return found


def sizes_of(electorates: Sequence[Electorate]) -> dict[int, int]:
    """Electorate -> how many are asked; one query."""
    found = Voter.objects.filter(electorate__in=electorates, left_out_at__isnull=True).order_by()
    return dict(found.values_list("electorate_id").annotate(Count("pk")))


def voters_of(electorate: Electorate) -> list[Voter]:
    """Those asked, by name."""
    found = Voter.objects.filter(electorate=electorate, left_out_at__isnull=True).select_related("person")
    return list(found.order_by("person__name_key", "name", "pk"))


def left_out_of(electorate: Electorate) -> list[Voter]:
    """Those left out, the last one first."""
    found = Voter.objects.filter(electorate=electorate, left_out_at__isnull=False).select_related("person")
    return list(found.order_by("-left_out_at", "-pk"))


def voter_seen_by(access: Access, number: int) -> Voter:
    """Somebody in the list of an electorate of the workplaces where one asks.

    Raises:
        OutOfSight: there is nobody, or the list is not theirs.
    """
    related = ("person", "electorate__workplace", "electorate__cycle")
    found = Voter.objects.filter(access.scope(Right.ASK_OPINIONS, "electorate__path"), pk=number)
    voter = found.select_related(*related).defer("electorate__cycle__edition_text").first()
    if voter is None:
        raise OutOfSight(f"voter {number}")
    return voter


def leader_seen_by(access: Access, number: int) -> ElectorateLeader:
    """A leader of an electorate of the workplaces where one asks.

    Raises:
        OutOfSight: there is none, or the electorate is not theirs.
    """
    related = ("subject", "electorate__workplace", "electorate__cycle__unit")
    found = ElectorateLeader.objects.filter(access.scope(Right.ASK_OPINIONS, "electorate__path"), pk=number)
    leader = found.select_related(*related).defer("electorate__cycle__edition_text").first()
    if leader is None:
        raise OutOfSight(f"leader {number}")
    return leader
