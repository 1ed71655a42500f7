"""Tying an account to a person's record, so that a member sees the own record."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from kiemdiem.accounts.access import Access, OutOfSight
from kiemdiem.journal.models import Entry
from kiemdiem.journal.verbs import Verb
from kiemdiem.registry.actions.owners import tie_account, untie_account
from kiemdiem.registry.actions.people import erase_person
from kiemdiem.registry.documents import Paper
from kiemdiem.registry.models import Person
from kiemdiem.verdicts import Refused
from support.cast import Cast

As = Callable[[str], Access]


@pytest.fixture(autouse=True)
def loose(cast: Cast) -> None:
    """Nobody's record has an account yet."""
    Person.objects.update(account=None)


def test_the_office_ties_an_account_and_its_owner_sees_the_record(
    access_as: As, client_as: Callable[[str], Client]
) -> None:
    assert "chưa được gắn" in client_as("binh").get(reverse("own_page")).content.decode()
    tie_account(access_as("office"), "binh", "BINH")
    page = client_as("binh").get(reverse("own_page"), follow=True)
    assert "Trần Thị Bình" in page.content.decode()
    entry = Entry.objects.get(verb=Verb.ACCOUNT_TIED)
    assert (entry.unit, entry.subject) == ("C1-A", f"person:{Person.objects.get(code='binh').pk}")
    assert "Bình" not in entry.details


@pytest.mark.parametrize(
    ("login", "said"), [("nobody", "no open account"), ("giang", "no open account"), ("an", "somebody else")]
)
def test_an_account_that_is_not_to_be_had_is_refused(access_as: As, login: str, said: str) -> None:
    tie_account(access_as("office"), "an", "an")
    with pytest.raises(Refused, match=said):
        tie_account(access_as("office"), "binh", login)
    assert Person.objects.get(code="binh").account is None


def test_a_record_has_one_account_and_may_lose_it_again(cast: Cast, access_as: As) -> None:
    tie_account(access_as("office"), "binh", "binh")
    with pytest.raises(Refused, match="has an account already"):
        tie_account(access_as("office"), "binh", "chair")
    untie_account(access_as("office"), "binh")
    untie_account(access_as("office"), "binh")
    assert Person.objects.get(code="binh").account is None
    assert Entry.objects.filter(verb=Verb.ACCOUNT_UNTIED).count() == 1


@pytest.mark.parametrize("outsider", ["an", "cuong", "other_office", "auditor", "administrator"])
def test_who_gives_no_tasks_there_ties_nothing(access_as: As, outsider: str) -> None:
    with pytest.raises(OutOfSight):
        tie_account(access_as(outsider), "binh", "binh")
    with pytest.raises(OutOfSight):
        untie_account(access_as(outsider), "binh")


def test_the_pages_tie_and_untie(client_as: Callable[[str], Client]) -> None:
    office, url = client_as("office"), reverse("person_account", args=["binh"])
    assert office.post(url, {"login": "khong.co", "_once": "1"}).status_code == 200
    assert office.post(url, {"login": "binh", "_once": "2"}).status_code == 302
    assert "binh" in office.get(url).content.decode()
    assert office.post(url, {"_once": "3"}).status_code == 302
    assert Person.objects.get(code="binh").account is None


def test_erasing_a_person_unties_the_account(access_as: As) -> None:
    tie_account(access_as("office"), "binh", "binh")
    erase_person(access_as("province"), "binh", Paper("1-QĐ/TU"), "yêu cầu")
    assert Person.objects.get(code="binh").account is None
