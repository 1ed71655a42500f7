"""Rules on cadres: leaders and managers, rated where they hold their posts (I.1, I.3.3.g, II.3)."""

from kiemdiem.rulebook.expressions import Choice, Constant, Expression
from kiemdiem.rulebook.facts import CadreFacts as Cadre
from kiemdiem.rulebook.rules.leave import level_after_sick_leave, long_sick
from kiemdiem.rulebook.rules.rule import (
    REPORT_QUESTIONED,
    CeilingRule,
    FindingRule,
    NoteRule,
    Outcome,
    RuleSet,
    ScopeRule,
    WaitRule,
)
from kiemdiem.rulebook.terms import Terms
from kiemdiem.vocabulary import Level, Severity, Status, WaitsFor
from kiemdiem.wording import N_


def more_than_three_posts(terms: Terms) -> Expression:
    """Holds more posts than are reviewed at every place (I.1.b)."""
    return Cadre.posts > terms.number("posts_reviewed_everywhere")


def exempted_or_suspended(terms: Terms) -> Expression:
    """The same status as a cadre as a member has (I.1.a, Q28)."""
    return (Cadre.exempted | Cadre.suspended) & terms.chosen("absent_cadre", "as_member")


def unreviewed(terms: Terms) -> Expression:
    """A place of review without a finished review or an absence report (II.3.b, II.3.b2)."""
    if not terms.edition.has("II.3.b2"):
        return Cadre.places_reviewed < Cadre.places
    reported = Cadre.places_reviewed + Cadre.places_reported
    if terms.choice("absence_report") == "officials_with_ground":
        trusted = Cadre.official & Cadre.absence_grounded
        reported = Choice(trusted, reported, Cadre.places_reviewed)
    return reported < Cadre.places


def unballoted(terms: Terms) -> Expression:
    """A place of review without a ballot (I.3.3.g)."""
    return Cadre.places_balloted < Cadre.places


def equal_unit_result_missing(terms: Terms) -> Expression:
    """New in a post after an equal one: the former unit's result is not in (II.3.h)."""
    return Cadre.new_from_equal & ~Cadre.former_unit_result


def lower_unit_result_missing(terms: Terms) -> Expression:
    """New in a post after none or a lower one: the former unit's result is not in (II.3.i)."""
    return Cadre.new_from_lower & ~Cadre.former_unit_result


def unit_level_awaited(terms: Terms) -> Expression:
    """Heads an organisation whose level is not known yet (II.3.c)."""
    return Cadre.units_without_level > 0


def collective_level_missing(terms: Terms) -> Expression:
    """A collective at a place of review has no level yet (II.3.c, Q20)."""
    return Cadre.collectives_without_level > 0


def collective_level_awaited(terms: Terms) -> Expression:
    """As the other reading of Q20 has it, the collective's level is waited for."""
    return collective_level_missing(terms) & terms.chosen("rating_order", "waiting")


def head_ceiling(terms: Terms) -> Expression:
    """Not above the lowest level of what is headed (II.3.m)."""
    return Cadre.headed_level


def sick_leave_ceiling(terms: Terms) -> Expression:
    """Only under the other reading of Q17 does sick leave limit a cadre (II.3.g2)."""
    return level_after_sick_leave(terms) if terms.choice("sick_cadre") == "ceiling" else Constant(Level.NONE)


def above_sick_leave(terms: Terms, outcome: Outcome) -> Expression:
    """Long sick leave and yet a better level as a cadre (II.3.g2, Q17)."""
    above = long_sick(terms) & (outcome.level > terms.level("sick_leave_ceiling"))
    return above & terms.chosen("sick_cadre", "warning")


def above_headed_collective(terms: Terms, outcome: Outcome) -> Expression:
    """A head above the collective headed (Q11: national guidance, not the source)."""
    known = Cadre.headed_collective_level > Level.NONE
    above = known & (outcome.level > Cadre.headed_collective_level)
    return above & terms.chosen("head_above_collective", "warning")


