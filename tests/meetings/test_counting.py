"""Ballots on paper are counted twice apart, agreed, signed, counted anew (I.3.3.g, I.3.3.h1 to h4; Q4, Q13, Q21)."""

from collections.abc import Iterator
from itertools import permutations

import pytest
from django.apps import apps
from django.db import connection, models

from kiemdiem.accounts.access import OutOfSight
from kiemdiem.accounts.roles import RoleName
from kiemdiem.journal.models import Entry as JournalEntry
from kiemdiem.journal.verbs import Verb
from kiemdiem.meetings.actions.counting import (
    SumsEntry,
    agree,
    begin_recount,
    count_as,
    enter_paper,
    enter_sums,
    finish_papers,
    give_up_recount,
    sign_count,
    take_last_paper_out,
)
from kiemdiem.meetings.actions.votes import cancel_vote, change_tellers, open_vote
from kiemdiem.meetings.ballots import differing_papers, is_paper, signs_of
from kiemdiem.meetings.models import (
    Count,
    Counting,
    EnteredPaper,
    EnteredSum,
    Entry,
    Participant,
    Signing,
    Teller,
    Vote,
)
from kiemdiem.meetings.queries.votes import (
    counting_in_force,
    counting_to_print,
    counting_under_way,
    own_reading,
    readings_of,
    vote_counted_by,
    vote_run_by,
    votes_to_count,
)
from kiemdiem.meetings.results import results_of
from kiemdiem.registry.models import Person
from kiemdiem.vocabulary import LEVELS, Level
from meetings.room import Room, choose_reading, refusal, verdicts
from review.letters import details, journaled
from support.cast import make_account

pytestmark = pytest.mark.django_db
SIX = ["1", "1", "2", "x", "0", "3"]


def seats(room: Room, vote: Vote) -> dict[str, int]:
    """Code -> the teller of a vote."""
    found = Teller.objects.filter(vote=vote, removed_at=None).select_related("attendee__person")
    return {one.attendee.person.code: one.pk for one in found if one.attendee.person}


def counts(vote: Vote, number: int = 1) -> dict[str, int]:
    """The stored sums of the first row."""
    found = Count.objects.filter(counting__vote=vote, counting__number=number, line__position=1)
    return dict(found.values_list("choice", "votes"))


def corrections(vote: Vote) -> list[int]:
    found = Entry.objects.filter(counting__vote=vote).order_by("teller_id")
    return list(found.values_list("corrections", flat=True))


# --- from the roll to the level


def test_i_3_3_h1_a_whole_ballot_from_the_roll_to_the_level(reviewed: Room) -> None:
    vote = reviewed.signed(["12", "12", "12", "12", "14", "20"], "nga", "oanh")
    first, second = reviewed.results(vote)
    assert (first.votes["HTXSNV"], first.votes["HTTNV"], first.base) == (5, 1, 6)
    assert first.tally is not None
    assert (first.tally.level, first.tally.clauses) == (Level.HTXSNV, ("I.3.3.g", "I.3.3.h1"))
    assert second.tally is not None
    assert (second.votes["HTTNV"], second.votes["none"], second.tally.level) == (4, 1, Level.HTTNV)
    for verb, times in ((Verb.COUNT_ENTERED, 2), (Verb.COUNT_SETTLED, 1), (Verb.COUNT_SIGNED, 2)):
        lines = journaled(verb)
        assert len(lines) == times
        assert {line.unit for line in lines} == {"C1-A"}
    signers = {line.actor for line in journaled(Verb.COUNT_SIGNED)}
    assert signers == {f"account:{reviewed.access_as(code).account}" for code in ("lan", "minh")}


# --- who counts as whom


def test_one_account_does_not_count_for_two_tellers(reviewed: Room) -> None:
    vote = reviewed.closed("nga")
    Person.objects.filter(code__in=("lan", "minh")).update(account=None)
    lan, minh = seats(reviewed, vote).values()
    teller = reviewed.access_as("teller")
    count_as(teller, vote.pk, lan)
    assert "nobody for two" in refusal(count_as, teller, vote.pk, minh)
    assert "nobody for two" in refusal(count_as, reviewed.access_as("teller2"), vote.pk, lan)
    assert count_as(reviewed.access_as("teller2"), vote.pk, minh).account
    line = journaled(Verb.TELLERS_CHANGED)[0]
    assert line.actor == f"account:{teller.account}"
    assert details(line) == {"conference": reviewed.number, "vote": vote.pk, "teller": lan}


