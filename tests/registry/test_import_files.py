"""Bad files: each is refused with what is wrong, where and how to mend it, in both languages; nothing is lost."""

import io
import zipfile
from collections.abc import Callable
from datetime import datetime

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook

from kiemdiem.journal.verbs import Verb
from kiemdiem.registry.actions.imports import kept_file_name, upload_workbook
from kiemdiem.registry.models import Import, Person
from registry.conftest import (
    AccessAs,
    ClientAs,
    journaled,
    outcomes,
    refusal,
    remarks,
    rows_of,
    saved,
    typed_workbook,
    uploaded,
)
from support.cast import Cast

EM: dict[str, object] = {"id": "em", "full_name": "Nguyễn Thị Em"}
GOOD = typed_workbook({"people": [EM]})


def _with_member(name: str, content: bytes) -> bytes:
    whole = io.BytesIO(GOOD)
    with zipfile.ZipFile(whole, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return whole.getvalue()


def _edited(change: Callable[[Workbook], object]) -> bytes:
    book = load_workbook(io.BytesIO(GOOD))
    change(book)
    return saved(book)


AT_ONCE: dict[str, tuple[str, bytes, str]] = {
    "empty": ("a.xlsx", b"", "is empty"),
    "a macro file": ("a.xlsm", GOOD, "without macros"),
    "a renamed macro file": ("a.xlsx", _with_member("xl/vbaProject.bin", b"macro"), "without macros"),
    "a macro file with other letters": ("a.xlsx", _with_member("xl/VBAPROJECT.BIN", b"macro"), "without macros"),
    "an old workbook": ("a.xls", GOOD, "ends in .xlsx"),
    "a picture": ("a.png", b"\x89PNG", "ends in .xlsx"),
    "no ending": ("workbook", GOOD, "ends in .xlsx"),
}


@pytest.mark.parametrize("what", AT_ONCE)
def test_what_is_seen_at_once_is_refused_before_anything_is_kept(cast: Cast, access_as: AccessAs, what: str) -> None:
    name, content, text = AT_ONCE[what]
    said = refusal(upload_workbook, access_as("office"), "C1", name, content)
    assert text in said
    assert name in said
    assert not Import.objects.exists()
    assert journaled(Verb.WORKBOOK_UPLOADED) == []


def test_a_file_that_is_too_large_is_refused(cast: Cast, access_as: AccessAs, settings: LazySettings) -> None:
    settings.LARGEST_UPLOAD = 3 << 20
    text = refusal(upload_workbook, access_as("office"), "C1", "a.xlsx", b"x" * ((3 << 20) + 1))
    assert "at most 3 MiB" in text


def test_of_a_file_that_is_too_large_no_more_is_read_than_it_takes_to_see_it(
    cast: Cast, client_as: ClientAs, settings: LazySettings
) -> None:
    settings.LARGEST_UPLOAD = 1 << 20
    file = SimpleUploadedFile("a.xlsx", b"x" * (3 << 20))
    answer = client_as("office").post("/imports/new/", {"unit": "C1", "file": file}, headers={"accept-language": "en"})
    assert "at most 1 MiB can be uploaded" in answer.content.decode()
    assert not Import.objects.exists()


OLE = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 5000
WHEN_READ: dict[str, tuple[bytes, str]] = {
    "no Excel at all": (b"Ho va ten;Ngay sinh\n", "cannot be read as an Excel workbook"),
    "encrypted": (OLE, "without a password"),
    "truncated": (GOOD[: len(GOOD) // 2], "cut off or damaged"),
    "truncated at the end": (GOOD[:-30], "cut off or damaged"),
    "a zip without a workbook": (_with_member("x", b"")[:0] or b"PK\x05\x06" + b"\0" * 18, "cannot be read"),
    "a zip bomb": (_with_member("xl/worksheets/sheet9.xml", b"\0" * (80 << 20)), "which no honest workbook does"),
    "other names of sheets": (
        _edited(lambda book: book.remove(book["organisations"])),
        "organisations and people must be there",
    ),
    "another heading": (_edited(lambda book: book["people"].cell(1, 1, "Số thứ tự")), "the column is missing"),
    "a heading twice": (_edited(lambda book: book["people"].cell(1, 3, "id")), "stands twice"),
    "no heading": (_edited(lambda book: book["people"].cell(1, 1, "")), "the column is missing"),
}


@pytest.mark.parametrize("what", WHEN_READ)
def test_what_the_reader_finds_is_said_in_the_preview(cast: Cast, client_as: ClientAs, what: str) -> None:
    content, text = WHEN_READ[what]
    imported = uploaded(cast.accounts["office"], "C1", content, "sổ xã.xlsx")
    assert text in remarks(imported), remarks(imported)
    assert remarks(imported, "vi") != remarks(imported)
    assert imported.refused_at is not None
    assert bytes(imported.content) == content
    assert Person.objects.count() == len(cast.people)
    for language in ("vi", "en"):
        page = client_as("office").get(f"/imports/{imported.pk}/", headers={"accept-language": language})
        assert page.status_code == 200
    assert client_as("office").post(f"/imports/{imported.pk}/apply/").status_code == 302
    assert client_as("office").post(f"/imports/{imported.pk}/discard/").status_code == 302


CELLS: dict[str, tuple[str, object, str]] = {
    "a day that is none": ("birth_date", "31/02/2020", "a date is expected"),
    "a month": ("birth_date", "5/2020", "a date is expected"),
    "year 0": ("birth_date", "01/01/0000", "between 1900 and 2100"),
    "the year 1899": ("birth_date", "31/12/1899", "between 1900 and 2100"),
    "the year 9999": ("admitted_on", datetime(9999, 1, 1), "between 1900 and 2100"),
    "a formula error": ("full_name", "#REF!", "formula error"),
    "an unknown code": ("occupation", "giáo viên", "one of these codes is expected"),
    "an unknown unit": ("workplace", "NO-SUCH", "organisations"),
}


@pytest.mark.parametrize("what", CELLS)
def test_a_bad_cell_is_told_with_table_row_column_and_value(cast: Cast, what: str) -> None:
    column, value, text = CELLS[what]
    content = typed_workbook({"people": [EM, {**EM, "id": "x", column: value}]})
    imported = uploaded(cast.accounts["office"], "C1", content)
    said = remarks(imported)
    assert text in said
    assert "people, row 3" in said
    assert column in said
    assert Person.objects.count() == len(cast.people)


def test_all_faults_are_told_in_one_pass(cast: Cast) -> None:
    rows = [{**EM, "id": f"p{number}", "birth_date": "5/2020"} for number in range(30)]
    imported = uploaded(cast.accounts["office"], "C1", typed_workbook({"people": rows}))
    assert imported.rows.filter(outcome="error").count() == 30


def test_a_formula_without_a_value_is_an_empty_cell_and_never_a_name(cast: Cast) -> None:
    content = typed_workbook({"people": [{"id": "em", "full_name": "=CONCAT(A1,B1)"}]})
    imported = uploaded(cast.accounts["office"], "C1", content)
    assert outcomes(imported) == ["error"]
    assert "a new row needs a name" in remarks(imported)


def test_a_text_of_ten_million_letters_is_told_to_be_too_long(cast: Cast, client_as: ClientAs) -> None:
    cell = "x" * 10_000_000
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
        '<c r="A1" t="inlineStr"><is><t>id</t></is></c><c r="B1" t="inlineStr"><is><t>full_name</t></is></c></row>'
        f'<row r="2"><c r="A2" t="inlineStr"><is><t>em</t></is></c><c r="B2" t="inlineStr"><is><t>{cell}</t></is></c>'
        "</row></sheetData></worksheet>"
    )
    whole = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(GOOD)) as old, zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as new:
        people = {name for name in old.namelist() if name.endswith("sheet2.xml")}
        assert people
        for name in old.namelist():
            new.writestr(name, sheet if name in people else old.read(name))
    imported = uploaded(cast.accounts["office"], "C1", whole.getvalue())
    assert "10000000 letters, at most 120 are kept" in remarks(imported)
    assert len(rows_of(imported)[0].key) <= 300
    page = client_as("office").get(f"/imports/{imported.pk}/")
    assert len(page.content) < 100_000


@pytest.mark.parametrize("titles", [False, True])
def test_headings_may_be_keys_or_vietnamese_titles(cast: Cast, *, titles: bool) -> None:
    imported = uploaded(cast.accounts["office"], "C1", typed_workbook({"people": [EM]}, titles=titles))
    assert outcomes(imported) == ["new"]


def test_tables_of_the_yearly_review_are_told_to_be_kept_out(cast: Cast) -> None:
    rating = {"person": "em", "level": "HTTNV", "decided_on": "2026-01-01"}
    content = typed_workbook({"people": [EM], "professional_ratings": [rating]})
    imported = uploaded(cast.accounts["office"], "C1", content)
    assert "not part of the registry" in remarks(imported)
    assert outcomes(imported) == ["new"]


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.xlsx", "passwd.xlsx"),
        ("a\0b.xlsx", "ab.xlsx"),
        ("\u202excod.xlsx", "xcod.xlsx"),
        ("x" * 300 + ".xlsx", "x" * 200),
        ("\0", "workbook.xlsx"),
        ("so\u0302\u0309.xlsx", "sổ.xlsx"),
    ],
)
def test_a_file_is_called_by_a_name_that_can_be_kept(name: str, kept: str) -> None:
    assert kept_file_name(name) == kept


