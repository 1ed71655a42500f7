"""A member passes to another cell: one membership ends on the day before, another begins."""

from datetime import date

import pytest

from kiemdiem.accounts.access import OutOfSight
from kiemdiem.journal.verbs import Verb
from kiemdiem.registry.actions.people import PersonEntry, add_person, transfer_person
from kiemdiem.registry.models import Membership, Person
from kiemdiem.registry.queries.people import people_seen_by
from registry.conftest import DAY, NO_PAPER, PAPER, AccessAs, details, journaled, refusal
from support.cast import LONG_AGO, Cast


def test_a_transfer_ends_the_one_and_begins_the_other(cast: Cast, access_as: AccessAs) -> None:
    person = transfer_person(access_as("office"), "binh", "C1-B", DAY, PAPER)
    old, new = person.memberships.order_by("start")
    assert (old.start, old.end, old.version) == (LONG_AGO, date(2026, 2, 28), 2)
    assert old.versions.get().end is None
    assert (new.cell.code, new.start, new.end) == ("C1-B", DAY, None)
    assert (person.home.code, person.path) == ("C1-B", cast.organisations["C1-B"].path)
    lines = journaled(Verb.PERSON_TRANSFERRED)
    assert {line.unit for line in lines} == {"C1-A", "C1-B"}
    assert details(lines[0]) == {"from": "C1-A", "to": "C1-B", "document": "12-QĐ/HU"}


def test_afterwards_the_old_cell_sees_the_person_no_more_and_the_new_one_does(cast: Cast, access_as: AccessAs) -> None:
    transfer_person(access_as("office"), "binh", "C1-B", DAY, PAPER)
    assert not people_seen_by(access_as("an")).filter(code="binh").exists()
    assert people_seen_by(access_as("dung")).filter(code="binh").exists()


@pytest.mark.parametrize("login", ["an", "dung", "auditor", "other_office", "administrator"])
def test_who_may_not_is_answered_as_if_there_were_none(cast: Cast, access_as: AccessAs, login: str) -> None:
    with pytest.raises(OutOfSight):
        transfer_person(access_as(login), "binh", "C1-B", DAY, PAPER)


@pytest.mark.parametrize("cell", ["C2-A", "NO-SUCH"])
def test_to_a_cell_elsewhere_only_the_level_above_both_transfers(cast: Cast, access_as: AccessAs, cell: str) -> None:
    with pytest.raises(OutOfSight):
        transfer_person(access_as("district"), "binh", cell, DAY, PAPER)
    assert transfer_person(access_as("province"), "binh", "C2-A", DAY, PAPER).home.code == "C2-A"


def test_what_cannot_be_is_refused(cast: Cast, access_as: AccessAs) -> None:
    access = access_as("district")
    assert "already" in refusal(transfer_person, access, "binh", "C1-A", DAY, PAPER)
    assert "is no cell" in refusal(transfer_person, access, "binh", "S1", DAY, PAPER)
    assert "after the day" in refusal(transfer_person, access, "binh", "C1-B", LONG_AGO, PAPER)
    for day in (date(1, 1, 1), date(9999, 12, 31)):
        assert "1900" in refusal(transfer_person, access, "binh", "C1-B", day, PAPER)
    nobody = add_person(access, "S1", PersonEntry("Người ngoài Đảng"), None, NO_PAPER)
    assert "Only a member" in refusal(transfer_person, access, nobody.code, "C1-B", DAY, PAPER)
    assert Membership.objects.count() == len(cast.people)


def test_a_second_transfer_finds_the_member_there(cast: Cast, access_as: AccessAs) -> None:
    access = access_as("office")
    transfer_person(access, "binh", "C1-B", DAY, PAPER)
    assert "already" in refusal(transfer_person, access, "binh", "C1-B", DAY, PAPER)
    transfer_person(access, "binh", "C1-A", date(2026, 4, 1), PAPER)
    assert Person.objects.get(code="binh").memberships.filter(end__isnull=True).count() == 1
