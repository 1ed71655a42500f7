"""Prepares a year's cycle, sets its calendar, asks for the preview and the freeze, gives it up."""

from collections.abc import Iterator
from datetime import date

from django.db import transaction
from django.utils import timezone

from kiemdiem.accounts.access import Access, OutOfSight
from kiemdiem.accounts.models import Account
from kiemdiem.accounts.roles import Right
from kiemdiem.campaign.calendar import days_of_edition
from kiemdiem.campaign.models import CalendarDay, Cycle, Problem
from kiemdiem.campaign.obstacles import obstacles_to_freezing, obstacles_to_preparing
from kiemdiem.campaign.queries.cycles import cycles_seen_by, problem_seen_by
from kiemdiem.jobs.actions import ask_for
from kiemdiem.jobs.models import Job
from kiemdiem.journal.actions import record
from kiemdiem.journal.verbs import Verb
from kiemdiem.registry.actions.keeping import obstacles_to_keeping, refuse_on_unkept
from kiemdiem.registry.actions.locking import locked
from kiemdiem.registry.actions.people import reference as person_reference
from kiemdiem.registry.actions.units import reference
from kiemdiem.registry.documents import Paper, keep_paper
from kiemdiem.registry.queries.units import organisations_seen_by
from kiemdiem.rulebook.loading import EditionError, load
from kiemdiem.rulebook.pinning import pinned
from kiemdiem.tree.models import Organisation
from kiemdiem.tree.names import tidied
from kiemdiem.verdicts import Refused, Verdict, refuse_on
from kiemdiem.wording import N_, Message

_PREVIEW = N_("Plan of {year} for {unit}: preview")
_FREEZE = N_("Cycle {year} of {unit}: opening")
_COMPARE = N_("Plan of {year} for {unit}: changes of the registry")
_FROZEN = N_("The cycle is open: it can be given up no more.")
_NO_DAY = N_("The calendar has no such date.")
_NO_GROUND = N_("Say why: whoever reads the plan later must understand it.")
_EARLIER = N_("The date must come after the reference date {day}.")
_NOT_OPEN = N_("The cycle is not open yet.")


def prepare_cycle(access: Access, unit_code: str, year: int, as_of: date | None, edition_name: str) -> Cycle:
    """Begin a year's cycle for a unit and all below it, with the calendar of an edition, which is pinned.

    Args:
        as_of: the reference date; None: 31 December of the year (Q5).

    Raises:
        OutOfSight: the unit is not theirs to open a cycle for. Refused: see `obstacles_to_preparing`; no such edition.
    """
    with transaction.atomic():
        unit = locked(organisations_seen_by(access, Right.OPEN_CYCLE).filter(code=unit_code), unit_code)
        _lock_root(unit)
        refuse_on(obstacles_to_preparing(unit, year, as_of))
        try:
            edition = load(edition_name)
        except EditionError as error:
            raise Refused([Verdict(problem, "edition") for problem in error.problems]) from error
        actor = access.actor(Right.OPEN_CYCLE, unit.path)
        cycle = Cycle.objects.create(
            unit=unit, year=year, as_of=as_of or date(year, 12, 31), edition=edition.id,
            edition_digest=edition.digest, edition_text=pinned(edition), opened_by=actor.account,
        )  # fmt: skip
        CalendarDay.objects.bulk_create(days_of_edition(cycle, edition, actor.account))
        details = {"cycle": cycle.pk, "year": year, "edition": edition.digest}
        record(actor, Verb.CYCLE_PREPARED, unit=unit.code, subject=reference(unit), details=details)
        _ask(access, cycle, "cycle.preview", _PREVIEW)
        return cycle


def _lock_root(unit: Organisation) -> None:
    """One at a time over the whole tree: two cycles of one year must not overlap."""
    Organisation.objects.select_for_update(of=("self",)).filter(parent__isnull=True, path=unit.path[:4]).first()


def change_day(access: Access, number: int, key: str, day: date, reason: str, paper: Paper) -> CalendarDay:
    """Put another day in place of one of the calendar's; the old one stays readable.

    Raises:
        OutOfSight: the cycle is not theirs to set. Refused: no ground, no such date, a day before the reference date.
    """
    with transaction.atomic():
        cycle = _of_theirs(access, number)
        refuse_on_unkept(CalendarDay, {"day": day}, paper, reason)
        refuse_on(obstacles_to_day(cycle, key, day, reason))
        actor = access.actor(Right.OPEN_CYCLE, cycle.unit.path)
        standing = CalendarDay.objects.select_for_update(of=("self",)).get(
            cycle=cycle, key=key, superseded_at__isnull=True
        )
        if standing.day == day:
            return standing
        CalendarDay.objects.filter(pk=standing.pk).update(superseded_at=timezone.now())
        changed = CalendarDay.objects.create(
            cycle=cycle, key=key, day=day, clause=standing.clause, reason=tidied(reason), document=keep_paper(paper),
            set_by=actor.account,
        )  # fmt: skip
        details = {"key": key, "before": standing.day.isoformat(), "after": day.isoformat(), "cycle": cycle.pk}
        record(actor, Verb.CALENDAR_CHANGED, unit=cycle.unit.code, subject=reference(cycle.unit), details=details)
        return changed


