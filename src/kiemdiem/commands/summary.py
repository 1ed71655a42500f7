"""The summary of an evaluation, as tables on the terminal."""

import sys

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from kiemdiem.commands.shared import say
from kiemdiem.evaluation.evaluate import Summary
from kiemdiem.evaluation.receipt import Receipt, as_of_date
from kiemdiem.evaluation.telling import SEVERITIES, STATUSES
from kiemdiem.vocabulary import LEVELS, SubjectKind
from kiemdiem.wording import N_

KINDS = {
    SubjectKind.ORGANISATION: N_("Organisations"),
    SubjectKind.COLLECTIVE: N_("Collectives"),
    SubjectKind.MEMBER: N_("Members"),
    SubjectKind.CADRE: N_("Cadres"),
}
_NARROW = 100


def print_summary(summary: Summary, receipt: Receipt, language: str) -> None:
    """Levels, statuses, findings by clause, caps exceeded."""
    console = Console(file=sys.stdout, width=None if sys.stdout.isatty() else _NARROW, highlight=False)
    day = as_of_date(receipt).strftime("%d/%m/%Y")
    head = say(N_("Edition {edition}, reference date {day}"), language, edition=receipt.edition, day=day)
    console.print(head, style="bold")
    for table in (
        _levels(summary, language),
        _statuses(summary, language),
        _findings(summary, language),
        _caps(summary, language),
    ):
        console.print(table)


def _table(title: str, headings: list[str], language: str) -> Table:
    table = Table(title=say(title, language), title_justify="left", box=SIMPLE, title_style="bold", pad_edge=False)
    for position, heading in enumerate(headings):
        table.add_column(heading, justify="left" if position == 0 else "right")
    return table


def _number(count: int) -> str:
    return f"{count:,}".replace(",", ".") if count else "-"


def _levels(summary: Summary, language: str) -> Table:
    names = [level.name for level in LEVELS]
    table = _table(N_("By level"), ["", *names, say(N_("no level"), language)], language)
    for kind, title in KINDS.items():
        counts = summary.levels[kind]
        table.add_row(say(title, language), *(_number(counts[name]) for name in [*names, ""]))
    return table


def _statuses(summary: Summary, language: str) -> Table:
    kinds = [say(title, language) for title in KINDS.values()]
    table = _table(N_("By status"), ["", *kinds], language)
    for status, title in STATUSES.items():
        table.add_row(say(title, language), *(_number(summary.statuses[kind][status]) for kind in KINDS))
    return table


def _findings(summary: Summary, language: str) -> Table:
    titles = [say(title, language) for title in SEVERITIES.values()]
    table = _table(N_("Findings by clause"), ["", *titles], language)
    clauses = dict.fromkeys(clause for severity in SEVERITIES for clause in summary.findings[severity])
    for clause in clauses:
        table.add_row(clause, *(_number(summary.findings[severity].get(clause, 0)) for severity in SEVERITIES))
    return table


def _caps(summary: Summary, language: str) -> Table:
    headings = [say(text, language) for text in (N_("groups"), N_("over the cap"), N_("too many"))]
    table = _table(N_("Caps"), ["", *headings], language)
    for name, counts in summary.caps.items():
        clause, kind = name.split(" ")
        title = f"{clause} {say(KINDS[SubjectKind(kind)], language)}"
        table.add_row(title, *(_number(counts[key]) for key in ("groups", "exceeded", "over")))
    return table
