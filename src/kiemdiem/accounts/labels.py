"""The words for roles, days and verdicts on the pages, in the language of the request."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language

from kiemdiem.accounts.models import Mandate
from kiemdiem.accounts.roles import ROLES, RoleName
from kiemdiem.pages.listing import Badge
from kiemdiem.pages.masking import plain_day
from kiemdiem.verdicts import Verdict
from kiemdiem.wording import LANGUAGES, N_, Message


@dataclass(frozen=True)
class Obstacle:
    """A verdict as `components/obstacles.html` shows it."""

    text: str
    clause: str = ""
    refuses: bool = True


def language() -> str:
    """The language of the request, one of ours."""
    chosen = (get_language() or "").partition("-")[0]
    return chosen if chosen in LANGUAGES else LANGUAGES[0]


def said(message: Message | str) -> str:
    """A message or a marked text in the language of the request."""
    return (Message(message) if isinstance(message, str) else message).say(language())


def said_obstacles(verdicts: Iterable[Verdict]) -> list[Obstacle]:
    """Verdicts for the page, before the button is pressed."""
    return [Obstacle(said(verdict.message), verdict.clause, verdict.refuses) for verdict in verdicts]


def role_title(role: str) -> str:
    """What a role is called; the first letter great."""
    title = said(ROLES[RoleName(role)].title)
    return title[:1].upper() + title[1:]


def period(mandate: Mandate) -> str:
    """From when until when."""
    start = plain_day(mandate.starts_on)
    if mandate.ends_on is None:
        return said(Message(N_("from {start}"), {"start": start}))
    return said(Message(N_("{start} – {end}"), {"start": start, "end": plain_day(mandate.ends_on)}))


def mandate_line(mandate: Mandate) -> str:
    """A mandate in one line: role, unit."""
    return f"{role_title(mandate.role)}, {mandate.organisation.name}"


def mandate_badge(mandate: Mandate, day: date) -> Badge:
    """Whether a mandate is in force."""
    if mandate.ended_at is not None:
        return Badge(said(N_("ended")))
    if mandate.ends_on is not None and mandate.ends_on < day:
        return Badge(said(N_("over")))
    if mandate.starts_on > day:
        return Badge(said(N_("not yet")), "warn")
    return Badge(said(N_("in force")), "good")
