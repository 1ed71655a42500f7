"""Enters and marks what must be there before a leader's review; called inside the transaction of an action."""

from collections.abc import Collection

from django.utils import timezone

from kiemdiem.campaign.models import Cycle, Subject
from kiemdiem.campaign.queries.leaders import BEFORE_REVIEW, cadres_under_review, posts_spoken_of


def await_workplace_opinions(cycle: Cycle, subjects: Collection[int] | None = None) -> None:
    """The leaders of whose posts the edition speaks wait from the freeze on, before anybody derives who is asked; what
    is in already stays so.

    Args:
        subjects: primary keys of those who came in, or into such a post, later; None: all of the cycle.
    """
    spoken_of = posts_spoken_of(cycle).values("person")
    leaders = cadres_under_review(cycle).filter(person__in=spoken_of)
    if subjects is not None:
        leaders = leaders.filter(pk__in=subjects)
    leaders.update(awaits=BEFORE_REVIEW)


def await_by_rule_alone(cycle: Cycle, subjects: Collection[int]) -> None:
    """Those about whom nobody is asked wait only if the edition speaks of their posts as they stand today.

    Args:
        subjects: primary keys.
    """
    Subject.objects.filter(pk__in=subjects, awaits=BEFORE_REVIEW).update(awaits="", awaited_there_at=None)
    await_workplace_opinions(cycle, subjects)


def await_before_review(subjects: Collection[int], clause: str) -> None:
    """What a clause asks for must be there before the reviews of these subjects.

    Args:
        subjects: primary keys.
    """
    Subject.objects.filter(pk__in=subjects).update(awaits=clause, awaited_there_at=None)


def mark_there(subjects: Collection[int], clause: str) -> None:
    """It is in, or not needed."""
    Subject.objects.filter(pk__in=subjects, awaits=clause).update(awaited_there_at=timezone.now())
