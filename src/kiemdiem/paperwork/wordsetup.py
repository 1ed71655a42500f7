"""A Word file before anything is written into it: page, styles, properties, header and footer."""

from datetime import UTC, datetime

import docx
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

from kiemdiem.paperwork.lettering import printable
from kiemdiem.paperwork.sheets import Document, Layout
from kiemdiem.paperwork.wordparts import element

FONT = "Times New Roman"
TABLE_STYLE = "KiemdiemTable"
_NO_MOMENT = datetime(2000, 1, 1, tzinfo=UTC)
_LONGEST_TITLE = 255
"""Signs that the properties of a Word file hold."""


def begin(document: Document) -> tuple[WordDocument, int]:
    """An empty file for the document, and the width of what is printed, in twentieths of a point."""
    word = docx.Document()
    width = _set_page(word, document.layout, document.landscape)
    _set_styles(word, document.layout)
    _set_properties(word, document)
    _set_edges(word, document)
    return word, width


def _set_page(word: WordDocument, layout: Layout, landscape: bool) -> int:
    section = word.sections[0]
    sides = (layout.height_mm, layout.width_mm) if landscape else (layout.width_mm, layout.height_mm)
    section.page_width, section.page_height = Mm(sides[0]), Mm(sides[1])
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.top_margin, section.bottom_margin = Mm(layout.top_mm), Mm(layout.bottom_mm)
    section.left_margin, section.right_margin = Mm(layout.left_mm), Mm(layout.right_mm)
    section.header_distance = section.footer_distance = Mm(layout.top_mm / 2)
    section.different_first_page_header_footer = True
    return int(Mm(sides[0] - layout.left_mm - layout.right_mm).twips)


def _set_letters(style: ParagraphStyle, size_pt: float) -> None:
    """Font, size and language of a style, for every script: Word picks fonts by script, else takes its own."""
    style.font.size = Pt(size_pt)
    style.font.name = FONT
    properties = style.element.get_or_add_rPr()
    fonts = properties.find(qn("w:rFonts"))
    for key in [key for key in fonts.attrib if "Theme" in key]:
        del fonts.attrib[key]
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), FONT)
    for language in properties.findall(qn("w:lang")):
        properties.remove(language)
    properties.append(element("lang", val="vi-VN", eastAsia="vi-VN"))


def _set_styles(word: WordDocument, layout: Layout) -> None:
    normal = word.styles["Normal"]
    _set_letters(normal, layout.body_pt)
    normal.paragraph_format.line_spacing = Pt(layout.leading_pt)
    normal.paragraph_format.line_spacing_rule = WD_LINE_SPACING.AT_LEAST
    normal.paragraph_format.space_after = Pt(layout.gap_pt)
    heading = word.styles["Heading 1"]
    _set_letters(heading, layout.body_pt)
    heading.font.color.rgb = RGBColor(0, 0, 0)
    heading.paragraph_format.space_before = Pt(layout.gap_pt)
    table = word.styles.add_style(TABLE_STYLE, WD_STYLE_TYPE.PARAGRAPH)
    table.base_style = normal
    _set_letters(table, layout.table_pt)
    table.paragraph_format.line_spacing = 1.0
    table.paragraph_format.space_before = table.paragraph_format.space_after = Pt(2)


def _set_properties(word: WordDocument, document: Document) -> None:
    properties = word.core_properties
    properties.title = printable(document.name)[:_LONGEST_TITLE]
    properties.author = properties.last_modified_by = properties.comments = ""
    properties.language = "vi-VN"
    properties.created = properties.modified = (document.made_at or _NO_MOMENT).astimezone(UTC)


def _set_edges(word: WordDocument, document: Document) -> None:
    section = word.sections[0]
    number = section.header.paragraphs[0]
    number.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _add_page_number(number)
    for footer in (section.first_page_footer, section.footer):
        paragraph = footer.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.add_run(printable(document.footer)).font.size = Pt(document.layout.footer_pt)


def _add_page_number(paragraph: Paragraph) -> None:
    """The number of the page, which Word works out."""
    field = element("fldSimple", instr="PAGE")
    run = element("r")
    run.append(element("t"))
    run[0].text = "2"
    field.append(run)
    paragraph._p.append(field)
