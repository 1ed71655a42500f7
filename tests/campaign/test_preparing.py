"""Preparing a cycle: year, edition, calendar; twice is refused."""

from collections.abc import Callable
from datetime import date

import pytest

from kiemdiem.accounts.access import Access, OutOfSight
from kiemdiem.campaign.actions.cycles import discard_cycle, prepare_cycle
from kiemdiem.campaign.calendar import days_in_force
from kiemdiem.campaign.previewing import preview_of
from kiemdiem.campaign.roster import terms_of
from kiemdiem.journal.models import Entry
from kiemdiem.journal.verbs import Verb
from kiemdiem.rulebook.loading import load
from kiemdiem.verdicts import Refused
from support.cast import Cast
from support.cycles import YEAR, open_cycle, prepared_cycle

pytestmark = pytest.mark.django_db
AccessAs = Callable[[str], Access]
EDITION = "nghe-an-2020"


def test_a_prepared_cycle_has_the_edition_pinned_and_its_calendar(cast: Cast) -> None:
    cycle = prepared_cycle(cast)
    edition = load(EDITION)
    assert (cycle.edition_digest, terms_of(cycle).edition) == (edition.digest, edition)
    assert cycle.as_of == date(YEAR, 12, 31)
    days = days_in_force(cycle)
    assert days["grassroots"] == date(YEAR + 1, 1, 15)
    assert set(days) == {deadline.key for deadline in edition.deadlines}
    assert cycle.frozen_at is None


def test_the_preview_counts_the_plan_as_the_registry_stands(cast: Cast) -> None:
    rows = preview_of(prepared_cycle(cast)).rows
    assert set(rows) == {("collective", "review", 2), ("member", "review", 5), ("cadre", "review", 1)}


def test_preparing_stands_in_the_journal_of_the_unit(cast: Cast) -> None:
    prepared_cycle(cast)
    entry = Entry.objects.get(verb=Verb.CYCLE_PREPARED)
    assert (entry.unit, entry.subject) == ("T", "organisation:T")


@pytest.mark.parametrize(("login", "unit"), [("province", "T"), ("district", "H1")])
def test_a_cycle_is_not_opened_twice_nor_within_another(cast: Cast, access_as: AccessAs, login: str, unit: str) -> None:
    open_cycle(cast)
    with pytest.raises(Refused) as refused:
        prepare_cycle(access_as(login), unit, YEAR, None, EDITION)
    assert "Đảng bộ tỉnh" in refused.value.verdicts[0].message.say("vi")
    assert prepare_cycle(access_as(login), unit, YEAR + 1, None, EDITION).year == YEAR + 1


def test_a_district_opens_its_own_cycle_and_then_the_province_cannot_open_over_it(
    cast: Cast, access_as: AccessAs
) -> None:
    open_cycle(cast, unit="H1", login="district")
    with pytest.raises(Refused):
        prepare_cycle(access_as("province"), "T", YEAR, None, EDITION)
    assert prepare_cycle(access_as("other_district"), "H2", YEAR, None, EDITION).unit.code == "H2"


def test_a_cycle_given_up_makes_room_for_another(cast: Cast, access_as: AccessAs) -> None:
    cycle = prepared_cycle(cast)
    discard_cycle(access_as("province"), cycle.pk)
    assert prepared_cycle(cast).pk != cycle.pk
    assert Entry.objects.filter(verb=Verb.CYCLE_DISCARDED).count() == 1


def test_an_open_cycle_cannot_be_given_up(cast: Cast, access_as: AccessAs) -> None:
    with pytest.raises(Refused):
        discard_cycle(access_as("province"), open_cycle(cast).pk)


@pytest.mark.parametrize("login", ["office", "an", "auditor", "administrator", "inspection"])
def test_only_offices_above_the_grassroots_open_a_cycle(cast: Cast, access_as: AccessAs, login: str) -> None:
    with pytest.raises(OutOfSight):
        prepare_cycle(access_as(login), "C1", YEAR, None, EDITION)


def test_a_district_does_not_open_the_cycle_of_another(cast: Cast, access_as: AccessAs) -> None:
    with pytest.raises(OutOfSight):
        prepare_cycle(access_as("district"), "H2", YEAR, None, EDITION)


@pytest.mark.parametrize(
    ("year", "as_of", "edition", "field"),
    [
        (1800, None, EDITION, "year"),
        (YEAR, date(YEAR - 1, 12, 31), EDITION, "as_of"),
        (YEAR, None, "khong-co", "edition"),
    ],
)
def test_an_odd_year_day_or_edition_is_refused_beside_its_field(
    cast: Cast, access_as: AccessAs, year: int, as_of: date | None, edition: str, field: str
) -> None:
    with pytest.raises(Refused) as refused:
        prepare_cycle(access_as("province"), "T", year, as_of, edition)
    assert [verdict.field for verdict in refused.value.verdicts] == [field]
