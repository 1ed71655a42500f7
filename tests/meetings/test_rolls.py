"""The roll: who is added or taken off, who votes, who came and who left (I.3.3.g, Q37)."""

import pytest

from kiemdiem.accounts.access import OutOfSight
from kiemdiem.journal.verbs import Verb
from kiemdiem.meetings.actions.calling import call_conference, drop_conference
from kiemdiem.meetings.actions.rolls import (
    AttendeeEntry,
    add_attendee,
    put_group_on_roll,
    record_movement,
    record_presence,
    remove_attendee,
    set_voting,
)
from kiemdiem.meetings.models import Attendee, Item, Movement
from kiemdiem.meetings.queries.conferences import roll_of
from meetings.room import OUTSIDERS, ROOM, Room, morning, refusal
from meetings.test_calling import place_of
from review.letters import details, journaled

pytestmark = [pytest.mark.django_db, pytest.mark.same_on_every_database]
GUEST = AttendeeEntry(name="Đại diện Đảng ủy", votes=False, is_guest=True, ground="dự theo phân công")


# --- added


def test_a_guest_is_added_by_name_with_a_ground_and_a_line(room: Room) -> None:
    made = add_attendee(room.secretary, room.number, GUEST)
    assert roll_of(room.conference)[-1] == made
    assert (made.name, made.person, made.votes, made.by_rule) == ("Đại diện Đảng ủy", None, False, False)
    line = journaled(Verb.ROLL_CHANGED)[-1]
    assert details(line) == {"conference": room.number, "added": made.pk}
    assert (line.unit, line.actor) == ("C1-A", f"account:{room.secretary.account}")


def test_somebody_of_the_registry_is_added_by_the_code_and_may_vote(room: Room) -> None:
    remove_attendee(room.secretary, room.number, room.people["oanh"].pk, "chuyển sinh hoạt")
    made = add_attendee(room.secretary, room.number, AttendeeEntry(code=" oanh ", ground="về lại"))
    assert (made.person, made.name, made.votes, made.is_guest) == (room.cast.people["oanh"], "", True, False)
    assert made.pk != room.people["oanh"].pk
    assert [one.person.code for one in roll_of(room.conference) if one.person] == [
        "an", "binh", "lan", "minh", "nga", "oanh",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        (AttendeeEntry(ground="x"), "Enter the code"),
        (AttendeeEntry(code=" ", name="\t", ground="x"), "Enter the code"),
        (AttendeeEntry(code="oanh", name="Oanh", ground="x"), "not both"),
        (AttendeeEntry(name="Khách", is_guest=True, ground="x"), "A guest does not vote"),
        (AttendeeEntry(name="Khách", ground="  "), "Say why"),
        (AttendeeEntry(code="nobody", ground="x"), "nobody with the code nobody"),
        (AttendeeEntry(code="giang", ground="x"), "nobody with the code giang"),
        (AttendeeEntry(code="oanh", ground="x"), "stands on the roll already"),
        (AttendeeEntry(name="x" * 121, ground="x"), "at most 120"),
        (AttendeeEntry(name="Khách", ground="x" * 301), "at most 300"),
        (AttendeeEntry(name="a\u200bb", ground="x"), "U+200B"),
    ],
)
def test_what_cannot_stand_on_the_roll_is_refused(room: Room, entry: AttendeeEntry, told: str) -> None:
    assert told in refusal(add_attendee, room.secretary, room.number, entry)
    assert Attendee.objects.count() == 6


def test_somebody_of_another_cell_is_added_only_by_who_sees_both(room: Room) -> None:
    entry = AttendeeEntry(code="cuong", ground="dự sinh hoạt")
    assert "nobody with the code cuong" in refusal(add_attendee, room.secretary, room.number, entry)
    assert add_attendee(room.access_as("office"), room.number, entry).person == room.cast.people["cuong"]


# --- taken off


