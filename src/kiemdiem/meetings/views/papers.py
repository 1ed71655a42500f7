"""Pages of the papers: agenda, ballot papers, minutes of counting, contributions, minutes; as PDF and as Word."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kiemdiem.accounts.answering import press
from kiemdiem.accounts.doors import page
from kiemdiem.accounts.labels import said, said_obstacles
from kiemdiem.accounts.middleware import SignedRequest
from kiemdiem.accounts.submitting import hidden_fields
from kiemdiem.meetings.actions.minutes import (
    draw_up_minutes,
    obstacles_to_signing_minutes,
    save_minutes,
    sign_minutes,
)
from kiemdiem.meetings.actions.printing import papers_printed
from kiemdiem.meetings.documents import (
    agenda_document,
    ballot_paper,
    contributions_document,
    counting_minutes,
    minutes_document,
)
from kiemdiem.meetings.queries.conferences import RUNNING, conference_run_by, item_run_by
from kiemdiem.meetings.queries.minutes import late_minutes, minutes_of
from kiemdiem.meetings.queries.votes import counting_in_force, vote_run_by
from kiemdiem.paperwork.ballots import ballot_sheets
from kiemdiem.paperwork.pdf import pdf_of
from kiemdiem.paperwork.sheets import Document
from kiemdiem.paperwork.word import word_of
from kiemdiem.registry.presenting import when
from kiemdiem.review.saving import answer_save
from kiemdiem.verdicts import Refused

_PDF = "application/pdf"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_FORMATS: dict[str, tuple[Callable[[Document], bytes], str]] = {"pdf": (pdf_of, _PDF), "docx": (word_of, _WORD)}


def _sent(content: bytes, kind: str, name: str) -> HttpResponse:
    disposition = content_disposition_header(as_attachment=kind != _PDF, filename=name)
    headers = {"Content-Disposition": disposition or "inline", "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=kind, headers=headers)


def _answer(document: Document, ending: str, name: str) -> HttpResponse:
    if ending not in _FORMATS:
        raise Http404(ending)
    make, kind = _FORMATS[ending]
    return _sent(make(document), kind, f"{name}.{ending}")


@page(*RUNNING)
def conference_agenda(request: SignedRequest, number: int, ending: str) -> HttpResponse:
    """The programme of a conference (form 10)."""
    return _answer(agenda_document(conference_run_by(request.access, number)), ending, f"chuong-trinh-{number}")


@page(*RUNNING)
def item_papers(request: SignedRequest, number: int, ending: str) -> HttpResponse:
    """The consolidated contributions on an item."""
    return _answer(contributions_document(item_run_by(request.access, number)), ending, f"y-kien-{number}")


@page(*RUNNING)
def vote_papers(request: SignedRequest, number: int) -> HttpResponse:
    """The ballot papers, as many as the roll may need."""
    vote = vote_run_by(request.access, number)
    try:
        copies = papers_printed(request.access, number)
    except Refused as refused:
        for verdict in refused.verdicts:
            messages.error(request, said(verdict.message))
        return redirect("vote", number)
    return _sent(ballot_sheets(ballot_paper(vote), copies), _PDF, f"phieu-{number}.pdf")


@page(*RUNNING)
def vote_minutes(request: SignedRequest, number: int, ending: str) -> HttpResponse:
    """The minutes of counting, once the count is signed."""
    vote = vote_run_by(request.access, number)
    counting = counting_in_force(vote)
    if counting is None:
        raise Http404(number)
    return _answer(counting_minutes(vote, counting), ending, f"bien-ban-kiem-phieu-{number}")


@page(*RUNNING)
def minutes(request: SignedRequest, number: int) -> HttpResponse:
    """The minutes of a conference: drawn up, corrected, signed."""
    one = conference_run_by(request.access, number)
    found = minutes_of(one)
    late = late_minutes(found) if found and not found.signed_at else []
    context = {
        "title": _("Minutes: {name}").format(name=one.name),
        "crumbs": [{"label": _("Conferences"), "url": reverse("conferences")},
                   {"label": one.name, "url": reverse("conference", args=[number])},
                   {"label": _("Minutes"), "url": ""}],
        "conference": one,
        "minutes": found,
        "fixed": when(found.signed_at) if found and found.signed_at else "",
        "late": [(when(each.saved_at), each.text) for each in late],
        "obstacles": said_obstacles(obstacles_to_signing_minutes(one)) if found and not found.signed_at else [],
        "hidden": hidden_fields(request),
    }  # fmt: skip
    return render(request, "meetings/minutes.html", context)


@require_POST
@page(*RUNNING)
def minutes_draw_up(request: SignedRequest, number: int) -> HttpResponse:
    """Draw the minutes up from what happened."""
    conference_run_by(request.access, number)
    told = _("Drawn up from what happened. Read them and correct what is missing.")
    return press(request, lambda: draw_up_minutes(request.access, number), told, reverse("minutes", args=[number]))


@require_POST
@page(*RUNNING)
def minutes_save(request: SignedRequest, number: int) -> HttpResponse:
    """Save the minutes, as one types or by the button."""
    conference_run_by(request.access, number)
    back = reverse("minutes", args=[number])
    return answer_save(request, lambda typed: save_minutes(request.access, number, typed.text, typed.version), back)


@require_POST
@page(*RUNNING)
def minutes_sign(request: SignedRequest, number: int) -> HttpResponse:
    """Record that the minutes were signed."""
    conference_run_by(request.access, number)
    told = _("Signed: the text is fixed now.")
    return press(request, lambda: sign_minutes(request.access, number), told, reverse("minutes", args=[number]))


@page(*RUNNING)
def minutes_paper(request: SignedRequest, number: int, ending: str) -> HttpResponse:
    """The minutes as a document."""
    one = conference_run_by(request.access, number)
    found = minutes_of(one)
    if found is None:
        raise Http404(number)
    return _answer(minutes_document(found, one), ending, f"bien-ban-{number}")
