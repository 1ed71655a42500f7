"""The commands as their users call them."""

import json
from datetime import date
from pathlib import Path

import pyarrow.parquet as parquet
import pytest
from click.testing import CliRunner, Result

from kiemdiem.cli import group
from kiemdiem.rulebook.loading import load
from kiemdiem.rulebook.register import carried_out

RESULT_COLUMNS = {
    "plan": "subject_kind,subject,place,action,after,deadline,clauses",
    "results": "subject_kind,subject,status,level,ballot_level,ceiling,waits_for,clauses",
    "findings": "severity,clause,subject_kind,subject,message",
    "caps": "clause,group,subject_kind,pool,share,allowed,used,over",
}


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(group, [str(argument) for argument in arguments])


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("book") / "cell"
    assert run("demo", "workbook", path, "--size", "cell").exit_code == 0
    return path


def test_the_tally_of_the_specification() -> None:
    result = run("tally", "--base", "30", "HTXSNV=21", "HTTNV=6", "HTNV=2", "KHTNV=0", "--invalid", "1", "--json")
    assert json.loads(result.stdout) == {
        "level": "HTXSNV",
        "base": 30,
        "shares": {"HTXSNV": "70.0", "HTTNV+": "90.0", "HTNV+": "96.7", "KHTNV": "0.0"},
        "clauses": ["I.3.3.g", "I.3.3.h1"],
        "missing": {"HTXSNV": 0, "HTTNV": 0, "HTNV": 0, "KHTNV": 15},
    }


def test_a_ballot_that_reaches_nothing_has_no_level_and_says_who_decides() -> None:
    ballot = ("tally", "--base", "10", "HTNV=5", "KHTNV=4", "--invalid", "1")
    assert json.loads(run(*ballot, "--json").stdout)["level"] is None
    assert "competent authority decides" in run(*ballot, "--lang", "en").stdout
    assert "cấp có thẩm quyền" in run(*ballot).stdout


@pytest.mark.parametrize(
    "wrong",
    [
        ("--base", "3", "HTXSNV=4"),
        ("--base", "-1", "HTXSNV=0"),
        ("--base", "3", "HTXSNV"),
        ("--base", "3", "TOT=1"),
        ("--base", "3", "NONE=1"),
        ("--base", "3", "HTNV=1", "HTNV=1"),
        ("--base", "3", "HTNV=1", "--invalid", "-2"),
        ("--base", "x", "HTNV=1"),
        ("--base", "3"),
    ],
)
def test_a_tally_that_cannot_be_is_refused_without_a_traceback(wrong: tuple[str, ...]) -> None:
    result = run("tally", *wrong)
    assert result.exit_code == 2
    assert result.stderr
    assert "Traceback" not in result.output


def test_the_register_has_every_clause_with_something_that_carries_it_out() -> None:
    rows = json.loads(run("clauses", "--json").stdout)
    edition = load("nghe-an-2020")
    assert [row["id"] for row in rows] == [clause.id for clause in edition.clauses]
    assert [row["id"] for row in rows if not (row["rules"] or row["values"] or row["forms"] or row["steps"])] == []
    assert all(row["summary"]["vi"] and row["summary"]["en"] and row["subject"]["vi"] for row in rows)
    assert carried_out(edition.clause("II.3.m"), edition).rules == tuple(
        json.loads(run("clauses", "II.3.m", "--json").stdout)["rules"]
    )


def test_one_clause_is_told_in_both_languages_and_an_unknown_one_is_refused() -> None:
    assert "Người đứng đầu" in run("clauses", "II.3.m").stdout
    assert "head" in run("clauses", "II.3.m", "--lang", "en").stdout
    assert run("clauses", "II.9").exit_code == 2


def test_what_is_new_in_2020_is_what_the_source_calls_new() -> None:
    rows = json.loads(run("edition", "diff", "nghe-an-2019", "nghe-an-2020", "--json").stdout)
    clauses = {row["key"]: row["change"] for row in rows if row["what"] == "clause"}
    marked = {clause.id: clause.change for clause in load("nghe-an-2020").clauses if clause.change}
    assert clauses == {key: {"new": "added", "amended": "amended"}[change] for key, change in marked.items()}
    told = run("edition", "diff", "nghe-an-2019", "nghe-an-2020").stdout
    assert all(key in told for key in clauses)
    assert "nghe-an-2020" in run("edition", "list").stdout


