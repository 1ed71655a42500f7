"""Takes answers in: of who is asked, from paper, through a one-time link with a code."""

import json
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from kiemdiem.accounts.access import Access
from kiemdiem.accounts.roles import Right
from kiemdiem.campaign.roster import terms_of
from kiemdiem.journal.actions import Actor
from kiemdiem.journal.verbs import Verb
from kiemdiem.review.actions.requests import journal_request, locked_request
from kiemdiem.review.models import OpinionAnswer, OpinionLink, OpinionRequest
from kiemdiem.review.queries.opinions import Seen, digest_of, link_of_token, next_day_of, request_seen_by
from kiemdiem.rulebook.writing import GRADES
from kiemdiem.tree.names import unkept_sign
from kiemdiem.verdicts import Refused, Verdict, refuse_on
from kiemdiem.wording import N_, Message

LONGEST = 10_000
MOST_FAILURES = 5
DAYS_OF_A_LINK = 21
_DIGITS = 8
_BAD_SIGN = N_("The text holds a sign that cannot be seen ({sign}): delete it, or type the text anew.")
_BAD_TICK = N_("Choose one of the grades that are offered.")
_FUTURE = N_("The day lies in the future: look at the date on the paper.")
_UNKNOWN = N_("It is not known yet who is asked: enter the body's name first.")
_BAD_LINK = N_("This link is not valid. Ask whoever sent it for a new one.")
_WRONG_CODE = N_("The code is not right. {left} tries are left; the code was told or sent apart from the link.")
_LOCKED = N_("Too many wrong codes: this link is locked. Ask whoever sent it for a new one.")
_EXPIRED = N_("This link is no longer valid: it ended on {day}. Ask whoever sent it for a new one.")
_USED = N_("An answer was given through this link already: it can be used once.")
_NOTHING = N_("Write the opinion, or tick the form.")
_TOO_LONG = N_("{letters} letters, at most {most} are kept: shorten the text.")
_CLOSED = N_("This request was withdrawn, or is not needed: there is nothing to answer.")
_ANSWERED = N_("An answer is in already.")


@dataclass(frozen=True)
class Answer:
    """What is answered: free text, the ticks of form 4."""

    text: str
    ticks: Mapping[str, str]
    paper_of: date | None = None
    """The day that stands on a paper answer; None: given in the system, today."""


@dataclass(frozen=True)
class FreshLink:
    """A link and its code, told once and never again."""

    token: str
    code: str
    request: OpinionRequest


def obstacles_to_answering(request: OpinionRequest, answer: Answer) -> Iterator[Verdict]:
    """What is wrong with an answer as it comes in."""
    if request.withdrawn_at or request.not_needed_at:
        yield Verdict(Message(_CLOSED))
    items = {item.key for item in terms_of(request.cycle).edition.items}
    if not answer.text.strip() and not answer.ticks:
        yield Verdict(Message(_NOTHING), "text", request.clause)
    if len(answer.text) > LONGEST:
        yield Verdict(Message(_TOO_LONG, {"letters": len(answer.text), "most": LONGEST}), "text")
    if sign := unkept_sign(answer.text.replace("\n", " ").replace("\t", " ")):
        yield Verdict(Message(_BAD_SIGN, {"sign": sign}), "text")
    if any(key not in items or grade not in GRADES for key, grade in answer.ticks.items()):
        yield Verdict(Message(_BAD_TICK))
    if answer.paper_of and answer.paper_of > timezone.localdate():
        yield Verdict(Message(_FUTURE), "paper_of")


def answer_request(access: Access, number: int, answer: Answer) -> OpinionAnswer:
    """Answer as who is asked, or enter an answer that came on paper as who asks; a second answer supersedes the first.

    Only a paper has a day other than today: nobody dates an answer back to before the deadline.

    Raises:
        OutOfSight: neither asked nor asking. Refused: see `obstacles_to_answering`.
    """
    with transaction.atomic():
        seen = request_seen_by(access, number)
        request = (
            OpinionRequest.objects.select_for_update(of=("self",)).select_related("cycle", "subject").get(pk=number)
        )
        if not seen.answers:
            answer = replace(answer, paper_of=answer.paper_of or timezone.localdate())
        elif not seen.asks:
            answer = replace(answer, paper_of=None)
        refuse_on(obstacles_to_answering(request, answer))
        return _keep(request, answer, _answering(access, seen))


def _answering(access: Access, seen: Seen) -> Actor:
    if not seen.answers:
        return access.actor(Right.ASK_OPINIONS, seen.request.path)
    if access.may(Right.ANSWER_OPINIONS, seen.request.asked_path):
        return access.actor(Right.ANSWER_OPINIONS, seen.request.asked_path)
    return access.actor(Right.SEE_SELF)


