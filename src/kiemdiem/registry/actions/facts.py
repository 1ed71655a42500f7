"""Enters, corrects and withdraws memberships, posts and circumstances: dated facts about a person."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from kiemdiem.accounts.access import Access, OutOfSight
from kiemdiem.accounts.roles import Right
from kiemdiem.journal.actions import record
from kiemdiem.journal.verbs import Verb
from kiemdiem.registry.actions.keeping import refuse_on_unkept, tidy
from kiemdiem.registry.actions.locking import locked
from kiemdiem.registry.actions.people import CELLS, NOT_AMONG_YOURS, reference
from kiemdiem.registry.documents import Paper, keep_paper
from kiemdiem.registry.history import supersede
from kiemdiem.registry.models import Circumstance, Collective, Membership, Person, Post
from kiemdiem.registry.queries.people import people_at_home, people_seen_by
from kiemdiem.registry.queries.units import organisations_seen_by
from kiemdiem.registry.reaching import rehome
from kiemdiem.tree.models import Organisation
from kiemdiem.verdicts import Verdict, refuse_on
from kiemdiem.vocabulary import MembershipKind
from kiemdiem.wording import N_, Message

Values = Mapping[str, object]
"""Column -> value; references by primary key (`cell_id`)."""
FactRow = Membership | Post | Circumstance


class FactName(StrEnum):
    """The three kinds of dated facts, as they stand in addresses."""

    MEMBERSHIP = "memberships"
    POST = "posts"
    CIRCUMSTANCE = "circumstances"


@dataclass(frozen=True)
class FactKind:
    """How one kind of fact is written."""

    model: type[Membership] | type[Post] | type[Circumstance]
    right: Right
    entered: Verb
    corrected: Verb
    withdrawn: Verb
    place: str
    """The path of the unit that the fact belongs to; empty: that is the person's home alone."""
    obstacles: Callable[[Access, Person, Values, FactRow | None], Iterator[Verdict]]


def _is_new_place(known: FactRow | None, column: str, place: object) -> bool:
    """Whether a fact comes to a place, or to another one; what the level above has entered elsewhere can be ended."""
    return known is None or getattr(known, column) != place


def _obstacles_to_membership(
    access: Access, person: Person, values: Values, known: FactRow | None
) -> Iterator[Verdict]:
    cell = Organisation.objects.filter(pk=str(values["cell_id"])).first()
    is_new = cell is None or _is_new_place(known, "cell_id", cell.pk)
    if cell is None or (is_new and not access.may(Right.EDIT_PEOPLE, cell.path)):
        yield Verdict(Message(N_("This cell is not one of yours: ask the level above for a transfer.")), "cell")
        return
    if cell.kind not in CELLS:
        text = N_("{unit} is no cell: choose the cell in which the member takes part.")
        yield Verdict(Message(text, {"unit": cell.name}), "cell")
    if values["kind"] != MembershipKind.OFFICIAL or values["end"] is not None:
        return
    open_ones = person.memberships.filter(kind=MembershipKind.OFFICIAL, end__isnull=True, withdrawn_at__isnull=True)
    if open_ones.exclude(pk=known.pk if known else 0).exists():
        text = N_("There is an open official membership: end it first, or enter a transfer.")
        yield Verdict(Message(text), "kind", "II.2.3.a")


def _obstacles_to_post(access: Access, person: Person, values: Values, known: FactRow | None) -> Iterator[Verdict]:
    collective = Collective.objects.filter(pk=str(values["collective_id"])).first()
    is_new = collective is None or _is_new_place(known, "collective_id", collective.pk)
    if collective is None or (is_new and not access.may(Right.EDIT_PEOPLE, collective.path)):
        yield Verdict(Message(N_("This collective is not one of yours: ask the level above.")), "collective")
        return
    same = person.posts.filter(collective=collective, end__isnull=True, withdrawn_at__isnull=True, role=values["role"])
    if values["end"] is None and same.exclude(pk=known.pk if known else 0).exists():
        text = N_("The same role in this collective is open already: correct that one.")
        yield Verdict(Message(text), "collective")


def _obstacles_to_circumstance(
    access: Access, person: Person, values: Values, known: FactRow | None
) -> Iterator[Verdict]:
    place = values.get("organisation_id")
    if place and _is_new_place(known, "organisation_id", place):
        seen = organisations_seen_by(access).filter(pk=str(place))
        if not seen.exists():
            yield Verdict(Message(NOT_AMONG_YOURS), "organisation")
    overlapping = person.circumstances.filter(kind=values["kind"], end__isnull=True, withdrawn_at__isnull=True)
    if values["end"] is None and overlapping.exclude(pk=known.pk if known else 0).exists():
        yield Verdict(Message(N_("The same circumstance is open already: end that one, or correct it.")), "kind")


KINDS: dict[FactName, FactKind] = {
    FactName.MEMBERSHIP: FactKind(
        Membership, Right.EDIT_PEOPLE, Verb.MEMBERSHIP_ENTERED, Verb.MEMBERSHIP_CORRECTED, Verb.MEMBERSHIP_WITHDRAWN,
        "cell__path", _obstacles_to_membership,
    ),
    FactName.POST: FactKind(
        Post, Right.EDIT_PEOPLE, Verb.POST_ENTERED, Verb.POST_CORRECTED, Verb.POST_WITHDRAWN, "collective__path",
        _obstacles_to_post,
    ),
    FactName.CIRCUMSTANCE: FactKind(
        Circumstance, Right.RECORD_CIRCUMSTANCES, Verb.CIRCUMSTANCE_ENTERED, Verb.CIRCUMSTANCE_CORRECTED,
        Verb.CIRCUMSTANCE_WITHDRAWN, "", _obstacles_to_circumstance,
    ),
}  # fmt: skip


