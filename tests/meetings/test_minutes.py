"""Minutes are drawn up from what happened, corrected by hand, fixed when signed; papers say what is stored."""

import io
import re

import pytest
from django.urls import reverse
from pypdf import PdfReader

from kiemdiem.accounts.access import OutOfSight
from kiemdiem.journal.models import Entry
from kiemdiem.journal.queries import holds, parse_head
from kiemdiem.journal.verbs import Verb
from kiemdiem.meetings.actions.agenda import remove_item
from kiemdiem.meetings.actions.ending import end_conference
from kiemdiem.meetings.actions.minutes import draw_up_minutes, save_minutes, sign_minutes
from kiemdiem.meetings.actions.notes import save_note
from kiemdiem.meetings.models import EarlierMinutes, Minutes
from meetings.room import OUTSIDERS, Room, refusal
from review.letters import ClientAs, journaled

pytestmark = pytest.mark.django_db
PAPERS = ["1", "1", "1", "2", "x", "0"]
"""Three for the best level, one for the next, one invalid, one blank."""


def over(room: Room) -> Room:
    """Bring the conference to its end: Nga reviewed and voted on, all others taken off the agenda."""
    room.signed(PAPERS, "nga")
    for item in room.items:
        if item.subject.code not in ("nga", "oanh"):
            remove_item(room.secretary, item.pk, "hội nghị khác")
    end_conference(room.secretary, room.number)
    return room


def read(content: bytes) -> str:
    """The words of a PDF, a blank between each."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


def test_the_minutes_tell_who_came_what_was_said_and_the_stored_numbers(reviewed: Room) -> None:
    key = f"said:{reviewed.people['lan'].pk}"
    save_note(reviewed.secretary, reviewed.item("nga").pk, key, "Cần sâu sát cơ sở hơn.", 0)
    reviewed.go("minh")
    reviewed.come("minh")
    text = draw_up_minutes(over(reviewed).secretary, reviewed.number).text
    for part in (
        "Triệu tập: 6; có mặt: 6; vắng: 0.", "Đỗ Văn Minh rời hội nghị lúc", "việc gấp",
        "Chủ trì: Trần Thị Bình. Thư ký: Nguyễn Văn An.", "Ý kiến của Bùi Thị Lan: Cần sâu sát cơ sở hơn.",
        "Kết luận của chủ trì: Hoàn thành nhiệm vụ được giao.",
        "triệu tập 6, có mặt 6, phát ra 6, thu về 6, hợp lệ 5, không hợp lệ 1.",
        "Vũ Thị Nga: HTXSNV 3 (50.0%), HTTNV 1 (16.7%), HTNV 0 (0.0%), KHTNV 0 (0.0%); không chọn 1; trên 6."
        " Kết quả: HTTNV (I.3.3.g, I.3.3.h2).",
    ):  # fmt: skip
        assert part in text, part


def test_minutes_are_corrected_by_hand_and_drawn_up_anew_without_a_loss(reviewed: Room) -> None:
    first = draw_up_minutes(reviewed.secretary, reviewed.number)
    saved = save_minutes(reviewed.secretary, reviewed.number, "Sửa tay", first.version)
    late = save_minutes(reviewed.access_as("office"), reviewed.number, "Người khác sửa", first.version)
    assert (saved.conflict, late.conflict) == (None, "Sửa tay")
    draw_up_minutes(reviewed.secretary, reviewed.number)
    kept = set(EarlierMinutes.objects.values_list("text", flat=True))
    assert {"Sửa tay", "Người khác sửa"} <= kept
    assert Minutes.objects.get().text.startswith("I. Thời gian, địa điểm")


def test_signed_minutes_stay_as_they_are_and_carry_the_head_of_the_journal(reviewed: Room) -> None:
    draw_up_minutes(reviewed.secretary, reviewed.number)
    assert "not over yet" in refusal(sign_minutes, reviewed.secretary, reviewed.number)
    over(reviewed)
    signed = sign_minutes(reviewed.secretary, reviewed.number)
    head = parse_head(signed.head)
    assert head is not None
    assert holds(head)
    assert Entry.objects.get(unit=head.unit, year=head.year, number=head.number).verb == Verb.MINUTES_SIGNED
    assert len(journaled(Verb.MINUTES_SIGNED)) == 1
    for act in (sign_minutes, draw_up_minutes):
        assert "are signed" in refusal(act, reviewed.secretary, reviewed.number)
    assert "are signed" in refusal(save_minutes, reviewed.secretary, reviewed.number, "khác", signed.version)


def test_nothing_is_signed_that_was_not_drawn_up(room: Room) -> None:
    assert "not open yet" in refusal(draw_up_minutes, room.secretary, room.number)
    assert "not drawn up" in refusal(save_minutes, room.secretary, room.number, "x", 0)
    assert "not drawn up" in refusal(sign_minutes, room.secretary, room.number)


@pytest.mark.parametrize("login", OUTSIDERS)
def test_who_does_not_run_a_conference_has_no_part_in_its_minutes(reviewed: Room, login: str) -> None:
    for act in (draw_up_minutes, sign_minutes):
        with pytest.raises(OutOfSight):
            act(reviewed.access_as(login), reviewed.number)


def test_the_printed_papers_read_back_say_the_stored_numbers(reviewed: Room, client_as: ClientAs) -> None:
    vote = reviewed.prepare("nga", "oanh")
    an = client_as("an")
    sheets = an.get(reverse("vote_papers", args=[vote.pk]))
    assert len(re.findall("PHIẾU BIỂU QUYẾT ĐỀ XUẤT XẾP LOẠI", read(sheets.content))) == 6
    vote.delete()
    counted = reviewed.signed(PAPERS, "nga")
    told = read(an.get(reverse("vote_minutes", args=[counted.pk, "pdf"])).content)
    for part in ("BIÊN BẢN KIỂM PHIẾU", "Phiếu phát ra 6", "Phiếu hợp lệ 5", "Phiếu không hợp lệ 1", "3 (50.0%)",
                 "Bùi Thị Lan", "Đỗ Văn Minh"):  # fmt: skip
        assert part in told, part
    draw_up_minutes(reviewed.secretary, reviewed.number)
    for name in ("minutes_paper", "conference_agenda"):
        for ending in ("pdf", "docx"):
            assert an.get(reverse(name, args=[reviewed.number, ending])).status_code == 200
    assert "Vũ Thị Nga" in read(an.get(reverse("minutes_paper", args=[reviewed.number, "pdf"])).content)
    item = reviewed.item("nga").pk
    assert "TỔNG HỢP Ý KIẾN" in read(an.get(reverse("item_papers", args=[item, "pdf"])).content)
