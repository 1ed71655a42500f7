"""Pages of a vote for who runs the conference: prepared, opened, closed, counted, its result."""

from dataclasses import replace

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
from kiemdiem.campaign.words import clause_why
from kiemdiem.meetings.actions.counting import begin_recount, give_up_recount, obstacles_to_recounting
from kiemdiem.meetings.actions.hands import confirm_hands, enter_hands
from kiemdiem.meetings.actions.votes import cancel_vote, change_tellers, close_vote, open_vote, prepare_vote
from kiemdiem.meetings.ballots import choices_of
from kiemdiem.meetings.forms.conferences import GroundForm
from kiemdiem.meetings.forms.votes import ClosingForm, NumbersForm, RecountForm, TellersForm, VoteForm
from kiemdiem.meetings.models import Vote
from kiemdiem.meetings.opening import clause_of, is_counted, kinds_for, obstacles_to_opening, vote_that_stands
from kiemdiem.meetings.queries.conferences import RUNNING, conference_run_by, items_of, name_of, roll_of
from kiemdiem.meetings.queries.votes import counting_under_way, lines_of, tellers_of, vote_run_by
from kiemdiem.meetings.tallying import vote_context
from kiemdiem.meetings.views.conferences import conference_page
from kiemdiem.meetings.words import KINDS, MEANS, choice_words, vote_badge


@page(*RUNNING)
def vote_new(request: SignedRequest, number: int, kind: str) -> HttpResponse:
    """Prepare a vote."""
    one = conference_run_by(request.access, number)
    if kind not in KINDS:
        raise Http404(kind)
    items = [each for each in items_of(one) if kind in kinds_for(one, each)]
    offered = [(each.pk, each.subject.name) for each in items]
    free = [each.pk for each in items if vote_that_stands(each, kind) is None]
    roll = [(each.pk, name_of(each)) for each in roll_of(one)]
    initial = {"items": free if kind != Vote.Kind.CONCLUSION else []}

    def make(typed: QueryDict | None) -> VoteForm:
        return VoteForm(kind, offered, roll, typed, initial=initial)

    def act(form: VoteForm) -> str:
        made = prepare_vote(request.access, number, form.entry())
        messages.success(request, _("Prepared. What is still missing stands on the page."))
        return reverse("vote", args=[made.pk])

    intro = _("All that are ticked stand on one ballot paper, in the order of the agenda.")
    about = conference_page(one, _("Prepare the vote"), intro)
    return answer_form(request, make, act, replace(about, title=f"{KINDS[kind]}: {one.name}"))


@page(*RUNNING)
def vote(request: SignedRequest, number: int) -> HttpResponse:
    """One vote: what is missing, what is next, the result once it is signed."""
    one = vote_run_by(request.access, number)
    conference = one.conference
    is_waiting = one.opened_at is None and one.cancelled_at is None
    context = {
        "title": f"{KINDS[one.kind]}: {conference.name}",
        "subtitle": str(MEANS[one.means]),
        "badge": vote_badge(one),
        "crumbs": _crumbs(one),
        "vote": one,
        "obstacles": said_obstacles(obstacles_to_opening(one)) if is_waiting else [],
        "why": clause_why(conference.cycle, clause_of(one.kind), "", str(KINDS[one.kind])),
        "hidden": hidden_fields(request),
        **vote_context(one),
    }
    return render(request, "meetings/vote.html", context)


def _crumbs(one: Vote) -> list[dict[str, str]]:
    conference = one.conference
    return [
        {"label": _("Conferences"), "url": reverse("conferences")},
        {"label": conference.name, "url": reverse("conference", args=[conference.pk])},
        {"label": str(KINDS[one.kind]), "url": ""},
    ]


def _page(one: Vote, submit: str, intro: str = "", *, danger: bool = False) -> FormPage:
    back = reverse("vote", args=[one.pk])
    crumbs = [*_crumbs(one)[:2], {"label": str(KINDS[one.kind]), "url": back}, {"label": submit, "url": ""}]
    return FormPage(f"{submit}: {one.conference.name}", submit, back, intro, danger, crumbs=crumbs)


def _done(request: SignedRequest, one: Vote, told: str = "") -> str:
    messages.success(request, told or _("Recorded."))
    return reverse("vote", args=[one.pk])


