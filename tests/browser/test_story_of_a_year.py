"""The preparation of a year, through the pages: a district opens its cycle, a member writes on a phone and loses the
connection, residence remarks come in on a link, a suggestion is issued and answered, the plan shows what waits for
what."""

import pytest
from django.db.models import QuerySet
from playwright.sync_api import Page, expect

from browser.conftest import PHONE, Window, WindowOf
from kiemdiem.accounts.models import Account
from kiemdiem.campaign.models import Cycle, PlanRow, Subject
from kiemdiem.registry.models import Person
from kiemdiem.review.models import Handed, OpinionAnswer, OpinionRequest, Passage, SuggestionLetter
from kiemdiem.tree.models import Organisation
from support.jobs import run_next_job

YEAR = "2022"


def _confirm(page: Page) -> None:
    page.locator("#confirm").get_by_role("button", name="Đồng ý, tiếp tục").click()


def _member() -> Person:
    return Person.objects.get(account__login="demo.dangvien")


@pytest.fixture
def district(window_of: WindowOf) -> Window:
    """The office of the district; the member lives where another cell is."""
    elsewhere = Organisation.objects.filter(kind__in=["cell", "grassroots_cell"]).exclude(pk=_member().home_id)
    Person.objects.filter(pk=_member().pk).update(residence_cell=elsewhere.order_by("path")[0])
    return window_of("huyen")


def _open_the_cycle(window: Window) -> Cycle:
    page = window.go("/cycles/new/")
    page.get_by_role("spinbutton").fill(YEAR)
    page.get_by_role("button", name="Chuẩn bị và xem trước").click()
    expect(page.get_by_text("đang chờ đến lượt")).to_be_visible()
    run_next_job()
    page.reload()
    expect(page.get_by_role("heading", name="Kế hoạch bằng số")).to_be_visible()
    while (aside := page.get_by_role("link", name="Để ngoài kế hoạch")).count():
        aside.first.click()
        page.get_by_label("Lý do").fill("Hồ sơ chưa về")
        page.get_by_role("button", name="Để ngoài kế hoạch").click()
    page.get_by_role("button", name="Mở đợt kiểm điểm").click()
    _confirm(page)
    expect(page.get_by_text("đang chờ đến lượt")).to_be_visible()
    run_next_job()
    page.reload()
    page.get_by_role("link", name="Xem kế hoạch", exact=True).click()
    expect(page.get_by_role("heading", name="Các đơn vị bên dưới")).to_be_visible()
    return Cycle.objects.get(year=int(YEAR))


def _press(page: Page, link: str) -> None:
    """Follow the link of the next step of a letter."""
    page.locator("ol.steps").get_by_role("link", name=link, exact=True).click()


def _suggest_a_matter(window: Window, cycle: Cycle) -> SuggestionLetter:
    """A letter to the member: drafted, approved, numbered in its term, notified; late, so with a ground."""
    subject = Subject.objects.get(cycle=cycle, kind="member", person=_member())
    page = window.go(f"/suggestions/to/{subject.pk}/")
    page.get_by_label("Cơ quan tham mưu").fill("Ban Tổ chức")
    page.get_by_label("Vấn đề cần giải trình").first.fill("Làm rõ việc chậm nộp báo cáo")
    page.get_by_role("button", name="Lưu dự thảo").click()
    _press(page, "Duyệt")
    page.get_by_role("button", name="Duyệt", exact=True).click()
    _press(page, "Nhập nhiệm kỳ")
    page.get_by_label("Năm bắt đầu nhiệm kỳ").fill("2025")
    page.get_by_label("Ký hiệu sau số").fill("CV/ĐU")
    page.get_by_role("button", name="Ghi", exact=True).click()
    page = window.go(f"/suggestions/{SuggestionLetter.objects.get().pk}/")
    _press(page, "Cấp số")
    page.get_by_role("button", name="Cấp số").click()
    _press(page, "Thông báo")
    page.get_by_label("Lý do muộn").fill("Mở đợt muộn")
    page.get_by_role("button", name="Thông báo").click()
    expect(page.locator("ol.steps")).to_contain_text("Đối tượng chưa xác nhận")
    return SuggestionLetter.objects.get()


