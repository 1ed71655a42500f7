"""Corrects the list of those who are asked at work, makes it ready, records that the opinion is in or not needed."""

from collections.abc import Iterator
from datetime import date

from django.db import transaction
from django.utils import timezone

from kiemdiem.accounts.access import Access, OutOfSight
from kiemdiem.accounts.roles import Right
from kiemdiem.campaign.actions.awaiting import await_before_review, await_by_rule_alone, mark_there
from kiemdiem.campaign.actions.plan import reference as reference_of_subject
from kiemdiem.campaign.models import Subject
from kiemdiem.campaign.queries.leaders import BEFORE_REVIEW
from kiemdiem.journal.actions import record
from kiemdiem.journal.chain import Details
from kiemdiem.journal.verbs import Verb
from kiemdiem.registry.actions.keeping import obstacles_to_keeping, refuse_on_unkept
from kiemdiem.registry.actions.units import reference
from kiemdiem.registry.documents import Paper, keep_paper
from kiemdiem.registry.queries.people import people_seen_by
from kiemdiem.review.models import Electorate, ElectorateChange, ElectorateLeader, Voter
from kiemdiem.review.queries.electorates import electorate_seen_by, leader_seen_by, voter_seen_by
from kiemdiem.tree.names import clean, tidied
from kiemdiem.verdicts import Verdict, refuse_on
from kiemdiem.wording import N_, Message

FEWEST = 3
"""With fewer a secret ballot would tell who voted how."""
_IS_SETTLED = N_("The list is settled: open it again first, with a reason.")
_NOT_SETTLED = N_("The list is not settled yet: settle it first, then hold the meeting.")
_IS_HELD = N_("The opinion is in: it was taken on {day}.")
_NOBODY = N_("Nobody is asked: derive the list, or add people by hand.")
_FEW = N_("Only {count} people are asked: with fewer than {fewest} the ballot is not secret.")
_NO_GROUND = N_("Say why: whoever reads this later must understand it.")
_NO_ONE = N_("Enter the code of a person of the registry, or the name of somebody whom it does not hold.")
_BOTH = N_("Enter the code or the name, not both.")
_UNKNOWN = N_("There is nobody with the code {code} among the people that you see.")
_TWICE = N_("{name} is in the list already.")
_GONE = N_("{name} is left out already.")
_FUTURE = N_("The day lies in the future: record it once the meeting was held.")
_CLOSED = N_("It is recorded already how the opinion on {name} stands.")


def obstacles_to_correcting(electorate: Electorate) -> Iterator[Verdict]:
    """Why a list can no longer be corrected."""
    if electorate.held_on:
        yield Verdict(Message(_IS_HELD, {"day": electorate.held_on.strftime("%d/%m/%Y")}))
    elif electorate.settled_at:
        yield Verdict(Message(_IS_SETTLED))


def add_voter(access: Access, number: int, code: str, name: str, ground: str) -> Voter:
    """Add somebody whom the rule does not ask: a person of the registry by the code, or another by the name alone.

    Raises:
        OutOfSight: the list is not theirs. Refused: settled; nobody or two named; unknown; there already; no ground.
    """
    with transaction.atomic():
        electorate = _locked(access, number)
        refuse_on([*obstacles_to_correcting(electorate), *_obstacles_to_voter(code, name, ground)])
        people = people_seen_by(access).filter(erased_at__isnull=True)
        person = people.filter(code=clean(code)).first() if code.strip() else None
        if code.strip() and person is None:
            refuse_on([Verdict(Message(_UNKNOWN, {"code": clean(code)}), "code")])
        there = Voter.objects.filter(electorate=electorate, left_out_at__isnull=True)
        if person and there.filter(person=person).exists():
            refuse_on([Verdict(Message(_TWICE, {"name": person.full_name}), "code")])
        actor = access.actor(Right.ASK_OPINIONS, electorate.path)
        made = Voter.objects.create(
            electorate=electorate, person=person, name="" if person else clean(name), ground=tidied(ground),
            added_by=actor.account,
        )  # fmt: skip
        _record(access, Verb.VOTER_ADDED, electorate, {"voter": made.pk})
        return made


def _obstacles_to_voter(code: str, name: str, ground: str) -> Iterator[Verdict]:
    yield from obstacles_to_keeping(Voter, {"name": name, "ground": ground})
    if code.strip() and name.strip():
        yield Verdict(Message(_BOTH), "name")
    elif not code.strip() and not name.strip():
        yield Verdict(Message(_NO_ONE), "code")
    if not ground.strip():
        yield Verdict(Message(_NO_GROUND), "ground")


