"""What was said and concluded on the items of a conference."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from kiemdiem.meetings.models import EarlierNote, Item, Note

CONCLUSION = "conclusion"
"""Key of the chair's conclusion on an item as a whole."""
MERITS, FAULTS = "merits", "faults"
"""Keys of what the chair concludes on an individual (I.3.3.e)."""
SAID, CONTENT = "said:", "content:"
"""Keys of a contribution (then the attendee) and of the conclusion on a content of the report (then its section)."""


def notes_of(items: Iterable[Item]) -> Mapping[int, list[Note]]:
    """Item -> its notes, in the order in which they were begun; one query."""
    found: dict[int, list[Note]] = defaultdict(list)
    for note in Note.objects.filter(item__in=list(items)).order_by("pk"):
        found[note.item_id].append(note)
    return found


def late_notes(item: Item) -> Mapping[int, list[EarlierNote]]:
    """Note -> the texts that came while somebody else had saved, not yet looked at."""
    found: dict[int, list[EarlierNote]] = defaultdict(list)
    late = EarlierNote.objects.filter(note__item=item, came_late=True, settled_at__isnull=True)
    for one in late.order_by("pk"):
        found[one.note_id].append(one)
    return found


def reported_by_groups(item: Item) -> list[Item]:
    """The same review as Party groups of the cell concluded it (I.3.3.a)."""
    found = Item.objects.filter(
        row_id=item.row_id, conference__group__isnull=False, conference__dropped_at__isnull=True,
        concluded_at__isnull=False, removed_at__isnull=True,
    )  # fmt: skip
    return list(found.select_related("conference").order_by("pk"))
