"""Pages of one plan row: where, why, in which order; what an authority decides about it."""

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kiemdiem.accounts.access import Access
from kiemdiem.accounts.answering import FormPage, answer_form
from kiemdiem.accounts.doors import page
from kiemdiem.accounts.labels import said_obstacles
from kiemdiem.accounts.middleware import SignedRequest
from kiemdiem.accounts.queries import names_of_accounts
from kiemdiem.accounts.roles import Right
from kiemdiem.campaign.actions.plan import decide_place, obstacles_to_deciding, open_early, reopen_review
from kiemdiem.campaign.calendar import days_in_force
from kiemdiem.campaign.competence import authority_over
from kiemdiem.campaign.forms.cycles import GroundForm
from kiemdiem.campaign.forms.plan import EarlyForm, PlaceForm
from kiemdiem.campaign.freezing import HELD
from kiemdiem.campaign.models import PlanRow, RowChange
from kiemdiem.campaign.queries.cycles import row_seen_by
from kiemdiem.campaign.queries.plan import (
    Order,
    Standing,
    changes_of_row,
    order_around,
    rows_of_subject,
    standing_of,
)
from kiemdiem.campaign.queries.rating import Ground, rated_before
from kiemdiem.campaign.words import ACTIONS, KINDS, clause_why, cycle_name, due_words, row_state
from kiemdiem.pages.listing import Badge, Button
from kiemdiem.pages.masking import plain_day
from kiemdiem.registry.presenting import Section, SectionRow, ShownFact, when
from kiemdiem.vocabulary import Action, SubjectKind


@page(Right.SEE_PLAN)
def plan_row(request: SignedRequest, number: int) -> HttpResponse:
    """One subject at one place."""
    row = row_seen_by(request.access, number)
    standing = standing_of([row])[0]
    day = days_in_force(row.cycle).get(row.place.deadline)
    state = row_state(row, is_waiting=standing.is_waiting or bool(standing.lacks))
    is_held = row.action in HELD
    due = due_words(day, timezone.localdate(), is_finished=row.finished_on is not None) if is_held else None
    unit = reverse("plan_unit", args=[row.cycle_id, row.place.organisation.code])
    context = {
        "title": row.subject.name,
        "subtitle": f"{KINDS[row.subject.kind]} · {row.place.name}",
        "badges": [badge for badge in (state, due) if badge],
        "crumbs": [{"label": cycle_name(row.cycle), "url": reverse("plan", args=[row.cycle_id])},
                   {"label": row.place.name, "url": unit}, {"label": row.subject.name, "url": ""}],
        "facts": _facts(row, plain_day(day) if is_held else ""),
        "order": _order(request.access, row, order_around(row)) if is_held else None,
        "waiting": _waiting(standing),
        "lacking": clause_why(row.cycle, standing.lacks, _("not in yet"), row.subject.name) if standing.lacks else None,
        "sections": [_places(request.access, row), *_rating(row), _changes(row)],
        "actions": _actions(request.access, row, standing),
    }  # fmt: skip
    return render(request, "campaign/row.html", context)


def _facts(row: PlanRow, day: str) -> list[ShownFact]:
    why = clause_why(row.cycle, row.clauses, str(ACTIONS[row.action]), row.subject.name)
    facts = [
        ShownFact(_("At this place"), str(ACTIONS[row.action]), why=why),
        ShownFact(_("Posts"), row.subject.titles),
        ShownFact(_("To be finished before"), day, why=clause_why(row.cycle, "IV.4", day) if day else None),
    ]
    if row.ground:
        facts.insert(1, ShownFact(_("Decided otherwise, on the ground"), row.ground))
    return facts


def _waiting(standing: Standing) -> dict[str, object] | None:
    """In words: what the review waits for, and who can change that."""
    if not standing.is_waiting:
        return None
    return {
        "others": [f"{one.subject.name} ({one.place.name})" for one in standing.unmet],
        "authority": authority_over(standing.row).name,
        "why": clause_why(standing.row.cycle, "I.3.3.a", _("The order of the reviews"), standing.row.subject.name),
    }


def _order(access: Access, row: PlanRow, order: Order) -> dict[str, object]:
    seen = access.paths(Right.SEE_PLAN)

    def node(one: PlanRow) -> dict[str, object]:
        is_seen = any(one.path.startswith(path) for path in seen)
        state = row_state(one, is_waiting=False)
        return {
            "name": one.subject.name,
            "place": one.place.name,
            "kind": KINDS[one.subject.kind],
            "url": reverse("plan_row", args=[one.pk]) if is_seen and one.pk != row.pk else "",
            "state": state if one.finished_on else Badge(_("not finished")),
        }

    return {
        "stages": [[node(one) for one in stage] for stage in order.stages],
        "own": node(row),
        "following": [node(one) for one in order.following],
        "more": order.more_following,
    }


def _places(access: Access, row: PlanRow) -> Section:
    """All places of the same person or collective."""
    seen = access.paths(Right.SEE_PLAN)
    rows = [
        SectionRow(
            (one.place.name, str(KINDS[one.subject.kind]), str(ACTIONS[one.action]),
             str(row_state(one, is_waiting=False).label) if one.action in HELD and one.finished_on else ""),
            reverse("plan_row", args=[one.pk]) if any(one.path.startswith(path) for path in seen) else "",
            why=clause_why(row.cycle, one.clauses, one.ground or str(ACTIONS[one.action]), one.place.name),
        )
        for one in rows_of_subject(row)
    ]  # fmt: skip
    return Section(_("All places"), [_("Place"), _("As"), _("What happens there"), _("State")], rows)


