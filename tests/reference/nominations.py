"""Findings on nominations: II.2.4.a, c, d, e and f, with Q18 and Q23."""

from collections.abc import Iterator

from .book import GRASSROOTS, Book, flag, text
from .levels import HTXSNV
from .ratings import Ratings, level_of

Finding = tuple[str, str, str, str]
CLAUSE_OF_KIND = {"organisation": "II.2.4.c", "member": "II.2.4.d"}


def nomination_findings(book: Book, ratings: Ratings) -> Iterator[Finding]:
    """Everything that a nomination breaks or leaves open."""
    for row in book.rows("nominations"):
        kind, subject, award = text(row, "subject_kind"), text(row, "subject"), text(row, "award")
        if award in ("year", "five_years"):
            yield from typical_findings(book, ratings, kind, subject, award)
        else:
            yield from flag_and_merit_findings(book, ratings, kind, subject, award)
        if not flag(row, "certified"):  # II.2.4.f
            yield "question" if award == "year" else "violation", "II.2.4.f", kind, subject
        if same_achievement(book, kind, subject, text(row, "achievement")) > 1:
            yield "violation", "II.2.4.a", kind, subject


def folded(achievement: str) -> str:
    """Case and space folded."""
    return " ".join(achievement.casefold().split())


def same_achievement(book: Book, kind: str, subject: str, achievement: str) -> int:
    """How many nominations of the subject name this achievement; an empty one names none."""
    wanted = folded(achievement)
    if not wanted:
        return 0
    rows = book.rows("nominations", subject_kind=kind, subject=subject)
    return sum(1 for row in rows if folded(text(row, "achievement")) == wanted)


def typical_findings(book: Book, ratings: Ratings, kind: str, subject: str, award: str) -> Iterator[Finding]:
    """II.2.4.c, d: from those rated HTXSNV; `five_years` with the streak of Q18."""
    clause = CLAUSE_OF_KIND.get(kind)
    if clause is None:
        yield "question", "II.2.4", kind, subject
        return
    excellent = level_of(ratings, kind, subject) == HTXSNV
    streak = year_awards(book, kind, subject) if kind == "organisation" else excellent_years(book, kind, subject)
    if not excellent or (award == "five_years" and not streak):
        yield "violation", clause, kind, subject


def four_years_before(book: Book) -> range:
    """The four years before the year of the reference date."""
    return range(book.year - 4, book.year)


def excellent_years(book: Book, kind: str, subject: str) -> bool:
    """HTXSNV in each of the four years before."""
    rows = list(book.rows("history", subject_kind=kind, subject=subject, level=HTXSNV))
    return all(any(row.get("year") == year for row in rows) for year in four_years_before(book))


def year_awards(book: Book, kind: str, subject: str) -> bool:
    """Typical of the year in each of the four years before."""
    rows = list(book.rows("history", subject_kind=kind, subject=subject, award="year"))
    return all(any(row.get("year") == year for row in rows) for year in four_years_before(book))


def may_have_flag(book: Book, kind: str, subject: str) -> bool:
    """II.2.4.e with Q23: district, direct, and grassroots organisations directly below the province."""
    if kind != "organisation":
        return False
    found = book.kind_of(subject)
    directly = found in GRASSROOTS and book.kind_of(book.parent(subject)) == "province"
    return found in ("district", "direct") or directly


def flag_and_merit_findings(book: Book, ratings: Ratings, kind: str, subject: str, award: str) -> Iterator[Finding]:
    """II.2.4.e: five years running, and once in five years, of either kind."""
    if not may_have_flag(book, kind, subject):
        yield "violation" if award == "flag" else "question", "II.2.4.e", kind, subject
        return
    running = level_of(ratings, kind, subject) == HTXSNV and year_awards(book, kind, subject)
    if not running or asked_for(book, subject) > 1 or had_in_period(book, subject):
        yield "violation", "II.2.4.e", kind, subject


def asked_for(book: Book, subject: str) -> int:
    """The nominations of an organisation for a flag or a certificate of merit."""
    rows = book.rows("nominations", subject_kind="organisation", subject=subject)
    return sum(1 for row in rows if text(row, "award") in ("flag", "merit"))


def had_in_period(book: Book, subject: str) -> bool:
    """A flag or a certificate of merit in the five years that end with the year of the reference date."""
    return any(
        text(row, "award") in ("flag", "merit") and book.year - 4 <= int(row.get("year") or 0) <= book.year
        for row in book.rows("history", subject_kind="organisation", subject=subject)
    )
