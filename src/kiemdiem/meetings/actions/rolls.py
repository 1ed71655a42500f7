"""Keeps the roll: who is added or taken off, who came and who left (I.3.3.g)."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from kiemdiem.accounts.access import Access, OutOfSight
from kiemdiem.journal.verbs import Verb
from kiemdiem.meetings.actions.agenda import put_on_agenda
from kiemdiem.meetings.actions.locking import (
    actor_at,
    locked_conference,
    note,
    obstacles_to_changing,
    obstacles_to_giving_ground,
)
from kiemdiem.meetings.convening import agenda_at, convened_at
from kiemdiem.meetings.models import Attendee, Conference, Movement
from kiemdiem.meetings.queries.conferences import name_of, roll_of
from kiemdiem.registry.actions.keeping import obstacles_to_keeping
from kiemdiem.registry.models import Person
from kiemdiem.registry.queries.people import people_seen_by
from kiemdiem.tree.names import clean, tidied
from kiemdiem.verdicts import Refused, Verdict, refuse_on
from kiemdiem.wording import N_, Message

_NO_ONE = N_("Enter the code of a person of the registry, or the name of somebody whom it does not hold.")
_BOTH = N_("Enter the code or the name, not both.")
_UNKNOWN = N_("There is nobody with the code {code} among the people that you see.")
_TWICE = N_("{name} stands on the roll already.")
_GUEST_VOTES = N_("A guest does not vote: enter whoever votes as a member.")
_THERE = N_("{name} is in the room already.")
_AWAY = N_("{name} is not in the room.")
_PRESIDES = N_("{name} chairs the conference or keeps its minutes: name somebody else first.")
_NOT_OF_CELL = N_("A Party group is made up of members of its cell: choose them from the cell's list.")


@dataclass(frozen=True)
class AttendeeEntry:
    """Somebody to be put on the roll, as typed in."""

    code: str = ""
    name: str = ""
    votes: bool = True
    is_guest: bool = False
    ground: str = ""


def obstacles_to_attendee(entry: AttendeeEntry) -> Iterator[Verdict]:
    """What is wrong with an entry, whoever is on the roll."""
    yield from obstacles_to_keeping(Attendee, {"name": entry.name, "ground": entry.ground})
    if entry.code.strip() and entry.name.strip():
        yield Verdict(Message(_BOTH), "name")
    elif not entry.code.strip() and not entry.name.strip():
        yield Verdict(Message(_NO_ONE), "code")
    if entry.is_guest and entry.votes:
        yield Verdict(Message(_GUEST_VOTES), "votes", "I.3.3.g")
    yield from obstacles_to_giving_ground(entry.ground)


def add_attendee(access: Access, number: int, entry: AttendeeEntry) -> Attendee:
    """Put somebody on the roll whom the rule does not convene, or a guest, with a ground.

    Raises:
        OutOfSight. Refused: the conference is over; unknown; there already; see `obstacles_to_attendee`.
    """
    with transaction.atomic():
        conference = locked_conference(access, number)
        refuse_on([*obstacles_to_changing(conference), *obstacles_to_attendee(entry)])
        person = _person(access, entry.code)
        if person is not None and any(one.person_id == person.pk for one in roll_of(conference)):
            refuse_on([Verdict(Message(_TWICE, {"name": person.full_name}), "code")])
        made = Attendee.objects.create(
            conference=conference, person=person, name="" if person else clean(entry.name), votes=entry.votes,
            is_guest=entry.is_guest, ground=tidied(entry.ground), position=_next_position(conference),
            added_by=actor_at(access, conference).account,
        )  # fmt: skip
        note(access, Verb.ROLL_CHANGED, conference, {"added": made.pk})
        return made


def _person(access: Access, code: str) -> Person | None:
    if not code.strip():
        return None
    found = people_seen_by(access).filter(code=clean(code), erased_at__isnull=True).first()
    if found is None:
        raise Refused([Verdict(Message(_UNKNOWN, {"code": clean(code)}), "code")])
    return found


def _next_position(conference: Conference) -> int:
    return max((one.position for one in Attendee.objects.filter(conference=conference)), default=0) + 1


def put_group_on_roll(access: Access, number: int, people: Collection[int]) -> int:
    """Put members of the cell on the roll of its Party group; how many are new (I.3.3.a).

    Args:
        people: primary keys of persons.

    Raises:
        OutOfSight. Refused: the conference is over, or not a group's; not of the cell.
    """
    with transaction.atomic():
        conference = locked_conference(access, number)
        refuse_on(obstacles_to_changing(conference))
        place = conference.place
        if place is None or conference.group_id is None:
            raise OutOfSight(f"group of conference {number}")
        known = {one.person.pk: one for one in convened_at(place) if one.person is not None and not one.is_guest}
        if not set(people) <= known.keys():
            refuse_on([Verdict(Message(_NOT_OF_CELL), "people", "I.3.3.a")])
        there = {one.person_id for one in roll_of(conference)}
        new_people = [key for key in known if key in set(people) and key not in there]
        new = [known[key] for key in new_people]
        first, by = _next_position(conference), actor_at(access, conference).account
        Attendee.objects.bulk_create(
            Attendee(conference=conference, person=one.person, titles=one.titles, votes=one.votes,
                     position=first + place_in, added_by=by)
            for place_in, one in enumerate(new)
        )  # fmt: skip
        put_on_agenda(conference, [draft for draft in agenda_at(place) if draft.person in new_people])
        note(access, Verb.ROLL_CHANGED, conference, {"added_of_group": len(new)})
        return len(new)


def set_voting(access: Access, number: int, attendee: int, *, votes: bool, ground: str) -> Attendee:
    """Say whether somebody on the roll votes, otherwise than the rule has it (Q37).

    Raises:
        OutOfSight. Refused: the conference is over; a guest; no ground.
    """
    with transaction.atomic():
        conference = locked_conference(access, number)
        found = _on_roll(conference, attendee)
        refuse_on(
            [*obstacles_to_changing(conference), *obstacles_to_keeping(Attendee, {"ground": ground}),
             *obstacles_to_giving_ground(ground)]
        )  # fmt: skip
        if votes and found.is_guest:
            refuse_on([Verdict(Message(_GUEST_VOTES), "votes", "I.3.3.g")])
        found.votes, found.ground = votes, tidied(ground)
        found.save(update_fields=["votes", "ground"])
        note(access, Verb.ROLL_CHANGED, conference, {"attendee": attendee, "votes": int(votes)})
        return found


def remove_attendee(access: Access, number: int, attendee: int, ground: str) -> Attendee:
    """Take somebody off the roll, with a ground.

    Raises:
        OutOfSight. Refused: the conference is over; he or she is in the room, chairs or keeps the minutes; no ground.
    """
    with transaction.atomic():
        conference = locked_conference(access, number)
        found = _on_roll(conference, attendee)
        refuse_on(
            [*obstacles_to_changing(conference), *obstacles_to_keeping(Attendee, {"removed_ground": ground}),
             *obstacles_to_giving_ground(ground)]
        )  # fmt: skip
        if found.present_since:
            refuse_on([Verdict(Message(_THERE, {"name": name_of(found)}))])
        presiding = conference.items.filter(chair=found, removed_at__isnull=True).exists()
        if presiding or found.pk in (conference.chair_id, conference.secretary_id):
            refuse_on([Verdict(Message(_PRESIDES, {"name": name_of(found)}))])
        found.removed_at, found.removed_ground = timezone.now(), tidied(ground)
        found.removed_by = actor_at(access, conference).account
        found.save(update_fields=["removed_at", "removed_by", "removed_ground"])
        note(access, Verb.ROLL_CHANGED, conference, {"removed": attendee})
        return found


def record_presence(access: Access, number: int, present: Collection[int]) -> int:
    """Record who has come, all at once: whoever is named and was away has arrived; nobody leaves by it.

    Args:
        present: primary keys of attendees.

    Returns:
        How many arrived.

    Raises:
        OutOfSight. Refused: the conference is over.
    """
    with transaction.atomic():
        conference = locked_conference(access, number)
        refuse_on(obstacles_to_changing(conference))
        came = [one for one in roll_of(conference) if one.pk in set(present) and one.present_since is None]
        now, by = timezone.now(), actor_at(access, conference).account
        Movement.objects.bulk_create(
            Movement(attendee=one, kind=Movement.Kind.ARRIVED, at=now, by=by) for one in came
        )  # fmt: skip
        Attendee.objects.filter(pk__in=[one.pk for one in came]).update(present_since=now)
        if came:
            note(access, Verb.PRESENCE_RECORDED, conference, {"arrived": len(came)})
        return len(came)


def record_movement(access: Access, number: int, attendee: int, kind: Movement.Kind, ground: str) -> Movement:
    """Record that somebody came later or left, with the reason.

    Raises:
        OutOfSight. Refused: the conference is over; he or she is there, or away, already; no reason for leaving.
    """
    with transaction.atomic():
        conference = locked_conference(access, number)
        found = _on_roll(conference, attendee)
        refuse_on([*obstacles_to_changing(conference), *obstacles_to_keeping(Movement, {"ground": ground})])
        refuse_on(_obstacles_to_moving(found, kind, ground))
        now, by = timezone.now(), actor_at(access, conference).account
        moved = Movement.objects.create(attendee=found, kind=kind, ground=tidied(ground), at=now, by=by)
        found.present_since = now if kind == Movement.Kind.ARRIVED else None
        found.save(update_fields=["present_since"])
        note(access, Verb.PRESENCE_RECORDED, conference, {kind.value: found.pk})
        return moved


def _obstacles_to_moving(attendee: Attendee, kind: Movement.Kind, ground: str) -> Iterator[Verdict]:
    is_there = attendee.present_since is not None
    if kind == Movement.Kind.ARRIVED and is_there:
        yield Verdict(Message(_THERE, {"name": name_of(attendee)}))
    if kind == Movement.Kind.LEFT and not is_there:
        yield Verdict(Message(_AWAY, {"name": name_of(attendee)}))
    if kind == Movement.Kind.LEFT and is_there:
        yield from obstacles_to_giving_ground(ground)


def _on_roll(conference: Conference, attendee: int) -> Attendee:
    found = next((one for one in roll_of(conference) if one.pk == attendee), None)
    if found is None:
        raise OutOfSight(f"attendee {attendee}")
    return found
