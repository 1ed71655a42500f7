"""Pages of verification cases; each look is journaled (I.3.3.j, Q30)."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from kiemdiem.accounts.access import Access, OutOfSight, account_reference
from kiemdiem.accounts.answering import FormPage, answer_form
from kiemdiem.accounts.doors import page
from kiemdiem.accounts.labels import said_obstacles
from kiemdiem.accounts.middleware import SignedRequest
from kiemdiem.accounts.queries import names_of_accounts
from kiemdiem.accounts.roles import Right
from kiemdiem.campaign.words import KINDS, clause_why, cycle_name
from kiemdiem.pages.listing import Badge, Button
from kiemdiem.pages.masking import plain_day
from kiemdiem.registry.presenting import Section, SectionRow, ShownFact
from kiemdiem.review.actions import cases as acts
from kiemdiem.review.forms.cases import CaseDecisionForm, CaseForm, ConclusionForm, DayForm
from kiemdiem.review.models import CaseDecision, VerificationCase
from kiemdiem.review.queries.cases import KEEPING, case_seen_by
from kiemdiem.review.queries.standing import subject_where
from kiemdiem.review.views.choosing import choose_subject
from kiemdiem.review.words import CHOICES, MATTERS, Step, case_state, on_by, who_may
from kiemdiem.verdicts import Verdict

SEEING = (*KEEPING, Right.RECORD_REVIEW)
"""Who may have reported a case, or keeps cases; which ones is for the query to say."""
SomeForm = TypeVar("SomeForm", bound=forms.Form)


@page(*SEEING)
def cases(request: SignedRequest) -> HttpResponse:
    """The cases that one keeps, decides or has reported."""
    found = acts.look_at_cases(request.access)
    rows = [
        SectionRow(
            (case.subject.name, str(KINDS[case.subject.kind]), case.unit.name, plain_day(case.reported_on)),
            reverse("case", args=[case.pk]), [case_state(case)],
        )
        for case in found
    ]  # fmt: skip
    report = Button(reverse("case_new"), _("Report signs"), primary=True)
    section = Section(
        _("Cases"), [_("About"), _("What is reviewed"), _("Authority"), _("Reported on")], rows,
        _("No case that you may know of."),
        _("Only the authority and who reported see a case. Each look is journaled."),
    )  # fmt: skip
    can_report = any(request.access.may(right) for right in acts.REPORTING)
    context = {"title": _("Verification cases"), "sections": [section], "actions": [report] if can_report else []}
    return render(request, "record.html", context)


@page(*acts.REPORTING)
def case_new(request: SignedRequest) -> HttpResponse:
    """Choose about whom signs are reported."""
    intro = _("Signs of violation without enough ground are reported to the authority, which verifies them.")
    return choose_subject(request, acts.REPORTING, "case_report", _("About whom are signs reported?"), intro)


@page(*acts.REPORTING)
def case_report(request: SignedRequest, number: int) -> HttpResponse:
    """Report signs about a subject."""
    subject = subject_where(request.access, number, *acts.REPORTING)
    units = [(unit.code, unit.name) for unit in acts.authorities_for(subject)]

    def act(form: CaseForm) -> str:
        typed = form.cleaned_data
        case = acts.report_case(request.access, number, typed["unit"], typed["text"], typed["on"])
        messages.success(request, _("Reported. The authority sees it from now on."))
        return reverse("case", args=[case.pk])

    about = FormPage(
        _("Report for verification: {name}").format(name=subject.name), _("Report"), reverse("cases"),
        _("Nobody but the authority and yourself will see it."),
    )  # fmt: skip
    return answer_form(request, lambda typed: CaseForm(units, typed), act, about)


@page(*SEEING)
def case(request: SignedRequest, number: int) -> HttpResponse:
    """One case: its way, what was reported and found, what was decided about the rating."""
    one = acts.look_at_case(request.access, number)
    reporter = account_reference(one.reporter)
    who = names_of_accounts(
        [reporter, one.taken_up_by, one.concluded_by, one.closed_by, *(each.by for each in one.decisions.all())]
    )
    context = {
        "title": _("Verification case {number}").format(number=one.pk),
        "subtitle": f"{one.subject.name} · {KINDS[one.subject.kind]} · {cycle_name(one.cycle)}",
        "badges": [case_state(one)],
        "crumbs": [{"label": _("Verification cases"), "url": reverse("cases")}, {"label": str(one.pk), "url": ""}],
        "steps": _steps(request.access, one, who),
        "facts": [
            ShownFact(_("Authority"), one.unit.name, why=clause_why(one.cycle, "I.3.3.j", one.unit.name)),
            ShownFact(_("Signs reported"), one.text),
            ShownFact(_("Conclusion"), one.conclusion),
            ShownFact(_("Document"), str(one.document or "")),
        ],
        "sections": [_decisions(request.access, one, who)],
    }  # fmt: skip
    return render(request, "review/way.html", context)


def _steps(access: Access, one: VerificationCase, who: dict[str, str]) -> list[Step]:
    may, unit = access.may(Right.KEEP_CASES, one.unit.path), one.unit.name
    reporter = account_reference(one.reporter)

    def coming(title: str, address: str, button: str) -> Step:
        url = reverse(address, args=[one.pk]) if may else ""
        return Step(title, "" if may else who_may(Right.KEEP_CASES, unit), None, url, button)

    found = [Step(_("Reported"), on_by(one.reported_on, who.get(reporter, reporter)))]
    if not one.taken_up_on:
        return [*found, coming(_("To be taken up"), "case_take_up", _("Take up"))]
    found.append(Step(_("Taken up"), on_by(one.taken_up_on, who.get(one.taken_up_by, one.taken_up_by))))
    if not one.concluded_on:
        return [*found, coming(_("To be concluded"), "case_conclude", _("Conclude"))]
    found.append(Step(_("Concluded"), on_by(one.concluded_on, who.get(one.concluded_by, one.concluded_by))))
    if not one.closed_on:
        return [*found, coming(_("To be closed"), "case_close", _("Close the case"))]
    return [*found, Step(_("Case closed"), on_by(one.closed_on, who.get(one.closed_by, one.closed_by)))]


def _decisions(access: Access, one: VerificationCase, who: dict[str, str]) -> Section:
    rows = [
        SectionRow(
            (str(MATTERS[each.matter]), str(CHOICES[each.choice]), each.ground,
             on_by(each.decided_on, who.get(each.by, each.by)), str(each.document or "")),
            badges=[Badge(_("superseded"))] if each.superseded_at else [Badge(_("in force"), "good")],
        )
        for each in one.decisions.all()
    ]  # fmt: skip
    may = access.may(Right.APPROVE, one.unit.path)
    buttons = {CaseDecision.Matter.HOLD: _("Decide whether the rating waits"),
               CaseDecision.Matter.RESULT: _("Decide on a recognised result")}  # fmt: skip
    actions = [Button(reverse("case_decide", args=[one.pk, matter.value]), label) for matter, label in buttons.items()]
    columns = [_("On what"), _("What was decided"), _("Ground"), _("When, by whom"), _("Document")]
    return Section(
        _("Decisions about the rating"), columns, rows, _("Nothing is decided: the case holds no rating by itself."),
        _("The regulation leaves both to the authority (Q30)."), actions if may else [],
    )  # fmt: skip


def _answer(
    request: SignedRequest,
    one: VerificationCase,
    submit: str,
    make: Callable[[QueryDict | None], SomeForm],
    act: Callable[[SomeForm], object],
    obstacles: Iterable[Verdict] = (),
) -> HttpResponse:
    back = reverse("case", args=[one.pk])

    def carried_out(form: SomeForm) -> str:
        act(form)
        messages.success(request, _("Recorded."))
        return back

    name = _("Verification case {number}").format(number=one.pk)
    about = FormPage(
        f"{submit}: {name}", submit, back, obstacles=said_obstacles(obstacles),
        crumbs=[{"label": name, "url": back}, {"label": submit, "url": ""}],
    )  # fmt: skip
    return answer_form(request, make, carried_out, about)


def _case(request: SignedRequest, number: int, right: Right) -> VerificationCase:
    """The case, where the right is held at its authority.

    Raises:
        OutOfSight: it is not.
    """
    one = case_seen_by(request.access, number)
    if not request.access.may(right, one.unit.path):
        raise OutOfSight(f"case {number}")
    return one


@page(Right.KEEP_CASES)
def case_take_up(request: SignedRequest, number: int) -> HttpResponse:
    """Take a case up."""
    one = _case(request, number, Right.KEEP_CASES)
    return _answer(
        request, one, _("Take up"), DayForm,
        lambda form: acts.take_up_case(request.access, number, form.cleaned_data["on"]),
        acts.obstacles_to_taking_up(one),
    )  # fmt: skip


@page(Right.KEEP_CASES)
def case_conclude(request: SignedRequest, number: int) -> HttpResponse:
    """Enter the conclusion."""
    one = _case(request, number, Right.KEEP_CASES)

    def act(form: ConclusionForm) -> object:
        typed = form.cleaned_data
        return acts.conclude_case(request.access, number, typed["on"], typed["conclusion"], form.paper())

    return _answer(
        request, one, _("Conclude"), lambda typed: ConclusionForm(request.access, typed), act,
        acts.obstacles_to_concluding(one),
    )  # fmt: skip


@page(Right.KEEP_CASES)
def case_close(request: SignedRequest, number: int) -> HttpResponse:
    """Close a case."""
    one = _case(request, number, Right.KEEP_CASES)
    return _answer(
        request, one, _("Close the case"), DayForm,
        lambda form: acts.close_case(request.access, number, form.cleaned_data["on"]), acts.obstacles_to_closing(one),
    )  # fmt: skip


@page(Right.APPROVE)
def case_decide(request: SignedRequest, number: int, matter: str) -> HttpResponse:
    """Record what the authority decides about the rating."""
    one = _case(request, number, Right.APPROVE)
    if matter not in CaseDecision.Matter.values:
        raise OutOfSight(f"decision {matter}")
    about = CaseDecision.Matter(matter)
    obstacles = acts.obstacles_to_holding(one) if about == CaseDecision.Matter.HOLD else ()
    return _answer(
        request, one, _("Record the decision"), lambda typed: CaseDecisionForm(request.access, about, typed),
        lambda form: acts.decide_on_case(request.access, number, form.entry(), form.paper()), obstacles,
    )  # fmt: skip
