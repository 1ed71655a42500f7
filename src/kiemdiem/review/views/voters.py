"""Forms of a workplace electorate: add, leave out, settle, open again, held, not needed."""

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kiemdiem.accounts.answering import FormPage, answer_form
from kiemdiem.accounts.doors import page
from kiemdiem.accounts.labels import said, said_obstacles
from kiemdiem.accounts.middleware import SignedRequest
from kiemdiem.accounts.roles import Right
from kiemdiem.accounts.submitting import once
from kiemdiem.review.actions.voters import (
    add_voter,
    leave_out,
    obstacles_to_correcting,
    obstacles_to_holding,
    record_held,
    reopen,
    set_opinion_not_needed,
    settle,
    take_off,
)
from kiemdiem.review.electing import compare_with_conference, name_of
from kiemdiem.review.forms.electorates import HeldForm, VoterForm
from kiemdiem.review.forms.letters import GroundForm
from kiemdiem.review.models import Electorate
from kiemdiem.review.queries.electorates import electorate_seen_by, leader_seen_by, voter_seen_by
from kiemdiem.verdicts import Refused


def _back(electorate: Electorate) -> str:
    return reverse("electorate", args=[electorate.pk])


@page(Right.ASK_OPINIONS)
def voter_new(request: SignedRequest, number: int) -> HttpResponse:
    """Add somebody to those who are asked."""
    one = electorate_seen_by(request.access, number)

    def act(form: VoterForm) -> str:
        typed = form.cleaned_data
        add_voter(request.access, number, typed["code"], typed["name"], typed["ground"])
        messages.success(request, _("Added."))
        return _back(one)

    about = FormPage(
        _("Add somebody: {workplace}").format(workplace=one.workplace.name), _("Add"), _back(one),
        _("Somebody whom the rule does not name, with the ground."),
        obstacles=said_obstacles(obstacles_to_correcting(one)),
    )  # fmt: skip
    return answer_form(request, VoterForm, act, about)


@page(Right.ASK_OPINIONS)
def voter_leave_out(request: SignedRequest, number: int) -> HttpResponse:
    """Leave somebody out."""
    voter = voter_seen_by(request.access, number)

    def act(form: GroundForm) -> str:
        leave_out(request.access, number, form.cleaned_data["ground"])
        messages.success(request, _("Left out; it stands below the list with the ground."))
        return _back(voter.electorate)

    about = FormPage(
        _("Leave out: {name}").format(name=name_of(voter)), _("Leave out"), _back(voter.electorate),
        _("Deriving the list again does not bring this person back."), danger=True,
        obstacles=said_obstacles(obstacles_to_correcting(voter.electorate)),
    )  # fmt: skip
    return answer_form(request, GroundForm, act, about)


@require_POST
@page(Right.ASK_OPINIONS)
def electorate_settle(request: SignedRequest, number: int) -> HttpResponse:
    """Make a list ready for the ballot."""
    one = electorate_seen_by(request.access, number)

    def act() -> str:
        try:
            settle(request.access, number)
        except Refused as refused:
            for verdict in refused.verdicts:
                messages.error(request, said(verdict.message))
        else:
            messages.success(request, _("The list is ready for the ballot."))
        return _back(one)

    return once(request, act)


@page(Right.ASK_OPINIONS)
def electorate_reopen(request: SignedRequest, number: int) -> HttpResponse:
    """Open a settled list again."""
    one = electorate_seen_by(request.access, number)

    def act(form: GroundForm) -> str:
        reopen(request.access, number, form.cleaned_data["ground"])
        messages.success(request, _("The list is open again."))
        return _back(one)

    about = FormPage(
        _("Open it again: {workplace}").format(workplace=one.workplace.name), _("Open it again"), _back(one),
        _("What was recorded of the meeting no longer counts; the reviews of the leaders wait again."), danger=True,
    )  # fmt: skip
    return answer_form(request, GroundForm, act, about)


@page(Right.ASK_OPINIONS)
def electorate_held(request: SignedRequest, number: int) -> HttpResponse:
    """Record that the meeting was held."""
    one = electorate_seen_by(request.access, number)

    def make(typed: QueryDict | None) -> HeldForm:
        return HeldForm(request.access, typed)

    def act(form: HeldForm) -> str:
        record_held(request.access, number, form.cleaned_data["day"], form.paper())
        messages.success(request, _("Recorded: the reviews of these leaders no longer wait for it."))
        return _back(one)

    about = FormPage(
        _("Meeting held: {workplace}").format(workplace=one.workplace.name), _("Record"), _back(one),
        _("The day and the minutes; the numbers of the ballot are entered with the conference."),
        obstacles=said_obstacles(obstacles_to_holding(one, None)),
    )  # fmt: skip
    return answer_form(request, make, act, about)


@page(Right.ASK_OPINIONS)
def opinion_not_needed(request: SignedRequest, number: int) -> HttpResponse:
    """Record that the workplace is not asked about a leader."""
    leader = leader_seen_by(request.access, number)
    found = compare_with_conference(leader.electorate, leader.subject)
    told = _("Everybody who would be asked attends the conference: {places}.").format(places=", ".join(found.places))
    if not found.is_same:
        names = ", ".join(found.elsewhere)
        told = _("These would be asked and do not belong to what reviews the leader: {names}.").format(names=names)

    def act(form: GroundForm) -> str:
        set_opinion_not_needed(request.access, number, form.cleaned_data["ground"])
        messages.success(request, _("Recorded as not needed."))
        return _back(leader.electorate)

    about = FormPage(
        _("Not needed: {name}").format(name=leader.subject.name), _("Not needed"), _back(leader.electorate), told
    )
    return answer_form(request, GroundForm, act, about)


@page(Right.ASK_OPINIONS)
def leader_take_off(request: SignedRequest, number: int) -> HttpResponse:
    """Take a leader off a list."""
    leader = leader_seen_by(request.access, number)

    def act(form: GroundForm) -> str:
        take_off(request.access, number, form.cleaned_data["ground"])
        messages.success(request, _("Taken off; it stands below the list with the ground."))
        return _back(leader.electorate)

    about = FormPage(
        _("Take off: {name}").format(name=leader.subject.name), _("Take off"), _back(leader.electorate),
        _("For a wrong workplace. Correct it in the registry first: deriving anew goes by what stands there."),
        danger=True, obstacles=said_obstacles(obstacles_to_correcting(leader.electorate)),
    )  # fmt: skip
    return answer_form(request, GroundForm, act, about)
