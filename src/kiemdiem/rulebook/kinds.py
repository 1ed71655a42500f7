"""Which kinds of organisation, collective and circumstance a clause speaks of."""

from kiemdiem.vocabulary import CircumstanceKind, CollectiveKind, OrganisationKind

RATED_KINDS = (
    OrganisationKind.DISTRICT,
    OrganisationKind.DIRECT,
    OrganisationKind.GRASSROOTS_COMMITTEE,
    OrganisationKind.GRASSROOTS_CELL,
    OrganisationKind.SUB_COMMITTEE,
    OrganisationKind.CELL,
)
"""The kinds of organisation listed in II.1."""
GRASSROOTS_KINDS = (OrganisationKind.GRASSROOTS_COMMITTEE, OrganisationKind.GRASSROOTS_CELL)
"""Grassroots organisations: the groups of members (Q1, Q22)."""
PARTY_KINDS = (
    CollectiveKind.STANDING_COMMITTEE,
    CollectiveKind.EXECUTIVE_COMMITTEE,
    CollectiveKind.CELL_COMMITTEE,
    CollectiveKind.CAUCUS,
)
"""Collectives of the Party itself: they review after the others (I.3.3.a)."""
COMMITTEE_KINDS = PARTY_KINDS[:3]
"""Where somebody who was not re-elected is no longer reviewed (I.1.d)."""
ABSENCE_GROUNDS = (
    CircumstanceKind.EXCUSED_ABSENCE,
    CircumstanceKind.SICK_LEAVE,
    CircumstanceKind.MATERNITY_LEAVE,
)
"""Grounds on which a report may stand in for the review (II.3.b2)."""
