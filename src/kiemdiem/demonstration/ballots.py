"""The table of ballots: those that give a level, and the opinions that give none."""

import numpy as np
import pyarrow as pa

from kiemdiem.demonstration import collectives as bodies
from kiemdiem.demonstration import columns
from kiemdiem.demonstration import organisations as nodes
from kiemdiem.demonstration.arrays import Flags, Ints, between, day, order_within, pick
from kiemdiem.demonstration.cadres import CadreIncident, Cadres
from kiemdiem.demonstration.collectives import Collectives
from kiemdiem.demonstration.incidents import NEW, NOT_IN_SCOPE, Incident, Incidents
from kiemdiem.demonstration.levels import COMPLETED, GOOD, UNDETERMINED, cast_votes, vote_at_the_limit
from kiemdiem.demonstration.organisations import Organisations
from kiemdiem.demonstration.outcomes import RATED, Outcomes
from kiemdiem.demonstration.scene import Scene
from kiemdiem.demonstration.subjects import CADRE, COLLECTIVE, MEMBER, ORGANISATION
from kiemdiem.vocabulary import BallotKind

_KINDS = tuple(BallotKind)
_RATING, _PROPOSAL, _OPINION, _HANDS = (
    _KINDS.index(kind)
    for kind in (
        BallotKind.RATING,
        BallotKind.PROPOSAL,
        BallotKind.WORKPLACE_OPINION,
        BallotKind.SHOW_OF_HANDS,
    )
)
_Part = tuple[int, Ints, int, Ints, Ints, Ints, Ints]
"""Kind and rows of the subjects, kind and rows of the places, kind of ballot, level, base."""


def ballots_table(rng: np.random.Generator, scene: Scene, outcomes: Outcomes, balloted: Flags) -> pa.Table:
    """The table of the workbook; `balloted` marks the organisations that have voted."""
    subjects, collectives, cadres = scene.subjects, scene.collectives, scene.cadres
    members = _of_members(scene, outcomes)
    parts = [
        _of_organisations(scene.organisations, collectives, outcomes, balloted),
        _of_collectives(rng, collectives, outcomes, scene.least),
        members,
        _by_hand(rng, members, scene.least),
        _of_cadres(collectives, cadres, outcomes),
        _opinions(rng, cadres, outcomes, scene.least),
    ]
    level, base = (np.concatenate([part[column] for part in parts]) for column in (5, 6))
    votes = cast_votes(rng, level, base)
    _at_the_limit(parts, scene.incidents, votes, base)
    return columns.table(
        {
            **subjects.columns(*((part[0], part[1]) for part in parts)),
            "place": subjects.place(*((part[2], part[3]) for part in parts)),
            "kind": columns.words(np.concatenate([part[4] for part in parts]), _KINDS),
            "base": columns.counts(base),
            **{
                key: columns.counts(count)
                for key, count in zip(("htxsnv", "httnv", "htnv", "khtnv", "invalid"), votes, strict=True)
            },
        }
    )


def choose_balloted(rng: np.random.Generator, scene: Scene) -> Flags:
    """The organisations with a ballot: those rated, but the new ones and a few that have not voted yet."""
    organisations = scene.organisations
    rated = np.isin(organisations.kind, RATED) & (organisations.established < day(2020, 7, 1))
    rated[pick(rng, rated, 0.01, scene.least)] = False
    return rated


def _kinds(count: int, kind: int | Ints) -> Ints:
    return np.broadcast_to(np.asarray(kind, dtype=np.int8), count)


def _of_organisations(
    organisations: Organisations, collectives: Collectives, outcomes: Outcomes, balloted: Flags
) -> _Part:
    """In a cell its members vote, elsewhere the executive committee."""
    rows = np.flatnonzero(balloted).astype(np.int32)
    base = np.zeros(len(balloted), dtype=np.int32)
    base[organisations.of_cell] = outcomes.cell_base
    executive = np.flatnonzero(collectives.kind == bodies.EXECUTIVE)
    of = collectives.organisation[executive]
    base[of] = collectives.seats[executive]
    place = np.arange(len(balloted), dtype=np.int32)
    # The ids of collectives follow those of the organisations in the list of places.
    place[of] = executive + len(balloted)
    kind = np.where(organisations.kind[rows] == nodes.LONE_CELL, _RATING, _PROPOSAL)
    return (
        ORGANISATION,
        rows,
        ORGANISATION,
        place[rows],
        _kinds(len(rows), kind),
        outcomes.organisation[rows],
        base[rows],
    )


