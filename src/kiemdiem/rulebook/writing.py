"""Which sections a review's text has, for whom (I.2.1, I.2.2), and which of them belong to which place (I.3.3.f)."""

from dataclasses import dataclass

from kiemdiem.rulebook.edition import Edition, Section
from kiemdiem.vocabulary import Occupation

REPORT, SELF_REVIEW = "1", "2"
"""The forms: the collective's report, the self-review."""
GRADES = ("excellent", "good", "fair", "poor")
"""The four boxes of form 2: Xuất sắc, Tốt, Trung bình, Kém."""
REMEDIES = ("done", "under_way", "not_yet")
"""How far an earlier shortcoming is remedied (form 2, III)."""


@dataclass(frozen=True)
class Author:
    """What decides which sections somebody writes."""

    is_collective: bool = False
    occupation: str = ""
    """A code of `Occupation`; empty: unknown."""
    is_leader: bool = False
    """Holds a leadership post on the reference date."""
    is_head: bool = False
    organisation: str = ""
    """Kind of the organisation, for the term of its congress."""

    @property
    def audiences(self) -> frozenset[str]:
        """The audiences that he, she or it belongs to.

        A pensioner with work in the locality is written down with the group of that work (Q25); of whom the group is
        not known, none of the three emphases of I.2.2.c is asked.
        """
        if self.is_collective:
            return frozenset({"collective"})
        found = {"everybody"}
        if self.occupation in set(Occupation):
            found.add(self.occupation)
        if self.is_leader:
            found.add("leader")
        if self.is_head:
            found |= {"leader", "head"}
        return frozenset(found)


def sections_for(edition: Edition, author: Author) -> tuple[Section, ...]:
    """The sections that this author writes, in the order of the form."""
    form = REPORT if author.is_collective else SELF_REVIEW
    return tuple(
        section for section in edition.sections if section.form == form and author.audiences & set(section.audience)
    )


def congress_term(edition: Edition, kind: str) -> str:
    """The term of the congresses of that kind of organisation (I.2.1.n); empty when the edition speaks of none."""
    named = (row.term for row in edition.congresses if kind in row.kinds)
    others = (row.term for row in edition.congresses if not row.kinds)
    return next(named, next(others, ""))


def is_shown(section: Section, *, in_cell: bool, at_post: bool) -> bool:
    """Whether a section belongs to a place: the member's part to the cell, a post's part to where the post is held.

    Who looks from both places sees both parts (I.3.3.f).
    """
    return section.part == "both" or (section.part == "member" and in_cell) or (section.part == "post" and at_post)
