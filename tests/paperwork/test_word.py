"""Documents as Word files, read back."""

import io
import zipfile
from dataclasses import replace
from datetime import UTC, datetime

import docx
import pytest
from docx.oxml.ns import qn

from kiemdiem.paperwork import Column, Grid, Layout, Paragraph, QrCode, Signature, Signatures, word_of
from paperwork.samples import ALL_WORDS, GRID, MARKUP, MINUTES, STACKED, only, word_texts


def test_everything_that_was_given_stands_in_the_file() -> None:
    whole = "\n".join(word_texts(word_of(MINUTES)))
    assert [word for word in ALL_WORDS if word not in whole] == []


@pytest.mark.parametrize("text", [*STACKED, *MARKUP])
def test_a_text_is_read_back_as_it_was_given(text: str) -> None:
    found = word_texts(word_of(only(Paragraph(text), Grid((Column(text),), ((text,),)))))
    assert found.count(text) == 3


def test_signs_that_no_xml_holds_are_left_out() -> None:
    assert word_texts(word_of(only(Paragraph("a\x00\x0b\ufffe\ud800b"))))[0] == "ab"


def test_a_table_has_its_widths_twice_and_repeats_its_labels() -> None:
    table = docx.Document(io.BytesIO(word_of(only(GRID)))).tables[0]
    grid = [int(column.get(qn("w:w"))) for column in table._tbl.tblGrid.findall(qn("w:gridCol"))]
    assert sum(grid) == pytest.approx(165 / 25.4 * 1440, abs=2)
    assert grid[1] > grid[2] > grid[0]
    for row in table.rows:
        assert [cell.width.twips if cell.width else 0 for cell in row.cells] == grid
    heads = [row.find(qn("w:trPr")).find(qn("w:tblHeader")) is not None for row in table._tbl.tr_lst]
    assert heads == [True, False, False, False]
    assert [cell.text for cell in table.rows[2].cells] == ["2", "Vi Văn Hữu\nBí thư", "0"]


def test_two_thousand_rows_are_all_there() -> None:
    rows = [(str(number), "Nguyễn Thị Ước", "") for number in range(2000)]
    table = docx.Document(io.BytesIO(word_of(only(replace(GRID, rows=rows))))).tables[0]
    assert len(table._tbl.tr_lst) == 2001


def test_letters_are_times_new_roman_in_vietnamese_and_pages_have_numbers_from_the_second() -> None:
    word = docx.Document(io.BytesIO(word_of(MINUTES)))
    assert word.styles["Normal"].font.name == "Times New Roman"
    assert 'w:lang w:val="vi-VN"' in word.styles["Normal"].element.xml
    section = word.sections[0]
    assert section.different_first_page_header_footer
    assert 'w:instr="PAGE"' in section.header._element.xml
    assert section.first_page_footer.paragraphs[0].text == MINUTES.footer
    assert [round(side.mm) for side in (section.page_width, section.left_margin) if side] == [210, 30]


def test_a_lying_page_is_wider_than_high() -> None:
    section = docx.Document(io.BytesIO(word_of(replace(only(), landscape=True, layout=Layout())))).sections[0]
    assert [round(side.mm) for side in (section.page_width, section.page_height) if side] == [297, 210]


def test_every_signature_is_there_with_its_name_below() -> None:
    names = [f"Người ký {letter}" for letter in "ABCDEFG"]
    tables = docx.Document(io.BytesIO(word_of(only(Signatures([Signature("", "", name) for name in names]))))).tables
    assert [cell.text for table in tables for cell in table.rows[1].cells if cell.text] == names


def test_a_code_is_an_image_with_a_text_for_who_does_not_see_it() -> None:
    file = word_of(only(QrCode("nội dung", "mã của nhật ký")))
    shape = docx.Document(io.BytesIO(file)).inline_shapes[0]
    assert shape._inline.docPr.get("descr") == "mã của nhật ký"
    assert round(shape.width.mm) == 30


def test_the_same_document_gives_the_same_bytes() -> None:
    assert word_of(MINUTES) == word_of(MINUTES)
    made = docx.Document(io.BytesIO(word_of(replace(MINUTES, made_at=datetime(2020, 12, 5, tzinfo=UTC)))))
    assert made.core_properties.created is not None
    assert made.core_properties.created.date().isoformat() == "2020-12-05"
    with zipfile.ZipFile(io.BytesIO(word_of(MINUTES))) as members:
        assert {member.date_time[0] for member in members.infolist()} == {1980}
