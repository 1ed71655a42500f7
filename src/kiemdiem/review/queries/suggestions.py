"""Letters of suggestion within what somebody may see, and what a subject must answer (I.3.2)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Prefetch, Q, QuerySet

from kiemdiem.accounts.access import Access, OutOfSight
from kiemdiem.accounts.roles import Right
from kiemdiem.campaign.calendar import days_in_force
from kiemdiem.campaign.models import Cycle, Subject
from kiemdiem.review.models import Consultation, LetterNumber, Suggestion, SuggestionLetter
from kiemdiem.review.queries.standing import same_person, subjects_where
from kiemdiem.tree.models import Organisation
from kiemdiem.tree.paths import within
from kiemdiem.tree.searching import searched
from kiemdiem.vocabulary import SubjectKind

NOTIFIED_BEFORE, REPORTED_BEFORE = "suggestions_notified", "suggestions_reported"
"""Keys of the calendar's days (IV.3)."""
ISSUING = (Right.SUGGEST, Right.APPROVE)
READING = (Right.READ_REVIEWS, Right.WRITE_REPORT)
"""Who reads the letters notified to the subjects of the own units: those who hold the reviews and write the reports."""
ADDRESSED = (SubjectKind.COLLECTIVE, SubjectKind.MEMBER, SubjectKind.CADRE)
"""The kinds of subjects that answer a matter in a text of their own; for an organisation nobody writes one."""
OUT = Q(notified_on__isnull=False, withdrawal__isnull=True)
"""The condition on a letter that it is notified and in force."""


def matters_to_answer(subjects: Iterable[Subject]) -> list[Suggestion]:
    """The matters notified to these subjects, letter by letter."""
    letters = SuggestionLetter.objects.filter(OUT, subject__in=list(subjects))
    found = Suggestion.objects.filter(letter__in=letters, superseded_at__isnull=True)
    return list(
        found.select_related("letter__term", "letter__unit").order_by("letter__notified_on", "letter_id", "order")
    )


def _whole(found: "QuerySet[SuggestionLetter]") -> "QuerySet[SuggestionLetter]":
    matters = Prefetch("suggestions", Suggestion.objects.filter(superseded_at__isnull=True).order_by("order"))
    related = (
        "subject__cycle", "subject__person", "subject__organisation", "subject__collective__organisation",
        "cycle__unit", "unit__parent", "term", "withdrawal",
    )  # fmt: skip
    long = ("cycle__edition_text", "subject__cycle__edition_text")
    return found.select_related(*related).defer(*long).prefetch_related(matters)


def letters_issued_by(access: Access, cycle: Cycle | None = None) -> "QuerySet[SuggestionLetter]":
    """The letters of the units where one drafts or approves."""
    paths = {path for right in ISSUING for path in access.paths(right)}
    found = SuggestionLetter.objects.filter(within("unit__path", paths))
    return _whole(found if cycle is None else found.filter(cycle=cycle))


def letter_issued_by(access: Access, number: int) -> SuggestionLetter:
    """One of them.

    Raises:
        OutOfSight: there is none, or it is not theirs.
    """
    found = letters_issued_by(access).filter(pk=number).first()
    if found is None:
        raise OutOfSight(f"letter {number}")
    return found


def letters_to(subject: Subject) -> list[SuggestionLetter]:
    """The letters notified to a subject, or to the same person's other subject of the cycle, in force."""
    found = SuggestionLetter.objects.filter(OUT, subject__in=Subject.objects.filter(same_person(subject)))
    return list(_whole(found).order_by("notified_on", "pk"))


def letters_received_by(access: Access) -> "QuerySet[SuggestionLetter]":
    """The letters notified to oneself, and to the subjects of the units whose reviews one reads or writes."""
    condition = Q(subject__in=subjects_where(access, *READING))
    if access.may(Right.SEE_SELF):
        condition |= Q(subject__person__account_id=access.account)
    return _whole(SuggestionLetter.objects.filter(OUT & condition))


