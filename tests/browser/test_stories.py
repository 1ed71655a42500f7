"""What people do, through the pages: sign in, import, correct, export; and what goes wrong meanwhile."""

import re
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib.sessions.models import Session
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from browser.conftest import PHONE, Axe, WindowOf
from kiemdiem.accounts.models import Account, Mandate
from kiemdiem.jobs.models import Job
from kiemdiem.journal.models import Entry
from kiemdiem.journal.verbs import Verb
from kiemdiem.registry.models import Import, Membership, Person
from kiemdiem.tree.models import Organisation
from kiemdiem.tree.names import folded
from kiemdiem.web.demonstration import PASSWORD
from support.jobs import run_next_job

OFFICE = "demo.huyen"


def _person() -> Person:
    district = Organisation.objects.get(kind="district")
    found = Person.objects.filter(path__startswith=district.path, official_on__isnull=False)
    return found.exclude(card_number="").order_by("pk")[0]


def _sign_in(page: Page) -> None:
    page.get_by_label("Tên đăng nhập").fill(OFFICE)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Đăng nhập", exact=True).click()


def _menu(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="Trình đơn chính").get_by_role("link", name=name, exact=True).click()


def _renamed(content: bytes, target: Path) -> str:
    """Give the first person of a workbook another name, and keep it; the name before."""
    book = openpyxl.load_workbook(BytesIO(content))
    sheet = next(sheet for sheet in book if "Họ và tên" in [cell.value for cell in sheet[1]])
    cell = sheet.cell(2, [cell.value for cell in sheet[1]].index("Họ và tên") + 1)
    before, cell.value = str(cell.value), "Nguyễn Thị Đổi Tên"
    book.save(target)
    return before


def test_an_office_signs_in_exports_imports_a_change_and_corrects_it(window_of: WindowOf, tmp_path: Path) -> None:
    page = window_of("").go("/")
    page.get_by_role("banner").get_by_role("link", name="Đăng nhập").click()
    _sign_in(page)
    _menu(page, "Xuất")
    page.get_by_role("button", name="Lập sổ liệu").click()
    expect(page.get_by_text("đang chờ đến lượt")).to_be_visible()
    run_next_job()
    expect(page.get_by_role("link", name="Xem kết quả")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Xem kết quả").click()
    before = _renamed(Path(download.value.path()).read_bytes(), tmp_path / "doi-ten.xlsx")

    _menu(page, "Nhập")
    page.get_by_role("link", name="Tải sổ liệu lên").first.click()
    page.locator("input[type=file]").set_input_files(tmp_path / "doi-ten.xlsx")
    page.get_by_role("button", name="Tải lên và xem trước").click()
    expect(page.get_by_text("đang chờ đến lượt")).to_be_visible()
    run_next_job()
    page.reload()
    line = page.get_by_role("row").filter(has_text="Nguyễn Thị Đổi Tên")
    expect(line.get_by_role("cell").nth(0)).to_contain_text(before)
    expect(line.get_by_role("cell").nth(1)).to_contain_text("Nguyễn Thị Đổi Tên")
    assert Person.objects.filter(full_name=before).exists()
    page.get_by_role("button", name="Áp dụng tất cả").click()
    run_next_job()
    page.reload()
    expect(page.get_by_text("Đã áp dụng").first).to_be_visible()

    _menu(page, "Danh sách người")
    page.get_by_role("searchbox").fill("doi ten")
    page.get_by_role("link", name="Nguyễn Thị Đổi Tên").click()
    page.get_by_role("link", name="Sửa", exact=True).first.click()
    page.get_by_label("Họ và tên").fill(before)
    page.get_by_label("Lý do").fill("nhập sai tên")
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_role("heading", level=1, name=before)).to_be_visible()
    expect(page.get_by_text("nhập sai tên")).to_be_visible()
    person = Person.objects.get(full_name=before)
    assert [version.full_name for version in person.versions.order_by("number")] == [before, "Nguyễn Thị Đổi Tên"]
    assert Entry.objects.filter(verb=Verb.PERSON_CORRECTED).count() == 1


