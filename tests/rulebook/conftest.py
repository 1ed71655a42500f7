"""Fixtures shared by the tests of the rulebook."""

import pytest

from kiemdiem.rulebook.loading import load


@pytest.fixture(scope="session", autouse=True)
def _editions_read_afresh() -> None:
    """A run starts without editions that an earlier run in the same process has read."""
    load.cache_clear()
