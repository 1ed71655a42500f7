"""Rules on organisations and collectives (II.1, II.2.1, II.2.2, II.3.b, II.3.c, II.3.g1)."""

from kiemdiem.rulebook.expressions import Expression
from kiemdiem.rulebook.facts import CollectiveFacts as Collective
from kiemdiem.rulebook.facts import OrganisationFacts as Organisation
from kiemdiem.rulebook.rules.rule import FindingRule, Outcome, RuleSet, ScopeRule, WaitRule
from kiemdiem.rulebook.terms import Terms
from kiemdiem.vocabulary import Level, Severity, Status, WaitsFor
from kiemdiem.wording import N_


def rated_by_decision(terms: Terms) -> Expression:
    """An agency is rated by its branch or by government (IV.1, IV.2): no ballot is read."""
    return Organisation.is_agency


def newly_established(terms: Terms) -> Expression:
    """Set up under six months ago (II.3.g1)."""
    return terms.under_months(Organisation.established_on, "organisation_least_months")


def organisation_unballoted(terms: Terms) -> Expression:
    """No ballot on the organisation (II.2.1, Q8)."""
    return ~Organisation.balloted


def collective_unreviewed(terms: Terms) -> Expression:
    """The collective's review, or its host's, is not finished (II.3.b)."""
    return ~Collective.reviewed


def collective_unballoted(terms: Terms) -> Expression:
    """No ballot on the collective (I.3.3.g, Q8)."""
    return ~Collective.balloted


def lower_collectives_awaited(terms: Terms) -> Expression:
    """As the other reading of Q20 has it, the collectives directly below come first (II.3.c)."""
    return (Collective.lower_without_level > 0) & terms.chosen("rating_order", "waiting")


def before_lower(terms: Terms, outcome: Outcome) -> Expression:
    """Has a level before a collective directly below has one (II.3.c, Q20)."""
    early = (outcome.level > Level.NONE) & (Collective.lower_without_level > 0)
    return early & terms.chosen("rating_order", "warning")


def above_organisation(terms: Terms, outcome: Outcome) -> Expression:
    """A collective above its organisation (Q11: national guidance, not the source)."""
    known = Collective.organisation_level > Level.NONE
    above = known & (outcome.level > Collective.organisation_level)
    return above & terms.chosen("head_above_collective", "warning")


ORGANISATION_RULES = RuleSet(
    notes=(),
    scope=(
        ScopeRule(rated_by_decision, (), Status.WAITING),
        ScopeRule(newly_established, ("II.3.g1",), Status.NOT_RATED),
    ),
    waits=(WaitRule(organisation_unballoted, ("II.2.1",), WaitsFor.BALLOT),),
    ceilings=(),
    ballot_clause="I.3.3.g",
    decision_clause="II.2.1",
    decided=Organisation.decided_level,
)

COLLECTIVE_RULES = RuleSet(
    notes=(),
    scope=(),
    waits=(
        WaitRule(collective_unreviewed, ("II.3.b",), WaitsFor.REVIEW),
        WaitRule(collective_unballoted, ("I.3.3.g",), WaitsFor.BALLOT),
        WaitRule(lower_collectives_awaited, ("II.3.c",), WaitsFor.LOWER_COLLECTIVES),
    ),
    ceilings=(),
    ballot_clause="I.3.3.g",
    decision_clause="II.2.2",
    decided=Collective.decided_level,
    findings=(
        FindingRule(
            before_lower,
            "II.3.c",
            Severity.WARNING,
            N_("Has level {level} before a collective directly below has its own."),
        ),
        FindingRule(
            above_organisation,
            "HD 21-HD/BTCTW",
            Severity.WARNING,
            N_("Level {level} is above {other}, the level of the collective's organisation."),
            "organisation_level",
        ),
    ),
)
