"""The papers of a conference: agenda (form 10), ballot papers (forms 7 to 9), minutes, contributions.

A Party document is Vietnamese whatever the reader's language.
"""

import re
from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import override

from kiemdiem.meetings.models import Conference, Counting, Item, Minutes, Vote
from kiemdiem.meetings.queries.conferences import items_of, name_of, presiding_over, sittings_of
from kiemdiem.meetings.queries.votes import lines_of
from kiemdiem.meetings.recording import VOTES, item_lines, result_line
from kiemdiem.meetings.results import numbers_of, results_of
from kiemdiem.meetings.words import roll_name
from kiemdiem.pages.masking import plain_day
from kiemdiem.pages.party_papers import party_day
from kiemdiem.paperwork.ballots import BallotPaper
from kiemdiem.paperwork.sheets import (
    Block,
    Column,
    Document,
    Grid,
    Heading,
    Letterhead,
    Paragraph,
    QrCode,
    Signature,
    Signatures,
    Title,
)
from kiemdiem.rulebook.tally import percent
from kiemdiem.tree.models import Organisation
from kiemdiem.vocabulary import LEVELS

_HEADING = re.compile(r"[IVX]+\. ")
_FULL = {
    "HTXSNV": "Hoàn thành xuất sắc nhiệm vụ", "HTTNV": "Hoàn thành tốt nhiệm vụ", "HTNV": "Hoàn thành nhiệm vụ",
    "KHTNV": "Không hoàn thành nhiệm vụ",
}  # fmt: skip
"""The four levels as the ballot paper has them."""
_ABOUT = {
    Vote.Kind.RATING.value: "PHIẾU XẾP LOẠI",
    Vote.Kind.PROPOSAL.value: "PHIẾU BIỂU QUYẾT ĐỀ XUẤT XẾP LOẠI",
    Vote.Kind.WORKPLACE_OPINION.value: "PHIẾU LẤY Ý KIẾN",
    Vote.Kind.CONCLUSION.value: "PHIẾU BIỂU QUYẾT",
}
_INSTRUCTION = "Mỗi dòng đánh dấu X vào một ô. Không ghi tên, không đánh dấu riêng trên phiếu."


def _unit(conference: Conference) -> Organisation:
    if conference.group is not None:
        return conference.group
    if conference.electorate is not None:
        return conference.electorate.workplace
    if conference.place is None:
        raise ValueError(conference.pk)
    return conference.place.organisation


def _letterhead(conference: Conference) -> Letterhead:
    unit = _unit(conference)
    parent = unit.parent
    sittings = sittings_of(conference)
    day = sittings[-1].day if sittings else None
    return Letterhead(parent.name.upper() if parent else "", conference.name.upper(), dated=party_day(day))


def ballot_paper(vote: Vote) -> BallotPaper:
    """The paper that everybody who votes gets: no name, no number (forms 7, 8, 9)."""
    conference = vote.conference
    columns = ["Đồng ý", "Không đồng ý"] if vote.kind == Vote.Kind.CONCLUSION else [_FULL[one.name] for one in LEVELS]
    subjects = [(line.item.subject.name, line.item.subject.titles) for line in lines_of(vote)]
    about = f"năm {conference.cycle.year}"
    return BallotPaper(conference.name.upper(), _ABOUT[vote.kind], about, _INSTRUCTION, columns, subjects)


def counting_minutes(vote: Vote, counting: Counting) -> Document:
    """The minutes of counting: the numbers kept apart, each row, who signed."""
    numbers = numbers_of(vote, counting)
    pairs = [
        ("Triệu tập", numbers.convened), ("Có mặt", numbers.present), ("Phiếu phát ra", numbers.issued),
        ("Phiếu thu về", numbers.returned), ("Phiếu hợp lệ", numbers.valid), ("Phiếu không hợp lệ", numbers.invalid),
    ]  # fmt: skip
    signed = [name_of(one.attendee) for one in counting.signings.select_related("attendee__person")]
    blocks: list[Block] = [
        Grid([Column("Nội dung", 3), Column("Số lượng", 1, numeric=True)], [[one, str(two)] for one, two in pairs]),
        Paragraph("Tỷ lệ tính trên tổng số người có mặt tham gia bỏ phiếu (I.3.3.g)."),
        _results_grid(vote, counting),
        *(Paragraph(result_line(one)) for one in results_of(vote, counting)),
    ]
    if vote.missing_ground:
        blocks.append(Paragraph(f"Phiếu không thu về: {vote.missing_ground}"))
    if counting.number > 1:
        blocks.append(
            Paragraph(f"Kiểm phiếu lại lần {counting.number - 1}, thay kết quả trước. Lý do: {counting.ground}")
        )
    blocks.append(Signatures([Signature("", "NGƯỜI KIỂM PHIẾU", name) for name in signed]))
    title = Title("BIÊN BẢN KIỂM PHIẾU", f"{VOTES[vote.kind]} năm {vote.conference.cycle.year}")
    return Document(_letterhead(vote.conference), title, blocks)


