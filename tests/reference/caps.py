"""The caps: II.3.o with Q1 to Q3, II.2.4.c and d with Q22, and IV.1."""

from fractions import Fraction
from math import floor

from .book import UNRATED_ORGANISATIONS, Book, Row, text
from .levels import HEIGHT, HTTNV, HTXSNV
from .posts import class_post
from .ratings import Ratings, level_of


def cap_row(clause: str, group: str, kind: str, pool: int, share: int, used: int) -> Row:
    """Q3: floor, for every cap; II.3.o and Q2: one for a pool of 1 to 4."""
    allowed = floor(Fraction(share, 100) * pool)
    if clause == "II.3.o" and 1 <= pool <= 4:
        allowed = 1
    return {
        "clause": clause,
        "group": group,
        "subject_kind": kind,
        "pool": pool,
        "share": share,
        "allowed": allowed,
        "used": used,
        "over": max(0, used - allowed),
    }


def group_of(book: Book, kind: str, subject: str) -> str:
    """Q1: the group of II.3.o, "" outside all groups."""
    if kind == "organisation":
        return organisation_group(book, subject)
    if kind == "collective":
        return collective_group(book, subject)
    if kind == "member":
        return book.grassroots_organisation(book.official_cell(subject))
    post = class_post(book, subject)
    group = collective_group(book, post.collective) if post else ""
    return f"{group}/{post.role}" if post and group else ""


def superior_of(book: Book, organisation: str) -> str:
    """The superior under which an organisation counts; none for those not listed in II.1."""
    return "" if book.kind_of(organisation) in UNRATED_ORGANISATIONS else book.parent(organisation)


def organisation_group(book: Book, subject: str) -> str:
    """`superior/kind`."""
    superior = superior_of(book, subject)
    return f"{superior}/{book.kind_of(subject)}" if superior else ""


def collective_group(book: Book, subject: str) -> str:
    """`parent of the collective's organisation/kind`."""
    row = book.collective(subject)
    parent = book.parent(text(row, "organisation"))
    return f"{parent}/{text(row, 'kind')}" if parent else ""


def rating_caps(book: Book, ratings: Ratings) -> list[Row]:
    """II.3.o: a row for every group with at least one level."""
    groups: dict[tuple[str, str], list[str]] = {}
    for (kind, subject), rating in ratings.items():
        group = group_of(book, kind, subject) if rating.level else ""
        if group:
            groups.setdefault((kind, group), []).append(rating.level)
    rows = []
    for (kind, group), levels in groups.items():
        pool = sum(1 for level in levels if HEIGHT[level] >= HEIGHT[HTTNV])
        rows.append(cap_row("II.3.o", group, kind, pool, 20, levels.count(HTXSNV)))
    return rows


def nominated(book: Book, kind: str, awards: tuple[str, ...]) -> set[str]:
    """The subjects nominated for one of the awards, each once."""
    rows = book.rows("nominations", subject_kind=kind)
    return {text(row, "subject") for row in rows if text(row, "award") in awards}


def excellent(ratings: Ratings, kind: str) -> set[str]:
    """The subjects of a kind that are HTXSNV."""
    return {subject for (found, subject), rating in ratings.items() if found == kind and rating.level == HTXSNV}


def organisation_award_caps(book: Book, ratings: Ratings) -> list[Row]:
    """II.2.4.c: organisations of one superior, award `year` alone, 50%."""
    best, named = excellent(ratings, "organisation"), nominated(book, "organisation", ("year",))
    rows = []
    for superior in sorted({superior_of(book, subject) for subject in best | named} - {""}):
        pool = sum(1 for subject in best if superior_of(book, subject) == superior)
        used = sum(1 for subject in named if superior_of(book, subject) == superior)
        rows.append(cap_row("II.2.4.c", superior, "organisation", pool, 50, used))
    return rows


def member_award_group(book: Book, person: str) -> str:
    """The grassroots organisation of a member's official cell."""
    return book.grassroots_organisation(book.official_cell(person)) if book.is_member(person) else ""


def member_award_caps(book: Book, ratings: Ratings) -> list[Row]:
    """II.2.4.d: `year` and `five_years`, each person once, 20%, or 30% where the organisation is HTXSNV."""
    best, named = excellent(ratings, "member"), nominated(book, "member", ("year", "five_years"))
    rows = []
    for group in sorted({member_award_group(book, person) for person in best | named} - {""}):
        pool = sum(1 for person in best if member_award_group(book, person) == group)
        used = sum(1 for person in named if member_award_group(book, person) == group)
        share = 30 if level_of(ratings, "organisation", group) == HTXSNV else 20
        rows.append(cap_row("II.2.4.d", group, "member", pool, share, used))
    return rows


def units_below(book: Book, agency: str) -> list[str]:
    """The agencies below an agency, directly or through another."""
    direct = [text(row, "id") for row in book.rows("organisations", parent=agency, kind="agency")]
    return direct + [below for unit in direct for below in units_below(book, unit)]


def branch_cap(book: Book, ratings: Ratings, agency: str) -> Row:
    """IV.1 with Q36: the agencies below one agency, directly or through another, 20% of all rated."""
    units = units_below(book, agency)
    levels = [level for unit in units if (level := level_of(ratings, "organisation", unit))]
    return cap_row("IV.1", agency, "organisation", len(levels), 20, levels.count(HTXSNV))


def cap_rows(book: Book, ratings: Ratings, branch_units: str | None) -> list[Row]:
    """All caps, sorted by clause, subject kind and group."""
    rows = rating_caps(book, ratings) + organisation_award_caps(book, ratings) + member_award_caps(book, ratings)
    if branch_units:
        rows.append(branch_cap(book, ratings, branch_units))
    return sorted(rows, key=lambda row: (row["clause"], row["subject_kind"], row["group"]))
