"""What rules may ask besides facts: the edition's values, the options chosen, the reference date."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from kiemdiem.rulebook.calendar import day_number, last_full
from kiemdiem.rulebook.edition import Edition
from kiemdiem.rulebook.expressions import FALSE, TRUE, Expression, Fact
from kiemdiem.vocabulary import Level


class UnknownChoice(Exception):
    """An option was set that the edition does not have, or to a choice that it does not offer."""

    def __init__(self, key: str, choice: str, offered: tuple[str, ...]) -> None:
        super().__init__(f"{key}={choice}: {offered}")
        self.key, self.choice, self.offered = key, choice, offered


@dataclass(frozen=True)
class Terms:
    """An edition with the choices made on its open points, at a reference date (Q5)."""

    edition: Edition
    as_of: date
    choices: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        known = {option.key: option.choices for option in self.edition.options if not option.step}
        for key, choice in self.choices.items():
            if choice not in known.get(key, ()):
                raise UnknownChoice(key, choice, known.get(key, tuple(sorted(known))))

    @property
    def year_start(self) -> date:
        """1 January of the cycle's year."""
        return date(self.as_of.year, 1, 1)

    @property
    def year_end(self) -> date:
        """31 December of the cycle's year."""
        return date(self.as_of.year, 12, 31)

    def number(self, key: str) -> int:
        """The whole number of that key in the edition.

        Raises:
            KeyError: the edition has none. TypeError: it is a level.
        """
        value = self.edition.value(key).value
        if not isinstance(value, int):
            raise TypeError(f"{key} is not a number")
        return value

    def level(self, key: str) -> Level:
        """The level of that key in the edition.

        Raises:
            KeyError: the edition has none, or it is no level.
        """
        return Level[str(self.edition.value(key).value)]

    def choice(self, key: str) -> str:
        """The reading in force of an open point.

        Raises:
            KeyError: the edition does not have it.
        """
        return self.choices.get(key) or self.edition.option(key).default

    def chosen(self, key: str, choice: str) -> Expression:
        """True for every case when that reading is in force."""
        return TRUE if self.choice(key) == choice else FALSE

    def has(self, clause: str) -> Expression:
        """True for every case when the clause is in force."""
        return TRUE if self.edition.has(clause) else FALSE

    def under_months(self, since: Fact, months_key: str) -> Expression:
        """True where fewer than the value's months have passed since the day of the fact (Q5)."""
        return since > day_number(self.last_full(months_key))

    def last_full(self, months_key: str) -> date:
        """The latest day from which the value's months have passed at the reference date (Q5)."""
        counted = self.choice("reference_day") == "day_counted"
        return last_full(self.as_of, self.number(months_key), count_first_day=counted)
