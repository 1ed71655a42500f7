"""Pages of letters of suggestion: the list, one letter with its way, drafts, the paper (I.3.2)."""

from datetime import date

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from kiemdiem.accounts.answering import FormPage, answer_form
from kiemdiem.accounts.doors import page
from kiemdiem.accounts.labels import said_obstacles
from kiemdiem.accounts.middleware import SignedRequest
from kiemdiem.accounts.queries import names_of_accounts
from kiemdiem.accounts.roles import Right
from kiemdiem.campaign.calendar import days_in_force
from kiemdiem.campaign.queries.cycles import open_cycle_of
from kiemdiem.campaign.words import KINDS, clause_why, cycle_name
from kiemdiem.pages.listing import Button, Choice, Column, Empty, Listing, Row, asked_of, show_list
from kiemdiem.pages.masking import plain_day
from kiemdiem.registry.list_files import access_for, export_list
from kiemdiem.registry.presenting import Section, SectionRow, ShownFact
from kiemdiem.review import letters
from kiemdiem.review.actions.letters import draft_letter, rewrite_letter
from kiemdiem.review.forms.letters import DraftForm
from kiemdiem.review.letters import MatterEntry
from kiemdiem.review.models import SuggestionLetter
from kiemdiem.review.queries.managing import managers_of
from kiemdiem.review.queries.standing import subject_where
from kiemdiem.review.queries.suggestions import (
    ADDRESSED,
    ISSUING,
    NOTIFIED_BEFORE,
    REPORTED_BEFORE,
    consultations_of,
    letter_issued_by,
    letters_to_do,
    page_of_letters,
)
from kiemdiem.review.views.choosing import choose_subject
from kiemdiem.review.views.steps import steps_of
from kiemdiem.review.words import late_badges, letter_name, letter_state
from kiemdiem.verdicts import Verdict


@page(*ISSUING)
def suggestion_letters(request: SignedRequest) -> HttpResponse:
    """The letters of one's units, with what waits."""
    cycle = open_cycle_of(request.access)
    columns = [Column(_("To")), Column(_("Number")), Column(_("Issued by")), Column(_("Matters"), numeric=True),
               Column(_("Notified")), Column(_("State"))]  # fmt: skip
    choices = [Choice("state", _("State"), [("", _("All")), *_states().items()])]
    asked = asked_of(request, columns, choices)
    found = page_of_letters(access_for(request, asked), cycle, asked.search, asked.chosen.get("state", ""))
    days = days_in_force(cycle) if cycle else {}
    rows = [_row(one, days) for one in found[asked.first_row : asked.first_row + asked.most]]
    may_draft = cycle is not None and request.access.may(Right.SUGGEST)
    actions = [Button(reverse("suggestion_new"), _("Draft a letter"), primary=True)] if may_draft else []
    empty = Empty(
        _("No letter of suggestion yet"), _("Draft one where a subject that you manage must answer a matter."),
        reverse("suggestion_new") if may_draft else "", _("Draft a letter"),
    )  # fmt: skip
    listing = Listing(
        _("Suggestions for review"), asked, columns, choices, rows, found.count(), empty, _intro(request, days),
        _("A name, with or without diacritics"), actions, request.access.may(Right.EXPORT),
    )  # fmt: skip
    return export_list(request, listing) or show_list(request, listing)


def _states() -> dict[str, str]:
    """What the list can be narrowed to; the conditions are `WAITING`."""
    return {
        "approve": _("To be approved"),
        "number": _("To be numbered"),
        "notify": _("To be notified"),
        "report": _("Result to be reported"),
        "reported": _("Result reported"),
        "withdrawn": _("Letter withdrawn"),
    }


def _intro(request: SignedRequest, days: dict[str, date]) -> str:
    """What waits, and before which days."""
    cycle = open_cycle_of(request.access)
    if cycle is None:
        return _("No cycle is open: letters are drafted once it is.")
    waits = letters_to_do(request.access, cycle)
    told = [
        _("To approve: {count}.").format(count=waits.to_approve) if waits.to_approve else "",
        _("To number: {count}.").format(count=waits.to_number) if waits.to_number else "",
        _("To notify: {count}.").format(count=waits.to_notify) if waits.to_notify else "",
        _("Results to report: {count}.").format(count=waits.to_report) if waits.to_report else "",
        _("Notified before {day}, results reported before {other}.").format(
            day=plain_day(days.get(NOTIFIED_BEFORE)), other=plain_day(days.get(REPORTED_BEFORE))
        ) if NOTIFIED_BEFORE in days and REPORTED_BEFORE in days else "",
    ]  # fmt: skip
    return " ".join(filter(None, told))


