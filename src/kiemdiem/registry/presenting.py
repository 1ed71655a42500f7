"""Turns records and their histories into what the page `record.html` shows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from kiemdiem.accounts.queries import names_of_accounts
from kiemdiem.pages.listing import Badge, Button
from kiemdiem.pages.masking import masked_birth, masked_card, plain_day
from kiemdiem.pages.why import Why
from kiemdiem.registry.history import Change, Row, changes_of_all
from kiemdiem.registry.labels import CODES, COLUMNS
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

    @property
    def has_ends(self) -> bool:
        """Whether any line ends with a reason or with something that can be done."""
        return any(row.why or row.actions for row in self.rows)


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
    changes = changes_of_all([row for _, row in rows])
    told = [(name, row, change) for (name, row), found in zip(rows, changes, strict=True) for change in found]
    who = names_of_accounts(change.by for _, _, change in told)
    events = [
        Event(
            change.at,
            when(change.at),
            who.get(change.by, change.by),
            f"{name}: {_('withdrawn') if change.is_withdrawal else _('corrected')}"
            + (f" ({change.reason})" if change.reason else ""),
            [
                {
                    "label": str(COLUMNS.get(column, column)),
                    "before": _shown(row, column, before, change.names),
                    "after": _shown(row, column, after, change.names),
                }
                for column, before, after in change.columns
            ],
            change.document,
        )
        for name, row, change in told
    ]
    return sorted(events, key=lambda event: event.at, reverse=True)


def _told(change: Change) -> str:
    done = _("withdrawn") if change.is_withdrawal else _("corrected")
    return f"{done} ({change.reason})" if change.reason else done


def _shown(row: Row, column: str, value: object, names: Mapping[tuple[str, object], str]) -> str:
    """A value of a history in words."""
    kind = _KINDS.get((type(row).__name__.lower(), column))
    if column == "card_number":
        return masked_card(str(value or ""))
    if column == "birth_date" and (value is None or isinstance(value, date)):
        return masked_birth(value)
    if column.endswith("_id"):
        return names.get((column, value), "")
    if kind is not None:
        return str(CODES[kind].get(str(value), value or ""))
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
