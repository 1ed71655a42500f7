"""Accepts or refuses what changed in the registry after the freeze."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from kiemdiem.accounts.access import Access
from kiemdiem.accounts.roles import Right
from kiemdiem.campaign.actions.awaiting import await_workplace_opinions
from kiemdiem.campaign.actions.cycles import ask_to_compare
from kiemdiem.campaign.actions.plan import lock_places, refused_as_finished
from kiemdiem.campaign.drawing import names_in, row_name
from kiemdiem.campaign.freezing import HELD
from kiemdiem.campaign.models import (
    Cycle,
    Place,
    PlanRow,
    Precondition,
    PreconditionRow,
    ProposedChange,
    RowChange,
    Subject,
)
from kiemdiem.campaign.preceding import renew_order_at
from kiemdiem.campaign.queries.cycles import cycle_seen_by
from kiemdiem.campaign.queries.plan import changes_seen_by
from kiemdiem.journal.actions import Act, Actor, record_all
from kiemdiem.journal.verbs import Verb
from kiemdiem.registry.actions.keeping import refuse_on_unkept
from kiemdiem.registry.models import Post
from kiemdiem.tree.names import tidied
from kiemdiem.verdicts import Verdict, refuse_on
from kiemdiem.vocabulary import SubjectKind
from kiemdiem.wording import N_, Message

MOST_AT_ONCE = 500
MOST_TOLD = 10
_NO_GROUND = N_("Say why the change is refused: whoever reads the plan later must understand it.")
_OTHERWISE = N_("{name}: the plan has changed since this was proposed; look for changes anew.")
_NOTHING = N_("No proposed change waits for a decision here; others may have decided meanwhile.")


@dataclass(frozen=True)
class Decided:
    """What came of a decision on proposed changes."""

    count: int
    left: tuple[Verdict, ...] = ()
    """Why others could not be carried out; they wait on."""


def decide_changes(
    access: Access, cycle_number: int, chosen: Collection[int] | None, *, accept: bool, ground: str = ""
) -> Decided:
    """Accept or refuse proposed changes, `chosen` or (None) all in sight, `MOST_AT_ONCE` at a time.

    Raises:
        OutOfSight: the cycle is not theirs. Refused: none waits; refused without a ground; none can be carried out.
    """
    with transaction.atomic():
        cycle = cycle_seen_by(access, cycle_number)
        refuse_on_unkept(ProposedChange, {"ground": ground})
        if not accept and not ground.strip():
            refuse_on([Verdict(Message(_NO_GROUND), "ground")])
        Cycle.objects.select_for_update(of=("self",)).only("pk").get(pk=cycle.pk)
        waiting = changes_seen_by(access, cycle).filter(decided_at__isnull=True).order_by("pk")
        if chosen is not None:
            waiting = waiting.filter(pk__in=chosen)
        changes, left = _carried_out(access, cycle, waiting) if accept else (list(waiting[:MOST_AT_ONCE]), [])
        if not changes:
            refuse_on(left[:MOST_TOLD] or [Verdict(Message(_NOTHING))])
        by = access.actor(Right.EDIT_PLAN).account
        for change in changes:
            change.decided_at, change.decided_by, change.accepted = timezone.now(), by, accept
            change.ground = tidied(ground)
        ProposedChange.objects.bulk_update(changes, ["decided_at", "decided_by", "accepted", "ground"], batch_size=200)
        _journal(access, changes, accept=accept)
        if accept and any(change.collective_id for change in changes):
            ask_to_compare(access, cycle.pk)
        return Decided(len(changes), tuple(left))


def _journal(access: Access, changes: Iterable[ProposedChange], *, accept: bool) -> None:
    """One entry for each change, in the chain of the place's unit."""
    verb = Verb.CHANGE_ACCEPTED if accept else Verb.CHANGE_REFUSED
    by_unit: dict[str, list[ProposedChange]] = {}
    for change in changes:
        by_unit.setdefault(change.place_organisation.code, []).append(change)
    for unit, several in sorted(by_unit.items()):
        acts = [
            Act(verb, _reference(one), {"change": one.pk, "kind": one.kind, "before": one.before, "after": one.after})
            for one in several
        ]
        record_all(access.actor(Right.EDIT_PLAN, several[0].path), acts, unit=unit)


def _reference(change: ProposedChange) -> str:
    return f"person:{change.person_id}" if change.person_id else f"collective:{change.code}"[:80]


def _carried_out(
    access: Access, cycle: Cycle, waiting: "QuerySet[ProposedChange]"
) -> tuple[list[ProposedChange], list[Verdict]]:
    """Carry out the first that can be, at most `MOST_AT_ONCE`; those, and why others before or among them cannot be."""
    left: list[Verdict] = []
    after = 0
    while some := list(waiting.filter(pk__gt=after)[:MOST_AT_ONCE]):
        lock_places(_places_touched(cycle, some))
        done = [change for change in some if _is_carried_out(access, cycle, change, left)]
        if done:
            for place in _places_touched(cycle, done):
                renew_order_at(cycle, place)
            people = [one.code for one in done if one.subject_kind == SubjectKind.CADRE]
            touched = Subject.objects.filter(cycle=cycle, kind=SubjectKind.CADRE, code__in=people)
            await_workplace_opinions(cycle, list(touched.values_list("pk", flat=True)))
            return done, left
        after = some[-1].pk
    return [], left


def _is_carried_out(access: Access, cycle: Cycle, change: ProposedChange, left: list[Verdict]) -> bool:
    """Carry a change out, or add to `left` why it cannot be."""
    row = _row_of(cycle, change)
    if obstacle := _obstacle(change, row):
        left.append(obstacle)
        return False
    _carry_out(cycle, change, row, access.actor(Right.EDIT_PLAN, change.path))
    return True


