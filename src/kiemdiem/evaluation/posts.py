"""Posts and places: which posts count, how they rank, and where their holder is reviewed (I.1)."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from kiemdiem.evaluation.grouping import any_by, count_by, first_by
from kiemdiem.evaluation.judging import run_flags
from kiemdiem.evaluation.periods import active
from kiemdiem.evaluation.tables import Sources
from kiemdiem.evaluation.units import Units, is_one_of
from kiemdiem.rulebook.facts import CadreFacts
from kiemdiem.rulebook.kinds import COMMITTEE_KINDS, RATED_KINDS
from kiemdiem.rulebook.rules import posts as rules
from kiemdiem.rulebook.rules.cadres import more_than_three_posts
from kiemdiem.vocabulary import Arrival, CircumstanceKind, CollectiveKind, OrganisationKind, Role
from kiemdiem.workbook.data import TableData
from kiemdiem.workbook.values import NO_COUNT, NO_DAY, NO_ROW

Flags = NDArray[np.bool_]
Positions = NDArray[np.int64]

_LAST = np.iinfo(np.int32).max


def collective_is(sources: Sources, kinds: tuple[CollectiveKind, ...]) -> Flags:
    """Collectives of those kinds."""
    table = sources.workbook["collectives"]
    found: NDArray[np.bool_] = np.logical_or.reduce([table.is_code("kind", kind) for kind in kinds])
    return found


@dataclass(frozen=True)
class Places:
    """Every pair of a person and a place (a collective) where that person's posts lead, each once."""

    keys: Positions
    """Sorted: person times the number of collectives, plus the place."""
    persons: NDArray[np.int32]
    collectives: NDArray[np.int32]
    reviewed: Flags
    """The person is reviewed there; elsewhere only the result is reported (I.1.b)."""

    def at(self, persons: NDArray[np.integer], collectives: NDArray[np.integer], width: int) -> Positions:
        """The position of each pair; -1 where it is none."""
        wanted = persons.astype(np.int64) * width + collectives
        if not len(self.keys):
            return np.full(len(wanted), -1, dtype=np.int64)
        at = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
        return np.where((self.keys[at] == wanted) & (collectives >= 0), at, -1)


