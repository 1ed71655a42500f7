"""`kiemdiem journal`: whether the journal holds, and the head of a chain to keep on paper."""

import json
import sys
from importlib import import_module
from typing import Any

import click

from kiemdiem.commands.django_floor import django_ready
from kiemdiem.commands.shared import json_option, language_option, refuse, say
from kiemdiem.wording import LANGUAGES, N_, Message

BROKEN = 1
"""Exit status when a chain does not hold or a head on paper is not found."""


@click.group()
def command() -> None:
    """Sổ nhật ký: kiểm tra chuỗi, in mã đầu chuỗi / the journal: verify, print a head."""


@command.command("verify")
@click.option("--unit", "units", multiple=True, metavar="CODE", help="Chỉ các tổ chức này / only these organisations.")
@click.option(
    "--head",
    "heads",
    multiple=True,
    metavar="TEXT",
    help="Mã đầu chuỗi đã in ra giấy, dùng được nhiều lần / a head kept on paper.",
)
@json_option
@language_option
def verify_all(units: tuple[str, ...], heads: tuple[str, ...], as_json: bool, lang: str) -> None:
    """Kiểm tra các chuỗi; kết thúc với mã 1 nếu có chỗ không khớp / verify; status 1 when something does not hold."""
    django_ready(lang)
    queries = import_module("kiemdiem.journal.queries")
    on_paper = [(text, queries.parse_head(text)) for text in heads]
    for text, head in on_paper:
        if head is None:
            refuse(Message(N_("--head {text}: kiemdiem:UNIT:YEAR:NUMBER:DIGEST is expected"), {"text": text}), lang)
    for unit in units:
        if not queries.is_known(unit):
            refuse(Message(N_("--unit {unit}: nothing is recorded for it"), {"unit": unit}), lang)
    read, breaks = queries.verify(units or None)
    lost = [head for _, head in on_paper if not queries.holds(head)]
    if as_json:
        sys.stdout.write(json.dumps(_as_json(read, breaks, lost), ensure_ascii=False) + "\n")
    else:
        sys.stdout.write(_told(read, breaks, lost, lang) + "\n")
    if breaks or lost:
        raise click.exceptions.Exit(BROKEN)


@command.command("head")
@click.argument("unit", metavar="CODE")
@click.option("--year", type=click.IntRange(2000, 9999), help="Mặc định: năm nay / default: this year.")
@json_option
@language_option
def print_one(unit: str, year: int | None, as_json: bool, lang: str) -> None:
    """In mã đầu chuỗi của tổ chức CODE, kèm mã QR, để lưu trên giấy / print the head of a chain with a QR code."""
    django_ready(lang)
    actions = import_module("kiemdiem.journal.actions")
    year = year or import_module("django.utils.timezone").localdate().year
    actor = import_module("kiemdiem.accounts.access").command_line_access().actor()
    head = actions.print_head(actor, unit, year)
    if head is None:
        text = N_("Nothing is recorded for {unit} in {year}: there is no head to print.")
        refuse(Message(text, {"unit": unit, "year": year}), lang)
    if as_json:
        facts = {"head": str(head), "unit": unit, "year": year, "number": head.number, "digest": head.digest}
        sys.stdout.write(json.dumps(facts, ensure_ascii=False) + "\n")
        return
    sys.stdout.write(f"{head}\n")
    code = import_module("qrcode").QRCode(border=2)
    code.add_data(str(head))
    code.print_ascii(out=sys.stdout, tty=sys.stdout.isatty())


def _as_json(read: int, breaks: list[Any], lost: list[Any]) -> dict[str, object]:
    return {
        "holds": not (breaks or lost),
        "entries": read,
        "breaks": [
            {
                "unit": found.unit,
                "year": found.year,
                "number": found.number,
                "kind": found.kind,
                "message": {language: found.message.say(language) for language in LANGUAGES},
            }
            for found in breaks
        ],
        "lost_heads": [str(head) for head in lost],
    }


def _told(read: int, breaks: list[Any], lost: list[Any], language: str) -> str:
    lines = [found.message.say(language) for found in breaks]
    text = N_(
        "The head on paper is not in the journal of {unit}, {year}: entry {number} or one before it was replaced."
    )
    lines += [say(text, language, unit=head.unit, year=head.year, number=head.number) for head in lost]
    if lines:
        lines.append(
            say(
                N_(
                    "The journal was changed past this system. Keep the database as it is, compare it with a backup"
                    " and tell the inspection committee."
                ),
                language,
            )
        )
    else:
        lines.append(say(N_("The journal holds: {read} entries verified."), language, read=read))
    return "\n".join(lines)
