"""Pages of opinions: requests of one's units, one request, letters."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from kiemdiem.accounts.answering import FormPage, answer_form
from kiemdiem.accounts.doors import page
from kiemdiem.accounts.labels import language, said, said_obstacles
from kiemdiem.accounts.middleware import SignedRequest
from kiemdiem.accounts.queries import names_of_accounts
from kiemdiem.accounts.roles import Right
from kiemdiem.accounts.submitting import once
from kiemdiem.campaign.calendar import days_in_force
from kiemdiem.campaign.queries.cycles import open_cycle_of
from kiemdiem.campaign.words import clause_why
from kiemdiem.jobs.queries import jobs_of, shown
from kiemdiem.pages.listing import Button, Choice, Column, Empty, Listing, Row, asked_of, show_list
from kiemdiem.pages.masking import plain_day
from kiemdiem.registry.list_files import access_for, export_list
from kiemdiem.registry.presenting import Section, SectionRow, ShownFact, when
from kiemdiem.review.actions.answering import answer_request, make_link
from kiemdiem.review.actions.opinions import (
    ask_again,
    ask_to_derive,
    name_body,
    obstacles_to_asking_again,
    remind,
    send_requests,
    set_not_needed,
    withdraw_request,
)
from kiemdiem.review.forms.letters import GroundForm
from kiemdiem.review.forms.opinions import AnswerForm, BodyForm, TextForm
from kiemdiem.review.models import AskedAgain, OpinionRequest
from kiemdiem.review.queries import opinions as queries
from kiemdiem.review.showing import items_of, kinds, state_badge, states, told_answer, who
from kiemdiem.verdicts import Refused

ASKING = (Right.ASK_OPINIONS,)
EITHER = (Right.ASK_OPINIONS, Right.ANSWER_OPINIONS, Right.SEE_SELF)


@page(*EITHER)
def opinion_requests(request: SignedRequest) -> HttpResponse:
    """Requests of one's units: asked by them, or asked of them."""
    access = request.access
    cycle = open_cycle_of(access)
    columns = [Column(_("About")), Column(_("What is asked")), Column(_("Who is asked")), Column(_("Before")),
               Column(_("State")), Column(_("Clause"))]  # fmt: skip
    may_ask = access.may(Right.ASK_OPINIONS)
    sides = [("", _("Asked by us")), ("of_us", _("Asked of us"))] if may_ask else [("", _("Asked of us"))]
    choices = [
        Choice("side", _("Direction"), sides),
        Choice("kind", _("What is asked"), [("", _("All")), *kinds().items()]),
        Choice("state", _("State"), [("", _("All")), *states().items()]),
    ]
    asked = asked_of(request, columns, choices)
    reader = access_for(request, asked)
    is_of_us = asked.chosen.get("side") == "of_us" or not may_ask
    found = queries.asked_of(reader) if is_of_us else queries.asked_by(reader)
    rows: list[Row] = []
    total = 0
    shown_rows: list[OpinionRequest] = []
    if cycle is not None:
        chosen = queries.requests_of(found, cycle, asked.chosen.get("kind", ""), asked.chosen.get("state", ""))
        total = chosen.count()
        shown_rows = list(chosen[asked.first_row : asked.first_row + asked.most])
        days, today = days_in_force(cycle), timezone.localdate()
        rows = [_row(one, days.get(one.deadline), today) for one in shown_rows]
    empty = Empty(
        _("No request yet"), _("Let the rules derive whose opinion is asked for a unit; nothing is sent at once."),
    )  # fmt: skip
    listing = Listing(_("Opinions"), asked, columns, choices, rows, total, empty, can_export=access.may(Right.EXPORT))
    job = jobs_of(access).filter(kind="opinions.derive").first()
    progress = shown(job, language(), reverse("opinion_requests")) if job else None
    units = [(grant.unit, grant.unit_name) for grant in access.grants if Right.ASK_OPINIONS in grant.rights]
    to_send = [one for one in shown_rows if not one.sent_at and not one.answered_at and not one.not_needed_at]
    context = {
        "units": dict(units).items() if cycle and not is_of_us else (),
        "job": progress if progress and (progress.is_open or progress.state == "failed") else None,
        "sending": [] if is_of_us else [one.pk for one in to_send if one.asked != "?"],
        "reminding": [] if is_of_us else [one.pk for one in shown_rows if _waits(one)],
        "letters": f"{reverse('opinion_letters')}{asked.query()}" if not is_of_us else "",
    }
    return export_list(request, listing) or show_list(request, listing, "review/requests.html", **context)


def _waits(one: OpinionRequest) -> bool:
    """Whether a request was sent and is not answered."""
    return one.sent_at is not None and not (one.answered_at or one.not_needed_at or one.withdrawn_at)


