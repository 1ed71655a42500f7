"""Turns records and their histories into what the page `record.html` shows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from django.db.models import Model
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from kiemdiem.accounts.queries import names_of_accounts
from kiemdiem.pages.listing import Badge, Button
from kiemdiem.pages.masking import masked_birth, masked_card, plain_day
from kiemdiem.pages.why import Why
from kiemdiem.registry.history import Change, Row, changes_of
from kiemdiem.registry.labels import CODES, COLUMNS
from kiemdiem.registry.models import Collective
from kiemdiem.tree.models import Organisation
from kiemdiem.vocabulary import (
    Arrival,
    CircumstanceKind,
    CollectiveKind,
    ManagedBy,
    MembershipKind,
    Occupation,
    OrganisationKind,
    Role,
)

Text = str | Promise


@dataclass(frozen=True)
class ShownFact:
    """One line of a record's particulars."""

    label: Text
    value: str
    url: str = ""
    masked: bool = False
    unmask_url: str = ""
    why: Why | None = None


@dataclass(frozen=True)
class SectionRow:
    """One line of a small table of a record."""

    cells: Sequence[str]
    url: str = ""
    badges: Sequence[Badge] = ()
    actions: Sequence[Button] = ()
    why: Why | None = None


@dataclass(frozen=True)
class Section:
    """A small table of a record."""

    title: Text
    columns: Sequence[Text]
    rows: Sequence[SectionRow]
    empty: Text = ""
    hint: Text = ""
    actions: Sequence[Button] = ()


@dataclass(frozen=True)
class Tab:
    """A part of a record's page."""

    label: Text
    url: str
    current: bool = False
    count: int | None = None


@dataclass(frozen=True)
class Event:
    """One line of a history."""

    at: datetime
    when: str
    who: str
    sentence: str
    changes: Sequence[dict[str, str]] = field(default_factory=tuple)
    document: str = ""
    on_behalf: str = ""


_KINDS: dict[tuple[str, str], type[StrEnum]] = {
    ("organisation", "kind"): OrganisationKind,
    ("collective", "kind"): CollectiveKind,
    ("membership", "kind"): MembershipKind,
    ("circumstance", "kind"): CircumstanceKind,
    ("person", "occupation"): Occupation,
    ("post", "role"): Role,
    ("post", "arrival"): Arrival,
    ("post", "managed_by"): ManagedBy,
}
_ORGANISATIONS = frozenset({"parent_id", "organisation_id", "workplace_id", "residence_cell_id", "cell_id"})
_COLLECTIVES = frozenset({"collective_id", "reviewed_within_id"})


def when(moment: datetime) -> str:
    """A moment, local time, day first."""
    return timezone.localtime(moment).strftime("%H:%M %d/%m/%Y")


def yes_or_no(flag: bool) -> str:
    """A flag in words."""
    return _("Yes") if flag else _("No")


def period_words(start: date | None, end: date | None) -> str:
    """From when until when."""
    return f"{plain_day(start) or '…'} – {plain_day(end) or '…'}"


def history_of(rows: Sequence[tuple[Text, Row]]) -> list[Event]:
    """What was corrected on these rows, newest first; masked data stay masked. Each row comes with its name."""
    told = [(name, row, change) for name, row in rows if row.version > 1 for change in changes_of(row)]
    who = names_of_accounts(change.by for _, _, change in told)
    names = _names_meant(change for _, _, change in told)
    events = [
        Event(
            change.at,
            when(change.at),
            who.get(change.by, change.by),
            f"{name}: {_('corrected')}" + (f" ({change.reason})" if change.reason else ""),
            [
                {
                    "label": str(COLUMNS.get(column, column)),
                    "before": _shown(row, column, before, names),
                    "after": _shown(row, column, after, names),
                }
                for column, before, after in change.columns
            ],
            str(change.document) if change.document else "",
        )
        for name, row, change in told
    ]
    return sorted(events, key=lambda event: event.at, reverse=True)


def _names_meant(changes: Iterable[Change]) -> dict[tuple[str, object], str]:
    """The names of organisations and collectives that were exchanged, in two queries at most."""
    wanted: dict[str, set[object]] = {"organisation": set(), "collective": set()}
    for change in changes:
        for column, before, after in change.columns:
            if column in _ORGANISATIONS:
                wanted["organisation"] |= {before, after} - {None}
            if column in _COLLECTIVES:
                wanted["collective"] |= {before, after} - {None}
    models: dict[str, type[Model]] = {"organisation": Organisation, "collective": Collective}
    return {
        (kind, key): name
        for kind, keys in wanted.items()
        if keys
        for key, name in models[kind]._default_manager.filter(pk__in=keys).values_list("pk", "name")
    }


def _shown(row: Row, column: str, value: object, names: dict[tuple[str, object], str]) -> str:
    """A value of a history in words."""
    kind = _KINDS.get((type(row).__name__.lower(), column))
    if column == "card_number":
        return masked_card(str(value))
    if column == "birth_date" and (value is None or isinstance(value, date)):
        return masked_birth(value)
    if column in _ORGANISATIONS:
        return names.get(("organisation", value), "")
    if column in _COLLECTIVES:
        return names.get(("collective", value), "")
    if kind is not None:
        return str(CODES[kind].get(str(value), value))
    if isinstance(value, bool):
        return yes_or_no(value)
    if isinstance(value, date):
        return plain_day(value)
    return "" if value is None else str(value)


def unit_url(code: str) -> str:
    """The page of an organisation."""
    return reverse("unit", args=[code])


def crumbs_of(superiors: Iterable[Organisation], last: str) -> list[dict[str, str]]:
    """The way down the tree to a page."""
    steps = [{"label": unit.name, "url": unit_url(unit.code)} for unit in superiors]
    return [*steps, {"label": last, "url": ""}]
