"""The agenda: its order, who presides, what must come before, what is noted and concluded (I.3.3.a, I.3.3.c to e)."""

import pytest
from django.utils import timezone

from kiemdiem.accounts.access import OutOfSight
from kiemdiem.campaign.actions.plan import open_early, reopen_review
from kiemdiem.campaign.models import PlanRow, Subject
from kiemdiem.journal.verbs import Verb
from kiemdiem.meetings.actions.agenda import (
    ItemEntry,
    begin_item,
    conclude_item,
    move_item,
    obstacles_to_beginning,
    record_read_out,
    remove_item,
    set_item,
)
from kiemdiem.meetings.actions.calling import call_conference, drop_conference
from kiemdiem.meetings.actions.ending import open_conference
from kiemdiem.meetings.actions.notes import save_note, settle_note
from kiemdiem.meetings.contents import contents_of, note_keys
from kiemdiem.meetings.models import Conference, EarlierNote, Item, Note
from kiemdiem.meetings.queries.conferences import current_item, items_of, presiding_over
from kiemdiem.meetings.queries.notes import late_notes, notes_of
from meetings.room import OUTSIDERS, ROOM, Room, morning, refusal, verdicts
from meetings.test_calling import codes, place_of
from review.letters import NO_PAPER, details, journaled

pytestmark = pytest.mark.django_db


def clauses(room: Room, code: str) -> list[str]:
    """The clauses on which the beginning of an item is refused."""
    return [one.clause for one in obstacles_to_beginning(room.item(code), room.items)]


def wait_again(room: Room, code: str = "C1-A-CU") -> None:
    """The review of the committee, that comes before the members', is taken back."""
    row = PlanRow.objects.get(subject__code=code, subject__kind="collective")
    reopen_review(room.secretary, row.pk, "ghi nhầm")


# --- order


def test_items_of_one_stage_change_places_and_the_journal_tells(room: Room) -> None:
    nga = room.item("nga").pk
    move_item(room.secretary, nga, 1)
    assert codes(room.conference) == ["C1-A", "an", "binh", "lan", "minh", "oanh", "nga"]
    move_item(room.secretary, nga, -1)
    move_item(room.secretary, nga, -1)
    assert codes(room.conference) == ["C1-A", "an", "binh", "lan", "nga", "minh", "oanh"]
    line = journaled(Verb.AGENDA_CHANGED)[0]
    assert details(line) == {"conference": room.number, "item": nga, "step": 1}


def test_i_3_3_a_no_item_moves_across_the_stages(board: Room) -> None:
    for code, step in (("C1-BCH", 1), ("dung", -1), ("dung", 1), ("C1", -1)):
        (verdict,) = verdicts(move_item, board.secretary, board.item(code).pk, step)
        assert verdict.clause == "I.3.3.a"
    assert codes(board.conference) == ["C1-BCH", "dung", "C1", "binh", "lan", "minh"]
    move_item(board.secretary, board.item("binh").pk, -1)
    assert codes(board.conference) == ["C1-BCH", "dung", "binh", "C1", "lan", "minh"]


@pytest.mark.parametrize(("code", "step"), [("C1-A", -1), ("oanh", 1)])
def test_nothing_moves_beyond_the_ends(room: Room, code: str, step: int) -> None:
    assert "The order is fixed" in refusal(move_item, room.secretary, room.item(code).pk, step)


def test_what_has_begun_stays_where_it_stands_and_nothing_moves_past_it(room: Room) -> None:
    room.open()
    begin_item(room.secretary, room.item("nga").pk)
    for code, step in (("nga", 1), ("oanh", -1), ("minh", 1)):
        told = refusal(move_item, room.secretary, room.item(code).pk, step)
        assert "The review of Vũ Thị Nga has begun" in told


# --- taken off


