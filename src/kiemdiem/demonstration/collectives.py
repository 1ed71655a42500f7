"""The table of collectives, and the run of members from which each one's seats are filled."""

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kiemdiem.demonstration import columns, wording
from kiemdiem.demonstration.arrays import Ints, starts
from kiemdiem.demonstration.organisations import Organisations
from kiemdiem.demonstration.sizes import Scale
from kiemdiem.demonstration.tree import Tree, UnitKind
from kiemdiem.vocabulary import CollectiveKind

KINDS = tuple(CollectiveKind)
"""Internally a kind is its place in this list."""
STANDING, EXECUTIVE, CELL_COMMITTEE, CAUCUS, COUNCIL, PEOPLES, LEADERSHIP, FRONT, MASS, SCHOOL = range(len(KINDS))
PARTY_COMMITTEES = (STANDING, EXECUTIVE, CELL_COMMITTEE)

_TITLES = (
    *("Ban Thường vụ", "Ban Chấp hành", "Chi ủy", "Đảng đoàn, ban cán sự", "Thường trực HĐND", "Ủy ban nhân dân"),
    *("Lãnh đạo", "Thường trực Ủy ban MTTQ", "Công đoàn", "Ban Giám hiệu"),
    *("Hội Cựu chiến binh", "Hội Nông dân", "Hội Liên hiệp Phụ nữ", "Đoàn Thanh niên", "Liên đoàn Lao động"),
    *("Đảng đoàn HĐND", "Ban cán sự đảng UBND", "Đảng đoàn MTTQ"),
)
"""By kind; then by number those of mass organisations and of caucuses, which have names of their own."""
_MASS_TITLE, _CAUCUS_TITLE = len(KINDS), len(KINDS) + 5
PROVINCE_LEVEL, UNIT_LEVEL, GRASSROOTS_LEVEL, CELL_LEVEL = range(4)


@dataclass(frozen=True)
class Pool:
    """Runs of members: from each one the leaders are drawn in one fixed order."""

    first: Ints
    count: Ints

    def __getitem__(self, rows: Ints) -> "Pool":
        return Pool(self.first[rows], self.count[rows])


@dataclass(frozen=True)
class Collectives:
    """The rows of the table, with what is needed to fill the seats."""

    ids: pa.Array
    names: pa.Array
    kind: Ints
    organisation: Ints
    within: Ints
    """The row of the host; -1 for a collective that is reviewed by itself."""
    level: Ints
    pool: Pool
    offset: Ints
    """The place of its head in the order of leaders of its pool: equal places are one person."""
    seats: Ints
    organisation_ids: pa.Array

    @property
    def host(self) -> Ints:
        """The row where each collective and its cadres are reviewed."""
        return np.where(self.within >= 0, self.within, np.arange(len(self.within))).astype(np.int32)

    def table(self) -> pa.Table:
        """The table of the workbook."""
        return columns.table(
            {
                "id": self.ids,
                "name": self.names,
                "kind": columns.words(self.kind, KINDS),
                "organisation": columns.pointers(self.organisation, self.organisation_ids),
                "reviewed_within": columns.pointers(self.within, self.ids),
            }
        )


@dataclass
class _Seats:
    """Collectives added kind by kind."""

    blocks: list[tuple[Ints, ...]] = field(default_factory=list)
    count: int = 0

    def add(
        self,
        kind: int,
        level: int,
        organisation: Ints,
        pool: Pool,
        seats: int,
        offset: int | Ints = 0,
        title: int | None = None,
    ) -> Ints:
        """Add one collective of a kind for each organisation; returns the new row numbers."""
        count = len(organisation)
        rows = np.arange(self.count, self.count + count, dtype=np.int32)
        parts = (kind, level, organisation, pool.first, pool.count, seats, offset, kind if title is None else title)
        self.blocks.append(tuple(np.broadcast_to(np.asarray(part, dtype=np.int32), count) for part in parts))
        self.count += count
        return rows