def _results_grid(vote: Vote, counting: Counting) -> Grid:
    """Votes and shares of every row."""
    choices = [one.name for one in LEVELS] if vote.kind != Vote.Kind.CONCLUSION else ["agree", "against"]
    heads = choices if vote.kind != Vote.Kind.CONCLUSION else ["Đồng ý", "Không đồng ý"]
    columns = [Column("STT", 0.6, numeric=True), Column("Tập thể, cá nhân", 3)]
    columns += [Column(one, 1.2, numeric=True) for one in [*heads, "Không chọn"]]
    rows = []
    for place, one in enumerate(results_of(vote, counting), start=1):
        votes = [(one.votes.get(choice, 0), percent(one.votes.get(choice, 0), one.base)) for choice in choices]
        cells = [f"{number} ({share}%)" if share else str(number) for number, share in votes]
        rows.append([str(place), one.line.item.subject.name, *cells, str(one.votes.get("none", 0))])
    return Grid(columns, rows)


def agenda_document(conference: Conference) -> Document:
    """The programme of the conference (form 10)."""
    columns = [
        Column("STT", 0.5, numeric=True), Column("Nội dung", 4), Column("Trình bày", 2), Column("Chủ trì", 2),
        Column("Phút", 0.8, numeric=True),
    ]  # fmt: skip
    rows = [
        [str(place), f"Kiểm điểm: {item.subject.name}", item.presenter or item.subject.name,
         roll_name(presiding_over(item, conference)), str(item.minutes or "")]
        for place, item in enumerate(items_of(conference), start=1)
    ]  # fmt: skip
    times = [
        f"{one.begins_at.strftime('%H:%M')}–{one.ends_at.strftime('%H:%M')} ngày {plain_day(one.day)}"
        for one in sittings_of(conference)
    ]
    blocks: list[Block] = [
        Paragraph(f"Thời gian: {'; '.join(times)}"), Paragraph(f"Địa điểm: {conference.room or '…'}"),
        Paragraph(f"Chủ trì: {roll_name(conference.chair) or '…'}"), Grid(columns, rows),
    ]  # fmt: skip
    about = f"Hội nghị kiểm điểm năm {conference.cycle.year}"
    return Document(_letterhead(conference), Title("CHƯƠNG TRÌNH", about), blocks)


def contributions_document(item: Item) -> Document:
    """The consolidated contributions on an individual or a collective (III.2 item 2, III.1 item 2)."""
    with override("vi"):
        lines = list(item_lines(item))
    conference = item.conference
    blocks: list[Block] = [Paragraph(line) for line in lines]
    blocks.append(_officers(conference))
    title = Title("TỔNG HỢP Ý KIẾN GÓP Ý", f"{item.subject.name}, hội nghị kiểm điểm năm {conference.cycle.year}")
    return Document(_letterhead(conference), title, blocks)


def _officers(conference: Conference) -> Signatures:
    return Signatures(
        [
            Signature("", "THƯ KÝ", roll_name(conference.secretary)),
            Signature("", "CHỦ TRÌ", roll_name(conference.chair)),
        ]
    )


def minutes_document(minutes: Minutes, conference: Conference) -> Document:
    """The minutes of the conference, with the head of the journal once they are signed."""
    blocks: list[Block] = [*_paragraphs(minutes.text.splitlines()), _officers(conference)]
    footer = ""
    if minutes.head and minutes.signed_at:
        signed = timezone.localtime(minutes.signed_at)
        caption = f"Nhật ký hệ thống khi ký, {signed.strftime('%H:%M')} ngày {plain_day(signed.date())}"
        blocks.append(QrCode(minutes.head, caption))
        footer = minutes.head
    title = Title("BIÊN BẢN", f"Hội nghị kiểm điểm năm {conference.cycle.year}")
    return Document(_letterhead(conference), title, blocks, footer=footer)


def _paragraphs(lines: Iterable[str]) -> list[Block]:
    kept = (line.strip() for line in lines)
    return [Heading(line) if _HEADING.match(line) else Paragraph(line) for line in kept if line]
