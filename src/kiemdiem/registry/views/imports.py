"""Pages of imports: upload, preview, questions, apply; and the export of a workbook."""

import json
import tempfile
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kiemdiem.accounts.answering import FormPage, answer_form
from kiemdiem.accounts.doors import page
from kiemdiem.accounts.labels import language, said, said_obstacles
from kiemdiem.accounts.middleware import SignedRequest
from kiemdiem.accounts.roles import Right
from kiemdiem.accounts.submitting import hidden_fields, once
from kiemdiem.jobs.queries import shown
from kiemdiem.jobs.telling import told_all
from kiemdiem.pages.listing import Badge, Button, Choice, Column, Empty, Listing, Row, asked_of, show_list
from kiemdiem.pages.spreadsheet import download
from kiemdiem.registry.actions.imports import (
    answer_questions,
    ask_for_export,
    ask_to_apply,
    discard_import,
    upload_workbook,
)
from kiemdiem.registry.forms.imports import UnitForm, UploadForm
from kiemdiem.registry.importing.applying import obstacles_to_applying
from kiemdiem.registry.importing.shapes import SHAPES
from kiemdiem.registry.list_files import access_for, export_list
from kiemdiem.registry.models import Import, ImportRow, RowOutcome
from kiemdiem.registry.presenting import when
from kiemdiem.registry.queries.imports import (
    EVERY_ROW,
    TO_LOOK_AT,
    import_seen_by,
    imports_found,
    job_of_import,
    rows_of,
    state_of,
    tally_of,
)
from kiemdiem.verdicts import Refused
from kiemdiem.wording import LANGUAGES
from kiemdiem.workbook.schema import TABLE_BY_KEY
from kiemdiem.workbook.template import write_template

MOST_QUESTIONS = 200
"""Questions that one page asks."""
_LONGEST_NUMBER = 18
"""Digits of a row's number in an address or field; longer ones are nobody's."""


def _outcomes() -> dict[str, str]:
    return {
        RowOutcome.NEW.value: _("New"),
        RowOutcome.CHANGED.value: _("Changed"),
        RowOutcome.UNCHANGED.value: _("Unchanged"),
        RowOutcome.QUESTION.value: _("Question"),
        RowOutcome.ERROR.value: _("Error"),
        "warning": _("Warning"),
    }


def _states() -> dict[str, str]:
    return {
        "being_read": _("Being read"),
        "ready": _("Preview ready"),
        "refused": _("Holds errors"),
        "applied": _("Applied"),
        "discarded": _("Discarded"),
    }


def _state(imported: Import) -> Badge:
    state = state_of(imported)
    tones = {"applied": "good", "refused": "bad", "ready": "info"}
    return Badge(_states()[state], tones.get(state, "neutral"))


@page(Right.IMPORT)
def imports(request: SignedRequest) -> HttpResponse:
    """The imports of one's units: searched, filtered, exported."""
    columns = [Column(_("File")), Column(_("Unit")), Column(_("Uploaded")), Column(_("By")), Column(_("State"))]
    choices = [Choice("state", _("State"), [("", _("All")), *_states().items()])]
    asked = asked_of(request, columns, choices)
    found = imports_found(access_for(request, asked), asked.search, asked.chosen.get("state", ""))
    rows = [
        Row(
            reverse("import", args=[one.pk]),
            one.file_name,
            (
                one.unit.name if one.unit else "",
                when(one.uploaded_at),
                str(one.uploaded_by or ""),
                _states()[state_of(one)],
            ),
        )
        for one in found[asked.first_row : asked.first_row + asked.most]
    ]
    empty = Empty(
        _("No import yet"),
        _("Fill in the template, or export a unit's workbook, then upload it."),
        reverse("import_new"),
        _("Upload a workbook"),
    )
    listing = Listing(
        _("Imports"),
        asked,
        columns,
        choices,
        rows,
        found.count(),
        empty,
        search_hint=_("Name of the file"),
        actions=[
            Button(reverse("import_new"), _("Upload a workbook"), primary=True),
            Button(reverse("import_template"), _("Empty template")),
        ],
        can_export=request.access.may(Right.EXPORT),
    )
    return export_list(request, listing) or show_list(request, listing)


@page(Right.IMPORT)
def import_new(request: SignedRequest) -> HttpResponse:
    """Upload a workbook."""

    def make(typed: QueryDict | None) -> UploadForm:
        tops = [grant.unit for grant in request.access.grants if Right.IMPORT in grant.rights]
        return UploadForm(request.access, typed, request.FILES, initial={"unit": tops[0]})

    def act(form: UploadForm) -> str:
        file = form.cleaned_data["file"]
        unit = form.cleaned_data["unit"]
        content = file.read(settings.LARGEST_UPLOAD + 1)  # more is too large anyway, and would fill the memory
        imported = upload_workbook(request.access, unit.code, file.name, content)
        return reverse("import", args=[imported.pk])

    about = FormPage(
        _("Upload a workbook"),
        _("Upload and preview"),
        reverse("imports"),
        _("Nothing is changed yet: first you see what each row would do."),
    )
    return answer_form(request, make, act, about)


