"""Cycles, subjects, places and plan rows within what somebody may see."""

from collections.abc import Iterable

from django.db.models import F, Q, QuerySet

from kiemdiem.accounts.access import Access, OutOfSight
from kiemdiem.accounts.roles import Right
from kiemdiem.campaign.models import CalendarDay, Cycle, EditionTrial, Place, PlanRow, Problem, Subject
from kiemdiem.tree.paths import above, within

MOST = 100
"""Cycles, the latest first, among which the open ones are looked for."""


def cycles_touching(paths: Iterable[str]) -> "QuerySet[Cycle]":
    """The cycles, not discarded, whose unit lies at, above or below one of these nodes, the latest year first."""
    condition = Q(pk__in=())
    for path in paths:
        condition |= Q(unit__path__in=[*above(path), path]) | within("unit__path", [path])
    found = Cycle.objects.filter(condition, discarded_at__isnull=True).select_related("unit").defer("edition_text")
    return found.order_by("-year", "unit__path")


def cycles_seen_by(access: Access) -> "QuerySet[Cycle]":
    """The cycles that take in one's own units, whatever one's role there."""
    return cycles_touching([grant.path for grant in access.grants])


def cycle_seen_by(access: Access, number: int) -> Cycle:
    """One of them.

    Raises:
        OutOfSight: there is none, or it is of others.
    """
    found = cycles_seen_by(access).filter(pk=number).first()
    if found is None:
        raise OutOfSight(f"cycle {number}")
    return found


def cycle_to_open(access: Access, number: int) -> Cycle:
    """A cycle of a unit for which the right to open one is held.

    Raises:
        OutOfSight: there is none, or it is of others.
    """
    found = cycles_seen_by(access).filter(access.scope(Right.OPEN_CYCLE, "unit__path"), pk=number).first()
    if found is None:
        raise OutOfSight(f"cycle {number}")
    return found


def open_cycles_among(cycles: Iterable[Cycle], chosen: int) -> list[Cycle]:
    """Those that are frozen, of the latest year: the one chosen first, else as they came.

    Args:
        cycles: the latest year first. chosen: a primary key, or 0.
    """
    frozen = [one for one in cycles if one.frozen_at]
    latest = [one for one in frozen if one.year == frozen[0].year]
    return sorted(latest, key=lambda one: one.pk != chosen)


def open_cycles_of(access: Access) -> list[Cycle]:
    """The open cycles of one's own units: the one chosen to work on first; where districts open their own, several."""
    return open_cycles_among(cycles_seen_by(access)[:MOST], access.cycle)


def open_cycle_of(access: Access) -> Cycle | None:
    """The open cycle that one works on."""
    return next(iter(open_cycles_of(access)), None)


def open_cycle_at(path: str) -> Cycle | None:
    """The latest cycle that is frozen and takes in a node."""
    found = Cycle.objects.filter(unit__path__in=[*above(path), path], frozen_at__isnull=False)
    return found.select_related("unit").defer("edition_text").order_by("-year", "-unit__path").first()


def subjects_seen_by(access: Access, cycle: Cycle, right: Right = Right.SEE_PLAN) -> "QuerySet[Subject]":
    """The subjects at whose unit or at one of whose places the right is held; oneself with one's own right."""
    paths = access.paths(right)
    condition = within("path", paths)
    if paths:
        condition |= Q(pk__in=PlanRow.objects.filter(within("path", paths), cycle=cycle).values("subject_id"))
    if access.may(Right.SEE_SELF):
        condition |= Q(person__account_id=access.account)
    return Subject.objects.filter(condition, cycle=cycle)


def subject_seen_by(access: Access, number: int, right: Right = Right.SEE_PLAN) -> Subject:
    """One of them, of whatever cycle.

    Raises:
        OutOfSight: there is none, or it is not theirs.
    """
    known = Subject.objects.filter(pk=number).select_related("cycle__unit").first()
    found = subjects_seen_by(access, known.cycle, right).filter(pk=number) if known else Subject.objects.none()
    related = found.select_related("cycle__unit", "organisation", "collective", "person")
    subject = related.defer("cycle__edition_text").first()
    if subject is None:
        raise OutOfSight(f"subject {number}")
    return subject


