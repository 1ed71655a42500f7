"""Reads the table cases: a base of rows shared by a file, and for each case what it adds and what must come out."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from pathlib import Path
from unicodedata import normalize

from kiemdiem.workbook.schema import TABLE_BY_KEY, ValueKind

Row = dict[str, object]
Tables = dict[str, list[Row]]

FOLDER = Path(__file__).parent
DEFAULT_EDITION = "nghe-an-2020"
DEFAULT_AS_OF = date(2020, 12, 31)
ROW_KEYS: dict[str, tuple[str, ...]] = {
    "organisations": ("id",),
    "collectives": ("id",),
    "people": ("id",),
    "professional_ratings": ("person",),
    "reviews": ("subject_kind", "subject", "place"),
    "ballots": ("subject_kind", "subject", "place", "kind"),
    "decisions": ("subject_kind", "subject"),
}
"""What makes a row of the case the same as one of the base: it then changes the columns that it gives."""
RESULT_COLUMNS: dict[str, tuple[str, ...]] = {
    "results": ("subject", "status", "level", "ballot_level", "ceiling", "waits_for", "clauses"),
    "plan": ("subject", "place", "action", "after", "deadline", "clauses"),
    "caps": ("clause", "group", "subject_kind", "pool", "share", "allowed", "used", "over"),
}
ROW_IDENTITY = {"results": ("subject",), "plan": ("subject", "place"), "caps": ("clause", "group", "subject_kind")}
_RANGE = re.compile(r"\{(\d+)\.\.(\d+)\}")


class CaseError(Exception):
    """A case file is not written as it should be."""


@dataclass(frozen=True)
class Expectation:
    """What must come out of a case, and what must not."""

    results: tuple[Row, ...] = ()
    plan: tuple[Row, ...] = ()
    caps: tuple[Row, ...] = ()
    findings: tuple[str, ...] = ()
    """`severity clause kind:subject`: must be there."""
    no_findings: tuple[str, ...] = ()
    """The same with `*` for any text: must not be there."""
    absent: tuple[str, ...] = ()
    """`kind:subject` without a row of results."""
    no_plan: tuple[str, ...] = ()
    """`kind:subject`, or `kind:subject@place`, without a row of the plan."""
    no_caps: tuple[str, ...] = ()
    """`clause kind group`, with `*` for any text: no such cap."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is expected at all."""
        return not any(getattr(self, column.name) for column in fields(self))


@dataclass(frozen=True)
class Case:
    """One case of a file, its rows put together with the base."""

    file: str
    name: str
    clauses: tuple[str, ...]
    tables: Tables
    expect: Expectation
    as_of: date = DEFAULT_AS_OF
    options: Mapping[str, str] = field(default_factory=dict)
    edition: str = DEFAULT_EDITION
    branch_units: str = ""

    @property
    def id(self) -> str:
        """The name under which the test is shown, without accents: pytest would escape them."""
        plain = normalize("NFD", self.name.replace("đ", "d").replace("Đ", "D"))
        return f"{self.file}: " + "".join(letter for letter in plain if letter.isascii())


def all_cases(folder: Path = FOLDER) -> list[Case]:
    """Every case of every file."""
    return [case for path in sorted(folder.glob("*.toml")) for case in cases_of(path.stem, path.read_text("utf-8"))]


def cases_of(file: str, text: str) -> list[Case]:
    """The cases of one file.

    Raises:
        CaseError: something in it is not a case: an unknown key, table or column, or nothing expected.
    """
    content = tomllib.loads(text)
    _refuse_unknown(content, ("base", "case"), file)
    base = _tables(_mapping(content.get("base", {}), file), file)
    return [_case(file, base, _mapping(row, file)) for row in _list(content.get("case", []), file)]


def _case(file: str, base: Tables, row: Row) -> Case:
    name = str(row.get("name", ""))
    where = f"{file}: {name or 'a case without a name'}"
    _refuse_unknown(row, (*(column.name for column in fields(Case)), "rows", "without"), where)
    expect = _expectation(_mapping(row.get("expect", {}), where), where)
    clauses = _texts(row.get("clauses", []), where)
    if not name or not clauses or expect.is_empty:
        raise CaseError(f"{where}: a case has a name, the clauses that it tests, and something expected")
    left_out = [str(one["row"]) for text in _texts(row.get("without", []), where) for one in _in_range({"row": text})]
    kept = _without(base, left_out, where)
    tables = _added(kept, _tables(_mapping(row.get("rows", {}), where), where))
    as_of = row.get("as_of", DEFAULT_AS_OF)
    if not isinstance(as_of, date):
        raise CaseError(f"{where}: as_of is a date")
    options = {key: str(choice) for key, choice in _mapping(row.get("options", {}), where).items()}
    edition, branch = str(row.get("edition", DEFAULT_EDITION)), str(row.get("branch_units", ""))
    return Case(file, name, clauses, tables, expect, as_of, options, edition, branch)


