"""Headings: keys or Vietnamese titles, any order, unknown ones kept aside, missing ones judged."""

import unicodedata
from pathlib import Path

import pytest

from kiemdiem.workbook.faults import Fault
from kiemdiem.workbook.reading import read_workbook
from kiemdiem.workbook.schema import TABLES

from .samples import (
    Tables,
    as_grid,
    contents,
    faults_of,
    pruned,
    read,
    remarks_of,
    sample,
    spots,
    titled,
    write,
    write_csv,
    write_parquet,
    write_xlsx,
)

KEYS = [table.key for table in TABLES]
TYING = {table.key: [column.key for column in table.columns if column.ties] for table in TABLES}
OPTIONAL = {
    table.key: [column.key for column in table.columns if not column.ties and not column.required] for table in TABLES
}


def without(table: str, *columns: str) -> Tables:
    tables = sample()
    for row in tables[table]:
        for column in columns:
            row.pop(column, None)
    return tables


def renamed(tables: Tables, table: str, names: dict[str, str]) -> Tables:
    tables[table] = [{names.get(key, key): value for key, value in row.items()} for row in tables[table]]
    return tables


def said_about(faults: list[Fault], table: str, column: str) -> list[Fault]:
    return [fault for fault in faults if (fault.table, fault.column) == (table, column)]


def test_vietnamese_titles_are_read_as_the_keys(container: str, tmp_path: Path) -> None:
    by_title, by_key = write(container, tmp_path, titled(sample()), "titles"), write(container, tmp_path, sample())
    assert contents(read(by_title)) == contents(read(by_key))
    assert remarks_of(by_title) == []


def test_titles_typed_in_decomposed_form_are_recognised(container: str, tmp_path: Path) -> None:
    decomposed: Tables = {
        table: [{unicodedata.normalize("NFD", key): value for key, value in row.items()} for row in rows]
        for table, rows in titled(sample()).items()
    }
    assert "Mã người" not in decomposed["people"][0]
    path = write(container, tmp_path, decomposed)
    assert contents(read(path)) == contents(read(write(container, tmp_path, sample(), "plain")))


def test_keys_and_titles_may_be_mixed_in_any_order(container: str, tmp_path: Path) -> None:
    tables = sample()
    names = {"full_name": "Họ và tên", "card_number": " số thẻ đảng viên "}
    tables["people"] = [dict(reversed(row.items())) for row in renamed(tables, "people", names)["people"]]
    path = write(container, tmp_path, tables)
    assert remarks_of(path) == []
    assert contents(read(path)) == contents(read(write(container, tmp_path, sample(), "plain")))


def test_an_unknown_column_is_kept_aside_and_reported(container: str, tmp_path: Path) -> None:
    tables = sample()
    tables["people"][1]["số điện thoại"] = "0912 345 678"
    workbook, remarks = read_workbook(write(container, tmp_path, tables))
    assert [(fault.table, fault.row, fault.column, fault.is_error) for fault in remarks] == [
        ("people", 0, "số điện thoại", False)
    ]
    assert workbook.aside == ("people.số điện thoại",)
    assert contents(workbook) == contents(read(write(container, tmp_path, sample(), "plain")))


@pytest.mark.parametrize("table", KEYS)
def test_every_missing_tie_column_is_refused(table: str, tmp_path: Path) -> None:
    tables = without(table, *TYING[table])
    found = spots(faults_of(write("csv", tmp_path, pruned(tables))))
    assert {spot for spot in found if spot[1] == 0} == {(table, 0, column, "") for column in TYING[table]}


@pytest.mark.parametrize("column", ["kind", "base"])
def test_a_missing_column_that_may_not_be_empty_is_refused(container: str, column: str, tmp_path: Path) -> None:
    assert spots(faults_of(write(container, tmp_path, without("ballots", column)))) == [("ballots", 0, column, "")]


@pytest.mark.parametrize("table", KEYS)
def test_all_other_columns_may_be_missing(table: str, tmp_path: Path) -> None:
    tables = without(table, *OPTIONAL[table])
    workbook, remarks = read_workbook(write("csv", tmp_path, pruned(tables) | {table: tables[table]}))
    found = workbook[table]
    assert [fault for fault in remarks if fault.column != "start"] == []
    assert found.size == len(sample()[table])
    assert not {*found.texts, *found.numbers} & set(OPTIONAL[table])


