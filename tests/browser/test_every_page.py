"""Every page in both languages: axe has no complaint, nothing is wider than a phone, no word is English by mistake."""

import re
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from babel.messages.pofile import read_po
from playwright.sync_api import Page

import kiemdiem
from browser.conference import write_conference
from browser.conftest import DESK, PHONE, Axe, WindowOf
from browser.pages import UNSEEN, address, names_of_addresses, shown_pages
from browser.papers import write_papers
from kiemdiem.accounts.models import Account
from kiemdiem.accounts.queries import access_of
from kiemdiem.campaign.actions.cycles import prepare_cycle
from kiemdiem.campaign.actions.editions import ask_to_try
from kiemdiem.campaign.models import Cycle, Subject
from kiemdiem.registry.actions.imports import upload_workbook
from kiemdiem.registry.exporting import workbook_of
from kiemdiem.registry.models import Membership
from kiemdiem.review.actions.answering import Answer, answer_request
from kiemdiem.review.actions.handing import hand_in, take_back
from kiemdiem.review.actions.opinions import ask_to_derive
from kiemdiem.review.actions.writings import begin_report, begin_self_review, enter_shortcoming, save_passage
from kiemdiem.review.marks import words
from kiemdiem.review.models import OpinionRequest
from kiemdiem.review.outline import outline_of
from kiemdiem.tree.models import Organisation
from kiemdiem.workbook.writing import write_files
from support.jobs import run_next_job

LOGINS = ("", "huyen", "tinh", "coso", "bithu", "kiemphieu", "dangvien", "quantri")
ENGLISH = re.compile(r"\b(?:the|and|with|this|your|are|from|which)\b", re.IGNORECASE)
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
TEXTS = """() => {
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT, node =>
    node.parentElement.closest('[lang="en"], script, code, template')
      ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT);
  const found = [];
  while (walk.nextNode()) { if (walk.currentNode.nodeValue.trim()) { found.push(walk.currentNode.nodeValue); } }
  return found;
}"""
CATALOGUES = (Path(kiemdiem.__file__).parent / "locale" / "vi" / "LC_MESSAGES").glob("*.po")
SENTENCES = {
    message.id
    for catalogue in CATALOGUES
    for message in read_po(BytesIO(catalogue.read_bytes()), locale="vi")
    if isinstance(message.id, str) and message.id and message.id != message.string
}


@pytest.fixture
def imports(demonstration: None, tmp_path: Path) -> None:
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
    write_papers()
    write_conference()
    _prepare_another_cycle()
    _begin_texts()
    _ask_for_opinions()


def _ask_for_opinions() -> None:
    """Requests derived for the whole tree; one of them answered on paper, late, the other way round before."""
    office = access_of(Account.objects.get(login="demo.tinh"))
    ask_to_derive(office, Organisation.objects.get(parent=None).code)
    run_next_job()
    asked = OpinionRequest.objects.filter(kind="residence", not_needed_at=None).order_by("pk")[0]
    for text in ("Chấp hành tốt", "Gương mẫu"):
        answer_request(office, asked.pk, Answer(text, {"law": "good"}, date(2021, 1, 3)))


def _begin_texts() -> None:
    """The member's self-review, handed in and taken back, with a shortcoming; a report that two wrote at once."""
    member, office = (access_of(Account.objects.get(login=f"demo.{who}")) for who in ("dangvien", "huyen"))
    subjects = Subject.objects.filter(cycle__year=2020)
    own = begin_self_review(member, subjects.get(kind="member", person__account_id=member.account))
    outline = outline_of(own, words())
    enter_shortcoming(member, own.pk, outline, "Có lúc ngại va chạm", "", "Không thuộc biểu hiện nào")
    for field in outline.fields:
        mark = field.choices[0][0] if field.choices else ""
        save_passage(member, own.pk, words(), field.key, "Đã viết." if field.has_text else "", mark, 0)
    hand_in(member, own.pk, outline)
    take_back(member, own.pk)
    district = Organisation.objects.get(kind="district")
    report = begin_report(office, subjects.filter(kind="collective", path=district.path).order_by("pk")[0])
    for text in ("Bản thứ nhất", "Bản thứ hai"):
        save_passage(office, report.pk, words(), "report_leading", text, "", 0)


def _prepare_another_cycle() -> None:
    """A cycle that is not open yet, with somebody who takes part in no cell."""
    member = Membership.objects.filter(kind="official", end=None, person__posts=None).order_by("pk")[0]
    Membership.objects.filter(pk=member.pk).update(end=date(2021, 5, 1))
    root = Organisation.objects.get(parent=None)
    access = access_of(Account.objects.get(login="demo.tinh"))
    prepare_cycle(access, root.code, 2021, None, "nghe-an-2020")
    run_next_job()
    ask_to_try(access, Cycle.objects.get(year=2020).pk, "nghe-an-2019")
    run_next_job()


def test_every_address_is_looked_at_or_says_why_not(imports: None) -> None:
    shown = shown_pages()
    assert set(shown) & set(UNSEEN) == set()
    assert set(shown) | set(UNSEEN) == set(names_of_addresses())
    assert all(shown.values())


@pytest.fixture
def factors(demonstration: None) -> None:
    """The grassroots office has an app for codes, and recovery codes."""
    account = Account.objects.get(login="demo.coso")
    TOTP.activate(account, generate_totp_secret())
    RecoveryCodes.activate(account)


def _english(page: Page) -> list[str]:
    """Texts of a Vietnamese page that are in English: sentences of our catalogue not translated, or English words."""
    texts = [" ".join(text.split()) for text in page.evaluate(TEXTS)]
    return [text for text in texts if text in SENTENCES or ENGLISH.search(text)]


def _complaints(page: Page, url: str, axe: Axe) -> list[tuple[str, object]]:
    """What axe finds wrong at the width of a desk and of a phone, and by how much the page is wider than each."""
    found: list[tuple[str, object]] = []
    for width, height in (DESK, PHONE):
        page.set_viewport_size({"width": width, "height": height})
        found += [(url, complaint) for complaint in axe(page)]
        if wider := page.evaluate(WIDER):
            found.append((url, f"{wider} pixels wider than {width}"))
    return found


@pytest.mark.same_on_every_database
@pytest.mark.parametrize("language", ["vi", "en"])
def test_no_page_gives_axe_a_reason_or_runs_out_of_its_width(
    imports: None, factors: None, window_of: WindowOf, axe: Axe, language: str
) -> None:
    windows = {login: window_of(login, DESK, language) for login in LOGINS}
    wrong: list[tuple[str, object]] = []
    for name, ways in shown_pages().items():
        for shown in ways:
            url = address(name, shown)
            page = windows[shown.login].go(url)
            wrong += _complaints(page, url, axe)
            if language == "vi" and (words := _english(page)):
                wrong.append((url, words))
    for path in ("/nowhere/", "/units/NOWHERE/"):
        wrong += [(path, complaint) for complaint in axe(windows["huyen"].go(path))]
    assert wrong == []
