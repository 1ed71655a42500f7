"""What the tests of conferences share: a cell of six with an open cycle, its conference, a vote at any stage."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import time
from typing import ParamSpec

import pytest
from django.utils import timezone

from kiemdiem.accounts.access import Access
from kiemdiem.accounts.roles import RoleName
from kiemdiem.campaign.actions.plan import finish_reviews
from kiemdiem.campaign.models import Cycle, Place, PlanRow
from kiemdiem.meetings.actions.agenda import begin_item, conclude_item, record_read_out
from kiemdiem.meetings.actions.calling import SittingEntry, call_conference, call_workplace_meeting, name_officers
from kiemdiem.meetings.actions.counting import agree, count_as, enter_paper, finish_papers, sign_count
from kiemdiem.meetings.actions.ending import open_conference
from kiemdiem.meetings.actions.notes import save_note
from kiemdiem.meetings.actions.rolls import record_movement, record_presence
from kiemdiem.meetings.actions.votes import Closing, VoteEntry, close_vote, open_vote, prepare_vote
from kiemdiem.meetings.models import Attendee, Conference, Counting, Item, Movement, Teller, Vote
from kiemdiem.meetings.opening import obstacles_to_opening
from kiemdiem.meetings.queries.conferences import conference_run_by, items_of, roll_of
from kiemdiem.meetings.queries.votes import counting_in_force, vote_run_by
from kiemdiem.meetings.results import LineResult, results_of
from kiemdiem.registry.models import Person, Post
from kiemdiem.review.actions.electorates import derive_electorates
from kiemdiem.review.actions.voters import settle
from kiemdiem.review.models import Electorate
from kiemdiem.verdicts import Refused, Verdict
from kiemdiem.vocabulary import ManagedBy, Role, SubjectKind
from review.test_deriving import body
from support.cast import LONG_AGO, NOBODY, Cast, make_account, make_person
from support.cycles import open_cycle

MORE = (("lan", "Bùi Thị Lan"), ("minh", "Đỗ Văn Minh"), ("nga", "Vũ Thị Nga"), ("oanh", "Đặng Thị Oanh"))
"""Members of C1-A beside An and Bình."""
P = ParamSpec("P")
OUTSIDERS = (
    "binh", "cuong", "dung", "giang", "teller", "other_office", "other_district", "inspection", "emulation", "auditor",
    "administrator",
)  # fmt: skip
"""Logins that do not run the conference of C1-A, and see no act of it."""
ROOM = "Nhà văn hóa xóm 1"


def verdicts(act: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> tuple[Verdict, ...]:
    """On what an act refuses; it must refuse."""
    with pytest.raises(Refused) as refused:
        act(*args, **kwargs)
    return refused.value.verdicts


def refusal(act: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> str:
    """What an act says when it refuses, in English; that the catalogues are whole is a test of the house."""
    return " ".join(one.message.say("en") for one in verdicts(act, *args, **kwargs))


def morning() -> SittingEntry:
    """A sitting of today."""
    return SittingEntry(timezone.localdate(), time(8), time(11, 30))


def make_cell(cast: Cast) -> None:
    """Give C1-A four more members, with accounts, and a second teller."""
    for code, name in MORE:
        account = make_account(cast, code, RoleName.MEMBER, "C1-A")
        cast.people[code] = make_person(code, name, cast.organisations["C1-A"], account=account)
    make_account(cast, "teller2", RoleName.TELLER, "C1-A")
    make_official()


def make_official() -> None:
    """Make everybody an official member, who votes (Q37)."""
    Person.objects.update(official_on=LONG_AGO)


@dataclass
class Room:
    """A conference of cell C1-A, and who acts at it."""

    cast: Cast
    cycle: Cycle
    conference: Conference
    access_as: Callable[[str], Access]
    people: dict[str, Attendee] = field(default_factory=dict)
    """Code of a person -> his or her place on the roll."""
    login: str = "an"
    officers: tuple[str, str] = ("binh", "an")
    """Who chairs, who keeps the minutes."""
    tellers: tuple[str, str] = ("lan", "minh")

    @property
    def secretary(self) -> Access:
        """Who runs the conference."""
        return self.access_as(self.login)

    @property
    def number(self) -> int:
        """Primary key of the conference."""
        return self.conference.pk

    @property
    def now(self) -> Conference:
        """The conference as it stands."""
        return conference_run_by(self.secretary, self.conference.pk)

    @property
    def items(self) -> list[Item]:
        """The agenda."""
        return items_of(self.conference)

    def item(self, code: str) -> Item:
        """The item of a member, or of whatever has that code."""
        found = next(one for one in self.items if one.subject.code == code)
        found.conference = self.now
        return found

    def place(self, code: str) -> Attendee:
        """Somebody's place on the roll as it stands."""
        return Attendee.objects.get(pk=self.people[code].pk)

    def come(self, *codes: str) -> None:
        """Let people come (none named: all)."""
        record_presence(self.secretary, self.conference.pk, [self.people[code].pk for code in codes or self.people])

    def go(self, code: str) -> None:
        """Let somebody leave."""
        record_movement(self.secretary, self.conference.pk, self.people[code].pk, Movement.Kind.LEFT, "việc gấp")

    def name_officers(self, *codes: str) -> None:
        """Name who chairs and who keeps the minutes (none named: the usual two)."""
        chair, secretary = (self.people[code].pk for code in codes or self.officers)
        name_officers(self.secretary, self.conference.pk, chair, secretary, ROOM)

    def open(self, *codes: str) -> None:
        """Open the conference under its officers; those named are there (none: all)."""
        self.come(*codes)
        self.name_officers()
        open_conference(self.secretary, self.conference.pk)

    def review(self, code: str, *, chair: str = "") -> Item:
        """Bring the item of a member to its conclusion."""
        item = self.item(code)
        if chair:
            Item.objects.filter(pk=item.pk).update(chair=self.people[chair])
        begin_item(self.secretary, item.pk)
        record_read_out(self.secretary, item.pk)
        save_note(self.secretary, item.pk, "conclusion", "Hoàn thành nhiệm vụ được giao.", 0)
        return conclude_item(self.secretary, item.pk)

    def prepare(self, *codes: str, kind: str = Vote.Kind.PROPOSAL, ground: str = "") -> Vote:
        """Prepare a ballot on paper about members, Lan and Minh counting."""
        tellers = [self.people[code].pk for code in self.tellers]
        items = [self.item(code).pk for code in codes]
        return prepare_vote(
            self.secretary, self.conference.pk, VoteEntry(kind, Vote.Means.PAPER, items, tellers, ground)
        )

    def obstacles(self, vote: Vote) -> list[Verdict]:
        """What the page says stands in the way of opening a vote."""
        return list(obstacles_to_opening(vote_run_by(self.secretary, vote.pk)))

    def opened(self, *codes: str, ground: str = "") -> Vote:
        """A ballot under way."""
        return open_vote(self.secretary, self.prepare(*codes, ground=ground).pk)

    def closed(self, *codes: str, issued: int = 6, returned: int = 6, ground: str = "") -> Vote:
        """A ballot whose papers came back."""
        return self.close(self.opened(*codes, ground=ground), issued, returned)

    def close(self, vote: Vote, issued: int = 6, returned: int = 6) -> Vote:
        """Close a ballot; papers that are missing are missing for good."""
        entry = Closing(issued, returned, returned < issued, "mất phiếu" if returned < issued else "")
        return close_vote(self.secretary, vote.pk, entry)

    def teller(self, vote: Vote, code: str) -> Access:
        """The account of a teller, who counts as himself or herself."""
        access = self.access_as(code)
        teller = Teller.objects.get(vote=vote, attendee=self.people[code])
        if not teller.account:
            count_as(access, vote.pk, teller.pk)
        return access

    def enter(self, vote: Vote, code: str, papers: Sequence[str]) -> None:
        """Let a teller enter a whole pile."""
        access = self.teller(vote, code)
        for number, marks in enumerate(papers, start=1):
            enter_paper(access, vote.pk, number, marks)
        finish_papers(access, vote.pk)

    def agreed(self, vote: Vote, papers: Sequence[str]) -> None:
        """Let both tellers enter the same papers, and take the count over."""
        for code in self.tellers:
            self.enter(vote, code, papers)
        agree(self.access_as(self.tellers[0]), vote.pk)

    def sign(self, vote: Vote) -> None:
        """Let both tellers sign."""
        for code in self.tellers:
            sign_count(self.access_as(code), vote.pk)

    def signed(self, papers: Sequence[str], *codes: str, issued: int = 6, ground: str = "") -> Vote:
        """A ballot counted and signed by both tellers."""
        vote = self.closed(*codes, issued=issued, returned=len(papers), ground=ground)
        self.agreed(vote, papers)
        self.sign(vote)
        return vote

    def in_force(self, vote: Vote) -> Counting:
        """The counting of a vote that holds."""
        found = counting_in_force(vote_run_by(self.secretary, vote.pk))
        assert found is not None
        return found

    def results(self, vote: Vote) -> list[LineResult]:
        """What each row of a signed vote comes to."""
        return results_of(vote_run_by(self.secretary, vote.pk), self.in_force(vote))


