"""Fixtures of the tests of conferences; what they start from is built once and written again for each test."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.core.cache import cache

from kiemdiem.accounts.access import Access
from kiemdiem.accounts.queries import access_of
from meetings.room import Room, make_board, make_official, make_room, make_workplace
from review.letters import AccessAs
from support.cast import Cast, make_cast
from support.replaying import replayed

_ROOMS: dict[str, Callable[[Cast, AccessAs], Room]] = {
    "room": make_room, "board": make_board, "workplace": make_workplace
}  # fmt: skip
_BUILT = pytest.StashKey[Room]()


def _nobody(login: str) -> Access:
    """In place of the accounts of one test, which the next one does not have."""
    raise LookupError(login)


def _members() -> Cast:
    cast = make_cast()
    make_official()
    return cast


@pytest.fixture
def cast(request: pytest.FixtureRequest, db: None) -> Cast:
    """The cast, with the conference that the test asks for; nobody has failed to sign in yet."""
    cache.clear()
    name = next((one for one in _ROOMS if one in request.fixturenames), "")
    if not name:
        return _members()

    def build() -> Room:
        cast = _members()
        made = _ROOMS[name](cast, lambda login: access_of(cast.accounts[login], "127.0.0.1"))
        return replace(made, access_as=_nobody)

    room = replayed(name, build)
    request.node.stash[_BUILT] = room
    return room.cast


def _as_built(request: pytest.FixtureRequest, access_as: AccessAs) -> Room:
    built: Room = request.node.stash[_BUILT]
    return replace(built, access_as=access_as)


@pytest.fixture
def room(request: pytest.FixtureRequest, cast: Cast, access_as: AccessAs) -> Room:
    """The conference of cell C1-A, called for today."""
    return _as_built(request, access_as)


@pytest.fixture
def board(request: pytest.FixtureRequest, cast: Cast, access_as: AccessAs) -> Room:
    """The conference of the executive committee of C1, called for today."""
    return _as_built(request, access_as)


@pytest.fixture
def workplace(request: pytest.FixtureRequest, cast: Cast, access_as: AccessAs) -> Room:
    """The meeting of the workplace S1 about An, called for today."""
    return _as_built(request, access_as)


@pytest.fixture
def reviewed(room: Room) -> Room:
    """The conference of C1-A open, all six in the room, the reviews of Nga and Oanh concluded."""
    room.open()
    room.review("nga")
    room.review("oanh")
    return room
