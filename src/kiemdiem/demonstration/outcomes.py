"""How the year ended: the level that each subject's ballots give, and the day of each meeting."""

from dataclasses import dataclass

import numpy as np

from kiemdiem.demonstration import collectives as bodies
from kiemdiem.demonstration import organisations as nodes
from kiemdiem.demonstration.arrays import Days, Flags, Ints, between, chance, day, pick
from kiemdiem.demonstration.cadres import CadreIncident
from kiemdiem.demonstration.collectives import Collectives
from kiemdiem.demonstration.incidents import MOVED, TEMPORARY, Incident
from kiemdiem.demonstration.levels import (
    BEST,
    FAILED,
    GOOD,
    NO_LEVEL,
    UNDETERMINED,
    every_seventh,
    numbered,
    share_out_levels,
)
from kiemdiem.demonstration.organisations import Organisations
from kiemdiem.demonstration.posts import HEAD
from kiemdiem.demonstration.scene import Scene

RATED = (nodes.DISTRICT, nodes.DIRECT, nodes.COMMITTEE, nodes.LONE_CELL, nodes.SUB_COMMITTEE, nodes.CELL)
"""Kinds of organisation that are rated; agencies get a level by decision alone."""


@dataclass(frozen=True)
class Outcomes:
    """A level for each row of the four kinds of subject, and the days and sizes of the meetings."""

    organisation: Ints
    collective: Ints
    member: Ints
    cadre: Ints
    headed: Ints
    """The worst level among the organisations that each cadre heads; `NO_LEVEL` for none."""
    cell_day: Days
    cell_base: Ints
    collective_day: Days
    collective_base: Ints


def reach_outcomes(rng: np.random.Generator, scene: Scene) -> Outcomes:
    """Draw levels within the caps, apart from some generous groups, and the calendar of meetings."""
    tree, organisations, collectives = scene.tree, scene.organisations, scene.collectives
    posts, cadres, least = scene.posts, scene.cadres, scene.least
    organisation = _grouped(rng, organisations.parent, organisations.kind)
    rated = np.isin(organisations.kind, RATED)
    organisation[pick(rng, rated, 0.001, least)] = UNDETERMINED
    above = organisations.parent[collectives.organisation]
    collective = _grouped(rng, above, collectives.kind)
    collective[pick(rng, collectives.within < 0, 0.001, least)] = UNDETERMINED
    highest = posts.collective[cadres.highest]
    cadre = _grouped(rng, above[highest], collectives.kind[highest], posts.role[cadres.highest])
    cadre[cadres.having(CadreIncident.UNDETERMINED)] = UNDETERMINED
    cell_day = _cell_days(rng, len(tree.cells.count))
    count = tree.cells.count
    absent = np.minimum(count // 3, rng.binomial(count, 0.06)).astype(np.int32)
    staff = between(rng, 5, 25, len(above))
    professional = np.isin(collectives.kind, (bodies.LEADERSHIP, bodies.SCHOOL, bodies.PEOPLES))
    return Outcomes(
        organisation=organisation,
        collective=collective,
        member=_member_levels(rng, scene),
        cadre=cadre,
        headed=_headed(scene, organisation),
        cell_day=cell_day,
        cell_base=(count - absent).astype(np.int32),
        collective_day=_collective_days(rng, organisations, collectives, cell_day),
        collective_base=(collectives.seats + np.where(professional, staff, 0)).astype(np.int32),
    )


def _grouped(rng: np.random.Generator, *keys: Ints) -> Ints:
    groups = numbered(*keys)
    return share_out_levels(rng, groups, every_seventh(groups))


def _member_levels(rng: np.random.Generator, scene: Scene) -> Ints:
    incidents, disciplined = scene.incidents, scene.disciplined
    groups = scene.tree.cells.grassroots[scene.people.cell]
    ordinary = incidents.any_of(Incident.NONE, Incident.SHORT_SICK_LEAVE, *MOVED, *TEMPORARY, Incident.REMARK_EXEMPT)
    level = share_out_levels(rng, groups, every_seventh(groups), ~ordinary)
    # Every fifth of the disciplined keeps a level above the last one.
    level[disciplined[np.arange(len(disciplined)) % 5 != 4]] = FAILED
    level[incidents.rows(Incident.LONG_SICK_LEAVE, Incident.SICK_LEAVE_IN_PIECES)] = GOOD
    level[incidents.rows(Incident.ABOVE_PROFESSIONAL_RATING)] = GOOD
    level[incidents.rows(Incident.UNDETERMINED)] = UNDETERMINED
    level[incidents.rows(Incident.EXACTLY_70)] = BEST
    level[incidents.rows(Incident.EXACTLY_60)] = GOOD
    level[incidents.rows(Incident.EXACTLY_50)] = FAILED
    return level


def _headed(scene: Scene, level: Ints) -> Ints:
    posts, cadres = scene.posts, scene.cadres
    worst = np.full(len(cadres.person), NO_LEVEL, dtype=np.int8)
    rows = np.flatnonzero((posts.role == HEAD) & ~posts.unaffected)
    cadre = np.searchsorted(cadres.person, posts.person[rows])
    known = cadre < len(cadres.person)
    rows, cadre = rows[known], cadre[known]
    headed = scene.collectives.organisation[posts.collective[rows]]
    counted = (cadres.person[cadre] == posts.person[rows]) & (scene.organisations.kind[headed] != nodes.PROVINCE)
    seen = np.where(level[headed] == UNDETERMINED, NO_LEVEL, level[headed])
    np.maximum.at(worst, cadre[counted], seen[counted])
    return worst


def _cell_days(rng: np.random.Generator, count: int) -> Days:
    """Before 15 January, apart from a few."""
    days = between(rng, day(2020, 12, 8), day(2021, 1, 12), count)
    late = chance(rng, 0.02, count)
    days[late] += 20
    return days


def _collective_days(
    rng: np.random.Generator, organisations: Organisations, collectives: Collectives, cell_day: Days
) -> Days:
    """By level before their deadlines, apart from a few; the Party's own after the others."""
    first = np.array([day(2021, 2, 1), day(2020, 12, 15), day(2020, 12, 5), day(2020, 12, 5)])[collectives.level]
    span = np.array([12, 18, 15, 15])[collectives.level]
    count = len(first)
    party = np.isin(collectives.kind, (bodies.STANDING, bodies.EXECUTIVE, bodies.CAUCUS))
    days = first + between(rng, 0, span, count) + np.where(party, span + 1, 0)
    cell_of = np.zeros(len(organisations.kind), dtype=np.int32)
    cell_of[organisations.of_cell] = np.arange(len(organisations.of_cell))
    in_cell = collectives.kind == bodies.CELL_COMMITTEE
    # The committee of a cell is reviewed shortly before its members.
    days[in_cell] = cell_day[cell_of[collectives.organisation[in_cell]]] - between(rng, 1, 4, int(in_cell.sum()))
    late: Flags = chance(rng, 0.015, count) & ~in_cell & (collectives.level > 0)
    days[late] += 25
    return days.astype(np.int32)


def softened(rng: np.random.Generator, level: Ints, share: float) -> Ints:
    """The level, or for some the next better one; the good one for ballots that gave none."""
    better = chance(rng, share, len(level)) & (level > BEST)
    return np.where(level == UNDETERMINED, GOOD, level - better).astype(np.int8)


def lowered(level: Ints, limit: Ints) -> Ints:
    """The worse of two levels; no level at all limits nothing."""
    return np.maximum(level, limit).astype(np.int8)
