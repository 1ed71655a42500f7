"""What subcommands have in common: language, edition, refusals."""

import sys
from collections.abc import Callable
from datetime import date, datetime
from typing import NoReturn, TypeVar

import click

from kiemdiem.rulebook.edition import Edition
from kiemdiem.rulebook.loading import EditionError, load
from kiemdiem.rulebook.terms import Terms, UnknownChoice
from kiemdiem.vocabulary import EARLIEST, LATEST
from kiemdiem.wording import LANGUAGES, N_, Message

DEFAULT_EDITION = "nghe-an-2020"
REFUSED = 2
"""Exit status when the input is at fault and nothing was written."""

Command = TypeVar("Command", bound=Callable[..., object])

language_option = click.option(
    "--lang",
    type=click.Choice(LANGUAGES),
    default="vi",
    envvar="KIEMDIEM_LANG",
    show_default=True,
    help="Ngôn ngữ / language.",
)
edition_option = click.option(
    "--edition", default=DEFAULT_EDITION, show_default=True, help="Mã ấn bản hoặc thư mục / edition id or folder."
)
json_option = click.option("--json", "as_json", is_flag=True, help="In JSON / print JSON.")
_as_of = click.option(
    "--as-of",
    default="",
    help="Ngày mốc, yyyy-mm-dd hoặc dd/mm/yyyy; mặc định 31/12 năm của ấn bản / reference date.",
)
_choices = click.option(
    "--option",
    "choices",
    multiple=True,
    metavar="KEY=CHOICE",
    help="Cách hiểu khác ở điểm chưa quy định, dùng được nhiều lần / another reading of an open point.",
)


def terms_options(command: Command) -> Command:
    """Edition, reference date and readings of the open points."""
    return edition_option(_as_of(_choices(command)))


def ballot_options(command: Command) -> Command:
    """Edition and readings of the open points."""
    return edition_option(_choices(command))


def say(text: str, language: str, **blanks: str | int) -> str:
    """A message of the catalogue, filled in."""
    return Message(text, dict(blanks)).say(language)


def refuse(message: Message | str, language: str, status: int = REFUSED) -> NoReturn:
    """Say on the error stream what is wrong, and stop."""
    text = message if isinstance(message, str) else message.say(language)
    sys.stderr.write(text + "\n")
    raise click.exceptions.Exit(status)


def edition_of(name: str, language: str) -> Edition:
    """The edition, or a refusal that says what is wrong with it."""
    try:
        return load(name)
    except EditionError as error:
        refuse("\n".join(problem.say(language) for problem in error.problems), language)


def terms_of(edition_name: str, as_of: str, choices: tuple[str, ...], language: str) -> Terms:
    """The edition with reference date and options, or a refusal."""
    edition = edition_of(edition_name, language)
    day = date_of(as_of, language) if as_of else date(edition.year, 12, 31)
    try:
        return Terms(edition, day, _pairs(choices, language))
    except UnknownChoice as error:
        text = N_("--option {key}={choice}: offered are {offered}")
        blanks: dict[str, str | int | Message] = {
            "key": error.key, "choice": error.choice, "offered": ", ".join(error.offered),
        }  # fmt: skip
        refuse(Message(text, blanks), language)


def date_of(text: str, language: str) -> date:
    """A date of the command line, or a refusal."""
    for pattern in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            found = datetime.strptime(text, pattern).date()
        except ValueError:
            continue
        if EARLIEST <= found <= LATEST:
            return found
    refuse(Message(N_("{text} is no date: yyyy-mm-dd or dd/mm/yyyy, between 1900 and 2100"), {"text": text}), language)


def _pairs(choices: tuple[str, ...], language: str) -> dict[str, str]:
    pairs = {}
    for choice in choices:
        key, equals, value = choice.partition("=")
        if not equals:
            refuse(Message(N_("--option {choice}: KEY=CHOICE is expected"), {"choice": choice}), language)
        pairs[key] = value
    return pairs