def places_seen_by(access: Access, cycle: Cycle, right: Right = Right.SEE_PLAN) -> "QuerySet[Place]":
    """The places at which the right is held."""
    return Place.objects.filter(access.scope(right), cycle=cycle)


def place_seen_by(access: Access, number: int, right: Right = Right.SEE_PLAN) -> Place:
    """One of them, of whatever cycle.

    Raises:
        OutOfSight: there is none, or it is not theirs.
    """
    found = Place.objects.filter(access.scope(right), pk=number)
    place = found.select_related("cycle__unit", "organisation", "collective").defer("cycle__edition_text").first()
    if place is None:
        raise OutOfSight(f"place {number}")
    return place


def rows_seen_by(access: Access, right: Right = Right.SEE_PLAN) -> "QuerySet[PlanRow]":
    """The plan rows at whose place, or at whose subject's unit, the right is held; the dropped ones left out."""
    condition = access.scope(right) | access.scope(right, "subject__path")
    return PlanRow.objects.filter(condition, dropped_at__isnull=True)


def row_seen_by(access: Access, number: int, right: Right = Right.SEE_PLAN) -> PlanRow:
    """One of them, of whatever cycle.

    Raises:
        OutOfSight: there is none, or it is not theirs.
    """
    related = ("cycle__unit", "subject__person", "subject__collective", "place__organisation", "place__collective")
    rows = rows_seen_by(access, right).filter(pk=number)
    found = rows.select_related(*related).defer("cycle__edition_text").first()
    if found is None:
        raise OutOfSight(f"plan row {number}")
    return found


def calendar_of(cycle: Cycle) -> "QuerySet[CalendarDay]":
    """The days in force, the earliest first."""
    found = CalendarDay.objects.filter(cycle=cycle, superseded_at__isnull=True)
    return found.select_related("document").order_by("day", "pk")


def day_to_set(access: Access, number: int, key: str) -> CalendarDay:
    """A day in force of a cycle that is theirs to open.

    Raises:
        OutOfSight: there is none, or it is not theirs.
    """
    found = CalendarDay.objects.filter(
        access.scope(Right.OPEN_CYCLE, "cycle__unit__path"), cycle_id=number, cycle__discarded_at__isnull=True, key=key,
        superseded_at__isnull=True,
    ).select_related("cycle__unit").first()  # fmt: skip
    if found is None:
        raise OutOfSight(f"date {key} of cycle {number}")
    return found


def problems_in(cycle: Cycle) -> "QuerySet[Problem]":
    """Who cannot be put into the plan, those not set aside first."""
    found = Problem.objects.filter(cycle=cycle).select_related("person__home")
    return found.order_by(F("set_aside_at").asc(nulls_first=True), "person__name_key", "pk")


def problem_seen_by(access: Access, number: int) -> Problem:
    """One of them, of a cycle that is theirs to open.

    Raises:
        OutOfSight: there is none, or it is not theirs.
    """
    found = Problem.objects.filter(access.scope(Right.OPEN_CYCLE, "cycle__unit__path"), pk=number)
    problem = found.select_related("cycle__unit", "person").first()
    if problem is None:
        raise OutOfSight(f"problem {number}")
    return problem


def trials_of(cycle: Cycle) -> "QuerySet[EditionTrial]":
    """Other rules tried on the cycle, the latest first."""
    return EditionTrial.objects.filter(cycle=cycle).order_by("-asked_at", "-pk")


def trial_seen_by(access: Access, number: int) -> EditionTrial:
    """One of them, of a cycle that is theirs to open.

    Raises:
        OutOfSight: there is none, or it is not theirs.
    """
    found = EditionTrial.objects.filter(access.scope(Right.OPEN_CYCLE, "cycle__unit__path"), pk=number)
    trial = found.select_related("cycle__unit", "document").first()
    if trial is None:
        raise OutOfSight(f"trial {number}")
    return trial
