"""When a nomination for commendation holds (II.2.4): conditions on one nomination, over named facts."""

from dataclasses import dataclass

from kiemdiem.rulebook.terms import Terms
from kiemdiem.vocabulary import Award, Level, Severity, SubjectKind
from kiemdiem.wording import N_, Message

FIVE_YEAR_AWARDS = (Award.FLAG, Award.MERIT)
_CLAUSE_OF_KIND = {SubjectKind.ORGANISATION: "II.2.4.c", SubjectKind.MEMBER: "II.2.4.d"}


@dataclass(frozen=True)
class NominationFacts:
    """What is known of one nomination."""

    kind: SubjectKind
    award: str
    certified: bool
    level: Level
    """The subject's level this year."""
    levels_before: tuple[Level, ...]
    """The levels of the years before, latest first, as many as the streak needs less one."""
    typical_before: tuple[bool, ...]
    """Whether the subject was typical of the year in each of those years."""
    flag_eligible: bool
    """A district, a direct body, or a grassroots organisation directly below the province."""
    district_level: bool
    had_in_period: bool
    """A flag or certificate of merit in the same five years already."""


@dataclass(frozen=True)
class Verdict:
    """What a clause says against a nomination."""

    severity: Severity
    clause: str
    message: Message


def verdicts(facts: NominationFacts, terms: Terms) -> list[Verdict]:
    """Everything that stands against one nomination, or is open about it."""
    found = _certified(facts, terms)
    if facts.award in (Award.YEAR, Award.FIVE_YEARS):
        found += _typical(facts, terms)
    if facts.award in FIVE_YEAR_AWARDS:
        found += _flag_or_merit(facts, terms)
    return [verdict for verdict in found if terms.edition.has(verdict.clause)]


def has_streak(facts: NominationFacts, terms: Terms) -> bool:
    """Five years running (Q18): members HTXSNV in each; organisations typical before, and HTXSNV now."""
    by_levels = facts.kind == SubjectKind.MEMBER
    if terms.choice("five_year_streak") == "typical_each_year":
        by_levels = False
    before = (
        [level == Level.HTXSNV for level in facts.levels_before] if by_levels else list(facts.typical_before)
    )  # fmt: skip
    return facts.level == Level.HTXSNV and all(before)


def _certified(facts: NominationFacts, terms: Terms) -> list[Verdict]:
    """Certified copies of past awards: demanded for the five-year ones, a question for the year's (II.2.4.f)."""
    needed = {award.key: award.certified for award in terms.edition.awards}
    if facts.certified:
        return []
    if needed.get(facts.award, False):
        text = N_("Certified copies of the past decisions and certificates are missing.")
        return [Verdict(Severity.VIOLATION, "II.2.4.f", Message(text))]
    text = N_("No certified copies are on file: the text does not say whether this award needs them.")
    return [Verdict(Severity.QUESTION, "II.2.4.f", Message(text))]


def _typical(facts: NominationFacts, terms: Terms) -> list[Verdict]:
    clause = _CLAUSE_OF_KIND.get(facts.kind)
    if clause is None:
        text = N_("The regulation commends organisations and members: it is silent on this kind of subject.")
        return [Verdict(Severity.QUESTION, "II.2.4", Message(text))]
    if facts.level != Level.HTXSNV:
        text = N_("Nominated without level HTXSNV (it has {level}).")
        level = facts.level.name if facts.level else N_("no level")
        return [Verdict(Severity.VIOLATION, clause, Message(text, {"level": Message(level)}))]
    if facts.award == Award.FIVE_YEARS and not has_streak(facts, terms):
        text = N_("Nominated for five years running without the record of the years before.")
        return [Verdict(Severity.VIOLATION, clause, Message(text))]
    return []


def _flag_or_merit(facts: NominationFacts, terms: Terms) -> list[Verdict]:
    """For district level, direct bodies and grassroots organisations directly below the province (II.2.4.e)."""
    if not facts.flag_eligible:
        if facts.award == Award.MERIT:
            text = N_("The regulation speaks of the certificate of merit for other subjects only.")
            return [Verdict(Severity.QUESTION, "II.2.4.e", Message(text))]
        text = N_("The flag is for districts, direct bodies and grassroots organisations directly below the province.")
        return [Verdict(Severity.VIOLATION, "II.2.4.e", Message(text))]
    found = []
    excused = facts.district_level and terms.choice("five_years_for_districts") == "not_required"
    holds = facts.level == Level.HTXSNV if excused else has_streak(facts, terms)
    if not holds:
        text = N_("HTXSNV now and typical in each of the four years before is asked for.")
        found.append(Verdict(Severity.VIOLATION, "II.2.4.e", Message(text)))
    if facts.had_in_period:
        text = N_("One flag or certificate of merit in five years: there is another in the same period.")
        found.append(Verdict(Severity.VIOLATION, "II.2.4.e", Message(text)))
    return found