def test_a_named_member_with_an_account_is_counted_for_by_nobody_else(reviewed: Room) -> None:
    vote = reviewed.closed("nga")
    lan, minh = seats(reviewed, vote).values()
    for login in ("teller", "teller2"):
        for seat in (lan, minh):
            assert "nobody for two" in refusal(count_as, reviewed.access_as(login), vote.pk, seat)
    assert "nobody for two" in refusal(count_as, reviewed.access_as("lan"), vote.pk, minh)
    assert count_as(reviewed.access_as("lan"), vote.pk, lan).pk == lan


def test_a_teller_who_stands_on_the_list_counts_as_himself_and_not_as_one_without_an_account(reviewed: Room) -> None:
    vote = reviewed.closed("nga")
    Person.objects.filter(code="minh").update(account=None)
    lan, minh = seats(reviewed, vote).values()
    make_account(reviewed.cast, "lan_too", RoleName.TELLER, "C1-A")
    Person.objects.filter(code="lan").update(account=reviewed.cast.accounts["lan_too"])
    assert "nobody for two" in refusal(count_as, reviewed.access_as("lan_too"), vote.pk, minh)
    assert count_as(reviewed.access_as("lan_too"), vote.pk, lan).pk == lan


@pytest.mark.parametrize("login", ["an", "binh", "nga", "cuong", "dung", "giang", "chair", "office", "auditor"])
def test_who_is_no_teller_counts_nothing_not_even_the_secretary(reviewed: Room, login: str) -> None:
    vote = reviewed.closed("nga")
    reviewed.agreed(vote, SIX)
    access, lan = reviewed.access_as(login), seats(reviewed, vote)["lan"]
    for act in (
        lambda: count_as(access, vote.pk, lan), lambda: enter_paper(access, vote.pk, 1, "1"),
        lambda: take_last_paper_out(access, vote.pk), lambda: finish_papers(access, vote.pk),
        lambda: enter_sums(access, vote.pk, SumsEntry(0, [6, 0, 0, 0, 0])), lambda: agree(access, vote.pk),
        lambda: sign_count(access, vote.pk), lambda: counting_to_print(access, vote.pk),
    ):  # fmt: skip
        with pytest.raises(OutOfSight):
            act()
    assert list(votes_to_count(access)) == []


def test_a_teller_of_another_cell_counts_nothing_here(reviewed: Room) -> None:
    make_account(reviewed.cast, "teller_b", RoleName.TELLER, "C1-B")
    vote = reviewed.closed("nga")
    with pytest.raises(OutOfSight):
        vote_counted_by(reviewed.access_as("teller_b"), vote.pk)


def test_who_has_a_tellers_mandate_and_has_not_said_as_whom_enters_nothing(reviewed: Room) -> None:
    vote = reviewed.closed("nga")
    teller = reviewed.access_as("teller")
    for told in (
        refusal(enter_paper, teller, vote.pk, 1, "1"), refusal(finish_papers, teller, vote.pk),
        refusal(take_last_paper_out, teller, vote.pk), refusal(agree, teller, vote.pk),
        refusal(enter_sums, teller, vote.pk, SumsEntry(0, [6, 0, 0, 0, 0])),
    ):  # fmt: skip
        assert "Say first as which of the tellers you count" in told


def test_a_vote_waits_for_its_tellers_from_its_closing_to_its_signing(reviewed: Room) -> None:
    lan = reviewed.access_as("lan")
    prepared = reviewed.prepare("nga")
    assert list(votes_to_count(lan)) == []
    vote = open_vote(reviewed.secretary, prepared.pk)
    assert "nothing to count" in refusal(count_as, lan, vote.pk, seats(reviewed, vote)["lan"])
    cancel_vote(reviewed.secretary, vote.pk, "nhầm")
    vote = reviewed.closed("nga")
    assert list(votes_to_count(lan)) == list(votes_to_count(reviewed.access_as("teller"))) == [vote]
    assert list(votes_to_count(reviewed.access_as("nga"))) == []
    reviewed.agreed(vote, SIX)
    reviewed.sign(vote)
    assert list(votes_to_count(lan)) == []


# --- paper by paper


def test_what_a_teller_enters_is_seen_by_nobody_else_until_both_are_done(reviewed: Room) -> None:
    vote = reviewed.closed("nga")
    reviewed.enter(vote, "lan", SIX)
    minh = reviewed.teller(vote, "minh")
    enter_paper(minh, vote.pk, 1, "4")
    fresh = vote_counted_by(minh, vote.pk)
    counting = counting_under_way(fresh)
    assert counting is not None
    own = own_reading(minh, fresh, counting)
    assert own is not None
    assert own.papers == {1: "4"}
    assert len(readings_of(fresh, counting)) == 1
    with pytest.raises(OutOfSight):
        counting_to_print(minh, vote.pk)
    assert "1 are done" in refusal(agree, minh, vote.pk)
    for number, marks in enumerate(SIX, start=1):
        enter_paper(minh, vote.pk, number, marks)
    finish_papers(minh, vote.pk)
    assert [one.papers for one in readings_of(fresh, counting)] == [dict(enumerate(SIX, start=1))] * 2
    assert counting_to_print(minh, vote.pk)[1] == counting


