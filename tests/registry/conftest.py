"""What the tests of the registry share: papers, entries, lines of the journal, workbooks typed by hand."""

import io
import json
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import fields
from datetime import date
from typing import ParamSpec

import pytest
from django.test import Client
from openpyxl import Workbook

from kiemdiem.accounts.access import Access
from kiemdiem.accounts.models import Account
from kiemdiem.accounts.queries import access_of
from kiemdiem.jobs.progress import Progress
from kiemdiem.jobs.telling import told_all
from kiemdiem.journal.models import Entry
from kiemdiem.journal.verbs import Verb
from kiemdiem.registry.actions.imports import upload_workbook
from kiemdiem.registry.actions.people import PersonEntry
from kiemdiem.registry.documents import Paper
from kiemdiem.registry.importing.previewing import import_to_work_on, make_preview
from kiemdiem.registry.models import Import, ImportRow, Person
from kiemdiem.verdicts import Refused
from kiemdiem.workbook.schema import TABLE_BY_KEY

P = ParamSpec("P")
AccessAs = Callable[[str], Access]
ClientAs = Callable[[str], Client]
PAPER = Paper("12-QĐ/HU", date(2026, 1, 2), "Huyện ủy Đông Hà")
NO_PAPER = Paper()
DAY = date(2026, 3, 1)


def entry_of(person: Person, **changes: object) -> PersonEntry:
    """The record as it stands, as somebody types it in, with some changes."""
    found: dict[str, object] = {field.name: getattr(person, field.name) for field in fields(PersonEntry)}
    for name in ("workplace", "residence_cell"):
        unit = getattr(person, name)
        found[name] = unit.code if unit else ""
    return changed(PersonEntry(""), **{**found, **changes})


def changed(entry: PersonEntry, **changes: object) -> PersonEntry:
    """An entry with other values, right or wrong."""
    found = copy(entry)
    for name, value in changes.items():
        object.__setattr__(found, name, value)
    return found


def journaled(verb: Verb) -> list[Entry]:
    """The lines of the journal with that verb, the first one first."""
    return list(Entry.objects.filter(verb=verb).order_by("pk"))


def details(entry: Entry) -> dict[str, object]:
    """What a line says beside its columns."""
    found: dict[str, object] = json.loads(entry.details)
    return found


def said(refused: Refused, language: str = "en") -> str:
    """All that a refusal says."""
    return " ".join(verdict.message.say(language) for verdict in refused.verdicts)


def refusal(act: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> str:
    """What an act says when it refuses; it must refuse, in both languages."""
    with pytest.raises(Refused) as refused:
        act(*args, **kwargs)
    assert said(refused.value, "vi") != said(refused.value)
    return said(refused.value)


Rows = Sequence[Mapping[str, object]]


def typed_workbook(tables: Mapping[str, Rows], *, titles: bool = False) -> bytes:
    """An Excel file as an office types it; organisations and people are always there."""
    book = Workbook()
    assert book.active is not None
    book.remove(book.active)
    for name, rows in {"organisations": (), "people": (), **tables}.items():
        table = TABLE_BY_KEY[name]
        keys = [
            key for key, column in table.by_key.items() if column.ties or not rows or any(key in row for row in rows)
        ]
        sheet = book.create_sheet(name)
        sheet.append([table.by_key[key].title if titles else key for key in keys])
        for row in rows:
            sheet.append([row.get(key) for key in keys])
    return saved(book)


def saved(book: Workbook) -> bytes:
    """The file."""
    whole = io.BytesIO()
    book.save(whole)
    return whole.getvalue()


def uploaded(account: Account, unit: str, content: bytes, file_name: str = "sổ.xlsx") -> Import:
    """A workbook uploaded and previewed."""
    return previewed(upload_workbook(access_of(account, "127.0.0.1"), unit, file_name, content))


def previewed(imported: Import) -> Import:
    """The preview made, as the worker makes it."""
    make_preview(import_to_work_on(imported.pk), Progress())
    imported.refresh_from_db()
    return imported


def outcomes(imported: Import, table: str = "people") -> list[str]:
    """The outcome of each row of a table, in order."""
    return [row.outcome for row in rows_of(imported, table)]


def rows_of(imported: Import, table: str = "people") -> list[ImportRow]:
    """The rows of the preview of one table."""
    return list(imported.rows.filter(table=table, row__gt=0).order_by("position"))


def remarks(imported: Import, language: str = "en") -> str:
    """All that a preview says, as its page says it."""

    lines = imported.rows.order_by("position").values_list("messages", flat=True)
    return "\n".join(message.say(language) for line in lines for message in told_all(line))
