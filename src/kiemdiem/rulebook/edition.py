"""One year's rules of one authority: clauses, values, options and decision tables, all cited.

An edition is a folder of TOML files that a customer can add without code; `loading` reads it and
`checking` says what is wrong with it.
"""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from datetime import date
from fractions import Fraction

from kiemdiem.vocabulary import Level


@dataclass(frozen=True)
class Clause:
    """One clause of the regulation, summarised in our own words."""

    id: str
    line: str
    subject_vi: str
    subject_en: str
    vi: str
    en: str
    change: str = ""
    """"new" or "amended" where the source calls it so, else empty."""
    steps: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()


@dataclass(frozen=True)
class Value:
    """A number or level of the regulation; `clause` or `source` says where it comes from."""

    key: str
    value: int | str
    unit: str
    in_force_from: date
    vi: str
    en: str
    clause: str = ""
    source: str = ""
    secondary: bool = False
    option: str = ""


@dataclass(frozen=True)
class Option:
    """A point where the text is silent: the default and the other readings."""

    id: str
    key: str
    clause: str
    default: str
    choices: tuple[str, ...]
    question_vi: str
    question_en: str
    reason_vi: str
    reason_en: str
    source: str = ""
    secondary: bool = False
    step: str = ""
    """The later floor that decides by it; empty when the evaluator does."""


@dataclass(frozen=True)
class Threshold:
    """The share of the base that the votes for `counted` together must reach for `level`."""

    level: str
    counted: tuple[str, ...]
    share: str
    """Per cent, exact: "70", "66.5" or "200/3"."""
    strictly_more: bool
    clause: str

    @property
    def fraction(self) -> Fraction:
        """The share as a fraction of the base."""
        return Fraction(self.share) / 100


@dataclass(frozen=True)
class Deadline:
    """The date named, in the year `years_after` the cycle's; `bodies` fall under it (Q26)."""

    key: str
    bodies: tuple[str, ...]
    day: int
    month: int
    clause: str
    vi: str
    en: str
    years_after: int = 1

    def on(self, cycle_year: int) -> date:
        """The day of the cycle of that year."""
        return date(cycle_year + self.years_after, self.month, self.day)


@dataclass(frozen=True)
class Competence:
    """Who manages a post; empty lists mean any."""

    places: tuple[str, ...]
    managed_by: str
    clause: str
    collectives: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    stated: bool = True

    def meets(self, place: str, collective: str, role: str) -> bool:
        """Whether the row speaks of such a post."""
        return (
            place in self.places
            and (not self.collectives or collective in self.collectives)
            and (not self.roles or role in self.roles)
        )


@dataclass(frozen=True)
class AwardRule:
    """A form of commendation; `certified`: certified copies of past awards are required (II.2.4.f)."""

    key: str
    certified: bool
    clause: str
    vi: str
    en: str


@dataclass(frozen=True)
class Form:
    """A form of the plan (V)."""

    key: str
    clause: str
    vi: str
    en: str


@dataclass(frozen=True)
class Section:
    """A part of a text of review: of the collective's report (form 1) or of the self-review (form 2)."""

    form: str
    key: str
    heading: str
    """Its number on the form."""
    clause: str
    audience: tuple[str, ...]
    """Who writes it: `collective`, `everybody`, `leader`, `head` or a group of work; one of them is enough."""
    part: str
    """`member` (the cell), `post` (where the post is held) or `both` (I.3.3.f)."""
    vi: str
    en: str
    hint_vi: str
    hint_en: str
    graded: bool = False
    """The four boxes of form 2."""


@dataclass(frozen=True)
class Manifestation:
    """One of the manifestations that a member examines himself or herself against."""

    key: str
    group: str
    clause: str
    vi: str
    en: str
    source: str = ""


@dataclass(frozen=True)
class Step:
    """A step of the scale on which a manifestation is answered; `measure`: a remedy must be named."""

    key: str
    clause: str
    vi: str
    en: str
    measure: bool = False


@dataclass(frozen=True)
class Congress:
    """The term of the congresses of these kinds of organisation; an empty list means any other."""

    kinds: tuple[str, ...]
    term: str
    clause: str


