"""Fixtures shared by the tests of the rulebook."""

import pytest

from .samples import forget_editions


@pytest.fixture(scope="session", autouse=True)
def _editions_read_afresh() -> None:
    """A run starts without editions that an earlier run in the same process has read."""
    forget_editions()