def _of_collectives(rng: np.random.Generator, collectives: Collectives, outcomes: Outcomes, least: int) -> _Part:
    voted = np.ones(len(collectives.kind), dtype=bool)
    voted[pick(rng, collectives.within < 0, 0.008, least)] = False
    rows = np.flatnonzero(voted).astype(np.int32)
    kind = np.where(collectives.kind[rows] == bodies.LEADERSHIP, _RATING, _PROPOSAL)
    place = collectives.host[rows]
    base = outcomes.collective_base[place]
    return (COLLECTIVE, rows, COLLECTIVE, place, _kinds(len(rows), kind), outcomes.collective[rows], base)


def _of_members(scene: Scene, outcomes: Outcomes) -> _Part:
    """In the official cell; a grassroots cell rates, another proposes."""
    incidents, organisations, cell = scene.incidents, scene.organisations, scene.people.cell
    none = (*NOT_IN_SCOPE, *NEW, Incident.NO_MEMBERSHIP, Incident.NO_BALLOT, Incident.DECIDED_WHILE_WAITING)
    voted = ~incidents.any_of(*none)
    # Every second one without a review was voted on all the same.
    voted[incidents.rows(Incident.NO_REVIEW)[1::2]] = False
    rows = np.flatnonzero(voted).astype(np.int32)
    place = organisations.of_cell[cell[rows]]
    kind = np.where(organisations.kind[place] == nodes.LONE_CELL, _RATING, _PROPOSAL)
    base = outcomes.cell_base[cell[rows]]
    return (MEMBER, rows, ORGANISATION, place, _kinds(len(rows), kind), outcomes.member[rows], base)


def _by_hand(rng: np.random.Generator, members: _Part, least: int) -> _Part:
    """For a few the cell voted on the conclusion by hand, too."""
    rows = pick(rng, np.ones(len(members[1]), dtype=bool), 0.0005, least)
    kinds = _kinds(len(rows), _HANDS)
    level = np.full(len(rows), GOOD, dtype=np.int8)
    return (MEMBER, members[1][rows], ORGANISATION, members[3][rows], kinds, level, members[6][rows])


def _of_cadres(collectives: Collectives, cadres: Cadres, outcomes: Outcomes) -> _Part:
    """At each place; in a conflict the last place votes otherwise than the others."""
    voted = ~cadres.having(CadreIncident.NO_BALLOT, CadreIncident.DECIDED_WHILE_WAITING)[cadres.owner]
    rows = np.flatnonzero(voted)
    owner, place = cadres.owner[rows], cadres.place[rows]
    level = outcomes.cadre[owner].copy()
    later = cadres.having(CadreIncident.CONFLICT)[owner] & (order_within(owner) == 1)
    level[later] = np.where(level[later] == GOOD, COMPLETED, GOOD)
    kind = np.where(collectives.kind[place] == bodies.LEADERSHIP, _RATING, _PROPOSAL)
    base = outcomes.collective_base[place]
    return (CADRE, cadres.person[owner], COLLECTIVE, place, _kinds(len(rows), kind), level, base)


def _opinions(rng: np.random.Generator, cadres: Cadres, outcomes: Outcomes, least: int) -> _Part:
    """Before the review of some leaders the workplace gave its opinion."""
    first = order_within(cadres.owner) == 0
    rows = pick(rng, first, 0.02, least)
    owner = cadres.owner[rows]
    base = between(rng, 12, 60, len(rows))
    level = np.where(outcomes.cadre[owner] == UNDETERMINED, GOOD, outcomes.cadre[owner])
    return (CADRE, cadres.person[owner], COLLECTIVE, cadres.place[rows], _kinds(len(rows), _OPINION), level, base)


def _at_the_limit(parts: list[_Part], incidents: Incidents, votes: Ints, base: Ints) -> None:
    """The members whose ballot stands exactly on a threshold."""
    before = sum(len(part[1]) for part in parts[:2])
    members = parts[2][1]
    cases = ((Incident.EXACTLY_70, 7), (Incident.EXACTLY_60, 6), (Incident.EXACTLY_50, 5))
    rows = [np.searchsorted(members, incidents.rows(kind)) for kind, _ in cases]
    limit = np.repeat([tenths for _, tenths in cases], [len(found) for found in rows])
    vote_at_the_limit(votes, base, before + np.concatenate(rows), limit)