def before_collective(terms: Terms, outcome: Outcome) -> Expression:
    """Has a level before a collective of a place of review has one (II.3.c, Q20)."""
    early = (outcome.level > Level.NONE) & collective_level_missing(terms)
    return early & terms.chosen("rating_order", "warning")


def _in_scope(outcome: Outcome) -> Expression:
    return ~outcome.not_in_scope


def report_questioned(terms: Terms, outcome: Outcome) -> Expression:
    """The report stands in although the person is no official or no ground is on file (Q19)."""
    stands_in = (Cadre.places_reported > 0) & terms.has("II.3.b2")
    strict = terms.chosen("absence_report", "officials_with_ground")
    reviewed = _in_scope(outcome) & ~outcome.waits[WaitsFor.REVIEW]
    return stands_in & reviewed & ~(Cadre.official & Cadre.absence_grounded) & ~strict


def agency_level_unknown(terms: Terms, outcome: Outcome) -> Expression:
    """Heads an agency without a level, which is left out of the ceiling (II.3.m)."""
    return (Cadre.agencies_without_level > 0) & _in_scope(outcome)


def elected_lately(terms: Terms, outcome: Outcome) -> Expression:
    """Elected under six months ago: neither II.3.h nor II.3.i speaks of it (Q24)."""
    return Cadre.newly_elected & _in_scope(outcome)


def class_unknown(terms: Terms, outcome: Outcome) -> Expression:
    """Counts in the class of the former post, which is not given (II.3.i)."""
    return Cadre.highest_is_new & ~Cadre.former_post_known & (outcome.level > Level.NONE)


CADRE_RULES = RuleSet(
    notes=(NoteRule(more_than_three_posts, ("I.1.b",)),),
    scope=(ScopeRule(exempted_or_suspended, ("I.1.a",), Status.NOT_IN_SCOPE),),
    waits=(
        WaitRule(unreviewed, ("II.3.b", "II.3.b2"), WaitsFor.REVIEW),
        WaitRule(unballoted, ("I.3.3.g",), WaitsFor.BALLOT),
        WaitRule(equal_unit_result_missing, ("II.3.h",), WaitsFor.FORMER_UNIT_RESULT),
        WaitRule(lower_unit_result_missing, ("II.3.i",), WaitsFor.FORMER_UNIT_RESULT),
        WaitRule(unit_level_awaited, ("II.3.c",), WaitsFor.ORGANISATION_LEVEL),
        WaitRule(collective_level_awaited, ("II.3.c",), WaitsFor.COLLECTIVE_LEVEL),
    ),
    ceilings=(CeilingRule(head_ceiling, ("II.3.m",)), CeilingRule(sick_leave_ceiling, ("II.3.g2",))),
    ballot_clause="I.3.3.g",
    decision_clause="II.2.2",
    decided=Cadre.decided_level,
    findings=(
        FindingRule(
            above_sick_leave,
            "II.3.g2",
            Severity.WARNING,
            N_("Level {level} as a cadre although sick leave limits the same person's level as a member."),
        ),
        FindingRule(
            above_headed_collective,
            "HD 21-HD/BTCTW",
            Severity.WARNING,
            N_("Level {level} is above {other}, the level of the collective headed."),
            "headed_collective_level",
        ),
        FindingRule(
            before_collective,
            "II.3.c",
            Severity.WARNING,
            N_("Has level {level} before a collective at a place of review has its own."),
        ),
        FindingRule(
            report_questioned,
            "II.3.b2",
            Severity.QUESTION,
            REPORT_QUESTIONED,
        ),
        FindingRule(
            agency_level_unknown,
            "II.3.m",
            Severity.QUESTION,
            N_("Heads an agency that has no level: it is left out of the ceiling."),
        ),
        FindingRule(
            elected_lately,
            "II.3.h",
            Severity.QUESTION,
            N_("Elected under six months ago: the regulation does not say whether the former unit's result is taken."),
        ),
        FindingRule(
            class_unknown,
            "II.3.i",
            Severity.QUESTION,
            N_("Counts in the class of the post held before, which is not given: outside the groups of the cap."),
        ),
    ),
)
