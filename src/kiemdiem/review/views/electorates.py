"""Pages of workplace electorates: which there are, one list with its leaders, the paper to sign (I.3.1.c)."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kiemdiem.accounts.access import OutOfSight
from kiemdiem.accounts.answering import FormPage, answer_form
from kiemdiem.accounts.doors import page
from kiemdiem.accounts.labels import said, said_obstacles
from kiemdiem.accounts.middleware import SignedRequest
from kiemdiem.accounts.queries import names_of_accounts
from kiemdiem.accounts.roles import Right
from kiemdiem.accounts.submitting import hidden_fields, once
from kiemdiem.campaign.models import Cycle, Subject
from kiemdiem.campaign.queries.cycles import open_cycle_of
from kiemdiem.campaign.roster import terms_of
from kiemdiem.campaign.words import clause_why, cycle_name
from kiemdiem.pages.listing import Badge, Button
from kiemdiem.pages.masking import plain_day
from kiemdiem.registry.presenting import Section, SectionRow, ShownFact, when
from kiemdiem.review.actions.electorates import OTHERS, define_electorate, derive_electorates
from kiemdiem.review.actions.voters import obstacles_to_settling
from kiemdiem.review.electing import Leader, compare_with_conference, name_of
from kiemdiem.review.electorate_words import STATES, WHO
from kiemdiem.review.forms.electorates import DefinitionForm
from kiemdiem.review.models import Electorate
from kiemdiem.review.queries.electorates import (
    electorate_seen_by,
    electorates_seen_by,
    leaders_without_electorate,
    left_out_of,
    settled_lists,
    sizes_of,
    state_of,
    voters_of,
)
from kiemdiem.review.queries.standing import node_reached, subject_where, subjects_where
from kiemdiem.review.views.choosing import choose_subject
from kiemdiem.rulebook.edition import Edition
from kiemdiem.tree.models import Organisation
from kiemdiem.verdicts import Refused
from kiemdiem.vocabulary import SubjectKind

_MOST = 100
"""Rows of one list."""


@page(Right.ASK_OPINIONS)
def electorates(request: SignedRequest) -> HttpResponse:
    """The electorates of one's workplaces, and the leaders for whom none is there."""
    access = request.access
    cycle = open_cycle_of(access)
    every = electorates_seen_by(access, cycle)
    found = list(every[:_MOST]) if cycle else []
    count = every.count() if len(found) == _MOST else len(found)
    sizes = sizes_of(found)
    rows = [
        SectionRow(
            (one.workplace.name, str(WHO[one.who]), str(sizes.get(one.pk, 0)),
             ", ".join(each.subject.name for each in one.leaders.all())),
            reverse("electorate", args=[one.pk]), [_badge(one)],
        )
        for one in found
    ]  # fmt: skip
    columns = [_("Workplace"), _("Whose opinion"), _("How many"), _("About")]
    sections = [
        _without(request, cycle),
        Section(_("Electorates"), columns, rows, _("No electorate is derived yet."), _first_of(len(found), count)),
    ]  # fmt: skip
    derive = _("Derive for {unit}")
    units = {grant.unit: grant.unit_name for grant in access.grants if Right.ASK_OPINIONS in grant.rights}
    actions = [
        Button(reverse("electorates_derive", args=[code]), derive.format(unit=name), method="post", primary=True)
        for code, name in list(units.items())[:3]
    ] if cycle else []  # fmt: skip
    if cycle and access.may(Right.APPROVE):
        actions.append(Button(reverse("electorate_new"), _("Lay down for a leader")))
    context = {
        "title": _("Workplace opinion"),
        "subtitle": cycle_name(cycle) if cycle else _("No cycle is open."),
        "sections": sections,
        "actions": actions,
        "hidden": hidden_fields(request),
    }
    return render(request, "record.html", context)