def _rating(row: PlanRow) -> list[Section]:
    """What is rated before this subject (II.3.c)."""
    grounds = {
        Ground.LOWER: _("directly below"), Ground.COLLECTIVE: _("collective at the place of review"),
        Ground.HEADED: _("what is headed"), Ground.PROFESSIONAL: _("of an official"),
    }  # fmt: skip
    rows = [
        SectionRow(
            (one.name or _("Professional rating"), grounds[one.ground],
             _("the rating waits for it") if one.holds else _("the breach is a warning")),
            why=clause_why(row.cycle, "II.3.c", _("The order of the rating"), row.subject.name),
        )
        for one in rated_before(row)
    ]  # fmt: skip
    return (
        [Section(_("What is rated before"), [_("What"), _("Why"), _("If it has no level yet")], rows)] if rows else []
    )


def _changes(row: PlanRow) -> Section:
    found = changes_of_row(row)
    who = names_of_accounts(change.by for change in found)
    words = {
        RowChange.Kind.ACTION: _("place decided"), RowChange.Kind.EARLY: _("allowed to begin early"),
        RowChange.Kind.FINISHED: _("recorded as finished"), RowChange.Kind.REOPENED: _("taken back"),
        RowChange.Kind.ADDED: _("came into the plan"), RowChange.Kind.DROPPED: _("left the plan"),
    }  # fmt: skip
    rows = [
        SectionRow((when(one.at), who.get(one.by, one.by), words[RowChange.Kind(one.kind)],
                    " · ".join(filter(None, [_value(one.before), _value(one.after)])),
                    " · ".join(filter(None, [one.ground, str(one.document or "")]))))
        for one in found
    ]  # fmt: skip
    columns = [_("When"), _("Who"), _("What"), _("Before and after"), _("Ground")]
    return Section(_("What was decided and recorded"), columns, rows, _("Nothing since the cycle was opened."))


def _value(code: str) -> str:
    """A code of an action, or a day, in words."""
    if code in ACTIONS:
        return str(ACTIONS[code])
    return "/".join(reversed(code.split("-")))


def _actions(access: Access, row: PlanRow, standing: Standing) -> list[Button]:
    found = []
    if row.action in HELD and row.finished_on is None and access.may(Right.RECORD_REVIEW, row.path):
        found.append(Button(reverse("place_finish", args=[row.place_id]), _("Record finished reviews"), primary=True))
    if row.finished_on and access.may(Right.RECORD_REVIEW, row.path):
        found.append(Button(reverse("row_reopen", args=[row.pk]), _("Take back that it is finished")))
    if row.finished_on is None and access.may(Right.EDIT_PLAN):
        if row.subject.kind != SubjectKind.COLLECTIVE:
            found.append(Button(reverse("row_decide", args=[row.pk]), _("Decide on the place")))
        if standing.is_waiting:
            found.append(Button(reverse("row_early", args=[row.pk]), _("Let it begin earlier")))
    return found


@page(Right.EDIT_PLAN)
def row_decide(request: SignedRequest, number: int) -> HttpResponse:
    """Decide otherwise than the rules derive."""
    row = row_seen_by(request.access, number, Right.EDIT_PLAN)

    def act(form: PlaceForm) -> str:
        typed = form.cleaned_data
        decide_place(request.access, number, Action(typed["action"]), typed["ground"], form.paper())
        messages.success(request, _("Decided. The ground stands beside the row."))
        return reverse("plan_row", args=[number])

    about = FormPage(
        _("Place of review: {name}").format(name=row.subject.name), _("Decide"), reverse("plan_row", args=[number]),
        _("At {place} the rules say: {action}.").format(place=row.place.name, action=ACTIONS[row.action]),
        obstacles=said_obstacles(obstacles_to_deciding(request.access, row)),
    )  # fmt: skip
    initial = {"action": row.action}
    return answer_form(request, lambda typed: PlaceForm(request.access, typed, initial=initial), act, about)


@page(Right.EDIT_PLAN)
def row_early(request: SignedRequest, number: int) -> HttpResponse:
    """Let a review begin before what must precede it."""
    row = row_seen_by(request.access, number, Right.EDIT_PLAN)

    def act(form: EarlyForm) -> str:
        open_early(request.access, number, form.cleaned_data["ground"], form.paper())
        messages.success(request, _("The review may begin."))
        return reverse("plan_row", args=[number])

    others = ", ".join(one.subject.name for one in standing_of([row])[0].unmet)
    about = FormPage(
        _("Begin earlier: {name}").format(name=row.subject.name), _("Let it begin"), reverse("plan_row", args=[number]),
        _("By the order of I.3.3.a these come first: {others}.").format(others=others),
        obstacles=said_obstacles(obstacles_to_deciding(request.access, row)),
    )  # fmt: skip
    return answer_form(request, lambda typed: EarlyForm(request.access, typed), act, about)


@page(Right.RECORD_REVIEW)
def row_reopen(request: SignedRequest, number: int) -> HttpResponse:
    """Take back that a review is finished."""
    row = row_seen_by(request.access, number, Right.RECORD_REVIEW)

    def make(typed: QueryDict | None) -> GroundForm:
        return GroundForm(typed)

    def act(form: GroundForm) -> str:
        reopen_review(request.access, number, form.cleaned_data["ground"])
        messages.success(request, _("Taken back."))
        return reverse("plan_row", args=[number])

    about = FormPage(
        _("Take back: {name}").format(name=row.subject.name), _("Take back"), reverse("plan_row", args=[number]),
        _("The review counts as not finished again; both stand in the history."), danger=True,
    )  # fmt: skip
    return answer_form(request, make, act, about)
