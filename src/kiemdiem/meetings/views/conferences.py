"""Pages of conferences: which there are, one of them with its agenda, roll and votes."""

from dataclasses import replace

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kiemdiem.accounts.access import Access
from kiemdiem.accounts.answering import FormPage, answer_form, press
from kiemdiem.accounts.doors import page
from kiemdiem.accounts.labels import said_obstacles
from kiemdiem.accounts.middleware import SignedRequest
from kiemdiem.accounts.roles import Right
from kiemdiem.accounts.submitting import hidden_fields
from kiemdiem.campaign.models import Cycle
from kiemdiem.campaign.queries.cycles import open_cycle_of, place_seen_by
from kiemdiem.campaign.words import cycle_name
from kiemdiem.meetings.actions.calling import (
    add_sitting,
    call_conference,
    call_workplace_meeting,
    drop_conference,
    name_officers,
    obstacles_to_asking,
    obstacles_to_calling,
    obstacles_to_dropping,
    remove_sitting,
)
from kiemdiem.meetings.actions.ending import (
    end_conference,
    obstacles_to_ending,
    obstacles_to_opening_conference,
    open_conference,
)
from kiemdiem.meetings.forms.conferences import CallForm, GroundForm, OfficersForm, SittingForm
from kiemdiem.meetings.models import Conference
from kiemdiem.meetings.presenting import conference_actions, conference_facts, conference_sections
from kiemdiem.meetings.queries.conferences import (
    RUNNING,
    WATCHING,
    conference_run_by,
    conferences_run_by,
    conferences_watched_by,
    groups_of,
    name_of,
    places_to_call_at,
    roll_of,
)
from kiemdiem.meetings.queries.votes import votes_to_count
from kiemdiem.meetings.words import KINDS, conference_badge, conference_title
from kiemdiem.pages.listing import Button
from kiemdiem.registry.presenting import Section, SectionRow
from kiemdiem.review.queries.electorates import electorate_seen_by

_MOST = 100
"""Rows of one list."""


@page(*WATCHING)
def conferences(request: SignedRequest) -> HttpResponse:
    """The conferences that one runs or attends, the votes that one counts, the places that wait for one."""
    access = request.access
    cycle = open_cycle_of(access)
    sections = [*_to_count(access), *_run(access, cycle), *_to_call(access, cycle), *_attended(access)]
    subtitle = cycle_name(cycle) if cycle else _("No cycle is open.")
    context = {"title": _("Conferences"), "subtitle": subtitle, "sections": sections}
    return render(request, "record.html", context)


def _to_count(access: Access) -> list[Section]:
    rows = [
        SectionRow((one.conference.name, str(KINDS[one.kind])), reverse("vote_count", args=[one.pk]))
        for one in votes_to_count(access)[:_MOST]
    ]
    return [Section(_("Ballots that you count"), [_("Conference"), _("Vote")], rows)] if rows else []


def _run(access: Access, cycle: Cycle | None) -> list[Section]:
    if not any(access.may(right) for right in RUNNING):
        return []
    found = list(conferences_run_by(access, cycle).filter(dropped_at=None)[:_MOST]) if cycle else []
    rows = [
        SectionRow((conference_title(one), one.room), reverse("conference", args=[one.pk]), [conference_badge(one)])
        for one in found
    ]
    return [Section(_("Conferences"), [_("Conference"), _("Room")], rows, _("No conference is called yet."))]


def _to_call(access: Access, cycle: Cycle | None) -> list[Section]:
    if cycle is None or not access.may(Right.RECORD_REVIEW):
        return []
    found = [one for one in places_to_call_at(access, cycle)[: _MOST + 1] if one.missing]
    rows = [
        SectionRow(
            (one.name, one.organisation.name, str(one.missing)),
            actions=[Button(reverse("conference_call", args=[one.pk]), _("Call the conference"))],
        )
        for one in found[:_MOST]
    ]
    hint = _("Only the first {count} are shown.").format(count=_MOST) if len(found) > _MOST else ""
    columns = [_("Place"), _("Unit"), _("Reviews to hold")]
    return [Section(_("To be called"), columns, rows, _("Every place has its conference."), hint)]


def _attended(access: Access) -> list[Section]:
    """Those on whose roll one stands, or at which one counts, and which others run."""
    own = {one.pk for one in conferences_run_by(access)[:_MOST]}
    found = [one for one in conferences_watched_by(access)[:_MOST] if one.pk not in own]
    rows = [
        SectionRow((conference_title(one), one.room), reverse("conference_screen", args=[one.pk]),
                   [conference_badge(one)])
        for one in found
    ]  # fmt: skip
    if not rows and any(access.may(right) for right in RUNNING):
        return []
    empty = _("You are convened to no conference yet.")
    return [Section(_("Conferences that you attend"), [_("Conference"), _("Room")], rows, empty)]


@page(Right.RECORD_REVIEW)
def conference_call(request: SignedRequest, number: int) -> HttpResponse:
    """Call the conference of a place."""
    place = place_seen_by(request.access, number, Right.RECORD_REVIEW)
    groups = [(one.code, one.name) for one in groups_of(place)]

    def act(form: CallForm) -> str:
        room = form.cleaned_data["room"]
        made = call_conference(request.access, number, form.sitting(), room, form.group())
        messages.success(request, _("Called. Name who chairs and who keeps the minutes next."))
        return reverse("conference", args=[made.pk])

    about = FormPage(
        _("Call the conference: {name}").format(name=place.name), _("Call the conference"), reverse("conferences"),
        _("The roll and the agenda are drawn up from the plan and the registry; both can be corrected afterwards."),
        obstacles=said_obstacles(obstacles_to_calling(place) if not groups else ()), crumbs=_crumbs(place.name),
    )  # fmt: skip
    return answer_form(request, lambda typed: CallForm(groups, typed), act, about)


