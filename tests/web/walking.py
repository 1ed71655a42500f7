"""The ground of the permission walk: a tree in which every role has a superior, a sibling and a unit below."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone

from kiemdiem.accounts.access import Access
from kiemdiem.accounts.models import Account, Mandate, account_keys
from kiemdiem.accounts.queries import access_of
from kiemdiem.accounts.roles import RoleName
from kiemdiem.campaign.models import CalendarDay, Cycle, EditionTrial, Place, PlanRow, Problem, Subject
from kiemdiem.meetings import models as meetings
from kiemdiem.registry.models import Circumstance, Collective, Import, Membership, Person, Post
from kiemdiem.review import models as review
from kiemdiem.review.models import EarlierPassage, OpinionRequest, Passage, Shortcoming, Writing
from kiemdiem.rulebook.loading import load
from kiemdiem.rulebook.pinning import pinned
from kiemdiem.tree.models import Organisation
from kiemdiem.tree.names import folded, person_key, plain_key
from kiemdiem.vocabulary import CircumstanceKind, CollectiveKind, MembershipKind, OrganisationKind, Role
from support.cast import LONG_AGO, NOBODY, make_organisation

TREE = (
    ("W", "", OrganisationKind.PROVINCE),
    ("W-1", "W", OrganisationKind.DISTRICT),
    ("W-2", "W", OrganisationKind.DISTRICT),
    ("W-1-1", "W-1", OrganisationKind.GRASSROOTS_COMMITTEE),
    ("W-1-2", "W-1", OrganisationKind.GRASSROOTS_COMMITTEE),
    ("W-1-1-1", "W-1-1", OrganisationKind.CELL),
    ("W-1-1-2", "W-1-1", OrganisationKind.CELL),
    ("W-1-1-1-1", "W-1-1-1", OrganisationKind.PARTY_GROUP),
)
"""Code, code of the superior, kind."""
PLACES = {
    RoleName.PROVINCIAL_COMMITTEE: "W",
    RoleName.DISTRICT_COMMITTEE: "W-1",
    RoleName.GRASSROOTS_OFFICE: "W-1-1",
    RoleName.CELL_SECRETARY: "W-1-1-1",
    RoleName.CHAIR: "W-1-1",
    RoleName.TELLER: "W-1-1",
    RoleName.MEMBER: "W-1-1-1",
    RoleName.INSPECTION_COMMITTEE: "W-1",
    RoleName.EMULATION_OFFICE: "W-1-1",
    RoleName.AUDITOR: "W-1",
    RoleName.SYSTEM_ADMINISTRATOR: "W",
}
"""Where each role stands: as deep as it can be given, so that there is a superior and a sibling where possible."""
RELATIONS = ("own", "parent", "sibling", "child")
IN_SIGHT = frozenset({"own", "child"})


@dataclass(frozen=True)
class Papers:
    """Papers of the person's review, all of the unit."""

    target: review.Target
    sheet: review.TargetImport
    draft: review.SuggestionLetter
    letter: review.SuggestionLetter
    """Notified."""
    visit: review.Visit
    case: review.VerificationCase
    voter: review.Voter
    leader: review.ElectorateLeader


@dataclass(frozen=True)
class Room:
    """A conference of the unit under way: a vote being counted, another signed, minutes drawn up."""

    conference: meetings.Conference
    group: meetings.Conference
    """Of the unit as a Party group, just called."""
    sitting: meetings.Sitting
    attendee: meetings.Attendee
    """The person, in the room."""
    other: meetings.Attendee
    """Somebody else, not there."""
    item: meetings.Item
    """Begun."""
    late: meetings.EarlierNote
    vote: meetings.Vote
    """Both entries are done."""
    signed: meetings.Vote
    teller: meetings.Teller
    """Of the vote, nobody's yet."""


@dataclass(frozen=True)
class Target:
    """A unit with one of everything in it."""

    code: str
    unit: Organisation
    collective: Collective
    person: Person
    membership: Membership
    post: Post
    circumstance: Circumstance
    account: Account
    mandate: Mandate
    imported: Import
    cycle: Cycle
    """Of the unit and a year of its own, not open yet."""
    problem: Problem
    trial: EditionTrial
    row: PlanRow
    """Of the person as a member, in the open cycle of the whole tree; its place is the unit."""
    writing: Writing
    """The person's self-review in that cycle, with two texts of one passage, and a shortcoming."""
    late: EarlierPassage
    asked: OpinionRequest
    """About the person, of nobody with an account."""
    shortcoming: Shortcoming
    papers: Papers
    room: Room

    @property
    def names(self) -> tuple[str, ...]:
        """Names that nobody outside may read."""
        return (self.unit.name, self.collective.name, self.person.full_name, self.account.name)


def furnish() -> dict[str, Target]:
    """Write the tree and what is in it, by plain rows; code -> target."""
    units: dict[str, Organisation] = {}
    for code, parent, kind in TREE:
        units[code] = make_organisation(code, kind, f"Đơn vị {code}.", units.get(parent))
    whole = _cycle(units["W"], 2026, frozen_at=timezone.now())
    return {code: _furnished(unit, whole, 2030 + number) for number, (code, unit) in enumerate(units.items())}


