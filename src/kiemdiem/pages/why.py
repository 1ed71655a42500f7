"""The answer to "Why?": what a rule said, of which clause, from which facts."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Why:
    """One outcome of a rule, as `components/why.html` shows it."""

    outcome: str
    clause: str = ""
    summary: str = ""
    """The clause in our own words."""
    facts: Sequence[tuple[str, str]] = ()
    """Label and value of each fact that was looked at."""
    about: str = ""
    """What the outcome is about, for who hears the page read out."""
