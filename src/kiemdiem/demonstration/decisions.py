"""The table of decisions: levels already decided in January, right ones and a few wrong ones."""

import numpy as np
import pyarrow as pa

from kiemdiem.demonstration import columns, wording
from kiemdiem.demonstration import organisations as nodes
from kiemdiem.demonstration.arrays import Flags, Ints, between, chance, day, pick
from kiemdiem.demonstration.cadres import CadreIncident
from kiemdiem.demonstration.collectives import Collectives
from kiemdiem.demonstration.incidents import NEW, NOT_IN_SCOPE, WAITING, Incident
from kiemdiem.demonstration.levels import BEST, COMPLETED, UNDETERMINED
from kiemdiem.demonstration.organisations import Organisations
from kiemdiem.demonstration.outcomes import Outcomes, lowered
from kiemdiem.demonstration.scene import Scene
from kiemdiem.demonstration.subjects import CADRE, COLLECTIVE, MEMBER, ORGANISATION

_PROVINCE, _UNIT, _GRASSROOTS, _CELL, _OFFICE = range(len(wording.AUTHORITIES))
_NO_GROUND, _CONFLICT, _NO_LEVEL, _EXPLAINED = range(-1, len(wording.GROUNDS))
_Part = tuple[int, Ints, Ints, Ints, Ints]
"""Kind and rows of the subjects, level, authority, ground."""


def decisions_table(rng: np.random.Generator, scene: Scene, outcomes: Outcomes, balloted: Flags) -> pa.Table:
    """The table of the workbook; one decision for a subject at most."""
    parts = [
        _of_organisations(rng, scene.organisations, outcomes, balloted, scene.least),
        _of_collectives(rng, scene.collectives, outcomes),
        _of_members(rng, scene, outcomes),
        _of_cadres(rng, scene, outcomes),
    ]
    level, authority, ground = (np.concatenate([part[column] for part in parts]) for column in (2, 3, 4))
    return columns.table(
        {
            **scene.subjects.columns(*((part[0], part[1]) for part in parts)),
            "level": columns.levels(level),
            "decided_on": columns.dates(between(rng, day(2021, 1, 14), day(2021, 1, 31), len(level))),
            "authority": columns.words(authority, wording.AUTHORITIES),
            "reason": columns.words(ground, wording.GROUNDS),
        }
    )


def _settled(level: Ints) -> tuple[Ints, Ints]:
    """The level that the authority decides, with its ground where the ballot gave none."""
    open_ = level == UNDETERMINED
    return np.where(open_, COMPLETED, level), np.where(open_, _NO_LEVEL, _NO_GROUND)