def _row(letter: SuggestionLetter, days: dict[str, date]) -> Row:
    state = letter_state(letter)
    cells = (
        letter.document_number, letter.unit.name, str(len(letter.suggestions.all())), plain_day(letter.notified_on),
        str(state.label),
    )  # fmt: skip
    return Row(reverse("suggestion_letter", args=[letter.pk]), letter.subject.name, cells, late_badges(letter, days))


@page(*ISSUING)
def suggestion_letter(request: SignedRequest, number: int) -> HttpResponse:
    """One letter: its way with dates and names, who may do the next step, its matters."""
    letter = letter_issued_by(request.access, number)
    days = days_in_force(letter.cycle)
    accounts = [letter.drafted_by, letter.approved_by, letter.numbered_by, letter.notified_by, letter.read_by,
                letter.reported_by]  # fmt: skip
    withdrawal = letter.withdrawal if letters.is_withdrawn(letter) else None
    who = names_of_accounts([*accounts, withdrawal.by if withdrawal else ""])
    matters = [(one.text, one.ground) for one in letter.suggestions.all()]
    context = {
        "title": letter_name(letter),
        "subtitle": f"{letter.subject.name} · {KINDS[letter.subject.kind]} · {cycle_name(letter.cycle)}",
        "badges": [letter_state(letter), *late_badges(letter, days)],
        "crumbs": [{"label": _("Suggestions for review"), "url": reverse("suggestion_letters")},
                   {"label": letter_name(letter), "url": ""}],
        "steps": steps_of(request.access, letter, who, days),
        "obstacles": said_obstacles(_remarks(letter)),
        "texts": matters,
        "texts_title": _("Matters to be answered"),
        "facts": _facts(letter),
        "sections": _consultations(letter),
        "actions": _actions(request, letter),
    }  # fmt: skip
    return render(request, "review/way.html", context)


def _remarks(letter: SuggestionLetter) -> list[Verdict]:
    """What to know before the next step; what is done is told by the steps."""
    if letters.is_withdrawn(letter):
        return []
    if not letter.approved_at:
        return list(letters.obstacles_to_approving(letter))
    if not letter.number:
        return list(letters.obstacles_to_numbering(letter))
    if not letter.notified_on:
        return list(letters.obstacles_to_notifying(letter))
    return [] if letter.reported_on else list(letters.obstacles_to_addressing(letter.subject))


def _facts(letter: SuggestionLetter) -> list[ShownFact]:
    why = clause_why(letter.cycle, "I.3.2.a", letter.unit.name, letter.subject.name)
    advice = clause_why(letter.cycle, "I.3.2.b", letter.advised_by, _("Advised by"))
    facts = [
        ShownFact(_("To"), letter.subject.name, reverse("targets_of", args=[letter.subject_id])),
        ShownFact(_("Issued by"), letter.unit.name, why=why),
        ShownFact(_("Advised by"), letter.advised_by, why=advice),
    ]
    if letter.late_ground:
        facts.append(ShownFact(_("Why it was notified late"), letter.late_ground))
    if letter.result:
        facts.append(ShownFact(_("Result on what was suggested"), letter.result))
    if letter.reported_late_ground:
        facts.append(ShownFact(_("Why the result was reported late"), letter.reported_late_ground))
    if letters.is_withdrawn(letter):
        facts.append(ShownFact(_("Why it is withdrawn"), letter.withdrawal.ground))
    return facts


def _consultations(letter: SuggestionLetter) -> list[Section]:
    """Consultations with the transferring superior, where there are any or one is needed (I.3.2.c)."""
    held = consultations_of(letter)
    if not held and letters.transferred(letter.subject) is None:
        return []
    rows = [
        SectionRow((one.superior, plain_day(one.asked_on), plain_day(one.answered_on), one.content)) for one in held
    ]
    columns = [_("Superior consulted"), _("Asked on"), _("Answered on"), _("What it answered")]
    return [
        Section(_("Consultation before the notice"), columns, rows, _("Nobody has been consulted yet."),
                _("The last record counts."))
    ]  # fmt: skip


