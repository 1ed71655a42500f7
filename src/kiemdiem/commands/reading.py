"""Reads a workbook for a subcommand; its faults are listed, all of them, and nothing else happens."""

import sys
from collections.abc import Callable
from pathlib import Path

from kiemdiem.commands.shared import refuse, say
from kiemdiem.rulebook.edition import Edition
from kiemdiem.wording import N_
from kiemdiem.workbook.data import Workbook
from kiemdiem.workbook.faults import Fault, WorkbookFaults
from kiemdiem.workbook.reading import read_workbook


def read_or_refuse(
    path: Path, edition: Edition, language: str, progress: Callable[[str], None] = lambda key: None, *, with_names: bool
) -> Workbook:
    """The workbook; remarks go to the error stream, and with them any fault, which ends the command."""
    awards = tuple(award.key for award in edition.awards)
    try:
        workbook, remarks = read_workbook(path, awards, progress, with_names=with_names)
    except WorkbookFaults as error:
        refuse(fault_report(error.faults, language), language)
    for remark in remarks:
        sys.stderr.write(f"{say(N_('remark'), language)}: {remark.say(language)}\n")
    return workbook


def fault_report(faults: list[Fault], language: str) -> str:
    """Every fault, one a line, and how many there are."""
    names = {True: say(N_("fault"), language), False: say(N_("remark"), language)}
    lines = [f"{names[fault.is_error]}: {fault.say(language)}" for fault in faults]
    count = sum(fault.is_error for fault in faults)
    lines.append(
        say(N_("{count} faults. Mend them in the file and try again; nothing was changed."), language, count=count)
    )
    return "\n".join(lines)