@pytest.mark.parametrize("marks", ["", "5", "9", "11", "1 ", " 1", "X", "xx", "-", "１", "a", "1\n", "x1"])
def test_signs_that_are_no_paper_are_refused(reviewed: Room, marks: str) -> None:
    vote = reviewed.closed("nga")
    lan = reviewed.teller(vote, "lan")
    assert "one sign for each of the 1 rows" in refusal(enter_paper, lan, vote.pk, 1, marks)
    assert not EnteredPaper.objects.exists()


def test_a_paper_has_a_sign_for_each_row_or_is_invalid_as_a_whole(reviewed: Room) -> None:
    vote = reviewed.closed("nga", "oanh")
    lan = reviewed.teller(vote, "lan")
    for marks in ("1", "111", "1x", "x1", "15"):
        assert "each of the 2 rows" in refusal(enter_paper, lan, vote.pk, 1, marks)
    for number, marks in enumerate(("14", "x", "00"), start=1):
        assert enter_paper(lan, vote.pk, number, marks) == number


def test_on_a_conclusion_one_agrees_or_does_not(reviewed: Room) -> None:
    assert signs_of(Vote.Kind.CONCLUSION) == {"1": "agree", "2": "against", "0": "none"}
    assert [is_paper(Vote.Kind.CONCLUSION, 1, one) for one in "1203x"] == [True, True, True, False, True]
    vote = reviewed.prepare("nga", kind=Vote.Kind.CONCLUSION)
    open_vote(reviewed.secretary, vote.pk)
    reviewed.close(vote)
    reviewed.agreed(vote, ["1", "1", "1", "2", "0", "x"])
    reviewed.sign(vote)
    assert counts(vote) == {"agree": 3, "against": 1, "none": 1}
    (result,) = reviewed.results(vote)
    assert (result.tally, result.base) == (None, 6)


@pytest.mark.parametrize("number", [0, -1, 3, 7, 5_001])
def test_papers_are_numbered_without_a_gap(reviewed: Room, number: int) -> None:
    vote = reviewed.closed("nga")
    lan = reviewed.teller(vote, "lan")
    enter_paper(lan, vote.pk, 1, "1")
    assert "the next one is 2" in refusal(enter_paper, lan, vote.pk, number, "1")
    assert EnteredPaper.objects.count() == 1


@pytest.mark.parametrize("entered", [0, 5, 7])
def test_an_entry_is_done_when_as_many_papers_are_entered_as_came_back(reviewed: Room, entered: int) -> None:
    vote = reviewed.closed("nga")
    lan = reviewed.teller(vote, "lan")
    for number in range(1, entered + 1):
        enter_paper(lan, vote.pk, number, "1")
    assert f"{entered} papers are entered, but 6 came back" in refusal(finish_papers, lan, vote.pk)
    assert not Entry.objects.filter(done_at__isnull=False).exists()


def test_the_same_paper_sent_twice_is_entered_once(reviewed: Room) -> None:
    vote = reviewed.closed("nga")
    lan = reviewed.teller(vote, "lan")
    assert enter_paper(lan, vote.pk, 1, "1") == enter_paper(lan, vote.pk, 1, "1") == 1
    assert enter_paper(lan, vote.pk, 2, "x") == 2
    assert enter_paper(lan, vote.pk, 1, "1") == 2
    assert corrections(vote) == [0]
    assert journaled(Verb.COUNT_CORRECTED) == []


def test_a_paper_read_anew_is_a_correction_that_is_counted_and_told_without_what_it_says(reviewed: Room) -> None:
    vote = reviewed.closed("nga")
    reviewed.enter(vote, "lan", SIX)
    lan = reviewed.access_as("lan")
    assert enter_paper(lan, vote.pk, 3, "4") == 6
    assert Entry.objects.get().done_at is None
    assert take_last_paper_out(lan, vote.pk) == 5
    assert corrections(vote) == [2]
    entry = Entry.objects.get().pk
    for line in journaled(Verb.COUNT_CORRECTED):
        assert details(line) == {"conference": reviewed.number, "vote": vote.pk, "entry": entry}
    assert dict(EnteredPaper.objects.values_list("number", "marks")) == {1: "1", 2: "1", 3: "4", 4: "x", 5: "0"}


def test_the_last_paper_is_taken_out_down_to_none(reviewed: Room) -> None:
    vote = reviewed.closed("nga")
    lan = reviewed.teller(vote, "lan")
    enter_paper(lan, vote.pk, 1, "1")
    enter_paper(lan, vote.pk, 2, "2")
    assert [take_last_paper_out(lan, vote.pk) for _ in range(3)] == [1, 0, 0]
    assert corrections(vote) == [2]
    assert not EnteredPaper.objects.exists()


