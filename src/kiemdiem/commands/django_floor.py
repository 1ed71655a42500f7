"""Django for the subcommands that need the database: set up once, with a clear word when something is missing."""

import logging
import os
from importlib import import_module

from kiemdiem.commands.shared import refuse
from kiemdiem.wording import N_, Message

_FIRST_TABLE = "accounts_account"


def django_ready(language: str, *, needs_tables: bool = True) -> None:
    """Set Django up; call it before any module with models is imported.

    Args:
        needs_tables: False for the commands that make the tables.

    Raises:
        click.exceptions.Exit: the web parts are not installed, the settings are wrong, the database cannot be
            reached or its tables are missing; the error stream says what and how to mend it.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kiemdiem.settings")
    try:
        import_module("django").setup()
    except ModuleNotFoundError as error:
        text = N_("The web system is not installed here ({module} is missing): install kiemdiem[web].")
        refuse(Message(text, {"module": error.name or "django"}), language)
    except (ValueError, OSError) as error:
        refuse(Message(N_("The settings cannot be used: {reason}"), {"reason": str(error)}), language)
    if needs_tables and _FIRST_TABLE not in _tables(language):
        refuse(
            Message(N_("The database has no tables yet. Make them first: start kiemdiem serve once.")),
            language,
        )


def _tables(language: str) -> list[str]:
    """The tables of the database, or a refusal."""
    database = import_module("django.db")
    logging.getLogger("psycopg.pool").setLevel(logging.CRITICAL)
    try:
        names: list[str] = database.connection.introspection.table_names()
    except (database.Error, OSError) as error:
        text = N_(
            "The database cannot be reached ({reason}). See DATABASE_URL and KIEMDIEM_DATA in docs/operations.md."
        )
        refuse(Message(text, {"reason": str(error).strip().splitlines()[0]}), language)
    return names
