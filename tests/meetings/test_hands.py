"""A show of hands: entered by the secretary, read back, confirmed by the chair (I.3.3.e, Q34)."""

from collections.abc import Mapping

import pytest

from kiemdiem.accounts.access import OutOfSight
from kiemdiem.journal.verbs import Verb
from kiemdiem.meetings.actions.counting import begin_recount, count_as, enter_paper
from kiemdiem.meetings.actions.hands import confirm_hands, enter_hands
from kiemdiem.meetings.actions.votes import VoteEntry, cancel_vote, open_vote, prepare_vote
from kiemdiem.meetings.models import Conference, Count, Counting, Item, Vote
from kiemdiem.meetings.queries.votes import lines_of, vote_run_by
from meetings.room import OUTSIDERS, Room, refusal, verdicts
from review.letters import details, journaled

pytestmark = pytest.mark.django_db


def raised(room: Room, vote: Vote, *rows: Mapping[str, int]) -> dict[int, Mapping[str, int]]:
    """The hands of each row."""
    lines = lines_of(vote_run_by(room.secretary, vote.pk))
    return {line.pk: row for line, row in zip(lines, rows, strict=True)}


def prepared(room: Room, *codes: str) -> Vote:
    """A vote on conclusions by show of hands."""
    items = [room.item(code).pk for code in codes]
    entry = VoteEntry(Vote.Kind.CONCLUSION, Vote.Means.HANDS, items)
    return prepare_vote(room.secretary, room.number, entry)


def opened(room: Room, *codes: str) -> Vote:
    return open_vote(room.secretary, prepared(room, *codes).pk)


def stored() -> list[tuple[str, str, int]]:
    found = Count.objects.order_by("line__position", "pk")
    return list(found.values_list("line__item__subject__code", "choice", "votes"))


def test_i_3_3_e_hands_are_entered_read_back_and_confirmed_with_a_line_each(reviewed: Room) -> None:
    vote = opened(reviewed, "nga", "oanh")
    hands = raised(reviewed, vote, {"agree": 5, "against": 1}, {"agree": 3, "against": 2, "none": 1})
    counting = enter_hands(reviewed.secretary, vote.pk, hands)
    assert (counting.returned, counting.invalid, counting.signed_at) == (6, 0, None)
    confirm_hands(reviewed.secretary, vote.pk)
    assert stored() == [
        ("nga", "agree", 5), ("nga", "against", 1), ("nga", "none", 0),
        ("oanh", "agree", 3), ("oanh", "against", 2), ("oanh", "none", 1),
    ]  # fmt: skip
    vote.refresh_from_db()
    assert (vote.issued, vote.closed_at is not None) == (6, True)
    first, second = reviewed.results(vote)
    assert (first.tally, first.base, second.votes["against"]) == (None, 6, 2)
    (entered,), (signed,) = journaled(Verb.COUNT_ENTERED), journaled(Verb.COUNT_SIGNED)
    assert details(entered) == {"conference": reviewed.number, "vote": vote.pk}
    assert details(signed) == {"conference": reviewed.number, "vote": vote.pk, "counting": 1}


def test_hands_entered_again_take_the_place_of_the_first(reviewed: Room) -> None:
    vote = opened(reviewed, "nga")
    enter_hands(reviewed.secretary, vote.pk, raised(reviewed, vote, {"agree": 6}))
    enter_hands(reviewed.secretary, vote.pk, raised(reviewed, vote, {"agree": 4, "none": 2}))
    assert Counting.objects.count() == 1
    assert stored() == [("nga", "agree", 4), ("nga", "against", 0), ("nga", "none", 2)]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"agree": 5}, "the hands come to 5, but 6 take part"),
        ({"agree": 5, "against": 2}, "the hands come to 7, but 6 take part"),
        ({}, "the hands come to 0, but 6 take part"),
        ({"agree": 7, "against": -1}, "0 or more"),
        ({"agree": 5, "HTXSNV": 1}, "the hands come to 5, but 6 take part"),
    ],
)
def test_hands_come_to_those_who_take_part(reviewed: Room, row: dict[str, int], told: str) -> None:
    vote = opened(reviewed, "nga")
    (verdict,) = verdicts(enter_hands, reviewed.secretary, vote.pk, raised(reviewed, vote, row))
    assert told in verdict.message.say("en")
    assert not Counting.objects.exists()


def test_a_row_without_hands_is_refused_by_name(reviewed: Room) -> None:
    vote = opened(reviewed, "nga", "oanh")
    hands = raised(reviewed, vote, {"agree": 6}, {})
    (verdict,) = verdicts(enter_hands, reviewed.secretary, vote.pk, hands)
    assert verdict.message.say("en") == "Đặng Thị Oanh: the hands come to 0, but 6 take part in the vote."


