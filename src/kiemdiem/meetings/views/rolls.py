"""Pages of the roll: who is there, who is added or taken off."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kiemdiem.accounts.access import OutOfSight
from kiemdiem.accounts.answering import answer_form, press
from kiemdiem.accounts.doors import page
from kiemdiem.accounts.middleware import SignedRequest
from kiemdiem.accounts.submitting import hidden_fields
from kiemdiem.campaign.words import clause_why
from kiemdiem.meetings.actions.rolls import (
    add_attendee,
    put_group_on_roll,
    record_movement,
    record_presence,
    remove_attendee,
    set_voting,
)
from kiemdiem.meetings.convening import convened_at
from kiemdiem.meetings.forms.conferences import AttendeeForm, GroundForm, PeopleForm
from kiemdiem.meetings.models import Attendee, Conference, Movement
from kiemdiem.meetings.opening import voters_on
from kiemdiem.meetings.queries.conferences import RUNNING, conference_run_by, movements_of, name_of, roll_of
from kiemdiem.meetings.views.conferences import conference_page
from kiemdiem.pages.listing import Button
from kiemdiem.registry.presenting import Section, SectionRow, when

_MOVES = {"arrived": Movement.Kind.ARRIVED, "left": Movement.Kind.LEFT}


@page(*RUNNING)
def conference_roll(request: SignedRequest, number: int) -> HttpResponse:
    """The roll: tick who has come; who came and left when."""
    one = conference_run_by(request.access, number)
    roll = roll_of(one)
    entitled = voters_on(roll)
    is_open = not (one.ended_at or one.dropped_at)
    context = {
        "title": _("Roll: {name}").format(name=one.name),
        "crumbs": [{"label": _("Conferences"), "url": reverse("conferences")},
                   {"label": one.name, "url": reverse("conference", args=[number])}, {"label": _("Roll"), "url": ""}],
        "entitled": len(entitled),
        "there": sum(each.present_since is not None for each in entitled),
        "why": clause_why(one.cycle, "I.3.3.g", _("Who votes")),
        "roll": [_shown(one, each, is_open=is_open) for each in roll],
        "is_open": is_open,
        "number": number,
        "movements": _movements(one),
        "actions": _actions(one) if is_open else [],
        "hidden": hidden_fields(request),
    }  # fmt: skip
    return render(request, "meetings/roll.html", context)


def _actions(one: Conference) -> list[Button]:
    add = Button(reverse("attendee_add", args=[one.pk]), _("Add somebody"))
    if one.group_id is None:
        return [add]
    return [Button(reverse("attendee_group", args=[one.pk]), _("Members of the group"), primary=True), add]


def _shown(one: Conference, attendee: Attendee, *, is_open: bool) -> dict[str, object]:
    """One line of the roll."""
    key = [one.pk, attendee.pk]
    actions = []
    if is_open:
        if attendee.present_since:
            actions.append(Button(reverse("attendee_moved", args=[*key, "left"]), _("Has left")))
        else:
            actions.append(Button(reverse("attendee_remove", args=key), _("Take off")))
        if not attendee.is_guest:
            label = _("Does not vote") if attendee.votes else _("Votes")
            actions.append(Button(reverse("attendee_votes", args=key), label))
    return {
        "key": attendee.pk,
        "name": name_of(attendee),
        "titles": attendee.titles,
        "guest": attendee.is_guest,
        "votes": attendee.votes,
        "ground": attendee.ground,
        "there": attendee.present_since is not None,
        "since": when(attendee.present_since) if attendee.present_since else "",
        "actions": actions,
    }


def _movements(one: Conference) -> Section:
    words = {Movement.Kind.ARRIVED.value: _("came"), Movement.Kind.LEFT.value: _("left")}
    rows = [SectionRow((name_of(each.attendee), words[each.kind], when(each.at), each.ground))
            for each in movements_of(one)]  # fmt: skip
    return Section(_("Came and left"), [_("Who"), _("What"), _("When"), _("Reason")], rows, _("Nobody has come yet."))


@require_POST
@page(*RUNNING)
def conference_presence(request: SignedRequest, number: int) -> HttpResponse:
    """Record who has come."""
    conference_run_by(request.access, number)
    ticked = [int(key) for key in request.POST.getlist("present") if key.isdecimal()]
    back = reverse("conference_roll", args=[number])
    return press(request, lambda: record_presence(request.access, number, ticked), _("Recorded."), back)


def _form_of_roll(
    request: SignedRequest, number: int, submit: str, act: Callable[[str], object], intro: str = ""
) -> HttpResponse:
    """A form that asks for a ground and leads back to the roll."""
    one = conference_run_by(request.access, number)

    def carried_out(form: GroundForm) -> str:
        act(form.cleaned_data["ground"])
        messages.success(request, _("Recorded."))
        return reverse("conference_roll", args=[number])

    return answer_form(request, GroundForm, carried_out, conference_page(one, submit, intro))


@page(*RUNNING)
def attendee_add(request: SignedRequest, number: int) -> HttpResponse:
    """Put somebody on the roll."""
    one = conference_run_by(request.access, number)

    def act(form: AttendeeForm) -> str:
        add_attendee(request.access, number, form.entry())
        messages.success(request, _("Recorded."))
        return reverse("conference_roll", args=[number])

    return answer_form(request, AttendeeForm, act, conference_page(one, _("Add somebody")))


@page(*RUNNING)
def attendee_group(request: SignedRequest, number: int) -> HttpResponse:
    """Choose the members of a Party group."""
    one = conference_run_by(request.access, number)
    if one.group_id is None or one.place is None:
        raise OutOfSight(f"group of conference {number}")
    there = {each.person_id for each in roll_of(one)}
    members = [each.person for each in convened_at(one.place) if each.person and not each.is_guest]
    offered = [(each.pk, each.full_name) for each in members if each.pk not in there]

    def make(typed: QueryDict | None) -> PeopleForm:
        return PeopleForm(offered, typed)

    def act(form: PeopleForm) -> str:
        put_group_on_roll(request.access, number, form.cleaned_data["people"])
        messages.success(request, _("Recorded."))
        return reverse("conference_roll", args=[number])

    intro = _("They are reviewed in the group, which reports to the cell.")
    return answer_form(request, make, act, conference_page(one, _("Members of the group"), intro))


def _attendee(request: SignedRequest, number: int, attendee: int) -> Attendee:
    found = next((one for one in roll_of(conference_run_by(request.access, number)) if one.pk == attendee), None)
    if found is None:
        raise OutOfSight(f"attendee {attendee}")
    return found


@page(*RUNNING)
def attendee_votes(request: SignedRequest, number: int, attendee: int) -> HttpResponse:
    """Say whether somebody votes."""
    found = _attendee(request, number, attendee)
    submit = _("Does not vote") if found.votes else _("Votes")
    return _form_of_roll(
        request, number, f"{submit}: {name_of(found)}",
        lambda ground: set_voting(request.access, number, attendee, votes=not found.votes, ground=ground),
    )  # fmt: skip


@page(*RUNNING)
def attendee_remove(request: SignedRequest, number: int, attendee: int) -> HttpResponse:
    """Take somebody off the roll."""
    found = _attendee(request, number, attendee)
    submit = _("Take off the roll: {name}").format(name=name_of(found))
    return _form_of_roll(
        request, number, submit, lambda ground: remove_attendee(request.access, number, attendee, ground)
    )


@page(*RUNNING)
def attendee_moved(request: SignedRequest, number: int, attendee: int, kind: str) -> HttpResponse:
    """Record that somebody came later or left."""
    found = _attendee(request, number, attendee)
    if kind not in _MOVES:
        raise Http404(kind)
    submit = (_("Has left: {name}") if kind == "left" else _("Has come: {name}")).format(name=name_of(found))
    return _form_of_roll(
        request, number, submit, lambda ground: record_movement(request.access, number, attendee, _MOVES[kind], ground)
    )
