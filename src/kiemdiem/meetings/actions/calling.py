"""Calls conferences, sets their sittings and who chairs, calls them off (I.3.3, I.3.1.c5)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time

from django.db import transaction
from django.utils import timezone

from kiemdiem.accounts.access import Access, OutOfSight
from kiemdiem.accounts.roles import Right
from kiemdiem.campaign.models import Place
from kiemdiem.campaign.queries.cycles import place_seen_by
from kiemdiem.journal.verbs import Verb
from kiemdiem.meetings.actions.agenda import put_on_agenda
from kiemdiem.meetings.actions.locking import (
    actor_at,
    locked_conference,
    note,
    obstacles_to_changing,
    obstacles_to_giving_ground,
)
from kiemdiem.meetings.agenda import Draft
from kiemdiem.meetings.convening import Convened, agenda_at, asked_at, convened_at, leaders_at
from kiemdiem.meetings.models import Attendee, Conference, Sitting, Vote
from kiemdiem.meetings.queries.conferences import groups_of, roll_of
from kiemdiem.registry.actions.keeping import obstacles_to_keeping, refuse_on_unkept
from kiemdiem.review.models import Electorate
from kiemdiem.review.queries.electorates import electorate_seen_by
from kiemdiem.tree.models import Organisation
from kiemdiem.tree.names import tidied
from kiemdiem.verdicts import Refused, Verdict, refuse_on
from kiemdiem.wording import N_, Message

_THERE = N_("A conference of {name} is under way already: go on with that one, or call it off first.")
_NOTHING = N_("{name} has nothing to review: look at the plan.")
_NOT_SETTLED = N_("The list of those asked at {name} is not settled: settle it first.")
_IS_HELD = N_("The opinion of {name} is in already.")
_BACKWARDS = N_("The sitting ends before it begins: look at the times.")
_TOO_EARLY = N_("The day lies before the year under review: look at the year.")
_OVERLAP = N_("At that time the conference sits already, from {begin} to {end}.")
_NO_SITTING = N_("This sitting was taken out already.")
_NO_GROUP = N_("{name} has no such Party group.")
_NOT_ON_ROLL = N_("Whoever chairs or keeps the minutes stands on the roll: add him or her there first.")
_SAME = N_("One person cannot both chair the conference and keep its minutes.")
_VOTED = N_("A vote was opened: a conference at which votes were taken is ended, not called off.")


@dataclass(frozen=True)
class SittingEntry:
    """One sitting, as typed in."""

    day: date
    begins_at: time
    ends_at: time


def obstacles_to_sitting(cycle_year: int, entry: SittingEntry, standing: Sequence[Sitting] = ()) -> Iterator[Verdict]:
    """What is wrong with a sitting."""
    yield from obstacles_to_keeping(Sitting, {"day": entry.day})
    if entry.ends_at <= entry.begins_at:
        yield Verdict(Message(_BACKWARDS), "ends_at")
    if entry.day < date(cycle_year, 1, 1):
        yield Verdict(Message(_TOO_EARLY), "day")
    for other in standing:
        if other.day == entry.day and entry.begins_at < other.ends_at and other.begins_at < entry.ends_at:
            begin, end = other.begins_at.strftime("%H:%M"), other.ends_at.strftime("%H:%M")
            yield Verdict(Message(_OVERLAP, {"begin": begin, "end": end}), "begins_at")


def obstacles_to_calling(place: Place, group: Organisation | None = None) -> Iterator[Verdict]:
    """What stands in the way of calling a conference of a place, or of a Party group of a cell."""
    name = group.name if group else place.name
    there = Conference.objects.filter(place=place, group=group, ended_at__isnull=True, dropped_at__isnull=True)
    if there.exists():
        yield Verdict(Message(_THERE, {"name": name}))
    if not agenda_at(place):
        yield Verdict(Message(_NOTHING, {"name": place.name}), "", "I.1.a")


def call_conference(
    access: Access, place_number: int, entry: SittingEntry, room: str, group_code: str = ""
) -> Conference:
    """Call the conference of a place: the roll and the agenda are drawn up from the plan and the registry.

    A Party group's conference takes the cell's agenda and an empty roll, on which the secretary puts its members
    (I.3.3.a).

    Raises:
        OutOfSight: the place is not theirs. Refused: see `obstacles_to_calling`, `obstacles_to_sitting`.
    """
    place = place_seen_by(access, place_number, Right.RECORD_REVIEW)
    group = _group(place, group_code)
    with transaction.atomic():
        refuse_on_unkept(Conference, {"room": room})
        Place.objects.select_for_update(of=("self",)).filter(pk=place.pk).values_list("pk").get()
        refuse_on([*obstacles_to_calling(place, group), *obstacles_to_sitting(place.cycle.year, entry)])
        held_by = group or place
        conference = Conference.objects.create(
            cycle=place.cycle, place=place, group=group, path=held_by.path, name=held_by.name, room=tidied(room),
            called_by=access.actor(Right.RECORD_REVIEW, place.path).account,
        )  # fmt: skip
        _fill(conference, [] if group else convened_at(place), [] if group else agenda_at(place))
        _add_sitting(access, conference, entry)
        note(access, Verb.CONFERENCE_CALLED, conference, {"on": entry.day.isoformat()})
        return conference


def _group(place: Place, code: str) -> Organisation | None:
    if not code:
        return None
    found = next((one for one in groups_of(place) if one.code == code), None)
    if found is None:
        raise Refused([Verdict(Message(_NO_GROUP, {"name": place.name}), "group", "I.3.3.a")])
    return found


def obstacles_to_asking(electorate: Electorate) -> Iterator[Verdict]:
    """What stands in the way of calling the meeting of a workplace."""
    name = electorate.workplace.name
    if electorate.held_on:
        yield Verdict(Message(_IS_HELD, {"name": name}), "", "I.3.1.c5")
    elif electorate.settled_at is None:
        yield Verdict(Message(_NOT_SETTLED, {"name": name}), "", "I.3.1.c5")
    there = Conference.objects.filter(electorate=electorate, ended_at__isnull=True, dropped_at__isnull=True)
    if there.exists():
        yield Verdict(Message(_THERE, {"name": name}))


def call_workplace_meeting(access: Access, electorate_number: int, entry: SittingEntry, room: str) -> Conference:
    """Call the meeting at which a workplace's opinion about its leaders is taken (I.3.1.c5).

    Raises:
        OutOfSight: the list is not theirs. Refused: see `obstacles_to_asking`, `obstacles_to_sitting`.
    """
    with transaction.atomic():
        electorate = electorate_seen_by(access, electorate_number)
        Electorate.objects.select_for_update(of=("self",)).filter(pk=electorate.pk).values_list("pk").get()
        refuse_on_unkept(Conference, {"room": room})
        refuse_on([*obstacles_to_asking(electorate), *obstacles_to_sitting(electorate.cycle.year, entry)])
        conference = Conference.objects.create(
            cycle=electorate.cycle, electorate=electorate, path=electorate.path, name=electorate.workplace.name,
            room=tidied(room), called_by=access.actor(Right.ASK_OPINIONS, electorate.path).account,
        )  # fmt: skip
        _fill(conference, asked_at(electorate), leaders_at(electorate))
        _add_sitting(access, conference, entry)
        note(access, Verb.CONFERENCE_CALLED, conference, {"on": entry.day.isoformat()})
        return conference


def _fill(conference: Conference, convened: Sequence[Convened], drafts: Sequence[Draft]) -> None:
    """Write the roll and the agenda; whoever stands first chairs until somebody else is chosen."""
    Attendee.objects.bulk_create(
        Attendee(conference=conference, person=one.person, name="" if one.person else one.name, titles=one.titles[:300],
                 votes=one.votes, is_guest=one.is_guest, by_rule=True, position=place, added_by=conference.called_by)
        for place, one in enumerate(convened, start=1)
    )  # fmt: skip
    put_on_agenda(conference, drafts)


def add_sitting(access: Access, number: int, entry: SittingEntry) -> Sitting:
    """Add a sitting.

    Raises:
        OutOfSight. Refused: the conference is over; see `obstacles_to_sitting`.
    """
    with transaction.atomic():
        conference = locked_conference(access, number)
        standing = list(conference.sittings.filter(removed_at__isnull=True))
        refuse_on([*obstacles_to_changing(conference), *obstacles_to_sitting(conference.cycle.year, entry, standing)])
        made = _add_sitting(access, conference, entry)
        note(access, Verb.CONFERENCE_CHANGED, conference, {"sitting": entry.day.isoformat()})
        return made


def _add_sitting(access: Access, conference: Conference, entry: SittingEntry) -> Sitting:
    return Sitting.objects.create(
        conference=conference, day=entry.day, begins_at=entry.begins_at, ends_at=entry.ends_at,
        set_by=actor_at(access, conference).account,
    )  # fmt: skip


def remove_sitting(access: Access, number: int, sitting: int) -> Sitting:
    """Take a sitting out that is not held.

    Raises:
        OutOfSight. Refused: the conference is over; it was taken out already.
    """
    with transaction.atomic():
        conference = locked_conference(access, number)
        refuse_on(obstacles_to_changing(conference))
        found = conference.sittings.filter(pk=sitting).first()
        if found is None:
            raise OutOfSight(f"sitting {sitting}")
        if found.removed_at:
            refuse_on([Verdict(Message(_NO_SITTING))])
        found.removed_at = timezone.now()
        found.save(update_fields=["removed_at"])
        note(access, Verb.CONFERENCE_CHANGED, conference, {"sitting_out": found.day.isoformat()})
        return found


def name_officers(access: Access, number: int, chair: int, secretary: int, room: str) -> Conference:
    """Name who chairs and who keeps the minutes, by their places on the roll, and the room.

    Args:
        chair, secretary: primary keys of attendees; 0: nobody yet.

    Raises:
        OutOfSight. Refused: the conference is over; not on the roll; one person for both.
    """
    with transaction.atomic():
        conference = locked_conference(access, number)
        refuse_on_unkept(Conference, {"room": room})
        roll = {one.pk: one for one in roll_of(conference)}
        refuse_on([*obstacles_to_changing(conference), *_obstacles_to_officers(roll, chair, secretary)])
        conference.chair, conference.secretary = roll.get(chair), roll.get(secretary)
        conference.room = tidied(room)
        conference.save(update_fields=["chair", "secretary", "room"])
        note(access, Verb.CONFERENCE_CHANGED, conference, {"chair": chair, "secretary": secretary})
        return conference


def _obstacles_to_officers(roll: dict[int, Attendee], chair: int, secretary: int) -> Iterator[Verdict]:
    for field, key in (("chair", chair), ("secretary", secretary)):
        if key and key not in roll:
            yield Verdict(Message(_NOT_ON_ROLL), field)
    if chair and chair == secretary:
        yield Verdict(Message(_SAME), "secretary")


def obstacles_to_dropping(conference: Conference) -> Iterator[Verdict]:
    """What stands in the way of calling a conference off."""
    yield from obstacles_to_changing(conference)
    if Vote.objects.filter(conference=conference, opened_at__isnull=False, cancelled_at__isnull=True).exists():
        yield Verdict(Message(_VOTED))


def drop_conference(access: Access, number: int, ground: str) -> Conference:
    """Call a conference off, with a ground.

    Raises:
        OutOfSight. Refused: see `obstacles_to_dropping`; no ground.
    """
    with transaction.atomic():
        conference = locked_conference(access, number)
        refuse_on_unkept(Conference, {"ground": ground})
        refuse_on([*obstacles_to_dropping(conference), *obstacles_to_giving_ground(ground)])
        conference.dropped_at, conference.ground = timezone.now(), tidied(ground)
        conference.dropped_by = actor_at(access, conference).account
        conference.save(update_fields=["dropped_at", "dropped_by", "ground"])
        note(access, Verb.CONFERENCE_DROPPED, conference)
        return conference