def test_those_who_came_later_raise_no_hand(reviewed: Room) -> None:
    reviewed.go("an")
    vote = opened(reviewed, "nga")
    reviewed.come("an")
    told = refusal(enter_hands, reviewed.secretary, vote.pk, raised(reviewed, vote, {"agree": 6}))
    assert "but 5 take part" in told


def test_hands_are_entered_only_while_such_a_vote_is_open(reviewed: Room) -> None:
    vote = prepared(reviewed, "nga")
    hands = raised(reviewed, vote, {"agree": 6})
    assert "not open" in refusal(enter_hands, reviewed.secretary, vote.pk, hands)
    cancel_vote(reviewed.secretary, vote.pk, "nhầm")
    assert "not open" in refusal(enter_hands, reviewed.secretary, vote.pk, hands)
    paper = reviewed.opened("nga")
    hands = raised(reviewed, paper, {"HTXSNV": 6})
    assert "not by show of hands" in refusal(enter_hands, reviewed.secretary, paper.pk, hands)
    assert "Enter the hands first" in refusal(confirm_hands, reviewed.secretary, paper.pk)


def test_a_cancelled_show_of_hands_is_not_confirmed_and_leaves_nothing(reviewed: Room) -> None:
    vote = opened(reviewed, "nga")
    enter_hands(reviewed.secretary, vote.pk, raised(reviewed, vote, {"agree": 6}))
    cancel_vote(reviewed.secretary, vote.pk, "đếm lại từ đầu")
    assert "Enter the hands first" in refusal(confirm_hands, reviewed.secretary, vote.pk)
    assert not Count.objects.exists()


def test_nothing_is_confirmed_before_it_is_entered_or_twice(reviewed: Room) -> None:
    vote = opened(reviewed, "nga")
    assert "Enter the hands first" in refusal(confirm_hands, reviewed.secretary, vote.pk)
    hands = raised(reviewed, vote, {"agree": 6})
    enter_hands(reviewed.secretary, vote.pk, hands)
    confirm_hands(reviewed.secretary, vote.pk)
    for told in (
        refusal(confirm_hands, reviewed.secretary, vote.pk), refusal(enter_hands, reviewed.secretary, vote.pk, hands),
    ):  # fmt: skip
        assert "The count is confirmed" in told
    assert "The count is signed" in refusal(cancel_vote, reviewed.secretary, vote.pk, "chưa ưng")


def test_i_3_3_c_whoever_presides_over_the_items_signs_and_nobody_else(reviewed: Room) -> None:
    Item.objects.filter(pk=reviewed.item("oanh").pk).update(chair=reviewed.people["an"])
    vote = opened(reviewed, "nga", "oanh")
    rows = ({"agree": 6}, {"agree": 6})
    enter_hands(reviewed.secretary, vote.pk, raised(reviewed, vote, *rows))
    Conference.objects.filter(pk=reviewed.number).update(chair=None)
    Item.objects.filter(pk=reviewed.item("oanh").pk).update(chair=None)
    (verdict,) = verdicts(confirm_hands, reviewed.secretary, vote.pk)
    assert (verdict.clause, verdict.message.say("en")) == ("I.3.3.c", "Nobody chairs: name the chair first.")
    reviewed.name_officers()
    Item.objects.filter(pk=reviewed.item("oanh").pk).update(chair=reviewed.people["an"])
    counting = confirm_hands(reviewed.secretary, vote.pk)
    assert set(counting.signings.values_list("attendee", flat=True)) == {
        reviewed.people["binh"].pk, reviewed.people["an"].pk,
    }  # fmt: skip
    assert set(counting.signings.values_list("by", flat=True)) == {f"account:{reviewed.secretary.account}"}


def test_hands_are_not_recounted_and_have_no_tellers(reviewed: Room) -> None:
    vote = opened(reviewed, "nga")
    enter_hands(reviewed.secretary, vote.pk, raised(reviewed, vote, {"agree": 6}))
    teller = reviewed.access_as("teller")
    assert "The count is agreed" in refusal(enter_paper, teller, vote.pk, 1, "1")
    assert "You cannot count" in refusal(count_as, teller, vote.pk, 1)
    confirm_hands(reviewed.secretary, vote.pk)
    assert "Only a signed count is counted anew" in refusal(begin_recount, reviewed.secretary, vote.pk, 6, "x")


@pytest.mark.parametrize("login", OUTSIDERS)
def test_who_does_not_run_a_conference_enters_and_confirms_no_hands(reviewed: Room, login: str) -> None:
    vote = opened(reviewed, "nga")
    hands = raised(reviewed, vote, {"agree": 6})
    enter_hands(reviewed.secretary, vote.pk, hands)
    access = reviewed.access_as(login)
    with pytest.raises(OutOfSight):
        enter_hands(access, vote.pk, hands)
    with pytest.raises(OutOfSight):
        confirm_hands(access, vote.pk)
    assert not Counting.objects.filter(signed_at__isnull=False).exists()
