"""Cycles, subjects, places and plan rows within what somebody may see."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from kiemdiem.accounts.access import Access, OutOfSight
from kiemdiem.accounts.roles import Right
from kiemdiem.campaign.models import Cycle, Place, PlanRow, Subject
from kiemdiem.tree.paths import above, within


def cycles_touching(paths: Iterable[str]) -> "QuerySet[Cycle]":
    """The cycles, not discarded, whose unit lies at, above or below one of these nodes, the latest year first."""
    condition = Q(pk__in=())
    for path in paths:
        condition |= Q(unit__path__in=[*above(path), path]) | within("unit__path", [path])
    found = Cycle.objects.filter(condition, discarded_at__isnull=True).select_related("unit")
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


def open_cycle_of(access: Access) -> Cycle | None:
    """The latest cycle that is frozen, of one's own units."""
    return cycles_seen_by(access).filter(frozen_at__isnull=False).first()


def open_cycle_at(path: str) -> Cycle | None:
    """The latest cycle that is frozen and takes in a node."""
    found = Cycle.objects.filter(unit__path__in=[*above(path), path], frozen_at__isnull=False)
    return found.select_related("unit").order_by("-year", "-unit__path").first()


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
    found = known and subjects_seen_by(access, known.cycle, right).filter(pk=number)
    subject = found.select_related("cycle__unit", "organisation", "collective", "person").first() if found else None
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
    place = found.select_related("cycle__unit", "organisation", "collective").first()
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
    found = rows_seen_by(access, right).filter(pk=number).select_related(*related).first()
    if found is None:
        raise OutOfSight(f"plan row {number}")
    return found