def leave_out(access: Access, number: int, ground: str) -> Voter:
    """Leave somebody out with a ground; deriving again does not bring him or her back.

    Raises:
        OutOfSight: the list is not theirs. Refused: settled; left out already; no ground.
    """
    with transaction.atomic():
        seen = voter_seen_by(access, number)
        electorate = _locked(access, seen.electorate_id)
        voter = Voter.objects.select_for_update(of=("self",)).select_related("person").get(pk=number)
        refuse_on([*obstacles_to_correcting(electorate), *obstacles_to_keeping(Voter, {"left_out_ground": ground})])
        if voter.left_out_at:
            refuse_on([Verdict(Message(_GONE, {"name": str(voter.person or voter.name)}))])
        if not ground.strip():
            refuse_on([Verdict(Message(_NO_GROUND), "ground")])
        actor = access.actor(Right.ASK_OPINIONS, electorate.path)
        voter.left_out_at, voter.left_out_by = timezone.now(), actor.account
        voter.left_out_ground = tidied(ground)
        voter.save(update_fields=["left_out_at", "left_out_by", "left_out_ground"])
        _record(access, Verb.VOTER_LEFT_OUT, electorate, {"voter": voter.pk})
        return voter


def obstacles_to_settling(electorate: Electorate) -> Iterator[Verdict]:
    """What stands in the way of making a list ready for the ballot."""
    yield from obstacles_to_correcting(electorate)
    count = Voter.objects.filter(electorate=electorate, left_out_at__isnull=True).count()
    if not count:
        yield Verdict(Message(_NOBODY), "", "I.3.1.c5")
    elif count < FEWEST:
        yield Verdict(Message(_FEW, {"count": count, "fewest": FEWEST}), "", "I.3.1.c5")


def settle(access: Access, number: int) -> Electorate:
    """Make a list ready for the ballot: it is corrected no more.

    Raises:
        OutOfSight. Refused: see `obstacles_to_settling`.
    """
    with transaction.atomic():
        electorate = _locked(access, number)
        refuse_on(obstacles_to_settling(electorate))
        actor = access.actor(Right.ASK_OPINIONS, electorate.path)
        electorate.settled_at, electorate.settled_by = timezone.now(), actor.account
        electorate.save(update_fields=["settled_at", "settled_by"])
        _record(access, Verb.ELECTORATE_SETTLED, electorate, {})
        return electorate


def reopen(access: Access, number: int, ground: str) -> Electorate:
    """Open a settled list again, or take back that the meeting was held; the reviews of its leaders wait again.

    Raises:
        OutOfSight. Refused: not settled; no ground.
    """
    with transaction.atomic():
        electorate = _locked(access, number)
        refuse_on_unkept(ElectorateChange, {"ground": ground})
        if not ground.strip():
            refuse_on([Verdict(Message(_NO_GROUND), "ground")])
        if electorate.settled_at is None:
            refuse_on([Verdict(Message(_NOT_SETTLED))])
        if electorate.held_on:
            await_before_review(_waiting_for(electorate), BEFORE_REVIEW)
        electorate.settled_at = electorate.held_on = None
        electorate.save(update_fields=["settled_at", "held_on"])
        _keep_change(access, electorate, ElectorateChange.Kind.REOPENED, ground)
        _record(access, Verb.ELECTORATE_REOPENED, electorate, {})
        return electorate


def obstacles_to_holding(electorate: Electorate, day: date | None) -> Iterator[Verdict]:
    """What stands in the way of recording that the meeting was held."""
    if electorate.settled_at is None:
        yield Verdict(Message(_NOT_SETTLED), "", "I.3.1.c5")
    if electorate.held_on:
        yield Verdict(Message(_IS_HELD, {"day": electorate.held_on.strftime("%d/%m/%Y")}))
    if day and day > timezone.localdate():
        yield Verdict(Message(_FUTURE), "day")


def record_held(access: Access, number: int, day: date, paper: Paper) -> Electorate:
    """Record that the meeting was held and the opinion taken; the reviews of its leaders wait for it no more.

    Raises:
        OutOfSight. Refused: see `obstacles_to_holding`.
    """
    with transaction.atomic():
        electorate = _locked(access, number)
        refuse_on_unkept(Electorate, {"day": day}, paper)
        refuse_on(obstacles_to_holding(electorate, day))
        electorate.held_on, electorate.document = day, keep_paper(paper)
        electorate.save(update_fields=["held_on", "document"])
        mark_there(_waiting_for(electorate), BEFORE_REVIEW)
        _record(access, Verb.WORKPLACE_OPINION_HELD, electorate, {"on": day.isoformat()})
        return electorate


