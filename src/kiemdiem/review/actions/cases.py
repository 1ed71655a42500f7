"""Reports signs for verification; the authority takes a case up, concludes it, decides on the rating, closes it
(I.3.3.j, Q30)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from kiemdiem.accounts.access import Access, OutOfSight
from kiemdiem.accounts.roles import Right
from kiemdiem.campaign.models import Subject
from kiemdiem.journal.actions import Actor, record
from kiemdiem.journal.verbs import Verb
from kiemdiem.pages.masking import plain_day
from kiemdiem.registry.actions.keeping import obstacles_to_ground, obstacles_to_keeping
from kiemdiem.registry.documents import Paper, keep_paper
from kiemdiem.review.models import CaseDecision, VerificationCase
from kiemdiem.review.queries.cases import case_seen_by, cases_seen_by
from kiemdiem.review.queries.managing import managers_of
from kiemdiem.review.queries.standing import subject_where
from kiemdiem.tree.models import Organisation
from kiemdiem.tree.names import tidied
from kiemdiem.verdicts import Verdict, refuse_on
from kiemdiem.wording import N_, Message

REPORTING = (Right.RECORD_REVIEW, Right.KEEP_CASES)
_AHEAD = N_("The day lies ahead: enter it when it has come.")
_NO_TEXT = N_("Describe the signs, and what is known of them.")
_NOT_AUTHORITY = N_("Choose the authority that verifies: {units}.")
_ABOUT_ONESELF = N_("Signs about oneself are reported by somebody else.")
_TAKEN_UP = N_("The case was taken up on {day} already.")
_NOT_TAKEN_UP = N_("The case is not taken up yet.")
_CONCLUDED = N_("The case was concluded on {day} already.")
_NOT_CONCLUDED = N_("The case is not concluded yet.")
_NO_CONCLUSION = N_("Enter what the verification has found.")
_CLOSED = N_("The case is closed since {day}.")
_BEFORE = N_("The day comes before {day}, the day of the step before.")
_NO_GROUND = N_("Say on what ground the authority decides so.")
_WRONG_CHOICE = N_("Choose one of the outcomes offered.")
CHOICES: dict[CaseDecision.Matter, tuple[CaseDecision.Choice, ...]] = {
    CaseDecision.Matter.HOLD: (CaseDecision.Choice.HOLDS, CaseDecision.Choice.DOES_NOT_HOLD),
    CaseDecision.Matter.RESULT: (
        CaseDecision.Choice.STANDS,
        CaseDecision.Choice.NOT_RECOGNISED,
        CaseDecision.Choice.RATED_ANEW,
    ),
}
"""What can be decided on each matter; the text prescribes none of it (Q30)."""


@dataclass(frozen=True)
class DecisionEntry:
    """A decision as typed in."""

    matter: CaseDecision.Matter
    choice: CaseDecision.Choice
    ground: str
    decided_on: date


def authorities_for(subject: Subject) -> list[Organisation]:
    """Where signs about a subject can be reported: the units that manage it, else that of the cycle itself."""
    return [one.unit for one in managers_of(subject)] or [subject.cycle.unit]


def obstacles_to_reporting_case(
    access: Access, subject: Subject, unit_code: str, text: str, reported_on: date
) -> Iterator[Verdict]:
    """What stands in the way of such a report."""
    if subject.person is not None and subject.person.account_id == access.account:
        yield Verdict(Message(_ABOUT_ONESELF))
    units = authorities_for(subject)
    if unit_code not in {unit.code for unit in units}:
        yield Verdict(Message(_NOT_AUTHORITY, {"units": ", ".join(unit.name for unit in units)}), "unit", "I.3.3.j")
    if not text.strip():
        yield Verdict(Message(_NO_TEXT), "text", "I.3.3.j")
    if reported_on > timezone.localdate():
        yield Verdict(Message(_AHEAD), "on")
    for found in obstacles_to_keeping(VerificationCase, {"text": text, "reported_on": reported_on}):
        yield Verdict(found.message, found.field.replace("reported_on", "on"))


def report_case(access: Access, number: int, unit_code: str, text: str, reported_on: date) -> VerificationCase:
    """Report signs of violation about a subject to the authority, for verification.

    Raises:
        OutOfSight: the subject is not theirs to review. Refused: see `obstacles_to_reporting_case`.
    """
    with transaction.atomic():
        subject = subject_where(access, number, *REPORTING)
        refuse_on(obstacles_to_reporting_case(access, subject, unit_code, text, reported_on))
        unit = next(one for one in authorities_for(subject) if one.code == unit_code)
        right = Right.RECORD_REVIEW if access.may(Right.RECORD_REVIEW, subject.path) else Right.KEEP_CASES
        actor = access.actor(right)
        case = VerificationCase.objects.create(
            cycle=subject.cycle, subject=subject, unit=unit, text=tidied(text), reported_on=reported_on,
            reporter=access.account, behalf_of=actor.on_behalf_of,
        )  # fmt: skip
        _record(actor, Verb.CASE_REPORTED, case)
        return case


def look_at_case(access: Access, number: int) -> VerificationCase:
    """A case, as one may see it; each look stands in the journal.

    Raises:
        OutOfSight: there is none, or it is not theirs to know of.
    """
    with transaction.atomic():
        case = case_seen_by(access, number)
        _record(access.actor(_right_at(access, case)), Verb.CASE_SEEN, case)
        return case


def look_at_cases(access: Access) -> list[VerificationCase]:
    """All cases that one may see; the look stands in the journal of each authority, where there is something to see."""
    with transaction.atomic():
        cases = list(cases_seen_by(access))
        units = sorted({case.unit.code for case in cases})
        for code in units:
            count = sum(case.unit.code == code for case in cases)
            record(access.actor(Right.KEEP_CASES), Verb.CASES_SEEN, unit=code, details={"count": count})
        return cases


def obstacles_to_taking_up(case: VerificationCase, on: date | None = None) -> Iterator[Verdict]:
    """What stands in the way of taking a case up."""
    if case.taken_up_on:
        yield Verdict(Message(_TAKEN_UP, {"day": plain_day(case.taken_up_on)}))
    yield from _day(on, case.reported_on)


def take_up_case(access: Access, number: int, on: date) -> VerificationCase:
    """The authority takes a case up.

    Raises:
        OutOfSight. Refused: see `obstacles_to_taking_up`.
    """
    with transaction.atomic():
        case = _locked(access, number, Right.KEEP_CASES)
        refuse_on(obstacles_to_taking_up(case, on))
        actor = access.actor(Right.KEEP_CASES, case.unit.path)
        case.taken_up_on, case.taken_up_by = on, actor.account
        case.save(update_fields=["taken_up_on", "taken_up_by"])
        _record(actor, Verb.CASE_TAKEN_UP, case)
        return case


def obstacles_to_concluding(case: VerificationCase, on: date | None = None, text: str = "") -> Iterator[Verdict]:
    """What stands in the way of a conclusion; `on` once it is typed in."""
    if not case.taken_up_on:
        yield Verdict(Message(_NOT_TAKEN_UP))
    if case.concluded_on:
        yield Verdict(Message(_CONCLUDED, {"day": plain_day(case.concluded_on)}))
    if on is not None and not text.strip():
        yield Verdict(Message(_NO_CONCLUSION), "conclusion", "I.3.3.j")
    yield from _day(on, case.taken_up_on)
    yield from obstacles_to_keeping(VerificationCase, {"conclusion": text})


def conclude_case(access: Access, number: int, on: date, text: str, paper: Paper) -> VerificationCase:
    """Enter what the verification has found.

    Raises:
        OutOfSight. Refused: see `obstacles_to_concluding`.
    """
    with transaction.atomic():
        case = _locked(access, number, Right.KEEP_CASES)
        refuse_on([*obstacles_to_concluding(case, on, text), *obstacles_to_ground(paper)])
        actor = access.actor(Right.KEEP_CASES, case.unit.path)
        case.concluded_on, case.concluded_by, case.conclusion = on, actor.account, tidied(text)
        case.document = keep_paper(paper)
        case.save(update_fields=["concluded_on", "concluded_by", "conclusion", "document"])
        _record(actor, Verb.CASE_CONCLUDED, case)
        return case


def obstacles_to_closing(case: VerificationCase, on: date | None = None) -> Iterator[Verdict]:
    """What stands in the way of closing a case."""
    if not case.concluded_on:
        yield Verdict(Message(_NOT_CONCLUDED))
    if case.closed_on:
        yield Verdict(Message(_CLOSED, {"day": plain_day(case.closed_on)}))
    yield from _day(on, case.concluded_on)


def close_case(access: Access, number: int, on: date) -> VerificationCase:
    """Close a case that is concluded; from then on it holds no rating.

    Raises:
        OutOfSight. Refused: see `obstacles_to_closing`.
    """
    with transaction.atomic():
        case = _locked(access, number, Right.KEEP_CASES)
        refuse_on(obstacles_to_closing(case, on))
        actor = access.actor(Right.KEEP_CASES, case.unit.path)
        case.closed_on, case.closed_by = on, actor.account
        case.save(update_fields=["closed_on", "closed_by"])
        _record(actor, Verb.CASE_CLOSED, case)
        return case


def obstacles_to_holding(case: VerificationCase) -> Iterator[Verdict]:
    """A closed case holds no rating."""
    if case.closed_on:
        yield Verdict(Message(_CLOSED, {"day": plain_day(case.closed_on)}), clause="I.3.3.j")


def obstacles_to_deciding(case: VerificationCase, entry: DecisionEntry) -> Iterator[Verdict]:
    """What stands in the way of a decision on the rating (Q30)."""
    if entry.choice not in CHOICES[entry.matter]:
        yield Verdict(Message(_WRONG_CHOICE), "choice", "I.3.3.j")
    if not entry.ground.strip():
        yield Verdict(Message(_NO_GROUND), "ground", "I.3.3.j")
    if entry.matter == CaseDecision.Matter.HOLD:
        yield from obstacles_to_holding(case)
    for found in _day(entry.decided_on, case.reported_on):
        yield Verdict(found.message, "decided_on")
    yield from obstacles_to_keeping(CaseDecision, {"ground": entry.ground})


def decide_on_case(access: Access, number: int, entry: DecisionEntry, paper: Paper) -> CaseDecision:
    """Record the authority's decision about the rating; an earlier one on the same matter is superseded.

    Raises:
        OutOfSight. Refused: see `obstacles_to_deciding`.
    """
    with transaction.atomic():
        case = _locked(access, number, Right.APPROVE)
        refuse_on([*obstacles_to_deciding(case, entry), *obstacles_to_ground(paper)])
        actor = access.actor(Right.APPROVE, case.unit.path)
        standing = CaseDecision.objects.filter(case=case, matter=entry.matter, superseded_at__isnull=True)
        standing.update(superseded_at=timezone.now())
        decision = CaseDecision.objects.create(
            case=case, matter=entry.matter, choice=entry.choice, ground=tidied(entry.ground),
            decided_on=entry.decided_on, document=keep_paper(paper), by=actor.account, behalf_of=actor.on_behalf_of,
        )  # fmt: skip
        _record(actor, Verb.CASE_DECIDED, case)
        return decision


def _day(on: date | None, before: date | None) -> Iterator[Verdict]:
    if on is None:
        return
    if on > timezone.localdate():
        yield Verdict(Message(_AHEAD), "on")
    if before is not None and on < before:
        yield Verdict(Message(_BEFORE, {"day": plain_day(before)}), "on")


def _right_at(access: Access, case: VerificationCase) -> Right:
    kept = next((right for right in (Right.KEEP_CASES, Right.APPROVE) if access.may(right, case.unit.path)), None)
    return kept or Right.RECORD_REVIEW


def _locked(access: Access, number: int, right: Right) -> VerificationCase:
    """The case, locked, when the right is held at the authority that keeps it."""
    seen = case_seen_by(access, number)
    if not access.may(right, seen.unit.path):
        raise OutOfSight(f"case {number}")
    VerificationCase.objects.select_for_update(of=("self",)).get(pk=number)
    return case_seen_by(access, number)


def _record(actor: Actor, verb: Verb, case: VerificationCase) -> None:
    record(actor, verb, unit=case.unit.code, subject=case.reference)
