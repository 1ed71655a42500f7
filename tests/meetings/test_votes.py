"""Votes are prepared, opened on a frozen roll, closed, cancelled (I.3.3.e, I.3.3.g, I.3.3.h4, I.3.1.c5, II.2.3.d)."""

from collections.abc import Callable

import pytest

from kiemdiem.accounts.access import OutOfSight
from kiemdiem.journal.verbs import Verb
from kiemdiem.meetings.actions.agenda import begin_item, record_read_out, remove_item
from kiemdiem.meetings.actions.calling import drop_conference
from kiemdiem.meetings.actions.counting import count_as
from kiemdiem.meetings.actions.notes import save_note
from kiemdiem.meetings.actions.rolls import AttendeeEntry, add_attendee, remove_attendee, set_voting
from kiemdiem.meetings.actions.votes import (
    Closing,
    VoteEntry,
    cancel_vote,
    change_tellers,
    close_vote,
    open_vote,
    prepare_vote,
)
from kiemdiem.meetings.ballots import MOST_LINES
from kiemdiem.meetings.models import Conference, Counting, EnteredPaper, Item, Participant, Teller, Vote
from kiemdiem.meetings.opening import kinds_for
from kiemdiem.meetings.queries.votes import lines_of, tellers_of, vote_run_by
from meetings.room import OUTSIDERS, Room, choose_reading, refusal, verdicts
from review.letters import details, journaled

pytestmark = pytest.mark.django_db
Kind, Means = Vote.Kind, Vote.Means


def entry_of(
    room: Room, *codes: str, kind: str = Kind.PROPOSAL, means: str = Means.PAPER, ground: str = ""
) -> VoteEntry:
    """A vote on these items as typed in, the usual tellers counting."""
    tellers = [room.people[code].pk for code in room.tellers] if means == Means.PAPER else []
    return VoteEntry(kind, means, [room.item(code).pk for code in codes], tellers, ground)


def kinds(room: Room, code: str) -> list[str]:
    return kinds_for(room.now, room.item(code))


# --- prepared


def test_a_vote_is_prepared_with_its_rows_in_the_order_of_the_agenda_and_a_line(room: Room) -> None:
    vote = room.prepare("oanh", "nga", "C1-A")
    vote = vote_run_by(room.secretary, vote.pk)
    assert [one.item.subject.code for one in lines_of(vote)] == ["C1-A", "nga", "oanh"]
    assert [one.attendee for one in tellers_of(vote)] == [room.people["lan"], room.people["minh"]]
    assert (vote.opened_at, vote.convened, vote.issued) == (None, None, None)
    line = journaled(Verb.VOTE_PREPARED)[0]
    assert details(line) == {"conference": room.number, "vote": vote.pk, "kind": "proposal", "rows": 3}


def test_ii_2_3_d_a_cell_proposes_levels_and_votes_on_conclusions(room: Room) -> None:
    assert kinds(room, "nga") == [Kind.CONCLUSION, Kind.PROPOSAL]
    assert kinds(room, "C1-A") == [Kind.PROPOSAL]


def test_i_3_3_g_a_collective_rates_cadres_and_proposes_the_level_of_its_organisation(board: Room) -> None:
    assert kinds(board, "C1-BCH") == [Kind.RATING]
    assert kinds(board, "dung") == [Kind.CONCLUSION, Kind.RATING]
    assert kinds(board, "C1") == [Kind.PROPOSAL]


def test_i_3_1_c5_a_workplace_votes_its_opinion_and_nothing_else(workplace: Room) -> None:
    assert kinds(workplace, "an") == [Kind.WORKPLACE_OPINION]
    for kind in (Kind.RATING, Kind.PROPOSAL, Kind.CONCLUSION):
        entry = entry_of(workplace, "an", kind=kind)
        told = refusal(prepare_vote, workplace.secretary, workplace.number, entry)
        assert "cannot have this kind of vote here" in told
    assert workplace.prepare("an", kind=Kind.WORKPLACE_OPINION).pk


def test_i_3_3_a_a_party_group_votes_on_conclusions_alone(room: Room) -> None:
    group = room.cast.organisations["C1-A"]
    Conference.objects.filter(pk=room.number).update(group=group)
    assert kinds(room, "nga") == [Kind.CONCLUSION]
    assert kinds(room, "C1-A") == []


