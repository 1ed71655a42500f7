"""Folders of parquet files: columns of any type are read or refused, never a traceback."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as parquet
import pytest

from kiemdiem.demonstration import Size, make
from kiemdiem.workbook.writing import write_files

from .samples import contents, faults_of, read, remarks_of, sample, spots, write


def folder_with(folder: Path, table: str, column: str, values: pa.Array) -> Path:
    """The sample as parquet, one column of a table replaced."""
    path = write("parquet", folder, sample())
    whole = parquet.read_table(path / f"{table}.parquet")
    at = whole.column_names.index(column)
    parquet.write_table(whole.set_column(at, column, values), path / f"{table}.parquet")
    return path


class TestTypes:
    @pytest.mark.parametrize("table", ["people", "memberships", "ballots", "posts"])
    def test_dictionaries_are_read_as_the_texts_they_stand_for(self, table: str, tmp_path: Path) -> None:
        path = write("parquet", tmp_path, sample())
        expected = contents(read(path))
        whole = parquet.read_table(path / f"{table}.parquet")
        for at, field in enumerate(whole.schema):
            if pa.types.is_string(field.type):
                whole = whole.set_column(at, field.name, whole[field.name].dictionary_encode())
        parquet.write_table(whole, path / f"{table}.parquet")
        assert contents(read(path)) == expected

    def test_a_dictionary_is_judged_like_plain_text(self, tmp_path: Path) -> None:
        ids = pa.array(["O4", "nowhere", "#REF!"]).dictionary_encode()
        assert spots(faults_of(folder_with(tmp_path, "memberships", "cell", ids)))[:2] == [
            ("memberships", 3, "cell", "nowhere"),
            ("memberships", 4, "cell", "#REF!"),
        ]

    def test_the_demonstration_is_read_back(self, tmp_path: Path) -> None:
        write_files(tmp_path, make(Size.CELL, 1), "parquet", "")
        assert remarks_of(tmp_path) == []

    @pytest.mark.parametrize("kind", [pa.large_string(), pa.string_view()])
    def test_other_kinds_of_text_are_text(self, kind: pa.DataType, tmp_path: Path) -> None:
        names = pa.array(["An", "Bình", None], kind)
        people = read(folder_with(tmp_path, "people", "full_name", names))["people"]
        assert people.text("full_name").to_pylist() == ["An", "Bình", None]

    @pytest.mark.parametrize("kind", [pa.int8(), pa.uint64(), pa.float32(), pa.float64(), pa.decimal128(22, 2)])
    def test_any_number_type_holds_counts(self, kind: pa.DataType, tmp_path: Path) -> None:
        votes = pa.array([21, 11, 19, None]).cast(kind)
        ballots = read(folder_with(tmp_path, "ballots", "httnv", votes))["ballots"]
        assert ballots.counts("httnv").tolist() == [21, 11, 19, -1]

    @pytest.mark.parametrize("kind", [pa.timestamp("us"), pa.timestamp("ns", "Asia/Ho_Chi_Minh"), pa.date64()])
    def test_any_date_type_holds_dates(self, kind: pa.DataType, tmp_path: Path) -> None:
        days = [datetime(2020, 12, 1), datetime(2020, 12, 2)]
        path = folder_with(tmp_path, "professional_ratings", "decided_on", pa.array(days, kind))
        plain = pa.array([day.date() for day in days], pa.date32())
        (tmp_path / "plain").mkdir()
        expected = folder_with(tmp_path / "plain", "professional_ratings", "decided_on", plain)
        assert contents(read(path)) == contents(read(expected))

    def test_a_column_without_any_value_is_empty(self, tmp_path: Path) -> None:
        people = read(folder_with(tmp_path, "people", "full_name", pa.nulls(3)))["people"]
        assert people.text("full_name").null_count == 3

    @pytest.mark.parametrize("number", [float("inf"), float("-inf"), 1e30, -1e30, float("nan"), 0.5])
    def test_a_number_that_is_no_count_is_refused(self, number: float, tmp_path: Path) -> None:
        votes = pa.array([21.0, number, 19.0, None])
        found = spots(faults_of(folder_with(tmp_path, "ballots", "httnv", votes)))
        assert [spot[:3] for spot in found] == [("ballots", 3, "httnv")]

    @pytest.mark.parametrize("number", [float("inf"), 1e30])
    def test_an_enormous_number_as_an_id_is_refused_as_unknown(self, number: float, tmp_path: Path) -> None:
        persons = pa.array([1.0, number, 2.0])
        found = spots(faults_of(folder_with(tmp_path, "memberships", "person", persons)))
        assert ("memberships", 3, "person") in [spot[:3] for spot in found]

    @pytest.mark.parametrize("values", [
        pa.array([[1], [2], [3], [4]]),
        pa.array([{"a": 1}] * 4),
        pa.array([b"\xff\xfe"] * 4),
        pa.array([[("a", 1)]] * 4, pa.map_(pa.string(), pa.int64())),
        pa.array([16] * 4, pa.time32("s")),
        pa.array([5] * 4, pa.duration("s")),
    ], ids=lambda values: str(values.type))  # fmt: skip
    @pytest.mark.parametrize("column", ["base", "subject"])
    def test_a_column_of_a_type_that_no_cell_has_is_refused(
        self, values: pa.Array, column: str, tmp_path: Path
    ) -> None:
        found = faults_of(folder_with(tmp_path, "ballots", column, values))
        assert any("ballots" in fault.say("en") for fault in found)

    @pytest.mark.parametrize("day", [-99_999_999, 99_999_999, 2**31 - 1])
    def test_a_day_beyond_the_calendar_is_refused(self, day: int, tmp_path: Path) -> None:
        days = pa.array([day, 18_000], pa.int32()).cast(pa.date32())
        found = spots(faults_of(folder_with(tmp_path, "professional_ratings", "decided_on", days)))
        assert [spot[:3] for spot in found] == [("professional_ratings", 2, "decided_on")]

    def test_a_date_before_1900_is_refused_once(self, tmp_path: Path) -> None:
        ends = pa.array([date(1899, 12, 31), date(2020, 7, 1)])
        found = spots(faults_of(folder_with(tmp_path, "circumstances", "end", ends)))
        assert found == [("circumstances", 2, "end", "1899-12-31")]

    def test_a_decimal_that_is_no_whole_number_is_refused(self, tmp_path: Path) -> None:
        votes = pa.array([Decimal("21.50"), Decimal("11.00"), Decimal("19.00"), None])
        found = spots(faults_of(folder_with(tmp_path, "ballots", "httnv", votes)))
        assert found == [("ballots", 2, "httnv", "21.50")]


class TestFiles:
    def test_rows_count_from_two_as_in_the_other_containers(self, tmp_path: Path) -> None:
        cells = pa.array(["nowhere", "O5", "nowhere"])
        assert [spot[1] for spot in spots(faults_of(folder_with(tmp_path, "memberships", "cell", cells)))] == [2, 4]

    def test_a_file_of_several_row_groups_is_read_whole(self, tmp_path: Path) -> None:
        path = write("parquet", tmp_path, sample())
        expected = contents(read(path))
        people = parquet.read_table(path / "people.parquet")
        parquet.write_table(people, path / "people.parquet", row_group_size=1)
        assert contents(read(path)) == expected

    def test_the_folders_name_adds_no_column(self, tmp_path: Path) -> None:
        (tmp_path / "year=2020").mkdir()
        assert remarks_of(write("parquet", tmp_path / "year=2020", sample())) == []

    @pytest.mark.parametrize("keep", [0, 4, 100, -8, -1])
    def test_a_truncated_file_is_refused_by_name(self, keep: int, tmp_path: Path) -> None:
        path = write("parquet", tmp_path, sample())
        whole = (path / "people.parquet").read_bytes()
        (path / "people.parquet").write_bytes(whole[:keep])
        assert "people.parquet cannot be read" in faults_of(path)[0].say("en")

    def test_a_file_that_is_no_parquet_is_refused_by_name(self, tmp_path: Path) -> None:
        path = write("parquet", tmp_path, sample())
        (path / "people.parquet").write_text("id,full_name\n1,An\n")
        assert "people.parquet cannot be read" in faults_of(path)[0].say("en")


class TestDictionaries:
    def test_an_empty_text_in_a_dictionary_is_an_empty_cell(self, tmp_path: Path) -> None:
        rows = len(sample()["memberships"])
        persons = pa.array(["  ", *(str(row["person"]) for row in sample()["memberships"][1:])]).dictionary_encode()
        assert len(persons) == rows
        found = faults_of(folder_with(tmp_path, "memberships", "person", persons))
        assert [(fault.row, fault.column, fault.expected.say("en")) for fault in found] == [
            (2, "person", "may not be empty")
        ]