def set_opinion_not_needed(access: Access, number: int, ground: str) -> ElectorateLeader:
    """Record that the workplace is not asked about a leader: the same people attend the conference (I.3.1.c4, Q33).

    Args:
        number: primary key of the leader's row.

    Raises:
        OutOfSight. Refused: no ground; recorded already; the meeting was held.
    """
    with transaction.atomic():
        seen = leader_seen_by(access, number)
        electorate = _locked(access, seen.electorate_id)
        leader = _locked_leader(number)
        refuse_on_unkept(ElectorateLeader, {"not_needed_ground": ground})
        if leader.not_needed_at or electorate.held_on:
            refuse_on([Verdict(Message(_CLOSED, {"name": leader.subject.name}))])
        if not ground.strip():
            refuse_on([Verdict(Message(_NO_GROUND), "ground", "I.3.1.c4")])
        actor = access.actor(Right.ASK_OPINIONS, electorate.path)
        leader.not_needed_at, leader.not_needed_by = timezone.now(), actor.account
        leader.not_needed_ground = tidied(ground)
        leader.save(update_fields=["not_needed_at", "not_needed_by", "not_needed_ground"])
        mark_there([leader.subject_id], BEFORE_REVIEW)
        details = {"electorate": electorate.pk}
        record(actor, Verb.WORKPLACE_OPINION_NOT_NEEDED, unit=electorate.workplace.code,
               subject=reference_of_subject(leader.subject), details=details)  # fmt: skip
        return leader


def take_off(access: Access, number: int, ground: str) -> Electorate:
    """Take a leader off a list: the workplace was wrong, or it is asked about him or her after all. The review waits on
    if the edition speaks of the leader's posts; who was laid down by mistake (I.3.1.c6) waits no more.

    Args:
        number: primary key of the leader's row.

    Raises:
        OutOfSight. Refused: settled; the meeting was held; no ground.
    """
    with transaction.atomic():
        seen = leader_seen_by(access, number)
        electorate = _locked(access, seen.electorate_id)
        refuse_on([*obstacles_to_correcting(electorate), *obstacles_to_keeping(ElectorateChange, {"ground": ground})])
        if not ground.strip():
            refuse_on([Verdict(Message(_NO_GROUND), "ground")])
        leader = _locked_leader(number)
        leader.delete()
        await_by_rule_alone(electorate.cycle, [leader.subject_id])
        _keep_change(access, electorate, ElectorateChange.Kind.TAKEN_OFF, ground, leader.subject)
        actor = access.actor(Right.ASK_OPINIONS, electorate.path)
        details: Details = {"electorate": electorate.pk, "clause": leader.clause}
        record(actor, Verb.LEADER_TAKEN_OFF, unit=electorate.workplace.code,
               subject=reference_of_subject(leader.subject), details=details)  # fmt: skip
        return electorate


def _keep_change(
    access: Access, electorate: Electorate, kind: ElectorateChange.Kind, ground: str, subject: Subject | None = None
) -> None:
    actor = access.actor(Right.ASK_OPINIONS, electorate.path)
    ElectorateChange.objects.create(
        electorate=electorate, kind=kind, subject=subject, ground=tidied(ground), by=actor.account
    )


def _waiting_for(electorate: Electorate) -> list[int]:
    """The leaders whose reviews wait for the electorate's opinion."""
    found = ElectorateLeader.objects.filter(electorate=electorate, not_needed_at__isnull=True)
    return list(found.values_list("subject_id", flat=True))


def _locked(access: Access, number: int) -> Electorate:
    seen = electorate_seen_by(access, number)
    found = Electorate.objects.select_for_update(of=("self",)).select_related("workplace", "cycle")
    return found.get(pk=seen.pk)


def _locked_leader(number: int) -> ElectorateLeader:
    found = ElectorateLeader.objects.select_for_update(of=("self",)).select_related("subject").filter(pk=number).first()
    if found is None:
        raise OutOfSight(f"leader {number}")
    return found


def _record(access: Access, verb: Verb, electorate: Electorate, details: Details) -> None:
    actor = access.actor(Right.ASK_OPINIONS, electorate.path)
    told = {"electorate": electorate.pk, **details}
    record(actor, verb, unit=electorate.workplace.code, subject=reference(electorate.workplace), details=told)
