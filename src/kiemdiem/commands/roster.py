"""`kiemdiem roster`: a workbook into the registry from the machine itself; so the first organisations come."""

import json
import sys
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path

import click
from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from kiemdiem.commands.django_floor import django_ready
from kiemdiem.commands.shared import language_option, refuse, say
from kiemdiem.verdicts import Refused
from kiemdiem.wording import LANGUAGES, N_, Message
from kiemdiem.workbook.schema import TABLE_BY_KEY

_COLUMNS = (
    ("new", N_("New")), ("changed", N_("Changed")), ("unchanged", N_("Unchanged")), ("question", N_("Questions")),
    ("error", N_("Errors")), ("warning", N_("Warnings")),
)  # fmt: skip


@click.group()
def command() -> None:
    """Sổ liệu vào hệ thống web, từ dòng lệnh của máy chủ / a workbook into the web system."""


@command.command("import")
@click.argument("file", metavar="FILE.xlsx")
@click.option("--apply", "is_applied", is_flag=True, help="Nhập thật; không có thì chỉ xem trước / take it in.")
@language_option
def import_roster(file: str, is_applied: bool, lang: str) -> None:
    """Xem trước việc nhập sổ liệu của toàn hệ thống; --apply để nhập / preview an import, or apply it."""
    content = _content(file, lang)
    django_ready(lang, needs_tables=False)
    import_module("django.core.management").call_command("migrate", verbosity=0, interactive=False)
    machine = import_module("kiemdiem.registry.actions.machine")
    try:
        imported = machine.preview_from_machine(Path(file).name, content)
    except Refused as refused:
        refuse(_said(refused, lang), lang)
    try:
        _show_counts(json.loads(imported.summary), lang)
        troubles, count = machine.troubles_of(imported)
        _tell_troubles(troubles, count, lang)
        if is_applied:
            sys.stdout.write(machine.apply_from_machine(imported).say(lang) + "\n")
            return
        machine.refuse_with_troubles(imported)
        sys.stdout.write(say(N_("Nothing was changed. With --apply it is taken in, all or nothing."), lang) + "\n")
    except Refused as refused:
        refuse(_said(refused, lang), lang)
    finally:
        machine.drop_from_machine(imported)


def _content(file: str, language: str) -> bytes:
    try:
        return Path(file).read_bytes()
    except OSError as error:
        text = N_("{path} cannot be read ({reason}).")
        refuse(Message(text, {"path": file, "reason": error.strerror or ""}), language)


def _show_counts(summary: Mapping[str, Mapping[str, int]], language: str) -> None:
    """How many rows of each table came out how."""
    shown = Table("", *(say(label, language) for _, label in _COLUMNS), box=SIMPLE)
    for table, counts in summary.items():
        if counts.get("rows") and table:
            title = TABLE_BY_KEY[table].title if language == LANGUAGES[0] else table
            shown.add_row(title, *(str(counts.get(key, 0)) for key, _ in _COLUMNS))
    if shown.rows:
        Console(highlight=False).print(shown)


def _tell_troubles(troubles: list[Message], count: int, language: str) -> None:
    for trouble in troubles:
        sys.stderr.write(trouble.say(language) + "\n")
    if count > len(troubles):
        sys.stderr.write(say(N_("… and {count} more rows."), language, count=count - len(troubles)) + "\n")


def _said(refused: Refused, language: str) -> str:
    return "\n".join(verdict.message.say(language) for verdict in refused.verdicts)
