"""`kiemdiem explain`: one case, as a person would tell it."""

import sys
from pathlib import Path

import click

from kiemdiem.commands.reading import read_or_refuse
from kiemdiem.commands.shared import language_option, refuse, terms_of, terms_options
from kiemdiem.evaluation.evaluate import evaluate
from kiemdiem.evaluation.story import UnknownSubject, story_of
from kiemdiem.evaluation.telling import Teller
from kiemdiem.vocabulary import SubjectKind
from kiemdiem.wording import N_, Message


@click.command()
@click.argument("workbook")
@click.option("--subject", required=True, metavar="KIND:ID", help="member:ID, cadre:ID, collective:ID…")
@terms_options
@language_option
def command(workbook: str, subject: str, edition: str, as_of: str, choices: tuple[str, ...], lang: str) -> None:
    """Kể rõ một trường hợp: điểm nào áp dụng, căn cứ nào, điều gì làm đổi kết quả / explain one case."""
    terms = terms_of(edition, as_of, choices, lang)
    kind, identifier = _subject(subject, lang)
    evaluation = evaluate(read_or_refuse(Path(workbook), terms.edition, lang, with_names=True), terms)
    try:
        story = story_of(evaluation, kind, identifier)
    except UnknownSubject:
        refuse(Message(N_("{subject}: the workbook has no such subject"), {"subject": subject}), lang)
    sys.stdout.write("\n".join(Teller(story, terms, lang).lines()) + "\n")


def _subject(text: str, language: str) -> tuple[SubjectKind, str]:
    kind, colon, identifier = text.partition(":")
    if not colon or kind not in set(SubjectKind) or not identifier:
        refuse(
            Message(N_("--subject {subject}: KIND:ID is expected, for example member:DV001"), {"subject": text}),
            language,
        )
    return SubjectKind(kind), identifier
