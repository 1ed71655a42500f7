"""Forms delegations, sends them to places, keeps who attended and what they report (I.3.3.b)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from kiemdiem.accounts.access import Access, OutOfSight
from kiemdiem.accounts.roles import Right
from kiemdiem.campaign.models import Place
from kiemdiem.campaign.queries.cycles import open_cycle_at
from kiemdiem.journal.actions import record
from kiemdiem.journal.verbs import Verb
from kiemdiem.registry.actions.keeping import obstacles_to_ground, obstacles_to_keeping
from kiemdiem.registry.actions.units import reference
from kiemdiem.registry.documents import Paper, keep_paper
from kiemdiem.registry.models import Person
from kiemdiem.registry.queries.people import people_seen_by
from kiemdiem.registry.queries.units import organisations_seen_by
from kiemdiem.review.models import Delegate, Delegation, Visit
from kiemdiem.review.queries.delegations import visit_seen_by
from kiemdiem.review.queries.managing import direct_superior
from kiemdiem.tree.names import clean, tidied
from kiemdiem.tree.paths import within
from kiemdiem.verdicts import Refused, Verdict, refuse_on
from kiemdiem.wording import N_, Message

_NO_CYCLE = N_("No cycle is open at {unit}: a delegation is formed once it is.")
_NO_NAME = N_("Give the delegation a name, for example Đoàn công tác số 1.")
_AHEAD = N_("The day lies ahead: enter it when it has come.")
_NO_MEMBER = N_("A delegation has at least one member: enter the code of the head.")
_UNKNOWN = N_("There is nobody with the code {code} among the people that you see.")
_TWICE = N_("{name} is named twice.")
_DISSOLVED = N_("This delegation is dissolved: form a new one.")
_NO_GROUND = N_("Say why: whoever reads it later must understand it.")
_NOT_DIRECT = N_("{place} stands directly below {superior}: its delegation is formed there.")
_NO_SUPERIOR = N_("No unit of this system stands above {place}.")
_OTHER_CYCLE = N_("{place} belongs to another cycle than the delegation.")
_TAKEN = N_("{delegation} goes to {place} already: take the place from it first.")
_RELEASED = N_("This place is no longer the delegation's.")
_NO_REPORT = N_("Enter what the delegation reports.")
_NOBODY_THERE = N_("Tick who of the delegation attended.")
_REPORTED = N_("The delegation has reported on this place: it can be taken from it no more.")


@dataclass(frozen=True)
class DelegationEntry:
    """A delegation as typed in."""

    name: str
    formed_on: date
    head: str
    """Code of the person."""
    others: Sequence[str] = ()


@dataclass(frozen=True)
class VisitReport:
    """What came of a visit, as typed in."""

    day: date
    attended: Sequence[int]
    """Primary keys of delegates."""
    report: str


def obstacles_to_members(access: Access, head: str, others: Sequence[str]) -> Iterator[Verdict]:
    """What is wrong with who is to be sent."""
    if not head.strip():
        yield Verdict(Message(_NO_MEMBER), "head", "I.3.3.b")
    codes = [code for code in (clean(head), *map(clean, others)) if code]
    found = {person.code: person for person in _people(access, codes)}
    for place, code in enumerate(codes):
        name = "head" if place == 0 and head.strip() else "others"
        if code not in found:
            yield Verdict(Message(_UNKNOWN, {"code": code}), name)
        elif code in codes[:place]:
            yield Verdict(Message(_TWICE, {"name": found[code].full_name}), name)


def _people(access: Access, codes: Sequence[str]) -> list[Person]:
    return list(people_seen_by(access).filter(code__in=codes, erased_at__isnull=True))


def obstacles_to_forming(access: Access, entry: DelegationEntry, paper: Paper) -> Iterator[Verdict]:
    """What stands in the way of such a delegation."""
    if not entry.name.strip():
        yield Verdict(Message(_NO_NAME), "name")
    if entry.formed_on > timezone.localdate():
        yield Verdict(Message(_AHEAD), "formed_on")
    yield from obstacles_to_keeping(Delegation, {"name": entry.name, "formed_on": entry.formed_on})
    yield from obstacles_to_ground(paper)
    yield from obstacles_to_members(access, entry.head, entry.others)


def form_delegation(access: Access, unit_code: str, entry: DelegationEntry, paper: Paper) -> Delegation:
    """Form a delegation of a committee for the open cycle.

    Raises:
        OutOfSight: the unit is not theirs to form one at. Refused: no open cycle; see `obstacles_to_forming`.
    """
    with transaction.atomic():
        unit = organisations_seen_by(access, Right.KEEP_CASES).filter(code=unit_code).first()
        if unit is None:
            raise OutOfSight(f"organisation {unit_code}")
        cycle = open_cycle_at(unit.path)
        if cycle is None:
            raise Refused([Verdict(Message(_NO_CYCLE, {"unit": unit.name}))])
        refuse_on(obstacles_to_forming(access, entry, paper))
        actor = access.actor(Right.KEEP_CASES, unit.path)
        delegation = Delegation.objects.create(
            cycle=cycle, unit=unit, name=clean(entry.name), formed_on=entry.formed_on, document=keep_paper(paper),
            recorded_by=actor.account,
        )  # fmt: skip
        _send(access, delegation, entry.head, entry.others)
        _record(access, Verb.DELEGATION_FORMED, delegation)
        return delegation


def _send(access: Access, delegation: Delegation, head: str, others: Sequence[str]) -> None:
    codes = [clean(head), *(clean(code) for code in others if code.strip())]
    people = {person.code: person for person in _people(access, codes)}
    Delegate.objects.bulk_create(
        Delegate(delegation=delegation, person=people[code], heads=place == 0) for place, code in enumerate(codes)
    )


def change_members(access: Access, number: int, head: str, others: Sequence[str]) -> Delegation:
    """Send others; those no longer named have left, and stay on record with the visits that they attended.

    Raises:
        OutOfSight. Refused: dissolved; see `obstacles_to_members`.
    """
    with transaction.atomic():
        delegation = _locked(access, number)
        refuse_on([*_over(delegation), *obstacles_to_members(access, head, others)])
        wanted = {clean(code): place == 0 for place, code in enumerate((head, *others)) if code.strip()}
        standing = {one.person.code: one for one in _delegates(delegation)}
        gone = [one.pk for code, one in standing.items() if wanted.get(code) != one.heads]
        Delegate.objects.filter(pk__in=gone).update(left_at=timezone.now())
        kept = {code for code, one in standing.items() if one.pk not in gone}
        people = {person.code: person for person in _people(access, list(wanted))}
        Delegate.objects.bulk_create(
            Delegate(delegation=delegation, person=people[code], heads=heads)
            for code, heads in wanted.items() if code not in kept
        )  # fmt: skip
        _record(access, Verb.DELEGATION_CHANGED, delegation)
        return delegation


def _delegates(delegation: Delegation) -> list[Delegate]:
    return list(Delegate.objects.filter(delegation=delegation, left_at__isnull=True).select_related("person"))


def dissolve_delegation(access: Access, number: int, ground: str) -> Delegation:
    """End a delegation; the places that it has not reported on are without one again, the others count as visited.

    Raises:
        OutOfSight. Refused: dissolved already, or no ground.
    """
    with transaction.atomic():
        delegation = _locked(access, number)
        if not ground.strip():
            refuse_on([*_over(delegation), Verdict(Message(_NO_GROUND), "ground")])
        refuse_on([*_over(delegation), *obstacles_to_keeping(Delegation, {"ground": ground})])
        actor, now = access.actor(Right.KEEP_CASES, delegation.unit.path), timezone.now()
        delegation.dissolved_at, delegation.dissolved_by, delegation.ground = now, actor.account, tidied(ground)
        delegation.save(update_fields=["dissolved_at", "dissolved_by", "ground"])
        open_visits = Visit.objects.filter(delegation=delegation, released_at__isnull=True, reported_on__isnull=True)
        open_visits.update(released_at=now)
        _record(access, Verb.DELEGATION_DISSOLVED, delegation)
        return delegation


def obstacles_to_assigning_place(delegation: Delegation, place: Place) -> Iterator[Verdict]:
    """What stands in the way of sending a delegation to a place (I.3.3.b): only the direct superior sends one."""
    yield from _over(delegation)
    if place.cycle_id != delegation.cycle_id:
        yield Verdict(Message(_OTHER_CYCLE, {"place": place.name}), "place")
    superior = direct_superior(place.path)
    if superior is None:
        yield Verdict(Message(_NO_SUPERIOR, {"place": place.name}), "place", "I.3.3.b")
    elif superior.pk != delegation.unit_id:
        told = Message(_NOT_DIRECT, {"place": place.name, "superior": superior.name})
        yield Verdict(told, "place", "I.3.3.b")
    standing = Visit.objects.filter(place=place, released_at__isnull=True, delegation__dissolved_at__isnull=True)
    taken = standing.select_related("delegation").first()
    if taken is not None:
        yield Verdict(Message(_TAKEN, {"delegation": taken.delegation.name, "place": place.name}), "place")


def assign_place(access: Access, number: int, place_number: int, day: date | None) -> Visit:
    """Send a delegation to a place; one that is dissolved leaves it, and what it reported stays.

    Raises:
        OutOfSight: delegation or place is not theirs. Refused: see `obstacles_to_assigning_place`.
    """
    with transaction.atomic():
        delegation = _locked(access, number)
        found = Place.objects.filter(within("path", access.paths(Right.KEEP_CASES)), pk=place_number)
        place = found.select_for_update(of=("self",)).first()
        if place is None:
            raise OutOfSight(f"place {place_number}")
        refuse_on([*obstacles_to_assigning_place(delegation, place), *obstacles_to_keeping(Visit, {"day": day})])
        actor = access.actor(Right.KEEP_CASES, delegation.unit.path)
        Visit.objects.filter(place=place, released_at__isnull=True).update(released_at=timezone.now())
        visit = Visit.objects.create(delegation=delegation, place=place, day=day, assigned_by=actor.account)
        _record(access, Verb.VISIT_ASSIGNED, delegation, place=place.code)
        return visit


def release_place(access: Access, number: int) -> Visit:
    """Take a place from a delegation again.

    Raises:
        OutOfSight. Refused: the delegation has reported on it, or it is taken from it already.
    """
    with transaction.atomic():
        visit = _locked_visit(access, number)
        if visit.reported_on:
            refuse_on([Verdict(Message(_REPORTED))])
        visit.released_at = timezone.now()
        visit.save(update_fields=["released_at"])
        _record(access, Verb.VISIT_RELEASED, visit.delegation, place=visit.place.code)
        return visit


def obstacles_to_visit_report(visit: Visit, entry: VisitReport) -> Iterator[Verdict]:
    """What stands in the way of such a report."""
    if entry.day > timezone.localdate():
        yield Verdict(Message(_AHEAD), "day")
    if not set(entry.attended) & {one.pk for one in _delegates(visit.delegation)}:
        yield Verdict(Message(_NOBODY_THERE), "attended", "I.3.3.b")
    if not entry.report.strip():
        yield Verdict(Message(_NO_REPORT), "report", "I.3.3.b")
    yield from obstacles_to_keeping(Visit, {"day": entry.day, "report": entry.report})


def report_visit(access: Access, number: int, entry: VisitReport) -> Visit:
    """Enter when the delegation was at a place, who attended and what it reports; a later report supersedes.

    Raises:
        OutOfSight. Refused: see `obstacles_to_visit_report`.
    """
    with transaction.atomic():
        visit = _locked_visit(access, number)
        refuse_on(obstacles_to_visit_report(visit, entry))
        actor = access.actor(Right.KEEP_CASES, visit.delegation.unit.path)
        if visit.reported_on:
            Visit.objects.filter(pk=visit.pk).update(released_at=timezone.now())
            visit = Visit(delegation=visit.delegation, place=visit.place, assigned_by=visit.assigned_by)
        visit.day, visit.report, visit.reported_on = entry.day, tidied(entry.report), timezone.localdate()
        visit.reported_by = actor.account
        visit.save()
        visit.attended.set([one for one in _delegates(visit.delegation) if one.pk in set(entry.attended)])
        _record(access, Verb.VISIT_REPORTED, visit.delegation, place=visit.place.code)
        return visit


def _over(delegation: Delegation) -> Iterator[Verdict]:
    if delegation.dissolved_at:
        yield Verdict(Message(_DISSOLVED))


def _locked(access: Access, number: int) -> Delegation:
    found = Delegation.objects.filter(within("unit__path", access.paths(Right.KEEP_CASES)), pk=number)
    delegation = found.select_for_update(of=("self",)).select_related("unit", "cycle").first()
    if delegation is None:
        raise OutOfSight(f"delegation {number}")
    return delegation


def _locked_visit(access: Access, number: int) -> Visit:
    seen = visit_seen_by(access, number)
    delegation = _locked(access, seen.delegation_id)
    visit = Visit.objects.select_for_update(of=("self",)).select_related("place").get(pk=number)
    visit.delegation = delegation
    refuse_on(_over(delegation))
    if visit.released_at:
        refuse_on([Verdict(Message(_RELEASED))])
    return visit


def _record(access: Access, verb: Verb, delegation: Delegation, **more: str) -> None:
    unit = delegation.unit
    details: dict[str, str | int] = {"delegation": delegation.pk, **more}
    actor = access.actor(Right.KEEP_CASES, unit.path)
    record(actor, verb, unit=unit.code, subject=reference(unit), details=details)
