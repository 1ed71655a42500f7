"""How many papers of the review wait for somebody: what the desk asks, in one query."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Count, DateField, Min, Model, QuerySet, Subquery, Value, When
from django.db.models.expressions import Combinable

from kiemdiem.accounts.access import Access
from kiemdiem.accounts.roles import Right
from kiemdiem.campaign.models import Cycle
from kiemdiem.review.models import SuggestionLetter
from kiemdiem.review.queries.cases import cases_to_take_up
from kiemdiem.review.queries.delegations import places_without_delegation
from kiemdiem.review.queries.opinions import OPEN, asked_by, asked_of
from kiemdiem.review.queries.suggestions import letters_not_read, steps_of_letters
from kiemdiem.review.queries.targets import subjects_without_targets


@dataclass(frozen=True)
class Waiting:
    """Counts of what waits for one account in one cycle."""

    opinions_to_send: int = 0
    opinions_late: int = 0
    """Sent, not answered though the day named has come."""
    opinions_to_answer: int = 0
    letters_to_read: int = 0
    letters_to_approve: int = 0
    letters_to_number: int = 0
    letters_to_notify: int = 0
    letters_to_report: int = 0
    places_without_delegation: int = 0
    cases_to_take_up: int = 0
    without_targets: int = 0
    first_answer: date | None = None
    """The earliest day before which one of the opinions asked of oneself is due."""


def waiting_for(access: Access, cycle: Cycle, days: Mapping[str, date], due: Collection[str]) -> Waiting:
    """Everything that waits for an account; one query, none when its rights speak of nothing here.

    Args:
        days: key of the calendar -> its day. due: the keys whose day has come.
    """
    asked: dict[str, Combinable] = {
        name: Subquery(found.filter(cycle=cycle).order_by().values("cycle").annotate(n=Count("pk")).values("n"))
        for name, found in _waiting(access, cycle, due).items()
    }
    if "opinions_to_answer" in asked and days:
        day = Case(*(When(deadline=key, then=Value(day)) for key, day in days.items()), output_field=DateField())
        to_answer = asked_of(access).filter(OPEN, cycle=cycle).order_by().values("cycle")
        asked["first_answer"] = Subquery(to_answer.annotate(first=Min(day)).values("first"))
    if not asked:
        return Waiting()
    row = Cycle.objects.filter(pk=cycle.pk).annotate(**asked).values(*asked).get()
    return Waiting(**{name: value for name, value in row.items() if value is not None})


def _waiting(access: Access, cycle: Cycle, due: Collection[str]) -> "dict[str, QuerySet[Model]]":
    """What waits, by the name of its count; only what a right of the account speaks of."""
    found: dict[str, QuerySet[Model]] = {}
    if access.may(Right.ASK_OPINIONS):
        asked = asked_by(access).filter(OPEN)
        found["opinions_to_send"] = asked.filter(sent_at__isnull=True)
        found["opinions_late"] = asked.filter(sent_at__isnull=False, deadline__in=due)
    if access.may(Right.ANSWER_OPINIONS) or access.may(Right.SEE_SELF):
        found["opinions_to_answer"] = asked_of(access).filter(OPEN)
    if access.may(Right.WRITE_REPORT) or access.may(Right.SEE_SELF):
        found["letters_to_read"] = letters_not_read(access)
    if access.may(Right.APPROVE) or access.may(Right.SUGGEST):
        for step, condition in steps_of_letters(access).items():
            found[f"letters_{step}"] = SuggestionLetter.objects.filter(condition, withdrawal__isnull=True)
    if access.may(Right.KEEP_CASES):
        found["places_without_delegation"] = places_without_delegation(access, cycle)
        found["cases_to_take_up"] = cases_to_take_up(access)
    if access.may(Right.SET_TARGETS):
        found["without_targets"] = subjects_without_targets(access)
    return found