def settled(cast: Cast, access_as: Callable[[str], Access]) -> Cycle:
    """The cycle of the cell, with the committee's own review finished."""
    cycle = open_cycle(cast)
    committee = Place.objects.get(cycle=cycle, code="C1-A-CU")
    rows = list(PlanRow.objects.filter(place=committee, dropped_at=None).values_list("pk", flat=True))
    finish_reviews(access_as("an"), committee.pk, rows, timezone.localdate())
    return cycle


def make_room(cast: Cast, access_as: Callable[[str], Access]) -> Room:
    """The cell, its cycle with the committee's own review finished, and the conference called."""
    make_cell(cast)
    cycle = settled(cast, access_as)
    place = Place.objects.get(cycle=cycle, code="C1-A")
    conference = call_conference(access_as("an"), place.pk, morning(), "Nhà văn hóa")
    assert {one.subject.kind for one in items_of(conference)} >= {SubjectKind.MEMBER.value}
    return Room(cast, cycle, conference, access_as, by_code(conference))


def by_code(conference: Conference) -> dict[str, Attendee]:
    """Code of a person -> the place on the roll."""
    return {one.person.code: one for one in roll_of(conference) if one.person}


def appoint(cast: Cast, code: str, collective: str, role: Role) -> None:
    """Give somebody a post in a collective."""
    Post.objects.create(
        person=cast.people[code], collective=cast.collectives[collective], title=f"Chức vụ của {code}", role=role.value,
        rank=1, presides=role == Role.HEAD, managed_by=ManagedBy.GRASSROOTS.value, start=LONG_AGO, recorded_by=NOBODY,
    )  # fmt: skip


