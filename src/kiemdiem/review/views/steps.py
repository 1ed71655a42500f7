"""The steps of a letter: the page that shows its way, and the form of each step (I.3.2, IV.3)."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import TypeVar

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kiemdiem.accounts.access import Access, OutOfSight
from kiemdiem.accounts.answering import FormPage, answer_form
from kiemdiem.accounts.doors import page
from kiemdiem.accounts.labels import said_obstacles
from kiemdiem.accounts.middleware import SignedRequest
from kiemdiem.accounts.roles import Right
from kiemdiem.campaign.words import due_words
from kiemdiem.registry.queries.units import organisation_seen_by
from kiemdiem.review import letters
from kiemdiem.review.actions.letters import (
    approve_letter,
    enter_term,
    notify_letter,
    number_letter,
    record_consultation,
    report_result,
    withdraw_letter,
)
from kiemdiem.review.forms.letters import (
    ConsultationForm,
    NoticeForm,
    NumberForm,
    ResultForm,
    TermForm,
    WithdrawalForm,
)
from kiemdiem.review.models import SuggestionLetter
from kiemdiem.review.queries.managing import organisation_of
from kiemdiem.review.queries.suggestions import NOTIFIED_BEFORE, REPORTED_BEFORE, letter_issued_by, terms_of_unit
from kiemdiem.review.words import Step, at_by, letter_name, on_by, who_may
from kiemdiem.verdicts import Verdict

SomeForm = TypeVar("SomeForm", bound=forms.Form)


def steps_of(access: Access, letter: SuggestionLetter, who: Mapping[str, str], days: Mapping[str, date]) -> list[Step]:
    """The way of a letter: what is done with day and name, what comes next and who may do it."""
    unit, today = letter.unit.name, timezone.localdate()
    is_over = letters.is_withdrawn(letter)

    def named(account: str) -> str:
        return who.get(account, account)

    def next_step(title: str, right: Right, address: str, button: str, due: date | None = None) -> Step:
        may = access.may(right, letter.unit.path) and not is_over
        url = reverse(address, args=[letter.pk]) if may else ""
        told, badge = "" if may else who_may(right, unit), due_words(due, today, is_finished=False)
        return Step(title, told, None if is_over else badge, url, button)

    found = [Step(_("Drafted"), at_by(letter.drafted_at, named(letter.drafted_by)))]
    if letter.approved_at:
        found.append(Step(_("Approved"), at_by(letter.approved_at, named(letter.approved_by))))
    else:
        return [*found, next_step(_("To be approved"), Right.APPROVE, "suggestion_approve", _("Approve"))]
    if letter.number:
        told = f"{letter.document_number} · {on_by(letter.dated_on, named(letter.numbered_by))}"
        found.append(Step(_("Numbered"), told))
    elif terms_of_unit(letter.unit).exists():
        return [*found, next_step(_("To be numbered"), Right.APPROVE, "suggestion_number", _("Give the number"))]
    else:
        may = access.may(Right.APPROVE, letter.unit.path)
        url = reverse("suggestion_term", args=[letter.unit.code]) if may else ""
        told = _("First enter the term of the committee.") if may else who_may(Right.APPROVE, unit)
        return [*found, Step(_("To be numbered"), told, None, url, _("Enter the term"))]
    if not letter.notified_on:
        due = days.get(NOTIFIED_BEFORE)
        return [*found, next_step(_("To be notified"), Right.APPROVE, "suggestion_notify", _("Notify"), due)]
    found.append(Step(_("Notified"), on_by(letter.notified_on, named(letter.notified_by))))
    if letter.read_at:
        found.append(Step(_("Read by the subject"), at_by(letter.read_at, named(letter.read_by))))
    else:
        found.append(Step(_("To be read by the subject"), _("The subject has not confirmed it yet.")))
    if letter.answered_on:
        found.append(Step(_("Answered"), on_by(letter.answered_on, "")))
    else:
        found.append(Step(_("To be answered"), _("The subject answers in its report or self-review.")))
    if letter.reported_on:
        return [*found, Step(_("Result reported"), on_by(letter.reported_on, named(letter.reported_by)))]
    due = days.get(REPORTED_BEFORE)
    return [
        *found,
        next_step(_("Result to be reported"), Right.SUGGEST, "suggestion_report", _("Report the result"), due),
    ]


def _letter(request: SignedRequest, number: int, right: Right) -> SuggestionLetter:
    """The letter, where the right is held at the unit that issues it.

    Raises:
        OutOfSight: it is not.
    """
    letter = letter_issued_by(request.access, number)
    if not request.access.may(right, letter.unit.path):
        raise OutOfSight(f"letter {number}")
    return letter


def _answer(
    request: SignedRequest,
    letter: SuggestionLetter,
    submit: str,
    make: Callable[[QueryDict | None], SomeForm],
    act: Callable[[SomeForm], object],
    obstacles: Iterable[Verdict] = (),
    intro: str = "",
    *,
    danger: bool = False,
) -> HttpResponse:
    """The form of one step, with what stands in its way."""
    back = reverse("suggestion_letter", args=[letter.pk])

    def carried_out(form: SomeForm) -> str:
        act(form)
        messages.success(request, _("Recorded."))
        return back

    about = FormPage(
        f"{submit}: {letter_name(letter)}", submit, back, intro or letter.subject.name, danger,
        said_obstacles(obstacles), [{"label": letter_name(letter), "url": back}, {"label": submit, "url": ""}],
        [("version", str(letter.version))],
    )  # fmt: skip
    return answer_form(request, make, carried_out, about)


@page(Right.APPROVE)
def suggestion_approve(request: SignedRequest, number: int) -> HttpResponse:
    """The authority approves."""
    letter = _letter(request, number, Right.APPROVE)
    typed_version = request.POST.get("version", "")
    version = int(typed_version[:9]) if typed_version.isdecimal() else letter.version
    intro = " · ".join([letter.subject.name, *(one.text for one in letter.suggestions.all())])
    return _answer(
        request, letter, _("Approve"), forms.Form,
        lambda form: approve_letter(request.access, number, version), letters.obstacles_to_approving(letter), intro,
    )  # fmt: skip


@page(Right.APPROVE)
def suggestion_number(request: SignedRequest, number: int) -> HttpResponse:
    """Give the letter its number."""
    letter = _letter(request, number, Right.APPROVE)
    initial = {"dated_on": timezone.localdate()}
    return _answer(
        request, letter, _("Give the number"), lambda typed: NumberForm(typed, initial=initial),
        lambda form: number_letter(request.access, number, form.entry()), letters.obstacles_to_numbering(letter),
        _("The next number of the term is taken; it stays used even when the letter is withdrawn."),
    )  # fmt: skip


@page(Right.APPROVE)
def suggestion_term(request: SignedRequest, code: str) -> HttpResponse:
    """Enter a term of a committee."""
    unit = organisation_seen_by(request.access, code, Right.APPROVE)

    def act(form: TermForm) -> str:
        typed = form.cleaned_data
        enter_term(request.access, code, typed["term_start"], typed["symbol"], typed["last"])
        messages.success(request, _("The term is entered: letters can be numbered."))
        return reverse("suggestion_letters")

    about = FormPage(
        _("Term of the committee of {unit}").format(unit=unit.name), _("Enter"), reverse("suggestion_letters"),
        _("Once for each term: numbers run from 01 in each, none twice and none left out."),
    )  # fmt: skip
    return answer_form(request, TermForm, act, about)


@page(Right.SUGGEST)
def suggestion_consult(request: SignedRequest, number: int) -> HttpResponse:
    """Record the consultation with the transferring superior."""
    letter = _letter(request, number, Right.SUGGEST)
    held = letters.consultation_in_force(letter)
    known = organisation_of(letter.subject)
    initial: dict[str, object] = {"superior": known.transferred_from if known else ""}
    if held is not None:
        initial = {name: getattr(held, name) for name in ("superior", "asked_on", "answered_on", "content")}

    def act(form: ConsultationForm) -> object:
        typed = form.cleaned_data
        return record_consultation(
            request.access, number, typed["superior"], typed["asked_on"], typed["answered_on"], typed["content"]
        )

    return _answer(
        request, letter, _("Record the consultation"), lambda typed: ConsultationForm(typed, initial=initial), act,
        intro=_("Before suggesting to a newly transferred organisation, ask the superior that it came from."),
    )  # fmt: skip


@page(Right.APPROVE)
def suggestion_notify(request: SignedRequest, number: int) -> HttpResponse:
    """Record the notice."""
    letter = _letter(request, number, Right.APPROVE)
    return _answer(
        request, letter, _("Notify"), NoticeForm,
        lambda form: notify_letter(request.access, number, form.cleaned_data["on"], form.cleaned_data["late_ground"]),
        letters.obstacles_to_notifying(letter),
        _("From then on the subject sees the letter here and must answer it."),
    )  # fmt: skip


@page(Right.SUGGEST)
def suggestion_report(request: SignedRequest, number: int) -> HttpResponse:
    """Record the report of the result."""
    letter = _letter(request, number, Right.SUGGEST)

    def act(form: ResultForm) -> object:
        typed = form.cleaned_data
        return report_result(request.access, number, typed["on"], typed["result"], typed["late_ground"])

    return _answer(request, letter, _("Report the result"), ResultForm, act, letters.obstacles_to_reporting(letter))


@page(Right.APPROVE)
def suggestion_withdraw(request: SignedRequest, number: int) -> HttpResponse:
    """Withdraw the letter."""
    letter = _letter(request, number, Right.APPROVE)
    return _answer(
        request, letter, _("Withdraw the letter"), lambda typed: WithdrawalForm(request.access, typed),
        lambda form: withdraw_letter(request.access, number, form.cleaned_data["ground"], form.paper()),
        letters.obstacles_to_withdrawing(letter),
        _("Nothing of it is to be answered any more; its number stays used."), danger=True,
    )  # fmt: skip