# --- as sums


def test_sums_are_entered_row_by_row_and_must_come_to_the_papers_that_came_back(reviewed: Room) -> None:
    vote = reviewed.closed("nga", "oanh")
    lan = reviewed.teller(vote, "lan")
    told = refusal(enter_sums, lan, vote.pk, SumsEntry(1, [2, 1, 1, 0, 1, 3, 3, 0, 0, 0]))
    assert told == "Row 2: the votes and the invalid papers come to 7, but 6 papers came back."
    for wrong in (SumsEntry(-1, [7, 0, 0, 0, 0] * 2), SumsEntry(0, [7, -1, 0, 0, 0] * 2)):
        assert "0 or more" in refusal(enter_sums, lan, vote.pk, wrong)
    assert not Entry.objects.exists()
    entry = enter_sums(lan, vote.pk, SumsEntry(1, [2, 1, 1, 0, 1, 3, 2, 0, 0, 0]))
    assert (entry.invalid, entry.returned, entry.done_at is not None) == (1, 6, True)
    assert details(journaled(Verb.COUNT_ENTERED)[0])["mode"] == "sums"


def test_sums_entered_again_are_a_correction(reviewed: Room) -> None:
    vote = reviewed.closed("nga")
    lan = reviewed.teller(vote, "lan")
    enter_sums(lan, vote.pk, SumsEntry(1, [2, 1, 1, 0, 1]))
    enter_sums(lan, vote.pk, SumsEntry(1, [3, 1, 1, 0, 0]))
    assert corrections(vote) == [1]
    assert dict(EnteredSum.objects.values_list("choice", "votes"))["HTXSNV"] == 3
    assert EnteredSum.objects.count() == 5


def test_papers_of_one_teller_and_sums_of_the_other_agree_or_not(reviewed: Room) -> None:
    vote = reviewed.closed("nga")
    reviewed.enter(vote, "lan", SIX)
    minh = reviewed.teller(vote, "minh")
    for wrong in (SumsEntry(1, [1, 2, 1, 0, 1]), SumsEntry(0, [2, 1, 1, 1, 1]), SumsEntry(2, [2, 1, 1, 0, 0])):
        enter_sums(minh, vote.pk, wrong)
        assert "The two entries differ" in refusal(agree, minh, vote.pk)
    enter_sums(minh, vote.pk, SumsEntry(1, [2, 1, 1, 0, 1]))
    assert agree(minh, vote.pk).settled_at
    assert counts(vote) == {"HTXSNV": 2, "HTTNV": 1, "HTNV": 1, "KHTNV": 0, "none": 1}


def test_who_entered_papers_goes_on_so_and_does_not_enter_sums_beside_them(reviewed: Room) -> None:
    vote = reviewed.closed("nga")
    lan = reviewed.teller(vote, "lan")
    enter_paper(lan, vote.pk, 1, "1")
    sums = SumsEntry(1, [2, 1, 1, 0, 1])
    assert "take all papers out first" in refusal(enter_sums, lan, vote.pk, sums)
    take_last_paper_out(lan, vote.pk)
    assert enter_sums(lan, vote.pk, sums).mode == Entry.Mode.SUMS


def test_sums_that_are_given_up_for_papers_count_no_more_as_done(reviewed: Room) -> None:
    vote = reviewed.closed("nga")
    for code in reviewed.tellers:
        access = reviewed.teller(vote, code)
        enter_sums(access, vote.pk, SumsEntry(1, [2, 1, 1, 0, 1]))
        assert take_last_paper_out(access, vote.pk) == 0
    assert not Entry.objects.filter(done_at__isnull=False).exists()
    assert corrections(vote) == [1, 1]
    assert "0 are done" in refusal(agree, reviewed.access_as("lan"), vote.pk)


# --- agreed


def test_two_readings_that_differ_are_shown_by_the_place_in_the_pile_and_never_averaged(reviewed: Room) -> None:
    vote = reviewed.closed("nga")
    reviewed.enter(vote, "lan", SIX)
    reviewed.enter(vote, "minh", ["1", "1", "2", "x", "3", "4"])
    fresh = vote_run_by(reviewed.secretary, vote.pk)
    counting = counting_under_way(fresh)
    assert counting is not None
    first, second = readings_of(fresh, counting)
    found = differing_papers(first.papers, second.papers)
    assert [(one.number, one.first, one.second) for one in found] == [(5, "0", "3"), (6, "3", "4")]
    assert "The two entries differ" in refusal(agree, reviewed.access_as("lan"), vote.pk)
    assert not Count.objects.exists()
    enter_paper(reviewed.access_as("minh"), vote.pk, 5, "0")
    enter_paper(reviewed.access_as("minh"), vote.pk, 6, "3")
    assert "1 are done" in refusal(agree, reviewed.access_as("lan"), vote.pk)
    finish_papers(reviewed.access_as("minh"), vote.pk)
    assert agree(reviewed.access_as("lan"), vote.pk).settled_at


