"""`kiemdiem demo`: demonstration data; all people in it are invented."""

import sys
from importlib import import_module
from pathlib import Path

import click

from kiemdiem.commands.django_floor import django_ready
from kiemdiem.commands.shared import language_option, refuse, say
from kiemdiem.demonstration import Size, make
from kiemdiem.wording import N_, Message
from kiemdiem.workbook.faults import WorkbookFaults
from kiemdiem.workbook.writing import FORMATS, CannotWrite, check_size, staged, titled, write_files

LOADED = (Size.CELL, Size.DISTRICT, Size.PROVINCE)
"""What the web system can be filled with: one province at most."""


@click.group()
def command() -> None:
    """Số liệu minh họa, người trong đó là hư cấu / demonstration data, all people are invented."""


@command.command()
@click.argument("out")
@click.option("--size", type=click.Choice([size.value for size in Size]), default="district", show_default=True,
              help="Quy mô / size.")  # fmt: skip
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True, help="Hạt giống / seed.")
@click.option("--format", "kind", type=click.Choice(FORMATS), default=None,
              help="Định dạng; mặc định xlsx khi OUT có đuôi .xlsx, nếu không csv / format.")  # fmt: skip
@language_option
def workbook(out: str, size: str, seed: int, kind: str | None, lang: str) -> None:
    """Ghi một sổ liệu minh họa vào OUT (tệp .xlsx hoặc thư mục) / write a demonstration workbook."""
    path = Path(out)
    is_xlsx = path.suffix.lower() == ".xlsx"
    kind = kind or ("xlsx" if is_xlsx else "csv")
    if (kind == "xlsx") != is_xlsx:
        refuse(Message(N_("{path}: xlsx needs a name ending in .xlsx, csv and parquet a folder"), {"path": out}), lang)
    tables = make(Size(size), seed)
    try:
        check_size(tables, kind)
        with staged(path, is_folder=not is_xlsx) as stage:
            write_files(stage, titled(tables) if kind == "xlsx" else tables, kind, path.name)
    except WorkbookFaults as error:
        refuse("\n".join(fault.say(lang) for fault in error.faults), lang)
    except CannotWrite as error:
        text = N_("{path} cannot be written ({reason}); nothing there has changed.")
        refuse(Message(text, {"path": out, "reason": error.reason}), lang)
    text = N_("Written: {path} ({members} members, {organisations} organisations; all people are invented)")
    members = tables["people"].num_rows - tables["people"]["admitted_on"].null_count
    sys.stdout.write(say(text, lang, path=out, members=members, organisations=tables["organisations"].num_rows) + "\n")


@command.command()
@click.option("--size", type=click.Choice([size.value for size in LOADED]), default="district", show_default=True,
              help="Quy mô / size.")  # fmt: skip
@click.option("--if-empty", is_flag=True, help="Không làm gì khi đã có dữ liệu / do nothing when there is data.")
@language_option
def load(size: str, if_empty: bool, lang: str) -> None:
    """Nạp số liệu minh họa và tài khoản vào hệ thống web còn trống / fill an empty web system."""
    django_ready(lang, needs_tables=False)
    import_module("django.core.management").call_command("migrate", verbosity=0, interactive=False)
    opening = import_module("kiemdiem.web.opening")
    is_empty = opening.is_empty()
    if not is_empty and not if_empty:
        refuse(Message(N_("There are data already: only an empty system is filled with a demonstration.")), lang)
    if is_empty:
        opening.load(Size(size))
    shown = import_module("kiemdiem.web.demonstration")
    text = N_("The demonstration is loaded. Accounts (password {password}):")
    if accounts := shown.demonstration_accounts():
        sys.stdout.write(say(text, lang, password=shown.PASSWORD) + "\n")
    for account in accounts:
        sys.stdout.write(f"  {account.login:18} {account.role}, {account.unit}\n")
