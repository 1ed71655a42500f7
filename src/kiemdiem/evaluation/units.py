"""Organisations and collectives: their facts and what the rules make of them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kiemdiem.evaluation.grouping import any_by, count_by, text_order
from kiemdiem.evaluation.judging import FactColumns, Judged, judge
from kiemdiem.evaluation.tables import Sources
from kiemdiem.rulebook.facts import BALLOTED
from kiemdiem.rulebook.kinds import RATED_KINDS
from kiemdiem.vocabulary import OrganisationKind, Status, SubjectKind
from kiemdiem.workbook.values import NO_DAY, NO_ROW

Levels = NDArray[np.uint8]


@dataclass(frozen=True)
class Units:
    """Organisations and collectives judged; levels and statuses for every row of their tables."""

    organisations: Judged
    collectives: Judged
    organisation_levels: Levels
    too_young: NDArray[np.bool_]
    """Organisations that are not rated this year."""
    collective_levels: Levels
    hosts: NDArray[np.int32]
    """For each collective its place of review: itself, or the collective it is reviewed within (I.1.c)."""


def judge_units(sources: Sources) -> Units:
    """Judge organisations first, collectives after them."""
    organisations = _judge_organisations(sources)
    size = sources.workbook["organisations"].size
    levels = organisations.spread(organisations.level, size)
    hosts = places_of_collectives(sources)
    collectives = _judge_collectives(sources, hosts, levels)
    too_young = np.zeros(size, dtype=np.bool_)
    too_young[organisations.rows] = organisations.has_status(Status.NOT_RATED)
    collective_levels = collectives.spread(collectives.level, sources.workbook["collectives"].size)
    return Units(organisations, collectives, levels, too_young, collective_levels, hosts)


def is_one_of(sources: Sources, kinds: tuple[OrganisationKind, ...]) -> NDArray[np.bool_]:
    """Organisations of those kinds."""
    table = sources.workbook["organisations"]
    found: NDArray[np.bool_] = np.logical_or.reduce([table.is_code("kind", kind) for kind in kinds])
    return found


def nearest_above(sources: Sources) -> NDArray[np.int32]:
    """For each organisation the nearest one above that is no agency; `NO_ROW` for none."""
    table = sources.workbook["organisations"]
    agency = np.append(table.is_code("kind", OrganisationKind.AGENCY), False)
    parent = table.rows("parent")
    above = parent.copy()
    while (climbing := (above != NO_ROW) & agency[above]).any():
        above = np.where(climbing, parent[above], above)
    return above


def _judge_organisations(sources: Sources) -> Judged:
    table = sources.workbook["organisations"]
    decided = sources.decided(SubjectKind.ORGANISATION, table.size)
    agency = table.is_code("kind", OrganisationKind.AGENCY)
    order = text_order(table.text("id"))
    rows = order[(is_one_of(sources, RATED_KINDS) | (agency & (decided > 0)))[order]]
    established = table.days("established_on")
    facts: FactColumns = {
        "is_agency": agency,
        "established_on": np.where(established == NO_DAY, np.int32(NO_DAY), established),
        "decided_level": decided,
        **_ballot_facts(sources, SubjectKind.ORGANISATION, table.size),
    }
    return judge(SubjectKind.ORGANISATION, sources.terms, rows, {name: column[rows] for name, column in facts.items()})


def _ballot_facts(sources: Sources, kind: SubjectKind, size: int) -> FactColumns:
    ballots = sources.rating_ballots(kind)
    subjects = sources.workbook["ballots"].rows("subject")[ballots].astype(np.int64)
    return {BALLOTED.name: any_by(subjects, size), **sources.reached_by(ballots, subjects, size)}


def places_of_collectives(sources: Sources) -> NDArray[np.int32]:
    """Each collective's place: its own, or its host's where it is reviewed within another (I.1.c)."""
    table = sources.workbook["collectives"]
    own = np.arange(table.size, dtype=np.int32)
    if not sources.terms.edition.has("I.1.c"):
        return own
    host = table.rows("reviewed_within")
    return np.where(host == NO_ROW, own, host)


def _judge_collectives(sources: Sources, hosts: NDArray[np.int32], organisation_levels: Levels) -> Judged:
    table = sources.workbook["collectives"]
    rows = text_order(table.text("id"))
    own = table.rows("organisation")
    facts: FactColumns = {
        "reviewed": _own_review(sources)[hosts],
        "organisation_level": np.append(organisation_levels, np.uint8(0))[own],
        "decided_level": sources.decided(SubjectKind.COLLECTIVE, table.size),
        **_ballot_facts(sources, SubjectKind.COLLECTIVE, table.size),
    }
    levels = np.zeros(table.size, dtype=np.uint8)
    while True:  # a collective may look at those below it (Q20): as often as the tree is deep
        facts["lower_without_level"] = _lower_without_level(sources, levels)
        ordered = {name: column[rows] for name, column in facts.items()}
        judged = judge(SubjectKind.COLLECTIVE, sources.terms, rows, ordered)
        now = judged.spread(judged.level, table.size)
        if (now == levels).all():
            return judged
        levels = now


def _own_review(sources: Sources) -> NDArray[np.bool_]:
    """Collectives whose own review, at their own place, is finished (II.3.b)."""
    reviews = sources.workbook["reviews"]
    finished = reviews.is_code("subject_kind", SubjectKind.COLLECTIVE) & (reviews.days("completed_on") != NO_DAY)
    at_home = reviews.rows("subject") == reviews.place_collectives()
    return any_by(reviews.rows("subject")[finished & at_home], sources.workbook["collectives"].size)


def _lower_without_level(sources: Sources, levels: Levels) -> NDArray[np.int32]:
    """For each collective how many collectives of the organisations directly below its own have no level."""
    collectives, organisations = sources.workbook["collectives"], sources.workbook["organisations"]
    own, parent = collectives.rows("organisation"), organisations.rows("parent")
    above = np.full(len(own), NO_ROW, dtype=np.int32)
    above[own != NO_ROW] = parent[own[own != NO_ROW]]
    open_below = count_by(np.where(levels == 0, above, NO_ROW), organisations.size)
    found = np.zeros(len(own), dtype=np.int32)
    found[own != NO_ROW] = open_below[own[own != NO_ROW]]
    return found
