"""Keeps a preview: one row for each row of the workbook, identity data masked."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import count, islice

from django.db import transaction
from django.db.models import Max, Min, QuerySet

from kiemdiem.jobs.progress import Progress
from kiemdiem.jobs.telling import stored_all
from kiemdiem.pages.masking import masked_birth, masked_card
from kiemdiem.registry.importing.bulk import Cell, insert
from kiemdiem.registry.importing.plan import OUTCOMES, TablePlan
from kiemdiem.registry.importing.shapes import IDENTITY, NAMES, SHAPES
from kiemdiem.registry.models import Import, ImportRow, RowOutcome
from kiemdiem.wording import N_, Message
from kiemdiem.workbook.data import Workbook
from kiemdiem.workbook.faults import Fault
from kiemdiem.workbook.schema import TABLE_BY_KEY

BATCH = 20_000
_LONGEST_KEY = 300
_COLUMNS = (
    "of_id", "position", "table", "row", "outcome", "has_warning", "key", "target", "values", "before", "messages",
    "answer",
)  # fmt: skip
_OTHER_TABLE = N_("{rows} rows are kept for the yearly review; they are not part of the registry and not taken in here")
_DIFFER = "≠"
"""Put after a masked value that looks like the one before it and is not."""
Line = tuple[Cell, ...]
Counts = dict[str, dict[str, int]]


def forget(imported: Import) -> None:
    """Delete a preview that was made before, or only in part."""
    for rows in _batches(imported):
        rows.delete()


def blank(imported: Import) -> None:
    """Empty what the rows of a preview say of people, once it is applied or discarded: names and messages too."""
    empty = {"values": "{}", "before": "{}", "key": "", "messages": "[]"}
    for rows in _batches(imported):
        rows.exclude(**empty).update(**empty)


def _batches(imported: Import) -> "Iterator[QuerySet[ImportRow]]":
    """The rows of an import, some at a time: each batch is written in a transaction of its own."""
    mine = ImportRow.objects.filter(of=imported)
    ends = mine.aggregate(first=Min("pk"), last=Max("pk"))
    for start in range(ends["first"], ends["last"] + 1, BATCH) if ends["first"] else ():
        yield mine.filter(pk__gte=start, pk__lt=start + BATCH)


def keep_faults(imported: Import, faults: Iterable[Fault]) -> Counts:
    """One row for each fault of a file that cannot be used."""
    faults = [fault for fault in faults if fault.is_error]
    _keep(_fault_line(imported.pk, position, fault) for position, fault in enumerate(faults))
    return {"": {"first": 0, "rows": len(faults), RowOutcome.ERROR.value: len(faults)}}


def _fault_line(number: int, position: int, fault: Fault) -> Line:
    messages = stored_all([fault.message])
    key = fault.column[:_LONGEST_KEY]
    table = fault.table if fault.table in TABLE_BY_KEY else ""
    return (number, position, table, fault.row, RowOutcome.ERROR.value, False, key, None, "{}", "{}", messages, "")


def keep_preview(
    imported: Import, plan: Mapping[str, TablePlan], workbook: Workbook, remarks: list[Fault], progress: Progress
) -> Counts:
    """Every row of the plan, and what is to be said of whole tables."""
    positions = count()
    general = list(_general(workbook, remarks))
    _keep(_general_line(imported.pk, next(positions), table, message) for table, message in general)
    counts: Counts = {"": {"first": 0, "rows": len(general), "unchanged": len(general), "warning": len(general)}}
    answers: dict[str, str] = json.loads(imported.answers)
    for table, part in plan.items():
        counts[table] = {"first": sum(found["rows"] for found in counts.values()), **part.counts()}
        _keep(_lines(imported.pk, positions, plan, table, answers), progress)
        part.sheet.let_go()
    return counts


def _general(workbook: Workbook, remarks: list[Fault]) -> Iterator[tuple[str, Message]]:
    for fault in remarks:
        if not fault.row:
            yield fault.table, fault.message
    for table, data in workbook.items():
        if data.size and table not in SHAPES:
            yield table, Message(_OTHER_TABLE, {"rows": data.size})


def _general_line(number: int, position: int, table: str, message: Message) -> Line:
    messages = stored_all([message])
    table = table[:24]
    return (number, position, table, 0, RowOutcome.UNCHANGED.value, True, table, None, "{}", "{}", messages, "")


def _keep(lines: Iterable[Line], progress: Progress | None = None) -> None:
    """Write in batches, each a transaction of its own, so that others can write in between."""
    lines = iter(lines)
    while batch := list(islice(lines, BATCH)):
        with transaction.atomic():
            insert(ImportRow, _COLUMNS, batch)
        if progress:
            progress.advance(len(batch))


def _lines(
    number: int, positions: Iterator[int], plan: Mapping[str, TablePlan], table: str, answers: Mapping[str, str]
) -> Iterator[Line]:
    """The rows of one table as they are stored."""
    part = plan[table]
    outcomes = [OUTCOMES[place].value for place in part.outcome.tolist()]
    columns = zip(*(_shown_column(part, key) for key in part.sheet.shape.columns), strict=True)
    keys = part.sheet.shape.columns
    # the positions come last: where the others end, none is taken in vain
    rows = zip(
        part.sheet.numbers, outcomes, part.target.tolist(), _names(plan, table), columns, positions, strict=False
    )
    for row, (line, outcome, target, name, values, position) in enumerate(rows):
        shown, before = "{}", "{}"
        if row in part.before:
            shown, before = _side_by_side(part, row)
        elif outcome == RowOutcome.NEW.value:
            new = {key: value for key, value in zip(keys, values, strict=True) if value}
            shown = json.dumps(new, ensure_ascii=False)
        messages = stored_all(part.messages[row]) if row in part.messages else "[]"
        answer = answers.get(str(line), "") if table == "people" else ""
        said = "" if not answer else "other" if answer == "other" else "same"
        yield (
            number, position, table, line, outcome, row in part.warned, name[:_LONGEST_KEY], target or None, shown,
            before, messages, said,
        )  # fmt: skip


def _names(plan: Mapping[str, TablePlan], table: str) -> Iterable[str]:
    """What each row is called: its own name and code, or the person's and the place's."""
    sheet = plan[table].sheet
    if table in NAMES:
        return (f"{name} ({code})" for name, code in zip(sheet.column(NAMES[table]), sheet.column("id"), strict=True))
    people = plan["people"].sheet.column("full_name")
    persons = (people[row] for row in sheet.rows("person").tolist())
    if table == "circumstances":
        return persons
    place, units = ("cell", "organisations") if table == "memberships" else ("collective", "collectives")
    names = plan[units].sheet.column("name")
    places = (names[row] for row in sheet.rows(place).tolist())
    return (f"{person} · {unit}" for person, unit in zip(persons, places, strict=True))


def _shown_column(part: TablePlan, key: str) -> Iterable[str]:
    """A column as the preview shows it; whose fact it is stands in the row's name."""
    if key in ("id", "person"):
        return [""] * part.sheet.size
    return [masked(key, text) for text in part.sheet.column(key)] if key in IDENTITY else part.sheet.column(key)


def masked(key: str, text: str) -> str:
    """A value of a column with identity data; any other as it is."""
    if key == "card_number":
        return masked_card(text)
    return masked_birth(date.fromisoformat(text)) if key == "birth_date" and text else text


def _side_by_side(part: TablePlan, row: int) -> tuple[str, str]:
    """New and old values of the columns that differ; where masking hides the difference, that there is one."""
    new, old = {}, {}
    for key, was in part.before[row].items():
        old[key], new[key] = masked(key, was), masked(key, part.sheet.column(key)[row])
        if old[key] == new[key]:
            new[key] += " " + _DIFFER
    return json.dumps(new, ensure_ascii=False), json.dumps(old, ensure_ascii=False)
