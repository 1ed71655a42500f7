"""Every page in both languages: axe has no complaint, nothing is wider than a phone, no word is English by mistake."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page

from browser.conftest import DESK, PHONE, WindowOf
from browser.pages import UNSEEN, address, names_of_addresses, shown_pages
from kiemdiem.accounts.models import Account
from kiemdiem.accounts.queries import access_of
from kiemdiem.registry.actions.imports import upload_workbook
from kiemdiem.registry.exporting import workbook_of
from kiemdiem.tree.models import Organisation
from kiemdiem.workbook.writing import write_files
from support.jobs import run_next_job

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ENGLISH = re.compile(r"\b(?:the|and|with|this|your|are|from|which)\b", re.IGNORECASE)
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
TEXT = """() => {
  const copy = document.body.cloneNode(true);
  copy.querySelectorAll('[lang="en"], script, code, .chosen').forEach(one => one.remove());
  return copy.innerText;
}"""


@pytest.fixture
def imports(demonstration: None, tmp_path: Any) -> None:
    """A preview of every kind of row, and one of a file that cannot be read."""
    access = access_of(Account.objects.get(login="demo.huyen"))
    unit = Organisation.objects.get(kind="district")
    tables = workbook_of(unit.path)
    names = tables["people"]["full_name"].to_pylist()
    changed = tables["people"].set_column(1, "full_name", [[f"{names[0]} Mới", *names[1:]]])
    cards = changed.set_column(changed.column_names.index("card_number"), "card_number", [[None] * len(names)])
    codes = [f"x{number}" for number in range(len(names))]
    asked = cards.set_column(0, "id", [codes])
    for name, content in (
        ("thay-doi", {**tables, "people": changed}),
        ("cau-hoi", {"organisations": tables["organisations"], "people": asked}),
    ):
        write_files(tmp_path, content, "xlsx", f"{name}.xlsx")
        upload_workbook(access, unit.code, f"{name}.xlsx", (tmp_path / f"{name}.xlsx").read_bytes())
        run_next_job()
    upload_workbook(access, unit.code, "hong.xlsx", b"not a workbook")
    run_next_job()


def test_every_address_is_looked_at_or_says_why_not(imports: None) -> None:
    shown = shown_pages()
    assert set(shown) & set(UNSEEN) == set()
    assert set(shown) | set(UNSEEN) == set(names_of_addresses())
    assert all(shown.values())


def _complaints(page: Page, axe: str) -> list[str]:
    """What axe finds, with the first place of each."""
    page.evaluate(axe)
    found = page.evaluate("rules => axe.run(document, {runOnly: {type: 'tag', values: rules}})", RULES)
    return [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in found["violations"]]


@pytest.mark.parametrize(("language", "size"), [("vi", DESK), ("en", DESK), ("vi", PHONE)])
def test_no_page_gives_axe_a_reason_or_runs_out_of_its_width(
    imports: None, window_of: WindowOf, axe: str, language: str, size: tuple[int, int]
) -> None:
    windows = {
        login: window_of(login, size, language) for login in ("", "huyen", "tinh", "bithu", "dangvien", "quantri")
    }
    wrong: list[tuple[str, object]] = []
    for name, ways in shown_pages().items():
        for shown in ways:
            url = address(name, shown)
            page = windows[shown.login].go(url)
            wrong += [(url, complaint) for complaint in _complaints(page, axe)]
            if wider := page.evaluate(WIDER):
                wrong.append((url, f"{wider} pixels wider than the window"))
            if language == "vi" and (words := ENGLISH.findall(page.evaluate(TEXT))):
                wrong.append((url, words))
    for path in ("/nowhere/", "/units/NOWHERE/"):
        wrong += [(path, complaint) for complaint in _complaints(windows["huyen"].go(path), axe)]
    assert wrong == []