def test_a_missing_column_reads_as_empty_values(container: str, tmp_path: Path) -> None:
    tables = without("people", "full_name")
    for row in tables["people"]:
        row.pop("birth_date", None)
        row.pop("short_contract", None)
    people = read(write(container, tmp_path, tables))["people"]
    assert people.text("full_name").to_pylist() == [None, None, None]
    assert people.flags("short_contract").tolist() == [False, False, False]
    assert set(people.days("birth_date").tolist()) == {people.days("birth_date").min()}


def test_a_column_under_its_key_and_its_title_is_refused(container: str, tmp_path: Path) -> None:
    tables = sample()
    tables["people"][0]["Họ và tên"] = "Nguyễn Văn Khác"
    assert spots(faults_of(write(container, tmp_path, tables))) == [("people", 0, "full_name", "")]


def test_a_heading_that_stands_twice_is_refused(container: str, tmp_path: Path) -> None:
    grid = as_grid(sample()["nominations"])
    doubled = [[*grid[0], "award"], *([*row, "flag"] for row in grid[1:])]
    path = write(container, tmp_path, sample())
    if container == "xlsx":
        write_xlsx(path, {key: as_grid(rows) for key, rows in sample().items()} | {"nominations": doubled})
    elif container == "csv":
        write_csv(path / "nominations.csv", doubled)
    else:
        write_parquet(path / "nominations.parquet", sample()["nominations"])
        _double_the_award(path / "nominations.parquet")
    assert spots(faults_of(path)) == [("nominations", 0, "award", "")]


def _double_the_award(path: Path) -> None:
    import pyarrow.parquet as parquet

    table = parquet.read_table(path)
    parquet.write_table(table.append_column("award", table["award"]), path)


def test_cells_below_an_empty_heading_are_reported(tmp_path: Path) -> None:
    for container in ("xlsx", "csv"):
        tables = sample()
        grid = as_grid(tables["nominations"])
        path = write(container, tmp_path, tables, container)
        unnamed = [[*grid[0], ""], [*grid[1], "nobody told"]]
        if container == "xlsx":
            write_xlsx(path, {key: as_grid(rows) for key, rows in tables.items()} | {"nominations": unnamed})
        else:
            write_csv(path / "nominations.csv", unnamed)
        assert [fault.table for fault in remarks_of(path)] == ["nominations"], container


def test_a_table_with_rows_and_no_known_heading_is_refused(container: str, tmp_path: Path) -> None:
    tables = sample()
    tables["history"] = [{"một": "member", "hai": "001"}]
    found = spots(faults_of(write(container, tmp_path, tables)))
    assert found == [("history", 0, column, "") for column in ("subject", "subject_kind", "year")]


def test_a_missing_table_is_an_empty_table(container: str, tmp_path: Path) -> None:
    tables = sample()
    kept = {key: tables[key] for key in ("organisations", "people")}
    for row in kept["people"]:
        row.pop("workplace", None)
    workbook = read(write(container, tmp_path, kept))
    assert {key: table.size for key, table in workbook.tables.items() if table.size} == {
        "organisations": 6,
        "people": 3,
    }


@pytest.mark.parametrize("table", ["organisations", "people"])
def test_the_tables_that_must_be_there_are_asked_for(container: str, table: str, tmp_path: Path) -> None:
    tables = {
        key: rows for key, rows in sample().items() if key == {"organisations": "people"}.get(table, "organisations")
    }
    for row in tables.get("people", []):
        row.pop("workplace", None)
        row.pop("residence_cell", None)
    assert spots(faults_of(write(container, tmp_path, tables))) == [(table, 0, "", "")]


def test_a_sheet_that_the_format_does_not_know_is_reported(tmp_path: Path) -> None:
    tables = sample()
    tables["Balots"] = tables.pop("ballots")
    said = " ".join(fault.say("en") for fault in remarks_of(write("xlsx", tmp_path, tables)))
    assert "Balots" in said


@pytest.mark.parametrize("container", ["csv", "parquet"])
def test_a_table_file_that_the_format_does_not_know_is_reported(container: str, tmp_path: Path) -> None:
    tables = sample()
    tables["balots"] = tables.pop("ballots")
    said = " ".join(fault.say("en") for fault in remarks_of(write(container, tmp_path, tables)))
    assert "balots" in said
