"""Erasing takes everything away that identifies a person, wherever it stands; the journal's references stay."""

import pytest

from kiemdiem.accounts.access import OutOfSight
from kiemdiem.journal.queries import verify
from kiemdiem.journal.verbs import Verb
from kiemdiem.registry.actions.facts import FactName, correct_fact, enter_fact
from kiemdiem.registry.actions.people import correct_person, erase_person
from kiemdiem.registry.exporting import workbook_of
from kiemdiem.registry.models import CircumstanceVersion, Person, PersonVersion
from kiemdiem.registry.queries.people import Wanted, holders_of, page_of_people
from kiemdiem.registry.queries.units import counts_of
from kiemdiem.vocabulary import CircumstanceKind
from registry.conftest import DAY, NO_PAPER, PAPER, AccessAs, ClientAs, details, entry_of, journaled, refusal
from support.cast import Cast, make_person

SICK: dict[str, object] = {
    "kind": CircumstanceKind.SICK_LEAVE.value, "organisation_id": None, "note": "An ốm", "start": DAY, "end": None,
}  # fmt: skip


def _erased(cast: Cast, access_as: AccessAs) -> Person:
    """An, corrected before, with a note, then erased."""
    office = access_as("office")
    correct_person(office, "an", 1, entry_of(cast.people["an"], full_name="Nguyễn An", gender="Nam"), PAPER, "An xin")
    fact = enter_fact(office, FactName.CIRCUMSTANCE, "an", SICK, NO_PAPER)
    correct_fact(office, FactName.CIRCUMSTANCE, fact.pk, 1, {**SICK, "note": "An ra viện"}, NO_PAPER, "An báo")
    return erase_person(access_as("province"), "an", PAPER, "theo yêu cầu")


def test_nothing_that_identifies_is_left_in_record_versions_and_notes(cast: Cast, access_as: AccessAs) -> None:
    erased = _erased(cast, access_as)
    for row in (erased, *PersonVersion.objects.filter(of=erased)):
        known = (row.birth_date, row.admitted_on, row.official_on, row.workplace, row.residence_cell)
        assert (row.full_name, row.gender, row.card_number) == ("—", "", "")
        assert known == (None,) * 5
    assert (erased.name_key, erased.search_key) == ("", "")
    assert erased.circumstances.get().note == ""
    for version in (*PersonVersion.objects.all(), *CircumstanceVersion.objects.all()):
        assert version.reason == ""
        assert getattr(version, "note", "") == ""


def test_an_erased_person_is_nowhere(cast: Cast, access_as: AccessAs) -> None:
    before = counts_of(cast.organisations["C1"].path)
    erased = _erased(cast, access_as)
    after = counts_of(cast.organisations["C1"].path)
    assert (after.people, after.members) == (before.people - 1, before.members - 1)
    for login in ("an", "office", "province", "auditor"):
        for wanted in (Wanted(), Wanted("—"), Wanted("an"), Wanted(party="none")):
            total, lines = page_of_people(access_as(login), wanted)
            assert total == len(lines)
            assert erased.code not in {line.code for line in lines}
    assert not holders_of(access_as("province"), cast.collectives["C1-A-CU"]).exists()
    tables = workbook_of("")
    assert erased.code not in tables["people"]["id"].to_pylist()
    for name in ("memberships", "posts", "circumstances"):
        assert erased.code not in tables[name]["person"].to_pylist()


def test_the_journal_keeps_its_references_and_holds(cast: Cast, access_as: AccessAs) -> None:
    erased = _erased(cast, access_as)
    (line,) = journaled(Verb.PERSON_ERASED)
    assert (line.unit, line.subject) == ("C1-A", f"person:{erased.pk}")
    assert details(line) == {"document": "12-QĐ/HU"}
    assert verify()[1] == []


@pytest.mark.parametrize("login", ["an", "office", "district", "auditor", "administrator"])
def test_only_the_provincial_committee_erases(cast: Cast, access_as: AccessAs, login: str) -> None:
    with pytest.raises(OutOfSight):
        erase_person(access_as(login), "binh", PAPER, "theo yêu cầu")
    assert Person.objects.get(code="binh").erased_at is None


def test_erasing_needs_a_decision_and_a_ground(cast: Cast, access_as: AccessAs) -> None:
    access = access_as("province")
    assert "number of the decision" in refusal(erase_person, access, "binh", NO_PAPER, "theo yêu cầu")
    assert "ground" in refusal(erase_person, access, "binh", PAPER, "  ")


def test_who_is_erased_cannot_be_corrected_or_erased_again(cast: Cast, access_as: AccessAs) -> None:
    _erased(cast, access_as)
    with pytest.raises(OutOfSight):
        erase_person(access_as("province"), "an", PAPER, "lần hai")
    with pytest.raises(OutOfSight):
        correct_person(access_as("province"), "an", 3, entry_of(cast.people["an"]), PAPER)
    with pytest.raises(OutOfSight):
        enter_fact(access_as("province"), FactName.CIRCUMSTANCE, "an", SICK, NO_PAPER)


def test_the_page_of_erasing_is_gone_with_the_person(cast: Cast, access_as: AccessAs, client_as: ClientAs) -> None:
    erased = _erased(cast, access_as)
    client, typed = client_as("province"), {"number": "2-QĐ", "reason": "lần hai", "_once": "another"}
    assert client.get(f"/people/{erased.code}/erase/").status_code == 404
    assert client.post(f"/people/{erased.code}/erase/", typed).status_code == 404
    assert client_as("district").get("/people/binh/erase/").status_code == 404
    assert "Nguyễn" not in client.get(f"/people/{erased.code}/").content.decode()


def test_the_card_number_of_an_erased_person_is_free_again(cast: Cast, access_as: AccessAs) -> None:
    card = cast.people["an"].card_number
    _erased(cast, access_as)
    assert make_person("an2", "Nguyễn Văn An", cast.organisations["C1-A"], card_number=card).card_number == card