def obstacles_to_fact(
    access: Access, name: FactName, person: Person, values: Values, known: FactRow | None = None
) -> Iterator[Verdict]:
    """What stands in the way of a fact being so; `known` when it is corrected."""
    start, end = values["start"], values["end"]
    if isinstance(start, date) and isinstance(end, date) and end < start:
        yield Verdict(Message(N_("The last day comes before the first one: look at both.")), "end")
    yield from KINDS[name].obstacles(access, person, values, known)


def enter_fact(access: Access, name: FactName, person_code: str, values: Values, paper: Paper) -> FactRow:
    """Enter a dated fact about a person.

    Raises:
        OutOfSight: the person is not theirs to change. Refused: see `obstacles_to_fact`.
    """
    kind = KINDS[name]
    with transaction.atomic():
        people = people_with_facts(access, kind).filter(code=person_code).select_related("home")
        person = locked(people, f"person {person_code}")
        values = tidy(values)
        refuse_on_unkept(kind.model, values, paper)
        refuse_on(obstacles_to_fact(access, name, person, values))
        actor = access.actor(kind.right, person.path if access.may(kind.right, person.path) else None)
        document = keep_paper(paper)
        row = kind.model._default_manager.create(person=person, recorded_by=actor.account, document=document, **values)
        rehome([person.pk])
        details = {"fact": row.pk, "document": document.number if document else ""}
        record(actor, kind.entered, unit=person.home.code, subject=reference(person), details=details)
        return row


def correct_fact(
    access: Access, name: FactName, fact: int, version: int, values: Values, paper: Paper, reason: str = ""
) -> FactRow:
    """Supersede a dated fact; ending it is a correction of its last day.

    Raises:
        OutOfSight, Stale. Refused: see `obstacles_to_fact`.
    """
    kind = KINDS[name]
    with transaction.atomic():
        row = _fact(access, kind, fact, version)
        values = tidy(values)
        refuse_on_unkept(kind.model, values, paper, reason)
        refuse_on(obstacles_to_fact(access, name, row.person, values, row))
        changed = {column: value for column, value in values.items() if getattr(row, column) != value}
        if changed:
            _supersede(access, kind, row, changed, paper, reason, kind.corrected)
        return row


def withdraw_fact(access: Access, name: FactName, fact: int, version: int, paper: Paper, reason: str) -> FactRow:
    """Take back a fact that was entered by mistake; it stays readable in the history.

    Raises:
        OutOfSight, Stale. Refused: without a ground.
    """
    kind = KINDS[name]
    with transaction.atomic():
        row = _fact(access, kind, fact, version)
        refuse_on_unkept(kind.model, {}, paper, reason)
        if not reason.strip():
            refuse_on([Verdict(Message(N_("Say why it is withdrawn.")), "reason")])
        _supersede(access, kind, row, {"withdrawn_at": timezone.now()}, paper, reason, kind.withdrawn)
        return row


def _supersede(
    access: Access, kind: FactKind, row: FactRow, changes: Values, paper: Paper, reason: str, verb: Verb
) -> None:
    person = row.person
    actor = access.actor(kind.right, person.path if access.may(kind.right, person.path) else None)
    supersede(row, changes, actor.account, keep_paper(paper), reason)
    rehome([person.pk])
    details = {"fact": row.pk, "fields": sorted(changes), "version": row.version}
    record(actor, verb, unit=person.home.code, subject=reference(person), details=details)


def fact_seen_by(access: Access, name: FactName, fact: int) -> FactRow:
    """A fact that may be changed, with its person.

    Raises:
        OutOfSight: there is none, or it is not theirs.
    """
    kind = KINDS[name]
    row = _changeable(access, kind, fact).select_related("person__home").first()
    if row is None:
        raise OutOfSight(f"{name} {fact}")
    return row


def _changeable(access: Access, kind: FactKind, fact: int) -> "QuerySet[FactRow]":
    """The fact, if it may be changed: by the home unit of the person, or by the unit that the fact itself belongs to.

    A person reached by a post or a temporary membership is no reason to touch what other units have entered.
    """
    mine = access.scope(kind.right, "person__path")
    if kind.place:
        mine |= access.scope(kind.right, kind.place)
    people = people_with_facts(access, kind)
    return kind.model._default_manager.filter(mine, pk=fact, withdrawn_at__isnull=True, person__in=people)


def people_with_facts(access: Access, kind: FactKind) -> "QuerySet[Person]":
    """About whom such facts may be entered: those at home here; for facts that belong to a unit, those reached too."""
    if not kind.place:
        return people_at_home(access, kind.right)
    return people_seen_by(access, kind.right).filter(erased_at__isnull=True)


def person_for_fact(access: Access, name: FactName, code: str) -> Person:
    """One of them.

    Raises:
        OutOfSight: there is none, or he or she is not theirs.
    """
    person = people_with_facts(access, KINDS[name]).filter(code=code).first()
    if person is None:
        raise OutOfSight(f"person {code}")
    return person


def _fact(access: Access, kind: FactKind, fact: int, version: int) -> FactRow:
    """The fact, locked; its person is locked before it, as everywhere."""
    found = _changeable(access, kind, fact)
    locked(Person.objects.filter(pk__in=found.values("person_id")), f"{kind.model.__name__} {fact}")
    return locked(found.select_related("person__home"), f"{kind.model.__name__} {fact}", version)