def test_an_item_is_taken_off_with_a_ground_and_kept_as_a_row(room: Room) -> None:
    oanh = room.item("oanh").pk
    assert "Say why" in refusal(remove_item, room.secretary, oanh, " ")
    assert "at most 300" in refusal(remove_item, room.secretary, oanh, "x" * 301)
    gone = remove_item(room.secretary, oanh, " ốm ")
    assert (gone.ground, gone.removed_by) == ("ốm", f"account:{room.secretary.account}")
    assert codes(room.conference) == ["C1-A", "an", "binh", "lan", "minh", "nga"]
    assert details(journaled(Verb.AGENDA_CHANGED)[-1]) == {"conference": room.number, "removed": oanh}
    with pytest.raises(OutOfSight):
        remove_item(room.secretary, oanh, "lần nữa")


def test_what_was_dealt_with_is_not_taken_off(room: Room) -> None:
    room.open()
    begin_item(room.secretary, room.item("nga").pk)
    assert "was dealt with" in refusal(remove_item, room.secretary, room.item("nga").pk, "nhầm")


# --- who presides


def test_who_presides_presents_and_how_long_are_set_for_one_item(room: Room) -> None:
    room.name_officers()
    entry = ItemEntry(room.people["lan"].pk, " Nguyễn Văn An ", 20)
    item = set_item(room.secretary, room.item("binh").pk, entry)
    assert (item.presenter, item.minutes) == ("Nguyễn Văn An", 20)
    assert presiding_over(room.item("binh"), room.now) == room.people["lan"]
    assert presiding_over(room.item("nga"), room.now) == room.people["binh"]
    assert details(journaled(Verb.AGENDA_CHANGED)[-1]) == {"conference": room.number, "item": item.pk}
    set_item(room.secretary, item.pk, ItemEntry())
    assert presiding_over(room.item("binh"), room.now) == room.people["binh"]


def test_i_3_3_e_the_person_under_review_does_not_preside(room: Room) -> None:
    entry = ItemEntry(room.people["nga"].pk)
    (verdict,) = verdicts(set_item, room.secretary, room.item("nga").pk, entry)
    assert (verdict.clause, verdict.field) == ("I.3.3.e", "chair")
    assert set_item(room.secretary, room.item("oanh").pk, entry).chair == room.people["nga"]


def test_i_3_3_e_when_the_chair_is_reviewed_somebody_else_presides(room: Room) -> None:
    room.open()
    assert clauses(room, "binh") == ["I.3.3.e"]
    assert "cannot chair it" in refusal(begin_item, room.secretary, room.item("binh").pk)
    set_item(room.secretary, room.item("binh").pk, ItemEntry(room.people["an"].pk))
    assert clauses(room, "binh") == []
    assert begin_item(room.secretary, room.item("binh").pk).begun_at


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        (ItemEntry(10**9), "Whoever chairs stands on the roll"),
        (ItemEntry(presenter="x" * 121), "at most 120"),
        (ItemEntry(presenter="a\u202eb"), "U+202E"),
    ],
)
def test_what_cannot_be_set_is_refused(room: Room, entry: ItemEntry, told: str) -> None:
    assert told in refusal(set_item, room.secretary, room.item("nga").pk, entry)


def test_a_chair_from_another_roll_is_refused(room: Room) -> None:
    other = call_conference(room.access_as("dung"), place_of(room.cycle, "C1-B").pk, morning(), ROOM)
    foreign = other.attendees.first()
    assert foreign is not None
    told = refusal(set_item, room.secretary, room.item("nga").pk, ItemEntry(foreign.pk))
    assert "stands on the roll" in told


def test_i_3_3_c_nothing_begins_without_a_chair_in_the_room(room: Room) -> None:
    room.open()
    room.go("binh")
    assert clauses(room, "nga") == ["I.3.3.c"]
    assert "who chairs, is not in the room" in refusal(begin_item, room.secretary, room.item("nga").pk)
    Conference.objects.update(chair=None)
    assert "Nobody chairs yet" in refusal(begin_item, room.secretary, room.item("nga").pk)


# --- what comes before


def test_nothing_begins_before_the_conference(room: Room) -> None:
    room.come()
    room.name_officers()
    assert "is not open yet" in refusal(begin_item, room.secretary, room.item("nga").pk)


