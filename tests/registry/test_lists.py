"""Lists: search with and without diacritics, the order of Vietnamese names, filters, pages, and nothing of siblings."""

import unicodedata
from collections.abc import Callable

import pytest

from kiemdiem.accounts.access import OutOfSight
from kiemdiem.accounts.roles import Right
from kiemdiem.pages.listing import Asked
from kiemdiem.registry.actions.people import correct_person
from kiemdiem.registry.queries.lists import page_of_collectives, page_of_organisations
from kiemdiem.registry.queries.people import Wanted, page_of_people, people_seen_by, person_at_home, person_seen_by
from kiemdiem.registry.queries.units import collective_seen_by, organisation_seen_by
from kiemdiem.vocabulary import Occupation
from registry.conftest import PAPER, AccessAs, ClientAs, entry_of
from support.cast import Cast, make_person

NAMES = ("Nguyễn Văn Ân", "Đỗ Thị Ánh", "Trần Văn An", "Lê Hòa", "Lê Hoà", "Phạm Đức Anh", "Vũ Ăn", "Bùi Thị Đào")


def _found(access_as: AccessAs, login: str, wanted: Wanted, *, descending: bool = False) -> list[str]:
    total, lines = page_of_people(access_as(login), wanted, "name", descending=descending)
    assert total == len(lines)
    return [line.full_name for line in lines]


@pytest.fixture
def crowd(cast: Cast) -> Cast:
    for number, name in enumerate(NAMES):
        make_person(f"n{number}", name, cast.organisations["C1-B"])
    return cast


@pytest.mark.parametrize("search", ["hòa", "HÒA", "hoa", "  lê   hòa ", unicodedata.normalize("NFD", "Hòa"), "le hoa"])
def test_a_name_is_found_with_and_without_diacritics_in_either_form(
    crowd: Cast, access_as: AccessAs, search: str
) -> None:
    assert "Lê Hòa" in _found(access_as, "office", Wanted(search))


def test_without_diacritics_every_spelling_is_found_with_them_only_that_one(crowd: Cast, access_as: AccessAs) -> None:
    assert set(_found(access_as, "office", Wanted("an"))) >= {"Nguyễn Văn Ân", "Trần Văn An", "Vũ Ăn"}
    assert _found(access_as, "office", Wanted("ân")) == ["Nguyễn Văn Ân"]
    assert _found(access_as, "office", Wanted("đào")) == ["Bùi Thị Đào"]
    assert _found(access_as, "office", Wanted("dao")) == ["Bùi Thị Đào"]


@pytest.mark.parametrize("search", ["%", "_", "\\", "'", '"; drop', "😀", "\u202e", "a" * 500, "   "])
def test_whatever_is_searched_for_the_list_answers(
    crowd: Cast, access_as: AccessAs, client_as: ClientAs, search: str
) -> None:
    found = _found(access_as, "office", Wanted(search))
    assert found == [] or not search.strip()
    assert client_as("office").get("/people/", {"q": search}).status_code == 200


def test_people_stand_by_given_name_in_the_order_of_the_alphabet(crowd: Cast, access_as: AccessAs) -> None:
    dung = [name for name in _found(access_as, "dung", Wanted()) if name in NAMES]
    assert dung == [
        "Trần Văn An", "Phạm Đức Anh", "Đỗ Thị Ánh", "Vũ Ăn", "Nguyễn Văn Ân", "Bùi Thị Đào", "Lê Hoà", "Lê Hòa",
    ]  # fmt: skip
    assert _found(access_as, "dung", Wanted(), descending=True) == _found(access_as, "dung", Wanted())[::-1]


def test_filters_keep_count_and_rows_together(crowd: Cast, access_as: AccessAs) -> None:
    province = access_as("province")
    correct_person(
        province, "n0", 1, entry_of(person_at_home(province, "n0", Right.EDIT_PEOPLE), occupation="retired"), PAPER
    )
    assert _found(access_as, "office", Wanted(occupation=Occupation.RETIRED.value)) == ["Nguyễn Văn Ân"]
    assert len(_found(access_as, "office", Wanted(party="member"))) == 4 + len(NAMES)
    assert len(_found(access_as, "office", Wanted(party="probationary"))) == 4 + len(NAMES)
    assert _found(access_as, "office", Wanted(party="none")) == []
    assert len(_found(access_as, "office", Wanted(unit=crowd.organisations["C1-A"].path))) == 2
    assert _found(access_as, "office", Wanted(unit=crowd.organisations["C2-A"].path)) == []