def test_what_was_typed_comes_back_after_a_lost_session(window_of: WindowOf) -> None:
    person = _person()
    page = window_of("huyen").go(reverse("person_correct", args=[person.code]))
    page.get_by_label("Lý do").fill("một lý do dài mà không ai muốn gõ lại")
    Session.objects.all().delete()
    page.get_by_role("button", name="Lưu").click()
    _sign_in(page)
    expect(page.get_by_label("Lý do")).to_have_value("một lý do dài mà không ai muốn gõ lại")
    expect(page.get_by_text("Đã giữ lại những gì nhập trước")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_double_click_enters_once(window_of: WindowOf, scripts: bool) -> None:
    person = _person()
    before = Membership.objects.filter(person=person).count()
    page = window_of("huyen", scripts=scripts).go(reverse("fact_add", args=[person.code, "memberships"]))
    page.get_by_label("Chi bộ").fill(Organisation.objects.filter(kind="cell")[0].code)
    page.get_by_label("Loại").select_option("temporary")
    page.get_by_role("button", name="Ghi", exact=True).dblclick()
    page.wait_for_url(f"**{reverse('person', args=[person.code])}")
    assert Membership.objects.filter(person=person).count() == before + 1


def test_a_stale_form_shows_both_values_and_loses_neither(window_of: WindowOf) -> None:
    person, url = _person(), reverse("person_correct", args=[_person().code])
    first, second = window_of("huyen"), window_of("tinh")
    mine, theirs = first.go(url), second.go(url)
    theirs.get_by_label("Họ và tên").fill("Tên Của Tỉnh")
    theirs.get_by_role("button", name="Lưu").click()
    expect(theirs.get_by_role("heading", level=1, name="Tên Của Tỉnh")).to_be_visible()
    mine.get_by_label("Họ và tên").fill("Tên Của Huyện")
    mine.get_by_role("button", name="Lưu").click()
    expect(mine.get_by_role("main")).to_contain_text("Tên Của Tỉnh")
    expect(mine.get_by_label("Họ và tên")).to_have_value("Tên Của Huyện")
    person.refresh_from_db()
    assert person.full_name == "Tên Của Tỉnh"
    mine.get_by_role("button", name="Lưu").click()
    expect(mine.get_by_role("heading", level=1, name="Tên Của Huyện")).to_be_visible()
    person.refresh_from_db()
    assert (person.full_name, person.version) == ("Tên Của Huyện", 3)


def test_everything_is_reached_by_keyboard(window_of: WindowOf) -> None:
    page = window_of("huyen").go(reverse("units"))
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Đến phần nội dung")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    closed = page.locator(".outline details:not([open]) > summary").first
    closed.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Chi bộ xóm", exact=False).first).to_be_visible()
    drop = page.locator("details.user > summary")
    drop.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Tài khoản của tôi")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Tài khoản của tôi")).to_be_hidden()


def test_a_list_is_searched_sorted_by_given_name_filtered_and_downloaded(window_of: WindowOf) -> None:
    page = window_of("huyen").go(reverse("people"))
    names = page.locator("table.rows tbody th").all_inner_texts()
    given = [name.split()[-1] for name in names]
    assert given[:3] == ["Anh", "Bình", "Châu"]
    wanted = names[5]
    assert folded(wanted) != wanted.lower()
    page.get_by_role("searchbox").fill(folded(wanted))
    expect(page.get_by_role("link", name=wanted)).to_be_visible()
    page.get_by_role("searchbox").fill("không có ai tên này")
    expect(page.get_by_role("heading", name="Không có kết quả phù hợp")).to_be_visible()
    page.get_by_role("link", name="Hiện tất cả").click()
    page.get_by_role("link", name="Họ và tên").click()
    page.wait_for_url("**sort=name**")
    page.get_by_role("link", name="Họ và tên").click()
    page.wait_for_url("**sort=-name**")
    assert page.locator("table.rows tbody th").all_inner_texts() == names[::-1]
    page.get_by_label("Đảng viên").select_option("probationary")
    expect(page.get_by_role("link", name="Bỏ lọc").or_(page.locator("ul.chosen a")).first).to_be_visible()
    assert len(page.locator("table.rows tbody th").all()) < len(names)
    page.locator("ul.chosen a").first.click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải bảng về").click()
    sheet = openpyxl.load_workbook(BytesIO(Path(download.value.path()).read_bytes())).active
    assert sheet is not None
    assert sheet.max_row == len(names) + 1


