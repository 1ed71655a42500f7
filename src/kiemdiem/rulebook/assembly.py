"""All that the rules say on one kind of subject: the outcome, its clauses and its findings."""

from dataclasses import dataclass

from kiemdiem.rulebook.expressions import Expression, union
from kiemdiem.rulebook.outcome import CITE_BITS, CLOSED, Applied, Citation, apply_rules, outcome_of
from kiemdiem.rulebook.rules.rule import Outcome, ScopeRule, WaitRule
from kiemdiem.rulebook.terms import Terms
from kiemdiem.vocabulary import Level, Severity, Status, SubjectKind, WaitsFor
from kiemdiem.wording import N_

CLOSED_DECIDED = {
    Status.NOT_IN_SCOPE: N_("A level was decided although the subject is not in scope."),
    Status.NOT_RATED: N_("A level was decided although the subject is not rated this year."),
}
WAITING_DECIDED = {
    WaitsFor.MEMBERSHIP: N_("Level {level} was decided although the person takes part officially in no cell."),
    WaitsFor.REVIEW: N_("Level {level} was decided before the review was finished."),
    WaitsFor.PROFESSIONAL_RATING: N_("Level {level} was decided without the professional rating."),
    WaitsFor.RESIDENCE_REMARKS: N_("Level {level} was decided without the residence remarks."),
    WaitsFor.FORMER_CELL_REMARKS: N_("Level {level} was decided without the remarks of the former cell."),
    WaitsFor.TEMPORARY_CELL_REMARKS: N_("Level {level} was decided without the remarks of the temporary cell."),
    WaitsFor.BALLOT: N_("Level {level} was decided without a ballot."),
    WaitsFor.FORMER_UNIT_RESULT: N_("Level {level} was decided without the result of the former unit."),
    WaitsFor.ORGANISATION_LEVEL: N_("Level {level} was decided before the level of the organisation headed was known."),
    WaitsFor.LOWER_COLLECTIVES: N_("Level {level} was decided before the collectives directly below were rated."),
    WaitsFor.COLLECTIVE_LEVEL: N_("Level {level} was decided before the collective was rated."),
}


@dataclass(frozen=True)
class Finding:
    """Reported where the flag holds; `message` may hold `{level}` and `{other}` (the column `other`)."""

    flag: Expression
    clause: str
    severity: Severity
    message: str
    other: str = ""


@dataclass(frozen=True)
class Assembly:
    """The outcome of one kind of subject, the clauses behind `cites`, and the findings."""

    kind: SubjectKind
    applied: Applied
    outcome: Outcome
    citations: tuple[Citation, ...]
    findings: tuple[Finding, ...]

    @property
    def outputs(self) -> dict[str, Expression]:
        """What a table of results needs, by name: levels 8, waits 16, masks 32 bits wide."""
        outcome = self.outcome
        return {
            "status": outcome.status,
            "level": outcome.level,
            "ballot_level": outcome.ballot_level,
            "ceiling": outcome.ceiling,
            "waits_for": outcome.waits_for,
            "cites": outcome.cites,
            "findings": union([(finding.flag, 1 << bit) for bit, finding in enumerate(self.findings)], CITE_BITS),
        }


def assemble(kind: SubjectKind, terms: Terms) -> Assembly:
    """All rules on subjects of that kind, under those terms."""
    applied = apply_rules(kind, terms)
    outcome, citations = outcome_of(applied, terms)
    findings = [
        *_closed_findings(applied, outcome),
        *_waiting_findings(applied, outcome),
        *_level_findings(applied, outcome, terms),
    ]
    for rule in applied.rules.findings:
        if terms.edition.has(rule.clause) or is_instrument(rule.clause):
            flag = rule.condition(terms, outcome)
            findings.append(Finding(flag, rule.clause, rule.gravity(terms), rule.message, rule.other))
    return Assembly(kind, applied, outcome, citations, tuple(findings))


def is_instrument(citation: str) -> bool:
    """Whether a citation names an instrument outside the province's text, not a clause id."""
    return "/" in citation


def _closed_findings(applied: Applied, outcome: Outcome) -> list[Finding]:
    """A decision on a subject out of scope or not rated."""
    return [
        Finding(flag & outcome.has_decision, rule.clauses[0], Severity.VIOLATION, CLOSED_DECIDED[rule.status])
        for rule, flag in applied.scope
        if rule.status in CLOSED
    ]


def _waiting_findings(applied: Applied, outcome: Outcome) -> list[Finding]:
    """A decision over what is waited for: each code under its clause."""
    open_rules: list[tuple[ScopeRule | WaitRule, Expression]] = [*applied.scope, *applied.waits]
    return [
        Finding(flag & outcome.decided, rule.clauses[0], Severity.VIOLATION, WAITING_DECIDED[rule.waits_for])
        for rule, flag in open_rules
        if rule.waits_for
    ]


def _level_findings(applied: Applied, outcome: Outcome, terms: Terms) -> list[Finding]:
    """A decision above a ceiling, or of a level that no ballot reached."""
    above_ceiling = N_("Decided level {level} is above the ceiling {other}.")
    unreached = N_("Decided level {level} is one that no ballot reached.")
    found = []
    for rule, level in applied.ceilings:
        flag = outcome.decided & (level > Level.NONE) & (outcome.level > level)
        found.append(Finding(flag, rule.clauses[0], Severity.VIOLATION, above_ceiling, "ceiling"))
    above_ballots = outcome.decided & (outcome.best_ballot > Level.NONE) & (outcome.level > outcome.best_ballot)
    for threshold in terms.edition.thresholds:
        flag = above_ballots & outcome.level.equals(Level[threshold.level])
        found.append(Finding(flag, threshold.clause, Severity.VIOLATION, unreached))
    return found