def test_somebody_is_taken_off_with_a_ground_and_the_row_is_kept(room: Room) -> None:
    oanh = room.people["oanh"].pk
    assert "Say why" in refusal(remove_attendee, room.secretary, room.number, oanh, " ")
    gone = remove_attendee(room.secretary, room.number, oanh, " đi công tác ")
    assert (gone.removed_ground, gone.removed_by) == ("đi công tác", f"account:{room.secretary.account}")
    assert gone not in roll_of(room.conference)
    assert details(journaled(Verb.ROLL_CHANGED)[-1]) == {"conference": room.number, "removed": oanh}
    with pytest.raises(OutOfSight):
        remove_attendee(room.secretary, room.number, oanh, "lần nữa")


def test_who_is_in_the_room_is_not_taken_off(room: Room) -> None:
    room.come("oanh")
    oanh = room.people["oanh"].pk
    assert "in the room already" in refusal(remove_attendee, room.secretary, room.number, oanh, "nhầm")
    room.go("oanh")
    assert remove_attendee(room.secretary, room.number, oanh, "nhầm").removed_at


def test_who_chairs_or_keeps_the_minutes_is_not_taken_off(room: Room) -> None:
    room.name_officers("binh", "an")
    Item.objects.filter(pk=room.item("nga").pk).update(chair=room.people["lan"])
    for code in ("binh", "an", "lan"):
        told = refusal(remove_attendee, room.secretary, room.number, room.people[code].pk, "nhầm")
        assert "name somebody else first" in told
    assert len(roll_of(room.conference)) == 6


# --- who votes


def test_q37_whether_somebody_votes_is_set_with_a_ground(room: Room) -> None:
    oanh = room.people["oanh"].pk
    assert "Say why" in refusal(set_voting, room.secretary, room.number, oanh, votes=False, ground="")
    assert "at most 300" in refusal(set_voting, room.secretary, room.number, oanh, votes=False, ground="x" * 301)
    assert room.place("oanh").votes
    set_voting(room.secretary, room.number, oanh, votes=False, ground="đang bị đình chỉ")
    assert (room.place("oanh").votes, room.place("oanh").ground) == (False, "đang bị đình chỉ")
    assert details(journaled(Verb.ROLL_CHANGED)[-1]) == {"conference": room.number, "attendee": oanh, "votes": 0}
    set_voting(room.secretary, room.number, oanh, votes=True, ground="hết đình chỉ")
    assert room.place("oanh").votes


def test_i_3_3_g_a_guest_never_votes(room: Room) -> None:
    guest = add_attendee(room.secretary, room.number, GUEST).pk
    told = refusal(set_voting, room.secretary, room.number, guest, votes=True, ground="quên")
    assert "A guest does not vote" in told
    assert set_voting(room.secretary, room.number, guest, votes=False, ground="khách").votes is False


# --- who came, who left


def test_who_has_come_is_recorded_at_once_and_nobody_comes_twice(room: Room) -> None:
    some = [room.people[code].pk for code in ("an", "binh", "lan")]
    assert record_presence(room.secretary, room.number, some) == 3
    assert record_presence(room.secretary, room.number, [*some, room.people["minh"].pk, 10**9]) == 1
    assert record_presence(room.secretary, room.number, some) == 0
    assert {one.person.code for one in roll_of(room.conference) if one.present_since and one.person} == {
        "an", "binh", "lan", "minh",
    }  # fmt: skip
    assert Movement.objects.filter(kind=Movement.Kind.ARRIVED).count() == 4
    assert [details(line) for line in journaled(Verb.PRESENCE_RECORDED)] == [
        {"conference": room.number, "arrived": 3}, {"conference": room.number, "arrived": 1},
    ]  # fmt: skip


def test_nobody_leaves_because_he_or_she_is_not_named(room: Room) -> None:
    room.come()
    assert record_presence(room.secretary, room.number, []) == 0
    assert all(one.present_since for one in roll_of(room.conference))


