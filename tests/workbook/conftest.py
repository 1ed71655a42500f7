"""Fixtures shared by the tests of the workbook."""

import sys
from collections.abc import Iterator
from importlib.abc import MetaPathFinder
from unittest.mock import patch

import pytest

from .samples import CONTAINERS


class _NoPandas(MetaPathFinder):
    """Answers at once that there is no pandas."""

    @staticmethod
    def find_spec(name: str, path: object = None, target: object = None) -> None:
        if name == "pandas":
            raise ModuleNotFoundError(name=name)


@pytest.fixture(scope="session", autouse=True)
def _no_search_for_pandas() -> Iterator[None]:
    """pyarrow looks for pandas along the whole path at every conversion, which takes half the time of these tests."""
    with patch.object(sys, "meta_path", [_NoPandas, *sys.meta_path]):
        yield


@pytest.fixture(params=CONTAINERS)
def container(request: pytest.FixtureRequest) -> str:
    """Each of the three containers in turn."""
    return str(request.param)
