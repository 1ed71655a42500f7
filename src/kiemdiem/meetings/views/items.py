"""Pages of one item: what is known, what is said and concluded, what is voted on it."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kiemdiem.accounts.answering import FormPage, answer_form, press
from kiemdiem.accounts.doors import page
from kiemdiem.accounts.labels import said_obstacles
from kiemdiem.accounts.middleware import SignedRequest
from kiemdiem.accounts.submitting import hidden_fields
from kiemdiem.campaign.words import KINDS, clause_why
from kiemdiem.meetings.actions.agenda import (
    begin_item,
    conclude_item,
    move_item,
    obstacles_to_beginning,
    obstacles_to_concluding,
    record_read_out,
    remove_item,
    set_item,
)
from kiemdiem.meetings.actions.notes import save_note, settle_note
from kiemdiem.meetings.dossier import dossier_of
from kiemdiem.meetings.forms.conferences import GroundForm, ItemForm
from kiemdiem.meetings.models import Item
from kiemdiem.meetings.noting import conclusions_shown, contributions_shown
from kiemdiem.meetings.presenting import item_badge
from kiemdiem.meetings.queries.conferences import (
    RUNNING,
    current_item,
    item_run_by,
    items_of,
    name_of,
    presiding_over,
    roll_of,
)
from kiemdiem.meetings.queries.votes import votes_on
from kiemdiem.meetings.words import KINDS as VOTES
from kiemdiem.meetings.words import roll_name, vote_badge
from kiemdiem.pages.listing import Button
from kiemdiem.registry.presenting import Section, SectionRow
from kiemdiem.review.saving import answer_save
from kiemdiem.verdicts import Verdict

_STEPS = {"up": -1, "down": 1}


@page(*RUNNING)
def item(request: SignedRequest, number: int) -> HttpResponse:
    """One item: dossier, contributions, conclusions, votes, and what is next."""
    one = item_run_by(request.access, number)
    conference = one.conference
    items = items_of(conference)
    speaker = request.GET.get("said", "")
    is_open = one.begun_at is not None and not (conference.ended_at or conference.dropped_at)
    steps = _Steps(one, items)
    context = {
        "title": one.subject.name,
        "subtitle": f"{KINDS[one.subject.kind]} · {conference.name}",
        "badge": item_badge(one, current_item(items)),
        "crumbs": _crumbs(one),
        "item": one,
        "is_open": is_open,
        "is_person": one.subject.person_id is not None,
        "presides": roll_name(presiding_over(one, conference)),
        "why": clause_why(conference.cycle, "I.3.3.e" if one.subject.person_id else "I.3.3.c", "", one.subject.name),
        "obstacles": said_obstacles(steps.obstacles()) if not one.concluded_at else [],
        "steps": steps.buttons(),
        "set_url": reverse("item_set", args=[number]),
        "dossier": dossier_of(request.access, one),
        "read_out_why": clause_why(conference.cycle, "I.3.3.d", _("Reported before the vote"), one.subject.name),
        "contributions": contributions_shown(one, speaker),
        "speakers": [(each.pk, name_of(each)) for each in roll_of(conference)],
        "conclusions": conclusions_shown(one),
        "votes": _votes(one),
        "neighbours": _neighbours(items, one),
        "hidden": hidden_fields(request),
    }
    return render(request, "meetings/item.html", context)


@dataclass(frozen=True)
class _Steps:
    """What is next for an item."""

    item: Item
    items: list[Item]

    def obstacles(self) -> list[Verdict]:
        if self.item.begun_at is None:
            return list(obstacles_to_beginning(self.item, self.items))
        return list(obstacles_to_concluding(self.item))

    def buttons(self) -> list[Button]:
        one, key = self.item, [self.item.pk]
        if one.conference.ended_at or one.conference.dropped_at or one.concluded_at:
            return []
        if one.begun_at is None:
            begin = Button(reverse("item_step", args=[*key, "begin"]), _("Begin"), method="post", primary=True)
            return [begin, Button(reverse("item_remove", args=key), _("Take off the agenda"))]
        conclude = Button(reverse("item_step", args=[*key, "conclude"]), _("Conclude"), method="post", primary=True)
        if one.read_out_at or one.subject.person_id is None:
            return [conclude]
        told = _("Opinions were reported")
        return [Button(reverse("item_step", args=[*key, "read-out"]), told, method="post", primary=True), conclude]


def _crumbs(one: Item) -> list[dict[str, str]]:
    conference = one.conference
    return [
        {"label": _("Conferences"), "url": reverse("conferences")},
        {"label": conference.name, "url": reverse("conference", args=[conference.pk])},
        {"label": one.subject.name, "url": ""},
    ]


def _votes(one: Item) -> Section:
    rows = [SectionRow((str(VOTES[each.kind]),), reverse("vote", args=[each.pk]), [vote_badge(each)])
            for each in votes_on(one)]  # fmt: skip
    return Section(_("Votes"), [_("Vote")], rows, _("Nothing is voted on here yet."))


def _neighbours(items: list[Item], one: Item) -> dict[str, Item | None]:
    at = next(place for place, each in enumerate(items) if each.pk == one.pk)
    return {"before": items[at - 1] if at else None, "after": items[at + 1] if at + 1 < len(items) else None}


def _page(one: Item, submit: str, intro: str = "", *, danger: bool = False) -> FormPage:
    back = reverse("item", args=[one.pk])
    crumbs = [*_crumbs(one)[:2], {"label": one.subject.name, "url": back}, {"label": submit, "url": ""}]
    return FormPage(f"{submit}: {one.subject.name}", submit, back, intro, danger, crumbs=crumbs)


@page(*RUNNING)
def item_set(request: SignedRequest, number: int) -> HttpResponse:
    """Set who presides over an item, who presents it, how long it may take."""
    one = item_run_by(request.access, number)
    offered = [(each.pk, name_of(each)) for each in roll_of(one.conference)]
    initial = {"chair": one.chair_id, "presenter": one.presenter, "minutes": one.minutes}

    def make(typed: QueryDict | None) -> ItemForm:
        return ItemForm(offered, typed, initial=initial)

    def act(form: ItemForm) -> str:
        set_item(request.access, number, form.entry())
        messages.success(request, _("Recorded."))
        return reverse("item", args=[number])

    intro = _("Nobody presides over the own review: a deputy does, or another member whom those present choose.")
    return answer_form(request, make, act, _page(one, _("Set the item"), intro))


@require_POST
@page(*RUNNING)
def item_move(request: SignedRequest, number: int, way: str) -> HttpResponse:
    """Let an item change places with its neighbour."""
    one = item_run_by(request.access, number)
    if way not in _STEPS:
        raise Http404(way)
    back = reverse("conference", args=[one.conference_id])
    return press(request, lambda: move_item(request.access, number, _STEPS[way]), _("Moved."), back)


@page(*RUNNING)
def item_remove(request: SignedRequest, number: int) -> HttpResponse:
    """Take an item off the agenda."""
    one = item_run_by(request.access, number)

    def act(form: GroundForm) -> str:
        remove_item(request.access, number, form.cleaned_data["ground"])
        messages.success(request, _("Taken off the agenda."))
        return reverse("conference", args=[one.conference_id])

    intro = _("It stays in the plan and is dealt with at another conference.")
    return answer_form(request, GroundForm, act, _page(one, _("Take off the agenda"), intro, danger=True))


@require_POST
@page(*RUNNING)
def item_step(request: SignedRequest, number: int, step: str) -> HttpResponse:
    """Begin an item, record that the opinions were reported, conclude it."""
    item_run_by(request.access, number)
    steps: dict[str, tuple[Callable[..., object], str]] = {
        "begin": (begin_item, _("Begun.")),
        "read-out": (record_read_out, _("Recorded.")),
        "conclude": (conclude_item, _("Concluded.")),
    }
    if step not in steps:
        raise Http404(step)
    act, told = steps[step]
    return press(request, lambda: act(request.access, number), told, reverse("item", args=[number]))


@require_POST
@page(*RUNNING)
def item_save(request: SignedRequest, number: int) -> HttpResponse:
    """Save one note: as one types (answered with JSON), or by its button."""
    item_run_by(request.access, number)
    back = reverse("item", args=[number])
    return answer_save(
        request, lambda typed: save_note(request.access, number, typed.key, typed.text, typed.version), back
    )


@require_POST
@page(*RUNNING)
def item_settle(request: SignedRequest, number: int, earlier: int) -> HttpResponse:
    """Settle two texts that were written at once."""
    item_run_by(request.access, number)
    is_taken = request.POST.get("verdict") == "take"
    return press(
        request, lambda: settle_note(request.access, number, earlier, is_taken=is_taken),
        _("Settled. The other text stays in the history."), reverse("item", args=[number]),
    )  # fmt: skip