@page(*RUNNING)
def vote_tellers(request: SignedRequest, number: int) -> HttpResponse:
    """Name who counts."""
    one = vote_run_by(request.access, number)
    roll = [(each.pk, name_of(each)) for each in roll_of(one.conference)]
    initial = {"tellers": [each.attendee_id for each in tellers_of(one)]}

    def make(typed: QueryDict | None) -> TellersForm:
        return TellersForm(roll, typed, initial=initial)

    def act(form: TellersForm) -> str:
        change_tellers(request.access, number, form.cleaned_data["tellers"])
        return _done(request, one)

    return answer_form(request, make, act, _page(one, _("Name the tellers")))


@require_POST
@page(*RUNNING)
def vote_open(request: SignedRequest, number: int) -> HttpResponse:
    """Open a vote."""
    vote_run_by(request.access, number)
    told = _("The vote is open; who takes part is fixed now.")
    return press(request, lambda: open_vote(request.access, number), told, reverse("vote", args=[number]))


@page(*RUNNING)
def vote_close(request: SignedRequest, number: int) -> HttpResponse:
    """Close a ballot on paper."""
    one = vote_run_by(request.access, number)

    def make(typed: QueryDict | None) -> ClosingForm:
        return ClosingForm(typed, initial={"issued": one.present})

    def act(form: ClosingForm) -> str:
        close_vote(request.access, number, form.entry())
        return _done(request, one, _("Closed. The tellers count now, each for themselves."))

    intro = _("{count} who vote were in the room at the opening.").format(count=one.present or 0)
    return answer_form(request, make, act, _page(one, _("Close the vote"), intro))


@page(*RUNNING)
def vote_cancel(request: SignedRequest, number: int) -> HttpResponse:
    """Cancel a vote."""
    one = vote_run_by(request.access, number)

    def act(form: GroundForm) -> str:
        cancel_vote(request.access, number, form.cleaned_data["ground"])
        return _done(request, one, _("Cancelled."))

    intro = _("What the tellers have entered is deleted; that the vote was cancelled stays on record.")
    return answer_form(request, GroundForm, act, _page(one, _("Cancel the vote"), intro, danger=True))


@page(*RUNNING)
def vote_hands(request: SignedRequest, number: int) -> HttpResponse:
    """Enter a show of hands."""
    one = vote_run_by(request.access, number)

    def make(typed: QueryDict | None) -> NumbersForm:
        return NumbersForm(lines_of(one), choice_words_of(one), typed)

    def act(form: NumbersForm) -> str:
        enter_hands(request.access, number, form.hands())
        return _done(request, one, _("Entered. Read the numbers out; the chair confirms them."))

    intro = _("{count} take part: the hands of each row come to that number.").format(count=one.present or 0)
    return answer_form(request, make, act, _page(one, _("Enter the hands"), intro))


def choice_words_of(one: Vote) -> dict[str, str]:
    """What can be marked on a row of a vote."""
    words = choice_words()
    return {choice: words[choice] for choice in choices_of(one.kind)}


@require_POST
@page(*RUNNING)
def vote_confirm(request: SignedRequest, number: int) -> HttpResponse:
    """The chair confirms a show of hands."""
    vote_run_by(request.access, number)
    told = _("Confirmed: the result is fixed.")
    return press(request, lambda: confirm_hands(request.access, number), told, reverse("vote", args=[number]))


@page(*RUNNING)
def vote_recount(request: SignedRequest, number: int) -> HttpResponse:
    """Count the papers anew."""
    one = vote_run_by(request.access, number)
    counting = counting_under_way(one)
    signed = [each for each in one.countings.all() if each.signed_at]
    returned = signed[-1].returned if signed else None

    def make(typed: QueryDict | None) -> RecountForm:
        return RecountForm(typed, initial={"returned": returned})

    def act(form: RecountForm) -> str:
        begin_recount(request.access, number, form.cleaned_data["returned"], form.cleaned_data["ground"])
        return _done(request, one, _("The tellers count anew; the signed count holds until the new one is signed."))

    about = _page(one, _("Count anew"))
    if counting is not None or not is_counted(one):
        about = replace(about, obstacles=said_obstacles(obstacles_to_recounting(one, returned or 0)))
    return answer_form(request, make, act, about)


@page(*RUNNING)
def vote_recount_drop(request: SignedRequest, number: int) -> HttpResponse:
    """Give up a recount."""
    one = vote_run_by(request.access, number)

    def act(form: GroundForm) -> str:
        give_up_recount(request.access, number, form.cleaned_data["ground"])
        return _done(request, one)

    intro = _("The signed count holds; what was entered anew is deleted.")
    return answer_form(request, GroundForm, act, _page(one, _("Give up the recount"), intro, danger=True))
