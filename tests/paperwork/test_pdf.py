"""Documents as PDF, read back by another library."""

import re
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from pypdf import PageObject

from kiemdiem.paperwork import Column, Grid, Layout, Paragraph, Signature, Signatures, Title, pdf_of
from paperwork.samples import ALL_WORDS, GRID, MARKUP, MINUTES, STACKED, fonts_of, only, read, texts


def _sides(page: PageObject) -> tuple[int, int]:
    return round(float(page.mediabox.width)), round(float(page.mediabox.height))


def test_everything_that_was_given_stands_on_the_paper() -> None:
    whole = " ".join(texts(pdf_of(MINUTES)))
    assert [word for word in ALL_WORDS if word not in whole] == []


@pytest.mark.parametrize("text", [*STACKED, *MARKUP])
def test_a_text_is_read_back_as_it_was_given(text: str) -> None:
    assert texts(pdf_of(only(Paragraph(text)))) == [" ".join(text.split())]
    grid = Grid((Column(text),), ((text,),))
    assert texts(pdf_of(replace(only(grid), title=Title(text), footer=text)))[0].count(" ".join(text.split())) >= 3


def test_decomposed_letters_are_composed_and_signs_that_steer_machines_are_left_out() -> None:
    decomposed = unicodedata.normalize("NFD", "Nguyễn Thị Ước")
    assert texts(pdf_of(only(Paragraph(f"{decomposed}\x00\x07\ttại chỗ\r\ndòng hai")))) == [
        "Nguyễn Thị Ước tại chỗ dòng hai"
    ]


def test_the_file_is_an_archive_file_with_tags_in_vietnamese() -> None:
    pdf = pdf_of(MINUTES)
    root: Any = read(pdf).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "vi-VN"
    assert "/StructTreeRoot" in root
    described = root["/Metadata"].get_data().decode()
    assert re.search(r"pdfaid:part\W+2\b", described)
    assert re.search(r"pdfaid:conformance\W+A\b", described)
    assert re.search(r"pdfuaid:part\W+1\b", described)
    assert "Biên bản kiểm phiếu xếp loại năm 2020" in described


def test_every_font_is_embedded_and_is_ours() -> None:
    found = list(fonts_of(pdf_of(MINUTES)))
    assert found
    assert all("LiberationSerif" in name and "/FontFile2" in descriptor for name, descriptor in found)


def test_a_sign_that_the_font_lacks_is_a_frame_and_the_file_claims_no_archive() -> None:
    pdf = pdf_of(only(Paragraph("trước 日 sau")))
    assert texts(pdf)[0].startswith("trước")
    root: Any = read(pdf).trailer["/Root"]
    assert b"pdfaid" not in root["/Metadata"].get_data()


def test_the_same_document_gives_the_same_bytes_and_names_the_moment_it_is_given() -> None:
    assert pdf_of(MINUTES) == pdf_of(MINUTES)
    made = read(pdf_of(replace(MINUTES, made_at=datetime(2020, 12, 5, 8, 30, tzinfo=UTC))))
    assert made.metadata is not None
    assert made.metadata.creation_date == datetime(2020, 12, 5, 8, 30, tzinfo=UTC)


def test_a_long_table_repeats_its_labels_and_numbers_its_pages_from_the_second() -> None:
    rows = [(str(number), f"Người thứ {number}.", "") for number in range(1, 201)]
    pages = texts(pdf_of(only(replace(GRID, rows=rows))))
    assert len(pages) > 3
    assert all("TT Họ và tên Số phiếu" in page for page in pages)
    assert [page.startswith(f"{at} TT") for at, page in enumerate(pages, 1)] == [False] + [True] * (len(pages) - 1)
    assert re.findall(r"Người thứ (\d+)\.", " ".join(pages)) == [str(number) for number in range(1, 201)]


def test_a_table_without_rows_and_one_of_empty_rows_are_printed() -> None:
    assert texts(pdf_of(only(replace(GRID, rows=())))) == ["TT Họ và tên Số phiếu"]
    assert len(texts(pdf_of(only(replace(GRID, rows=[("", "", "")] * 60))))) > 1


def test_very_long_names_run_over_lines_and_nothing_of_them_is_lost() -> None:
    name = " ".join(["Nguyễn Đặng Hoàng Phương Thảo"] * 30)
    unbroken = "a" * 300
    found = texts(pdf_of(only(replace(GRID, rows=[("1", name, "0")]), Paragraph(unbroken))))
    assert name in found[0]
    assert unbroken in "".join(found).replace(" ", "")


def test_many_signatures_stand_in_rows_of_three() -> None:
    names = [f"Người ký {letter}" for letter in "ABCDEFG"]
    found = texts(pdf_of(only(Signatures([Signature("", "Tổ viên", name) for name in names]))))
    assert [name for name in names if name not in found[0]] == []


def test_an_empty_document_is_an_empty_page() -> None:
    assert texts(pdf_of(only())) == [""]


def test_the_page_is_what_the_layout_says() -> None:
    assert _sides(read(pdf_of(only())).pages[0]) == (595, 842)
    lying = replace(only(), landscape=True, layout=Layout(width_mm=148, height_mm=210))
    assert _sides(read(pdf_of(lying)).pages[0]) == (595, 420)


def test_several_threads_print_at_once() -> None:
    documents = [only(Paragraph(f"bản {number}")) for number in range(16)]
    with ThreadPoolExecutor(4) as threads:
        assert [texts(pdf)[0] for pdf in threads.map(pdf_of, documents)] == [f"bản {number}" for number in range(16)]


def test_a_row_with_a_cell_too_few_is_refused() -> None:
    with pytest.raises(ValueError, match="one cell for each column"):
        replace(GRID, rows=[("1",)])
    with pytest.raises(ValueError, match="each a width"):
        Grid((), ())
