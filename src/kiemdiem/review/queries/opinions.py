"""Opinions asked and given, within what somebody asks for or is asked."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from kiemdiem.accounts.access import Access, OutOfSight
from kiemdiem.accounts.roles import Right
from kiemdiem.campaign.calendar import days_in_force
from kiemdiem.campaign.freezing import HELD
from kiemdiem.campaign.models import Cycle, PlanRow, Subject
from kiemdiem.campaign.queries.cycles import subjects_seen_by
from kiemdiem.campaign.queries.plan import due_keys
from kiemdiem.review.models import AskedAgain, Consolidation, GoingOn, OpinionAnswer, OpinionLink, OpinionRequest
from kiemdiem.review.queries.standing import same_person
from kiemdiem.tree.paths import within

OPEN = Q(answered_at__isnull=True, not_needed_at__isnull=True, withdrawn_at__isnull=True)
"""The condition on a request that its answer is waited for."""
_RELATED = (
    "subject__person", "subject__collective", "organisation", "collective__organisation", "person", "cycle__unit"
)  # fmt: skip


def asked_by(access: Access) -> "QuerySet[OpinionRequest]":
    """The requests about the subjects of the units where one asks."""
    return OpinionRequest.objects.filter(access.scope(Right.ASK_OPINIONS))


def asked_of(access: Access) -> "QuerySet[OpinionRequest]":
    """The requests that were sent to the units where one answers, or to oneself."""
    condition = within("asked_path", access.paths(Right.ANSWER_OPINIONS)) & Q(person__isnull=True)
    if access.may(Right.SEE_SELF):
        condition |= Q(person__account_id=access.account)
    return OpinionRequest.objects.filter(condition, sent_at__isnull=False, withdrawn_at__isnull=True)


@dataclass(frozen=True)
class Seen:
    """A request that somebody sees, and as what."""

    request: OpinionRequest
    asks: bool
    answers: bool


def request_seen_by(access: Access, number: int) -> Seen:
    """One request, as who asks or who is asked.

    Raises:
        OutOfSight: there is none, or it is neither theirs to ask nor to answer.
    """
    related = OpinionRequest.objects.select_related(*_RELATED).defer("cycle__edition_text")
    found = related.filter(pk=number).first()
    if found is None:
        raise OutOfSight(f"opinion request {number}")
    asks = access.may(Right.ASK_OPINIONS, found.path)
    answers = asked_of(access).filter(pk=number).exists()
    if not asks and not answers:
        raise OutOfSight(f"opinion request {number}")
    return Seen(found, asks, answers)


def requests_of(found: "QuerySet[OpinionRequest]", cycle: Cycle, kind: str, state: str) -> "QuerySet[OpinionRequest]":
    """Those of one cycle, of a kind and in a state (empty: any): `open`, `late`, `answered`, `not_needed`, `unsent`."""
    found = found.filter(cycle=cycle)
    if kind:
        found = found.filter(kind=kind)
    if state in {"open", "late", "unsent"}:
        found = found.filter(OPEN)
    if state == "unsent":
        found = found.filter(sent_at__isnull=True)
    if state == "late":
        found = found.filter(deadline__in=due_keys(days_in_force(cycle), timezone.localdate()))
    if state == "answered":
        found = found.filter(answered_at__isnull=False)
    if state == "not_needed":
        found = found.filter(not_needed_at__isnull=False)
    return found.select_related(*_RELATED).order_by("path", "subject_id", "kind", "pk")


def answer_in_force(request: OpinionRequest) -> OpinionAnswer | None:
    """What was answered, if anything."""
    return OpinionAnswer.objects.filter(request=request, superseded_at__isnull=True).first()


def answers_of(request: OpinionRequest) -> list[OpinionAnswer]:
    """All answers, the last one first."""
    return list(OpinionAnswer.objects.filter(request=request).order_by("-entered_at", "-pk"))


def ticks_of(answer: OpinionAnswer) -> Mapping[str, str]:
    """Key of an item of form 4 -> grade."""
    ticks: dict[str, str] = json.loads(answer.ticks)
    return ticks


def times_asked_again(request: OpinionRequest) -> list[AskedAgain]:
    """How often a request was put back after it had been closed, the last time first."""
    return list(AskedAgain.objects.filter(request=request).order_by("-pk"))


def is_review_over(subject: Subject) -> bool:
    """Whether a subject, or the same person's other subject of the cycle, is reviewed at no place any more."""
    rows = PlanRow.objects.filter(
        subject__in=Subject.objects.filter(same_person(subject)), action__in=HELD, dropped_at__isnull=True
    )
    finished = list(rows.values_list("finished_on", flat=True))
    return bool(finished) and None not in finished


