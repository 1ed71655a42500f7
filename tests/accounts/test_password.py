"""A password of one's own."""

from collections.abc import Callable

from django.test import Client

from accounts.conftest import SignIn
from kiemdiem.accounts.models import Account
from support.cast import PASSWORD, Cast

NEW = "mot mat khau khac han"


def _change(client: Client, old: str = PASSWORD, new: str = NEW, again: str = NEW) -> int:
    typed = {"oldpassword": old, "password1": new, "password2": again}
    return client.post("/account/password/", typed).status_code


def test_somebody_with_a_one_time_password_must_choose_one_first(cast: Cast, sign_in: SignIn) -> None:
    Account.objects.filter(login="an").update(must_change_password=True)
    client = sign_in("an")
    assert client.get("/room/").headers["Location"] == "/account/password/"
    assert client.get("/account/password/").status_code == 200
    assert _change(client) == 302
    assert client.get("/room/").status_code == 200
    assert Account.objects.get(login="an").must_change_password is False


def test_the_one_time_password_itself_cannot_be_chosen(cast: Cast, sign_in: SignIn) -> None:
    Account.objects.filter(login="an").update(must_change_password=True)
    client = sign_in("an")
    assert _change(client, new=PASSWORD, again=PASSWORD) == 200
    assert Account.objects.get(login="an").must_change_password is True


def test_short_common_or_differing_passwords_are_refused(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("an")
    assert _change(client, new="short", again="short") == 200
    assert _change(client, new="password123", again="password123") == 200
    assert _change(client, again=NEW + "?") == 200
    assert _change(client, old="not it") == 200


def test_a_change_ends_the_sessions_elsewhere_and_is_journaled(
    cast: Cast, sign_in: SignIn, journal: Callable[[], list[tuple[str, str, str]]]
) -> None:
    here, elsewhere = sign_in("an"), sign_in("an")
    assert _change(here) == 302
    assert here.get("/room/").status_code == 200
    assert elsewhere.get("/room/").status_code == 302
    assert sign_in("an", NEW).get("/room/").status_code == 200
    assert "account.password_changed" in [verb for verb, _, _ in journal()]
