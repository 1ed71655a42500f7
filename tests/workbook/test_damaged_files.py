"""Files that must not or cannot be opened: missing, of another kind, encrypted, cut off, bombs, oversized."""

import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from kiemdiem.workbook import zipped

from .samples import faults_of, sample, write
from .zips import members, rezip, sheet_part

OLE_MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")
UNDER_A_LIMIT = """
import resource, sys
from pathlib import Path
resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30))
from kiemdiem.workbook.faults import WorkbookFaults
from kiemdiem.workbook.reading import read_workbook
try:
    read_workbook(Path(sys.argv[1]))
except WorkbookFaults:
    print("refused")
else:
    print("read")
"""


def said(path: Path) -> str:
    """The one fault that such a file has: it belongs to no table."""
    faults = faults_of(path)
    assert [(fault.table, fault.row, fault.is_error) for fault in faults] == [("", 0, True)]
    return faults[0].say("en")


def read_apart(path: Path) -> subprocess.CompletedProcess[str]:
    """Read in a process of its own with 3 GiB of memory: what goes wrong there does not end the tests."""
    command = [sys.executable, "-B", "-c", UNDER_A_LIMIT, str(path)]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=60, env={"PYTHONPATH": ":".join(sys.path)}
    )


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return write("xlsx", tmp_path, {key: sample()[key] for key in ("organisations", "people", "history")})


