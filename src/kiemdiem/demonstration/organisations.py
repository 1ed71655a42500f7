"""The table of organisations: provinces, units, agencies, grassroots organisations, cells and what stands between."""

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from kiemdiem.demonstration import columns, wording
from kiemdiem.demonstration.arrays import (
    MISSING,
    REFERENCE_DAY,
    Days,
    Flags,
    Ints,
    between,
    day,
    owners,
    pick,
)
from kiemdiem.demonstration.sizes import Scale
from kiemdiem.demonstration.tree import Sector, Tree, UnitKind
from kiemdiem.vocabulary import OrganisationKind

KINDS = tuple(OrganisationKind)
"""Internally a kind is its place in this list."""
PROVINCE, DISTRICT, DIRECT, COMMITTEE, LONE_CELL, SUB_COMMITTEE, CELL, PARTY_GROUP, AGENCY = range(len(KINDS))


@dataclass(frozen=True)
class Organisations:
    """The rows of the table, and where each node of the tree stands among them."""

    ids: pa.Array
    names: pa.Array
    kind: Ints
    parent: Ints
    established: Days
    transferred: Days
    territorial: Flags
    of_unit: Ints
    """The row of each unit; of the province for bodies directly below it."""
    of_grassroots: Ints
    of_cell: Ints
    workplace: Ints
    """The row of the agency (of the commune itself) where the members of each grassroots organisation work."""
    school: Ints
    """The row of the school of each cell; -1 for cells that are in no school."""
    sub_committees: Ints
    offices: Ints
    """Agencies of provinces and districts, in order."""
    office_unit: Ints
    """The unit of each office: the district, or the first direct body (or else unit) of the province."""

    def table(self) -> pa.Table:
        """The table of the workbook."""
        moved = self.transferred != MISSING
        return columns.table(
            {
                "id": self.ids,
                "name": self.names,
                "kind": columns.words(self.kind, KINDS),
                "parent": columns.pointers(self.parent, self.ids),
                "established_on": columns.dates(self.established),
                "territorial": columns.flags(self.territorial),
                "transferred_on": columns.dates(self.transferred),
                "transferred_from": columns.words(np.where(moved, 0, -1), ("Đảng bộ Khối Bách Việt (cũ)",)),
            }
        )


@dataclass
class _Rows:
    """Rows added block by block, parents before children."""

    kinds: list[Ints] = field(default_factory=list)
    parents: list[Ints] = field(default_factory=list)
    names: list[pa.Array] = field(default_factory=list)
    count: int = 0

    def add(self, kind: int | Ints, parent: Ints, names: pa.Array) -> Ints:
        """Add one row for each parent (-1: none) and return the new row numbers."""
        rows = np.arange(self.count, self.count + len(parent), dtype=np.int32)
        self.kinds.append(np.broadcast_to(np.asarray(kind, dtype=np.int8), len(parent)))
        self.parents.append(parent.astype(np.int32))
        self.names.append(names)
        self.count += len(parent)
        return rows


def found_organisations(scale: Scale, rng: np.random.Generator, tree: Tree) -> Organisations:
    """Give every node of the tree its row, and add agencies, sub-committees and party groups."""
    rows = _Rows()
    of_unit = _add_units(scale, rows, tree)
    offices, office_unit, workplace = _add_offices(scale, rows, tree, of_unit)
    of_grassroots, workplace, label = _add_grassroots(rows, tree, of_unit, workplace)
    school = _add_schools(rows, tree, of_grassroots)
    sub_committees, above = _add_sub_committees(rows, tree, of_grassroots, label)
    of_cell = _add_cells(rows, tree, of_grassroots, above, label)
    kind = np.concatenate(rows.kinds)
    established, transferred = _days(rng, kind, scale.least)
    return Organisations(
        ids=columns.identifiers("TC", rows.count, 6),
        names=pa.concat_arrays(rows.names),
        kind=kind,
        parent=np.concatenate(rows.parents),
        established=established,
        transferred=transferred,
        territorial=_marked(rows.count, of_grassroots[tree.grassroots.commune]),
        of_unit=of_unit,
        of_grassroots=of_grassroots,
        of_cell=of_cell,
        workplace=workplace,
        school=school,
        sub_committees=sub_committees,
        offices=offices,
        office_unit=office_unit,
    )


