"""Rules on one post of a person: how new it is, and whether its holder answers for a unit's level."""

from kiemdiem.rulebook.expressions import FALSE, Expression
from kiemdiem.rulebook.facts import PostFacts as Post
from kiemdiem.rulebook.terms import Terms
from kiemdiem.vocabulary import Level


def new_from_equal(terms: Terms) -> Expression:
    """Rotated or appointed under six months ago from an equal post (II.3.h)."""
    arrived = Post.rotated | Post.appointed
    return arrived & Post.equal_before & _new(terms, "II.3.h", "equal_post_months")


def new_from_lower(terms: Terms) -> Expression:
    """Promoted, appointed or rotated under six months ago from none or a lower post (II.3.i, Q24)."""
    arrived = Post.promoted | Post.appointed
    if terms.choice("rotated_without_equal") == "as_promoted":
        arrived = arrived | Post.rotated
    return arrived & ~Post.equal_before & _new(terms, "II.3.i", "lower_post_months")


def newly_elected(terms: Terms) -> Expression:
    """Elected under six months ago: the text is silent (Q24)."""
    return Post.elected & _new(terms, "II.3.h", "equal_post_months")


def _new(terms: Terms, clause: str, months_key: str) -> Expression:
    """Under the clause's months in the post; nobody is where the clause is not in force."""
    return terms.under_months(Post.started_on, months_key) if terms.edition.has(clause) else FALSE


def answers_for_unit(terms: Terms) -> Expression:
    """A head whose level may not be above that of what is headed (II.3.m)."""
    excepted = Post.own_rating_unaffected | new_from_lower(terms) | Post.unit_too_young
    return Post.is_head & Post.unit_rated & ~excepted


def unit_level_awaited(terms: Terms) -> Expression:
    """Answers for an organisation whose level is not known yet (II.3.c)."""
    return answers_for_unit(terms) & ~Post.unit_is_agency & Post.unit_level.equals(Level.NONE)


def agency_without_level(terms: Terms) -> Expression:
    """Answers for an agency that nobody has rated: left out, with a question (II.3.m)."""
    return answers_for_unit(terms) & Post.unit_is_agency & Post.unit_level.equals(Level.NONE)
