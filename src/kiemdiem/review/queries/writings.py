"""Texts of a review within what somebody may write or read."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from kiemdiem.accounts.access import Access, OutOfSight
from kiemdiem.accounts.roles import Right
from kiemdiem.campaign.freezing import HELD
from kiemdiem.campaign.models import Cycle, Place, PlanRow, Subject
from kiemdiem.registry.models import Person
from kiemdiem.review.models import EarlierPassage, Handed, Passage, Shortcoming, Writing
from kiemdiem.tree.paths import within
from kiemdiem.vocabulary import Action, SubjectKind

_HELD = PlanRow.objects.filter(subject=OuterRef("pk"), action__in=HELD, dropped_at__isnull=True)
"""The reviews of a subject that are held somewhere: who is exempted or absent has none, and writes nothing (I.1.a)."""


def own_person(access: Access) -> Person | None:
    """The record of who is signed in."""
    return Person.objects.filter(account_id=access.account).first() if access.may(Right.SEE_SELF) else None


def writing_of_person(cycle: Cycle, person: Person) -> Writing | None:
    """The self-review, if it was begun."""
    return Writing.objects.filter(cycle=cycle, person=person).first()


def own_subject(access: Access, cycles: Iterable[Cycle]) -> Subject | None:
    """Oneself in whichever of the open cycles takes one in, as a member before as a cadre."""
    if not access.may(Right.SEE_SELF):
        return None
    found = Subject.objects.filter(Exists(_HELD), cycle__in=list(cycles), person__account_id=access.account)
    related = found.select_related("cycle", "person").defer("cycle__edition_text")
    return related.order_by("-kind").first()


def writable(access: Access) -> Q:
    """The condition on a text, or on its subject, that somebody may write it: one's own, of a collective where one
    holds a post, or where the right to write for others is held at every place of review: the part of a post is not the
    home cell's to write (I.3.3.f)."""
    condition = access.scope(Right.WRITE_REPORT)
    if access.may(Right.WRITE_REPORT):
        posts = PlanRow.objects.filter(
            subject__person_id=OuterRef("person_id"), subject__cycle_id=OuterRef("cycle_id"),
            subject__kind=SubjectKind.CADRE, action__in=HELD, dropped_at__isnull=True,
        )  # fmt: skip
        condition &= ~Q(Exists(posts.exclude(access.scope(Right.WRITE_REPORT))))
    if access.may(Right.SEE_SELF):
        own = Q(person__account_id=access.account)
        seat = Q(collective__posts__person__account_id=access.account, collective__posts__end__isnull=True,
                 collective__posts__withdrawn_at__isnull=True)  # fmt: skip
        condition |= own | seat
    return condition


def writing_to_write(access: Access, number: int) -> Writing:
    """One of them.

    Raises:
        OutOfSight: there is none, or it is not theirs to write.
    """
    found = Writing.objects.filter(writable(access), pk=number).select_related("person", "collective", "cycle")
    writing = found.defer("cycle__edition_text").first()
    if writing is None:
        raise OutOfSight(f"writing {number}")
    return writing


def writable_among(access: Access, subjects: Iterable[Subject]) -> set[int]:
    """The primary keys of those of the subjects whose text is theirs to write."""
    return set(
        Subject.objects.filter(writable(access), pk__in=[one.pk for one in subjects]).values_list("pk", flat=True)
    )


def subject_to_write(access: Access, number: int) -> Subject:
    """A subject of an open cycle whose text is theirs to begin.

    Raises:
        OutOfSight: there is none, or it is not.
    """
    found = Subject.objects.filter(writable(access), pk=number, cycle__frozen_at__isnull=False)
    related = found.select_related("cycle", "person", "collective").defer("cycle__edition_text")
    subject = related.first()
    if subject is None or (subject.person is None and subject.collective is None):
        raise OutOfSight(f"subject {number}")
    return subject


def rows_read_through(access: Access, writing: Writing) -> list[PlanRow]:
    """The plan rows of the person or collective at whose places the right to read is held, and where it is reviewed."""
    rows = PlanRow.objects.filter(
        within("path", access.paths(Right.READ_REVIEWS)), cycle_id=writing.cycle_id, dropped_at__isnull=True
    ).exclude(action=Action.REPORT_ONLY)
    same = Q(subject__person_id=writing.person_id) if writing.person_id else Q(
        subject__collective_id=writing.collective_id
    )  # fmt: skip
    return list(rows.filter(same).select_related("subject"))


@dataclass(frozen=True)
class Reading:
    """A text that somebody reads, and as what."""

    writing: Writing
    is_own: bool
    may_write: bool
    rows: tuple[PlanRow, ...] | None
    """Through which places it is read; None: all of it."""


