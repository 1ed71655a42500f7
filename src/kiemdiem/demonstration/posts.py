"""The table of posts: the seats of the collectives, filled with their leaders."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from kiemdiem.demonstration import collectives as bodies
from kiemdiem.demonstration import columns
from kiemdiem.demonstration.arrays import (
    MISSING,
    REFERENCE_DAY,
    Days,
    Flags,
    Ints,
    between,
    chance,
    day,
    order_within,
    owners,
    pick,
    positions,
)
from kiemdiem.demonstration.collectives import Collectives
from kiemdiem.demonstration.people import People
from kiemdiem.vocabulary import Arrival, ManagedBy, Role

ROLES, ARRIVALS, MANAGERS = tuple(Role), tuple(Arrival), tuple(ManagedBy)
HEAD, DEPUTY, MEMBER = range(len(ROLES))
ELECTED, APPOINTED, ROTATED, PROMOTED = range(len(ARRIVALS))

_DEPUTIES = np.array([2, 2, 1, 1, 9, 9, 9, 9, 9, 9])
"""How many seats after the head's are a deputy's, by kind of collective."""
_STEP = np.array([0, 0, 0, 1, 1, 1, 1, 2, 3, 1])
"""How far below the Party's own committees a collective's posts rank, by kind."""
_TITLES = (
    *("Bí thư", "Phó Bí thư", "Ủy viên Ban Thường vụ", "Bí thư", "Phó Bí thư", "Ủy viên Ban Chấp hành"),
    *("Bí thư chi bộ", "Phó Bí thư chi bộ", "Chi ủy viên", "Bí thư", "Phó Bí thư", "Ủy viên"),
    *("Chủ tịch HĐND", "Phó Chủ tịch HĐND", "Ủy viên", "Chủ tịch UBND", "Phó Chủ tịch UBND", "Ủy viên UBND"),
    *("Thủ trưởng", "Phó thủ trưởng", "Thành viên", "Chủ tịch UBMTTQ", "Phó Chủ tịch UBMTTQ", "Ủy viên"),
    *("Chủ tịch", "Phó Chủ tịch", "Ủy viên", "Hiệu trưởng", "Phó Hiệu trưởng", "Thành viên"),
)
MOST_POSTS = 6


@dataclass(frozen=True)
class Seats:
    """Who sits where: one row for each seat, in the order of the collectives."""

    person: Ints
    collective: Ints
    position: Ints

    def leading(self, members: int) -> Flags:
        """The members who hold a seat."""
        marks = np.zeros(members, dtype=bool)
        marks[self.person[self.person < members]] = True
        return marks


@dataclass(frozen=True)
class Posts:
    """The rows of the table, by person and within a person by rank."""

    person: Ints
    collective: Ints
    role: Ints
    rank: Ints
    presides: Flags
    start: Days
    end: Days
    arrival: Ints
    equal_before: Flags
    unaffected: Flags
    fresh: Flags
    """A post of under six months that is there as a special case."""
    managed_by: Ints
    title: Ints

    def table(self, people: People, collectives: Collectives) -> pa.Table:
        """The table of the workbook."""
        return columns.table(
            {
                "person": columns.pointers(self.person, people.ids),
                "collective": columns.pointers(self.collective, collectives.ids),
                "title": columns.pointers(_SPELLED[self.title], _UNIQUE_TITLES),
                "role": columns.words(self.role, ROLES),
                "rank": columns.counts(self.rank),
                "presides": columns.flags(self.presides),
                "start": columns.dates(self.start),
                "end": columns.dates(self.end),
                "arrival": columns.words(self.arrival, ARRIVALS),
                "equal_before": columns.flags(self.equal_before),
                "own_rating_unaffected": columns.flags(self.unaffected),
                "managed_by": columns.words(self.managed_by, MANAGERS),
            }
        )


_ENCODED = pa.array(_TITLES, pa.string()).dictionary_encode()
_SPELLED, _UNIQUE_TITLES = _ENCODED.indices.to_numpy(), _ENCODED.dictionary


def fill_seats(collectives: Collectives, members: int, most_outsiders: int) -> tuple[Seats, Ints]:
    """Fill every seat from its pool; the last seat of some agencies goes to a non-member.

    Returns the seats and the collectives of the non-members, whose rows follow those of the members.
    """
    collective, position = owners(collectives.seats), positions(collectives.seats)
    first, count = collectives.pool.first[collective], collectives.pool.count[collective]
    # One fixed walk through each run: the same place in it is the same person in every collective.
    stride = np.maximum(1, count // 64)
    turn = (first * 7919 + count * 31) % np.maximum(count, 1)
    person = first + (turn + (collectives.offset[collective] + position) * stride) % count
    open_to_all = np.isin(collectives.kind, (bodies.LEADERSHIP, bodies.SCHOOL)) & (collectives.seats >= 3)
    agencies = np.flatnonzero(open_to_all)
    wanted = min(most_outsiders, len(agencies))
    agencies = agencies[np.arange(wanted) * len(agencies) // max(wanted, 1)]
    last = np.cumsum(collectives.seats)[agencies] - 1
    person[last] = members + np.arange(len(agencies))
    return Seats(person.astype(np.int32), collective, position), agencies


def hold_posts(rng: np.random.Generator, seats: Seats, collectives: Collectives, people: People, least: int) -> Posts:
    """Turn seats into posts with rank, dates and arrival; nobody holds more than six."""
    kind = collectives.kind[seats.collective]
    role = np.where(seats.position == 0, HEAD, np.where(seats.position <= _DEPUTIES[kind], DEPUTY, MEMBER))
    rank = 1 + 5 * collectives.level[seats.collective] + _STEP[kind] + role
    order = np.lexsort((seats.collective, rank, seats.person))
    order = order[order_within(seats.person[order]) < MOST_POSTS]
    person, collective, role, rank = seats.person[order], seats.collective[order], role[order], rank[order]
    kind, level = collectives.kind[collective], collectives.level[collective]
    start, arrival = _starts(rng, kind, level, people.earliest_post[person])
    end, current = _ends(rng, start, least)
    unaffected = np.zeros(len(person), dtype=bool)
    equal = chance(rng, 0.3, len(person))
    fresh = _refresh(rng, person, current, least, start, arrival, equal)
    newcomers = fresh & (role == HEAD)
    unaffected[pick(rng, newcomers, 0.4, least)] = True
    unaffected[pick(rng, current & ~fresh & (role == HEAD), 0.001, least)] = True
    return Posts(
        person=person,
        collective=collective,
        role=role.astype(np.int8),
        rank=rank.astype(np.int32),
        presides=_presided(rng, person, role, kind, current),
        start=start,
        end=end,
        arrival=arrival,
        equal_before=equal,
        unaffected=unaffected,
        fresh=fresh,
        managed_by=np.where(chance(rng, 0.02, len(person)), np.minimum(level, 2), -1).astype(np.int8),
        title=(kind * 3 + role).astype(np.int8),
    )


def _starts(rng: np.random.Generator, kind: Ints, level: Ints, earliest: Days) -> tuple[Days, Ints]:
    """Committees were elected for the last term and stay, or at this year's congress; others were appointed."""
    count = len(kind)
    party = np.isin(kind, bodies.PARTY_COMMITTEES)
    start = np.maximum(between(rng, day(2012, 1, 1), day(2020, 5, 30), count), earliest)
    held = np.array([day(2020, 10, 15), day(2020, 7, 20), day(2020, 4, 10), day(2020, 2, 5)])[level]
    congress = between(rng, held, held + np.array([2, 30, 60, 80])[level], count)
    start = np.where(party & chance(rng, 0.3, count), congress, np.minimum(start, day(2020, 6, 1)))
    elected = party | np.isin(kind, (bodies.COUNCIL, bodies.PEOPLES, bodies.FRONT, bodies.MASS))
    arrival = np.where(elected, ELECTED, np.where(chance(rng, 0.2, count), PROMOTED, APPOINTED))
    return start.astype(np.int32), arrival.astype(np.int8)


