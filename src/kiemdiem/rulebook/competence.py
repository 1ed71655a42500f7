"""Who manages a cadre, hence who decides on the level (II.2.2): read from the edition's table."""

from kiemdiem.rulebook.edition import Competence, Edition
from kiemdiem.vocabulary import CollectiveKind, OrganisationKind, Role

PLACES = ("province", "district", "agency_province", "agency_district", "grassroots")
_DISTRICT_LEVEL = (OrganisationKind.DISTRICT, OrganisationKind.DIRECT)


def place_of(organisation: OrganisationKind, nearest_above: OrganisationKind | None) -> str:
    """Where a collective's organisation stands, in the words of the table.

    Args:
        nearest_above: for an agency the kind of the nearest organisation above that is no agency.
    """
    if organisation == OrganisationKind.PROVINCE:
        return "province"
    if organisation in _DISTRICT_LEVEL:
        return "district"
    if organisation == OrganisationKind.AGENCY and nearest_above == OrganisationKind.PROVINCE:
        return "agency_province"
    if organisation == OrganisationKind.AGENCY and nearest_above in _DISTRICT_LEVEL:
        return "agency_district"
    return "grassroots"


def managed_by(edition: Edition, place: str, collective: CollectiveKind, role: Role) -> Competence | None:
    """The row of the table that speaks of such a post; None where the edition is silent."""
    return next((row for row in edition.competences if row.meets(place, collective, role)), None)
