"""The tasks of who is signed in, each with its deadline and one button; a task is gone when it is done."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kiemdiem.accounts.access import Access
from kiemdiem.accounts.roles import Right
from kiemdiem.campaign.calendar import days_in_force
from kiemdiem.campaign.models import Cycle, Place
from kiemdiem.campaign.queries.cycles import cycles_seen_by
from kiemdiem.campaign.queries.plan import due_keys, own_places, waiting_changes
from kiemdiem.campaign.roster import terms_of
from kiemdiem.campaign.words import cycle_name, deadline_title, due_words
from kiemdiem.pages.listing import Badge
from kiemdiem.review.queries.writings import own_state, seats_of, texts_missing_at

SOON = 14
"""Days ahead for which the dates of the calendar are shown."""


@dataclass(frozen=True)
class Task:
    """One thing to do."""

    title: str
    text: str
    url: str
    button: str
    due: date | None = None
    clause: str = ""

    def badge(self, today: date) -> Badge | None:
        """How its deadline stands."""
        return due_words(self.due, today, is_finished=False)


@dataclass
class Desk:
    """What the sources read once and share."""

    access: Access
    today: date
    cycles: list[Cycle] = field(init=False)

    def __post_init__(self) -> None:
        self.cycles = list(cycles_seen_by(self.access)[:6])

    @cached_property
    def open_cycle(self) -> Cycle | None:
        """The latest cycle that is open."""
        return next((cycle for cycle in self.cycles if cycle.frozen_at), None)

    @cached_property
    def days(self) -> dict[str, date]:
        """The calendar of the open cycle."""
        return days_in_force(self.open_cycle) if self.open_cycle else {}

    @cached_property
    def due(self) -> list[str]:
        """Its days that have come."""
        return due_keys(self.days, self.today)

    @cached_property
    def places(self) -> list[Place]:
        """The places at one's own nodes, at most a few."""
        return own_places(self.access, self.open_cycle) if self.open_cycle else []


def tasks_of(desk: Desk) -> list[Task]:
    """Everything to be done, the earliest deadline first; what has none comes last."""
    found = [task for source in SOURCES for task in source(desk)]
    return sorted(found, key=lambda task: (task.due is None, task.due or desk.today))


def _cycles_to_open(desk: Desk) -> Iterator[Task]:
    for cycle in desk.cycles:
        if cycle.frozen_at or not desk.access.may(Right.OPEN_CYCLE, cycle.unit.path):
            continue
        text = _("The preview is ready: look at it, settle what is unclear, then open the cycle.")
        if not cycle.previewed_at:
            text = _("The preview of the plan is being made.")
        url = reverse("cycle", args=[cycle.pk])
        yield Task(_("Open the cycle: {cycle}").format(cycle=cycle_name(cycle)), text, url, _("To the cycle"))


def _own_self_review(desk: Desk) -> Iterator[Task]:
    state = own_state(desk.access, desk.open_cycle) if desk.open_cycle else None
    if state is None or state.submitted_at:
        return
    text = _("You have begun: go on writing and hand it in.") if state.begun_at else _("You have not begun yet.")
    due = desk.days.get("grassroots")
    title = _("Write your self-review")
    yield Task(title, text, reverse("my_review"), _("Write"), due, "I.3.1.b1")


def _own_reports(desk: Desk) -> Iterator[Task]:
    """Reports of the collectives in which one holds a post."""
    if desk.open_cycle is None:
        return
    for state, deadline in seats_of(desk.access, desk.open_cycle):
        if state.submitted_at is None:
            title = _("Report: {name}").format(name=state.subject.name)
            text = _("The collective's report is not handed in yet.")
            url = reverse("writing", args=[state.writing]) if state.writing else reverse(
                "text_form", args=[state.subject.pk]
            )  # fmt: skip
            yield Task(title, text, url, _("Write"), desk.days.get(deadline), "I.2.1")


def _texts_at_own_places(desk: Desk) -> Iterator[Task]:
    """Who has not handed in, at the places that one looks after."""
    places = [place for place in desk.places if desk.access.may(Right.READ_REVIEWS, place.path)]
    for place, missing in texts_missing_at(places):
        text = ngettext("{count} text is not handed in yet.", "{count} texts are not handed in yet.", missing)
        title = _("Self-reviews: {place}").format(place=place.name)
        url = reverse("texts", args=[place.pk])
        yield Task(title, text.format(count=missing), url, _("See who"), desk.days.get(place.deadline))


def _reviews_to_record(desk: Desk) -> Iterator[Task]:
    """Reviews that are not recorded as finished, at one's own places."""
    for place in desk.places:
        left = place.missing
        if left and desk.access.may(Right.RECORD_REVIEW, place.path):
            text = ngettext("{count} review is not finished.", "{count} reviews are not finished.", left)
            title = _("Hold the review: {place}").format(place=place.name)
            url = reverse("place_finish", args=[place.pk])
            yield Task(title, text.format(count=left), url, _("Record finished reviews"),
                       desk.days.get(place.deadline), "IV.4")  # fmt: skip


def _changes_of_the_registry(desk: Desk) -> Iterator[Task]:
    if desk.open_cycle is None or not desk.access.may(Right.EDIT_PLAN):
        return
    if count := waiting_changes(desk.access, desk.open_cycle):
        text = ngettext("{count} change waits for your decision.", "{count} changes wait for your decision.", count)
        url = reverse("plan_changes", args=[desk.open_cycle.pk])
        yield Task(_("Changes of the registry"), text.format(count=count), url, _("Decide"))


def _days_to_come(desk: Desk) -> Iterator[Task]:
    """The calendar's days within a fortnight, for who opens the cycle."""
    cycle = desk.open_cycle
    if cycle is None or not desk.access.may(Right.OPEN_CYCLE, cycle.unit.path):
        return
    edition = terms_of(cycle).edition
    for key, day in sorted(desk.days.items(), key=lambda pair: pair[1]):
        if 0 <= (day - desk.today).days <= SOON:
            deadline = edition.deadline(key)
            yield Task(deadline_title(edition, key), _("A date of the calendar comes near."),
                       reverse("cycle", args=[cycle.pk]), _("To the calendar"), day,
                       deadline.clause if deadline else "")  # fmt: skip


SOURCES: tuple[Callable[[Desk], Iterator[Task]], ...] = (
    _cycles_to_open,
    _own_self_review,
    _own_reports,
    _texts_at_own_places,
    _reviews_to_record,
    _changes_of_the_registry,
    _days_to_come,
)
"""Add a source here: it reads, and yields what is to be done."""
