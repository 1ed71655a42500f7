"""Makes the preview of an import; made again, it replaces the one before."""

import json

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from kiemdiem.accounts.queries import access_of
from kiemdiem.accounts.roles import Right
from kiemdiem.jobs.kinds import Finished
from kiemdiem.jobs.models import Job
from kiemdiem.jobs.progress import Progress
from kiemdiem.registry.importing.comparing import compare
from kiemdiem.registry.importing.files import read_whole
from kiemdiem.registry.importing.plan import Plan, Scope, fingerprint, total
from kiemdiem.registry.importing.storing import Counts, forget, keep_faults, keep_preview
from kiemdiem.registry.models import Import, RowOutcome
from kiemdiem.verdicts import Refused, Verdict
from kiemdiem.wording import N_, Message
from kiemdiem.workbook.faults import WorkbookFaults

_NOT_ALLOWED = N_("You may no longer import here: ask for a mandate, or let somebody who has one do it.")
_READING_STEPS = 1_000
"""How much of the progress the reading of one table counts for."""
_FAULTS = N_("The workbook holds {count} errors: mend them in the file and upload it again.")
_ERRORS = N_("{count} rows cannot be taken in: mend them in the file and upload it again.")
_QUESTIONS = N_("The preview is ready. {count} questions wait for an answer.")
_NOTHING = N_("The preview is ready: the registry holds all of it already.")
_READY = N_("The preview is ready: {new} new rows, {changed} changed.")


def scope_of(imported: Import) -> Scope:
    """Where the import may reach, by the rights that whoever uploaded it holds now.

    Raises:
        Refused: the right to import is held no more.
    """
    if imported.unit is None:
        return Scope("")
    if imported.uploaded_by is None:
        return Scope(imported.unit.path, imported.unit.code)
    access = access_of(imported.uploaded_by)
    if not access.may(Right.IMPORT, imported.unit.path):
        raise Refused([Verdict(Message(_NOT_ALLOWED))])
    return Scope(imported.unit.path, imported.unit.code, access.may(Right.EDIT_UNITS, imported.unit.path))


def import_to_work_on(number: int) -> Import:
    """The import without its file."""
    return Import.objects.defer("content").select_related("unit", "uploaded_by").get(pk=number)


def run(job: Job, progress: Progress) -> Finished:
    """Carry out a job of kind `import.preview`."""
    number = int(json.loads(job.options)["import"])
    return Finished(make_preview(import_to_work_on(number), progress), reverse("import", args=[number]))


def make_preview(imported: Import, progress: Progress) -> Message:
    """Read, compare and keep; what there is to say of it.

    Raises:
        Refused: the right to import is held no more.
    """
    if imported.applied_at or imported.discarded_at:
        return Message("")
    scope = scope_of(imported)
    forget(imported)
    try:
        workbook, remarks = read_whole(imported, lambda table: progress.advance(_READING_STEPS))
    except WorkbookFaults as faults:
        counts = keep_faults(imported, faults.faults)
        _conclude(imported, counts, "", is_refused=True)
        return Message(_FAULTS, {"count": counts[""]["rows"]})
    plan = compare(workbook, scope, json.loads(imported.answers), remarks)
    progress.begin(progress.done + sum(part.sheet.size for part in plan.values()))
    counts = keep_preview(imported, plan, workbook, remarks, progress)
    _conclude(imported, counts, fingerprint(plan), is_refused=bool(total(plan, RowOutcome.ERROR)))
    return _said(plan)


def _conclude(imported: Import, counts: Counts, found: str, *, is_refused: bool) -> None:
    now = timezone.now()
    with transaction.atomic():
        waiting = Import.objects.filter(pk=imported.pk, applied_at__isnull=True, discarded_at__isnull=True)
        concluded = waiting.update(
            previewed_at=now, refused_at=now if is_refused else None, summary=json.dumps(counts), fingerprint=found
        )
    if not concluded:  # discarded meanwhile: what was kept since then must go too
        forget(imported)


def _said(plan: Plan) -> Message:
    if errors := total(plan, RowOutcome.ERROR):
        return Message(_ERRORS, {"count": errors})
    if questions := total(plan, RowOutcome.QUESTION):
        return Message(_QUESTIONS, {"count": questions})
    new, changed = total(plan, RowOutcome.NEW), total(plan, RowOutcome.CHANGED)
    return Message(_READY, {"new": new, "changed": changed}) if new or changed else Message(_NOTHING)
