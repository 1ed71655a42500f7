"""The long work of this floor: preview, freeze, comparison of the plan with the registry."""

import json
import logging
from datetime import date

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from kiemdiem.accounts.queries import access_of
from kiemdiem.accounts.roles import Right
from kiemdiem.campaign.actions.awaiting import await_workplace_opinions
from kiemdiem.campaign.comparing import find_changes
from kiemdiem.campaign.drawing import Drawing, draw
from kiemdiem.campaign.freezing import Freezer
from kiemdiem.campaign.models import Cycle, EditionTrial, Problem
from kiemdiem.campaign.obstacles import obstacles_to_freezing
from kiemdiem.campaign.previewing import keep_preview
from kiemdiem.campaign.roster import keep_roster, live_tables, terms_of, workbook_from
from kiemdiem.campaign.trying import try_edition
from kiemdiem.jobs.kinds import Finished
from kiemdiem.jobs.models import Job
from kiemdiem.jobs.progress import Progress
from kiemdiem.jobs.schedule import IsLeaving
from kiemdiem.jobs.statistics import renew_statistics
from kiemdiem.journal.actions import Actor, record
from kiemdiem.journal.verbs import Verb
from kiemdiem.registry.importing.shapes import SHAPES
from kiemdiem.verdicts import Refused, Verdict, refuse_on
from kiemdiem.wording import N_, Message
from kiemdiem.workbook.faults import WorkbookFaults

logger = logging.getLogger(__name__)

_PREVIEWED = N_("The preview of the plan is ready.")
_TROUBLED = N_("The preview of the plan is ready. {count} members cannot be put into it yet: look at them.")
_FROZEN = N_("The cycle is open: {count} reviews are planned.")
_COMPARED = N_("The registry was compared with the plan: {count} changes wait for a decision.")
_TRIED = N_("Tried: {plan} plan rows and {results} results would differ.")
_NOT_ALLOWED = N_("You may no longer open the cycle of this unit.")
_FAULTY = N_("The registry cannot be read as a plan: {fault}")
_STEPS = len(SHAPES) + 2


def preview(job: Job, progress: Progress) -> Finished:
    """Carry out a job of kind `cycle.preview`.

    Raises:
        Refused: the right is held no more, or the registry holds a fault.
    """
    cycle, _ = _cycle_of(job, Right.OPEN_CYCLE)
    result = reverse("cycle", args=[cycle.pk])
    if cycle.frozen_at or cycle.discarded_at:
        return Finished(Message(_PREVIEWED), result)
    progress.begin(_STEPS)
    troubles = keep_preview(cycle, _drawn(cycle, progress))
    return Finished(Message(_TROUBLED, {"count": troubles}) if troubles else Message(_PREVIEWED), result)


def freeze(job: Job, progress: Progress) -> Finished:
    """Carry out a job of kind `cycle.freeze`: all or nothing; a second attempt finds that it is done.

    Raises:
        Refused: see `obstacles_to_freezing`; the right is held no more.
    """
    cycle, actor = _cycle_of(job, Right.OPEN_CYCLE)
    if not cycle.frozen_at:
        refuse_on(obstacles_to_freezing(cycle))
        progress.begin(_STEPS)
        tables = live_tables(cycle.unit.path, progress)
        drawing = _draw(cycle, tables)
        keep_preview(cycle, drawing)
        progress.begin(progress.done + drawing.workbook["people"].size * 2)
        progress.hold()
        with transaction.atomic():
            _write(cycle, drawing, tables, actor, progress)
    planned = sum(cycle.places.values_list("reviews", flat=True))
    renew_statistics(planned)
    return Finished(Message(_FROZEN, {"count": planned}), reverse("cycle", args=[cycle.pk]))


def _write(cycle: Cycle, drawing: Drawing, tables: dict[str, object], actor: Actor, progress: Progress) -> None:
    locked = Cycle.objects.select_for_update(of=("self",)).select_related("unit").get(pk=cycle.pk)
    refuse_on(obstacles_to_freezing(locked))
    aside = Problem.objects.filter(cycle=cycle).values_list("person__code", flat=True)
    Freezer(locked, drawing, progress, frozenset(aside)).write()
    await_workplace_opinions(locked)
    keep_roster(locked, tables)
    Cycle.objects.filter(pk=cycle.pk).update(frozen_at=timezone.now(), frozen_by=actor.account)
    details = {"cycle": cycle.pk, "year": cycle.year, "edition": cycle.edition_digest}
    record(actor, Verb.CYCLE_OPENED, unit=cycle.unit.code, subject=f"organisation:{cycle.unit.code}"[:80],
           details=details)  # fmt: skip


def compare(job: Job, progress: Progress) -> Finished:
    """Carry out a job of kind `cycle.compare`.

    Raises:
        Refused: the registry holds a fault.
    """
    cycle, _ = _cycle_of(job, Right.SEE_PLAN)
    progress.begin(_STEPS)
    waiting = find_changes(cycle, _drawn(cycle, progress))
    return Finished(Message(_COMPARED, {"count": waiting}), reverse("plan_changes", args=[cycle.pk]))


def compare_open_cycles(day: date, is_leaving: IsLeaving) -> bool:
    """The daily comparison of the registry with the latest plan of each province; False: the worker had to leave."""
    compared = set[int]()
    for cycle in Cycle.objects.filter(frozen_at__isnull=False).select_related("unit").order_by("-year", "-pk"):
        if cycle.unit_id in compared:
            continue
        if is_leaving():
            return False
        compared.add(cycle.unit_id)
        try:
            waiting = find_changes(cycle, _drawn(cycle, Progress()))
        except Refused as refused:
            logger.warning("cycle %s was not compared: %s", cycle.pk, refused)
        else:
            logger.info("cycle %s was compared on %s: %s changes wait", cycle.pk, day, waiting)
    return True


def try_rules(job: Job, progress: Progress) -> Finished:
    """Carry out a job of kind `cycle.try_edition`.

    Raises:
        Refused: the right is held no more.
    """
    cycle, _ = _cycle_of(job, Right.OPEN_CYCLE)
    trial = EditionTrial.objects.get(pk=int(json.loads(job.options)["trial"]))
    progress.begin(1)
    found = try_edition(cycle, trial)
    progress.advance(1)
    EditionTrial.objects.filter(pk=trial.pk).update(differences=found.text(), tried_at=timezone.now())
    result = reverse("edition_trial", args=[trial.pk])
    return Finished(Message(_TRIED, {"plan": found.plan, "results": found.results}), result)


def _cycle_of(job: Job, right: Right) -> tuple[Cycle, Actor]:
    """The cycle that a job works on, and who acts.

    Raises:
        Refused: the right is held no more.
    """
    cycle = Cycle.objects.select_related("unit").get(pk=int(json.loads(job.options)["cycle"]))
    access = access_of(job.owner, "job")
    if not (access.may(right, cycle.unit.path) or (right == Right.SEE_PLAN and access.may(right))):
        raise Refused([Verdict(Message(_NOT_ALLOWED))])
    return cycle, access.actor(right)


def _drawn(cycle: Cycle, progress: Progress) -> Drawing:
    return _draw(cycle, live_tables(cycle.unit.path, progress))


def _draw(cycle: Cycle, tables: dict[str, object]) -> Drawing:
    try:
        return draw(workbook_from(tables), terms_of(cycle))
    except WorkbookFaults as faults:
        raise Refused([Verdict(Message(_FAULTY, {"fault": fault.message})) for fault in faults.faults[:5]]) from faults
