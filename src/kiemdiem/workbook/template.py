"""The empty workbook: Vietnamese titles, drop-down lists, date formats and a sheet that explains."""

import io
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from kiemdiem.wording import N_, translate
from kiemdiem.workbook.schema import GUIDE_SHEET, TABLES, Column, Table, ValueKind

READY_ROWS = 20_000
"""Rows of each sheet that carry the drop-down lists and formats."""
_LONGEST_TITLE = 32
_LONGEST_LIST = 255
"""Excel's limit for a list written in the cell rule itself."""

KIND_HINTS = {
    ValueKind.TEXT: N_("text"),
    ValueKind.IDENTIFIER: N_("a code of your own, unique in this sheet"),
    ValueKind.DATE: N_("date: dd/mm/yyyy"),
    ValueKind.FLAG: N_("x for yes, empty for no"),
    ValueKind.COUNT: N_("a whole number"),
    ValueKind.YEAR: N_("a year"),
    ValueKind.CODE: N_("a code from the list"),
    ValueKind.REFERENCE: N_("a code of the sheet {table}"),
    ValueKind.SUBJECT: N_("the code of the organisation, collective or person"),
    ValueKind.PLACE: N_("the code of the collective or the cell"),
}


def write_template(path: Path) -> None:
    """Write the empty workbook."""
    whole = io.BytesIO()
    with xlsxwriter.Workbook(whole, {"in_memory": True}) as book:
        formats = _Formats(book)
        _guide(book.add_worksheet(GUIDE_SHEET), formats)
        for table in TABLES:
            _sheet(book.add_worksheet(table.key), table, formats)
    path.write_bytes(whole.getbuffer())


class _Formats:
    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self.title: Format = book.add_format({"bold": True, "font_size": 16})
        self.heading: Format = book.add_format(
            {"bold": True, "bg_color": "#E8EEF4", "border": 1, "text_wrap": True, "valign": "vcenter"}
        )
        self.needed: Format = book.add_format(
            {"bold": True, "bg_color": "#F6E3C5", "border": 1, "text_wrap": True, "valign": "vcenter"}
        )
        self.wrapped: Format = book.add_format({"text_wrap": True, "valign": "top"})
        self.table: Format = book.add_format({"bold": True, "valign": "top", "top": 1})
        self.date: Format = book.add_format({"num_format": "dd/mm/yyyy"})
        self.text: Format = book.add_format({"num_format": "@"})


def hint(column: Column) -> str:
    """What a column takes, in Vietnamese."""
    said = translate(KIND_HINTS[column.kind], "vi").format(table=column.refers_to)
    if column.codes:
        said = f"{said}: {', '.join(column.codes)}"
    return f"{said}; {column.note}" if column.note else said


def _sheet(sheet: Worksheet, table: Table, formats: _Formats) -> None:
    sheet.freeze_panes(1, 1)
    _on_paper(sheet)
    sheet.repeat_rows(0)
    sheet.set_row(0, 34)
    sheet.autofilter(0, 0, READY_ROWS, len(table.columns) - 1)
    for position, column in enumerate(table.columns):
        needed = column.required or column.ties
        cell_format = {
            ValueKind.DATE: formats.date,
            ValueKind.IDENTIFIER: formats.text,
            ValueKind.REFERENCE: formats.text,
            ValueKind.SUBJECT: formats.text,
            ValueKind.PLACE: formats.text,
            ValueKind.TEXT: formats.text,
        }.get(column.kind)
        sheet.set_column(position, position, max(14, min(30, len(column.title) + 2)), cell_format)
        sheet.write_string(0, position, column.title, formats.needed if needed else formats.heading)
        sheet.write_comment(0, position, f"{column.key}: {hint(column)}", {"width": 260, "height": 90})
        rule = _rule(column)
        if rule:
            sheet.data_validation(1, position, READY_ROWS, position, rule)


def _on_paper(sheet: Worksheet) -> None:
    """Printed, a sheet is one page wide."""
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)


def _rule(column: Column) -> dict[str, object] | None:
    """What Excel itself checks as one types."""
    refused = {"error_title": column.title[:_LONGEST_TITLE], "error_message": hint(column)[:_LONGEST_LIST]}
    if column.kind is ValueKind.CODE and len(",".join(column.codes)) <= _LONGEST_LIST:
        return {"validate": "list", "source": list(column.codes), **refused}
    if column.kind is ValueKind.FLAG:
        return {"validate": "list", "source": ["x"], "error_type": "warning", **refused}
    if column.kind in (ValueKind.COUNT, ValueKind.YEAR):
        return {"validate": "integer", "criteria": ">=", "value": 0, **refused}
    return None


def _guide(sheet: Worksheet, formats: _Formats) -> None:
    sheet.hide_gridlines(2)
    _on_paper(sheet)
    sheet.set_column(0, 0, 36)
    sheet.set_column(1, 1, 34)
    sheet.set_column(2, 2, 24)
    sheet.set_column(3, 3, 90)
    sheet.write_string(0, 0, translate(N_("How to fill in this workbook"), "vi"), formats.title)
    lines = (
        N_("One sheet for each table; only organisations and people must be there, the others may stay empty."),
        N_("A beige heading marks a column that must be there. Do not rename the headings; their order is free."),
        N_("Codes stand in the drop-down lists. Dates are day/month/year. An empty date has not happened yet."),
        N_("Check the file before sending it: kiemdiem workbook check FILE. Every fault is listed with sheet and row."),
    )
    for row, line in enumerate(lines, start=2):
        sheet.write_string(row, 0, f"{row - 1}. {translate(line, 'vi')}")
    row = len(lines) + 3
    headings = (N_("Sheet"), N_("Column"), N_("Key"), N_("What it takes"))
    for position, heading in enumerate(headings):
        sheet.write_string(row, position, translate(heading, "vi"), formats.heading)
    for table in TABLES:
        for position, column in enumerate(table.columns):
            row += 1
            named = f"{table.title} ({table.key})" if position == 0 else ""
            sheet.write_string(row, 0, named, formats.table if position == 0 else formats.wrapped)
            sheet.write_string(row, 1, column.title, formats.wrapped)
            sheet.write_string(row, 2, column.key, formats.wrapped)
            sheet.write_string(row, 3, hint(column), formats.wrapped)
