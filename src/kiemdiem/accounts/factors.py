"""Guards the sign-in: who failed too often, second factors that lie sealed in the database, where a request is from."""

import base64
import hashlib
from collections.abc import Mapping
from datetime import timedelta

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.crypto import salted_hmac
from django.utils.encoding import force_bytes

from kiemdiem.accounts.models import clean_login

_LOCKOUT = "kiemdiem lock-out"
_FACTOR = "kiemdiem second factor"


def lockout_name(login: str) -> str:
    """How the list of failures names a login: a digest, because people type passwords into the wrong field."""
    return salted_hmac(_LOCKOUT, clean_login(login), algorithm="sha256").hexdigest()


def lockout_name_of(request: HttpRequest, credentials: Mapping[str, str] | None = None) -> str:
    """The same for a sign-in that is being tried, as django-axes asks."""
    given = credentials or {}
    return lockout_name(given.get("username") or given.get("login") or request.POST.get("login", ""))


def lockout_response(
    request: HttpRequest, original: HttpResponse | None = None, credentials: Mapping[str, str] | None = None
) -> HttpResponse:
    """The page for who failed too often."""
    blocked = timedelta(hours=settings.AXES_COOLOFF_TIME)
    context = {"minutes": int(blocked.total_seconds() // 60)}
    response = render(request, settings.AXES_LOCKOUT_TEMPLATE, context, status=429)
    response["Retry-After"] = str(int(blocked.total_seconds()))
    return response


def sealed(text: str) -> str:
    """A secret of a second factor as the database holds it."""
    return _box().encrypt(text.encode()).decode()


def unsealed(text: str) -> str:
    """The secret itself.

    Raises:
        cryptography.fernet.InvalidToken: it was sealed with another key of the machine.
    """
    return _box().decrypt(text.encode()).decode()


def _box() -> MultiFernet:
    """The machine's key seals, its former keys still open."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    derived = [hashlib.sha256(f"{_FACTOR}:".encode() + force_bytes(key)).digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in derived])
