"""The one way into the journal."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from kiemdiem.journal.chain import SYSTEM, Details, Sealed, canonical, moment
from kiemdiem.journal.models import Entry, Head
from kiemdiem.journal.queries import PrintedHead, head_of
from kiemdiem.journal.verbs import Verb


@dataclass(frozen=True)
class Actor:
    """Who acts, for whom, from where; references only (`account:3`)."""

    account: str
    on_behalf_of: str = ""
    origin: str = ""


@dataclass(frozen=True)
class Act:
    """One act to be recorded."""

    verb: Verb
    subject: str = ""
    """A reference: `person:12`, `organisation:TO-CHUC-1`."""
    details: Details = field(default_factory=dict)


def record(actor: Actor, verb: Verb, *, unit: str = SYSTEM, subject: str = "", details: Details | None = None) -> Entry:
    """Append one act to the chain of `unit` (code of an organisation) and this year.

    Raises:
        RuntimeError: called outside a transaction; an act and its entry stand or fall together.
    """
    return record_all(actor, [Act(verb, subject, details or {})], unit=unit)[0]


def record_all(actor: Actor, acts: Sequence[Act], *, unit: str = SYSTEM) -> list[Entry]:
    """Append acts of one unit in their order, in one write.

    Raises:
        RuntimeError: called outside a transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("the journal is written inside the transaction of the act")
    now = timezone.now()
    head = _locked_head(unit, timezone.localtime(now).year)
    entries = [_sealed_entry(head, actor, act, now) for act in acts]
    Entry.objects.bulk_create(entries)
    head.save(update_fields=["number", "digest"])
    return entries


def record_alone(
    actor: Actor, verb: Verb, *, unit: str = SYSTEM, subject: str = "", details: Details | None = None
) -> None:
    """Append an act that changes nothing else: a sign-in, a refusal."""
    with transaction.atomic():
        record(actor, verb, unit=unit, subject=subject, details=details)


def print_head(actor: Actor, unit: str, year: int) -> PrintedHead | None:
    """The head of a chain, to be kept on paper; that it was printed is recorded after it. None: nothing to print."""
    with transaction.atomic():
        head = head_of(unit, year)
        if head is not None:
            subject = "" if unit == SYSTEM else f"organisation:{unit}"
            record(actor, Verb.HEAD_PRINTED, unit=unit, subject=subject, details={"number": head.number, "year": year})
    return head


def _locked_head(unit: str, year: int) -> Head:
    """The head of the chain, locked until the transaction ends: one writer per chain."""
    Head.objects.bulk_create([Head(unit=unit, year=year)], ignore_conflicts=True)
    return Head.objects.select_for_update().get(unit=unit, year=year)


def _sealed_entry(head: Head, actor: Actor, act: Act, now: datetime) -> Entry:
    """The next entry of the chain; moves the head on."""
    sealed = Sealed(
        unit=head.unit,
        year=head.year,
        number=head.number + 1,
        at=moment(now),
        verb=act.verb.value,
        actor=actor.account,
        on_behalf_of=actor.on_behalf_of,
        origin=actor.origin,
        subject=act.subject,
        details=canonical(dict(act.details)),
        previous=head.digest,
    )
    head.number, head.digest = sealed.number, sealed.digest()
    values = {name: getattr(sealed, name) for name in Sealed.__dataclass_fields__ if name != "at"}
    return Entry(at=now, digest=head.digest, **values)