def _cycle(unit: Organisation, year: int, **dates: datetime) -> Cycle:
    edition = load("nghe-an-2020")
    cycle = Cycle.objects.create(
        unit=unit, year=year, as_of=date(year, 12, 31), edition=edition.id, edition_digest=edition.digest,
        edition_text=pinned(edition), opened_by=NOBODY, previewed_at=timezone.now(), **dates,
    )  # fmt: skip
    CalendarDay.objects.create(cycle=cycle, key="grassroots", day=date(year + 1, 1, 15), clause="IV.4", set_by=NOBODY)
    return cycle


def _row(cycle: Cycle, person: Person, unit: Organisation) -> PlanRow:
    subject = Subject.objects.create(
        cycle=cycle, kind="member", person=person, code=person.code, name=person.full_name, name_key=person.name_key,
        search_key=person.search_key, path=person.path,
    )  # fmt: skip
    place = Place.objects.create(
        cycle=cycle, organisation=unit, code=unit.code, name=unit.name, path=unit.path, deadline="grassroots", reviews=1
    )
    return PlanRow.objects.create(
        cycle=cycle, subject=subject, place=place, path=unit.path, action="review", clauses="I.1.a"
    )


def _furnished(unit: Organisation, whole: Cycle, year: int) -> Target:
    code, path = unit.code, unit.path
    name = f"Nguyễn Văn Ở {code}."
    person = Person.objects.create(
        code=f"p.{code}", full_name=name, home=unit, path=path, name_key=person_key(name), search_key=folded(name),
        card_number=f"9{unit.pk:08}", birth_date=date(1980, 1, 2), admitted_on=LONG_AGO, occupation="worker",
        recorded_by=NOBODY,
    )  # fmt: skip
    body = f"Chi ủy {code}."
    collective = Collective.objects.create(
        code=f"k.{code}", name=body, kind=CollectiveKind.LEADERSHIP.value, organisation=unit, path=path,
        name_key=plain_key(body), search_key=folded(body), recorded_by=NOBODY,
    )  # fmt: skip
    account = _account(f"a.{code}".lower(), f"Tài khoản ở {code}.")
    cycle, row = _cycle(unit, year), _row(whole, person, unit)
    writing = Writing.objects.create(cycle=whole, person=person, path=path)
    passage = Passage.objects.create(writing=writing, key="politics", text="Một", saved_by=NOBODY)
    return Target(
        code, unit, collective, person,
        Membership.objects.create(
            person=person, cell=unit, kind=MembershipKind.OFFICIAL.value, start=LONG_AGO, recorded_by=NOBODY
        ),
        Post.objects.create(
            person=person, collective=collective, role=Role.MEMBER.value, start=LONG_AGO, recorded_by=NOBODY
        ),
        Circumstance.objects.create(
            person=person, kind=CircumstanceKind.SICK_LEAVE.value, start=LONG_AGO, recorded_by=NOBODY
        ),
        account,
        _mandate(account, RoleName.MEMBER, unit),
        Import.objects.create(
            unit=unit, file_name=f"{code}.xlsx", digest="0" * 64, content=b"x", previewed_at=timezone.now()
        ),
        cycle,
        Problem.objects.create(cycle=cycle, kind="no_cell", person=person, path=path),
        EditionTrial.objects.create(
            cycle=cycle, edition="other", edition_digest="x", edition_text=cycle.edition_text, asked_by=NOBODY
        ),
        row,
        writing,
        EarlierPassage.objects.create(passage=passage, text="Hai", came_late=True, saved_by=NOBODY),
        OpinionRequest.objects.create(
            cycle=whole, subject=row.subject, kind="residence", clause="I.3.1.b2", name="Nơi khác", asked="name:x",
            path=path,
        ),
        Shortcoming.objects.create(writing=writing, text="Ba", manifestation="A1", entered_by=NOBODY),
        _papers(row, unit),
        _room(row, unit),
    )  # fmt: skip


def _papers(row: PlanRow, unit: Organisation) -> Papers:
    subject, now, today = row.subject, timezone.now(), timezone.localdate()
    person = Person.objects.get(code=subject.code)
    known = {"cycle": row.cycle, "subject": subject, "unit": unit, "advised_by": "Ban", "drafted_by": NOBODY}
    term = review.LetterNumber.objects.create(unit=unit, term_start=today.year - 1, symbol="CV", last=1, set_by=NOBODY)
    letter = review.SuggestionLetter.objects.create(
        **known, approved_at=now, approved_by=NOBODY, term=term, number=1, dated_on=today, notified_on=today
    )
    review.Suggestion.objects.create(letter=letter, order=1, text="Làm rõ")
    delegation = review.Delegation.objects.create(
        cycle=row.cycle, unit=unit, name=f"Đoàn ở {unit.code}.", formed_on=today, recorded_by=NOBODY
    )
    review.Delegate.objects.create(delegation=delegation, person=person, heads=True)
    electorate = review.Electorate.objects.create(cycle=row.cycle, workplace=unit, path=unit.path, who="named")
    cells = {"row": "2", "kind": "đảng viên", "code": subject.code, "text": "Khác", "measure": "x", "planned": "1"}
    return Papers(
        review.Target.objects.create(subject=subject, text="Việc", measure="x", planned="1", recorded_by=NOBODY),
        review.TargetImport.objects.create(
            cycle=row.cycle,
            unit=unit,
            file_name="a.xlsx",
            digest="0" * 64,
            uploaded_by=NOBODY,
            rows=json.dumps([cells]),
        ),
        review.SuggestionLetter.objects.create(**known),
        letter,
        review.Visit.objects.create(delegation=delegation, place=row.place, assigned_by=NOBODY),
        review.VerificationCase.objects.create(
            cycle=row.cycle, subject=subject, unit=unit, text="Dấu hiệu", reported_on=today, reporter=0
        ),
        review.Voter.objects.create(electorate=electorate, person=person, by_rule=True, added_by=NOBODY),
        review.ElectorateLeader.objects.create(electorate=electorate, subject=subject, clause="I.3.1.c6", by=NOBODY),
    )