def obstacles_to_day(cycle: Cycle, key: str, day: date | None, reason: str) -> Iterator[Verdict]:
    """What stands in the way of another day in the calendar."""
    standing = CalendarDay.objects.filter(cycle=cycle, key=key, superseded_at__isnull=True).first()
    if standing is None:
        yield Verdict(Message(_NO_DAY), "day")
        return
    if not reason.strip():
        yield Verdict(Message(_NO_GROUND), "reason", standing.clause)
    is_after = standing.day > cycle.as_of
    if day and is_after and day <= cycle.as_of:
        yield Verdict(Message(_EARLIER, {"day": cycle.as_of.strftime("%d/%m/%Y")}), "day", standing.clause)


def ask_for_preview(access: Access, number: int) -> Job:
    """Have the plan drawn up anew, in numbers.

    Raises:
        OutOfSight. Refused: the cycle is open already, or given up.
    """
    with transaction.atomic():
        cycle = _of_theirs(access, number)
        refuse_on([one for one in obstacles_to_freezing(cycle) if cycle.frozen_at or cycle.discarded_at])
        return _ask(access, cycle, "cycle.preview", _PREVIEW)


def set_aside(access: Access, number: int, ground: str) -> Problem:
    """Leave somebody out of the plan, who takes part in no cell or in several; once that is mended in the registry, he
    or she appears as a proposed change.

    Raises:
        OutOfSight. Refused: without a ground, or the cycle is open already.
    """
    with transaction.atomic():
        problem = problem_seen_by(access, number)
        _of_theirs(access, problem.cycle_id)
        refuse_on(_obstacles_to_aside(problem.cycle, ground))
        actor = access.actor(Right.OPEN_CYCLE, problem.cycle.unit.path)
        problem.set_aside_at, problem.set_aside_by, problem.ground = timezone.now(), actor.account, tidied(ground)
        problem.save(update_fields=["set_aside_at", "set_aside_by", "ground"])
        details = {"cycle": problem.cycle_id, "problem": problem.kind}
        record(
            actor, Verb.PERSON_SET_ASIDE, unit=problem.cycle.unit.code, subject=person_reference(problem.person),
            details=details,
        )  # fmt: skip
        return problem


def _obstacles_to_aside(cycle: Cycle, ground: str) -> Iterator[Verdict]:
    if cycle.frozen_at:
        yield from obstacles_to_freezing(cycle)
    if not ground.strip():
        yield Verdict(Message(_NO_GROUND), "ground")
    yield from obstacles_to_keeping(Problem, {"ground": ground})


def ask_to_freeze(access: Access, number: int) -> Job:
    """Have the registry frozen into subjects and plan.

    Raises:
        OutOfSight. Refused: see `obstacles_to_freezing`.
    """
    with transaction.atomic():
        cycle = _of_theirs(access, number)
        refuse_on(obstacles_to_freezing(cycle))
        return _ask(access, cycle, "cycle.freeze", _FREEZE)


def discard_cycle(access: Access, number: int) -> Cycle:
    """Give a cycle up that is not open yet.

    Raises:
        OutOfSight. Refused: it is open.
    """
    with transaction.atomic():
        cycle = _of_theirs(access, number)
        if cycle.frozen_at:
            refuse_on([Verdict(Message(_FROZEN))])
        actor = access.actor(Right.OPEN_CYCLE, cycle.unit.path)
        cycle.discarded_at = timezone.now()
        cycle.save(update_fields=["discarded_at"])
        Problem.objects.filter(cycle=cycle).delete()
        record(
            actor, Verb.CYCLE_DISCARDED, unit=cycle.unit.code, subject=reference(cycle.unit),
            details={"cycle": cycle.pk, "year": cycle.year},
        )  # fmt: skip
        return cycle


def ask_to_compare(access: Access, number: int) -> Job:
    """Have the registry of today compared with the plan.

    Raises:
        OutOfSight: the plan is not theirs to change anywhere. Refused: the cycle is not open.
    """
    with transaction.atomic():
        cycle = cycles_seen_by(access).filter(pk=number).first()
        if cycle is None or not access.may(Right.EDIT_PLAN):
            raise OutOfSight(f"cycle {number}")
        if not cycle.frozen_at:
            refuse_on([Verdict(Message(_NOT_OPEN))])
        return _ask(access, cycle, "cycle.compare", _COMPARE)


def _of_theirs(access: Access, number: int) -> Cycle:
    """The cycle, locked, when it is theirs to open."""
    found = Cycle.objects.filter(access.scope(Right.OPEN_CYCLE, "unit__path"), pk=number, discarded_at__isnull=True)
    cycle = found.select_related("unit").select_for_update(of=("self",)).first()
    if cycle is None:
        raise OutOfSight(f"cycle {number}")
    return cycle


def _ask(access: Access, cycle: Cycle, kind: str, title: str) -> Job:
    owner = Account.objects.get(pk=access.account)
    told = Message(title, {"year": str(cycle.year), "unit": cycle.unit.name})
    return ask_for(owner, kind, f"cycle:{cycle.pk}", told, {"cycle": cycle.pk})
