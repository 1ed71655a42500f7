"""`kiemdiem tally`: reads one ballot."""

import json
import re
import sys

import click

from kiemdiem.commands.shared import ballot_options, json_option, language_option, refuse, say, terms_of
from kiemdiem.rulebook.tally import Tally, VotesExceedBase, tally
from kiemdiem.rulebook.terms import Terms
from kiemdiem.vocabulary import LEVELS, Level
from kiemdiem.wording import N_, Message

_VOTE = re.compile(r"([A-Za-z]+)=(\d{1,9})")


@click.command()
@click.argument("votes", nargs=-1, required=True, metavar="HTXSNV=21 HTTNV=6 …")
@click.option("--base", type=int, required=True, help="Số người có mặt tham gia bỏ phiếu / present who took part.")
@click.option("--invalid", type=int, default=0, help="Phiếu trắng, không hợp lệ / blank or spoilt papers.")
@ballot_options
@json_option
@language_option
def command(
    votes: tuple[str, ...], base: int, invalid: int, edition: str, choices: tuple[str, ...], as_json: bool, lang: str
) -> None:
    """Đọc kết quả một cuộc bỏ phiếu theo điểm I.3.3.h / read one ballot by I.3.3.h."""
    terms = terms_of(edition, "", choices, lang)
    try:
        found = tally(
            _not_negative(base, "base", lang), _votes(votes, lang), _not_negative(invalid, "invalid", lang), terms
        )
    except VotesExceedBase as error:
        text = N_("The votes and invalid papers add up to {votes}, more than the base {base}: count again.")
        refuse(Message(text, {"votes": error.votes, "base": error.base}), lang)
    if as_json:
        sys.stdout.write(json.dumps(_as_json(found), ensure_ascii=False) + "\n")
    else:
        sys.stdout.write(_told(found, terms, lang) + "\n")


def _not_negative(number: int, name: str, language: str) -> int:
    if number < 0:
        text = N_("--{name} {number}: a whole number, 0 or more, is expected")
        refuse(Message(text, {"name": name, "number": number}), language)
    return number


def _votes(arguments: tuple[str, ...], language: str) -> dict[Level, int]:
    votes: dict[Level, int] = {}
    for argument in arguments:
        found = _VOTE.fullmatch(argument)
        name = found[1].upper() if found else ""
        if found is None or name not in Level.__members__ or Level[name] in (*votes, Level.NONE):
            text = N_("{argument}: LEVEL=VOTES is expected, each of HTXSNV HTTNV HTNV KHTNV at most once")
            refuse(Message(text, {"argument": argument}), language)
        votes[Level[name]] = int(found[2])
    return votes


def _as_json(found: Tally) -> dict[str, object]:
    return {
        "level": found.level.name if found.level else None,
        "base": found.base,
        "shares": {share.name: share.percent or None for share in found.shares},
        "clauses": list(found.clauses),
        "missing": found.missing,
    }


def _told(found: Tally, terms: Terms, language: str) -> str:
    lines = [
        say(N_("Level: {level} ({clauses})"), language, level=found.level.name, clauses=", ".join(found.clauses))
        if found.level
        else say(N_("No level is reached ({clauses}): a new ballot, or the competent authority decides."), language,
                 clauses=", ".join(found.clauses))
    ]  # fmt: skip
    thresholds = {row.level: row for row in terms.edition.thresholds}
    for level, share in zip(LEVELS, found.shares, strict=True):
        row = thresholds[level.name]
        needed = ("> " if row.strictly_more else "≥ ") + f"{row.share}%"
        missing = found.missing[level.name]
        text = N_("  {name} {votes}/{base} = {percent}% ({needed} needed, {clause})")
        line = say(text, language, name=f"{share.name:8}", votes=share.votes, base=found.base, needed=needed,
                   percent=share.percent or "-", clause=row.clause)  # fmt: skip
        lines.append(line + (say(N_(": {missing} votes short"), language, missing=missing) if missing else ""))
    return "\n".join(lines)