def test_i_3_3_a_the_head_waits_for_the_collective_and_the_others_for_both(board: Room) -> None:
    board.open()
    assert "Ban chấp hành Đảng bộ xã Hòa An must be concluded before Phạm Thị Dung." in refusal(
        begin_item, board.secretary, board.item("dung").pk
    )
    assert clauses(board, "binh").count("I.3.3.a") == 1
    board.review("C1-BCH")
    assert clauses(board, "dung") == []
    told = refusal(begin_item, board.secretary, board.item("lan").pk)
    assert "Phạm Thị Dung must be concluded before Bùi Thị Lan." in told
    board.review("dung")
    board.review("binh", chair="lan")
    assert board.review("lan").concluded_at


def test_i_3_3_a_members_wait_for_their_committee_reviewed_elsewhere(room: Room) -> None:
    wait_again(room)
    room.open()
    assert clauses(room, "nga") == ["I.3.3.a"]
    told = refusal(begin_item, room.secretary, room.item("nga").pk)
    assert "Vũ Thị Nga waits for Chi ủy xóm 1, who is reviewed elsewhere" in told
    row = room.item("nga").row
    assert row is not None
    open_early(room.access_as("office"), row.pk, "đồng chí ấy đi học", NO_PAPER)
    assert clauses(room, "nga") == []
    assert clauses(room, "oanh") == ["I.3.3.a"]


def test_i_3_1_c0_a_leader_waits_for_the_workplace_opinion(room: Room) -> None:
    room.open()
    subject = Subject.objects.filter(pk=room.item("nga").subject_id)
    subject.update(awaits="I.3.1.c0")
    assert clauses(room, "nga") == ["I.3.1.c0"]
    told = refusal(begin_item, room.secretary, room.item("nga").pk)
    assert "The workplace opinion on Vũ Thị Nga is not in" in told
    row = room.item("nga").row
    assert row is not None
    PlanRow.objects.filter(pk=row.pk).update(opened_early_at=timezone.now())
    assert clauses(room, "nga") == ["I.3.1.c0"]
    subject.update(awaited_there_at=timezone.now())
    assert clauses(room, "nga") == []


# --- begun, reported, concluded


def test_an_item_goes_from_its_beginning_to_its_conclusion_with_a_line_each(room: Room) -> None:
    room.open()
    item = room.review("nga")
    assert item.concluded_by == f"account:{room.secretary.account}"
    person = f"person:{item.subject.person_id}"
    for verb in (Verb.ITEM_BEGUN, Verb.OPINIONS_READ_OUT, Verb.ITEM_CONCLUDED):
        (line,) = journaled(verb)
        assert (line.unit, line.subject) == ("C1-A", person)
        assert details(line) == {"conference": room.number, "item": item.pk}


def test_begun_or_reported_twice_nothing_changes(room: Room) -> None:
    room.open()
    nga = room.item("nga").pk
    first = begin_item(room.secretary, nga).begun_at
    assert begin_item(room.secretary, nga).begun_at == first
    read = record_read_out(room.secretary, nga).read_out_at
    assert record_read_out(room.secretary, nga).read_out_at == read
    assert len(journaled(Verb.ITEM_BEGUN)) == len(journaled(Verb.OPINIONS_READ_OUT)) == 1


def test_the_item_begun_last_and_not_concluded_is_the_current_one(room: Room) -> None:
    room.open()
    assert current_item(room.items) is None
    begin_item(room.secretary, room.item("oanh").pk)
    begin_item(room.secretary, room.item("nga").pk)
    assert current_item(room.items) == room.item("nga")
    record_read_out(room.secretary, room.item("nga").pk)
    save_note(room.secretary, room.item("nga").pk, "conclusion", "Tốt.", 0)
    conclude_item(room.secretary, room.item("nga").pk)
    assert current_item(room.items) == room.item("oanh")


def test_i_3_3_d_and_e_nothing_is_concluded_before_the_opinions_and_the_chairs_words(room: Room) -> None:
    room.open()
    nga = room.item("nga").pk
    assert "has not begun yet" in refusal(record_read_out, room.secretary, nga)
    assert "has not begun yet" in refusal(conclude_item, room.secretary, nga)
    begin_item(room.secretary, nga)
    assert [one.clause for one in verdicts(conclude_item, room.secretary, nga)] == ["I.3.3.d", "I.3.3.e"]
    record_read_out(room.secretary, nga)
    save_note(room.secretary, nga, "conclusion", " \n", 0)
    assert [one.clause for one in verdicts(conclude_item, room.secretary, nga)] == ["I.3.3.e"]
    save_note(room.secretary, nga, "conclusion", "Hoàn thành tốt.", 1)
    room.go("binh")
    assert [one.clause for one in verdicts(conclude_item, room.secretary, nga)] == ["I.3.3.c"]
    room.come("binh")
    assert conclude_item(room.secretary, nga).concluded_at


