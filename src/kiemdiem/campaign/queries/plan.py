"""The plan: rows of a place or a subtree, what each waits for, how far subtrees have come."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Case, F, IntegerField, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Substr

from kiemdiem.accounts.access import Access
from kiemdiem.accounts.roles import Right
from kiemdiem.campaign.calendar import days_in_force
from kiemdiem.campaign.freezing import HELD
from kiemdiem.campaign.models import Cycle, Place, PlanRow, PreconditionRow, ProposedChange, RowChange, Subject
from kiemdiem.campaign.queries.cycles import places_seen_by
from kiemdiem.tree.models import STEP, Organisation
from kiemdiem.tree.paths import within
from kiemdiem.tree.searching import searched
from kiemdiem.vocabulary import SubjectKind

KIND_ORDER = Case(
    When(subject__kind=SubjectKind.COLLECTIVE.value, then=Value(0)),
    When(subject__kind=SubjectKind.CADRE.value, then=Value(1)),
    default=Value(2),
    output_field=IntegerField(),
)
"""Collectives first, then cadres, then members."""
MOST_OWN_PLACES = 500
"""More than any node has of collectives that hold a review."""
STATES = ("open", "late", "waiting", "finished", "other")


@dataclass(frozen=True)
class Progress:
    """How far a subtree or a place has come."""

    reviews: int = 0
    finished: int = 0
    late: int = 0
    """Not finished though the day named has come (Q26)."""

    @property
    def percent(self) -> int:
        """Whole per cent of the reviews that are finished; 100 when there is nothing to do."""
        return 100 * self.finished // self.reviews if self.reviews else 100

    @property
    def missing(self) -> int:
        """Reviews not finished."""
        return self.reviews - self.finished


@dataclass(frozen=True)
class UnitProgress:
    """A unit directly below, and how far all below it has come."""

    code: str
    name: str
    kind: str
    progress: Progress


def due_keys(days: Mapping[str, date], today: date) -> list[str]:
    """The calendar's days that have come: what they bind and is not finished is late (Q26).

    Args:
        days: key of a deadline -> its day, see `days_in_force`.
    """
    return [key for key, day in days.items() if day <= today]


def _sums(due: Sequence[str]) -> dict[str, Sum]:
    return {
        "sum_reviews": Sum("reviews"),
        "sum_finished": Sum("finished"),
        "sum_late": Sum(F("reviews") - F("finished"), filter=Q(deadline__in=due)),
    }


def progress_of(cycle: Cycle, paths: Iterable[str], due: Sequence[str]) -> Progress:
    """How far all below these nodes has come; one query."""
    found = Place.objects.filter(within("path", paths), cycle=cycle).aggregate(**_sums(due))
    return Progress(found["sum_reviews"] or 0, found["sum_finished"] or 0, found["sum_late"] or 0)


def progress_at(cycle: Cycle, unit: Organisation, due: Sequence[str]) -> tuple[Progress, list[UnitProgress]]:
    """How far a unit has come with all below it, and each unit directly below in their order; two queries."""
    length = len(unit.path) + STEP
    sums = (
        Place.objects.filter(within("path", [unit.path]), cycle=cycle)
        .annotate(child=Substr("path", 1, length))
        .values("child")
        .annotate(**_sums(due))
        .values_list("child", "sum_reviews", "sum_finished", "sum_late")
    )
    found = {path: Progress(reviews or 0, finished or 0, late or 0) for path, reviews, finished, late in sums}
    whole = Progress(
        sum(one.reviews for one in found.values()),
        sum(one.finished for one in found.values()),
        sum(one.late for one in found.values()),
    )
    children = Organisation.objects.filter(parent=unit).order_by("name_key", "code")
    return whole, [
        UnitProgress(child.code, child.name, child.kind, found[child.path]) for child in children if child.path in found
    ]


@dataclass(frozen=True)
class Standing:
    """A plan row with what it waits for."""

    row: PlanRow
    unmet: tuple[PlanRow, ...] = ()
    """Reviews that must be finished before and are not."""

    @property
    def is_waiting(self) -> bool:
        """Whether it may not begin yet, for others come before it."""
        return bool(self.unmet) and self.row.finished_on is None and self.row.opened_early_at is None

    @property
    def lacks(self) -> str:
        """The clause of what else is not there yet, if any; nobody can let it begin without that."""
        is_open = self.row.finished_on is None and self.row.action in HELD
        return self.row.subject.lacks if is_open else ""


def standing_of(rows: Sequence[PlanRow]) -> list[Standing]:
    """Each row with what it waits for; one query. The subjects must be fetched with the rows."""
    wanted = {row.precondition_id for row in rows if row.precondition_id}
    unmet: dict[int, list[PlanRow]] = defaultdict(list)
    links = PreconditionRow.objects.filter(
        precondition_id__in=wanted, row__action__in=HELD, row__finished_on__isnull=True, row__dropped_at__isnull=True
    )
    for link in links.select_related("row__subject", "row__place") if wanted else ():
        unmet[link.precondition_id].append(link.row)
    return [Standing(row, tuple(unmet.get(row.precondition_id or 0, ()))) for row in rows]


def rows_at(cycle: Cycle, unit: Organisation) -> list[tuple[Place, list[Standing]]]:
    """The places of one unit itself (its collectives, then itself as a cell), each with its rows: the collective first,
    then cadres and members by name; two queries."""
    return _by_place(PlanRow.objects.filter(cycle=cycle, path=unit.path, place__organisation=unit))


def rows_of_place(place: Place) -> list[Standing]:
    """The rows of one place, in the same order."""
    found = _by_place(PlanRow.objects.filter(place=place))
    return found[0][1] if found else []


def _by_place(rows: "QuerySet[PlanRow]") -> list[tuple[Place, list[Standing]]]:
    in_order = rows.filter(dropped_at__isnull=True).select_related("subject", "place").order_by(
        F("place__collective_id").asc(nulls_last=True), KIND_ORDER, "subject__name_key", "pk"
    )  # fmt: skip
    found: dict[int, tuple[Place, list[Standing]]] = {}
    for standing in standing_of(list(in_order)):
        found.setdefault(standing.row.place_id, (standing.row.place, []))[1].append(standing)
    return list(found.values())


def rows_of_subject(row: PlanRow) -> list[PlanRow]:
    """All rows of the same person or collective in the cycle, of both kinds of subject."""
    same = Q(subject__person_id=row.subject.person_id) if row.subject.person_id else Q(subject_id=row.subject_id)
    found = PlanRow.objects.filter(same, cycle_id=row.cycle_id, dropped_at__isnull=True)
    return list(found.select_related("subject", "place").order_by(KIND_ORDER, "path", "pk"))


@dataclass(frozen=True)
class Wanted:
    """Which rows of those in sight."""

    search: str = ""
    kind: str = ""
    state: str = ""
    path: str = ""
    """Of a subtree to stay within."""


def rows_wanted(access: Access, cycle: Cycle, wanted: Wanted, today: date) -> "QuerySet[PlanRow]":
    """The rows at places in sight, in the order of the tree."""
    paths = access.paths(Right.SEE_PLAN)
    if wanted.path:
        paths = (wanted.path,) if access.may(Right.SEE_PLAN, wanted.path) else ()
    found = PlanRow.objects.filter(within("path", paths), cycle=cycle, dropped_at__isnull=True)
    if wanted.kind:
        found = found.filter(subject__kind=wanted.kind)
    if wanted.search:
        found = found.filter(subject__in=Subject.objects.filter(searched(wanted.search, "name"), cycle=cycle))
    return _in_state(found, cycle, wanted.state, today).order_by("path", "subject_id")


def _in_state(found: "QuerySet[PlanRow]", cycle: Cycle, state: str, today: date) -> "QuerySet[PlanRow]":
    held = Q(action__in=HELD)
    if state == "finished":
        return found.filter(held, finished_on__isnull=False)
    if state == "other":
        return found.exclude(held)
    if state == "late":
        due = due_keys(days_in_force(cycle), today)
        return found.filter(held, finished_on__isnull=True, place__deadline__in=due)
    if state == "open":
        return found.filter(held, finished_on__isnull=True)
    if state == "waiting":
        unmet = PreconditionRow.objects.filter(
            row__cycle=cycle, row__action__in=HELD, row__finished_on__isnull=True, row__dropped_at__isnull=True
        )
        waiting = Q(precondition_id__in=unmet.values("precondition_id"), opened_early_at__isnull=True)
        return found.filter(held & waiting, finished_on__isnull=True)
    return found


@dataclass
class Order:
    """The order around one row (I.3.3.a): stages of what comes before, the row, what waits for it."""

    stages: list[list[PlanRow]] = field(default_factory=list)
    """What must come before, the farthest first; each row stands in the last stage that needs it."""
    following: list[PlanRow] = field(default_factory=list)
    more_following: int = 0


_MOST_STAGES, _MOST_FOLLOWING = 6, 12


def order_around(row: PlanRow) -> Order:
    """The stages before a row, and the first of those that wait for it; a query a stage."""
    depth: dict[int, int] = {}
    rows: dict[int, PlanRow] = {}
    now, level = [row], 0
    while now and level < _MOST_STAGES:
        level += 1
        preconditions = {one.precondition_id for one in now if one.precondition_id}
        found = PlanRow.objects.filter(awaited_by__precondition__in=preconditions, dropped_at__isnull=True).distinct()
        now = list(found.select_related("subject", "place")) if preconditions else []
        for one in now:
            depth[one.pk], rows[one.pk] = level, one
    following = PlanRow.objects.filter(precondition__links__row=row, dropped_at__isnull=True)
    shown = following.select_related("subject", "place").order_by(KIND_ORDER, "path", "subject__name_key", "pk")
    order = Order(following=list(shown[:_MOST_FOLLOWING]))
    order.more_following = max(0, following.count() - _MOST_FOLLOWING)
    for stage in range(max(depth.values(), default=0), 0, -1):
        order.stages.append(sorted((rows[key] for key, at in depth.items() if at == stage), key=_by_name))
    return order


def _by_name(row: PlanRow) -> tuple[str, int]:
    return row.subject.name_key, row.pk


def changes_seen_by(access: Access, cycle: Cycle) -> "QuerySet[ProposedChange]":
    """The proposed changes at places where the plan may be changed, the undecided first."""
    found = ProposedChange.objects.filter(access.scope(Right.EDIT_PLAN), cycle=cycle, gone_at__isnull=True)
    related = ("person", "collective", "place_organisation", "place_collective")
    return found.select_related(*related).order_by(F("decided_at").desc(nulls_first=True), "path", "code", "pk")


def waiting_changes(access: Access, cycle: Cycle) -> int:
    """How many of them wait for a decision."""
    return changes_seen_by(access, cycle).filter(decided_at__isnull=True).count()


def changes_of_row(row: PlanRow) -> list[RowChange]:
    """What was decided and recorded about a row, the latest first."""
    return list(RowChange.objects.filter(row=row).select_related("document").order_by("-at", "-pk"))


def own_places(access: Access, cycle: Cycle) -> list[Place]:
    """Places that lie at a node of one's own mandates, as a secretary or an office has."""
    nodes = access.paths(Right.SEE_PLAN)
    return list(places_seen_by(access, cycle).filter(path__in=nodes).order_by("path", "pk")[:MOST_OWN_PLACES])