def test_the_same_sums_off_other_papers_do_not_agree(reviewed: Room) -> None:
    """Two mistakes that make up for each other in the sums are found by the papers."""
    vote = reviewed.closed("nga", "oanh", issued=2, returned=2)
    reviewed.enter(vote, "lan", ["12", "21"])
    reviewed.enter(vote, "minh", ["11", "22"])
    assert "The two entries differ" in refusal(agree, reviewed.access_as("lan"), vote.pk)


def test_the_same_papers_in_another_order_agree() -> None:
    pile = ["11", "12", "x", "00"]
    for order in permutations(pile):
        assert differing_papers(dict(enumerate(pile, 1)), dict(enumerate(order, 1))) == []
    assert differing_papers({1: "1", 2: "2"}, {1: "2", 2: "2"}) != []
    (missing,) = differing_papers({1: "1"}, {1: "1", 2: "2"})
    assert (missing.number, missing.first, missing.second) == (2, "", "2")


def test_two_piles_in_another_order_are_taken_over(reviewed: Room) -> None:
    vote = reviewed.closed("nga")
    reviewed.enter(vote, "lan", SIX)
    reviewed.enter(vote, "minh", SIX[::-1])
    assert agree(reviewed.access_as("minh"), vote.pk).invalid == 1


def test_what_is_agreed_is_no_longer_entered_and_the_papers_are_gone(reviewed: Room) -> None:
    vote = reviewed.closed("nga")
    reviewed.agreed(vote, SIX)
    assert not EnteredPaper.objects.exists()
    assert not EnteredSum.objects.exists()
    assert counts(vote) == {"HTXSNV": 2, "HTTNV": 1, "HTNV": 1, "KHTNV": 0, "none": 1}
    lan = reviewed.access_as("lan")
    for told in (
        refusal(enter_paper, lan, vote.pk, 1, "1"), refusal(take_last_paper_out, lan, vote.pk),
        refusal(finish_papers, lan, vote.pk), refusal(enter_sums, lan, vote.pk, SumsEntry(6, [0] * 5)),
        refusal(agree, lan, vote.pk),
    ):  # fmt: skip
        assert "The count is agreed" in told
    assert journaled(Verb.COUNT_SETTLED)[0].actor == f"account:{lan.account}"


# --- signed


def test_the_count_holds_once_both_who_entered_it_have_signed(reviewed: Room) -> None:
    vote = reviewed.closed("nga")
    reviewed.enter(vote, "lan", SIX)
    assert "not agreed yet" in refusal(sign_count, reviewed.access_as("lan"), vote.pk)
    reviewed.enter(vote, "minh", SIX)
    agree(reviewed.access_as("lan"), vote.pk)
    sign_count(reviewed.access_as("lan"), vote.pk)
    assert counting_in_force(vote_run_by(reviewed.secretary, vote.pk)) is None
    assert "signed already" in refusal(sign_count, reviewed.access_as("lan"), vote.pk)
    sign_count(reviewed.access_as("minh"), vote.pk)
    assert reviewed.in_force(vote).signings.count() == 2


def test_a_third_teller_signs_when_he_has_entered_and_not_when_he_has_only_begun(reviewed: Room) -> None:
    vote = reviewed.closed("nga")
    places = [reviewed.people[code].pk for code in ("lan", "minh", "oanh")]
    change_tellers(reviewed.secretary, vote.pk, places)
    enter_paper(reviewed.teller(vote, "oanh"), vote.pk, 1, "4")
    reviewed.agreed(vote, SIX)
    assert "Whoever signs has entered the papers" in refusal(sign_count, reviewed.access_as("oanh"), vote.pk)
    reviewed.sign(vote)
    assert reviewed.in_force(vote).signings.count() == 2


def test_of_three_entries_all_must_agree_and_all_sign(reviewed: Room) -> None:
    vote = reviewed.closed("nga")
    places = [reviewed.people[code].pk for code in ("lan", "minh", "oanh")]
    change_tellers(reviewed.secretary, vote.pk, places)
    for code, papers in (("lan", SIX), ("minh", SIX), ("oanh", ["1", "1", "2", "x", "0", "4"])):
        reviewed.enter(vote, code, papers)
    assert "The two entries differ" in refusal(agree, reviewed.access_as("lan"), vote.pk)
    enter_paper(reviewed.access_as("oanh"), vote.pk, 6, "3")
    finish_papers(reviewed.access_as("oanh"), vote.pk)
    agree(reviewed.access_as("lan"), vote.pk)
    reviewed.sign(vote)
    assert counting_in_force(vote_run_by(reviewed.secretary, vote.pk)) is None
    sign_count(reviewed.access_as("oanh"), vote.pk)
    assert reviewed.in_force(vote).signings.count() == 3


