"""Reads an uploaded sheet of targets, applies it all or nothing, or throws it away (II.3.a)."""

import hashlib
import json
from collections.abc import Iterator

from django.db import transaction
from django.utils import timezone

from kiemdiem.accounts.access import Access, OutOfSight
from kiemdiem.accounts.roles import Right
from kiemdiem.campaign.models import Subject
from kiemdiem.campaign.queries.cycles import open_cycle_at
from kiemdiem.jobs.telling import stored_all, told_all
from kiemdiem.journal.actions import Actor, record
from kiemdiem.journal.verbs import Verb
from kiemdiem.registry.actions.imports import kept_file_name
from kiemdiem.registry.actions.units import reference
from kiemdiem.registry.queries.units import organisations_seen_by
from kiemdiem.review.actions.targets import kept, supersede
from kiemdiem.review.models import Target, TargetImport
from kiemdiem.review.queries.targets import target_import_seen_by
from kiemdiem.review.target_sheets import Line, lines_of, obstacles_to_sheet, read_sheet
from kiemdiem.verdicts import Refused, Verdict, refuse_on
from kiemdiem.wording import N_, Message

_NO_CYCLE = N_("No cycle is open at {unit}: targets are assigned once it is.")
_OVER = N_("This sheet is applied or discarded already: upload it again.")
_UNREADABLE = N_("The file cannot be used as it is: see what is wrong with it, mend it and upload it again.")
_ERRORS = N_("{count} rows hold errors: nothing is written before they are mended in the sheet and uploaded again.")
_NOTHING = N_("Everything in this sheet is assigned already.")
GROUND = N_("Imported from the file {file}")


def upload_targets(access: Access, unit_code: str, file_name: str, content: bytes) -> TargetImport:
    """Read a sheet of targets for a unit; nothing is assigned yet.

    Raises:
        OutOfSight: the unit is not theirs to assign in. Refused: the file is none, too large, or no cycle is open.
    """
    with transaction.atomic():
        unit = organisations_seen_by(access, Right.SET_TARGETS).filter(code=unit_code).first()
        if unit is None:
            raise OutOfSight(f"organisation {unit_code}")
        cycle = open_cycle_at(unit.path)
        if cycle is None:
            raise Refused([Verdict(Message(_NO_CYCLE, {"unit": unit.name}))])
        name = kept_file_name(file_name)
        refuse_on(obstacles_to_sheet(name, content))
        rows, faults = read_sheet(content)
        actor = access.actor(Right.SET_TARGETS, unit.path)
        imported = TargetImport.objects.create(
            cycle=cycle, unit=unit, file_name=name, digest=hashlib.sha256(content).hexdigest(),
            uploaded_by=actor.account, rows=json.dumps(rows, ensure_ascii=False), faults=stored_all(faults),
        )  # fmt: skip
        _record(actor, Verb.TARGETS_UPLOADED, imported)
        return imported


def preview_of(imported: TargetImport) -> tuple[list[Line], list[Message]]:
    """What each row would do as the targets stand now, and what is wrong with the file itself."""
    return lines_of(json.loads(imported.rows), imported.unit, imported.cycle), told_all(imported.faults)


def obstacles_to_applying_targets(imported: TargetImport, lines: list[Line]) -> Iterator[Verdict]:
    """What stands in the way of applying a sheet."""
    if imported.applied_at or imported.discarded_at:
        yield Verdict(Message(_OVER))
        return
    if told_all(imported.faults):
        yield Verdict(Message(_UNREADABLE))
        return
    if wrong := sum(line.outcome == "error" for line in lines):
        yield Verdict(Message(_ERRORS, {"count": wrong}), clause="II.3.a")
    elif all(line.outcome == "unchanged" for line in lines):
        yield Verdict(Message(_NOTHING))


def apply_targets(access: Access, number: int) -> TargetImport:
    """Assign what a sheet says, all or nothing; the same sheet again changes nothing.

    Raises:
        OutOfSight. Refused: see `obstacles_to_applying_targets`.
    """
    with transaction.atomic():
        imported = _locked(access, number)
        lines, _faults = preview_of(imported)
        subjects = sorted({line.subject.pk for line in lines if line.subject is not None})
        list(Subject.objects.select_for_update(of=("self",)).filter(pk__in=subjects).order_by("pk"))
        lines, _faults = preview_of(imported)
        refuse_on(obstacles_to_applying_targets(imported, lines))
        actor = access.actor(Right.SET_TARGETS, imported.unit.path)
        new, changed = _write(lines, actor, imported.file_name)
        imported.applied_at, imported.rows, imported.faults = timezone.now(), "[]", "[]"
        imported.save(update_fields=["applied_at", "rows", "faults"])
        _record(actor, Verb.TARGETS_IMPORTED, imported, new=new, changed=changed)
        return imported


def _write(lines: list[Line], actor: Actor, file_name: str) -> tuple[int, int]:
    """Write new and changed targets; how many of each."""
    last: dict[int, int] = {}
    numbers = {line.subject.pk for line in lines if line.subject is not None}
    for subject, order in Target.objects.filter(subject__in=numbers).values_list("subject_id", "order"):
        last[subject] = max(last.get(subject, 0), order)
    new = []
    for line in lines:
        if line.outcome == "new" and line.subject is not None:
            last[line.subject.pk] = last.get(line.subject.pk, 0) + 1
            new.append(
                Target(
                    subject=line.subject, order=last[line.subject.pk], recorded_by=actor.account,
                    behalf_of=actor.on_behalf_of, **kept(line.entry),
                )
            )  # fmt: skip
    Target.objects.bulk_create(new, batch_size=500)
    changed = [line for line in lines if line.outcome == "changed"]
    ground = Message(GROUND, {"file": file_name}).say("vi")[:300]
    for line in changed:
        if line.known is not None:
            supersede(line.known, line.entry, actor.account, ground)
            line.known.save()
    return len(new), len(changed)


def discard_targets(access: Access, number: int) -> TargetImport:
    """Throw an uploaded sheet away; what its rows say is deleted.

    Raises:
        OutOfSight. Refused: it is applied or discarded already.
    """
    with transaction.atomic():
        imported = _locked(access, number)
        if imported.applied_at or imported.discarded_at:
            refuse_on([Verdict(Message(_OVER))])
        imported.discarded_at, imported.rows, imported.faults = timezone.now(), "[]", "[]"
        imported.save(update_fields=["discarded_at", "rows", "faults"])
        _record(access.actor(Right.SET_TARGETS, imported.unit.path), Verb.TARGETS_DISCARDED, imported)
        return imported


def _locked(access: Access, number: int) -> TargetImport:
    seen = target_import_seen_by(access, number)
    return TargetImport.objects.select_for_update(of=("self",)).select_related("unit", "cycle__unit").get(pk=seen.pk)


def _record(actor: Actor, verb: Verb, imported: TargetImport, **more: int) -> None:
    details: dict[str, str | int] = {"import": imported.pk, "digest": imported.digest, **more}
    record(actor, verb, unit=imported.unit.code, subject=reference(imported.unit), details=details)