def _expectation(row: Row, where: str) -> Expectation:
    _refuse_unknown(row, tuple(column.name for column in fields(Expectation)), where)
    return Expectation(
        results=_expected_rows("results", row, where),
        plan=_expected_rows("plan", row, where),
        caps=_expected_rows("caps", row, where),
        findings=_texts(row.get("findings", []), where),
        no_findings=_texts(row.get("no_findings", []), where),
        absent=_texts(row.get("absent", []), where),
        no_plan=_texts(row.get("no_plan", []), where),
        no_caps=_texts(row.get("no_caps", []), where),
    )


def _expected_rows(table: str, expect: Row, where: str) -> tuple[Row, ...]:
    rows = tuple(expanded for row in _rows(expect.get(table, []), where) for expanded in _in_range(row))
    for row in rows:
        _refuse_unknown(row, RESULT_COLUMNS[table], f"{where}: {table}")
        if missing := [key for key in ROW_IDENTITY[table] if key not in row]:
            raise CaseError(f"{where}: a row of {table} needs {', '.join(missing)}")
    return rows


# Rows of the workbook


def _tables(content: Row, where: str) -> Tables:
    tables: Tables = {}
    for key, rows in content.items():
        if key not in TABLE_BY_KEY:
            raise CaseError(f"{where}: there is no table {key}")
        tables[key] = [_typed(key, one, where) for row in _rows(rows, where) for one in _in_range(row)]
    return tables


def _in_range(row: Row) -> Iterator[Row]:
    """A row with `{1..10}` in its texts stands for ten rows, one for each number."""
    ranges = {found.groups() for value in row.values() if isinstance(value, str) for found in _RANGE.finditer(value)}
    if not ranges:
        yield row
        return
    if len(ranges) > 1:
        raise CaseError(f"two different ranges in one row: {row}")
    first, last = next(iter(ranges))
    for number in range(int(first), int(last) + 1):
        yield {key: _RANGE.sub(str(number), value) if isinstance(value, str) else value for key, value in row.items()}


def _typed(table: str, row: Row, where: str) -> Row:
    """The row with its values as dates, flags, counts and texts; `member:DV1` as kind and subject; empty ones left."""
    columns = TABLE_BY_KEY[table].by_key
    named = dict(row)
    if "subject_kind" in columns and ":" in str(named.get("subject", "")):
        named["subject_kind"], named["subject"] = str(named["subject"]).split(":", 1)
    _refuse_unknown(named, tuple(columns), f"{where}: {table}")
    return {key: _value(columns[key].kind, value) for key, value in named.items()}


def _value(kind: ValueKind, value: object) -> object:
    if value == "":
        return None
    if kind is ValueKind.DATE and isinstance(value, str):
        return _day(value)
    of_kind = {ValueKind.DATE: date, ValueKind.FLAG: bool, ValueKind.COUNT: int, ValueKind.YEAR: int}.get(kind, str)
    if not isinstance(value, of_kind):
        raise CaseError(f"{value!r} is not a {kind.value}")
    return value


def _day(text: str) -> date:
    if "/" in text:
        day, month, year = text.split("/")
        return date(int(year), int(month), int(day))
    return date.fromisoformat(text)


def _added(base: Tables, more: Tables) -> Tables:
    """The base with the rows of the case; a row with the key of one that is there changes its columns."""
    tables = {key: [dict(row) for row in rows] for key, rows in base.items()}
    for table, rows in more.items():
        there = tables.setdefault(table, [])
        for row in rows:
            same = [one for one in there if table in ROW_KEYS and _key(table, one) == _key(table, row)]
            if same:
                same[0].update(row)
            else:
                there.append(dict(row))
    return tables


def _key(table: str, row: Row) -> tuple[object, ...]:
    return tuple(row.get(column) for column in ROW_KEYS[table])


def _without(base: Tables, left_out: Iterable[str], where: str) -> Tables:
    """The base without the rows named `table kind:subject`, `table person` or `table id`."""
    tables = {key: list(rows) for key, rows in base.items()}
    for words in left_out:
        table, _, subject = words.partition(" ")
        kept = [row for row in tables.get(table, []) if subject not in _names(row)]
        if len(kept) == len(tables.get(table, [])):
            raise CaseError(f"{where}: the base has no {words}")
        tables[table] = kept
    return tables


def _names(row: Row) -> tuple[object, ...]:
    subject = f"{row.get('subject_kind')}:{row.get('subject')}" if "subject" in row else None
    return (row.get("id"), row.get("person"), subject)


# What TOML holds, made sure of


def _refuse_unknown(row: Mapping[str, object], known: Iterable[str], where: str) -> None:
    unknown = sorted(set(row) - set(known))
    if unknown:
        raise CaseError(f"{where}: unknown {', '.join(unknown)}")


def _mapping(value: object, where: str) -> Row:
    if not isinstance(value, dict):
        raise CaseError(f"{where}: {value!r} is no table")
    return value


def _list(value: object, where: str) -> list[object]:
    if not isinstance(value, list):
        raise CaseError(f"{where}: {value!r} is no list")
    return value


def _rows(value: object, where: str) -> list[Row]:
    return [_mapping(row, where) for row in _list(value, where)]


def _texts(value: object, where: str) -> tuple[str, ...]:
    return tuple(str(text) for text in _list(value, where))
