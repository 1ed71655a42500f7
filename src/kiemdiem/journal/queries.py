"""Reads the journal: entries, heads, and whether the chains hold."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields
from itertools import groupby
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from kiemdiem.journal.chain import Break, Sealed, Stored, breaks_in, moment
from kiemdiem.journal.models import Entry, Head

HEAD_PREFIX = "kiemdiem"
_HEAD = re.compile(HEAD_PREFIX + r":(.{1,64}):([0-9]{4}):([0-9]{1,9}):([0-9a-fA-F]{64})")
_SEALED = tuple(field.name for field in fields(Sealed))
_AT = _SEALED.index("at")


@dataclass(frozen=True)
class PrintedHead:
    """The head of a chain as it stands on paper."""

    unit: str
    year: int
    number: int
    digest: str

    def __str__(self) -> str:
        return ":".join((HEAD_PREFIX, self.unit, str(self.year), str(self.number), self.digest))


def parse_head(text: str) -> PrintedHead | None:
    """A head typed or scanned from paper; None when it is none."""
    text = text.strip()
    found = _HEAD.fullmatch(text) if text.isprintable() else None
    return PrintedHead(found[1], int(found[2]), int(found[3]), found[4].lower()) if found else None


def head_of(unit: str, year: int) -> PrintedHead | None:
    """The head of a unit's chain of a year; None while nothing was recorded."""
    head = Head.objects.filter(unit=unit, year=year, number__gt=0).first()
    return PrintedHead(head.unit, head.year, head.number, head.digest) if head else None


def holds(head: PrintedHead) -> bool:
    """Whether an entry of that number and digest stands in the chain."""
    return Entry.objects.filter(unit=head.unit, year=head.year, number=head.number, digest=head.digest).exists()


def is_known(unit: str) -> bool:
    """Whether anything was ever recorded for the unit."""
    return Head.objects.filter(unit=unit, number__gt=0).exists() or Entry.objects.filter(unit=unit).exists()


def entries_of_units(units: "Iterable[str] | QuerySet[Any, Any]") -> "QuerySet[Entry]":
    """The entries of these units, newest first."""
    return Entry.objects.filter(unit__in=units).order_by("-at", "-id")


def entries_about(subject: str) -> "QuerySet[Entry]":
    """The entries about a subject, newest first."""
    return Entry.objects.filter(subject=subject).order_by("-at", "-id")


def verify(units: Iterable[str] | None = None) -> tuple[int, list[Break]]:
    """How many entries there are, and where the chains do not hold (all chains, or those of `units`).

    Entries and heads are read by one statement: what is recorded meanwhile is not taken for a fault.
    """
    head = Head.objects.filter(unit=OuterRef("unit"), year=OuterRef("year"))
    entries = Entry.objects.annotate(
        head_number=Coalesce(Subquery(head.values("number")), 0),
        head_digest=Coalesce(Subquery(head.values("digest")), Value("")),
    )
    heads = Head.objects.filter(number__gt=0)
    if units is not None:
        chosen = list(units)
        entries, heads = entries.filter(unit__in=chosen), heads.filter(unit__in=chosen)
    found: list[Break] = []
    rows = entries.order_by("unit", "year", "number").values_list(*_SEALED, "digest", "head_number", "head_digest")
    for _, stored in groupby(map(_stored, rows.iterator(chunk_size=2000)), key=lambda row: row.sealed.chain):
        found += breaks_in(stored)
    emptied = heads.exclude(Exists(Entry.objects.filter(unit=OuterRef("unit"), year=OuterRef("year"))))
    found += [Break(unit, year, 1, "missing") for unit, year in emptied.values_list("unit", "year")]
    return entries.count(), found


def _stored(row: tuple[Any, ...]) -> Stored:
    *values, digest, head_number, head_digest = row
    values[_AT] = moment(values[_AT])
    return Stored(Sealed(*values), digest, (head_number, head_digest))
