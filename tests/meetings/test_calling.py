"""Conferences are called: who is convened, what stands on the agenda and in which order (I.3.3.a, I.3.1.c5)."""

from datetime import date, time, timedelta

import pytest
from django.utils import timezone

from kiemdiem.accounts.access import Access, OutOfSight
from kiemdiem.campaign.models import Cycle, Place, PlanRow
from kiemdiem.journal.verbs import Verb
from kiemdiem.meetings.actions.calling import (
    SittingEntry,
    add_sitting,
    call_conference,
    call_workplace_meeting,
    drop_conference,
    name_officers,
    remove_sitting,
)
from kiemdiem.meetings.actions.ending import end_conference
from kiemdiem.meetings.actions.rolls import put_group_on_roll
from kiemdiem.meetings.actions.votes import cancel_vote
from kiemdiem.meetings.models import Attendee, Conference, Sitting, Vote
from kiemdiem.meetings.queries.conferences import (
    conference_run_by,
    conference_watched_by,
    items_of,
    places_to_call_at,
    roll_of,
    sittings_of,
)
from kiemdiem.registry.models import Collective, Person
from kiemdiem.review.actions.delegations import DelegationEntry, assign_place, form_delegation
from kiemdiem.review.actions.voters import reopen
from kiemdiem.vocabulary import OrganisationKind, Role
from meetings.room import (
    OUTSIDERS,
    ROOM,
    Room,
    appoint,
    by_code,
    make_board,
    make_cell,
    make_electorate,
    morning,
    refusal,
    settled,
)
from review.letters import PAPER, AccessAs, details, journaled
from support.cast import Cast, make_organisation
from support.cycles import open_cycle

pytestmark = [pytest.mark.django_db, pytest.mark.same_on_every_database]
AFTERNOON = (time(13, 30), time(17))


def place_of(cycle: Cycle, code: str) -> Place:
    return Place.objects.get(cycle=cycle, code=code)


def codes(conference: Conference) -> list[str]:
    """The agenda, by codes."""
    return [one.subject.code for one in items_of(conference)]


def called(access: Access, cycle: Cycle, code: str, group: str = "") -> Conference:
    return call_conference(access, place_of(cycle, code).pk, morning(), ROOM, group)


def group_of(cast: Cast) -> str:
    """Cell C1-A has a Party group."""
    return make_organisation("C1-A-T1", OrganisationKind.PARTY_GROUP, "Tổ đảng số 1", cast.organisations["C1-A"]).code


# --- of a place


def test_a_conference_of_a_cell_convenes_its_members_and_is_journaled(room: Room) -> None:
    conference = room.now
    assert (conference.name, conference.room) == ("Chi bộ xóm 1", "Nhà văn hóa")
    assert list(room.people) == ["an", "binh", "lan", "minh", "nga", "oanh"]
    assert [one.titles for one in roll_of(conference)] == ["Bí thư chi bộ", *[""] * 5]
    assert all(one.votes and one.by_rule and not one.is_guest for one in roll_of(conference))
    assert [one.day for one in sittings_of(conference)] == [timezone.localdate()]
    (line,) = journaled(Verb.CONFERENCE_CALLED)
    assert (line.unit, line.actor) == ("C1-A", f"account:{room.secretary.account}")
    assert details(line) == {"conference": conference.pk, "on": timezone.localdate().isoformat()}


def test_i_3_3_a_a_cell_deals_with_itself_and_its_committee_before_the_other_members(room: Room) -> None:
    assert codes(room.conference) == ["C1-A", "an", "binh", "lan", "minh", "nga", "oanh"]


@pytest.mark.parametrize(("days", "votes"), [(None, False), (1, False), (0, True), (-1, True)])
def test_q37_a_probationary_member_stands_on_the_roll_and_does_not_vote(
    cast: Cast, access_as: AccessAs, days: int | None, votes: bool
) -> None:
    make_cell(cast)
    official_on = None if days is None else timezone.localdate() + timedelta(days=days)
    Person.objects.filter(code="oanh").update(official_on=official_on)
    conference = called(access_as("an"), settled(cast, access_as), "C1-A")
    roll = by_code(conference)
    assert roll["oanh"].votes is votes
    assert roll["nga"].votes
    assert not roll["oanh"].is_guest


