"""Who is convened, and what stands on the agenda: from the plan and the registry (I.3.3.a, I.3.1.c5)."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from kiemdiem.campaign.freezing import HELD
from kiemdiem.campaign.models import Place, PlanRow, Subject
from kiemdiem.campaign.queries.rating import posts_in_force
from kiemdiem.meetings.agenda import Draft, Stage, in_order
from kiemdiem.registry.models import Person, Post
from kiemdiem.review.models import Delegate, Electorate, ElectorateLeader, Visit, Voter
from kiemdiem.review.queries.delegations import SENT
from kiemdiem.vocabulary import CollectiveKind, Role, SubjectKind

_RANKS = {Role.HEAD.value: 0, Role.DEPUTY.value: 1, Role.MEMBER.value: 2}
_LAST = len(_RANKS)


@dataclass(frozen=True)
class Convened:
    """Somebody whom the rule convenes."""

    person: Person | None
    name: str
    titles: str
    votes: bool
    is_guest: bool = False


def _official(person: Person) -> bool:
    return person.official_on is not None and person.official_on <= timezone.localdate()


def convened_at(place: Place) -> list[Convened]:
    """Who belongs to the conference of a place: the members of the cell, or who holds a post in the collective, then
    those who are reviewed there besides, and the delegation that is sent; probationary members do not vote (Q37)."""
    found = list(_members(place) if place.collective_id is None else _holders(place))
    there = {one.person.pk for one in found if one.person is not None}
    for row in _held(place).exclude(subject__person__in=there).filter(subject__person__isnull=False):
        person = row.subject.person
        if person is not None and person.pk not in there:
            there.add(person.pk)
            found.append(Convened(person, "", row.subject.titles, votes=False, is_guest=True))
    for delegate in _delegates(place):
        if delegate.person_id not in there:
            found.append(Convened(delegate.person, "", delegate.delegation.name, votes=False, is_guest=True))
    return found


def _held(place: Place) -> "QuerySet[PlanRow]":
    rows = PlanRow.objects.filter(place=place, dropped_at__isnull=True, action__in=HELD)
    return rows.select_related("subject__person").order_by("subject__name_key", "pk")


def _members(place: Place) -> Iterator[Convened]:
    posts = {post.person_id: post for post in _committee(place).order_by("-rank")}
    rows = [row for row in _held(place) if row.subject.kind == SubjectKind.MEMBER and row.subject.person is not None]
    rows.sort(key=lambda row: (_rank(posts.get(row.subject.person_id or 0)), row.subject.name_key, row.pk))
    for row in rows:
        person = row.subject.person
        if person is not None:
            post = posts.get(person.pk)
            yield Convened(person, "", post.title if post else "", votes=_official(person))


def _committee(place: Place) -> "QuerySet[Post]":
    """The posts in the cell's committee."""
    kinds = (CollectiveKind.CELL_COMMITTEE, CollectiveKind.EXECUTIVE_COMMITTEE)
    found = posts_in_force(place.cycle).filter(collective__organisation=place.organisation_id)
    return found.filter(collective__kind__in=kinds)


def _rank(post: Post | None) -> int:
    return _RANKS.get(post.role, _LAST) if post is not None else _LAST


def _holders(place: Place) -> Iterator[Convened]:
    posts = posts_in_force(place.cycle).filter(collective=place.collective_id, person__erased_at__isnull=True)
    found: dict[int, Post] = {}
    for post in sorted(posts.select_related("person"), key=lambda one: (_rank(one), one.person.name_key, one.pk)):
        found.setdefault(post.person_id, post)
    for post in found.values():
        yield Convened(post.person, "", post.title, votes=True)


def _delegates(place: Place) -> Iterator[Delegate]:
    visits = Visit.objects.filter(SENT, place=place).values("delegation_id")
    found = Delegate.objects.filter(delegation__in=visits, left_at__isnull=True).select_related("person", "delegation")
    yield from found.order_by("-heads", "person__name_key")


def asked_at(electorate: Electorate) -> list[Convened]:
    """Those of whom a workplace's opinion is asked."""
    voters = Voter.objects.filter(electorate=electorate, left_out_at__isnull=True).select_related("person")
    found = [Convened(one.person, one.name, "", votes=True) for one in voters]
    return sorted(found, key=lambda one: one.person.name_key if one.person else one.name)


def agenda_at(place: Place) -> list[Draft]:
    """What a place has still to review, in the order of I.3.3.a; a cell, and what a committee leads, is rated too."""
    own = place.collective_id
    heads = {key for key, role in _roles(place) if role == Role.HEAD.value}
    ranks: dict[int, int] = {}
    for key, role in _roles(place):
        ranks[key] = min(ranks.get(key, _LAST), _RANKS.get(role, _LAST))
    drafts = []
    for row in _held(place).filter(finished_on__isnull=True):
        subject, person = row.subject, row.subject.person_id or 0
        if subject.kind == SubjectKind.COLLECTIVE:
            drafts.append(
                Draft(subject.pk, None, row.pk, Stage.COLLECTIVE, subject.collective_id != own, subject.name_key)
            )
        else:
            stage = Stage.HEAD if person in heads and own is not None else Stage.OTHERS
            drafts.append(Draft(subject.pk, person, row.pk, stage, ranks.get(person, _LAST), subject.name_key))
    return in_order([*drafts, *_organisation(place)])


def _roles(place: Place) -> list[tuple[int, str]]:
    posts = _committee(place)
    if place.collective_id is not None:
        posts = posts_in_force(place.cycle).filter(collective=place.collective_id)
    return list(posts.values_list("person_id", "role"))


def _organisation(place: Place) -> Iterator[Draft]:
    """The Party organisation itself, whose level its members or its executive committee propose (II.2.1)."""
    kind = place.collective.kind if place.collective is not None else None
    if kind not in (None, CollectiveKind.EXECUTIVE_COMMITTEE):
        return
    found = Subject.objects.filter(
        cycle=place.cycle_id, kind=SubjectKind.ORGANISATION, organisation=place.organisation_id
    ).first()
    if found is not None:
        yield Draft(found.pk, None, None, Stage.OTHERS, -1, found.name_key)


def leaders_at(electorate: Electorate) -> list[Draft]:
    """The leaders about whom a workplace is asked."""
    found = ElectorateLeader.objects.filter(electorate=electorate, not_needed_at__isnull=True).select_related("subject")
    return in_order(
        [Draft(one.subject_id, one.subject.person_id, None, Stage.OTHERS, 0, one.subject.name_key) for one in found]
    )
