"""Turns raw columns into typed ones: the distinct values are read once each, faults are placed on rows."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from kiemdiem.vocabulary import EARLIEST, LATEST
from kiemdiem.wording import N_, Message
from kiemdiem.workbook.schema import ValueKind

NO_DAY = np.int32(np.iinfo(np.int32).min)
"""The day number of an empty date."""
NO_COUNT = np.int32(-1)
NO_CODE = np.int8(-1)
NO_ROW = np.int32(-1)
_EPOCH = date(1970, 1, 1).toordinal()
LARGEST_COUNT = 10_000_000
_LARGEST_WHOLE = 2.0**53

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]00:00(?::00(?:\.0+)?)?)?")
_DAY_FIRST = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_TRUE = {"1", "true", "x", "có"}
_FALSE = {"0", "false", "không"}
_ERROR_VALUES = {"#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"}

EXPECTED_DATE = N_("a date is expected: dd/mm/yyyy or yyyy-mm-dd, between 1900 and 2100")
EXPECTED_FLAG = N_("1/0, true/false, x/empty or có/không is expected")
EXPECTED_COUNT = N_("a whole number, 0 or more, is expected")
EXPECTED_YEAR = N_("a year between 1900 and 2100 is expected")
EXPECTED_CODE = N_("one of these codes is expected: {codes}")
EXPECTED_NO_ERROR = N_("the cell holds a formula error: mend the formula or type the value")

Reader = Callable[[str], int | None]


@dataclass(frozen=True)
class Misread:
    """A cell that could not be read: its position in the column, its text and what is expected."""

    position: int
    text: str
    expected: Message


def text_column(raw: pa.Array) -> pa.Array:
    """Trimmed, NFC-normalised text; empty cells are null. Dictionaries stay dictionaries."""
    if isinstance(raw, pa.DictionaryArray):
        distinct = text_column(raw.dictionary)
        if distinct.null_count:  # beware: Arrow takes a row for filled when its index is, whatever it points to
            return distinct.take(raw.indices)
        return pa.DictionaryArray.from_arrays(raw.indices, distinct)
    texts = raw if pa.types.is_string(raw.type) else _as_strings(raw)
    if not pc.all(pc.string_is_ascii(texts)).as_py():
        texts = pc.utf8_normalize(texts, form="NFC")
    texts = pc.utf8_trim_whitespace(texts)
    return pc.if_else(pc.equal(texts, ""), pa.scalar(None, pa.string()), texts)


def _as_strings(raw: pa.Array) -> pa.Array:
    """Numbers without a point where they are whole, flags as 1 and 0, the rest as Arrow writes it."""
    if pa.types.is_boolean(raw.type):
        raw = raw.cast(pa.int8())
    if pa.types.is_floating(raw.type):
        whole = pc.and_(pc.equal(pc.floor(raw), raw), pc.less(pc.abs(raw), _LARGEST_WHOLE))
        if pc.all(whole).as_py() is not False:
            raw = raw.cast(pa.int64())
    return raw.cast(pa.string())


def plain_texts(column: pa.Array) -> pa.Array:
    """A text column without a dictionary."""
    return column.dictionary_decode() if isinstance(column, pa.DictionaryArray) else column


def read_date(text: str) -> int | None:
    """The day number of `yyyy-mm-dd` or `dd/mm/yyyy`; None when it is neither or out of range."""
    if found := _ISO.fullmatch(text):
        year, month, day = map(int, found.groups())
    elif found := _DAY_FIRST.fullmatch(text):
        day, month, year = map(int, found.groups())
    else:
        return None
    try:
        read = date(year, month, day)
    except ValueError:
        return None
    return read.toordinal() - _EPOCH if EARLIEST <= read <= LATEST else None


def read_flag(text: str) -> int | None:
    """1 or 0; None when the text is no yes or no."""
    folded = unicodedata.normalize("NFC", text).lower()
    return 1 if folded in _TRUE else 0 if folded in _FALSE else None


def read_count(text: str) -> int | None:
    """A whole number from 0; None for anything else."""
    if re.fullmatch(r"\d{1,18}(\.0*)?", text) is None:
        return None
    count = int(text.partition(".")[0])
    return count if count <= LARGEST_COUNT else None


def read_year(text: str) -> int | None:
    """A year of four digits; None when it is none or out of range."""
    year = read_count(text)
    return year if year is not None and EARLIEST.year <= year <= LATEST.year else None


def typed_column(raw: pa.Array, kind: ValueKind, codes: tuple[str, ...]) -> tuple[NDArray[np.generic], list[Misread]]:
    """A column of dates, flags, counts, years or codes as numbers, and the cells that could not be read."""
    if kind is ValueKind.DATE:
        if pa.types.is_date(raw.type) or pa.types.is_timestamp(raw.type):
            return _days(raw.cast(pa.date32(), safe=False))
        return _through_distinct(raw, read_date, NO_DAY, np.int32, Message(EXPECTED_DATE))
    if kind is ValueKind.FLAG:
        if pa.types.is_boolean(raw.type):
            return raw.fill_null(False).to_numpy(zero_copy_only=False), []
        flags, misread = _through_distinct(raw, read_flag, np.int8(0), np.int8, Message(EXPECTED_FLAG))
        return flags.astype(np.bool_), misread
    if kind is ValueKind.CODE:
        positions = {code: position for position, code in enumerate(codes)}
        expected = Message(EXPECTED_CODE, {"codes": " ".join(codes)})
        return _through_distinct(raw, positions.get, NO_CODE, np.int8, expected)
    expected = Message(EXPECTED_YEAR if kind is ValueKind.YEAR else EXPECTED_COUNT)
    reader = read_year if kind is ValueKind.YEAR else read_count
    return _through_distinct(raw, reader, NO_COUNT, np.int32, expected)


def _days(raw: pa.Array) -> tuple[NDArray[np.generic], list[Misread]]:
    days = raw.cast(pa.int32()).fill_null(int(NO_DAY)).to_numpy(zero_copy_only=False)
    outside = (days != NO_DAY) & ((days < EARLIEST.toordinal() - _EPOCH) | (days > LATEST.toordinal() - _EPOCH))
    expected = Message(EXPECTED_DATE)
    wrong = np.flatnonzero(outside).tolist()
    misread = [Misread(at, str(np.datetime64(int(days[at]), "D")), expected) for at in wrong]
    return np.where(outside, NO_DAY, days), misread


def _through_distinct(
    raw: pa.Array, reader: Reader, empty: np.generic, width: type[np.generic], expected: Message
) -> tuple[NDArray[np.generic], list[Misread]]:
    """Read each distinct text once and spread the values over the rows."""
    encoded = raw if isinstance(raw, pa.DictionaryArray) else raw.dictionary_encode()
    distinct = text_column(encoded.dictionary).to_pylist()
    read = [None if text is None else reader(text) for text in distinct]
    values = np.array([empty if value is None else value for value in read] + [empty], dtype=width)
    places = encoded.indices.fill_null(len(distinct)).to_numpy(zero_copy_only=False)
    bad = [place for place, text in enumerate(distinct) if text is not None and read[place] is None]
    misread = []
    for at in np.flatnonzero(np.isin(places, bad)) if bad else ():
        text = distinct[places[at]]
        wanted = Message(EXPECTED_NO_ERROR) if text in _ERROR_VALUES else expected
        misread.append(Misread(int(at), text, wanted))
    return values[places], misread


def is_error_value(text: str) -> bool:
    """Whether the text is an Excel error such as #REF!."""
    return text in _ERROR_VALUES