def test_a_collective_convenes_who_holds_a_post_in_it_the_head_first(board: Room) -> None:
    assert list(board.people) == ["dung", "binh", "lan", "minh"]
    assert board.people["dung"].titles == "Chức vụ của dung"
    assert all(one.votes for one in board.people.values())


def test_i_3_3_a_the_collective_then_the_head_then_deputies_then_members(board: Room) -> None:
    assert codes(board.conference) == ["C1-BCH", "dung", "C1", "binh", "lan", "minh"]
    assert [one.stage for one in board.items] == [0, 1, 2, 2, 2, 2]


def test_i_3_3_a_the_order_is_that_of_roles_and_not_of_names_or_dates(cast: Cast, access_as: AccessAs) -> None:
    make_cell(cast)
    for code, role in (("an", Role.MEMBER), ("oanh", Role.HEAD), ("minh", Role.DEPUTY), ("binh", Role.MEMBER)):
        appoint(cast, code, "C1-BCH", role)
    conference = called(access_as("office"), open_cycle(cast), "C1-BCH")
    assert codes(conference) == ["C1-BCH", "oanh", "C1", "minh", "an", "binh"]
    assert [one.person.code for one in roll_of(conference) if one.person] == ["oanh", "minh", "an", "binh"]


def test_i_3_3_b_the_delegation_that_is_sent_stands_on_the_roll_as_guests(cast: Cast, access_as: AccessAs) -> None:
    make_cell(cast)
    cycle, office = settled(cast, access_as), access_as("office")
    today = timezone.localdate()
    delegation = form_delegation(office, "C1", DelegationEntry("Đoàn số 1", today, "dung", ["cuong"]), PAPER)
    assign_place(office, delegation.pk, place_of(cycle, "C1-A").pk, today)
    roll = roll_of(called(access_as("an"), cycle, "C1-A"))
    guests = [(one.person.code, one.titles, one.votes) for one in roll if one.is_guest and one.person]
    assert guests == [("dung", "Đoàn số 1", False), ("cuong", "Đoàn số 1", False)]
    assert [one.is_guest for one in roll] == [*[False] * 6, True, True]


def test_a_delegation_sent_elsewhere_is_not_convened(cast: Cast, access_as: AccessAs) -> None:
    make_cell(cast)
    cycle, office = settled(cast, access_as), access_as("office")
    today = timezone.localdate()
    delegation = form_delegation(office, "C1", DelegationEntry("Đoàn số 1", today, "dung", ["cuong"]), PAPER)
    assign_place(office, delegation.pk, place_of(cycle, "C1-B").pk, today)
    assert not any(one.is_guest for one in roll_of(called(access_as("an"), cycle, "C1-A")))


def test_a_second_conference_of_the_same_place_is_refused_until_the_first_is_called_off(room: Room) -> None:
    place = place_of(room.cycle, "C1-A")
    assert place not in places_to_call_at(room.secretary, room.cycle)
    assert "under way already" in refusal(call_conference, room.secretary, place.pk, morning(), ROOM)
    assert Conference.objects.count() == 1
    drop_conference(room.secretary, room.number, "mất điện")
    assert place in places_to_call_at(room.secretary, room.cycle)
    assert call_conference(room.secretary, place.pk, morning(), ROOM).pk != room.number


def test_i_1_a_where_nothing_is_reviewed_no_conference_is_called(cast: Cast, access_as: AccessAs) -> None:
    cycle = open_cycle(cast)
    place = place_of(cycle, "C1-BCH")
    PlanRow.objects.filter(place=place).update(action="report")
    Collective.objects.filter(code="C1-BCH").update(kind="mass_organisation")
    assert "has nothing to review" in refusal(call_conference, access_as("office"), place.pk, morning(), ROOM)


