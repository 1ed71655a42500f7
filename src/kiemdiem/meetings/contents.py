"""What is noted on an item: the contents of a collective's report, or merits and faults; and who may speak."""

from dataclasses import dataclass

from kiemdiem.campaign.roster import terms_of
from kiemdiem.meetings.models import Item
from kiemdiem.meetings.queries.conferences import roll_of
from kiemdiem.meetings.queries.notes import CONCLUSION, CONTENT, FAULTS, MERITS, SAID
from kiemdiem.rulebook.edition import Section
from kiemdiem.rulebook.writing import Author, sections_for
from kiemdiem.vocabulary import SubjectKind


@dataclass(frozen=True)
class Contents:
    """The keys under which the chair concludes, in their order."""

    sections: tuple[Section, ...] = ()
    """Of the collective's report: the chair concludes each (I.3.3.c)."""

    @property
    def keys(self) -> list[str]:
        """Of the notes in which the chair concludes."""
        own = [CONTENT + one.key for one in self.sections] or [MERITS, FAULTS]
        return [*own, CONCLUSION]


def contents_of(item: Item) -> Contents:
    """What the chair concludes on."""
    subject = item.subject
    if subject.kind == SubjectKind.COLLECTIVE:
        kind = subject.collective.organisation.kind if subject.collective is not None else ""
        author = Author(is_collective=True, organisation=kind)
        return Contents(tuple(sections_for(terms_of(subject.cycle).edition, author)))
    return Contents()


def note_keys(item: Item) -> set[str]:
    """Every key that a note on the item may have; its conference must be fetched with it."""
    return {*contents_of(item).keys, *(f"{SAID}{one.pk}" for one in roll_of(item.conference))}
