"""Applies a previewed import, all or nothing; a second attempt finds that it is done."""

import json
from collections.abc import Iterator

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from kiemdiem.accounts.access import account_reference
from kiemdiem.jobs.kinds import Finished
from kiemdiem.jobs.models import Job
from kiemdiem.jobs.progress import Progress
from kiemdiem.jobs.statistics import renew_statistics
from kiemdiem.journal.actions import Actor, record
from kiemdiem.journal.chain import SYSTEM
from kiemdiem.journal.verbs import Verb
from kiemdiem.registry.importing.comparing import compare
from kiemdiem.registry.importing.files import read_registry_tables
from kiemdiem.registry.importing.plan import Plan, Scope, fingerprint
from kiemdiem.registry.importing.previewing import import_to_work_on, make_preview, scope_of
from kiemdiem.registry.importing.storing import blank
from kiemdiem.registry.importing.writing import Outdated, Writer
from kiemdiem.registry.models import Import, ImportRow, RowOutcome
from kiemdiem.verdicts import Verdict, refuse_on
from kiemdiem.wording import N_, Message

_DONE = N_("The import is applied: {new} new rows, {changed} changed.")
_NOT_PREVIEWED = N_("There is no preview yet: make it first.")
_HAS_ERRORS = N_("{count} rows hold errors: mend them in the file and upload it again.")
_HAS_QUESTIONS = N_("{count} questions wait for an answer.")
_DISCARDED = N_("The import was discarded: upload the workbook again.")
_IS_DONE = N_("The import is applied already.")
_READING_STEPS = 1_000


def obstacles_to_applying(imported: Import) -> Iterator[Verdict]:
    """What stands in the way of applying an import."""
    if imported.applied_at:
        yield Verdict(Message(_IS_DONE))
        return
    if imported.discarded_at:
        yield Verdict(Message(_DISCARDED))
        return
    if not imported.previewed_at:
        yield Verdict(Message(_NOT_PREVIEWED))
        return
    counts = json.loads(imported.summary)
    if errors := sum(found.get(RowOutcome.ERROR.value, 0) for found in counts.values()):
        yield Verdict(Message(_HAS_ERRORS, {"count": errors}))
    rows = ImportRow.objects.filter(of=imported, outcome=RowOutcome.QUESTION.value)
    if questions := rows.count():
        yield Verdict(Message(_HAS_QUESTIONS, {"count": questions}))


def run(job: Job, progress: Progress) -> Finished:
    """Carry out a job of kind `import.apply`.

    Raises:
        Refused: see `apply`; when the registry has changed, the preview has been made anew.
    """
    options = json.loads(job.options)
    number = int(options["import"])
    actor = Actor(options.get("account") or account_reference(job.owner_id), options.get("behalf", ""), "job")
    try:
        return Finished(apply(import_to_work_on(number), actor, progress), reverse("import", args=[number]))
    except Outdated:
        make_preview(import_to_work_on(number), progress)
        raise


def apply(imported: Import, actor: Actor, progress: Progress) -> Message:
    """Compare again, make sure that nothing has changed since the preview, and write in one transaction.

    Raises:
        Refused: see `obstacles_to_applying`; the right to import is held no more. Outdated: the registry has changed.
    """
    if not imported.applied_at:
        refuse_on(obstacles_to_applying(imported))
        scope = scope_of(imported)
        workbook = read_registry_tables(imported, lambda table: progress.advance(_READING_STEPS))
        plan = compare(workbook, scope, json.loads(imported.answers))
        if fingerprint(plan) != imported.fingerprint:
            raise Outdated
        _write(imported, plan, scope, actor, progress)
        imported.refresh_from_db(fields=["applied_at", "summary"])
    blank(imported)
    counts = json.loads(imported.summary).values()
    written = {kind: sum(found.get(kind, 0) for found in counts) for kind in ("new", "changed")}
    renew_statistics(sum(written.values()))
    return Message(_DONE, written)


def _write(imported: Import, plan: Plan, scope: Scope, actor: Actor, progress: Progress) -> None:
    rows = sum(part.count(RowOutcome.NEW) + part.count(RowOutcome.CHANGED) for part in plan.values())
    progress.begin(progress.done + rows)
    progress.hold()
    try:
        with transaction.atomic():
            locked = Import.objects.select_for_update().defer("content").get(pk=imported.pk)
            refuse_on(obstacles_to_applying(locked))
            if locked.fingerprint != imported.fingerprint:
                raise Outdated
            Writer(plan, scope, actor.account, progress).write()
            unit = scope.unit or SYSTEM
            details = {
                f"{table}_{outcome.value}": part.count(outcome)
                for table, part in plan.items()
                for outcome in (RowOutcome.NEW, RowOutcome.CHANGED)
            }
            subject = f"organisation:{unit}"[:80]
            record(
                actor, Verb.IMPORT_APPLIED, unit=unit, subject=subject,
                details={**details, "import": imported.pk, "digest": imported.digest},
            )  # fmt: skip
            Import.objects.filter(pk=imported.pk).update(applied_at=timezone.now(), content=b"", answers="{}")
    except IntegrityError as error:
        raise Outdated from error