def test_the_page_takes_a_file_and_refuses_a_bad_one_beside_the_field(cast: Cast, client_as: ClientAs) -> None:
    client = client_as("office")
    good = SimpleUploadedFile("sổ.xlsx", GOOD)
    assert client.post("/imports/new/", {"unit": "C1", "file": good}).status_code == 302
    imported = Import.objects.get()
    assert (imported.file_name, bytes(imported.content)) == ("sổ.xlsx", GOOD)
    for bad in (SimpleUploadedFile("a.xlsx", b""), SimpleUploadedFile("a.xlsm", GOOD)):
        answer = client.post("/imports/new/", {"unit": "C1", "file": bad})
        assert answer.status_code == 200
        assert b"field-error" in answer.content or b"invalid" in answer.content
    assert client.post("/imports/new/", {"unit": "C1"}).status_code == 200
    assert Import.objects.count() == 1


def test_the_same_upload_sent_twice_is_one_import(cast: Cast, client_as: ClientAs) -> None:
    client = client_as("office")
    answers = [
        client.post("/imports/new/", {"unit": "C1", "file": SimpleUploadedFile("a.xlsx", GOOD), "_once": "k"})
        for _ in range(2)
    ]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    assert Import.objects.count() == 1


def test_the_empty_template_is_read_without_a_fault(cast: Cast, client_as: ClientAs) -> None:
    template = client_as("office").get("/imports/template/").content
    imported = uploaded(cast.accounts["office"], "C1", template)
    assert imported.refused_at is None
    assert not imported.rows.filter(outcome="error").exists()