def test_an_edition_is_checked_and_a_contradiction_names_both_clauses(tmp_path: Path) -> None:
    assert run("edition", "check", "nghe-an-2020").exit_code == 0
    (tmp_path / "edition.toml").write_text(
        'id = "mine"\nextends = "nghe-an-2020"\ntitle_vi = "x"\ntitle_en = "x"\ninstrument = "x"\n'
        "in_force_from = 2021-01-01\nyear = 2021\n",
        encoding="utf-8",
    )
    assert run("edition", "check", tmp_path).exit_code == 0
    rows = [
        ("HTXSNV", '["HTXSNV"]', "70", "false", "I.3.3.h1"),
        ("HTTNV", '["HTXSNV", "HTTNV"]', "60", "false", "I.3.3.h2"),
        ("HTNV", '["HTXSNV", "HTTNV", "HTNV"]', "50", "false", "I.3.3.h3"),
        ("KHTNV", '["KHTNV"]', "50", "false", "I.3.3.h4"),
    ]
    tables = [
        f'[[threshold]]\nlevel = "{level}"\ncounted = {counted}\nshare = "{share}"\n'
        f'strictly_more = {more}\nclause = "{clause}"\n'
        for level, counted, share, more, clause in rows
    ]
    (tmp_path / "tables.toml").write_text("\n".join(tables), encoding="utf-8")
    refused = run("edition", "check", tmp_path, "--lang", "en")
    assert refused.exit_code == 2
    assert "I.3.3.h3" in refused.stderr
    assert "I.3.3.h4" in refused.stderr


