"""Messages in two languages: English in the code, Vietnamese (the default) in a gettext catalogue."""

import gettext
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

LANGUAGES = ("vi", "en")


def N_(text: str) -> str:  # noqa: N802 - the customary name of gettext's marker
    """Mark a text for the catalogue; it is translated when shown."""
    return text


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation("kiemdiem", Path(__file__).parent / "locale", [language], fallback=language == "en")


def translate(text: str, language: str) -> str:
    """The text of the catalogue in `language` ("vi" or "en").

    Raises:
        FileNotFoundError: there is no catalogue for the language.
    """
    return _catalogue(language).gettext(text) if text else ""


@dataclass(frozen=True)
class Message:
    """A sentence with blanks; what fills a blank may itself be a message."""

    text: str
    blanks: dict[str, "str | int | Message"] = field(default_factory=dict)

    def say(self, language: str) -> str:
        """The sentence in `language`."""
        filled = {
            name: blank.say(language) if isinstance(blank, Message) else blank for name, blank in self.blanks.items()
        }
        return translate(self.text, language).format(**filled)
