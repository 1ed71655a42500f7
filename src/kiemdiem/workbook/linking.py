"""Ties tables together: ids become row positions; an id that nobody has is a fault."""

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from kiemdiem.vocabulary import SubjectKind
from kiemdiem.wording import N_, Message
from kiemdiem.workbook.data import TableData
from kiemdiem.workbook.faults import Fault
from kiemdiem.workbook.schema import Column, ValueKind
from kiemdiem.workbook.values import NO_ROW

TABLE_OF_KIND = {
    SubjectKind.ORGANISATION: "organisations",
    SubjectKind.COLLECTIVE: "collectives",
    SubjectKind.MEMBER: "people",
    SubjectKind.CADRE: "people",
}


def link_table(tables: Mapping[str, TableData], table: TableData) -> list[Fault]:
    """Turn the table's references into row positions and let their texts go; return the ids that are unknown.

    Args:
        tables: at least organisations, collectives and people.
    """
    faults: list[Fault] = []
    for column in table.schema.columns:
        if column.key not in table.texts or column.kind not in _LINKS:
            continue
        faults += _LINKS[column.kind](tables, table, column)
        del table.texts[column.key]
    return faults


def positions(ids: pa.Array, among: pa.Array) -> NDArray[np.int32]:
    """For each id its row among `among`, `NO_ROW` where it is empty or not there."""
    if isinstance(ids, pa.DictionaryArray):
        distinct = np.append(positions(ids.dictionary, among), NO_ROW).astype(np.int32)
        spread: NDArray[np.int32] = distinct[ids.indices.fill_null(len(distinct) - 1).to_numpy(zero_copy_only=False)]
        return spread
    rows = pc.index_in(ids, value_set=among, skip_nulls=True).fill_null(int(NO_ROW))
    found: NDArray[np.int32] = rows.to_numpy(zero_copy_only=False)
    return found


def plain_ids(tables: Mapping[str, TableData], table: str) -> pa.Array:
    """The ids of a table's rows as plain text."""
    ids = tables[table].text("id")
    return ids.dictionary_decode() if isinstance(ids, pa.DictionaryArray) else ids


def _link_reference(tables: Mapping[str, TableData], table: TableData, column: Column) -> list[Fault]:
    ids = table.texts[column.key]
    rows = positions(ids, plain_ids(tables, column.refers_to))
    table.numbers[column.key] = rows
    expected = Message(N_("an id of the table {table} is expected"), {"table": column.refers_to})
    return _unknown(table, column.key, ids, rows == NO_ROW, expected)


def _link_subject(tables: Mapping[str, TableData], table: TableData, column: Column) -> list[Fault]:
    ids = table.texts[column.key]
    rows = np.full(table.size, NO_ROW, dtype=np.int32)
    unknown = np.zeros(table.size, dtype=np.bool_)
    for target in dict.fromkeys(TABLE_OF_KIND.values()):
        kinds = [kind for kind, name in TABLE_OF_KIND.items() if name == target]
        here = np.logical_or.reduce([table.is_code("subject_kind", kind) for kind in kinds])
        if here.any():
            found = positions(ids if here.all() else ids.filter(pa.array(here)), plain_ids(tables, target))
            rows[here] = found
            unknown[here] = found == NO_ROW
    table.numbers[column.key] = rows
    expected = Message(N_("an id of that kind of subject is expected"))
    return _unknown(table, column.key, ids, unknown, expected)


def _link_place(tables: Mapping[str, TableData], table: TableData, column: Column) -> list[Fault]:
    ids = table.texts[column.key]
    organisations = positions(ids, plain_ids(tables, "organisations"))
    collectives = positions(ids, plain_ids(tables, "collectives"))
    table.numbers["place/organisations"] = organisations
    table.numbers["place/collectives"] = collectives
    expected = Message(N_("the id of a collective or of a cell is expected"))
    return _unknown(table, column.key, ids, (organisations == NO_ROW) & (collectives == NO_ROW), expected)


def _unknown(table: TableData, key: str, ids: pa.Array, missing: NDArray[np.bool_], expected: Message) -> list[Fault]:
    wrong = missing & ids.is_valid().to_numpy(zero_copy_only=False)
    return [
        Fault(table.schema.key, int(table.row_numbers[at]), key, ids[int(at)].as_py(), expected)
        for at in np.flatnonzero(wrong)
    ]


_LINKS = {
    ValueKind.REFERENCE: _link_reference,
    ValueKind.SUBJECT: _link_subject,
    ValueKind.PLACE: _link_place,
}