@pytest.mark.parametrize("kind", ["csv", "xlsx", "parquet"])
def test_results_are_written_and_a_replay_proves_them(kind: str, book: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = run("evaluate", book, "--out", out, "--format", kind, "--json")
    assert done.exit_code == 0
    summary = json.loads(done.stdout)
    assert summary["edition"] == "nghe-an-2020"
    assert sum(summary["statuses"]["member"].values()) == sum(summary["levels"]["member"].values()) > 0
    again = run("evaluate", "--replay", out, "--lang", "en")
    assert (again.exit_code, again.stdout.splitlines()[-1]) == (0, "The same input gives the same output.")


def test_the_result_tables_have_the_columns_of_the_specification(book: Path, tmp_path: Path) -> None:
    assert run("evaluate", book, "--out", tmp_path / "out").exit_code == 0
    for name, columns in RESULT_COLUMNS.items():
        heading = (tmp_path / "out" / f"{name}.csv").read_text(encoding="utf-8").splitlines()[0]
        assert heading.replace('"', "") == columns


def test_every_parquet_file_names_edition_program_and_workbook(book: Path, tmp_path: Path) -> None:
    run("evaluate", book, "--out", tmp_path / "out", "--format", "parquet")
    receipt = json.loads((tmp_path / "out" / "receipt.json").read_text(encoding="utf-8"))
    metadata = parquet.read_schema(tmp_path / "out" / "results.parquet").metadata
    assert metadata[b"edition_sha256"].decode() == receipt["edition_digest"] == load("nghe-an-2020").digest
    assert metadata[b"workbook_sha256"].decode() == receipt["workbook_digest"]
    assert metadata[b"program"].decode() == receipt["program"]


def test_a_replay_finds_a_changed_result_and_a_changed_workbook(book: Path, tmp_path: Path) -> None:
    source, out = tmp_path / "book", tmp_path / "out"
    source.mkdir()
    for file in book.iterdir():
        (source / file.name).write_bytes(file.read_bytes())
    run("evaluate", source, "--out", out)
    (out / "results.csv").write_text("mine", encoding="utf-8")
    changed = run("evaluate", "--replay", out, "--lang", "en")
    assert changed.exit_code == 1
    assert "DIFFERENT" in changed.stdout
    run("evaluate", source, "--out", out)
    people = (source / "people.csv").read_text(encoding="utf-8")
    (source / "people.csv").write_text(people.replace("Nguyễn", "Phạm"), encoding="utf-8")
    assert run("evaluate", "--replay", out).exit_code == 1
    assert run("evaluate", "--replay", tmp_path).exit_code == 2


def test_the_reference_date_and_the_options_are_taken_and_kept_in_the_receipt(book: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = run("evaluate", book, "--out", out, "--as-of", "30/06/2020", "--option", "cap_base=all_rated")
    assert done.exit_code == 0
    receipt = json.loads((out / "receipt.json").read_text(encoding="utf-8"))
    assert date.fromisoformat(receipt["as_of"]) == date(2020, 6, 30)
    assert receipt["choices"] == {"cap_base": "all_rated"}
    assert run("evaluate", "--replay", out).exit_code == 0


@pytest.mark.parametrize(
    "wrong",
    [
        ("--as-of", "2020-02-30"),
        ("--as-of", "1850-01-01"),
        ("--option", "cap_base"),
        ("--option", "cap_base=nothing"),
        ("--option", "ballot_rounds=two"),
        ("--edition", "nowhere"),
        ("--branch-units", "nobody"),
    ],
)
def test_what_cannot_be_asked_for_is_refused_and_nothing_is_written(
    wrong: tuple[str, str], book: Path, tmp_path: Path
) -> None:
    result = run("evaluate", book, "--out", tmp_path / "out", *wrong)
    assert result.exit_code == 2
    assert result.stderr.strip()
    assert "Traceback" not in result.output
    assert list(tmp_path.iterdir()) == []


def test_a_case_is_told_with_its_clauses_facts_and_what_would_change_it(book: Path, tmp_path: Path) -> None:
    run("evaluate", book, "--out", tmp_path / "out")
    rows = (tmp_path / "out" / "results.csv").read_text(encoding="utf-8").replace('"', "").splitlines()[1:]
    waiting = next(
        row.split(",") for row in rows if row.startswith("member") and ",waiting," in row and "II.3.b" in row
    )
    told = run("explain", book, "--subject", f"member:{waiting[1]}", "--lang", "en").stdout
    assert "Waits for the finished review. [II.3.b, II.3.b2]" in told
    assert "What would change it:" in told
    ceiled = next(row.split(",") for row in rows if row.split(",")[5] and "II.3.m" in row)
    told = run("explain", book, "--subject", f"{ceiled[0]}:{ceiled[1]}").stdout
    assert "[II.3.m]" in told
    assert f"Không cao hơn {ceiled[5]}" in told


def test_every_subject_of_a_workbook_can_be_told(book: Path, tmp_path: Path) -> None:
    run("evaluate", book, "--out", tmp_path / "out")
    rows = (tmp_path / "out" / "results.csv").read_text(encoding="utf-8").replace('"', "").splitlines()[1:]
    by_status = {tuple(row.split(",")[i] for i in (0, 2)): row.split(",")[:2] for row in rows}
    for kind, subject in by_status.values():
        for language in ("vi", "en"):
            told = run("explain", book, "--subject", f"{kind}:{subject}", "--lang", language)
            assert (told.exit_code, subject in told.stdout) == (0, True)


@pytest.mark.parametrize("subject", ["DV1", "person:DV1", "member:", "member:nobody"])
def test_an_unknown_subject_is_refused(subject: str, book: Path) -> None:
    assert run("explain", book, "--subject", subject).exit_code == 2


def test_demonstration_data_of_the_wrong_container_are_refused(tmp_path: Path) -> None:
    assert run("demo", "workbook", tmp_path / "x.xlsx", "--format", "csv").exit_code == 2
    assert run("demo", "workbook", tmp_path / "x", "--format", "xlsx").exit_code == 2
    assert list(tmp_path.iterdir()) == []


def test_the_benchmark_measures_and_reports() -> None:
    figures = json.loads(run("bench", "tally", "--json").stdout)
    assert figures[0]["target"] == "<= 0.3"
