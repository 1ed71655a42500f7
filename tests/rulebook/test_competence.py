"""Who manages a cadre (II.2.2)."""

import pytest

from kiemdiem.rulebook.competence import PLACES, managed_by, place_of
from kiemdiem.vocabulary import CollectiveKind, ManagedBy, OrganisationKind, Role

from .samples import terms

Kind = OrganisationKind


@pytest.mark.parametrize(
    ("kind", "above", "place"),
    [
        (Kind.PROVINCE, None, "province"),
        (Kind.DISTRICT, Kind.PROVINCE, "district"),
        (Kind.DIRECT, Kind.PROVINCE, "district"),
        (Kind.AGENCY, Kind.PROVINCE, "agency_province"),
        (Kind.AGENCY, Kind.DISTRICT, "agency_district"),
        (Kind.AGENCY, Kind.DIRECT, "agency_district"),
        (Kind.AGENCY, Kind.GRASSROOTS_COMMITTEE, "grassroots"),
        (Kind.GRASSROOTS_COMMITTEE, Kind.PROVINCE, "grassroots"),
        (Kind.GRASSROOTS_CELL, Kind.DISTRICT, "grassroots"),
        (Kind.CELL, None, "grassroots"),
    ],
)
def test_an_organisation_stands_at_one_place_of_the_table(kind: Kind, above: Kind | None, place: str) -> None:
    assert place_of(kind, above) == place
    assert place in PLACES


@pytest.mark.parametrize(
    ("place", "collective", "role", "level", "stated"),
    [
        ("province", "standing_committee", "member", "province", False),
        ("agency_province", "leadership", "deputy", "province", False),
        ("district", "standing_committee", "head", "province", True),
        ("district", "standing_committee", "deputy", "province", True),
        ("district", "standing_committee", "member", "district", True),
        ("district", "executive_committee", "member", "district", True),
        ("district", "peoples_committee", "head", "province", False),
        ("district", "peoples_committee", "deputy", "district", True),
        ("district", "council_standing", "deputy", "district", True),
        ("district", "leadership", "head", "district", False),
        ("agency_district", "leadership", "head", "district", False),
        ("grassroots", "executive_committee", "head", "grassroots", False),
    ],
)
def test_the_level_that_manages_a_post_follows_from_place_collective_and_role(
    place: str, collective: str, role: str, level: str, stated: bool
) -> None:
    row = managed_by(terms().edition, place, CollectiveKind(collective), Role(role))
    assert row is not None
    assert (row.managed_by, row.stated, row.clause) == (ManagedBy(level), stated, "II.2.2")


def test_every_post_is_managed_by_somebody() -> None:
    posts = [(place, kind, role) for place in PLACES for kind in CollectiveKind for role in Role]
    assert all(managed_by(terms().edition, *post) for post in posts)


def test_in_2019_the_edition_is_silent() -> None:
    assert managed_by(terms("nghe-an-2019").edition, "province", CollectiveKind.CAUCUS, Role.HEAD) is None
