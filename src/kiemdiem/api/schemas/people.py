"""People."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from ninja import Schema
from pydantic import AfterValidator, StringConstraints

from kiemdiem.api.schemas.facts import Circumstance, Membership, Post, Why
from kiemdiem.api.schemas.shared import (
    Acting,
    Card,
    Code,
    Correcting,
    Day,
    FullName,
    Given,
    Named,
    Reason,
    Word,
    plain,
)
from kiemdiem.vocabulary import Occupation


class Party(StrEnum):
    """Which people, by their membership of the Party."""

    MEMBER = "member"
    PROBATIONARY = "probationary"
    NONE = "none"


class Order(StrEnum):
    """How a list is ordered."""

    NAME = "name"
    ADMITTED = "admitted"
    UNIT = "unit"


class PersonLine(Schema):
    """A person in a list."""

    code: str
    full_name: str
    unit: str
    occupation: str
    admitted_on: date | None
    card_number: str
    """Masked."""
    born_in: str
    """The year alone."""


class Person(Schema):
    """A person with all that is known."""

    code: str
    full_name: str
    unit: Named
    born_in: str
    """The year alone."""
    gender: str
    card_number: str
    """Masked."""
    admitted_on: date | None
    official_on: date | None
    occupation: str
    workplace: str
    """Its name."""
    short_contract: bool
    residence_cell: str
    """Its name."""
    remark_exempt: bool
    version: int
    memberships: list[Membership]
    posts: list[Post]
    circumstances: list[Circumstance]


class Standing(Schema):
    """What applies to a person as `member` or as `cadre`."""

    subject_kind: str
    reasons: list[Why]


class NewPerson(Acting):
    """A person to be entered into a unit."""

    full_name: FullName
    birth_date: Day | None = None
    gender: Word = ""
    card_number: Card = ""
    admitted_on: Day | None = None
    official_on: Day | None = None
    occupation: Occupation | None = None
    workplace: Code | None = None
    short_contract: bool = False
    residence_cell: Code | None = None
    remark_exempt: bool = False
    start: Day | None = None
    """First day in the cell; empty: the day of admission."""


class PersonCorrection(Correcting):
    """What is to be different; what is left out stays, null empties."""

    full_name: FullName | None = None
    birth_date: Day | None = None
    gender: Word | None = None
    card_number: Card | None = None
    admitted_on: Day | None = None
    official_on: Day | None = None
    occupation: Occupation | None = None
    workplace: Code | None = None
    short_contract: bool | None = None
    residence_cell: Code | None = None
    remark_exempt: bool | None = None


class Transfer(Acting):
    """A member passes to another cell."""

    cell: Code
    on: Day


class Erasing(Acting):
    """The ground for erasing a person's data; the document is needed."""

    reason: Reason


class Masked(Given):
    """Which masked column is asked for."""

    column: Annotated[str, StringConstraints(pattern="^(card_number|birth_date)$")]


class Unmasked(Schema):
    """What was masked."""

    value: str | date | None


class Login(Given):
    """The sign-in name of an account."""

    login: Annotated[str, StringConstraints(max_length=64, pattern=r"\S"), AfterValidator(plain)]
