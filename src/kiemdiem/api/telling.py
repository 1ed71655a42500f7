"""Histories and reasons as the API tells them."""

from collections.abc import Sequence

from kiemdiem.api.schemas.facts import Why
from kiemdiem.api.schemas.shared import Change, Event
from kiemdiem.pages.why import Why as ShownWhy
from kiemdiem.registry.history import Row
from kiemdiem.registry.presenting import history_of


def events_of(rows: Sequence[tuple[str, Row]]) -> list[Event]:
    """What was corrected on these rows; masked data stay masked."""
    return [
        Event(
            at=one.at, who=one.who, sentence=one.sentence, document=one.document,
            changes=[Change(**change) for change in one.changes],
        )
        for one in history_of(rows)
    ]  # fmt: skip


def why_of(why: ShownWhy) -> Why:
    """What a rule said."""
    return Why(outcome=why.outcome, clause=why.clause, summary=why.summary, facts=list(why.facts))
