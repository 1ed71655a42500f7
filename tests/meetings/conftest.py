"""Fixtures of the tests of conferences."""

import pytest

from meetings.room import Room, make_room
from review.letters import AccessAs
from support.cast import Cast


@pytest.fixture
def room(cast: Cast, access_as: AccessAs) -> Room:
    """The conference of cell C1-A, called for today."""
    return make_room(cast, access_as)