def form_collectives(scale: Scale, tree: Tree, organisations: Organisations) -> Collectives:
    """Give every organisation its collectives."""
    seats = _Seats()
    cells, grassroots, units, provinces = _pools(tree)
    hosts, guests = _form_province(scale, seats, provinces)
    _form_units(scale, seats, tree, organisations, units)
    _form_grassroots(scale, seats, tree, organisations, grassroots)
    _form_agencies(seats, tree, organisations, units, grassroots, cells)
    _form_cells(seats, tree, organisations, cells)
    kind, level, organisation, first, count, wanted, offset, title = (
        np.concatenate(parts) for parts in zip(*seats.blocks, strict=True)
    )
    within = np.full(seats.count, -1, dtype=np.int32)
    within[guests] = hosts
    return Collectives(
        ids=columns.identifiers("TT", seats.count, 6),
        names=_names(organisations, kind, organisation, title),
        kind=kind,
        organisation=organisation,
        within=within,
        level=level,
        pool=Pool(first, count),
        offset=offset,
        # No more than two thirds of a small run hold seats in the same collective.
        seats=np.minimum(wanted, np.maximum(1, count * 2 // 3)),
        organisation_ids=organisations.ids,
    )


def _names(organisations: Organisations, kind: Ints, organisation: Ints, title: Ints) -> pa.Array:
    """The title and the name of the place; of the Party's organisation only for its own committees."""
    name = organisations.names.take(pa.array(organisation))
    place = pc.replace_substring_regex(name, "^(Đảng bộ|Chi bộ) ", "")
    own = pa.array(np.isin(kind, PARTY_COMMITTEES))
    return wording.phrase(wording.listed(_TITLES, title), pc.if_else(own, name, place))


def _pools(tree: Tree) -> tuple[Pool, Pool, Pool, Pool]:
    """The runs of cells, of grassroots organisations, of units and of provinces.

    A unit's leaders come from its agencies and other bodies, not from its communes, and a province's
    from its first direct body, or from its districts' where it has none.
    """
    grassroots, kinds = tree.grassroots, tree.units.kind
    cells = Pool(tree.cells.first, tree.cells.count)
    first = starts(grassroots.cells)
    by_grassroots = Pool(*tree.run(first, grassroots.cells))
    other = ~grassroots.commune
    lone = np.bincount(grassroots.unit[other], minlength=len(kinds))
    from_row = np.searchsorted(grassroots.unit, np.arange(len(kinds)), side="right") - lone
    bounds = np.r_[first, int(grassroots.cells.sum())]
    by_unit = Pool(*tree.run(bounds[from_row], bounds[from_row + lone] - bounds[from_row]))
    leading = np.flatnonzero((kinds == UnitKind.DIRECT) & (tree.units.position == 0))
    if len(leading) == 0:
        leading = np.flatnonzero((kinds == UnitKind.DISTRICT) & (tree.units.position == 0))
    return cells, by_grassroots, by_unit, by_unit[leading]


def _form_province(scale: Scale, seats: _Seats, pool: Pool) -> tuple[Ints, Ints]:
    """Collectives of provinces; returns the council's caucuses and the standing bodies reviewed within them."""
    province = np.arange(len(pool.first))
    caucus = seats.add(CAUCUS, PROVINCE_LEVEL, province, pool, 5, 2, _CAUCUS_TITLE)
    council = seats.add(COUNCIL, PROVINCE_LEVEL, province, pool, 4, 2)
    if scale.stub:
        return caucus, council
    seats.add(STANDING, PROVINCE_LEVEL, province, pool, 15)
    seats.add(EXECUTIVE, PROVINCE_LEVEL, province, pool, 51)
    seats.add(CAUCUS, PROVINCE_LEVEL, province, pool, 8, 7, _CAUCUS_TITLE + 1)
    seats.add(PEOPLES, PROVINCE_LEVEL, province, pool, 5, 7)
    seats.add(CAUCUS, PROVINCE_LEVEL, province, pool, 3, 15, _CAUCUS_TITLE + 2)
    seats.add(FRONT, PROVINCE_LEVEL, province, pool, 3, 15)
    for number in range(scale.mass_organisations):
        seats.add(MASS, PROVINCE_LEVEL, province, pool, 3, 20 + 3 * number, _MASS_TITLE + number)
    return caucus, council


def _form_units(scale: Scale, seats: _Seats, tree: Tree, organisations: Organisations, pools: Pool) -> None:
    rows = np.flatnonzero(tree.units.kind == UnitKind.DISTRICT)
    district, pool = organisations.of_unit[rows], pools[rows]
    seats.add(STANDING, UNIT_LEVEL, district, pool, 11)
    seats.add(EXECUTIVE, UNIT_LEVEL, district, pool, 35)
    seats.add(COUNCIL, UNIT_LEVEL, district, pool, 3, 6)
    seats.add(PEOPLES, UNIT_LEVEL, district, pool, 5, 1)
    seats.add(FRONT, UNIT_LEVEL, district, pool, 3, 9)
    for number in range(scale.mass_organisations):
        seats.add(MASS, UNIT_LEVEL, district, pool, 2, 12 + 2 * number, _MASS_TITLE + number)
    rows = np.flatnonzero(tree.units.kind == UnitKind.DIRECT)
    direct, pool = organisations.of_unit[rows], pools[rows]
    seats.add(STANDING, UNIT_LEVEL, direct, pool, 7)
    seats.add(EXECUTIVE, UNIT_LEVEL, direct, pool, 21)
    seats.add(MASS, UNIT_LEVEL, direct, pool, 2, 8)


def _form_grassroots(scale: Scale, seats: _Seats, tree: Tree, organisations: Organisations, pools: Pool) -> None:
    rows = np.flatnonzero(tree.grassroots.commune)
    commune, pool = organisations.of_grassroots[rows], pools[rows]
    # In some communes one person leads many collectives: more than three posts (I.1.b), up to six.
    shared, crowded = rows % 6 == 0, rows % 24 == 0
    seats.add(EXECUTIVE, GRASSROOTS_LEVEL, commune, pool, 15)
    seats.add(STANDING, GRASSROOTS_LEVEL, commune, pool, 5)
    seats.add(COUNCIL, GRASSROOTS_LEVEL, commune, pool, 2, np.where(shared, 0, 4))
    seats.add(PEOPLES, GRASSROOTS_LEVEL, commune, pool, 3, 1)
    seats.add(FRONT, GRASSROOTS_LEVEL, commune, pool, 2, np.where(crowded, 1, 6))
    for number in range(scale.mass_organisations):
        offset = np.where(crowded & (number == 0), 1, 8 + 2 * number)
        seats.add(MASS, GRASSROOTS_LEVEL, commune, pool, 2, offset, _MASS_TITLE + number)
    rows = np.flatnonzero(~tree.grassroots.commune & ~tree.grassroots.alone)
    committee, pool = organisations.of_grassroots[rows], pools[rows]
    seats.add(EXECUTIVE, GRASSROOTS_LEVEL, committee, pool, 9)
    seats.add(MASS, GRASSROOTS_LEVEL, committee, pool, 2, 3)
    divided = np.searchsorted(organisations.of_grassroots, organisations.parent[organisations.sub_committees])
    # The places after the leaders of the whole commune; the second sub-committee follows the first.
    offset = 20 + 6 * (np.arange(len(divided)) % 2)
    seats.add(EXECUTIVE, GRASSROOTS_LEVEL, organisations.sub_committees, pools[divided], 5, offset)


def _form_agencies(
    seats: _Seats, tree: Tree, organisations: Organisations, units: Pool, grassroots: Pool, cells: Pool
) -> None:
    workplace = organisations.workplace
    pool = units[organisations.office_unit]
    filled = np.searchsorted(organisations.offices, workplace)
    inside = np.flatnonzero(np.isin(workplace, organisations.offices))
    pool.first[filled[inside]] = grassroots.first[inside]
    pool.count[filled[inside]] = grassroots.count[inside]
    seats.add(LEADERSHIP, UNIT_LEVEL, organisations.offices, pool, 4)
    own = np.flatnonzero(~tree.grassroots.commune & ~np.isin(workplace, organisations.offices))
    seats.add(LEADERSHIP, GRASSROOTS_LEVEL, workplace[own], grassroots[own], 3)
    schools = np.flatnonzero(organisations.school >= 0)
    seats.add(SCHOOL, GRASSROOTS_LEVEL, organisations.school[schools], cells[schools], 3)


def _form_cells(seats: _Seats, tree: Tree, organisations: Organisations, pools: Pool) -> None:
    """A committee for most cells of nine members and more."""
    count = tree.cells.count
    rows = np.flatnonzero((count >= 9) & (np.arange(len(count)) % 11 != 7))
    for size, wanted in ((3, rows[count[rows] < 30]), (5, rows[count[rows] >= 30])):
        seats.add(CELL_COMMITTEE, CELL_LEVEL, organisations.of_cell[wanted], pools[wanted], size)
