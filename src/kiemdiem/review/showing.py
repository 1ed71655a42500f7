"""Turns requests for opinions into what their pages show."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from kiemdiem.campaign.roster import terms_of
from kiemdiem.campaign.words import due_words
from kiemdiem.pages.listing import Badge
from kiemdiem.pages.masking import plain_day
from kiemdiem.review.marks import words
from kiemdiem.review.models import OpinionAnswer, OpinionRequest
from kiemdiem.review.queries.opinions import ticks_of
from kiemdiem.rulebook.edition import RemarkItem


def kinds() -> dict[str, str]:
    """What is asked for, in words."""
    return {
        OpinionRequest.Kind.REPORT.value: _("Opinion on a collective's report"),
        OpinionRequest.Kind.RESIDENCE.value: _("Residence remarks (form 4)"),
        OpinionRequest.Kind.FORMER_CELL.value: _("Remarks of the cell left"),
        OpinionRequest.Kind.TEMPORARY_CELL.value: _("Remarks of the temporary cell"),
        OpinionRequest.Kind.FORMER_UNIT.value: _("Result of the previous unit"),
    }


def states() -> dict[str, str]:
    """The states by which requests are filtered."""
    return {
        "open": _("Not answered"), "unsent": _("Not sent yet"), "late": _("Late"), "answered": _("Answered"),
        "not_needed": _("Not needed"),
    }  # fmt: skip


def who(request: OpinionRequest) -> str:
    """Who is asked."""
    if request.person is not None:
        return request.person.full_name
    unit = request.collective or request.organisation
    return unit.name if unit else request.name or _("not known: to be entered")


def state_badge(request: OpinionRequest, day: date | None, today: date) -> Badge:
    """How a request stands, from its dates."""
    if request.withdrawn_at:
        return Badge(_("Withdrawn (request)"))
    if request.answered_at:
        return Badge(_("Answered"), "good")
    if request.not_needed_at:
        return Badge(_("Not needed"))
    due = due_words(day, today, is_finished=False)
    if due and due.tone == "bad":
        return due
    return Badge(_("Sent"), "info") if request.sent_at else Badge(_("Not sent yet"), "warn")


def items_of(request: OpinionRequest) -> Sequence[RemarkItem]:
    """What form 4 asks about; nothing for other requests."""
    if request.kind != OpinionRequest.Kind.RESIDENCE:
        return ()
    return terms_of(request.cycle).edition.items


def told_answer(request: OpinionRequest, answer: OpinionAnswer) -> dict[str, object]:
    """An answer as the pages show it."""
    ticks, grades = ticks_of(answer), words().grades
    vietnamese = words().own_language == "vi"
    items = terms_of(request.cycle).edition.items
    return {
        "text": answer.text,
        "ticks": [(item.vi if vietnamese else item.en, grades.get(ticks[item.key], "")) for item in items
                  if item.key in ticks],
        "given_on": plain_day(answer.given_on), "on_paper": answer.on_paper, "late": answer.came_late,
        "by_link": answer.entered_by.startswith("link:"), "superseded": bool(answer.superseded_at),
    }  # fmt: skip
