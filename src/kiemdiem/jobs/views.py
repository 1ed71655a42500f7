"""The pages of jobs: one's own list, how far one is, its file; and the machine's list."""

from datetime import datetime

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kiemdiem.accounts.doors import page
from kiemdiem.accounts.middleware import SignedRequest
from kiemdiem.accounts.roles import Right
from kiemdiem.jobs import actions, queries
from kiemdiem.jobs.kinds import KINDS
from kiemdiem.jobs.models import Job
from kiemdiem.jobs.telling import told
from kiemdiem.pages.listing import Asked, Badge, Button, Choice, Column, Empty, Listing, Row, asked_of, show_list
from kiemdiem.pages.spreadsheet import as_workbook, download
from kiemdiem.wording import translate

TONES = {"finished": "good", "failed": "bad", "stopped": "warn"}


def state_words(state: str) -> str:
    """What a state is called."""
    return {
        "waiting": _("waiting for its turn"),
        "running": _("in progress"),
        "finished": _("finished"),
        "failed": _("failed"),
        "stopped": _("stopped"),
    }[state]


def _choices() -> list[Choice]:
    states = ("waiting", "running", "finished", "failed", "stopped")
    kinds = [(kind, translate(one.title, get_language() or "vi")) for kind, one in KINDS.items()]
    return [
        Choice("kind", _("Kind"), [("", _("All")), *kinds]),
        Choice("state", _("State"), [("", _("All")), *((state, state_words(state)) for state in states)]),
    ]


def _chosen(found: "QuerySet[Job]", asked: Asked) -> "QuerySet[Job]":
    """Those of the kind and in the state that are asked for."""
    if kind := asked.chosen.get("kind"):
        found = found.filter(kind=kind)
    return queries.in_state(found, asked.chosen.get("state", ""))


def _answer(request: SignedRequest, listing: Listing) -> HttpResponse:
    """The list as a page or as a file; it tells of nobody, and so is not journaled."""
    if not listing.asked.export:
        return show_list(request, listing)
    headings = [*(str(column.label) for column in listing.plain_columns), _("State")]
    rows = [(row.name, *row.cells, str(row.badges[0].label)) for row in listing.rows]
    return download(as_workbook(str(listing.title), headings, rows), f"{listing.title}.xlsx")


def _moment(at: datetime) -> str:
    return date_format(localtime(at), "d/m/Y H:i")


def _badge(job: Job) -> Badge:
    state = queries.state_of(job)
    return Badge(state_words(state), TONES.get(state, "neutral"))


@require_GET
@page()
def job_list(request: SignedRequest) -> HttpResponse:
    """My own jobs."""
    columns = (Column(_("Work")), Column(_("Asked for")), Column(_("Progress")))
    choices = _choices()
    asked = asked_of(request, columns, choices)
    jobs = _chosen(queries.jobs_of(request.access), asked)
    shown = jobs[asked.first_row : asked.first_row + asked.most]
    language = get_language() or "vi"
    listing = Listing(
        title=_("My jobs"),
        intro=_("Work that takes longer than a page may. You can close the page meanwhile; it goes on."),
        asked=asked,
        plain_columns=columns,
        plain_choices=choices,
        rows=[
            Row(
                reverse("jobs:job", args=[job.pk]),
                told(job.title).say(language),
                (_moment(job.asked_at), f"{100 * job.done // job.total} %" if job.total else ""),
                (_badge(job),),
            )
            for job in shown
        ],
        total=jobs.count(),
        can_export=True,
        empty=Empty(_("You have asked for no long work yet"), _("Imports and exports appear here.")),
        actions=[Button(reverse("jobs:machine"), _("All jobs"))] if request.access.may(Right.RUN_MACHINE) else [],
    )
    return _answer(request, listing)


@require_GET
@page()
def job_page(request: SignedRequest, number: int) -> HttpResponse:
    """How far one job is."""
    job = queries.job_of(request.access, number)
    url, stop_url = reverse("jobs:job", args=[number]), reverse("jobs:stop", args=[number])
    shown = queries.shown(job, get_language() or "vi", url, stop_url)
    crumbs = [{"url": reverse("jobs:list"), "label": _("My jobs")}, {"url": "", "label": shown.title}]
    return render(request, "job.html", {"job": shown, "crumbs": crumbs})


@require_POST
@page()
def job_stop(request: SignedRequest, number: int) -> HttpResponse:
    """Stop one."""
    actions.stop(queries.job_of(request.access, number))
    return redirect("jobs:job", number)


@require_GET
@page()
def job_output(request: SignedRequest, number: int) -> HttpResponse:
    """The file that it made."""
    output = queries.output_of(request.access, number)
    return download(bytes(output.content), output.file_name, output.content_type)


@require_GET
@page(Right.RUN_MACHINE)
def machine_jobs(request: SignedRequest) -> HttpResponse:
    """The kinds and states of all jobs, without what they are about."""
    columns = (
        Column(_("Job"), numeric=True), Column(_("Kind")), Column(_("Asked for")), Column(_("Attempts"), numeric=True),
        Column(_("Worker")),
    )  # fmt: skip
    choices = _choices()
    asked = asked_of(request, columns, choices)
    jobs = _chosen(queries.all_jobs(request.access), asked)
    language = get_language() or "vi"
    listing = Listing(
        title=_("Jobs of the machine"),
        asked=asked,
        plain_columns=columns,
        plain_choices=choices,
        rows=[
            Row(
                "",
                str(job.pk),
                (translate(KINDS[job.kind].title, language), _moment(job.asked_at), str(job.attempts), job.worker),
                (_badge(job),),
            )
            for job in jobs[asked.first_row : asked.first_row + asked.most]
        ],
        total=jobs.count(),
        can_export=True,
        empty=Empty(_("No job was ever asked for")),
    )
    return _answer(request, listing)
