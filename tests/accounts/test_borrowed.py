"""What Django and allauth say on our pages is said in Vietnamese."""

from collections.abc import Iterator
from pathlib import Path

import allauth
import django
import pytest
from babel.messages.extract import extract_from_file
from django.utils import translation

from kiemdiem.accounts.borrowed import OF_ALLAUTH, OF_DJANGO, TOO_SHORT

KEYWORDS = {"_": None, "gettext": None, "gettext_lazy": None, "ngettext": (1, 2)}


def _sentences(package: str | None, *parts: str) -> Iterator[str]:
    """The sentences that some sources of a library mark."""
    for part in parts:
        place = Path(package or "").parent / part
        for file in [place] if place.is_file() else place.rglob("*.py"):
            for _line, message, _comments, _context in extract_from_file("python", file, keywords=KEYWORDS):
                yield from [message] if isinstance(message, str) else message


def test_the_sentences_are_still_those_of_the_libraries() -> None:
    of_django = set(_sentences(django.__file__, "forms", "core/validators.py"))
    of_allauth = set(_sentences(allauth.__file__, "account", "mfa", "socialaccount"))
    assert [one for one in OF_DJANGO if one not in of_django] == []
    assert [one for one in OF_ALLAUTH if one not in of_allauth] == []


@pytest.mark.parametrize("sentence", [*OF_DJANGO, *OF_ALLAUTH])
def test_each_is_said_in_vietnamese(sentence: str) -> None:
    with translation.override("vi"):
        said = translation.gettext(sentence)
    assert said != sentence
    assert said


def test_a_password_too_short_is_told_in_vietnamese() -> None:
    with translation.override("vi"):
        assert "10" in str(TOO_SHORT % 10)
        assert "password" not in str(TOO_SHORT % 10)
