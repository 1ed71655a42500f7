"""Whose opinion is asked before a review (I.3.1.a)."""

from kiemdiem.rulebook.edition import Edition, OpinionRule


def opinion_rule(edition: Edition, collective: str, organisation: str, *, territorial: bool) -> OpinionRule | None:
    """The row that holds for the report of such a collective: the first that speaks of it; None: nobody is named.

    Args:
        collective: its kind. organisation: the kind of its organisation. territorial: of a commune, ward or township.
    """
    return next((row for row in edition.opinions if row.meets(collective, organisation, territorial=territorial)), None)
