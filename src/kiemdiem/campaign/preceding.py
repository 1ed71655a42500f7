"""Renews what must precede reviews after rows of the plan have changed (I.3.3.a)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.db.models import Q, QuerySet

from kiemdiem.campaign.drawing import names_in, row_name
from kiemdiem.campaign.freezing import HELD
from kiemdiem.campaign.models import Cycle, Place, PlanRow, Precondition, PreconditionRow
from kiemdiem.campaign.queries.rating import posts_in_force
from kiemdiem.evaluation.plan import heads_before
from kiemdiem.vocabulary import CollectiveKind, Role, SubjectKind


def renew_order_at(cycle: Cycle, place: Place) -> None:
    """Point the people reviewed at a place to the reviews that come before them, as these stand now.

    Call it inside the transaction that changed the rows. Collectives keep what precedes them.
    """
    people = _held(cycle).filter(place=place).exclude(subject__kind=SubjectKind.COLLECTIVE)
    rows = list(people.select_related("subject").order_by("pk"))
    is_cell = place.collective_id is None
    _point(cycle, rows, _before_members(cycle, place, rows) if is_cell else _before_cadres(cycle, place, rows))


def renew_order_of_collectives(cycle: Cycle, drawn: Mapping[str, str]) -> None:
    """Point the collectives to the reviews that come before them by the registry of today, as far as these stand.

    Args:
        drawn: name of a plan row -> what comes before it, both as the workbook's plan names them.
    """
    rows = list(_held(cycle).filter(subject__kind=SubjectKind.COLLECTIVE).select_related("subject", "place"))
    keys = {row_name(row.subject.kind, row.subject.code, row.place.code): row.pk for row in rows}
    wanted = {
        key: frozenset(keys[before] for before in names_in(drawn[name]) if before in keys)
        for name, key in keys.items()
        if name in drawn
    }
    _point(cycle, [row for row in rows if row.pk in wanted], wanted)


def _held(cycle: Cycle) -> "QuerySet[PlanRow]":
    return PlanRow.objects.filter(cycle=cycle, dropped_at__isnull=True, action__in=HELD)


def _point(cycle: Cycle, rows: Iterable[PlanRow], wanted: Mapping[int, frozenset[int]]) -> None:
    """Give each row the precondition that asks for these rows; rows with the same needs share one."""
    every = list(rows)
    kept = _links({row.precondition_id for row in every if row.precondition_id})
    made: dict[frozenset[int], Precondition | None] = {frozenset(): None}
    changed = []
    for row in every:
        names = wanted[row.pk]
        if names != kept.get(row.precondition_id or 0, frozenset()):
            if names not in made:
                made[names] = _made(cycle, names)
            row.precondition = made[names]
            changed.append(row)
    PlanRow.objects.bulk_update(changed, ["precondition"], batch_size=500)


def _links(preconditions: Iterable[int]) -> dict[int, frozenset[int]]:
    """Precondition -> the rows that it asks for."""
    found: dict[int, set[int]] = defaultdict(set)
    links = PreconditionRow.objects.filter(precondition__in=preconditions)
    for precondition, row in links.values_list("precondition_id", "row_id"):
        found[precondition].add(row)
    return {precondition: frozenset(rows) for precondition, rows in found.items()}


def _made(cycle: Cycle, rows: Iterable[int]) -> Precondition:
    made = Precondition.objects.create(cycle=cycle)
    PreconditionRow.objects.bulk_create([PreconditionRow(precondition=made, row_id=row) for row in sorted(rows)])
    return made


def _collectives(cycle: Cycle, which: Q) -> dict[int, int]:
    """Collective -> its row, of those that stand."""
    found = _held(cycle).filter(which, subject__kind=SubjectKind.COLLECTIVE)
    return {collective: row for row, collective in found.values_list("pk", "subject__collective_id") if collective}


def _before_members(cycle: Cycle, place: Place, rows: Iterable[PlanRow]) -> Mapping[int, frozenset[int]]:
    """The cell's committee comes before its members."""
    of_cell = Q(subject__collective__organisation=place.organisation_id)
    committee = of_cell & Q(subject__collective__kind=CollectiveKind.CELL_COMMITTEE)
    before = frozenset(_collectives(cycle, committee).values())
    return {row.pk: before for row in rows}


def _before_cadres(cycle: Cycle, place: Place, rows: Iterable[PlanRow]) -> Mapping[int, frozenset[int]]:
    """The collectives reviewed at the place come first, and its own wherever it is; then the head, then the others."""
    own_place = place.collective_id or 0
    collectives = _collectives(cycle, Q(place=place) | Q(subject__collective=own_place))
    here = {collective for collective in collectives if collective != own_place}
    row_of = {person: row.pk for row in rows if (person := row.subject.person_id) is not None}
    posts = posts_in_force(cycle).filter(person__in=row_of, collective__in={*here, own_place})
    heads: dict[int, set[int]] = defaultdict(set)
    own: dict[int, set[int]] = defaultdict(set)
    for person, collective, role in posts.values_list("person_id", "collective_id", "role"):
        own[person].add(collective)
        if role == Role.HEAD:
            heads[collective].add(person)
    first = frozenset(collectives.values())
    return {
        row: first | {row_of[head] for head in heads_before(person, own_place, heads, own[person])}
        for person, row in row_of.items()
    }
