"""Pages of the plan: the tree with its progress, one place, the rows as a list, those missing to be read out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kiemdiem.accounts.answering import FormPage, answer_form
from kiemdiem.accounts.doors import page
from kiemdiem.accounts.middleware import SignedRequest
from kiemdiem.accounts.roles import Right
from kiemdiem.campaign.actions.plan import finish_reviews
from kiemdiem.campaign.calendar import days_in_force
from kiemdiem.campaign.forms.plan import FinishForm
from kiemdiem.campaign.freezing import HELD
from kiemdiem.campaign.models import Cycle, Place, PlanRow
from kiemdiem.campaign.queries.cycles import cycle_seen_by, place_seen_by
from kiemdiem.campaign.queries.plan import (
    Progress,
    Standing,
    UnitProgress,
    Wanted,
    due_keys,
    progress_at,
    progress_of,
    rows_at,
    rows_of_place,
    rows_wanted,
    standing_of,
    waiting_changes,
)
from kiemdiem.campaign.words import ACTIONS, KINDS, clause_why, cycle_name, due_words, row_state
from kiemdiem.pages.listing import Badge, Button, Choice, Column, Empty, Listing, Row, asked_of, show_list
from kiemdiem.pages.masking import plain_day
from kiemdiem.registry.labels import label_of
from kiemdiem.registry.list_files import access_for, export_list
from kiemdiem.registry.presenting import Section, SectionRow
from kiemdiem.registry.queries.units import organisation_seen_by, roots_seen_by, superiors_in_sight
from kiemdiem.tree.models import Organisation
from kiemdiem.vocabulary import OrganisationKind

_MOST_READ_OUT = 2_000


@dataclass(frozen=True)
class PlaceSection(Section):
    """The reviews at one place; the page leads on to what higher floors know of it."""

    place: int = 0


@page(Right.SEE_PLAN)
def plan(request: SignedRequest, number: int) -> HttpResponse:
    """The plan of one's own units: straight to the unit when there is one only."""
    cycle = cycle_seen_by(request.access, number)
    nodes = request.access.paths(Right.SEE_PLAN)
    units = [unit for unit in roots_seen_by(request.access) if unit.path in nodes]
    if len(units) == 1:
        return redirect("plan_unit", number, units[0].code)
    due = due_keys(days_in_force(cycle), timezone.localdate())
    tiles = [UnitProgress(unit.code, unit.name, unit.kind, progress_of(cycle, [unit.path], due)) for unit in units]
    context = {
        "title": _("Plan of {year}").format(year=cycle.year),
        "crumbs": _crumbs(cycle),
        "tiles": [_tile(cycle, tile) for tile in tiles],
    }
    return render(request, "campaign/plan.html", context)


@page(Right.SEE_PLAN)
def plan_unit(request: SignedRequest, number: int, code: str) -> HttpResponse:
    """The plan at one node: how far it has come, the units below as a heat map, the reviews at its own places."""
    access = request.access
    cycle, unit = cycle_seen_by(access, number), organisation_seen_by(access, code, Right.SEE_PLAN)
    today = timezone.localdate()
    days = days_in_force(cycle)
    whole, below = progress_at(cycle, unit, due_keys(days, today))
    places = rows_at(cycle, unit)
    waiting = waiting_changes(access, cycle) if access.may(Right.EDIT_PLAN, unit.path) else 0
    context = {
        "title": _("Plan of {year}: {unit}").format(year=cycle.year, unit=unit.name),
        "crumbs": [
            *_crumbs(cycle),
            *_way_down(request, cycle, unit),
            {"label": unit.name, "url": ""},
        ],
        "progress": _told(whole),
        "tiles": [_tile(cycle, tile) for tile in below],
        "may_read": access.may(Right.READ_REVIEWS, unit.path),
        "sections": [
            _place_section(request, cycle, place, rows, days.get(place.deadline), today) for place, rows in places
        ],
        "actions": _unit_actions(request, cycle, unit, waiting),
    }
    return render(request, "campaign/plan.html", context)


def _crumbs(cycle: Cycle) -> list[dict[str, str]]:
    return [
        {"label": _("Yearly cycles"), "url": reverse("cycles")},
        {"label": cycle_name(cycle), "url": reverse("cycle", args=[cycle.pk])},
    ]


