"""The message catalogues are complete and compiled from what the code says."""

import io
import re
from pathlib import Path

from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from kiemdiem.wording import Message, translate

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "kiemdiem"
CATALOGUE = SOURCE / "locale" / "vi" / "LC_MESSAGES" / "kiemdiem.po"
BLANK = re.compile(r"\{(\w*)[^}]*\}")


def _in_code() -> set[str]:
    found = extract_from_dir(str(SOURCE), keywords={"N_": None})
    return {message for _, _, message, _, _ in found if isinstance(message, str)}


def _catalogue() -> dict[str, str]:
    with CATALOGUE.open("rb") as file:
        return {str(entry.id): str(entry.string) for entry in read_po(file) if entry.id}


def test_every_message_of_the_code_has_its_vietnamese_words_and_none_is_left_over() -> None:
    catalogue = _catalogue()
    assert _in_code() == set(catalogue)
    assert [text for text, translated in catalogue.items() if not translated] == []


def test_the_vietnamese_words_have_the_same_blanks() -> None:
    differing = [
        text
        for text, translated in _catalogue().items()
        if sorted(BLANK.findall(text)) != sorted(BLANK.findall(translated))
    ]
    assert differing == []


def test_the_compiled_catalogue_is_the_one_that_is_shown() -> None:
    compiled = io.BytesIO()
    with CATALOGUE.open("rb") as file:
        write_mo(compiled, read_po(file))
    assert CATALOGUE.with_suffix(".mo").read_bytes() == compiled.getvalue()


def test_a_message_is_said_in_both_languages_with_its_blanks_filled() -> None:
    message = Message("an id of the table {table} is expected", {"table": "people"})
    assert message.say("en") == "an id of the table people is expected"
    assert "people" in message.say("vi")
    assert message.say("vi") != message.say("en")
    assert translate("", "vi") == ""
