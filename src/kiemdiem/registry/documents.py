"""The paper that a change rests on, as typed into a form."""

from dataclasses import dataclass
from datetime import date

from kiemdiem.registry.models import Document
from kiemdiem.tree.names import tidied


@dataclass(frozen=True)
class Paper:
    """Number, day and issuer of a document; all empty: none was given."""

    number: str = ""
    issued_on: date | None = None
    issuer: str = ""
    about: str = ""


def keep_paper(paper: Paper) -> Document | None:
    """Record the document; None when none was given."""
    if not paper.number:
        return None
    return Document.objects.create(
        number=tidied(paper.number),
        issued_on=paper.issued_on,
        issuer=tidied(paper.issuer),
        about=tidied(paper.about),
    )
