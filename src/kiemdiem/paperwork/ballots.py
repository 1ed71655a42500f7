"""Ballot papers: the same paper as often as it is wanted.

Nothing on a paper or in the file tells one from another, so that no marked paper can be led back to who got it.
Every page of the file is the very same page, kept once and named as often as it is printed.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass

from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject, TextStringObject

from kiemdiem.paperwork.sheets import Layout
from kiemdiem.paperwork.typesetting import ask, typeset_untagged

BALLOT_LAYOUT = Layout(
    top_mm=8, bottom_mm=8, left_mm=15, right_mm=15, body_pt=12, leading_pt=15, about_pt=12, title_pt=13
)
BOX_MM = 7
"""Side of the box to put a mark into."""
MOST_ON_A_PAGE = 6


@dataclass(frozen=True)
class BallotPaper:
    """What stands on every paper: for each subject (name, what he or she is) one box below each of the columns."""

    issuer: str
    title: str
    about: str
    instruction: str
    columns: Sequence[str]
    subjects: Sequence[tuple[str, str]]
    subjects_label: str = ""
    """Above the subjects."""

    def __post_init__(self) -> None:
        if not self.columns or not self.subjects:
            raise ValueError("a ballot paper has columns and subjects")


def papers_on_a_page(paper: BallotPaper, layout: Layout = BALLOT_LAYOUT) -> int:
    """How many papers stand one below the other on a page: 1 to 6, and 1 where a paper needs more than a page."""
    found = ask("ballots.typ", _data(paper, [], layout), "fitting")
    assert isinstance(found, int)
    return found


def ballot_sheets(paper: BallotPaper, copies: int, layout: Layout = BALLOT_LAYOUT) -> bytes:
    """A PDF with so many copies of the paper, with lines to cut along; the last page holds what is left over."""
    if copies < 1:
        raise ValueError("at least one ballot paper is printed")
    on_a_page = papers_on_a_page(paper, layout)
    full_pages, left_over = divmod(copies, on_a_page)
    laid_out = typeset_untagged("ballots.typ", _data(paper, [on_a_page, *([left_over] if left_over else [])], layout))
    pages = list(PdfReader(io.BytesIO(laid_out)).pages)
    last = len(pages) - (1 if left_over else 0)
    merged = PdfWriter()
    for page in [*pages[:last] * full_pages, *pages[last:]]:
        merged.add_page(page)  # its content and fonts are kept once, however often it is added
    merged.root_object[NameObject("/Lang")] = TextStringObject("vi")
    written = io.BytesIO()
    merged.write(written)
    return written.getvalue()


def _data(paper: BallotPaper, pages: Sequence[int], layout: Layout) -> dict[str, object]:
    return {"paper": paper, "pages": pages, "layout": layout, "box": BOX_MM, "most": MOST_ON_A_PAGE}
