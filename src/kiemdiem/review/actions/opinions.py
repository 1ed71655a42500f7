"""Asks for opinions: derives, sends, reminds, closes, asks again; goes on without; consolidates."""

from collections.abc import Collection, Iterator
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from kiemdiem.accounts.access import Access
from kiemdiem.accounts.models import Account
from kiemdiem.accounts.queries import names_of_accounts
from kiemdiem.accounts.roles import Right
from kiemdiem.campaign.actions.plan import reference
from kiemdiem.campaign.models import Subject
from kiemdiem.campaign.queries.cycles import open_cycle_at
from kiemdiem.jobs.actions import ask_for
from kiemdiem.jobs.models import Job
from kiemdiem.journal.actions import record
from kiemdiem.journal.verbs import Verb
from kiemdiem.registry.actions.keeping import obstacles_to_keeping
from kiemdiem.registry.queries.units import organisation_seen_by
from kiemdiem.review.actions.requests import journal_request, journal_requests, locked_request, unit_at
from kiemdiem.review.models import AskedAgain, Consolidation, GoingOn, OpinionLink, OpinionRequest
from kiemdiem.review.queries.opinions import (
    OPEN,
    asked_by,
    consolidation_of,
    digest_of,
    is_review_over,
    requests_about,
    subject_to_ask_about,
)
from kiemdiem.tree.names import tidied
from kiemdiem.verdicts import Refused, Verdict, refuse_on
from kiemdiem.wording import N_, Message

MOST_AT_ONCE = 1_000
LONGEST = 30_000
_DERIVE = N_("Whose opinion is asked: {unit}")
_NO_CYCLE = N_("No cycle is open for {unit}.")
_NOTHING = N_("Write the opinion, or tick the form.")
_TOO_LONG = N_("{letters} letters, at most {most} are kept: shorten the text.")
_NO_GROUND = N_("Say why: whoever reads this later must understand it.")
_ANSWERED = N_("An answer is in already.")
_CLOSED = N_("This request is closed already: ask again first.")
_NOT_CLOSED = N_("This request is open: there is nothing to ask again.")
_CYCLE_OVER = N_("The cycle of {year} is over: nobody is asked in it any more.")
_REVIEWED = N_("The review of {subject} is finished: an opinion would come too late.")
_STALE = N_("{who} kept version {number} meanwhile. What stands there now: {text}")
_NO_NAME = N_("Enter the name of the body or person.")
_TWICE = N_("{name} is asked about this already.")
_NONE_TO_SEND = N_("Nothing is left to be sent here.")
_NONE_MISSING = N_("No answer is missing: there is nothing to note.")


def ask_to_derive(access: Access, unit_code: str) -> Job:
    """Have the requests about the subjects of a unit derived by the rules; what is there already stays.

    Raises:
        OutOfSight: the unit is not theirs to ask for. Refused: no cycle is open there.
    """
    unit = organisation_seen_by(access, unit_code, Right.ASK_OPINIONS)
    cycle = open_cycle_at(unit.path)
    if cycle is None:
        raise Refused([Verdict(Message(_NO_CYCLE, {"unit": unit.name}))])
    owner = Account.objects.get(pk=access.account)
    options: dict[str, str | int] = {"cycle": cycle.pk, "unit": unit.code}
    subject = f"opinions:{cycle.pk}:{unit.pk}"
    return ask_for(owner, "opinions.derive", subject, Message(_DERIVE, {"unit": unit.name}), options)


def add_request(access: Access, subject_number: int, name: str, clause: str = "I.3.1.a4") -> OpinionRequest:
    """Ask a body or person that the rules do not derive, or that the registry does not hold, by its name.

    Raises:
        OutOfSight: the subject is not theirs. Refused: no name; asked already.
    """
    with transaction.atomic():
        subject = subject_to_ask_about(access, subject_number)
        name = tidied(name)
        refuse_on(obstacles_to_keeping(OpinionRequest, {"name": name}))
        if not name:
            refuse_on([Verdict(Message(_NO_NAME), "name")])
        asked = f"name:{digest_of(name.casefold())[:32]}"
        if OpinionRequest.objects.filter(subject=subject, kind=OpinionRequest.Kind.REPORT, asked=asked).exists():
            refuse_on([Verdict(Message(_TWICE, {"name": name}), "name")])
        row = subject.rows.filter(dropped_at__isnull=True).select_related("place").order_by("pk").first()
        made = OpinionRequest.objects.create(
            cycle=subject.cycle, subject=subject, kind=OpinionRequest.Kind.REPORT, clause=clause, name=name,
            asked=asked, path=subject.path, deadline=row.place.deadline if row else "",
        )  # fmt: skip
        journal_request(access.actor(Right.ASK_OPINIONS, subject.path), Verb.OPINION_ASKED, made)
        return made


