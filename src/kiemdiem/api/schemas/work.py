"""Imports, exports, jobs, the journal."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from ninja import Schema
from pydantic import StringConstraints

from kiemdiem.api.schemas.shared import Code, Given


class ImportLine(Schema):
    """An import: how far it is."""

    number: int
    file_name: str
    unit: str
    state: str
    """`being_read`, `ready`, `refused`, `applied` or `discarded`."""
    uploaded_at: datetime


class Import(ImportLine):
    """An import with the counts of its preview."""

    counts: dict[str, int]
    obstacles: list[str]
    """What stands in the way of applying it."""


class Outcome(StrEnum):
    """Which rows of a preview are wanted."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    QUESTION = "question"
    ERROR = "error"
    WARNING = "warning"


class ImportRow(Schema):
    """What an import would do with one row of the workbook."""

    id: int
    table: str
    row: int
    outcome: str
    key: str
    values: dict[str, str]
    before: dict[str, str]
    remarks: list[str]


class Answers(Given):
    """Answers to the questions of a preview: id of the row -> `same` or `other`."""

    answers: dict[Annotated[str, StringConstraints(pattern="^[0-9]{1,18}$")], Annotated[
        str, StringConstraints(pattern="^(same|other)$")]]  # fmt: skip


class UnitOf(Given):
    """The unit that is meant."""

    unit: Code


class Job(Schema):
    """Long work: how far it is."""

    number: int
    title: str
    state: str
    """`waiting`, `running`, `finished`, `failed` or `stopped`."""
    done: int
    total: int
    message: str


class Entry(Schema):
    """One act."""

    at: datetime
    who: str
    on_behalf_of: str
    sentence: str
    origin: str
    number: str
    """Chain, year and number."""


class Head(Schema):
    """The head of a chain as it is printed; empty while nothing was recorded this year."""

    head: str


class Break(Schema):
    """Where a chain does not hold."""

    year: int
    number: int


class Verified(Schema):
    """Whether the chains of a unit hold."""

    entries: int
    breaks: list[Break]