def test_nothing_is_entered_or_signed_on_a_signed_count(reviewed: Room) -> None:
    vote = reviewed.signed(SIX, "nga")
    before = list(Count.objects.values()), list(Counting.objects.values()), list(Signing.objects.values())
    lan = reviewed.access_as("lan")
    for told in (
        refusal(enter_paper, lan, vote.pk, 1, "4"), refusal(take_last_paper_out, lan, vote.pk),
        refusal(finish_papers, lan, vote.pk), refusal(enter_sums, lan, vote.pk, SumsEntry(6, [0] * 5)),
        refusal(agree, lan, vote.pk), refusal(sign_count, lan, vote.pk),
        refusal(count_as, lan, vote.pk, seats(reviewed, vote)["lan"]),
    ):  # fmt: skip
        assert "There is nothing to count" in told
    after = list(Count.objects.values()), list(Counting.objects.values()), list(Signing.objects.values())
    assert before == after


# --- counted anew


def test_a_recount_takes_the_place_of_the_first_only_when_it_is_signed(reviewed: Room) -> None:
    vote = reviewed.signed(["1", "1", "1", "1", "1", "2"], "nga")
    first = reviewed.in_force(vote)
    second = begin_recount(reviewed.secretary, vote.pk, 6, " một phiếu đọc sai ")
    assert (second.number, second.ground, second.returned) == (2, "một phiếu đọc sai", 6)
    assert details(journaled(Verb.RECOUNT_BEGUN)[0]) == {"conference": reviewed.number, "vote": vote.pk, "counting": 2}
    reviewed.agreed(vote, ["1", "1", "1", "1", "2", "2"])
    assert reviewed.in_force(vote) == first
    sign_count(reviewed.access_as("lan"), vote.pk)
    assert reviewed.in_force(vote) == first
    assert reviewed.results(vote)[0].tally is not None
    sign_count(reviewed.access_as("minh"), vote.pk)
    assert reviewed.in_force(vote) == second
    first.refresh_from_db()
    assert first.superseded_at is not None
    assert first.signed_at is not None
    assert (counts(vote, 1)["HTXSNV"], counts(vote, 2)["HTXSNV"]) == (5, 4)
    (result,) = reviewed.results(vote)
    assert result.tally is not None
    assert result.tally.level == Level.HTTNV


def test_in_a_recount_nobody_signs_with_what_was_entered_in_the_first(reviewed: Room) -> None:
    vote = reviewed.signed(SIX, "nga")
    begin_recount(reviewed.secretary, vote.pk, 6, "nghi đọc sai")
    assert "not agreed yet" in refusal(sign_count, reviewed.access_as("lan"), vote.pk)
    assert "0 are done" in refusal(agree, reviewed.access_as("lan"), vote.pk)


@pytest.mark.parametrize(
    ("returned", "ground", "told"),
    [(7, "x", "only 6 were handed out"), (-1, "x", "only 6 were handed out"), (6, " ", "Say why"),
     (6, "x" * 301, "at most 300")],
)  # fmt: skip
def test_a_recount_has_a_ground_and_no_more_papers_than_were_issued(
    reviewed: Room, returned: int, ground: str, told: str
) -> None:
    vote = reviewed.signed(SIX, "nga")
    assert told in refusal(begin_recount, reviewed.secretary, vote.pk, returned, ground)
    assert Counting.objects.count() == 1


def test_only_a_signed_count_is_counted_anew_and_one_recount_at_a_time(reviewed: Room) -> None:
    vote = reviewed.closed("nga")
    assert "Only a signed count" in refusal(begin_recount, reviewed.secretary, vote.pk, 6, "x")
    reviewed.agreed(vote, SIX)
    reviewed.sign(vote)
    begin_recount(reviewed.secretary, vote.pk, 6, "x")
    assert "under way already" in refusal(begin_recount, reviewed.secretary, vote.pk, 6, "x")
    for login in ("lan", "teller", "binh", "cuong", "dung"):
        access = reviewed.access_as(login)
        with pytest.raises(OutOfSight):
            begin_recount(access, vote.pk, 6, "x")


# --- what it comes to


def plain_level(base: int, best: int, good: int, fair: int, poor: int) -> Level:
    """I.3.3.h1 to h4 in whole numbers, as a lawyer writes them."""
    if base < 1:
        return Level.NONE
    if 10 * best >= 7 * base:
        return Level.HTXSNV
    if 10 * (best + good) >= 6 * base:
        return Level.HTTNV
    if 2 * (best + good + fair) > base:
        return Level.HTNV
    return Level.KHTNV if 2 * poor >= base else Level.NONE


