"""Drafts, approves, numbers, notifies, reports and withdraws letters of suggestion (I.3.2, IV.3)."""

from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from kiemdiem.accounts.access import Access, OutOfSight
from kiemdiem.accounts.queries import names_of_accounts
from kiemdiem.accounts.roles import Right
from kiemdiem.journal.actions import Actor, record
from kiemdiem.journal.verbs import Verb
from kiemdiem.registry.actions.keeping import refuse_on_unkept
from kiemdiem.registry.actions.units import reference
from kiemdiem.registry.documents import Paper, keep_paper
from kiemdiem.registry.queries.units import organisations_seen_by
from kiemdiem.review import letters
from kiemdiem.review.letters import LetterEntry, SignedEntry
from kiemdiem.review.models import (
    Consultation,
    LetterNumber,
    LetterWithdrawal,
    Suggestion,
    SuggestionLetter,
)
from kiemdiem.review.queries.standing import reference_of, subject_where
from kiemdiem.review.queries.suggestions import terms_of_unit
from kiemdiem.tree.models import Organisation
from kiemdiem.tree.names import clean, tidied
from kiemdiem.tree.paths import within
from kiemdiem.verdicts import Refused, Verdict, refuse_on
from kiemdiem.wording import N_, Message

_STALE = N_("{who} rewrote this draft meanwhile. What stands there now: {text}")
_NO_TERM_AT_DATE = N_("No term of this committee had begun on that day: look at the date, or enter the term.")


def draft_letter(access: Access, subject_number: int, unit_code: str, entry: LetterEntry) -> SuggestionLetter:
    """Draft a letter of suggestion to a subject, in the name of a unit that manages it.

    Raises:
        OutOfSight: the subject or the unit is not theirs to suggest to or for. Refused: see `obstacles_to_drafting`.
    """
    with transaction.atomic():
        subject = subject_where(access, subject_number, Right.SUGGEST)
        unit = organisations_seen_by(access, Right.SUGGEST).filter(code=unit_code).first()
        if unit is None:
            raise OutOfSight(f"organisation {unit_code}")
        refuse_on(letters.obstacles_to_drafting(subject, unit, entry))
        actor = access.actor(Right.SUGGEST, unit.path)
        letter = SuggestionLetter.objects.create(
            cycle=subject.cycle,
            subject=subject,
            unit=unit,
            advised_by=clean(entry.advised_by),
            drafted_by=actor.account,
        )
        _write_matters(letter, entry)
        _record(actor, Verb.LETTER_DRAFTED, letter)
        return letter


def rewrite_letter(access: Access, number: int, version: int, entry: LetterEntry) -> SuggestionLetter:
    """Put other matters in the place of a draft's.

    Raises:
        OutOfSight. Refused: it is approved, or somebody else has rewritten it since `version`.
    """
    with transaction.atomic():
        letter = _locked(access, number, Right.SUGGEST)
        refuse_on(letters.obstacles_to_rewriting(letter))
        if letter.version != version:
            _refuse_stale(letter)
        refuse_on(letters.obstacles_to_matters(entry))
        actor = access.actor(Right.SUGGEST, letter.unit.path)
        Suggestion.objects.filter(letter=letter, superseded_at__isnull=True).update(superseded_at=timezone.now())
        letter.advised_by, letter.version = clean(entry.advised_by), letter.version + 1
        letter.drafted_at, letter.drafted_by = timezone.now(), actor.account
        letter.save(update_fields=["advised_by", "version", "drafted_at", "drafted_by"])
        _write_matters(letter, entry)
        _record(actor, Verb.LETTER_REWRITTEN, letter, version=letter.version)
        return letter


def _refuse_stale(letter: SuggestionLetter) -> None:
    who = names_of_accounts([letter.drafted_by]).get(letter.drafted_by, letter.drafted_by)
    texts = letter.suggestions.filter(superseded_at__isnull=True).order_by("order").values_list("text", flat=True)
    raise Refused([Verdict(Message(_STALE, {"who": who, "text": " · ".join(texts)}))])


