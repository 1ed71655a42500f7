"""Changes the agenda within the order of I.3.3.a, begins and concludes its items."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from kiemdiem.accounts.access import Access, OutOfSight
from kiemdiem.campaign.queries.plan import standing_of
from kiemdiem.journal.verbs import Verb
from kiemdiem.meetings.actions.locking import (
    actor_at,
    locked_item,
    note,
    note_item,
    obstacles_to_changing,
    obstacles_to_giving_ground,
)
from kiemdiem.meetings.agenda import Draft, may_move
from kiemdiem.meetings.models import Attendee, Conference, Item
from kiemdiem.meetings.queries.conferences import items_of, name_of, presiding_over, roll_of
from kiemdiem.meetings.queries.notes import CONCLUSION, notes_of
from kiemdiem.registry.actions.keeping import obstacles_to_keeping
from kiemdiem.tree.names import tidied
from kiemdiem.verdicts import Verdict, refuse_on
from kiemdiem.vocabulary import SubjectKind
from kiemdiem.wording import N_, Message

_ORDER = N_("The order is fixed here: first the collective, then the head, then the others.")
_BEGUN = N_("The review of {name} has begun: it stays where it stands.")
_CONCLUDED = N_("The review of {name} is concluded.")
_NOT_BEGUN = N_("The conference is not open yet: open it first.")
_NOT_YET = N_("The review of {name} has not begun yet.")
_BEFORE = N_("{others} must be concluded before {name}.")
_ELSEWHERE = N_("{name} waits for {others}, who is reviewed elsewhere: finish that first, or have it opened early.")
_LACKS = N_("The workplace opinion on {name} is not in: hold that meeting first.")
_NO_CHAIR = N_("Nobody chairs yet: name the chair first.")
_OWN_CHAIR = N_(
    "{name} is under review and cannot chair it: name a deputy, or another member whom those present choose."
)
_CHAIR_AWAY = N_("{name}, who chairs, is not in the room.")
_NOT_ON_ROLL = N_("Whoever chairs stands on the roll: add him or her there first.")
_NO_CONCLUSION = N_("Write the chair's conclusion on {name} first.")
_NOT_READ = N_("Record first that opinions, ratings and suggestions on {name} were reported to those present.")
_TODAY = N_("{name} was dealt with: it stays on the agenda.")


def put_on_agenda(conference: Conference, drafts: Sequence[Draft]) -> None:
    """Write items in the order in which they come, after those that are there."""
    first = max((one.position for one in Item.objects.filter(conference=conference)), default=0) + 1
    Item.objects.bulk_create(
        Item(conference=conference, subject_id=one.subject, row_id=one.row, stage=one.stage, position=first + place)
        for place, one in enumerate(drafts)
    )


@dataclass(frozen=True)
class ItemEntry:
    """Who presides over an item, who presents it, and how long it may take, as typed in."""

    chair: int = 0
    """Primary key of an attendee; 0: the conference's."""
    presenter: str = ""
    minutes: int | None = None


def set_item(access: Access, number: int, entry: ItemEntry) -> Item:
    """Set who presides over an item, who presents it and how long it may take (I.3.3.e, form 10).

    Raises:
        OutOfSight. Refused: the conference is over; concluded; the person under review as chair; not on the roll.
    """
    with transaction.atomic():
        item = locked_item(access, number)
        conference = item.conference
        roll = {one.pk: one for one in roll_of(conference)}
        refuse_on([*obstacles_to_changing(conference), *_obstacles_to_setting(item, roll, entry)])
        item.chair, item.presenter = roll.get(entry.chair), tidied(entry.presenter)
        item.minutes = entry.minutes
        item.save(update_fields=["chair", "presenter", "minutes"])
        note(access, Verb.AGENDA_CHANGED, conference, {"item": item.pk})
        return item


