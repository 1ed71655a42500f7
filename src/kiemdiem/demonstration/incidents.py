"""What befell members during the year: at most one special case each, so that every one stands out."""

from dataclasses import dataclass, replace
from enum import IntEnum, auto

import numpy as np

from kiemdiem.demonstration.arrays import MISSING, Days, Flags, Ints, assign, between, day
from kiemdiem.demonstration.people import OFFICIAL, RETIRED, People
from kiemdiem.demonstration.tree import Sector, Tree


class Incident(IntEnum):
    """The special cases of a member."""

    NONE = 0
    EXACTLY_70 = auto()
    EXACTLY_60 = auto()
    EXACTLY_50 = auto()
    EXEMPTED = auto()
    EXEMPTED_AND_DECIDED = auto()
    SUSPENDED = auto()
    ADMITTED_UNDER_SIX_MONTHS = auto()
    ADMITTED_ON_30_JUNE = auto()
    ADMITTED_ON_1_JULY = auto()
    NO_MEMBERSHIP = auto()
    MOVED_WITH_REMARKS = auto()
    MOVED_WITHOUT_REMARKS = auto()
    MOVED_EARLY = auto()
    TEMPORARY_WITH_REMARKS = auto()
    TEMPORARY_WITHOUT_REMARKS = auto()
    RESIDENCE_REMARKS_MISSING = auto()
    REMARK_EXEMPT = auto()
    LONG_SICK_LEAVE = auto()
    SICK_LEAVE_IN_PIECES = auto()
    SHORT_SICK_LEAVE = auto()
    MATERNITY_LEAVE = auto()
    EXCUSED_ABSENCE = auto()
    NO_PROFESSIONAL_RATING = auto()
    ABOVE_PROFESSIONAL_RATING = auto()
    NO_REVIEW = auto()
    UNFINISHED_REVIEW = auto()
    NO_BALLOT = auto()
    DECIDED_WHILE_WAITING = auto()
    UNDETERMINED = auto()


NOT_IN_SCOPE = (Incident.EXEMPTED, Incident.EXEMPTED_AND_DECIDED, Incident.SUSPENDED)
NEW = (Incident.ADMITTED_UNDER_SIX_MONTHS, Incident.ADMITTED_ON_1_JULY)
MOVED = (Incident.MOVED_WITH_REMARKS, Incident.MOVED_WITHOUT_REMARKS, Incident.MOVED_EARLY)
TEMPORARY = (Incident.TEMPORARY_WITH_REMARKS, Incident.TEMPORARY_WITHOUT_REMARKS)
ABSENT = (Incident.LONG_SICK_LEAVE, Incident.MATERNITY_LEAVE, Incident.EXCUSED_ABSENCE)
"""A report and a proposed level stand in for the review."""
WAITING = (
    Incident.NO_MEMBERSHIP,
    Incident.MOVED_WITHOUT_REMARKS,
    Incident.TEMPORARY_WITHOUT_REMARKS,
    Incident.RESIDENCE_REMARKS_MISSING,
    Incident.NO_PROFESSIONAL_RATING,
    Incident.NO_REVIEW,
    Incident.UNFINISHED_REVIEW,
    Incident.NO_BALLOT,
    Incident.DECIDED_WHILE_WAITING,
)


@dataclass(frozen=True)
class Incidents:
    """The special case of each member, by row."""

    code: Ints

    def any_of(self, *kinds: Incident) -> Flags:
        """The members with one of these cases."""
        return np.isin(self.code, np.array(kinds, dtype=np.int8))

    def rows(self, *kinds: Incident) -> Ints:
        """The rows of the members with one of these cases."""
        return np.flatnonzero(self.any_of(*kinds)).astype(np.int32)


def befall(rng: np.random.Generator, tree: Tree, people: People, leading: Flags, least: int) -> Incidents:
    """Draw the special cases by plausible rates, each at least `least` times."""
    code = np.zeros(people.members, dtype=np.int8)
    anyone = np.ones(people.members, dtype=bool)
    assign(rng, code, _among_the_plain(people, ~leading), least, ~leading)
    assign(rng, code, _among_all(tree, people, anyone), least, anyone)
    return Incidents(code)


def _among_the_plain(people: People, plain: Flags) -> list[tuple[int, Flags, float]]:
    """Cases that do not go with a seat: very old members, and the newly admitted."""
    age = people.age[: people.members]
    old = plain & (people.occupation[: people.members] == RETIRED) & (age >= 70)
    young = plain & (age <= 45)
    return [
        (Incident.EXEMPTED, old, 0.09),
        (Incident.EXEMPTED_AND_DECIDED, old, 0.0003),
        (Incident.ADMITTED_UNDER_SIX_MONTHS, young, 0.03),
        (Incident.ADMITTED_ON_30_JUNE, young, 0.0005),
        (Incident.ADMITTED_ON_1_JULY, young, 0.0005),
        (Incident.NO_MEMBERSHIP, plain, 0.001),
    ]