def test_what_is_concluded_is_neither_begun_nor_set_nor_concluded_again(room: Room) -> None:
    room.open()
    nga = room.review("nga").pk
    told = "The review of Vũ Thị Nga is concluded."
    assert told in refusal(begin_item, room.secretary, nga)
    assert told in refusal(set_item, room.secretary, nga, ItemEntry())
    assert told in refusal(conclude_item, room.secretary, nga)


def test_i_3_3_d_an_organisation_and_a_collective_need_no_opinions_reported(room: Room) -> None:
    room.open()
    cell = room.item("C1-A").pk
    begin_item(room.secretary, cell)
    save_note(room.secretary, cell, "conclusion", "Chi bộ tốt.", 0)
    assert conclude_item(room.secretary, cell).concluded_at


# --- notes


def test_i_3_3_c_a_collective_is_concluded_content_by_content_and_a_person_in_merits_and_faults(board: Room) -> None:
    keys = contents_of(board.item("C1-BCH")).keys
    assert len(keys) > 2
    assert all(key.startswith("content:") for key in keys[:-1])
    assert contents_of(board.item("dung")).keys == ["merits", "faults", "conclusion"]
    said = {f"said:{one.pk}" for one in board.people.values()}
    assert note_keys(board.item("dung")) == {"merits", "faults", "conclusion", *said}


def test_what_is_said_and_concluded_is_kept_with_its_version(room: Room) -> None:
    room.open()
    nga = room.item("nga").pk
    begin_item(room.secretary, nga)
    said = f"said:{room.people['lan'].pk}"
    first = save_note(room.secretary, nga, said, "Đồng chí Nga\nsâu sát.", 0)
    second = save_note(room.secretary, nga, said, "Đồng chí Nga\nsâu sát cơ sở.", first.version)
    save_note(room.secretary, nga, "merits", "Sâu sát.", 0)
    assert (first.version, second.version, second.conflict) == (1, 2, None)
    texts = [(one.key, one.text) for one in notes_of(room.items)[nga]]
    assert texts == [(said, "Đồng chí Nga\nsâu sát cơ sở."), ("merits", "Sâu sát.")]


def test_two_who_write_one_note_at_once_lose_neither_text(room: Room) -> None:
    room.open()
    nga = room.item("nga").pk
    begin_item(room.secretary, nga)
    save_note(room.secretary, nga, "conclusion", "Bản của An", 0)
    late = save_note(room.access_as("chair"), nga, "conclusion", "Bản của chủ trì", 0)
    assert (late.conflict, late.version) == ("Bản của An", 1)
    assert Note.objects.get().text == "Bản của An"
    (kept,) = late_notes(room.item("nga"))[Note.objects.get().pk]
    assert (kept.text, kept.saved_by) == ("Bản của chủ trì", f"account:{room.access_as('chair').account}")


@pytest.mark.parametrize(("is_taken", "standing"), [(True, "Bản đến sau"), (False, "Bản đến trước")])
def test_of_two_notes_one_is_taken_and_the_other_stays_readable(room: Room, is_taken: bool, standing: str) -> None:
    room.open()
    nga = room.item("nga").pk
    begin_item(room.secretary, nga)
    save_note(room.secretary, nga, "conclusion", "Bản đến trước", 0)
    save_note(room.access_as("chair"), nga, "conclusion", "Bản đến sau", 0)
    late = EarlierNote.objects.get(came_late=True)
    assert settle_note(room.secretary, nga, late.pk, is_taken=is_taken).pk == Note.objects.get().pk
    assert Note.objects.get().text == standing
    kept = {Note.objects.get().text, *EarlierNote.objects.values_list("text", flat=True)}
    assert kept == {"Bản đến trước", "Bản đến sau"}
    with pytest.raises(OutOfSight):
        settle_note(room.secretary, nga, late.pk, is_taken=is_taken)


