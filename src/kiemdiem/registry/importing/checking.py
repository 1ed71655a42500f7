"""What a workbook may hold and the registry cannot: texts too long, numbers too large, signs that cannot be stored."""

import pyarrow as pa
import pyarrow.compute as pc
from django.db import models

from kiemdiem.registry.importing.plan import TablePlan
from kiemdiem.tree.names import UNKEPT, stands_in_address, unkept_sign
from kiemdiem.wording import N_, Message
from kiemdiem.workbook.schema import ValueKind

_LARGEST_RANK = 32_767
_ODD = "[" + "".join(f"\\x{{{first:x}}}-\\x{{{last:x}}}" for first, last in UNKEPT) + "]"
_NO_ADDRESS = r"/|^\.+$"
"""As `unkept_sign` and `stands_in_address` say it, for a whole column at once."""
_TOO_LONG = N_("{column}: {letters} letters, at most {most} are kept; shorten it")
_BAD_SIGN = N_("{column}: holds a sign that cannot be seen ({sign}); delete it, or type the text anew")
_SLASH = N_("{column}: a code may hold no slash and may not be dots alone, it stands in addresses; write it otherwise")
_TOO_LARGE = N_("{column}: {value} is too large, at most {most} is kept")


def check_texts(part: TablePlan) -> None:
    """Err on every row with a value that the registry cannot keep."""
    shape, data = part.sheet.shape, part.sheet.data
    fields = {field.attname: field for field in shape.model._meta.concrete_fields}
    for key in shape.columns:
        column = shape.column(key)
        if column.kind in (ValueKind.TEXT, ValueKind.IDENTIFIER) and key in data.texts:
            field = fields[shape.attribute(key)]
            _check_column(part, key, column.title, data.texts[key], field)
        if column.kind is ValueKind.COUNT:
            for row in (data.counts(key) > _LARGEST_RANK).nonzero()[0].tolist():
                value = int(data.counts(key)[row])
                part.err(row, Message(_TOO_LARGE, {"column": column.title, "value": value, "most": _LARGEST_RANK}))


def _check_column(
    part: TablePlan, key: str, title: str, texts: pa.Array, field: "models.Field[object, object]"
) -> None:
    most = getattr(field, "max_length", None) or 0
    distinct = texts.dictionary if isinstance(texts, pa.DictionaryArray) else texts
    longest = pc.max(pc.utf8_length(distinct)).as_py() or 0
    is_odd = bool(pc.any(pc.match_substring_regex(distinct, _ODD)).as_py())
    is_code = part.sheet.shape.column(key).kind is ValueKind.IDENTIFIER
    is_code = is_code and bool(pc.any(pc.match_substring_regex(distinct, _NO_ADDRESS)).as_py())
    if longest <= most and not is_odd and not is_code:
        return
    for row, text in enumerate(part.sheet.column(key)):
        if len(text) > most:
            part.err(row, Message(_TOO_LONG, {"column": title, "letters": len(text), "most": most}))
        if is_odd and (sign := unkept_sign(text)):
            part.err(row, Message(_BAD_SIGN, {"column": title, "sign": sign}))
        if is_code and not stands_in_address(text):
            part.err(row, Message(_SLASH, {"column": title}))