def test_comings_and_goings_are_kept_in_their_order_with_reasons(room: Room) -> None:
    nga = room.people["nga"].pk
    room.come("nga")
    moved = record_movement(room.secretary, room.number, nga, Movement.Kind.LEFT, " họp huyện ")
    assert (moved.ground, moved.by) == ("họp huyện", f"account:{room.secretary.account}")
    assert room.place("nga").present_since is None
    record_movement(room.secretary, room.number, nga, Movement.Kind.ARRIVED, "")
    assert room.place("nga").present_since is not None
    kinds = list(Movement.objects.filter(attendee=nga).order_by("pk").values_list("kind", flat=True))
    assert kinds == ["arrived", "left", "arrived"]
    assert [details(line) for line in journaled(Verb.PRESENCE_RECORDED)][1:] == [
        {"conference": room.number, "left": nga}, {"conference": room.number, "arrived": nga},
    ]  # fmt: skip


def test_nobody_comes_who_is_there_or_leaves_who_is_away_or_leaves_without_a_reason(room: Room) -> None:
    nga = room.people["nga"].pk
    left, arrived = Movement.Kind.LEFT, Movement.Kind.ARRIVED
    assert "is not in the room" in refusal(record_movement, room.secretary, room.number, nga, left, "về")
    room.come("nga")
    assert "in the room already" in refusal(record_movement, room.secretary, room.number, nga, arrived, "")
    assert "Say why" in refusal(record_movement, room.secretary, room.number, nga, left, " ")
    assert "at most 300" in refusal(record_movement, room.secretary, room.number, nga, left, "x" * 301)
    assert Movement.objects.count() == 1


# --- who may, and until when


@pytest.mark.parametrize("login", OUTSIDERS)
def test_who_does_not_run_a_conference_does_not_touch_its_roll(room: Room, login: str) -> None:
    access, nga = room.access_as(login), room.people["nga"].pk
    before = list(Attendee.objects.values())
    with pytest.raises(OutOfSight):
        add_attendee(access, room.number, GUEST)
    with pytest.raises(OutOfSight):
        remove_attendee(access, room.number, nga, "x")
    with pytest.raises(OutOfSight):
        set_voting(access, room.number, nga, votes=False, ground="x")
    with pytest.raises(OutOfSight):
        record_presence(access, room.number, [nga])
    with pytest.raises(OutOfSight):
        record_movement(access, room.number, nga, Movement.Kind.ARRIVED, "")
    with pytest.raises(OutOfSight):
        put_group_on_roll(access, room.number, [])
    assert before == list(Attendee.objects.values())


def test_somebody_on_another_roll_is_out_of_sight(room: Room) -> None:
    place = place_of(room.cycle, "C1-B").pk
    other = call_conference(room.access_as("dung"), place, morning(), ROOM)
    cuong = roll_of(other)[0].pk
    with pytest.raises(OutOfSight):
        remove_attendee(room.secretary, room.number, cuong, "x")
    with pytest.raises(OutOfSight):
        set_voting(room.secretary, room.number, cuong, votes=False, ground="x")
    with pytest.raises(OutOfSight):
        record_movement(room.secretary, room.number, cuong, Movement.Kind.ARRIVED, "")
    assert record_presence(room.secretary, room.number, [cuong]) == 0


def test_the_roll_of_a_conference_called_off_stays_as_it_is(room: Room) -> None:
    nga = room.people["nga"].pk
    drop_conference(room.secretary, room.number, "bão")
    told = "was called off"
    assert told in refusal(add_attendee, room.secretary, room.number, GUEST)
    assert told in refusal(remove_attendee, room.secretary, room.number, nga, "x")
    assert told in refusal(set_voting, room.secretary, room.number, nga, votes=False, ground="x")
    assert told in refusal(record_presence, room.secretary, room.number, [nga])
    assert told in refusal(record_movement, room.secretary, room.number, nga, Movement.Kind.ARRIVED, "")