def _obstacles_to_setting(item: Item, roll: dict[int, Attendee], entry: ItemEntry) -> Iterator[Verdict]:
    yield from obstacles_to_keeping(Item, {"presenter": entry.presenter})
    if item.concluded_at:
        yield Verdict(Message(_CONCLUDED, {"name": item.subject.name}))
    if entry.chair and entry.chair not in roll:
        yield Verdict(Message(_NOT_ON_ROLL), "chair")
    elif entry.chair and is_under_review(item, roll[entry.chair]):
        yield Verdict(Message(_OWN_CHAIR, {"name": item.subject.name}), "chair", "I.3.3.e")


def is_under_review(item: Item, attendee: Attendee) -> bool:
    """Whether somebody on the roll is the person whom an item is about."""
    return item.subject.person_id is not None and attendee.person_id == item.subject.person_id


def move_item(access: Access, number: int, step: int) -> Item:
    """Let an item change places with its neighbour (-1: the one before, 1: the one after).

    Raises:
        OutOfSight. Refused: the conference is over; the order of I.3.3.a forbids it; one of the two has begun.
    """
    with transaction.atomic():
        item = locked_item(access, number)
        refuse_on(obstacles_to_changing(item.conference))
        items = items_of(item.conference)
        at = next(place for place, one in enumerate(items) if one.pk == number)
        if not may_move([one.stage for one in items], at, step):
            refuse_on([Verdict(Message(_ORDER), "", "I.3.3.a")])
        other = items[at + step]
        refuse_on(Verdict(Message(_BEGUN, {"name": one.subject.name})) for one in (item, other) if one.begun_at)
        Item.objects.filter(pk=item.pk).update(position=other.position)
        Item.objects.filter(pk=other.pk).update(position=item.position)
        note(access, Verb.AGENDA_CHANGED, item.conference, {"item": item.pk, "step": step})
        return item


def remove_item(access: Access, number: int, ground: str) -> Item:
    """Take an item off the agenda, with a ground: it is dealt with at another conference.

    Raises:
        OutOfSight. Refused: the conference is over; it was dealt with; no ground.
    """
    with transaction.atomic():
        item = locked_item(access, number)
        refuse_on(
            [*obstacles_to_changing(item.conference), *obstacles_to_keeping(Item, {"ground": ground}),
             *obstacles_to_giving_ground(ground)]
        )  # fmt: skip
        if item.begun_at:
            refuse_on([Verdict(Message(_TODAY, {"name": item.subject.name}))])
        item.removed_at, item.ground = timezone.now(), tidied(ground)
        item.removed_by = actor_at(access, item.conference).account
        item.save(update_fields=["removed_at", "removed_by", "ground"])
        note(access, Verb.AGENDA_CHANGED, item.conference, {"removed": item.pk})
        return item


def obstacles_to_presiding(item: Item, conference: Conference) -> Iterator[Verdict]:
    """What is wrong with who presides over an item (I.3.3.e); the roll must be fetched with the chairs."""
    chair = presiding_over(item, conference)
    if chair is None:
        yield Verdict(Message(_NO_CHAIR), "", "I.3.3.c")
    elif is_under_review(item, chair):
        yield Verdict(Message(_OWN_CHAIR, {"name": item.subject.name}), "", "I.3.3.e")
    elif chair.present_since is None:
        yield Verdict(Message(_CHAIR_AWAY, {"name": name_of(chair)}), "", "I.3.3.c")


def obstacles_to_order(item: Item, items: Sequence[Item]) -> Iterator[Verdict]:
    """What must come before an item and is not done: at this conference, or elsewhere (I.3.3.a, I.3.1.c0)."""
    earlier = [one for one in items if one.stage < item.stage and not one.concluded_at and one.pk != item.pk]
    if earlier:
        others = ", ".join(one.subject.name for one in earlier)
        yield Verdict(Message(_BEFORE, {"others": others, "name": item.subject.name}), "", "I.3.3.a")
    if item.row is None:
        return
    (standing,) = standing_of([item.row])
    here = {one.row_id for one in items}
    elsewhere = [one for one in standing.unmet if one.pk not in here] if standing.is_waiting else []
    if elsewhere:
        others = ", ".join(dict.fromkeys(one.subject.name for one in elsewhere))
        yield Verdict(Message(_ELSEWHERE, {"name": item.subject.name, "others": others}), "", "I.3.3.a")
    if standing.lacks:
        yield Verdict(Message(_LACKS, {"name": item.subject.name}), "", standing.lacks)


