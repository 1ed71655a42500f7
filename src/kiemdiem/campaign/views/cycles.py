"""Pages of cycles: the list, one cycle with calendar, preview and problems, what is done with it."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kiemdiem.accounts.answering import FormPage, answer_form
from kiemdiem.accounts.doors import page
from kiemdiem.accounts.labels import language, said, said_obstacles
from kiemdiem.accounts.middleware import CHOSEN, SignedRequest
from kiemdiem.accounts.roles import Right
from kiemdiem.accounts.submitting import hidden_fields, once
from kiemdiem.campaign.actions.cycles import (
    ask_for_preview,
    ask_to_freeze,
    change_day,
    discard_cycle,
    prepare_cycle,
    set_aside,
)
from kiemdiem.campaign.forms.cycles import CycleForm, DayForm, GroundForm
from kiemdiem.campaign.models import Cycle
from kiemdiem.campaign.obstacles import obstacles_to_freezing, remark_on_changed_files, remarks_on_edition
from kiemdiem.campaign.previewing import preview_of
from kiemdiem.campaign.queries.cycles import (
    calendar_of,
    cycle_seen_by,
    cycles_seen_by,
    day_to_set,
    open_cycles_among,
    open_cycles_of,
    problem_seen_by,
    problems_in,
)
from kiemdiem.campaign.roster import terms_of
from kiemdiem.campaign.words import (
    ACTIONS,
    KINDS,
    MENDING,
    PROBLEMS,
    clause_why,
    cycle_badge,
    cycle_name,
    deadline_title,
)
from kiemdiem.jobs.queries import last_job, shown
from kiemdiem.pages.listing import Badge, Button
from kiemdiem.pages.masking import plain_day
from kiemdiem.registry.presenting import Section, SectionRow, ShownFact, when
from kiemdiem.registry.queries.units import roots_seen_by
from kiemdiem.rulebook.edition import Edition
from kiemdiem.verdicts import Refused

_JOBS = ("cycle.preview", "cycle.freeze")
_MOST_PROBLEMS = 100
SEEING = (Right.SEE_PLAN, Right.OPEN_CYCLE)


@page(*SEEING)
def cycles(request: SignedRequest) -> HttpResponse:
    """The cycles of one's own units."""
    found = list(cycles_seen_by(request.access))
    open_ones = open_cycles_among(found, request.access.cycle)
    others = open_ones[1:]
    rows = [
        SectionRow(
            (cycle_name(one), one.unit.name, plain_day(timezone.localdate(one.frozen_at)) if one.frozen_at else ""),
            reverse("cycle", args=[one.pk]),
            [cycle_badge(one), *([Badge(_("Worked on"), "info")] if others and one == open_ones[0] else [])],
            [Button(reverse("cycle_choose", args=[one.pk]), _("Work on this one"), method="post")]
            if one in others else [],
        )
        for one in found
    ]  # fmt: skip
    may_open = request.access.may(Right.OPEN_CYCLE)
    empty = _("No cycle yet. Prepare one: nothing is open before you have seen the preview of the plan.")
    section = Section(
        _("Cycles"), [_("Cycle"), _("Unit"), _("Opened on")], rows,
        empty if may_open else _("No cycle is open yet. Whoever leads your Party organisation opens it."),
        _("Several are open: lists and overview show the one that you work on.") if others else "",
        [Button(reverse("cycle_new"), _("Prepare a cycle"), primary=True)] if may_open else [],
    )  # fmt: skip
    context = {"title": _("Yearly cycles"), "sections": [section], "hidden": hidden_fields(request)}
    return render(request, "record.html", context)


@require_POST
@page(*SEEING)
def cycle_choose(request: SignedRequest, number: int) -> HttpResponse:
    """Work on this one of the open cycles from now on, until one signs out."""
    one = cycle_seen_by(request.access, number)
    if one not in open_cycles_of(request.access):
        messages.error(request, _("This cycle is not open, or no longer the latest one."))
        return redirect("cycles")
    request.session[CHOSEN] = {"key": one.pk, "year": one.year, "unit": one.unit.name}
    messages.success(
        request, _("You work on the review of {year} of {unit}.").format(year=one.year, unit=one.unit.name)
    )
    return redirect("home")


