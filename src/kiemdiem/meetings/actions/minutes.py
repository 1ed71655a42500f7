"""Draws up, corrects and signs the minutes of a conference."""

from collections.abc import Iterator

from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from kiemdiem.accounts.access import Access
from kiemdiem.journal.queries import head_of
from kiemdiem.journal.verbs import Verb
from kiemdiem.meetings.actions.locking import actor_at, locked_conference, note, unit_of
from kiemdiem.meetings.models import Conference, EarlierMinutes, Minutes
from kiemdiem.meetings.queries.minutes import minutes_of
from kiemdiem.meetings.queries.votes import has_unfinished_votes
from kiemdiem.meetings.recording import minutes_text
from kiemdiem.review.actions.writings import obstacles_to_words
from kiemdiem.review.keeping import Saved, Shelf, put_next, save_text
from kiemdiem.verdicts import Refused, Verdict, refuse_on
from kiemdiem.wording import N_, Message

SHELF = Shelf(Minutes, EarlierMinutes, "minutes")
_NOT_BEGUN = N_("The conference is not open yet: there is nothing to tell.")
_SIGNED = N_("The minutes are signed: they stay as they are.")
_NOT_OVER = N_("The conference is not over yet: end it first.")
_NOT_DRAWN = N_("The minutes are not drawn up yet.")
_COUNTING = N_("A count is not signed yet: finish it first, then draw the minutes up again.")
_EMPTY = N_("The minutes are empty: draw them up.")


def obstacles_to_drawing_up(conference: Conference) -> Iterator[Verdict]:
    """What stands in the way of drawing the minutes up."""
    found = minutes_of(conference)
    if conference.begun_at is None:
        yield Verdict(Message(_NOT_BEGUN))
    if found is not None and found.signed_at:
        yield Verdict(Message(_SIGNED))


def draw_up_minutes(access: Access, number: int) -> Minutes:
    """Draw the minutes up from what happened; what was corrected by hand before is kept as an earlier text.

    Raises:
        OutOfSight. Refused: see `obstacles_to_drawing_up`.
    """
    with transaction.atomic():
        conference = locked_conference(access, number)
        refuse_on(obstacles_to_drawing_up(conference))
        with override("vi"):
            text = minutes_text(conference)
        by, found = actor_at(access, conference).account, minutes_of(conference)
        if found is None:
            return Minutes.objects.create(conference=conference, text=text, saved_by=by)
        put_next(SHELF, found, {"text": text}, by, leave=True)
        found.refresh_from_db()
        return found


def save_minutes(access: Access, number: int, text: str, version: int) -> Saved:
    """Correct the minutes by hand, as one types.

    Raises:
        OutOfSight. Refused: not drawn up; signed; odd signs.
    """
    with transaction.atomic():
        conference = locked_conference(access, number)
        found = minutes_of(conference)
        if found is None:
            raise Refused([Verdict(Message(_NOT_DRAWN))])
        if found.signed_at:
            refuse_on([Verdict(Message(_SIGNED))])
        refuse_on(obstacles_to_words(text))
        by = actor_at(access, conference).account
        return save_text(SHELF, found, {"conference": conference}, {"text": text}, version, by)


def obstacles_to_signing_minutes(conference: Conference) -> Iterator[Verdict]:
    """What stands in the way of signing the minutes."""
    found = minutes_of(conference)
    if conference.ended_at is None:
        yield Verdict(Message(_NOT_OVER))
    if found is None:
        yield Verdict(Message(_NOT_DRAWN))
    elif found.signed_at:
        yield Verdict(Message(_SIGNED))
    elif not found.text.strip():
        yield Verdict(Message(_EMPTY))
    if has_unfinished_votes(conference):
        yield Verdict(Message(_COUNTING))


def sign_minutes(access: Access, number: int) -> Minutes:
    """Record that chair and secretary signed the minutes: the text is fixed, and so is the head of the journal on it.

    Raises:
        OutOfSight. Refused: see `obstacles_to_signing_minutes`.
    """
    with transaction.atomic():
        conference = locked_conference(access, number)
        refuse_on(obstacles_to_signing_minutes(conference))
        minutes = Minutes.objects.select_for_update(of=("self",)).get(conference=conference)
        note(access, Verb.MINUTES_SIGNED, conference, {"version": minutes.version})
        now = timezone.now()
        minutes.head = str(head_of(unit_of(conference).code, timezone.localtime(now).year) or "")
        minutes.signed_at, minutes.signed_by = now, actor_at(access, conference).account
        minutes.save(update_fields=["head", "signed_at", "signed_by"])
        return minutes