def link_in_force(request: OpinionRequest) -> OpinionLink | None:
    """The link that still works, if there is one."""
    found = OpinionLink.objects.filter(request=request, used_at__isnull=True, ended_at__isnull=True)
    return found.filter(expires_at__gt=timezone.now()).order_by("-pk").first()


def digest_of(secret: str) -> str:
    """How links and codes are kept."""
    return hashlib.sha256(secret.encode()).hexdigest()


def link_of_token(token: str) -> OpinionLink | None:
    """The link of that token, whatever has become of it; None when there never was one or it was withdrawn."""
    related = ("request__subject", "request__cycle", "request__organisation", "request__collective", "request__person")
    found = OpinionLink.objects.filter(digest=digest_of(token), ended_at__isnull=True).select_related(*related)
    return found.filter(request__withdrawn_at__isnull=True).first()


def requests_about(subject: Subject) -> list[OpinionRequest]:
    """All requests about a subject, or about the same person's other subject of the cycle."""
    same = Q(subject__person_id=subject.person_id) if subject.person_id else Q(subject=subject)
    found = OpinionRequest.objects.filter(same, cycle_id=subject.cycle_id, withdrawn_at__isnull=True)
    return list(found.select_related(*_RELATED).defer("cycle__edition_text").order_by("kind", "pk"))


def subject_to_ask_about(access: Access, number: int) -> Subject:
    """A subject of a unit where one asks.

    Raises:
        OutOfSight: there is none, or it is not theirs.
    """
    known = Subject.objects.filter(access.scope(Right.ASK_OPINIONS), pk=number)
    found = known.select_related("cycle__unit", "person", "collective").defer("cycle__edition_text").first()
    if found is None:
        raise OutOfSight(f"subject {number}")
    return found


def goings_on(subject: Subject) -> list[GoingOn]:
    """The notes with which one went on though answers were missing."""
    return list(GoingOn.objects.filter(subject=subject).order_by("-at"))


def consolidation_of(subject: Subject) -> Consolidation | None:
    """The consolidated opinions as they stand."""
    return Consolidation.objects.filter(subject=subject).order_by("-number").first()


def consolidations_of(subject: Subject) -> list[Consolidation]:
    """All versions of them, the last one first."""
    return list(Consolidation.objects.filter(subject=subject).order_by("-number"))


def next_day_of(request: OpinionRequest) -> date | None:
    """The day before which the answer is due."""
    return days_in_force(request.cycle).get(request.deadline)


def can_remind(request: OpinionRequest) -> bool:
    """Whether somebody may be reminded again: at most once a day."""
    last = request.reminded_at or request.sent_at
    return last is not None and timezone.now() - last > timedelta(days=1)


def subjects_without_opinions(access: Access, cycle: Cycle) -> "QuerySet[Subject]":
    """The collectives of one's units about whose reports nobody is asked yet."""
    asked = OpinionRequest.objects.filter(subject=OuterRef("pk"))
    return subjects_seen_by(access, cycle, Right.ASK_OPINIONS).filter(~Exists(asked), kind="collective")