@page(Right.OPEN_CYCLE)
def cycle_new(request: SignedRequest) -> HttpResponse:
    """Prepare a cycle."""
    top = next(
        (unit for unit in roots_seen_by(request.access) if request.access.may(Right.OPEN_CYCLE, unit.path)), None
    )

    def make(typed: QueryDict | None) -> CycleForm:
        initial = {"unit": top.code if top else "", "year": timezone.localdate().year}
        return CycleForm(request.access, typed, initial=initial)

    def act(form: CycleForm) -> str:
        typed = form.cleaned_data
        made = prepare_cycle(request.access, typed["unit"].code, typed["year"], typed["as_of"], typed["edition"])
        return reverse("cycle", args=[made.pk])

    about = FormPage(
        _("Prepare a cycle"), _("Prepare and preview"), reverse("cycles"),
        _("Nothing is open yet: first you see who would be reviewed where, and what is unclear."),
    )  # fmt: skip
    return answer_form(request, make, act, about)


@page(*SEEING)
def cycle(request: SignedRequest, number: int) -> HttpResponse:
    """One cycle: dates, calendar, preview, who cannot be put into the plan, what may be done."""
    one = cycle_seen_by(request.access, number)
    is_mine = request.access.may(Right.OPEN_CYCLE, one.unit.path)
    job = last_job(_JOBS, f"cycle:{one.pk}") if is_mine else None
    progress = shown(job, language(), reverse("cycle", args=[number])) if job else None
    edition = terms_of(one).edition
    is_preparing = is_mine and not one.frozen_at
    obstacles = [*obstacles_to_freezing(one)] if is_preparing else []
    remarks = (
        tuple(remarks_on_edition(edition.id, edition.year, one.year, is_derived=edition.derived))
        if is_preparing
        else ()
    )
    if is_mine and one.frozen_at and (changed := remark_on_changed_files(one)):
        remarks = (changed,)
    sections = [_calendar(one, edition, is_mine=is_mine), *_preview_sections(one, edition)]
    if is_preparing:
        sections.insert(0, _problems(one))
    context = {
        "title": cycle_name(one),
        "subtitle": one.unit.name,
        "badges": [cycle_badge(one)],
        "crumbs": [{"label": _("Yearly cycles"), "url": reverse("cycles")}, {"label": cycle_name(one), "url": ""}],
        "facts": _facts(one, edition),
        "sections": sections,
        "job": progress if progress and (progress.is_open or progress.state == "failed") else None,
        "obstacles": said_obstacles([*obstacles, *remarks]),
        "can_freeze": is_preparing and not obstacles and not (progress and progress.is_open),
        "is_preparing": is_preparing,
        "actions": _actions(one, is_mine=is_mine),
        "cycle": one,
    }
    return render(request, "campaign/cycle.html", context)


def _actions(one: Cycle, *, is_mine: bool) -> list[Button]:
    if not one.frozen_at:
        return []
    found = [Button(reverse("plan", args=[one.pk]), _("To the plan"), primary=True)]
    return [*found, Button(reverse("edition_try", args=[one.pk]), _("Try other rules"))] if is_mine else found


def _facts(one: Cycle, edition: Edition) -> list[ShownFact]:
    return [
        ShownFact(_("Unit"), one.unit.name),
        ShownFact(_("Rules of the year"), edition.title_vi if language() == "vi" else edition.title_en),
        ShownFact(_("Reference date"), plain_day(one.as_of), why=clause_why(one, "I.1.a", plain_day(one.as_of))),
        ShownFact(_("Prepared"), when(one.opened_at)),
        ShownFact(_("Opened"), when(one.frozen_at) if one.frozen_at else ""),
    ]


def _calendar(one: Cycle, edition: Edition, *, is_mine: bool) -> Section:
    days = calendar_of(one)
    rows = [
        SectionRow(
            (deadline_title(edition, day.key), plain_day(day.day), " · ".join(filter(None, [
                day.reason, str(day.document or "")]))),
            actions=[Button(reverse("cycle_day", args=[one.pk, day.key]), _("Change"))] if is_mine else [],
            why=clause_why(one, day.clause, plain_day(day.day), deadline_title(edition, day.key)),
        )
        for day in days
    ]  # fmt: skip
    columns = [_("What must be done"), _("Before"), _("Why it was changed")]
    return Section(_("Calendar"), columns, rows, _("The edition names no dates."))