def _badge(electorate: Electorate) -> Badge:
    """How far a list has come."""
    if electorate.held_on:
        return Badge(_("Taken on {day}").format(day=plain_day(electorate.held_on)), "good")
    return Badge(_("Ready for the ballot"), "info") if electorate.settled_at else Badge(_("List not settled"), "warn")


def _without(request: SignedRequest, cycle: Cycle | None) -> Section:
    """The leaders of whom the text speaks and for whom no electorate is there, with what is missing."""
    missing = leaders_without_electorate(request.access, cycle) if cycle else []
    shown = missing[:_MOST]
    leads = _Leads(
        {one.pk for one in subjects_where(request.access, Right.APPROVE).filter(
            pk__in=[each.subject.pk for each in shown])},
        settled_lists(cycle) if cycle else {},
    )  # fmt: skip
    rows = [_leader_row(request, cycle, one, leads) for one in shown] if cycle else []
    others = _("Those of whom the text does not speak: the standing committee above the grassroots lays it down.")
    return Section(
        _("Leaders for whom nobody is asked yet"), [_("Leader"), _("Posts"), _("What is missing")], rows,
        _("Every leader of whom the text speaks has an electorate."), f"{others} {_first_of(len(rows), len(missing))}",
    )  # fmt: skip


def _first_of(shown: int, count: int) -> str:
    """That a list is longer than what is shown."""
    if shown == count:
        return ""
    return _("Only the first {shown} of {count} are shown.").format(shown=shown, count=count)


@dataclass(frozen=True)
class _Leads:
    """What is read once for all leaders without an electorate."""

    definable: set[int]
    """For whom one lays down who is asked."""
    settled: Mapping[tuple[int, str], Electorate]


def _leader_row(request: SignedRequest, cycle: Cycle, leader: Leader, leads: _Leads) -> SectionRow:
    subject, url = leader.subject, ""
    if leader.rule is None:
        told = _("It is not entered which clause holds for the unit: lay it down.")
        url = reverse("electorate_define", args=[subject.pk]) if subject.pk in leads.definable else ""
    elif leader.workplace is None:
        told = _("The workplace is not entered in the registry.")
        url = reverse("person", args=[subject.code]) if request.access.may(Right.SEE_PEOPLE, subject.path) else ""
    elif settled := leads.settled.get((leader.workplace, leader.rule.who)):
        told = _("The list of {workplace} is settled: open it again with a reason, then derive.")
        told = told.format(workplace=settled.workplace.name)
        may_open = request.access.may(Right.ASK_OPINIONS, settled.path)
        url = reverse("electorate", args=[settled.pk]) if may_open else ""
    else:
        told = _("Not derived yet.")
    clause = leader.rule.clause if leader.rule else "I.3.1.c0"
    return SectionRow((subject.name, subject.titles, told), url, why=clause_why(cycle, clause, told, subject.name))


@require_POST
@page(Right.ASK_OPINIONS)
def electorates_derive(request: SignedRequest, code: str) -> HttpResponse:
    """Derive the electorates of a unit."""

    def act() -> str:
        try:
            made = derive_electorates(request.access, code)
        except Refused as refused:
            for verdict in refused.verdicts:
                messages.error(request, said(verdict.message))
        else:
            told = _("Derived: {leaders} leaders and {voters} people asked are new.")
            messages.success(request, told.format(leaders=made.leaders, voters=made.voters))
        return reverse("electorates")

    return once(request, act)


@page(Right.APPROVE)
def electorate_new(request: SignedRequest) -> HttpResponse:
    """Choose the leader for whom it is laid down who is asked."""
    return choose_subject(
        request, (Right.APPROVE,), "electorate_define", _("Lay down who is asked at work"),
        _("Choose the leader; those of whom the text speaks are derived."), (SubjectKind.CADRE,),
    )  # fmt: skip


