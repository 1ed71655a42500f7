"""Builds what many tests start from once, and writes its rows again for each of the others, as if built anew."""

import copy
from collections.abc import Callable
from typing import TypeVar

from django.apps import apps
from django.db.models import Model

World = TypeVar("World")
Rows = dict[type[Model], list[Model]]
_BUILT: dict[str, tuple[Rows, object]] = {}


def replayed(name: str, build: Callable[[], World]) -> World:
    """What `build` returns, with all that it wrote into an empty database.

    Args:
        build: what it returns can be copied, and holds rows of the database alone.
    """
    if name not in _BUILT:
        before = {table for table, rows in _rows().items() if rows}
        built = build()
        written = {table: rows for table, rows in _rows().items() if rows and table not in before}
        _BUILT[name] = written, copy.deepcopy(built)
        return built
    written, kept = _BUILT[name]
    for table, rows in written.items():
        table._base_manager.bulk_create(copy.copy(row) for row in rows)
    found: World = copy.deepcopy(kept)  # type: ignore[assignment]
    return found


def _rows() -> Rows:
    return {table: list(table._base_manager.all()) for table in apps.get_models(include_auto_created=True)}
