"""Folders of csv files: encodings, separators, row numbers, ragged rows."""

from pathlib import Path

import pytest

from .samples import as_grid, contents, faults_of, read, remarks_of, sample, spots, write, write_csv

HEAD = "subject_kind,subject,year\n"


def folder_with(folder: Path, table: str, content: str | bytes) -> Path:
    """The sample as csv, one file of it replaced."""
    path = write("csv", folder, sample())
    (path / f"{table}.csv").write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def said(path: Path) -> str:
    return "\n".join(fault.say("en") for fault in faults_of(path))


class TestEncodings:
    def test_a_byte_order_mark_is_no_part_of_the_first_heading(self, tmp_path: Path) -> None:
        marked = tmp_path / "marked"
        marked.mkdir()
        for key, rows in sample().items():
            write_csv(marked / f"{key}.csv", as_grid(rows), encoding="utf-8-sig")
        assert remarks_of(marked) == []
        assert contents(read(marked)) == contents(read(write("csv", tmp_path, sample())))

    @pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
    def test_utf_16_and_32_are_refused_by_name(self, encoding: str, tmp_path: Path) -> None:
        content = (HEAD + "member,001,2019\n").encode(encoding)
        assert "history.csv is not UTF-8 text" in said(folder_with(tmp_path, "history", content))

    @pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
    def test_utf_16_without_a_mark_is_refused(self, encoding: str, tmp_path: Path) -> None:
        assert "history" in said(folder_with(tmp_path, "history", (HEAD + "member,001,2019\n").encode(encoding)))

    def test_a_vietnamese_code_page_is_refused(self, tmp_path: Path) -> None:
        content = (HEAD.strip() + ",awarded_by\nmember,001,2019,").encode() + "Hà Nội".encode("cp1258", "ignore")
        assert "history.csv is not UTF-8 text" in said(folder_with(tmp_path, "history", content))

    def test_a_code_page_in_the_headings_is_refused(self, tmp_path: Path) -> None:
        assert "not UTF-8" in said(folder_with(tmp_path, "history", b"subject_kind,N\xe3m\nmember,2019\n"))

    @pytest.mark.parametrize("rows_above", [0, 1000])
    @pytest.mark.parametrize(
        "row", [b"member,\xf5\xf5,2019\n", b"member,\xf5\xf5,2019,ragged\n", b"member,001,2019\xc3"]
    )
    def test_bytes_that_are_no_utf_8_are_refused_wherever_they_stand(
        self, rows_above: int, row: bytes, tmp_path: Path
    ) -> None:
        content = HEAD.encode() + b"member,001,2019\n" * rows_above + row
        assert "not UTF-8" in said(folder_with(tmp_path, "history", content))


class TestForm:
    def test_semicolons_are_refused_by_name(self, tmp_path: Path) -> None:
        path = write("csv", tmp_path, sample())
        write_csv(path / "people.csv", as_grid(sample()["people"]), delimiter=";")
        assert "people.csv separates its columns by semicolons" in said(path)

    @pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
    def test_any_line_ending_is_read(self, newline: str, tmp_path: Path) -> None:
        path = folder_with(tmp_path, "history", (HEAD + "member,001,2019\nmember,nobody,2018\n").replace("\n", newline))
        assert spots(faults_of(path)) == [("history", 3, "subject", "nobody")]

    def test_quotes_commas_and_line_breaks_within_a_cell_are_kept(self, tmp_path: Path) -> None:
        path = folder_with(tmp_path, "history", HEAD.strip() + ',awarded_by\nmember,001,2019,"UBND ""xã"",\nhuyện"\n')
        assert read(path)["history"].text("awarded_by").to_pylist() == ['UBND "xã",\nhuyện']

    def test_a_cell_with_a_line_break_is_one_row_as_in_excel(self, tmp_path: Path) -> None:
        path = folder_with(tmp_path, "history", HEAD + 'member,"00\n1",2019\nmember,nobody,2019\n')
        assert spots(faults_of(path)) == [("history", 2, "subject", "00\n1"), ("history", 3, "subject", "nobody")]

    def test_an_empty_file_is_an_empty_table(self, tmp_path: Path) -> None:
        assert read(folder_with(tmp_path, "history", ""))["history"].size == 0

    def test_headings_alone_are_an_empty_table(self, tmp_path: Path) -> None:
        assert read(folder_with(tmp_path, "history", HEAD))["history"].size == 0

    def test_the_last_line_needs_no_line_break(self, tmp_path: Path) -> None:
        assert read(folder_with(tmp_path, "history", HEAD + "member,001,2019"))["history"].size == 1


