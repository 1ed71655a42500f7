"""The words for codes, dates and steps of suggestions, targets and cases on the pages."""

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kiemdiem.accounts.labels import said
from kiemdiem.accounts.roles import RIGHTS, Right
from kiemdiem.pages.listing import Badge
from kiemdiem.pages.masking import plain_day
from kiemdiem.registry.presenting import when
from kiemdiem.review.letters import is_late, is_withdrawn
from kiemdiem.review.models import CaseDecision, SuggestionLetter, Target, VerificationCase
from kiemdiem.review.queries.suggestions import NOTIFIED_BEFORE, REPORTED_BEFORE

SOURCES: dict[str, Promise] = {
    Target.Source.ASSIGNED.value: gettext_lazy("Assigned by the head"),
    Target.Source.RESOLUTION.value: gettext_lazy("Resolution"),
    Target.Source.PROGRAMME.value: gettext_lazy("Programme"),
    Target.Source.PLAN.value: gettext_lazy("Plan"),
}
MATTERS: dict[str, Promise] = {
    CaseDecision.Matter.HOLD.value: gettext_lazy("Does the rating wait for the case?"),
    CaseDecision.Matter.RESULT.value: gettext_lazy("What becomes of a result already recognised?"),
}
CHOICES: dict[str, Promise] = {
    CaseDecision.Choice.HOLDS.value: gettext_lazy("The rating waits until the case is closed"),
    CaseDecision.Choice.DOES_NOT_HOLD.value: gettext_lazy("The rating does not wait"),
    CaseDecision.Choice.STANDS.value: gettext_lazy("The result stands"),
    CaseDecision.Choice.NOT_RECOGNISED.value: gettext_lazy("The result is not recognised"),
    CaseDecision.Choice.RATED_ANEW.value: gettext_lazy("The result is cancelled and rated anew"),
}


@dataclass(frozen=True)
class Step:
    """One step of a letter's or case's way, as the page shows it."""

    title: str
    told: str
    """When, by whom; or who may do it."""
    badge: Badge | None = None
    url: str = ""
    button: str = ""


def letter_state(letter: SuggestionLetter) -> Badge:
    """How far a letter has come, from its dates."""
    if is_withdrawn(letter):
        return Badge(_("Letter withdrawn"), "bad")
    if letter.reported_on:
        return Badge(_("Result reported"), "good")
    if letter.answered_on:
        return Badge(_("Answered"), "good")
    if letter.notified_on:
        return Badge(_("Notified"), "info")
    if letter.number:
        return Badge(_("Numbered, to be notified"), "warn")
    return Badge(_("Approved, to be numbered"), "warn") if letter.approved_at else Badge(_("Draft"), "warn")


def late_badges(letter: SuggestionLetter, days: dict[str, date]) -> list[Badge]:
    """Marks of what came too late (IV.3)."""
    found = []
    if is_late(days, letter.notified_on, NOTIFIED_BEFORE):
        found.append(Badge(_("Notified late"), "bad"))
    if is_late(days, letter.reported_on, REPORTED_BEFORE):
        found.append(Badge(_("Reported late"), "bad"))
    return found


def letter_name(letter: SuggestionLetter) -> str:
    """A letter in a few words."""
    if letter.document_number:
        return _("Letter {number}").format(number=letter.document_number)
    return _("Draft of a letter to {name}").format(name=letter.subject.name)


def who_may(right: Right, unit: str) -> str:
    """Who does a step that one may not do oneself."""
    return _("For who may {right} at {unit}.").format(right=said(RIGHTS[right]), unit=unit)


def on_by(day: date | None, who: str) -> str:
    """A day, and by whom."""
    return " · ".join(filter(None, [plain_day(day), who]))


def at_by(moment: object, who: str) -> str:
    """A moment, and by whom."""
    return " · ".join(filter(None, [when(moment) if moment else "", who]))  # type: ignore[arg-type]


def case_state(case: VerificationCase) -> Badge:
    """How far a case has come, from its dates."""
    if case.closed_on:
        return Badge(_("Case closed"), "good")
    if case.concluded_on:
        return Badge(_("Concluded"), "info")
    return Badge(_("Being verified"), "warn") if case.taken_up_on else Badge(_("Reported"), "bad")
