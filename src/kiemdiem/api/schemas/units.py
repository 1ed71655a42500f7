"""Organisations and collectives."""

from datetime import date

from ninja import Schema

from kiemdiem.api.schemas.shared import Acting, Code, Correcting, Day, Name, Named
from kiemdiem.vocabulary import CollectiveKind, OrganisationKind


class UnitLine(Schema):
    """An organisation in a list."""

    code: str
    name: str
    kind: OrganisationKind
    superior: str
    """Name of the direct superior; empty when it is out of sight."""


class Unit(Schema):
    """An organisation."""

    code: str
    name: str
    kind: OrganisationKind
    superior: str | None
    """Code of the direct superior; null when it is out of sight, or there is none."""
    territorial: bool
    established_on: date | None
    version: int


class Counts(Schema):
    """How large a subtree is."""

    organisations: int
    collectives: int
    people: int
    members: int


class Node(Schema):
    """One line of the outline."""

    code: str
    name: str
    kind: OrganisationKind
    has_children: bool


class NewUnit(Acting):
    """An organisation to be added."""

    code: Code
    name: Name
    kind: OrganisationKind
    established_on: Day | None = None
    territorial: bool = False


class UnitCorrection(Correcting):
    """What is to be different; what is left out stays."""

    name: Name | None = None
    kind: OrganisationKind | None = None
    established_on: Day | None = None
    territorial: bool | None = None


class UnitMove(Correcting):
    """Another superior."""

    superior: Code
    on: Day


class CollectiveLine(Schema):
    """A collective in a list."""

    code: str
    name: str
    kind: CollectiveKind
    organisation: str
    """Its name."""


class Collective(Schema):
    """A collective."""

    code: str
    name: str
    kind: CollectiveKind
    organisation: Named
    reviewed_within: str | None
    version: int


class Holder(Schema):
    """Who holds a post of a collective."""

    person: Named
    title: str
    role: str
    start: date | None
    end: date | None


class NewCollective(Acting):
    """A collective to be added."""

    code: Code
    name: Name
    kind: CollectiveKind
    reviewed_within: Code | None = None


class CollectiveCorrection(Correcting):
    """What is to be different; what is left out stays, null empties."""

    name: Name | None = None
    kind: CollectiveKind | None = None
    reviewed_within: Code | None = None
