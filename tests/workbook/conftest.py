"""Fixtures shared by the tests of the workbook."""

from collections.abc import Iterator
from unittest.mock import patch

import pytest

from .samples import CONTAINERS


@pytest.fixture(scope="session", autouse=True)
def _no_search_for_pandas() -> Iterator[None]:
    """pyarrow looks for pandas at every conversion; told at once that there is none, the tests take half the time."""
    with patch.dict("sys.modules", {"pandas": None}):
        yield


@pytest.fixture(params=CONTAINERS)
def container(request: pytest.FixtureRequest) -> str:
    """Each of the three containers in turn."""
    return str(request.param)
