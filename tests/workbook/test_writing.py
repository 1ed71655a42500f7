"""Writing: what stands at the target changes only when everything has been written."""

import csv
import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as parquet
import pytest
import python_calamine as calamine

from kiemdiem.workbook.faults import WorkbookFaults
from kiemdiem.workbook.writing import FORMATS, CannotWrite, check_size, staged, write_files, write_xlsx

from .samples import snapshot
from .zips import members

NAMES = ["=1+1", "+84", "-5", "@an", "Nguyễn An", None]
OTHER_ERRORS = (errno.EACCES, errno.EROFS, errno.EDQUOT, errno.EIO)


def tables() -> dict[str, pa.Table]:
    return {
        "people": pa.table({"id": [str(at) for at in range(len(NAMES))], "full_name": NAMES}),
        "history": pa.table({"subject": ["1"], "year": pa.array([2019], pa.int32()), "certified": [True]}),
    }


@pytest.fixture
def existing(tmp_path: Path) -> Path:
    """A folder with the results of an earlier run, and something that is not ours."""
    folder = tmp_path / "results"
    folder.mkdir()
    (folder / "people.csv").write_text("the earlier people\n")
    (folder / "notes.txt").write_bytes(b"\x00\xff mine")
    (folder / "inner").mkdir()
    (folder / "inner" / "deep.txt").write_text("deep")
    return folder


@pytest.fixture
def untouched(existing: Path, tmp_path: Path) -> Iterator[Path]:
    """The folder; once the test is over, nothing in it has changed and nothing stands beside it."""
    before = snapshot(existing)
    yield existing
    assert snapshot(existing) == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["results"]