def _obstacle(change: ProposedChange, row: PlanRow | None) -> Verdict | None:
    """Why a change cannot be carried out on the plan as it stands now."""
    standing = None if row is None or row.dropped_at else row
    is_decided = change.kind == ProposedChange.Kind.ACTION and standing is not None and bool(standing.ground)
    if (standing.action if standing else "") != change.before or is_decided:
        return Verdict(Message(_OTHERWISE, {"name": str(change.person or change.collective or change.code)}))
    if standing is None:
        return None
    return refused_as_finished(standing, standing.finished_on) if standing.finished_on else None


def _places_touched(cycle: Cycle, changes: Iterable[ProposedChange]) -> "QuerySet[Place]":
    """The places of the changes, and those of the organisations whose collectives are now reviewed otherwise."""
    every = list(changes)
    cells = [one.place_organisation_id for one in every if one.place_collective_id is None]
    collectives = [one.place_collective_id for one in every if one.place_collective_id]
    units = [one.collective.organisation_id for one in every if one.collective is not None]
    at = Q(organisation__in=cells, collective__isnull=True) | Q(collective__in=collectives) | Q(organisation__in=units)
    return Place.objects.filter(at, cycle=cycle).order_by("pk")


def _carry_out(cycle: Cycle, change: ProposedChange, row: PlanRow | None, actor: Actor) -> None:
    if row is None or change.kind == ProposedChange.Kind.ADDED:
        _add(cycle, change, row, actor)
        return
    if change.kind == ProposedChange.Kind.DROPPED:
        row.dropped_at = timezone.now()
        row.save(update_fields=["dropped_at"])
        _count(row, -1)
        _note(row, RowChange.Kind.DROPPED, row.action, "", actor)
        return
    before = row.action
    _count(row, -1)
    row.action, row.clauses = change.after, change.clauses
    row.version += 1
    row.save(update_fields=["action", "clauses", "version"])
    _count(row, 1)
    _note(row, RowChange.Kind.ACTION, before, change.after, actor)


def _row_of(cycle: Cycle, change: ProposedChange) -> PlanRow | None:
    at = {"place__collective_id": change.place_collective_id}
    if change.place_collective_id is None:
        at = {"place__collective_id": None, "place__organisation_id": change.place_organisation_id}
    found = PlanRow.objects.filter(cycle=cycle, subject__kind=change.subject_kind, subject__code=change.code, **at)
    return found.select_related("subject").select_for_update(of=("self",)).first()


def _count(row: PlanRow, sign: int) -> None:
    """Take a row out of the place's counts, or into them."""
    if row.action in HELD:
        finished = F("finished") + sign if row.finished_on else F("finished")
        Place.objects.filter(pk=row.place_id).update(reviews=F("reviews") + sign, finished=finished)


def _note(row: PlanRow, kind: RowChange.Kind, before: str, after: str, actor: Actor) -> None:
    RowChange.objects.create(
        row=row, kind=kind, before=before, after=after, by=actor.account, behalf_of=actor.on_behalf_of
    )


def _add(cycle: Cycle, change: ProposedChange, row: PlanRow | None, actor: Actor) -> None:
    """A row that was not there, or (`row`) one that was dropped before."""
    if row is None:
        place = _place(cycle, change)
        row = PlanRow(cycle=cycle, subject=_subject(cycle, change), place=place, path=place.path)
    row.action, row.clauses, row.dropped_at = change.after, change.clauses, None
    row.ground, row.opened_early_at = "", None
    if change.collective is not None:
        row.precondition = _precondition(cycle, change.after_rows)
    row.save()
    _count(row, 1)
    _note(row, RowChange.Kind.ADDED, "", change.after, actor)


def _place(cycle: Cycle, change: ProposedChange) -> Place:
    unit = change.place_collective or change.place_organisation
    found, _ = Place.objects.get_or_create(
        cycle=cycle, organisation=change.place_organisation, collective=change.place_collective,
        defaults={"code": unit.code, "name": unit.name, "path": change.path, "deadline": change.deadline},
    )  # fmt: skip
    return found


def _subject(cycle: Cycle, change: ProposedChange) -> Subject:
    of = change.person or change.collective
    if of is None:
        raise ValueError(f"the proposed change {change.pk} is about nothing")
    values = {
        "person": change.person, "collective": change.collective, "name": str(of), "name_key": of.name_key,
        "search_key": of.search_key, "path": of.path,
    }  # fmt: skip
    if change.person:
        posts = Post.objects.filter(person=change.person, end__isnull=True, withdrawn_at__isnull=True)
        titles = posts.order_by(F("rank").asc(nulls_last=True)).values_list("title", flat=True)
        values["occupation"] = change.person.occupation
        values["titles"] = "; ".join(filter(None, titles))[:400]
    found, _ = Subject.objects.get_or_create(cycle=cycle, kind=change.subject_kind, code=change.code, defaults=values)
    return found


def _precondition(cycle: Cycle, after: str) -> Precondition | None:
    """What must precede, of the rows that stand."""
    names = set(names_in(after))
    if not names:
        return None
    places = {name.rpartition("@")[2] for name in names}
    rows = PlanRow.objects.filter(cycle=cycle, place__code__in=places, dropped_at__isnull=True)
    columns = ("pk", "subject__kind", "subject__code", "place__code")
    keys = [key for key, *name in rows.values_list(*columns) if row_name(*name) in names]
    made = Precondition.objects.create(cycle=cycle)
    PreconditionRow.objects.bulk_create([PreconditionRow(precondition=made, row_id=key) for key in keys])
    return made
