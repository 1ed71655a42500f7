"""Pages of what changed in the registry after the freeze."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from kiemdiem.accounts.doors import page
from kiemdiem.accounts.labels import language, said
from kiemdiem.accounts.middleware import SignedRequest
from kiemdiem.accounts.roles import Right
from kiemdiem.accounts.submitting import hidden_fields, once
from kiemdiem.campaign.actions.changes import MOST_AT_ONCE, MOST_TOLD, Decided, decide_changes
from kiemdiem.campaign.actions.cycles import ask_to_compare
from kiemdiem.campaign.models import ProposedChange
from kiemdiem.campaign.queries.cycles import cycle_seen_by
from kiemdiem.campaign.queries.plan import changes_seen_by
from kiemdiem.campaign.words import ACTIONS, KINDS, WHYS, cycle_name
from kiemdiem.jobs.queries import last_job, shown
from kiemdiem.pages.listing import Badge, Choice, Column, Empty, Listing, Row, asked_of, show_list
from kiemdiem.registry.presenting import when
from kiemdiem.verdicts import Refused


@page(Right.EDIT_PLAN)
def plan_changes(request: SignedRequest, number: int) -> HttpResponse:
    """The proposed changes of one's units: accepted or refused, one by one or all."""
    cycle = cycle_seen_by(request.access, number)
    columns = [Column(_("Who")), Column(_("Why")), Column(_("Place")), Column(_("In the plan")),
               Column(_("By the registry of today"))]  # fmt: skip
    choices = [
        Choice("state", _("State"), [("", _("Waiting for a decision")), ("decided", _("Decided"))]),
        Choice("why", _("Why"), [("", _("All")), *WHYS.items()]),
    ]
    asked = asked_of(request, columns, choices)
    is_decided = asked.chosen.get("state") == "decided"
    found = changes_seen_by(request.access, cycle).filter(decided_at__isnull=not is_decided)
    if why := asked.chosen.get("why"):
        found = found.filter(why=why)
    rows = list(found[asked.first_row : asked.first_row + asked.most])
    empty = Empty(
        _("No change waits for a decision"),
        _("Whoever joins, moves, leaves or changes posts after the opening appears here."),
    )
    listing = Listing(
        _("Changes of the registry: plan of {year}").format(year=cycle.year), asked, columns, choices,
        [_row(one) for one in rows], found.count(), empty,
    )  # fmt: skip
    job = last_job(("cycle.compare",), f"cycle:{cycle.pk}")
    progress = shown(job, language(), reverse("plan_changes", args=[number])) if job else None
    context = {
        "crumbs": [{"label": cycle_name(cycle), "url": reverse("plan", args=[number])},
                   {"label": _("Changes of the registry"), "url": ""}],
        "job": progress if progress and (progress.is_open or progress.state == "failed") else None,
        "cycle": cycle,
        "compared": when(cycle.compared_at) if cycle.compared_at else "",
        "waiting": [] if is_decided else [{"key": one.pk, "name": _name(one), "what": _what(one)} for one in rows],
        "hidden": hidden_fields(request),
        "most": MOST_AT_ONCE,
    }  # fmt: skip
    return show_list(request, listing, "campaign/changes.html", **context)


def _name(change: ProposedChange) -> str:
    return str(change.person or change.collective or change.code)


def _place(change: ProposedChange) -> str:
    return str(change.place_collective or change.place_organisation)


def _what(change: ProposedChange) -> str:
    before = str(ACTIONS[change.before]) if change.before else _("no row")
    after = str(ACTIONS[change.after]) if change.after else _("no row")
    return f"{_place(change)}: {before} → {after}"


def _row(change: ProposedChange) -> Row:
    badges = []
    if change.decided_at:
        badges = [Badge(_("accepted"), "good") if change.accepted else Badge(_("refused"), "bad")]
    cells = (
        str(WHYS[change.why]), _place(change),
        str(ACTIONS[change.before]) if change.before else _("no row"),
        " · ".join(filter(None, [str(ACTIONS[change.after]) if change.after else _("no row"), change.ground])),
    )  # fmt: skip
    return Row("", f"{_name(change)} ({KINDS[change.subject_kind]})", cells, badges)


@require_POST
@page(Right.EDIT_PLAN)
def changes_compare(request: SignedRequest, number: int) -> HttpResponse:
    """Look for changes now."""

    def act() -> str:
        ask_to_compare(request.access, number)
        return reverse("plan_changes", args=[number])

    return _answered(request, number, act)


@require_POST
@page(Right.EDIT_PLAN)
def changes_decide(request: SignedRequest, number: int) -> HttpResponse:
    """Accept or refuse: those ticked, or all in sight."""
    accept = request.POST.get("verdict") in {"accept", "accept_all"}
    is_all = request.POST.get("verdict") in {"accept_all", "refuse_all"}
    chosen = [int(key) for key in request.POST.getlist("change") if key.isdecimal() and len(key) < 19]

    def act() -> str:
        ground = request.POST.get("ground", "").replace("\0", "")
        done = decide_changes(request.access, number, None if is_all else chosen, accept=accept, ground=ground)
        text = ngettext("{count} change accepted.", "{count} changes accepted.", done.count) if accept else ngettext(
            "{count} change refused.", "{count} changes refused.", done.count
        )  # fmt: skip
        messages.success(request, text.format(count=done.count))
        _tell_left(request, done)
        return reverse("plan_changes", args=[number])

    return _answered(request, number, act)


def _tell_left(request: SignedRequest, done: Decided) -> None:
    """Why some wait on."""
    for verdict in done.left[:MOST_TOLD]:
        messages.warning(request, said(verdict.message))
    if (more := len(done.left) - MOST_TOLD) > 0:
        messages.warning(request, ngettext("{count} more waits on.", "{count} more wait on.", more).format(count=more))


def _answered(request: SignedRequest, number: int, act: Callable[[], str]) -> HttpResponse:
    try:
        return once(request, act)
    except Refused as refused:
        for verdict in refused.verdicts:
            messages.error(request, said(verdict.message))
        return redirect("plan_changes", number)
