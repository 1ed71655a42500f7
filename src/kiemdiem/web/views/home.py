"""The front page: for a newcomer what this is, for who is signed in what there is and what to do next."""

from datetime import date

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kiemdiem.accounts.doors import open_page, page
from kiemdiem.accounts.labels import language, role_title
from kiemdiem.accounts.middleware import CHOSEN, SignedRequest
from kiemdiem.accounts.roles import Right
from kiemdiem.campaign.queries.plan import progress_of
from kiemdiem.campaign.words import cycle_name
from kiemdiem.desk.looking import Desk, Task
from kiemdiem.desk.tasks import tasks_of
from kiemdiem.jobs.queries import jobs_of, shown
from kiemdiem.pages.masking import plain_day
from kiemdiem.registry.entries import entries_seen_by, lines_of
from kiemdiem.registry.labels import label_of
from kiemdiem.registry.presenting import unit_url
from kiemdiem.registry.queries.people import person_of_account
from kiemdiem.registry.queries.units import counts_of
from kiemdiem.tree.models import Organisation
from kiemdiem.vocabulary import OrganisationKind
from kiemdiem.web.demonstration import demonstration_accounts

_MOST_JOBS, _MOST_ENTRIES = 5, 8


@open_page
def home(request: HttpRequest) -> HttpResponse:
    """The overview of one's own units; the landing page for everybody else."""
    if request.user.is_authenticated:
        return overview(request)
    accounts = demonstration_accounts() if settings.DEMONSTRATION else []
    return render(request, "landing.html", {"demo_accounts": accounts})


@open_page
def about(request: HttpRequest) -> HttpResponse:
    """What this is."""
    return render(request, "about.html")


@page()
def overview(request: SignedRequest) -> HttpResponse:
    """Units, next steps, what happened lately, jobs."""
    access = request.access
    roles = {grant.path: role_title(grant.role) for grant in access.grants}
    jobs = [
        shown(job, language(), reverse("jobs:job", args=[job.pk]))
        for job in jobs_of(access).filter(finished_at=None, failed_at=None, stopped_at=None)[:_MOST_JOBS]
    ]
    desk = Desk(access, timezone.localdate())
    if access.cycle and (desk.open_cycle is None or desk.open_cycle.pk != access.cycle):
        request.session.pop(CHOSEN, None)
    roots = desk.units
    context = {
        "tasks": [_task(task, desk.today) for task in tasks_of(desk)],
        "cycle": _cycle(desk),
        "units": [_unit(request, root, roles.get(root.path, ""), is_counted=desk.open_cycle is None) for root in roots],
        "steps": _steps(request, is_empty=not roots),
        "recent": [] if desk.open_cycle else lines_of(access, list(entries_seen_by(access)[:_MOST_ENTRIES])),
        "has_recent": desk.open_cycle is None,
        "jobs": jobs,
    }
    return render(request, "home.html", context)


def _task(task: Task, today: date) -> dict[str, object]:
    badge = task.badge(today)
    return {"task": task, "badge": badge if badge and badge.tone != "neutral" else None,
            "due": plain_day(task.due) if task.due else ""}  # fmt: skip


def _cycle(desk: Desk) -> dict[str, object] | None:
    """How far one's own units are, for who sees the plan."""
    nodes = desk.access.paths(Right.SEE_PLAN)
    if desk.open_cycle is None or not nodes:
        return None
    progress = progress_of(desk.open_cycle, nodes, desk.due)
    if not progress.reviews:
        return None
    return {"title": cycle_name(desk.open_cycle), "url": reverse("plan", args=[desk.open_cycle.pk]),
            "percent": progress.percent, "finished": progress.finished, "reviews": progress.reviews,
            "late": progress.late, "unit": desk.open_cycle.unit.name if desk.open_cycles[1:] else "",
            "others": len(desk.open_cycles) - 1, "choose": reverse("cycles")}  # fmt: skip


def _unit(request: SignedRequest, unit: Organisation, role: str, *, is_counted: bool) -> dict[str, object]:
    """A unit; while a cycle is open its progress stands above, and nothing is counted here."""
    if not is_counted:
        kind = label_of(OrganisationKind, unit.kind)
        return {"name": unit.name, "kind": kind, "url": unit_url(unit.code), "role": role}
    counts = counts_of(unit.path)
    people = f"{reverse('people')}?unit={unit.code}" if request.access.may(Right.SEE_PEOPLE, unit.path) else ""
    return {
        "name": unit.name,
        "kind": label_of(OrganisationKind, unit.kind),
        "url": unit_url(unit.code),
        "role": role,
        "counts": [
            (_("organisations below"), counts.organisations, unit_url(unit.code)),
            (_("collectives"), counts.collectives, reverse("collectives")),
            (_("members"), counts.members, people and f"{people}&party=member"),
        ],
    }


def _step(title: str, text: str, url: str, button: str) -> dict[str, str]:
    return {"title": title, "text": text, "url": url, "button": button}


def _steps(request: SignedRequest, *, is_empty: bool) -> list[dict[str, str]]:
    """What to do next, by what one may do."""
    access = request.access
    found = []
    if access.may(Right.IMPORT):
        found.append(
            _step(
                _("Bring the roster up to date"),
                _("Upload the unit's workbook; you see every change before it is saved."),
                reverse("import_new"),
                _("Import a workbook"),
            )
        )
    if access.may(Right.SEE_PEOPLE) and not is_empty:
        found.append(
            _step(
                _("Look through the people of your units"),
                _("Search by name, correct what is wrong, enter transfers, posts and leaves."),
                reverse("people"),
                _("To the people"),
            )
        )
    if access.may(Right.GRANT):
        found.append(
            _step(
                _("Give secretaries and offices their accounts"),
                _("Everybody sees only the units of his or her own mandates."),
                reverse("accounts_list"),
                _("To the accounts"),
            )
        )
    if access.may(Right.RUN_MACHINE):
        found.append(
            _step(
                _("Look after the machine"),
                _("Open accounts, end sessions, watch long work; the cases themselves stay hidden from you."),
                reverse("jobs:machine"),
                _("To the long work"),
            )
        )
    if access.may(Right.SEE_SELF) and person_of_account(access.account):
        found.append(
            _step(
                _("Check your own record"),
                _("Posts, memberships and leaves as the registry knows them; tell your cell what is wrong."),
                reverse("own_page"),
                _("To my record"),
            )
        )
    return found
