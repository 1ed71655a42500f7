"""Bodies, deadlines and lateness (IV.4, Q26)."""

from datetime import date

import pytest

from kiemdiem.rulebook.schedule import BODIES, body_of, body_of_collective, deadlines
from kiemdiem.vocabulary import CollectiveKind, OrganisationKind

from .samples import EDITIONS, terms

Kind = OrganisationKind


@pytest.mark.parametrize(
    ("kind", "above", "body"),
    [
        (Kind.PROVINCE, None, "province"),
        (Kind.DISTRICT, Kind.PROVINCE, "district"),
        (Kind.DIRECT, Kind.PROVINCE, "district"),
        (Kind.GRASSROOTS_COMMITTEE, Kind.PROVINCE, "grassroots"),
        (Kind.GRASSROOTS_CELL, Kind.DISTRICT, "grassroots"),
        (Kind.SUB_COMMITTEE, None, "grassroots"),
        (Kind.CELL, None, "grassroots"),
        (Kind.PARTY_GROUP, None, "grassroots"),
        (Kind.AGENCY, None, "provincial_agency"),
        (Kind.AGENCY, Kind.PROVINCE, "provincial_agency"),
        (Kind.AGENCY, Kind.DISTRICT, "provincial_agency"),
        (Kind.AGENCY, Kind.DIRECT, "provincial_agency"),
        (Kind.AGENCY, Kind.GRASSROOTS_COMMITTEE, "grassroots"),
        (Kind.AGENCY, Kind.GRASSROOTS_CELL, "grassroots"),
        (None, None, ""),
        (None, Kind.PROVINCE, ""),
    ],
)
def test_an_organisation_counts_as_one_body_of_the_timeline(kind: Kind | None, above: Kind | None, body: str) -> None:
    assert body_of(kind, above) == body
    assert body in ("", *BODIES)


def test_a_caucus_stands_for_itself_and_other_collectives_for_their_organisation() -> None:
    assert body_of_collective(CollectiveKind.CAUCUS, "province") == "caucus"
    assert body_of_collective(CollectiveKind.LEADERSHIP, "province") == "province"
    assert body_of_collective(None, "district") == "district"


@pytest.mark.parametrize("edition", EDITIONS)
def test_each_body_has_the_date_named_in_the_year_after(edition: str) -> None:
    assert deadlines(terms(edition).edition, 2020) == {
        "grassroots": date(2021, 1, 15),
        "district": date(2021, 1, 31),
        "caucus": date(2021, 1, 31),
        "provincial_agency": date(2021, 1, 31),
        "province": date(2021, 2, 28),
    }


def test_other_deadlines_are_found_by_their_key() -> None:
    edition = terms().edition
    dates = {key: edition.deadline(key) for key in ("branch_ratings", "government_ratings", "suggestions_notified")}
    assert {key: found.on(2020) for key, found in dates.items() if found} == {
        "branch_ratings": date(2021, 1, 5),
        "government_ratings": date(2021, 1, 15),
        "suggestions_notified": date(2020, 12, 20),
    }
    assert edition.deadline("never") is None
