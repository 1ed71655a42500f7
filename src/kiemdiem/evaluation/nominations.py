"""Nominations for commendation, held against the clauses one by one (II.2.4)."""

import re
from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from kiemdiem.evaluation.findings import FindingList
from kiemdiem.evaluation.judging import Judged
from kiemdiem.evaluation.tables import Sources, levels
from kiemdiem.evaluation.units import is_one_of
from kiemdiem.rulebook.awards import FIVE_YEAR_AWARDS, NominationFacts, verdicts
from kiemdiem.rulebook.kinds import GRASSROOTS_KINDS
from kiemdiem.vocabulary import Award, Level, OrganisationKind, Severity, SubjectKind
from kiemdiem.wording import N_, Message
from kiemdiem.workbook.linking import TABLE_OF_KIND
from kiemdiem.workbook.values import NO_ROW

_PERIOD = re.compile(r"(\d{4})\D+(\d{4})")
Subject = tuple[SubjectKind, int]


@dataclass(frozen=True)
class _Nomination:
    subject: Subject
    award: str
    achievement: str
    years: range
    certified: bool


@dataclass
class _Record:
    """One subject's earlier years."""

    levels: dict[int, Level]
    awards: dict[int, set[str]]


def nomination_findings(sources: Sources, judged: list[Judged], found: FindingList) -> None:
    """Add what stands against each nomination."""
    nominations = _read(sources)
    by_subject: dict[Subject, list[_Nomination]] = defaultdict(list)
    for nomination in nominations:
        by_subject[nomination.subject].append(nomination)
    records = _history(sources, set(by_subject))
    eligible, district = _flag_kinds(sources)
    sizes = {kind: sources.workbook[table].size for kind, table in TABLE_OF_KIND.items()}
    subject_levels = {subjects.kind: subjects.spread(subjects.level, sizes[subjects.kind]) for subjects in judged}
    streak = sources.terms.number("award_streak_years")
    years = [sources.terms.as_of.year - back for back in range(1, streak)]
    for (kind, row), own in by_subject.items():
        record = records[kind, row]
        organisation = kind == SubjectKind.ORGANISATION
        for nomination in own:
            facts = NominationFacts(
                kind=kind,
                award=nomination.award,
                certified=nomination.certified,
                level=Level(int(subject_levels[kind][row])),
                levels_before=tuple(record.levels.get(year, Level.NONE) for year in years),
                typical_before=tuple(Award.YEAR in record.awards.get(year, set()) for year in years),
                flag_eligible=organisation and bool(eligible[row]),
                district_level=organisation and bool(district[row]),
                had_in_period=_had_in_period(nomination, own, record),
            )
            for verdict in verdicts(facts, sources.terms):
                found.add(verdict.severity, verdict.clause, kind, row, verdict.message)
        _same_achievement(kind, row, own, found)


def _read(sources: Sources) -> list[_Nomination]:
    table = sources.workbook["nominations"]
    kinds, awards = table.schema.by_key["subject_kind"].codes, table.schema.by_key["award"].codes
    streak = sources.terms.number("award_streak_years")
    year = sources.terms.as_of.year
    last_years = range(year - streak + 1, year + 1)
    return [
        _Nomination((SubjectKind(kinds[kind]), row), awards[award], _folded(achievement), _years(period, last_years),
                    certified)
        for kind, row, award, achievement, period, certified in zip(
            table.codes("subject_kind").tolist(), table.rows("subject").tolist(), table.codes("award").tolist(),
            table.text("achievement").to_pylist(), table.text("period").to_pylist(),
            table.flags("certified").tolist(), strict=True,
        )
    ]  # fmt: skip


def _folded(text: str | None) -> str:
    return " ".join((text or "").casefold().split())


def _years(period: str | None, otherwise: range) -> range:
    """The years of a period such as 2016-2020; the five years up to now where none is written."""
    found = _PERIOD.search(period or "")
    return range(int(found[1]), int(found[2]) + 1) if found else otherwise


def _history(sources: Sources, wanted: set[Subject]) -> dict[Subject, _Record]:
    table = sources.workbook["history"]
    kinds, awards = table.schema.by_key["subject_kind"].codes, table.schema.by_key["award"].codes
    records = {subject: _Record({}, defaultdict(set)) for subject in wanted}
    codes = np.array([kinds.index(kind) for kind, _ in wanted], dtype=np.int64)
    keys = codes + len(kinds) * np.array([row for _, row in wanted], dtype=np.int64)
    kept = np.isin(table.codes("subject_kind") + len(kinds) * table.rows("subject").astype(np.int64), keys)
    columns = (
        table.codes("subject_kind"),
        table.rows("subject"),
        table.counts("year"),
        levels(table),
        table.codes("award"),
    )
    rows = zip(*(column[kept].tolist() for column in columns), strict=True)
    for kind, row, year, level, award in rows:
        record = records[SubjectKind(kinds[kind]), row]
        if level:
            record.levels[year] = max(Level(level), record.levels.get(year, Level.NONE))
        if award >= 0:
            record.awards[year].add(awards[award])
    return records


def _flag_kinds(sources: Sources) -> tuple["np.ndarray[tuple[int], np.dtype[np.bool_]]", ...]:
    """Organisations that may have the flag, and those of them at district level (II.2.4.e)."""
    table = sources.workbook["organisations"]
    province = np.append(table.is_code("kind", OrganisationKind.PROVINCE), False)
    below_province = province[table.rows("parent")] & (table.rows("parent") != NO_ROW)
    district = is_one_of(sources, (OrganisationKind.DISTRICT, OrganisationKind.DIRECT))
    return district | (is_one_of(sources, GRASSROOTS_KINDS) & below_province), district


def _had_in_period(nomination: _Nomination, own: list[_Nomination], record: _Record) -> bool:
    """Another flag or certificate in the same five years, awarded before or nominated beside it."""
    if nomination.award not in FIVE_YEAR_AWARDS:
        return False
    awarded = any(set(FIVE_YEAR_AWARDS) & record.awards.get(year, set()) for year in nomination.years)
    beside = sum(other.award in FIVE_YEAR_AWARDS for other in own if set(other.years) & set(nomination.years))
    return awarded or beside > 1


def _same_achievement(kind: SubjectKind, row: int, own: list[_Nomination], found: FindingList) -> None:
    """Not several forms of commendation for one achievement (II.2.4.a)."""
    by_achievement: dict[str, list[str]] = defaultdict(list)
    for nomination in own:
        if nomination.achievement:
            by_achievement[nomination.achievement].append(nomination.award)
    text = N_('Several nominations ({awards}) for one achievement: "{achievement}".')
    for achievement, awards in sorted(by_achievement.items()):
        if len(awards) > 1:
            message = Message(text, {"awards": ", ".join(sorted(awards)), "achievement": achievement})
            found.add(Severity.VIOLATION, "II.2.4.a", kind, row, message)
