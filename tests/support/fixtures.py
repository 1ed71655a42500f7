"""Fixtures of the Django floors' tests, on both engines."""

from collections.abc import Callable, Iterator
from unittest.mock import patch

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import translation

from kiemdiem.accounts.access import Access
from kiemdiem.accounts.queries import access_of
from support import environment
from support.cast import Cast, make_cast
from support.seal import flush_in_spite_of_triggers

USES_DATABASE = {"db", "transactional_db", "live_server"}


def pytest_report_header() -> str:
    """Which engine the database tests run on."""
    return f"database: {environment.ENGINE}"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL only the tests that use the database: the others have run on SQLite. So has what no engine
    changes (`same_on_every_database`)."""
    if not environment.IS_POSTGRESQL:
        return
    others = [item for item in items if not _uses_database(item)]
    config.hook.pytest_deselected(items=others)
    items[:] = [item for item in items if _uses_database(item)]


def _uses_database(item: pytest.Item) -> bool:
    if item.get_closest_marker("same_on_every_database"):
        return False
    return item.get_closest_marker("django_db") is not None or bool(
        USES_DATABASE.intersection(getattr(item, "fixturenames", ()))
    )


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> Iterator[None]:
    """The test database; tests with real transactions empty it afterwards, the journal too."""
    with patch.object(type(connection.ops), "execute_sql_flush", flush_in_spite_of_triggers):
        yield


@pytest.fixture(autouse=True)
def default_language() -> Iterator[None]:
    """Every test begins in the language of the settings, whichever the last page of the one before was in."""
    translation.deactivate()
    yield
    translation.deactivate()


@pytest.fixture
def cast(db: None) -> Cast:
    """The tree and the people of `support.cast`; nobody has failed to sign in yet."""
    cache.clear()
    return make_cast()


@pytest.fixture
def access_as(cast: Cast) -> Callable[[str], Access]:
    """The access of one of the cast, by login: `access_as("an")`; read anew at every call."""
    return lambda login: access_of(cast.accounts[login], "127.0.0.1")


@pytest.fixture
def client_as(cast: Cast) -> Callable[[str], Client]:
    """A browser in which one of the cast is signed in: `client_as("an").get("/")`."""

    def sign_in(login: str) -> Client:
        client = Client()
        client.force_login(cast.accounts[login], backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in
