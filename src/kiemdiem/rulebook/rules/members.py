"""Rules on members (I.1.a, II.2.3, II.3): who is rated, what must be there first, what limits the level."""

from kiemdiem.rulebook.expressions import FALSE, Expression
from kiemdiem.rulebook.facts import MemberFacts as Member
from kiemdiem.rulebook.rules.leave import level_after_sick_leave
from kiemdiem.rulebook.rules.rule import (
    REPORT_QUESTIONED,
    CeilingRule,
    FindingRule,
    Outcome,
    RuleSet,
    ScopeRule,
    WaitRule,
)
from kiemdiem.rulebook.terms import Terms
from kiemdiem.vocabulary import Level, Severity, Status, WaitsFor
from kiemdiem.wording import N_


def exempted_or_suspended(terms: Terms) -> Expression:
    """Exempt from activities, or suspended from them, on the reference date (I.1.a, II.2.3.a, Q28)."""
    return Member.exempted | Member.suspended


def without_cell(terms: Terms) -> Expression:
    """Nobody can rate a member who takes part in no cell (II.2.3.a)."""
    return ~Member.in_cell


def newly_admitted(terms: Terms) -> Expression:
    """Admitted under six months ago (II.3.g1)."""
    return terms.under_months(Member.admitted_on, "member_least_months")


def report_counts(terms: Terms) -> Expression:
    """The absence report stands in for the review (II.3.b2, Q19)."""
    counts = Member.self_reported & terms.has("II.3.b2")
    if terms.choice("absence_report") == "officials_with_ground":
        counts = counts & Member.official & Member.absence_grounded
    return counts


def unreviewed(terms: Terms) -> Expression:
    """Neither reviewed nor reported on in absence (II.3.b, II.3.b2)."""
    return ~(Member.reviewed | report_counts(terms))


def without_professional_rating(terms: Terms) -> Expression:
    """An official is rated after the professional rating (II.3.c)."""
    return Member.official & Member.professional_level.equals(Level.NONE)


def without_residence_remarks(terms: Terms) -> Expression:
    """Lives elsewhere and the remarks from there are not in (I.3.1.b2, Q16)."""
    asked = Member.lives_elsewhere & ~(Member.remark_exempt & terms.chosen("exempt_remarks", "not_waited_for"))
    return asked & ~Member.residence_remarks


def without_former_cell_remarks(terms: Terms) -> Expression:
    """Six months or more at another cell, whose remarks are not in (II.3.k, Q14)."""
    return (Member.former_cell_months >= terms.number("former_cell_months")) & ~Member.former_cell_remarks


def without_temporary_cell_remarks(terms: Terms) -> Expression:
    """Took part temporarily elsewhere, and the remarks from there are not in (II.3.l)."""
    return Member.temporary_membership & ~Member.temporary_cell_remarks


def unballoted(terms: Terms) -> Expression:
    """The cell has not voted its proposal (II.2.3.d)."""
    return ~Member.balloted


def above_professional(terms: Terms, outcome: Outcome) -> Expression:
    """Better than the professional rating, which is the basis (II.3.e, Q10)."""
    rated = Member.professional_level > Level.NONE
    return rated & (outcome.level > Member.professional_level)


def above_discipline(terms: Terms, outcome: Outcome) -> Expression:
    """Disciplined in the year and yet rated above what the national guidance foresees (Q15)."""
    return Member.disciplined & (outcome.level > terms.level("disciplined_ceiling"))


def report_questioned(terms: Terms, outcome: Outcome) -> Expression:
    """The report stands in although the person is no official or no ground is on file (Q19)."""
    stands_in = ~Member.reviewed & report_counts(terms)
    open_row = ~(outcome.not_in_scope | outcome.not_rated | outcome.waits.get(WaitsFor.MEMBERSHIP, FALSE))
    return stands_in & open_row & ~(Member.official & Member.absence_grounded)


def _above_professional_gravity(terms: Terms) -> Severity:
    return Severity(terms.choice("above_professional"))


def _discipline_gravity(terms: Terms) -> Severity:
    return Severity(terms.choice("discipline_level"))


MEMBER_RULES = RuleSet(
    notes=(),
    scope=(
        ScopeRule(exempted_or_suspended, ("I.1.a", "II.2.3.a"), Status.NOT_IN_SCOPE),
        ScopeRule(without_cell, ("II.2.3.a",), Status.WAITING, WaitsFor.MEMBERSHIP),
        ScopeRule(newly_admitted, ("II.3.g1",), Status.NOT_RATED),
    ),
    waits=(
        WaitRule(unreviewed, ("II.3.b", "II.3.b2"), WaitsFor.REVIEW),
        WaitRule(without_professional_rating, ("II.3.c",), WaitsFor.PROFESSIONAL_RATING),
        WaitRule(without_residence_remarks, ("I.3.1.b2",), WaitsFor.RESIDENCE_REMARKS),
        WaitRule(without_former_cell_remarks, ("II.3.k",), WaitsFor.FORMER_CELL_REMARKS),
        WaitRule(without_temporary_cell_remarks, ("II.3.l",), WaitsFor.TEMPORARY_CELL_REMARKS),
        WaitRule(unballoted, ("II.2.3.d",), WaitsFor.BALLOT),
    ),
    ceilings=(CeilingRule(level_after_sick_leave, ("II.3.g2",)),),
    ballot_clause="I.3.3.g",
    decision_clause="II.2.3.e",
    decided=Member.decided_level,
    findings=(
        FindingRule(
            above_professional,
            "II.3.e",
            _above_professional_gravity,
            N_("Level {level} is above the professional rating {other}: a written ground is needed."),
            "professional_level",
        ),
        FindingRule(
            above_discipline,
            "HD 21-HD/BTCTW",
            _discipline_gravity,
            N_("Disciplined in the year and yet at level {level}: the national guidance foresees KHTNV."),
        ),
        FindingRule(
            report_questioned,
            "II.3.b2",
            Severity.QUESTION,
            REPORT_QUESTIONED,
        ),
    ),
)
