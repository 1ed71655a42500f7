"""`kiemdiem workbook`: the empty template, and the check of a filled one."""

import json
import sys
from pathlib import Path

import click

from kiemdiem.commands.reading import fault_report
from kiemdiem.commands.shared import REFUSED, edition_of, edition_option, json_option, language_option, refuse, say
from kiemdiem.wording import N_, Message
from kiemdiem.workbook.faults import Fault, WorkbookFaults
from kiemdiem.workbook.reading import read_workbook
from kiemdiem.workbook.template import write_template
from kiemdiem.workbook.writing import CannotWrite, staged


@click.group()
def command() -> None:
    """Sổ liệu: mẫu trống, kiểm tra / workbook: template, check."""


@command.command()
@click.argument("out", metavar="OUT.xlsx")
@language_option
def template(out: str, lang: str) -> None:
    """Ghi mẫu sổ liệu trống, có tiêu đề tiếng Việt và danh sách chọn / write the empty workbook."""
    path = Path(out)
    if path.suffix.lower() != ".xlsx":
        refuse(Message(N_("{path}: a name ending in .xlsx is expected"), {"path": out}), lang)
    if path.exists():
        refuse(Message(N_("{path} exists already and is left as it is: choose another name"), {"path": out}), lang)
    try:
        with staged(path, is_folder=False) as stage:
            write_template(stage / path.name)
    except CannotWrite as error:
        text = N_("{path} cannot be written ({reason}); nothing there has changed.")
        refuse(Message(text, {"path": out, "reason": error.reason}), lang)
    sys.stdout.write(say(N_("Written: {path}"), lang, path=out) + "\n")


@command.command()
@click.argument("file")
@edition_option
@json_option
@language_option
def check(file: str, edition: str, as_json: bool, lang: str) -> None:
    """Kiểm tra sổ liệu, nêu mọi lỗi trong một lần / check a workbook, all faults in one pass."""
    awards = tuple(award.key for award in edition_of(edition, lang).awards)
    faults: list[Fault] = []
    rows = 0
    try:
        found, faults = read_workbook(Path(file), awards)
        rows = sum(table.size for table in found.tables.values())
    except WorkbookFaults as error:
        faults = error.faults
    wrong = any(fault.is_error for fault in faults)
    if as_json:
        sys.stdout.write(json.dumps([_as_json(fault, lang) for fault in faults], ensure_ascii=False, indent=2) + "\n")
    elif wrong:
        sys.stdout.write(fault_report(faults, lang) + "\n")
    else:
        sys.stdout.writelines(f"{say(N_('remark'), lang)}: {fault.say(lang)}\n" for fault in faults)
        sys.stdout.write(say(N_("The workbook is in order: {rows} rows."), lang, rows=rows) + "\n")
    if wrong:
        raise click.exceptions.Exit(REFUSED)


def _as_json(fault: Fault, language: str) -> dict[str, str | int | bool]:
    return {
        "table": fault.table,
        "row": fault.row,
        "column": fault.column,
        "value": fault.value,
        "expected": fault.expected.say(language),
        "error": fault.is_error,
    }
