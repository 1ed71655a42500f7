"""Cells: dates, booleans, ids, counts, years, codes, text, in every form that the format allows."""

import unicodedata
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from kiemdiem.workbook.data import TableData
from kiemdiem.workbook.reading import read_workbook
from kiemdiem.workbook.values import NO_DAY

from .samples import Cell, Row, Tables, faults_of, pruned, read, sample, spots, write

YES = ("1", "true", "TRUE", "True", "x", "X", "có", "Có", "CÓ", " x ", unicodedata.normalize("NFD", "có"))
NO = ("0", "false", "FALSE", "không", "Không", unicodedata.normalize("NFD", "không"), None, "")
NO_FLAGS = ("yes", "co", "2", "-1", "xx", "không có")
ONE_DAY = ("2020-03-09", "09/03/2020", "9/3/2020", "2020-3-9", " 09/03/2020 ", "2020-03-09 00:00:00",
           "2020-03-09T00:00:00")  # fmt: skip
NO_DATES = ("1899-12-31", "31/12/1899", "2101-01-01", "01/01/2101", "29/02/2019", "2020-02-30", "31/04/2020", "2020",
            "03/2020", "20200309", "hôm qua", "9-3-2020", "2020/03/09", "09/03/20", "0000-00-00", "2020-03-09 x",
            "2020-03-09 12:30:00")  # fmt: skip
NO_COUNTS = ("-1", "12.5", "1,000", "1.000.000", "mười", "1e3", "12 phiếu", "²", "--3", "99999999999999999999")
NO_YEARS = ("1899", "2101", "19", "năm nay", "2019.5", "01/01/2019")
TEXTS = ("true", "1", "0", "NULL", "nan", "N/A", "none", "1e5", "2020-01-01", "#một", "01", "1.0")
BLANKS = ("", " ", "\t ", "\u00a0", None)
ERRORS = ("#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!")


def with_cells(container: str, folder: Path, table: str, column: str, values: Sequence[Cell]) -> Path:
    """A table with a row for each value in a column; all else in the rows is sound."""
    first: Row = sample()[table][0]
    tables: Tables = {"organisations": sample()["organisations"], "people": sample()["people"]}
    if table == "people":
        tables["people"] = [{"id": f"p{at}", column: value} for at, value in enumerate(values)]
    else:
        plain: Row = {"kind": "show_of_hands"} if table == "ballots" else {}
        tables[table] = [first | plain | {column: value} for value in values]
    return write(container, folder, tables)


def with_cell(container: str, folder: Path, table: str, column: str, value: Cell) -> Path:
    """The sample with one cell of the second row of a table changed (row 3 as the user sees it)."""
    tables = sample()
    tables[table][1][column] = value
    return write(container, folder, pruned(tables) | {table: tables[table]})


def column_of(container: str, folder: Path, table: str, column: str, values: Sequence[Cell]) -> TableData:
    return read(with_cells(container, folder, table, column, values))[table]


def names_of(container: str, folder: Path, values: Sequence[Cell]) -> list[str | None]:
    found: list[str | None] = column_of(container, folder, "people", "full_name", values).text("full_name").to_pylist()
    return found


def day_numbers(*days: date) -> list[int]:
    return [int(np.datetime64(day, "D").astype(np.int64)) for day in days]


def each_refused(table: str, column: str, values: Sequence[str]) -> list[tuple[str, int, str, str]]:
    return [(table, row, column, value) for row, value in enumerate(values, start=2)]


class TestDates:
    def test_every_written_form_gives_the_same_day(self, container: str, tmp_path: Path) -> None:
        people = column_of(container, tmp_path, "people", "admitted_on", ONE_DAY)
        assert people.days("admitted_on").tolist() == day_numbers(date(2020, 3, 9)) * len(ONE_DAY)

    def test_the_first_and_the_last_day_allowed_are_read(self, container: str, tmp_path: Path) -> None:
        days = (date(1900, 1, 1), date(1900, 2, 28), date(1900, 3, 1), date(1969, 12, 31), date(2100, 12, 31))
        typed = [f"{day:%d/%m/%Y}" for day in days]
        people = column_of(container, tmp_path, "people", "birth_date", typed)
        assert people.days("birth_date").tolist() == day_numbers(*days)

    def test_a_date_of_the_containers_own_type_is_the_day_that_it_shows(self, container: str, tmp_path: Path) -> None:
        days = (date(1900, 3, 1), date(1969, 12, 31), date(2000, 2, 29), date(2020, 3, 9), date(2100, 12, 31))
        people = column_of(container, tmp_path, "people", "birth_date", days)
        assert people.days("birth_date").tolist() == day_numbers(*days)

    def test_anything_else_is_refused_where_it_stands(self, container: str, tmp_path: Path) -> None:
        path = with_cells(container, tmp_path, "people", "admitted_on", NO_DATES)
        assert spots(faults_of(path)) == each_refused("people", "admitted_on", NO_DATES)

    def test_a_typed_date_after_2100_is_refused(self, container: str, tmp_path: Path) -> None:
        path = with_cells(container, tmp_path, "people", "admitted_on", [date(2020, 1, 1), date(2101, 1, 1)])
        assert spots(faults_of(path)) == [("people", 3, "admitted_on", "2101-01-01")]

    def test_a_number_without_a_date_format_is_no_date(self, container: str, tmp_path: Path) -> None:
        path = with_cells(container, tmp_path, "people", "admitted_on", [43899])
        assert spots(faults_of(path)) == [("people", 2, "admitted_on", "43899")]

    def test_an_empty_date_is_unknown(self, container: str, tmp_path: Path) -> None:
        people = column_of(container, tmp_path, "people", "admitted_on", BLANKS)
        assert set(people.days("admitted_on").tolist()) == {NO_DAY}


