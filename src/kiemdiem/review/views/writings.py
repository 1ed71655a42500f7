"""Pages of the texts of a review: one's own self-review, a collective's report, what others read of them."""

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kiemdiem.accounts.answering import press
from kiemdiem.accounts.doors import page
from kiemdiem.accounts.middleware import SignedRequest
from kiemdiem.accounts.roles import Right
from kiemdiem.accounts.submitting import hidden_fields
from kiemdiem.campaign.freezing import HELD
from kiemdiem.campaign.queries.cycles import open_cycles_of, place_seen_by
from kiemdiem.campaign.queries.plan import rows_of_place
from kiemdiem.campaign.words import KINDS
from kiemdiem.pages.listing import Badge, Button
from kiemdiem.registry.presenting import Section, SectionRow, when
from kiemdiem.review.actions.handing import hand_in, note_reading, revise, take_back
from kiemdiem.review.actions.writings import (
    answer_rest,
    begin_report,
    begin_self_review,
    enter_shortcoming,
    save_passage,
    take_over,
    withdraw_shortcoming,
)
from kiemdiem.review.marks import words
from kiemdiem.review.outline import hidden_keys, outline_of, parts_at
from kiemdiem.review.presenting import handed_versions, writing_context
from kiemdiem.review.queries.standing import is_oneself
from kiemdiem.review.queries.writings import (
    own_subject,
    reading_of,
    states_of,
    subject_to_write,
    writable_among,
    writing_of_person,
    writing_to_write,
)
from kiemdiem.review.saving import answer_save
from kiemdiem.vocabulary import SubjectKind

WRITING = (Right.SEE_SELF, Right.WRITE_REPORT)
READING = (*WRITING, Right.READ_REVIEWS)


@page(Right.SEE_SELF)
def my_review(request: SignedRequest) -> HttpResponse:
    """One's own self-review; where it is not begun, the button that begins it."""
    subject = own_subject(request.access, open_cycles_of(request.access))
    if subject is None or subject.person is None:
        return render(request, "review/no_review.html", {"title": _("My self-review")})
    found = writing_of_person(subject.cycle, subject.person)
    if found is not None:
        return redirect("writing", found.pk)
    return render(request, "review/begin.html", {"title": _("My self-review"), "subject": subject})


@require_POST
@page(*WRITING)
def text_begin(request: SignedRequest, number: int) -> HttpResponse:
    """Begin the self-review or report of a subject."""
    subject = subject_to_write(request.access, number)
    begin = begin_report if subject.kind == SubjectKind.COLLECTIVE else begin_self_review
    return redirect("writing", begin(request.access, subject).pk)


@page(*READING)
def writing(request: SignedRequest, number: int) -> HttpResponse:
    """A text: to be written by who may, else to be read, with the parts that belong to the reader's places."""
    reading = reading_of(request.access, number)
    parts = parts_at(reading.writing, reading.rows)
    outline = outline_of(reading.writing, words(), parts)
    note_reading(request.access, reading)
    context = writing_context(reading, outline, hidden_keys(reading.writing, parts))
    return render(request, "review/writing.html", {**context, "hidden": hidden_fields(request)})


@page(*READING)
def writing_versions(request: SignedRequest, number: int) -> HttpResponse:
    """The texts handed in, beside each other."""
    reading = reading_of(request.access, number)
    note_reading(request.access, reading)
    hidden = hidden_keys(reading.writing, parts_at(reading.writing, reading.rows))
    return render(request, "review/versions.html", handed_versions(reading, hidden))


@require_POST
@page(*WRITING)
def writing_save(request: SignedRequest, number: int) -> HttpResponse:
    """Save one passage: as one types (answered with JSON), or by its button."""
    return answer_save(
        request,
        lambda typed: save_passage(request.access, number, words(), typed.key, typed.text, typed.mark, typed.version),
        reverse("writing", args=[number]),
    )


def _act(request: SignedRequest, number: int, act: Callable[[], object], success: str) -> HttpResponse:
    return press(request, act, success, reverse("writing", args=[number]))


@require_POST
@page(*WRITING)
def writing_settle(request: SignedRequest, number: int, earlier: int) -> HttpResponse:
    """Settle two texts that were written at once."""
    is_taken = request.POST.get("verdict") == "take"
    return _act(
        request, number, lambda: take_over(request.access, number, earlier, is_taken=is_taken),
        _("Settled. The other text stays in the history."),
    )  # fmt: skip


