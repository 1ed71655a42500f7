"""Papers as PDF and Word: data in, bytes out.

Every text on a paper is given by the caller, already in the paper's language: nothing here knows a sentence of the
procedure, a rule or a table of the database. How a paper looks is a `Layout`, since that belongs to an edition.
"""

from kiemdiem.paperwork.ballots import BALLOT_LAYOUT, BallotPaper, ballot_sheets, papers_on_a_page
from kiemdiem.paperwork.pdf import pdf_of
from kiemdiem.paperwork.sheets import (
    Block,
    Column,
    Document,
    Grid,
    Heading,
    Layout,
    Letterhead,
    Paragraph,
    QrCode,
    Receivers,
    Signature,
    Signatures,
    Title,
)
from kiemdiem.paperwork.word import word_of

__all__ = [
    "BALLOT_LAYOUT",
    "BallotPaper",
    "Block",
    "Column",
    "Document",
    "Grid",
    "Heading",
    "Layout",
    "Letterhead",
    "Paragraph",
    "QrCode",
    "Receivers",
    "Signature",
    "Signatures",
    "Title",
    "ballot_sheets",
    "papers_on_a_page",
    "pdf_of",
    "word_of",
]