@pytest.mark.parametrize(
    ("code", "kind", "clause"),
    [
        ("nga", Kind.RATING, "I.3.3.g"),
        ("nga", Kind.WORKPLACE_OPINION, "I.3.1.c5"),
        ("C1-A", Kind.CONCLUSION, "I.3.3.e"),
    ],
)
def test_a_kind_that_an_item_cannot_have_is_refused(room: Room, code: str, kind: str, clause: str) -> None:
    entry = entry_of(room, code, kind=kind)
    assert [one.clause for one in verdicts(prepare_vote, room.secretary, room.number, entry)] == [clause]


def test_i_3_3_g_a_level_is_never_voted_by_hand(room: Room) -> None:
    entry = entry_of(room, "nga", means=Means.HANDS)
    (verdict,) = verdicts(prepare_vote, room.secretary, room.number, entry)
    assert (verdict.field, verdict.clause) == ("means", "II.2.3.d")
    assert "secret ballot" in verdict.message.say("en")


@pytest.mark.parametrize("means", [Means.HANDS, Means.PAPER])
def test_q34_a_conclusion_is_voted_by_hand_or_on_paper(room: Room, means: str) -> None:
    entry = entry_of(room, "nga", kind=Kind.CONCLUSION, means=means)
    vote = prepare_vote(room.secretary, room.number, entry)
    assert Teller.objects.filter(vote=vote).count() == (2 if means == Means.PAPER else 0)


@pytest.mark.parametrize("tellers", [[], ["lan"], ["lan", "lan"]])
def test_fewer_than_two_tellers_count_no_paper(room: Room, tellers: list[str]) -> None:
    places = [room.people[code].pk for code in tellers]
    entry = VoteEntry(Kind.PROPOSAL, Means.PAPER, [room.item("nga").pk], places)
    assert "Two tellers" in refusal(prepare_vote, room.secretary, room.number, entry)
    vote = room.prepare("nga")
    assert "Two tellers" in refusal(change_tellers, room.secretary, vote.pk, places)


def test_tellers_stand_on_the_roll(room: Room) -> None:
    gone = room.people["minh"].pk
    remove_attendee(room.secretary, room.number, gone, "ốm")
    for places in ([room.people["lan"].pk, gone], [room.people["lan"].pk, 10**9]):
        entry = VoteEntry(Kind.PROPOSAL, Means.PAPER, [room.item("nga").pk], places)
        assert "Tellers stand on the roll" in refusal(prepare_vote, room.secretary, room.number, entry)


def test_a_vote_on_nothing_or_on_more_rows_than_a_paper_holds_is_refused(room: Room) -> None:
    places = [room.people[code].pk for code in room.tellers]
    nothing = VoteEntry(Kind.PROPOSAL, Means.PAPER, [], places)
    assert "at least one item" in refusal(prepare_vote, room.secretary, room.number, nothing)
    many = VoteEntry(Kind.PROPOSAL, Means.PAPER, [room.item("nga").pk] * (MOST_LINES + 1), places)
    assert "201 rows do not fit" in refusal(prepare_vote, room.secretary, room.number, many)
    assert not Vote.objects.exists()


def test_an_item_of_another_conference_is_out_of_sight(room: Room) -> None:
    entry = VoteEntry(Kind.PROPOSAL, Means.PAPER, [10**9], [room.people[code].pk for code in room.tellers])
    with pytest.raises(OutOfSight):
        prepare_vote(room.secretary, room.number, entry)


@pytest.mark.parametrize(("ground", "told"), [("x" * 301, "at most 300"), ("a\u200bb", "U+200B")])
def test_a_ground_that_cannot_be_kept_is_refused(room: Room, ground: str, told: str) -> None:
    entry = entry_of(room, "nga", ground=ground)
    assert told in refusal(prepare_vote, room.secretary, room.number, entry)


def test_one_vote_of_a_kind_stands_on_an_item_at_a_time(room: Room) -> None:
    first = room.prepare("nga", "oanh")
    told = refusal(prepare_vote, room.secretary, room.number, entry_of(room, "oanh"))
    assert "prepared or under way already" in told
    assert room.prepare("lan").pk
    assert prepare_vote(room.secretary, room.number, entry_of(room, "oanh", kind=Kind.CONCLUSION)).pk
    cancel_vote(room.secretary, first.pk, "nhầm")
    again = room.prepare("oanh")
    assert again.again is None


# --- a new ballot (Q4)