@require_POST
@page(*WRITING)
def writing_rest(request: SignedRequest, number: int) -> HttpResponse:
    """Answer "none" to what is not answered."""
    outline = outline_of(writing_to_write(request.access, number), words())
    return _act(request, number, lambda: answer_rest(request.access, number, outline), _("Answered."))


@require_POST
@page(*WRITING)
def shortcoming_add(request: SignedRequest, number: int) -> HttpResponse:
    """Enter a shortcoming."""
    outline = outline_of(writing_to_write(request.access, number), words())
    text, tie, ground = (
        request.POST.get(name, "").replace("\0", "").replace("\r\n", "\n")
        for name in ("text", "manifestation", "ground")
    )
    return _act(
        request, number, lambda: enter_shortcoming(request.access, number, outline, text, tie, ground), _("Entered.")
    )


@require_POST
@page(*WRITING)
def shortcoming_withdraw(request: SignedRequest, number: int, shortcoming: int) -> HttpResponse:
    """Take a shortcoming back."""
    return _act(request, number, lambda: withdraw_shortcoming(request.access, number, shortcoming), _("Withdrawn."))


@require_POST
@page(*WRITING)
def writing_hand_in(request: SignedRequest, number: int) -> HttpResponse:
    """Hand the text in."""
    outline = outline_of(writing_to_write(request.access, number), words())
    return _act(
        request, number, lambda: hand_in(request.access, number, outline),
        _("Handed in. You can take it back until the conference."),
    )  # fmt: skip


@require_POST
@page(*WRITING)
def writing_take_back(request: SignedRequest, number: int) -> HttpResponse:
    """Take the text back."""
    return _act(request, number, lambda: take_back(request.access, number), _("Taken back: you can write on."))


@require_POST
@page(*WRITING)
def writing_revise(request: SignedRequest, number: int) -> HttpResponse:
    """Begin the revised version."""
    return _act(
        request, number, lambda: revise(request.access, number),
        _("You can write the revised version now; the first one stays beside it."),
    )  # fmt: skip


@page(Right.READ_REVIEWS)
def texts(request: SignedRequest, number: int) -> HttpResponse:
    """Who has handed in at a place, and who has not."""
    place = place_seen_by(request.access, number, Right.READ_REVIEWS)
    subjects = [standing.row.subject for standing in rows_of_place(place) if standing.row.action in HELD]
    rows = []
    own = writable_among(request.access, subjects)
    for state in states_of(subjects):
        badge = Badge(_("Not begun"), "bad")
        if state.submitted_at:
            badge = Badge(_("Handed in"), "good")
        elif state.begun_at:
            badge = Badge(_("Being written"), "warn")
        url = reverse("writing", args=[state.writing]) if state.writing else ""
        told = (state.subject.name, str(KINDS[state.subject.kind]), when(state.submitted_at) if state.submitted_at
                else "")  # fmt: skip
        may_begin = not state.writing and state.subject.pk in own
        begin = [Button(reverse("text_form", args=[state.subject.pk]), _("Type it in"))] if may_begin else []
        rows.append(SectionRow(told, url, [badge], begin))
    section = Section(
        place.name, [_("Who"), _("What is reviewed"), _("Handed in at")], rows, _("Nobody is reviewed here."),
        _("{done} of {all} have handed in.").format(done=sum(
            state.submitted_at is not None for state in states_of(subjects)), all=len(subjects)),
    )  # fmt: skip
    crumbs = [{"label": place.name, "url": reverse("plan_unit", args=[place.cycle_id, place.organisation.code])},
              {"label": _("Self-reviews and reports"), "url": ""}]  # fmt: skip
    return render(
        request, "record.html", {"title": _("Self-reviews and reports"), "sections": [section], "crumbs": crumbs}
    )


@page(*WRITING)
def text_form(request: SignedRequest, number: int) -> HttpResponse:
    """Ask before a collective's report, or the text of somebody else, is begun."""
    subject = subject_to_write(request.access, number)
    context = {
        "title": _("Report: {name}").format(name=subject.name) if subject.collective else subject.name,
        "subject": subject,
        "is_report": subject.collective is not None,
        "for_another": not is_oneself(request.access, subject),
    }
    return render(request, "review/begin.html", context)
