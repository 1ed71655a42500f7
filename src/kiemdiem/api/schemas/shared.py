"""What all requests and answers share: texts, days, documents, versions, pages of lists."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Annotated, Any, Generic, TypeVar

from ninja import Schema
from pydantic import AfterValidator, ConfigDict, Field, StringConstraints, WithJsonSchema

from kiemdiem.registry.documents import Paper
from kiemdiem.tree.names import clean
from kiemdiem.verdicts import Verdict, refuse_on
from kiemdiem.vocabulary import EARLIEST, LATEST
from kiemdiem.wording import N_, Message

Item = TypeVar("Item")
_NEEDED = N_("This cannot be empty: leave it out to keep it as it is.")


def plain(text: str) -> str:
    """The text in NFC with single spaces.

    Raises:
        ValueError: it holds a character that no text has.
    """
    if "\0" in text:
        raise ValueError("a text holds no NUL character")
    return clean(text)


def known(day: date) -> date:
    """The day.

    Raises:
        ValueError: it lies outside of what the workbook's format knows.
    """
    if not EARLIEST <= day <= LATEST:
        raise ValueError(f"a day between {EARLIEST} and {LATEST} is expected")
    return day


_ISO = "^(19[0-9]{2}|20[0-9]{2}|2100)-[0-9]{2}-[0-9]{2}$"
Day = Annotated[date, AfterValidator(known), WithJsonSchema({"type": "string", "format": "date", "pattern": _ISO})]
Code = Annotated[str, StringConstraints(pattern=r"^[\w.\-]{1,64}$")]
"""Of an organisation, a collective or a person."""
Name = Annotated[str, StringConstraints(max_length=300, pattern=r"\S"), AfterValidator(plain)]
FullName = Annotated[str, StringConstraints(max_length=120, pattern=r"\S"), AfterValidator(plain)]
Word = Annotated[str, StringConstraints(max_length=20), AfterValidator(plain)]
Card = Annotated[str, StringConstraints(pattern=r"^([0-9]{12})?$")]
Number = Annotated[str, StringConstraints(max_length=60), AfterValidator(plain)]
Line = Annotated[str, StringConstraints(max_length=200), AfterValidator(plain)]
Reason = Annotated[str, StringConstraints(max_length=300), AfterValidator(plain)]
Note = Annotated[str, StringConstraints(max_length=500), AfterValidator(plain)]
Version = Annotated[int, Field(ge=1, le=2**31 - 1)]


PER_PAGE = 100
"""Rows of a page."""
PageNumber = Annotated[int, Field(ge=1, le=100_000)]
Search = Annotated[str, StringConstraints(max_length=100), AfterValidator(plain)]


class Given(Schema):
    """A body; a field that it does not know is an error, not a silence."""

    model_config = ConfigDict(extra="forbid")


class Document(Given):
    """The paper that a change rests on."""

    number: Number = ""
    issued_on: Day | None = None
    issuer: Line = ""
    about: Reason = ""

    def paper(self) -> Paper:
        """As the actions take it."""
        return Paper(self.number, self.issued_on, self.issuer, self.about)


class Acting(Given):
    """What every writing request may carry."""

    document: Document = Document()


class Correcting(Acting):
    """What every correction carries: the version that was read, so that nobody's change is lost."""

    version: Version
    reason: Reason = ""

    def changes(self, needed: Collection[str]) -> Mapping[str, Any]:
        """What is to be different, by field.

        Args:
            needed: fields that cannot be emptied.
        Raises:
            Refused: one of them is null.
        """
        sent = self.model_dump(exclude_unset=True, exclude={"document", "version", "reason"})
        emptied = [name for name, value in sent.items() if value is None and name in needed]
        refuse_on(Verdict(Message(_NEEDED), name) for name in emptied)
        return sent


class Named(Schema):
    """Something by code and name."""

    code: str
    name: str


class Page(Schema, Generic[Item]):
    """One page of a list."""

    total: int
    page: int
    items: list[Item]


class Change(Schema):
    """One column that was changed."""

    label: str
    before: str
    after: str


class Event(Schema):
    """One line of a history."""

    at: datetime
    who: str
    sentence: str
    document: str
    changes: list[Change]


class Me(Schema):
    """The account and the mandate behind a token."""

    account: str
    role: str
    unit: Named
    rights: list[str]
