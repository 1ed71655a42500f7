"""Erases what conferences keep of a person: what was said by or about him or her; votes and counts hold no person."""

from django.db.models import Model, Q

from kiemdiem.meetings.models import (
    Attendee,
    Conference,
    EarlierMinutes,
    EarlierNote,
    Item,
    Minutes,
    Movement,
    Note,
    Vote,
)
from kiemdiem.meetings.queries.notes import SAID
from kiemdiem.registry.models import Person

ERASED = "—"
_ABOUT: tuple[tuple[type[Model], str, dict[str, str]], ...] = (
    (Note, "item__subject__person", {"text": ""}),
    (EarlierNote, "note__item__subject__person", {"text": ""}),
    (Item, "subject__person", {"ground": "", "presenter": ""}),
    (Attendee, "person", {"titles": "", "ground": "", "removed_ground": ""}),
    (Movement, "attendee__person", {"ground": ""}),
)
"""Table, the way to the person, what each column says afterwards."""


def erase(person: Person) -> None:
    """Blank every text by or about the person, and take the name out of minutes; what was counted stays."""
    for table, way, blank in _ABOUT:
        table._default_manager.filter(**{way: person}).update(**blank)
    keys = [f"{SAID}{key}" for key in Attendee.objects.filter(person=person).values_list("pk", flat=True)]
    Note.objects.filter(key__in=keys).update(text="")
    EarlierNote.objects.filter(note__key__in=keys).update(text="")
    _take_name_out(person)


def _take_name_out(person: Person) -> None:
    """Minutes, and grounds written in words, tell of a person by the name alone."""
    attended = Attendee.objects.filter(person=person).values("conference_id")
    about = Item.objects.filter(subject__person=person).values("conference_id")
    where = Conference.objects.filter(Q(pk__in=attended) | Q(pk__in=about))
    for table, way in ((Minutes, "conference__in"), (EarlierMinutes, "minutes__conference__in")):
        for one in table._default_manager.filter(**{way: where}):
            one.text = one.text.replace(person.full_name, ERASED)
            one.save(update_fields=["text"])
    Vote.objects.filter(conference__in=where, ground__contains=person.full_name).update(ground=ERASED)
