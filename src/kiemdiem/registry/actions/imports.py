"""Uploads a workbook, answers the preview's questions, applies or discards it; asks for an export."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import PurePath

from django.db import transaction
from django.utils import timezone

from kiemdiem.accounts.access import Access, OutOfSight
from kiemdiem.accounts.models import Account
from kiemdiem.accounts.roles import Right
from kiemdiem.jobs.actions import ask_for
from kiemdiem.jobs.models import Job
from kiemdiem.journal.actions import record
from kiemdiem.journal.verbs import Verb
from kiemdiem.registry import exporting
from kiemdiem.registry.actions.locking import locked
from kiemdiem.registry.actions.units import reference
from kiemdiem.registry.importing.applying import obstacles_to_applying
from kiemdiem.registry.importing.files import obstacles_to_file
from kiemdiem.registry.importing.storing import blank
from kiemdiem.registry.models import Import, RowOutcome
from kiemdiem.registry.queries.imports import import_seen_by, rows_of, subject_of
from kiemdiem.registry.queries.units import organisation_seen_by, organisations_seen_by
from kiemdiem.tree.names import tidied, unkept_sign
from kiemdiem.verdicts import Verdict, refuse_on
from kiemdiem.wording import N_, Message

SAME, OTHER = "same", "other"
_PREVIEW = N_("Preview of {file}")
_APPLY = N_("Import of {file}")


def kept_file_name(file_name: str) -> str:
    """The name without folders and without signs that cannot be seen."""
    name = "".join(sign for sign in PurePath(file_name.replace("\0", "")).name if not unkept_sign(sign))
    return tidied(name)[:200] or "workbook.xlsx"


def upload_workbook(access: Access, unit_code: str, file_name: str, content: bytes) -> Import:
    """Keep a workbook for a unit and ask for its preview.

    Raises:
        OutOfSight: the unit is not theirs to import for. Refused: see `obstacles_to_file`.
    """
    with transaction.atomic():
        unit = locked(organisations_seen_by(access, Right.IMPORT).filter(code=unit_code), unit_code)
        refuse_on(obstacles_to_file(file_name, content))
        actor = access.actor(Right.IMPORT, unit.path)
        imported = Import.objects.create(
            unit=unit,
            file_name=kept_file_name(file_name),
            digest=hashlib.sha256(content).hexdigest(),
            content=content,
            uploaded_by_id=access.account,
            behalf_of=actor.on_behalf_of,
        )
        details = {"import": imported.pk, "digest": imported.digest}
        record(actor, Verb.WORKBOOK_UPLOADED, unit=unit.code, subject=reference(unit), details=details)
        _ask(access, imported, "import.preview", _PREVIEW)
        return imported


def answer_questions(access: Access, number: int, answers: Mapping[int, str]) -> Import:
    """Answer the questions of a preview and have it made anew.

    Args:
        answers: primary key of the preview's row -> `same` (as the person asked about) or `other`; anything else, and
            what is no question of this import, is no answer.
    """
    with transaction.atomic():
        imported = _waiting(access, number)
        known: dict[str, str] = json.loads(imported.answers)
        asked = rows_of(imported, "people", RowOutcome.QUESTION.value)
        for row in (row for row in asked if answers.get(row.pk) in (SAME, OTHER)):
            known[str(row.row)] = OTHER if answers[row.pk] == OTHER else str(row.target)
        imported.answers = json.dumps(known)
        imported.previewed_at = None
        imported.save(update_fields=["answers", "previewed_at"])
        _ask(access, imported, "import.preview", _PREVIEW)
        return imported


def ask_to_apply(access: Access, number: int) -> Import:
    """Ask for an import to be applied, all or nothing.

    Raises:
        OutOfSight. Refused: see `obstacles_to_applying`.
    """
    with transaction.atomic():
        imported = _waiting(access, number)
        refuse_on(obstacles_to_applying(imported))
        _ask(access, imported, "import.apply", _APPLY)
        return imported


def discard_import(access: Access, number: int) -> Import:
    """Throw an import away; its file and what its rows say of people are deleted.

    Raises:
        OutOfSight. Refused: it is applied already.
    """
    with transaction.atomic():
        imported = _waiting(access, number)
        imported.discarded_at = timezone.now()
        imported.content, imported.answers = b"", "{}"
        imported.save(update_fields=["discarded_at", "content", "answers"])
        blank(imported)
        if imported.unit is not None:
            actor = access.actor(Right.IMPORT, imported.unit.path)
            subject, details = reference(imported.unit), {"import": imported.pk}
            record(actor, Verb.IMPORT_DISCARDED, unit=imported.unit.code, subject=subject, details=details)
        return imported


def ask_for_export(access: Access, unit_code: str) -> Job:
    """Ask for the workbook of a unit and all below it.

    Raises:
        OutOfSight: the unit is not theirs to export.
    """
    return exporting.ask_for_export(access, _owner(access), organisation_seen_by(access, unit_code, Right.EXPORT))


def _waiting(access: Access, number: int) -> Import:
    """The import, locked, when it is neither applied nor discarded."""
    seen = import_seen_by(access, number)
    imported = Import.objects.select_for_update(of=("self",)).select_related("unit").get(pk=seen.pk)
    if imported.applied_at or imported.discarded_at:
        refuse_on([Verdict(Message(N_("This import is closed: upload the workbook again.")))])
    return imported


def _ask(access: Access, imported: Import, kind: str, title: str) -> None:
    if imported.unit is None:
        raise OutOfSight(f"import {imported.pk}")
    actor = access.actor(Right.IMPORT, imported.unit.path)
    options: dict[str, str | int] = {"import": imported.pk, "account": actor.account, "behalf": actor.on_behalf_of}
    ask_for(_owner(access), kind, subject_of(imported), Message(title, {"file": imported.file_name}), options)


def _owner(access: Access) -> Account:
    return Account.objects.get(pk=access.account)
