"""Forms sent twice, and forms that lose their session."""

import re

from django.contrib.sessions.models import Session
from django.test import Client

from accounts.conftest import SignIn
from kiemdiem.accounts.models import Account, Submission
from support.cast import PASSWORD, Cast

PAGE = "/accounts/open/"
TYPED = {"login": "new.one", "name": "Nguyễn Thị Mới", "role": "member", "unit": "C1-A", "starts_on": "01/01/2026"}


def _hidden(client: Client) -> dict[str, str]:
    text = client.get(PAGE).content.decode()
    return dict(re.findall(r'<input type="hidden" name="(_once|_owner)" value="([^"]+)">', text))


def test_a_double_click_acts_once_and_leads_to_the_same_page(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("office")
    form = TYPED | _hidden(client)
    first, second = client.post(PAGE, form), client.post(PAGE, form)
    assert first.headers["Location"] == "/accounts/of/new.one/password/shown/"
    assert second.headers["Location"] == first.headers["Location"]
    assert Account.objects.filter(login="new.one").count() == 1
    only_button = {**_hidden(client)}
    address = "/accounts/of/new.one/password/"
    once, twice = client.post(address, only_button), client.post(address, only_button)
    assert once.headers["Location"] == twice.headers["Location"]
    assert Submission.objects.count() == 2


def test_a_form_that_is_refused_can_be_sent_again(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("office")
    hidden = _hidden(client)
    assert client.post(PAGE, TYPED | hidden | {"login": "an"}).status_code == 200
    assert client.post(PAGE, TYPED | hidden).status_code == 302


def test_the_key_of_a_form_is_of_no_use_to_another(cast: Cast, sign_in: SignIn) -> None:
    one, other = sign_in("office"), sign_in("district")
    hidden = _hidden(one)
    one.post(PAGE, TYPED | hidden)
    answer = other.post(PAGE, TYPED | hidden | {"login": "new.two"})
    assert answer.headers["Location"] == "/accounts/of/new.two/password/shown/"


def _lose_session(client: Client) -> None:
    Session.objects.all().delete()


def _sent_too_late(cast: Cast, sign_in: SignIn) -> Client:
    client = sign_in("office")
    form = TYPED | _hidden(client)
    _lose_session(client)
    answer = client.post(PAGE, form)
    assert answer.headers["Location"] == f"/account/login/?next={PAGE}"
    return client


def test_what_was_typed_comes_back_after_the_sign_in(cast: Cast, sign_in: SignIn) -> None:
    client = _sent_too_late(cast, sign_in)
    client.post("/account/login/", {"login": "office", "password": PASSWORD, "next": PAGE})
    text = client.get(PAGE, headers={"accept-language": "en"}).content.decode()
    assert "Nguyễn Thị Mới" in text
    assert "We kept what you had typed" in text
    assert not Account.objects.filter(login="new.one").exists()
    assert "Nguyễn Thị Mới" not in client.get(PAGE).content.decode()


def test_it_does_not_come_back_to_somebody_else(cast: Cast, sign_in: SignIn) -> None:
    client = _sent_too_late(cast, sign_in)
    client.post("/account/login/", {"login": "district", "password": PASSWORD, "next": PAGE})
    assert "Nguyễn Thị Mới" not in client.get(PAGE).content.decode()
    client.post("/account/logout/")
    client.post("/account/login/", {"login": "office", "password": PASSWORD})
    assert "Nguyễn Thị Mới" not in client.get(PAGE).content.decode()


def test_a_form_whose_owner_was_forged_is_not_kept(cast: Cast) -> None:
    client = Client()
    client.post(PAGE, TYPED | {"_owner": "forged", "_once": "x"})
    client.post("/account/login/", {"login": "office", "password": PASSWORD})
    assert "Nguyễn Thị Mới" not in client.get(PAGE).content.decode()
