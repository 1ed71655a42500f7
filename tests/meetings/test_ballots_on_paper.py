"""A ballot on paper: opened on a frozen roll, counted twice apart, agreed, signed, counted anew (I.3.3.g)."""

import pytest

from kiemdiem.meetings.models import Count, EnteredPaper
from kiemdiem.meetings.queries.votes import counting_in_force, vote_run_by
from kiemdiem.meetings.results import results_of
from kiemdiem.vocabulary import Level
from meetings.room import Room

pytestmark = pytest.mark.django_db


def test_i_3_3_h1_a_whole_ballot_from_the_roll_to_the_level(room: Room) -> None:
    room.open()
    room.review("nga")
    room.review("oanh")
    vote = room.signed(["12", "12", "12", "12", "14", "20"], "nga", "oanh")
    vote = vote_run_by(room.secretary, vote.pk)
    counting = counting_in_force(vote)
    assert counting is not None
    first, second = results_of(vote, counting)
    assert (first.votes["HTXSNV"], first.votes["HTTNV"], first.base) == (5, 1, 6)
    assert first.tally is not None
    assert (first.tally.level, first.tally.clauses) == (Level.HTXSNV, ("I.3.3.g", "I.3.3.h1"))
    assert second.tally is not None
    assert (second.votes["HTTNV"], second.votes["none"], second.tally.level) == (4, 1, Level.HTTNV)


def test_nothing_of_a_single_paper_is_left_once_both_entries_agree(room: Room) -> None:
    room.open()
    room.review("nga")
    vote = room.signed(["1", "1", "2", "x", "0", "3"], "nga")
    assert EnteredPaper.objects.count() == 0
    counts = dict(Count.objects.filter(counting__vote=vote).values_list("choice", "votes"))
    assert counts == {"HTXSNV": 2, "HTTNV": 1, "HTNV": 1, "KHTNV": 0, "none": 1}