def _write_matters(letter: SuggestionLetter, entry: LetterEntry) -> None:
    told = [matter for matter in entry.matters if matter.text.strip()]
    Suggestion.objects.bulk_create(
        Suggestion(letter=letter, order=order, text=tidied(matter.text), ground=tidied(matter.ground))
        for order, matter in enumerate(told, 1)
    )


def approve_letter(access: Access, number: int, version: int) -> SuggestionLetter:
    """The authority approves a draft as it stands at `version` (I.3.2.b); by whose account the text leaves open.

    Raises:
        OutOfSight. Refused: see `obstacles_to_approving`; somebody has rewritten it since it was looked at.
    """
    with transaction.atomic():
        letter = _locked(access, number, Right.APPROVE)
        refuse_on(letters.obstacles_to_approving(letter))
        if letter.version != version:
            _refuse_stale(letter)
        actor = access.actor(Right.APPROVE, letter.unit.path)
        letter.approved_at, letter.approved_by = timezone.now(), actor.account
        letter.save(update_fields=["approved_at", "approved_by"])
        _record(actor, Verb.LETTER_APPROVED, letter)
        return letter


def enter_term(access: Access, unit_code: str, term_start: int, symbol: str, last: int) -> LetterNumber:
    """Enter a term of a committee, once: its letters are numbered from the one after `last` on.

    Raises:
        OutOfSight: the unit is not theirs to issue letters for. Refused: see `obstacles_to_term`.
    """
    with transaction.atomic():
        found = organisations_seen_by(access, Right.APPROVE).filter(code=unit_code)
        unit = found.select_for_update(of=("self",)).first()
        if unit is None:
            raise OutOfSight(f"organisation {unit_code}")
        refuse_on(letters.obstacles_to_term(unit, term_start, symbol, last))
        actor = access.actor(Right.APPROVE, unit.path)
        term = LetterNumber.objects.create(
            unit=unit, term_start=term_start, symbol=clean(symbol), last=last, set_by=actor.account
        )
        details: dict[str, str | int] = {"term": term_start, "symbol": term.symbol, "last": last}
        record(actor, Verb.LETTER_TERM_SET, unit=unit.code, subject=reference(unit), details=details)
        return term


def number_letter(access: Access, number: int, entry: SignedEntry) -> SuggestionLetter:
    """Give an approved letter the next number of its term; two at the same moment get two numbers, without a gap.

    Raises:
        OutOfSight. Refused: see `obstacles_to_numbering`.
    """
    with transaction.atomic():
        letter = _locked(access, number, Right.APPROVE)
        refuse_on(letters.obstacles_to_numbering(letter, entry))
        actor = access.actor(Right.APPROVE, letter.unit.path)
        term = _locked_term(letter.unit, entry.dated_on)
        term.last += 1
        term.save(update_fields=["last"])
        letter.term, letter.number, letter.dated_on = term, term.last, entry.dated_on
        letter.place, letter.signed_for = clean(entry.place), clean(entry.signed_for)
        letter.signed_title, letter.signed_name = clean(entry.signed_title), clean(entry.signed_name)
        letter.numbered_at, letter.numbered_by = timezone.now(), actor.account
        letter.save()
        _record(actor, Verb.LETTER_NUMBERED, letter, number=letter.document_number)
        return letter


def _locked_term(unit: Organisation, day: date) -> LetterNumber:
    """The row of numbers in force on a day, locked until the transaction ends: one number at a time."""
    found = terms_of_unit(unit).filter(term_start__lte=day.year).select_for_update(of=("self",)).first()
    if found is None:
        raise Refused([Verdict(Message(_NO_TERM_AT_DATE), "dated_on")])
    return found


