"""What a subject does with a letter of suggestion: confirms having read it, answers it in its review."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from kiemdiem.accounts.access import Access, OutOfSight
from kiemdiem.accounts.roles import Right
from kiemdiem.campaign.models import Subject
from kiemdiem.journal.actions import Actor, record
from kiemdiem.journal.verbs import Verb
from kiemdiem.review.models import SuggestionLetter
from kiemdiem.review.queries.standing import is_oneself, reference_of, same_person, unit_code_of
from kiemdiem.review.queries.suggestions import OUT, letter_received_by
from kiemdiem.tree.paths import covers


def may_confirm(access: Access, subject: Subject) -> bool:
    """Whether one confirms for the subject: a person for him- or herself alone, for others who writes their report."""
    if subject.person_id is not None:
        return is_oneself(access, subject)
    return covers(access.paths(Right.WRITE_REPORT), subject.path)


def confirm_reading(access: Access, number: int) -> SuggestionLetter:
    """Confirm for the subject that a letter was read; once confirmed it stays so.

    Raises:
        OutOfSight: the letter is not to them.
    """
    with transaction.atomic():
        seen = letter_received_by(access, number)
        if not may_confirm(access, seen.subject):
            raise OutOfSight(f"letter {number}")
        letter = SuggestionLetter.objects.select_for_update(of=("self",)).get(pk=seen.pk)
        if letter.read_at is not None:
            return letter
        right = Right.SEE_SELF if seen.subject.person_id is not None else Right.WRITE_REPORT
        actor = access.actor(right, None if right == Right.SEE_SELF else seen.subject.path)
        letter.read_at, letter.read_by = timezone.now(), actor.account
        letter.save(update_fields=["read_at", "read_by"])
        details: dict[str, str | int] = {"letter": letter.pk}
        record(actor, Verb.LETTER_READ, unit=seen.unit.code, subject=reference_of(seen.subject), details=details)
        return letter


def record_answers(subject: Subject, actor: Actor, day: date) -> int:
    """Mark the letters that a subject (or the same person's other subject) answers by handing in its review; how many.

    Call it inside the transaction that hands in the report or self-review.

    Args:
        subject: fetched with its person's home, collective's organisation or organisation.
    """
    waiting = SuggestionLetter.objects.filter(
        OUT, subject__in=Subject.objects.filter(same_person(subject)), answered_on__isnull=True
    )
    numbers = list(waiting.values_list("pk", flat=True))
    if numbers:
        SuggestionLetter.objects.filter(pk__in=numbers).update(answered_on=day)
        details: dict[str, str | int] = {"letters": " ".join(map(str, numbers)), "on": day.isoformat()}
        record(actor, Verb.LETTER_ANSWERED, unit=unit_code_of(subject), subject=reference_of(subject), details=details)
    return len(numbers)
