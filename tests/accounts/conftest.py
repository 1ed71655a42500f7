"""What tests of this floor share."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.cache import cache
from django.test import Client

from kiemdiem.accounts.access import Access
from kiemdiem.journal.models import Entry
from support.cast import PASSWORD, Cast

SignIn = Callable[..., Client]


@pytest.fixture(autouse=True)
def _addresses(settings: LazySettings) -> Iterator[None]:
    """Only this floor's pages are mounted, and nobody has been counted yet."""
    settings.ROOT_URLCONF = "accounts.urls"
    Path(settings.STATIC_ROOT).mkdir(exist_ok=True)
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def sign_in(cast: Cast) -> SignIn:
    """A browser in which somebody has signed in by the page, with a password."""

    def enter(login: str, password: str = PASSWORD, client: Client | None = None) -> Client:
        client = client or Client()
        client.post("/account/login/", {"login": login, "password": password})
        return client

    return enter


@pytest.fixture
def journal() -> Callable[[], list[tuple[str, str, str]]]:
    """Verb, actor and subject of all entries, in their order."""
    return lambda: [(entry.verb, entry.actor, entry.subject) for entry in Entry.objects.order_by("pk")]


@pytest.fixture
def on_day(monkeypatch: pytest.MonkeyPatch) -> Callable[[date], None]:
    """Move the present day."""

    def move(day: date) -> None:
        monkeypatch.setattr("django.utils.timezone.localdate", lambda *_, **__: day)

    return move


def named(access: Access) -> str:
    """How the journal speaks of who acts."""
    return f"account:{access.account}"
