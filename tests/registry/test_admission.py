"""People are entered, admitted and corrected; card numbers are nobody else's, units are one's own."""

from dataclasses import replace
from datetime import date

import pytest

from kiemdiem.accounts.access import OutOfSight
from kiemdiem.journal.verbs import Verb
from kiemdiem.registry.actions.locking import Stale
from kiemdiem.registry.actions.people import PersonEntry, add_person, correct_person
from kiemdiem.registry.history import changes_of
from kiemdiem.registry.models import Membership, Person
from kiemdiem.vocabulary import MembershipKind, Occupation
from registry.conftest import DAY, NO_PAPER, PAPER, AccessAs, changed, details, entry_of, journaled, refusal
from support.cast import Cast

NEW = PersonEntry(
    "Nguyễn  Thị Én", date(1999, 9, 9), "Nữ", "012345678901", date(2026, 1, 5), None, Occupation.WORKER.value
)


def test_an_admission_begins_a_membership_and_names_its_document(cast: Cast, access_as: AccessAs) -> None:
    person = add_person(access_as("office"), "C1-A", NEW, None, PAPER)
    assert (person.full_name, person.code, person.home.code) == ("Nguyễn Thị Én", "C1-A-0001", "C1-A")
    assert person.path == cast.organisations["C1-A"].path
    membership = person.memberships.get()
    assert (membership.cell, membership.kind, membership.start, membership.end) == (
        cast.organisations["C1-A"], MembershipKind.OFFICIAL, date(2026, 1, 5), None,
    )  # fmt: skip
    assert membership.document == person.document
    (line,) = journaled(Verb.PERSON_ADMITTED)
    assert (line.unit, line.subject, details(line)) == ("C1-A", f"person:{person.pk}", {"document": "12-QĐ/HU"})
    assert "Én" not in line.details


def test_who_is_no_member_is_entered_into_any_unit_without_a_membership(cast: Cast, access_as: AccessAs) -> None:
    entry = replace(NEW, admitted_on=None, workplace="S1")
    person = add_person(access_as("district"), "S1", entry, None, NO_PAPER)
    assert not person.memberships.exists()
    assert person.home.code == "S1"
    assert len(journaled(Verb.PERSON_ADDED)) == 1
    assert add_person(access_as("district"), "S1", replace(entry, card_number=""), None, PAPER).code == "S1-0002"


def test_a_member_is_entered_into_a_cell_only(cast: Cast, access_as: AccessAs) -> None:
    assert "is no cell" in refusal(add_person, access_as("district"), "S1", NEW, None, PAPER)


@pytest.mark.parametrize("login", ["an", "chair", "cuong", "auditor", "inspection", "other_office", "administrator"])
def test_who_may_not_is_answered_as_if_there_were_none(cast: Cast, access_as: AccessAs, login: str) -> None:
    access = access_as(login)
    with pytest.raises(OutOfSight):
        add_person(access, "C1-A", NEW, None, PAPER)
    with pytest.raises(OutOfSight):
        correct_person(access, "binh", 1, NEW, PAPER)
    assert Person.objects.count() == len(cast.people)


def test_a_card_number_of_a_sibling_is_refused_in_the_words_for_ones_own(cast: Cast, access_as: AccessAs) -> None:
    texts = {
        refusal(
            add_person,
            access_as("office"),
            "C1-A",
            replace(NEW, card_number=cast.people[code].card_number),
            None,
            PAPER,
        )
        for code in ("binh", "giang")
    }
    assert texts == {"This card number is in use. If it is the same person, enter a transfer instead."}


@pytest.mark.parametrize("field", ["workplace", "residence_cell"])
def test_a_unit_elsewhere_is_refused_as_one_that_does_not_exist(cast: Cast, access_as: AccessAs, field: str) -> None:
    texts = {
        refusal(add_person, access_as("office"), "C1-A", changed(NEW, **{field: code}), None, PAPER)
        for code in ("C2-A", "S1", "NO-SUCH")
    }
    assert len(texts) == 1
    assert "level above" in texts.pop()


