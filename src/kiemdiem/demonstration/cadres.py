"""Cadres: who holds posts on the reference date, where each is reviewed, and what befell some of them.

The places follow what offices do when they plan a year; the evaluation derives the plan by itself.
"""

from dataclasses import dataclass
from enum import IntEnum, auto

import numpy as np

from kiemdiem.demonstration.arrays import MISSING, REFERENCE_DAY, Flags, Ints, assign, order_within
from kiemdiem.demonstration.collectives import PARTY_COMMITTEES, Collectives
from kiemdiem.demonstration.incidents import NOT_IN_SCOPE, Incidents
from kiemdiem.demonstration.posts import Posts


class CadreIncident(IntEnum):
    """The special cases of a cadre, beside those of the same person as a member."""

    NONE = 0
    NOT_REELECTED = auto()
    NOT_REELECTED_AND_RETIRING = auto()
    COMMITTEE_SUSPENDED = auto()
    CONFLICT = auto()
    UNDETERMINED = auto()
    NO_REVIEW = auto()
    NO_BALLOT = auto()
    DECIDED_WHILE_WAITING = auto()


@dataclass(frozen=True)
class Cadres:
    """One row for each person with a post held on the reference date; and their places of review."""

    person: Ints
    incident: Ints
    highest: Ints
    """The row of the post that ranks highest."""
    fresh: Flags
    """Holds a new post that is there as a special case."""
    owner: Ints
    """Of each place of review: the cadre, by row."""
    place: Ints
    """Of each place of review: the collective that reviews there."""

    def people_with(self, *incidents: CadreIncident) -> Ints:
        """The people with one of these cases, ascending."""
        return self.person[self.having(*incidents)]

    def having(self, *incidents: CadreIncident) -> Flags:
        """The cadres with one of these cases."""
        return np.isin(self.incident, np.array(incidents, dtype=np.int8))


def find_cadres(
    rng: np.random.Generator, posts: Posts, collectives: Collectives, incidents: Incidents, least: int
) -> Cadres:
    """The cadres among the holders of posts, with their special cases and places."""
    held = np.flatnonzero((posts.end == MISSING) | (posts.end >= REFERENCE_DAY))
    keys = (posts.collective, posts.start, ~posts.presides, posts.rank, posts.person)
    held = held[np.lexsort(tuple(key[held] for key in keys))]
    highest = held[order_within(posts.person[held]) == 0]
    person = posts.person[highest]
    cadre = np.searchsorted(person, posts.person[held]).astype(np.int32)
    inside = np.ones(len(person), dtype=bool)
    members = person < len(incidents.code)
    inside[members] = ~np.isin(incidents.code[person[members]], NOT_IN_SCOPE)
    code = np.zeros(len(person), dtype=np.int8)
    fresh = _marked(len(person), cadre[posts.fresh[held]])
    party = np.isin(collectives.kind[posts.collective[held]], PARTY_COMMITTEES)
    _befall_committees(rng, code, inside & ~fresh, _marked(len(person), cadre[party]), least)
    owner, place = _places(posts, collectives, held, cadre, party, code, inside)
    _befall_reviews(rng, code, inside, fresh, owner, least)
    return Cadres(person, code, highest, fresh, owner, place)


def _marked(count: int, rows: Ints) -> Flags:
    marks = np.zeros(count, dtype=bool)
    marks[rows] = True
    return marks


def _befall_committees(rng: np.random.Generator, code: Ints, settled: Flags, party: Flags, least: int) -> None:
    wishes = [
        (int(CadreIncident.NOT_REELECTED), party, 0.01),
        (int(CadreIncident.NOT_REELECTED_AND_RETIRING), party, 0.006),
        (int(CadreIncident.COMMITTEE_SUSPENDED), party, 0.0004),
    ]
    assign(rng, code, wishes, least, settled & party)


def _befall_reviews(rng: np.random.Generator, code: Ints, inside: Flags, fresh: Flags, owner: Ints, least: int) -> None:
    places = np.bincount(owner, minlength=len(code))
    settled, reviewed = inside & ~fresh, inside & ~fresh & (places >= 1)
    assign(rng, code, [(int(CadreIncident.CONFLICT), settled & (places >= 2), 0.008)], least, inside & (places >= 2))
    wishes = [
        (int(CadreIncident.UNDETERMINED), reviewed, 0.002),
        (int(CadreIncident.NO_REVIEW), reviewed, 0.008),
        (int(CadreIncident.NO_BALLOT), reviewed, 0.008),
        (int(CadreIncident.DECIDED_WHILE_WAITING), reviewed, 0.001),
    ]
    assign(rng, code, wishes, least, reviewed)


def _places(
    posts: Posts, collectives: Collectives, held: Ints, cadre: Ints, party: Flags, code: Ints, inside: Flags
) -> tuple[Ints, Ints]:
    """Owner and collective of each place; `held` are the posts, by cadre and from the highest down."""
    leaving = np.isin(code, (CadreIncident.NOT_REELECTED, CadreIncident.NOT_REELECTED_AND_RETIRING))[cadre]
    retiring = (code == CadreIncident.NOT_REELECTED_AND_RETIRING)[cadre]
    stays = inside[cadre] & ~retiring & ~(leaving & party)
    held, cadre = held[stays], cadre[stays]
    crowded = (np.bincount(cadre, minlength=len(code)) > 3)[cadre]
    top = order_within(cadre) == 0
    presided = np.flatnonzero(posts.presides[held])
    leading = np.zeros(len(held), dtype=bool)
    leading[presided[order_within(cadre[presided]) == 0]] = True
    counted = ~crowded | top | leading
    host = collectives.host[posts.collective[held[counted]]]
    pairs = np.unique(cadre[counted].astype(np.int64) * len(collectives.kind) + host)
    owner, place = np.divmod(pairs, len(collectives.kind))
    return owner.astype(np.int32), place.astype(np.int32)
