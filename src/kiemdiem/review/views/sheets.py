"""Pages of sheets of targets: template, upload, preview, apply; all targets of one's units as the same sheet."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kiemdiem.accounts.answering import FormPage, answer_form
from kiemdiem.accounts.doors import page
from kiemdiem.accounts.labels import said, said_obstacles
from kiemdiem.accounts.middleware import SignedRequest
from kiemdiem.accounts.roles import Right
from kiemdiem.accounts.submitting import hidden_fields, once
from kiemdiem.campaign.queries.cycles import open_cycle_of
from kiemdiem.journal.actions import record_alone
from kiemdiem.journal.verbs import Verb
from kiemdiem.pages.listing import Badge, Choice, Column, Empty, Listing, Row, asked_of, show_list
from kiemdiem.pages.spreadsheet import as_workbook, download
from kiemdiem.review.actions.target_imports import (
    apply_targets,
    discard_targets,
    obstacles_to_applying_targets,
    preview_of,
    upload_targets,
)
from kiemdiem.review.forms.targets import SheetForm
from kiemdiem.review.models import TargetImport
from kiemdiem.review.queries.targets import target_import_seen_by, targets_seen_by
from kiemdiem.review.target_sheets import HEADINGS, SHEET, Line, texts_of
from kiemdiem.verdicts import Refused

FILE = "chi-tieu.xlsx"


def _outcomes() -> dict[str, str]:
    return {
        "error": _("Error"),
        "new": _("New"),
        "changed": _("Changed"),
        "unchanged": _("Unchanged"),
    }


@page(Right.SET_TARGETS)
def target_template(request: SignedRequest) -> HttpResponse:
    """The empty sheet."""
    return download(as_workbook(SHEET, list(HEADINGS.values()), []), FILE)


@page(Right.EXPORT)
def targets_export(request: SignedRequest) -> HttpResponse:
    """All targets of the units that one exports, as a sheet that can be imported again."""
    cycle = open_cycle_of(request.access)
    access = request.access.narrowed(Right.EXPORT)
    found = targets_seen_by(access, cycle).order_by("subject__path", "subject_id", "order") if cycle else []
    rows = [texts_of(target) for target in found]
    units = {grant.unit for grant in access.grants}
    details: dict[str, str | int] = {"list": request.path, "rows": len(rows)}
    record_alone(access.actor(Right.EXPORT), Verb.EXPORTED, unit=min(units), details=details)
    return download(as_workbook(SHEET, list(HEADINGS.values()), rows), FILE)


@page(Right.SET_TARGETS)
def target_import(request: SignedRequest) -> HttpResponse:
    """Upload a sheet of targets."""

    def make(typed: QueryDict | None) -> SheetForm:
        tops = [grant.unit for grant in request.access.grants if Right.SET_TARGETS in grant.rights]
        return SheetForm(request.access, typed, request.FILES, initial={"unit": tops[0]})

    def act(form: SheetForm) -> str:
        file = form.cleaned_data["file"]
        content = file.read(settings.LARGEST_UPLOAD + 1)
        imported = upload_targets(request.access, form.cleaned_data["unit"].code, file.name, content)
        return reverse("target_preview", args=[imported.pk])

    about = FormPage(
        _("Import targets from Excel"), _("Upload and preview"), reverse("targets"),
        _("Nothing is assigned yet: first you see what each row would do."),
        template="review/sheet_upload.html",
    )  # fmt: skip
    return answer_form(request, make, act, about)


@page(Right.SET_TARGETS)
def target_preview(request: SignedRequest, number: int) -> HttpResponse:
    """What each row of a sheet would do; the rows with errors first."""
    imported = target_import_seen_by(request.access, number)
    lines, faults = preview_of(imported)
    outcomes = _outcomes()
    columns = [
        Column(_("Row")),
        Column(_("Who")),
        Column(_("What is to be done")),
        Column(_("Value")),
        Column(_("Remarks")),
    ]
    choices = [Choice("outcome", _("What would happen"), [("", _("All rows")), *outcomes.items()])]
    asked = asked_of(request, columns, choices)
    wanted = asked.chosen.get("outcome", "")
    order = list(outcomes)
    shown = sorted(
        (line for line in lines if not wanted or line.outcome == wanted), key=lambda line: order.index(line.outcome)
    )
    rows = [_row(line, outcomes) for line in shown[asked.first_row : asked.first_row + asked.most]]
    is_open = not imported.applied_at and not imported.discarded_at
    empty = Empty(_("No rows"), "" if is_open else _("What the sheet said was deleted when it was closed."))
    listing = Listing(imported.file_name, asked, columns, choices, rows, len(shown), empty, imported.unit.name)
    counts = [(outcomes[name], sum(line.outcome == name for line in lines)) for name in outcomes]
    context: dict[str, object] = {
        "imported": imported,
        "faults": [said(fault) for fault in faults],
        "counts": [(label, count) for label, count in counts if count],
        "obstacles": said_obstacles(obstacles_to_applying_targets(imported, lines)),
        "is_open": is_open,
        "hidden": hidden_fields(request),
        "crumbs": [{"label": _("Targets of the year"), "url": reverse("targets")},
                   {"label": imported.file_name, "url": ""}],
    }  # fmt: skip
    return show_list(request, listing, "review/sheet.html", **context)


def _row(line: Line, outcomes: dict[str, str]) -> Row:
    tones = {"error": "bad", "new": "good", "changed": "warn"}
    was = (
        f" ({_('before:')} {line.known.planned} {line.known.measure})"
        if line.known and line.outcome == "changed"
        else ""
    )
    cells = (
        line.subject.name if line.subject else "", line.entry.text, f"{line.entry.planned} {line.entry.measure}{was}",
        "\n".join(said(fault) for fault in line.faults),
    )  # fmt: skip
    badge = Badge(outcomes[line.outcome], tones.get(line.outcome, "neutral"))
    return Row("", str(line.row), cells, [badge])


@require_POST
@page(Right.SET_TARGETS)
def target_apply(request: SignedRequest, number: int) -> HttpResponse:
    """Assign what a sheet says."""
    return _act(request, number, lambda: apply_targets(request.access, number), _("The targets are assigned."))


@require_POST
@page(Right.SET_TARGETS)
def target_discard(request: SignedRequest, number: int) -> HttpResponse:
    """Throw a sheet away."""
    return _act(request, number, lambda: discard_targets(request.access, number), _("The sheet is thrown away."))


def _act(request: SignedRequest, number: int, act: Callable[[], TargetImport], done: str) -> HttpResponse:
    def carried_out() -> str:
        act()
        messages.success(request, done)
        return reverse("targets")

    try:
        return once(request, carried_out)
    except Refused as refused:
        for verdict in refused.verdicts:
            messages.error(request, said(verdict.message))
        return redirect("target_preview", number)