def test_q4_where_no_level_was_reached_a_new_ballot_is_held_with_its_ground(reviewed: Room) -> None:
    first = reviewed.signed(["1", "2", "3", "0", "0", "x"], "nga")
    assert "Say why it is voted on again" in refusal(
        prepare_vote, reviewed.secretary, reviewed.number, entry_of(reviewed, "nga", ground=" ")
    )
    second = reviewed.prepare("nga", ground="không mức nào đạt")
    assert (second.again, second.ground) == (first, "không mức nào đạt")


def test_i_3_3_h4_where_a_level_was_reached_there_is_no_new_ballot(reviewed: Room) -> None:
    reviewed.signed(["3", "3", "3", "3", "4", "x"], "nga")
    (verdict,) = verdicts(
        prepare_vote, reviewed.secretary, reviewed.number, entry_of(reviewed, "nga", ground="chưa ưng")
    )
    assert "came to a level" in verdict.message.say("en")


def test_q4_of_a_ballot_on_two_only_the_one_without_a_level_is_voted_on_again(reviewed: Room) -> None:
    reviewed.signed(["10", "10", "10", "10", "11", "x"], "nga", "oanh")
    told = refusal(prepare_vote, reviewed.secretary, reviewed.number, entry_of(reviewed, "nga", "oanh", ground="x"))
    assert "The vote on Vũ Thị Nga came to a level" in told
    assert "Oanh" not in told
    assert reviewed.prepare("oanh", ground="không mức nào đạt").again is not None


# --- opening


def _called_off(room: Room, vote: Vote) -> None:
    Conference.objects.filter(pk=room.number).update(dropped_at=vote.made_at)


def _not_begun(room: Room, _: Vote) -> None:
    Conference.objects.filter(pk=room.number).update(begun_at=None)


def _nobody_votes(room: Room, _: Vote) -> None:
    room.conference.attendees.update(votes=False)


def _teller_away(room: Room, _: Vote) -> None:
    room.go("minh")


def _one_teller(_: Room, vote: Vote) -> None:
    vote.tellers.filter(attendee__person__code="minh").delete()


def _chair_away(room: Room, _: Vote) -> None:
    room.go("binh")


def _no_chair(room: Room, _: Vote) -> None:
    Conference.objects.filter(pk=room.number).update(chair=None)


def _own_chair(room: Room, _: Vote) -> None:
    Item.objects.filter(pk=room.item("oanh").pk).update(chair=room.people["oanh"])


def _not_concluded(room: Room, _: Vote) -> None:
    Item.objects.filter(pk=room.item("oanh").pk).update(concluded_at=None)


def _taken_off(room: Room, vote: Vote) -> None:
    _not_concluded(room, vote)
    Item.objects.filter(pk=room.item("oanh").pk).update(begun_at=None)
    remove_item(room.secretary, room.item("oanh").pk, "ốm")


def _no_rows(_: Room, vote: Vote) -> None:
    vote.lines.all().delete()


def _opened(room: Room, vote: Vote) -> None:
    open_vote(room.secretary, vote.pk)


def _cancelled(room: Room, vote: Vote) -> None:
    cancel_vote(room.secretary, vote.pk, "nhầm")


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (_called_off, "The conference was called off: call a new one."),
        (_not_begun, "The conference is not open yet: open it first."),
        (_nobody_votes, "Nobody who may vote is in the room: record on the roll who has come."),
        (_teller_away, "Đỗ Văn Minh, who counts, is not in the room: name somebody else."),
        (_one_teller, "Two tellers count a ballot on paper: name at least two."),
        (_chair_away, "Trần Thị Bình, who chairs, is not in the room."),
        (_no_chair, "Nobody chairs yet: name the chair first."),
        (_own_chair, "Đặng Thị Oanh is under review and cannot chair it: name a deputy, or another member whom those"
                     " present choose."),
        (_not_concluded, "The review of Đặng Thị Oanh is not concluded yet."),
        (_taken_off, "The review of Đặng Thị Oanh is not concluded yet."),
        (_no_rows, "Nobody is voted on: prepare the vote anew."),
        (_opened, "This vote is open already."),
        (_cancelled, "This vote was cancelled: prepare a new one."),
    ],
)  # fmt: skip
def test_the_page_says_once_what_is_missing_before_a_vote_opens_and_the_action_refuses_on_it(
    reviewed: Room, spoil: Callable[[Room, Vote], None], told: str
) -> None:
    vote = reviewed.prepare("nga", "oanh")
    assert reviewed.obstacles(vote) == []
    spoil(reviewed, vote)
    said = [one.message.say("en") for one in reviewed.obstacles(vote)]
    assert said == [told]
    assert refusal(open_vote, reviewed.secretary, vote.pk) == told