def test_a_late_note_of_another_item_is_not_settled_from_here(room: Room) -> None:
    room.open()
    for code in ("nga", "oanh"):
        begin_item(room.secretary, room.item(code).pk)
    save_note(room.secretary, room.item("nga").pk, "merits", "Một", 0)
    save_note(room.access_as("chair"), room.item("nga").pk, "merits", "Hai", 0)
    late = EarlierNote.objects.get(came_late=True)
    with pytest.raises(OutOfSight):
        settle_note(room.secretary, room.item("oanh").pk, late.pk, is_taken=True)


@pytest.mark.parametrize(
    ("key", "text", "told"),
    [
        ("conclusion", "a\u202eb", "U+202E"), ("conclusion", "a\x00b", "U+0000"), ("conclusion", "x" * 20_001, "20"),
        ("nothing", "x", "no such note"), ("", "x", "no such note"), ("content:x", "x", "no such note"),
        ("said:0", "x", "no such note"), ("said:", "x", "no such note"),
    ],
)  # fmt: skip
def test_a_note_that_cannot_be_kept_is_refused(room: Room, key: str, text: str, told: str) -> None:
    room.open()
    nga = room.item("nga").pk
    begin_item(room.secretary, nga)
    save_note(room.secretary, nga, "conclusion", "Đã có", 0)
    assert told in refusal(save_note, room.secretary, nga, key, text, 1)
    assert [one.text for one in Note.objects.all()] == ["Đã có"]


def test_nothing_is_noted_on_what_has_not_begun(room: Room) -> None:
    room.open()
    told = refusal(save_note, room.secretary, room.item("nga").pk, "conclusion", "x", 0)
    assert "has not begun yet" in told


# --- who may, and until when


@pytest.mark.parametrize("login", OUTSIDERS)
def test_who_does_not_run_a_conference_does_nothing_to_its_items(room: Room, login: str) -> None:
    room.open()
    access, nga = room.access_as(login), room.item("nga").pk
    begin_item(room.secretary, nga)
    save_note(room.secretary, nga, "merits", "Một", 0)
    save_note(room.access_as("chair"), nga, "merits", "Hai", 0)
    late = EarlierNote.objects.get(came_late=True).pk
    before = list(Item.objects.values()), list(Note.objects.values()), list(EarlierNote.objects.values())
    with pytest.raises(OutOfSight):
        move_item(access, room.item("oanh").pk, -1)
    with pytest.raises(OutOfSight):
        remove_item(access, room.item("oanh").pk, "x")
    with pytest.raises(OutOfSight):
        set_item(access, nga, ItemEntry())
    with pytest.raises(OutOfSight):
        begin_item(access, room.item("oanh").pk)
    with pytest.raises(OutOfSight):
        record_read_out(access, nga)
    with pytest.raises(OutOfSight):
        conclude_item(access, nga)
    with pytest.raises(OutOfSight):
        save_note(access, nga, "merits", "Ba", 1)
    with pytest.raises(OutOfSight):
        settle_note(access, nga, late, is_taken=True)
    after = list(Item.objects.values()), list(Note.objects.values()), list(EarlierNote.objects.values())
    assert before == after


def test_the_agenda_of_a_conference_called_off_stays_as_it_is(room: Room) -> None:
    room.open()
    nga = room.item("nga").pk
    begin_item(room.secretary, nga)
    drop_conference(room.secretary, room.number, "bão")
    told = "was called off"
    assert told in refusal(move_item, room.secretary, room.item("oanh").pk, -1)
    assert told in refusal(remove_item, room.secretary, room.item("oanh").pk, "x")
    assert told in refusal(set_item, room.secretary, nga, ItemEntry())
    assert told in refusal(begin_item, room.secretary, nga)
    assert told in refusal(record_read_out, room.secretary, nga)
    assert told in refusal(conclude_item, room.secretary, nga)
    assert told in refusal(save_note, room.secretary, nga, "merits", "x", 0)
    assert told in refusal(open_conference, room.secretary, room.number)
    assert len(items_of(room.conference)) == 7
