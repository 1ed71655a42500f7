"""The table of circumstances: what changes a person's review and rating, with its dates."""

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from kiemdiem.demonstration import columns, wording
from kiemdiem.demonstration.arrays import MISSING, Days, Ints, between, day
from kiemdiem.demonstration.cadres import CadreIncident, Cadres
from kiemdiem.demonstration.incidents import MOVED, Incident, Incidents
from kiemdiem.demonstration.scene import Scene
from kiemdiem.vocabulary import CircumstanceKind

_KINDS = tuple(CircumstanceKind)
_CODE = {kind: code for code, kind in enumerate(_KINDS)}
NO_NOTE, DISCHARGE, BY_DECISION, REPRIMAND, WARNING = -1, 0, 1, 2, 3


@dataclass
class _Spells:
    """Rows added kind by kind."""

    parts: list[tuple[Ints, ...]] = field(default_factory=list)

    def add(
        self,
        kind: CircumstanceKind,
        person: Ints,
        start: int | Days,
        end: int | Days = MISSING,
        organisation: int | Ints = -1,
        note: int | Ints = NO_NOTE,
    ) -> None:
        """Add one row of a kind for each person."""
        values = (person, _CODE[kind], start, end, organisation, note)
        self.parts.append(tuple(np.broadcast_to(np.asarray(value, dtype=np.int32), len(person)) for value in values))


def circumstances_table(rng: np.random.Generator, scene: Scene) -> pa.Table:
    """The table of the workbook, by person and day."""
    incidents = scene.incidents
    spells = _Spells()
    _leaves(rng, spells, incidents)
    _standing(rng, spells, incidents)
    moved = incidents.rows(*MOVED)
    spells.add(CircumstanceKind.MOVED_IN, moved, scene.moved_on[moved])
    _of_cadres(rng, spells, scene.cadres)
    _discipline(rng, spells, scene)
    person, kind, start, end, organisation, note = (np.concatenate(part) for part in zip(*spells.parts, strict=True))
    order = np.lexsort((start, kind, person))
    return columns.table(
        {
            "person": columns.pointers(person[order], scene.people.ids),
            "kind": columns.words(kind[order], _KINDS),
            "start": columns.dates(start[order]),
            "end": columns.dates(end[order]),
            "organisation": columns.pointers(organisation[order], scene.organisations.ids),
            "note": columns.words(note[order], wording.NOTES),
        }
    )


def _leaves(rng: np.random.Generator, spells: _Spells, incidents: Incidents) -> None:
    sick, mother = CircumstanceKind.SICK_LEAVE, CircumstanceKind.MATERNITY_LEAVE
    rows = incidents.rows(Incident.LONG_SICK_LEAVE)
    start = between(rng, day(2020, 1, 5), day(2020, 8, 20), len(rows))
    end = start + between(rng, 93, 130, len(rows))
    # Still ill at the end of the year, or three months to the day.
    start[1::4], end[1::4] = day(2020, 9, 10), MISSING
    start[2::4], end[2::4] = day(2020, 1, 15), day(2020, 4, 14)
    spells.add(sick, rows, start, end, note=DISCHARGE)
    rows = incidents.rows(Incident.SICK_LEAVE_IN_PIECES)
    # Overlapping, adjoining, and apart: three months only when merged and added up.
    for first, last in ((3, 40), (35, 60), (61, 80), (150, 175)):
        spells.add(sick, rows, day(2020, 1, 1) + first, day(2020, 1, 1) + last, note=DISCHARGE)
    rows = incidents.rows(Incident.SHORT_SICK_LEAVE)
    start = between(rng, day(2020, 1, 5), day(2020, 10, 1), len(rows))
    spells.add(sick, rows, start, start + between(rng, 5, 60, len(rows)), note=DISCHARGE)
    rows = incidents.rows(Incident.MATERNITY_LEAVE)
    start = between(rng, day(2020, 7, 10), day(2020, 12, 1), len(rows))
    spells.add(mother, rows, start, start + 181)
    rows = incidents.rows(Incident.EXCUSED_ABSENCE)
    start = between(rng, day(2020, 11, 20), day(2020, 12, 5), len(rows))
    spells.add(CircumstanceKind.EXCUSED_ABSENCE, rows, start, day(2021, 1, 31))


def _standing(rng: np.random.Generator, spells: _Spells, incidents: Incidents) -> None:
    rows = incidents.rows(Incident.EXEMPTED, Incident.EXEMPTED_AND_DECIDED)
    start = between(rng, day(2014, 1, 1), day(2020, 11, 1), len(rows))
    spells.add(CircumstanceKind.EXEMPTED, rows, start, note=BY_DECISION)
    rows = incidents.rows(Incident.SUSPENDED)
    start = between(rng, day(2020, 10, 15), day(2020, 12, 20), len(rows))
    spells.add(CircumstanceKind.SUSPENDED, rows, start, start + 90, note=BY_DECISION)


def _of_cadres(rng: np.random.Generator, spells: _Spells, cadres: Cadres) -> None:
    rows = cadres.people_with(CadreIncident.COMMITTEE_SUSPENDED)
    start = between(rng, day(2020, 10, 15), day(2020, 12, 20), len(rows))
    spells.add(CircumstanceKind.COMMITTEE_SUSPENDED, rows, start, start + 90, note=BY_DECISION)
    retiring = cadres.people_with(CadreIncident.NOT_REELECTED_AND_RETIRING)
    staying = cadres.people_with(CadreIncident.NOT_REELECTED)
    rows = np.sort(np.r_[retiring, staying])
    spells.add(CircumstanceKind.NOT_REELECTED, rows, between(rng, day(2020, 4, 1), day(2020, 10, 20), len(rows)))
    on = between(rng, day(2020, 11, 1), day(2020, 12, 25), len(retiring))
    spells.add(CircumstanceKind.RETIREMENT_DECIDED, retiring, on, note=BY_DECISION)


def _discipline(rng: np.random.Generator, spells: _Spells, scene: Scene) -> None:
    """Every fourth violation happened at an organisation left since."""
    rows, nodes = scene.disciplined, scene.organisations.of_grassroots
    place = nodes[scene.tree.cells.grassroots[scene.people.cell[rows]]]
    place[::4] = nodes[np.arange(len(place[::4])) * 13 % len(nodes)]
    on = between(rng, day(2020, 2, 1), day(2020, 12, 20), len(rows))
    note = np.where(np.arange(len(rows)) % 3 == 0, WARNING, REPRIMAND)
    spells.add(CircumstanceKind.DISCIPLINE, rows, on, MISSING, place, note)
