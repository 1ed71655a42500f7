"""Assigns, corrects and withdraws targets: what a head gives collectives and individuals for the year (II.3.a)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from kiemdiem.accounts.access import Access, OutOfSight
from kiemdiem.accounts.queries import names_of_accounts
from kiemdiem.accounts.roles import Right
from kiemdiem.campaign.models import Subject
from kiemdiem.journal.actions import record
from kiemdiem.journal.verbs import Verb
from kiemdiem.registry.actions.keeping import obstacles_to_keeping
from kiemdiem.review.models import Target, TargetVersion
from kiemdiem.review.queries.standing import node_reached, reference_of, subject_where, unit_code_of
from kiemdiem.review.queries.targets import KINDS
from kiemdiem.tree.names import clean
from kiemdiem.verdicts import Refused, Verdict, refuse_on
from kiemdiem.wording import N_, Message

MOST_TARGETS = 50
"""Targets of one subject; the product's own bound, against a sheet pasted into the wrong place."""
COLUMNS = ("text", "measure", "planned", "source", "source_title", "due_on", "order")
_NO_TEXT = N_("Say what is to be done.")
_NO_MEASURE = N_("A target must be measurable: enter in what its result is counted (per cent, households, days…).")
_NO_PLAN = N_("A target must be measurable: enter the value to be reached.")
_NO_TITLE = N_("Name the resolution, programme or plan that it is taken from.")
_UNKNOWN_SOURCE = N_("The source is one of: assigned, resolution, programme, plan.")
_TWICE = N_("This target is assigned already: correct it instead.")
_NONE = N_("Enter at least one target.")
_TOO_MANY = N_("One subject can hold {most} targets: put some of them together.")
_WRONG_KIND = N_("Targets are assigned to collectives and individuals: choose one of these.")
_WITHDRAWN = N_("This target is withdrawn.")
_NO_GROUND = N_("Say why: the target was the ground of the review as it stood.")
_STALE = N_("{who} corrected this target meanwhile. It says now: {text}")


@dataclass(frozen=True)
class TargetEntry:
    """A target as typed in."""

    text: str
    measure: str
    planned: str
    source: str = Target.Source.ASSIGNED.value
    source_title: str = ""
    due_on: date | None = None


def obstacles_to_target(entry: TargetEntry) -> Iterator[Verdict]:
    """What is missing in a target for it to be measurable (II.3.a), or cannot be kept."""
    if not entry.text.strip():
        yield Verdict(Message(_NO_TEXT), "text", "II.3.a")
    if not entry.measure.strip():
        yield Verdict(Message(_NO_MEASURE), "measure", "II.3.a")
    if not entry.planned.strip():
        yield Verdict(Message(_NO_PLAN), "planned", "II.3.a")
    if entry.source not in Target.Source.values:
        yield Verdict(Message(_UNKNOWN_SOURCE), "source", "II.3.a")
    elif entry.source != Target.Source.ASSIGNED and not entry.source_title.strip():
        yield Verdict(Message(_NO_TITLE), "source_title", "II.3.a")
    yield from obstacles_to_keeping(Target, vars(entry))


def obstacles_to_assigning(subject: Subject, entries: Sequence[TargetEntry]) -> Iterator[Verdict]:
    """What stands in the way of these further targets; the field of a verdict ends in the number of its row."""
    if subject.kind not in KINDS:
        yield Verdict(Message(_WRONG_KIND), clause="II.3.a")
        return
    if not entries:
        yield Verdict(Message(_NONE), "text_1", "II.3.a")
    held = set(Target.objects.filter(subject=subject, withdrawn_at__isnull=True).values_list("text", flat=True))
    if len(held) + len(entries) > MOST_TARGETS:
        yield Verdict(Message(_TOO_MANY, {"most": MOST_TARGETS}))
    for place, entry in enumerate(entries, 1):
        for found in obstacles_to_target(entry):
            yield Verdict(found.message, f"{found.field}_{place}", found.clause)
        if clean(entry.text) in held:
            yield Verdict(Message(_TWICE), f"text_{place}")
        held.add(clean(entry.text))


def assign_targets(access: Access, number: int, entries: Sequence[TargetEntry]) -> list[Target]:
    """Assign further targets to a subject, after those that it has.

    Raises:
        OutOfSight: the subject is not theirs to assign to. Refused: see `obstacles_to_assigning`.
    """
    with transaction.atomic():
        subject = _locked_subject(access, number)
        refuse_on(obstacles_to_assigning(subject, entries))
        actor = access.actor(Right.SET_TARGETS, node_reached(access, Right.SET_TARGETS, subject))
        last = Target.objects.filter(subject=subject).aggregate(last=Max("order"))["last"] or 0
        made = Target.objects.bulk_create(
            Target(subject=subject, order=order, recorded_by=actor.account, behalf_of=actor.on_behalf_of, **kept(entry))
            for order, entry in enumerate(entries, last + 1)
        )
        details: dict[str, str | int] = {"subject": subject.pk, "count": len(made)}
        record(actor, Verb.TARGET_ASSIGNED, unit=unit_code_of(subject), subject=reference_of(subject), details=details)
        return made