def obstacles_to_beginning(item: Item, items: Sequence[Item]) -> Iterator[Verdict]:
    """What stands in the way of beginning an item; its conference must be fetched with it."""
    conference = item.conference
    yield from obstacles_to_changing(conference)
    if conference.begun_at is None:
        yield Verdict(Message(_NOT_BEGUN))
    if item.concluded_at:
        yield Verdict(Message(_CONCLUDED, {"name": item.subject.name}))
    yield from obstacles_to_presiding(item, conference)
    yield from obstacles_to_order(item, items)


def begin_item(access: Access, number: int) -> Item:
    """Begin the review of an item: what is known of it is shown from then on.

    Raises:
        OutOfSight. Refused: see `obstacles_to_beginning`.
    """
    with transaction.atomic():
        item = locked_item(access, number)
        refuse_on(obstacles_to_beginning(item, items_of(item.conference)))
        if item.begun_at is None:
            item.begun_at = timezone.now()
            item.save(update_fields=["begun_at"])
            note_item(access, Verb.ITEM_BEGUN, item)
        return item


def record_read_out(access: Access, number: int) -> Item:
    """Record that opinions, ratings and suggestions were reported to those present (I.3.3.d).

    Raises:
        OutOfSight. Refused: the conference is over; the item has not begun.
    """
    with transaction.atomic():
        item = locked_item(access, number)
        refuse_on(obstacles_to_changing(item.conference))
        if item.begun_at is None:
            refuse_on([Verdict(Message(_NOT_YET, {"name": item.subject.name}))])
        if item.read_out_at is None:
            item.read_out_at = timezone.now()
            item.save(update_fields=["read_out_at"])
            note_item(access, Verb.OPINIONS_READ_OUT, item)
        return item


def obstacles_to_concluding(item: Item) -> Iterator[Verdict]:
    """What stands in the way of concluding an item; its conference must be fetched with it."""
    yield from obstacles_to_changing(item.conference)
    if item.begun_at is None:
        yield Verdict(Message(_NOT_YET, {"name": item.subject.name}))
    yield from obstacles_to_presiding(item, item.conference)
    yield from obstacles_to_what_precedes_votes(item)


def obstacles_to_what_precedes_votes(item: Item) -> Iterator[Verdict]:
    """What must have happened on an item before it is voted on: the opinions, the chair's conclusion (I.3.3.c-e)."""
    name = item.subject.name
    is_of_person = item.subject.kind in (SubjectKind.MEMBER, SubjectKind.CADRE)
    if is_of_person and item.conference.place_id and item.read_out_at is None:
        yield Verdict(Message(_NOT_READ, {"name": name}), "", "I.3.3.d")
    if not any(one.key == CONCLUSION and one.text.strip() for one in notes_of([item])[item.pk]):
        yield Verdict(Message(_NO_CONCLUSION, {"name": name}), "", "I.3.3.e")


def conclude_item(access: Access, number: int) -> Item:
    """Conclude the review of an item; its level is voted on afterwards.

    Raises:
        OutOfSight. Refused: see `obstacles_to_concluding`; concluded already.
    """
    with transaction.atomic():
        item = locked_item(access, number)
        refuse_on(obstacles_to_concluding(item))
        if item.concluded_at:
            refuse_on([Verdict(Message(_CONCLUDED, {"name": item.subject.name}))])
        item.concluded_at, item.concluded_by = timezone.now(), actor_at(access, item.conference).account
        item.save(update_fields=["concluded_at", "concluded_by"])
        note_item(access, Verb.ITEM_CONCLUDED, item)
        return item


def item_on_agenda(items: Sequence[Item], number: int) -> Item:
    """One of the items of a conference.

    Raises:
        OutOfSight: it is none of them.
    """
    found = next((one for one in items if one.pk == number), None)
    if found is None:
        raise OutOfSight(f"item {number}")
    return found
