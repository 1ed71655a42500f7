"""Whatever is done at a meeting in whatever order: numbers add up, and what is signed changes only by a recount."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from kiemdiem.accounts.access import Access
from kiemdiem.accounts.queries import access_of
from kiemdiem.journal.queries import verify
from kiemdiem.meetings.actions.counting import (
    SumsEntry,
    agree,
    begin_recount,
    enter_paper,
    enter_sums,
    finish_papers,
    sign_count,
    take_last_paper_out,
)
from kiemdiem.meetings.actions.rolls import record_movement
from kiemdiem.meetings.actions.votes import Closing, cancel_vote, close_vote, open_vote
from kiemdiem.meetings.models import Count, Counting, EnteredPaper, Movement, Vote
from kiemdiem.verdicts import Refused
from meetings.room import Room, make_room
from support.cast import make_cast

CODES = ("an", "binh", "lan", "minh", "nga", "oanh")
TELLERS = st.sampled_from(("lan", "minh"))
PAPERS = st.sampled_from(("11", "11", "12", "21", "23", "44", "00", "x"))
CHOICES = {"1": "HTXSNV", "2": "HTTNV", "3": "HTNV", "4": "KHTNV", "0": "none"}
Sums = tuple[int, tuple[tuple[int, ...], ...]]
"""Invalid papers; for each row the votes in the order of `CHOICES`."""


def sums_of(papers: list[str]) -> Sums:
    """What a pile comes to, counted as a child would."""
    valid = [one for one in papers if one != "x"]
    rows = (Counter(one[row] for one in valid) for row in range(2))
    return len(papers) - len(valid), tuple(tuple(row[sign] for sign in CHOICES) for row in rows)


def has_level(votes: tuple[int, ...], base: int) -> bool:
    """Whether a row reaches one of the four (I.3.3.h1 to h4)."""
    best, good, fair, poor, _ = votes
    better = 10 * best >= 7 * base or 10 * (best + good) >= 6 * base or 2 * (best + good + fair) > base
    return base > 0 and (better or 2 * poor >= base)


@dataclass
class Pile:
    """What one teller has entered."""

    papers: list[str] = field(default_factory=list)
    sums: Sums | None = None
    """Entered as counts."""
    is_done: bool = False

    @property
    def comes_to(self) -> Sums:
        return self.sums if self.sums is not None else sums_of(self.papers)


@dataclass
class Underway:
    """One counting under way."""

    box: list[str]
    """The papers that came back."""
    piles: dict[str, Pile] = field(default_factory=dict)
    settled: Sums | None = None
    signers: set[str] = field(default_factory=set)

    def pile(self, code: str) -> Pile:
        return self.piles.setdefault(code, Pile())

    def agrees(self) -> bool:
        """Whether two entries are done and are the same."""
        done = [one for one in self.piles.values() if one.is_done]
        if len(done) < 2 or done[0].comes_to != done[1].comes_to:
            return False
        by_paper = all(one.sums is None for one in done)
        return not by_paper or Counter(done[0].papers) == Counter(done[1].papers)


@dataclass
class Plain:
    """A vote as a plain record."""

    vote: Vote
    present: int | None = None
    issued: int | None = None
    counting: Underway | None = None
    in_force: Sums | None = None

    def needs_another(self) -> bool:
        """Whether it was counted and neither row came to a level (Q4)."""
        return self.in_force is not None and not any(has_level(row, self.issued or 0) for row in self.in_force[1])


class Meeting(RuleBasedStateMachine):
    """A conference with the reviews of Nga and Oanh concluded; ballots on both are held there in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.whole = transaction.atomic()
        self.whole.__enter__()
        cast = make_cast()
        self.room: Room = make_room(cast, lambda login: access_of(cast.accounts[login], "127.0.0.1"))
        self.room.open()
        self.room.review("nga")
        self.room.review("oanh")
        self.present = set(CODES)
        self.votes: list[Plain] = []
        """Those not cancelled."""
        self.signed: dict[int, list[tuple[int, str, int]]] = {}
        """Counting -> its counts when it was signed."""

    def teardown(self) -> None:
        assert verify()[1] == []
        transaction.set_rollback(True)
        self.whole.__exit__(None, None, None)

    @property
    def last(self) -> Plain:
        return self.votes[-1]

    @property
    def counting(self) -> Underway | None:
        return self.last.counting if self.votes else None

    def tries(self, is_allowed: bool, act: Callable[[], object]) -> bool:
        """Do something that the plain model allows or not; the product must say the same."""
        told = ""
        try:
            with transaction.atomic():
                act()
        except Refused as refused:
            told = str(refused)
        assert is_allowed == (not told), told or "done, though the model forbids it"
        return is_allowed

    def teller(self, code: str) -> Access:
        return self.room.teller(self.last.vote, code) if self.counting else self.room.access_as(code)

    # --- the roll

    @rule(code=st.sampled_from(CODES))
    def come(self, code: str) -> None:
        self.room.come(code)
        self.present.add(code)

    @rule(code=st.sampled_from(("an", "nga", "oanh", "minh")))
    def leave(self, code: str) -> None:
        number, place = self.room.number, self.room.people[code].pk
        left = self.tries(
            code in self.present,
            lambda: record_movement(self.room.secretary, number, place, Movement.Kind.LEFT, "việc riêng"),
        )
        if left:
            self.present.remove(code)

    # --- the vote

    @rule()
    def prepare(self) -> None:
        made: list[Vote] = []
        if self.tries(
            not self.votes or self.last.needs_another(),
            lambda: made.append(self.room.prepare("nga", "oanh", ground="chưa mức nào đạt")),
        ):
            self.votes.append(Plain(made[0]))

    @precondition(lambda self: self.votes)
    @rule()
    def open(self) -> None:
        last = self.last
        may = last.present is None and {"binh", "lan", "minh"} <= self.present
        if self.tries(may, lambda: open_vote(self.room.secretary, last.vote.pk)):
            last.present = len(self.present)

    def closes(self, entry: Closing, box: list[str]) -> None:
        last = self.last
        is_open = last.present is not None and last.issued is None
        adds_up = 0 <= entry.returned <= entry.issued <= (last.present or 0)
        may = is_open and adds_up and (entry.returned == entry.issued or entry.without_missing)
        if self.tries(may, lambda: close_vote(self.room.secretary, last.vote.pk, entry)):
            last.issued, last.counting = entry.issued, Underway(box)

    @precondition(lambda self: self.votes)
    @rule(issued=st.integers(-1, 7), returned=st.integers(-1, 7), without=st.booleans(), papers=st.data())
    def close_with_any_numbers(self, issued: int, returned: int, without: bool, papers: st.DataObject) -> None:
        box = papers.draw(st.lists(PAPERS, min_size=max(0, returned), max_size=max(0, returned)))
        self.closes(Closing(issued, returned, without, "mang về"), box)

    @precondition(lambda self: self.votes and self.last.present is not None and self.last.issued is None)
    @rule(papers=st.data())
    def close_with_all_papers(self, papers: st.DataObject) -> None:
        count = self.last.present or 0
        self.closes(Closing(count, count), papers.draw(st.lists(PAPERS, min_size=count, max_size=count)))

    @precondition(lambda self: self.votes)
    @rule(is_meant=st.booleans())
    def cancel(self, is_meant: bool) -> None:
        if not is_meant and self.last.in_force is None:
            return
        last = self.last
        if self.tries(last.in_force is None, lambda: cancel_vote(self.room.secretary, last.vote.pk, "hỏng")):
            self.votes.pop()

    # --- the count

    def may_enter(self) -> bool:
        return self.counting is not None and self.counting.settled is None

    @precondition(lambda self: self.votes and self.last.issued is not None)
    @rule(code=TELLERS, number=st.integers(0, 7), marks=PAPERS)
    def enter_a_paper(self, code: str, number: int, marks: str) -> None:
        self.enters(code, number, marks)

    def enters(self, code: str, number: int, marks: str) -> None:
        pile = self.counting.piles.get(code, Pile()) if self.counting else Pile()
        may = self.may_enter() and 1 <= number <= len(pile.papers) + 1
        access, vote = self.teller(code), self.last.vote.pk
        if not self.tries(may, lambda: enter_paper(access, vote, number, marks)) or self.counting is None:
            return
        pile = self.counting.pile(code)
        pile.papers[number - 1 : number] = [marks]
        pile.sums, pile.is_done = None, False

    @precondition(lambda self: self.votes and self.may_enter())
    @rule(code=TELLERS, is_turned=st.booleans())
    def enter_the_whole_box(self, code: str, is_turned: bool) -> None:
        assert self.counting is not None
        box = self.counting.box[::-1] if is_turned else self.counting.box
        while len(self.counting.pile(code).papers) > len(box):
            self.take_the_last_out(code)
        for number, marks in enumerate(box, start=1):
            self.enters(code, number, marks)
        self.finish(code)

    @precondition(lambda self: self.votes and self.last.issued is not None)
    @rule(code=TELLERS)
    def take_the_last_out(self, code: str) -> None:
        access, vote = self.teller(code), self.last.vote.pk
        if not self.tries(self.may_enter(), lambda: take_last_paper_out(access, vote)) or self.counting is None:
            return
        pile = self.counting.pile(code)
        if pile.papers or pile.sums is not None:
            pile.is_done = False
        pile.sums = None
        del pile.papers[-1:]

    @precondition(lambda self: self.votes and self.last.issued is not None)
    @rule(code=TELLERS)
    def finish(self, code: str) -> None:
        counting = self.counting
        pile = counting.piles.get(code, Pile()) if counting else Pile()
        may = self.may_enter() and counting is not None and len(pile.papers) == len(counting.box)
        access, vote = self.teller(code), self.last.vote.pk
        if self.tries(may, lambda: finish_papers(access, vote)) and counting is not None:
            counting.pile(code).is_done, counting.pile(code).sums = True, None

    @precondition(lambda self: self.votes and self.may_enter())
    @rule(code=TELLERS, slip=st.sampled_from((0, 0, 1)))
    def enter_sums(self, code: str, slip: int) -> None:
        assert self.counting is not None
        invalid, rows = sums_of(self.counting.box)
        pile = self.counting.piles.get(code, Pile())
        typed = SumsEntry(invalid + slip, [votes for row in rows for votes in row])
        access, vote = self.teller(code), self.last.vote.pk
        if self.tries(not pile.papers and not slip, lambda: enter_sums(access, vote, typed)):
            pile = self.counting.pile(code)
            pile.sums, pile.is_done = (invalid, rows), True

    @precondition(lambda self: self.votes and self.last.issued is not None)
    @rule(code=TELLERS)
    def agree(self, code: str) -> None:
        counting = self.counting
        may = self.may_enter() and counting is not None and counting.agrees()
        access, vote = self.teller(code), self.last.vote.pk
        if self.tries(may, lambda: agree(access, vote)) and counting is not None:
            counting.settled = next(one.comes_to for one in counting.piles.values() if one.is_done)

    @precondition(lambda self: self.votes and self.last.issued is not None)
    @rule(code=TELLERS)
    def sign(self, code: str) -> None:
        counting, last = self.counting, self.last
        may = counting is not None and counting.settled is not None and code not in counting.signers
        access = self.teller(code)
        made: list[Counting] = []
        if not self.tries(may, lambda: made.append(sign_count(access, last.vote.pk))) or counting is None:
            return
        counting.signers.add(code)
        if len(counting.signers) == 2:
            last.in_force, last.counting = counting.settled, None
            self.signed[made[0].pk] = self.stored(made[0].pk)

    @precondition(lambda self: self.votes and self.last.issued is not None)
    @rule(fewer=st.sampled_from((-1, 0, 1)), papers=st.data())
    def recount(self, fewer: int, papers: st.DataObject) -> None:
        returned = (self.last.issued or 0) - fewer
        box = papers.draw(st.lists(PAPERS, min_size=max(0, returned), max_size=max(0, returned)))
        self.recounts(returned, box)

    def recounts(self, returned: int, box: list[str]) -> None:
        last = self.last
        may = last.in_force is not None and last.counting is None and 0 <= returned <= (last.issued or 0)
        if self.tries(may, lambda: begin_recount(self.room.secretary, last.vote.pk, returned, "nghi đọc sai")):
            last.counting = Underway(box)

    # --- what people usually do

    @initialize(steps=st.sampled_from((9, 8, 6, 4, 2, 0)), papers=st.data())
    def a_meeting_that_has_come_some_way(self, steps: int, papers: st.DataObject) -> None:
        self.go_on(steps, papers)

    @rule(steps=st.integers(1, 6), papers=st.data())
    def go_on_some_steps(self, steps: int, papers: st.DataObject) -> None:
        self.go_on(steps, papers)

    def go_on(self, steps: int, papers: st.DataObject) -> None:
        """The next usual steps from wherever the meeting stands; the other rules come in between."""
        for _ in range(steps):
            self.go_on_one_step(papers)

    @rule(papers=st.data())
    def go_on_to_the_count(self, papers: st.DataObject) -> None:
        while not self.counting:
            self.go_on_one_step(papers)

    def go_on_one_step(self, papers: st.DataObject) -> None:
        if self.counting:
            self.go_on_counting(self.counting)
        elif not self.votes or self.last.needs_another():
            self.prepare()
        elif self.last.present is None:
            self.come_all()
            self.open()
        elif self.last.issued is None:
            count = self.last.present
            self.closes(Closing(count, count), papers.draw(st.lists(PAPERS, min_size=count, max_size=count)))
        else:
            count = self.last.issued
            self.recounts(count, papers.draw(st.lists(PAPERS, min_size=count, max_size=count)))

    def come_all(self) -> None:
        for code in CODES:
            self.come(code)

    def go_on_counting(self, counting: Underway) -> None:
        wanting = [code for code in ("lan", "minh") if not counting.pile(code).is_done]
        if counting.settled is not None:
            self.sign(next(code for code in ("minh", "lan") if code not in counting.signers))
        elif counting.agrees():
            self.agree("minh")
        else:
            self.enter_the_whole_box((wanting or ["lan"])[0], not wanting)

    # --- what always holds

    def stored(self, counting: int) -> list[tuple[int, str, int]]:
        found = Count.objects.filter(counting=counting).order_by("line__position", "choice")
        return list(found.values_list("line__position", "choice", "votes"))

    @invariant()
    def the_numbers_kept_apart_add_up(self) -> None:
        sums: Counter[tuple[int, int]] = Counter()
        for one, line, votes in Count.objects.values_list("counting", "line", "votes"):
            sums[one, line] += votes
        settled = {one.pk: one for one in Counting.objects.filter(settled_at__isnull=False).select_related("vote")}
        assert {one for one, _ in sums} == settled.keys()
        for (key, _), total in sums.items():
            counting, vote = settled[key], settled[key].vote
            assert total + (counting.invalid or 0) == counting.returned
            numbers = [counting.returned, vote.issued, vote.present, vote.convened]
            assert numbers == sorted(number for number in numbers if number is not None)
        assert not EnteredPaper.objects.filter(entry__counting__in=settled).exists()

    @invariant()
    def a_signed_count_never_changes(self) -> None:
        signed = set(Counting.objects.filter(signed_at__isnull=False).values_list("pk", flat=True))
        assert signed == set(self.signed)
        for counting, counts in self.signed.items():
            assert self.stored(counting) == counts

    @invariant()
    def one_count_of_a_vote_holds_and_its_sums_are_those_of_the_pile(self) -> None:
        for plain in self.votes:
            found = list(plain.vote.countings.filter(signed_at__isnull=False, superseded_at__isnull=True))
            assert len(found) == (plain.in_force is not None)
            if plain.in_force is not None:
                invalid, rows = plain.in_force
                wanted = [
                    (place, choice, votes)
                    for place, row in enumerate(rows, start=1)
                    for choice, votes in zip(CHOICES.values(), row, strict=True)
                ]
                assert found[0].invalid == invalid
                assert self.stored(found[0].pk) == sorted(wanted)


@pytest.mark.django_db
def test_whatever_is_done_in_whatever_order_a_ballot_adds_up() -> None:
    run_state_machine_as_test(
        Meeting,
        settings=settings(
            max_examples=6,
            stateful_step_count=20,
            deadline=None,
            phases=[Phase.generate],  # what fails is told as it is: making it shorter would take minutes
            suppress_health_check=list(HealthCheck),
        ),
    )