def _ends(rng: np.random.Generator, start: Days, least: int) -> tuple[Days, Flags]:
    """Some posts were given up during the year; returns the days and which posts are still held."""
    end = np.full(len(start), MISSING, dtype=np.int32)
    given_up = pick(rng, start < day(2020, 1, 1), 0.004, least)
    end[given_up] = between(rng, day(2020, 2, 1), day(2020, 11, 30), len(given_up))
    return end, (end == MISSING) | (end >= REFERENCE_DAY)


def _refresh(
    rng: np.random.Generator, person: Ints, current: Flags, least: int, start: Days, arrival: Ints, equal: Flags
) -> Flags:
    """Make some first posts new, with every arrival, with and without an equal post before."""
    rows = pick(rng, current & (order_within(person) == 0), 0.02, 16 * least)
    turn = np.arange(len(rows))
    start[rows] = between(rng, day(2020, 7, 1), day(2020, 12, 10), len(rows))
    arrival[rows] = turn % len(ARRIVALS)
    equal[rows] = turn // len(ARRIVALS) % 2 == 0
    fresh = np.zeros(len(person), dtype=bool)
    fresh[rows] = True
    return fresh


def _presided(rng: np.random.Generator, person: Ints, role: Ints, kind: Ints, current: Flags) -> Flags:
    """The highest post as head, the executive committee aside; a deputy's own for some without one."""
    presided = np.zeros(len(person), dtype=bool)
    heads = np.flatnonzero((role == HEAD) & (kind != bodies.EXECUTIVE) & current)
    presided[heads[order_within(person[heads]) == 0]] = True
    # Some preside twice: in a lower post too.
    presided[heads[(order_within(person[heads]) == 1) & chance(rng, 0.05, len(heads))]] = True
    deputies = np.flatnonzero((role == DEPUTY) & current & chance(rng, 0.3, len(role)))
    deputies = deputies[order_within(person[deputies]) == 0]
    presided[deputies[~np.isin(person[deputies], person[heads])]] = True
    return presided