class TestTexts:
    def test_texts_that_begin_like_a_formula_stay_texts_in_excel(self, tmp_path: Path) -> None:
        write_xlsx(tmp_path / "book.xlsx", list(tables().items()))
        book = calamine.CalamineWorkbook.from_path(str(tmp_path / "book.xlsx"))
        rows = book.get_sheet_by_name("people").to_python()
        assert [row[1] for row in rows[1:]] == [name or "" for name in NAMES]
        assert not [part for part, content in members(tmp_path / "book.xlsx").items() if b"<f>" in content]

    def test_texts_that_begin_like_a_formula_get_an_apostrophe_in_csv(self, tmp_path: Path) -> None:
        write_files(tmp_path, tables(), "csv", "")
        with (tmp_path / "people.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        assert [row[1] for row in rows[1:]] == ["'=1+1", "'+84", "'-5", "'@an", "Nguyễn An", ""]

    def test_parquet_holds_the_texts_as_they_are(self, tmp_path: Path) -> None:
        write_files(tmp_path, tables(), "parquet", "", {"edition": "x"})
        found = parquet.read_table(tmp_path / "people.parquet")
        assert found["full_name"].to_pylist() == NAMES
        assert found.schema.metadata == {b"edition": b"x"}

    def test_negative_numbers_stay_numbers(self, tmp_path: Path) -> None:
        write_files(tmp_path, {"caps": pa.table({"over": pa.array([-5], pa.int32())})}, "csv", "")
        assert (tmp_path / "caps.csv").read_text().split() == ['"over"', "-5"] or (
            (tmp_path / "caps.csv").read_text().split() == ["over", "-5"]
        )

    def test_flags_are_ones_and_noughts_in_csv(self, tmp_path: Path) -> None:
        write_files(tmp_path, tables(), "csv", "")
        assert (tmp_path / "history.csv").read_text().splitlines()[1].endswith("2019,1")

    def test_a_text_too_long_for_an_excel_cell_is_refused(self, existing: Path) -> None:
        long = {"people": pa.table({"id": ["1"], "full_name": ["x" * 32_768]})}
        with pytest.raises((WorkbookFaults, CannotWrite)), staged(existing, is_folder=True) as stage:  # noqa: PT012
            check_size(long, "xlsx")
            write_files(stage, long, "xlsx", "book.xlsx")


class TestSize:
    def test_more_rows_than_a_sheet_holds_are_refused_for_excel(self) -> None:
        with pytest.raises(WorkbookFaults, match="people has 1048576 rows, an Excel sheet holds 1048575"):
            check_size({"people": pa.table({"id": pa.nulls(1_048_576)})}, "xlsx")

    def test_as_many_rows_as_a_sheet_holds_are_accepted(self) -> None:
        check_size({"people": pa.table({"id": pa.nulls(1_048_575)})}, "xlsx")

    @pytest.mark.parametrize("kind", ["csv", "parquet"])
    def test_the_other_formats_hold_any_number_of_rows(self, kind: str) -> None:
        check_size({"people": pa.table({"id": pa.nulls(2_000_000)})}, kind)


class TestStaging:
    @pytest.mark.parametrize("kind", FORMATS)
    def test_a_new_folder_holds_the_files_and_nothing_else(self, kind: str, tmp_path: Path) -> None:
        with staged(tmp_path / "new" / "out", is_folder=True) as stage:
            write_files(stage, tables(), kind, "book.xlsx")
        names = {"book.xlsx"} if kind == "xlsx" else {f"people.{kind}", f"history.{kind}"}
        assert {file.name for file in (tmp_path / "new" / "out").iterdir()} == names
        assert [entry.name for entry in (tmp_path / "new").iterdir()] == ["out"]

    def test_an_existing_folder_keeps_the_files_that_are_not_ours(self, existing: Path) -> None:
        with staged(existing, is_folder=True) as stage:
            write_files(stage, tables(), "csv", "")
        after = snapshot(existing)
        assert after["notes.txt"] == b"\x00\xff mine"
        assert after["inner/deep.txt"] == b"deep"
        assert b"earlier" not in after["people.csv"]

    def test_a_target_that_is_a_file_is_replaced_whole(self, tmp_path: Path) -> None:
        target = tmp_path / "book.xlsx"
        target.write_text("old")
        with staged(target, is_folder=False) as stage:
            write_xlsx(stage / target.name, list(tables().items()))
        assert target.read_bytes().startswith(b"PK")
        assert [entry.name for entry in tmp_path.iterdir()] == ["book.xlsx"]

    @pytest.mark.parametrize("kind", ["csv", "parquet"])
    def test_a_folder_named_like_one_of_its_files_is_still_a_folder(self, kind: str, tmp_path: Path) -> None:
        target = tmp_path / f"people.{kind}"
        with staged(target, is_folder=True) as stage:
            write_files(stage, tables(), kind, "book.xlsx")
        assert {file.name for file in target.iterdir()} == {f"people.{kind}", f"history.{kind}"}

    @pytest.mark.parametrize("number", [errno.ENOSPC, *OTHER_ERRORS], ids=errno.errorcode.get)
    def test_an_error_of_the_system_leaves_everything_as_it_was(self, number: int, untouched: Path) -> None:
        with pytest.raises(CannotWrite) as caught, staged(untouched, is_folder=True) as stage:  # noqa: PT012
            (stage / "people.csv").write_text("half of it")
            raise OSError(number, os.strerror(number))
        assert (caught.value.target, caught.value.reason) == (untouched, os.strerror(number))

    @pytest.mark.parametrize("error", [KeyboardInterrupt, MemoryError, ValueError])
    def test_any_other_interruption_leaves_everything_as_it_was(
        self, error: type[BaseException], untouched: Path
    ) -> None:
        with pytest.raises(error), staged(untouched, is_folder=True) as stage:  # noqa: PT012
            (stage / "people.csv").write_text("half of it")
            raise error

    @pytest.mark.parametrize("failing", [0, 1])
    def test_a_file_that_cannot_be_moved_into_place_leaves_everything_as_it_was(
        self, failing: int, untouched: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        replace, calls = os.replace, iter(range(100))

        def fails_once(source: Path, target: Path) -> None:
            if next(calls) == failing:
                raise OSError(errno.EACCES, os.strerror(errno.EACCES))
            replace(source, target)

        monkeypatch.setattr(os, "replace", fails_once)
        with pytest.raises(CannotWrite), staged(untouched, is_folder=True) as stage:
            write_files(stage, tables(), "csv", "")

    def test_a_folder_in_the_place_of_a_file_leaves_everything_as_it_was(self, tmp_path: Path) -> None:
        target = tmp_path / "out"
        (target / "people.csv" / "inner").mkdir(parents=True)
        (target / "history.csv").write_text("earlier")
        before = snapshot(target)
        with pytest.raises(CannotWrite), staged(target, is_folder=True) as stage:
            write_files(stage, tables(), "csv", "")
        assert snapshot(target) == before

    def test_a_place_that_cannot_hold_a_folder_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("mine")
        with pytest.raises(CannotWrite), staged(tmp_path / "file" / "out", is_folder=True):
            raise AssertionError("nothing may be written")
        assert (tmp_path / "file").read_text() == "mine"

    def test_a_folder_where_a_file_stands_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "out").write_text("mine")
        with pytest.raises(CannotWrite), staged(tmp_path / "out", is_folder=True) as stage:
            write_files(stage, tables(), "csv", "")
        assert snapshot(tmp_path) == {"out": b"mine"}
