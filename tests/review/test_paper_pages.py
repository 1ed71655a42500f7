"""Pages of targets, suggestions, delegations and cases: what they show, and say before the button is pressed."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from kiemdiem.campaign.models import CalendarDay, Cycle
from kiemdiem.journal.verbs import Verb
from kiemdiem.review.actions.cases import report_case
from kiemdiem.review.actions.letters import draft_letter
from kiemdiem.review.models import (
    Delegation,
    LetterNumber,
    SuggestionLetter,
    Target,
    TargetImport,
    VerificationCase,
    Visit,
)
from kiemdiem.review.queries.suggestions import letters_to_do
from kiemdiem.review.queries.targets import targets_of
from review.letters import AccessAs, ClientAs, journaled, make_letter, make_target, subject_of
from review.test_letters import ENTRY
from review.test_target_imports import ANOTHER, GOOD, sheet
from support.cast import Cast
from support.cycles import open_cycle

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12
"""Of a page, beside those of the session and the account."""
FRAME = 4


@pytest.fixture
def cycle(cast: Cast) -> Cycle:
    """A cycle whose dates of IV.3 lie ahead."""
    found = open_cycle(cast)
    CalendarDay.objects.filter(cycle=found).update(day=timezone.localdate() + timedelta(days=30))
    return found


def today() -> str:
    """As people type it."""
    return timezone.localdate().strftime("%d/%m/%Y")


def test_targets_are_assigned_on_a_page_with_rows_left_empty_and_faults_stand_at_their_row(
    cycle: Cycle, client_as: ClientAs
) -> None:
    subject = subject_of(cycle, "member", "binh")
    url = reverse("target_assign", args=[subject.pk])
    typed = {"text_1": "", "text_3": "Trồng cây", "planned_3": "20", "measure_3": "", "source_3": "assigned"}
    page = client_as("an").post(url, typed).content.decode()
    assert re.search(r'id="id_measure_3_error".*?đo đếm được', page, re.DOTALL)
    assert 'value="20"' in page
    answer = client_as("an").post(url, {**typed, "measure_3": "cây"})
    assert answer.headers["Location"] == reverse("targets_of", args=[subject.pk])
    (target,) = targets_of(subject)
    assert (target.text, target.planned, target.measure) == ("Trồng cây", "20", "cây")


def test_a_target_is_corrected_and_withdrawn_on_its_pages_and_the_member_reads_all_of_it(
    cycle: Cycle, client_as: ClientAs
) -> None:
    subject = subject_of(cycle, "member", "binh")
    target, other = make_target(subject, "Trồng cây"), make_target(subject, "Giao nhầm")
    typed = {"text": "Trồng rừng", "planned": "2", "measure": "ha", "source": "assigned", "version": "1"}
    correct = reverse("target_correct", args=[target.pk])
    assert "là căn cứ kiểm điểm" in client_as("an").post(correct, typed).content.decode()
    assert client_as("an").post(correct, {**typed, "ground": "điều chỉnh"}).status_code == 302
    stale = client_as("an").post(correct, {**typed, "text": "Khác", "ground": "nữa"}).content.decode()
    assert "vừa sửa chỉ tiêu này" in stale
    assert "Trồng rừng · 2 ha" in stale
    assert client_as("an").post(reverse("target_withdraw", args=[other.pk]), {"ground": "nhầm"}).status_code == 302
    page = client_as("binh").get(reverse("targets_of", args=[subject.pk])).content.decode()
    for words in ("Trồng rừng", "Trồng cây", "điều chỉnh", "Giao nhầm"):
        assert words in page
    assert reverse("target_assign", args=[subject.pk]) not in page


def test_the_list_of_targets_is_searched_filtered_and_exported_as_the_sheet_that_is_imported(
    cycle: Cycle, client_as: ClientAs
) -> None:
    make_target(subject_of(cycle, "member", "binh"), "Trồng cây")
    page = client_as("office").get(reverse("targets"), {"held": "some"}).content.decode()
    assert "Trần Thị Bình" in page
    assert "Lê Văn Cường" not in page
    assert (
        "Lê Văn Cường" in client_as("office").get(reverse("targets"), {"q": "cuong", "kind": "member"}).content.decode()
    )
    file = client_as("office").get(reverse("targets_export"))
    assert len(journaled(Verb.EXPORTED)) == 1
    uploaded = SimpleUploadedFile("lai.xlsx", file.content)
    answer = client_as("office").post(reverse("target_import"), {"unit": "C1", "file": uploaded})
    preview = client_as("office").get(answer.headers["Location"]).content.decode()
    assert "Không đổi: 1" in preview
    assert client_as("office").get(reverse("target_template")).content[:2] == b"PK"


def test_a_sheet_is_uploaded_previewed_and_applied_or_thrown_away(cycle: Cycle, client_as: ClientAs) -> None:
    office = client_as("office")
    bad = SimpleUploadedFile("loi.xlsx", sheet([GOOD, ("xóm", *ANOTHER[1:])]))
    url = office.post(reverse("target_import"), {"unit": "C1", "file": bad}).headers["Location"]
    page = office.get(url).content.decode()
    assert "Dòng 3, cột “Loại đối tượng”, giá trị “xóm”" in page
    assert "1 dòng có lỗi" in page
    number = TargetImport.objects.get().pk
    assert reverse("target_apply", args=[number]) not in page
    assert "1 dòng có lỗi" in office.post(reverse("target_apply", args=[number]), follow=True).content.decode()
    assert office.post(reverse("target_discard", args=[number])).status_code == 302
    good = SimpleUploadedFile("tot.xlsx", sheet([GOOD, ANOTHER]))
    office.post(reverse("target_import"), {"unit": "C1", "file": good})
    number = TargetImport.objects.latest("pk").pk
    office.post(reverse("target_apply", args=[number]), {"_once": "a"})
    assert Target.objects.count() == 2
    assert "Chưa chọn" not in office.post(reverse("target_import"), {"unit": "C1"}).content.decode()


def test_a_letter_goes_its_way_through_the_pages(cast: Cast, cycle: Cycle, client_as: ClientAs) -> None:
    district, subject = client_as("district"), subject_of(cycle, "collective", "C1-BCH")
    assert "Ban chấp hành" in district.get(reverse("suggestion_new"), {"kind": "collective"}).content.decode()
    draft = reverse("suggestion_draft", args=[subject.pk])
    assert "Đảng bộ huyện Đông Hà" in district.get(draft).content.decode()
    matters = {"unit": "H1", "advised_by": "Ban Tổ chức", "matter_1": "", "matter_2": "Làm rõ việc thu chi"}
    district.post(draft, matters)
    letter = SuggestionLetter.objects.get()
    page = reverse("suggestion_letter", args=[letter.pk])
    assert reverse("suggestion_approve", args=[letter.pk]) in district.get(page).content.decode()
    rewrite = reverse("suggestion_rewrite", args=[letter.pk])
    district.post(rewrite, {"advised_by": "Ban Tổ chức", "matter_1": "Việc mới", "version": "1"})
    stale = district.post(rewrite, {"advised_by": "x", "matter_1": "Khác", "version": "1"}).content.decode()
    assert "Nội dung hiện nay: Việc mới" in stale
    district.post(reverse("suggestion_approve", args=[letter.pk]), {"version": "2"})
    assert reverse("suggestion_term", args=["H1"]) in district.get(page).content.decode()
    year = timezone.localdate().year
    district.post(reverse("suggestion_term", args=["H1"]), {"term_start": year, "symbol": "CV/HU", "last": "7"})
    district.post(reverse("suggestion_number", args=[letter.pk]), {"dated_on": today(), "place": "Vinh"})
    assert "08-CV/HU" in district.get(page).content.decode()
    district.post(reverse("suggestion_notify", args=[letter.pk]), {"on": today()})
    district.post(reverse("suggestion_report", args=[letter.pk]), {"on": today(), "result": "Đã rõ"})
    letter.refresh_from_db()
    assert (letter.reported_on, letter.result) == (timezone.localdate(), "Đã rõ")
    paper = district.get(reverse("suggestion_paper", args=[letter.pk])).content.decode()
    for words in ("ĐẢNG CỘNG SẢN VIỆT NAM", "Số 08-CV/HU", f"Vinh, ngày {timezone.localdate():%d}", "Việc mới"):
        assert words in paper
    district.post(reverse("suggestion_withdraw", args=[letter.pk]), {"ground": "nhầm"})
    shown = district.get(page).content.decode()
    assert "Đã thu hồi" in shown
    assert "nhầm" in shown
    assert LetterNumber.objects.get().last == 8


def test_who_does_not_manage_the_subject_reads_who_does_before_anything_is_typed(
    cycle: Cycle, client_as: ClientAs
) -> None:
    subject = subject_of(cycle, "collective", "C1-A-CU")
    page = client_as("district").get(reverse("suggestion_draft", args=[subject.pk])).content.decode()
    assert "Đảng bộ xã Hòa An quản lý" not in page
    told = client_as("office").get(reverse("suggestion_draft", args=[subject_of(cycle, "collective", "C1-BCH").pk]))
    assert "do Đảng bộ huyện Đông Hà quản lý" in told.content.decode()
    assert "disabled" in told.content.decode()


def test_the_subjects_offered_for_a_letter_are_collectives_and_people(
    cast: Cast, cycle: Cycle, client_as: ClientAs
) -> None:
    district, organisation = client_as("district"), subject_of(cycle, "organisation", "C1")
    drafts = {one.kind: reverse("suggestion_draft", args=[one.pk]) for one in (
        organisation, subject_of(cycle, "collective", "C1-BCH"), subject_of(cycle, "member", "binh"),
        subject_of(cycle, "cadre", "an"))}  # fmt: skip
    page = district.get(reverse("suggestion_new")).content.decode()
    assert {kind for kind, address in drafts.items() if address in page} == {"collective", "member", "cadre"}
    assert "organisation" not in page.partition('name="kind"')[2].partition("</select>")[0]
    asked = district.get(reverse("suggestion_new"), {"kind": "organisation"}).content.decode()
    assert drafts["organisation"] not in asked
    assert "disabled" in district.get(drafts["organisation"]).content.decode()


def test_a_letter_that_went_to_an_organisation_before_says_that_nobody_answers_it(
    cast: Cast, cycle: Cycle, client_as: ClientAs
) -> None:
    letter = make_letter(subject_of(cycle, "organisation", "C1"), cast.organisations["H1"])
    page = client_as("district").get(reverse("suggestion_letter", args=[letter.pk])).content.decode()
    assert "không viết báo cáo kiểm điểm riêng" in page


def test_a_letter_is_read_and_confirmed_by_its_subject_alone(cast: Cast, cycle: Cycle, client_as: ClientAs) -> None:
    letter = make_letter(subject_of(cycle, "member", "binh"), cast.organisations["C1"])
    received, read = (reverse(name, args=[letter.pk]) for name in ("suggestion_received", "suggestion_read"))
    assert "01-CV/HU" in client_as("binh").get(reverse("my_suggestions")).content.decode()
    assert "Tôi đã đọc" in client_as("binh").get(received).content.decode()
    assert "Tôi đã đọc" not in client_as("an").get(received).content.decode()
    assert client_as("an").post(read).status_code == 404
    assert client_as("cuong").get(received).status_code == 404
    assert client_as("binh").post(read).status_code == 302
    assert "Tôi đã đọc" not in client_as("binh").get(received).content.decode()
    assert client_as("binh").get(reverse("suggestion_paper", args=[letter.pk])).status_code == 200
    assert client_as("binh").get(reverse("suggestion_letter", args=[letter.pk])).status_code == 404


def test_the_desk_counts_what_waits_with_the_letters(
    cast: Cast, cycle: Cycle, access_as: AccessAs, client_as: ClientAs
) -> None:
    subject = subject_of(cycle, "collective", "C1-BCH")
    make_letter(subject, cast.organisations["H1"])
    make_letter(subject, cast.organisations["H1"], notified_on=None)
    draft_letter(access_as("district"), subject.pk, "H1", ENTRY)
    waits = letters_to_do(access_as("district"), cycle)
    assert (waits.to_approve, waits.to_number, waits.to_notify, waits.to_report) == (1, 0, 1, 1)
    assert waits.anything
    assert waits.notified_before == timezone.localdate() + timedelta(days=30)
    assert not letters_to_do(access_as("office"), cycle).anything
    for state, count in (("approve", 1), ("notify", 1), ("report", 1), ("withdrawn", 0)):
        page = client_as("district").get(reverse("suggestion_letters"), {"state": state}).content.decode()
        assert page.count('<tr><th scope="row">') == count


def test_a_delegation_is_formed_sent_and_reports_through_the_pages(
    cast: Cast, cycle: Cycle, client_as: ClientAs
) -> None:
    office = client_as("office")
    make_letter(subject_of(cycle, "member", "binh"), cast.organisations["C1"])
    assert ">chưa có đoàn<" in office.get(reverse("delegations")).content.decode()
    typed = {"name": "Đoàn số 1", "formed_on": today(), "head": "dung", "others": "cuong\nkhong-co"}
    url = reverse("delegation_new", args=["C1"])
    assert "khong-co" in office.post(url, typed).content.decode()
    office.post(url, {**typed, "others": "cuong"})
    one = Delegation.objects.get()
    place = subject_of(cycle, "member", "binh").rows.get().place
    page = office.get(reverse("delegation_place", args=[one.pk])).content.decode()
    assert "Chi bộ xóm 1 (có gợi ý)" in page
    office.post(reverse("delegation_place", args=[one.pk]), {"place": place.pk, "day": today()})
    assert ">chưa có đoàn<" not in office.get(reverse("delegations")).content.decode()
    visit = Visit.objects.get()
    there = one.delegates.get(heads=True).pk
    report = reverse("visit_report", args=[visit.pk])
    assert "đã dự" in office.post(report, {"day": today(), "report": "Tốt"}).content.decode()
    office.post(report, {"day": today(), "report": "Tốt", "attended": [there]})
    assert "Tốt" in office.get(reverse("delegation", args=[one.pk])).content.decode()
    office.post(reverse("visit_release", args=[visit.pk]))
    assert Visit.objects.get().released_at is None
    office.post(reverse("delegation_members", args=[one.pk]), {"head": "cuong", "others": ""})
    office.post(reverse("delegation_dissolve", args=[one.pk]), {"ground": "hết việc"})
    assert "đã giải thể" in office.get(reverse("delegation", args=[one.pk])).content.decode()


def test_a_case_goes_its_way_through_the_pages_and_each_look_is_journaled(cycle: Cycle, client_as: ClientAs) -> None:
    subject = subject_of(cycle, "member", "binh")
    assert "Trần Thị Bình" in client_as("chair").get(reverse("case_new"), {"q": "binh"}).content.decode()
    typed = {"unit": "C1", "text": "Dấu hiệu sai về thu quỹ", "on": today()}
    url = client_as("chair").post(reverse("case_report", args=[subject.pk]), typed).headers["Location"]
    office, number = client_as("office"), VerificationCase.objects.get().pk
    office.post(reverse("case_take_up", args=[number]), {"on": today()})
    office.post(reverse("case_conclude", args=[number]), {"on": today(), "conclusion": "Không có vi phạm"})
    held = {"choice": "holds", "ground": "chờ ký", "decided_on": today()}
    office.post(reverse("case_decide", args=[number, "hold"]), held)
    assert office.get(reverse("case_decide", args=[number, "other"])).status_code == 404
    office.post(reverse("case_close", args=[number]), {"on": today()})
    page = office.get(url).content.decode()
    for words in ("Dấu hiệu sai về thu quỹ", "Không có vi phạm", "chờ ký", "Đã khép lại"):
        assert words in page
    assert len(journaled(Verb.CASE_SEEN)) == 1
    assert "Trần Thị Bình" in client_as("chair").get(reverse("cases")).content.decode()
    assert "Trần Thị Bình" not in client_as("an").get(reverse("cases")).content.decode()
    assert client_as("an").get(url).status_code == 404
    assert client_as("binh").get(reverse("cases")).status_code == 404


def test_no_page_asks_more_than_it_may(cast: Cast, cycle: Cycle, access_as: AccessAs, client_as: ClientAs) -> None:
    member, committee = subject_of(cycle, "member", "binh"), subject_of(cycle, "collective", "C1-BCH")
    for number in range(5):
        make_target(member, f"Việc {number}")
        make_letter(committee, cast.organisations["H1"], f"Vấn đề {number}")
    letter = make_letter(member, cast.organisations["C1"])
    case = report_case(access_as("chair"), member.pk, "C1", "x", timezone.localdate())
    asked = {}
    for login, name, arguments in (
        ("district", "targets", []), ("district", "targets_of", [member.pk]), ("district", "suggestion_letters", []),
        ("district", "suggestion_letter", [letter.pk]), ("district", "suggestion_new", []),
        ("district", "suggestion_draft", [committee.pk]), ("district", "suggestion_paper", [letter.pk]),
        ("binh", "my_suggestions", []), ("binh", "suggestion_received", [letter.pk]),
        ("district", "delegations", []), ("district", "cases", []), ("district", "case", [case.pk]),
        ("district", "case_report", [member.pk]), ("district", "target_assign", [member.pk]),
    ):  # fmt: skip
        client = client_as(login)
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert client.get(reverse(name, args=arguments)).status_code == 200
        asked[name] = len([one for one in caught.captured_queries if "SAVEPOINT" not in one["sql"]])
    assert {name: count for name, count in asked.items() if count > MOST_QUERIES + FRAME} == {}