def _row(one: OpinionRequest, day: object, today: object) -> Row:
    badge = state_badge(one, day, today)  # type: ignore[arg-type]
    cells = (kinds()[one.kind], who(one), plain_day(day) if day else "", str(badge.label), one.clause)  # type: ignore[arg-type]
    return Row(reverse("opinion_request", args=[one.pk]), one.subject.name, cells)


@page(*EITHER)
def opinion_request(request: SignedRequest, number: int) -> HttpResponse:
    """One request: how it stands, its answers, what may be done."""
    seen = queries.request_seen_by(request.access, number)
    one, today = seen.request, timezone.localdate()
    day = queries.next_day_of(one)
    badge = state_badge(one, day, today)
    answers = queries.answers_of(one)
    facts = [
        ShownFact(_("About"), one.subject.name),
        ShownFact(_("What is asked"), kinds()[one.kind], why=clause_why(one.cycle, one.clause, kinds()[one.kind])),
        ShownFact(_("Who is asked"), who(one)),
        ShownFact(_("Before"), plain_day(day) if day else ""),
        ShownFact(_("Sent at"), when(one.sent_at) if one.sent_at else ""),
        ShownFact(_("Reminded at"), when(one.reminded_at) if one.reminded_at else ""),
        ShownFact(_("Ground"), said(one.ground) if one.ground else ""),
    ]
    crumbs = [{"label": _("Opinions"), "url": reverse("opinion_requests")}, {"label": one.subject.name, "url": ""}]
    context = {
        "title": one.subject.name, "subtitle": kinds()[one.kind], "badges": [badge], "crumbs": crumbs, "facts": facts,
        "answers": [told_answer(one, answer) for answer in answers], "actions": _actions(seen, bool(answers)),
        "sections": _asked_again(one),
    }  # fmt: skip
    return render(request, "review/request.html", context)


def _asked_again(one: OpinionRequest) -> list[Section]:
    """How a request stood each time before it was asked again; nothing where it never was."""
    times = queries.times_asked_again(one)
    names = names_of_accounts(each.by for each in times)
    rows = [
        SectionRow((when(each.at), names.get(each.by, each.by), each.ground, _closing(each), said(each.closed_ground)))
        for each in times
    ]
    columns = [_("When"), _("Who"), _("Why it is asked again"), _("How it stood before"), _("Why it was closed")]
    return [Section(_("Asked again"), columns, rows)] if rows else []


def _closing(one: AskedAgain) -> str:
    stages = ((_("Withdrawn (request)"), one.withdrawn_at), (_("Not needed"), one.not_needed_at))
    return " · ".join(f"{label} {when(at)}" for label, at in stages if at)


def _actions(seen: queries.Seen, is_answered: bool) -> list[Button]:
    one, found = seen.request, []
    is_closed = bool(one.withdrawn_at or one.not_needed_at)
    if seen.answers and not is_closed:
        label = _("Answer anew") if is_answered else _("Answer")
        found.append(Button(reverse("opinion_answer", args=[one.pk]), label, primary=True))
    if seen.asks and not is_closed:
        if one.asked == "?":
            found.append(Button(reverse("opinion_name", args=[one.pk]), _("Enter who is asked"), primary=True))
        found.append(Button(reverse("opinion_answer", args=[one.pk]) + "?paper=1", _("Enter an answer on paper")))
        if not is_answered:
            found.append(Button(reverse("opinion_link", args=[one.pk]), _("Make a link"), method="post"))
            found.append(Button(reverse("opinion_close", args=[one.pk, "not_needed"]), _("Not needed")))
            found.append(Button(reverse("opinion_close", args=[one.pk, "withdraw"]), _("Withdraw"), danger=True))
    if seen.asks and is_closed:
        found.append(Button(reverse("opinion_ask_again", args=[one.pk]), _("Ask again"), primary=True))
    if seen.asks:
        found.append(Button(reverse("opinions", args=[one.subject_id]), _("All opinions on {name}").format(
            name=one.subject.name)))  # fmt: skip
    return found


@page(*EITHER)
def opinion_answer(request: SignedRequest, number: int) -> HttpResponse:
    """Answer, or enter an answer that came on paper."""
    seen = queries.request_seen_by(request.access, number)
    one = seen.request
    on_paper = seen.asks and (not seen.answers or "paper" in request.GET)
    back = reverse("opinion_request", args=[number])

    def act(form: AnswerForm) -> str:
        kept = answer_request(request.access, number, form.answer())
        messages.success(request, _("Kept, and marked as late.") if kept.came_late else _("Kept."))
        return back

    about = FormPage(
        f"{kinds()[one.kind]}: {one.subject.name}", _("Keep the answer"), back,
        _("Of the day and body on the paper: {who}.").format(who=who(one)) if on_paper else "",
    )  # fmt: skip
    return answer_form(request, lambda typed: AnswerForm(typed, items=items_of(one), on_paper=on_paper), act, about)


