"""What is wrong with a workbook: where, which value, what is expected."""

from dataclasses import dataclass

from kiemdiem.wording import N_, Message


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
            return Message(N_("{expected}"), {"expected": self.expected})
        if not self.row:
            place = N_("{table}: {expected}") if not self.column else N_("{table}, column {column}: {expected}")
            return Message(place, {"table": self.table, "column": self.column, "expected": self.expected})
        text = N_('{table}, row {row}, column {column}, value "{value}": {expected}')
        return Message(
            text,
            {
                "table": self.table,
                "row": self.row,
                "column": self.column,
                "value": self.value,
                "expected": self.expected,
            },
        )


class WorkbookFaults(Exception):
    """The workbook cannot be used; `faults` holds every fault of it."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(fault.say("en") for fault in faults))
        self.faults = faults


def refuse(text: str, **blanks: "str | int") -> WorkbookFaults:
    """A workbook that cannot be read at all."""
    return WorkbookFaults([Fault("", 0, "", "", Message(text, dict(blanks)))])