@page(Right.IMPORT)
def import_template(request: SignedRequest) -> HttpResponse:
    """The empty workbook."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "template.xlsx"
        write_template(path)
        return download(path.read_bytes(), "so-lieu.xlsx")


@page(Right.IMPORT)
def import_page(request: SignedRequest, number: int) -> HttpResponse:
    """One import: how far it is, what each row would do, questions, buttons."""
    imported = import_seen_by(request.access, number)
    job = job_of_import(imported)
    url = reverse("import", args=[number])
    progress = shown(job, language(), url) if job else None
    outcomes, tally = _outcomes(), tally_of(imported)
    columns = [Column(_("Row")), Column(_("In the registry")), Column(_("In the workbook")), Column(_("Remarks"))]
    tables = _tables()
    rows_shown = [("", _("Rows to look at")), *outcomes.items(), (EVERY_ROW, _("All rows"))]
    choices = [
        Choice("table", _("Table"), [("", _("All tables")), *tables.items()]),
        Choice("outcome", _("What would happen"), rows_shown),
    ]
    asked = asked_of(request, columns, choices)
    found = rows_of(imported, asked.chosen.get("table", ""), asked.chosen.get("outcome", TO_LOOK_AT))
    lines = list(found[asked.first_row : asked.first_row + asked.most])
    empty = (
        Empty(_("Nothing would change"), _("The registry holds all of this workbook already."))
        if imported.previewed_at
        else Empty(_("No rows yet"), _("The workbook is being read."))
    )
    rows = [_line(row, outcomes, tables) for row in lines]
    listing = Listing(imported.file_name, asked, columns, choices, rows, found.count(), empty)
    is_open = bool(imported.previewed_at) and not imported.applied_at and not imported.discarded_at
    context = {
        "imported": imported,
        "state": _state(imported),
        "unit": imported.unit,
        "job": progress if progress and (progress.is_open or progress.state == "failed") else None,
        "counts": [
            (outcomes[one.value], tally.of(one), f"?outcome={one.value}") for one in RowOutcome if tally.of(one)
        ],
        "more_questions": max(0, tally.of(RowOutcome.QUESTION) - MOST_QUESTIONS),
        "questions": _questions(imported) if is_open and tally.of(RowOutcome.QUESTION) else [],
        "obstacles": said_obstacles(obstacles_to_applying(imported)) if is_open else [],
        "is_open": is_open and not (progress and progress.is_open),
        "hidden": hidden_fields(request),
    }
    return show_list(request, listing, "registry/import.html", **context)


def _questions(imported: Import) -> list[dict[str, object]]:
    rows = rows_of(imported, "people", RowOutcome.QUESTION.value)[:MOST_QUESTIONS]
    return [{"row": row.pk, "key": row.key, "text": _remarks(row)} for row in rows]


def _remarks(row: ImportRow) -> str:
    return " ".join(said(message) for message in told_all(row.messages))


def _tables() -> dict[str, str]:
    """The registry's tables, and what they are called."""
    names = (_("Organisations"), _("Collectives"), _("People"), _("Memberships"), _("Posts"), _("Circumstances"))
    return dict(zip(SHAPES, names, strict=True))


def _line(row: ImportRow, outcomes: dict[str, str], tables: dict[str, str]) -> Row:
    """A row with what the registry holds beside what the workbook says, a line for each value."""
    new, old = json.loads(row.values), json.loads(row.before)
    columns = TABLE_BY_KEY[row.table].by_key if row.table in TABLE_BY_KEY else {}

    def told(values: dict[str, str]) -> str:
        titles = {key: columns[key].title if language() == LANGUAGES[0] else key for key in values}
        return "\n".join(f"{titles[key]}: {value or '∅'}" for key, value in values.items())

    tones = {RowOutcome.ERROR.value: "bad", RowOutcome.QUESTION.value: "warn", RowOutcome.NEW.value: "good"}
    place = tables.get(row.table, row.table) or _("File")
    where = _("{table}, row {row}").format(table=place, row=row.row) if row.row else place
    name = f"{where} · {row.key}" if row.row else place
    badges = [Badge(outcomes[row.outcome], tones.get(row.outcome, "neutral"))]
    return Row("", name.strip(" ·"), (told(old), told(new), _remarks(row)), badges)


@require_POST
@page(Right.IMPORT)
def import_answer(request: SignedRequest, number: int) -> HttpResponse:
    """Answer the questions of a preview."""
    answers = {
        int(name.removeprefix("answer-")[:_LONGEST_NUMBER]): value
        for name, value in request.POST.items()
        if name.startswith("answer-") and name.removeprefix("answer-").isdecimal() and isinstance(value, str)
    }
    return _act(request, number, lambda: answer_questions(request.access, number, answers))


@require_POST
@page(Right.IMPORT)
def import_apply(request: SignedRequest, number: int) -> HttpResponse:
    """Apply an import."""
    return _act(request, number, lambda: ask_to_apply(request.access, number))


@require_POST
@page(Right.IMPORT)
def import_discard(request: SignedRequest, number: int) -> HttpResponse:
    """Discard an import."""
    return _act(request, number, lambda: discard_import(request.access, number))


def _act(request: SignedRequest, number: int, act: Callable[[], object]) -> HttpResponse:
    url = reverse("import", args=[number])

    def carried_out() -> str:
        act()
        return url

    try:
        return once(request, carried_out)
    except Refused as refused:
        for verdict in refused.verdicts:
            messages.error(request, said(verdict.message))
        return redirect(url)


@page(Right.EXPORT)
def export(request: SignedRequest) -> HttpResponse:
    """Ask for the workbook of a unit."""

    def make(typed: QueryDict | None) -> UnitForm:
        tops = [grant.unit for grant in request.access.grants if Right.EXPORT in grant.rights]
        return UnitForm(request.access, typed, initial={"unit": tops[0]})

    def act(form: UnitForm) -> str:
        job = ask_for_export(request.access, form.cleaned_data["unit"].code)
        return reverse("jobs:job", args=[job.pk])

    about = FormPage(
        _("Export a workbook"),
        _("Make the workbook"),
        reverse("home"),
        _("Organisations, collectives, people, memberships, posts and circumstances of the unit and all below it."),
    )
    return answer_form(request, make, act, about)
