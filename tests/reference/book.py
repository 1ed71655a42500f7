"""The rows of a workbook, and the small questions that the sentences of the specification ask of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from .dates import clip_to_year, months_of_leave
from .levels import level_of_ballot

Row = dict[str, Any]
Tables = Mapping[str, Sequence[Row]]

KINDS = ("organisation", "collective", "member", "cadre")
UNRATED_ORGANISATIONS = ("province", "agency", "party_group")  # not in the list of II.1
GRASSROOTS = ("grassroots_committee", "grassroots_cell")


def text(row: Row, key: str) -> str:
    """A text, id or code; empty when missing."""
    return str(row.get(key) or "")


def day(row: Row, key: str) -> date | None:
    """A date or nothing."""
    value = row.get(key)
    return value if isinstance(value, date) else None


def flag(row: Row, key: str) -> bool:
    """A flag; missing is false."""
    return bool(row.get(key))


def votes(row: Row, key: str) -> int:
    """A count; missing is zero."""
    return int(row.get(key) or 0)


def is_active(row: Row, on: date) -> bool:
    """`start <= as-of` and `end` empty or `>= as-of`; an empty start has not happened."""
    start, end = day(row, "start"), day(row, "end")
    return start is not None and start <= on and (end is None or end >= on)


@dataclass(frozen=True)
class Book:
    """All tables, with the reference date."""

    tables: Tables
    as_of: date

    @property
    def year(self) -> int:
        """The calendar year of the reference date."""
        return self.as_of.year

    def rows(self, table: str, **wanted: str) -> Iterator[Row]:
        """The rows of a table whose text columns have the wanted values."""
        for row in self.tables.get(table, ()):
            if all(text(row, key) == value for key, value in wanted.items()):
                yield row

    def one(self, table: str, identifier: str) -> Row:
        """The row of an id, empty when there is none."""
        return next(self.rows(table, id=identifier), {}) if identifier else {}

    def organisation(self, identifier: str) -> Row:
        """An organisation."""
        return self.one("organisations", identifier)

    def parent(self, identifier: str) -> str:
        """The directly superior organisation's id, or ""."""
        return text(self.organisation(identifier), "parent")

    def kind_of(self, identifier: str) -> str:
        """The kind of an organisation."""
        return text(self.organisation(identifier), "kind")

    def collective(self, identifier: str) -> Row:
        """A collective."""
        return self.one("collectives", identifier)

    def place_of(self, collective: str) -> str:
        """Where a collective is reviewed: at its own id, or at its host's (I.1.c, Q27)."""
        return text(self.collective(collective), "reviewed_within") or collective

    def collectives_at(self, place: str) -> list[str]:
        """The collectives reviewed at a place: its own and those reviewed within it."""
        return [text(row, "id") for row in self.rows("collectives") if self.place_of(text(row, "id")) == place]

    def has_circumstance(self, person: str, kind: str) -> bool:
        """A circumstance that is active on the reference date."""
        return any(is_active(row, self.as_of) for row in self.rows("circumstances", person=person, kind=kind))

    def is_exempt(self, person: str) -> bool:
        """I.1.a with Q28: exempted or suspended on the reference date."""
        return self.has_circumstance(person, "exempted") or self.has_circumstance(person, "suspended")

    def touches_year(self, row: Row) -> bool:
        """Whether a dated row touches the calendar year."""
        return clip_to_year(day(row, "start"), day(row, "end"), self.year) is not None

    def long_sick_leave(self, person: str) -> bool:
        """II.3.g2 with Q6: sick leave of three months or more in the year."""
        rows = self.rows("circumstances", person=person, kind="sick_leave")
        return months_of_leave([(day(row, "start"), day(row, "end")) for row in rows], self.year) >= 3

    def is_member(self, person: str) -> bool:
        """A person with `admitted_on`."""
        return day(self.one("people", person), "admitted_on") is not None

    def official_cell(self, person: str) -> str:
        """The cell of the active official membership that started last (same start: the greatest id)."""
        best: tuple[date, str] | None = None
        for row in self.rows("memberships", person=person, kind="official"):
            start = day(row, "start")
            if start is not None and is_active(row, self.as_of):
                found = (start, text(row, "cell"))
                best = found if best is None else max(best, found)
        return "" if best is None else best[1]

    def grassroots_organisation(self, cell: str) -> str:
        """The nearest grassroots organisation from the cell upwards, or ""."""
        here = cell
        while here and self.kind_of(here) not in GRASSROOTS:
            here = self.parent(here)
        return here

    def has_received(self, person: str, kind: str) -> bool:
        """A requirement with `received_on`, whatever its date."""
        return any(day(row, "received_on") for row in self.rows("requirements", person=person, kind=kind))

    def professional_level(self, person: str) -> str:
        """The professional rating, when decided."""
        for row in self.rows("professional_ratings", person=person):
            if day(row, "decided_on"):
                return text(row, "level")
        return ""

    def finished_review(self, kind: str, subject: str, place: str) -> bool:
        """A review row at that place with `completed_on`."""
        rows = self.rows("reviews", subject_kind=kind, subject=subject, place=place)
        return any(day(row, "completed_on") for row in rows)

    def self_report(self, kind: str, subject: str, place: str | None = None) -> bool:
        """A `self_report` with a `self_level` (II.3.b2), at one place or at any."""
        for row in self.rows("reviews", subject_kind=kind, subject=subject):
            if flag(row, "self_report") and text(row, "self_level") and place in (None, text(row, "place")):
                return True
        return False

    def ballots(self, kind: str, subject: str, place: str | None = None) -> list[str]:
        """The levels ("" for none) of the ballots of kind `rating` or `proposal`, at one place or at any."""
        return [
            level_of_ballot(*(votes(row, key) for key in ("base", "htxsnv", "httnv", "htnv", "khtnv")))
            for row in self.rows("ballots", subject_kind=kind, subject=subject)
            if text(row, "kind") in ("rating", "proposal") and place in (None, text(row, "place"))
        ]

    def decided_level(self, kind: str, subject: str) -> str:
        """The level of a decision with `decided_on`."""
        for row in self.rows("decisions", subject_kind=kind, subject=subject):
            if day(row, "decided_on"):
                return text(row, "level")
        return ""
