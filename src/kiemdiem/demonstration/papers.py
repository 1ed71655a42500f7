"""The tables of professional ratings and of requirements: the papers that must be in before a level is given."""

import numpy as np
import pyarrow as pa

from kiemdiem.demonstration import columns
from kiemdiem.demonstration.arrays import MISSING, Days, Ints, between, day
from kiemdiem.demonstration.incidents import NOT_IN_SCOPE, Incident, Incidents
from kiemdiem.demonstration.levels import COMPLETED, GOOD
from kiemdiem.demonstration.organisations import Organisations
from kiemdiem.demonstration.outcomes import Outcomes, softened
from kiemdiem.demonstration.people import OFFICIAL, People
from kiemdiem.demonstration.scene import Scene
from kiemdiem.vocabulary import RequirementKind

_KINDS = tuple(RequirementKind)
_RESIDENCE, _FORMER_CELL, _TEMPORARY_CELL, _FORMER_UNIT = range(len(_KINDS))


def professional_ratings_table(rng: np.random.Generator, scene: Scene, outcomes: Outcomes) -> pa.Table:
    """The table of the workbook: every official but a few, rated in December."""
    people, incidents = scene.people, scene.incidents
    rated = people.occupation == OFFICIAL
    rated[incidents.rows(Incident.NO_PROFESSIONAL_RATING)] = False
    level = np.full(people.count, GOOD, dtype=np.int8)
    level[: people.members] = softened(rng, outcomes.member, 0.08)
    level[incidents.rows(Incident.ABOVE_PROFESSIONAL_RATING)] = COMPLETED
    rows = np.flatnonzero(rated)
    return columns.table(
        {
            "person": columns.pointers(rows, people.ids),
            "level": columns.levels(level[rows]),
            "decided_on": columns.dates(between(rng, day(2020, 12, 1), day(2020, 12, 25), len(rows))),
        }
    )


def requirements_table(rng: np.random.Generator, scene: Scene) -> pa.Table:
    """The table of the workbook: papers received, and some asked for in vain (no day)."""
    people, incidents, cadres = scene.people, scene.incidents, scene.cadres
    moved = incidents.rows(Incident.MOVED_WITH_REMARKS)
    unmoved = incidents.rows(Incident.MOVED_WITHOUT_REMARKS)[::2]
    guests = incidents.rows(Incident.TEMPORARY_WITH_REMARKS)
    unremarked = incidents.rows(Incident.TEMPORARY_WITHOUT_REMARKS)[::2]
    received, open_ = _residents(scene.organisations, people, incidents)
    new = cadres.person[cadres.fresh]
    # The new posts take turns by eights through arrival and equal post: eight with the result, eight without.
    brought = new[np.arange(len(new)) // 8 % 2 == 0]
    parts = [
        *((_RESIDENCE, received, True), (_RESIDENCE, open_, False)),
        *((_FORMER_CELL, moved, True), (_FORMER_CELL, unmoved, False)),
        *((_TEMPORARY_CELL, guests, True), (_TEMPORARY_CELL, unremarked, False)),
        (_FORMER_UNIT, brought, True),
    ]
    person = np.concatenate([rows for _, rows, _ in parts])
    kind = np.repeat([part for part, _, _ in parts], [len(rows) for _, rows, _ in parts])
    come = np.concatenate([_received(rng, rows, there) for _, rows, there in parts])
    order = np.lexsort((kind, person))
    return columns.table(
        {
            "person": columns.pointers(person[order], people.ids),
            "kind": columns.words(kind[order], _KINDS),
            "received_on": columns.dates(come[order]),
        }
    )


def _received(rng: np.random.Generator, rows: Ints, there: bool) -> Days:
    if there:
        return between(rng, day(2020, 11, 25), day(2020, 12, 28), len(rows))
    return np.full(len(rows), MISSING, dtype=np.int32)


def _residents(organisations: Organisations, people: People, incidents: Incidents) -> tuple[Ints, Ints]:
    """Members who live elsewhere: whose remarks came, and whose were asked for in vain."""
    members = people.members
    residence = people.residence[:members]
    asked = (residence >= 0) & (residence != organisations.of_cell[people.cell]) & ~people.exempt[:members]
    asked &= ~incidents.any_of(*NOT_IN_SCOPE, Incident.NO_MEMBERSHIP)
    missing = incidents.any_of(Incident.RESIDENCE_REMARKS_MISSING)
    in_vain = np.flatnonzero(asked & missing)[::2]
    return np.flatnonzero(asked & ~missing).astype(np.int32), in_vain.astype(np.int32)