def _marked(count: int, rows: Ints) -> Flags:
    marks = np.zeros(count, dtype=bool)
    marks[rows] = True
    return marks


def _add_units(scale: Scale, rows: _Rows, tree: Tree) -> Ints:
    number = np.arange(scale.provinces)
    provinces = rows.add(
        PROVINCE, np.full(scale.provinces, -1), wording.phrase("Đảng bộ tỉnh", wording.places(number * 37 + 11))
    )
    units = tree.units
    own = np.flatnonzero(units.kind != UnitKind.PROVINCE)
    district = units.kind[own] == UnitKind.DISTRICT
    bodies = wording.listed(wording.DIRECT_BODIES, units.position[own])
    names = np.where(
        district,
        wording.phrase("Đảng bộ huyện", wording.places(own * 7 + 3)).to_numpy(zero_copy_only=False),
        wording.phrase("Đảng bộ", bodies).to_numpy(zero_copy_only=False),
    )
    of_unit = provinces[units.province]
    of_unit[own] = rows.add(
        np.where(district, DISTRICT, DIRECT), provinces[units.province[own]], pa.array(names, pa.string())
    )
    return of_unit


def _add_offices(scale: Scale, rows: _Rows, tree: Tree, of_unit: Ints) -> tuple[Ints, Ints, Ints]:
    """Offices, their units, and for every grassroots organisation the office of its members (or -1)."""
    units, grassroots = tree.units, tree.grassroots
    bloc = np.flatnonzero((units.kind == UnitKind.DIRECT) & (units.position == 0))
    district = np.flatnonzero(units.kind == UnitKind.DISTRICT)
    bloc_unit, district_unit = np.repeat(bloc, scale.province_agencies), np.repeat(district, scale.district_agencies)
    bloc_number = np.tile(np.arange(scale.province_agencies), len(bloc))
    district_number = np.tile(np.arange(scale.district_agencies), len(district))
    departments = rows.add(AGENCY, units.province[bloc_unit], wording.listed(wording.DEPARTMENTS, bloc_number))
    offices = rows.add(AGENCY, of_unit[district_unit], wording.listed(wording.DISTRICT_OFFICES, district_number))
    first, count = np.full(len(units.kind), -1), np.zeros(len(units.kind), dtype=np.int64)
    first[bloc] = departments[:1].sum() + np.arange(len(bloc)) * scale.province_agencies
    first[district] = offices[:1].sum() + np.arange(len(district)) * scale.district_agencies
    count[bloc], count[district] = scale.province_agencies, scale.district_agencies
    unit, position = grassroots.unit, grassroots.position
    in_office = ~grassroots.commune & (position < count[unit])
    workplace = np.where(in_office, first[unit] + position, -1)
    return np.r_[departments, offices], np.r_[bloc_unit, district_unit], workplace


def _add_grassroots(rows: _Rows, tree: Tree, of_unit: Ints, workplace: Ints) -> tuple[Ints, Ints, pa.Array]:
    """Grassroots organisations, then an agency for each that has neither an office nor a commune."""
    grassroots = tree.grassroots
    number = np.arange(len(grassroots.unit))
    office = np.concatenate([np.asarray(names.to_pylist(), dtype=object) for names in rows.names])
    numbered = wording.phrase(
        wording.listed(wording.WORKPLACES, grassroots.sector), "số", wording.number(grassroots.position + 1)
    ).to_numpy(zero_copy_only=False)
    commune = wording.phrase("xã", wording.places(number * 3)).to_numpy(zero_copy_only=False)
    label = np.where(workplace >= 0, office[workplace], np.where(grassroots.commune, commune, numbered))
    label = pa.array(label, pa.string())
    head = wording.listed(("Đảng bộ", "Chi bộ"), grassroots.alone.astype(np.int64))
    kind = np.where(grassroots.alone, LONE_CELL, COMMITTEE)
    of_grassroots = rows.add(kind, of_unit[grassroots.unit], wording.phrase(head, label))
    workplace = np.where(grassroots.commune, of_grassroots, workplace)
    without = np.flatnonzero(workplace < 0)
    workplace[without] = rows.add(AGENCY, of_grassroots[without], label.take(pa.array(without)))
    return of_grassroots, workplace, label


