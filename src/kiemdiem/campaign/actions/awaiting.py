"""Enters and marks what must be there before a leader's review; called inside the transaction of an action."""

from collections.abc import Collection

from kiemdiem.campaign.models import Cycle, Subject
from kiemdiem.campaign.queries.leaders import posts_spoken_of
from kiemdiem.vocabulary import SubjectKind

BEFORE_REVIEW = "I.3.1.c0"
"""The clause by which a leader's review waits for the opinion of the workplace."""


def await_workplace_opinions(cycle: Cycle, subjects: Collection[int] | None = None) -> None:
    """The leaders of whose posts the edition speaks wait from the freeze on, before anybody derives who is asked.

    Args:
        subjects: primary keys of those who came into the cycle later; None: all of the cycle.
    """
    spoken_of = posts_spoken_of(cycle).values("person")
    leaders = Subject.objects.filter(cycle=cycle, kind=SubjectKind.CADRE, person__in=spoken_of)
    if subjects is not None:
        leaders = leaders.filter(pk__in=subjects)
    leaders.update(awaits=BEFORE_REVIEW)


def await_before_review(subjects: Collection[int], clause: str) -> None:
    """What a clause asks for must be there before the reviews of these subjects.

    Args:
        subjects: primary keys.
    """
    Subject.objects.filter(pk__in=subjects).update(awaits=clause)


def mark_there(subjects: Collection[int], clause: str) -> None:
    """It is in, or not needed."""
    Subject.objects.filter(pk__in=subjects, awaits=clause).update(awaits="")
