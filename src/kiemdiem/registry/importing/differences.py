"""How a row of the workbook differs from the same row of the registry."""

from collections.abc import Callable

from kiemdiem.registry.importing.shapes import Texts
from kiemdiem.registry.importing.sheets import Sheet

Differences = Callable[[Texts, Texts], dict[str, str]]


def differences_in(sheet: Sheet) -> Differences:
    """A function that compares the values of the file with those of the registry: changed column -> registry's value.

    An empty cell means "unknown in the file" and changes nothing. A flag is the exception, as the format has it:
    in a column that the file holds, empty means no.
    """
    keys = sheet.shape.compared
    says_no = [is_flag and sheet.has(key) for key, is_flag in zip(keys, sheet.shape.flags, strict=True)]

    def differences(new: Texts, old: Texts) -> dict[str, str]:
        if new == old:
            return {}
        return {
            key: was
            for key, is_said, now, was in zip(keys, says_no, new, old, strict=True)
            if now != was and (now or is_said)
        }

    return differences
