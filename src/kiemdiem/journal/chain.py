"""The hash chain: each entry's digest covers all of its fields and the digest before it."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from kiemdiem.wording import N_, Message

Details = Mapping[str, object]
SYSTEM = "-"
"""The chain of acts that concern no organisation: sign-ins, accounts, machine."""

BREAKS = {
    "changed": N_("Journal of {unit}, {year}: entry {number} was changed after it had been recorded."),
    "missing": N_("Journal of {unit}, {year}: entry {number} is missing; it was deleted after it had been recorded."),
    "unlinked": N_("Journal of {unit}, {year}: entry {number} does not continue the entry before it."),
    "cut": N_("Journal of {unit}, {year}: it ends at entry {number}, but its head says otherwise."),
}
"""How a chain can fail to hold."""


@dataclass(frozen=True)
class Sealed:
    """All of an entry that its digest covers."""

    unit: str
    year: int
    number: int
    at: str
    """UTC, microseconds, as ISO 8601."""
    verb: str
    actor: str
    on_behalf_of: str
    origin: str
    subject: str
    details: str
    previous: str

    @property
    def chain(self) -> tuple[str, int]:
        """Unit and year."""
        return self.unit, self.year

    def digest(self) -> str:
        """SHA-256 (hex) over the canonical JSON of all fields."""
        return hashlib.sha256(canonical(asdict(self)).encode()).hexdigest()


@dataclass(frozen=True)
class Stored:
    """An entry as found in the database."""

    sealed: Sealed
    digest: str
    head: tuple[int, str]
    """The number and digest that the head of its chain names."""


@dataclass(frozen=True)
class Break:
    """Where a chain does not hold, and how."""

    unit: str
    year: int
    number: int
    kind: str
    """A key of `BREAKS`."""

    @property
    def message(self) -> Message:
        """What is wrong, as a sentence."""
        unit = Message(N_("the machine")) if self.unit == SYSTEM else self.unit
        return Message(BREAKS[self.kind], {"unit": unit, "year": self.year, "number": self.number})


def canonical(value: object) -> str:
    """JSON with sorted keys and no spaces."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def moment(at: datetime) -> str:
    """A moment as it enters the digest."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def breaks_in(entries: Iterable[Stored]) -> list[Break]:
    """What is wrong with one chain, its entries given in order."""
    found: list[Break] = []
    number, previous, head, chain = 0, "", (0, ""), ("", 0)
    for entry in entries:
        sealed, head, chain = entry.sealed, entry.head, entry.sealed.chain
        if sealed.number != number + 1:
            found.append(Break(*chain, number + 1, "missing"))
        elif sealed.previous != previous:
            found.append(Break(*chain, sealed.number, "unlinked"))
        if sealed.digest() != entry.digest:
            found.append(Break(*chain, sealed.number, "changed"))
        number, previous = sealed.number, entry.digest
    if number and (number, previous) != head:
        found.append(Break(*chain, number, "cut"))
    return found