def edges(base: int) -> Iterator[tuple[int, int, int, int]]:
    """Votes for the four levels right below, on and above every threshold, the rest given to another level or blank."""
    for share in (7 * base / 10, 6 * base / 10, base / 2):
        for much in {max(0, min(base, int(share) + step)) for step in (-1, 0, 1)}:
            for place in range(4):
                for rest in range(5):
                    votes = [0, 0, 0, 0, 0]
                    votes[place] += much
                    votes[rest] += base - much
                    yield votes[0], votes[1], votes[2], votes[3]


@pytest.mark.same_on_every_database
@pytest.mark.parametrize("base", range(3, 13))
def test_i_3_3_h1_to_h4_on_the_edges_of_every_threshold(reviewed: Room, base: int) -> None:
    vote = reviewed.signed(["0"] * 6, "nga")
    Vote.objects.filter(pk=vote.pk).update(issued=base, present=base, convened=base)
    Counting.objects.filter(vote=vote).update(returned=base)
    fresh = vote_run_by(reviewed.secretary, vote.pk)
    seen = set()
    for votes in set(edges(base)):
        stored = dict(zip((level.name for level in LEVELS), votes, strict=True))
        for choice, number in {**stored, "none": base - sum(votes)}.items():
            Count.objects.filter(counting__vote=vote, choice=choice).update(votes=number)
        (result,) = results_of(fresh, reviewed.in_force(vote))
        assert result.tally is not None
        assert result.tally.level == plain_level(base, *votes), votes
        seen.add(result.tally.level)
    assert seen == set(Level)


def test_the_result_stands_beside_it_on_every_other_base(reviewed: Room) -> None:
    """Six convened, five there, four papers handed out of which one did not come back and one is invalid."""
    reviewed.go("an")
    vote = reviewed.closed("nga", issued=4, returned=3)
    reviewed.agreed(vote, ["1", "1", "x"])
    reviewed.sign(vote)
    (result,) = reviewed.results(vote)
    assert result.tally is not None
    assert (result.base, result.tally.level) == (4, Level.NONE)
    found = {one.name: (one.base, one.level) for one in result.beside}
    assert found == {"valid": (2, Level.HTXSNV), "present": (5, Level.NONE), "convened": (6, Level.NONE)}


def test_a_base_like_the_legal_one_is_not_shown_twice(reviewed: Room) -> None:
    vote = reviewed.signed(["1"] * 6, "nga")
    assert reviewed.results(vote)[0].beside == ()


def test_q21_a_paper_that_did_not_come_back_stays_in_the_base(reviewed: Room) -> None:
    vote = reviewed.signed(["1", "1", "1", "1"], "nga", issued=6)
    (result,) = reviewed.results(vote)
    assert result.tally is not None
    assert (result.base, result.tally.level, result.tally.shares[0].percent) == (6, Level.HTTNV, "66.7")


def test_q21_where_the_edition_says_so_only_the_papers_returned_are_the_base(reviewed: Room) -> None:
    choose_reading(reviewed.cycle, "unreturned_papers", "in_base", "returned_only")
    vote = reviewed.signed(["1", "1", "1", "1"], "nga", issued=6)
    (result,) = reviewed.results(vote)
    assert result.tally is not None
    assert result.tally.level == Level.HTXSNV


def test_q4_a_ballot_that_reaches_none_of_the_four_is_undetermined(reviewed: Room) -> None:
    vote = reviewed.signed(["1", "2", "3", "0", "4", "x"], "nga")
    (result,) = reviewed.results(vote)
    assert result.tally is not None
    assert (result.tally.level, result.tally.missing["HTNV"]) == (Level.NONE, 1)


def test_q4_a_ballot_from_which_nothing_came_back_is_undetermined(reviewed: Room) -> None:
    for issued in (6, 0):
        vote = reviewed.signed([], "nga", issued=issued, ground="chưa mức nào đạt")
        (result,) = reviewed.results(vote)
        assert result.tally is not None
        assert (result.tally.level, result.base) == (Level.NONE, issued)


def test_q13_whoever_stands_aside_is_not_in_the_base_of_the_own_row(reviewed: Room) -> None:
    choose_reading(reviewed.cycle, "self_vote", "takes_part", "stands_aside")
    vote = reviewed.signed(["11", "11", "11", "22", "10", "01"], "nga", "oanh")
    first, second = reviewed.results(vote)
    assert (first.base, first.votes["HTXSNV"], second.base) == (5, 4, 5)
    assert first.tally is not None
    assert first.tally.level == Level.HTXSNV
    assert all(one.base == 5 for one in first.beside)


