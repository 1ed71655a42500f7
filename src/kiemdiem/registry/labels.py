"""The words for codes and columns on the pages."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kiemdiem.vocabulary import (
    Arrival,
    CircumstanceKind,
    CollectiveKind,
    ManagedBy,
    MembershipKind,
    Occupation,
    OrganisationKind,
    Role,
)

CODES: dict[type[StrEnum], dict[str, Promise]] = {
    OrganisationKind: {
        OrganisationKind.PROVINCE: _("Provincial Party organisation"),
        OrganisationKind.DISTRICT: _("District Party organisation"),
        OrganisationKind.DIRECT: _("Party organisation directly under the province"),
        OrganisationKind.GRASSROOTS_COMMITTEE: _("Grassroots Party organisation"),
        OrganisationKind.GRASSROOTS_CELL: _("Grassroots cell"),
        OrganisationKind.SUB_COMMITTEE: _("Sub-committee"),
        OrganisationKind.CELL: _("Cell"),
        OrganisationKind.PARTY_GROUP: _("Party group"),
        OrganisationKind.AGENCY: _("Agency or unit"),
    },
    CollectiveKind: {
        CollectiveKind.STANDING_COMMITTEE: _("Standing committee"),
        CollectiveKind.EXECUTIVE_COMMITTEE: _("Executive committee"),
        CollectiveKind.CELL_COMMITTEE: _("Cell committee"),
        CollectiveKind.CAUCUS: _("Caucus"),
        CollectiveKind.COUNCIL_STANDING: _("Standing body of the People's Council"),
        CollectiveKind.PEOPLES_COMMITTEE: _("People's Committee"),
        CollectiveKind.LEADERSHIP: _("Leadership"),
        CollectiveKind.FRONT_STANDING: _("Standing body of the Fatherland Front"),
        CollectiveKind.MASS_ORGANISATION: _("Mass organisation"),
        CollectiveKind.SCHOOL_BOARD: _("School board"),
    },
    Occupation: {
        Occupation.OFFICIAL: _("Official, civil servant or public employee"),
        Occupation.BUDGET_PAID: _("Otherwise paid from the budget"),
        Occupation.WORKER: _("Worker, farmer, student"),
        Occupation.RETIRED: _("Retired"),
    },
    MembershipKind: {
        MembershipKind.OFFICIAL: _("Official membership"),
        MembershipKind.TEMPORARY: _("Temporary membership"),
    },
    Role: {Role.HEAD: _("Head"), Role.DEPUTY: _("Deputy"), Role.MEMBER: _("Member (of a collective)")},
    Arrival: {
        Arrival.ELECTED: _("Elected"),
        Arrival.APPOINTED: _("Appointed"),
        Arrival.ROTATED: _("Rotated"),
        Arrival.PROMOTED: _("Promoted"),
    },
    ManagedBy: {
        ManagedBy.PROVINCE: _("Province"),
        ManagedBy.DISTRICT: _("District"),
        ManagedBy.GRASSROOTS: _("Grassroots"),
        ManagedBy.AGENCY: _("Agency"),
    },
    CircumstanceKind: {
        CircumstanceKind.EXEMPTED: _("Exempted from activities"),
        CircumstanceKind.SUSPENDED: _("Suspended from activities"),
        CircumstanceKind.COMMITTEE_SUSPENDED: _("Suspended from the committee"),
        CircumstanceKind.SICK_LEAVE: _("Sick leave"),
        CircumstanceKind.MATERNITY_LEAVE: _("Maternity leave"),
        CircumstanceKind.EXCUSED_ABSENCE: _("Excused absence"),
        CircumstanceKind.DISCIPLINE: _("Discipline"),
        CircumstanceKind.NOT_REELECTED: _("Not re-elected"),
        CircumstanceKind.RETIREMENT_DECIDED: _("Retirement decided"),
        CircumstanceKind.MOVED_IN: _("Moved in"),
    },
}

COLUMNS: dict[str, Promise] = {
    "name": _("Name"),
    "kind": _("Kind"),
    "parent_id": _("Direct superior"),
    "established_on": _("Established on"),
    "territorial": _("Commune, ward or township"),
    "transferred_on": _("Transferred on"),
    "transferred_from": _("Transferred from"),
    "organisation_id": _("Organisation"),
    "reviewed_within": _("Reviewed within"),
    "reviewed_within_id": _("Reviewed within"),
    "full_name": _("Full name"),
    "birth_date": _("Date of birth"),
    "gender": _("Gender"),
    "card_number": _("Party card number"),
    "admitted_on": _("Admitted on"),
    "official_on": _("Official since"),
    "occupation": _("Occupation"),
    "workplace_id": _("Workplace"),
    "short_contract": _("Short contract"),
    "residence_cell_id": _("Residence cell"),
    "remark_exempt": _("No residence remarks asked"),
    "cell_id": _("Cell"),
    "collective_id": _("Collective"),
    "person_id": _("Person"),
    "title": _("Title of the post"),
    "role": _("Role"),
    "rank": _("Rank"),
    "presides": _("Presided post"),
    "arrival": _("Arrival in the post"),
    "equal_before": _("Held an equal post before"),
    "own_rating_unaffected": _("Unaffected by the new unit's level"),
    "managed_by": _("Managed by"),
    "start": _("From"),
    "end": _("Until"),
    "note": _("Note"),
    "withdrawn_at": _("Withdrawn"),
}
"""Column (by attribute) -> what it is called."""


def label_of(kind: type[StrEnum], code: str) -> str:
    """The words for a code; empty for an empty one."""
    return str(CODES[kind][code]) if code else ""


def choices_of(kind: type[StrEnum], empty: Promise | str | None = None) -> list[tuple[str, Promise | str]]:
    """The codes with their words, for a form; `empty` adds a first line for none."""
    listed: list[tuple[str, Promise | str]] = [(code.value, CODES[kind][code]) for code in kind]
    return listed if empty is None else [("", empty), *listed]
