"""Excel files: sheets, row numbers, formula errors, and what calamine alone would not tell."""

import re
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter

from .samples import (
    Cell,
    as_grid,
    contents,
    faults_of,
    read,
    remarks_of,
    sample,
    spots,
    titled,
    write,
    write_xlsx,
)
from .zips import members, rezip, sheet_part

Grids = dict[str, list[list[Cell]]]


def grids() -> Grids:
    return {key: as_grid(rows) for key, rows in sample().items()}


def write_grids(folder: Path, changed: Grids) -> Path:
    path = folder / "book.xlsx"
    write_xlsx(path, grids() | changed)
    return path


def with_errors(path: Path, table: str, errors: dict[tuple[int, int], str], tables: Grids | None = None) -> Path:
    """The sample with formula cells that show errors, by row and column counted from 0."""
    with xlsxwriter.Workbook(str(path), {"default_date_format": "dd/mm/yyyy"}) as book:
        for name, grid in (tables or grids()).items():
            sheet = book.add_worksheet(name)
            for row, cells in enumerate(grid):
                for column, value in enumerate(cells):
                    if value is not None and not (name == table and (row, column) in errors):
                        sheet.write(row, column, value)
            if name == table:
                for (row, column), error in errors.items():
                    sheet.write_formula(row, column, "=1/0", None, error)
    return path


class TestRows:
    def test_blank_rows_are_skipped_and_the_numbering_kept(self, tmp_path: Path) -> None:
        grid = grids()["history"]
        spread: list[list[Cell]] = [grid[0], [], grid[1], [None, ""], [], grid[2], ["member", "nobody", 2019]]
        path = write_grids(tmp_path, {"history": spread})
        assert spots(faults_of(path)) == [("history", 7, "subject", "nobody")]
        history = read(write_grids(tmp_path, {"history": spread[:-1]}))["history"]
        assert history.row_numbers.tolist() == [3, 6]

    def test_blank_rows_above_the_headings_count(self, tmp_path: Path) -> None:
        grid = grids()["history"]
        path = write_grids(tmp_path, {"history": [[], [], [None], *grid, ["member", "nobody", 2019]]})
        assert spots(faults_of(path)) == [("history", 7, "subject", "nobody")]

    def test_blank_columns_before_the_first_are_no_matter(self, tmp_path: Path) -> None:
        shifted: list[list[Cell]] = [[None, None, *row] for row in grids()["history"]]
        path = write_grids(tmp_path, {"history": shifted})
        assert contents(read(path)) == contents(read(write_grids(tmp_path, {})))

    def test_a_row_of_spaces_is_refused_or_skipped_but_shifts_no_other(self, tmp_path: Path) -> None:
        grid = grids()["history"]
        path = write_grids(tmp_path, {"history": [grid[0], ["  ", " "], *grid[1:], ["member", "nobody", 2019]]})
        assert ("history", 5, "subject", "nobody") in spots(faults_of(path))

    def test_a_sheet_with_headings_only_is_an_empty_table(self, tmp_path: Path) -> None:
        path = write_grids(tmp_path, {"history": [grids()["history"][0]], "nominations": []})
        workbook = read(path)
        assert (workbook["history"].size, workbook["nominations"].size) == (0, 0)

    def test_sheets_may_stand_in_any_order(self, tmp_path: Path) -> None:
        path = tmp_path / "reversed.xlsx"
        write_xlsx(path, dict(reversed(grids().items())))
        assert contents(read(path)) == contents(read(write_grids(tmp_path, {})))


class TestCells:
    def test_formulas_give_their_values(self, tmp_path: Path) -> None:
        path = tmp_path / "formulas.xlsx"
        with xlsxwriter.Workbook(str(path)) as book:
            for name in ("organisations", "people"):
                sheet = book.add_worksheet(name)
                sheet.write_row(0, 0, ["id", "kind"] if name == "organisations" else ["id", "full_name"])
                sheet.write_row(1, 0, ["O1", "cell"] if name == "organisations" else ["1"])
                if name == "organisations":
                    sheet.write(0, 2, "parent")
                else:
                    sheet.write_formula(1, 1, '="Nguyễn "&"An"', None, "Nguyễn An")
        assert read(path)["people"].text("full_name").to_pylist() == ["Nguyễn An"]

    def test_a_time_of_day_beside_a_date_is_dropped(self, tmp_path: Path) -> None:
        tables = sample()
        tables["people"][0]["admitted_on"] = datetime(2001, 2, 3, 14, 30)
        plain = sample()
        plain["people"][0]["admitted_on"] = date(2001, 2, 3)
        found = read(write("xlsx", tmp_path, tables))["people"].days("admitted_on").tolist()
        assert found == read(write("xlsx", tmp_path, plain, "plain"))["people"].days("admitted_on").tolist()

    def test_a_date_in_a_column_of_text_is_shown_as_a_date(self, tmp_path: Path) -> None:
        tables = sample()
        tables["nominations"][0]["period"] = date(2016, 1, 31)
        assert read(write("xlsx", tmp_path, tables))["nominations"].text("period").to_pylist() == ["2016-01-31"]

    def test_dates_and_texts_may_stand_in_one_column(self, tmp_path: Path) -> None:
        tables = sample()
        tables["people"][0]["birth_date"] = "02/09/1970"
        assert contents(read(write("xlsx", tmp_path, tables))) == contents(
            read(write("xlsx", tmp_path, sample(), "plain"))
        )


