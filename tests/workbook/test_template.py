"""The empty workbook: opens, explains itself, offers the codes, and is read back once filled in."""

import gettext
import re
import unicodedata
from datetime import date
from html import escape
from pathlib import Path

import pytest
import python_calamine as calamine

from kiemdiem import wording
from kiemdiem.workbook.reading import read_workbook
from kiemdiem.workbook.schema import GUIDE_SHEET, TABLES, Column, Table, ValueKind
from kiemdiem.workbook.template import write_template

from .samples import Cell, Row, contents, read, sample, write
from .zips import members, rezip, sheet_part

CODED = [(table, at) for table in TABLES for at, column in enumerate(table.columns) if column.codes]
FLAGS = [(table, at) for table in TABLES for at, column in enumerate(table.columns) if column.kind is ValueKind.FLAG]
NUMBERS = [
    (table, at)
    for table in TABLES
    for at, column in enumerate(table.columns)
    if column.kind in (ValueKind.COUNT, ValueKind.YEAR)
]


def named(value: object) -> str:
    return value.key if isinstance(value, Table) else str(value)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The template, with the texts of the code where the catalogue would be."""
    path = tmp_path_factory.mktemp("template") / "template.xlsx"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wording, "_catalogue", lambda language: gettext.NullTranslations())
        write_template(path)
    return path


def letters(position: int) -> str:
    return chr(ord("A") + position)


def rules(template: Path, table: Table) -> dict[str, tuple[str, str]]:
    """By column letter: the kind of the rule and its first formula."""
    xml = members(template)[sheet_part(template, table.key)].decode()
    found = re.findall(r'<dataValidation ([^>]*?)sqref="([A-Z]+)2:\2(\d+)"[^>]*>(.*?)</dataValidation>', xml)
    return {
        column: (re.findall(r'type="(\w+)"', head)[0], re.findall(r"<formula1>(.*?)</formula1>", body)[0])
        for head, column, last, body in found
        if int(last) > 10_000
    }


class TestForm:
    def test_there_is_a_sheet_for_each_table_after_the_guide(self, template: Path) -> None:
        book = calamine.CalamineWorkbook.from_path(str(template))
        assert book.sheet_names == [GUIDE_SHEET, *(table.key for table in TABLES)]

    @pytest.mark.parametrize("table", TABLES, ids=named)
    def test_the_headings_are_the_vietnamese_titles(self, template: Path, table: Table) -> None:
        book = calamine.CalamineWorkbook.from_path(str(template))
        rows = book.get_sheet_by_name(table.key).to_python(skip_empty_area=False)
        assert rows == [[column.title for column in table.columns]]
        assert all(unicodedata.is_normalized("NFC", column.title) for column in table.columns)

    @pytest.mark.parametrize(("table", "at"), CODED, ids=named)
    def test_every_column_of_codes_has_a_list_to_choose_from(self, template: Path, table: Table, at: int) -> None:
        assert rules(template, table)[letters(at)] == ("list", f'"{",".join(table.columns[at].codes)}"')

    @pytest.mark.parametrize(("table", "at"), FLAGS, ids=named)
    def test_every_column_of_flags_offers_the_cross(self, template: Path, table: Table, at: int) -> None:
        assert rules(template, table)[letters(at)] == ("list", '"x"')

    @pytest.mark.parametrize(("table", "at"), NUMBERS, ids=named)
    def test_every_column_of_numbers_takes_whole_numbers_only(self, template: Path, table: Table, at: int) -> None:
        assert rules(template, table)[letters(at)] == ("whole", "0")

    def test_the_guide_names_every_column_of_every_table(self, template: Path) -> None:
        book = calamine.CalamineWorkbook.from_path(str(template))
        rows = book.get_sheet_by_name(GUIDE_SHEET).to_python()
        explained = [(row[1], row[2]) for row in rows]
        for table in TABLES:
            for column in table.columns:
                assert (column.title, column.key) in explained
        said = " ".join(str(row[3]) for row in rows)
        assert all(code in said for table in TABLES for column in table.columns for code in column.codes)


def column_styles(xml: str) -> dict[int, str]:
    found = re.findall(r'<col min="(\d+)" max="(\d+)"[^>]* style="(\d+)"', xml)
    return {at - 1: style for first, last, style in found for at in range(int(first), int(last) + 1)}


def cell_xml(value: Cell, column: Column, row: int, at: int, style: str) -> str:
    """A cell as Excel writes it when somebody types into the template."""
    start = f'<c r="{letters(at)}{row}"' + (f' s="{style}"' if style else "")
    if value is None or value is False:
        return ""
    if isinstance(value, date):
        return f"{start}><v>{(value - date(1899, 12, 30)).days}</v></c>"
    if value is True:
        return f'{start} t="inlineStr"><is><t>x</t></is></c>'
    if isinstance(value, int) and column.kind in (ValueKind.COUNT, ValueKind.YEAR):
        return f"{start}><v>{value}</v></c>"
    return f'{start} t="inlineStr"><is><t>{escape(str(value))}</t></is></c>'


def filled_sheet(xml: str, table: Table, rows: list[Row]) -> bytes:
    styles = column_styles(xml)
    lines = []
    for number, row in enumerate(rows, start=2):
        cells = (
            cell_xml(row.get(column.key), column, number, at, styles.get(at, ""))
            for at, column in enumerate(table.columns)
        )
        lines.append(f'<row r="{number}">{"".join(cells)}</row>')
    return xml.replace("</sheetData>", "".join(lines) + "</sheetData>").encode()


class TestUse:
    def test_a_filled_template_is_read_like_any_workbook(self, template: Path, tmp_path: Path) -> None:
        parts = {table.key: sheet_part(template, table.key) for table in TABLES}
        content = members(template)
        changed = {
            parts[table.key]: filled_sheet(content[parts[table.key]].decode(), table, sample()[table.key])
            for table in TABLES
        }
        workbook, remarks = read_workbook(rezip(template, tmp_path / "filled.xlsx", changed))
        assert remarks == []
        expected = contents(read(write("csv", tmp_path, sample())))
        found = contents(workbook)
        for table, columns in expected.items():
            assert {key: found[table][key] for key in columns} == columns, table

    def test_an_unfilled_template_is_a_workbook_without_rows(self, template: Path) -> None:
        workbook, remarks = read_workbook(template)
        assert remarks == []
        assert {table.size for table in workbook.tables.values()} == {0}
