"""What a paper consists of, apart from any file format.

Texts may hold line feeds, which begin a new line on paper, and any sign: none is ever read as markup.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias


@dataclass(frozen=True)
class Layout:
    """Sizes in millimetres (`_mm`) and points (`_pt`); the defaults are those of Hướng dẫn 36-HD/VPTW."""

    width_mm: float = 210
    height_mm: float = 297
    top_mm: float = 20
    bottom_mm: float = 20
    left_mm: float = 30
    right_mm: float = 15
    body_pt: float = 14
    leading_pt: float = 18
    """From one line of the body to the next."""
    gap_pt: float = 6
    """Between two paragraphs."""
    indent_mm: float = 10
    letterhead_pt: float = 14
    party_pt: float = 15
    title_pt: float = 16
    about_pt: float = 14
    table_pt: float = 12
    receivers_pt: float = 12
    footer_pt: float = 10
    signature_mm: float = 25
    """Left free to sign in, between title and name."""
    code_mm: float = 30
    """Side of a QR code."""


@dataclass(frozen=True)
class Letterhead:
    """Head of a Party document; the names of the two organisations and of the Party are set in capitals."""

    superior: str
    issuer: str
    number: str = ""
    """Whole, with its word: `Số 127-QĐ/TW`."""
    dated: str = ""
    """Place and day: `Vinh, ngày 05 tháng 01 năm 2021`."""
    party: str = "ĐẢNG CỘNG SẢN VIỆT NAM"


@dataclass(frozen=True)
class Title:
    """The kind of document, set in capitals, and what it is about."""

    kind: str
    about: str = ""


@dataclass(frozen=True)
class Heading:
    """Head of a section."""

    text: str


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of the body: justified with its first line indented, unless centred."""

    text: str
    bold: bool = False
    italic: bool = False
    centred: bool = False


@dataclass(frozen=True)
class Column:
    """A column of a grid; widths are shares of the page's width and count against one another."""

    label: str
    width: float = 1
    numeric: bool = False


@dataclass(frozen=True)
class Grid:
    """A table with thin lines, whose row of labels stands on every page that it runs over."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[str]]

    def __post_init__(self) -> None:
        if not self.columns or any(column.width <= 0 for column in self.columns):
            raise ValueError("a grid has columns, and each a width")
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError("every row of a grid has one cell for each column")


@dataclass(frozen=True)
class Receivers:
    """Who gets the document."""

    names: Sequence[str]
    label: str = "Nơi nhận:"


@dataclass(frozen=True)
class Signature:
    """Place for one signature: on whose behalf (`T/M BAN THƯỜNG VỤ`), as what, and the name below."""

    on_behalf: str
    title: str
    name: str


@dataclass(frozen=True)
class Signatures:
    """Signatures side by side, three in a row at most, beside the receivers where there are any.

    A single one stands at the right.
    """

    signatures: Sequence[Signature]
    receivers: Receivers | None = None


@dataclass(frozen=True)
class QrCode:
    """A QR code with a caption below."""

    content: str
    caption: str = ""


Block: TypeAlias = Heading | Paragraph | Grid | Signatures | Receivers | QrCode


@dataclass(frozen=True)
class Document:
    """A whole document. The same document gives the same bytes, whenever it is made."""

    letterhead: Letterhead | None
    title: Title | None
    blocks: Sequence[Block]
    landscape: bool = False
    footer: str = ""
    """At the foot of every page."""
    layout: Layout = field(default_factory=Layout)
    made_at: datetime | None = None
    """Aware; stands in the properties of the file. Without it they name a day that says nothing."""

    @property
    def name(self) -> str:
        """What the properties of the file call the document."""
        return " ".join(part for part in (self.title.kind, self.title.about) if part) if self.title else ""
