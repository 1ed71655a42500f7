"""Pages of targets: one's units as a list, one subject's targets, forms (II.3.a)."""

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from kiemdiem.accounts.access import OutOfSight
from kiemdiem.accounts.answering import FormPage, answer_form
from kiemdiem.accounts.doors import page
from kiemdiem.accounts.middleware import SignedRequest
from kiemdiem.accounts.queries import names_of_accounts
from kiemdiem.accounts.roles import Right
from kiemdiem.campaign.models import Subject
from kiemdiem.campaign.queries.cycles import open_cycle_of
from kiemdiem.campaign.words import KINDS as KIND_WORDS
from kiemdiem.campaign.words import clause_why, cycle_name
from kiemdiem.pages.listing import Badge, Button, Choice, Column, Empty, Listing, Row, asked_of, show_list
from kiemdiem.pages.masking import plain_day
from kiemdiem.registry.list_files import access_for, export_list
from kiemdiem.registry.presenting import Section, SectionRow, ShownFact, when
from kiemdiem.review.actions.targets import assign_targets, correct_target, withdraw_target
from kiemdiem.review.forms.letters import GroundForm
from kiemdiem.review.forms.targets import TargetForm, TargetRowsForm
from kiemdiem.review.models import Target
from kiemdiem.review.queries.standing import is_oneself, subject_read_by, subject_where
from kiemdiem.review.queries.targets import (
    KINDS,
    READING,
    listed_subjects,
    target_to_change,
    targets_of,
    versions_of,
    withdrawn_targets_of,
)
from kiemdiem.review.words import SOURCES
from kiemdiem.verdicts import Refused, Verdict


@page(*READING)
def targets(request: SignedRequest) -> HttpResponse:
    """The collectives and individuals of one's units, with how many targets each has."""
    cycle = open_cycle_of(request.access)
    columns = [Column(_("Who")), Column(_("What is reviewed")), Column(_("Unit")), Column(_("Targets"), numeric=True)]
    choices = [
        Choice("kind", _("What is reviewed"), [("", _("All")), *((kind.value, KIND_WORDS[kind]) for kind in KINDS)]),
        Choice("held", _("Targets"), [("", _("All")), ("none", _("None yet")), ("some", _("Assigned"))]),
    ]
    asked = asked_of(request, columns, choices)
    found = listed_subjects(
        access_for(request, asked), cycle, asked.search, asked.chosen.get("kind", ""), asked.chosen.get("held", "")
    )
    rows = [
        Row(
            reverse("targets_of", args=[one.pk]), one.name,
            (str(KIND_WORDS[one.kind]), one.unit_name, str(one.held)),
            [] if one.held else [Badge(_("none yet"), "warn")],
        )
        for one in found[asked.first_row : asked.first_row + asked.most]
    ]  # fmt: skip
    may_assign = request.access.may(Right.SET_TARGETS)
    actions = [Button(reverse("target_import"), _("Import from Excel"), primary=True)] if may_assign and cycle else []
    if cycle and request.access.may(Right.EXPORT):
        actions.append(Button(reverse("targets_export"), _("All targets as Excel")))
    empty = Empty(_("Nobody is given targets here"), _("Targets are assigned once the year's cycle is open."))
    listing = Listing(
        _("Targets of the year"), asked, columns, choices, rows, found.count(), empty,
        _("What the head assigns for the year: the ground of review and rating."),
        _("A name, with or without diacritics"), actions, request.access.may(Right.EXPORT),
    )  # fmt: skip
    return export_list(request, listing) or show_list(request, listing)


@page(*READING, Right.SEE_SELF)
def targets_of_subject(request: SignedRequest, number: int) -> HttpResponse:
    """The targets of one subject, what they said before, what was withdrawn."""
    subject = subject_read_by(request.access, number, *READING)
    may_assign = subject.kind in KINDS and _may_assign(request, subject)
    held = targets_of(subject)
    crumbs = (
        [] if is_oneself(request.access, subject) else [{"label": _("Targets of the year"), "url": reverse("targets")}]
    )
    context = {
        "title": subject.name,
        "subtitle": f"{KIND_WORDS[subject.kind]} · {cycle_name(subject.cycle)}",
        "crumbs": [*crumbs, {"label": subject.name, "url": ""}],
        "sections": [_held(subject, held, may_assign=may_assign), *_past(subject)],
        "facts": [
            ShownFact(
                _("What targets are for"), _("The ground of review and rating"),
                why=clause_why(subject.cycle, "II.3.a", _("The ground of review and rating"), subject.name),
            )
        ],
    }  # fmt: skip
    return render(request, "record.html", context)


def _may_assign(request: SignedRequest, subject: Subject) -> bool:
    try:
        subject_where(request.access, subject.pk, Right.SET_TARGETS)
    except OutOfSight:
        return False
    return True


