"""What stands in the way of each step of a letter of suggestion (I.3.2, IV.3): for the page and for the action."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from kiemdiem.campaign.calendar import days_in_force
from kiemdiem.campaign.models import Subject
from kiemdiem.campaign.roster import terms_of
from kiemdiem.pages.masking import plain_day
from kiemdiem.registry.actions.keeping import obstacles_to_keeping
from kiemdiem.review.models import Consultation, LetterNumber, LetterWithdrawal, Suggestion, SuggestionLetter
from kiemdiem.review.queries.managing import managers_of, organisation_of
from kiemdiem.review.queries.suggestions import ADDRESSED, NOTIFIED_BEFORE, REPORTED_BEFORE, terms_of_unit
from kiemdiem.tree.models import Organisation
from kiemdiem.verdicts import Verdict
from kiemdiem.wording import N_, Message

NEWLY_TRANSFERRED = "newly_transferred"
_NOT_MANAGED = N_("{subject} is managed by {managers}: only that level suggests matters to it.")
_NO_MANAGER = N_(
    "The rules do not say who manages {subject}: enter in the registry who manages the post, or ask the level above."
)
_UNSTATED = N_(
    "The regulation does not state who manages {subject}; {manager} is taken, which is our own reading. Confirm it"
    " before the letter goes out."
)
_NOBODY_ANSWERS = N_(
    "{subject} is a Party organisation, for which nobody writes a report: address it to the collective that leads it,"
    " or to its secretary where no collective does."
)
_NO_MATTER = N_("Enter at least one matter to be answered.")
_NO_ADVICE = N_("Name the body that advised on whom and what.")
_WITHDRAWN = N_("This letter is withdrawn: draft a new one.")
_APPROVED = N_("This letter is approved already: withdraw it and draft a new one to change it.")
_NOT_APPROVED = N_("The letter is not approved yet.")
_NUMBERED = N_("This letter has its number already: {number}.")
_NOT_NUMBERED = N_("The letter has no number yet.")
_NO_TERM = N_("Enter first in which year the term of the committee of {unit} began: letters are numbered by terms.")
_NOTIFIED = N_("This letter was notified on {day} already.")
_NOT_NOTIFIED = N_("The letter is not notified yet.")
_NOT_CONSULTED = N_(
    "{unit} was transferred on {day}: first record the consultation with the superior that it came from, and what it"
    " answered."
)
_LATE = N_("Letters must be notified before {day}: say why this one comes later.")
_IS_LATE = N_("The day named, {day}, has come: the letter will be marked as late.")
_LATE_RESULT = N_("Results must be reported before {day}: say why this one comes later.")
_REPORTED = N_("The result was reported on {day} already.")
_NO_RESULT = N_("Enter what came of the matters suggested.")
_UNANSWERED = N_("The subject has not answered in its review yet: say so in the result.")
_AHEAD = N_("The day lies ahead: enter it when it has come.")
_BEFORE_LETTER = N_("The day comes before that of the letter, {day}.")
_NO_GROUND = N_("Say why: whoever reads it later must understand it.")
_CLOSED = N_("Only subjects of an open cycle are suggested to.")
_TERM_KNOWN = N_("This term is entered already.")
_TERM_YEAR = N_("Enter the year in which the term began; it lies between {first} and {last}.")
_NO_SYMBOL = N_("Enter what stands behind the number, for example CV/HU.")
_MOST_YEARS = 10
"""A term that began longer ago is a slip of the pen; it is no rule of the regulation."""


@dataclass(frozen=True)
class MatterEntry:
    """One matter as typed in."""

    text: str
    ground: str = ""


@dataclass(frozen=True)
class LetterEntry:
    """A draft as typed in."""

    advised_by: str
    matters: Sequence[MatterEntry]


@dataclass(frozen=True)
class SignedEntry:
    """What the paper bears beside its number."""

    dated_on: date
    place: str = ""
    signed_for: str = ""
    signed_title: str = ""
    signed_name: str = ""


def obstacles_to_managing(subject: Subject, unit: Organisation) -> Iterator[Verdict]:
    """Only a level that manages the subject suggests (I.3.2.a); where the text is silent the question is shown."""
    managers = managers_of(subject)
    manager = next((one for one in managers if one.unit.pk == unit.pk), None)
    if manager is None:
        yield from obstacles_to_no_manager(subject, [one.unit for one in managers])
    elif not manager.is_stated:
        told = Message(_UNSTATED, {"subject": subject.name, "manager": unit.name})
        yield Verdict(told, clause=manager.clause, refuses=False)


def obstacles_to_no_manager(subject: Subject, managing: Sequence[Organisation]) -> Iterator[Verdict]:
    """What to say to who may suggest for none of the units that manage a subject."""
    if not managing:
        yield Verdict(Message(_NO_MANAGER, {"subject": subject.name}), "unit", "I.3.2.a")
        return
    names = ", ".join(unit.name for unit in managing)
    yield Verdict(Message(_NOT_MANAGED, {"subject": subject.name, "managers": names}), "unit", "I.3.2.a")


def obstacles_to_addressing(subject: Subject) -> Iterator[Verdict]:
    """Only who reviews in a text of the own can answer a matter there (I.3.2.a)."""
    if subject.kind not in ADDRESSED:
        yield Verdict(Message(_NOBODY_ANSWERS, {"subject": subject.name}), clause="I.3.2.a")


def obstacles_to_drafting(subject: Subject, unit: Organisation, entry: LetterEntry) -> Iterator[Verdict]:
    """What stands in the way of such a draft (I.3.2.a, b)."""
    if not subject.cycle.frozen_at:
        yield Verdict(Message(_CLOSED))
    yield from obstacles_to_addressing(subject)
    yield from obstacles_to_managing(subject, unit)
    yield from obstacles_to_matters(entry)


def obstacles_to_matters(entry: LetterEntry) -> Iterator[Verdict]:
    """What is missing in a draft, or cannot be kept."""
    if not entry.advised_by.strip():
        yield Verdict(Message(_NO_ADVICE), "advised_by", "I.3.2.b")
    yield from obstacles_to_keeping(SuggestionLetter, {"advised_by": entry.advised_by})
    if not any(matter.text.strip() for matter in entry.matters):
        yield Verdict(Message(_NO_MATTER), "matter_1", "I.3.2.a")
    for place, matter in enumerate(entry.matters, 1):
        for found in obstacles_to_keeping(Suggestion, {"text": matter.text, "ground": matter.ground}):
            name = "matter" if found.field == "text" else "ground"
            yield Verdict(found.message, f"{name}_{place}", found.clause)


def is_withdrawn(letter: SuggestionLetter) -> bool:
    """Whether the letter is no longer in force; one query unless the withdrawal was fetched with it."""
    return hasattr(letter, "withdrawal")


def _in_force(letter: SuggestionLetter) -> Iterator[Verdict]:
    if is_withdrawn(letter):
        yield Verdict(Message(_WITHDRAWN))


def obstacles_to_rewriting(letter: SuggestionLetter) -> Iterator[Verdict]:
    """A draft can be rewritten until it is approved."""
    yield from _in_force(letter)
    if letter.approved_at:
        yield Verdict(Message(_APPROVED), clause="I.3.2.b")


def obstacles_to_approving(letter: SuggestionLetter) -> Iterator[Verdict]:
    """What stands in the way of the authority's approval (I.3.2.b); by whose account the text leaves open."""
    yield from obstacles_to_rewriting(letter)
    yield from obstacles_to_addressing(letter.subject)
    yield from obstacles_to_managing(letter.subject, letter.unit)