@page(Right.APPROVE)
def electorate_define(request: SignedRequest, number: int) -> HttpResponse:
    """Lay down whose workplace opinion is asked about a leader."""
    access = request.access
    subject = subject_where(access, number, Right.APPROVE)
    node = node_reached(access, Right.APPROVE, subject)
    above = [one for one in access.grants if Right.APPROVE in one.rights and node.startswith(one.path)]
    if not above:
        raise OutOfSight(f"subject {number}")
    unit = max(above, key=lambda grant: len(grant.path))
    edition = terms_of(subject.cycle).edition
    choices = ([*((code, str(label)) for code, label in WHO.items())], _clauses(edition, subject.cycle))
    workplace = _workplace(subject)

    def make(typed: QueryDict | None) -> DefinitionForm:
        return DefinitionForm(access, choices, workplace.code if workplace else "", typed)

    def act(form: DefinitionForm) -> str:
        made = define_electorate(access, unit.unit, number, form.definition(), form.paper())
        messages.success(request, _("Laid down. Look through the list next."))
        return reverse("electorate", args=[made.pk])

    intro = _("In the name of {unit}. Staff and representatives come from the registry; named people are added next.")
    about = FormPage(
        _("Workplace opinion on {name}").format(name=subject.name), _("Lay down"), reverse("electorates"),
        intro.format(unit=unit.unit_name),
    )  # fmt: skip
    return answer_form(request, make, act, about)


def _clauses(edition: Edition, cycle: Cycle) -> list[tuple[str, str]]:
    """The clauses by which it can be laid down: for others, or one that names units which are not entered."""
    named = dict.fromkeys(row.clause for row in edition.electorates if row.named)
    return [(one, f"{one}: {clause_why(cycle, one, '').summary}") for one in (OTHERS, *named)]


def _workplace(subject: Subject) -> Organisation | None:
    return subject.person.workplace if subject.person is not None else None


@page(Right.ASK_OPINIONS)
def electorate(request: SignedRequest, number: int) -> HttpResponse:
    """One list: about whom, who is asked and why, what was corrected, what is next."""
    one = electorate_seen_by(request.access, number)
    open_question = _("The registry holds members and those who were entered; add the other staff by name.")
    facts = [
        ShownFact(_("Workplace"), one.workplace.name),
        ShownFact(_("Whose opinion"), str(WHO[one.who]), why=clause_why(one.cycle, _clause(one), str(WHO[one.who]))),
        ShownFact(_("How many"), str(sizes_of([one]).get(one.pk, 0))),
        ShownFact(_("Minutes"), str(one.document or "")),
    ]
    context = {
        "title": _("Workplace opinion: {workplace}").format(workplace=one.workplace.name),
        "subtitle": cycle_name(one.cycle),
        "badges": [_badge(one)],
        "crumbs": [{"label": _("Workplace opinion"), "url": reverse("electorates")},
                   {"label": one.workplace.name, "url": ""}],
        "facts": facts,
        "obstacles": said_obstacles(() if one.settled_at else obstacles_to_settling(one)),
        "question": "" if one.settled_at else open_question,
        "sections": [_leaders(request, one), _voters(one), _left_out(one), _changes(one)],
        "actions": _actions(one),
        "hidden": hidden_fields(request),
    }  # fmt: skip
    return render(request, "review/electorate.html", context)


def _clause(electorate: Electorate) -> str:
    return " ".join(dict.fromkeys(one.clause for one in electorate.leaders.all())) or OTHERS


def _actions(electorate: Electorate) -> list[Button]:
    key = [electorate.pk]
    paper = Button(reverse("electorate_paper", args=key), _("Print the list"))
    if electorate.held_on:
        return [paper, Button(reverse("electorate_reopen", args=key), _("Open it again"), danger=True)]
    if electorate.settled_at:
        call = Button(reverse("conference_ask", args=key), _("Call the meeting"), primary=True)
        return [call, Button(reverse("electorate_held", args=key), _("Record the meeting")), paper,
                Button(reverse("electorate_reopen", args=key), _("Open it again"))]  # fmt: skip
    return [Button(reverse("electorate_settle", args=key), _("Settle the list"), method="post", primary=True),
            Button(reverse("voter_new", args=key), _("Add somebody")), paper]  # fmt: skip


