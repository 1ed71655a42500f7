"""The same data in every container is the same workbook, and what the product writes it reads back."""

from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiemdiem.demonstration import Size, make
from kiemdiem.workbook.schema import TABLE_BY_KEY, ValueKind
from kiemdiem.workbook.values import text_column
from kiemdiem.workbook.writing import FORMATS, write_files

from .samples import CONTAINERS, contents, read, remarks_of, sample, titled, write

ARROW_TYPES = {ValueKind.DATE: pa.date32(), ValueKind.FLAG: pa.bool_(), ValueKind.COUNT: pa.int32(),
               ValueKind.YEAR: pa.int32()}  # fmt: skip
RISKY = ("=1+1", "=HYPERLINK(\"http://x\")", "+84 912", "-5", "- gạch đầu dòng", "@an", "'=1", "''=1", "'''@x", "'an",
         "=", "'", "\"", "a,b;c", "dòng 1\ndòng 2", "{=1}", "_x0041_", "https://a.vn", "mailto:a@b", 
         "internal:Sheet1!A1", "#REF", "TRUE", "007", "1e5", "2020-01-01", "ế", "\U0001f600")  # fmt: skip


def arrow_tables(titles: bool = False) -> dict[str, pa.Table]:
    """The sample as the typed tables that the product writes."""
    tables = {}
    for key, rows in sample().items():
        columns = TABLE_BY_KEY[key].columns
        arrays = [
            pa.array([row.get(one.key) for row in rows], ARROW_TYPES.get(one.kind, pa.string())) for one in columns
        ]
        tables[key] = pa.table(arrays, names=[one.title if titles else one.key for one in columns])
    return tables


def written(folder: Path, tables: Mapping[str, pa.Table], kind: str) -> Path:
    folder.mkdir(exist_ok=True)
    write_files(folder, tables, kind, "book.xlsx")
    return folder / "book.xlsx" if kind == "xlsx" else folder


def people_named(names: list[str | None]) -> dict[str, pa.Table]:
    return {
        "organisations": pa.table({"id": ["O1"], "kind": ["cell"], "parent": pa.nulls(1, pa.string())}),
        "people": pa.table({"id": [str(at) for at in range(len(names))], "full_name": pa.array(names, pa.string())}),
    }


def names_read(folder: Path, names: list[str | None], kind: str) -> list[str | None]:
    found: list[str | None] = read(written(folder, people_named(names), kind))["people"].text("full_name").to_pylist()
    return found


def test_the_same_data_gives_the_same_workbook_in_every_container(tmp_path: Path) -> None:
    first, *others = [contents(read(write(container, tmp_path, sample()))) for container in CONTAINERS[:1]] + [
        contents(read(write(container, tmp_path, sample(), container))) for container in CONTAINERS[1:]
    ]
    for other in others:
        for table, columns in first.items():
            filled = {key: values for key, values in other[table].items() if key in columns}
            assert filled == columns, table


@pytest.mark.parametrize("titles", [False, True], ids=["keys", "titles"])
@pytest.mark.parametrize("kind", FORMATS)
def test_what_is_written_is_read_back_the_same(kind: str, titles: bool, tmp_path: Path) -> None:
    path = written(tmp_path / "out", arrow_tables(titles), kind)
    expected = contents(read(write("csv", tmp_path, sample(), "typed")))
    found = contents(read(path))
    for table, columns in expected.items():
        assert {key: found[table][key] for key in columns} == columns, table
    assert remarks_of(path) == []


def test_the_demonstration_is_the_same_in_every_container(tmp_path: Path) -> None:
    tables = make(Size.CELL, 3)
    found = [contents(read(written(tmp_path / kind, tables, kind))) for kind in FORMATS]
    assert found[0] == found[1] == found[2]


def test_a_workbook_read_twice_has_the_same_digest(container: str, tmp_path: Path) -> None:
    path = write(container, tmp_path, sample())
    assert read(path).digest == read(path).digest
    changed = sample()
    changed["people"][0]["full_name"] = "Người khác"
    assert read(write(container, tmp_path, changed, "changed")).digest != read(path).digest


def test_files_that_are_no_table_do_not_change_the_digest_of_a_folder(tmp_path: Path) -> None:
    path = write("csv", tmp_path, sample())
    before = read(path).digest
    (path / "ghi chú.txt").write_text("x")
    assert read(path).digest == before


@pytest.mark.parametrize("kind", FORMATS)
def test_texts_that_a_spreadsheet_might_take_for_something_else_come_back(kind: str, tmp_path: Path) -> None:
    assert names_read(tmp_path / "out", [*RISKY, None, "Nguyễn An"], kind) == [*RISKY, None, "Nguyễn An"]


@pytest.mark.parametrize("kind", FORMATS)
@given(names=st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co"]), max_size=12), max_size=30))
@settings(max_examples=15, deadline=None, derandomize=True,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
def test_any_text_comes_back_as_the_reader_normalises_it(kind: str, names: list[str], tmp_path: Path) -> None:
    expected = text_column(pa.array([*names, "."], pa.string())).to_pylist()
    errors = {"#REF!", "#N/A"}
    if not errors & {name for name in expected if name}:
        assert names_read(tmp_path / "out", [*names, "."], kind) == expected


@given(text=st.text("'=@a", max_size=5))
@settings(max_examples=50, deadline=None, derandomize=True,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
def test_any_row_of_apostrophes_and_signs_comes_back_from_csv(text: str, tmp_path: Path) -> None:
    assert names_read(tmp_path / "out", [text, "."], "csv") == [text or None, "."]


def test_titles_are_told_apart_within_each_table() -> None:
    for table in TABLE_BY_KEY.values():
        headings = {one.title.casefold() for one in table.columns} | {one.key for one in table.columns}
        assert len(headings) == 2 * len(table.columns)
    assert list(titled(sample())["history"][0]) == [one.title for one in TABLE_BY_KEY["history"].columns]
