"""Signing in through another system: a whole code flow with PKCE against a real provider on loopback."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import cast
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from django.conf import LazySettings
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from accounts.provider.serve import CLIENT, PASSWORD, SECRET
from kiemdiem.accounts.models import Account
from support.cast import Cast

CALLBACK = "http://testserver/account/sso/sso/callback/"
START = "/account/sso/sso/login/?process=login"


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the provider."""
    tests = Path(__file__).parents[1]
    environment = os.environ | {
        "PROVIDER_DATABASE": str(tmp_path_factory.mktemp("provider") / "provider.sqlite3"),
        "PYTHONPATH": str(tests),
    }
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    command = [sys.executable, "-m", "accounts.provider.serve", CALLBACK]
    with subprocess.Popen(command, cwd=tests, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


@pytest.fixture(autouse=True)
def _configured(settings: LazySettings, provider: str) -> None:
    _configure(settings, provider)


def _configure(settings: LazySettings, address: str) -> None:
    application = {
        "provider_id": "sso",
        "name": "Cổng tỉnh",
        "client_id": CLIENT,
        "secret": SECRET,
        "settings": {"server_url": address},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [application]}}


@pytest.fixture
def with_mail(cast: Cast) -> Cast:
    """An and Bình have the addresses that the provider knows."""
    Account.objects.filter(login="an").update(email="an@example.vn")
    Account.objects.filter(login="binh").update(email="binh@example.vn")
    return cast


def _authorise(address: str, login: str) -> str:
    """What a browser does at the provider; the address it is sent back to."""
    browser = requests.Session()
    page = browser.get(address, timeout=10)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
    typed = {"login": login, "password": PASSWORD, "csrfmiddlewaretoken": token[1] if token else ""}
    answer = browser.post(page.url, data=typed, timeout=10, allow_redirects=False)
    for _ in range(5):
        target = urljoin(answer.url, answer.headers["Location"])
        if target.startswith(CALLBACK):
            return target
        answer = browser.get(target, timeout=10, allow_redirects=False)
    raise AssertionError("the provider did not send the browser back")


def _way_there(client: Client, start: str = START) -> str:
    page = client.post(start)
    assert page.status_code == 200
    found = re.search(r'content="0;url=([^"]+)"', page.content.decode())
    assert found
    return found[1].replace("&amp;", "&")


def _sign_in(client: Client, login: str, start: str = START) -> HttpResponse:
    back = urlsplit(_authorise(_way_there(client, start), login))
    return cast(HttpResponse, client.get(f"{back.path}?{back.query}"))


def test_the_sign_in_page_offers_it(db: None) -> None:
    text = Client(headers={"accept-language": "en"}).get("/account/login/").content.decode()
    assert "Sign in with Cổng tỉnh" in text


def test_it_is_not_offered_where_no_provider_is_configured(db: None, settings: LazySettings) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = {}
    assert "/account/sso/" not in Client().get("/account/login/").content.decode()
    assert Client().post(START).status_code == 404


def test_the_way_there_carries_a_challenge_and_a_state(db: None) -> None:
    asked = parse_qs(urlsplit(_way_there(Client())).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["redirect_uri"] == [CALLBACK]
    assert asked["state"][0]


def test_a_verified_address_leads_to_the_one_open_account_that_has_it(
    with_mail: Cast, journal: Callable[[], list[tuple[str, str, str]]]
) -> None:
    client = Client()
    assert _sign_in(client, "known").headers["Location"] == "/"
    assert client.get("/room/").content == b"inside: an"
    linked = SocialAccount.objects.get()
    assert linked.user_id == with_mail.accounts["an"].pk
    assert linked.extra_data == {}
    assert journal()[-1][0] == "account.signed_in"


def test_the_link_stays_when_the_address_changes(with_mail: Cast) -> None:
    _sign_in(Client(), "known")
    Account.objects.filter(login="an").update(email="other@example.vn")
    client = Client()
    _sign_in(client, "known")
    assert client.get("/room/").content == b"inside: an"
    assert SocialAccount.objects.count() == 1


@pytest.mark.parametrize("login", ["stranger", "unverified"])
def test_somebody_without_an_account_is_told_so_and_nothing_is_created(
    with_mail: Cast, login: str, journal: Callable[[], list[tuple[str, str, str]]]
) -> None:
    before = Account.objects.count()
    client = Client(headers={"accept-language": "en"})
    answer = _sign_in(client, login)
    assert answer.status_code == 403
    assert "No account for you here" in answer.content.decode()
    assert client.get("/room/").status_code == 302
    assert (Account.objects.count(), SocialAccount.objects.count()) == (before, 0)
    assert journal() == [("account.sign_in_failed", "-", "")]


def test_a_closed_account_is_not_found_by_its_address(with_mail: Cast) -> None:
    Account.objects.filter(login="an").update(closed_at=timezone.now())
    assert _sign_in(Client(), "known").status_code == 403


def test_a_linked_account_that_was_closed_stays_closed(with_mail: Cast) -> None:
    _sign_in(Client(), "known")
    Account.objects.filter(login="an").update(closed_at=timezone.now())
    client = Client()
    assert _sign_in(client, "known").headers["Location"] == "/account/closed/"
    assert client.get("/room/").status_code == 302


def test_the_password_stays_as_it_was(with_mail: Cast) -> None:
    before = Account.objects.get(login="an").password
    _sign_in(Client(), "known")
    assert Account.objects.get(login="an").password == before


def test_who_never_used_the_one_time_password_need_not_change_it(with_mail: Cast) -> None:
    Account.objects.filter(login="an").update(must_change_password=True)
    client = Client()
    _sign_in(client, "known")
    assert client.get("/room/").status_code == 200


def test_linking_from_within_an_account_is_refused(with_mail: Cast) -> None:
    answer = _sign_in(Client(), "known", "/account/sso/sso/login/?process=connect")
    assert answer.status_code == 403
    assert not SocialAccount.objects.exists()


def test_a_state_that_was_not_ours_is_refused(with_mail: Cast) -> None:
    client = Client(headers={"accept-language": "en"})
    back = urlsplit(_authorise(_way_there(Client()), "known"))
    answer = client.get(f"{back.path}?{back.query}")
    assert "did not sign you in" in answer.content.decode()
    assert client.get("/room/").status_code == 302


def test_turning_back_at_the_provider_is_told_calmly(db: None) -> None:
    client = Client(headers={"accept-language": "en"})
    state = parse_qs(urlsplit(_way_there(client)).query)["state"][0]
    answer = client.get(f"/account/sso/sso/callback/?error=access_denied&state={state}", follow=True)
    assert "You turned back" in answer.content.decode()


def test_a_provider_out_of_reach_is_told_clearly(db: None, settings: LazySettings) -> None:
    _configure(settings, "http://127.0.0.1:9")
    answer = Client(headers={"accept-language": "en"}).post(START)
    assert answer.status_code == 503
    assert "It cannot be reached at the moment." in answer.content.decode()


def test_a_hostile_address_to_go_on_to_is_refused_here_too(with_mail: Cast) -> None:
    answer = _sign_in(Client(), "known", START + "&next=https://evil.example/")
    assert answer.headers["Location"] == "/"