class TestFlags:
    def test_every_yes_is_yes(self, container: str, tmp_path: Path) -> None:
        assert column_of(container, tmp_path, "people", "short_contract", YES).flags("short_contract").all()

    def test_every_no_is_no(self, container: str, tmp_path: Path) -> None:
        assert not column_of(container, tmp_path, "people", "short_contract", NO).flags("short_contract").any()

    @pytest.mark.parametrize("values", [(True, False, None), (1, 0, None), (True, "x", "0")], ids=str)
    def test_flags_of_the_containers_own_type_are_read(
        self, container: str, values: tuple[Cell, ...], tmp_path: Path
    ) -> None:
        people = column_of(container, tmp_path, "people", "short_contract", values)
        assert people.flags("short_contract").tolist() == [value in (True, "x") for value in values]

    def test_anything_else_is_refused_where_it_stands(self, container: str, tmp_path: Path) -> None:
        path = with_cells(container, tmp_path, "people", "short_contract", NO_FLAGS)
        assert spots(faults_of(path)) == each_refused("people", "short_contract", NO_FLAGS)


class TestCounts:
    @pytest.mark.parametrize("values", [("12", "12.0", " 12 ", "012"), (12, 12), (12.0, 12.0)], ids=str)
    def test_a_whole_number_is_read(self, container: str, values: tuple[Cell, ...], tmp_path: Path) -> None:
        posts = read(with_cell(container, tmp_path, "posts", "rank", values[0]))["posts"]
        assert posts.counts("rank").tolist() == [2, 12]
        for at, value in enumerate(values[1:]):
            (tmp_path / str(at)).mkdir()
            again = read(with_cell(container, tmp_path / str(at), "posts", "rank", value))["posts"]
            assert again.counts("rank").tolist() == [2, 12]

    def test_anything_else_is_refused_where_it_stands(self, container: str, tmp_path: Path) -> None:
        path = with_cells(container, tmp_path, "posts", "rank", NO_COUNTS)
        found = [spot for spot in spots(faults_of(path)) if spot[2] == "rank"]
        assert found == each_refused("posts", "rank", NO_COUNTS)

    @pytest.mark.parametrize("typed", [-1, 12.5])
    def test_a_number_that_is_no_count_is_refused(self, container: str, typed: Cell, tmp_path: Path) -> None:
        path = with_cell(container, tmp_path, "ballots", "httnv", typed)
        assert spots(faults_of(path)) == [("ballots", 3, "httnv", str(typed))]

    def test_a_number_of_thousands_of_digits_is_refused(self, container: str, tmp_path: Path) -> None:
        path = with_cell(container, tmp_path, "ballots", "httnv", "9" * 5000)
        assert spots(faults_of(path)) == [("ballots", 3, "httnv", "9" * 5000)]

    def test_a_year_outside_1900_to_2100_is_refused(self, container: str, tmp_path: Path) -> None:
        path = with_cells(container, tmp_path, "history", "year", NO_YEARS)
        assert spots(faults_of(path)) == each_refused("history", "year", NO_YEARS)


class TestCodes:
    CODED = (("organisations", "kind"), ("collectives", "kind"), ("people", "occupation"), ("memberships", "kind"),
             ("posts", "role"), ("posts", "arrival"), ("posts", "managed_by"), ("circumstances", "kind"),
             ("professional_ratings", "level"), ("reviews", "self_level"), ("requirements", "kind"),
             ("ballots", "kind"), ("decisions", "level"), ("history", "level"), ("history", "award"),
             ("reviews", "subject_kind"), ("ballots", "subject_kind"), ("decisions", "subject_kind"),
             ("history", "subject_kind"))  # fmt: skip

    @pytest.mark.parametrize(("table", "column"), CODED)
    def test_an_unknown_code_is_refused_where_it_stands(self, table: str, column: str, tmp_path: Path) -> None:
        path = with_cell("csv", tmp_path, table, column, "unheard_of")
        assert spots(faults_of(path)) == [(table, 3, column, "unheard_of")]

    def test_a_code_in_other_letters_or_with_more_to_it_is_unknown(self, container: str, tmp_path: Path) -> None:
        typed = ("Official", "official,", "official worker", "0", "cán bộ")
        path = with_cells(container, tmp_path, "people", "occupation", typed)
        assert spots(faults_of(path)) == each_refused("people", "occupation", typed)

    def test_the_codes_that_are_expected_are_said(self, container: str, tmp_path: Path) -> None:
        faults = faults_of(with_cell(container, tmp_path, "memberships", "kind", "guest"))
        assert spots(faults) == [("memberships", 3, "kind", "guest")]
        assert "official temporary" in faults[0].say("en")


