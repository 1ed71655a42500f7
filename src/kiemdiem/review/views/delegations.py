"""Pages of delegations: who is sent where, and the places with a suggestion to which nobody is sent (I.3.3.b)."""

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kiemdiem.accounts.answering import FormPage, answer_form, press
from kiemdiem.accounts.doors import page
from kiemdiem.accounts.middleware import SignedRequest
from kiemdiem.accounts.roles import Right
from kiemdiem.campaign.queries.cycles import open_cycle_of
from kiemdiem.campaign.words import clause_why, cycle_name
from kiemdiem.pages.listing import Badge, Button
from kiemdiem.pages.masking import plain_day
from kiemdiem.registry.presenting import Section, SectionRow, ShownFact
from kiemdiem.registry.queries.units import organisation_seen_by
from kiemdiem.review.actions.delegations import (
    assign_place,
    change_members,
    dissolve_delegation,
    form_delegation,
    release_place,
    report_visit,
)
from kiemdiem.review.forms.delegations import AssignForm, DelegationForm, MembersForm, VisitForm
from kiemdiem.review.forms.letters import GroundForm
from kiemdiem.review.models import Delegation, Visit
from kiemdiem.review.queries.delegations import (
    delegation_seen_by,
    delegations_seen_by,
    places_below,
    places_with_suggestion,
    places_without_delegation,
    visit_seen_by,
)

_MOST = 500
"""Places that one page shows."""


@page(Right.KEEP_CASES)
def delegations(request: SignedRequest) -> HttpResponse:
    """The delegations of one's units, and the places that need one."""
    access = request.access
    cycle = open_cycle_of(access)
    without = list(places_without_delegation(access, cycle)[:_MOST]) if cycle else []
    found = list(delegations_seen_by(access, cycle)) if cycle else []
    units = [(grant.unit, grant.unit_name) for grant in access.grants if Right.KEEP_CASES in grant.rights]
    rows = [
        SectionRow(
            (one.name, one.unit.name, ", ".join(each.person.full_name for each in one.delegates.all()),
             ", ".join(visit.place.name for visit in one.visits.all()), plain_day(one.formed_on)),
            reverse("delegation", args=[one.pk]),
            [Badge(_("dissolved"))] if one.dissolved_at else [],
        )
        for one in found
    ]  # fmt: skip
    missing = [
        SectionRow((place.name, place.organisation.name), badges=[Badge(_("no delegation"), "bad")])
        for place in without
    ]
    form = _("Form a delegation: {unit}")
    columns = [_("Name"), _("Formed by"), _("Who is sent"), _("Where to"), _("Formed on")]
    sections = [
        Section(_("Places with a suggestion to which no delegation is sent"), [_("Place"), _("Unit")], missing,
                _("Every place with a suggestion has a delegation."), _("The direct superior sends one.")),
        Section(_("Delegations"), columns, rows, _("No delegation is formed yet.")),
    ]  # fmt: skip
    context = {
        "title": _("Delegations"),
        "subtitle": cycle_name(cycle) if cycle else _("No cycle is open."),
        "sections": sections,
        "actions": [
            Button(reverse("delegation_new", args=[code]), form.format(unit=name), primary=True)
            for code, name in units[:3]
        ] if cycle else [],
    }  # fmt: skip
    return render(request, "record.html", context)


@page(Right.KEEP_CASES)
def delegation_new(request: SignedRequest, code: str) -> HttpResponse:
    """Form a delegation."""
    unit = organisation_seen_by(request.access, code, Right.KEEP_CASES)

    def act(form: DelegationForm) -> str:
        made = form_delegation(request.access, code, form.entry(), form.paper())
        messages.success(request, _("The delegation is formed. Send it to its places next."))
        return reverse("delegation", args=[made.pk])

    about = FormPage(
        _("Form a delegation: {unit}").format(unit=unit.name), _("Form"), reverse("delegations"),
        _("The people who attend and direct reviews at places directly below."),
    )  # fmt: skip
    return answer_form(request, lambda typed: DelegationForm(request.access, typed), act, about)


@page(Right.KEEP_CASES)
def delegation(request: SignedRequest, number: int) -> HttpResponse:
    """One delegation: members, places, reports."""
    one = delegation_seen_by(request.access, number)
    is_open = one.dissolved_at is None
    facts = [
        ShownFact(_("Formed by"), one.unit.name, why=clause_why(one.cycle, "I.3.3.b", one.unit.name, one.name)),
        ShownFact(_("Formed on"), plain_day(one.formed_on)),
        ShownFact(_("Document"), str(one.document or "")),
    ]
    if not is_open:
        facts.append(ShownFact(_("Why it was dissolved"), one.ground))
    change = Button(reverse("delegation_members", args=[number]), _("Change the members"))
    send = Button(reverse("delegation_place", args=[number]), _("Send it to a place"), primary=True)
    end = Button(reverse("delegation_dissolve", args=[number]), _("Dissolve"), danger=True)
    members = [
        SectionRow((each.person.full_name, each.person.code), badges=[Badge(_("head"), "info")] if each.heads else [])
        for each in one.delegates.all()
    ]
    visits = [_visit_row(visit, is_open=is_open) for visit in one.visits.all()]
    context = {
        "title": one.name,
        "subtitle": f"{one.unit.name} · {cycle_name(one.cycle)}",
        "badges": [] if is_open else [Badge(_("dissolved"))],
        "crumbs": [{"label": _("Delegations"), "url": reverse("delegations")}, {"label": one.name, "url": ""}],
        "facts": facts,
        "sections": [
            Section(_("Places"), [_("Place"), _("Day"), _("Who attended"), _("Report")], visits,
                    _("It is sent nowhere yet."), actions=[send] if is_open else []),
            Section(_("Who is sent"), [_("Name"), _("Code")], members, actions=[change] if is_open else []),
        ],
        "actions": [end] if is_open else [],
    }  # fmt: skip
    return render(request, "record.html", context)


