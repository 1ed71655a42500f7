"""Imports, exports and the jobs that carry them out."""

import json

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Router
from ninja.files import UploadedFile

from kiemdiem.accounts.labels import language, said
from kiemdiem.accounts.roles import Right
from kiemdiem.api.operations import KEY, access_of_request, once, operation
from kiemdiem.api.schemas import work as shapes
from kiemdiem.api.schemas.shared import PER_PAGE, Code, Page, PageNumber
from kiemdiem.jobs import actions as jobs
from kiemdiem.jobs.models import Job
from kiemdiem.jobs.queries import job_of, jobs_of, output_of, state_of
from kiemdiem.jobs.telling import told, told_all
from kiemdiem.pages.spreadsheet import download
from kiemdiem.registry.actions import imports as actions
from kiemdiem.registry.importing.applying import obstacles_to_applying
from kiemdiem.registry.models import Import, ImportRow
from kiemdiem.registry.queries.imports import EVERY_ROW, import_seen_by, imports_seen_by, rows_of, tally_of
from kiemdiem.registry.queries.imports import state_of as import_state_of

router = Router(tags=["imports, exports, jobs"])


def _line(found: Import) -> dict[str, object]:
    return {
        "number": found.pk, "file_name": found.file_name, "unit": found.unit.name if found.unit else "",
        "state": import_state_of(found), "uploaded_at": found.uploaded_at,
    }  # fmt: skip


def _import(request: HttpRequest, number: int) -> shapes.Import:
    found = import_seen_by(access_of_request(request), number)
    obstacles = [said(verdict.message) for verdict in obstacles_to_applying(found)]
    return shapes.Import.model_validate({**_line(found), "counts": tally_of(found).counts, "obstacles": obstacles})


def _job(found: Job) -> shapes.Job:
    return shapes.Job(
        number=found.pk, title=told(found.title).say(language()), state=state_of(found), done=found.done,
        total=found.total, message=told(found.message).say(language()),
    )  # fmt: skip


@operation(router, "GET", "/imports", Right.IMPORT, answer=Page[shapes.ImportLine])
def list_imports(request: HttpRequest, page: PageNumber = 1) -> Page[shapes.ImportLine]:
    """Imports into one's units, the newest first."""
    found = imports_seen_by(access_of_request(request))
    some = found[(page - 1) * PER_PAGE : page * PER_PAGE]
    items = [shapes.ImportLine.model_validate(_line(one)) for one in some]
    return Page[shapes.ImportLine](total=found.count(), page=page, items=items)


@operation(router, "POST", "/imports", Right.IMPORT, answer=shapes.Import, status=201)
def upload_workbook(request: HttpRequest, unit: Form[Code], file: File[UploadedFile], key: str = KEY) -> shapes.Import:
    """Upload a workbook for a unit; a preview is made, nothing is changed."""
    access, name, content = access_of_request(request), file.name or "", file.read()
    sent = f"{unit}/{name}\n".encode() + content
    number = once(request, key, lambda: actions.upload_workbook(access, unit, name, content).pk, sent)
    return _import(request, int(number))


@operation(router, "GET", "/imports/{int:number}", Right.IMPORT, answer=shapes.Import)
def get_import(request: HttpRequest, number: int) -> shapes.Import:
    """One import: how far it is, what it would do, what stands in its way."""
    return _import(request, number)


@operation(router, "GET", "/imports/{int:number}/rows", Right.IMPORT, answer=Page[shapes.ImportRow])
def list_import_rows(
    request: HttpRequest, number: int, table: str = "", outcome: shapes.Outcome | None = None, page: PageNumber = 1
) -> Page[shapes.ImportRow]:
    """The rows of a preview in the order of the workbook; identity data masked."""
    found = rows_of(import_seen_by(access_of_request(request), number), table, outcome or EVERY_ROW)
    items = [_row(one) for one in found[(page - 1) * PER_PAGE : page * PER_PAGE]]
    return Page[shapes.ImportRow](total=found.count(), page=page, items=items)


def _row(one: ImportRow) -> shapes.ImportRow:
    return shapes.ImportRow(
        id=one.pk, table=one.table, row=one.row, outcome=one.outcome, key=one.key, values=json.loads(one.values),
        before=json.loads(one.before), remarks=[said(message) for message in told_all(one.messages)],
    )  # fmt: skip


@operation(router, "POST", "/imports/{int:number}/answers", Right.IMPORT, answer=shapes.Import)
def answer_questions(request: HttpRequest, number: int, body: shapes.Answers, key: str = KEY) -> shapes.Import:
    """Answer the questions of a preview and have it made anew."""
    access, answers = access_of_request(request), {int(row): answer for row, answer in body.answers.items()}
    once(request, key, lambda: actions.answer_questions(access, number, answers).pk)
    return _import(request, number)


@operation(router, "POST", "/imports/{int:number}/apply", Right.IMPORT, answer=shapes.Import, status=202)
def apply_import(request: HttpRequest, number: int, key: str = KEY) -> shapes.Import:
    """Have an import applied, all or nothing."""
    access = access_of_request(request)
    once(request, key, lambda: actions.ask_to_apply(access, number).pk)
    return _import(request, number)


@operation(router, "POST", "/imports/{int:number}/discard", Right.IMPORT, answer=None, status=204)
def discard_import(request: HttpRequest, number: int, key: str = KEY) -> None:
    """Throw an import away."""
    access = access_of_request(request)
    once(request, key, lambda: actions.discard_import(access, number).pk)


@operation(router, "POST", "/exports", Right.EXPORT, answer=shapes.Job, status=202)
def export_workbook(request: HttpRequest, body: shapes.UnitOf, key: str = KEY) -> shapes.Job:
    """Have the workbook of a unit and all below it written; the job's file holds it for a day."""
    access = access_of_request(request)
    return _job(job_of(access, int(once(request, key, lambda: actions.ask_for_export(access, body.unit).pk))))


@operation(router, "GET", "/jobs", answer=Page[shapes.Job])
def list_jobs(request: HttpRequest, page: PageNumber = 1) -> Page[shapes.Job]:
    """The account's own jobs, the newest first."""
    found = jobs_of(access_of_request(request))
    items = [_job(one) for one in found[(page - 1) * PER_PAGE : page * PER_PAGE]]
    return Page[shapes.Job](total=found.count(), page=page, items=items)


@operation(router, "GET", "/jobs/{int:number}", answer=shapes.Job)
def get_job(request: HttpRequest, number: int) -> shapes.Job:
    """How far one job is."""
    return _job(job_of(access_of_request(request), number))


@operation(router, "POST", "/jobs/{int:number}/stop", answer=shapes.Job)
def stop_job(request: HttpRequest, number: int) -> shapes.Job:
    """Stop a job that has not ended."""
    jobs.stop(job_of(access_of_request(request), number))
    return _job(job_of(access_of_request(request), number))


@operation(router, "GET", "/jobs/{int:number}/file", answer=bytes)
def get_job_file(request: HttpRequest, number: int) -> HttpResponse:
    """The file that a job made."""
    output = output_of(access_of_request(request), number)
    return download(bytes(output.content), output.file_name, output.content_type)