def test_long_work_shows_how_far_it_is_and_is_found_again(window_of: WindowOf, axe: Axe) -> None:
    page = window_of("huyen").go(reverse("export"))
    page.get_by_role("button", name="Lập sổ liệu").click()
    expect(page.get_by_text("đang chờ đến lượt")).to_be_visible()
    Job.objects.update(leased_until=timezone.now() + timedelta(minutes=5), done=4, total=10)
    expect(page.get_by_role("progressbar")).to_have_attribute("value", "40")
    assert axe(page) == []
    _menu(page, "Danh sách người")
    Job.objects.update(leased_until=None, done=0, total=0)
    run_next_job()
    _menu(page, "Việc nền")
    page.locator("table.rows tbody th a").first.click()
    expect(page.get_by_role("link", name="Xem kết quả")).to_be_visible()
    assert axe(page) == []


def test_masked_data_are_shown_on_asking_and_the_look_is_journaled(window_of: WindowOf) -> None:
    person = _person()
    page = window_of("huyen").go(reverse("person", args=[person.code]))
    expect(page.get_by_text(person.card_number)).to_have_count(0)
    page.get_by_role("button", name="Xem Số thẻ đảng viên").click()
    expect(page.get_by_text(person.card_number)).to_be_visible()
    assert Entry.objects.filter(verb=Verb.MASKED_SEEN, subject=f"person:{person.pk}").count() == 1


def test_a_phone_without_scripts_reads_and_writes(window_of: WindowOf) -> None:
    person = _person()
    page = window_of("huyen", PHONE, scripts=False).go(reverse("people"))
    page.get_by_role("searchbox").fill(person.full_name)
    page.get_by_role("button", name="Xem", exact=True).click()
    page.get_by_role("link", name=person.full_name).first.click()
    page.get_by_role("link", name="Sửa", exact=True).first.click()
    page.get_by_label("Lý do").fill("qua điện thoại")
    page.get_by_label("Giới tính").fill("khác")
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_role("heading", level=1, name=person.full_name)).to_be_visible()
    person.refresh_from_db()
    assert person.gender == "khác"


def test_why_a_rule_says_so_opens_beside_its_outcome(window_of: WindowOf) -> None:
    page = window_of("huyen").go(reverse("person_standing", args=[_person().code]))
    why = page.locator("details.why").first
    why.locator("summary").click()
    expect(why).to_contain_text("II.3")
    expect(why.locator("dl, table, .why-facts").first).to_be_visible()


def test_the_language_changes_in_place(window_of: WindowOf) -> None:
    page = window_of("huyen").go(reverse("people"))
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", level=1, name="People")).to_be_visible()
    assert page.locator("html").get_attribute("lang") == "en"


def test_a_token_is_shown_once_and_ended(window_of: WindowOf, axe: Axe) -> None:
    mandate = Mandate.objects.get(account__login=OFFICE)
    page = window_of("huyen").go(reverse("token_issue", args=[mandate.pk]))
    page.locator("form.panel input[type=text], form.panel input:not([type])").first.fill("máy chủ thống kê")
    last_day = timezone.localdate() + timedelta(days=30)
    page.locator("form.panel input[name=expires_on]").fill(last_day.strftime("%d/%m/%Y"))
    page.locator("form.panel button").first.click()
    secret = page.locator("#secret").inner_text().strip()
    assert secret.startswith("kd_")
    assert axe(page) == []
    page.goto(page.url)
    expect(page.get_by_text(secret)).to_have_count(0)
    page = window_of("huyen").go(reverse("token_list"))
    expect(page.get_by_text("máy chủ thống kê").first).to_be_visible()
    assert axe(page) == []


