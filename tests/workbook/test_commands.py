"""The command line on faulty workbooks: exit status 2, every fault said, nothing written."""

import gettext
import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kiemdiem import wording
from kiemdiem.cli import group

from .samples import Tables, sample, snapshot, write


@pytest.fixture(autouse=True)
def _texts_of_the_code(monkeypatch: pytest.MonkeyPatch) -> None:
    """The messages as they stand in the code, whatever catalogues there are."""
    monkeypatch.setattr(wording, "_catalogue", lambda language: gettext.NullTranslations())


def run(*arguments: str | Path) -> Result:
    result = CliRunner().invoke(group, [*map(str, arguments), "--lang", "en"])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def faulty() -> Tables:
    tables = sample()
    tables["people"][1]["birth_date"] = "31/02/1985"
    tables["ballots"][0]["base"] = 29
    tables["memberships"][0].update({"cell": "O99", "end": date(2014, 12, 31)})
    return tables


FAULTY_LINES = [
    'people, row 3, column birth_date (Ngày sinh), value "31/02/1985"',
    'memberships, row 2, column cell (Chi bộ), value "O99"',
    'memberships, row 2, column end (Đến ngày), value "2014-12-31"',
    'ballots, row 2, column base (Số người tham gia bỏ phiếu), value "29"',
]


class TestCheck:
    def test_a_sound_workbook_is_in_order(self, container: str, tmp_path: Path) -> None:
        result = run("workbook", "check", write(container, tmp_path, sample()))
        assert (result.exit_code, result.stderr) == (0, "")
        rows = sum(len(rows) for rows in sample().values())
        assert result.stdout == f"The workbook is in order: {rows} rows.\n"

    def test_every_fault_is_said_on_a_line_of_its_own(self, container: str, tmp_path: Path) -> None:
        result = run("workbook", "check", write(container, tmp_path, faulty()))
        assert result.exit_code == 2
        lines = result.stdout.splitlines()
        assert [line for line in FAULTY_LINES if not any(f"fault: {line}" in said for said in lines)] == []
        assert lines[-1].startswith("4 faults")
        assert len(lines) == 5

    def test_the_faults_are_told_as_json_too(self, tmp_path: Path) -> None:
        result = run("workbook", "check", write("xlsx", tmp_path, faulty()), "--json")
        assert result.exit_code == 2
        told = [(fault["table"], fault["row"], fault["column"], fault["value"]) for fault in json.loads(result.stdout)]
        assert told == [
            ("people", 3, "birth_date", "31/02/1985"),
            ("memberships", 2, "cell", "O99"),
            ("memberships", 2, "end", "2014-12-31"),
            ("ballots", 2, "base", "29"),
        ]

    def test_a_sound_workbook_has_no_faults_as_json(self, tmp_path: Path) -> None:
        result = run("workbook", "check", write("csv", tmp_path, sample()), "--json")
        assert (result.exit_code, json.loads(result.stdout)) == (0, [])

    def test_an_unknown_column_is_a_remark_and_no_fault(self, tmp_path: Path) -> None:
        tables = sample()
        tables["people"][0]["phone"] = "0912"
        result = run("workbook", "check", write("csv", tmp_path, tables))
        assert result.exit_code == 0
        assert "remark: people, column phone" in result.stdout

    def test_braces_and_percent_signs_in_a_value_are_said_as_they_are(self, tmp_path: Path) -> None:
        tables = sample()
        tables["people"][0]["birth_date"] = "{value} {0} %s"
        result = run("workbook", "check", write("csv", tmp_path, tables))
        assert (result.exit_code, 'value "{value} {0} %s"' in result.stdout) == (2, True)

    @pytest.mark.parametrize("name", ["nowhere.xlsx", "a" * 300, "nul\x00.xlsx", ""])
    def test_a_path_where_nothing_can_be_is_refused(self, name: str, tmp_path: Path) -> None:
        result = run("workbook", "check", f"{tmp_path}/{name}" if name else "")
        assert result.exit_code == 2
        assert "Traceback" not in result.output

    def test_an_encrypted_file_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "secret.xlsx").write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(100))
        result = run("workbook", "check", tmp_path / "secret.xlsx")
        assert (result.exit_code, "secret.xlsx is encrypted" in result.stdout) == (2, True)


