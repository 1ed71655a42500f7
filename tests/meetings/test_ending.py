"""Conferences are opened and ended: what stands in the way, what is recorded as finished (I.3.3, I.3.1.c5)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from kiemdiem.accounts.access import OutOfSight
from kiemdiem.campaign.actions.plan import obstacles_to_finishing, reopen_review
from kiemdiem.campaign.models import Place, PlanRow, Subject
from kiemdiem.campaign.queries.plan import rows_of_place
from kiemdiem.journal.verbs import Verb
from kiemdiem.meetings.actions.agenda import begin_item, remove_item
from kiemdiem.meetings.actions.calling import (
    SittingEntry,
    add_sitting,
    call_conference,
    drop_conference,
    name_officers,
    remove_sitting,
)
from kiemdiem.meetings.actions.counting import begin_recount
from kiemdiem.meetings.actions.ending import (
    end_conference,
    obstacles_to_ending,
    obstacles_to_opening_conference,
    open_conference,
)
from kiemdiem.meetings.actions.notes import save_note
from kiemdiem.meetings.actions.rolls import AttendeeEntry, add_attendee
from kiemdiem.meetings.actions.votes import cancel_vote
from kiemdiem.meetings.models import Conference, Item, Sitting, Vote
from kiemdiem.meetings.queries.conferences import items_of, sittings_of
from kiemdiem.review.queries.electorates import OpinionState, workplace_opinion_state
from kiemdiem.verdicts import Verdict
from meetings.room import OUTSIDERS, ROOM, Room, morning, refusal, verdicts
from review.letters import details, journaled

pytestmark = pytest.mark.django_db


def said(found: list[Verdict]) -> list[str]:
    return [one.message.say("en") for one in found]


def opening(room: Room) -> list[str]:
    return said(list(obstacles_to_opening_conference(room.now)))


def ending(room: Room) -> list[str]:
    """What stands in the way of ending; remarks left out."""
    return said([one for one in obstacles_to_ending(room.now) if one.refuses])


def remarks(room: Room) -> list[Verdict]:
    return [one for one in obstacles_to_ending(room.now) if not one.refuses]


def deal_with(room: Room, *codes: str) -> None:
    """Bring these items to their conclusion and take the others off the agenda."""
    for item in room.items:
        if item.subject.code not in codes:
            remove_item(room.secretary, item.pk, "để hội nghị sau")
    for code in codes:
        room.review(code)


# --- opened


def test_a_conference_is_opened_with_a_line(room: Room) -> None:
    room.come("an", "binh", "lan")
    room.name_officers()
    assert opening(room) == []
    conference = open_conference(room.secretary, room.number)
    assert conference.begun_at is not None
    line = journaled(Verb.CONFERENCE_BEGUN)[0]
    assert (line.unit, details(line)) == ("C1-A", {"conference": room.number, "present": 3})
    assert "is open already" in refusal(open_conference, room.secretary, room.number)


def test_all_that_is_missing_before_the_opening_is_said_at_once(room: Room) -> None:
    assert opening(room) == [
        "Nobody chairs yet: name the chair first.",
        "Nobody keeps the minutes yet: name the secretary first.",
        "Nobody is in the room: record on the roll who has come.",
    ]
    clauses = [one.clause for one in verdicts(open_conference, room.secretary, room.number)]
    assert clauses == ["I.3.3.c", "", ""]
    name_officers(room.secretary, room.number, room.people["binh"].pk, 0, ROOM)
    room.come("oanh")
    assert opening(room) == ["Nobody keeps the minutes yet: name the secretary first."]


def test_i_3_3_i_a_conference_without_a_sitting_or_ahead_of_its_first_is_not_opened(room: Room) -> None:
    room.come()
    room.name_officers()
    (first,) = sittings_of(room.conference)
    remove_sitting(room.secretary, room.number, first.pk)
    assert opening(room) == ["No sitting is entered: enter when the conference sat."]
    tomorrow = timezone.localdate() + timedelta(days=1)
    add_sitting(room.secretary, room.number, SittingEntry(tomorrow, morning().begins_at, morning().ends_at))
    assert opening(room) == [
        f"The first sitting is on {tomorrow:%d/%m/%Y}: the conference is opened on that day.",
    ]
    add_sitting(room.secretary, room.number, morning())
    assert open_conference(room.secretary, room.number).begun_at


# --- ended


def test_with_the_end_the_reviews_are_recorded_as_finished_on_the_day_and_nothing_else(room: Room) -> None:
    room.open()
    deal_with(room, "nga", "oanh", "C1-A")
    before = Place.objects.get(code="C1-A").finished
    ended = end_conference(room.secretary, room.number)
    assert ended.ended_by == f"account:{room.secretary.account}"
    finished = PlanRow.objects.filter(place__code="C1-A", finished_on__isnull=False)
    assert set(finished.values_list("subject__code", "finished_on")) == {
        ("nga", timezone.localdate()), ("oanh", timezone.localdate()),
    }  # fmt: skip
    assert Place.objects.get(code="C1-A").finished == before + 2
    assert details(journaled(Verb.CONFERENCE_ENDED)[0]) == {"conference": room.number, "finished": 2}
    assert {line.subject for line in journaled(Verb.REVIEW_FINISHED)[-2:]} == {
        f"person:{room.cast.people[code].pk}" for code in ("nga", "oanh")
    }  # fmt: skip


def test_the_day_is_that_of_the_last_sitting_but_not_after_today(room: Room) -> None:
    room.open()
    deal_with(room, "nga")
    today, times = timezone.localdate(), (morning().begins_at, morning().ends_at)
    Sitting.objects.update(day=today - timedelta(days=3))
    add_sitting(room.secretary, room.number, SittingEntry(today - timedelta(days=2), *times))
    end_conference(room.secretary, room.number)
    assert PlanRow.objects.get(subject__code="nga").finished_on == today - timedelta(days=2)


def test_a_sitting_still_ahead_does_not_put_the_day_into_the_future(room: Room) -> None:
    room.open()
    deal_with(room, "nga")
    today = timezone.localdate()
    add_sitting(
        room.secretary, room.number, SittingEntry(today + timedelta(days=1), morning().begins_at, morning().ends_at)
    )
    end_conference(room.secretary, room.number)
    assert PlanRow.objects.get(subject__code="nga").finished_on == today


def test_i_3_3_e_what_is_not_concluded_is_named(room: Room) -> None:
    room.open()
    room.review("nga")
    (told,) = ending(room)
    names = "Chi bộ xóm 1, Nguyễn Văn An, Trần Thị Bình, Bùi Thị Lan, Đỗ Văn Minh, …"
    assert told == f"6 not concluded yet: {names}. Conclude them, or take them off the agenda with a ground."
    assert refusal(end_conference, room.secretary, room.number) == told


def test_a_conference_that_was_not_opened_or_has_no_agenda_is_not_ended(room: Room) -> None:
    for item in room.items:
        remove_item(room.secretary, item.pk, "để sau")
    assert ending(room) == ["The conference is not open yet.", "Nothing stands on the agenda."]
    room.open()
    assert ending(room) == ["Nothing stands on the agenda."]


def test_a_vote_that_is_not_signed_or_cancelled_holds_the_end_up(room: Room) -> None:
    room.open()
    deal_with(room, "nga")
    unfinished = ["A vote is not finished: sign its count, or cancel it with a ground."]
    vote = room.prepare("nga")
    assert ending(room) == unfinished
    cancel_vote(room.secretary, vote.pk, "nhầm")
    assert ending(room) == []
    vote = room.closed("nga")
    assert ending(room) == unfinished
    room.agreed(vote, ["1"] * 6)
    assert ending(room) == unfinished
    room.sign(vote)
    assert ending(room) == []
    begin_recount(room.secretary, vote.pk, 6, "nghi đọc sai")
    assert ending(room) == unfinished
    assert refusal(end_conference, room.secretary, room.number) == unfinished[0]


def test_a_level_that_was_not_voted_on_is_a_remark_and_the_conference_may_end(room: Room) -> None:
    room.open()
    deal_with(room, "nga", "oanh")
    room.signed(["1"] * 6, "nga")
    (remark,) = remarks(room)
    assert remark.message.say("en") == "No level was voted on for 1: Đặng Thị Oanh."
    assert remark.clause == "II.2.3.d"
    assert end_conference(room.secretary, room.number).ended_at


def test_when_all_levels_were_voted_on_nothing_is_remarked(room: Room) -> None:
    room.open()
    deal_with(room, "nga")
    room.signed(["1"] * 6, "nga")
    assert list(obstacles_to_ending(room.now)) == []


def test_i_3_3_a_what_must_precede_and_was_taken_back_meanwhile_holds_the_end_up(room: Room) -> None:
    room.open()
    deal_with(room, "nga")
    row = PlanRow.objects.get(subject__code="C1-A-CU")
    reopen_review(room.secretary, row.pk, "ghi nhầm")
    (told,) = ending(room)
    assert told.startswith("Vũ Thị Nga waits for Chi ủy xóm 1")
    assert [one.clause for one in verdicts(end_conference, room.secretary, room.number)] == ["I.3.3.a"]


def test_a_review_recorded_as_finished_elsewhere_is_not_finished_twice(room: Room) -> None:
    room.open()
    deal_with(room, "nga", "oanh")
    day = timezone.localdate() - timedelta(days=5)
    PlanRow.objects.filter(subject__code="nga").update(finished_on=day)
    end_conference(room.secretary, room.number)
    assert PlanRow.objects.get(subject__code="nga").finished_on == day
    assert details(journaled(Verb.CONFERENCE_ENDED)[0])["finished"] == 1


def test_what_was_recorded_at_a_conference_that_is_over_stays(room: Room) -> None:
    room.open()
    deal_with(room, "nga")
    nga = room.item("nga").pk
    end_conference(room.secretary, room.number)
    told = "The conference is over"
    assert told in refusal(end_conference, room.secretary, room.number)
    assert told in refusal(open_conference, room.secretary, room.number)
    assert told in refusal(drop_conference, room.secretary, room.number, "x")
    assert told in refusal(save_note, room.secretary, nga, "merits", "x", 0)
    assert told in refusal(begin_item, room.secretary, nga)
    assert told in refusal(add_sitting, room.secretary, room.number, morning())
    guest = AttendeeEntry(name="Khách", votes=False, is_guest=True, ground="x")
    assert told in refusal(add_attendee, room.secretary, room.number, guest)
    assert told in refusal(room.prepare, "nga")


def test_a_board_records_the_collective_the_head_and_the_others_together(board: Room) -> None:
    board.open()
    for code in ("C1-BCH", "dung", "C1", "lan", "minh"):
        board.review(code)
    board.review("binh", chair="lan")
    assert [one.clause for one in remarks(board)] == ["I.3.3.g"]
    end_conference(board.secretary, board.number)
    rows = PlanRow.objects.filter(place__code="C1-BCH")
    assert set(rows.values_list("finished_on", flat=True)) == {timezone.localdate()}


@pytest.mark.parametrize("login", OUTSIDERS)
def test_who_does_not_run_a_conference_neither_opens_nor_ends_it(room: Room, login: str) -> None:
    room.come()
    room.name_officers()
    access = room.access_as(login)
    with pytest.raises(OutOfSight):
        open_conference(access, room.number)
    open_conference(room.secretary, room.number)
    deal_with(room, "nga")
    with pytest.raises(OutOfSight):
        end_conference(access, room.number)
    assert Conference.objects.get().ended_at is None


# --- of a workplace


def test_i_3_1_c5_with_the_end_of_a_workplace_meeting_its_leaders_wait_no_more(workplace: Room) -> None:
    subject = Subject.objects.get(kind="cadre", code="an")
    place = Place.objects.get(code="H1-BTV")
    (standing,) = [one for one in rows_of_place(place) if one.row.subject_id == subject.pk]
    assert standing.lacks == "I.3.1.c0"
    workplace.open()
    workplace.review("an")
    vote = workplace.prepare("an", kind=Vote.Kind.WORKPLACE_OPINION)
    (warning,) = workplace.obstacles(vote)
    assert (warning.clause, warning.refuses) == ("I.3.1.c5", False)
    cancel_vote(workplace.secretary, vote.pk, "thử")
    assert [one.clause for one in remarks(workplace)] == ["I.3.1.c5"]
    end_conference(workplace.secretary, workplace.number)
    assert workplace_opinion_state(subject) == OpinionState.HELD
    electorate = workplace.now.electorate
    assert electorate is not None
    assert electorate.held_on == timezone.localdate()
    (standing,) = [one for one in rows_of_place(place) if one.row.subject_id == subject.pk]
    assert standing.lacks == ""
    assert not any(one.clause == "I.3.1.c0" for one in obstacles_to_finishing([standing], timezone.localdate()))
    assert len(journaled(Verb.WORKPLACE_OPINION_HELD)) == 1
    assert details(journaled(Verb.CONFERENCE_ENDED)[0]) == {"conference": workplace.number, "finished": 0}


def test_i_3_1_c5_a_workplace_votes_in_secret_on_the_four_levels(workplace: Room) -> None:
    workplace.open()
    workplace.review("an")
    vote = workplace.prepare("an", kind=Vote.Kind.WORKPLACE_OPINION)
    assert Item.objects.get().row is None
    assert [one.refuses for one in workplace.obstacles(vote)] == [False]


def test_an_opinion_recorded_meanwhile_holds_the_end_of_the_meeting_up(workplace: Room) -> None:
    workplace.open()
    workplace.review("an")
    electorate = workplace.now.electorate
    assert electorate is not None
    type(electorate).objects.filter(pk=electorate.pk).update(held_on=timezone.localdate())
    assert len(ending(workplace)) == 1
    assert "The opinion is in" in refusal(end_conference, workplace.secretary, workplace.number)


def test_a_second_conference_deals_only_with_what_is_not_finished(room: Room) -> None:
    room.open()
    deal_with(room, "nga")
    end_conference(room.secretary, room.number)
    place = Place.objects.get(code="C1-A")
    second = call_conference(room.secretary, place.pk, morning(), "")
    codes = {one.subject.code for one in items_of(second)}
    assert "nga" not in codes
    assert "oanh" in codes
