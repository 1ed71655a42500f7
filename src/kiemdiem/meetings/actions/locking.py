"""Fetches and locks what an action changes, and tells the journal; each act names the right that it was done by."""

from collections.abc import Iterator

from kiemdiem.accounts.access import Access
from kiemdiem.campaign.actions.plan import reference as reference_of_subject
from kiemdiem.journal.actions import Actor, record
from kiemdiem.journal.chain import Details
from kiemdiem.journal.verbs import Verb
from kiemdiem.meetings.models import Conference, Item
from kiemdiem.meetings.queries.conferences import conference_run_by, item_run_by, running_right
from kiemdiem.tree.models import Organisation
from kiemdiem.verdicts import Verdict
from kiemdiem.wording import N_, Message

_ENDED = N_("The conference is over: what was recorded stays as it is.")
_DROPPED = N_("The conference was called off: call a new one.")
_NO_GROUND = N_("Say why: whoever reads this later must understand it.")


def locked_conference(access: Access, number: int) -> Conference:
    """A conference that one runs, locked: of two who change it the second waits.

    Raises:
        OutOfSight: there is none, or it is not theirs.
    """
    seen = conference_run_by(access, number)
    return lock(seen)


def lock(seen: Conference) -> Conference:
    """Lock a conference and read anew what may have changed."""
    Conference.objects.select_for_update(of=("self",)).filter(pk=seen.pk).values_list("pk").get()
    seen.refresh_from_db(fields=["room", "chair", "secretary", "begun_at", "ended_at", "dropped_at"])
    return seen


def locked_item(access: Access, number: int) -> Item:
    """An item of a conference that one runs; the conference is locked with it.

    Raises:
        OutOfSight: there is none, or it is not theirs.
    """
    lock(item_run_by(access, number).conference)
    return item_run_by(access, number)


def obstacles_to_changing(conference: Conference) -> Iterator[Verdict]:
    """Why a conference can no longer be changed."""
    if conference.dropped_at:
        yield Verdict(Message(_DROPPED))
    elif conference.ended_at:
        yield Verdict(Message(_ENDED))


def obstacles_to_giving_ground(ground: str, clause: str = "") -> Iterator[Verdict]:
    """A ground is given in words."""
    if not ground.strip():
        yield Verdict(Message(_NO_GROUND), "ground", clause)


def unit_of(conference: Conference) -> Organisation:
    """The organisation in whose chain the journal tells of a conference."""
    if conference.electorate is not None:
        return conference.electorate.workplace
    if conference.place is None:
        raise ValueError(conference.pk)
    return conference.place.organisation


def actor_at(access: Access, conference: Conference) -> Actor:
    """Who acts at a conference that one runs."""
    return access.actor(running_right(conference), conference.path)


def note(access: Access, verb: Verb, conference: Conference, details: Details | None = None) -> None:
    """Tell the journal of an act at a conference."""
    tell(actor_at(access, conference), verb, conference, details)


def tell(actor: Actor, verb: Verb, conference: Conference, details: Details | None = None) -> None:
    """Tell the journal of an act of somebody who need not run the conference."""
    unit = unit_of(conference)
    subject = f"organisation:{unit.code}"[:80]
    record(actor, verb, unit=unit.code, subject=subject, details={"conference": conference.pk, **(details or {})})


def note_item(access: Access, verb: Verb, item: Item) -> None:
    """Tell the journal of an act on an item."""
    conference = item.conference
    details: Details = {"conference": conference.pk, "item": item.pk}
    subject = reference_of_subject(item.subject)
    record(actor_at(access, conference), verb, unit=unit_of(conference).code, subject=subject, details=details)
