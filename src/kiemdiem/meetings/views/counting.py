"""Pages of a teller: one paper after the other, the sums, where two entries differ, the signature."""

from django.contrib import messages
from django.http import HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kiemdiem.accounts.answering import FormPage, answer_form, press
from kiemdiem.accounts.doors import page
from kiemdiem.accounts.labels import said, said_obstacles
from kiemdiem.accounts.middleware import SignedRequest
from kiemdiem.accounts.submitting import hidden_fields
from kiemdiem.meetings.actions.counting import (
    agree,
    count_as,
    enter_paper,
    enter_sums,
    finish_papers,
    obstacles_to_agreeing,
    sign_count,
    take_last_paper_out,
)
from kiemdiem.meetings.ballots import INVALID, choices_of, signs_of
from kiemdiem.meetings.comparing import entries_shown, where_entries_differ
from kiemdiem.meetings.forms.votes import NumbersForm
from kiemdiem.meetings.models import Counting, Vote
from kiemdiem.meetings.queries.conferences import name_of
from kiemdiem.meetings.queries.votes import (
    COUNTING,
    Reading,
    are_both_done,
    counting_in_force,
    counting_to_print,
    counting_under_way,
    lines_of,
    own_reading,
    own_teller,
    tellers_to_be,
    vote_counted_by,
)
from kiemdiem.meetings.words import KINDS, choice_words
from kiemdiem.verdicts import Refused


@page(*COUNTING)
def vote_count(request: SignedRequest, number: int) -> HttpResponse:
    """A teller's page, from the first paper to the signature."""
    vote = vote_counted_by(request.access, number)
    counting = counting_under_way(vote)
    teller = own_teller(request.access, vote)
    context: dict[str, object] = {
        "title": _("Count: {name}").format(name=vote.conference.name),
        "subtitle": str(KINDS[vote.kind]),
        "crumbs": [{"label": _("Conferences"), "url": reverse("conferences")}, {"label": _("Count"), "url": ""}],
        "vote": vote,
        "teller": name_of(teller.attendee) if teller else "",
        "to_be": [(one.pk, name_of(one.attendee)) for one in tellers_to_be(request.access, vote)],
        "is_signed": counting is None and counting_in_force(vote) is not None,
        "is_over": counting is None or vote.cancelled_at is not None,
        "hidden": hidden_fields(request),
    }
    if counting is not None and teller is not None and not vote.cancelled_at:
        context |= _entry(vote, counting, own_reading(request.access, vote, counting))
        context["entry_key"] = f"{vote.pk}-{counting.number}-{teller.pk}"
        context["has_signed"] = counting.signings.filter(attendee=teller.attendee_id).exists()
    return render(request, "meetings/count.html", context)


def _entry(vote: Vote, counting: Counting, reading: Reading | None) -> dict[str, object]:
    """What a teller has entered, and what comes next."""
    words, signs = choice_words(), signs_of(vote.kind)
    papers = reading.papers if reading else {}
    is_done = bool(reading and reading.entry.done_at)
    both = is_done and are_both_done(counting)
    return {
        "lines": [(line.position, line.item.subject.name) for line in lines_of(vote)],
        "signs": [(sign, words[choice]) for sign, choice in signs.items()],
        "papers": papers,
        "entered": len(papers),
        "returned": counting.returned or 0,
        "all_entered": len(papers) == (counting.returned or 0),
        "next": len(papers) + 1,
        "is_done": is_done,
        "is_settled": counting.settled_at is not None,
        "both_done": both,
        "obstacles": said_obstacles(obstacles_to_agreeing(vote, counting)) if both and not counting.settled_at else [],
        "differing": where_entries_differ(vote, counting) if both and not counting.settled_at else [],
        "is_sums": bool(reading and reading.entry.mode == "sums"),
    }


def _back(number: int) -> str:
    return reverse("vote_count", args=[number])


@require_POST
@page(*COUNTING)
def vote_count_as(request: SignedRequest, number: int, teller: int) -> HttpResponse:
    """Say as which teller one counts."""
    vote_counted_by(request.access, number)
    told = _("You count now. Enter the papers as they lie in the pile.")
    return press(request, lambda: count_as(request.access, number, teller), told, _back(number))