def _held(subject: Subject, held: list[Target], *, may_assign: bool) -> Section:
    rows = [
        SectionRow(
            (one.text, f"{one.planned} {one.measure}", _source(one), plain_day(one.due_on)),
            actions=[
                Button(reverse("target_correct", args=[one.pk]), _("Correct")),
                Button(reverse("target_withdraw", args=[one.pk]), _("Withdraw")),
            ] if may_assign else [],
        )
        for one in held
    ]  # fmt: skip
    assign = Button(reverse("target_assign", args=[subject.pk]), _("Assign targets"), primary=True)
    columns = [_("What is to be done"), _("Value"), _("Source"), _("Due on")]
    actions = [assign] if may_assign else []
    return Section(_("Targets"), columns, rows, _("No target is assigned yet."), actions=actions)


def _source(target: Target) -> str:
    return " – ".join(filter(None, [str(SOURCES[target.source]), target.source_title]))


def _past(subject: Subject) -> list[Section]:
    versions, withdrawn = versions_of(subject), withdrawn_targets_of(subject)
    who = names_of_accounts([one.superseded_by for one in versions] + [one.withdrawn_by for one in withdrawn])
    corrected = [
        SectionRow((
            one.text, f"{one.planned} {one.measure}", one.of.text, one.ground,
            f"{when(one.superseded_at)} · {who.get(one.superseded_by, one.superseded_by)}",
        ))
        for one in versions
    ]  # fmt: skip
    gone = [
        SectionRow((
            one.text, f"{one.planned} {one.measure}", one.ground,
            f"{when(one.withdrawn_at)} · {who.get(one.withdrawn_by, one.withdrawn_by)}" if one.withdrawn_at else "",
        ))
        for one in withdrawn
    ]  # fmt: skip
    before = [_("What is to be done"), _("Value"), _("Now"), _("Ground"), _("When, by whom")]
    sections = [Section(_("What corrected targets said before"), before, corrected)] if corrected else []
    columns = [_("What is to be done"), _("Value"), _("Ground"), _("When, by whom")]
    return sections + ([Section(_("Withdrawn targets"), columns, gone)] if gone else [])


@page(Right.SET_TARGETS)
def target_assign(request: SignedRequest, number: int) -> HttpResponse:
    """Assign several targets at once."""
    subject = subject_where(request.access, number, Right.SET_TARGETS)
    back = reverse("targets_of", args=[number])

    def act(form: TargetRowsForm) -> str:
        filled = form.filled()
        try:
            made = assign_targets(request.access, number, [entry for _place, entry in filled])
        except Refused as refused:
            raise Refused(
                [_moved(verdict, [place for place, _entry in filled]) for verdict in refused.verdicts]
            ) from refused
        messages.success(request, _("{count} targets are assigned.").format(count=len(made)))
        return back

    about = FormPage(
        _("Assign targets: {name}").format(name=subject.name), _("Assign"), back,
        _("Rows left empty count for nothing. Each target says what is to be done and how its result is measured."),
    )  # fmt: skip
    return answer_form(request, TargetRowsForm, act, about)


def _moved(verdict: Verdict, places: list[int]) -> Verdict:
    """The verdict at the row of the page, where rows before it were left empty."""
    name, _mark, number = verdict.field.rpartition("_")
    if not number.isdecimal() or not 1 <= int(number) <= len(places):
        return verdict
    return Verdict(verdict.message, f"{name}_{places[int(number) - 1]}", verdict.clause)


@page(Right.SET_TARGETS)
def target_correct(request: SignedRequest, number: int) -> HttpResponse:
    """Correct a target."""
    target = target_to_change(request.access, number)
    back = reverse("targets_of", args=[target.subject_id])
    typed_version = request.POST.get("version", "")
    version = int(typed_version[:9]) if typed_version.isdecimal() else target.version

    def act(form: TargetForm) -> str:
        correct_target(request.access, number, version, form.entry(), form.cleaned_data["ground"])
        messages.success(request, _("Corrected. What stood there before stays readable."))
        return back

    def make(typed: QueryDict | None) -> TargetForm:
        names = ("text", "measure", "planned", "source", "source_title", "due_on")
        return TargetForm(typed, initial={name: getattr(target, name) for name in names})

    about = FormPage(
        _("Correct a target: {name}").format(name=target.subject.name), _("Save"), back,
        hidden=[("version", str(target.version))],
    )  # fmt: skip
    return answer_form(request, make, act, about)


@page(Right.SET_TARGETS)
def target_withdraw(request: SignedRequest, number: int) -> HttpResponse:
    """Take a target back."""
    target = target_to_change(request.access, number)
    back = reverse("targets_of", args=[target.subject_id])

    def act(form: GroundForm) -> str:
        withdraw_target(request.access, number, target.version, form.cleaned_data["ground"])
        messages.success(request, _("Withdrawn. It stays readable below the others."))
        return back

    about = FormPage(target.text, _("Withdraw"), back, _("It is no longer answered in the review."), danger=True)
    return answer_form(request, GroundForm, act, about)
