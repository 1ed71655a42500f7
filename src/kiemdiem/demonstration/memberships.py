"""The table of memberships: official cells, moves within the year, temporary activities."""

import numpy as np
import pyarrow as pa

from kiemdiem.demonstration import columns
from kiemdiem.demonstration.arrays import MISSING, Days, Ints, between, chance, day
from kiemdiem.demonstration.incidents import MOVED, NEW, TEMPORARY, Incident, Incidents
from kiemdiem.demonstration.people import People
from kiemdiem.demonstration.scene import Scene
from kiemdiem.demonstration.tree import Tree
from kiemdiem.vocabulary import MembershipKind

_KINDS = tuple(MembershipKind)
_OFFICIAL, _TEMPORARY = range(len(_KINDS))


def memberships_table(rng: np.random.Generator, scene: Scene) -> pa.Table:
    """The table of the workbook: one open official membership for each member, and what came before or beside it."""
    tree, people, incidents = scene.tree, scene.people, scene.incidents
    members = np.arange(people.members, dtype=np.int32)
    start, end = _official(rng, people, incidents, scene.moved_on)
    no_row = incidents.rows(Incident.NO_MEMBERSHIP)[1::2]
    kept = np.delete(members, no_row)
    moved, guests = incidents.rows(*MOVED), incidents.rows(*TEMPORARY)
    arrived = between(rng, day(2020, 2, 10), day(2020, 9, 30), len(guests))
    left = np.where(chance(rng, 0.4, len(guests)), arrived + 60, MISSING)
    before = scene.moved_on[moved]
    parts = [
        (kept, people.cell[kept], _OFFICIAL, start[kept], end[kept]),
        (moved, other_cells(rng, tree, people.cell[moved]), _OFFICIAL, people.admitted[moved], before - 1),
        (guests, other_cells(rng, tree, people.cell[guests]), _TEMPORARY, arrived, left),
    ]
    person = np.concatenate([part[0] for part in parts])
    first = np.concatenate([part[3] for part in parts])
    kind = np.repeat([part[2] for part in parts], [len(part[0]) for part in parts])
    order = np.lexsort((first, kind, person))
    cell = scene.organisations.of_cell[np.concatenate([part[1] for part in parts])]
    return columns.table(
        {
            "person": columns.pointers(person[order], people.ids),
            "cell": columns.pointers(cell[order], scene.organisations.ids),
            "kind": columns.words(kind[order], _KINDS),
            "start": columns.dates(first[order]),
            "end": columns.dates(np.concatenate([part[4] for part in parts])[order]),
        }
    )


def other_cells(rng: np.random.Generator, tree: Tree, cell: Ints) -> Ints:
    """Another cell for each, one of the two hundred nearest."""
    count = len(tree.cells.count)
    step = rng.integers(1, max(2, min(200, count)), len(cell), dtype=np.int32)
    return (cell + step) % count


def _official(rng: np.random.Generator, people: People, incidents: Incidents, moved_on: Days) -> tuple[Days, Days]:
    members = people.members
    admitted = people.admitted[:members]
    joined = np.maximum(admitted, between(rng, day(1995, 1, 1), day(2019, 12, 20), members))
    start = np.where(chance(rng, 0.5, members), admitted, joined)
    start = np.where(moved_on == MISSING, start, moved_on).astype(np.int32)
    start[incidents.rows(*NEW)] = admitted[incidents.rows(*NEW)]
    end = np.full(members, MISSING, dtype=np.int32)
    gone = incidents.rows(Incident.NO_MEMBERSHIP)
    start[gone] = np.minimum(start[gone], day(2019, 11, 1))
    end[gone] = between(rng, day(2020, 3, 1), day(2020, 11, 30), len(gone))
    return start, end
