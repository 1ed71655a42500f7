"""The second factor: set up, used, lost."""

import re
import time
from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import LazySettings
from django.test import Client

from accounts.conftest import SignIn
from kiemdiem.accounts.roles import ROLES, RoleName
from support.cast import PASSWORD, Cast

Journal = Callable[[], list[tuple[str, str, str]]]


@pytest.fixture(autouse=True)
def _required(settings: LazySettings) -> None:
    settings.IS_SECOND_FACTOR_REQUIRED = True


def _code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def _set_up(client: Client) -> str:
    page = client.get("/account/factors/app/").content.decode()
    found = re.search(r'id="totp-key">(\w+)<', page)
    assert found
    answer = client.post("/account/factors/app/", {"code": _code(found[1])})
    assert answer.headers["Location"] == "/account/factors/codes/"
    return found[1]


def test_staff_without_one_are_led_to_set_it_up_and_nowhere_else(cast: Cast, sign_in: SignIn) -> None:
    for login, mandate in cast.mandates.items():
        expected = 302 if ROLES[RoleName(mandate.role)].is_staff else 200
        assert sign_in(login).get("/room/").status_code == expected, login
    client = sign_in("an")
    answer = client.get("/room/", follow=True)
    assert answer.redirect_chain == [("/account/factors/", 302)]
    assert answer.status_code == 200


def test_nobody_is_led_there_where_the_machine_does_not_ask_for_it(
    cast: Cast, sign_in: SignIn, settings: LazySettings
) -> None:
    settings.IS_SECOND_FACTOR_REQUIRED = False
    assert sign_in("an").get("/room/").status_code == 200


def test_an_app_is_set_up_right_after_the_sign_in_without_another_password(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("an")
    _set_up(client)
    assert client.get("/room/").status_code == 200
    assert client.get("/account/factors/codes/").status_code == 200


def test_the_next_sign_in_asks_for_a_code(cast: Cast, sign_in: SignIn) -> None:
    secret = _set_up(sign_in("an"))
    client = Client()
    typed = {"login": "an", "password": PASSWORD, "next": "/room/"}
    assert client.post("/account/login/", typed).headers["Location"] == "/account/login/code/"
    assert client.get("/room/").status_code == 302
    assert client.get("/account/login/code/").status_code == 200
    assert client.post("/account/login/code/", {"code": _code(secret)}).headers["Location"] == "/room/"
    assert client.get("/room/").status_code == 200


def test_a_recovery_code_opens_once(cast: Cast, sign_in: SignIn) -> None:
    first = sign_in("an")
    _set_up(first)
    found = re.search(r'id="codes">(\w+)', first.get("/account/factors/codes/").content.decode())
    assert found
    code = found[1]
    client = sign_in("an")
    assert client.post("/account/login/code/", {"code": code}).status_code == 302
    assert client.get("/room/").status_code == 200
    again = sign_in("an")
    assert again.post("/account/login/code/", {"code": code}).status_code == 200


def test_five_wrong_codes_lock_the_login_out(cast: Cast, sign_in: SignIn, journal: Journal) -> None:
    secret = _set_up(sign_in("an"))
    client = sign_in("an")
    answers = [client.post("/account/login/code/", {"code": "000000"}).status_code for _ in range(5)]
    assert answers == [200, 200, 200, 200, 429]
    assert client.post("/account/login/code/", {"code": _code(secret)}).status_code == 429
    assert Client().post("/account/login/", {"login": "an", "password": PASSWORD}).status_code == 429
    assert [verb for verb, _, _ in journal()].count("account.sign_in_failed") >= 5


def test_the_secret_lies_sealed_in_the_database(cast: Cast, sign_in: SignIn) -> None:
    secret = _set_up(sign_in("an"))
    assert secret not in str(list(Authenticator.objects.values_list("data", flat=True)))


def test_removing_the_app_closes_the_pages_again_and_is_journaled(
    cast: Cast, sign_in: SignIn, journal: Journal
) -> None:
    client = sign_in("an")
    _set_up(client)
    assert client.get("/account/factors/app/remove/").status_code == 200
    client.post("/account/factors/app/remove/")
    assert not Authenticator.objects.exists()
    assert client.get("/room/").headers["Location"] == "/account/factors/"
    assert "account.factor_removed" in [verb for verb, _, _ in journal()]


def test_long_after_the_sign_in_the_password_is_asked_again(
    cast: Cast, sign_in: SignIn, settings: LazySettings
) -> None:
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0
    client = sign_in("binh")
    answer = client.get("/account/factors/app/")
    assert answer.headers["Location"].startswith("/account/confirm/?next=")
    assert client.get("/account/confirm/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_a_factor_that_was_added_stands_in_the_journal(cast: Cast, sign_in: SignIn, journal: Journal) -> None:
    _set_up(sign_in("an"))
    assert "account.factor_added" in [verb for verb, _, _ in journal()]
