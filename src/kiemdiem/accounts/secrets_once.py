"""Secrets that are shown once: one-time passwords and tokens. Nowhere do they lie in clear.

Each is made from a seed and the machine's key. The session holds the seed until the page is shown; without the
key it says nothing.
"""

import secrets
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.crypto import salted_hmac

_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"
"""Thirty-two that are not taken for each other when read aloud or copied by hand."""
_KEPT = "secret_once"
_PASSWORD, _TOKEN = "one-time password", "token"
TOKEN_PREFIX = "kd_"  # noqa: S105 - how a token begins


@dataclass(frozen=True)
class SecretOnce:
    """A secret, and the seed that it can be made from again as long as the session holds it."""

    seed: str
    text: str


def new_password() -> SecretOnce:
    """Four groups of four letters: 80 bits."""
    seed = secrets.token_urlsafe(24)
    return SecretOnce(seed, _password(seed))


def new_token() -> SecretOnce:
    """Forty letters after a prefix: 160 bits and more."""
    seed = secrets.token_urlsafe(32)
    return SecretOnce(seed, _token(seed))


def keep_password(request: HttpRequest, seed: str, owner: int) -> None:
    """Let the next page show a one-time password of this account."""
    request.session[_KEPT] = {"what": _PASSWORD, "seed": seed, "owner": owner}


def keep_token(request: HttpRequest, seed: str, owner: int) -> None:
    """Let the next page show a token of this number."""
    request.session[_KEPT] = {"what": _TOKEN, "seed": seed, "owner": owner}


def take_password(request: HttpRequest, owner: int) -> str:
    """The one-time password to show, this one time; empty when it has been shown."""
    seed = _taken(request, _PASSWORD, owner)
    return _password(seed) if seed else ""


def take_token(request: HttpRequest, owner: int) -> str:
    """The token to show, this one time; empty when it has been shown."""
    seed = _taken(request, _TOKEN, owner)
    return _token(seed) if seed else ""


def _taken(request: HttpRequest, what: str, owner: int) -> str:
    kept = request.session.get(_KEPT)
    if not kept or (kept["what"], kept["owner"]) != (what, owner):
        return ""
    del request.session[_KEPT]
    return str(kept["seed"])


def _letters(seed: str, what: str, number: int) -> str:
    digest = salted_hmac(f"kiemdiem {what}", seed, algorithm="sha512").digest()
    return "".join(_LETTERS[byte % len(_LETTERS)] for byte in digest[:number])


def _password(seed: str) -> str:
    letters = _letters(seed, _PASSWORD, 16)
    return "-".join(letters[at : at + 4] for at in range(0, 16, 4))


def _token(seed: str) -> str:
    return TOKEN_PREFIX + _letters(seed, _TOKEN, 40)