def _read_the_letter(window: Window, letter: SuggestionLetter) -> None:
    """The member finds the letter on the desk and confirms having read it."""
    page = window.go("/")
    page.get_by_role("link", name="Đọc – Văn bản gợi ý kiểm điểm gửi đến").click()
    page.get_by_role("link", name=letter.document_number).click()
    expect(page.get_by_text("Làm rõ việc chậm nộp báo cáo")).to_be_visible()
    page.get_by_role("button", name="Tôi đã đọc văn bản này").click()
    expect(page.get_by_text("Đã xác nhận").first).to_be_visible()


def _report_on_the_letter(window: Window, letter: SuggestionLetter) -> None:
    """The self-review answered the letter; the office reports the result."""
    page = window.go(f"/suggestions/{letter.pk}/")
    _press(page, "Báo cáo kết quả")
    page.get_by_label("Kết quả về những vấn đề gợi ý").fill("Đã giải trình rõ.")
    page.get_by_label("Lý do muộn").fill("Mở đợt muộn")
    page.get_by_role("button", name="Báo cáo kết quả").click()
    letter.refresh_from_db()
    assert None not in (letter.read_at, letter.answered_on, letter.reported_on)


def _write_the_self_review(window: Window) -> None:
    """On a phone: begun from the desk, saved as one types, kept while the connection is away, handed in."""
    page = window.go("/")
    page.get_by_role("link", name="Viết – Viết bản tự kiểm điểm").click()
    page.get_by_role("button", name="Bắt đầu viết").click()
    first = page.locator("form[data-key=politics]")
    first.get_by_role("textbox").fill("Giữ vững lập trường.")
    expect(first.locator(".saved")).to_contain_text("Đã lưu lúc")
    window.context.set_offline(True)
    first.get_by_role("textbox").fill("Giữ vững lập trường. Viết thêm khi mất mạng.")
    expect(first.locator(".saved")).to_contain_text("Mất mạng")
    window.context.set_offline(False)
    expect(first.locator(".saved")).to_contain_text("Đã lưu lúc", timeout=20_000)
    assert all("ERR_INTERNET_DISCONNECTED" in complaint for complaint in window.complaints)
    window.complaints.clear()
    assert Passage.objects.get(key="politics").text.endswith("khi mất mạng.")
    for form in page.locator("form[data-autosave]").all():
        key = form.get_attribute("data-key") or ""
        if key.startswith("manifestation:"):
            continue
        if form.locator("input[type=radio]").count():
            form.locator("input[type=radio]").nth(1).check()
        if form.get_by_role("textbox").count() and key != "politics":
            form.get_by_role("textbox").fill("Đã làm tốt nhiệm vụ được giao.")
        form.get_by_role("button", name="Lưu").click()
        expect(form.locator(".saved")).to_contain_text("Đã lưu lúc")
    page.get_by_role("button", name="Các biểu hiện còn lại: không có").click()
    _confirm(page)
    expect(page.get_by_text("Đã đủ các mục.")).to_be_visible()
    page.get_by_role("button", name="Nộp", exact=True).click()
    expect(page.locator(".subtitle")).to_contain_text("Đã nộp lúc")


