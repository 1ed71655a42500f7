"""Turns the notes of an item into what its page shows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kiemdiem.accounts.labels import language
from kiemdiem.accounts.queries import names_of_accounts
from kiemdiem.meetings.contents import contents_of
from kiemdiem.meetings.models import EarlierNote, Item, Note
from kiemdiem.meetings.queries.conferences import name_of, roll_of
from kiemdiem.meetings.queries.notes import CONCLUSION, CONTENT, FAULTS, MERITS, SAID, late_notes, notes_of
from kiemdiem.registry.presenting import when


@dataclass(frozen=True)
class ShownNote:
    """One note as `meetings/note.html` shows it."""

    key: str
    title: str
    text: str
    version: int
    saved: str
    late: list[dict[str, str]]
    hint: str = ""

    @property
    def anchor(self) -> str:
        """The id of its part of the page."""
        return "p-" + self.key.replace(":", "-")


def note_titles(item: Item) -> dict[str, str]:
    """Key of what the chair concludes -> its title, in their order."""
    own = {MERITS: _("Merits"), FAULTS: _("Faults and shortcomings"), CONCLUSION: _("The chair's conclusion")}
    is_vi = language() == "vi"
    sections = {CONTENT + one.key: one.vi if is_vi else one.en for one in contents_of(item).sections}
    return {key: (sections | own)[key].partition(" {")[0] for key in contents_of(item).keys}


def conclusions_shown(item: Item) -> list[ShownNote]:
    """What the chair concludes, content by content."""
    return _shown(item, note_titles(item))


def contributions_shown(item: Item, speaker: str = "") -> list[ShownNote]:
    """What was said, by whom; an empty note for the speaker who was chosen.

    Args:
        speaker: primary key of an attendee, as typed in.
    """
    names = {f"{SAID}{one.pk}": name_of(one) for one in roll_of(item.conference)}
    there = [note.key for note in notes_of([item])[item.pk] if note.key in names]
    chosen = f"{SAID}{speaker}"
    keys = [*there, *([chosen] if chosen in names and chosen not in there else [])]
    return _shown(item, {key: names[key] for key in keys})


def _shown(item: Item, titles: Mapping[str, str]) -> list[ShownNote]:
    notes = {note.key: note for note in notes_of([item])[item.pk]}
    late = late_notes(item)
    who = names_of_accounts(one.saved_by for several in late.values() for one in several)
    return [_note(item, key, title, notes.get(key), late, who) for key, title in titles.items()]


def _note(
    item: Item,
    key: str,
    title: str,
    note: Note | None,
    late: Mapping[int, Iterable[EarlierNote]],
    who: Mapping[str, str],
) -> ShownNote:
    if note is None:
        return ShownNote(key, title, "", 0, "", [])
    told = [
        {"by": who.get(one.saved_by, one.saved_by), "at": when(one.saved_at), "text": one.text,
         "url": reverse("item_settle", args=[item.pk, one.pk])}
        for one in late.get(note.pk, ())
    ]  # fmt: skip
    saved = _("Saved at {time}").format(time=timezone.localtime(note.saved_at).strftime("%H:%M"))
    return ShownNote(key, title, note.text, note.version, saved, told)
