"""Documents as Word files, with the same content and layout as their PDF."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

from docx.document import Document as WordDocument
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.shared import Mm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph as WordParagraph

from kiemdiem.paperwork.codes import png_of
from kiemdiem.paperwork.lettering import printable
from kiemdiem.paperwork.sheets import (
    Block,
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
from kiemdiem.paperwork.wordparts import (
    add_rows_like_last,
    add_table,
    bytes_of,
    keep_rows_whole,
    widths_of,
)
from kiemdiem.paperwork.wordsetup import TABLE_STYLE, begin

_SIDE_BY_SIDE = 3
_POINTS_OF_A_MM = 72 / 25.4


def word_of(document: Document) -> bytes:
    """The document as a `.docx`, to be opened and edited in Word and LibreOffice."""
    word, width = begin(document)
    writer = _Writer(word, document.layout, width)
    if document.letterhead:
        writer.add_letterhead(document.letterhead)
    if document.title:
        writer.add_title(document.title)
    for block in document.blocks:
        writer.add(block)
    return bytes_of(word)


@dataclass(frozen=True)
class _Line:
    """One paragraph of a cell or of the body."""

    text: str
    size_pt: float
    bold: bool = False
    italic: bool = False
    underlined: bool = False
    align: ALIGN = ALIGN.CENTER
    before_pt: float = 0

    def write(self, paragraph: WordParagraph) -> None:
        run = paragraph.add_run(printable(self.text))
        run.font.size = Pt(self.size_pt)
        run.bold, run.italic, run.underline = self.bold or None, self.italic or None, self.underlined or None
        paragraph.alignment = self.align
        paragraph.paragraph_format.space_before = Pt(self.before_pt)
        paragraph.paragraph_format.space_after = Pt(0)


def _fill(cell: _Cell, lines: Sequence[_Line], keep: bool = False) -> None:
    """Write lines into an empty cell; `keep` holds its row on one page with the next."""
    for at, line in enumerate(lines):
        paragraph = cell.add_paragraph() if at else cell.paragraphs[0]
        line.write(paragraph)
        paragraph.paragraph_format.keep_with_next = keep or None


def _as_in_a_table(paragraph: WordParagraph) -> None:
    # by its id: for a name python-docx looks through all styles, which costs more than all the rest
    paragraph._p.style = TABLE_STYLE


@dataclass(frozen=True)
class _Writer:
    """Adds the parts of a document, one after the other, to a Word file."""

    word: WordDocument
    layout: Layout
    width: int

    def add(self, block: Block) -> None:
        """Add one block."""
        match block:
            case Heading():
                heading = self.word.add_heading(printable(block.text))
                heading.paragraph_format.first_line_indent = Mm(self.layout.indent_mm)
            case Paragraph():
                self._add_paragraph(block)
            case Grid():
                self._add_grid(block)
            case Signatures():
                self._add_signatures(block)
            case Receivers():
                for line in self._receivers(block):
                    line.write(self.word.add_paragraph())
            case QrCode():
                self._add_code(block)

    def add_letterhead(self, head: Letterhead) -> None:
        """Add the two columns at the head of the first page."""
        size = self.layout.letterhead_pt
        left = [
            _Line(head.superior.upper(), size),
            _Line(head.issuer.upper(), size, bold=True),
            _Line("*", size),
            *([_Line(head.number, size)] if head.number else []),
        ]
        right = [
            _Line(head.party.upper(), self.layout.party_pt, bold=True, underlined=True),
            *([_Line(head.dated, size, italic=True, before_pt=6)] if head.dated else []),
        ]
        self._add_side_by_side([left, right], [45, 55])

    def add_title(self, title: Title) -> None:
        """Add kind and abstract of the document."""
        _Line(title.kind.upper(), self.layout.title_pt, bold=True, before_pt=self.layout.gap_pt).write(
            self.word.add_paragraph()
        )
        if title.about:
            _Line(title.about, self.layout.about_pt, bold=True).write(self.word.add_paragraph())
        self._add_gap()

    def _add_paragraph(self, block: Paragraph) -> None:
        paragraph = self.word.add_paragraph()
        run = paragraph.add_run(printable(block.text))
        run.bold, run.italic = block.bold or None, block.italic or None
        paragraph.alignment = ALIGN.CENTER if block.centred else ALIGN.JUSTIFY
        if not block.centred:
            paragraph.paragraph_format.first_line_indent = Mm(self.layout.indent_mm)

    def _add_grid(self, block: Grid) -> None:
        widths = widths_of([column.width for column in block.columns], self.width)
        table = add_table(self.word, 2, widths, lined=True)
        keep_rows_whole(table, heads=1)
        labels, pattern = table.rows
        for column, label, cell in zip(block.columns, labels.cells, pattern.cells, strict=True):
            self._write_cell(label, column.label, ALIGN.CENTER, bold=True)
            self._write_cell(cell, "", ALIGN.RIGHT if column.numeric else ALIGN.LEFT)
        add_rows_like_last(table, [[printable(text) for text in row] for row in block.rows])
        self._add_gap()

    def _write_cell(self, cell: _Cell, text: str, align: ALIGN, bold: bool = False) -> None:
        paragraph = cell.paragraphs[0]
        _as_in_a_table(paragraph)
        paragraph.alignment = align
        paragraph.add_run(printable(text)).bold = bold or None
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER

    def _add_signatures(self, block: Signatures) -> None:
        columns = min(_SIDE_BY_SIDE, max(2, len(block.signatures) + (1 if block.receivers else 0)))
        left: list[_Line] = self._receivers(block.receivers) if block.receivers else []
        taken = 1 if block.receivers or len(block.signatures) == 1 else 0
        signatures = list(block.signatures)
        while signatures or left:
            beside, signatures = signatures[: columns - taken], signatures[columns - taken :]
            blanks: list[list[_Line]] = [[]] * (columns - taken - len(beside))
            table = add_table(self.word, 2, widths_of([1] * columns, self.width), lined=False)
            keep_rows_whole(table, heads=0)
            above, below = table.rows[0].cells, table.rows[1].cells
            if taken:
                _fill(above[0].merge(below[0]), left)
            for cell, lines in zip(above[taken:], [*map(self._signed_as, beside), *blanks], strict=True):
                _fill(cell, lines, keep=True)
            for cell, lines in zip(below[taken:], [*map(self._signed_by, beside), *blanks], strict=True):
                _fill(cell, lines)
            self._add_gap()
            left, taken = [], 0

    def _receivers(self, block: Receivers) -> list[_Line]:
        size = self.layout.receivers_pt
        label = _Line(block.label, size, bold=True, italic=True, underlined=True, align=ALIGN.LEFT)
        return [label, *(_Line(f"- {name}", size, align=ALIGN.LEFT) for name in block.names)]

    def _signed_as(self, signature: Signature) -> list[_Line]:
        size = self.layout.body_pt
        lines = [_Line(signature.on_behalf, size, bold=True)] if signature.on_behalf else []
        return [*lines, *([_Line(signature.title, size)] if signature.title else [])]

    def _signed_by(self, signature: Signature) -> list[_Line]:
        size = self.layout.body_pt
        return [_Line(signature.name, size, bold=True, before_pt=self.layout.signature_mm * _POINTS_OF_A_MM)]

    def _add_code(self, block: QrCode) -> None:
        side = Mm(self.layout.code_mm)
        picture = self.word.add_picture(io.BytesIO(png_of(block.content)), width=side, height=side)
        picture._inline.docPr.set("descr", printable(block.caption or block.content))
        holder = self.word.paragraphs[-1]
        holder.alignment = ALIGN.CENTER
        holder.paragraph_format.keep_with_next = bool(block.caption)
        if block.caption:
            _Line(block.caption, self.layout.receivers_pt).write(self.word.add_paragraph())

    def _add_side_by_side(self, cells: Sequence[Sequence[_Line]], shares: Sequence[float]) -> None:
        table = add_table(self.word, 1, widths_of(shares, self.width), lined=False)
        keep_rows_whole(table, heads=0)
        for cell, lines in zip(table.rows[0].cells, cells, strict=True):
            _fill(cell, lines)
        self._add_gap()

    def _add_gap(self) -> None:
        # also keeps two tables apart, which Word would join
        paragraph = self.word.add_paragraph()
        _as_in_a_table(paragraph)
        paragraph.paragraph_format.line_spacing = Pt(self.layout.gap_pt)
