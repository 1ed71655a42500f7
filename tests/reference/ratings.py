"""Status and level of every subject, by "How rows become results"."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from .book import UNRATED_ORGANISATIONS, Book, Row, day, flag, text
from .dates import six_months_within_year, under_six_months
from .levels import CLAUSE_OF_LEVEL, HTNV, lowest
from .posts import (
    Post,
    active_posts,
    falls_under_h,
    falls_under_i,
    is_cadre,
    more_than_three,
    posts_at_review,
    review_places,
)

ORDER_OF_CODES = (
    "membership",
    "review",
    "professional_rating",
    "residence_remarks",
    "former_cell_remarks",
    "temporary_cell_remarks",
    "ballot",
    "former_unit_result",
    "organisation_level",
)
DECISION_CLAUSE = {"organisation": "II.2.1", "collective": "II.2.2", "member": "II.2.3.e", "cadre": "II.2.2"}


@dataclass
class Rating:
    """One row of `results`, with what it rests on."""

    kind: str
    subject: str
    status: str
    clauses: list[str]
    level: str = ""
    ballot_level: str = ""
    ceiling: str = ""
    ceiling_clause: str = ""
    waits: dict[str, list[str]] = field(default_factory=dict)
    """Each code waited for with its clauses, also where a decision has emptied `waits_for`."""
    read: list[str] = field(default_factory=list)
    """The levels of the ballots read: none while anything is waited for."""

    def row(self) -> Row:
        """The row as it goes out."""
        waits = [] if self.status == "decided" else [code for code in ORDER_OF_CODES if code in self.waits]
        return {
            "subject_kind": self.kind,
            "subject": self.subject,
            "status": self.status,
            "level": self.level,
            "ballot_level": self.ballot_level,
            "ceiling": self.ceiling,
            "waits_for": " ".join(waits),
            "clauses": " ".join(self.clauses),
        }


Ratings = dict[tuple[str, str], Rating]


def once(clauses: Iterable[str]) -> list[str]:
    """Each clause once, where it first stands."""
    return list(dict.fromkeys(clauses))


def rate(
    book: Book,
    kind: str,
    subject: str,
    *,
    first: Iterable[str] = (),
    waits: dict[str, list[str]],
    ballots: list[str],
    ceiling: str = "",
    ceiling_clause: str = "",
) -> Rating:
    """Waiting, else the ballots; then the ceiling; then the decision."""
    clauses = list(first)
    status = level = ballot_level = ""
    if waits:
        status = "waiting"
        ballots = []
        for code in ORDER_OF_CODES:
            clauses += waits.get(code, [])
    else:
        clauses.append("I.3.3.g")
        clauses += sorted({CLAUSE_OF_LEVEL.get(found, "I.3.3.h4") for found in ballots})
        if "" in ballots:
            status = "undetermined"
        elif len(set(ballots)) > 1:
            status = "conflict"
            clauses.append("II.3.c")
        else:
            status = "proposed"
            ballot_level = ballots[0]
            level = lowest([ballot_level, ceiling] if ceiling else [ballot_level])
    if ceiling:
        clauses.append(ceiling_clause)
    decided = book.decided_level(kind, subject)
    if decided:
        status, level = "decided", decided
        clauses.append(DECISION_CLAUSE[kind])
    return Rating(
        kind=kind,
        subject=subject,
        status=status,
        clauses=once(clauses),
        level=level,
        ballot_level=ballot_level,
        ceiling=ceiling,
        ceiling_clause=ceiling_clause if ceiling else "",
        waits=waits,
        read=ballots,
    )


# Organisations


def rate_organisation(book: Book, subject: str) -> Rating | None:
    """II.1 and II.3.g1; an agency has a row only when a decision gives its level."""
    organisation = book.organisation(subject)
    kind = text(organisation, "kind")
    if kind == "agency":
        decided = book.decided_level("organisation", subject)
        return Rating("organisation", subject, "decided", ["II.2.1"], decided) if decided else None
    if kind in UNRATED_ORGANISATIONS:
        return None
    if under_six_months(day(organisation, "established_on"), book.as_of):
        return Rating("organisation", subject, "not_rated", ["II.3.g1"])
    ballots = book.ballots("organisation", subject)
    waits = {} if ballots else {"ballot": ["II.2.1"]}
    return rate(book, "organisation", subject, waits=waits, ballots=ballots)


# Collectives


def rate_collective(book: Book, subject: str) -> Rating:
    """II.3.b: its own finished review, or the host's own when reviewed within it."""
    place = book.place_of(subject)
    waits = {}
    if not book.finished_review("collective", place, place):
        waits["review"] = ["II.3.b"]
    ballots = book.ballots("collective", subject)
    if not ballots:
        waits["ballot"] = ["I.3.3.g"]
    return rate(book, "collective", subject, waits=waits, ballots=ballots)


# Members


def rate_member(book: Book, person: str) -> Rating | None:
    """A person with `admitted_on`; exempted or suspended first, then membership, then the six months."""
    if not book.is_member(person):
        return None
    if book.is_exempt(person):
        return Rating("member", person, "not_in_scope", ["I.1.a", "II.2.3.a"])
    cell = book.official_cell(person)
    ceiling = HTNV if book.long_sick_leave(person) else ""
    if not cell:
        waits = {"membership": ["II.2.3.a"]}
        return rate(book, "member", person, waits=waits, ballots=[], ceiling=ceiling, ceiling_clause="II.3.g2")
    if under_six_months(day(book.one("people", person), "admitted_on"), book.as_of):
        return Rating("member", person, "not_rated", ["II.3.g1"])
    waits = member_waits(book, person, cell)
    ballots = book.ballots("member", person, cell)
    return rate(book, "member", person, waits=waits, ballots=ballots, ceiling=ceiling, ceiling_clause="II.3.g2")


