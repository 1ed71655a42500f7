"""`kiemdiem edition`: list, check and compare editions."""

import json
import sys

import click

from kiemdiem.commands.shared import edition_of, json_option, language_option, refuse, say
from kiemdiem.rulebook.checking import problems_of
from kiemdiem.rulebook.differences import Difference, differences
from kiemdiem.rulebook.edition import Edition
from kiemdiem.rulebook.loading import built_in_editions
from kiemdiem.wording import N_

_WHATS = {
    "clause": N_("Clauses"), "value": N_("Values"), "option": N_("Open points"), "threshold": N_("Thresholds"),
    "deadline": N_("Deadlines"), "award": N_("Awards"), "form": N_("Forms"),
}  # fmt: skip
_CHANGES = {"added": N_("new"), "removed": N_("no longer"), "changed": N_("changed"), "amended": N_("amended")}


@click.group()
def command() -> None:
    """Ấn bản quy định: liệt kê, kiểm tra, so sánh / editions: list, check, compare."""


@command.command("list")
@language_option
def list_editions(lang: str) -> None:
    """Các ấn bản có sẵn / the editions that come with the product."""
    for name in built_in_editions():
        edition = edition_of(name, lang)
        title = edition.title_vi if lang == "vi" else edition.title_en
        sys.stdout.write(f"{edition.id:16} {edition.digest[:12]}  {title}\n")


@command.command()
@click.argument("folder")
@language_option
def check(folder: str, lang: str) -> None:
    """Kiểm tra một ấn bản: cấu trúc, giá trị thiếu căn cứ, quy định mâu thuẫn / check an edition."""
    edition = edition_of(folder, lang)
    problems = problems_of(edition)
    if problems:
        refuse("\n".join(problem.say(lang) for problem in problems), lang)
    text = N_("{edition} is in order: {clauses} clauses, {values} values, {options} open points. SHA-256 {digest}")
    sys.stdout.write(
        say(text, lang, edition=edition.id, clauses=len(edition.clauses), values=len(edition.values),
            options=len(edition.options), digest=edition.digest) + "\n"
    )  # fmt: skip
    if edition.derived:
        sys.stdout.write(say(_DERIVED, lang) + "\n")


_DERIVED = N_("Worked out from another year's text, not read from that year's own: use it to compare, not to rate.")


@command.command()
@click.argument("old")
@click.argument("new")
@json_option
@language_option
def diff(old: str, new: str, as_json: bool, lang: str) -> None:
    """Những điểm mới giữa hai ấn bản / what is new between two editions."""
    before, after = edition_of(old, lang), edition_of(new, lang)
    found = differences(before, after)
    if as_json:
        rows = [{"what": row.what, "key": row.key, "change": row.change, "before": row.before, "after": row.after}
                for row in found]  # fmt: skip
        sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2) + "\n")
        return
    if not found:
        sys.stdout.write(say(N_("The two editions say the same."), lang) + "\n")
        return
    sys.stdout.write(say(N_("What is new in {new} against {old}"), lang, new=after.id, old=before.id) + "\n")
    for what, title in _WHATS.items():
        rows_of_kind = [row for row in found if row.what == what]
        if rows_of_kind:
            sys.stdout.write(f"\n{say(title, lang)}\n")
            sys.stdout.writelines(f"  {_line(row, before, after, lang)}\n" for row in rows_of_kind)


def _line(row: Difference, before: Edition, after: Edition, language: str) -> str:
    change = say(_CHANGES[row.change], language)
    if row.what == "clause":
        clause = (after if after.has(row.key) else before).clause(row.key)
        return f"{row.key:10} [{change}] {clause.subject_vi if language == 'vi' else clause.subject_en}"
    values = " → ".join(text for text in (row.before, row.after) if text)
    return f"{row.key} [{change}] {values}"
