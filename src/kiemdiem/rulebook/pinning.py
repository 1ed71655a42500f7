"""An edition as one text, so that a cycle keeps the rules it was opened with whatever becomes of the files."""

import json
from dataclasses import MISSING, asdict, fields, is_dataclass
from datetime import date
from typing import TypeVar, get_args, get_origin, get_type_hints

from kiemdiem.rulebook.edition import Edition

Part = TypeVar("Part")


def pinned(edition: Edition) -> str:
    """All that the edition says, as JSON."""
    content = {entry.name: getattr(edition, entry.name) for entry in fields(edition) if entry.init}
    return json.dumps(content, default=_plain, ensure_ascii=False, sort_keys=True)


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def edition_of(text: str) -> Edition:
    """The edition that was pinned as this text; what a later version of the product added is empty."""
    return _built(Edition, json.loads(text))


def _built(part: type[Part], content: dict[str, object]) -> Part:
    hints = get_type_hints(part)
    known = [entry for entry in fields(part) if entry.init]  # type: ignore[arg-type]
    empty: dict[str, object] = {
        entry.name: ()
        for entry in known
        if entry.name not in content and entry.default is MISSING and entry.default_factory is MISSING
    }
    return part(**empty, **{entry.name: _value(content[entry.name], hints[entry.name]) for entry in known
                            if entry.name in content})  # fmt: skip


def _value(value: object, hint: object) -> object:
    if hint is date:
        return date.fromisoformat(str(value))
    if get_origin(hint) is tuple and isinstance(value, list):
        inner = get_args(hint)[0]
        return tuple(_built(inner, row) if is_dataclass(inner) else row for row in value)  # type: ignore[arg-type]
    return value