@pytest.mark.parametrize("login", OUTSIDERS)
def test_who_does_not_run_reviews_at_a_place_calls_nothing_there(cast: Cast, access_as: AccessAs, login: str) -> None:
    cycle = open_cycle(cast)
    with pytest.raises(OutOfSight):
        call_conference(access_as(login), place_of(cycle, "C1-A").pk, morning(), ROOM)
    assert not Conference.objects.exists()


@pytest.mark.parametrize("login", ["chair", "office", "district", "province"])
def test_the_chair_and_the_offices_above_may_call_it_too(cast: Cast, access_as: AccessAs, login: str) -> None:
    assert called(access_as(login), open_cycle(cast), "C1-A").pk
    assert journaled(Verb.CONFERENCE_CALLED)[0].actor == f"account:{access_as(login).account}"


def test_an_secretary_of_one_cell_calls_nothing_at_the_sibling(cast: Cast, access_as: AccessAs) -> None:
    cycle = open_cycle(cast)
    with pytest.raises(OutOfSight):
        called(access_as("an"), cycle, "C1-B")
    assert called(access_as("dung"), cycle, "C1-B").name == "Chi bộ xóm 2"


@pytest.mark.parametrize("login", OUTSIDERS)
def test_who_does_not_run_a_conference_changes_nothing_of_it(room: Room, login: str) -> None:
    access, number = room.access_as(login), room.number
    an, binh = room.people["an"].pk, room.people["binh"].pk
    sitting = sittings_of(room.conference)[0].pk
    before = list(Conference.objects.values()), list(Sitting.objects.values())
    with pytest.raises(OutOfSight):
        add_sitting(access, number, SittingEntry(timezone.localdate(), *AFTERNOON))
    with pytest.raises(OutOfSight):
        remove_sitting(access, number, sitting)
    with pytest.raises(OutOfSight):
        name_officers(access, number, binh, an, ROOM)
    with pytest.raises(OutOfSight):
        drop_conference(access, number, "không họp")
    with pytest.raises(OutOfSight):
        conference_run_by(access, number)
    assert before == (list(Conference.objects.values()), list(Sitting.objects.values()))


def test_a_member_on_the_roll_and_a_teller_watch_and_the_sibling_cell_does_not(room: Room) -> None:
    for login in ("an", "binh", "oanh", "teller", "office"):
        assert conference_watched_by(room.access_as(login), room.number) == room.conference
    for login in ("cuong", "dung", "giang", "other_office", "auditor"):
        access = room.access_as(login)
        with pytest.raises(OutOfSight):
            conference_watched_by(access, room.number)


# --- of a Party group


def test_i_3_3_a_a_party_group_begins_with_an_empty_roll_and_takes_members_of_its_cell(
    cast: Cast, access_as: AccessAs
) -> None:
    group = group_of(cast)
    make_cell(cast)
    Person.objects.filter(code="oanh").update(official_on=None)
    cycle, an = settled(cast, access_as), access_as("an")
    conference = called(an, cycle, "C1-A", group)
    assert (conference.name, roll_of(conference), items_of(conference)) == ("Tổ đảng số 1", [], [])
    chosen = [cast.people[code].pk for code in ("oanh", "nga")]
    assert put_group_on_roll(an, conference.pk, chosen) == 2
    assert [(one.person.code, one.votes) for one in roll_of(conference) if one.person] == [
        ("nga", True), ("oanh", False),
    ]  # fmt: skip
    assert codes(conference) == ["nga", "oanh"]
    assert put_group_on_roll(an, conference.pk, [*chosen, cast.people["lan"].pk]) == 1
    assert codes(conference) == ["nga", "oanh", "lan"]
    assert details(journaled(Verb.ROLL_CHANGED)[-1]) == {"conference": conference.pk, "added_of_group": 1}


