"""Who comes first and by when (I.3.3.a, IV.4, Q26)."""

from datetime import date

from kiemdiem.rulebook.edition import Edition
from kiemdiem.vocabulary import CollectiveKind, OrganisationKind

BODIES = ("grassroots", "district", "caucus", "provincial_agency", "province")
_ABOVE_GRASSROOTS = (OrganisationKind.DISTRICT, OrganisationKind.DIRECT)


def body_of(organisation: OrganisationKind | None, nearest_above: OrganisationKind | None) -> str:
    """The body of IV.4 that an organisation counts as (Q26).

    Args:
        organisation: its kind; None when unknown.
        nearest_above: for an agency the kind of the nearest organisation above that is no agency.
    """
    if organisation == OrganisationKind.PROVINCE:
        return "province"
    if organisation in _ABOVE_GRASSROOTS:
        return "district"
    if organisation == OrganisationKind.AGENCY:
        above = (None, OrganisationKind.PROVINCE, *_ABOVE_GRASSROOTS)
        return "provincial_agency" if nearest_above in above else "grassroots"
    return "grassroots" if organisation else ""


def body_of_collective(kind: CollectiveKind | None, body_of_organisation: str) -> str:
    """The body of IV.4 that a collective counts as: caucuses stand for themselves."""
    return "caucus" if kind == CollectiveKind.CAUCUS else body_of_organisation


def deadlines(edition: Edition, cycle_year: int) -> dict[str, date]:
    """The date named for each body in that cycle; bodies without one are left out."""
    return {body: deadline.on(cycle_year) for deadline in edition.deadlines for body in deadline.bodies}


def least_half_days(edition: Edition, body: str, kind: CollectiveKind | None, *, with_suggestions: bool) -> int | None:
    """How long a collective's review conference lasts at least, in half days (I.3.3.i); None: the text names nothing.

    Args:
        body: of IV.4, see `body_of`. kind: None for a cell.
    """
    named = (
        (kind == CollectiveKind.STANDING_COMMITTEE and body == "district")
        or kind == CollectiveKind.CAUCUS
        or (kind == CollectiveKind.LEADERSHIP and body == "provincial_agency")
    )
    if not named:
        return None
    key = "conference_least_half_days_with_suggestions" if with_suggestions else "conference_least_half_days"
    return int(edition.value(key).value)
