"""Who is reviewed where, after whom and by when (I.1, I.3.3.a, IV.4)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from kiemdiem.evaluation.cadres import Cadres
from kiemdiem.evaluation.grouping import text_order
from kiemdiem.evaluation.members import Members
from kiemdiem.evaluation.posts import collective_is
from kiemdiem.evaluation.tables import Sources
from kiemdiem.evaluation.units import Units, nearest_above
from kiemdiem.rulebook.kinds import PARTY_KINDS
from kiemdiem.rulebook.schedule import body_of, body_of_collective, deadlines
from kiemdiem.vocabulary import Action, CollectiveKind, OrganisationKind, Role, Status, SubjectKind
from kiemdiem.workbook.linking import plain_ids
from kiemdiem.workbook.values import NO_ROW

ACTIONS = tuple(Action)
_REVIEW, _REPORT, _WITHIN, _NONE = (ACTIONS.index(action) for action in ACTIONS)


@dataclass(frozen=True)
class PlanBlock:
    """Plan rows of one kind of subject, in order of subject and place.

    `after`, `deadlines` and `clauses` are positions in the lists beside them.
    """

    kind: SubjectKind
    subjects: NDArray[np.int64]
    """Rows of collectives or people."""
    places: NDArray[np.int64]
    """Rows of organisations (members) or collectives."""
    actions: NDArray[np.int8]
    after: NDArray[np.int32]
    after_texts: list[str]
    deadlines: NDArray[np.int8]
    deadline_texts: list[str]
    clauses: NDArray[np.int8]
    clause_texts: list[str]


class Planner:
    """Derives the plan from what has been judged."""

    def __init__(self, sources: Sources, units: Units, members: Members, cadres: Cadres) -> None:
        self.sources, self.terms = sources, sources.terms
        self.units, self.members, self.cadres = units, members, cadres
        self.posts = cadres.posts
        self.collectives = sources.workbook["collectives"]
        self.organisations = sources.workbook["organisations"]
        self.collective_ids: list[str] = plain_ids(sources.workbook, "collectives").to_pylist()
        self.host = units.hosts.tolist()
        self._bodies()

    def blocks(self) -> list[PlanBlock]:
        """The plan of collectives, members and cadres."""
        return [self._collectives(), self._members(), self._cadres()]

    def _bodies(self) -> None:
        """The deadline of every organisation and collective, as a position in `deadline_texts`."""
        due = deadlines(self.terms.edition, self.terms.as_of.year)
        self.deadline_texts = ["", *sorted({day.isoformat() for day in due.values()})]
        position = {body: self.deadline_texts.index(day.isoformat()) for body, day in due.items()}
        kinds = [OrganisationKind(code) for code in self.organisations.schema.by_key["kind"].codes]
        own = self.organisations.codes("kind")
        above = nearest_above(self.sources)
        pairs = np.stack([own.astype(np.int64), np.append(own, -1)[above]]) if len(own) else np.zeros((2, 0), np.int64)
        distinct, inverse = np.unique(pairs, axis=1, return_inverse=True)
        bodies = [
            body_of(kinds[kind] if kind >= 0 else None, kinds[over] if over >= 0 else None)
            for kind, over in distinct.T.tolist()
        ]
        self.organisation_bodies = organisation_bodies = [bodies[at] for at in inverse.ravel().tolist()]
        self.organisation_deadline = np.array([position.get(body, 0) for body in organisation_bodies], dtype=np.int8)
        collective_kinds = [CollectiveKind(code) for code in self.collectives.schema.by_key["kind"].codes]
        self.collective_bodies = collective_bodies = [
            body_of_collective(
                collective_kinds[kind] if kind >= 0 else None, organisation_bodies[row] if row != NO_ROW else ""
            )
            for kind, row in zip(
                self.collectives.codes("kind").tolist(), self.collectives.rows("organisation").tolist(), strict=True
            )
        ]
        self.collective_deadline = np.array([position.get(body, 0) for body in collective_bodies], dtype=np.int8)

    def _id(self, collective: int) -> str:
        """A collective's review as `after` names it."""
        return f"collective:{self.collective_ids[collective]}@{self.collective_ids[self.host[collective]]}"

    def _collectives(self) -> PlanBlock:
        rows = text_order(self.collectives.text("id"))
        places = self.units.hosts.astype(np.int64)[rows]
        within = places != rows
        texts, after = _numbered([self._before_collective(row) for row in rows.tolist()])
        return PlanBlock(
            SubjectKind.COLLECTIVE, rows, places, np.where(within, _WITHIN, _REVIEW).astype(np.int8),
            after, texts, self.collective_deadline[places], self.deadline_texts,
            within.astype(np.int8), ["I.1.a", "I.1.c"],
        )  # fmt: skip

    def _before_collective(self, collective: int) -> str:
        """A collective of the Party waits for those of government and profession at its level (I.3.3.a)."""
        organisation = self._organisation_of[collective]
        if organisation == NO_ROW or not self._is_party[collective]:
            return ""
        others = self._others_by_level[organisation]
        place = self.host[collective]
        return " ".join(sorted(self._id(other) for other in others if self.host[other] != place))

    @cached_property
    def _organisation_of(self) -> list[int]:
        rows: list[int] = self.collectives.rows("organisation").tolist()
        return rows

    @cached_property
    def _is_party(self) -> list[bool]:
        flags: list[bool] = collective_is(self.sources, PARTY_KINDS).tolist()
        return flags

    @cached_property
    def _others_by_level(self) -> dict[int, list[int]]:
        """Collectives that are not the Party's, by organisation: its own and those of agencies directly below."""
        found: dict[int, list[int]] = defaultdict(list)
        agency = self.organisations.is_code("kind", OrganisationKind.AGENCY).tolist()
        parent = self.organisations.rows("parent").tolist()
        for collective, organisation in enumerate(self._organisation_of):
            if organisation == NO_ROW or self._is_party[collective]:
                continue
            found[organisation].append(collective)
            if agency[organisation] and parent[organisation] != NO_ROW:
                found[parent[organisation]].append(collective)
        return found

    def _members(self) -> PlanBlock:
        judged = self.members.judged
        cells = self.members.cells[judged.rows]
        there = cells != NO_ROW
        subjects, places = judged.rows[there], cells[there].astype(np.int64)
        absent = judged.has_status(Status.NOT_IN_SCOPE)[there]
        texts, by_cell = self._before_members()
        return PlanBlock(
            SubjectKind.MEMBER, subjects, places, np.where(absent, _NONE, _REVIEW).astype(np.int8),
            np.where(absent, 0, by_cell[places]).astype(np.int32), texts,
            np.where(absent, 0, self.organisation_deadline[places]).astype(np.int8), self.deadline_texts,
            np.zeros(len(subjects), dtype=np.int8), ["I.1.a"],
        )  # fmt: skip

    def _before_members(self) -> tuple[list[str], NDArray[np.int32]]:
        """A cell's committee comes before its members (I.3.3.a)."""
        committees: dict[int, list[str]] = defaultdict(list)
        kind = self.collectives.is_code("kind", CollectiveKind.CELL_COMMITTEE)
        organisation = self.collectives.rows("organisation")
        for collective in np.flatnonzero(kind & (organisation != NO_ROW)).tolist():
            committees[int(organisation[collective])].append(self._id(collective))
        by_cell = np.zeros(self.organisations.size, dtype=np.int32)
        texts = [""]
        for cell, names in committees.items():
            by_cell[cell] = len(texts)
            texts.append(" ".join(sorted(names)))
        return texts, by_cell

    def _cadres(self) -> PlanBlock:
        judged, places = self.cadres.judged, self.posts.places
        absent = np.zeros(self.sources.people, dtype=np.bool_)
        absent[judged.rows] = judged.has_status(Status.NOT_IN_SCOPE)
        order = self._pairs_in_order()
        persons, collectives = places.persons[order], places.collectives[order].astype(np.int64)
        actions = np.where(absent[persons], _NONE, np.where(places.reviewed[order], _REVIEW, _REPORT)).astype(np.int8)
        texts, after = self._before_cadres(persons.tolist(), collectives.tolist(), actions.tolist())
        narrowed = self.posts.many[persons] & ~absent[persons]
        dropped = self.posts.persons_with(self.posts.dropped)[persons] & ~absent[persons]
        return PlanBlock(
            SubjectKind.CADRE, persons.astype(np.int64), collectives, actions, after, texts,
            np.where(actions == _REVIEW, self.collective_deadline[collectives], 0).astype(np.int8),
            self.deadline_texts, (narrowed + 2 * dropped).astype(np.int8),
            ["I.1.a", "I.1.a I.1.b", "I.1.a I.1.d", "I.1.a I.1.b I.1.d"],
        )  # fmt: skip

    def _pairs_in_order(self) -> NDArray[np.intp]:
        ranks = np.empty(self.sources.people, dtype=np.int64)
        ranks[text_order(self.sources.workbook["people"].text("id"))] = np.arange(self.sources.people)
        places = self.posts.places
        return np.lexsort((self.sources.collective_ranks[places.collectives], ranks[places.persons]))

    def _before_cadres(
        self, persons: list[int], places: list[int], actions: list[int]
    ) -> tuple[list[str], NDArray[np.int32]]:
        """The collectives reviewed at the place come first, then the head, then the others (I.3.3.a)."""
        guests: dict[int, list[str]] = defaultdict(list)
        for collective, host in enumerate(self.host):
            guests[host].append(self._id(collective))
            if host != collective:  # its own place only where cadres are reviewed there all the same (Q27)
                guests[collective].append(self._id(collective))
        reviewed = {(p, c) for p, c, action in zip(persons, places, actions, strict=True) if action == _REVIEW}
        heads, own = self._heads_and_posts(reviewed)
        ids = plain_ids(self.sources.workbook, "people")
        found = []
        for person, place, action in zip(persons, places, actions, strict=True):
            if action != _REVIEW:
                found.append("")
                continue
            waits_for = heads_before(person, place, heads, own[person, place])
            named = [f"cadre:{ids[head].as_py()}@{self.collective_ids[place]}" for head in waits_for]
            found.append(" ".join(sorted([*guests[place], *named])))
        return _numbered(found)

    def _heads_and_posts(
        self, reviewed: set[tuple[int, int]]
    ) -> tuple[dict[int, set[int]], dict[tuple[int, int], set[int]]]:
        """Heads of each collective who are reviewed at its place; collectives of each person at each place."""
        heads: dict[int, set[int]] = defaultdict(set)
        own: dict[tuple[int, int], set[int]] = defaultdict(set)
        is_head = self.posts.has_role(Role.HEAD)
        rows = np.flatnonzero(self.posts.remaining)
        for person, collective, place, head in zip(
            self.posts.person[rows].tolist(),
            self.posts.collective[rows].tolist(),
            self.posts.place[rows].tolist(),
            is_head[rows].tolist(),
            strict=True,
        ):
            if (person, place) in reviewed:
                own[person, place].add(collective)
                if head:
                    heads[collective].add(person)
        return heads, own


def heads_before(person: int, place: int, heads: Mapping[int, set[int]], own: Iterable[int]) -> set[int]:
    """The heads that must be finished before this person (I.3.3.a); never in a circle.

    The head of the place's own collective waits for nobody; the head of one reviewed within it for that
    head; everybody else for the heads of the own collectives.

    Args:
        heads: collective -> the heads of it who are reviewed at the place.
        own: the collectives reviewed there in which the person holds a post.
    """
    nobody: set[int] = set()
    if person in heads.get(place, nobody):
        return nobody
    if any(person in heads.get(collective, nobody) for collective in own):
        return heads.get(place, nobody)
    return nobody.union(*(heads.get(collective, nobody) for collective in own)) - {person}


def _numbered(texts: list[str]) -> tuple[list[str], NDArray[np.int32]]:
    """The distinct texts, and for each row its position among them."""
    positions: dict[str, int] = {"": 0}
    rows = [positions.setdefault(text, len(positions)) for text in texts]
    return list(positions), np.array(rows, dtype=np.int32)