def test_i_3_3_a_nobody_of_another_cell_is_put_into_a_party_group(cast: Cast, access_as: AccessAs) -> None:
    group = group_of(cast)
    conference = called(access_as("an"), settled(cast, access_as), "C1-A", group)
    for code in ("cuong", "giang"):
        people = [cast.people[code].pk, cast.people["binh"].pk]
        assert "members of its cell" in refusal(put_group_on_roll, access_as("an"), conference.pk, people)
    assert not Attendee.objects.exists()


def test_a_cells_own_roll_takes_no_party_group(room: Room) -> None:
    with pytest.raises(OutOfSight):
        put_group_on_roll(room.secretary, room.number, [])


def test_a_group_and_its_cell_may_meet_in_the_same_days_but_each_only_once(room: Room) -> None:
    group = group_of(room.cast)
    called(room.secretary, room.cycle, "C1-A", group)
    place = place_of(room.cycle, "C1-A").pk
    told = refusal(call_conference, room.secretary, place, morning(), ROOM, group)
    assert "A conference of Tổ đảng số 1 is under way" in told


def test_a_group_that_the_cell_does_not_have_is_refused(cast: Cast, access_as: AccessAs) -> None:
    make_organisation("C1-B-T1", OrganisationKind.PARTY_GROUP, "Tổ đảng xóm 2", cast.organisations["C1-B"])
    place = place_of(open_cycle(cast), "C1-A").pk
    for code in ("C1-B-T1", "C1-A", "x"):
        assert "no such Party group" in refusal(call_conference, access_as("an"), place, morning(), ROOM, code)


def test_i_3_3_a_a_party_group_reports_to_its_cell_and_finishes_no_review(cast: Cast, access_as: AccessAs) -> None:
    group = group_of(cast)
    make_cell(cast)
    cycle = settled(cast, access_as)
    conference = called(access_as("an"), cycle, "C1-A", group)
    put_group_on_roll(access_as("an"), conference.pk, [cast.people[code].pk for code in ("an", "binh", "nga")])
    held = Room(cast, cycle, conference, access_as, by_code(conference))
    held.open()
    for code in ("nga", "an"):
        held.review(code)
    held.review("binh", chair="nga")
    end_conference(held.secretary, conference.pk)
    assert not PlanRow.objects.filter(place__code="C1-A", finished_on__isnull=False).exists()
    assert details(journaled(Verb.CONFERENCE_ENDED)[-1]) == {"conference": conference.pk, "finished": 0}


# --- of a workplace


def test_i_3_1_c5_a_workplace_meeting_convenes_who_is_asked_about_its_leaders(workplace: Room) -> None:
    assert list(workplace.people) == ["an", "binh", "cuong", "dung"]
    assert [(one.subject.code, one.subject.kind, one.row_id) for one in workplace.items] == [("an", "cadre", None)]
    assert workplace.now.name == "Trường THCS Hòa An"
    assert journaled(Verb.CONFERENCE_CALLED)[-1].unit == "S1"


def test_i_3_1_c5_the_list_is_settled_before_the_meeting_is_called(cast: Cast, access_as: AccessAs) -> None:
    electorate, district = make_electorate(cast, access_as), access_as("district")
    reopen(district, electorate.pk, "thiếu một người")
    assert "is not settled" in refusal(call_workplace_meeting, district, electorate.pk, morning(), ROOM)


def test_a_second_meeting_of_the_same_workplace_is_refused(workplace: Room) -> None:
    electorate = workplace.now.electorate_id
    assert electorate is not None
    access = workplace.access_as("province")
    assert "under way already" in refusal(call_workplace_meeting, access, electorate, morning(), ROOM)


def test_an_opinion_that_is_in_is_not_asked_for_again(cast: Cast, access_as: AccessAs) -> None:
    electorate, district = make_electorate(cast, access_as), access_as("district")
    type(electorate).objects.filter(pk=electorate.pk).update(held_on=timezone.localdate())
    assert "is in already" in refusal(call_workplace_meeting, district, electorate.pk, morning(), ROOM)