def record_consultation(
    access: Access, number: int, superior: str, asked_on: date, answered_on: date | None, content: str
) -> Consultation:
    """Record that the transferring superior was asked, and what it answered (I.3.2.c); the latest record counts.

    Raises:
        OutOfSight. Refused: see `obstacles_to_consulting`.
    """
    with transaction.atomic():
        letter = _locked(access, number, Right.SUGGEST)
        refuse_on(letters.obstacles_to_consulting(superior, asked_on, answered_on, content))
        actor = access.actor(Right.SUGGEST, letter.unit.path)
        Consultation.objects.filter(letter=letter, superseded_at__isnull=True).update(superseded_at=timezone.now())
        held = Consultation.objects.create(
            letter=letter, superior=clean(superior), asked_on=asked_on, answered_on=answered_on,
            content=tidied(content), by=actor.account,
        )  # fmt: skip
        _record(actor, Verb.LETTER_CONSULTED, letter, asked=asked_on.isoformat())
        return held


def notify_letter(access: Access, number: int, on: date, late_ground: str = "") -> SuggestionLetter:
    """Record that the subject was notified; from then on it must answer.

    Raises:
        OutOfSight. Refused: see `obstacles_to_notifying`.
    """
    with transaction.atomic():
        letter = _locked(access, number, Right.APPROVE)
        refuse_on(letters.obstacles_to_notifying(letter, on, late_ground))
        actor = access.actor(Right.APPROVE, letter.unit.path)
        letter.notified_on, letter.notified_at, letter.notified_by = on, timezone.now(), actor.account
        letter.late_ground = tidied(late_ground)
        letter.save(update_fields=["notified_on", "notified_at", "notified_by", "late_ground"])
        _record(actor, Verb.LETTER_NOTIFIED, letter, on=on.isoformat())
        return letter


def report_result(access: Access, number: int, on: date, result: str, late_ground: str = "") -> SuggestionLetter:
    """Record that the result on what was suggested has been reported, and what it is.

    Raises:
        OutOfSight. Refused: see `obstacles_to_reporting`.
    """
    with transaction.atomic():
        letter = _locked(access, number, Right.SUGGEST)
        refuse_on(letters.obstacles_to_reporting(letter, on, result, late_ground))
        actor = access.actor(Right.SUGGEST, letter.unit.path)
        letter.reported_on, letter.reported_by, letter.result = on, actor.account, tidied(result)
        letter.reported_late_ground = tidied(late_ground)
        letter.save(update_fields=["reported_on", "reported_by", "result", "reported_late_ground"])
        _record(actor, Verb.LETTER_REPORTED, letter, on=on.isoformat())
        return letter


def withdraw_letter(access: Access, number: int, ground: str, paper: Paper) -> LetterWithdrawal:
    """Withdraw a letter; its number stays used, and nothing of it is to be answered any more.

    Raises:
        OutOfSight. Refused: it is withdrawn already, or no ground is given.
    """
    with transaction.atomic():
        letter = _locked(access, number, Right.APPROVE)
        refuse_on(letters.obstacles_to_withdrawing(letter, ground))
        refuse_on_unkept(LetterWithdrawal, {}, paper)
        actor = access.actor(Right.APPROVE, letter.unit.path)
        withdrawal = LetterWithdrawal.objects.create(
            letter=letter, by=actor.account, ground=tidied(ground), document=keep_paper(paper)
        )
        _record(actor, Verb.LETTER_WITHDRAWN, letter)
        return withdrawal


def _locked(access: Access, number: int, right: Right) -> SuggestionLetter:
    """The letter, locked, when the right is held at the unit that issues it."""
    found: QuerySet[SuggestionLetter] = SuggestionLetter.objects.filter(
        within("unit__path", access.paths(right)), pk=number
    )
    letter = found.select_for_update(of=("self",)).select_related(
        "unit", "term", "cycle__unit", "subject__cycle", "subject__organisation", "subject__person",
        "subject__collective__organisation",
    ).first()  # fmt: skip
    if letter is None:
        raise OutOfSight(f"letter {number}")
    return letter


def _record(actor: Actor, verb: Verb, letter: SuggestionLetter, **more: str | int) -> None:
    details: dict[str, str | int] = {"letter": letter.pk, **more}
    record(actor, verb, unit=letter.unit.code, subject=reference_of(letter.subject), details=details)
