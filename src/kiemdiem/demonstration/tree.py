"""The shape of the Party organisation: units below the province, grassroots organisations, cells.

Everything is laid out in tree order, so that the cells (and later the members) of a grassroots
organisation, of a unit and of a province always stand together as one run.
"""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from kiemdiem.demonstration.arrays import Flags, Ints, owners, positions, spread
from kiemdiem.demonstration.sizes import Scale


class UnitKind(IntEnum):
    """What stands between a province and its grassroots organisations."""

    DISTRICT = 0
    DIRECT = 1
    PROVINCE = 2
    """The province itself, for grassroots organisations directly below it."""


class Sector(IntEnum):
    """Where the members of a cell live or work."""

    HAMLET = 0
    OFFICE = 1
    SCHOOL = 2
    ENTERPRISE = 3
    ARMED = 4


_SECTOR_OF_DIRECT = np.array([1, 3, 4, 4, 4, 2, 2], dtype=np.int8)
"""Blocs of agencies and of enterprises, police, military, border guard, two universities."""
_WEIGHT_OF_DIRECT = np.array([4.0, 3.0, 2.0, 2.0, 1.0, 1.0, 0.6])
_SECTOR_OF_OTHER = np.array([2, 3, 1], dtype=np.int8)
_WEIGHT_OF_SECTOR = np.array([1.0, 0.75, 0.8, 0.8, 0.7])


@dataclass(frozen=True)
class Units:
    """Districts, direct bodies and, per province, the province itself."""

    province: Ints
    kind: Ints
    position: Ints
    """Among those of its kind in its province."""


@dataclass(frozen=True)
class Grassroots:
    """Grassroots committees and grassroots cells."""

    unit: Ints
    commune: Flags
    alone: Flags
    """A grassroots cell (chi bộ cơ sở), with no cells below it."""
    position: Ints
    """Among the communes, or the others, of its unit."""
    sector: Ints
    cells: Ints
    """How many cells it has; a grassroots cell counts itself."""


@dataclass(frozen=True)
class Cells:
    """Cells under grassroots committees, and grassroots cells, as places where members take part."""

    grassroots: Ints
    position: Ints
    sector: Ints
    first: Ints
    """The first member; the members of a cell are a run."""
    count: Ints


@dataclass(frozen=True)
class Tree:
    """The three floors below the provinces."""

    units: Units
    grassroots: Grassroots
    cells: Cells

    def run(self, cells_first: Ints, cells_count: Ints) -> tuple[Ints, Ints]:
        """The run of members (first, count) of each run of cells."""
        bounds = np.r_[0, np.cumsum(self.cells.count)]
        first = bounds[cells_first]
        return first, bounds[cells_first + cells_count] - first


def grow_tree(scale: Scale, rng: np.random.Generator) -> Tree:
    """Draw the shape of a tree with exactly the counts of the scale."""
    units = _units(scale, rng)
    grassroots = _grassroots(scale, rng, units)
    return Tree(units, grassroots, _cells(scale, rng, grassroots))


def _units(scale: Scale, rng: np.random.Generator) -> Units:
    each = np.ones(scale.provinces)
    districts = spread(scale.districts, rng.uniform(0.7, 1.3, scale.provinces), least=1)
    runs = np.stack([districts, spread(scale.directs, each), each.astype(np.int64)], axis=1).reshape(-1)
    owner = owners(runs)
    return Units(province=owner // 3, kind=(owner % 3).astype(np.int8), position=positions(runs))


def _grassroots(scale: Scale, rng: np.random.Generator, units: Units) -> Grassroots:
    runs = np.zeros((len(units.kind), 2), dtype=np.int64)
    district, direct, itself = (np.flatnonzero(units.kind == kind) for kind in UnitKind)
    runs[district, 0] = spread(scale.communes, rng.uniform(0.6, 1.5, len(district)))
    runs[district, 1] = spread(scale.others_in_districts, rng.uniform(0.6, 1.5, len(district)))
    runs[direct, 1] = spread(scale.others_in_directs, _WEIGHT_OF_DIRECT[units.position[direct] % 7])
    runs[itself, 1] = spread(scale.others_in_provinces, np.ones(len(itself)))
    owner, position = owners(runs.reshape(-1)), positions(runs.reshape(-1))
    unit, commune = owner // 2, owner % 2 == 0
    alone = ~commune & (position % 2 == 0) & (units.kind[unit] != UnitKind.PROVINCE)
    low = np.where(commune, scale.cells_per_commune[0], scale.cells_per_committee[0])
    high = np.where(commune, scale.cells_per_commune[1], scale.cells_per_committee[1])
    cells = np.where(alone, 1, rng.integers(low, high + 1))
    sector = _sectors(scale, units, unit, commune, position)
    return Grassroots(unit, commune, alone, position, sector, cells)


def _sectors(scale: Scale, units: Units, unit: Ints, commune: Flags, position: Ints) -> Ints:
    kind = units.kind[unit]
    sector: Ints = _SECTOR_OF_OTHER[position % 3]
    sector[(kind == UnitKind.DISTRICT) & (position < scale.district_agencies)] = Sector.OFFICE
    direct = kind == UnitKind.DIRECT
    sector[direct] = _SECTOR_OF_DIRECT[units.position[unit[direct]] % 7]
    sector[commune] = Sector.HAMLET
    return sector


def _cells(scale: Scale, rng: np.random.Generator, grassroots: Grassroots) -> Cells:
    owner, position = owners(grassroots.cells), positions(grassroots.cells)
    sector = grassroots.sector[owner].copy()
    size = grassroots.cells[owner]
    # A commune of some size has a cell of its office, hamlets, and a cell for each school.
    large = grassroots.commune[owner] & (size > scale.schools + 2)
    sector[large & (position == 0)] = Sector.OFFICE
    sector[large & (position >= size - scale.schools)] = Sector.SCHOOL
    weight = _WEIGHT_OF_SECTOR[sector] * rng.lognormal(0.0, 0.35, len(owner))
    alone, rank = grassroots.alone[owner], grassroots.position[owner]
    weight[alone] *= 1.2
    # Some grassroots cells are so small that their cap is that of places with fewer than five.
    weight[alone & (rank % 12 == 2)] = 0.01
    weight[sector == Sector.HAMLET] *= scale.hamlet_weight
    count = spread(scale.members, weight, least=3)
    return Cells(owner, position, sector, np.cumsum(count) - count, count)
