"""Cadres: the facts of everybody with a post and a place of review, and what the rules make of them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kiemdiem.evaluation.grouping import any_by, count_by, lowest_by, text_order
from kiemdiem.evaluation.judging import FactColumns, Judged, judge
from kiemdiem.evaluation.members import Members
from kiemdiem.evaluation.posts import Places, Posts
from kiemdiem.evaluation.tables import Sources
from kiemdiem.evaluation.units import Units
from kiemdiem.vocabulary import CircumstanceKind, Occupation, RequirementKind, Role, SubjectKind
from kiemdiem.workbook.values import NO_CODE, NO_DAY, NO_ROW

Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Cadres:
    """Cadres judged, with their posts and places."""

    judged: Judged
    posts: Posts


def judge_cadres(sources: Sources, units: Units, members: Members) -> Cadres:
    """Judge everybody with an active post and at least one place."""
    posts = Posts(sources, units)
    order = text_order(sources.workbook["people"].text("id"))
    rows = order[any_by(posts.places.persons, sources.people)[order]]
    facts = _Facts(sources, units, members, posts).columns()
    chosen = {name: column[rows] for name, column in facts.items()}
    return Cadres(judge(SubjectKind.CADRE, sources.terms, rows, chosen), posts)


@dataclass(frozen=True)
class _Facts:
    """The facts of all people as cadres."""

    sources: Sources
    units: Units
    members: Members
    posts: Posts

    @property
    def places(self) -> Places:
        return self.posts.places

    def columns(self) -> FactColumns:
        sources, posts = self.sources, self.posts
        people = sources.workbook["people"]
        sick_months, sick_days = sources.sick_leave
        return {
            "exempted": sources.in_circumstance(CircumstanceKind.EXEMPTED),
            "suspended": sources.in_circumstance(CircumstanceKind.SUSPENDED),
            "posts": posts.count,
            "places": self._reviewed_places(np.ones(len(self.places.keys), dtype=np.bool_)),
            **self._review_facts(),
            **self._ballot_facts(),
            **self._new_post_facts(),
            "former_unit_result": sources.received(RequirementKind.FORMER_UNIT_RESULT),
            **self._head_facts(),
            "collectives_without_level": self._collectives_without_level(),
            "official": people.is_code("occupation", Occupation.OFFICIAL),
            "absence_grounded": sources.absence_grounded,
            "sick_leave_months": sick_months,
            "sick_leave_days": sick_days,
            "decided_level": sources.decided(SubjectKind.CADRE, people.size),
        }

    def _reviewed_places(self, where: Flags) -> NDArray[np.int32]:
        """For each person how many places of review are among those pairs."""
        return count_by(np.where(where & self.places.reviewed, self.places.persons, NO_ROW), self.sources.people)

    def _pairs(self, persons: NDArray[np.int32], collectives: NDArray[np.int32]) -> NDArray[np.int64]:
        return self.places.at(persons, collectives, max(self.sources.workbook["collectives"].size, 1))

    def _review_facts(self) -> FactColumns:
        reviews = self.sources.workbook["reviews"]
        own = reviews.is_code("subject_kind", SubjectKind.CADRE)
        pairs = np.where(own, self._pairs(reviews.rows("subject"), reviews.place_collectives()), -1)
        reported = reviews.flags("self_report") & (reviews.codes("self_level") != NO_CODE)
        finished_pairs = any_by(pairs[reviews.days("completed_on") != NO_DAY], len(self.places.keys))
        reported_pairs = any_by(pairs[reported], len(self.places.keys)) & ~finished_pairs
        return {
            "places_reviewed": self._reviewed_places(finished_pairs),
            "places_reported": self._reviewed_places(reported_pairs),
        }

    def _ballot_facts(self) -> FactColumns:
        table = self.sources.workbook["ballots"]
        rows = self.sources.rating_ballots(SubjectKind.CADRE)
        pairs = self._pairs(table.rows("subject")[rows], table.place_collectives()[rows])
        read = (pairs >= 0) & np.append(self.places.reviewed, False)[pairs]
        rows, pairs = rows[read], pairs[read]
        persons = self.places.persons[pairs].astype(np.int64)
        reached = self.sources.reached_by(rows, persons, self.sources.people)
        if self.sources.terms.choice("cell_in_conflict") == "yes":
            at_cell = self.members.reached_at_cell
            reached = {name: np.logical_or(flag, at_cell[name]) for name, flag in reached.items()}
        return {"places_balloted": self._reviewed_places(any_by(pairs, len(self.places.keys))), **reached}

    def _new_post_facts(self) -> FactColumns:
        posts = self.posts
        return {
            "new_from_equal": posts.persons_with(posts.flags["new_from_equal"] & posts.at_review),
            "new_from_lower": posts.persons_with(posts.flags["new_from_lower"] & posts.at_review),
            "newly_elected": posts.persons_with(posts.flags["newly_elected"] & posts.at_review),
            "highest_is_new": posts.class_is_new,
            "former_post_known": posts.class_post >= 0,
        }

    def _head_facts(self) -> FactColumns:
        """What is headed, by all active posts, also those only reported to or dropped (II.3.m)."""
        posts, people = self.posts, self.sources.people
        awaited = posts.active & posts.flags["unit_level_awaited"]
        agencies = posts.active & posts.flags["agency_without_level"]
        answering = posts.active & posts.flags["answers_for_unit"]
        unit_levels = np.append(self.units.organisation_levels, np.uint8(0))[posts.unit]
        heads = posts.active & posts.has_role(Role.HEAD)
        own_levels = np.append(self.units.collective_levels, np.uint8(0))[posts.collective]
        return {
            "units_without_level": count_by(np.where(awaited, posts.person, NO_ROW), people),
            "agencies_without_level": count_by(np.where(agencies, posts.person, NO_ROW), people),
            "headed_level": lowest_by(np.where(answering, posts.person, NO_ROW), unit_levels, people),
            "headed_collective_level": lowest_by(np.where(heads, posts.person, NO_ROW), own_levels, people),
        }

    def _collectives_without_level(self) -> NDArray[np.int32]:
        """Collectives reviewed at the person's places of review that have no level."""
        size = self.sources.workbook["collectives"].size
        hosts, unrated = self.units.hosts, self.units.collective_levels == 0
        without = count_by(np.where(unrated, hosts, NO_ROW), size)
        without += unrated & (hosts != np.arange(size))  # at its own place, where cadres stay there (Q27)
        at_place = np.append(without, 0)[self.places.collectives] if size else np.zeros(0, dtype=np.int32)
        weights = np.where(self.places.reviewed, at_place, 0)
        return np.bincount(self.places.persons, weights=weights, minlength=self.sources.people).astype(np.int32)
