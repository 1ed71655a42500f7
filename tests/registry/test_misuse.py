"""Other people's ids in addresses and fields, stale and doubled forms, lost sessions, monstrous fields."""

import re
from datetime import date
from urllib.parse import urlencode

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from kiemdiem.accounts.models import Submission
from kiemdiem.journal.models import Entry
from kiemdiem.journal.verbs import Verb
from kiemdiem.registry.actions.facts import FactName, enter_fact
from kiemdiem.registry.actions.people import correct_person
from kiemdiem.registry.models import Collective, Membership, Person, Post
from kiemdiem.tree.models import Organisation
from registry.conftest import PAPER, AccessAs, ClientAs, details, entry_of, journaled
from registry.test_facts import values_of
from support.cast import PASSWORD, Cast

FORM = "application/x-www-form-urlencoded"
PERSON = {"full_name": "Nguyễn Thị Én", "occupation": "worker", "admitted_on": "05/01/2026"}
ENGLISH = {"accept-language": "en"}


def _refused() -> list[str]:
    return [str(details(line)["asked_for"]) for line in journaled(Verb.ACCESS_REFUSED)]


ADDRESSES = (
    "/units/{unit}/", "/units/{unit}/children/", "/units/{unit}/add/", "/units/{unit}/correct/", "/units/{unit}/move/",
    "/units/{unit}/collectives/add/", "/units/{unit}/people/add/", "/collectives/{body}/", "/people/?unit={unit}",
    "/collectives/{body}/correct/", "/people/{person}/", "/people/{person}/standing/", "/people/{person}/correct/",
    "/people/{person}/transfer/", "/people/{person}/erase/", "/people/{person}/memberships/add/",
    "/people/{person}/posts/add/", "/people/{person}/circumstances/add/", "/facts/posts/{post}/correct/",
    "/facts/posts/{post}/withdraw/", "/journal/{unit}/",
)  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_an_address_of_others_is_answered_as_one_of_nobody_and_journaled(
    cast: Cast, client_as: ClientAs, address: str, method: str
) -> None:
    client = client_as("other_district")
    theirs = {"unit": "C1-A", "body": "C1-A-CU", "person": "an", "post": str(Post.objects.get().pk)}
    nobodys = {"unit": "NO", "body": "NO", "person": "NO", "post": "999999999999999999999"}
    answers = [getattr(client, method)(address.format(**ids), headers=ENGLISH) for ids in (theirs, nobodys)]
    assert [answer.status_code for answer in answers] == [404, 404]
    own = re.compile(r"[A-Za-z0-9_-]{30,}|/posts/\d+/|C1-A-CU|C1-A|\ban\b|NO")
    texts = [own.sub("", answer.content.decode()) for answer in answers]
    assert texts[0] == texts[1]
    assert len(_refused()) == 2


FIELDS = [
    ("office", "/people/binh/transfer/", "cell", {"start": "01/03/2026"}, ("C2-A", "S1")),
    ("office", "/people/binh/memberships/add/", "cell", {"kind": "temporary"}, ("C2-A", "H1")),
    ("office", "/people/binh/circumstances/add/", "organisation", {"kind": "discipline"}, ("C2", "S1")),
    ("office", "/people/binh/posts/add/", "collective", {"role": "member"}, ("C2-BCH",)),
    ("office", "/units/C1-A/people/add/", "workplace", PERSON, ("S1", "H2")),
    ("office", "/units/C1-A/people/add/", "residence_cell", PERSON, ("C2-A",)),
    ("office", "/people/binh/correct/", "residence_cell", PERSON, ("C2-A",)),
    ("district", "/units/C1/move/", "parent", {"on": "01/03/2026"}, ("H2", "T")),
    ("district", "/units/C1/collectives/add/", "reviewed_within", {"code": "X", "name": "X", "kind": "leadership"},
     ("C2-BCH",)),
    ("office", "/imports/new/", "unit", {}, ("C2", "H1")),
    ("office", "/export/", "unit", {}, ("C2", "H1")),
]  # fmt: skip


@pytest.mark.parametrize(("login", "address", "field", "typed", "others"), FIELDS)
def test_a_field_that_names_what_is_not_theirs_says_what_it_says_of_nothing_and_is_journaled(
    cast: Cast,
    client_as: ClientAs,
    login: str,
    address: str,
    field: str,
    typed: dict[str, str],
    others: tuple[str, ...],
) -> None:
    _committee_elsewhere(cast)
    before = _counts()
    names = [
        *Organisation.objects.filter(code__in=others).values_list("name", flat=True),
        *Collective.objects.filter(code__in=others).values_list("name", flat=True),
    ]
    assert len(names) == len(others)
    texts = set()
    for named in (*others, *names, "NO-SUCH"):
        answer = client_as(login).post(address, {**typed, field: named}, headers=ENGLISH)
        assert answer.status_code == 200
        found = re.findall(r"There is no (?:unit|collective) of this code or name among yours", answer.content.decode())
        assert found
        texts |= set(found)
    assert len(texts) == 1
    assert set(_refused()) == {f"{field} {address}"}
    assert _counts() == before