class TestEvaluate:
    @pytest.mark.parametrize("kind", ["csv", "xlsx", "parquet"])
    def test_a_faulty_workbook_leaves_an_existing_folder_untouched(
        self, container: str, kind: str, tmp_path: Path
    ) -> None:
        book, out = write(container, tmp_path, faulty()), tmp_path / "out"
        out.mkdir()
        (out / "results.csv").write_text("earlier")
        (out / "mine.txt").write_bytes(b"\x00")
        before = snapshot(tmp_path)
        result = run("evaluate", book, "--out", out, "--format", kind)
        assert result.exit_code == 2
        assert [line for line in FAULTY_LINES if line not in result.stderr] == []
        assert "4 faults" in result.stderr
        assert snapshot(tmp_path) == before

    def test_a_faulty_workbook_makes_no_folder(self, tmp_path: Path) -> None:
        book = write("csv", tmp_path, faulty())
        assert run("evaluate", book, "--out", tmp_path / "new" / "out").exit_code == 2
        assert [entry.name for entry in tmp_path.iterdir()] == ["book"]

    def test_an_out_that_is_a_file_is_refused_and_kept(self, tmp_path: Path) -> None:
        (tmp_path / "out").write_text("mine")
        result = run("evaluate", write("csv", tmp_path, sample()), "--out", tmp_path / "out")
        assert (result.exit_code, (tmp_path / "out").read_text()) == (2, "mine")

    def test_an_out_below_a_file_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("mine")
        result = run("evaluate", write("csv", tmp_path, sample()), "--out", tmp_path / "file" / "out")
        assert (result.exit_code, (tmp_path / "file").read_text()) == (2, "mine")

    @pytest.mark.parametrize("content", [b"", b"PK\x03\x04", bytes.fromhex("d0cf11e0a1b11ae1")])
    def test_a_file_that_cannot_be_opened_is_refused(self, content: bytes, tmp_path: Path) -> None:
        (tmp_path / "book.xlsx").write_bytes(content)
        result = run("evaluate", tmp_path / "book.xlsx", "--out", tmp_path / "out")
        assert result.exit_code == 2
        assert "book.xlsx" in result.stderr
        assert not (tmp_path / "out").exists()

    @pytest.mark.parametrize("kind", ["csv", "xlsx", "parquet"])
    def test_a_sound_workbook_is_evaluated_from_any_container(self, container: str, kind: str, tmp_path: Path) -> None:
        out = tmp_path / "out"
        result = run("evaluate", write(container, tmp_path, sample()), "--out", out, "--format", kind)
        assert result.exit_code == 0, result.output
        names = {file.name for file in out.iterdir()}
        expected = {"results.xlsx"} if kind == "xlsx" else {f"{name}.{kind}" for name in ("plan", "results")}
        assert expected <= names


class TestTemplate:
    def test_an_existing_file_is_left_as_it_is(self, tmp_path: Path) -> None:
        (tmp_path / "mine.xlsx").write_text("mine")
        result = run("workbook", "template", tmp_path / "mine.xlsx")
        assert (result.exit_code, (tmp_path / "mine.xlsx").read_text()) == (2, "mine")

    def test_another_ending_is_refused(self, tmp_path: Path) -> None:
        assert run("workbook", "template", tmp_path / "mine.csv").exit_code == 2
        assert list(tmp_path.iterdir()) == []

    def test_the_template_it_writes_passes_the_check(self, tmp_path: Path) -> None:
        assert run("workbook", "template", tmp_path / "new.xlsx").exit_code == 0
        result = run("workbook", "check", tmp_path / "new.xlsx")
        assert (result.exit_code, result.stdout) == (0, "The workbook is in order: 0 rows.\n")


class TestDemonstration:
    @pytest.mark.parametrize("kind", ["csv", "xlsx", "parquet"])
    def test_the_demonstration_it_writes_passes_the_check(self, kind: str, tmp_path: Path) -> None:
        out = tmp_path / ("demo.xlsx" if kind == "xlsx" else "demo")
        assert run("demo", "workbook", out, "--size", "cell", "--format", kind).exit_code == 0
        assert run("workbook", "check", out).exit_code == 0

    def test_a_second_demonstration_in_another_format_is_the_one_that_is_read(self, tmp_path: Path) -> None:
        out = tmp_path / "demo"
        run("demo", "workbook", out, "--size", "cell", "--seed", "1", "--format", "parquet")
        second = run("demo", "workbook", out, "--size", "cell", "--seed", "2", "--format", "csv")
        check = run("workbook", "check", out)
        assert 2 in (second.exit_code, check.exit_code), "two workbooks in one folder: nobody can tell which one counts"
