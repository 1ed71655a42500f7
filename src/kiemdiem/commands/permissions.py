"""`kiemdiem permissions`: who may do what, as the code has it; `docs/permissions.md` is its output."""

import sys
from importlib import import_module
from pathlib import Path

import click

from kiemdiem.commands.django_floor import django_ready
from kiemdiem.commands.shared import language_option


@click.command()
@click.option("--write", type=click.Path(path_type=Path), default=None, help="Ghi vào tệp / write to a file.")
@language_option
def command(write: Path | None, lang: str) -> None:
    """Ai được làm gì: vai trò, quyền, địa chỉ / roles, rights and addresses."""
    django_ready(lang, needs_tables=False)
    text = import_module("kiemdiem.web.permissions").page()
    if write:
        write.write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)
