"""The reference evaluation of one workbook."""

from datetime import date

from .book import KINDS, Book, Row, Tables
from .caps import cap_rows
from .findings import finding_rows
from .plan import plan_rows
from .ratings import rate_all


def evaluate(tables: Tables, as_of: date, branch_units: str | None = None) -> dict[str, list[Row]]:
    """Plan, results, findings and caps, by the default options, as rows of plain values."""
    book = Book(tables, as_of)
    ratings = rate_all(book)
    caps = cap_rows(book, ratings, branch_units)
    ordered = sorted(ratings.values(), key=lambda rating: (KINDS.index(rating.kind), rating.subject))
    return {
        "plan": plan_rows(book),
        "results": [rating.row() for rating in ordered],
        "findings": finding_rows(book, ratings, caps),
        "caps": caps,
    }
