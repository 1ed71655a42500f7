"""A sheet of targets: one row for each; read with the workbook's own reader, every fault named, nothing guessed."""

import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from kiemdiem.campaign.models import Cycle, Subject
from kiemdiem.registry.importing.files import obstacles_to_file
from kiemdiem.review.actions.targets import MOST_TARGETS, TargetEntry, kept, obstacles_to_target
from kiemdiem.review.models import Target
from kiemdiem.review.queries.standing import subjects_at
from kiemdiem.review.queries.targets import KINDS
from kiemdiem.tree.models import Organisation
from kiemdiem.tree.names import clean, folded
from kiemdiem.verdicts import Verdict
from kiemdiem.wording import N_, Message
from kiemdiem.workbook.containers import RawTable
from kiemdiem.workbook.faults import WorkbookFaults
from kiemdiem.workbook.xlsx import as_text, open_xlsx
from kiemdiem.workbook.zipped import look_inside, sheet_names

SHEET = "Chỉ tiêu"
HEADINGS = {
    "kind": "Loại đối tượng", "code": "Mã đối tượng", "text": "Chỉ tiêu, nhiệm vụ", "measure": "Đơn vị tính",
    "planned": "Giá trị giao", "source": "Nguồn", "source_title": "Tên văn bản", "due_on": "Hạn hoàn thành",
}  # fmt: skip
"""Column -> its heading in the template; the column's own name is read too."""
NEEDED = ("kind", "code", "text", "measure", "planned")
KIND_WORDS = {"tập thể": "collective", "cán bộ": "cadre", "đảng viên": "member"}
SOURCE_WORDS = {"được giao": "assigned", "nghị quyết": "resolution", "chương trình": "programme", "kế hoạch": "plan"}
"""Words of the sheet -> codes; the codes themselves are read too."""
LARGEST = 5 << 20
LARGEST_CONTENT = 64 << 20
"""Bytes that a sheet of so few rows may unpack to."""
MOST_ROWS = 5_000
_TOO_LARGE = N_("{file} is too large: a sheet of targets has at most {most} MiB. Import the units one by one.")
_TOO_MANY = N_("The sheet has {rows} rows, at most {most} are read at once: import the units one by one.")
_SWOLLEN = N_("The file holds far more than {most} rows of targets: delete what stands outside the table.")
_NO_COLUMN = N_("The column “{column}” is missing: take the template and keep its headings.")
_TWO_COLUMNS = N_("The column “{column}” stands there twice: delete one of them.")
_EMPTY = N_("The sheet holds no row: fill in the template from its second row on.")
_AT = N_("Row {row}, column “{column}”, value “{value}”: {expected}")
_KIND = N_("one of tập thể, cán bộ, đảng viên is expected")
_SOURCE = N_("one of được giao, nghị quyết, chương trình, kế hoạch is expected, or nothing")
_DAY = N_("a day is expected, for example 31/12/2026")
_NOBODY = N_("the code of a subject of the open cycle in your unit is expected")
_REPEATED = N_("the same target stands in row {row} already: delete one of them")
_CROWDED = N_("one subject can hold {most} targets: put some of them together")
Cells = dict[str, str]
"""Column -> text; `row` is the row's number as the user counts."""


@dataclass(frozen=True)
class Line:
    """A row as it would be carried out."""

    row: int
    subject: Subject | None
    entry: TargetEntry
    known: Target | None
    faults: tuple[Message, ...] = ()

    @property
    def outcome(self) -> str:
        """`error`, `new`, `changed` or `unchanged`."""
        if self.faults:
            return "error"
        if self.known is None:
            return "new"
        values = kept(self.entry)
        return "changed" if any(getattr(self.known, name) != values[name] for name in values) else "unchanged"


def obstacles_to_sheet(file_name: str, content: bytes) -> Iterator[Verdict]:
    """What is wrong with a file at first sight."""
    yield from obstacles_to_file(file_name, content)
    if len(content) > LARGEST:
        yield Verdict(Message(_TOO_LARGE, {"file": file_name, "most": LARGEST >> 20}), "file")


def read_sheet(content: bytes) -> tuple[list[Cells], list[Message]]:
    """The rows of a file as texts, and what is wrong with the file itself; with such a fault there are no rows."""
    with TemporaryDirectory(prefix="kiemdiem-targets-") as folder:
        path = Path(folder) / "chi-tieu.xlsx"
        path.write_bytes(content)
        try:
            look_inside(path)
            if _unpacked(path) > LARGEST_CONTENT:
                return [], [Message(_SWOLLEN, {"most": MOST_ROWS})]
            names = sheet_names(path)
            wanted = SHEET if SHEET in names else next(iter(names), SHEET)
            table = next(open_xlsx(path, (wanted,)), None)
        except WorkbookFaults as faults:
            return [], [fault.message for fault in faults.faults]
    if table is None:
        return [], [Message(_EMPTY)]
    return _rows(table)


def _unpacked(path: Path) -> int:
    """Bytes of a file that has been looked into, once unpacked."""
    with zipfile.ZipFile(path) as archive:
        return sum(member.file_size for member in archive.infolist())