def letter_received_by(access: Access, number: int) -> SuggestionLetter:
    """One of them.

    Raises:
        OutOfSight: there is none, it is not notified, or it is not theirs.
    """
    found = letters_received_by(access).filter(pk=number).first()
    if found is None:
        raise OutOfSight(f"letter {number}")
    return found


def terms_of_unit(unit: Organisation) -> "QuerySet[LetterNumber]":
    """The terms of a unit's committee whose letters are numbered here, the latest first."""
    return LetterNumber.objects.filter(unit=unit).order_by("-term_start")


def letters_not_read(access: Access) -> "QuerySet[SuggestionLetter]":
    """The letters to oneself, and to the collectives and organisations at the very nodes where one writes the reports,
    whose reading nobody has confirmed."""
    nodes = access.paths(Right.WRITE_REPORT)
    condition = Q(subject__path__in=nodes, subject__person__isnull=True)
    if access.may(Right.SEE_SELF):
        condition |= Q(subject__person__account_id=access.account)
    return SuggestionLetter.objects.filter(OUT & condition, read_at__isnull=True)


@dataclass(frozen=True)
class LettersToDo:
    """What waits with the letters of one's units, and before which day."""

    to_approve: int
    to_number: int
    to_notify: int
    to_report: int
    notified_before: date | None
    reported_before: date | None

    @property
    def anything(self) -> bool:
        """Whether anything waits."""
        return bool(self.to_approve or self.to_number or self.to_notify or self.to_report)


def steps_of_letters(access: Access) -> dict[str, Q]:
    """Drafts to approve, letters to number and to notify where one approves, results to report where one drafts: name
    of the step -> the condition on a letter that is not withdrawn."""
    approving, drafting = access.scope(Right.APPROVE, "unit__path"), access.scope(Right.SUGGEST, "unit__path")
    return {
        "to_approve": approving & Q(approved_at__isnull=True),
        "to_number": approving & Q(approved_at__isnull=False, number__isnull=True),
        "to_notify": approving & Q(number__isnull=False, notified_on__isnull=True),
        "to_report": drafting & Q(notified_on__isnull=False, reported_on__isnull=True),
    }


def letters_to_do(access: Access, cycle: Cycle) -> LettersToDo:
    """What waits with the letters of one's units; two queries."""
    steps = steps_of_letters(access)
    in_force = SuggestionLetter.objects.filter(cycle=cycle, withdrawal__isnull=True)
    counts = in_force.aggregate(**{name: Count("pk", filter=condition) for name, condition in steps.items()})
    days = days_in_force(cycle)
    return LettersToDo(**counts, notified_before=days.get(NOTIFIED_BEFORE), reported_before=days.get(REPORTED_BEFORE))


WAITING: dict[str, Q] = {
    "approve": Q(withdrawal__isnull=True, approved_at__isnull=True),
    "number": Q(withdrawal__isnull=True, approved_at__isnull=False, number__isnull=True),
    "notify": Q(withdrawal__isnull=True, number__isnull=False, notified_on__isnull=True),
    "report": Q(withdrawal__isnull=True, notified_on__isnull=False, reported_on__isnull=True),
    "reported": Q(withdrawal__isnull=True, reported_on__isnull=False),
    "withdrawn": Q(withdrawal__isnull=False),
}
"""What a list of letters can be narrowed to -> the condition on its dates."""


def page_of_letters(access: Access, cycle: Cycle | None, search: str, state: str) -> "QuerySet[SuggestionLetter]":
    """The letters of one's units in a cycle (None: of all), as searched and filtered, the latest draft first."""
    found = letters_issued_by(access, cycle)
    if search:
        there = Subject.objects.filter(searched(search, "name") | Q(code__iexact=search))
        found = found.filter(subject__in=there)
    return found.filter(WAITING.get(state, Q())).order_by("-drafted_at", "-pk")


def page_of_received(access: Access) -> "QuerySet[SuggestionLetter]":
    """The letters that one receives, the last notified first."""
    return letters_received_by(access).order_by("-notified_on", "-pk")


def consultations_of(letter: SuggestionLetter) -> list[Consultation]:
    """All consultations recorded for a letter, the last one first."""
    return list(Consultation.objects.filter(letter=letter).order_by("-pk"))