def _keep(request: OpinionRequest, answer: Answer, actor: Actor) -> OpinionAnswer:
    """The answer in force from now on; one on the day named or later is marked; a link not used yet ends."""
    now, day = timezone.now(), next_day_of(request)
    given_on = answer.paper_of or timezone.localdate(now)
    OpinionAnswer.objects.filter(request=request, superseded_at__isnull=True).update(superseded_at=now)
    made = OpinionAnswer.objects.create(
        request=request, text=answer.text.strip(), ticks=json.dumps(dict(answer.ticks)), given_on=given_on,
        on_paper=answer.paper_of is not None, entered_by=actor.account, came_late=day is not None and given_on >= day,
    )  # fmt: skip
    OpinionRequest.objects.filter(pk=request.pk).update(answered_at=now, sent_at=request.sent_at or now)
    OpinionLink.objects.filter(request=request, used_at__isnull=True, ended_at__isnull=True).update(ended_at=now)
    journal_request(actor, Verb.OPINION_ANSWERED, request)
    return made


def make_link(access: Access, number: int) -> FreshLink:
    """A one-time link with a code for a body without accounts; an earlier one ends.

    Raises:
        OutOfSight. Refused: answered, closed, or it is not known who is asked.
    """
    with transaction.atomic():
        request = locked_request(access, number)
        if request.answered_at or request.withdrawn_at or request.not_needed_at:
            refuse_on([Verdict(Message(_ANSWERED if request.answered_at else _CLOSED))])
        if request.asked == "?":
            refuse_on([Verdict(Message(_UNKNOWN), "name")])
        now = timezone.now()
        OpinionLink.objects.filter(request=request, used_at__isnull=True, ended_at__isnull=True).update(ended_at=now)
        token, code = secrets.token_urlsafe(32), "".join(secrets.choice("0123456789") for _ in range(_DIGITS))
        actor = access.actor(Right.ASK_OPINIONS, request.path)
        OpinionLink.objects.create(
            request=request, digest=digest_of(token), code_digest=digest_of(f"{token}:{code}"), made_by=actor.account,
            expires_at=now + timedelta(days=DAYS_OF_A_LINK),
        )  # fmt: skip
        if request.sent_at is None:
            request.sent_at = now
            request.save(update_fields=["sent_at"])
        journal_request(actor, Verb.OPINION_LINK_MADE, request)
        return FreshLink(token, code, request)


def open_link(token: str, code: str) -> OpinionLink:
    """The link when it works and the code is right; a wrong code is counted, and the link is locked after a few.

    Raises:
        Refused: no such link, used, expired, locked, wrong code.
    """
    link = link_of_token(token)
    refuse_on(obstacles_to_link(link))
    if link is None:
        raise Refused([Verdict(Message(_BAD_LINK))])
    if (left := _tries_left(link, digest_of(f"{token}:{code.strip()}"))) is not None:
        raise Refused([Verdict(Message(_WRONG_CODE, {"left": left}) if left > 0 else Message(_LOCKED), "code")])
    return link


def _tries_left(link: OpinionLink, code_digest: str) -> int | None:
    """None: the code is right. One try after another, however many come at once; a wrong one is kept and counted."""
    with transaction.atomic():
        now = OpinionLink.objects.select_for_update(of=("self",)).get(pk=link.pk)
        if now.failures >= MOST_FAILURES:
            return 0
        if secrets.compare_digest(now.code_digest, code_digest):
            return None
        now.failures += 1
        now.save(update_fields=["failures"])
        journal_request(Actor(f"link:{link.pk}"), Verb.OPINION_LINK_FAILED, link.request)
        return MOST_FAILURES - now.failures


def obstacles_to_link(link: OpinionLink | None) -> Iterator[Verdict]:
    """Why a link does not work; an unknown one and a withdrawn one are told the same."""
    if link is None:
        yield Verdict(Message(_BAD_LINK))
    elif link.used_at:
        yield Verdict(Message(_USED))
    elif link.failures >= MOST_FAILURES:
        yield Verdict(Message(_LOCKED))
    elif link.expires_at <= timezone.now():
        yield Verdict(Message(_EXPIRED, {"day": timezone.localtime(link.expires_at).strftime("%d/%m/%Y")}))


def answer_by_link(token: str, code: str, answer: Answer) -> OpinionAnswer:
    """Answer through a link: it is used up.

    Raises:
        Refused: see `open_link` and `obstacles_to_answering`; another answer came at the same moment.
    """
    opened = open_link(token, code)
    with transaction.atomic():
        link = OpinionLink.objects.select_for_update(of=("self",)).get(pk=opened.pk)
        refuse_on(obstacles_to_link(link))
        related = OpinionRequest.objects.select_for_update(of=("self",)).select_related("cycle", "subject")
        request = related.get(pk=link.request_id)
        refuse_on(obstacles_to_answering(request, answer))
        link.used_at = timezone.now()
        link.save(update_fields=["used_at"])
        return _keep(request, answer, Actor(f"link:{link.pk}"))
