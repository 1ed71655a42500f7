"""How the tables of the workbook and those of the registry answer to each other, column by column."""

from dataclasses import dataclass
from datetime import date

from kiemdiem.registry.history import Row
from kiemdiem.registry.models import Circumstance, Collective, Membership, Person, Post
from kiemdiem.tree.models import Organisation
from kiemdiem.workbook.schema import TABLE_BY_KEY, Column, ValueKind

Texts = tuple[str, ...]
"""The values of a row as the workbook writes them; empty: unknown."""


@dataclass(frozen=True)
class Shape:
    """One table on both sides; `matched` finds the same row again, `compared` may differ."""

    table: str
    model: type[Row]
    matched: tuple[str, ...]
    compared: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns, those that match first."""
        return self.matched + self.compared

    @property
    def workbook_columns(self) -> tuple[Column, ...]:
        """The workbook's columns in its own order."""
        return TABLE_BY_KEY[self.table].columns

    def column(self, key: str) -> Column:
        """The workbook's column."""
        return TABLE_BY_KEY[self.table].by_key[key]

    def lookup(self, key: str) -> str:
        """Where the registry keeps it, for a query: references by their codes, people by their primary keys."""
        column = self.column(key)
        if column.kind is ValueKind.IDENTIFIER:
            return "code"
        if column.kind is ValueKind.REFERENCE:
            return f"{key}_id" if column.refers_to == "people" else f"{key}__code"
        return key

    def attribute(self, key: str) -> str:
        """Where the registry keeps it, for writing."""
        column = self.column(key)
        if column.kind is ValueKind.IDENTIFIER:
            return "code"
        return f"{key}_id" if column.kind is ValueKind.REFERENCE else key

    @property
    def flags(self) -> tuple[bool, ...]:
        """Which of the compared columns say yes or no: there an empty cell means no."""
        return tuple(self.column(key).kind is ValueKind.FLAG for key in self.compared)


SHAPES: dict[str, Shape] = {
    shape.table: shape
    for shape in (
        Shape(
            "organisations", Organisation, ("id",),
            ("name", "kind", "parent", "established_on", "territorial", "transferred_on", "transferred_from"),
        ),
        Shape("collectives", Collective, ("id",), ("name", "kind", "organisation", "reviewed_within")),
        Shape(
            "people", Person, ("id",),
            ("full_name", "birth_date", "gender", "card_number", "admitted_on", "official_on", "occupation",
             "workplace", "short_contract", "residence_cell", "remark_exempt"),
        ),
        Shape("memberships", Membership, ("person", "cell", "kind", "start"), ("end",)),
        Shape(
            "posts", Post, ("person", "collective", "title", "start"),
            ("role", "rank", "presides", "end", "arrival", "equal_before", "own_rating_unaffected", "managed_by"),
        ),
        Shape("circumstances", Circumstance, ("person", "kind", "start", "organisation"), ("end", "note")),
    )
}  # fmt: skip
"""The tables that the registry holds, in the order in which they are taken in."""
FACTS = ("memberships", "posts", "circumstances")
NAMES = {"organisations": "name", "collectives": "name", "people": "full_name"}
"""The column with the name by which lists sort."""
IDENTITY = ("birth_date", "card_number")
"""Columns that a preview masks."""


def as_text(value: object) -> str:
    """A value of the registry as the workbook writes it."""
    if value is None or value is False:
        return ""
    if value is True:
        return "1"
    return value.isoformat() if isinstance(value, date) else str(value)


def as_value(kind: ValueKind, text: str) -> str | int | bool | None:
    """A text of the workbook as the database takes it; not for references."""
    if kind is ValueKind.FLAG:
        return text == "1"
    if kind is ValueKind.COUNT:
        return int(text) if text else None
    return text or None if kind is ValueKind.DATE else text