def reading_of(access: Access, number: int) -> Reading:
    """A text that may be read: one's own, of a unit where the right is held, or at a place where it is held.

    Raises:
        OutOfSight: there is none, or it is not theirs to read.
    """
    found = Writing.objects.filter(pk=number).select_related("person", "collective", "cycle__unit")
    writing = found.defer("cycle__edition_text").first()
    if writing is None:
        raise OutOfSight(f"writing {number}")
    is_own = bool(writing.person and writing.person.account_id == access.account and access.may(Right.SEE_SELF))
    may_write = is_own or Writing.objects.filter(writable(access), pk=number).exists()
    if may_write:
        return Reading(writing, is_own, may_write, None)
    rows = rows_read_through(access, writing)
    if not rows:
        raise OutOfSight(f"writing {number}")
    return Reading(writing, is_own, may_write, tuple(rows))


def passages_of(writing: Writing) -> dict[str, Passage]:
    """Key -> the passage as it stands."""
    return {passage.key: passage for passage in Passage.objects.filter(writing=writing)}


def unsettled(writing: Writing) -> dict[int, list[EarlierPassage]]:
    """Passage -> the texts that came while somebody else had saved, not yet looked at."""
    found: dict[int, list[EarlierPassage]] = {}
    late = EarlierPassage.objects.filter(passage__writing=writing, came_late=True, settled_at__isnull=True)
    for one in late.order_by("pk"):
        found.setdefault(one.passage_id, []).append(one)
    return found


def shortcomings_of(writing: Writing) -> list[Shortcoming]:
    """The faults entered, those withdrawn left out."""
    return list(Shortcoming.objects.filter(writing=writing, withdrawn_at__isnull=True).order_by("pk"))


@dataclass(frozen=True)
class Line:
    """One passage of a handed text, as the reader saw it."""

    key: str
    title: str
    mark: str
    text: str


def lines_of(handed: Handed) -> list[Line]:
    """The passages of a handed text."""
    return [Line(**one) for one in json.loads(handed.content)]


def handed_of(writing: Writing) -> list[Handed]:
    """The texts handed in, the first one first."""
    return list(Handed.objects.filter(writing=writing).order_by("number"))


def is_reviewed(writing: Writing) -> bool:
    """Whether the review is finished at one of the places: then the text is revised, not taken back."""
    same = Q(subject__person_id=writing.person_id) if writing.person_id else Q(
        subject__collective_id=writing.collective_id
    )  # fmt: skip
    rows = PlanRow.objects.filter(same, cycle_id=writing.cycle_id, dropped_at__isnull=True)
    return rows.filter(finished_on__isnull=False).exists()


@dataclass(frozen=True)
class State:
    """How far the text of a subject is."""

    subject: Subject
    writing: int | None
    begun_at: datetime | None
    submitted_at: datetime | None


def states_of(subjects: Sequence[Subject]) -> list[State]:
    """How far the texts of these subjects of one cycle are; one query."""
    cycles = {subject.cycle_id for subject in subjects}
    people = [subject.person_id for subject in subjects if subject.person_id]
    bodies = [subject.collective_id for subject in subjects if subject.collective_id]
    found: QuerySet[Writing] = Writing.objects.filter(
        Q(person_id__in=people) | Q(collective_id__in=bodies), cycle_id__in=cycles
    )
    by_owner = {(one.person_id, one.collective_id): one for one in found}
    states = []
    for subject in subjects:
        one = by_owner.get((subject.person_id, subject.collective_id))
        states.append(
            State(subject, one.pk if one else None, one.begun_at if one else None, one.submitted_at if one else None)
        )
    return states


def own_state(access: Access, cycles: Iterable[Cycle]) -> State | None:
    """How far one's own self-review is, in whichever of the open cycles; None when none is asked."""
    own = own_subject(access, cycles)
    return states_of([own])[0] if own else None


def seats_of(access: Access, cycle: Cycle) -> list[tuple[State, str]]:
    """The reports of the collectives in which one holds an open post, each with the key of its deadline."""
    if not access.may(Right.SEE_SELF):
        return []
    held = Q(subject__collective__posts__person__account_id=access.account,
             subject__collective__posts__end__isnull=True,
             subject__collective__posts__withdrawn_at__isnull=True)  # fmt: skip
    rows = PlanRow.objects.filter(
        held, cycle=cycle, subject__kind=SubjectKind.COLLECTIVE.value, dropped_at__isnull=True
    )
    found = list(rows.select_related("subject", "place").distinct().order_by("pk"))
    states = states_of([row.subject for row in found])
    return [(state, row.place.deadline) for state, row in zip(states, found, strict=True)]


def texts_missing_at(places: Sequence[Place]) -> list[tuple[Place, int]]:
    """The places at which texts are not handed in, with how many; one query for all of them."""
    if not places:
        return []
    handed = Writing.objects.filter(
        Q(person_id=OuterRef("subject__person_id")) | Q(collective_id=OuterRef("subject__collective_id")),
        cycle_id=OuterRef("cycle_id"), submitted_at__isnull=False,
    )  # fmt: skip
    rows = PlanRow.objects.filter(
        ~Exists(handed), place__in=places, dropped_at__isnull=True, action__in=HELD, finished_on__isnull=True
    )
    counted = dict(rows.order_by().values_list("place_id").annotate(number=Count("pk")))
    return [(place, counted[place.pk]) for place in places if place.pk in counted]