def _problems(one: Cycle) -> Section:
    found = problems_in(one)
    rows = [
        SectionRow(
            (problem.person.full_name, problem.person.home.name, " ".join(filter(None, [
                str(PROBLEMS[problem.kind]), problem.cells, problem.ground])), str(MENDING[problem.kind])),
            reverse("person", args=[problem.person.code]),
            actions=[] if problem.set_aside_at
            else [Button(reverse("problem_aside", args=[problem.pk]), _("Leave out of the plan"))],
        )
        for problem in found[:_MOST_PROBLEMS]
    ]  # fmt: skip
    hint = _("{count} members in all.").format(count=found.count()) if rows else ""
    columns = [_("Full name"), _("Unit"), _("What is wrong"), _("How to mend it")]
    empty = _("Every member takes part in exactly one cell.") if one.previewed_at else _("The preview will tell.")
    return Section(_("Members who cannot be put into the plan"), columns, rows, empty, hint)


def _preview_sections(one: Cycle, edition: Edition) -> list[Section]:
    preview = preview_of(one)
    rows = [
        SectionRow((str(KINDS[kind]), str(ACTIONS[action]), str(count)))
        for kind, action, count in preview.rows
    ]  # fmt: skip
    held = [SectionRow((deadline_title(edition, key), str(count))) for key, count in preview.held]
    questions = [
        SectionRow((said(each.message), each.clause, str(each.count))) for each in preview.questions
    ]  # fmt: skip
    sections = [
        Section(_("The plan in numbers"), [_("Who"), _("What"), _("How many")], rows, _("The preview will tell.")),
        Section(_("Reviews by deadline"), [_("Deadline"), _("Reviews")], held, _("The preview will tell.")),
        Section(
            _("Questions that the regulation leaves open"), [_("Question"), _("Clause"), _("Concerns")], questions,
            _("None so far."), _("Each is shown again where it decides a result."),
        ),
    ]  # fmt: skip
    return sections if one.previewed_at else []


@page(Right.OPEN_CYCLE)
def cycle_day(request: SignedRequest, number: int, key: str) -> HttpResponse:
    """Change a date of the calendar."""
    standing = day_to_set(request.access, number, key)

    def act(form: DayForm) -> str:
        change_day(request.access, number, key, form.cleaned_data["day"], form.ground(), form.paper())
        messages.success(request, _("Changed. The plan and the desk count by the new date from now on."))
        return reverse("cycle", args=[number])

    about = FormPage(
        deadline_title(terms_of(standing.cycle).edition, key), _("Save"), reverse("cycle", args=[number]),
        _("Before: {day}.").format(day=plain_day(standing.day)),
    )  # fmt: skip
    return answer_form(request, lambda typed: DayForm(request.access, typed, initial={"day": standing.day}), act, about)


@page(Right.OPEN_CYCLE)
def problem_aside(request: SignedRequest, number: int) -> HttpResponse:
    """Leave somebody out of the plan, with a ground."""
    problem = problem_seen_by(request.access, number)
    back = reverse("cycle", args=[problem.cycle_id])

    def act(form: GroundForm) -> str:
        set_aside(request.access, number, form.cleaned_data["ground"])
        return back

    about = FormPage(
        problem.person.full_name, _("Leave out of the plan"), back,
        f"{PROBLEMS[problem.kind]}. {MENDING[problem.kind]} "
        + _("Once that is done, he or she appears among the proposed changes of the plan."),
        danger=True,
    )  # fmt: skip
    return answer_form(request, GroundForm, act, about)


@require_POST
@page(Right.OPEN_CYCLE)
def cycle_preview(request: SignedRequest, number: int) -> HttpResponse:
    """Have the preview made anew."""
    return _act(request, number, lambda: ask_for_preview(request.access, number))


@require_POST
@page(Right.OPEN_CYCLE)
def cycle_freeze(request: SignedRequest, number: int) -> HttpResponse:
    """Open the cycle."""
    return _act(request, number, lambda: ask_to_freeze(request.access, number))


@require_POST
@page(Right.OPEN_CYCLE)
def cycle_discard(request: SignedRequest, number: int) -> HttpResponse:
    """Give the cycle up before it is open."""
    return _act(request, number, lambda: discard_cycle(request.access, number), reverse("cycles"))


def _act(request: SignedRequest, number: int, act: Callable[[], object], after: str = "") -> HttpResponse:
    def carried_out() -> str:
        act()
        return after or reverse("cycle", args=[number])

    try:
        return once(request, carried_out)
    except Refused as refused:
        for verdict in refused.verdicts:
            messages.error(request, said(verdict.message))
        return redirect("cycle", number)