def _add_schools(rows: _Rows, tree: Tree, of_grassroots: Ints) -> Ints:
    cells = tree.cells
    school = np.full(len(cells.grassroots), -1, dtype=np.int32)
    rows_of_schools = np.flatnonzero((cells.sector == Sector.SCHOOL) & tree.grassroots.commune[cells.grassroots])
    place = wording.places(cells.grassroots[rows_of_schools] * 3)
    name = wording.phrase(wording.listed(wording.SCHOOLS, cells.position[rows_of_schools]), place)
    school[rows_of_schools] = rows.add(AGENCY, of_grassroots[cells.grassroots[rows_of_schools]], name)
    return school


def _add_sub_committees(rows: _Rows, tree: Tree, of_grassroots: Ints, label: pa.Array) -> tuple[Ints, Ints]:
    """Two sub-committees in every fifth large committee; and for every cell its sub-committee (or -1)."""
    grassroots, cells = tree.grassroots, tree.cells
    divided = np.flatnonzero((grassroots.cells >= 7) & (np.arange(len(grassroots.cells)) % 5 == 0))
    owner = np.repeat(divided, 2)
    number = np.tile([1, 2], len(divided))
    names = wording.phrase("Đảng bộ bộ phận", wording.number(number), label.take(pa.array(owner)))
    added = rows.add(SUB_COMMITTEE, of_grassroots[owner], names)
    first = np.full(len(grassroots.cells), -1)
    first[divided] = added[0::2]
    below = (first[cells.grassroots] >= 0) & (cells.position * 3 >= grassroots.cells[cells.grassroots])
    return added, np.where(below, first[cells.grassroots] + cells.position % 2, -1)


def _add_cells(rows: _Rows, tree: Tree, of_grassroots: Ints, above: Ints, label: pa.Array) -> Ints:
    """Cells below committees; a grassroots cell is its own row. Some cells have two party groups."""
    cells = tree.cells
    of_cell = of_grassroots[cells.grassroots]
    below = np.flatnonzero(~tree.grassroots.alone[cells.grassroots])
    parent = np.where(above[below] >= 0, above[below], of_cell[below])
    names = wording.phrase(
        "Chi bộ",
        wording.listed(wording.CELL_OF, cells.sector[below]),
        wording.number(cells.position[below] + 1),
        label.take(pa.array(cells.grassroots[below])),
    )
    of_cell[below] = rows.add(CELL, parent, names)
    grouped = owners(np.where((np.arange(len(of_cell)) % 40 == 5) & (cells.count >= 12), 2, 0))
    name = wording.phrase("Tổ đảng", wording.number(np.arange(len(grouped)) % 2 + 1))
    rows.add(PARTY_GROUP, of_cell[grouped], name)
    return of_cell


def _days(rng: np.random.Generator, kind: Ints, least: int) -> tuple[Days, Days]:
    """Days of foundation (some within six months, on both sides of the limit) and of transfer."""
    established = between(rng, day(1946, 1, 1), day(2019, 6, 30), len(kind))
    lower = (kind == CELL) | (kind == COMMITTEE)
    fresh = pick(rng, lower & (np.arange(len(kind)) > 3), 0.006, least)
    limit = np.array([day(2020, 9, 1), day(2020, 7, 1), day(2020, 6, 30)], dtype=np.int32)
    established[fresh] = limit[np.arange(len(fresh)) % 3]
    scattered = np.arange(len(fresh)) >= 3
    established[fresh[scattered]] = between(rng, day(2020, 7, 1), REFERENCE_DAY - 20, int(scattered.sum()))
    transferred = np.full(len(kind), MISSING, dtype=np.int32)
    moved = pick(rng, lower & (established < day(2020, 1, 1)), 0.004, least)
    transferred[moved] = between(rng, day(2020, 1, 10), day(2020, 11, 30), len(moved))
    return established, transferred
