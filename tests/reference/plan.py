"""The plan: who is reviewed where, after what, and by when."""

from datetime import date

from .book import KINDS, Book, Row, text
from .posts import (
    Post,
    active_posts,
    all_places,
    is_cadre,
    more_than_three,
    remaining_posts,
    review_places,
)

PARTY_KINDS = ("standing_committee", "executive_committee", "cell_committee", "caucus")


def plan_rows(book: Book) -> list[Row]:
    """All rows, sorted by subject kind, subject and place."""
    rows = []
    for row in book.rows("collectives"):
        rows.append(collective_row(book, text(row, "id")))
    for row in book.rows("people"):
        rows += member_rows(book, text(row, "id"))
        rows += cadre_rows(book, text(row, "id"))
    return sorted(rows, key=lambda row: (KINDS.index(row["subject_kind"]), row["subject"], row["place"]))


def _row(
    kind: str, subject: str, place: str, action: str, clauses: list[str], after: list[str] | None = None, by: str = ""
) -> Row:
    return {
        "subject_kind": kind,
        "subject": subject,
        "place": place,
        "action": action,
        "after": " ".join(sorted(set(after or []))),
        "deadline": by,
        "clauses": " ".join(clauses),
    }


# Collectives


def collective_row(book: Book, subject: str) -> Row:
    """Its own id, or `within` at the host's id (I.1.c)."""
    place = book.place_of(subject)
    within = place != subject
    action, clause = ("within", "I.1.c") if within else ("review", "I.1.a")
    after = collectives_before(book, subject)
    return _row("collective", subject, place, action, [clause], after, deadline_at_collective(book, place))


def collectives_before(book: Book, subject: str) -> list[str]:
    """I.3.3.a: party kinds after the others of the same organisation and of the agencies directly below it."""
    row = book.collective(subject)
    organisation = text(row, "organisation")
    if text(row, "kind") not in PARTY_KINDS or not organisation:
        return []
    bodies = [organisation]
    bodies += [text(found, "id") for found in book.rows("organisations", parent=organisation, kind="agency")]
    before = []
    for other in book.rows("collectives"):
        place = book.place_of(text(other, "id"))
        if (
            text(other, "organisation") in bodies
            and text(other, "kind") not in PARTY_KINDS
            and place != book.place_of(subject)  # an item of the same meeting
        ):
            before.append(f"collective:{text(other, 'id')}@{place}")
    return before


# Members


def member_rows(book: Book, person: str) -> list[Row]:
    """A member: the official cell, after its cell committee; exempted or suspended: none."""
    cell = book.official_cell(person)
    if not book.is_member(person) or not cell:
        return []
    if book.is_exempt(person):
        return [_row("member", person, cell, "none", ["I.1.a"])]
    committees = [text(row, "id") for row in book.rows("collectives", organisation=cell, kind="cell_committee")]
    after = [f"collective:{committee}@{book.place_of(committee)}" for committee in committees]
    return [_row("member", person, cell, "review", ["I.1.a"], after, deadline_at_organisation(book, cell))]


# Cadres


def cadre_rows(book: Book, person: str) -> list[Row]:
    """The places of the remaining posts, each once; of more than three posts, the others get the report."""
    if not is_cadre(book, person):
        return []
    if book.is_exempt(person):
        return [_row("cadre", person, place, "none", ["I.1.a"]) for place in all_places(book, person)]
    clauses = ["I.1.a"]
    if more_than_three(book, person):
        clauses.append("I.1.b")
    if len(remaining_posts(book, person)) < len(active_posts(book, person)):
        clauses.append("I.1.d")
    reviewed = review_places(book, person)
    rows = []
    for place in all_places(book, person):
        if place in reviewed:
            after = [f"collective:{collective}@{place}" for collective in book.collectives_at(place)]
            after += [f"cadre:{head}@{place}" for head in heads_before(book, person, place)]
            by = deadline_at_collective(book, place)
            rows.append(_row("cadre", person, place, "review", clauses, after, by))
        else:
            rows.append(_row("cadre", person, place, "report_only", clauses))
    return rows


def posts_at(book: Book, person: str, place: str) -> list[Post]:
    """The remaining posts that a person holds at a place."""
    return [post for post in remaining_posts(book, person) if book.place_of(post.collective) == place]


def heads_before(book: Book, person: str, place: str) -> list[str]:
    """I.3.3.a: the head before deputies and members; a guest's head after the host's head."""
    headed = [post.collective for post in posts_at(book, person, place) if post.role == "head"]
    if place in headed:
        return []
    if headed:
        return heads_of(book, place, place, person)
    held = {post.collective for post in posts_at(book, person, place)}
    return [head for collective in sorted(held) for head in heads_of(book, collective, place, person)]


def heads_of(book: Book, collective: str, place: str, person: str) -> list[str]:
    """The heads of a collective who are reviewed at the place, never oneself."""
    heads = []
    for row in book.rows("people"):
        other = text(row, "id")
        if other == person or book.is_exempt(other) or place not in review_places(book, other):
            continue
        if any(post.collective == collective and post.role == "head" for post in posts_at(book, other, place)):
            heads.append(other)
    return heads


# Deadlines: IV.4 with Q26


def deadline_at_collective(book: Book, place: str) -> str:
    """Caucuses: 31/01; other collectives by their organisation; none without one."""
    row = book.collective(place)
    if text(row, "kind") == "caucus":
        return date(book.year + 1, 1, 31).isoformat()
    organisation = text(row, "organisation")
    return deadline_at_organisation(book, organisation) if organisation else ""


def deadline_at_organisation(book: Book, identifier: str) -> str:
    """Province 28/02; districts, direct committees and their agencies 31/01; the rest 15/01."""
    kind = book.kind_of(identifier)
    month, number = 1, 15
    if kind == "province":
        month, number = 2, 28
    elif kind in ("district", "direct"):
        number = 31
    elif kind == "agency":
        above = book.parent(identifier)
        while above and book.kind_of(above) == "agency":
            above = book.parent(above)
        if not above or book.kind_of(above) in ("province", "district", "direct"):
            number = 31
    return date(book.year + 1, month, number).isoformat()