def member_waits(book: Book, person: str, cell: str) -> dict[str, list[str]]:
    """All the codes that apply to a member with an official cell."""
    row = book.one("people", person)
    waits = {}
    if not (book.finished_review("member", person, cell) or book.self_report("member", person)):
        waits["review"] = ["II.3.b", "II.3.b2"]
    if text(row, "occupation") == "official" and not book.professional_level(person):
        waits["professional_rating"] = ["II.3.c"]
    lives_elsewhere = text(row, "residence_cell") not in ("", cell) and not flag(row, "remark_exempt")
    if lives_elsewhere and not book.has_received(person, "residence_remarks"):
        waits["residence_remarks"] = ["I.3.1.b2"]
    if came_from_another_cell(book, person, cell) and not book.has_received(person, "former_cell_remarks"):
        waits["former_cell_remarks"] = ["II.3.k"]
    temporary = any(book.touches_year(found) for found in book.rows("memberships", person=person, kind="temporary"))
    if temporary and not book.has_received(person, "temporary_cell_remarks"):
        waits["temporary_cell_remarks"] = ["II.3.l"]
    if not book.ballots("member", person, cell):
        waits["ballot"] = ["II.2.3.d"]
    return waits


def came_from_another_cell(book: Book, person: str, cell: str) -> bool:
    """II.3.k: one membership row at another official cell of six months or more within the year."""
    return any(
        text(row, "cell") != cell and six_months_within_year(day(row, "start"), day(row, "end"), book.year)
        for row in book.rows("memberships", person=person, kind="official")
    )


# Cadres


def headed_posts(book: Book, person: str) -> list[Post]:
    """II.3.m: all active head posts, but those with `own_rating_unaffected` and those under II.3.i."""
    return [
        post
        for post in active_posts(book, person)
        if post.role == "head" and not post.own_rating_unaffected and not falls_under_i(book, post)
    ]


def headed_organisations(book: Book, person: str) -> list[str]:
    """The organisations and agencies of those posts."""
    found = [text(book.collective(post.collective), "organisation") for post in headed_posts(book, person)]
    return sorted({organisation for organisation in found if organisation})


def heads_agency_without_level(book: Book, ratings: Ratings, person: str) -> bool:
    """II.3.m: left out of the ceiling, and a question."""
    return any(
        book.kind_of(organisation) == "agency" and ("organisation", organisation) not in ratings
        for organisation in headed_organisations(book, person)
    )


def cadre_ceiling(book: Book, ratings: Ratings, person: str) -> tuple[str, bool]:
    """The lowest known level of what is headed, and whether one is not known yet."""
    known, unknown = [], False
    for organisation in headed_organisations(book, person):
        rating = ratings.get(("organisation", organisation))
        if rating is None or rating.status == "not_rated":
            continue  # province, party group, agency without a level, newly set up
        if rating.level:
            known.append(rating.level)
        else:
            unknown = True
    return lowest(known), unknown


def rate_cadre(book: Book, ratings: Ratings, person: str) -> Rating | None:
    """A person with an active post and a place; exempted or suspended first (I.1.a)."""
    if not is_cadre(book, person):
        return None
    if book.is_exempt(person):
        return Rating("cadre", person, "not_in_scope", ["I.1.a"])
    places = review_places(book, person)
    waits = {}
    if not all(reviewed_or_reported(book, person, place) for place in places):
        waits["review"] = ["II.3.b", "II.3.b2"]
    ballots = [book.ballots("cadre", person, place) for place in places]
    if not all(ballots):
        waits["ballot"] = ["I.3.3.g"]
    former = former_unit_clauses(book, person)
    if former and not book.has_received(person, "former_unit_result"):
        waits["former_unit_result"] = former
    ceiling, unknown = cadre_ceiling(book, ratings, person)
    if unknown:
        waits["organisation_level"] = ["II.3.c"]
    return rate(
        book,
        "cadre",
        person,
        first=["I.1.b"] if more_than_three(book, person) else [],
        waits=waits,
        ballots=[found[0] for found in ballots if found],
        ceiling=ceiling,
        ceiling_clause="II.3.m",
    )


def reviewed_or_reported(book: Book, person: str, place: str) -> bool:
    """II.3.b, II.3.b2 at one place of a cadre."""
    return book.finished_review("cadre", person, place) or book.self_report("cadre", person, place)


def former_unit_clauses(book: Book, person: str) -> list[str]:
    """II.3.h, II.3.i: those that apply to a post at a place of review."""
    posts = posts_at_review(book, person)
    clauses = []
    if any(falls_under_h(book, post) for post in posts):
        clauses.append("II.3.h")
    if any(falls_under_i(book, post) for post in posts):
        clauses.append("II.3.i")
    return clauses


def rate_all(book: Book) -> Ratings:
    """Every subject, organisations first: a head's ceiling needs their levels (II.3.c)."""
    ratings: Ratings = {}
    for row in book.rows("organisations"):
        _keep(ratings, rate_organisation(book, text(row, "id")))
    for row in book.rows("collectives"):
        _keep(ratings, rate_collective(book, text(row, "id")))
    for row in book.rows("people"):
        _keep(ratings, rate_member(book, text(row, "id")))
        _keep(ratings, rate_cadre(book, ratings, text(row, "id")))
    return ratings


def _keep(ratings: Ratings, rating: Rating | None) -> None:
    if rating is not None:
        ratings[rating.kind, rating.subject] = rating


def level_of(ratings: Ratings, kind: str, subject: str) -> str:
    """The level of another subject: the decided one, else the proposed one."""
    rating = ratings.get((kind, subject))
    return rating.level if rating else ""
