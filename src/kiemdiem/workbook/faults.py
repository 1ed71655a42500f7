"""What is wrong with a workbook: where, which value, what is expected."""

from dataclasses import dataclass

from kiemdiem.wording import N_, Message
from kiemdiem.workbook.schema import TABLE_BY_KEY


@dataclass(frozen=True)
class Fault:
    """One fault, as the user can find it; `row` is counted as in the file, 0 for none."""

    table: str
    row: int
    column: str
    value: str
    expected: Message
    is_error: bool = True

    def say(self, language: str) -> str:
        """The fault as one line in `language`."""
        return self.message.say(language)

    @property
    def message(self) -> Message:
        """Where, what and what is expected."""
        if not self.table:
            return self.expected
        blanks: dict[str, str | int | Message] = {
            "table": self.table,
            "row": self.row,
            "column": self._named_column,
            "value": self.value,
            "expected": self.expected,
        }
        if self.row:
            return Message(N_('{table}, row {row}, column {column}, value "{value}": {expected}'), blanks)
        return Message(N_("{table}, column {column}: {expected}") if self.column else N_("{table}: {expected}"), blanks)

    @property
    def _named_column(self) -> str:
        """The column's key with its Vietnamese title, as it stands in the template."""
        table = TABLE_BY_KEY.get(self.table)
        column = table.by_key.get(self.column) if table else None
        return f"{column.key} ({column.title})" if column else self.column


class WorkbookFaults(Exception):
    """The workbook cannot be used; `faults` holds every fault of it."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(fault.say("en") for fault in faults))
        self.faults = faults


def refuse(text: str, **blanks: "str | int") -> WorkbookFaults:
    """A workbook that cannot be read at all."""
    return WorkbookFaults([Fault("", 0, "", "", Message(text, dict(blanks)))])
