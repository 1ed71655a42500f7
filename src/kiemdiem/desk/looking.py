"""What the desk is made of: a task, and what the sources of tasks read once and share."""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from kiemdiem.accounts.access import Access
from kiemdiem.campaign.calendar import days_in_force
from kiemdiem.campaign.models import Cycle, Place
from kiemdiem.campaign.queries.cycles import MOST, cycles_seen_by, open_cycles_among
from kiemdiem.campaign.queries.plan import due_keys, own_places
from kiemdiem.campaign.words import due_words
from kiemdiem.pages.listing import Badge
from kiemdiem.registry.queries.units import roots_seen_by
from kiemdiem.review.queries.waiting import Asker, Waiting, waiting_for
from kiemdiem.tree.models import Organisation
from kiemdiem.vocabulary import OrganisationKind

MOST_UNITS = 5
ACTING_FOR_ALL_BELOW = frozenset({
    OrganisationKind.GRASSROOTS_COMMITTEE, OrganisationKind.GRASSROOTS_CELL, OrganisationKind.SUB_COMMITTEE,
    OrganisationKind.CELL,
})  # fmt: skip
"""Kinds of units whose office also does what its cells leave undone; above the grassroots each level has an office."""


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
        self.cycles = list(cycles_seen_by(self.access)[:MOST])

    @cached_property
    def open_cycles(self) -> list[Cycle]:
        """The cycles that are open this year, the one that is worked on first."""
        return open_cycles_among(self.cycles, self.access.cycle)

    @cached_property
    def open_cycle(self) -> Cycle | None:
        """The one that is worked on."""
        return next(iter(self.open_cycles), None)

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

    @cached_property
    def waiting(self) -> Waiting:
        """How many papers of the review wait for oneself."""
        if self.open_cycle is None:
            return Waiting()
        acting = [unit.path for unit in self.units if unit.kind in ACTING_FOR_ALL_BELOW]
        return waiting_for(Asker(self.access, self.open_cycle, self.days, self.due, acting))

    @cached_property
    def units(self) -> list[Organisation]:
        """The units of one's own mandates, at most a few."""
        return list(roots_seen_by(self.access)[:MOST_UNITS])