def kept(entry: TargetEntry) -> dict[str, object]:
    """The columns of a target as they are kept."""
    return {name: clean(value) if isinstance(value, str) else value for name, value in vars(entry).items()}


def correct_target(access: Access, number: int, version: int, entry: TargetEntry, ground: str) -> Target:
    """Put other words in the place of a target's; what it said before is kept.

    Raises:
        OutOfSight. Refused: see `obstacles_to_target`; no ground; withdrawn; corrected by somebody else since.
    """
    with transaction.atomic():
        target = _locked(access, number)
        _refuse_over(target, version)
        refuse_on([*obstacles_to_target(entry), *obstacles_to_ground(ground)])
        same = Target.objects.filter(subject=target.subject, text=clean(entry.text), withdrawn_at__isnull=True)
        if same.exclude(pk=target.pk).exists():
            refuse_on([Verdict(Message(_TWICE), "text")])
        actor = access.actor(Right.SET_TARGETS, node_reached(access, Right.SET_TARGETS, target.subject))
        supersede(target, entry, actor.account, clean(ground))
        target.behalf_of = actor.on_behalf_of
        target.save()
        _record_one(access, Verb.TARGET_CORRECTED, target)
        return target


def supersede(target: Target, entry: TargetEntry, by: str, ground: str) -> None:
    """Keep a target as it stands as a version and give it the new values, not yet saved."""
    before = {name: getattr(target, name) for name in COLUMNS}
    TargetVersion.objects.create(
        of=target, number=target.version, recorded_at=target.recorded_at, recorded_by=target.recorded_by,
        superseded_by=by, ground=ground, **before,
    )  # fmt: skip
    for name, value in kept(entry).items():
        setattr(target, name, value)
    target.version += 1
    target.recorded_at, target.recorded_by = timezone.now(), by


def withdraw_target(access: Access, number: int, version: int, ground: str) -> Target:
    """Take a target back; it stays readable.

    Raises:
        OutOfSight. Refused: no ground; withdrawn already; corrected by somebody else since.
    """
    with transaction.atomic():
        target = _locked(access, number)
        _refuse_over(target, version)
        refuse_on(obstacles_to_ground(ground))
        actor = access.actor(Right.SET_TARGETS, node_reached(access, Right.SET_TARGETS, target.subject))
        target.withdrawn_at, target.withdrawn_by, target.ground = timezone.now(), actor.account, clean(ground)
        target.save(update_fields=["withdrawn_at", "withdrawn_by", "ground"])
        _record_one(access, Verb.TARGET_WITHDRAWN, target)
        return target


def obstacles_to_ground(ground: str) -> Iterator[Verdict]:
    """A correction says why."""
    if not ground.strip():
        yield Verdict(Message(_NO_GROUND), "ground", "II.3.a")
    yield from obstacles_to_keeping(TargetVersion, {"ground": ground})


def _refuse_over(target: Target, version: int) -> None:
    if target.withdrawn_at:
        refuse_on([Verdict(Message(_WITHDRAWN))])
    if target.version != version:
        who = names_of_accounts([target.recorded_by]).get(target.recorded_by, target.recorded_by)
        told = f"{target.text} · {target.planned} {target.measure}"
        raise Refused([Verdict(Message(_STALE, {"who": who, "text": told}))])


def _locked_subject(access: Access, number: int) -> Subject:
    """The subject, locked: two who assign at once come one after the other."""
    seen = subject_where(access, number, Right.SET_TARGETS)
    Subject.objects.select_for_update(of=("self",)).get(pk=seen.pk)
    return seen


def _locked(access: Access, number: int) -> Target:
    known = Target.objects.filter(pk=number).values_list("subject_id", flat=True).first()
    if known is None:
        raise OutOfSight(f"target {number}")
    subject = _locked_subject(access, known)
    target = Target.objects.select_for_update(of=("self",)).get(pk=number)
    target.subject = subject
    return target


def _record_one(access: Access, verb: Verb, target: Target) -> None:
    subject, details = target.subject, {"target": target.pk, "subject": target.subject_id}
    actor = access.actor(Right.SET_TARGETS, node_reached(access, Right.SET_TARGETS, subject))
    record(actor, verb, unit=unit_code_of(subject), subject=reference_of(subject), details=dict(details))