@pytest.mark.parametrize("login", ["an", "binh", "chair", "office", "other_district", "teller", "auditor"])
def test_only_who_asks_for_opinions_there_calls_a_workplace(cast: Cast, access_as: AccessAs, login: str) -> None:
    electorate = make_electorate(cast, access_as)
    with pytest.raises(OutOfSight):
        call_workplace_meeting(access_as(login), electorate.pk, morning(), ROOM)


def test_who_runs_reviews_but_asks_for_no_opinions_does_not_run_a_workplace_meeting(workplace: Room) -> None:
    for login in ("an", "chair", "office", "other_district"):
        access = workplace.access_as(login)
        with pytest.raises(OutOfSight):
            conference_run_by(access, workplace.number)


# --- sittings


def test_i_3_3_i_sittings_are_added_and_taken_out_with_a_line_each(room: Room) -> None:
    today = timezone.localdate()
    made = add_sitting(room.secretary, room.number, SittingEntry(today, *AFTERNOON))
    assert [one.begins_at for one in sittings_of(room.conference)] == [time(8), AFTERNOON[0]]
    remove_sitting(room.secretary, room.number, made.pk)
    assert [one.begins_at for one in sittings_of(room.conference)] == [time(8)]
    assert "taken out already" in refusal(remove_sitting, room.secretary, room.number, made.pk)
    added, taken = journaled(Verb.CONFERENCE_CHANGED)
    assert details(added) == {"conference": room.number, "sitting": today.isoformat()}
    assert details(taken) == {"conference": room.number, "sitting_out": today.isoformat()}


@pytest.mark.parametrize(
    ("begins_at", "ends_at"),
    [(time(8), time(11, 30)), (time(11), time(12)), (time(7), time(8, 1)), (time(9), time(10)), (time(7), time(12))],
)
def test_two_sittings_do_not_overlap(room: Room, begins_at: time, ends_at: time) -> None:
    entry = SittingEntry(timezone.localdate(), begins_at, ends_at)
    assert "from 08:00 to 11:30" in refusal(add_sitting, room.secretary, room.number, entry)


@pytest.mark.parametrize(("begins_at", "ends_at"), [(time(11, 30), time(12)), (time(7), time(8))])
def test_sittings_that_touch_do_not_overlap(room: Room, begins_at: time, ends_at: time) -> None:
    add_sitting(room.secretary, room.number, SittingEntry(timezone.localdate(), begins_at, ends_at))
    assert len(sittings_of(room.conference)) == 2


def test_a_sitting_that_was_taken_out_is_in_nobodys_way(room: Room) -> None:
    (first,) = sittings_of(room.conference)
    remove_sitting(room.secretary, room.number, first.pk)
    add_sitting(room.secretary, room.number, morning())
    assert len(sittings_of(room.conference)) == 1


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        (SittingEntry(date(2026, 12, 1), time(11), time(8)), "ends before it begins"),
        (SittingEntry(date(2026, 12, 1), time(8), time(8)), "ends before it begins"),
        (SittingEntry(date(2025, 12, 31), time(8), time(9)), "before the year under review"),
        (SittingEntry(date(1899, 12, 31), time(8), time(9)), "between 1900 and 2100"),
    ],
)
def test_a_sitting_runs_forward_within_or_after_the_year(room: Room, entry: SittingEntry, told: str) -> None:
    assert told in refusal(add_sitting, room.secretary, room.number, entry)
    place = place_of(room.cycle, "C1-A").pk
    drop_conference(room.secretary, room.number, "mất điện")
    assert told in refusal(call_conference, room.secretary, place, entry, ROOM)
    assert Conference.objects.count() == 1


def test_the_first_day_of_the_year_is_not_before_it(room: Room) -> None:
    assert add_sitting(room.secretary, room.number, SittingEntry(date(2026, 1, 1), time(8), time(9))).pk