def test_q13_a_paper_of_one_who_stands_aside_is_blank_on_the_own_row(reviewed: Room) -> None:
    choose_reading(reviewed.cycle, "self_vote", "takes_part", "stands_aside")
    vote = reviewed.closed("nga")
    for code in reviewed.tellers:
        reviewed.enter(vote, code, ["1"] * 6)
    (verdict,) = verdicts(agree, reviewed.access_as("lan"), vote.pk)
    assert verdict.clause == "I.3.3.g"
    assert "stands aside" in verdict.message.say("en")


# --- nothing joins a paper to a person


def test_an_entered_paper_has_no_time_no_account_and_no_person() -> None:
    assert {field.name for field in EnteredPaper._meta.get_fields()} == {"id", "entry", "number", "marks"}
    assert {field.name for field in Participant._meta.get_fields()} == {"id", "vote", "attendee"}
    for model in (EnteredPaper, EnteredSum, Count):
        for field in model._meta.get_fields():
            assert not isinstance(field, models.DateField | models.TimeField), field
            target = field.related_model
            assert target in (None, Entry, Counting) or target.__name__ == "Line", field


def test_no_model_of_the_floor_leads_from_a_single_paper_to_who_voted() -> None:
    """Whatever holds marks is reached from an entry alone, and nothing else points to it."""
    for model in apps.get_app_config("meetings").get_models():
        names = {field.name for field in model._meta.get_fields()}
        if "marks" in names:
            assert model is EnteredPaper
        for field in model._meta.get_fields():
            if field.related_model is EnteredPaper:
                assert model is Entry, (model, field)
            if field.related_model is Participant:
                assert model is Vote, (model, field)


def everything_stored() -> Iterator[tuple[str, str]]:
    """Table and value of everything that the database holds as text."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                for value in row:
                    if isinstance(value, str | bytes | memoryview):
                        yield table, value if isinstance(value, str) else bytes(value).decode("latin-1")


def test_once_it_is_settled_no_row_of_any_table_holds_the_marks_of_a_paper(room: Room) -> None:
    room.open()
    codes = ("an", "binh", "lan", "minh", "nga", "oanh")
    for code in codes:
        room.review(code, chair="an" if code == "binh" else "")
    papers = ["142031", "240113", "310442", "431204", "104323", "x"]
    vote = room.closed(*codes)
    for code in room.tellers:
        room.enter(vote, code, papers)
    lan = room.access_as("lan")
    enter_paper(lan, vote.pk, 1, "142033")
    enter_paper(lan, vote.pk, 1, "142031")
    finish_papers(lan, vote.pk)
    marks = [*papers[:-1], "142033"]

    def holding() -> set[str]:
        return {table for table, value in everything_stored() if any(one in value for one in marks)}

    assert holding() == {EnteredPaper._meta.db_table}
    agree(lan, vote.pk)
    assert holding() == set()
    room.sign(vote)
    assert holding() == set()


def test_no_line_of_the_journal_says_what_stands_on_a_paper(reviewed: Room) -> None:
    vote = reviewed.closed("nga")
    reviewed.enter(vote, "lan", SIX)
    enter_paper(reviewed.access_as("lan"), vote.pk, 1, "4")
    enter_paper(reviewed.access_as("lan"), vote.pk, 1, "1")
    finish_papers(reviewed.access_as("lan"), vote.pk)
    reviewed.enter(vote, "minh", SIX)
    agree(reviewed.access_as("lan"), vote.pk)
    reviewed.sign(vote)
    told = [details(line) for line in JournalEntry.objects.filter(verb__startswith="vote.count_")]
    assert len(told) == 8
    for one in told:
        assert set(one) <= {"conference", "vote", "entry", "mode", "counting"}


def test_a_recount_begun_by_mistake_is_given_up_and_the_signed_count_holds(reviewed: Room) -> None:
    vote = reviewed.signed(["1"] * 6, "nga")
    assert "No recount" in refusal(give_up_recount, reviewed.secretary, vote.pk, "nhầm")
    begin_recount(reviewed.secretary, vote.pk, 6, "khiếu nại")
    enter_paper(reviewed.access_as("lan"), vote.pk, 1, "4")
    assert "Say why" in refusal(give_up_recount, reviewed.secretary, vote.pk, " ")
    give_up_recount(reviewed.secretary, vote.pk, "rút khiếu nại")
    assert EnteredPaper.objects.count() == 0
    assert reviewed.results(vote)[0].votes["HTXSNV"] == 6
    assert len(journaled(Verb.RECOUNT_GIVEN_UP)) == 1
    begin_recount(reviewed.secretary, vote.pk, 6, "khiếu nại lại")