def _counts() -> list[int]:
    return [model.objects.count() for model in (Person, Membership, Post, Collective, Organisation)]


def _committee_elsewhere(cast: Cast) -> None:
    place = cast.organisations["C2"]
    Collective.objects.create(
        code="C2-BCH", name="Ban chấp hành Đảng bộ xã Ích Hậu", kind="executive_committee", organisation=place,
        path=place.path, name_key="a", search_key="ban chap hanh dang bo xa ich hau", recorded_by="system:test",
    )  # fmt: skip


@pytest.mark.parametrize("address", ["/units/C1-A/people/add/", "/people/binh/correct/", "/people/binh/transfer/"])
def test_no_form_offers_or_shows_units_of_others(cast: Cast, client_as: ClientAs, address: str) -> None:
    text = client_as("office").get(address).content.decode()
    assert "Chi bộ xóm 2" in text
    for name in ("Tây Sơn", "Ích Hậu", "xóm Thượng", "Đông Hà", "Trường THCS"):
        assert name not in text


def test_a_form_for_another_version_shows_both_and_saves_nothing(
    cast: Cast, access_as: AccessAs, client_as: ClientAs
) -> None:
    row = enter_fact(access_as("office"), FactName.POST, "binh", values_of(cast, FactName.POST), PAPER)
    client, address = client_as("district"), f"/facts/posts/{row.pk}/correct/"
    typed = {"collective": "C1-BCH", "title": "Ủy viên mới", "role": "member", "version": "1", "start": "01/03/2026"}
    assert client.post(address, {**typed, "title": "Phó bí thư"}).status_code == 302
    answer = client.post(address, typed)
    assert answer.status_code == 200
    assert "Ủy viên mới" in answer.content.decode()
    assert "Phó bí thư" in answer.content.decode()
    assert 'name="version" value="2"' in answer.content.decode()
    assert Post.objects.get(pk=row.pk).title == "Phó bí thư"
    assert client.post(address, {**typed, "version": "2"}).status_code == 302


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 5000, "\0", "٢"])
def test_a_version_that_is_none_is_stale_or_the_present_one(cast: Cast, client_as: ClientAs, version: str) -> None:
    typed = {**PERSON, "admitted_on": "01/01/2015", "version": version, "full_name": "Trần Bình"}
    answer = client_as("office").post("/people/binh/correct/", urlencode(typed), content_type=FORM)
    assert answer.status_code in {200, 302}
    assert Person.objects.get(code="binh").version == (2 if answer.status_code == 302 else 1)


DOUBLE = [
    ("office", "/units/C1-A/people/add/", PERSON, Verb.PERSON_ADMITTED),
    ("office", "/people/binh/correct/", {**PERSON, "gender": "Nữ"}, Verb.PERSON_CORRECTED),
    ("office", "/people/binh/memberships/add/", {"cell": "C1-B", "kind": "temporary"}, Verb.MEMBERSHIP_ENTERED),
    ("office", "/people/binh/posts/add/", {"collective": "C1-BCH", "role": "member"}, Verb.POST_ENTERED),
    ("office", "/people/binh/circumstances/add/", {"kind": "sick_leave"}, Verb.CIRCUMSTANCE_ENTERED),
    ("office", "/people/binh/transfer/", {"cell": "C1-B", "start": "01/03/2026"}, Verb.PERSON_TRANSFERRED),
    ("district", "/units/C1/add/", {"code": "N", "name": "N", "kind": "cell"}, Verb.ORGANISATION_ADDED),
    ("district", "/units/C1/collectives/add/", {"code": "N", "name": "N", "kind": "leadership"}, Verb.COLLECTIVE_ADDED),
    ("province", "/units/C1/move/", {"parent": "H2", "on": "01/03/2026"}, Verb.ORGANISATION_MOVED),
    ("province", "/people/binh/erase/", {"number": "1-QĐ", "reason": "yêu cầu"}, Verb.PERSON_ERASED),
]  # fmt: skip


@pytest.mark.parametrize(("login", "address", "typed", "verb"), DOUBLE)
def test_a_form_sent_twice_acts_once_and_leads_to_the_same_place(
    cast: Cast, client_as: ClientAs, login: str, address: str, typed: dict[str, str], verb: Verb
) -> None:
    client = client_as(login)
    first = client.post(address, {**typed, "_once": "key"})
    assert first.status_code == 302
    lines = len(journaled(verb))
    second = client.post(address, {**typed, "_once": "key"})
    assert second.headers["Location"] == first.headers["Location"]
    assert len(journaled(verb)) == lines
    assert Submission.objects.count() == 1


