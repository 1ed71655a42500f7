"""A small workbook without a fault that touches every table, and ways to write it in each container."""

import copy
import csv
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as parquet
import xlsxwriter

from kiemdiem.workbook.data import Workbook
from kiemdiem.workbook.faults import Fault, WorkbookFaults
from kiemdiem.workbook.reading import read_workbook
from kiemdiem.workbook.schema import TABLE_BY_KEY

Cell = str | int | float | bool | date | None
Row = dict[str, Cell]
Tables = dict[str, list[Row]]
Spot = tuple[str, int, str, str]
"""Table, row as the user sees it, column, value."""
_REFERRED_TO = ("organisations", "collectives", "people")
CONTAINERS = ("xlsx", "csv", "parquet")


def sample() -> Tables:
    """A province, a district, a commune with two cells and a department; three people."""
    return copy.deepcopy(_SAMPLE)


def pruned(tables: Tables) -> Tables:
    """Only the tables that others refer to, and those that differ from the sample: quicker to write and read."""
    return {key: rows for key, rows in tables.items() if key in _REFERRED_TO or rows != _SAMPLE[key]}


def columns_of(rows: Sequence[Row]) -> list[str]:
    """The columns that any of the rows has, in order of first use."""
    return list(dict.fromkeys(key for row in rows for key in row))


def as_typed(value: Cell) -> str:
    """The cell as a person types it into a csv file."""
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, bool) else str(value)


def write(container: str, folder: Path, tables: Mapping[str, Sequence[Row]], name: str = "book") -> Path:
    """Write the tables; the path to hand to the reader."""
    if container == "xlsx":
        path = folder / f"{name}.xlsx"
        write_xlsx(path, {key: as_grid(rows) for key, rows in tables.items()})
        return path
    path = folder / name
    path.mkdir()
    for key, rows in tables.items():
        if container == "csv":
            write_csv(path / f"{key}.csv", as_grid(rows))
        else:
            write_parquet(path / f"{key}.parquet", rows)
    return path


def as_grid(rows: Sequence[Row]) -> list[list[Cell]]:
    """The headings, then the rows."""
    columns = columns_of(rows)
    return [list(columns), *([row.get(key) for key in columns] for row in rows)]


def titled(tables: Mapping[str, Sequence[Row]]) -> Tables:
    """The tables with Vietnamese titles for headings."""
    return {
        key: [{TABLE_BY_KEY[key].by_key[column].title: value for column, value in row.items()} for row in rows]
        for key, rows in tables.items()
    }


def write_xlsx(path: Path, sheets: Mapping[str, Sequence[Sequence[Cell]]]) -> None:
    """Each grid as a sheet; dates become Excel dates, texts stay texts."""
    with xlsxwriter.Workbook(str(path), {"default_date_format": "dd/mm/yyyy"}) as book:
        for name, grid in sheets.items():
            sheet = book.add_worksheet(name)
            for row, cells in enumerate(grid):
                for column, value in enumerate(cells):
                    if isinstance(value, str):
                        sheet.write_string(row, column, value)
                    elif value is not None:
                        sheet.write(row, column, value)


def write_csv(path: Path, grid: Sequence[Sequence[Cell]], encoding: str = "utf-8", delimiter: str = ",") -> None:
    """The grid as csv text."""
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows([as_typed(value) for value in row] for row in grid)


def write_parquet(path: Path, rows: Sequence[Row]) -> None:
    """The rows as parquet: a column of one type keeps it, a mixed one becomes text."""
    columns = {}
    for key in columns_of(rows):
        values = [row.get(key) for row in rows]
        mixed = len({type(value) for value in values if value is not None}) > 1
        columns[key] = pa.array([None if value is None else as_typed(value) for value in values] if mixed else values)
    parquet.write_table(pa.table(columns), path)


def read(path: Path) -> Workbook:
    """The workbook, which must be without a fault."""
    return read_workbook(path)[0]


def faults_of(path: Path) -> list[Fault]:
    """Every fault of a workbook that is refused."""
    try:
        read_workbook(path)
    except WorkbookFaults as error:
        return error.faults
    raise AssertionError("the workbook was not refused")


def remarks_of(path: Path) -> list[Fault]:
    """The remarks on a workbook that is accepted."""
    return read_workbook(path)[1]


def spots(faults: Sequence[Fault]) -> list[Spot]:
    """Where the errors among the faults are."""
    return [(fault.table, fault.row, fault.column, fault.value) for fault in faults if fault.is_error]


def spots_after(container: str, folder: Path, change: Callable[[Tables], None]) -> list[Spot]:
    """Where the errors are once the sample has been changed."""
    tables = sample()
    change(tables)
    return spots(faults_of(write(container, folder, pruned(tables))))


def contents(workbook: Workbook) -> dict[str, dict[str, list[object]]]:
    """Every typed column of every table, for comparison."""
    found: dict[str, dict[str, list[object]]] = {}
    for key, table in workbook.tables.items():
        columns: dict[str, list[object]] = {"row_numbers": table.row_numbers.tolist()}
        for column in table.schema.columns:
            if column.key in table.texts:
                columns[column.key] = table.text(column.key).to_pylist()
        for name, numbers in table.numbers.items():
            columns[f"numbers of {name}"] = numbers.tolist()
        found[key] = columns
    return found


def snapshot(folder: Path) -> dict[str, bytes]:
    """Every file below the folder, byte for byte."""
    return {str(file.relative_to(folder)): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()}


