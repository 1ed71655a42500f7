"""The tables of nominations and of the years before: streaks that hold, streaks that are broken, second awards."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from kiemdiem.demonstration import columns, wording
from kiemdiem.demonstration import organisations as nodes
from kiemdiem.demonstration.arrays import Flags, Ints, chance, day, draw, order_within, pick, shuffled_order
from kiemdiem.demonstration.incidents import Incident
from kiemdiem.demonstration.levels import BEST, GOOD
from kiemdiem.demonstration.organisations import Organisations
from kiemdiem.demonstration.outcomes import RATED, Outcomes
from kiemdiem.demonstration.scene import Scene
from kiemdiem.demonstration.subjects import MEMBER, ORGANISATION, Subjects
from kiemdiem.vocabulary import Award

_AWARDS = tuple(Award)
_YEAR, _FIVE_YEARS, _FLAG, _MERIT = range(len(_AWARDS))
_ACHIEVEMENTS = (
    *("Tiêu biểu trong năm 2020", "Tiêu biểu 5 năm liền 2016 - 2020", "Nhiệm kỳ 2015 - 2020"),
    "Phòng chống dịch bệnh năm 2020",
)
_PERIODS = ("2020", "2016-2020")
_YEARS = np.arange(2015, 2020, dtype=np.int32)
_OLD_ENOUGH = day(2015, 1, 1)
"""Founded before this day, an organisation has a level of every one of these years."""


@dataclass(frozen=True)
class Nominations:
    """The rows of the table, organisations before members."""

    member: Flags
    subject: Ints
    award: Ints
    achievement: Ints

    def table(self, subjects: Subjects) -> pa.Table:
        """The table of the workbook; of every award some have no certified copies."""
        organisations = int((~self.member).sum())
        order = np.argsort(self.award, kind="stable")
        turn = np.empty(len(order), dtype=np.int32)
        turn[order] = order_within(self.award[order])
        return columns.table(
            {
                **subjects.columns(
                    (ORGANISATION, self.subject[:organisations]), (MEMBER, self.subject[organisations:])
                ),
                "award": columns.words(self.award, _AWARDS),
                "achievement": columns.words(self.achievement, _ACHIEVEMENTS),
                "period": columns.words((self.award != _YEAR).astype(np.int8), _PERIODS),
                "certified": columns.flags((turn != self.award % 2) & (turn % 12 != 7)),
            }
        )


def nominate(rng: np.random.Generator, scene: Scene, outcomes: Outcomes) -> Nominations:
    """Nominate from the best within the shares, apart from some groups; and some achievements twice."""
    parts = [
        _of_organisations(rng, scene.organisations, outcomes, scene.least),
        _of_members(rng, scene, outcomes),
    ]
    member, subject, award, achievement = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.lexsort((award, subject, member))
    return Nominations(member[order], subject[order], award[order], achievement[order])


def _of_organisations(
    rng: np.random.Generator, organisations: Organisations, outcomes: Outcomes, least: int
) -> tuple[Flags, Ints, Ints, Ints]:
    rated = np.isin(organisations.kind, RATED) & (organisations.established < day(2020, 7, 1))
    best = np.flatnonzero(rated & (outcomes.organisation == BEST))
    superior = organisations.parent[best]
    size = np.bincount(superior, minlength=len(rated))
    share = np.where(np.arange(len(size)) % 9 == 1, 0.8, 0.5)
    chosen = best[shuffled_order(rng, superior) < np.floor(size * share)[superior]]
    old = organisations.established[chosen] < _OLD_ENOUGH
    award = np.where(old & chance(rng, 0.12, len(chosen)), _FIVE_YEARS, _YEAR)
    term, term_award = _of_the_term(rng, organisations, outcomes, least)
    # A few whatever level they reached.
    lone = np.setdiff1d(pick(rng, rated, 0.0, least), chosen)
    subject = np.r_[chosen, lone, term]
    awards = np.r_[award, np.resize([_FIVE_YEARS, _YEAR], len(lone)), term_award]
    return np.zeros(len(subject), dtype=bool), subject.astype(np.int32), awards, _achievements(awards)


def _of_the_term(
    rng: np.random.Generator, organisations: Organisations, outcomes: Outcomes, least: int
) -> tuple[Ints, Ints]:
    """Flag or certificate of merit for the term, mostly for those who may have it; for one of them both."""
    above = organisations.kind[organisations.parent] == nodes.PROVINCE
    fit = above & np.isin(organisations.kind, (nodes.DISTRICT, nodes.DIRECT, nodes.COMMITTEE))
    ranked = np.flatnonzero(fit)[np.argsort(outcomes.organisation[fit], kind="stable")]
    count = max(2, len(ranked) // 3)
    chosen = ranked[:count]
    award = np.where(np.arange(len(chosen)) % 2 == 0, _FLAG, _MERIT)
    unfit = pick(rng, organisations.kind == nodes.COMMITTEE, 0.0005, least // 3)
    unfit = unfit[~np.isin(unfit, chosen)]
    return np.r_[chosen, unfit, chosen[:1]], np.r_[award, np.full(len(unfit), _FLAG), [_MERIT]]


def _of_members(rng: np.random.Generator, scene: Scene, outcomes: Outcomes) -> tuple[Flags, Ints, Ints, Ints]:
    tree, least = scene.tree, scene.least
    ordinary = scene.incidents.any_of(Incident.NONE)
    best = np.flatnonzero((outcomes.member == BEST) & ordinary)
    grassroots = tree.cells.grassroots[scene.people.cell[best]]
    size = np.bincount(grassroots, minlength=len(tree.grassroots.cells))
    share = np.where(np.arange(len(size)) % 11 == 1, 0.5, 0.2)
    chosen = best[shuffled_order(rng, grassroots) < np.floor(size * share)[grassroots]]
    award = np.where(chance(rng, 0.2, len(chosen)), _FIVE_YEARS, _YEAR)
    # Not from the best, and for one achievement twice.
    wrong = pick(rng, ordinary & (outcomes.member == GOOD), 0.0, 2 * least)
    once = np.r_[chosen, wrong]
    awards = np.r_[award, np.resize([_FIVE_YEARS, _YEAR], len(wrong))]
    again = pick(rng, np.ones(len(once), dtype=bool), 0.01, least)
    second = _achievements(awards[again])
    # Every third second award is for something else.
    second[2::3] = len(_ACHIEVEMENTS) - 1
    subject = np.r_[once, once[again]].astype(np.int32)
    achievement = np.r_[_achievements(awards), second]
    awards = np.r_[awards, np.full(len(again), _MERIT)]
    return np.ones(len(subject), dtype=bool), subject, awards, achievement


def _achievements(award: Ints) -> Ints:
    return np.array([0, 1, 2, 2], dtype=np.int8)[award]


def history_table(rng: np.random.Generator, scene: Scene, nominations: Nominations) -> pa.Table:
    """The table of the workbook: five years of every rated organisation and of the members nominated."""
    organisations = scene.organisations
    rated = np.isin(organisations.kind, RATED) & (organisations.established < _OLD_ENOUGH)
    of_organisations = np.flatnonzero(rated)
    long_term = nominations.award != _YEAR
    streak = np.isin(of_organisations, nominations.subject[long_term & ~nominations.member])
    of_members = np.unique(nominations.subject[nominations.member])
    member_streak = np.isin(of_members, nominations.subject[long_term & nominations.member])
    level, award = _years(rng, np.r_[streak, member_streak])
    return columns.table(
        {
            **scene.subjects.columns(
                (ORGANISATION, np.repeat(of_organisations, len(_YEARS))), (MEMBER, np.repeat(of_members, len(_YEARS)))
            ),
            "year": columns.counts(np.tile(_YEARS, len(of_organisations) + len(of_members))),
            "level": columns.levels(level),
            "award": columns.words(award, _AWARDS),
            "awarded_by": columns.words(np.where(award >= 0, 1, -1), wording.AUTHORITIES),
        }
    )


def _years(rng: np.random.Generator, streak: Flags) -> tuple[Ints, Ints]:
    """Levels and awards, subject by subject; one streak in five is broken in one year."""
    count = len(streak) * len(_YEARS)
    running = np.repeat(streak, len(_YEARS))
    number = np.cumsum(streak) - 1
    broken = np.repeat(streak & (number % 5 == 1), len(_YEARS)) & (np.tile(_YEARS, len(streak)) == 2018)
    level = draw(rng, (0.19, 0.68, 0.12, 0.01), count)
    level = np.where(running, BEST, level)
    level[broken] = GOOD
    award = np.where((level == BEST) & (running | chance(rng, 0.45, count)), _YEAR, -1)
    return level, award
