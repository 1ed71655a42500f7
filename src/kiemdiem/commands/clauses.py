"""`kiemdiem clauses`: the register of clauses, and what carries each out."""

import json
import sys
import textwrap

import click

from kiemdiem.commands.shared import edition_of, edition_option, json_option, language_option, refuse, say
from kiemdiem.rulebook.edition import Clause, Edition
from kiemdiem.rulebook.register import carried_out
from kiemdiem.wording import N_, Message

_WIDTH = 100


@click.command()
@click.argument("clause", default="", metavar="[ID]")
@edition_option
@json_option
@language_option
def command(clause: str, edition: str, as_json: bool, lang: str) -> None:
    """Sổ các điểm của quy định và quy tắc, giá trị, mẫu, bước thực hiện / the register of clauses."""
    found = edition_of(edition, lang)
    if clause and not found.has(clause):
        text = N_("There is no clause {clause} in {edition}; kiemdiem clauses lists them all.")
        refuse(Message(text, {"clause": clause, "edition": found.id}), lang)
    chosen = [found.clause(clause)] if clause else list(found.clauses)
    if as_json:
        rows = [_as_json(row, found) for row in chosen]
        sys.stdout.write(json.dumps(rows[0] if clause else rows, ensure_ascii=False, indent=2) + "\n")
    elif clause:
        sys.stdout.write(_told(chosen[0], found, lang) + "\n")
    else:
        sys.stdout.write("\n".join(_line(row, lang) for row in chosen) + "\n")


def _as_json(clause: Clause, edition: Edition) -> dict[str, object]:
    carried = carried_out(clause, edition)
    return {
        "id": clause.id,
        "subject": {"vi": clause.subject_vi, "en": clause.subject_en},
        "summary": {"vi": clause.vi, "en": clause.en},
        "line": clause.line,
        "new": clause.change == "new",
        "change": clause.change,
        "edition": edition.id,
        "rules": list(carried.rules),
        "values": list(carried.values),
        "options": list(carried.options),
        "forms": list(carried.forms),
        "steps": list(carried.steps),
    }


def _marked(clause: Clause, language: str) -> str:
    marks = {"new": N_("new"), "amended": N_("amended")}
    return f" [{say(marks[clause.change], language)}]" if clause.change else ""


def _line(clause: Clause, language: str) -> str:
    subject = clause.subject_vi if language == "vi" else clause.subject_en
    return f"{clause.id:10} {subject}{_marked(clause, language)}"


def _told(clause: Clause, edition: Edition, language: str) -> str:
    summary = clause.vi if language == "vi" else clause.en
    carried = carried_out(clause, edition)
    lines = [_line(clause, language), "", *textwrap.wrap(summary, _WIDTH), ""]
    rows = (
        (N_("Rules"), carried.rules),
        (N_("Values"), tuple(_value(key, edition) for key in carried.values)),
        (N_("Open points"), carried.options),
        (N_("Forms"), carried.forms),
        (N_("Steps"), carried.steps),
    )
    lines += [f"{say(title, language)}: {', '.join(names)}" for title, names in rows if names]
    return "\n".join(lines)


def _value(key: str, edition: Edition) -> str:
    if ":" in key:
        return key
    value = edition.value(key)
    return f"{key} = {value.value} {value.unit}"
