"""What python-docx has no words for: borders, widths, many rows, files that bear no time."""

import io
import zipfile
from collections.abc import Sequence
from copy import deepcopy
from itertools import pairwise

from docx.document import Document as WordDocument
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Twips
from docx.table import Table

_EARLIEST_IN_A_ZIP = (1980, 1, 1, 0, 0, 0)


def element(name: str, **attributes: str) -> BaseOxmlElement:
    """An element of WordprocessingML with its attributes."""
    made = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made


def widths_of(shares: Sequence[float], whole: int) -> list[int]:
    """The whole width divided by shares, in whole numbers that add up to it."""
    edges = [round(whole * sum(shares[:at]) / sum(shares)) for at in range(len(shares) + 1)]
    return [after - before for before, after in pairwise(edges)]


def add_table(word: WordDocument, rows: int, widths: Sequence[int], lined: bool) -> Table:
    """A table of fixed widths. Both `gridCol` and `tcW` bear them: Word heeds the one, other programs the other."""
    table: Table = word.add_table(rows, len(widths))
    table.autofit = False
    properties = table._tbl.tblPr
    for name in ("tblStyle", "tblW"):
        for found in properties.findall(qn(f"w:{name}")):
            properties.remove(found)
    properties.insert(0, element("tblW", w=str(sum(widths)), type="dxa"))
    if lined:
        borders = element("tblBorders")
        for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
            borders.append(element(side, val="single", sz="4", space="0", color="000000"))
        properties.find(qn("w:tblLayout")).addprevious(borders)
    for column, width in zip(table._tbl.tblGrid.findall(qn("w:gridCol")), widths, strict=True):
        column.set(qn("w:w"), str(width))
    for row in table._tbl.tr_lst:
        for cell, width in zip(row.tc_lst, widths, strict=True):
            cell.width = Twips(width)
    return table


def keep_rows_whole(table: Table, heads: int) -> None:
    """No row breaks over two pages; the first `heads` rows stand on every page."""
    for at, row in enumerate(table._tbl.tr_lst):
        properties = row.get_or_add_trPr()
        properties.append(element("cantSplit"))
        if at < heads:
            properties.append(element("tblHeader"))


def add_rows_like_last(table: Table, rows: Sequence[Sequence[str]]) -> None:
    """Put rows in place of the last one, which lends them its looks; its cells hold one run each.

    python-docx looks through the whole table for each row and through all styles for each cell: 2,000 rows take it
    a minute.
    """
    pattern = table._tbl.tr_lst[-1]
    for row in rows:
        made = deepcopy(pattern)
        for cell, text in zip(made.tc_lst, row, strict=True):
            cell.p_lst[0].r_lst[0].text = text
        pattern.addprevious(made)
    table._tbl.remove(pattern)


def bytes_of(word: WordDocument) -> bytes:
    """The file, its members dated alike whenever it is made."""
    saved, dated = io.BytesIO(), io.BytesIO()
    word.save(saved)
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(dated, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            member = zipfile.ZipInfo(name, _EARLIEST_IN_A_ZIP)
            member.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(member, source.read(name))
    return dated.getvalue()