def obstacles_to_numbering(letter: SuggestionLetter, entry: SignedEntry | None = None) -> Iterator[Verdict]:
    """What stands in the way of its number; `entry` once it is typed in."""
    yield from _in_force(letter)
    yield from obstacles_to_addressing(letter.subject)
    if not letter.approved_at:
        yield Verdict(Message(_NOT_APPROVED), clause="I.3.2.b")
    if letter.number:
        yield Verdict(Message(_NUMBERED, {"number": letter.document_number}))
    if not terms_of_unit(letter.unit).exists():
        yield Verdict(Message(_NO_TERM, {"unit": letter.unit.name}))
    if entry is not None:
        if entry.dated_on > timezone.localdate():
            yield Verdict(Message(_AHEAD), "dated_on")
        yield from obstacles_to_keeping(SuggestionLetter, vars(entry))


def consultation_in_force(letter: SuggestionLetter) -> Consultation | None:
    """The consultation as it was recorded last."""
    return Consultation.objects.filter(letter=letter, superseded_at__isnull=True).first()


def transferred(subject: Subject) -> Organisation | None:
    """The subject's organisation when it counts as newly transferred (I.3.2.c); how long it does is Q38."""
    unit = organisation_of(subject)
    if unit is None or unit.transferred_on is None:
        return None
    edition, year = terms_of(subject.cycle).edition, subject.cycle.year
    if not edition.has("I.3.2.c"):
        return None
    choice = next((option.default for option in edition.options if option.key == NEWLY_TRANSFERRED), "")
    first = year - 1 if choice == "cycle_year_or_before" else year
    return unit if first <= unit.transferred_on.year <= year else None


def obstacles_to_consulting(superior: str, asked_on: date, answered_on: date | None, content: str) -> Iterator[Verdict]:
    """What stands in the way of recording such a consultation."""
    today = timezone.localdate()
    if not superior.strip():
        yield Verdict(Message(N_("Name the superior that was consulted.")), "superior", "I.3.2.c")
    if asked_on > today:
        yield Verdict(Message(_AHEAD), "asked_on")
    if answered_on is not None and answered_on > today:
        yield Verdict(Message(_AHEAD), "answered_on")
    if answered_on is not None and answered_on < asked_on:
        yield Verdict(Message(N_("The answer comes before the question: look at both days.")), "answered_on")
    if answered_on is not None and not content.strip():
        yield Verdict(Message(N_("Enter what the superior answered.")), "content", "I.3.2.c")
    values = {"superior": superior, "asked_on": asked_on, "answered_on": answered_on, "content": content}
    yield from obstacles_to_keeping(Consultation, values)


