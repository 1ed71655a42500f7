"""A list as an Excel file: every value a text or a day, so that no formula ever comes out of a name."""

import io
from collections.abc import Iterable, Sequence

import pyarrow as pa
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from rustpy_xlsxwriter import write_worksheets

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def as_workbook(sheet: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """One sheet of texts below its headings."""
    columns = list(zip(*rows, strict=True)) or [()] * len(headings)
    table = pa.table([pa.array(column, pa.string()) for column in columns], names=list(headings))
    whole = io.BytesIO()
    write_worksheets([(sheet[:31], table)], whole)
    return whole.getvalue()


def download(content: bytes, file_name: str, content_type: str = XLSX) -> HttpResponse:
    """The bytes as a file to keep."""
    disposition = content_disposition_header(as_attachment=True, filename=file_name)
    return HttpResponse(
        content, content_type=content_type, headers={"Content-Disposition": disposition or "attachment"}
    )