class TestRows:
    def test_blank_lines_are_skipped_and_the_numbering_kept(self, tmp_path: Path) -> None:
        body = "\nmember,001,2019\n,,\n\n\nmember,nobody,2019\n"
        path = folder_with(tmp_path, "history", HEAD + body)
        assert spots(faults_of(path)) == [("history", 7, "subject", "nobody")]
        (tmp_path / "sound").mkdir()
        sound = folder_with(tmp_path / "sound", "history", HEAD + body.replace("nobody", "002"))
        assert read(sound)["history"].row_numbers.tolist() == [3, 7]

    @pytest.mark.parametrize("above", ["\n", "\r\n", "\n\n", ",,\n"])
    def test_blank_lines_above_the_headings_hide_no_row(self, above: str, tmp_path: Path) -> None:
        path = folder_with(tmp_path, "history", above + HEAD + "member,nobody,2019\n")
        row = above.count("\n") + 2
        faults = faults_of(path)
        assert spots(faults) == [("history", row, "subject", "nobody")] or {fault.column for fault in faults} >= {
            "subject_kind", "subject", "year",
        }  # fmt: skip

    def test_every_row_with_too_many_or_too_few_cells_is_refused(self, tmp_path: Path) -> None:
        body = "member,001,2019,more\n\nmember,001,2019\nmember\nmember,nobody,2018\n"
        path = folder_with(tmp_path, "history", HEAD + body)
        assert spots(faults_of(path)) == [
            ("history", 2, "subject_kind", "member,001,2019,more"),
            ("history", 5, "subject_kind", "member"),
            ("history", 6, "subject", "nobody"),
        ]

    def test_a_quote_that_is_never_closed_is_refused(self, tmp_path: Path) -> None:
        path = folder_with(tmp_path, "history", HEAD + 'member,001,2018\nmember,"001,2019\nmember,002,2018\n')
        assert [fault.row for fault in faults_of(path)] == [3]

    def test_row_numbers_hold_beyond_one_block_of_the_reader(self, tmp_path: Path) -> None:
        many = 180_000
        body = ("member,001,2019," + "z" * 90 + "\n") * many + "\nmember,001\nmember,nobody,2019,z\n"
        path = folder_with(tmp_path, "history", HEAD.strip() + ",awarded_by\n" + body)
        assert [fault.row for fault in faults_of(path)] == [many + 3, many + 4]


class TestSeveralFiles:
    def test_every_unreadable_file_of_a_folder_is_named_in_one_pass(self, tmp_path: Path) -> None:
        path = folder_with(tmp_path, "ballots", "subject_kind;subject\nmember;001\n")
        (path / "history.csv").write_bytes("năm".encode("utf-16"))
        assert "ballots.csv" in said(path)
        assert "history.csv" in said(path)

    def test_a_subfolder_named_like_a_table_is_no_matter(self, tmp_path: Path) -> None:
        path = write("csv", tmp_path, sample())
        (path / "people").mkdir()
        assert read(path)["people"].size == 3

    def test_csv_and_parquet_in_one_folder_are_refused(self, tmp_path: Path) -> None:
        path = write("csv", tmp_path, sample())
        other = write("parquet", tmp_path, sample(), "other")
        for file in other.iterdir():
            file.rename(path / file.name)
        assert faults_of(path)
