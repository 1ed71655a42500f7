"""Sessions: listed, ended."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.conftest import SignIn
from kiemdiem.accounts.access import Access
from kiemdiem.accounts.actions import close_account, end_sessions
from kiemdiem.accounts.devices import device_of
from kiemdiem.accounts.queries import sessions_of
from kiemdiem.verdicts import Refused
from support.cast import PASSWORD, Cast

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0"


def test_the_page_tells_device_address_and_which_one_is_this(cast: Cast) -> None:
    client = Client(headers={"user-agent": FIREFOX, "accept-language": "en"}, REMOTE_ADDR="10.1.2.3")
    client.post("/account/login/", {"login": "an", "password": PASSWORD})
    text = client.get("/account/sessions/").content.decode()
    assert "Firefox · Windows" in text
    assert "10.1.2.3" in text
    assert "this one" in text


def test_a_session_that_was_ended_is_signed_out_at_its_next_request(
    cast: Cast, sign_in: SignIn, journal: Callable[[], list[tuple[str, str, str]]]
) -> None:
    here, elsewhere = sign_in("an"), sign_in("an")
    other = next(
        session for session in sessions_of(cast.accounts["an"]) if session.session_key != here.session.session_key
    )
    here.post(f"/account/sessions/{other.pk}/end/")
    assert elsewhere.get("/room/").status_code == 302
    assert here.get("/room/").status_code == 200
    assert journal()[-1][0] == "account.session_ended"


def test_all_others_are_ended_at_once(cast: Cast, sign_in: SignIn) -> None:
    here, one, two = sign_in("an"), sign_in("an"), sign_in("an")
    here.post("/account/sessions/others/end/")
    assert [client.get("/room/").status_code for client in (here, one, two)] == [200, 302, 302]


def test_nobody_ends_a_session_of_another(cast: Cast, sign_in: SignIn) -> None:
    an, binh = sign_in("an"), sign_in("binh")
    target = sessions_of(cast.accounts["an"])[0]
    binh.post(f"/account/sessions/{target.pk}/end/")
    assert an.get("/room/").status_code == 200


def test_the_office_ends_all_sessions_of_an_account_in_its_charge(
    cast: Cast, sign_in: SignIn, access_as: Callable[[str], Access]
) -> None:
    clients = [sign_in("an"), sign_in("an")]
    assert end_sessions(access_as("office"), cast.accounts["an"]) == 2
    assert [client.get("/room/").status_code for client in clients] == [302, 302]


@pytest.mark.parametrize("login", ["other_office", "binh", "auditor", "inspection"])
def test_others_may_not(cast: Cast, access_as: Callable[[str], Access], login: str) -> None:
    with pytest.raises(Refused):
        end_sessions(access_as(login), cast.accounts["an"])


def test_closing_an_account_ends_its_sessions(cast: Cast, sign_in: SignIn, access_as: Callable[[str], Access]) -> None:
    client = sign_in("an")
    close_account(access_as("administrator"), cast.accounts["an"])
    assert client.get("/room/").status_code == 302
    assert sessions_of(cast.accounts["an"]) == []


@pytest.mark.parametrize(
    ("said", "device"),
    [
        (FIREFOX, "Firefox · Windows"),
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36", "Chrome · Android"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/126.0 Safari/537.36 Edg/126.0", "Edge · Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Safari/604.1", "Safari · iPhone"),
        ("curl/8", ""),
    ],
)
def test_a_browser_is_told_in_short_words(said: str, device: str) -> None:
    assert device_of(said) == device