@page(*ASKING)
def opinion_name(request: SignedRequest, number: int) -> HttpResponse:
    """Enter who is asked where the registry did not say."""
    one = queries.request_seen_by(request.access, number).request
    back = reverse("opinion_request", args=[number])

    def act(form: BodyForm) -> str:
        name_body(request.access, number, form.cleaned_data["name"])
        return back

    about = FormPage(f"{kinds()[one.kind]}: {one.subject.name}", _("Save"), back)
    return answer_form(request, BodyForm, act, about)


@page(*ASKING)
def opinion_close(request: SignedRequest, number: int, stage: str) -> HttpResponse:
    """Record that an answer is not needed, or withdraw the request."""
    one = queries.request_seen_by(request.access, number).request
    back = reverse("opinion_request", args=[number])
    is_withdrawal = stage == "withdraw"

    def act(form: TextForm) -> str:
        (withdraw_request if is_withdrawal else set_not_needed)(request.access, number, form.said())
        messages.success(request, _("Recorded."))
        return back

    button = _("Withdraw") if is_withdrawal else _("Not needed")
    about = FormPage(f"{kinds()[one.kind]}: {one.subject.name}", button, back, _("Say why."), danger=is_withdrawal)
    return answer_form(request, TextForm, act, about)


@page(*ASKING)
def opinion_ask_again(request: SignedRequest, number: int) -> HttpResponse:
    """Put a closed request back to be asked."""
    one = queries.request_seen_by(request.access, number).request
    back = reverse("opinion_request", args=[number])

    def act(form: GroundForm) -> str:
        ask_again(request.access, number, form.cleaned_data["ground"])
        messages.success(request, _("It stands among the requests to be sent again."))
        return back

    about = FormPage(
        f"{kinds()[one.kind]}: {one.subject.name}", _("Ask again"), back,
        _("Say why. It is sent anew; an earlier link does not work again."),
        obstacles=said_obstacles(obstacles_to_asking_again(one)),
    )  # fmt: skip
    return answer_form(request, GroundForm, act, about)


@page(*ASKING)
def opinion_link(request: SignedRequest, number: int) -> HttpResponse:
    """Make a one-time link; link and code are shown once."""
    queries.request_seen_by(request.access, number)
    if request.method != "POST":
        return redirect("opinion_request", number)
    try:
        fresh = make_link(request.access, number)
    except Refused as refused:
        return _told(request, refused, reverse("opinion_request", args=[number]))
    address = request.build_absolute_uri(reverse("opinion_by_link", args=[fresh.token]))
    context = {"title": _("Link for {who}").format(who=who(fresh.request)), "address": address, "code": fresh.code,
               "back": reverse("opinion_request", args=[number])}  # fmt: skip
    answer = render(request, "review/link.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
@page(*ASKING)
def opinion_derive(request: SignedRequest, code: str) -> HttpResponse:
    """Let the rules derive the requests of a unit."""
    return _acted(request, reverse("opinion_requests"), lambda: ask_to_derive(request.access, code))


@require_POST
@page(*ASKING)
def opinion_send(request: SignedRequest) -> HttpResponse:
    """Send, or remind of, the requests chosen."""
    chosen = [int(key) for key in request.POST.getlist("request") if key.isdecimal() and len(key) < 19]
    is_reminder = request.POST.get("verdict") == "remind"

    def act() -> object:
        done = (remind if is_reminder else send_requests)(request.access, chosen)
        messages.success(request, ngettext("{count} request.", "{count} requests.", done).format(count=done))
        return None

    return _acted(request, reverse("opinion_requests"), act)


@page(*ASKING)
def opinion_letters(request: SignedRequest) -> HttpResponse:
    """The letters to be printed, of the requests that are listed."""
    cycle = open_cycle_of(request.access)
    kind, state = request.GET.get("kind", ""), request.GET.get("state", "")
    found: list[OpinionRequest] = []
    if cycle is not None:
        chosen = queries.requests_of(queries.asked_by(request.access).filter(queries.OPEN), cycle, kind, state)
        found = list(chosen[:200])
    days = days_in_force(cycle) if cycle else {}
    letters = [
        {"about": one.subject.name, "who": who(one), "kind": kinds()[one.kind], "items": [
            item.vi if language() == "vi" else item.en for item in items_of(one)],
         "day": plain_day(days.get(one.deadline)), "cell": one.path}
        for one in found
    ]  # fmt: skip
    context = {"title": _("Letters"), "letters": letters, "cycle": cycle, "most": 200}
    return render(request, "review/letters.html", context)


def _acted(request: SignedRequest, back: str, act: Callable[[], object]) -> HttpResponse:
    def carried_out() -> str:
        act()
        return back

    try:
        return once(request, carried_out)
    except Refused as refused:
        return _told(request, refused, back)


def _told(request: SignedRequest, refused: Refused, back: str) -> HttpResponse:
    for verdict in refused.verdicts:
        messages.error(request, said(verdict.message))
    return redirect(back)
