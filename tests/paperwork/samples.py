"""Papers to try things out on, and how to read them back."""

import io
from collections.abc import Iterator
from typing import Any

import docx
from docx.document import Document as WordDocument
from pypdf import PdfReader

from kiemdiem.paperwork import (
    BallotPaper,
    Block,
    Column,
    Document,
    Grid,
    Heading,
    Letterhead,
    Paragraph,
    QrCode,
    Receivers,
    Signature,
    Signatures,
    Title,
)

STACKED = ("Nguyễn Thị Ước", "khuyết điểm", "Lữ Đình Thuyết", "ƯỠN ẸO Ễ Ự Ộ Ế Ẫ Ẳ", "Trường Sơn – Tây Nguyên")
MARKUP = (
    "#let x = 1",
    "$a$ và $ b^2 $",
    "*đậm* _nghiêng_ `mã`",
    "<b> & </b> <nhãn>",
    "@tham-chiếu",
    r"\ngược \u{48} \\",
    "= đầu mục",
    "- mục 1. [khối] {mã}",
    "// chú thích /* nữa */",
    '#read("document.typ")',
    "1/2 -- --- ... 'a' \"b\" ~",
    "{{ tên }} %s %(x)s",
)
LEVELS = ("Hoàn thành xuất sắc", "Hoàn thành tốt", "Hoàn thành", "Không hoàn thành")

GRID = Grid(
    (Column("TT", 0.5, numeric=True), Column("Họ và tên", 3), Column("Số phiếu", 1, numeric=True)),
    (("1", "Nguyễn Thị Ước", "26"), ("2", "Vi Văn Hữu\nBí thư", "0"), ("", "", "")),
)
DATED = "Quỳ Châu, ngày 05 tháng 12 năm 2020"
MINUTES = Document(
    Letterhead(
        "Đảng bộ huyện Quỳ Châu", "Chi bộ Trường tiểu học", "Số 12-BB/CB", "Quỳ Châu, ngày 05 tháng 12 năm 2020"
    ),
    Title("Biên bản kiểm phiếu", "xếp loại năm 2020"),
    (
        Heading("I. Số phiếu"),
        Paragraph("Phát ra 27, thu về 27."),
        Paragraph("Không có ý kiến khác.", bold=True, italic=True, centred=True),
        GRID,
        Signatures(
            (Signature("", "Tổ viên", "Vi Văn Hữu"), Signature("", "Tổ viên", "Lữ Đình Thuyết")),
            Receivers(("Huyện ủy", "Lưu chi bộ")),
        ),
        Signatures((Signature("T/M CHI BỘ", "BÍ THƯ", "Hồ Thị Diễm"),)),
        QrCode("https://example.vn/j/0123456789abcdef", "Mã băm: 0123"),
        Receivers(("Đảng ủy xã",)),
    ),
    footer="Bản in từ phần mềm",
)
ALL_WORDS = (
    "ĐẢNG BỘ HUYỆN QUỲ CHÂU",
    "CHI BỘ TRƯỜNG TIỂU HỌC",
    "Số 12-BB/CB",
    "ĐẢNG CỘNG SẢN VIỆT NAM",
    DATED,
    "BIÊN BẢN KIỂM PHIẾU",
    "xếp loại năm 2020",
    "I. Số phiếu",
    "Phát ra 27, thu về 27.",
    "Không có ý kiến khác.",
    "Họ và tên",
    "Vi Văn Hữu",
    "Bí thư",
    "Nơi nhận:",
    "- Huyện ủy",
    "T/M CHI BỘ",
    "Hồ Thị Diễm",
    "Mã băm: 0123",
    "- Đảng ủy xã",
    "Bản in từ phần mềm",
)


def only(*blocks: Block) -> Document:
    """A document of blocks alone."""
    return Document(None, None, blocks)


def ballot(subjects: int) -> BallotPaper:
    """A ballot paper with so many subjects."""
    names = ("Nguyễn Thị Ước", "Vi Văn Hữu", "Lữ Đình Thuyết", "Hồ Thị Diễm Quỳnh")
    return BallotPaper(
        "Chi bộ Trường tiểu học",
        "Phiếu biểu quyết",
        "đề nghị xếp loại đảng viên",
        "Đánh dấu X vào một ô cho mỗi đồng chí.",
        LEVELS,
        [(names[at % 4], "Phó Bí thư chi bộ") for at in range(subjects)],
        "Họ và tên, chức vụ",
    )


def read(pdf: bytes) -> PdfReader:
    """The PDF, read by another library than the one that wrote it."""
    return PdfReader(io.BytesIO(pdf))


def texts(pdf: bytes) -> list[str]:
    """The text of each page, line ends and places to break at taken for spaces."""
    return [" ".join(page.extract_text().replace("\u200b", "").split()) for page in read(pdf).pages]


def word_texts(file: bytes) -> list[str]:
    """Every paragraph of a Word file: body, tables, foot."""
    word = docx.Document(io.BytesIO(file))
    foot = [paragraph.text for paragraph in word.sections[0].footer.paragraphs]
    return [*_paragraphs(word), *foot]


def _paragraphs(word: WordDocument) -> Iterator[str]:
    for paragraph in word.element.body.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}p"):
        yield paragraph.text


def fonts_of(pdf: bytes) -> Iterator[tuple[str, Any]]:
    """Name and descriptor of every font that a page of the PDF names."""
    for page in read(pdf).pages:
        named: Any = page["/Resources"]
        for font in named.get("/Font", {}).values():
            below = font.get_object()["/DescendantFonts"][0].get_object()
            yield str(below["/BaseFont"]), below["/FontDescriptor"].get_object()