@page(Right.ASK_OPINIONS)
def conference_ask(request: SignedRequest, number: int) -> HttpResponse:
    """Call the meeting of a workplace."""
    electorate = electorate_seen_by(request.access, number)

    def act(form: CallForm) -> str:
        made = call_workplace_meeting(request.access, number, form.sitting(), form.cleaned_data["room"])
        messages.success(request, _("Called. Name who chairs and who keeps the minutes next."))
        return reverse("conference", args=[made.pk])

    name = electorate.workplace.name
    about = FormPage(
        _("Call the meeting on the workplace opinion: {name}").format(name=name), _("Call the meeting"),
        reverse("electorate", args=[number]), _("Those on the settled list are convened."),
        obstacles=said_obstacles(obstacles_to_asking(electorate)), crumbs=_crumbs(name),
    )  # fmt: skip
    return answer_form(request, lambda typed: CallForm([], typed), act, about)


def _crumbs(*names: str) -> list[dict[str, str]]:
    own = [{"label": _("Conferences"), "url": reverse("conferences")}]
    return [*own, *({"label": name, "url": ""} for name in names)]


@page(*RUNNING)
def conference(request: SignedRequest, number: int) -> HttpResponse:
    """One conference: what is next, agenda, votes, sittings."""
    one = conference_run_by(request.access, number)
    is_over = bool(one.ended_at or one.dropped_at)
    obstacles = obstacles_to_ending(one) if one.begun_at else obstacles_to_opening_conference(one)
    context = {
        "title": conference_title(one),
        "subtitle": cycle_name(one.cycle),
        "badges": [conference_badge(one)],
        "crumbs": _crumbs(one.name),
        "obstacles": [] if is_over else said_obstacles(obstacles),
        "obstacles_title": _("Before the conference ends") if one.begun_at else _("Before the conference opens"),
        "facts": conference_facts(one),
        "sections": conference_sections(one),
        "actions": conference_actions(one),
        "hidden": hidden_fields(request),
    }
    return render(request, "meetings/conference.html", context)


def conference_page(one: Conference, submit: str, intro: str = "", *, danger: bool = False) -> FormPage:
    """What stands around a form that belongs to a conference."""
    back = reverse("conference", args=[one.pk])
    own = {"label": one.name, "url": back}
    crumbs = [{"label": _("Conferences"), "url": reverse("conferences")}, own, {"label": submit, "url": ""}]
    return FormPage(f"{submit}: {one.name}", submit, back, intro, danger, crumbs=crumbs)


@page(*RUNNING)
def sitting_add(request: SignedRequest, number: int) -> HttpResponse:
    """Add a sitting."""
    one = conference_run_by(request.access, number)

    def act(form: SittingForm) -> str:
        add_sitting(request.access, number, form.sitting())
        messages.success(request, _("Recorded."))
        return reverse("conference", args=[number])

    return answer_form(request, SittingForm, act, conference_page(one, _("Add a sitting")))


@require_POST
@page(*RUNNING)
def sitting_remove(request: SignedRequest, number: int, sitting: int) -> HttpResponse:
    """Take a sitting out."""
    conference_run_by(request.access, number)
    back = reverse("conference", args=[number])
    return press(request, lambda: remove_sitting(request.access, number, sitting), _("Taken out."), back)


@page(*RUNNING)
def conference_officers(request: SignedRequest, number: int) -> HttpResponse:
    """Name who chairs and who keeps the minutes."""
    one = conference_run_by(request.access, number)
    offered = [(each.pk, name_of(each)) for each in roll_of(one)]
    initial = {"chair": one.chair_id, "secretary": one.secretary_id, "room": one.room}

    def make(typed: QueryDict | None) -> OfficersForm:
        return OfficersForm(offered, typed, initial=initial)

    def act(form: OfficersForm) -> str:
        typed = form.cleaned_data
        name_officers(request.access, number, typed["chair"] or 0, typed["secretary"] or 0, typed["room"])
        messages.success(request, _("Recorded."))
        return reverse("conference", args=[number])

    intro = _("Another person presides where the chair is under review: enter that with the item on the agenda.")
    return answer_form(request, make, act, conference_page(one, _("Chair and minutes"), intro))


@require_POST
@page(*RUNNING)
def conference_open(request: SignedRequest, number: int) -> HttpResponse:
    """Open a conference."""
    conference_run_by(request.access, number)
    back = reverse("conference", args=[number])
    return press(request, lambda: open_conference(request.access, number), _("The conference is open."), back)


@require_POST
@page(*RUNNING)
def conference_end(request: SignedRequest, number: int) -> HttpResponse:
    """End a conference."""
    conference_run_by(request.access, number)
    told = _("The conference is over. Draw up the minutes next.")
    back = reverse("conference", args=[number])
    return press(request, lambda: end_conference(request.access, number), told, back)


@page(*RUNNING)
def conference_drop(request: SignedRequest, number: int) -> HttpResponse:
    """Call a conference off."""
    one = conference_run_by(request.access, number)

    def act(form: GroundForm) -> str:
        drop_conference(request.access, number, form.cleaned_data["ground"])
        messages.success(request, _("Called off."))
        return reverse("conferences")

    about = conference_page(one, _("Call it off"), _("What was entered stays on record."), danger=True)
    about = replace(about, obstacles=said_obstacles(obstacles_to_dropping(one)))
    return answer_form(request, GroundForm, act, about)