_SAMPLE: Tables = {
    "organisations": [
        {"id": "O1", "name": "Đảng bộ tỉnh Nghệ An", "kind": "province", "parent": None, "established_on": None,
         "territorial": False, "transferred_on": None, "transferred_from": None},
        {"id": "O2", "name": "Đảng bộ huyện Hưng Nguyên", "kind": "district", "parent": "O1"},
        {"id": "O3", "name": "Đảng bộ xã Hưng Thắng", "kind": "grassroots_committee", "parent": "O2",
         "established_on": date(2001, 5, 19), "territorial": True},
        {"id": "O4", "name": "Chi bộ xóm 1", "kind": "cell", "parent": "O3"},
        {"id": "O5", "name": "Chi bộ xóm 2", "kind": "cell", "parent": "O3", "transferred_on": date(2020, 2, 3),
         "transferred_from": "Đảng bộ xã bên"},
        {"id": "A1", "name": "Sở Nội vụ", "kind": "agency", "parent": "O1"},
    ],
    "collectives": [
        {"id": "C1", "name": "Ban thường vụ", "kind": "standing_committee", "organisation": "O3",
         "reviewed_within": None},
        {"id": "C2", "name": "UBND xã", "kind": "peoples_committee", "organisation": "O3"},
        {"id": "C3", "name": "Chi ủy", "kind": "cell_committee", "organisation": "O4"},
        {"id": "C4", "name": "Thường trực HĐND", "kind": "council_standing", "organisation": "O3",
         "reviewed_within": "C2"},
    ],
    "people": [
        {"id": "001", "full_name": "Nguyễn Thị Bình", "birth_date": date(1970, 9, 2), "gender": "nữ",
         "card_number": "012345678901", "admitted_on": date(1995, 2, 3), "official_on": date(1996, 2, 3),
         "occupation": "official", "workplace": "A1", "short_contract": False, "residence_cell": "O5",
         "remark_exempt": False},
        {"id": "002", "full_name": "Trần Văn Cường", "birth_date": date(1985, 12, 31), "gender": "nam",
         "card_number": "000000000042", "admitted_on": date(2010, 5, 19), "official_on": date(2011, 5, 19),
         "occupation": "worker", "remark_exempt": True},
        {"id": "003", "full_name": "Lê Ước", "occupation": "budget_paid", "short_contract": True},
    ],
    "memberships": [
        {"person": "001", "cell": "O4", "kind": "official", "start": date(2015, 1, 1), "end": None},
        {"person": "002", "cell": "O5", "kind": "temporary", "start": date(2010, 5, 19), "end": date(2019, 12, 31)},
        {"person": "002", "cell": "O4", "kind": "official", "start": date(2020, 1, 1)},
    ],
    "posts": [
        {"person": "001", "collective": "C1", "title": "Phó Bí thư", "role": "deputy", "rank": 2, "presides": False,
         "start": date(2018, 7, 1), "end": None, "arrival": "elected", "equal_before": False,
         "own_rating_unaffected": False, "managed_by": None},
        {"person": "001", "collective": "C2", "title": "Chủ tịch UBND", "role": "head", "rank": 1, "presides": True,
         "start": date(2018, 7, 1), "arrival": "elected", "equal_before": True, "managed_by": "district"},
    ],
    "circumstances": [
        {"person": "002", "kind": "sick_leave", "start": date(2020, 3, 1), "end": date(2020, 3, 20),
         "organisation": None, "note": "nghỉ ốm"},
        {"person": "002", "kind": "discipline", "start": date(2020, 6, 1), "organisation": "O4"},
    ],
    "professional_ratings": [
        {"person": "001", "level": "HTTNV", "decided_on": date(2020, 12, 1)},
        {"person": "003", "level": "HTNV", "decided_on": date(2020, 12, 1)},
    ],
    "reviews": [
        {"subject_kind": "member", "subject": "001", "place": "O4", "self_level": "HTTNV",
         "completed_on": date(2020, 12, 5), "self_report": False},
        {"subject_kind": "cadre", "subject": "001", "place": "C1", "self_level": "HTTNV",
         "completed_on": date(2020, 12, 6), "self_report": True},
        {"subject_kind": "collective", "subject": "C1", "place": "C1", "completed_on": date(2020, 12, 2)},
        {"subject_kind": "organisation", "subject": "O4", "place": None, "self_level": "HTXSNV"},
    ],
    "requirements": [
        {"person": "001", "kind": "residence_remarks", "received_on": date(2020, 11, 30)},
        {"person": "001", "kind": "former_unit_result", "received_on": None},
    ],
    "ballots": [
        {"subject_kind": "member", "subject": "001", "place": "O4", "kind": "rating", "base": 30, "htxsnv": 3,
         "httnv": 21, "htnv": 4, "khtnv": 0, "invalid": 2},
        {"subject_kind": "collective", "subject": "C1", "place": "C1", "kind": "proposal", "base": 15, "httnv": 11},
        {"subject_kind": "organisation", "subject": "O4", "place": None, "kind": "proposal", "base": 19, "httnv": 19},
        {"subject_kind": "cadre", "subject": "001", "place": "C2", "kind": "show_of_hands", "base": 5, "htnv": 5},
    ],
    "decisions": [
        {"subject_kind": "member", "subject": "001", "level": "HTTNV", "decided_on": date(2020, 12, 20),
         "authority": "Đảng ủy xã", "reason": "theo kết quả bỏ phiếu"},
        {"subject_kind": "organisation", "subject": "O4", "level": "HTTNV"},
    ],
    "history": [
        {"subject_kind": "member", "subject": "001", "year": 2019, "level": "HTXSNV", "award": "year",
         "awarded_by": "Huyện ủy"},
        {"subject_kind": "organisation", "subject": "O4", "year": 2018, "level": "HTTNV"},
    ],
    "nominations": [
        {"subject_kind": "member", "subject": "001", "award": "five_years", "achievement": "2016-2020",
         "period": "2016-2020", "certified": True},
    ],
}  # fmt: skip
