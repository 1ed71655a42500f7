"""The table of reviews, and who has none."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from kiemdiem.demonstration import columns
from kiemdiem.demonstration.arrays import MISSING, Days, Flags, Ints, between, pick
from kiemdiem.demonstration.cadres import CadreIncident, Cadres
from kiemdiem.demonstration.collectives import Collectives
from kiemdiem.demonstration.incidents import ABSENT, NOT_IN_SCOPE, Incident, Incidents
from kiemdiem.demonstration.outcomes import Outcomes, softened
from kiemdiem.demonstration.scene import Scene
from kiemdiem.demonstration.subjects import CADRE, COLLECTIVE, MEMBER, ORGANISATION


@dataclass(frozen=True)
class _Part:
    """The reviews of one kind of subject."""

    rows: Ints
    place: Ints
    level: Ints
    completed: Days
    reported: Flags


def reviews_table(rng: np.random.Generator, scene: Scene, outcomes: Outcomes) -> pa.Table:
    """The table of the workbook: collectives, members in their cells, cadres at their places."""
    subjects = scene.subjects
    first = _of_collectives(rng, scene.collectives, outcomes, scene.least)
    second = _of_members(scene, outcomes)
    third = _of_cadres(rng, scene.cadres, outcomes, scene.incidents)
    parts = (first, second, third)
    return columns.table(
        {
            **subjects.columns((COLLECTIVE, first.rows), (MEMBER, second.rows), (CADRE, third.rows)),
            "place": subjects.place((COLLECTIVE, first.place), (ORGANISATION, second.place), (COLLECTIVE, third.place)),
            "self_level": columns.levels(softened(rng, np.concatenate([part.level for part in parts]), 0.15)),
            "completed_on": columns.dates(np.concatenate([part.completed for part in parts])),
            "self_report": columns.flags(np.concatenate([part.reported for part in parts])),
        }
    )


def _of_collectives(rng: np.random.Generator, collectives: Collectives, outcomes: Outcomes, least: int) -> _Part:
    """One with a host has no review of its own; a few are not reviewed, a few not finished."""
    own = collectives.within < 0
    none = pick(rng, own, 0.005, least)
    open_ = pick(rng, own, 0.005, least)
    completed = outcomes.collective_day.copy()
    completed[open_] = MISSING
    own[none] = False
    rows = np.flatnonzero(own).astype(np.int32)
    return _Part(rows, rows, outcomes.collective[rows], completed[rows], np.zeros(len(rows), dtype=bool))


def _of_members(scene: Scene, outcomes: Outcomes) -> _Part:
    """In the official cell, on the day of its meeting; those absent sent a report."""
    incidents, cell = scene.incidents, scene.people.cell
    missing = (*NOT_IN_SCOPE, Incident.NO_MEMBERSHIP, Incident.NO_REVIEW, Incident.DECIDED_WHILE_WAITING)
    rows = np.flatnonzero(~incidents.any_of(*missing)).astype(np.int32)
    completed = outcomes.cell_day[cell[rows]]
    reported = incidents.any_of(*ABSENT)[rows]
    completed[reported | incidents.any_of(Incident.UNFINISHED_REVIEW)[rows]] = MISSING
    return _Part(rows, scene.organisations.of_cell[cell[rows]], outcomes.member[rows], completed, reported)


def _of_cadres(rng: np.random.Generator, cadres: Cadres, outcomes: Outcomes, incidents: Incidents) -> _Part:
    """At each place, on the day of the collective or the day after; those absent sent a report."""
    without = cadres.having(CadreIncident.NO_REVIEW, CadreIncident.DECIDED_WHILE_WAITING)
    held = np.flatnonzero(~without[cadres.owner])
    owner, place = cadres.owner[held], cadres.place[held]
    person = cadres.person[owner]
    completed = outcomes.collective_day[place] + between(rng, 0, 1, len(held))
    away = np.zeros(len(held), dtype=bool)
    members = person < len(incidents.code)
    away[members] = incidents.any_of(*ABSENT)[person[members]]
    completed[away] = MISSING
    return _Part(person, place, outcomes.cadre[owner], completed.astype(np.int32), away)