def test_a_sitting_of_another_conference_is_not_taken_out(room: Room) -> None:
    other = called(room.access_as("dung"), room.cycle, "C1-B")
    (foreign,) = sittings_of(other)
    with pytest.raises(OutOfSight):
        remove_sitting(room.secretary, room.number, foreign.pk)
    assert Sitting.objects.filter(removed_at=None).count() == 2


# --- who chairs, who keeps the minutes


def test_officers_are_named_from_the_roll_and_may_change(room: Room) -> None:
    room.name_officers("binh", "an")
    now = room.now
    assert (now.chair, now.secretary, now.room) == (room.people["binh"], room.people["an"], ROOM)
    room.name_officers("lan", "minh")
    assert (room.now.chair, room.now.secretary) == (room.people["lan"], room.people["minh"])
    assert name_officers(room.secretary, room.number, 0, 0, ROOM).chair is None
    line = journaled(Verb.CONFERENCE_CHANGED)[0]
    assert details(line) == {
        "conference": room.number, "chair": room.people["binh"].pk, "secretary": room.people["an"].pk,
    }  # fmt: skip


def test_one_person_is_not_both_and_whoever_is_not_on_the_roll_is_neither(room: Room) -> None:
    an = room.people["an"].pk
    foreign = roll_of(called(room.access_as("dung"), room.cycle, "C1-B"))[0].pk
    assert "both chair" in refusal(name_officers, room.secretary, room.number, an, an, ROOM)
    for chair, secretary in ((foreign, an), (an, foreign)):
        told = refusal(name_officers, room.secretary, room.number, chair, secretary, ROOM)
        assert "stands on the roll" in told
    assert (room.now.chair, room.now.secretary) == (None, None)


@pytest.mark.parametrize(("name", "told"), [("x" * 201, "at most 200"), ("a\u202eb", "U+202E")])
def test_the_name_of_a_room_that_cannot_be_kept_is_refused(room: Room, name: str, told: str) -> None:
    assert told in refusal(name_officers, room.secretary, room.number, 0, 0, name)
    place = place_of(room.cycle, "C1-A").pk
    drop_conference(room.secretary, room.number, "mất điện")
    assert told in refusal(call_conference, room.secretary, place, morning(), name)


# --- called off


def test_a_conference_is_called_off_with_a_ground_and_changes_no_more(room: Room) -> None:
    assert "Say why" in refusal(drop_conference, room.secretary, room.number, " ")
    assert "at most 300" in refusal(drop_conference, room.secretary, room.number, "x" * 301)
    dropped = drop_conference(room.secretary, room.number, " bão ")
    assert (dropped.ground, dropped.dropped_by) == ("bão", f"account:{room.secretary.account}")
    assert details(journaled(Verb.CONFERENCE_DROPPED)[0]) == {"conference": room.number}
    told = "was called off"
    assert told in refusal(add_sitting, room.secretary, room.number, SittingEntry(timezone.localdate(), *AFTERNOON))
    assert told in refusal(name_officers, room.secretary, room.number, 0, 0, ROOM)
    assert told in refusal(drop_conference, room.secretary, room.number, "lần nữa")


def test_a_conference_at_which_a_vote_was_opened_is_not_called_off(reviewed: Room) -> None:
    vote = reviewed.opened("nga")
    assert "A vote was opened" in refusal(drop_conference, reviewed.secretary, reviewed.number, "bão")
    cancel_vote(reviewed.secretary, vote.pk, "bão")
    assert Vote.objects.get().cancelled_at
    assert drop_conference(reviewed.secretary, reviewed.number, "bão").dropped_at


def test_the_head_of_the_board_is_convened_though_the_office_calls(cast: Cast, access_as: AccessAs) -> None:
    board = make_board(cast, access_as)
    assert board.people["dung"].by_rule
    with pytest.raises(OutOfSight):
        conference_run_by(access_as("dung"), board.number)
