"""What a subject sees of the letters notified to it, and the paper itself."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kiemdiem.accounts.access import OutOfSight
from kiemdiem.accounts.doors import page
from kiemdiem.accounts.labels import said_obstacles
from kiemdiem.accounts.middleware import SignedRequest
from kiemdiem.accounts.roles import Right
from kiemdiem.accounts.submitting import hidden_fields, once
from kiemdiem.campaign.words import KINDS, cycle_name
from kiemdiem.pages.listing import Badge, Column, Empty, Listing, Row, asked_of, show_list
from kiemdiem.pages.masking import plain_day
from kiemdiem.pages.party_papers import party_day
from kiemdiem.registry.presenting import ShownFact
from kiemdiem.review import letters
from kiemdiem.review.actions.receipts import confirm_reading, may_confirm
from kiemdiem.review.models import SuggestionLetter
from kiemdiem.review.queries.suggestions import (
    ISSUING,
    READING,
    letter_issued_by,
    letter_received_by,
    page_of_received,
)
from kiemdiem.review.words import letter_name
from kiemdiem.verdicts import Verdict
from kiemdiem.wording import N_, Message

RECEIVING = (*READING, Right.SEE_SELF)
_DRAFT = N_("This is a draft: it has no number yet and is not in force.")
_GONE = N_("This letter is withdrawn.")


@page(*RECEIVING)
def my_suggestions(request: SignedRequest) -> HttpResponse:
    """The letters notified to oneself and to the units whose reviews one reads or writes."""
    columns = [Column(_("Number")), Column(_("To")), Column(_("Issued by")), Column(_("Notified")), Column(_("State"))]
    asked = asked_of(request, columns)
    found = page_of_received(request.access)
    rows = [_row(one) for one in found[asked.first_row : asked.first_row + asked.most]]
    listing = Listing(
        _("Suggestions to answer"), asked, columns, [], rows, found.count(),
        Empty(_("No suggestion has been notified"), _("Once there is one, it must be answered in the review.")),
        _("Matters that the level above asks to be answered in the review."),
    )  # fmt: skip
    return show_list(request, listing)


def _row(letter: SuggestionLetter) -> Row:
    state = _state(letter)
    cells = (letter.subject.name, letter.unit.name, plain_day(letter.notified_on), str(state.label))
    badges = [] if letter.read_at else [Badge(_("unread"), "warn")]
    return Row(reverse("suggestion_received", args=[letter.pk]), letter.document_number, cells, badges)


def _state(letter: SuggestionLetter) -> Badge:
    if letter.answered_on:
        return Badge(_("Answered on {day}").format(day=plain_day(letter.answered_on)), "good")
    return Badge(_("To be answered in the review"), "warn")


@page(*RECEIVING)
def suggestion_received(request: SignedRequest, number: int) -> HttpResponse:
    """One letter as its subject sees it; confirm having read it."""
    letter = letter_received_by(request.access, number)
    can_confirm = letter.read_at is None and may_confirm(request.access, letter.subject)
    context = {
        "title": letter_name(letter),
        "subtitle": f"{letter.subject.name} · {KINDS[letter.subject.kind]} · {cycle_name(letter.cycle)}",
        "badges": [_state(letter)],
        "crumbs": [{"label": _("Suggestions to answer"), "url": reverse("my_suggestions")},
                   {"label": letter_name(letter), "url": ""}],
        "texts": [(one.text, one.ground) for one in letter.suggestions.all()],
        "texts_title": _("Matters to be answered"),
        "facts": [
            ShownFact(_("Issued by"), letter.unit.name),
            ShownFact(_("Notified"), plain_day(letter.notified_on)),
            ShownFact(_("Read"), _("Confirmed") if letter.read_at else _("Not confirmed yet")),
        ],
        "confirm_url": reverse("suggestion_read", args=[number]) if can_confirm else "",
        "confirm_words": _("Each matter is answered in the report or self-review."),
        "confirm_button": _("I have read this letter"),
        "hidden": hidden_fields(request),
    }  # fmt: skip
    return render(request, "review/way.html", context)


@require_POST
@page(*RECEIVING)
def suggestion_read(request: SignedRequest, number: int) -> HttpResponse:
    """Confirm having read a letter."""

    def act() -> str:
        confirm_reading(request.access, number)
        messages.success(request, _("Confirmed."))
        return reverse("suggestion_received", args=[number])

    return once(request, act)


@page(*ISSUING, *RECEIVING)
def suggestion_paper(request: SignedRequest, number: int) -> HttpResponse:
    """The letter as it is printed: for who issues it, and from the notice on for its subject."""
    try:
        letter = letter_issued_by(request.access, number)
    except OutOfSight:
        letter = letter_received_by(request.access, number)
    remarks = []
    if letters.is_withdrawn(letter):
        remarks.append(Verdict(Message(_GONE), refuses=False))
    elif not letter.number:
        remarks.append(Verdict(Message(_DRAFT), refuses=False))
    return render(request, "review/paper.html", {"obstacles": said_obstacles(remarks), **_paper(letter)})


def _paper(letter: SuggestionLetter) -> dict[str, object]:
    """The paper's own words; a Party document is Vietnamese whatever the reader's language."""
    year = letter.cycle.year
    parent = letter.unit.parent
    return {
        "title": letter_name(letter),
        "letter": letter,
        "superior": parent.name.upper() if parent else "",
        "issuer": letter.unit.name.upper(),
        "issuer_plain": letter.advised_by,
        "number": letter.document_number,
        "place": letter.place,
        "dated": party_day(letter.dated_on),
        "kind": "VĂN BẢN",
        "about": f"gợi ý kiểm điểm năm {year}",
        "addressee": letter.subject.name,
        "opening": f"Khi kiểm điểm năm {year}, đề nghị làm rõ những vấn đề sau:",
        "closing": "Đề nghị giải trình từng vấn đề trong bản kiểm điểm.",
        "matters": letter.suggestions.all(),
    }
