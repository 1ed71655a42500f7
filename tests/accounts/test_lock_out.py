"""Who fails too often must wait."""

from collections.abc import Callable
from datetime import timedelta
from typing import cast

from axes.models import AccessAttempt
from django.conf import LazySettings
from django.db.models import F
from django.http import HttpResponse
from django.test import Client

from kiemdiem.accounts.access import Access
from kiemdiem.accounts.actions import reset_password
from support.cast import PASSWORD, Cast

Journal = Callable[[], list[tuple[str, str, str]]]


def _try(login: str, password: str = "no", address: str = "10.0.0.1") -> HttpResponse:
    client = Client(headers={"accept-language": "en"})
    return cast(
        HttpResponse, client.post("/account/login/", {"login": login, "password": password}, REMOTE_ADDR=address)
    )


def test_five_failures_lock_a_login_out_from_that_address(cast: Cast, journal: Journal) -> None:
    assert [_try("an").status_code for _ in range(5)] == [200, 200, 200, 200, 429]
    assert [verb for verb, _, _ in journal()] == ["account.sign_in_failed"] * 4 + ["account.locked_out"]


def test_the_right_password_does_not_help_while_it_lasts(cast: Cast) -> None:
    for _ in range(5):
        _try("an")
    answer = _try("an", PASSWORD)
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "900"
    assert "Signing in is blocked for 15 minutes." in answer.content.decode()


def test_another_login_and_another_address_are_not_locked_out(cast: Cast) -> None:
    for _ in range(5):
        _try("an")
    assert _try("binh", PASSWORD).status_code == 302
    assert _try("an", PASSWORD, "10.0.0.2").status_code == 302


def test_it_is_over_after_a_quarter_of_an_hour_however_often_one_tries_meanwhile(cast: Cast) -> None:
    for _ in range(8):
        _try("an")
    AccessAttempt.objects.update(attempt_time=F("attempt_time") - timedelta(minutes=14))
    assert _try("an", PASSWORD).status_code == 429
    AccessAttempt.objects.update(attempt_time=F("attempt_time") - timedelta(minutes=2))
    assert _try("an", PASSWORD).status_code == 302


def test_a_success_forgets_the_failures_before(cast: Cast) -> None:
    for _ in range(4):
        _try("an")
    assert _try("an", PASSWORD).status_code == 302
    assert [_try("an").status_code for _ in range(4)] == [200] * 4


def test_a_new_one_time_password_lifts_it(cast: Cast, access_as: Callable[[str], Access]) -> None:
    for _ in range(5):
        _try("an")
    secret = reset_password(access_as("office"), cast.accounts["an"])
    assert _try("an", secret.text).status_code == 302


def test_the_list_of_failures_holds_neither_login_nor_password(cast: Cast) -> None:
    _try("an", "my password")
    _try("my password")
    kept = str(list(AccessAttempt.objects.values()))
    assert "my password" not in kept
    assert "'an'" not in kept
    assert "login=an" not in kept


def test_behind_a_proxy_the_address_of_the_client_counts(cast: Cast, settings: LazySettings) -> None:
    settings.PROXY_COUNT = 1
    client = Client()
    for _ in range(5):
        client.post("/account/login/", {"login": "an", "password": "no"}, HTTP_X_FORWARDED_FOR="1.1.1.1, 10.0.0.7")
    typed = {"login": "an", "password": PASSWORD}
    locked = client.post("/account/login/", typed, HTTP_X_FORWARDED_FOR="2.2.2.2, 10.0.0.7")
    free = client.post("/account/login/", typed, HTTP_X_FORWARDED_FOR="1.1.1.1, 10.0.0.8")
    assert (locked.status_code, free.status_code) == (429, 302)
