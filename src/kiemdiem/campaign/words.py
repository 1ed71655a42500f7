"""The words for the codes of this floor on the pages."""

from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kiemdiem.accounts.labels import language
from kiemdiem.campaign.models import Cycle, Place, PlanRow, Problem
from kiemdiem.campaign.roster import terms_of
from kiemdiem.pages.listing import Badge
from kiemdiem.pages.masking import plain_day
from kiemdiem.pages.why import Why
from kiemdiem.rulebook.edition import Edition
from kiemdiem.vocabulary import Action, SubjectKind

ACTIONS: dict[str, Promise] = {
    Action.REVIEW.value: gettext_lazy("Reviewed here"),
    Action.REPORT_ONLY.value: gettext_lazy("Receives the report"),
    Action.WITHIN.value: gettext_lazy("Reviewed within another conference"),
    Action.NONE.value: gettext_lazy("Not reviewed"),
}
KINDS: dict[str, Promise] = {
    SubjectKind.ORGANISATION.value: gettext_lazy("Party organisation"),
    SubjectKind.COLLECTIVE.value: gettext_lazy("Collective"),
    SubjectKind.MEMBER.value: gettext_lazy("Party member"),
    SubjectKind.CADRE.value: gettext_lazy("Leader or manager"),
}
PROBLEMS: dict[str, Promise] = {
    Problem.Kind.NO_CELL.value: gettext_lazy("Takes part in no cell on the reference date"),
    Problem.Kind.TWO_CELLS.value: gettext_lazy("Takes part officially in several cells at once"),
}
MENDING: dict[str, Promise] = {
    Problem.Kind.NO_CELL.value: gettext_lazy(
        "Open the person and enter an official membership with its first day; whoever has left or died gets the last"
        " day of the membership and no day of admission."
    ),
    Problem.Kind.TWO_CELLS.value: gettext_lazy("Open the person and end the membership that is over."),
}


def cycle_name(cycle: Cycle) -> str:
    """A cycle in a few words."""
    return _("Review of {year}").format(year=cycle.year)


def cycle_badge(cycle: Cycle) -> Badge:
    """How far a cycle is, from its dates."""
    if cycle.frozen_at:
        return Badge(_("Open"), "good")
    return Badge(_("Preview ready"), "info") if cycle.previewed_at else Badge(_("Being prepared"), "warn")


def deadline_title(edition: Edition, key: str) -> str:
    """What a date of the calendar is for."""
    deadline = edition.deadline(key)
    if deadline is None:
        return key
    return deadline.vi if language() == "vi" else deadline.en


def clause_why(cycle: Cycle, clause: str, outcome: str, about: str = "") -> Why:
    """A clause in our own words, as the cycle's edition has it."""
    edition = terms_of(cycle).edition
    summaries = []
    for one in clause.split():
        if edition.has(one):
            found = edition.clause(one)
            summaries.append(found.vi if language() == "vi" else found.en)
    return Why(outcome, ", ".join(clause.split()), " ".join(summaries), about=about)


def due_words(day: date | None, today: date, *, is_finished: bool) -> Badge | None:
    """How a deadline stands, in words and colour; a review finished on or after the day named is late (Q26)."""
    if day is None or is_finished:
        return None
    left = (day - today).days
    if left <= 0:
        late = -left
        if late == 0:
            return Badge(_("Due before today"), "bad")
        return Badge(ngettext("{days} day late", "{days} days late", late).format(days=late), "bad")
    if left <= 7:
        return Badge(ngettext("{days} day left", "{days} days left", left).format(days=left), "warn")
    return Badge(_("before {day}").format(day=plain_day(day)))


def row_state(row: PlanRow, *, is_waiting: bool) -> Badge:
    """How a plan row stands, from its dates."""
    if row.action in (Action.REPORT_ONLY.value, Action.NONE.value):
        return Badge(ACTIONS[row.action])
    if row.finished_on:
        return Badge(_("Finished on {day}").format(day=plain_day(row.finished_on)), "good")
    if is_waiting:
        return Badge(_("Waits for others"), "warn")
    return Badge(_("May begin"), "info")


def place_kind(place: Place) -> str:
    """A cell or a collective, in words."""
    return _("Cell") if place.collective_id is None else _("Collective")


WHYS: dict[str, Promise] = {
    "admitted": gettext_lazy("New in the plan: admitted, or mended in the registry"),
    "moved": gettext_lazy("Moved to another cell"),
    "left": gettext_lazy("Left, died, or takes part in no cell any more"),
    "posts": gettext_lazy("Posts have changed"),
    "circumstance": gettext_lazy("Exempted, suspended, or no longer so"),
    "registry": gettext_lazy("The collective was added or changed"),
}
