"""The demonstration comes in through the import and goes out as it came; a second time changes nothing."""

from pathlib import Path

import pyarrow as pa
import pytest

from kiemdiem.accounts.models import Account
from kiemdiem.accounts.queries import access_of
from kiemdiem.demonstration import Size, make
from kiemdiem.jobs.progress import Progress
from kiemdiem.journal.actions import Actor
from kiemdiem.journal.queries import verify
from kiemdiem.registry.actions.imports import ask_to_apply, upload_workbook
from kiemdiem.registry.exporting import workbook_of
from kiemdiem.registry.importing.applying import apply
from kiemdiem.registry.importing.previewing import make_preview
from kiemdiem.registry.models import Import, Person, PersonVersion, RowOutcome
from kiemdiem.registry.queries.imports import tally_of
from kiemdiem.tree.models import Organisation
from kiemdiem.tree.paths import faults_in_tree
from kiemdiem.web.opening import load
from kiemdiem.workbook.writing import write_files

pytestmark = pytest.mark.django_db


def _workbook(tables: dict[str, pa.Table], tmp_path: Path) -> bytes:
    write_files(tmp_path, tables, "xlsx", "book.xlsx")
    return (tmp_path / "book.xlsx").read_bytes()


def _uploaded(content: bytes) -> Import:
    account = Account.objects.get(login="demo.tinh")
    root = Organisation.objects.get(parent__isnull=True)
    imported = upload_workbook(access_of(account), root.code, "book.xlsx", content)
    make_preview(imported, Progress())
    imported.refresh_from_db()
    return imported


def test_the_demonstration_comes_out_as_it_went_in() -> None:
    load(Size.CELL)
    tables, made = workbook_of(""), make(Size.CELL, 1)
    for name in ("organisations", "collectives", "people"):
        assert sorted(tables[name]["id"].to_pylist()) == sorted(made[name]["id"].to_pylist())
    assert (
        tables["people"].sort_by("id")["full_name"].to_pylist() == made["people"].sort_by("id")["full_name"].to_pylist()
    )
    assert tables["memberships"].num_rows == made["memberships"].num_rows
    assert tables["posts"].num_rows == made["posts"].num_rows
    assert faults_in_tree() == []
    assert verify()[1] == []


def test_an_export_imported_again_changes_nothing_and_is_exported_the_same(tmp_path: Path) -> None:
    load(Size.CELL)
    before = workbook_of("")
    imported = _uploaded(_workbook(before, tmp_path))
    tally = tally_of(imported)
    assert tally.of(RowOutcome.UNCHANGED) == sum(table.num_rows for table in before.values())
    assert tally.of(RowOutcome.NEW) == tally.of(RowOutcome.CHANGED) == tally.of(RowOutcome.ERROR) == 0
    apply(imported, Actor("account:1"), Progress())
    assert workbook_of("") == before
    assert PersonVersion.objects.count() == 0


def test_a_changed_name_is_shown_beside_the_old_one_and_superseded(tmp_path: Path) -> None:
    load(Size.CELL)
    before = workbook_of("")
    names = before["people"]["full_name"].to_pylist()
    names[0] = "Nguyễn Văn Mới"
    people = before["people"].set_column(1, "full_name", pa.array(names))
    imported = _uploaded(_workbook({**before, "people": people}, tmp_path))
    row = imported.rows.get(outcome=RowOutcome.CHANGED)
    assert "Nguyễn Văn Mới" in row.values
    assert before["people"]["full_name"][0].as_py() in row.before
    ask_to_apply(access_of(Account.objects.get(login="demo.tinh")), imported.pk)
    apply(imported, Actor("account:1"), Progress())
    person = Person.objects.get(code=before["people"]["id"][0].as_py())
    assert person.full_name == "Nguyễn Văn Mới"
    assert person.versions.get().full_name == before["people"]["full_name"][0].as_py()
    imported.refresh_from_db()
    assert bytes(imported.content) == b""
    assert imported.applied_at is not None
