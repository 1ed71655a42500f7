"""Dated facts about a person, and what a rule said of them."""

from datetime import date
from typing import Annotated

from ninja import Schema
from pydantic import Field

from kiemdiem.api.schemas.shared import Acting, Code, Correcting, Day, Line, Named, Note, Reason
from kiemdiem.vocabulary import Arrival, CircumstanceKind, ManagedBy, MembershipKind, Role


class Membership(Schema):
    """Taking part in a cell."""

    id: int
    cell: Named
    kind: MembershipKind
    start: date | None
    end: date | None
    version: int


class Why(Schema):
    """What a rule said, of which clause, from which facts."""

    outcome: str
    clause: str
    summary: str
    facts: list[tuple[str, str]]


class Post(Schema):
    """A post, and who manages its holder (II.2.2)."""

    id: int
    collective: Named
    title: str
    role: str
    rank: int | None
    presides: bool
    arrival: str
    equal_before: bool
    own_rating_unaffected: bool
    managed_by: str
    """As entered; empty: derived."""
    start: date | None
    end: date | None
    version: int
    management: Why


class Circumstance(Schema):
    """A leave or another circumstance."""

    id: int
    kind: CircumstanceKind
    organisation: Named | None
    note: str
    start: date | None
    end: date | None
    version: int


class NewMembership(Acting):
    """A membership to be entered."""

    cell: Code
    kind: MembershipKind
    start: Day | None = None
    end: Day | None = None


class MembershipCorrection(Correcting):
    """What is to be different; what is left out stays, null empties."""

    cell: Code | None = None
    kind: MembershipKind | None = None
    start: Day | None = None
    end: Day | None = None


class NewPost(Acting):
    """A post to be entered."""

    collective: Code
    title: Line = ""
    role: Role
    rank: Annotated[int, Field(ge=1, le=99)] | None = None
    presides: bool = False
    arrival: Arrival | None = None
    equal_before: bool = False
    own_rating_unaffected: bool = False
    managed_by: ManagedBy | None = None
    start: Day | None = None
    end: Day | None = None


class PostCorrection(Correcting):
    """What is to be different; what is left out stays, null empties."""

    collective: Code | None = None
    title: Line | None = None
    role: Role | None = None
    rank: Annotated[int, Field(ge=1, le=99)] | None = None
    presides: bool | None = None
    arrival: Arrival | None = None
    equal_before: bool | None = None
    own_rating_unaffected: bool | None = None
    managed_by: ManagedBy | None = None
    start: Day | None = None
    end: Day | None = None


class NewCircumstance(Acting):
    """A circumstance to be entered."""

    kind: CircumstanceKind
    organisation: Code | None = None
    note: Note = ""
    start: Day | None = None
    end: Day | None = None


class CircumstanceCorrection(Correcting):
    """What is to be different; what is left out stays, null empties."""

    kind: CircumstanceKind | None = None
    organisation: Code | None = None
    note: Note | None = None
    start: Day | None = None
    end: Day | None = None


class Withdrawal(Correcting):
    """Why a fact was entered by mistake."""

    reason: Reason


NewFact = NewMembership | NewPost | NewCircumstance