class TestFormulaErrors:
    @pytest.mark.parametrize("error", ["#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#N/A"])
    def test_an_error_cell_is_refused_where_it_stands(self, error: str, tmp_path: Path) -> None:
        faults = faults_of(with_errors(tmp_path / "e.xlsx", "people", {(2, 1): error}))
        assert spots(faults) == [("people", 3, "full_name", error)]
        assert "formula error" in faults[0].say("en")

    def test_all_error_cells_are_found_in_one_pass(self, tmp_path: Path) -> None:
        errors = {(1, 2): "#REF!", (2, 5): "#DIV/0!", (2, 7): "#NAME?", (3, 9): "#N/A"}
        assert spots(faults_of(with_errors(tmp_path / "e.xlsx", "people", errors))) == [
            ("people", 2, "birth_date", "#REF!"),
            ("people", 3, "admitted_on", "#DIV/0!"),
            ("people", 3, "occupation", "#NAME?"),
            ("people", 4, "short_contract", "#N/A"),
        ]

    def test_an_error_in_a_cell_that_may_not_be_empty_is_told_once(self, tmp_path: Path) -> None:
        faults = faults_of(with_errors(tmp_path / "e.xlsx", "memberships", {(1, 2): "#REF!"}))
        assert spots(faults) == [("memberships", 2, "kind", "#REF!")]

    def test_an_error_below_a_vietnamese_title_names_the_column_as_other_faults_do(self, tmp_path: Path) -> None:
        by_title = {key: as_grid(rows) for key, rows in titled(sample()).items()}
        path = with_errors(tmp_path / "e.xlsx", "people", {(2, 1): "#REF!"}, by_title)
        assert spots(faults_of(path)) == [("people", 3, "full_name", "#REF!")]

    def test_an_error_in_a_row_of_its_own_is_refused(self, tmp_path: Path) -> None:
        path = with_errors(tmp_path / "e.xlsx", "people", {(7, 1): "#REF!"})
        assert spots(faults_of(path)) == [("people", 8, "full_name", "#REF!")]

    def test_an_error_below_blank_first_rows_has_the_row_that_excel_shows(self, tmp_path: Path) -> None:
        tables = grids()
        tables["people"] = [[], [], *tables["people"]]
        path = with_errors(tmp_path / "e.xlsx", "people", {(4, 1): "#REF!"}, tables)
        assert spots(faults_of(path)) == [("people", 5, "full_name", "#REF!")]

    def test_an_error_in_a_sheet_that_is_not_read_is_no_fault(self, tmp_path: Path) -> None:
        tables = grids() | {"nháp": [["a"], ["b"]]}
        assert read(with_errors(tmp_path / "e.xlsx", "nháp", {(1, 0): "#REF!"}, tables))["people"].size == 3

    def test_an_error_that_is_typed_as_text_is_refused_too(self, tmp_path: Path) -> None:
        tables = sample()
        tables["people"][1]["full_name"] = "#REF!"
        assert spots(faults_of(write("xlsx", tmp_path, tables))) == [("people", 3, "full_name", "#REF!")]

    @pytest.mark.parametrize("cell", [b'<c t="e" r="B3"><v>#REF!</v></c>', b"<c r='B3' t='e'><v>#REF!</v></c>",
                                      b'<c r="B3" s="1"  t="e" ><f>1/0</f><v>#REF!</v></c>'])  # fmt: skip
    def test_an_error_cell_is_found_however_the_program_wrote_it(self, cell: bytes, tmp_path: Path) -> None:
        source = write("xlsx", tmp_path, sample())
        part = sheet_part(source, "people")
        edited = re.sub(rb'<c r="B3"[^>]*>.*?</c>', cell, members(source)[part])
        path = rezip(source, tmp_path / "e.xlsx", {part: edited})
        assert spots(faults_of(path)) == [("people", 3, "full_name", "#REF!")]

    def test_an_error_cell_is_found_in_a_sheet_with_a_namespace_prefix(self, tmp_path: Path) -> None:
        source = with_errors(tmp_path / "plain.xlsx", "people", {(2, 1): "#REF!"})
        part = sheet_part(source, "people")
        prefixed = re.sub(rb"<(/?)(?!\?)", rb"<\1x:", members(source)[part])
        prefixed = prefixed.replace(b"xmlns=", b"xmlns:x=")
        path = rezip(source, tmp_path / "e.xlsx", {part: prefixed})
        assert spots(faults_of(path)) == [("people", 3, "full_name", "#REF!")]


def test_a_sound_file_gives_no_remark(tmp_path: Path) -> None:
    assert remarks_of(write_grids(tmp_path, {})) == []
