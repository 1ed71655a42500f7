"""Draws up the minutes of a conference from what happened; they are Vietnamese whatever the reader's language."""

from collections.abc import Iterator, Sequence

from django.utils import timezone

from kiemdiem.meetings.ballots import AGAINST, AGREE, NONE
from kiemdiem.meetings.duration import duration_of
from kiemdiem.meetings.models import Attendee, Conference, Item, Vote
from kiemdiem.meetings.noting import note_titles
from kiemdiem.meetings.opening import voters_on
from kiemdiem.meetings.queries.conferences import (
    items_of,
    movements_of,
    name_of,
    presiding_over,
    roll_of,
    sittings_of,
)
from kiemdiem.meetings.queries.notes import SAID, notes_of
from kiemdiem.meetings.queries.votes import counting_in_force, votes_of
from kiemdiem.meetings.results import LineResult, Numbers, numbers_of, results_of
from kiemdiem.meetings.words import roll_name
from kiemdiem.pages.masking import plain_day
from kiemdiem.rulebook.tally import percent
from kiemdiem.vocabulary import LEVELS

VOTES = {
    Vote.Kind.CONCLUSION.value: "Biểu quyết kết luận của chủ trì",
    Vote.Kind.WORKPLACE_OPINION.value: "Bỏ phiếu lấy ý kiến nơi công tác",
    Vote.Kind.PROPOSAL.value: "Bỏ phiếu đề xuất mức xếp loại",
    Vote.Kind.RATING.value: "Bỏ phiếu xếp loại",
}
"""What a vote is called on paper."""
_HANDS = {AGREE: "đồng ý", AGAINST: "không đồng ý", NONE: "không biểu quyết"}


def minutes_text(conference: Conference) -> str:
    """The minutes as text: headings begin with a Roman number, each line is a paragraph."""
    lines = [*_when(conference), *_who(conference), *_items(conference), *_ballots(conference), *_end(conference)]
    return "\n".join(lines)


def _when(conference: Conference) -> Iterator[str]:
    yield "I. Thời gian, địa điểm"
    for one in sittings_of(conference):
        begin, end = one.begins_at.strftime("%H:%M"), one.ends_at.strftime("%H:%M")
        yield f"Từ {begin} đến {end} ngày {plain_day(one.day)}"
    if conference.room:
        yield f"Tại: {conference.room}"
    duration = duration_of(conference)
    if duration.is_short:
        held = f"hội nghị diễn ra {duration.planned} nửa ngày"
        yield f"Lưu ý: {held}, quy định ít nhất {duration.least} nửa ngày (I.3.3.i)."


def _who(conference: Conference) -> Iterator[str]:
    roll = roll_of(conference)
    came = {one.attendee_id for one in movements_of(conference) if one.kind == "arrived"}
    members = [one for one in roll if not one.is_guest]
    away = [one for one in members if one.pk not in came]
    yield "II. Thành phần"
    yield f"Triệu tập: {len(members)}; có mặt: {len(members) - len(away)}; vắng: {len(away)}."
    if away:
        yield f"Vắng mặt: {_names(away)}."
    if guests := [one for one in roll if one.is_guest and one.pk in came]:
        yield f"Dự họp: {_names(guests)}."
    if silent := [one for one in members if not one.votes]:
        yield f"Không biểu quyết, không bỏ phiếu: {_names(silent)}."
    yield f"Chủ trì: {roll_name(conference.chair)}. Thư ký: {roll_name(conference.secretary)}."
    yield f"Số người có quyền bỏ phiếu: {len(voters_on(roll))}."
    for one in reversed(movements_of(conference)):
        if one.ground:
            verb = "đến" if one.kind == "arrived" else "rời hội nghị"
            at = timezone.localtime(one.at).strftime("%H:%M")
            yield f"{name_of(one.attendee)} {verb} lúc {at}: {one.ground}"


def _names(people: Sequence[Attendee]) -> str:
    return ", ".join(name_of(one) for one in people)


def _items(conference: Conference) -> Iterator[str]:
    yield "III. Nội dung kiểm điểm"
    items = items_of(conference)
    for item in items:
        item.conference = conference
    for place, item in enumerate(items, start=1):
        yield f"{place}. {item.subject.name}"
        yield from item_lines(item)


def item_lines(item: Item) -> Iterator[str]:
    """What happened on an item: who presided, what was said and concluded."""
    chair = presiding_over(item, item.conference)
    if chair is not None and chair.pk != item.conference.chair_id:
        yield f"Chủ trì phần này: {name_of(chair)}."
    if item.presenter:
        yield f"Người trình bày: {item.presenter}."
    if item.read_out_at:
        yield "Đã báo cáo ý kiến các nơi, kết quả xếp loại chuyên môn và vấn đề gợi ý (nếu có) trước khi bỏ phiếu."
    names = {f"{SAID}{one.pk}": name_of(one) for one in roll_of(item.conference)}
    notes = {one.key: one.text.strip() for one in notes_of([item])[item.pk] if one.text.strip()}
    for key, text in notes.items():
        if key in names:
            yield f"Ý kiến của {names[key]}: {text}"
    for key, title in note_titles(item).items():
        if key in notes:
            yield f"{title}: {notes[key]}"


def _ballots(conference: Conference) -> Iterator[str]:
    yield "IV. Kết quả biểu quyết, bỏ phiếu"
    for vote in votes_of(conference):
        vote.conference = conference
        counting = counting_in_force(vote)
        if vote.cancelled_at is not None and vote.opened_at is not None:
            yield f"{VOTES[vote.kind]}: đã hủy. Lý do: {vote.cancelled_ground}"
        if counting is None or vote.cancelled_at:
            continue
        yield f"{VOTES[vote.kind]}: {numbers_line(numbers_of(vote, counting), vote)}"
        for result in results_of(vote, counting):
            yield f"- {result_line(result)}"


def numbers_line(numbers: Numbers, vote: Vote) -> str:
    """The numbers kept apart, in one line."""
    told = f"triệu tập {numbers.convened}, có mặt {numbers.present}"
    if vote.means == Vote.Means.HANDS:
        return f"{told}, biểu quyết giơ tay."
    told += f", phát ra {numbers.issued}, thu về {numbers.returned}, hợp lệ {numbers.valid}"
    missing = f" Phiếu không thu về: {vote.missing_ground}" if vote.missing_ground else ""
    return f"{told}, không hợp lệ {numbers.invalid}.{missing}"


def result_line(result: LineResult) -> str:
    """The result of one row: each number, its share of the legal base, the level and its clause."""
    name = result.line.item.subject.name
    if result.tally is None:
        return f"{name}: " + ", ".join(f"{words} {result.votes.get(one, 0)}" for one, words in _HANDS.items()) + "."
    told = ", ".join(
        f"{level.name} {result.votes.get(level.name, 0)} ({percent(result.votes.get(level.name, 0), result.base)}%)"
        for level in LEVELS
    )
    reached = result.tally.level.name if result.tally.level else "chưa xác định được mức"
    aside = " Người được xếp loại không bỏ phiếu cho mình." if result.line.stands_aside else ""
    clauses = ", ".join(result.tally.clauses)
    told = f"{name}: {told}; không chọn {result.votes.get(NONE, 0)}; trên {result.base}."
    return f"{told} Kết quả: {reached} ({clauses}).{aside}"


def _end(conference: Conference) -> Iterator[str]:
    yield "V. Kết thúc"
    if conference.ended_at:
        ended = timezone.localtime(conference.ended_at)
        yield f"Hội nghị kết thúc lúc {ended.strftime('%H:%M')} ngày {plain_day(ended.date())}."
