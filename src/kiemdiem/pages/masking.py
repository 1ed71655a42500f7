"""Identity data as they are shown to who has not asked for them."""

from datetime import date

_SHOWN = 3
HIDDEN = "•••"


def masked_card(card_number: str) -> str:
    """The last letters of a card number, enough to tell two people apart; empty stays empty."""
    return HIDDEN + card_number[-_SHOWN:] if card_number else ""


def masked_birth(birth_date: date | None) -> str:
    """The year alone."""
    return str(birth_date.year) if birth_date else ""


def plain_day(day: date | None) -> str:
    """Day first, as everywhere."""
    return f"{day.day:02}/{day.month:02}/{day.year:04}" if day else ""