def _of_organisations(
    rng: np.random.Generator, organisations: Organisations, outcomes: Outcomes, balloted: Flags, least: int
) -> _Part:
    """Most of those that voted, a few that have not; most agencies of provinces and districts, fewer of the rest."""
    count = len(balloted)
    office = np.zeros(count, dtype=bool)
    office[organisations.offices] = True
    agency = organisations.kind == nodes.AGENCY
    decided = rng.random(count) < np.select([balloted, office, agency], [0.92, 0.95, 0.6], 0.0)
    waiting = (organisations.kind == nodes.CELL) & ~balloted & (organisations.established < day(2020, 1, 1))
    decided[pick(rng, waiting, 0.05, min(least, 2))] = True
    # An agency without a level leaves its head without a ceiling: some such there are always.
    decided[pick(rng, agency, 0.01, least // 3)] = False
    rows = np.flatnonzero(decided).astype(np.int32)
    level, ground = _settled(outcomes.organisation[rows])
    by_kind = np.array([_PROVINCE, _PROVINCE, _PROVINCE, _UNIT, _CELL, _GRASSROOTS, _GRASSROOTS, _GRASSROOTS, _OFFICE])
    return (ORGANISATION, rows, level, by_kind[organisations.kind[rows]], ground)


def _of_collectives(rng: np.random.Generator, collectives: Collectives, outcomes: Outcomes) -> _Part:
    rows = np.flatnonzero(chance(rng, 0.8, len(collectives.kind))).astype(np.int32)
    level, ground = _settled(outcomes.collective[rows])
    return (COLLECTIVE, rows, level, _authority(collectives.level[rows]), ground)


def _authority(level: Ints) -> Ints:
    """Who decides on collectives and cadres of each level of the tree."""
    by_level: Ints = np.array([_PROVINCE, _PROVINCE, _UNIT, _GRASSROOTS])
    return by_level[level]


def _of_members(rng: np.random.Generator, scene: Scene, outcomes: Outcomes) -> _Part:
    """Whole grassroots organisations are decided or still open; some cases are decided against a clause."""
    tree, incidents = scene.tree, scene.incidents
    grassroots = tree.cells.grassroots[scene.people.cell]
    settled = np.where((np.arange(len(tree.grassroots.cells)) % 2 == 0)[grassroots], 0.96, 0.12)
    decided = rng.random(len(settled), dtype=np.float32) < settled
    decided &= ~incidents.any_of(*NOT_IN_SCOPE, *NEW, *WAITING)
    wrongly = incidents.rows(Incident.DECIDED_WHILE_WAITING, Incident.EXEMPTED_AND_DECIDED)
    decided[wrongly] = True
    ill = incidents.rows(Incident.LONG_SICK_LEAVE, Incident.SICK_LEAVE_IN_PIECES)
    level = outcomes.member.copy()
    level[ill] = COMPLETED
    # Decided above what three months of sick leave allow.
    above = incidents.rows(Incident.LONG_SICK_LEAVE)[::6]
    decided[above], level[above] = True, outcomes.member[above]
    ground = np.full(len(level), _NO_GROUND, dtype=np.int8)
    ground[incidents.rows(Incident.ABOVE_PROFESSIONAL_RATING)[::2]] = _EXPLAINED
    open_ = incidents.rows(Incident.UNDETERMINED, Incident.EXACTLY_50)
    decided[open_] &= np.arange(len(open_)) % 2 == 1
    ground[open_] = _NO_LEVEL
    level[level == UNDETERMINED] = COMPLETED
    rows = np.flatnonzero(decided).astype(np.int32)
    authority = np.where(tree.grassroots.alone[grassroots[rows]], _CELL, _GRASSROOTS)
    return (MEMBER, rows, level[rows], authority, ground[rows])


def _of_cadres(rng: np.random.Generator, scene: Scene, outcomes: Outcomes) -> _Part:
    """Two in five; heads seldom above what they head; some conflicts settled by the authority."""
    cadres = scene.cadres
    count = len(cadres.person)
    inside = np.bincount(cadres.owner, minlength=count) > 0
    waiting = cadres.having(CadreIncident.NO_REVIEW, CadreIncident.NO_BALLOT)
    decided = inside & chance(rng, 0.4, count) & ~waiting & ~cadres.fresh
    decided[cadres.having(CadreIncident.DECIDED_WHILE_WAITING)] = True
    conflict = np.flatnonzero(cadres.having(CadreIncident.CONFLICT))
    decided[conflict] = np.arange(len(conflict)) % 3 == 1
    level, ground = _settled(outcomes.cadre)
    ground[conflict] = _CONFLICT
    limited = lowered(level, outcomes.headed)
    above = pick(rng, inside & ~waiting & ~cadres.fresh & (limited > level) & (ground == _NO_GROUND), 0.02, scene.least)
    limited[above], decided[above] = level[above], True
    if len(above) < scene.least:
        # Too few heads did better than what they head: lift the decision itself.
        lifted = pick(rng, inside & ~waiting & (outcomes.headed > BEST), 0.0, scene.least - len(above))
        limited[lifted], decided[lifted] = outcomes.headed[lifted] - 1, True
    rows = np.flatnonzero(decided)
    highest = scene.posts.collective[cadres.highest[rows]]
    authority = _authority(scene.collectives.level[highest])
    return (CADRE, cadres.person[rows], limited[rows], authority, ground[rows])