def test_an_odd_key_of_a_form_is_no_harm(cast: Cast, client_as: ClientAs) -> None:
    client = client_as("office")
    for key in ("\0", "x" * 5000, "😀", "a\0b"):
        body = urlencode({**PERSON, "_once": key})
        assert client.post("/units/C1-A/people/add/", body, content_type=FORM).status_code == 302


def test_what_was_typed_comes_back_after_a_lost_session_for_the_same_account_only(
    cast: Cast, client_as: ClientAs
) -> None:
    address = "/people/binh/correct/"
    for login, comes_back in (("office", True), ("district", False)):
        client = client_as("office")
        hidden = dict(
            re.findall(r'name="(_once|_owner|version)" value="([^"]+)"', client.get(address).content.decode())
        )
        Session.objects.all().delete()
        answer = client.post(address, {**PERSON, **hidden, "full_name": "Trần Thị Bình Tâm"})
        assert answer.headers["Location"] == f"/account/login/?next={address}"
        client.post("/account/login/", {"login": login, "password": PASSWORD, "next": address})
        text = client.get(address).content.decode()
        assert ("Trần Thị Bình Tâm" in text) is comes_back
        assert Person.objects.get(code="binh").version == 1


def test_a_field_of_ten_million_letters_is_refused_whole(cast: Cast, client_as: ClientAs) -> None:
    client = client_as("office")
    for address in ("/units/C1-A/people/add/", "/people/binh/circumstances/add/"):
        body = urlencode({**PERSON, "note": "x" * 10_000_000})
        answer = client.post(address, body, content_type=FORM)
        assert answer.status_code == 400
        assert "<html" in answer.content.decode()
    long = client.post("/people/binh/circumstances/add/", {"kind": "sick_leave", "note": "x" * 1_000_000})
    assert long.status_code == 200
    assert Entry.objects.filter(verb=Verb.CIRCUMSTANCE_ENTERED).count() == 0


def _addresses(resolver: URLResolver, before: str = "") -> list[str]:
    found = []
    for part in resolver.url_patterns:
        route = before + str(part.pattern)
        if isinstance(part, URLResolver):
            found += _addresses(part, route)
        elif isinstance(part, URLPattern):
            found.append(route)
    return found


NUL = sorted(
    {
        re.sub(r"<(?:str|slug):\w+>", "%00", re.sub(r"<int:\w+>", "1", re.sub(r"<fact:\w+>", "posts", route)))
        for route in _addresses(get_resolver())
        if "<str:" in route
    }
)


@pytest.mark.parametrize("address", NUL)
def test_a_sign_that_no_database_takes_in_an_address_is_a_page_that_is_not_there(
    cast: Cast, client_as: ClientAs, address: str
) -> None:
    client = client_as("province")
    for login in (client, Client()):
        assert login.get("/" + address).status_code in {302, 404, 405}
        assert login.post("/" + address).status_code in {302, 403, 404, 405}


@pytest.mark.parametrize(
    "address",
    [
        "/people/?unit=%00",
        "/people/?q=%00&page=%00",
        "/unit-list/?kind=%00",
        "/imports/99999999999999999999/",
    ],
)
def test_odd_parameters_are_no_error(cast: Cast, client_as: ClientAs, address: str) -> None:
    assert client_as("province").get(address).status_code in {200, 404}


def test_a_document_half_typed_is_not_lost_in_silence(cast: Cast, client_as: ClientAs) -> None:
    typed = {**PERSON, "issued_on": "01/02/2026", "issuer": "Huyện ủy"}
    answer = client_as("office").post("/units/C1-A/people/add/", typed, headers=ENGLISH)
    assert "A document has a number" in answer.content.decode()
    assert 'value="Huyện ủy"' in answer.content.decode()
    assert not Person.objects.filter(full_name=PERSON["full_name"]).exists()


def test_masked_data_left_empty_in_a_correction_stay(cast: Cast, client_as: ClientAs) -> None:
    typed = {**PERSON, "admitted_on": "01/01/2015", "version": "1"}
    assert client_as("office").post("/people/binh/correct/", typed).status_code == 302
    person = Person.objects.get(code="binh")
    assert (person.full_name, person.birth_date, person.card_number) == (
        "Nguyễn Thị Én", date(1985, 5, 6), "01234568",
    )  # fmt: skip


def test_a_workplace_elsewhere_stays_when_something_else_is_corrected(
    cast: Cast, access_as: AccessAs, client_as: ClientAs
) -> None:
    correct_person(access_as("district"), "binh", 1, entry_of(cast.people["binh"], workplace="S1"), PAPER)
    client, address = client_as("office"), "/people/binh/correct/"
    assert 'value="S1"' in client.get(address).content.decode()
    typed = {**PERSON, "admitted_on": "01/01/2015", "workplace": "S1", "version": "2"}
    assert client.post(address, typed).status_code == 302
    person = Person.objects.get(code="binh")
    assert (person.full_name, person.workplace) == ("Nguyễn Thị Én", cast.organisations["S1"])