def _leaders(request: SignedRequest, electorate: Electorate) -> Section:
    rows = []
    for one in electorate.leaders.all():
        one.electorate = electorate
        found = compare_with_conference(electorate, one.subject)
        told = _("everybody asked attends {places}").format(places=", ".join(found.places)) if found.is_same else ""
        if found.elsewhere:
            told = _("{count} of those asked do not belong to what reviews the leader")
            told = told.format(count=len(found.elsewhere))
        is_open = one.not_needed_at is None and electorate.held_on is None
        actions = [Button(reverse("opinion_not_needed", args=[one.pk]), _("Not needed"))] if is_open else []
        if electorate.settled_at is None:
            actions.append(Button(reverse("leader_take_off", args=[one.pk]), _("Take off")))
        ground = " · ".join(filter(None, [str(one.document or ""), one.ground, one.not_needed_ground]))
        state = STATES[state_of(one)]
        rows.append(
            SectionRow((one.subject.name, one.subject.titles, told, ground), badges=[Badge(state[0], state[1])],
                       why=clause_why(electorate.cycle, f"{one.clause} I.3.1.c4", told, one.subject.name),
                       actions=actions)
        )  # fmt: skip
    columns = [_("Leader"), _("Posts"), _("Those at the conference"), _("Ground")]
    return Section(_("About whom"), columns, rows, _("About nobody any more."))


def _voters(electorate: Electorate) -> Section:
    every = voters_of(electorate)
    who = names_of_accounts(one.added_by for one in every)
    may_correct = electorate.settled_at is None
    rows = [
        SectionRow(
            (name_of(one), _("by the rule") if one.by_rule else _("added: {ground}").format(ground=one.ground),
             "" if one.by_rule else who.get(one.added_by, one.added_by)),
            actions=[Button(reverse("voter_leave_out", args=[one.pk]), _("Leave out"))] if may_correct else [],
        )
        for one in every
    ]  # fmt: skip
    return Section(_("People asked"), [_("Name"), _("Why"), _("Entered by")], rows, _("Nobody is in the list yet."))


def _left_out(electorate: Electorate) -> Section:
    every = left_out_of(electorate)
    who = names_of_accounts(one.left_out_by for one in every)
    rows = [SectionRow((name_of(one), said(one.left_out_ground), who.get(one.left_out_by, one.left_out_by)))
            for one in every]  # fmt: skip
    return Section(_("Left out"), [_("Name"), _("Ground"), _("Entered by")], rows, _("Nobody is left out."))


def _changes(electorate: Electorate) -> Section:
    every = list(electorate.changes.select_related("subject").order_by("-at", "-pk"))
    who = names_of_accounts(one.by for one in every)
    rows = [
        SectionRow((when(one.at), _("Taken off: {name}").format(name=one.subject.name) if one.subject
                    else _("Opened again"), one.ground, who.get(one.by, one.by)))
        for one in every
    ]  # fmt: skip
    columns = [_("When"), _("What"), _("Ground"), _("Entered by")]
    return Section(_("Changes"), columns, rows, _("Neither opened again nor anybody taken off."))


@page(Right.ASK_OPINIONS)
def electorate_paper(request: SignedRequest, number: int) -> HttpResponse:
    """The list to be signed at the meeting."""
    one = electorate_seen_by(request.access, number)
    context = {
        "title": _("Workplace opinion: {workplace}").format(workplace=one.workplace.name),
        "cycle": cycle_name(one.cycle),
        "workplace": one.workplace.name,
        "leaders": [(each.subject.name, each.subject.titles) for each in one.leaders.all() if not each.not_needed_at],
        "voters": [name_of(each) for each in voters_of(one)],
        "is_settled": one.settled_at is not None,
    }
    return render(request, "review/electorate_paper.html", context)