def test_a_residence_cell_elsewhere_is_entered_from_above_and_stays_through_a_correction(
    cast: Cast, access_as: AccessAs
) -> None:
    binh = cast.people["binh"]
    correct_person(access_as("province"), "binh", 1, entry_of(binh, residence_cell="C2-A"), PAPER)
    binh.refresh_from_db()
    corrected = correct_person(access_as("office"), "binh", 2, entry_of(binh, gender="Nữ"), PAPER)
    assert (corrected.residence_cell, corrected.gender) == (cast.organisations["C2-A"], "Nữ")
    texts = refusal(correct_person, access_as("office"), "binh", 3, entry_of(corrected, residence_cell="H2"), PAPER)
    assert "H2" not in texts


@pytest.mark.parametrize(
    "changes",
    [
        {"admitted_on": date(1999, 9, 9)},
        {"admitted_on": None, "official_on": DAY},
        {"official_on": date(2025, 1, 1)},
        {"full_name": "  "},
        {"full_name": "x" * 121},
        {"gender": "x" * 21},
        {"birth_date": date(1, 1, 1)},
        {"admitted_on": date(9999, 1, 1)},
        {"full_name": "Nguyễn\0Văn"},
        {"gender": "Nữ\u202e"},
    ],
)
def test_what_cannot_be_is_refused(cast: Cast, access_as: AccessAs, changes: dict[str, object]) -> None:
    assert refusal(add_person, access_as("office"), "C1-A", changed(NEW, **changes), None, PAPER)
    assert Person.objects.count() == len(cast.people)


def test_a_correction_keeps_every_earlier_value(cast: Cast, access_as: AccessAs) -> None:
    access = access_as("office")
    names = ["Trần Thị Bính", "Trần Thị Bình An", "Trần Bình"]
    for version, name in enumerate(names, start=1):
        correct_person(access, "binh", version, entry_of(cast.people["binh"], full_name=name), PAPER, f"lần {version}")
    person = Person.objects.get(code="binh")
    assert (person.full_name, person.version) == ("Trần Bình", 4)
    told = [(change.reason, *change.columns[0]) for change in changes_of(person)]
    assert told == [
        ("lần 3", "full_name", "Trần Thị Bình An", "Trần Bình"),
        ("lần 2", "full_name", "Trần Thị Bính", "Trần Thị Bình An"),
        ("lần 1", "full_name", "Trần Thị Bình", "Trần Thị Bính"),
    ]
    assert [details(line)["version"] for line in journaled(Verb.PERSON_CORRECTED)] == [2, 3, 4]


def test_a_correction_of_another_version_is_stale(cast: Cast, access_as: AccessAs) -> None:
    binh = cast.people["binh"]
    correct_person(access_as("office"), "binh", 1, entry_of(binh, gender="Nữ"), PAPER)
    with pytest.raises(Stale):
        correct_person(access_as("district"), "binh", 1, entry_of(binh, gender="Nam"), PAPER)


def test_a_new_workplace_moves_who_has_neither_cell_nor_post(cast: Cast, access_as: AccessAs) -> None:
    entry = replace(NEW, admitted_on=None, card_number="")
    person = add_person(access_as("district"), "C1", entry, None, PAPER)
    moved = correct_person(access_as("district"), person.code, 1, replace(entry, workplace="S1"), PAPER)
    moved.refresh_from_db()
    assert moved.path == cast.organisations["S1"].path


@pytest.mark.parametrize(
    "name", ["Ｎguyễn Văn 𝒜", "Nguyễn Văn 😀", "Nguyеn Vаn Cyrillic", "O'Brien Jr. <b>", "Nguyê\u0303n Va\u0306n Xuân"]
)
def test_odd_names_are_kept_as_they_are_in_composed_form(cast: Cast, access_as: AccessAs, name: str) -> None:
    person = add_person(access_as("office"), "C1-A", replace(NEW, full_name=name), None, PAPER)
    person.refresh_from_db()
    assert person.full_name == name.replace("ê\u0303", "ễ").replace("a\u0306", "ă")
    assert Membership.objects.filter(person=person).count() == 1