class TestPaths:
    @pytest.mark.parametrize("name", ["nowhere.xlsx", "nowhere", "no/where.xlsx"])
    def test_a_path_where_nothing_is_is_refused(self, name: str, tmp_path: Path) -> None:
        assert "There is no file or folder" in said(tmp_path / name)

    def test_a_name_longer_than_the_system_allows_is_refused(self, tmp_path: Path) -> None:
        assert said(tmp_path / ("a" * 300))

    @pytest.mark.parametrize("name", ["book.xls", "book.xlsm", "book.ods", "book.csv", "book.parquet", "book"])
    def test_another_ending_is_refused(self, name: str, book: Path) -> None:
        assert "is no workbook" in said(book.rename(book.with_name(name)))

    def test_an_ending_in_capitals_is_accepted(self, book: Path) -> None:
        from .samples import read

        assert read(book.rename(book.with_name("BOOK.XLSX")))["people"].size == 3

    def test_a_folder_without_tables_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "notes.txt").write_text("nothing here")
        assert "holds no csv and no parquet file" in said(tmp_path)

    def test_a_folder_with_an_xlsx_name_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "folder.xlsx").mkdir()
        assert "holds no csv and no parquet file" in said(tmp_path / "folder.xlsx")

    def test_a_folder_of_other_csv_files_lacks_its_tables(self, tmp_path: Path) -> None:
        (tmp_path / "notes.csv").write_text("a,b\n1,2\n")
        assert [fault.table for fault in faults_of(tmp_path)] == ["organisations", "people"]

    @pytest.mark.parametrize("kind", ["xlsx", "csv", "parquet"])
    def test_a_file_that_may_not_be_read_is_refused(
        self, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = write(kind, tmp_path, sample())

        def forbidden(*_: object, **__: object) -> None:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(Path, "open", forbidden)
        assert all("Permission denied" in fault.say("en") for fault in faults_of(path))

    @pytest.mark.parametrize("kind", ["csv", "parquet"])
    def test_a_folder_in_the_place_of_a_table_is_refused_or_a_missing_table(self, kind: str, tmp_path: Path) -> None:
        path = write(kind, tmp_path, sample())
        (path / f"people.{kind}").unlink()
        (path / f"people.{kind}").mkdir()
        assert faults_of(path)


class TestEncrypted:
    def test_a_file_with_a_password_is_refused_by_name(self, tmp_path: Path) -> None:
        (tmp_path / "secret.xlsx").write_bytes(OLE_MAGIC + bytes(4096))
        assert "secret.xlsx is encrypted or an old .xls" in said(tmp_path / "secret.xlsx")

    def test_a_zip_with_a_password_is_refused(self, book: Path) -> None:
        raw = bytearray(book.read_bytes())
        for mark, flags in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
            for found in re.finditer(re.escape(mark), bytes(raw)):
                raw[found.start() + flags] |= 1
        book.write_bytes(raw)
        assert "encrypted" in said(book)


class TestDamaged:
    @pytest.mark.parametrize("content", [b"", b"PK", b"id,name\n1,a\n", b"PK\x03\x04" + bytes(100), bytes(5000),
                                         b"<html><table></table></html>"])  # fmt: skip
    def test_a_file_that_is_no_zip_is_refused(self, content: bytes, tmp_path: Path) -> None:
        (tmp_path / "book.xlsx").write_bytes(content)
        assert "book.xlsx cannot be read as an Excel workbook" in said(tmp_path / "book.xlsx")

    @pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99, 0.999])
    def test_a_truncated_file_is_refused(self, share: float, book: Path) -> None:
        whole = book.read_bytes()
        book.write_bytes(whole[: int(len(whole) * share)])
        assert "cannot be read" in said(book)

    def test_a_zip_that_holds_no_workbook_is_refused(self, tmp_path: Path) -> None:
        with zipfile.ZipFile(tmp_path / "book.xlsx", "w") as archive:
            archive.writestr("readme.txt", "no workbook")
        assert "cannot be read" in said(tmp_path / "book.xlsx")

    @pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/sharedStrings.xml",
                                      "xl/worksheets/sheet3.xml"])  # fmt: skip
    @pytest.mark.parametrize("damage", ["cut off", "emptied", "garbage"])
    def test_a_damaged_part_is_refused(self, part: str, damage: str, book: Path) -> None:
        content = members(book)[part]
        changed = {"cut off": content[: len(content) // 2], "emptied": b"", "garbage": b"\x00\xff<" * 50}[damage]
        assert "cannot be read" in said(rezip(book, book.with_name("damaged.xlsx"), {part: changed}))

    def test_a_damaged_stream_within_the_zip_is_refused(self, book: Path) -> None:
        with zipfile.ZipFile(book) as archive:
            info = archive.getinfo("xl/worksheets/sheet1.xml")
        raw = bytearray(book.read_bytes())
        start = info.header_offset + 30 + len(info.filename) + 10
        raw[start : start + 20] = b"\xff" * 20
        book.write_bytes(raw)
        assert "cannot be read" in said(book)


class TestBombs:
    def test_a_zip_that_unpacks_to_far_more_than_its_size_is_refused(
        self, book: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(zipped, "_ALWAYS_ALLOWED", 1 << 20)
        bomb = rezip(book, book.with_name("bomb.xlsx"), {"xl/media/image1.bin": bytes(16 << 20)})
        assert bomb.stat().st_size < 100_000
        assert "bomb.xlsx unpacks to 16 MiB" in said(bomb)

    def test_a_zip_that_unpacks_to_more_than_the_limit_is_refused(
        self, book: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(zipped, "LARGEST_CONTENT", 1000)
        assert "unpacks to" in said(book)

    def test_an_honest_file_below_the_limits_is_read(self, book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        from .samples import read

        monkeypatch.setattr(zipped, "_ALWAYS_ALLOWED", 0)
        assert read(book)["people"].size == 3

    def test_a_zip_that_lies_about_what_it_unpacks_to_is_refused(self, book: Path) -> None:
        raw = bytearray(book.read_bytes())
        for mark, name_at, size_at in ((b"PK\x01\x02", 46, 24), (b"PK\x03\x04", 30, 22)):
            for found in re.finditer(re.escape(mark), bytes(raw)):
                at = found.start()
                if raw[at + name_at :].startswith(b"xl/sharedStrings.xml"):
                    raw[at + size_at : at + size_at + 4] = (10).to_bytes(4, "little")
        book.write_bytes(raw)
        assert "cannot be read" in said(book)

    def test_a_lone_cell_in_the_last_corner_of_a_sheet_fills_no_memory(self, book: Path) -> None:
        part = sheet_part(book, "history")
        far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
        content = members(book)[part].replace(b"</sheetData>", far)
        done = read_apart(rezip(book, book.with_name("far.xlsx"), {part: content}))
        assert (done.returncode, done.stdout.strip()) in {(0, "refused"), (0, "read")}, done.stderr[:300]

    @pytest.mark.parametrize("cell", [b"A99999999999", b"A4294967295", b"ZZZZZZZ2", b"A0", b"2", b"A", b""])
    def test_a_cell_beyond_any_sheet_is_refused_or_left_out(self, cell: bytes, book: Path) -> None:
        part = sheet_part(book, "history")
        content = members(book)[part].replace(b'<c r="A2"', b'<c r="' + cell + b'"')
        done = read_apart(rezip(book, book.with_name("beyond.xlsx"), {part: content}))
        assert (done.returncode, done.stdout.strip()) in {(0, "refused"), (0, "read")}, done.stderr[:300]

    def test_a_list_of_entities_that_grows_without_end_is_refused(self, book: Path) -> None:
        part = "xl/workbook.xml"
        entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "ha" * 10}">' for n in range(12))
        declared = f"?>\n<!DOCTYPE w [{entities}]>".encode()
        content = members(book)[part].replace(b"?>", declared, 1).replace(b'name="history"', b'name="&e11;"')
        sheet = sheet_part(book, "people")
        error = re.sub(rb'<c r="B3"[^>]*>.*?</c>', b'<c r="B3" t="e"><v>#REF!</v></c>', members(book)[sheet])
        done = read_apart(rezip(book, book.with_name("ha.xlsx"), {part: content, sheet: error}))
        assert (done.returncode, done.stdout.strip()) == (0, "refused"), done.stderr[:300]


def test_an_oversized_file_is_refused_before_it_is_opened(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zipped, "LARGEST_FILE", 1000)
    assert "book.xlsx is too large" in said(book)