def _actions(request: SignedRequest, letter: SuggestionLetter) -> list[Button]:
    found = [Button(reverse("suggestion_paper", args=[letter.pk]), _("To print"))]
    if letters.is_withdrawn(letter):
        return found
    if request.access.may(Right.SUGGEST, letter.unit.path):
        if not letter.approved_at:
            found.append(Button(reverse("suggestion_rewrite", args=[letter.pk]), _("Rewrite the draft")))
        if not letter.notified_on and letters.transferred(letter.subject) is not None:
            found.append(Button(reverse("suggestion_consult", args=[letter.pk]), _("Record the consultation")))
    if request.access.may(Right.APPROVE, letter.unit.path):
        found.append(Button(reverse("suggestion_withdraw", args=[letter.pk]), _("Withdraw the letter"), danger=True))
    return found


@page(Right.SUGGEST)
def suggestion_new(request: SignedRequest) -> HttpResponse:
    """Choose to whom a letter goes."""
    return choose_subject(
        request, (Right.SUGGEST,), "suggestion_draft", _("To whom does the letter go?"),
        _("Only the level that manages the subject suggests; the next page says who that is."), ADDRESSED,
    )  # fmt: skip


@page(Right.SUGGEST)
def suggestion_draft(request: SignedRequest, number: int) -> HttpResponse:
    """Draft a letter to a subject."""
    subject = subject_where(request.access, number, Right.SUGGEST)
    managing = [one.unit for one in managers_of(subject)]
    own = [unit for unit in managing if request.access.may(Right.SUGGEST, unit.path)]
    grants = [grant for grant in request.access.grants if Right.SUGGEST in grant.rights]
    units = [(unit.code, unit.name) for unit in own] or [(grants[0].unit, grants[0].unit_name)]
    managed = (
        letters.obstacles_to_managing(subject, own[0]) if own else letters.obstacles_to_no_manager(subject, managing)
    )
    obstacles = [*letters.obstacles_to_addressing(subject), *managed]

    def make(typed: QueryDict | None) -> DraftForm:
        return DraftForm(units, typed, initial={"unit": units[0][0], "advised_by": _advisor(units[0][1])})

    def act(form: DraftForm) -> str:
        letter = draft_letter(request.access, number, form.cleaned_data["unit"], form.entry())
        messages.success(request, _("The draft is kept. The authority approves it next."))
        return reverse("suggestion_letter", args=[letter.pk])

    about = FormPage(
        _("Letter to {name}").format(name=subject.name), _("Keep the draft"), reverse("suggestion_letters"),
        _("Say what the subject must answer in its review; rows left empty count for nothing."),
        obstacles=said_obstacles(obstacles),
    )  # fmt: skip
    return answer_form(request, make, act, about)


def _advisor(unit: str) -> str:
    return _("Organisation committee, {unit}").format(unit=unit)


@page(Right.SUGGEST)
def suggestion_rewrite(request: SignedRequest, number: int) -> HttpResponse:
    """Rewrite a draft."""
    letter = letter_issued_by(request.access, number)
    back = reverse("suggestion_letter", args=[number])
    typed_version = request.POST.get("version", "")
    version = int(typed_version[:9]) if typed_version.isdecimal() else letter.version
    matters = [MatterEntry(one.text, one.ground) for one in letter.suggestions.all()]

    def make(typed: QueryDict | None) -> DraftForm:
        return DraftForm([], typed, matters=matters, initial={"advised_by": letter.advised_by})

    def act(form: DraftForm) -> str:
        rewrite_letter(request.access, number, version, form.entry())
        messages.success(request, _("The draft is rewritten."))
        return back

    about = FormPage(
        letter_name(letter), _("Keep the draft"), back,
        obstacles=said_obstacles(letters.obstacles_to_rewriting(letter)),
        hidden=[("version", str(letter.version))],
    )  # fmt: skip
    return answer_form(request, make, act, about)