def _rows(table: RawTable) -> tuple[list[Cells], list[Message]]:
    faults = [fault.message for fault in table.faults]
    if len(table.row_numbers) > MOST_ROWS:
        return [], [Message(_TOO_MANY, {"rows": len(table.row_numbers), "most": MOST_ROWS})]
    places = _places(table.headings, faults)
    if faults:
        return [], faults
    columns = {key: [_cell(value) for value in table.columns[place].to_pylist()] for key, place in places.items()}
    rows = [
        {"row": str(int(number)), **{key: column[index] for key, column in columns.items()}}
        for index, number in enumerate(table.row_numbers)
    ]
    filled = [row for row in rows if any(row[key] for key in columns)]
    return filled, [] if filled else [Message(_EMPTY)]


def _places(headings: Sequence[str], faults: list[Message]) -> dict[str, int]:
    """Column -> its place; adds what is wrong with the headings."""
    found: dict[str, int] = {}
    read = [folded(heading) for heading in headings]
    for key, title in HEADINGS.items():
        at = [place for place, heading in enumerate(read) if heading in (folded(title), key)]
        if len(at) > 1:
            faults.append(Message(_TWO_COLUMNS, {"column": title}))
        if at:
            found[key] = at[0]
        elif key in NEEDED:
            faults.append(Message(_NO_COLUMN, {"column": title}))
    return found


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    return clean(as_text(value))


def lines_of(rows: Sequence[Cells], unit: Organisation, cycle: Cycle) -> list[Line]:
    """What each row would do, as the targets stand now; four queries at most."""
    subjects = _subjects(rows, unit, cycle)
    held: dict[int, dict[str, Target]] = {}
    known = Target.objects.filter(subject__in=[one.pk for one in subjects.values()], withdrawn_at__isnull=True)
    for target in known:
        held.setdefault(target.subject_id, {})[target.text] = target
    first: dict[tuple[int, str], int] = {}
    counts = {number: len(texts) for number, texts in held.items()}
    return [_line(row, subjects, held, first, counts) for row in rows]


def _subjects(rows: Sequence[Cells], unit: Organisation, cycle: Cycle) -> dict[tuple[str, str], Subject]:
    codes = {row.get("code", "") for row in rows}
    found = subjects_at([unit.path]).filter(cycle=cycle, code__in=codes, kind__in=KINDS)
    related = ("person__home", "collective__organisation")
    return {(subject.kind, subject.code): subject for subject in found.select_related(*related)}


def _line(
    row: Cells,
    subjects: Mapping[tuple[str, str], Subject],
    held: Mapping[int, Mapping[str, Target]],
    first: dict[tuple[int, str], int],
    counts: dict[int, int],
) -> Line:
    """One row; `first` and `counts` hold what the rows before it said."""
    number, faults = int(row["row"]), list[Message]()

    def fault(key: str, expected: Message) -> None:
        blanks: dict[str, str | int | Message] = {
            "row": number, "column": HEADINGS[key], "value": row.get(key, ""), "expected": expected,
        }  # fmt: skip
        faults.append(Message(_AT, blanks))

    kind = _code(row.get("kind", ""), KIND_WORDS)
    source = _code(row.get("source", ""), SOURCE_WORDS) or Target.Source.ASSIGNED.value
    due_on, is_day = _day(row.get("due_on", ""))
    if kind not in KINDS:
        fault("kind", Message(_KIND))
    if source not in Target.Source.values:
        fault("source", Message(_SOURCE))
        source = Target.Source.ASSIGNED.value
    if not is_day:
        fault("due_on", Message(_DAY))
    entry = TargetEntry(
        row.get("text", ""), row.get("measure", ""), row.get("planned", ""), source, row.get("source_title", ""), due_on
    )
    for verdict in obstacles_to_target(entry):
        fault(verdict.field, verdict.message)
    subject = subjects.get((kind, row.get("code", "")))
    if subject is None:
        if kind in KINDS:
            fault("code", Message(_NOBODY))
        return Line(number, None, entry, None, tuple(faults))
    target = held.get(subject.pk, {}).get(clean(entry.text))
    before = first.setdefault((subject.pk, clean(entry.text)), number)
    if before != number:
        fault("text", Message(_REPEATED, {"row": before}))
    elif target is None:
        counts[subject.pk] = counts.get(subject.pk, 0) + 1
        if counts[subject.pk] > MOST_TARGETS:
            fault("text", Message(_CROWDED, {"most": MOST_TARGETS}))
    return Line(number, subject, entry, target, tuple(faults))


def _code(text: str, words: Mapping[str, str]) -> str:
    """The code of a word as it stands in a cell; an unknown word stays as it is."""
    by_folded = {folded(word): code for word, code in words.items()}
    return by_folded.get(folded(text), clean(text).lower())


def _day(text: str) -> tuple[date | None, bool]:
    """A day as typed or as a date cell holds it; False: it is none."""
    if not text:
        return None, True
    for form in ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"):
        try:
            return datetime.strptime(text, form).date(), True
        except ValueError:
            continue
    return None, False


def texts_of(target: Target) -> tuple[str, ...]:
    """A target as a row of the sheet; its subject must be fetched with it."""
    kinds = {code: word for word, code in KIND_WORDS.items()}
    sources = {code: word for word, code in SOURCE_WORDS.items()}
    due = target.due_on.strftime("%d/%m/%Y") if target.due_on else ""
    return (
        kinds.get(target.subject.kind, target.subject.kind), target.subject.code, target.text, target.measure,
        target.planned, sources[target.source], target.source_title, due,
    )  # fmt: skip
