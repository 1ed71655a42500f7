"""The journal as somebody may read it: which entries, and these as sentences with names in the place of references."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse

from kiemdiem.accounts.access import Access
from kiemdiem.accounts.labels import said
from kiemdiem.accounts.queries import names_of_accounts
from kiemdiem.accounts.roles import Right
from kiemdiem.journal.chain import SYSTEM
from kiemdiem.journal.models import Entry
from kiemdiem.journal.queries import entries_of_units
from kiemdiem.journal.verbs import SENTENCES, Verb
from kiemdiem.registry.presenting import unit_url, when
from kiemdiem.registry.queries.people import names_of_people
from kiemdiem.registry.queries.units import names_of_collectives, names_of_units, organisations_seen_by
from kiemdiem.tree.models import Organisation
from kiemdiem.tree.paths import within
from kiemdiem.wording import N_, Message

COMMAND_LINE = "account:0"
_COMMAND_LINE_WORDS = N_("command line")
_ORIGINS = {"command line": _COMMAND_LINE_WORDS, "job": N_("background work")}
"""Where an act came from when that is no address."""


def entries_seen_by(access: Access, unit: Organisation | None = None) -> "QuerySet[Entry]":
    """Entries of the units whose journal one may read, or of one of them and all below it, newest first; for one who
    runs the machine the entries that concern no unit."""
    readable = organisations_seen_by(access, Right.READ_JOURNAL)
    if unit is not None:
        return entries_of_units(readable.filter(within("path", [unit.path])).values("code"))
    if access.may(Right.RUN_MACHINE):
        return entries_of_units([SYSTEM])
    return entries_of_units(readable.values("code"))


@dataclass(frozen=True)
class Line:
    """One entry as people read it."""

    when: str
    who: str
    on_behalf: str
    sentence: str
    origin: str
    number: str
    url: str = ""


def lines_of(access: Access, entries: Sequence[Entry]) -> list[Line]:
    """The entries in words, in four queries at most."""
    subjects = {kind: _codes(entries, kind) for kind in ("account", "person", "organisation", "collective")}
    accounts = names_of_accounts(
        [entry.actor for entry in entries] + [entry.on_behalf_of for entry in entries] + _references(entries, "account")
    )
    people = names_of_people(access, [int(code) for code in subjects["person"]])
    names: dict[str, tuple[str, str]] = {reference: (name, "") for reference, name in accounts.items()}
    for number, (code, name) in people.items():
        names[f"person:{number}"] = (name, reverse("person", args=[code]))
    for code, name in names_of_units(access, subjects["organisation"]).items():
        names[f"organisation:{code}"] = (name, unit_url(code))
    for code, name in names_of_collectives(access, subjects["collective"]).items():
        names[f"collective:{code}"] = (name, reverse("collective", args=[code]))
    return [_line(entry, names) for entry in entries]


def _references(entries: Sequence[Entry], kind: str) -> list[str]:
    return [entry.subject for entry in entries if entry.subject.startswith(f"{kind}:")]


def _codes(entries: Sequence[Entry], kind: str) -> list[str]:
    return [reference.partition(":")[2] for reference in _references(entries, kind)]


def _line(entry: Entry, names: dict[str, tuple[str, str]]) -> Line:
    subject, url = names.get(entry.subject, (entry.subject, ""))
    actor = said(_COMMAND_LINE_WORDS) if entry.actor == COMMAND_LINE else names.get(entry.actor, (entry.actor, ""))[0]
    sentence = said(Message(SENTENCES[Verb(entry.verb)], {"subject": subject}))
    behalf = names.get(entry.on_behalf_of, (entry.on_behalf_of, ""))[0]
    number = f"{entry.unit}/{entry.year}/{entry.number}"
    origin = said(_ORIGINS.get(entry.origin, entry.origin))
    return Line(when(entry.at), actor, behalf, sentence, origin, number, url)