def _way_down(request: SignedRequest, cycle: Cycle, unit: Organisation) -> list[dict[str, str]]:
    """The superiors whose plan may be seen."""
    superiors = superiors_in_sight(request.access, unit)
    return [
        {"label": one.name, "url": reverse("plan_unit", args=[cycle.pk, one.code])}
        for one in superiors
        if request.access.may(Right.SEE_PLAN, one.path)
    ]


def _told(progress: Progress) -> dict[str, object]:
    return {
        "percent": progress.percent, "reviews": progress.reviews, "finished": progress.finished,
        "missing": progress.missing, "late": progress.late, "heat": min(4, progress.percent // 25),
    }  # fmt: skip


def _tile(cycle: Cycle, tile: UnitProgress) -> dict[str, object]:
    return {
        **_told(tile.progress), "name": tile.name, "kind": label_of(OrganisationKind, tile.kind),
        "url": reverse("plan_unit", args=[cycle.pk, tile.code]),
    }  # fmt: skip


def _unit_actions(request: SignedRequest, cycle: Cycle, unit: Organisation, waiting: int) -> list[Button]:
    rows = f"{reverse('plan_rows', args=[cycle.pk])}?unit={unit.code}"
    found = [
        Button(reverse("plan_missing", args=[cycle.pk, unit.code]), _("Those missing, to read out")),
        Button(rows, _("As a list")),
    ]
    if request.access.may(Right.EDIT_PLAN, unit.path):
        label = _("Changes of the registry ({count})").format(count=waiting)
        found.append(Button(reverse("plan_changes", args=[cycle.pk]), label))
    return found


def _place_section(
    request: SignedRequest, cycle: Cycle, place: Place, standings: list[Standing], day: date | None, today: date
) -> PlaceSection:
    """The reviews at one place."""
    rows = [_section_row(cycle, standing, day, today) for standing in standings]
    is_open = any(one.row.action in HELD and not one.row.finished_on for one in standings)
    may_record = request.access.may(Right.RECORD_REVIEW, place.path) and is_open
    actions = [Button(reverse("place_finish", args=[place.pk]), _("Record finished reviews"))] if may_record else []
    hint = _("To be finished before {day}.").format(day=plain_day(day)) if day else ""
    columns = [_("Who"), _("What is reviewed"), _("What happens here"), _("State")]
    return PlaceSection(place.name, columns, rows, _("Nobody is reviewed here."), hint, actions=actions, place=place.pk)


def _section_row(cycle: Cycle, standing: Standing, day: date | None, today: date) -> SectionRow:
    row = standing.row
    state = row_state(row, is_waiting=standing.is_waiting or bool(standing.lacks))
    due = due_words(day, today, is_finished=row.finished_on is not None) if row.action in HELD else None
    why = clause_why(cycle, row.clauses, row.ground or str(ACTIONS[row.action]), row.subject.name)
    cells = (row.subject.name, str(KINDS[row.subject.kind]), str(ACTIONS[row.action]), str(state.label))
    badges = [badge for badge in (due,) if badge and badge.tone != "neutral"]
    return SectionRow(cells, reverse("plan_row", args=[row.pk]), badges, why=why)


@page(Right.SEE_PLAN)
def plan_rows(request: SignedRequest, number: int) -> HttpResponse:
    """The plan of one's units as a list: searched, filtered, exported."""
    cycle = cycle_seen_by(request.access, number)
    code = request.GET.get("unit", "").replace("\0", "")
    unit = organisation_seen_by(request.access, code, Right.SEE_PLAN) if code else None
    columns = [Column(_("Who")), Column(_("What is reviewed")), Column(_("Place")), Column(_("What happens there")),
               Column(_("Before")), Column(_("State")), Column(_("Clause"))]  # fmt: skip
    choices = [
        Choice("state", _("State"), [("", _("All")), ("open", _("Not finished")), ("late", _("Late")),
                                     ("waiting", _("Waits for others")), ("finished", _("Finished")),
                                     ("other", _("Not reviewed there"))]),
        Choice("kind", _("What is reviewed"), [("", _("All")), *((kind, KINDS[kind]) for kind in
                                                                 ("collective", "cadre", "member"))]),
        Choice("unit", _("Unit"), [("", _("All units")), *([(unit.code, unit.name)] if unit else [])]),
    ]  # fmt: skip
    asked = asked_of(request, columns, choices)
    wanted = Wanted(
        asked.search, asked.chosen.get("kind", ""), asked.chosen.get("state", ""), unit.path if unit else ""
    )
    found = rows_wanted(access_for(request, asked), cycle, wanted, timezone.localdate())
    total = found.count()
    shown = list(found.select_related("subject", "place")[asked.first_row : asked.first_row + asked.most])
    days = days_in_force(cycle)
    listing = Listing(
        _("Plan of {year}").format(year=cycle.year), asked, columns, choices,
        [_list_row(standing, days) for standing in standing_of(shown)], total,
        Empty(_("Nothing is planned here"), _("The plan appears once the cycle is open.")),
        search_hint=_("A name, with or without diacritics"),
        can_export=request.access.may(Right.EXPORT),
    )  # fmt: skip
    return export_list(request, listing) or show_list(request, listing)


def _list_row(standing: Standing, days: dict[str, date]) -> Row:
    row = standing.row
    state, day = row_state(row, is_waiting=standing.is_waiting or bool(standing.lacks)), days.get(row.place.deadline)
    is_held = row.action in HELD
    due = due_words(day, timezone.localdate(), is_finished=row.finished_on is not None) if is_held else None
    cells = (
        str(KINDS[row.subject.kind]), row.place.name, str(ACTIONS[row.action]),
        plain_day(day) if is_held else "", str(state.label), ", ".join(row.clauses.split()),
    )  # fmt: skip
    badges = [due] if due and due.tone != "neutral" else []
    return Row(reverse("plan_row", args=[row.pk]), row.subject.name, cells, badges)


@page(Right.SEE_PLAN)
def plan_missing(request: SignedRequest, number: int, code: str) -> HttpResponse:
    """Those missing below a unit, place by place, to be read out by phone or printed."""
    access = request.access
    cycle, unit = cycle_seen_by(access, number), organisation_seen_by(access, code, Right.SEE_PLAN)
    today = timezone.localdate()
    found = rows_wanted(access, cycle, Wanted(state="open", path=unit.path), today).select_related("subject", "place")
    rows = list(found.order_by("path", "place_id", "subject__name_key")[: _MOST_READ_OUT + 1])
    context = {
        "title": _("Those missing: {unit}").format(unit=unit.name),
        "crumbs": [*_crumbs(cycle), {"label": unit.name, "url": reverse("plan_unit", args=[number, code])},
                   {"label": _("Those missing"), "url": ""}],
        "groups": _by_place(rows[:_MOST_READ_OUT], days_in_force(cycle), today),
        "is_cut": len(rows) > _MOST_READ_OUT,
        "most": _MOST_READ_OUT,
        "list_url": f"{reverse('plan_rows', args=[number])}?unit={unit.code}&state=open",
    }  # fmt: skip
    return render(request, "campaign/missing.html", context)


def _by_place(rows: Sequence[PlanRow], days: dict[str, date], today: date) -> list[dict[str, object]]:
    groups: dict[int, dict[str, object]] = {}
    names: dict[int, list[str]] = {}
    for row in rows:
        day = days.get(row.place.deadline)
        due: Badge | None = due_words(day, today, is_finished=False)
        groups.setdefault(row.place_id, {"name": row.place.name, "due": due})
        names.setdefault(row.place_id, []).append(row.subject.name)
    return [{**group, "names": names[key], "count": len(names[key])} for key, group in groups.items()]


@page(Right.RECORD_REVIEW)
def place_finish(request: SignedRequest, number: int) -> HttpResponse:
    """Record which reviews of one place are finished."""
    place = place_seen_by(request.access, number, Right.RECORD_REVIEW)
    standings = [one for one in rows_of_place(place) if one.row.action in HELD and one.row.finished_on is None]
    back = reverse("plan_unit", args=[place.cycle_id, place.organisation.code])
    together = {one.row.pk for one in standings}
    ready = [str(one.row.pk) for one in standings if not _waits_elsewhere(one, together)]

    def make(typed: QueryDict | None) -> FinishForm:
        return FinishForm(typed, standings, initial={"rows": ready, "day": timezone.localdate()})

    def act(form: FinishForm) -> str:
        done = finish_reviews(request.access, number, form.chosen(), form.cleaned_data["day"])
        messages.success(request, _("Recorded: {count} reviews are finished.").format(count=len(done)))
        return back

    about = FormPage(
        _("Finished reviews: {place}").format(place=place.name), _("Record"), back,
        _("Tick those whose review was held and concluded. Those that still wait for others are not ticked."),
    )  # fmt: skip
    return answer_form(request, make, act, about)


def _waits_elsewhere(standing: Standing, together: set[int]) -> bool:
    return bool(standing.lacks) or (standing.is_waiting and any(one.pk not in together for one in standing.unmet))
