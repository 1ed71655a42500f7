"""Ballot papers: as many as wanted, all alike."""

import re
from typing import Any

import pytest
from pypdf import PageObject

from kiemdiem.paperwork import BallotPaper, ballot_sheets, papers_on_a_page
from paperwork.samples import LEVELS, MARKUP, ballot, fonts_of, read, texts

TITLE = "PHIẾU BIỂU QUYẾT"


def _content(page: PageObject) -> bytes:
    stream = page.get_contents()
    assert stream is not None
    return stream.get_data()


@pytest.mark.parametrize(("subjects", "copies"), [(1, 1), (1, 9), (3, 7), (3, 9), (20, 3), (1, 400)])
def test_there_are_as_many_papers_as_were_asked_for(subjects: int, copies: int) -> None:
    on_a_page = papers_on_a_page(ballot(subjects))
    pages = texts(ballot_sheets(ballot(subjects), copies))
    assert sum(page.count(TITLE) for page in pages) == copies
    assert len(pages) == -(-copies // on_a_page)


def test_fewer_papers_fit_on_a_page_the_more_subjects_they_have() -> None:
    fitting = [papers_on_a_page(ballot(subjects)) for subjects in (1, 3, 8, 20, 60)]
    assert fitting == sorted(fitting, reverse=True)
    assert fitting[0] > 1
    assert fitting[-1] == 1


def test_no_page_differs_from_another_and_no_paper_from_another() -> None:
    pages = read(ballot_sheets(ballot(3), 30)).pages
    assert len({_content(page) for page in pages}) == 1
    papers = texts(ballot_sheets(ballot(3), 30))[0].split("CHI BỘ TRƯỜNG TIỂU HỌC")[1:]
    assert len(papers) == papers_on_a_page(ballot(3))
    assert len({paper.strip() for paper in papers}) == 1


def test_neither_paper_nor_file_bears_a_number_a_name_or_a_time() -> None:
    pdf = ballot_sheets(ballot(3), 30)
    assert re.findall(r"\d", " ".join(texts(pdf))) == []
    assert "/CreationDate" not in (read(pdf).metadata or {})
    assert pdf == ballot_sheets(ballot(3), 30)


def test_every_subject_has_a_box_for_each_level() -> None:
    drawn = _content(read(ballot_sheets(ballot(2), 1)).pages[0]).decode("latin-1")
    squares = re.findall(r"0 0 m\s+([\d.]+) 0 l\s+\1 \1 l\s+0 \1 l\s+h", drawn)
    assert len(squares) == 2 * len(LEVELS)
    assert min(float(side) / 72 * 25.4 for side in squares) >= 6
    assert all(level in texts(ballot_sheets(ballot(2), 1))[0] for level in LEVELS)


def test_a_paper_of_very_many_subjects_runs_over_pages_that_all_say_what_they_belong_to() -> None:
    pages = texts(ballot_sheets(ballot(60), 2))
    half = len(pages) // 2
    assert half > 1
    assert pages[:half] == pages[half:]
    assert all("đề nghị xếp loại đảng viên" in page and "Họ và tên, chức vụ" in page for page in pages)


def test_texts_are_never_read_as_markup() -> None:
    paper = BallotPaper("", MARKUP[2], MARKUP[0], "", MARKUP[:2], [(text, text) for text in MARKUP])
    found = " ".join(texts(ballot_sheets(paper, 1)))
    assert [text for text in MARKUP if " ".join(text.split()) not in found] == []


def test_a_thousand_pages_are_hardly_larger_than_one_and_have_their_fonts() -> None:
    one, thousand = ballot_sheets(ballot(20), 1), ballot_sheets(ballot(20), 1000)
    assert len(read(thousand).pages) == 1000
    assert len(thousand) < len(one) + 1000 * 300
    assert all("/FontFile2" in descriptor for _, descriptor in list(fonts_of(thousand))[:20])
    root: Any = read(thousand).trailer["/Root"]
    assert root["/Lang"] == "vi"


def test_no_paper_and_a_paper_without_subjects_are_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        ballot_sheets(ballot(1), 0)
    with pytest.raises(ValueError, match="subjects"):
        BallotPaper("", "", "", "", LEVELS, [])
