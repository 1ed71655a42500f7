"""Every page that needs no argument opens for who may see it, in both languages, within twelve queries."""

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kiemdiem.accounts.models import Account
from kiemdiem.demonstration import Size
from kiemdiem.journal.models import Entry
from kiemdiem.journal.verbs import Verb
from kiemdiem.registry.models import Person
from kiemdiem.tree.models import Organisation
from kiemdiem.web.opening import load

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12
OFFICE = (
    "home",
    "units",
    "unit_list",
    "collectives",
    "people",
    "imports",
    "import_new",
    "export",
    "accounts_list",
    "journals",
)


def _client(login: str) -> Client:
    client = Client()
    client.force_login(Account.objects.get(login=login), backend=settings.AUTHENTICATION_BACKENDS[-1])
    return client


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_pages_of_an_office_open_in_both_languages(language: str) -> None:
    load(Size.CELL)
    client = _client("demo.huyen")
    for name in OFFICE:
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(reverse(name), headers={"accept-language": language})
        assert answer.status_code == 200, name
        assert f'<html lang="{language}">' in answer.content.decode()
        assert "unsafe" not in answer.headers["Content-Security-Policy"]
        assert len(queries) <= MOST_QUERIES, name


def test_one_record_opens_within_twelve_queries_and_masks_identity() -> None:
    load(Size.CELL)
    client = _client("demo.huyen")
    unit = Organisation.objects.get(kind="district")
    person = Person.objects.filter(path__startswith=unit.path, posts__isnull=False).exclude(card_number="")[0]
    for url in (reverse("unit", args=[unit.code]), reverse("person", args=[person.code])):
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(url)
        assert answer.status_code == 200
        assert len(queries) <= MOST_QUERIES, url
        assert person.card_number not in answer.content.decode()
    shown = client.post(reverse("person_unmasked", args=[person.code, "card_number"]), headers={"hx-request": "true"})
    assert person.card_number in shown.content.decode()
    assert Entry.objects.filter(verb=Verb.MASKED_SEEN, subject=f"person:{person.pk}").count() == 1


def test_a_cell_sees_nothing_of_what_lies_outside_it_and_the_look_is_journaled() -> None:
    load(Size.CELL)
    client = _client("demo.bithu")
    own = Account.objects.get(login="demo.bithu").mandates.get().organisation
    strangers = Person.objects.exclude(path__startswith=own.path).filter(reaches__isnull=True)
    assert strangers
    for person in strangers[:5]:
        assert client.get(reverse("person", args=[person.code])).status_code == 404
        assert person.full_name not in client.get(reverse("people")).content.decode()
    assert client.get(reverse("unit", args=[Organisation.objects.get(kind="district").code])).status_code == 404
    assert Entry.objects.filter(verb=Verb.ACCESS_REFUSED).count() == len(strangers[:5]) + 1


def test_a_system_administrator_sees_no_people_and_a_member_only_the_own_record() -> None:
    load(Size.CELL)
    assert _client("demo.quantri").get(reverse("people")).status_code == 404
    member = _client("demo.dangvien")
    assert member.get(reverse("people")).status_code == 404
    assert member.get(reverse("own_page"), follow=True).status_code == 200


def test_a_correction_of_a_person_supersedes_and_a_stale_form_shows_both_values() -> None:
    load(Size.CELL)
    client = _client("demo.huyen")
    person = Person.objects.filter(path__startswith=Organisation.objects.get(kind="district").path)[0]
    url = reverse("person_correct", args=[person.code])
    typed = {
        "full_name": "Trần Thị Một", "gender": person.gender, "occupation": person.occupation, "version": 1,
        "admitted_on": person.admitted_on.strftime("%d/%m/%Y") if person.admitted_on else "",
        "official_on": person.official_on.strftime("%d/%m/%Y") if person.official_on else "",
        "workplace": person.workplace.code if person.workplace else "",
        "residence_cell": person.residence_cell.code if person.residence_cell else "",
    }  # fmt: skip
    assert client.post(url, {**typed, "_once": "a"}).status_code == 302
    assert client.post(url, {**typed, "_once": "a"}).status_code == 302
    stale = client.post(url, {**typed, "full_name": "Trần Thị Hai", "_once": "b"}).content.decode()
    assert "Trần Thị Một" in stale
    assert "Trần Thị Hai" in stale
    person.refresh_from_db()
    assert (person.full_name, person.version, person.versions.count()) == ("Trần Thị Một", 2, 1)
    assert person.birth_date == person.versions.get().birth_date


@pytest.mark.parametrize("address", ["/people/?unit=%00", "/units/a%00b/", "/accounts/?q=%00"])
def test_an_address_with_a_nul_leads_nowhere(address: str) -> None:
    load(Size.CELL)
    assert _client("demo.huyen").get(address).status_code == 404


def test_each_field_of_a_unit_has_a_list_of_its_own() -> None:
    load(Size.CELL)
    unit = Organisation.objects.get(kind="district")
    page = _client("demo.huyen").get(reverse("person_add", args=[unit.code])).content.decode()
    for name in ("workplace", "residence_cell"):
        assert f'list="offered-{name}"' in page
        assert page.count(f'<datalist id="offered-{name}">') == 1