def send_requests(access: Access, chosen: Collection[int]) -> int:
    """Mark requests as sent: units with accounts see them at once, letters go out on paper; how many.

    Raises:
        Refused: nothing is left to be sent among them.
    """
    with transaction.atomic():
        found = asked_by(access).filter(OPEN, pk__in=chosen, sent_at__isnull=True).exclude(asked="?")
        rows = list(found.select_related("subject").select_for_update(of=("self",))[:MOST_AT_ONCE])
        if not rows:
            refuse_on([Verdict(Message(_NONE_TO_SEND))])
        OpinionRequest.objects.filter(pk__in=[row.pk for row in rows]).update(sent_at=timezone.now())
        journal_requests(access, Verb.OPINION_SENT, rows)
        return len(rows)


def remind(access: Access, chosen: Collection[int]) -> int:
    """Remind those who were asked and have not answered, at most once a day each; how many."""
    with transaction.atomic():
        yesterday = timezone.now() - timedelta(days=1)
        found = asked_by(access).filter(OPEN, pk__in=chosen, sent_at__lt=yesterday).exclude(reminded_at__gt=yesterday)
        rows = list(found.select_related("subject").select_for_update(of=("self",))[:MOST_AT_ONCE])
        OpinionRequest.objects.filter(pk__in=[row.pk for row in rows]).update(reminded_at=timezone.now())
        journal_requests(access, Verb.OPINION_REMINDED, rows)
        return len(rows)


def name_body(access: Access, number: int, name: str) -> OpinionRequest:
    """Enter who is asked where the registry did not say.

    Raises:
        OutOfSight. Refused: no name; it is known already; the same is asked already.
    """
    with transaction.atomic():
        request = locked_request(access, number)
        refuse_on(obstacles_to_keeping(OpinionRequest, {"name": name}))
        if not name.strip():
            refuse_on([Verdict(Message(_NO_NAME), "name")])
        name = tidied(name)
        asked = f"name:{digest_of(name.casefold())[:32]}"
        same = OpinionRequest.objects.filter(subject=request.subject, kind=request.kind, asked=asked)
        if request.asked != "?" or same.exists():
            refuse_on([Verdict(Message(_TWICE, {"name": name}), "name")])
        request.name, request.asked = name, asked
        request.save(update_fields=["name", "asked"])
        journal_request(access.actor(Right.ASK_OPINIONS, request.path), Verb.OPINION_ASKED, request)
        return request


def set_not_needed(access: Access, number: int, ground: str) -> OpinionRequest:
    """Record that an answer is not needed, with the ground.

    Raises:
        OutOfSight. Refused: no ground; answered already.
    """
    return _close(access, number, ground, "not_needed_at", Verb.OPINION_NOT_NEEDED)


def withdraw_request(access: Access, number: int, ground: str) -> OpinionRequest:
    """Take a request back that was made by mistake; its link ends.

    Raises:
        OutOfSight. Refused: no ground; answered already.
    """
    return _close(access, number, ground, "withdrawn_at", Verb.OPINION_WITHDRAWN)


def _close(access: Access, number: int, ground: str, stage: str, verb: Verb) -> OpinionRequest:
    with transaction.atomic():
        request = locked_request(access, number)
        refuse_on(obstacles_to_keeping(OpinionRequest, {"ground": ground}))
        if not ground.strip():
            refuse_on([Verdict(Message(_NO_GROUND), "ground")])
        if request.answered_at:
            refuse_on([Verdict(Message(_ANSWERED))])
        if request.not_needed_at or request.withdrawn_at:
            refuse_on([Verdict(Message(_CLOSED))])
        setattr(request, stage, timezone.now())
        request.ground = tidied(ground)
        request.save(update_fields=[stage, "ground"])
        OpinionLink.objects.filter(request=request, used_at__isnull=True, ended_at__isnull=True).update(
            ended_at=timezone.now()
        )
        journal_request(access.actor(Right.ASK_OPINIONS, request.path), verb, request)
        return request