def test_i_3_3_a_no_level_is_voted_on_before_the_collective_and_the_head(board: Room) -> None:
    board.open()
    vote = board.prepare("lan", kind=Kind.RATING)
    said = [(one.clause, one.message.say("en")) for one in board.obstacles(vote) if one.refuses]
    assert [clause for clause, _ in said] == ["I.3.3.a", "I.3.3.a"]
    assert "must be concluded before Bùi Thị Lan" in said[0][1]


def test_i_3_3_e_a_conclusion_is_voted_on_once_it_is_written_and_before_the_item_is_concluded(room: Room) -> None:
    room.open()
    vote = prepare_vote(room.secretary, room.number, entry_of(room, "nga", kind=Kind.CONCLUSION, means=Means.HANDS))
    assert [one.clause for one in room.obstacles(vote)] == ["I.3.3.e", "I.3.3.d", "I.3.3.e"]
    nga = room.item("nga").pk
    begin_item(room.secretary, nga)
    record_read_out(room.secretary, nga)
    assert [one.clause for one in room.obstacles(vote)] == ["I.3.3.e"]
    save_note(room.secretary, nga, "conclusion", "Tốt.", 0)
    assert open_vote(room.secretary, vote.pk).opened_at


@pytest.mark.parametrize(("there", "refuses", "warns"), [(2, True, False), (3, False, True), (4, False, True),
                                                         (5, False, False)])  # fmt: skip
def test_with_fewer_than_three_a_ballot_is_not_secret_and_with_three_or_four_it_is_warned_about(
    reviewed: Room, there: int, refuses: bool, warns: bool
) -> None:
    vote = reviewed.prepare("nga")
    stay = ["binh", "lan", "minh", "nga", "oanh"][:there]
    for code in [code for code in reviewed.people if code not in stay]:
        if there < 3 and code == "minh":
            set_voting(reviewed.secretary, reviewed.number, reviewed.people["minh"].pk, votes=False, ground="dự bị")
        else:
            reviewed.go(code)
    found = [(one.refuses, one.clause) for one in reviewed.obstacles(vote)]
    assert found == ([(refuses, "II.2.3.d")] if refuses or warns else [])
    if refuses:
        assert "Only 2 may vote here" in refusal(open_vote, reviewed.secretary, vote.pk)
    else:
        assert open_vote(reviewed.secretary, vote.pk).present == there


def test_with_two_hands_may_still_be_raised(room: Room) -> None:
    room.open("an", "binh")
    nga = room.item("nga").pk
    begin_item(room.secretary, nga)
    record_read_out(room.secretary, nga)
    save_note(room.secretary, nga, "conclusion", "Tốt.", 0)
    vote = prepare_vote(room.secretary, room.number, entry_of(room, "nga", kind=Kind.CONCLUSION, means=Means.HANDS))
    assert open_vote(room.secretary, vote.pk).present == 2


def test_i_3_3_g_the_roll_is_frozen_at_the_opening(reviewed: Room) -> None:
    reviewed.go("an")
    set_voting(reviewed.secretary, reviewed.number, reviewed.people["oanh"].pk, votes=False, ground="dự bị")
    vote = reviewed.opened("nga")
    assert (vote.convened, vote.present) == (5, 4)
    line = journaled(Verb.VOTE_OPENED)[0]
    assert details(line) == {"conference": reviewed.number, "vote": vote.pk, "convened": 5, "present": 4}
    reviewed.come("an")
    reviewed.go("nga")
    set_voting(reviewed.secretary, reviewed.number, reviewed.people["oanh"].pk, votes=True, ground="nhầm")
    add_attendee(reviewed.secretary, reviewed.number, AttendeeEntry(name="Khách", ground="đến muộn"))
    reviewed.go("oanh")
    remove_attendee(reviewed.secretary, reviewed.number, reviewed.people["oanh"].pk, "nhầm")
    vote.refresh_from_db()
    assert (vote.convened, vote.present) == (5, 4)
    there = Participant.objects.filter(vote=vote).values_list("attendee__person__code", flat=True)
    assert set(there) == {"binh", "lan", "minh", "nga"}
    told = refusal(close_vote, reviewed.secretary, vote.pk, Closing(5, 5))
    assert "only 4 who may vote were there at the opening" in told