def _among_all(tree: Tree, people: People, anyone: Flags) -> list[tuple[int, Flags, float]]:
    """Cases that may befall leaders too; the narrowest first."""
    members = people.members
    age, occupation = people.age[:members], people.occupation[:members]
    large = tree.cells.count[people.cell] >= 12
    official = occupation == OFFICIAL
    mother = people.woman[:members] & (age >= 23) & (age <= 41) & (occupation != RETIRED)
    elsewhere = (people.sector != Sector.HAMLET) & (people.residence[:members] >= 0) & ~people.exempt[:members]
    return [
        (Incident.EXACTLY_70, large, 0.0004),
        (Incident.EXACTLY_60, large, 0.0004),
        (Incident.EXACTLY_50, large, 0.0004),
        (Incident.MATERNITY_LEAVE, mother, 0.02),
        (Incident.NO_PROFESSIONAL_RATING, official, 0.012),
        (Incident.ABOVE_PROFESSIONAL_RATING, official, 0.008),
        (Incident.RESIDENCE_REMARKS_MISSING, elsewhere, 0.02),
        (Incident.REMARK_EXEMPT, elsewhere, 0.012),
        (Incident.SUSPENDED, anyone, 0.0002),
        (Incident.MOVED_WITH_REMARKS, anyone, 0.007),
        (Incident.MOVED_WITHOUT_REMARKS, anyone, 0.0008),
        (Incident.MOVED_EARLY, anyone, 0.004),
        (Incident.TEMPORARY_WITH_REMARKS, anyone, 0.005),
        (Incident.TEMPORARY_WITHOUT_REMARKS, anyone, 0.0006),
        (Incident.LONG_SICK_LEAVE, anyone, 0.003),
        (Incident.SICK_LEAVE_IN_PIECES, anyone, 0.0006),
        (Incident.SHORT_SICK_LEAVE, anyone, 0.004),
        (Incident.EXCUSED_ABSENCE, anyone, 0.003),
        (Incident.NO_REVIEW, anyone, 0.005),
        (Incident.UNFINISHED_REVIEW, anyone, 0.004),
        (Incident.NO_BALLOT, anyone, 0.005),
        (Incident.DECIDED_WHILE_WAITING, anyone, 0.0004),
        (Incident.UNDETERMINED, anyone, 0.0012),
    ]


def fit_people(rng: np.random.Generator, people: People, incidents: Incidents) -> People:
    """People whose age, occupation and admission agree with what befell them."""
    woman, birth, admitted = people.woman.copy(), people.birth.copy(), people.admitted.copy()
    occupation, workplace, exempt = people.occupation.copy(), people.workplace.copy(), people.exempt.copy()
    mothers = incidents.rows(Incident.MATERNITY_LEAVE)
    woman[mothers] = True
    birth[mothers] = np.maximum(birth[mothers], day(1979, 3, 8))
    admitted[mothers] = np.maximum(admitted[mothers], birth[mothers] + 20 * 366)
    aged = incidents.rows(Incident.EXEMPTED, Incident.EXEMPTED_AND_DECIDED)
    birth[aged] = np.minimum(birth[aged], day(1949, 2, 3))
    occupation[aged], workplace[aged] = RETIRED, -1
    occupation[incidents.rows(Incident.NO_PROFESSIONAL_RATING, Incident.ABOVE_PROFESSIONAL_RATING)] = OFFICIAL
    new = incidents.rows(*NEW, Incident.ADMITTED_ON_30_JUNE)
    birth[new] = np.minimum(birth[new], day(2001, 5, 19))
    admitted[new] = between(rng, day(2020, 7, 2), day(2020, 12, 19), len(new))
    admitted[incidents.rows(Incident.ADMITTED_ON_30_JUNE)] = day(2020, 6, 30)
    admitted[incidents.rows(Incident.ADMITTED_ON_1_JULY)] = day(2020, 7, 1)
    settled = incidents.rows(*MOVED, *TEMPORARY, Incident.NO_MEMBERSHIP)
    admitted[settled] = np.minimum(admitted[settled], day(2019, 10, 20))
    exempt[incidents.rows(Incident.REMARK_EXEMPT)] = True
    return replace(
        people,
        woman=woman,
        birth=birth,
        admitted=admitted,
        occupation=occupation,
        workplace=workplace,
        exempt=exempt,
    )


def moving_days(rng: np.random.Generator, incidents: Incidents) -> Days:
    """The first day in the new cell of everybody who moved; `MISSING` for the others.

    Who moved on 1 July or later was six months of the year in the old cell, both ends counted.
    """
    days = np.full(len(incidents.code), MISSING, dtype=np.int32)
    late = incidents.rows(Incident.MOVED_WITH_REMARKS, Incident.MOVED_WITHOUT_REMARKS)
    days[late] = between(rng, day(2020, 7, 1), day(2020, 11, 15), len(late))
    # The limit itself.
    days[late[::5]] = day(2020, 7, 1)
    early = incidents.rows(Incident.MOVED_EARLY)
    days[early] = between(rng, day(2020, 2, 1), day(2020, 6, 30), len(early))
    return days


def disciplined_members(rng: np.random.Generator, incidents: Incidents, least: int) -> Ints:
    """Members disciplined in the year, beside whatever else befell them."""
    inside = ~incidents.any_of(Incident.EXEMPTED, Incident.EXEMPTED_AND_DECIDED, Incident.NO_MEMBERSHIP)
    wanted = max(least, round(0.003 * len(inside)))
    rows = np.flatnonzero(inside)
    return np.sort(rng.choice(rows, min(wanted, len(rows)), replace=False)).astype(np.int32)
