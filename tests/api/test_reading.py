"""What programs read: the same as the pages show, identity data masked."""

import pytest

from api.conftest import ProgramOf, told
from kiemdiem.journal.models import Entry
from kiemdiem.journal.verbs import Verb
from support.cast import Cast


def test_units_in_sight_and_no_others(program_of: ProgramOf) -> None:
    page = program_of("office").get("/units")
    assert page["total"] == 3
    assert {one["code"] for one in page["items"]} == {"C1", "C1-A", "C1-B"}
    top = next(one for one in page["items"] if one["code"] == "C1")
    assert top["superior"] == ""
    assert program_of("office").get("/units?search=xom 2")["items"][0]["code"] == "C1-B"
    assert program_of("office").get("/units?kind=cell")["total"] == 2


def test_one_unit_hides_a_superior_out_of_sight(program_of: ProgramOf) -> None:
    office = program_of("office")
    assert office.get("/units/C1")["superior"] is None
    assert office.get("/units/C1-A")["superior"] == "C1"
    assert [one["code"] for one in office.get("/units/C1/children")] == ["C1-A", "C1-B"]
    assert office.get("/units/C1/counts") == {"organisations": 2, "collectives": 2, "people": 4, "members": 4}
    assert office.get("/units/C1/history") == []


def test_collectives_with_their_holders(program_of: ProgramOf) -> None:
    office = program_of("office")
    assert {one["code"] for one in office.get("/collectives")["items"]} == {"C1-BCH", "C1-A-CU"}
    assert office.get("/collectives/C1-A-CU")["organisation"]["code"] == "C1-A"
    assert [one["person"]["code"] for one in office.get("/collectives/C1-A-CU/holders")] == ["an"]
    assert office.get("/collectives/C1-A-CU/history") == []


def test_people_come_by_given_name_and_masked(program_of: ProgramOf) -> None:
    page = program_of("office").get("/people")
    assert [one["code"] for one in page["items"]] == ["an", "binh", "cuong", "dung"]
    assert page["items"][0]["card_number"] == "•••567"
    assert page["items"][0]["born_in"] == "1970"
    assert program_of("office").get("/people?search=binh")["total"] == 1
    assert program_of("office").get("/people?unit=C1-B&order=unit")["total"] == 2


def test_one_person_with_facts_and_who_manages(program_of: ProgramOf) -> None:
    person = program_of("office").get("/people/an")
    assert "01234567" not in str(person)
    assert [one["cell"]["code"] for one in person["memberships"]] == ["C1-A"]
    assert person["posts"][0]["management"]["outcome"]
    assert person["version"] == 1


def test_a_member_reads_the_own_record_alone(program_of: ProgramOf) -> None:
    member = program_of("binh")
    assert member.get("/people/binh")["code"] == "binh"
    assert member.ask("GET", "/people/an").status_code == 404
    assert member.ask("GET", "/people").status_code == 404


def test_unmasking_is_journaled_with_the_tokens_account(program_of: ProgramOf, cast: Cast) -> None:
    answer = program_of("office").ask("POST", "/people/an/unmask", {"column": "card_number"})
    assert told(answer) == {"value": "01234567"}
    entry = Entry.objects.get(verb=Verb.MASKED_SEEN)
    assert (entry.actor, entry.unit) == (f"account:{cast.accounts['office'].pk}", "C1-A")
    assert program_of("an").ask("POST", "/people/binh/unmask", {"column": "card_number"}).status_code == 404


def test_what_applies_to_a_person_comes_with_clauses(program_of: ProgramOf) -> None:
    found = program_of("office").get("/people/an/standing")
    assert {one["subject_kind"] for one in found} == {"member", "cadre"}
    assert all(reason["clause"] for one in found for reason in one["reasons"])


def test_the_journal_its_head_and_whether_it_holds(program_of: ProgramOf) -> None:
    office = program_of("office")
    office.ask("POST", "/people/an/unmask", {"column": "birth_date"})
    page = office.get("/units/C1-A/journal")
    assert page["total"] == 1
    assert page["items"][0]["number"].startswith("C1-A/")
    assert told(office.ask("POST", "/units/C1-A/journal/head"))["head"].startswith("kiemdiem:C1-A:")
    verified = office.get("/units/C1-A/journal/verify")
    assert verified == {"entries": 2, "breaks": []}
    assert program_of("chair").ask("GET", "/units/C1-A/journal").status_code == 404


@pytest.mark.parametrize("path", ["/people/an/history", "/people/an/standing", "/units/C1", "/collectives/C1-A-CU"])
def test_a_sibling_reads_nothing(program_of: ProgramOf, path: str) -> None:
    assert program_of("other_office").ask("GET", path).status_code == 404