def make_board(cast: Cast, access_as: Callable[[str], Access]) -> Room:
    """The executive committee of C1 that Dung heads, and its conference, which the office of C1 runs."""
    make_cell(cast)
    for code, role in (("lan", Role.MEMBER), ("minh", Role.MEMBER), ("binh", Role.DEPUTY), ("dung", Role.HEAD)):
        appoint(cast, code, "C1-BCH", role)
    cycle = open_cycle(cast)
    place = Place.objects.get(cycle=cycle, code="C1-BCH")
    conference = call_conference(access_as("office"), place.pk, morning(), ROOM)
    return Room(cast, cycle, conference, access_as, by_code(conference), login="office", officers=("binh", "lan"))


def make_electorate(cast: Cast, access_as: Callable[[str], Access]) -> Electorate:
    """An sits in the standing committee of H1 and works at S1 with Bình, Cường and Dung: they are asked about him."""
    cast.collectives["H1-BTV"] = body(cast, "H1-BTV", "standing_committee", "H1")
    Post.objects.create(
        person=cast.people["an"], collective=cast.collectives["H1-BTV"], role="member", rank=1, start=LONG_AGO,
        recorded_by=NOBODY,
    )  # fmt: skip
    Person.objects.filter(code__in=("an", "binh", "cuong", "dung")).update(workplace=cast.organisations["S1"])
    open_cycle(cast)
    derive_electorates(access_as("district"), "H1")
    electorate = Electorate.objects.get(workplace__code="S1")
    return settle(access_as("district"), electorate.pk)


def make_workplace(cast: Cast, access_as: Callable[[str], Access]) -> Room:
    """The meeting of S1 about An, which the district runs; Bình chairs, and counts with Cường."""
    electorate = make_electorate(cast, access_as)
    conference = call_workplace_meeting(access_as("district"), electorate.pk, morning(), "Phòng họp")
    roll = by_code(conference)
    at_work = ("binh", "cuong")
    return Room(
        cast, conference.cycle, conference, access_as, roll, login="district", officers=at_work, tellers=at_work
    )


def choose_reading(cycle: Cycle, key: str, default: str, choice: str) -> None:
    """Give the cycle an edition that reads an open point otherwise."""
    text, count = re.subn(
        rf'("default": )"{default}"(, [^{{}}]*"key": "{key}")', rf'\1"{choice}"\2', cycle.edition_text
    )
    assert count == 1
    Cycle.objects.filter(pk=cycle.pk).update(edition_text=text, edition_digest=f"{key}:{choice}".ljust(64, "."))
