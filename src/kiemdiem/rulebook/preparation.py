"""Whose opinion is asked before a review (I.3.1.a, I.3.1.c)."""

from kiemdiem.rulebook.edition import Edition, ElectorateRule, OpinionRule, RepresentativeRule


def opinion_rule(edition: Edition, collective: str, organisation: str, *, territorial: bool) -> OpinionRule | None:
    """The row that holds for the report of such a collective: the first that speaks of it; None: nobody is named.

    Args:
        collective: its kind. organisation: the kind of its organisation. territorial: of a commune, ward or township.
    """
    return next((row for row in edition.opinions if row.meets(collective, organisation, territorial=territorial)), None)


def electorate_rule(
    edition: Edition, collective: str, organisation: str, role: str, unit: str
) -> ElectorateRule | None:
    """The row that says whose workplace opinion is asked about the holder of a post; None: the level above the
    grassroots lays it down (I.3.1.c6), or it is not entered which row speaks of the unit.

    Args:
        collective: its kind. organisation: the kind of its organisation. unit: the organisation's code.
    """
    fitting = possible_electorate_rules(edition, collective, organisation, role)
    return next((row for row in fitting if not row.named or unit in row.units), None)


def possible_electorate_rules(
    edition: Edition, collective: str, organisation: str, role: str
) -> tuple[ElectorateRule, ...]:
    """All rows that may speak of such a post."""
    return tuple(row for row in edition.electorates if row.may_meet(collective, organisation, role))


def represents(rules: tuple[RepresentativeRule, ...], collective: str, role: str) -> bool:
    """Whether the holder of a post represents the workplace (I.3.1.c2)."""
    return any(collective in row.collectives and (not row.roles or role in row.roles) for row in rules)
