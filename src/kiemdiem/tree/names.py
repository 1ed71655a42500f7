"""Vietnamese names: sorted by given name, family name, middle names; searched with and without diacritics."""

import re
import unicodedata
from functools import lru_cache

LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
"""The alphabet; f, j, w, z stand where foreign names expect them."""
_RANK = {letter: chr(ord("A") + rank) for rank, letter in enumerate(LETTERS)}
_TONES = {"\u0300": "2", "\u0309": "3", "\u0303": "4", "\u0301": "5", "\u0323": "6"}
"""Grave, hook, tilde, acute, dot below, in the dictionary's order; a letter without a tone is 1."""
_NUMBER = re.compile(r"[0-9]+")
UNKEPT = (
    (0x00, 0x08), (0x0B, 0x1F), (0x7F, 0x9F), (0x200B, 0x200B), (0x202A, 0x202E), (0x2066, 0x2069), (0xFEFF, 0xFEFF),
    (0xFFFE, 0xFFFF),
)  # fmt: skip
"""Signs that no database, sheet or reader is well served by: control signs, those that turn the direction of writing
round (a name would not be what it looks like), those without any width."""
_UNKEPT = re.compile("[" + "".join(f"\\u{first:04x}-\\u{last:04x}" for first, last in UNKEPT) + r"\ud800-\udfff]")


def clean(text: str) -> str:
    """NFC, no spaces around, single spaces between."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def tidied(text: str) -> str:
    """A text as it is kept: NFC, no spaces around, one sign for the end of a line."""
    return unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").strip()


def unkept_sign(text: str) -> str:
    """The first sign that is not kept, by its number (`U+202E`); empty when there is none."""
    found = _UNKEPT.search(text)
    return f"U+{ord(found[0]):04X}" if found else ""


def stands_in_address(code: str) -> bool:
    """Whether a code can be a part of an address: no slash, and not dots alone."""
    return "/" not in code and bool(code.strip("."))


@lru_cache(maxsize=65_536)
def _word_key(word: str) -> str:
    """The letters of a word in the alphabet's order, then its tone: tones decide only between equal letters.

    Which vowel bears the tone comes last, so that `Hòa` and `Hoà` stand together. A foreign letter stands where its
    plain letter stands (ü: u), one of another script after all; other signs nowhere.
    """
    letters: list[str] = []
    tones: list[str] = []
    for sign in unicodedata.normalize("NFD", word.lower()):
        if sign in _TONES and tones:
            tones[-1] = _TONES[sign]
        elif unicodedata.combining(sign):
            joined = unicodedata.normalize("NFC", letters[-1] + sign) if letters else ""
            letters[-1:] = [joined] if joined in _RANK else letters[-1:]
        elif sign.isalnum():
            letters.append(sign)
            tones.append("1")
    return "".join(_RANK.get(letter, letter) for letter in letters) + "!" + max(tones, default="1") + "".join(tones)


def person_key(full_name: str) -> str:
    """Sorts people as Vietnamese lists do: given name first, then family name, then the middle names."""
    words = clean(full_name).split(" ")
    return " ".join(_word_key(word) for word in (words[-1], *words[:-1]))[:200]


def plain_key(text: str) -> str:
    """Sorts any other name by its words; numbers by their value (`Khối 2A` before `Khối 10A`)."""
    words = _NUMBER.sub(lambda number: number[0].zfill(6), clean(text)).split(" ")
    return " ".join(word if word.isdecimal() else _word_key(word) for word in words)[:200]


def folded(text: str) -> str:
    """Lower case without any diacritic, for searching."""
    signs = unicodedata.normalize("NFD", clean(text).lower().replace("đ", "d"))
    plain = "".join(sign for sign in signs if not unicodedata.combining(sign))
    return unicodedata.normalize("NFC", plain)


def has_diacritics(text: str) -> bool:
    """Whether somebody who searches typed any diacritic."""
    return folded(text) != clean(text).lower()
