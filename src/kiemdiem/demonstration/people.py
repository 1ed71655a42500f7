"""The table of people: members cell by cell, then leaders who are no Party members."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kiemdiem.demonstration import columns, wording
from kiemdiem.demonstration.arrays import (
    MISSING,
    REFERENCE_DAY,
    Days,
    Flags,
    Ints,
    between,
    chance,
    day,
    draw,
    owners,
)
from kiemdiem.demonstration.organisations import Organisations
from kiemdiem.demonstration.tree import Sector, Tree, UnitKind
from kiemdiem.vocabulary import Occupation

OCCUPATIONS = tuple(Occupation)
"""Internally an occupation is its place in this list."""
OFFICIAL, BUDGET_PAID, WORKER, RETIRED = range(len(OCCUPATIONS))

_OCCUPATIONS_OF = {
    Sector.HAMLET: (0.03, 0.02, 0.55, 0.40),
    Sector.OFFICE: (0.86, 0.10, 0.04, 0.0),
    Sector.SCHOOL: (0.93, 0.04, 0.03, 0.0),
    Sector.ENTERPRISE: (0.05, 0.02, 0.93, 0.0),
    Sector.ARMED: (0.25, 0.75, 0.0, 0.0),
}
_WOMEN = np.array([0.32, 0.40, 0.66, 0.35, 0.10])
_YEAR = 365.25


@dataclass(frozen=True)
class People:
    """Everybody, row by row: first the members, in the order of their cells, then the others."""

    members: int
    ids: pa.Array
    cell: Ints
    """Of members: their cell, by its place in the tree."""
    sector: Ints
    """Of members: the sector of that cell."""
    woman: Flags
    birth: Days
    admitted: Days
    occupation: Ints
    workplace: Ints
    residence: Ints
    """The row of the organisation where the person lives; -1 unknown."""
    exempt: Flags
    """No residence remarks are asked for."""

    @property
    def count(self) -> int:
        """Members and others."""
        return len(self.birth)

    @property
    def official(self) -> Days:
        """A year after the admission; none for those still on probation."""
        made = (self.admitted != MISSING) & (self.admitted <= REFERENCE_DAY - 365)
        return np.where(made, self.admitted + 365, MISSING).astype(np.int32)

    @property
    def earliest_post(self) -> Days:
        """The first day on which anybody might have come into a post: a grown-up, and a full member."""
        return np.asarray(np.maximum(self.birth + 23 * 365, self.admitted + 365))

    @property
    def age(self) -> Ints:
        """Age of everybody in years on the reference date."""
        return ((REFERENCE_DAY - self.birth) / _YEAR).astype(np.int16)


def settle_people(
    rng: np.random.Generator, tree: Tree, organisations: Organisations, leading: Flags, agencies: Ints
) -> People:
    """Draw the members of every cell, and one non-member for each of the agencies named.

    `leading` marks the members who hold a seat: they are of an age to lead and long in the Party.
    """
    cells = tree.cells
    cell = owners(cells.count)
    sector = cells.sector[cell]
    members, count = len(cell), len(cell) + len(agencies)
    occupation = _occupations(rng, sector, leading)
    birth = np.r_[_births(rng, occupation, leading), between(rng, day(1962, 1, 1), day(1985, 1, 1), len(agencies))]
    admitted = np.full(count, MISSING, dtype=np.int32)
    admitted[:members] = _admissions(rng, birth[:members], leading)
    workplace = np.full(count, -1, dtype=np.int32)
    workplace[:members] = _workplaces(tree, organisations, cell, occupation)
    workplace[members:] = agencies
    residence, exempt = _residences(rng, tree, organisations, cell)
    return People(
        members=members,
        ids=columns.identifiers("DV", count, 7),
        cell=cell,
        sector=sector,
        woman=rng.random(count, dtype=np.float32) < np.r_[_WOMEN[sector], np.full(len(agencies), 0.3)],
        birth=birth,
        admitted=admitted,
        occupation=np.r_[occupation, np.full(len(agencies), OFFICIAL, dtype=np.int8)],
        workplace=workplace,
        residence=np.r_[residence, np.full(len(agencies), -1, dtype=np.int32)],
        exempt=np.r_[exempt, np.zeros(len(agencies), dtype=bool)],
    )


def _occupations(rng: np.random.Generator, sector: Ints, leading: Flags) -> Ints:
    occupation = np.empty(len(sector), dtype=np.int8)
    for kind, weights in _OCCUPATIONS_OF.items():
        rows = np.flatnonzero(sector == kind)
        occupation[rows] = draw(rng, weights, len(rows))
    # Who holds a seat is not at rest, except in hamlets, whose secretaries are often pensioners.
    occupation[leading & (occupation == RETIRED) & (rng.random(len(sector)) < 0.5)] = WORKER
    return occupation


def _births(rng: np.random.Generator, occupation: Ints, leading: Flags) -> Days:
    young = np.array([24, 24, 21, 56])[occupation]
    old = np.array([59, 58, 60, 86])[occupation]
    young = np.where(leading, np.maximum(young, 32), young)
    share = rng.beta(2.0, 2.2, len(occupation)).astype(np.float32)
    return np.asarray(REFERENCE_DAY - (young + share * (old - young)) * _YEAR, dtype=np.int32)


def _admissions(rng: np.random.Generator, birth: Days, leading: Flags) -> Days:
    """Admitted at 19 or later; the days on both sides of six months are left to the special cases."""
    admitted = birth + np.asarray((19.0 + np.minimum(rng.exponential(6.0, len(birth)), 26.0)) * _YEAR, dtype=np.int32)
    latest = np.where(leading, day(2014, 9, 2), day(2020, 6, 20))
    late = admitted > latest
    return np.where(late, latest - rng.integers(0, 900, len(birth), dtype=np.int32), admitted).astype(np.int32)


def _workplaces(tree: Tree, organisations: Organisations, cell: Ints, occupation: Ints) -> Ints:
    cells = tree.cells
    of_cell = np.where(organisations.school >= 0, organisations.school, organisations.workplace[cells.grassroots])
    at_home = (cells.sector == Sector.HAMLET)[cell] & (occupation >= WORKER)
    return np.where(at_home, -1, of_cell[cell])


def _residences(rng: np.random.Generator, tree: Tree, organisations: Organisations, cell: Ints) -> tuple[Ints, Flags]:
    """The cell where each member lives: in a hamlet the own one, else a hamlet of the unit or the province."""
    cells, units = tree.cells, tree.units
    hamlets = np.flatnonzero(cells.sector == Sector.HAMLET)
    unit = tree.grassroots.unit[cells.grassroots]
    of_hamlet = unit[hamlets]
    low_unit, high_unit = (np.searchsorted(of_hamlet, unit, side=side) for side in ("left", "right"))
    province = units.province[unit]
    low, high = (np.searchsorted(units.province[of_hamlet], province, side=side) for side in ("left", "right"))
    district = units.kind[unit] == UnitKind.DISTRICT
    low, high = np.where(district, low_unit, low), np.where(district, high_unit, high)
    drawn = hamlets[rng.integers(low[cell], high[cell])]
    residence = organisations.of_cell[np.where(cells.sector[cell] == Sector.HAMLET, cell, drawn)]
    residence[chance(rng, 0.01, len(cell))] = -1
    armed = cells.sector[cell] == Sector.ARMED
    return residence.astype(np.int32), armed & chance(rng, 0.9, len(cell))


def people_table(rng: np.random.Generator, people: People, organisations: pa.Array) -> pa.Table:
    """The table of the workbook, given the ids of the organisations; the card numbers are invented."""
    outside = np.arange(people.count) >= people.members
    cards = columns.numerals((np.arange(1, people.count + 1) * 387_420_489) % 10**12, 12)
    contract = (people.occupation == WORKER) & (people.workplace >= 0) & chance(rng, 0.02, people.count)
    return columns.table(
        {
            "id": people.ids,
            "full_name": _names(rng, people.woman),
            "birth_date": columns.dates(people.birth),
            "gender": columns.words(people.woman.astype(np.int8), wording.GENDERS),
            "card_number": pc.if_else(pa.array(outside), pa.scalar(None, pa.string()), cards),
            "admitted_on": columns.dates(people.admitted),
            "official_on": columns.dates(people.official),
            "occupation": columns.words(people.occupation, OCCUPATIONS),
            "workplace": columns.pointers(people.workplace, organisations),
            "short_contract": columns.flags(contract),
            "residence_cell": columns.pointers(people.residence, organisations),
            "remark_exempt": columns.flags(people.exempt),
        }
    )


def _names(rng: np.random.Generator, woman: Flags) -> pa.Array:
    """Full names: family, middle and given name by their frequency."""
    families = [name for name, _ in wording.FAMILY_NAMES]
    spelled: list[str] = []
    chosen = np.empty(len(woman), dtype=np.int32)
    family = draw(rng, [weight for _, weight in wording.FAMILY_NAMES], len(woman)).astype(np.int32)
    for side, (middles, givens) in enumerate(zip(wording.MIDDLE_NAMES, wording.GIVEN_NAMES, strict=True)):
        rows = np.flatnonzero(woman == bool(side))
        middle = draw(rng, [weight for _, weight in middles], len(rows))
        given = rng.integers(0, len(givens), len(rows), dtype=np.int32)
        chosen[rows] = len(spelled) + (family[rows] * len(middles) + middle) * len(givens) + given
        spelled += [f"{one} {two} {three}" for one in families for two, _ in middles for three in givens]
    unique = pa.array(spelled, pa.string()).dictionary_encode()
    return columns.pointers(unique.indices.to_numpy()[chosen], unique.dictionary)
