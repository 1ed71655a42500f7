"""`kiemdiem account`: accounts from the machine's own command line; the first one of all is opened here."""

import sys
from collections.abc import Callable
from datetime import datetime
from importlib import import_module
from typing import Any, TypeVar

import click
from rich.console import Console
from rich.table import Table

from kiemdiem.commands.django_floor import django_ready
from kiemdiem.commands.shared import language_option, refuse, say
from kiemdiem.verdicts import Refused
from kiemdiem.wording import N_, Message

Done = TypeVar("Done")


@click.group()
def command() -> None:
    """Tài khoản: mở, cấp lại mật khẩu, liệt kê / accounts: open, reset, list."""


@command.command("open")
@click.argument("login")
@click.option("--name", required=True, help="Họ và tên / full name.")
@click.option("--role", required=True, help="Mã vai trò, ví dụ provincial_committee / code of a role.")
@click.option("--unit", required=True, help="Mã tổ chức / code of the organisation.")
@click.option("--email", default="", help="Thư điện tử, không bắt buộc / e-mail, optional.")
@language_option
def open_one(login: str, name: str, role: str, unit: str, email: str, lang: str) -> None:
    """Mở tài khoản LOGIN, in mật khẩu dùng một lần / open an account, print its one-time password."""
    django_ready(lang)
    actions, access = import_module("kiemdiem.accounts.actions"), _access()
    facts = actions.AccountFacts(login, name, email)
    account, secret = _carried_out(lang, lambda: actions.open_account(access, facts, _mandate(role, unit, lang)))
    _print_password(account.login, secret.text, lang)


@command.command("reset")
@click.argument("login")
@click.option("--factors", is_flag=True, help="Gỡ cả bước xác thực thứ hai / remove second factors too.")
@language_option
def reset_one(login: str, factors: bool, lang: str) -> None:
    """Cấp mật khẩu dùng một lần mới cho LOGIN / give an account a new one-time password."""
    django_ready(lang)
    actions, access = import_module("kiemdiem.accounts.actions"), _access()
    queries = import_module("kiemdiem.accounts.queries")
    account = queries.open_account(login)
    if account is None:
        refuse(Message(N_("There is no open account of this sign-in name: {login}"), {"login": login}), lang)
    if factors and queries.has_factor(account):
        _carried_out(lang, lambda: actions.remove_factors(access, account, "lost"))
    secret = _carried_out(lang, lambda: actions.reset_password(access, account))
    _print_password(account.login, secret.text, lang)


@command.command("list")
@language_option
def list_all(lang: str) -> None:
    """Liệt kê các tài khoản / list the accounts."""
    django_ready(lang)
    queries = import_module("kiemdiem.accounts.queries")
    headings = (N_("Sign-in name"), N_("Full name"), N_("Tasks in force"), N_("Second factor"), N_("Closed"))
    table = Table(*(say(heading, lang) for heading in headings))
    access = _access()
    for line in queries.account_lines(access, queries.accounts_seen_by(access)):
        tasks = "; ".join(f"{mandate.role} {mandate.organisation.code}" for mandate in line.mandates)
        factor = say(N_("yes") if line.has_factor else N_("no"), lang)
        table.add_row(line.account.login, line.account.name, tasks, factor, _day(line.account.closed_at))
    Console().print(table)


def _access() -> Any:
    """All rights, at every root of the tree."""
    roots = import_module("kiemdiem.tree.models").Organisation.objects.filter(parent__isnull=True)
    return import_module("kiemdiem.accounts.access").command_line_access(roots.values_list("path", "code", "name"))


def _mandate(role: str, unit: str, language: str) -> Any:
    """The first mandate, or a refusal that says what is offered."""
    names = import_module("kiemdiem.accounts.roles").RoleName
    if role not in list(names):
        blanks: dict[str, str | int | Message] = {"role": role, "offered": ", ".join(names)}
        refuse(Message(N_("--role {role}: offered are {offered}"), blanks), language)
    organisation = import_module("kiemdiem.tree.models").Organisation.objects.filter(code=unit).first()
    if organisation is None:
        text = N_("--unit {unit}: there is no organisation of this code. Import the organisations first.")
        refuse(Message(text, {"unit": unit}), language)
    today = import_module("django.utils.timezone").localdate()
    return import_module("kiemdiem.accounts.actions").MandateFacts(names(role), organisation, today)


def _carried_out(language: str, act: Callable[[], Done]) -> Done:
    """What an action returns, or its refusal on the error stream."""
    try:
        return act()
    except Refused as refused:
        refuse("\n".join(verdict.message.say(language) for verdict in refused.verdicts), language)


def _print_password(login: str, password: str, language: str) -> None:
    sys.stdout.write(say(N_("Sign-in name: {login}"), language, login=login) + "\n")
    sys.stdout.write(say(N_("One-time password: {password}"), language, password=password) + "\n")
    text = N_("It is not kept anywhere and must be changed at the first sign-in.")
    sys.stdout.write(say(text, language) + "\n")


def _day(moment: datetime | None) -> str:
    return moment.strftime("%d/%m/%Y") if moment else ""
