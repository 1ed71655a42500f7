"""`kiemdiem roster import`: how the first organisations come into an empty system."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kiemdiem.commands.roster import command
from kiemdiem.demonstration import Size, make
from kiemdiem.journal.models import Entry
from kiemdiem.journal.verbs import Verb
from kiemdiem.registry.models import Import, ImportRow, Person
from kiemdiem.tree.models import Organisation
from kiemdiem.workbook.writing import write_files

pytestmark = pytest.mark.django_db


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """An invented cell with all above it."""
    write_files(tmp_path, make(Size.CELL, 1), "xlsx", "first.xlsx")
    return tmp_path / "first.xlsx"


def _run(*words: object) -> Result:
    return CliRunner().invoke(command, ["import", *map(str, words), "--lang", "en"])


def test_without_apply_it_only_shows_what_it_would_do(workbook: Path) -> None:
    said = _run(workbook)
    assert said.exit_code == 0, said.output
    assert "Nothing was changed" in said.output
    assert (Organisation.objects.count(), Import.objects.count(), ImportRow.objects.count()) == (0, 0, 0)


def test_an_empty_system_is_filled_and_the_act_is_journaled(workbook: Path) -> None:
    said = _run(workbook, "--apply")
    assert said.exit_code == 0, said.output
    assert Organisation.objects.filter(parent=None).count() == 1
    assert Person.objects.count() == make(Size.CELL, 1)["people"].num_rows
    entry = Entry.objects.get(verb=Verb.IMPORT_APPLIED)
    assert entry.origin == "command line"
    assert bytes(Import.objects.get().content) == b""


def test_a_second_time_changes_nothing(workbook: Path) -> None:
    _run(workbook, "--apply")
    said = _run(workbook, "--apply")
    assert "0 new rows, 0 changed" in said.output
    assert Person.objects.count() == make(Size.CELL, 1)["people"].num_rows


@pytest.mark.parametrize("words", [(), ("--apply",)])
def test_a_faulty_workbook_is_refused_with_its_rows_named(tmp_path: Path, words: tuple[str, ...]) -> None:
    tables = make(Size.CELL, 1)
    twice = tables["organisations"].slice(0, 2)
    write_files(tmp_path, {**tables, "organisations": twice}, "xlsx", "faulty.xlsx")
    said = _run(tmp_path / "faulty.xlsx", *words)
    assert said.exit_code == 2
    assert ", row 2: " in said.output
    assert "rows hold errors" in said.output
    assert (Organisation.objects.count(), Import.objects.count()) == (0, 0)


def test_what_is_no_workbook_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("x")
    missing, text = _run(tmp_path / "nothing.xlsx"), _run(tmp_path / "note.txt")
    assert (missing.exit_code, text.exit_code) == (2, 2)
    assert "cannot be read" in missing.output
    assert "no Excel workbook" in text.output
