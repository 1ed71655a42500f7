"""The documents say what the code says."""

from pathlib import Path

from click.testing import CliRunner

from kiemdiem.cli import COMMANDS, group
from kiemdiem.rulebook.loading import FILES, built_in_editions
from kiemdiem.web.permissions import page as page_of_permissions
from kiemdiem.workbook.schema import TABLES

ROOT = Path(__file__).parents[2]


def _text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_the_workbook_page_has_every_table_column_and_code() -> None:
    page = _text("docs/workbook.md")
    for table in TABLES:
        section = page.split(f"## {table.key} - {table.title}\n")[1].split("\n## ")[0]
        for column in table.columns:
            assert f"| `{column.key}` | {column.title} |" in section
            assert " ".join(column.codes) in section


def test_the_readme_names_every_command_and_every_command_has_help() -> None:
    for name in COMMANDS:
        assert f"kiemdiem {name}" in _text("README.md")
        assert CliRunner().invoke(group, [name, "--help"]).exit_code == 0


def test_the_readmes_say_the_two_commands_and_both_are_there() -> None:
    for name in ("README.md", "README.vi.md"):
        assert "./run" in _text(name)
        assert "./test" in _text(name)
    assert all((ROOT / name).stat().st_mode & 0o111 for name in ("run", "test", ".ci/run"))
    assert "./test" in _text(".ci/run")


def test_every_built_in_edition_and_every_file_of_an_edition_is_explained() -> None:
    page = _text("docs/editions.md")
    assert all(name in page for name in (*FILES, *built_in_editions()))


def test_the_links_of_the_documents_lead_somewhere() -> None:
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        for part in page.read_text(encoding="utf-8").split("](")[1:]:
            target = part.split(")")[0]
            assert "://" in target or (page.parent / target).exists(), (page.name, target)


def test_the_page_of_permissions_is_what_the_code_says() -> None:
    assert _text("docs/permissions.md") == page_of_permissions()
