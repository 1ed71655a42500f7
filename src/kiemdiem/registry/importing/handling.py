"""Uploads a workbook, answers its questions, asks for its preview and application, discards it."""

import hashlib
import json
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from kiemdiem.accounts.access import Access
from kiemdiem.accounts.models import Account
from kiemdiem.accounts.roles import Right
from kiemdiem.jobs.actions import ask_for, stop
from kiemdiem.jobs.models import Job
from kiemdiem.jobs.queries import open_jobs
from kiemdiem.journal.actions import record
from kiemdiem.journal.chain import SYSTEM
from kiemdiem.journal.verbs import Verb
from kiemdiem.registry.importing.applying import obstacles_to_applying
from kiemdiem.registry.importing.files import obstacles_to_file
from kiemdiem.registry.importing.people import OTHER
from kiemdiem.registry.importing.queries import import_seen_by, open_questions, questions_of
from kiemdiem.registry.importing.storing import forget
from kiemdiem.registry.models import Import
from kiemdiem.tree.models import Organisation
from kiemdiem.verdicts import Verdict, refuse_on
from kiemdiem.wording import N_, Message

PREVIEW, APPLY = "import.preview", "import.apply"
_ENDED = N_("The import is applied or discarded already.")
_PREVIEW_OF = N_("Preview of {file}")
_IMPORT_OF = N_("Import of {file}")


def subject_of(number: int) -> str:
    """How jobs speak of an import."""
    return f"import:{number}"


def upload(access: Access, account: Account, unit: Organisation, file_name: str, content: bytes) -> Import:
    """Keep a workbook and ask for its preview.

    Raises:
        OutOfSight: nothing may be imported there. Refused: see `obstacles_to_file`.
    """
    actor = access.require(Right.IMPORT, unit.path, f"import into {unit.code}")
    refuse_on(obstacles_to_file(file_name, content))
    with transaction.atomic():
        imported = Import.objects.create(
            unit=unit, file_name=file_name[:200], digest=hashlib.sha256(content).hexdigest(), content=content,
            uploaded_by=account, behalf_of=actor.on_behalf_of,
        )  # fmt: skip
        details = {"import": imported.pk, "digest": imported.digest}
        record(actor, Verb.WORKBOOK_UPLOADED, unit=unit.code, subject=f"organisation:{unit.code}"[:80], details=details)
        ask_for_preview(account, imported)
        return imported


def ask_for_preview(account: Account, imported: Import) -> Job:
    """Have the preview made, or made again.

    Raises:
        Refused: the import has ended.
    """
    if imported.applied_at or imported.discarded_at:
        refuse_on([Verdict(Message(_ENDED))])
    title = Message(_PREVIEW_OF, {"file": imported.file_name})
    return ask_for(account, PREVIEW, subject_of(imported.pk), title, {"import": imported.pk})


def answer(access: Access, account: Account, number: int, answers: Mapping[int, str]) -> bool:
    """Keep answers to questions; once none is open the preview is made again with them. Whether it is.

    Args:
        answers: number of the row of the preview -> `same` or `other`.

    Raises:
        OutOfSight. Refused: the import has ended.
    """
    with transaction.atomic():
        imported = import_seen_by(access, number, for_update=True)
        if imported.applied_at or imported.discarded_at:
            refuse_on([Verdict(Message(_ENDED))])
        given: dict[str, str] = json.loads(imported.answers)
        for question in questions_of(imported, answers):
            said = answers[question.pk]
            code = question.key.rpartition("(")[2].removesuffix(")")
            given[code] = OTHER if said == OTHER else str(question.target)
            question.answer = said
            question.save(update_fields=["answer"])
        imported.answers = json.dumps(given)
        imported.save(update_fields=["answers"])
        if open_questions(imported):
            return False
        ask_for_preview(account, imported)
        return True


def ask_to_apply(access: Access, account: Account, number: int) -> Job:
    """Have the import applied.

    Raises:
        OutOfSight. Refused: see `obstacles_to_applying`.
    """
    imported = import_seen_by(access, number)
    refuse_on(obstacles_to_applying(imported))
    actor = access.actor(Right.IMPORT, imported.unit.path if imported.unit else "")
    options = {"import": number, "account": actor.account, "behalf": actor.on_behalf_of}
    return ask_for(account, APPLY, subject_of(number), Message(_IMPORT_OF, {"file": imported.file_name}), options)


def discard(access: Access, number: int) -> None:
    """Give an import up: its file, its rows and its answers are deleted.

    Raises:
        OutOfSight. Refused: it has ended.
    """
    with transaction.atomic():
        imported = import_seen_by(access, number, for_update=True)
        if imported.applied_at or imported.discarded_at:
            refuse_on([Verdict(Message(_ENDED))])
        for job in open_jobs(subject_of(number)):
            stop(job)
        Import.objects.filter(pk=number).update(discarded_at=timezone.now(), content=b"", answers="{}")
        unit = imported.unit.code if imported.unit else SYSTEM
        actor = access.actor(Right.IMPORT, imported.unit.path if imported.unit else "")
        subject = f"organisation:{unit}"[:80]
        record(actor, Verb.IMPORT_DISCARDED, unit=unit, subject=subject, details={"import": number})
    forget(imported)
