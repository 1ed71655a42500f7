"""The findings: decisions against the rules, what needs a written ground, and where the regulation is silent."""

from collections.abc import Iterator

from .book import Book, Row, day, text
from .levels import CLAUSE_OF_LEVEL, HTNV, KHTNV, above, highest
from .nominations import nomination_findings
from .posts import (
    active_posts,
    falls_under_i,
    former_post,
    newly_elected,
    posts_at_review,
    remaining_posts,
    review_places,
)
from .ratings import Rating, Ratings, heads_agency_without_level, level_of

GUIDANCE = "HD 21-HD/BTCTW"
SEVERITIES = ("violation", "warning", "question")
Finding = tuple[str, str, str, str]
"""Severity, clause, subject kind, subject."""


def finding_rows(book: Book, ratings: Ratings, caps: list[Row]) -> list[Row]:
    """All findings, each once, sorted."""
    found: set[Finding] = set()
    found.update(decision_findings(book, ratings))
    found.update(professional_findings(book, ratings))
    found.update(guidance_findings(book, ratings))
    found.update(discipline_findings(book, ratings))
    found.update(sick_cadre_findings(book, ratings))
    found.update(self_report_findings(book, ratings))
    found.update(order_findings(book, ratings))
    found.update(cadre_questions(book, ratings))
    found.update(nomination_findings(book, ratings))
    found.update(empty_cap_findings(caps))
    ordered = sorted(found, key=lambda one: (SEVERITIES.index(one[0]), *one[1:]))
    return [
        {"severity": severity, "clause": clause, "subject_kind": kind, "subject": subject, "message": ""}
        for severity, clause, kind, subject in ordered
    ]


def decision_findings(book: Book, ratings: Ratings) -> Iterator[Finding]:
    """What a decision breaks."""
    for row in book.rows("decisions"):
        if not day(row, "decided_on"):
            continue  # an empty date has not happened
        kind, subject = text(row, "subject_kind"), text(row, "subject")
        rating = ratings.get((kind, subject))
        for clause in broken_clauses(rating, text(row, "level")):
            yield "violation", clause, kind, subject


def broken_clauses(rating: Rating | None, decided: str) -> list[str]:
    """The clauses that a decision breaks, given the rating as it stands."""
    if rating is None:
        return ["II.1"]  # nothing that is rated
    if rating.status == "not_in_scope":
        return ["I.1.a"]
    if rating.status == "not_rated":
        return ["II.3.g1"]
    broken = []
    for code, clauses in rating.waits.items():
        broken += ["II.3.b"] if code == "review" else clauses
    if above(decided, rating.ceiling):
        broken.append(rating.ceiling_clause)
    if rating.read and "" not in rating.read and above(decided, highest(rating.read)):
        broken.append(CLAUSE_OF_LEVEL[decided])
    return broken


def professional_findings(book: Book, ratings: Ratings) -> Iterator[Finding]:
    """II.3.e with Q10: a member's level above the professional level."""
    for row in book.rows("people"):
        person = text(row, "id")
        if above(level_of(ratings, "member", person), book.professional_level(person)):
            yield "warning", "II.3.e", "member", person


def guidance_findings(book: Book, ratings: Ratings) -> Iterator[Finding]:
    """Q11: a head above the collective headed, a collective above its organisation."""
    for row in book.rows("people"):
        person = text(row, "id")
        for post in active_posts(book, person):
            collective = level_of(ratings, "collective", post.collective)
            if post.role == "head" and above(level_of(ratings, "cadre", person), collective):
                yield "warning", GUIDANCE, "cadre", person
    for row in book.rows("collectives"):
        organisation = level_of(ratings, "organisation", text(row, "organisation"))
        if above(level_of(ratings, "collective", text(row, "id")), organisation):
            yield "warning", GUIDANCE, "collective", text(row, "id")