def test_a_second_factor_is_asked_for_between_password_and_pages(window_of: WindowOf, axe: Axe) -> None:
    secret = generate_totp_secret()
    TOTP.activate(Account.objects.get(login=OFFICE), secret)
    page = window_of("").go(reverse("account_login"))
    _sign_in(page)
    page.wait_for_url(f"**{reverse('mfa_authenticate')}")
    assert axe(page) == []
    page.get_by_role("textbox").first.fill(
        format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    )
    page.get_by_role("main").get_by_role("button").first.click()
    expect(page.get_by_role("heading", level=1, name="Tổng quan")).to_be_visible()


def test_a_one_time_password_is_shown_once_and_led_to_an_own_one(window_of: WindowOf, axe: Axe) -> None:
    office = window_of("huyen").go(reverse("accounts_password", args=["demo.bithu"]))
    office.locator("form.panel button").first.click()
    secret = office.locator("#secret").inner_text().strip()
    assert len(secret) >= 16
    assert axe(office) == []
    office.reload()
    expect(office.get_by_text(secret)).to_have_count(0)
    page = window_of("").go(reverse("account_login"))
    page.get_by_label("Tên đăng nhập").fill("demo.bithu")
    page.get_by_label("Mật khẩu").fill(secret)
    page.get_by_role("main").get_by_role("button", name="Đăng nhập", exact=True).click()
    page.wait_for_url(f"**{reverse('account_change_password')}")


def test_a_broken_file_is_told_of_in_words(window_of: WindowOf, tmp_path: Path) -> None:
    (tmp_path / "hong.xlsx").write_bytes(b"PK\x03\x04 broken")
    (tmp_path / "macro.xlsm").write_bytes(b"PK\x03\x04")
    page = window_of("huyen").go(reverse("import_new"))
    page.locator("input[type=file]").set_input_files(tmp_path / "macro.xlsm")
    page.get_by_role("button", name="Tải lên và xem trước").click()
    expect(page.get_by_text("macro").first).to_be_visible()
    assert not Import.objects.filter(unit__isnull=False).exists()
    page.locator("input[type=file]").set_input_files(tmp_path / "hong.xlsx")
    page.get_by_role("button", name="Tải lên và xem trước").click()
    run_next_job()
    page.reload()
    expect(page.get_by_text("có thể bị cắt cụt hoặc hỏng")).to_be_visible()
    expect(page.get_by_role("button", name="Áp dụng tất cả")).to_be_disabled()


def test_somebody_is_reminded_by_mail_and_in_a_calendar_from_a_phone(window_of: WindowOf, axe: Axe) -> None:
    window = window_of("dangvien", size=PHONE)
    page = window.go(reverse("reminders"))
    page.locator("[name=address]").fill("dang.vien@example.vn")
    page.locator("form.form button.btn-primary").click()
    expect(page.get_by_text("Địa chỉ chờ xác nhận")).to_be_visible()
    run_next_job()
    link = re.search(r"/reminders/confirm/\S+/", str(mail.outbox[-1].body))
    assert link
    stranger = window_of("", size=PHONE).go(link[0])
    stranger.get_by_role("button", name="Xác nhận").click()
    expect(stranger.get_by_text("Đã xác nhận địa chỉ thư").first).to_be_visible()
    assert axe(stranger) == []
    page = window.go(reverse("reminders"))
    expect(page.get_by_text("Đang gửi thư")).to_be_visible()
    page.get_by_role("button", name="Tạo địa chỉ").click()
    address = page.locator("#feed-address").inner_text()
    assert axe(page) == []
    assert stranger.request.get(address).text().startswith("BEGIN:VCALENDAR")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_text(address)).to_have_count(0)
