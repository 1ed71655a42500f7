"""Caps on HTXSNV and on awards, group by group (II.3.o, II.2.4.c, II.2.4.d, IV.1)."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from kiemdiem.evaluation.cadres import Cadres
from kiemdiem.evaluation.grouping import count_by
from kiemdiem.evaluation.judging import Judged
from kiemdiem.evaluation.members import Members
from kiemdiem.evaluation.tables import Sources
from kiemdiem.evaluation.units import Units, is_one_of
from kiemdiem.rulebook.caps import (
    GroupCounts,
    award_allowed,
    branch_allowed,
    excellent_allowed,
    excellent_pool,
    member_award_share,
)
from kiemdiem.rulebook.kinds import GRASSROOTS_KINDS, RATED_KINDS
from kiemdiem.vocabulary import Award, Level, OrganisationKind, SubjectKind
from kiemdiem.workbook.linking import plain_ids
from kiemdiem.workbook.values import NO_ROW

Ints = NDArray[np.int64]
_NO_GROUP = -1


@dataclass(frozen=True)
class Cap:
    """One cap in one group; `organisation` is the row that a question about the group is put to."""

    clause: str
    group: str
    subject_kind: SubjectKind
    pool: int
    share: int
    allowed: int
    used: int
    organisation: int

    @property
    def over(self) -> int:
        """How many too many."""
        return max(0, self.used - self.allowed)


class Caps:
    """Counts every cap over what has been judged."""

    def __init__(self, sources: Sources, units: Units, members: Members, cadres: Cadres) -> None:
        self.sources, self.terms = sources, sources.terms
        self.units, self.members, self.cadres = units, members, cadres
        self.organisations = sources.workbook["organisations"]
        self.parent = self.organisations.rows("parent").astype(np.int64)
        self.ids: pa.Array = plain_ids(sources.workbook, "organisations")
        self.grassroots = self._grassroots()

    def count(self, branch: int | None = None) -> list[Cap]:
        """Every cap of every group, in order of clause, kind of subject and group.

        Args:
            branch: row of the agency whose units are ranked by IV.1, if that is asked for.
        """
        caps = [
            *self._excellent_organisations(),
            *self._excellent_collectives(),
            *self._excellent_members(),
            *self._excellent_cadres(),
            *self._organisation_awards(),
            *self._member_awards(),
        ]
        if branch is not None:
            caps.append(self._branch(branch))
        return sorted(caps, key=lambda cap: (cap.clause, cap.subject_kind, cap.group))

    def _grassroots(self) -> Ints:
        """For each organisation the grassroots organisation that it is or stands under; -1 for none."""
        own = is_one_of(self.sources, GRASSROOTS_KINDS)
        rows = np.arange(len(own), dtype=np.int64)
        found = np.where(own, rows, _NO_GROUP)
        above = self.parent
        while ((found == _NO_GROUP) & (above != NO_ROW)).any():
            there = above != NO_ROW
            reached = np.where(there & own[above], above, _NO_GROUP)
            found = np.where(found == _NO_GROUP, reached, found)
            above = np.where(there, self.parent[above], NO_ROW)
        return found

    def _above(self, organisations: NDArray[np.integer]) -> Ints:
        """The parent of each organisation; -1 for none."""
        above: Ints = np.append(self.parent, _NO_GROUP)[organisations]
        return above

    def _excellent(self, judged: Judged, groups: Ints, labels: tuple[tuple[str, ...], ...]) -> list[Cap]:
        """II.3.o for the subjects judged.

        Args:
            groups: for each subject an organisation's row times the number of label combinations, plus
                the position of its labels; negative for no group.
            labels: the codes that a group's name ends in, one tuple for each part of the name.
        """
        groups = np.where(judged.has_level, groups, _NO_GROUP)
        distinct, inverse = np.unique(groups[groups >= 0], return_inverse=True)
        level, size = judged.level[groups >= 0], len(distinct)
        counts = [
            count_by(np.where(chosen, inverse, _NO_GROUP), size).astype(np.int64)
            for chosen in (level == Level.HTXSNV, level == Level.HTTNV, level > Level.NONE)
        ]
        pool = excellent_pool(GroupCounts(*counts), self.terms)
        allowed = excellent_allowed(pool, self.terms)
        share = self.terms.number("excellent_share")
        combinations = int(np.prod([len(part) for part in labels], dtype=np.int64))
        return [
            Cap("II.3.o", self._name(group, combinations, labels), judged.kind, pooled, share, most, used,
                group // combinations)
            for group, pooled, most, used in zip(
                distinct.tolist(), pool.tolist(), allowed.tolist(), counts[0].tolist(), strict=True
            )
        ]  # fmt: skip

    def _name(self, group: int, combinations: int, labels: tuple[tuple[str, ...], ...]) -> str:
        organisation, rest = divmod(group, combinations)
        parts = []
        for part in reversed(labels):
            rest, at = divmod(rest, len(part))
            parts.append(part[at])
        return "/".join([self.ids[organisation].as_py(), *reversed(parts)])

    def _excellent_organisations(self) -> list[Cap]:
        judged = self.units.organisations
        party = is_one_of(self.sources, RATED_KINDS)[judged.rows]
        kinds = self.organisations.schema.by_key["kind"].codes
        above = self._above(judged.rows)
        groups = above * len(kinds) + self.organisations.codes("kind")[judged.rows]
        return self._excellent(judged, np.where(party & (above >= 0), groups, _NO_GROUP), (kinds,))

    def _excellent_collectives(self) -> list[Cap]:
        judged, table = self.units.collectives, self.sources.workbook["collectives"]
        kinds = table.schema.by_key["kind"].codes
        above = self._above(table.rows("organisation")[judged.rows])
        groups = above * len(kinds) + table.codes("kind")[judged.rows]
        return self._excellent(judged, np.where(above >= 0, groups, _NO_GROUP), (kinds,))

    def _excellent_members(self) -> list[Cap]:
        return self._excellent(self.members.judged, self._member_groups(), ())

    def _member_groups(self) -> Ints:
        """The grassroots organisation of each member judged; -1 for none."""
        return np.append(self.grassroots, _NO_GROUP)[self.members.cells[self.members.judged.rows]]

    def _excellent_cadres(self) -> list[Cap]:
        judged, posts, table = self.cadres.judged, self.cadres.posts, self.sources.workbook["collectives"]
        kinds = table.schema.by_key["kind"].codes
        roles = (*posts.table.schema.by_key["role"].codes, "")
        post = posts.class_post[judged.rows]
        if not len(post):
            return []
        collective = posts.collective[post]
        above = np.where(post >= 0, self._above(posts.unit[post]), _NO_GROUP)
        role = np.where(posts.table.codes("role") < 0, len(roles) - 1, posts.table.codes("role"))[post]
        groups = (above * len(kinds) + table.codes("kind")[collective]) * len(roles) + role
        return self._excellent(judged, np.where(above >= 0, groups, _NO_GROUP), (kinds, roles))

    def _nominated(self, kind: SubjectKind, awards: tuple[Award, ...], size: int) -> NDArray[np.bool_]:
        """Subjects of that kind nominated for one of the awards, each once."""
        table = self.sources.workbook["nominations"]
        named = np.logical_or.reduce([table.is_code("award", award) for award in awards])
        found = np.zeros(size, dtype=np.bool_)
        found[table.rows("subject")[named & table.is_code("subject_kind", kind)]] = True
        return found

    def _organisation_awards(self) -> list[Cap]:
        party = is_one_of(self.sources, RATED_KINDS)
        excellent = (self.units.organisation_levels == Level.HTXSNV) & party
        nominated = self._nominated(SubjectKind.ORGANISATION, (Award.YEAR,), self.organisations.size) & party
        share = self.terms.number("organisation_award_share")
        return self._awards(
            "II.2.4.c", SubjectKind.ORGANISATION, self.parent, excellent, nominated,
            np.full(self.organisations.size, share, dtype=np.int64),
        )  # fmt: skip

    def _member_awards(self) -> list[Cap]:
        people = self.sources.people
        excellent = self.members.judged.spread(self.members.judged.level, people) == Level.HTXSNV
        nominated = self._nominated(SubjectKind.MEMBER, (Award.YEAR, Award.FIVE_YEARS), people)
        groups = np.full(people, _NO_GROUP, dtype=np.int64)
        groups[self.members.judged.rows] = self._member_groups()
        share = member_award_share(self.units.organisation_levels == Level.HTXSNV, self.terms)
        if self.terms.choice("member_award_group") == "cell":
            groups[self.members.judged.rows] = self.members.cells[self.members.judged.rows]
        return self._awards("II.2.4.d", SubjectKind.MEMBER, groups, excellent, nominated, share)

    def _awards(
        self,
        clause: str,
        kind: SubjectKind,
        groups: Ints,
        excellent: NDArray[np.bool_],
        nominated: NDArray[np.bool_],
        shares: Ints,
    ) -> list[Cap]:
        """One cap for each group (an organisation's row) with a subject HTXSNV or nominated."""
        size = self.organisations.size
        pool = count_by(np.where(excellent, groups, _NO_GROUP), size).astype(np.int64)
        used = count_by(np.where(nominated, groups, _NO_GROUP), size).astype(np.int64)
        allowed = award_allowed(pool, shares, self.terms)
        return [
            Cap(clause, self.ids[row].as_py(), kind, int(pool[row]), int(shares[row]), int(allowed[row]),
                int(used[row]), row)
            for row in np.flatnonzero((pool > 0) | (used > 0)).tolist()
        ]  # fmt: skip

    def _branch(self, branch: int) -> Cap:
        """IV.1: the units of one agency, all those rated (Q36)."""
        agency = self.organisations.is_code("kind", OrganisationKind.AGENCY)
        units = agency & (self.parent == branch)
        if self.terms.choice("branch_base") == "all_units":
            for _ in range(self.organisations.size):
                below = agency & np.append(units, False)[self.parent] | units
                if (below == units).all():
                    break
                units = below
        levels = self.units.organisation_levels[units]
        pool = np.array([np.count_nonzero(levels)], dtype=np.int64)
        used = int(np.count_nonzero(levels == Level.HTXSNV))
        share = self.terms.number("branch_excellent_share")
        allowed = int(branch_allowed(pool, self.terms)[0])
        return Cap(
            "IV.1", self.ids[branch].as_py(), SubjectKind.ORGANISATION, int(pool[0]), share, allowed, used, branch
        )