@pytest.mark.parametrize(("choice", "aside"), [("takes_part", [False, False]), ("stands_aside", [True, False])])
def test_q13_whoever_is_voted_on_and_there_stands_aside_where_the_edition_says_so(
    reviewed: Room, choice: str, aside: list[bool]
) -> None:
    if choice != "takes_part":
        choose_reading(reviewed.cycle, "self_vote", "takes_part", choice)
    reviewed.go("oanh")
    vote = reviewed.opened("nga", "oanh")
    assert [one.stands_aside for one in vote.lines.order_by("position")] == aside


def test_q13_a_conclusion_is_voted_by_all_even_where_one_stands_aside(reviewed: Room) -> None:
    choose_reading(reviewed.cycle, "self_vote", "takes_part", "stands_aside")
    entry = entry_of(reviewed, "nga", kind=Kind.CONCLUSION, means=Means.HANDS)
    vote = open_vote(reviewed.secretary, prepare_vote(reviewed.secretary, reviewed.number, entry).pk)
    assert [one.stands_aside for one in vote.lines.all()] == [False]


# --- tellers changed


def test_other_tellers_are_named_until_one_has_begun_to_count(reviewed: Room) -> None:
    vote = reviewed.closed("nga")
    places = [reviewed.people[code].pk for code in ("lan", "an")]
    change_tellers(reviewed.secretary, vote.pk, places)
    fresh = vote_run_by(reviewed.secretary, vote.pk)
    assert [one.attendee_id for one in tellers_of(fresh)] == places
    assert Teller.objects.filter(vote=vote, removed_at__isnull=False).count() == 1
    assert details(journaled(Verb.TELLERS_CHANGED)[0]) == {"conference": reviewed.number, "vote": vote.pk}
    count_as(reviewed.access_as("lan"), vote.pk, tellers_of(fresh)[0].pk)
    others = [reviewed.people[code].pk for code in ("an", "minh")]
    assert "stays a teller" in refusal(change_tellers, reviewed.secretary, vote.pk, others)
    assert change_tellers(reviewed.secretary, vote.pk, [*others, places[0]]).pk


def test_the_tellers_of_a_signed_or_cancelled_vote_stay(reviewed: Room) -> None:
    signed = reviewed.signed(["1"] * 6, "nga")
    places = [reviewed.people[code].pk for code in ("lan", "minh", "an")]
    assert "The count is signed" in refusal(change_tellers, reviewed.secretary, signed.pk, places)
    other = reviewed.prepare("oanh")
    cancel_vote(reviewed.secretary, other.pk, "nhầm")
    assert "not open" in refusal(change_tellers, reviewed.secretary, other.pk, places)


# --- closing


def test_a_vote_is_closed_with_the_papers_handed_out_and_back_and_a_line(reviewed: Room) -> None:
    vote = reviewed.closed("nga", issued=5, returned=5)
    counting = Counting.objects.get(vote=vote)
    assert (vote.issued, counting.returned, counting.number, vote.missing_ground) == (5, 5, 1, "")
    line = journaled(Verb.VOTE_CLOSED)[0]
    assert details(line) == {"conference": reviewed.number, "vote": vote.pk, "issued": 5, "returned": 5}
    assert "closed already" in refusal(close_vote, reviewed.secretary, vote.pk, Closing(5, 5))


@pytest.mark.parametrize(
    ("issued", "returned", "told"),
    [
        (7, 7, "7 papers handed out, but only 6 who may vote were there"),
        (6, 7, "7 papers came back, but only 6 were handed out"),
        (5, 6, "6 papers came back, but only 5 were handed out"),
        (-1, -1, "0 or more"),
        (0, -1, "0 or more"),
    ],
)
def test_i_3_3_g_returned_are_at_most_issued_and_issued_at_most_present(
    reviewed: Room, issued: int, returned: int, told: str
) -> None:
    vote = reviewed.opened("nga")
    entry = Closing(issued, returned, without_missing=True, ground="x")
    assert told in refusal(close_vote, reviewed.secretary, vote.pk, entry)
    assert not Counting.objects.exists()


