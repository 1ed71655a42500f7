"""Fixtures of the tests of conferences."""

import pytest

from meetings.room import Room, make_board, make_room, make_workplace
from review.letters import AccessAs
from support.cast import Cast


@pytest.fixture
def room(cast: Cast, access_as: AccessAs) -> Room:
    """The conference of cell C1-A, called for today."""
    return make_room(cast, access_as)


@pytest.fixture
def board(cast: Cast, access_as: AccessAs) -> Room:
    """The conference of the executive committee of C1, called for today."""
    return make_board(cast, access_as)


@pytest.fixture
def workplace(cast: Cast, access_as: AccessAs) -> Room:
    """The meeting of the workplace S1 about An, called for today."""
    return make_workplace(cast, access_as)


@pytest.fixture
def reviewed(room: Room) -> Room:
    """The conference of C1-A open, all six in the room, the reviews of Nga and Oanh concluded."""
    room.open()
    room.review("nga")
    room.review("oanh")
    return room
