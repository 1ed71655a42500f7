"""Keeps what is said and concluded on an item, as one types; nothing is written over unseen (I.3.3.c, I.3.3.e)."""

from collections.abc import Iterator

from django.db import transaction
from django.utils import timezone

from kiemdiem.accounts.access import Access, OutOfSight
from kiemdiem.meetings.actions.locking import actor_at, locked_item, obstacles_to_changing
from kiemdiem.meetings.contents import note_keys
from kiemdiem.meetings.models import EarlierNote, Item, Note
from kiemdiem.review.actions.writings import obstacles_to_words
from kiemdiem.review.keeping import Saved, Shelf, put_next, save_text
from kiemdiem.verdicts import Verdict, refuse_on
from kiemdiem.wording import N_, Message

SHELF = Shelf(Note, EarlierNote, "note")
_NO_NOTE = N_("This item has no such note.")
_NOT_YET = N_("The review of {name} has not begun yet.")


def obstacles_to_note(item: Item, key: str, text: str) -> Iterator[Verdict]:
    """What is wrong with a note as it comes in."""
    yield from obstacles_to_changing(item.conference)
    if item.begun_at is None:
        yield Verdict(Message(_NOT_YET, {"name": item.subject.name}))
    if key not in note_keys(item):
        yield Verdict(Message(_NO_NOTE))
    yield from obstacles_to_words(text)


def save_note(access: Access, number: int, key: str, text: str, version: int) -> Saved:
    """Save one note, as one types.

    Args:
        version: of the note that was on the page; 0: it was empty.

    Raises:
        OutOfSight: the item is not theirs. Refused: see `obstacles_to_note`.
    """
    with transaction.atomic():
        item = locked_item(access, number)
        refuse_on(obstacles_to_note(item, key, text))
        found = Note.objects.filter(item=item, key=key).first()
        by = actor_at(access, item.conference).account
        return save_text(SHELF, found, {"item": item, "key": key}, {"text": text}, version, by)


def settle_note(access: Access, number: int, earlier: int, *, is_taken: bool) -> Note:
    """Settle two texts that were written at once: take the one that came late over, or leave what stands.

    Raises:
        OutOfSight. Refused: the conference is over.
    """
    with transaction.atomic():
        item = locked_item(access, number)
        refuse_on(obstacles_to_changing(item.conference))
        late = EarlierNote.objects.filter(pk=earlier, note__item=item, came_late=True, settled_at__isnull=True)
        found = late.select_related("note").first()
        if found is None:
            raise OutOfSight(f"earlier note {earlier}")
        found.settled_at = timezone.now()
        found.save(update_fields=["settled_at"])
        if is_taken:
            put_next(SHELF, found.note, {"text": found.text}, actor_at(access, item.conference).account, leave=True)
        return found.note