def discipline_findings(book: Book, ratings: Ratings) -> Iterator[Finding]:
    """Q15: discipline in the year, on the member above KHTNV and on the organisation where it happened (II.3.n)."""
    for row in book.rows("circumstances", kind="discipline"):
        start = day(row, "start")
        if start is None or start.year != book.year:
            continue
        if above(level_of(ratings, "member", text(row, "person")), KHTNV):
            yield "warning", GUIDANCE, "member", text(row, "person")
        if text(row, "organisation"):
            yield "warning", "II.3.n", "organisation", text(row, "organisation")


def sick_cadre_findings(book: Book, ratings: Ratings) -> Iterator[Finding]:
    """Q17: the sick-leave ceiling is only a warning on the cadre's level."""
    for row in book.rows("people"):
        person = text(row, "id")
        if above(level_of(ratings, "cadre", person), HTNV) and book.long_sick_leave(person):
            yield "warning", "II.3.g2", "cadre", person


def self_report_findings(book: Book, ratings: Ratings) -> Iterator[Finding]:
    """II.3.b2 with Q19: an absence report that counts for no official, or without a ground on file."""
    for (kind, subject), rating in ratings.items():
        if kind not in ("member", "cadre") or rating.status in ("not_in_scope", "not_rated"):
            continue
        if "review" in rating.waits or "membership" in rating.waits:
            continue
        places = [book.official_cell(subject)] if kind == "member" else review_places(book, subject)
        stands_in = not all(book.finished_review(kind, subject, place) for place in places)
        if stands_in and not official_with_ground(book, subject):
            yield "question", "II.3.b2", kind, subject


def official_with_ground(book: Book, person: str) -> bool:
    """An official, with absence, sick or maternity leave that touches the year."""
    grounds = ("excused_absence", "sick_leave", "maternity_leave")
    on_file = any(
        text(row, "kind") in grounds and book.touches_year(row) for row in book.rows("circumstances", person=person)
    )
    return on_file and text(book.one("people", person), "occupation") == "official"


def order_findings(book: Book, ratings: Ratings) -> Iterator[Finding]:
    """II.3.c with Q20: a collective before those directly below it, a cadre before the collective."""
    for row in book.rows("collectives"):
        subject, organisation = text(row, "id"), text(row, "organisation")
        if not organisation or not level_of(ratings, "collective", subject):
            continue
        for other in book.rows("collectives"):
            directly_below = book.parent(text(other, "organisation")) == organisation
            if directly_below and not level_of(ratings, "collective", text(other, "id")):
                yield "warning", "II.3.c", "collective", subject
    for row in book.rows("people"):
        person = text(row, "id")
        if not level_of(ratings, "cadre", person):
            continue
        for place in review_places(book, person):
            for collective in book.collectives_at(place):
                if not level_of(ratings, "collective", collective):
                    yield "warning", "II.3.c", "cadre", person


def cadre_questions(book: Book, ratings: Ratings) -> Iterator[Finding]:
    """II.3.m (agency without a level), II.3.h (newly elected, Q24), II.3.i (former post not given)."""
    for (kind, person), rating in ratings.items():
        if kind != "cadre" or rating.status == "not_in_scope":
            continue
        if heads_agency_without_level(book, ratings, person):
            yield "question", "II.3.m", "cadre", person
        if any(newly_elected(book, post) for post in posts_at_review(book, person)):
            yield "question", "II.3.h", "cadre", person
        highest_post = remaining_posts(book, person)[0]
        if rating.level and falls_under_i(book, highest_post) and former_post(book, highest_post) is None:
            yield "question", "II.3.i", "cadre", person


def empty_cap_findings(caps: list[Row]) -> Iterator[Finding]:
    """Q9: an award cap that comes to zero."""
    for row in caps:
        if row["clause"] in ("II.2.4.c", "II.2.4.d") and row["pool"] >= 1 and row["allowed"] == 0:
            yield "question", row["clause"], "organisation", row["group"]
