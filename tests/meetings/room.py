"""What the tests of conferences share: a cell of six with an open cycle, its conference, a vote at any stage."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import time

from django.utils import timezone

from kiemdiem.accounts.access import Access
from kiemdiem.accounts.roles import RoleName
from kiemdiem.campaign.actions.plan import finish_reviews
from kiemdiem.campaign.models import Cycle, Place, PlanRow
from kiemdiem.meetings.actions.agenda import begin_item, conclude_item, record_read_out
from kiemdiem.meetings.actions.calling import SittingEntry, call_conference, name_officers
from kiemdiem.meetings.actions.counting import agree, count_as, enter_paper, finish_papers, sign_count
from kiemdiem.meetings.actions.ending import open_conference
from kiemdiem.meetings.actions.notes import save_note
from kiemdiem.meetings.actions.rolls import record_presence
from kiemdiem.meetings.actions.votes import Closing, VoteEntry, close_vote, open_vote, prepare_vote
from kiemdiem.meetings.models import Attendee, Conference, Item, Teller, Vote
from kiemdiem.meetings.queries.conferences import items_of, roll_of
from kiemdiem.vocabulary import SubjectKind
from support.cast import Cast, make_account, make_person
from support.cycles import open_cycle

MORE = (("lan", "Bùi Thị Lan"), ("minh", "Đỗ Văn Minh"), ("nga", "Vũ Thị Nga"), ("oanh", "Đặng Thị Oanh"))
"""Members of C1-A beside An and Bình."""


def morning() -> SittingEntry:
    """A sitting of today."""
    return SittingEntry(timezone.localdate(), time(8), time(11, 30))


def make_cell(cast: Cast) -> None:
    """Give C1-A four more members, with accounts, and a second teller."""
    for code, name in MORE:
        account = make_account(cast, code, RoleName.MEMBER, "C1-A")
        cast.people[code] = make_person(code, name, cast.organisations["C1-A"], account=account)
    make_account(cast, "teller2", RoleName.TELLER, "C1-A")


@dataclass
class Room:
    """A conference of cell C1-A, and who acts at it."""

    cast: Cast
    cycle: Cycle
    conference: Conference
    access_as: Callable[[str], Access]
    people: dict[str, Attendee] = field(default_factory=dict)
    """Code of a person -> his or her place on the roll."""

    @property
    def secretary(self) -> Access:
        """Who runs the conference."""
        return self.access_as("an")

    @property
    def items(self) -> list[Item]:
        """The agenda."""
        return items_of(self.conference)

    def item(self, code: str) -> Item:
        """The item of a member."""
        return next(one for one in self.items if one.subject.code == code)

    def come(self, *codes: str) -> None:
        """Let people come (none named: all)."""
        record_presence(self.secretary, self.conference.pk, [self.people[code].pk for code in codes or self.people])

    def open(self) -> None:
        """Open the conference with Bình in the chair and An keeping the minutes."""
        self.come()
        chair, secretary = self.people["binh"].pk, self.people["an"].pk
        name_officers(self.secretary, self.conference.pk, chair, secretary, "Nhà văn hóa xóm 1")
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
        tellers = [self.people["lan"].pk, self.people["minh"].pk]
        items = [self.item(code).pk for code in codes]
        return prepare_vote(
            self.secretary, self.conference.pk, VoteEntry(kind, Vote.Means.PAPER, items, tellers, ground)
        )

    def closed(self, *codes: str, issued: int = 6, returned: int = 6) -> Vote:
        """A ballot whose papers came back."""
        vote = self.prepare(*codes)
        open_vote(self.secretary, vote.pk)
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

    def signed(self, papers: Sequence[str], *codes: str, issued: int = 6) -> Vote:
        """A ballot counted and signed by both tellers."""
        vote = self.closed(*codes, issued=issued, returned=len(papers))
        for code in ("lan", "minh"):
            self.enter(vote, code, papers)
        agree(self.access_as("lan"), vote.pk)
        for code in ("lan", "minh"):
            sign_count(self.access_as(code), vote.pk)
        return vote


def make_room(cast: Cast, access_as: Callable[[str], Access]) -> Room:
    """The cell, its cycle with the committee's own review finished, and the conference called."""
    make_cell(cast)
    cycle = open_cycle(cast)
    committee = Place.objects.get(cycle=cycle, code="C1-A-CU")
    rows = list(PlanRow.objects.filter(place=committee, dropped_at=None).values_list("pk", flat=True))
    finish_reviews(access_as("an"), committee.pk, rows, timezone.localdate())
    place = Place.objects.get(cycle=cycle, code="C1-A")
    conference = call_conference(access_as("an"), place.pk, morning(), "Nhà văn hóa")
    roll = {one.person.code: one for one in roll_of(conference) if one.person}
    assert {one.subject.kind for one in items_of(conference)} >= {SubjectKind.MEMBER.value}
    return Room(cast, cycle, conference, access_as, roll)