def _room(row: PlanRow, unit: Organisation) -> Room:
    now, known = timezone.now(), {"cycle": row.cycle, "place": row.place, "path": unit.path, "called_by": NOBODY}
    made = meetings.Conference.objects.create(**known, name=f"Hội nghị ở {unit.code}.", begun_at=now)
    person = Person.objects.get(code=row.subject.code)
    here = {"conference": made, "added_by": NOBODY}
    attendee = meetings.Attendee.objects.create(**here, person=person, position=1, present_since=now)
    other = meetings.Attendee.objects.create(**here, name=f"Người khác ở {unit.code}.", position=2)
    item = meetings.Item.objects.create(conference=made, subject=row.subject, row=row, position=1, begun_at=now)
    note = meetings.Note.objects.create(item=item, key="merits", text="Một", saved_by=NOBODY)
    meetings.Minutes.objects.create(conference=made, text="Biên bản", saved_by=NOBODY)
    vote, tellers = _vote(made, item, attendee, other)
    signed, _tellers = _vote(made, item, attendee, other)
    signed.countings.update(signed_at=now, settled_at=now)
    return Room(
        made,
        meetings.Conference.objects.create(**known, group=unit, name=f"Tổ ở {unit.code}."),
        meetings.Sitting.objects.create(
            conference=made, day=now.date(), begins_at=time(8), ends_at=time(9), set_by=NOBODY
        ),
        attendee, other, item,
        meetings.EarlierNote.objects.create(note=note, text="Hai", came_late=True, saved_by=NOBODY),
        vote, signed, tellers[0],
    )  # fmt: skip


def _vote(
    made: meetings.Conference, item: meetings.Item, *who: meetings.Attendee
) -> tuple[meetings.Vote, list[meetings.Teller]]:
    """A ballot that is closed and entered twice, by tellers whose accounts are nobody's."""
    now = timezone.now()
    vote = meetings.Vote.objects.create(
        conference=made, kind="proposal", means="paper", made_by=NOBODY, opened_at=now, closed_at=now, convened=1,
        present=1, issued=1,
    )  # fmt: skip
    meetings.Line.objects.create(vote=vote, item=item, position=1)
    tellers = [meetings.Teller.objects.create(vote=vote, attendee=one) for one in who]
    counting = meetings.Counting.objects.create(vote=vote, begun_by=NOBODY, returned=1, invalid=0)
    for teller in tellers:
        entry = meetings.Entry.objects.create(counting=counting, teller=teller, mode="papers", done_at=now)
        meetings.EnteredPaper.objects.create(entry=entry, number=1, marks="1")
    return vote, tellers


def _account(login: str, name: str) -> Account:
    return Account.objects.create(login=login, name=name, **account_keys(login, name))


def _mandate(account: Account, role: RoleName, unit: Organisation) -> Mandate:
    return Mandate.objects.create(
        account=account, role=role.value, organisation=unit, starts_on=LONG_AGO, granted_by=NOBODY
    )


def walker(role: RoleName, targets: dict[str, Target]) -> Account:
    """An account with the role at its place, and no other."""
    account = _account(f"walker.{role.value}", f"Người đi {role.value}")
    _mandate(account, role, targets[PLACES[role]].unit)
    return account


def access_of_walker(role: RoleName, targets: dict[str, Target]) -> Access:
    """What it may do."""
    return access_of(walker(role, targets), "127.0.0.1")


def around(role: RoleName, targets: dict[str, Target]) -> Iterator[tuple[str, Target]]:
    """Its own unit, its superior, a sibling and a unit below, as far as the tree has them."""
    own = targets[PLACES[role]]
    parents = {code: parent for code, parent, _ in TREE}
    yield "own", own
    if parents[own.code]:
        yield "parent", targets[parents[own.code]]
    siblings = [code for code, parent in parents.items() if parent == parents[own.code] and parent and code != own.code]
    if siblings:
        yield "sibling", targets[siblings[0]]
    children = [code for code, parent in parents.items() if parent == own.code]
    yield "child", targets[children[0]]