class TestText:
    def test_ids_are_text_with_their_leading_zeros(self, container: str, tmp_path: Path) -> None:
        people = read(write(container, tmp_path, sample()))["people"]
        assert people.text("id").to_pylist() == ["001", "002", "003"]
        assert people.text("card_number").to_pylist() == ["012345678901", "000000000042", None]

    def test_ids_typed_as_numbers_tie_to_ids_typed_as_text(self, container: str, tmp_path: Path) -> None:
        tables = sample()
        for rows in tables.values():
            for row in rows:
                for key in ("person", "subject", "id"):
                    if str(row.get(key)).startswith("00"):
                        row[key] = f"7{row[key]}"
        for row in tables["people"]:
            row["id"] = int(str(row["id"]))
        workbook = read(write(container, tmp_path, tables))
        assert workbook["people"].text("id").to_pylist() == ["7001", "7002", "7003"]
        assert workbook["memberships"].rows("person").tolist() == [0, 1, 1]

    def test_a_card_number_typed_as_a_number_keeps_its_digits(self, container: str, tmp_path: Path) -> None:
        people = column_of(container, tmp_path, "people", "card_number", [123456789012, None])
        assert people.text("card_number").to_pylist() == ["123456789012", None]

    def test_decomposed_ids_tie_to_composed_ones(self, container: str, tmp_path: Path) -> None:
        tables = sample()
        tables["organisations"].append({"id": "Ủy ban", "kind": "agency"})
        tables["people"][1]["workplace"] = unicodedata.normalize("NFD", "Ủy ban")
        people = read(write(container, tmp_path, tables))["people"]
        assert people.rows("workplace")[1] == len(tables["organisations"]) - 1

    def test_text_is_trimmed_and_composed(self, container: str, tmp_path: Path) -> None:
        typed = unicodedata.normalize("NFD", "  Trần Thị Ước \n")
        assert names_of(container, tmp_path, [typed]) == ["Trần Thị Ước"]

    def test_blank_text_is_unknown(self, container: str, tmp_path: Path) -> None:
        assert names_of(container, tmp_path, BLANKS) == [None] * len(BLANKS)

    def test_a_text_that_looks_like_something_else_stays_text(self, container: str, tmp_path: Path) -> None:
        assert names_of(container, tmp_path, TEXTS) == list(TEXTS)

    @pytest.mark.parametrize("column", ["full_name", "admitted_on", "short_contract", "occupation"])
    def test_an_error_value_in_any_column_is_refused(self, container: str, column: str, tmp_path: Path) -> None:
        faults = faults_of(with_cells(container, tmp_path, "people", column, ERRORS))
        assert spots(faults) == each_refused("people", column, ERRORS)
        assert all("formula error" in fault.say("en") for fault in faults)


class TestEmptyCells:
    REQUIRED = (("organisations", "id"), ("organisations", "kind"), ("collectives", "id"), ("people", "id"),
                ("memberships", "person"), ("memberships", "cell"), ("memberships", "kind"), ("posts", "collective"),
                ("circumstances", "kind"), ("professional_ratings", "level"), ("reviews", "subject_kind"),
                ("reviews", "subject"), ("requirements", "kind"), ("ballots", "kind"), ("ballots", "base"),
                ("decisions", "level"), ("history", "year"))  # fmt: skip

    @pytest.mark.parametrize(("table", "column"), REQUIRED)
    @pytest.mark.parametrize("blank", [None, "  "], ids=["empty", "spaces"])
    def test_a_cell_that_may_not_be_empty_is_refused(
        self, table: str, column: str, blank: str | None, tmp_path: Path
    ) -> None:
        assert (table, 3, column, "") in spots(faults_of(with_cell("csv", tmp_path, table, column, blank)))

    @pytest.mark.parametrize("column", ["base", "kind"])
    @pytest.mark.parametrize("blank", [None, "  "], ids=["empty", "spaces"])
    def test_an_empty_base_or_kind_is_refused_in_every_container(
        self, container: str, column: str, blank: str | None, tmp_path: Path
    ) -> None:
        path = with_cell(container, tmp_path, "ballots", column, blank)
        assert spots(faults_of(path)) == [("ballots", 3, column, "")]

    @pytest.mark.parametrize("table", ["memberships", "posts", "circumstances"])
    def test_an_empty_start_is_remarked_upon_and_accepted(self, container: str, table: str, tmp_path: Path) -> None:
        _, remarks = read_workbook(with_cell(container, tmp_path, table, "start", None))
        assert [(fault.table, fault.row, fault.column, fault.is_error) for fault in remarks] == [
            (table, 3, "start", False)
        ]

    def test_a_start_that_cannot_be_read_is_not_called_empty_too(self, container: str, tmp_path: Path) -> None:
        faults = faults_of(with_cell(container, tmp_path, "posts", "start", "mồng một"))
        assert [(fault.row, fault.column, fault.value) for fault in faults] == [(3, "start", "mồng một")]