def _ask_the_residence_cell(window: Window, window_of: WindowOf, cycle: Cycle) -> None:
    """The rules say who is asked; a body without an account answers through a link and a code."""
    page = window.go("/opinions/")
    page.get_by_role("button", name="Lập cho").first.click()
    run_next_job()
    asked = OpinionRequest.objects.get(cycle=cycle, kind="residence", subject__person=_member())
    page = window.go(f"/opinions/{asked.pk}/")
    page.get_by_role("button", name="Tạo đường dẫn").click()
    address, code = page.locator("#link-address").inner_text(), page.locator(".secret").nth(1).inner_text()
    outside = window_of("", PHONE)
    other = outside.page
    other.goto(address)
    assert _member().full_name not in other.content()
    other.get_by_label("Mã").fill(code)
    other.get_by_role("button", name="Tiếp tục").click()
    expect(other.get_by_text(_member().full_name)).to_be_visible()
    for select in other.locator("select").all():
        select.select_option("good")
    other.get_by_label("Ý kiến").fill("Gương mẫu ở nơi cư trú.")
    other.get_by_role("button", name="Gửi câu trả lời").click()
    expect(other.get_by_text("Đã nhận câu trả lời")).to_be_visible()
    other.goto(address)
    expect(other.get_by_text("chỉ dùng được một lần")).to_be_visible()
    assert OpinionAnswer.objects.get().text == "Gương mẫu ở nơi cư trú."


def _before(row: PlanRow) -> "QuerySet[PlanRow]":
    """What must be finished before a row."""
    return PlanRow.objects.filter(awaited_by__precondition=row.precondition).order_by("pk")


def _see_what_waits_for_what(window: Window, cycle: Cycle) -> None:
    """A leader waits for the collective; once that is recorded he or she may begin."""
    held = PlanRow.objects.filter(cycle=cycle, subject__kind="cadre", action="review", precondition__isnull=False)
    row = next(
        one for one in held.select_related("subject").order_by("pk") if not _before(one).exclude(precondition=None)
    )
    page = window.go(f"/plan/rows/{row.pk}/")
    expect(page.get_by_role("heading", name="Chưa thể kiểm điểm")).to_be_visible()
    expect(page.locator(".order-own")).to_contain_text(row.subject.name)
    for before in _before(row):
        page = window.go(f"/plan/places/{before.place_id}/finish/")
        for box in page.get_by_role("checkbox").all():
            box.set_checked(box.get_attribute("value") == str(before.pk))
        page.get_by_role("button", name="Ghi nhận").click()
        expect(page.get_by_text("Đã ghi nhận")).to_be_visible()
    page = window.go(f"/plan/rows/{row.pk}/")
    expect(page.get_by_text("Có thể kiểm điểm")).to_be_visible()


def _hold_the_review_of_the_cell(window: Window, cycle: Cycle) -> None:
    """The secretary finds the cell on the desk and records it at once."""
    row = PlanRow.objects.get(cycle=cycle, subject__person=_member(), subject__kind="member")
    page = window.go("/")
    page.locator(f"a[href='/plan/places/{row.place_id}/finish/']").click()
    page.get_by_role("button", name="Ghi nhận").click()
    expect(page.get_by_text("Đã ghi nhận")).to_be_visible()
    row.refresh_from_db()
    assert row.finished_on is not None


def test_a_district_prepares_its_year(district: Window, window_of: WindowOf) -> None:
    cycle = _open_the_cycle(district)
    member = window_of("dangvien", PHONE)
    letter = _suggest_a_matter(district, cycle)
    _read_the_letter(member, letter)
    _write_the_self_review(member)
    _report_on_the_letter(district, letter)
    assert Handed.objects.get().writing.person == _member()
    _ask_the_residence_cell(district, window_of, cycle)
    _see_what_waits_for_what(district, cycle)
    _hold_the_review_of_the_cell(window_of("bithu"), cycle)
    page = member.go("/my-review/")
    page.get_by_role("button", name="Viết bản hoàn thiện").click()
    first = page.locator("form[data-key=politics]")
    first.get_by_role("textbox").fill("Bổ sung theo kết luận.")
    expect(first.locator(".saved")).to_contain_text("Đã lưu lúc")
    page.reload()
    page.get_by_role("button", name="Nộp", exact=True).click()
    page.get_by_role("link", name="Các bản đã nộp").click()
    expect(page.get_by_role("heading", name="Bản hoàn thiện sau hội nghị")).to_be_visible()
    expect(page.get_by_text("Bổ sung theo kết luận.")).to_be_visible()
    assert Account.objects.get(login="demo.dangvien").person == _member()
