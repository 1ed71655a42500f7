"""Enters and marks what must be there before a leader's review; called inside the transaction of a higher floor."""

from collections.abc import Collection

from kiemdiem.campaign.models import Subject


def await_before_review(subjects: Collection[int], clause: str) -> None:
    """What a clause asks for must be there before the reviews of these subjects.

    Args:
        subjects: primary keys.
    """
    Subject.objects.filter(pk__in=subjects).update(awaits=clause)


def mark_there(subjects: Collection[int], clause: str) -> None:
    """It is in, or not needed."""
    Subject.objects.filter(pk__in=subjects, awaits=clause).update(awaits="")
