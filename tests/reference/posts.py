"""Posts: which count (I.1.d), how they rank (Q7), where they are reviewed (I.1.b, Q27), and new ones (II.3.h, i)."""

from dataclasses import dataclass
from datetime import date

from .book import Book, Row, day, flag, is_active, text
from .dates import ONE_DAY, under_six_months

COMMITTEES = ("standing_committee", "executive_committee", "cell_committee")  # I.1.d


@dataclass(frozen=True)
class Post:
    """One row of `posts`."""

    number: int
    person: str
    collective: str
    role: str
    rank: int | None
    presides: bool
    start: date
    arrival: str
    equal_before: bool
    own_rating_unaffected: bool

    def order(self) -> tuple[bool, int, bool, date, str, int]:
        """Q7: rank (empty last), the presided one, the earliest start, the collective's id."""
        return (self.rank is None, self.rank or 0, not self.presides, self.start, self.collective, self.number)


def posts_on(book: Book, person: str, on: date) -> list[Post]:
    """The person's posts that are active on a day, the highest first."""
    found = []
    for number, row in enumerate(book.rows("posts")):
        start = day(row, "start")
        if text(row, "person") == person and start is not None and is_active(row, on):
            found.append(_post(number, row, start))
    return sorted(found, key=Post.order)


def _post(number: int, row: Row, start: date) -> Post:
    rank = row.get("rank")
    return Post(
        number=number,
        person=text(row, "person"),
        collective=text(row, "collective"),
        role=text(row, "role"),
        rank=None if rank in (None, "") else int(rank),
        presides=flag(row, "presides"),
        start=start,
        arrival=text(row, "arrival"),
        equal_before=flag(row, "equal_before"),
        own_rating_unaffected=flag(row, "own_rating_unaffected"),
    )


def active_posts(book: Book, person: str) -> list[Post]:
    """The posts active on the reference date, the highest first."""
    return posts_on(book, person, book.as_of)


def remaining_posts(book: Book, person: str) -> list[Post]:
    """I.1.d, applied first: what is left to a person who is not re-elected."""
    posts = active_posts(book, person)
    if not book.has_circumstance(person, "not_reelected"):
        return posts  # `retirement_decided` alone changes nothing
    if book.has_circumstance(person, "retirement_decided"):
        return []
    return [post for post in posts if text(book.collective(post.collective), "kind") not in COMMITTEES]


def more_than_three(book: Book, person: str) -> bool:
    """I.1.b: posts are counted, not collectives."""
    return len(remaining_posts(book, person)) > 3


def all_places(book: Book, person: str) -> list[str]:
    """The collectives of the remaining posts, a host for its guests, each once."""
    return sorted({book.place_of(post.collective) for post in remaining_posts(book, person)})


def review_places(book: Book, person: str) -> list[str]:
    """Where a cadre is reviewed: with more than three posts, the highest and the presided one alone (I.1.b)."""
    posts = remaining_posts(book, person)
    if len(posts) <= 3:
        return all_places(book, person)
    presided = [post for post in posts if post.presides][:1]
    return sorted({book.place_of(post.collective) for post in posts[:1] + presided})


def is_cadre(book: Book, person: str) -> bool:
    """A person with an active post and at least one place."""
    return bool(remaining_posts(book, person))


def is_new(book: Book, post: Post) -> bool:
    """Under six months old on the reference date."""
    return under_six_months(post.start, book.as_of)


def falls_under_h(book: Book, post: Post) -> bool:
    """II.3.h: rotated or appointed under six months ago from an equal post."""
    return is_new(book, post) and post.arrival in ("rotated", "appointed") and post.equal_before


def falls_under_i(book: Book, post: Post) -> bool:
    """II.3.i with Q24: promoted, appointed or rotated under six months ago, no equal post before."""
    return is_new(book, post) and post.arrival in ("promoted", "appointed", "rotated") and not post.equal_before


def newly_elected(book: Book, post: Post) -> bool:
    """Q24: elected under six months ago."""
    return is_new(book, post) and post.arrival == "elected"


def posts_at_review(book: Book, person: str) -> list[Post]:
    """The remaining posts whose place is a place of review."""
    places = review_places(book, person)
    return [post for post in remaining_posts(book, person) if book.place_of(post.collective) in places]


def former_post(book: Book, post: Post) -> Post | None:
    """II.3.i: the best post held the day before, itself not under II.3.i."""
    before = [old for old in posts_on(book, post.person, post.start - ONE_DAY) if not falls_under_i(book, old)]
    return before[0] if before else None


def class_post(book: Book, person: str) -> Post | None:
    """The post in whose class a cadre counts: the highest one, or the former one under II.3.i."""
    highest = remaining_posts(book, person)[0]
    return former_post(book, highest) if falls_under_i(book, highest) else highest