def obstacles_to_notifying(
    letter: SuggestionLetter, on: date | None = None, late_ground: str = ""
) -> Iterator[Verdict]:
    """What stands in the way of the notice (I.3.2.c, IV.3); `on` once it is typed in."""
    yield from _in_force(letter)
    yield from obstacles_to_addressing(letter.subject)
    if not letter.number:
        yield Verdict(Message(_NOT_NUMBERED))
    if letter.notified_on:
        yield Verdict(Message(_NOTIFIED, {"day": plain_day(letter.notified_on)}))
    unit = transferred(letter.subject)
    if unit is not None:
        held = consultation_in_force(letter)
        if held is None or held.answered_on is None:
            blanks: dict[str, str | int | Message] = {"unit": unit.name, "day": plain_day(unit.transferred_on)}
            yield Verdict(Message(_NOT_CONSULTED, blanks), clause="I.3.2.c")
    yield from _about_day(letter, on, late_ground, NOTIFIED_BEFORE, _LATE)
    yield from obstacles_to_keeping(SuggestionLetter, {"late_ground": late_ground})


def _about_day(letter: SuggestionLetter, on: date | None, ground: str, key: str, late: str) -> Iterator[Verdict]:
    """What is wrong with a day, and whether it comes too late."""
    today, last = timezone.localdate(), days_in_force(letter.cycle).get(key)
    if on is None:
        if last is not None and today >= last:
            yield Verdict(Message(_IS_LATE, {"day": plain_day(last)}), clause="IV.3", refuses=False)
        return
    if on > today:
        yield Verdict(Message(_AHEAD), "on")
    if letter.dated_on is not None and on < letter.dated_on:
        yield Verdict(Message(_BEFORE_LETTER, {"day": plain_day(letter.dated_on)}), "on")
    if last is not None and on >= last and not ground.strip():
        yield Verdict(Message(late, {"day": plain_day(last)}), "late_ground", "IV.3")


def obstacles_to_reporting(
    letter: SuggestionLetter, on: date | None = None, result: str = "", late_ground: str = ""
) -> Iterator[Verdict]:
    """What stands in the way of reporting the result (IV.3); `on` once it is typed in."""
    yield from _in_force(letter)
    if not letter.notified_on:
        yield Verdict(Message(_NOT_NOTIFIED))
    if letter.reported_on:
        yield Verdict(Message(_REPORTED, {"day": plain_day(letter.reported_on)}))
    elif letter.notified_on and not letter.answered_on:
        yield Verdict(Message(_UNANSWERED), clause="I.3.2.a", refuses=False)
    if on is not None and not result.strip():
        yield Verdict(Message(_NO_RESULT), "result", "IV.3")
    yield from _about_day(letter, on, late_ground, REPORTED_BEFORE, _LATE_RESULT)
    kept = {"result": result, "reported_late_ground": late_ground}
    for found in obstacles_to_keeping(SuggestionLetter, kept):
        yield Verdict(found.message, found.field.replace("reported_late_ground", "late_ground"))


def obstacles_to_withdrawing(letter: SuggestionLetter, ground: str | None = None) -> Iterator[Verdict]:
    """What stands in the way of withdrawing it; `ground` once it is typed in."""
    yield from _in_force(letter)
    if ground is not None and not ground.strip():
        yield Verdict(Message(_NO_GROUND), "ground")
    yield from obstacles_to_keeping(LetterWithdrawal, {"ground": ground or ""})


def obstacles_to_term(unit: Organisation, term_start: int, symbol: str, last: int) -> Iterator[Verdict]:
    """What stands in the way of a new term whose letters are numbered from 01."""
    this_year = timezone.localdate().year
    if not this_year - _MOST_YEARS <= term_start <= this_year:
        blanks: dict[str, str | int | Message] = {"first": str(this_year - _MOST_YEARS), "last": str(this_year)}
        yield Verdict(Message(_TERM_YEAR, blanks), "term_start")
    if terms_of_unit(unit).filter(term_start__gte=term_start).exists():
        yield Verdict(Message(_TERM_KNOWN), "term_start")
    if not symbol.strip():
        yield Verdict(Message(_NO_SYMBOL), "symbol")
    if not 0 <= last <= 99_999:
        yield Verdict(Message(N_("The last number used lies between 0 and 99999.")), "last")
    yield from obstacles_to_keeping(LetterNumber, {"symbol": symbol})


def is_late(cycle_days: dict[str, date], day: date | None, key: str) -> bool:
    """Whether a day lies on or after the calendar's day."""
    last = cycle_days.get(key)
    return day is not None and last is not None and day >= last
