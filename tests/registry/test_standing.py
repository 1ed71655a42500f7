"""What the regulation says of one person: by the one engine, on the registry's rows."""

from datetime import date

import pytest

from kiemdiem.registry.actions.facts import FactName, enter_fact
from kiemdiem.registry.actions.people import PersonEntry, add_person
from kiemdiem.registry.models import Person
from kiemdiem.registry.standing import tellers_of
from kiemdiem.vocabulary import SubjectKind
from registry.conftest import DAY, NO_PAPER, PAPER, AccessAs, ClientAs
from registry.test_facts import values_of
from support.cast import Cast

AS_OF = date(2026, 11, 30)


def _reasons(code: str, language: str = "en") -> str:
    person = Person.objects.get(code=code)
    return "\n".join(
        f"{told.outcome} {' '.join(told.clauses)}" for teller in tellers_of(person, AS_OF, language)
        for told in teller.reasons()
    )  # fmt: skip


def test_a_member_is_told_what_is_waited_for_with_its_clauses(cast: Cast) -> None:
    (teller,) = tellers_of(cast.people["binh"], AS_OF, "vi")
    assert teller.story.kind == SubjectKind.MEMBER
    clauses = {clause for told in teller.reasons() for clause in told.clauses}
    assert {"II.3.b", "II.2.3.d"} <= clauses


def test_a_temporary_cell_asks_for_its_remarks(cast: Cast, access_as: AccessAs) -> None:
    assert "II.3.l" not in _reasons("binh")
    values = values_of(cast, FactName.MEMBERSHIP, start=date(2026, 3, 1))
    enter_fact(access_as("office"), FactName.MEMBERSHIP, "binh", values, PAPER)
    assert "II.3.l" in _reasons("binh")


def test_another_official_cell_of_six_months_asks_for_its_remarks(cast: Cast, access_as: AccessAs) -> None:
    values = values_of(cast, FactName.MEMBERSHIP, kind="official", start=date(2026, 1, 1), end=date(2026, 7, 31))
    enter_fact(access_as("office"), FactName.MEMBERSHIP, "binh", values, PAPER)
    assert "II.3.k" in _reasons("binh")


def test_who_is_exempted_is_not_in_scope(cast: Cast, access_as: AccessAs) -> None:
    values = values_of(cast, FactName.CIRCUMSTANCE, kind="exempted", start=DAY)
    enter_fact(access_as("an"), FactName.CIRCUMSTANCE, "binh", values, NO_PAPER)
    assert "I.1.a" in _reasons("binh")


def test_a_holder_of_a_post_is_told_as_cadre_too(cast: Cast) -> None:
    kinds = [teller.story.kind for teller in tellers_of(cast.people["an"], AS_OF, "vi")]
    assert kinds == [SubjectKind.MEMBER, SubjectKind.CADRE]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_page_opens_for_who_sees_the_person_and_says_that_nothing_is_asked_of_others(
    cast: Cast, access_as: AccessAs, client_as: ClientAs, language: str
) -> None:
    nobody = add_person(access_as("district"), "S1", PersonEntry("Người Ngoài"), None, NO_PAPER)
    header = {"accept-language": language}
    client = client_as("district")
    assert client.get(f"/people/{nobody.code}/standing/", headers=header).status_code == 200
    assert client.get("/people/an/standing/", headers=header).status_code == 200
    assert client_as("binh").get("/people/binh/standing/", headers=header).status_code == 200
    for login in ("cuong", "other_office", "administrator"):
        assert client_as(login).get("/people/an/standing/", headers=header).status_code == 404
