"""Signing in and out."""

import unicodedata
from collections.abc import Callable

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from accounts.conftest import SignIn
from kiemdiem.accounts.doors import DOORS
from kiemdiem.accounts.models import Account, account_keys
from kiemdiem.accounts.urls import urlpatterns
from kiemdiem.journal.models import Entry
from support.cast import PASSWORD, Cast

Journal = Callable[[], list[tuple[str, str, str]]]
WRONG = "Sign-in name or password is not right."


def test_the_right_password_opens_the_door_and_the_journal_says_so(
    cast: Cast, sign_in: SignIn, journal: Journal
) -> None:
    client = sign_in("an")
    assert client.get("/room/").content == b"inside: an"
    who = f"account:{cast.accounts['an'].pk}"
    assert journal() == [("account.signed_in", who, who)]


def test_a_wrong_password_and_an_unknown_login_get_the_same_answer(cast: Cast) -> None:
    answers = [
        Client(headers={"accept-language": "en"}).post("/account/login/", {"login": login, "password": "no"})
        for login in ("an", "nobody-at-all")
    ]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert all(WRONG in answer.content.decode() for answer in answers)


def test_a_failure_is_journaled_without_the_login_that_was_typed(cast: Cast, journal: Journal) -> None:
    Client().post("/account/login/", {"login": "my-secret-password", "password": "no"})
    Client().post("/account/login/", {"login": "an", "password": "no"})
    who = f"account:{cast.accounts['an'].pk}"
    assert journal() == [("account.sign_in_failed", "-", ""), ("account.sign_in_failed", who, who)]
    assert "my-secret-password" not in str(list(Entry.objects.values()))


@pytest.mark.parametrize("typed", ["LÝ.AN", "  lý.an ", unicodedata.normalize("NFD", "Lý.An")])
def test_case_spaces_and_decomposed_letters_do_not_matter_in_a_login(db: None, sign_in: SignIn, typed: str) -> None:
    account = Account(login="lý.an", name="Lý An", **account_keys("lý.an", "Lý An"))
    account.set_password(PASSWORD)
    account.save()
    assert sign_in(typed).get("/room/").status_code == 200


def test_a_closed_account_cannot_sign_in(cast: Cast) -> None:
    Account.objects.filter(login="an").update(closed_at=timezone.now())
    client = Client()
    answer = client.post("/account/login/", {"login": "an", "password": PASSWORD})
    assert answer.headers["Location"] == "/account/closed/"
    assert client.get("/account/closed/").status_code == 200
    assert client.get("/room/").status_code == 302


def test_a_session_of_an_account_that_was_closed_is_nobodys(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("an")
    Account.objects.filter(login="an").update(closed_at=timezone.now())
    assert client.get("/room/").status_code == 302


def test_signing_out_asks_first_and_is_journaled(cast: Cast, sign_in: SignIn, journal: Journal) -> None:
    client = sign_in("an")
    assert client.get("/account/logout/").status_code == 200
    assert client.get("/room/").status_code == 200
    client.post("/account/logout/")
    assert client.get("/room/").status_code == 302
    assert [verb for verb, _, _ in journal()] == ["account.signed_in", "account.signed_out"]


@pytest.mark.parametrize(
    "hostile",
    ["https://evil.example/", "//evil.example/", "http:///evil.example", "/\\evil.example", "javascript:alert(1)"],
)
def test_a_hostile_address_to_go_on_to_is_refused(cast: Cast, hostile: str) -> None:
    signing_in = Client().post("/account/login/", {"login": "an", "password": PASSWORD, "next": hostile})
    assert signing_in.headers["Location"] == "/"
    signing_out = Client().post("/account/logout/", {"next": hostile})
    assert signing_out.headers["Location"] == "/"


def test_a_friendly_address_to_go_on_to_is_followed(cast: Cast) -> None:
    answer = Client().post("/account/login/", {"login": "an", "password": PASSWORD, "next": "/room/?page=2"})
    assert answer.headers["Location"] == "/room/?page=2"


def test_an_address_of_another_host_that_is_allowed_is_refused_too(cast: Cast, settings: LazySettings) -> None:
    settings.ALLOWED_HOSTS = ["testserver", ".example"]
    answer = Client().post("/account/login/", {"login": "an", "password": PASSWORD, "next": "https://evil.example/"})
    assert answer.headers["Location"] == "/"


@pytest.mark.parametrize("name", ["account_signup", "account_email", "account_reset_password", "socialaccount_signup"])
def test_pages_for_registering_and_mail_are_not_there(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_every_page_of_this_floor_has_a_door() -> None:
    views = [pattern.callback for pattern in urlpatterns]
    assert [view for view in views if f"{view.__module__}.{view.__qualname__}" not in DOORS] == []


def test_the_sign_in_page_obeys_the_content_security_policy(client: Client, db: None) -> None:
    page = client.get("/account/login/")
    text = page.content.decode()
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    assert " style=" not in text
    assert " onclick=" not in text