@require_POST
@page(*COUNTING)
def vote_paper(request: SignedRequest, number: int) -> HttpResponse:
    """Enter one paper: from the keyboard (answered with JSON), or by the button."""
    vote = vote_counted_by(request.access, number)
    typed = request.POST.get("paper", "")
    paper = int(typed[:6]) if typed.isdecimal() else 0
    marks = INVALID if request.POST.get("invalid") else request.POST.get("marks", "") or _marks(request.POST, vote)
    is_script = request.headers.get("X-Autosave") == "yes"
    try:
        entered = enter_paper(request.access, number, paper, marks)
    except Refused as refused:
        told = [said(verdict.message) for verdict in refused.verdicts]
        if is_script:
            return JsonResponse({"refused": told}, status=409)
        for text in told:
            messages.error(request, text)
        return redirect(_back(number))
    if is_script:
        return JsonResponse({"entered": entered})
    return redirect(f"{_back(number)}#paper")


def _marks(typed: QueryDict, vote: Vote) -> str:
    """The signs of a paper marked row by row; a row without a mark is no choice."""
    return "".join((typed.get(f"row{line.position}", "") or "0")[:1] for line in lines_of(vote))


@require_POST
@page(*COUNTING)
def vote_last_out(request: SignedRequest, number: int) -> HttpResponse:
    """Take the last paper out."""
    vote_counted_by(request.access, number)
    told = _("The last paper is taken out of your entry.")
    return press(request, lambda: take_last_paper_out(request.access, number), told, _back(number))


@require_POST
@page(*COUNTING)
def vote_entered(request: SignedRequest, number: int) -> HttpResponse:
    """Say that all papers are entered."""
    vote_counted_by(request.access, number)
    told = _("Your entry is done.")
    return press(request, lambda: finish_papers(request.access, number), told, _back(number))


@page(*COUNTING)
def vote_sums(request: SignedRequest, number: int) -> HttpResponse:
    """Enter the sums of all papers at once."""
    vote = vote_counted_by(request.access, number)
    words = choice_words()
    choices = {choice: words[choice] for choice in choices_of(vote.kind)}
    counting = counting_under_way(vote)
    returned = counting.returned if counting else 0

    def make(typed: QueryDict | None) -> NumbersForm:
        return NumbersForm(lines_of(vote), choices, typed, with_invalid=True)

    def act(form: NumbersForm) -> str:
        enter_sums(request.access, number, form.sums())
        messages.success(request, _("Your entry is done."))
        return _back(number)

    about = FormPage(
        _("Enter the sums: {name}").format(name=vote.conference.name), _("Enter the sums"), _back(number),
        _("{count} papers came back: each row comes to that number with the invalid ones.").format(count=returned),
        crumbs=[{"label": _("Count"), "url": _back(number)}, {"label": _("Enter the sums"), "url": ""}],
    )  # fmt: skip
    return answer_form(request, make, act, about)


@require_POST
@page(*COUNTING)
def vote_agree(request: SignedRequest, number: int) -> HttpResponse:
    """Take the agreed count over."""
    vote_counted_by(request.access, number)
    told = _("Taken over: the sums are stored, what was read off the single papers is deleted.")
    return press(request, lambda: agree(request.access, number), told, _back(number))


@require_POST
@page(*COUNTING)
def vote_sign(request: SignedRequest, number: int) -> HttpResponse:
    """Sign the count."""
    vote_counted_by(request.access, number)
    return press(request, lambda: sign_count(request.access, number), _("Signed."), _back(number))


@page(*COUNTING)
def vote_entries(request: SignedRequest, number: int) -> HttpResponse:
    """The journal of both entries, to be printed before the papers are deleted."""
    vote, counting = counting_to_print(request.access, number)
    context = {
        "title": _("Journal of the entries: {name}").format(name=vote.conference.name),
        "kind": str(KINDS[vote.kind]),
        "returned": counting.returned,
        "counting": counting,
        "signs": [(sign, choice_words()[choice]) for sign, choice in signs_of(vote.kind).items()],
        "lines": [(line.position, line.item.subject.name) for line in lines_of(vote)],
        "entries": entries_shown(vote, counting),
    }
    return render(request, "meetings/entries.html", context)