def _visit_row(visit: Visit, *, is_open: bool) -> SectionRow:
    actions = []
    if is_open:
        actions.append(Button(reverse("visit_report", args=[visit.pk]), _("Enter the report")))
        if visit.reported_on is None:
            actions.append(Button(reverse("visit_release", args=[visit.pk]), _("Take the place from it")))
    attended = ", ".join(each.person.full_name for each in visit.attended.all())
    badges = [Badge(_("reported"), "good")] if visit.reported_on else [Badge(_("no report yet"), "warn")]
    return SectionRow((visit.place.name, plain_day(visit.day), attended, visit.report), badges=badges, actions=actions)


@page(Right.KEEP_CASES)
def delegation_members(request: SignedRequest, number: int) -> HttpResponse:
    """Send others."""
    one = delegation_seen_by(request.access, number)
    codes = [each.person.code for each in one.delegates.all() if not each.heads]
    head = next((each.person.code for each in one.delegates.all() if each.heads), "")

    def make(typed: QueryDict | None) -> MembersForm:
        return MembersForm(typed, initial={"head": head, "others": "\n".join(codes)})

    def act(form: MembersForm) -> str:
        change_members(request.access, number, form.cleaned_data["head"], form.codes())
        return _done(request, one)

    intro = _("Those no longer named have left; the visits that they attended stay on record.")
    return answer_form(request, make, act, _page(one, _("Change the members"), intro))


@page(Right.KEEP_CASES)
def delegation_dissolve(request: SignedRequest, number: int) -> HttpResponse:
    """End a delegation."""
    one = delegation_seen_by(request.access, number)

    def act(form: GroundForm) -> str:
        dissolve_delegation(request.access, number, form.cleaned_data["ground"])
        return _done(request, one)

    intro = _("Places that it has not reported on are without a delegation again.")
    return answer_form(request, GroundForm, act, _page(one, _("Dissolve"), intro, danger=True))


@page(Right.KEEP_CASES)
def delegation_place(request: SignedRequest, number: int) -> HttpResponse:
    """Send a delegation to a place; those with a suggestion stand first."""
    one = delegation_seen_by(request.access, number)
    wanting = set(places_with_suggestion(one.cycle).values_list("pk", flat=True))
    places = list(places_below(one.unit, one.cycle)[:_MOST])
    places.sort(key=lambda place: place.pk not in wanting)
    mark = _("suggested to")
    offered = [(place.pk, f"{place.name} ({mark})" if place.pk in wanting else place.name) for place in places]

    def act(form: AssignForm) -> str:
        assign_place(request.access, number, form.cleaned_data["place"], form.cleaned_data["day"])
        return _done(request, one)

    def make(typed: QueryDict | None) -> AssignForm:
        return AssignForm(offered, typed, initial={})

    return answer_form(
        request, make, act, _page(one, _("Send it to a place"), _("Places directly below the committee."))
    )


@page(Right.KEEP_CASES)
def visit_report(request: SignedRequest, number: int) -> HttpResponse:
    """Enter what came of a visit."""
    visit = visit_seen_by(request.access, number)
    one = delegation_seen_by(request.access, visit.delegation_id)
    offered = [(each.pk, each.person.full_name) for each in one.delegates.all()]
    attended = list(visit.attended.values_list("pk", flat=True))

    def act(form: VisitForm) -> str:
        report_visit(request.access, number, form.entry())
        return _done(request, one)

    def make(typed: QueryDict | None) -> VisitForm:
        return VisitForm(offered, typed, initial={"day": visit.day, "report": visit.report, "attended": attended})

    intro = _("A report entered before stays on record.")
    return answer_form(request, make, act, _page(one, _("Report: {place}").format(place=visit.place.name), intro))


@require_POST
@page(Right.KEEP_CASES)
def visit_release(request: SignedRequest, number: int) -> HttpResponse:
    """Take a place from a delegation."""
    visit = visit_seen_by(request.access, number)
    back = reverse("delegation", args=[visit.delegation_id])
    return press(request, lambda: release_place(request.access, number), _("Recorded."), back)


def _done(request: SignedRequest, one: Delegation) -> str:
    messages.success(request, _("Recorded."))
    return reverse("delegation", args=[one.pk])


def _page(one: Delegation, submit: str, intro: str, *, danger: bool = False) -> FormPage:
    back = reverse("delegation", args=[one.pk])
    crumbs = [{"label": one.name, "url": back}, {"label": submit, "url": ""}]
    return FormPage(f"{submit}: {one.name}", submit, back, intro, danger, crumbs=crumbs)
