"""Saves texts that several may write at once: what stands is never written over unseen, what came late is kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, Protocol, TypeVar

from django.db.models import Model
from django.utils import timezone

KEPT_EVERY = timedelta(minutes=10)
"""How old a text must be for the same writer's next one to leave it behind as an earlier one."""
Content = Mapping[str, str]
"""Column of the text (`text`, `mark`) -> what it says."""


class Standing(Protocol):
    """A text as it stands."""

    pk: int
    version: int
    saved_at: datetime
    saved_by: str
    text: str


Text = TypeVar("Text", bound=Model)


@dataclass(frozen=True)
class Saved:
    """What became of a text: its version now, and the text that stands when another one came first."""

    version: int
    saved_at: datetime
    conflict: str | None = None


@dataclass(frozen=True)
class Shelf(Generic[Text]):
    """A table of texts as they stand, and the table of what they held before."""

    standing: type[Text]
    earlier: type[Model]
    of: str
    """The column of the earlier texts that names the one that stands."""

    def lay_by(self, found: Standing, content: Content, by: str, at: datetime | None = None, **more: object) -> None:
        """Keep a text that does not stand."""
        known = {self.of: found, "saved_by": by, "saved_at": at or timezone.now()}
        self.earlier._default_manager.create(**known, **content, **more)


def save_text(
    shelf: Shelf[Text], found: Standing | None, owner: Mapping[str, object], content: Content, version: int, by: str
) -> Saved:
    """Save a text; when somebody else has saved meanwhile, what stands is left and what came is kept beside it.

    Call it inside a transaction, with the row locked.

    Args:
        found: what stands; None: nothing yet. owner: columns of a first row. version: of the text that was on the page.
    """
    if found is None:
        made = shelf.standing._default_manager.create(**owner, **content, saved_by=by)
        return Saved(1, getattr(made, "saved_at", timezone.now()))
    before = {name: getattr(found, name) for name in content}
    if before == dict(content):
        _note_another(shelf, found, before, by)
        return Saved(found.version, found.saved_at)
    if found.version != version:
        shelf.lay_by(found, content, by, came_late=True)
        return Saved(found.version, found.saved_at, found.text)
    return put_next(shelf, found, content, by)


def _note_another(shelf: Shelf[Text], found: Standing, content: Content, by: str) -> None:
    """Somebody else wrote the very same: it is that writer's too, so that neither may write it over without a trace."""
    if found.saved_by == by:
        return
    known = {shelf.of: found, "saved_by": found.saved_by, **content}
    if not shelf.earlier._default_manager.filter(**known).exists():
        shelf.lay_by(found, content, found.saved_by, found.saved_at)
    shelf.standing._default_manager.filter(pk=found.pk).update(saved_by=by)


def put_next(shelf: Shelf[Text], found: Standing, content: Content, by: str, *, leave: bool = False) -> Saved:
    """Let the next text stand; what stood there is kept when it is another's, or old enough to be missed.

    Args:
        leave: keep what stood there in any case.
    """
    now = timezone.now()
    saved_at = found.saved_at
    if leave or found.saved_by != by or now - found.saved_at > KEPT_EVERY:
        before = {name: getattr(found, name) for name in content}
        shelf.lay_by(found, before, found.saved_by, found.saved_at)
        saved_at = now
    found.version += 1
    changes = {**content, "saved_by": by, "saved_at": saved_at, "version": found.version}
    shelf.standing._default_manager.filter(pk=found.pk).update(**changes)
    return Saved(found.version, now)