def test_pages_follow_each_other_without_gap_or_double(crowd: Cast, access_as: AccessAs) -> None:
    office, seen = access_as("office"), list[str]()
    for first in range(0, 15, 5):
        total, lines = page_of_people(office, Wanted(), first=first, most=5)
        assert total == 12
        seen += [line.code for line in lines]
    assert len(seen) == len(set(seen)) == 12
    assert page_of_people(office, Wanted(), first=50) == (12, [])


@pytest.mark.parametrize("page", ["0", "-1", "9" * 5000, "x", "٣", "1e3"])
def test_an_odd_page_number_is_the_first_or_an_empty_page(crowd: Cast, client_as: ClientAs, page: str) -> None:
    for url in ("/people/", "/unit-list/", "/collectives/", "/imports/"):
        assert (
            client_as("district").get(url, {"page": page, "sort": "-nonsense", "party": "none of these"}).status_code
            == 200
        )


SIBLINGS = [
    ("dung", "an", "C1-A"), ("an", "cuong", "C1-B"), ("office", "giang", "C2"), ("other_office", "an", "C1"),
    ("district", "giang", "H2"), ("chair", "dung", "C1-B"), ("cuong", "binh", "C1-A"),
]  # fmt: skip


@pytest.mark.parametrize(("login", "person", "unit"), SIBLINGS)
def test_a_sibling_sees_neither_person_nor_unit(
    cast: Cast, access_as: AccessAs, login: str, person: str, unit: str
) -> None:
    access = access_as(login)
    looks: list[Callable[[], object]] = [
        lambda: person_seen_by(access, person),
        lambda: person_at_home(access, person, Right.SEE_PEOPLE),
        lambda: organisation_seen_by(access, unit),
        lambda: collective_seen_by(access, "C1-A-CU" if unit == "C1-A" else "C1-BCH"),
    ]
    for look in looks[: 3 if unit in {"C2", "H2", "C1-B"} else 4]:
        with pytest.raises(OutOfSight):
            look()
    assert not people_seen_by(access).filter(code=person).exists()


@pytest.mark.parametrize(("login", "person", "unit"), SIBLINGS)
def test_no_page_of_a_sibling_says_a_name_or_counts_it(
    cast: Cast, access_as: AccessAs, client_as: ClientAs, login: str, person: str, unit: str
) -> None:
    client = client_as(login)
    name, place = cast.people[person].full_name, cast.organisations[unit].name
    own = next(code for code, one in cast.people.items() if people_seen_by(access_as(login)).filter(code=code).exists())
    pages = ["/", "/people/", "/units/", "/unit-list/", "/collectives/", "/export/", "/imports/new/", "/journal/"]
    pages += [f"/people/{own}/", f"/people/?q={name}", f"/people/{own}/standing/", "/accounts/", "/accounts/open/"]
    read = 0
    for page in pages:
        answer = client.get(page)
        assert answer.status_code in {200, 404}, page
        read += answer.status_code == 200
        text = answer.content.decode().replace(f'value="{name}"', "")
        assert name not in text, page
        assert place not in text, page
    assert read >= 2
    seen = access_as(login)
    total, lines = page_of_people(seen, Wanted())
    assert total == len(lines)
    assert cast.people[person].code not in {line.code for line in lines}
    for listed in (page_of_organisations, page_of_collectives):
        total, nodes = listed(seen, Asked())
        assert total == len(nodes)
        assert cast.organisations[unit].code not in {node.code for node in nodes}


def test_a_cell_s_page_does_not_tell_its_superior_s_name_to_who_may_not_see_it(cast: Cast, client_as: ClientAs) -> None:
    for page in ("/units/C1-A/", "/unit-list/", "/collectives/C1-A-CU/", "/people/binh/"):
        text = client_as("an").get(page).content.decode()
        assert "Đảng bộ xã Hòa An" not in text, page


def test_an_address_of_a_list_names_every_person_s_own_page(cast: Cast, client_as: ClientAs) -> None:
    make_person("A?b#c%d e", "Mã Lạ Kỳ", cast.organisations["C1-A"])
    text = client_as("an").get("/people/").content.decode()
    assert 'href="/people/A%3Fb%23c%25d%20e/"' in text
    assert client_as("an").get("/people/A%3Fb%23c%25d%20e/").status_code == 200
