"""The tasks of who is signed in, each with its deadline and one button; a task is gone when it is done."""

from collections.abc import Callable, Iterator

from kiemdiem.desk import papers, planned
from kiemdiem.desk.looking import Desk, Task

SOURCES: tuple[Callable[[Desk], Iterator[Task]], ...] = (
    planned.ballots_to_count,
    planned.cycles_to_open,
    planned.own_self_review,
    planned.own_reports,
    papers.letters_received,
    planned.texts_at_own_places,
    planned.reviews_to_record,
    papers.opinions_to_answer,
    papers.opinions_to_ask,
    papers.workplace_opinions,
    papers.letters_issued,
    papers.places_without_delegation,
    papers.cases_to_take_up,
    planned.changes_of_the_registry,
    papers.targets_to_assign,
    planned.days_to_come,
)
"""Add a source here: it reads, and yields what is to be done."""


def tasks_of(desk: Desk) -> list[Task]:
    """Everything to be done, the earliest deadline first; what has none comes last."""
    found = [task for source in SOURCES for task in source(desk)]
    return sorted(found, key=lambda task: (task.due is None, task.due or desk.today))
