"""Secrets, seals and addresses."""

import pytest
from cryptography.fernet import InvalidToken
from django.conf import LazySettings
from django.test import RequestFactory

from kiemdiem.accounts.addresses import origin_of
from kiemdiem.accounts.factors import lockout_name, sealed, unsealed
from kiemdiem.accounts.secrets_once import new_password, new_token


def test_one_time_passwords_are_readable_and_never_the_same() -> None:
    made = {new_password().text for _ in range(200)}
    assert len(made) == 200
    assert all(len(text) == 19 and not set(text) & set("ilou") for text in made)
    assert len({new_token().text for _ in range(200)}) == 200


def test_a_sealed_secret_opens_with_the_machines_key_and_its_former_ones_only(settings: LazySettings) -> None:
    box = sealed("ABCDEF")
    assert "ABCDEF" not in box
    assert unsealed(box) == "ABCDEF"
    former = settings.SECRET_KEY
    settings.SECRET_KEY = "another key"
    with pytest.raises(InvalidToken):
        unsealed(box)
    settings.SECRET_KEY_FALLBACKS = [former]
    assert unsealed(box) == "ABCDEF"


def test_a_login_is_counted_the_same_however_it_is_written() -> None:
    assert lockout_name(" An ") == lockout_name("an")
    assert lockout_name("an") != lockout_name("binh")


@pytest.mark.parametrize(
    ("proxies", "forwarded", "origin"),
    [
        (0, "1.1.1.1", "10.0.0.1"),
        (1, "1.1.1.1, 2.2.2.2", "2.2.2.2"),
        (2, "1.1.1.1, 2.2.2.2", "1.1.1.1"),
        (2, "1.1.1.1", "10.0.0.1"),
        (1, "nonsense", "10.0.0.1"),
        (1, "2001:db8::1", "2001:db8::1"),
    ],
)
def test_only_what_trusted_proxies_wrote_is_believed(
    settings: LazySettings, proxies: int, forwarded: str, origin: str
) -> None:
    settings.PROXY_COUNT = proxies
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=forwarded)
    assert origin_of(request) == origin