class Posts:
    """The rows of `posts`, seen at the reference date."""

    def __init__(self, sources: Sources, units: Units) -> None:
        self.sources, self.units = sources, units
        self.table: TableData = sources.workbook["posts"]
        self.person = self.table.rows("person")
        self.collective = self.table.rows("collective")
        self.place = self._places()

    def _places(self) -> NDArray[np.int32]:
        """Each post's place of review (Q27)."""
        if self.sources.terms.choice("place_when_within") == "own":
            return self.collective
        return self.units.hosts[self.collective] if len(self.collective) else self.collective

    @cached_property
    def active(self) -> Flags:
        """Posts held on the reference date."""
        return active(self.table, self.sources.terms)

    @cached_property
    def dropped(self) -> Flags:
        """Active posts that somebody not re-elected is no longer reviewed for (I.1.d)."""
        if not self.sources.terms.edition.has("I.1.d"):
            return np.zeros(self.table.size, dtype=np.bool_)
        leaves = self.sources.in_circumstance(CircumstanceKind.NOT_REELECTED)[self.person]
        retires = self.sources.in_circumstance(CircumstanceKind.RETIREMENT_DECIDED)[self.person]
        return self.active & leaves & (retires | collective_is(self.sources, COMMITTEE_KINDS)[self.collective])

    @cached_property
    def remaining(self) -> Flags:
        """Active posts that count for places, number and rank."""
        return self.active & ~self.dropped

    @cached_property
    def count(self) -> NDArray[np.int32]:
        """For each person how many posts count (Q7)."""
        counted = self.remaining
        if self.sources.terms.choice("counted_posts") == "heads_and_deputies":
            counted = counted & (self.has_role(Role.HEAD) | self.has_role(Role.DEPUTY))
        return count_by(np.where(counted, self.person, NO_ROW), self.sources.people)

    @cached_property
    def many(self) -> Flags:
        """For each person whether I.1.b narrows the places of review."""
        terms = self.sources.terms
        if not terms.edition.has("I.1.b"):
            return np.zeros(self.sources.people, dtype=np.bool_)
        flags = {"many": more_than_three_posts(terms)}
        return run_flags(flags, {CadreFacts.posts.name: self.count}, self.sources.people)["many"]

    def has_role(self, role: Role) -> Flags:
        """Posts of that role."""
        return self.table.is_code("role", role)

    def _order(self, rows: Positions, *, presided_first: bool) -> Positions:
        """Those posts, best first: rank, presided first, earliest start, collective's id, role (Q7)."""
        rank, start = self.table.counts("rank")[rows], self.table.days("start")[rows]
        keys = (
            self.table.codes("role")[rows],
            self.sources.collective_ranks[self.collective[rows]],
            np.where(start == NO_DAY, _LAST, start),
            ~self.table.flags("presides")[rows] & presided_first,
            np.where(rank == NO_COUNT, _LAST, rank),
        )
        return rows[np.lexsort(keys)]

    def best(self, among: Flags) -> Positions:
        """For each person the highest of those posts; -1 for none."""
        order = self._order(np.flatnonzero(among), presided_first=True)
        return first_by(self.person, order, self.sources.people)

    @cached_property
    def highest(self) -> Positions:
        """For each person the highest post that counts for places; -1 for none."""
        return self.best(self.remaining)

    @cached_property
    def presided(self) -> Positions:
        """For each person the post that the person presides from (the third place, Q7); -1 for none."""
        presides = self.remaining & self.table.flags("presides")
        order = self._order(np.flatnonzero(presides), presided_first=False)
        first = first_by(self.person, order, self.sources.people)
        if self.sources.terms.choice("third_place") == "none":
            return first
        others = order[order != self.highest[self.person[order]]]
        second = first_by(self.person, others, self.sources.people)
        return np.where((first == self.highest) & (second >= 0), second, first)

    @cached_property
    def places(self) -> Places:
        """Where each person is reviewed and where the result is only reported."""
        width = max(self.sources.workbook["collectives"].size, 1)
        rows = np.flatnonzero(self.remaining)
        keys = np.unique(self.person[rows].astype(np.int64) * width + self.place[rows])
        persons, collectives = (keys // width).astype(np.int32), (keys % width).astype(np.int32)
        named = np.zeros(len(keys), dtype=np.bool_)
        for chosen in (self.highest, self.presided):
            post = chosen[persons]
            named |= (post >= 0) & (self.place[post] == collectives if len(self.place) else False)
        return Places(keys, persons, collectives, named | ~self.many[persons])

    @cached_property
    def at_review(self) -> Flags:
        """Posts at a place where their holder is reviewed."""
        width = max(self.sources.workbook["collectives"].size, 1)
        at = self.places.at(self.person, self.place, width)
        reviewed = np.append(self.places.reviewed, False)
        there: Flags = self.remaining & reviewed[at]
        return there

    @cached_property
    def unit(self) -> NDArray[np.int32]:
        """The organisation of each post's collective; `NO_ROW` for none."""
        organisation = self.sources.workbook["collectives"].rows("organisation")
        return organisation[self.collective] if len(self.collective) else self.collective

    @cached_property
    def flags(self) -> dict[str, Flags]:
        """What the rules on posts say of each row: new, answering for a unit, and so on."""
        terms = self.sources.terms
        expressions = {
            "new_from_equal": rules.new_from_equal(terms),
            "new_from_lower": rules.new_from_lower(terms),
            "newly_elected": rules.newly_elected(terms),
            "answers_for_unit": rules.answers_for_unit(terms),
            "unit_level_awaited": rules.unit_level_awaited(terms),
            "agency_without_level": rules.agency_without_level(terms),
        }
        return run_flags(expressions, self._facts(), self.table.size)

    def _facts(self) -> dict[str, NDArray[np.generic]]:
        agency = self.sources.workbook["organisations"].is_code("kind", OrganisationKind.AGENCY)
        rated = is_one_of(self.sources, RATED_KINDS) | agency
        levels = np.append(self.units.organisation_levels, np.uint8(0))
        return {
            "started_on": self.table.days("start"),
            "is_head": self.has_role(Role.HEAD),
            **{arrival.value: self.table.is_code("arrival", arrival) for arrival in Arrival},
            "equal_before": self.table.flags("equal_before"),
            "own_rating_unaffected": self.table.flags("own_rating_unaffected"),
            "unit_rated": np.append(rated, False)[self.unit],
            "unit_too_young": np.append(self.units.too_young, False)[self.unit],
            "unit_is_agency": np.append(agency, False)[self.unit],
            "unit_level": levels[self.unit],
        }

    @cached_property
    def class_post(self) -> Positions:
        """For each person the post whose class he or she counts in: the highest, or the one before it (II.3.i).

        -1 where there is none, or where the former post is not given.
        """
        highest = self.highest
        if not self.table.size:
            return highest
        new = (highest >= 0) & self.flags["new_from_lower"][highest]
        if not new.any():
            return highest
        started = self.table.days("start")
        eve = np.where(new, started[highest] - 1, NO_DAY)[self.person]
        end = self.table.days("end")
        before = (started != NO_DAY) & (started <= eve) & ((end == NO_DAY) | (end >= eve)) & (eve != NO_DAY)
        former = self.best(before & ~self.flags["new_from_lower"])
        return np.where(new, former, highest)

    @cached_property
    def class_is_new(self) -> Flags:
        """For each person whether the highest post falls under II.3.i."""
        if not self.table.size:
            return np.zeros(self.sources.people, dtype=np.bool_)
        return (self.highest >= 0) & self.flags["new_from_lower"][self.highest]

    def persons_with(self, rows: Flags) -> Flags:
        """People who hold one of those posts."""
        return any_by(self.person[rows], self.sources.people)