def test_missing_papers_are_asked_for_twice_and_recorded(reviewed: Room) -> None:
    vote = reviewed.opened("nga")
    for entry in (Closing(6, 4), Closing(6, 4, without_missing=True, ground=" "), Closing(6, 4, ground="mất")):
        told = refusal(close_vote, reviewed.secretary, vote.pk, entry)
        assert "2 of the papers did not come back; they stay in the base" in told
    closed = close_vote(reviewed.secretary, vote.pk, Closing(6, 4, without_missing=True, ground=" mang về "))
    assert (closed.issued, closed.missing_ground) == (6, "mang về")


def test_what_is_said_of_missing_papers_must_be_kept_whole(reviewed: Room) -> None:
    vote = reviewed.opened("nga")
    entry = Closing(6, 5, without_missing=True, ground="x" * 301)
    assert "at most 300" in refusal(close_vote, reviewed.secretary, vote.pk, entry)


def test_only_an_open_ballot_on_paper_is_closed(reviewed: Room) -> None:
    prepared = reviewed.prepare("nga")
    assert "not open" in refusal(close_vote, reviewed.secretary, prepared.pk, Closing(6, 6))
    hands = entry_of(reviewed, "nga", kind=Kind.CONCLUSION, means=Means.HANDS)
    vote = open_vote(reviewed.secretary, prepare_vote(reviewed.secretary, reviewed.number, hands).pk)
    assert "not open" in refusal(close_vote, reviewed.secretary, vote.pk, Closing(6, 6))
    cancel_vote(reviewed.secretary, prepared.pk, "nhầm")
    assert "not open" in refusal(close_vote, reviewed.secretary, prepared.pk, Closing(6, 6))


def test_a_vote_from_which_no_paper_came_back_is_closed_too(reviewed: Room) -> None:
    vote = reviewed.closed("nga", issued=6, returned=0)
    assert Counting.objects.get(vote=vote).returned == 0


# --- cancelled


def test_a_cancelled_vote_keeps_its_ground_and_nothing_of_its_papers(reviewed: Room) -> None:
    vote = reviewed.closed("nga")
    reviewed.enter(vote, "lan", ["1", "2", "3", "4", "0", "x"])
    assert EnteredPaper.objects.count() == 6
    assert "Say why" in refusal(cancel_vote, reviewed.secretary, vote.pk, " ")
    assert "at most 300" in refusal(cancel_vote, reviewed.secretary, vote.pk, "x" * 301)
    gone = cancel_vote(reviewed.secretary, vote.pk, " phát nhầm phiếu ")
    assert (gone.cancelled_ground, gone.cancelled_by) == ("phát nhầm phiếu", f"account:{reviewed.secretary.account}")
    assert not EnteredPaper.objects.exists()
    assert not Counting.objects.exists()
    assert details(journaled(Verb.VOTE_CANCELLED)[0]) == {"conference": reviewed.number, "vote": vote.pk}
    assert "not open" in refusal(cancel_vote, reviewed.secretary, vote.pk, "lần nữa")
    assert reviewed.prepare("nga").again is None


def test_a_signed_vote_is_not_cancelled(reviewed: Room) -> None:
    vote = reviewed.signed(["1"] * 6, "nga")
    assert "a correction is a recount" in refusal(cancel_vote, reviewed.secretary, vote.pk, "chưa ưng")


# --- who may, and until when


@pytest.mark.parametrize("login", OUTSIDERS)
def test_who_does_not_run_a_conference_does_nothing_to_its_votes(reviewed: Room, login: str) -> None:
    access, opened = reviewed.access_as(login), reviewed.opened("nga")
    entry = entry_of(reviewed, "oanh")
    before = list(Vote.objects.values())
    with pytest.raises(OutOfSight):
        prepare_vote(access, reviewed.number, entry)
    with pytest.raises(OutOfSight):
        open_vote(access, opened.pk)
    with pytest.raises(OutOfSight):
        close_vote(access, opened.pk, Closing(6, 6))
    with pytest.raises(OutOfSight):
        change_tellers(access, opened.pk, entry.tellers)
    with pytest.raises(OutOfSight):
        cancel_vote(access, opened.pk, "x")
    with pytest.raises(OutOfSight):
        open_vote(reviewed.secretary, 10**9)
    assert before == list(Vote.objects.values())


def test_at_a_conference_called_off_no_vote_is_prepared_or_opened(room: Room) -> None:
    room.open()
    vote = room.prepare("nga")
    entry = entry_of(room, "oanh")
    drop_conference(room.secretary, room.number, "bão")
    assert "was called off" in refusal(prepare_vote, room.secretary, room.number, entry)
    assert "was called off" in refusal(open_vote, room.secretary, vote.pk)