@dataclass(frozen=True)
class OpinionRule:
    """Whose opinion is asked on the draft report of such collectives (I.3.1.a)."""

    collectives: tuple[str, ...]
    asked: tuple[str, ...]
    """Kinds of the bodies asked."""
    where: str
    """`level` or `inside`."""
    clause: str
    roles: tuple[str, ...] = ()
    """Roles in those bodies whose holders are asked too, each for oneself (I.3.1.a4)."""
    organisations: tuple[str, ...] = ()
    territorial: bool = False

    def meets(self, collective: str, organisation: str, *, territorial: bool) -> bool:
        """Whether the row speaks of such a collective."""
        return (
            collective in self.collectives
            and (not self.organisations or organisation in self.organisations)
            and (territorial or not self.territorial)
        )


@dataclass(frozen=True)
class RemarkItem:
    """One thing that form 4 asks about, with four grades."""

    key: str
    clause: str
    vi: str
    en: str


@dataclass(frozen=True)
class ElectorateRule:
    """Whose workplace opinion is asked about the holders of such posts (I.3.1.c)."""

    key: str
    clause: str
    collectives: tuple[str, ...]
    organisations: tuple[str, ...]
    who: str
    """`staff` of the workplace, or its `representatives`."""
    roles: tuple[str, ...] = ()
    """Empty: every role."""
    named: bool = False
    """The text names the units one by one: the row holds for those of `units` alone."""
    units: tuple[str, ...] = ()
    """Codes of organisations, supplied by the customer."""

    def may_meet(self, collective: str, organisation: str, role: str) -> bool:
        """Whether the row may speak of such a post, whatever its unit is called."""
        return (
            collective in self.collectives
            and organisation in self.organisations
            and (not self.roles or role in self.roles)
        )


@dataclass(frozen=True)
class RepresentativeRule:
    """Who represents a workplace (I.3.1.c2): holders of posts in it and in what lies below it."""

    key: str
    clause: str
    collectives: tuple[str, ...]
    roles: tuple[str, ...] = ()
    """Empty: every role."""


@dataclass(frozen=True)
class Edition:
    """Everything that one year's rules consist of."""

    id: str
    title_vi: str
    title_en: str
    instrument: str
    in_force_from: date
    year: int
    clauses: tuple[Clause, ...]
    values: tuple[Value, ...]
    options: tuple[Option, ...]
    thresholds: tuple[Threshold, ...]
    deadlines: tuple[Deadline, ...]
    competences: tuple[Competence, ...]
    awards: tuple[AwardRule, ...]
    forms: tuple[Form, ...]
    sections: tuple[Section, ...] = ()
    manifestations: tuple[Manifestation, ...] = ()
    steps: tuple[Step, ...] = ()
    congresses: tuple[Congress, ...] = ()
    opinions: tuple[OpinionRule, ...] = ()
    items: tuple[RemarkItem, ...] = ()
    electorates: tuple[ElectorateRule, ...] = ()
    representatives: tuple[RepresentativeRule, ...] = ()
    derived: bool = False
    """Worked out from another edition, not read from that year's own text."""
    extends: str = ""
    without: tuple[str, ...] = ()
    _clause_by_id: dict[str, Clause] = field(init=False, repr=False, compare=False)
    _value_by_key: dict[str, Value] = field(init=False, repr=False, compare=False)
    _option_by_key: dict[str, Option] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_clause_by_id", {clause.id: clause for clause in self.clauses})
        object.__setattr__(self, "_value_by_key", {value.key: value for value in self.values})
        object.__setattr__(self, "_option_by_key", {option.key: option for option in self.options})

    def clause(self, identifier: str) -> Clause:
        """The clause with that id.

        Raises:
            KeyError: it is not in force in this edition.
        """
        return self._clause_by_id[identifier]

    def has(self, clause: str) -> bool:
        """Whether the clause is in force in this edition."""
        return clause in self._clause_by_id

    def value(self, key: str) -> Value:
        """The value with that key.

        Raises:
            KeyError: the edition has none.
        """
        return self._value_by_key[key]

    def option(self, key: str) -> Option:
        """The open point with that key.

        Raises:
            KeyError: the edition has none.
        """
        return self._option_by_key[key]

    def deadline(self, key: str) -> Deadline | None:
        """The deadline with that key, if the edition has it."""
        return next((deadline for deadline in self.deadlines if deadline.key == key), None)

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of all that the edition says, wherever its files lie."""
        content = asdict(self)
        for key in ("_clause_by_id", "_value_by_key", "_option_by_key"):
            del content[key]
        return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()


LEVEL_NAMES = frozenset(level.name for level in Level if level)