def obstacles_to_asking_again(request: OpinionRequest) -> Iterator[Verdict]:
    """What stands in the way of asking again where an answer was not needed or the request was withdrawn."""
    if request.answered_at:
        yield Verdict(Message(_ANSWERED))
    elif not request.not_needed_at and not request.withdrawn_at:
        yield Verdict(Message(_NOT_CLOSED))
    cycle = open_cycle_at(request.path)
    if cycle is None or cycle.pk != request.cycle_id:
        yield Verdict(Message(_CYCLE_OVER, {"year": str(request.cycle.year)}))
    elif is_review_over(request.subject):
        yield Verdict(Message(_REVIEWED, {"subject": request.subject.name}))


def ask_again(access: Access, number: int, ground: str) -> OpinionRequest:
    """Put a closed request back to be sent; how it stood is kept, and an earlier link stays ended.

    Raises:
        OutOfSight. Refused: no ground; see `obstacles_to_asking_again`.
    """
    with transaction.atomic():
        request = locked_request(access, number)
        refuse_on([*obstacles_to_asking_again(request), *obstacles_to_keeping(AskedAgain, {"ground": ground})])
        if not ground.strip():
            refuse_on([Verdict(Message(_NO_GROUND), "ground")])
        actor = access.actor(Right.ASK_OPINIONS, request.path)
        AskedAgain.objects.create(
            request=request, not_needed_at=request.not_needed_at, withdrawn_at=request.withdrawn_at,
            closed_ground=request.ground, ground=tidied(ground), by=actor.account,
        )  # fmt: skip
        request.not_needed_at = request.withdrawn_at = request.sent_at = request.reminded_at = None
        request.ground = ""
        request.save(update_fields=["not_needed_at", "withdrawn_at", "sent_at", "reminded_at", "ground"])
        journal_request(actor, Verb.OPINION_ASKED_AGAIN, request)
        return request


def go_on_without(access: Access, subject_number: int, note: str) -> GoingOn:
    """Go on though answers are missing, with a note that stands beside the review (I.3.1.a1).

    Raises:
        OutOfSight. Refused: no note; nothing is missing.
    """
    with transaction.atomic():
        subject = subject_to_ask_about(access, subject_number)
        missing = [one for one in requests_about(subject) if not one.answered_at and not one.not_needed_at]
        refuse_on(obstacles_to_keeping(GoingOn, {"note": note}))
        if not note.strip():
            refuse_on([Verdict(Message(_NO_GROUND), "note", "I.3.1.a1")])
        if not missing:
            refuse_on([Verdict(Message(_NONE_MISSING))])
        actor = access.actor(Right.ASK_OPINIONS, subject.path)
        made = GoingOn.objects.create(subject=subject, note=tidied(note), missing=len(missing), by=actor.account)
        details = {"missing": len(missing)}
        record(actor, Verb.WENT_ON_WITHOUT, unit=unit_at(subject.path), subject=reference(subject), details=details)
        return made


def consolidate(access: Access, subject_number: int, version: int, text: str) -> Consolidation:
    """Keep the consolidated opinions as a new version (III.1 item 2).

    Args:
        version: number of the one that was on the page; 0: there was none.

    Raises:
        OutOfSight. Refused: nothing written; somebody has kept another version since `version`.
    """
    with transaction.atomic():
        subject = subject_to_ask_about(access, subject_number)
        Subject.objects.select_for_update(of=("self",)).get(pk=subject.pk)
        standing = consolidation_of(subject)
        if standing is not None and standing.number != version:
            _refuse_stale(standing)
        if not text.strip():
            refuse_on([Verdict(Message(_NOTHING), "text")])
        if len(text) > LONGEST:
            refuse_on([Verdict(Message(_TOO_LONG, {"letters": len(text), "most": LONGEST}), "text")])
        actor = access.actor(Right.ASK_OPINIONS, subject.path)
        number = standing.number + 1 if standing else 1
        made = Consolidation.objects.create(subject=subject, number=number, text=text.strip(), by=actor.account)
        record(actor, Verb.OPINIONS_CONSOLIDATED, unit=unit_at(subject.path), subject=reference(subject),
               details={"number": number})  # fmt: skip
        return made


def _refuse_stale(standing: Consolidation) -> None:
    who = names_of_accounts([standing.by]).get(standing.by, standing.by)
    raise Refused([Verdict(Message(_STALE, {"who": who, "number": standing.number, "text": standing.text}))])
