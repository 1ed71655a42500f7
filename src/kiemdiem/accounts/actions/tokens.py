"""Issues the tokens with which programs use a mandate over the HTTP API, and ends them."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from kiemdiem.accounts.access import Access, account_reference
from kiemdiem.accounts.actions.locking import locked_mandate
from kiemdiem.accounts.models import Mandate, Token
from kiemdiem.accounts.queries import counts, token_digest
from kiemdiem.accounts.secrets_once import SecretOnce, new_token
from kiemdiem.journal.actions import Actor, record
from kiemdiem.journal.verbs import Verb
from kiemdiem.tree.names import clean
from kiemdiem.verdicts import Verdict, refuse_on
from kiemdiem.wording import N_, Message

LONGEST = timedelta(days=365)
MOST = 20
"""Tokens alive for one mandate."""


@dataclass(frozen=True)
class TokenFacts:
    """A token as it is asked for."""

    purpose: str
    expires_on: date


def obstacles_to_issue_token(access: Access, mandate: Mandate, facts: TokenFacts | None = None) -> list[Verdict]:
    """What stands in the way of a token for one's own mandate (no facts yet: any token)."""
    found, today = list[Verdict](), timezone.localdate()
    if mandate.account_id != access.account:
        found.append(Verdict(Message(N_("A token can be issued for one's own task only."))))
    if not Mandate.objects.filter(counts(today), pk=mandate.pk).exists():
        found.append(Verdict(Message(N_("This task is not in force today."))))
    if mandate.tokens.filter(ended_at__isnull=True, expires_on__gte=today).count() >= MOST:
        text = N_("There are {most} tokens for this task already: end one that is not needed.")
        found.append(Verdict(Message(text, {"most": MOST})))
    if facts is None:
        return found
    if not clean(facts.purpose) or len(clean(facts.purpose)) > 120:
        found.append(Verdict(Message(N_("Say what the token is for, in 120 letters at most.")), "purpose"))
    if facts.expires_on < today:
        found.append(Verdict(Message(N_("The last day is over already.")), "expires_on"))
    elif facts.expires_on > today + LONGEST:
        found.append(Verdict(Message(N_("A token is valid for one year at most.")), "expires_on"))
    return found


def issue_token(access: Access, mandate: Mandate, facts: TokenFacts) -> tuple[Token, SecretOnce]:
    """Issue a token; only its digest is kept.

    Raises:
        Refused: there are obstacles.
    """
    with transaction.atomic():
        mandate = locked_mandate(mandate.pk)
        refuse_on(obstacles_to_issue_token(access, mandate, facts))
        secret = new_token()
        token = Token.objects.create(
            mandate=mandate,
            purpose=clean(facts.purpose),
            digest=token_digest(secret.text),
            hint=secret.text[:8],
            expires_on=facts.expires_on,
        )
        _record(access, Verb.TOKEN_ISSUED, token)
    return token, secret


def end_token(access: Access, token: Token) -> None:
    """End one of one's own tokens; one that is over already stays so.

    Raises:
        Refused: it is not one's own.
    """
    with transaction.atomic():
        mandate = locked_mandate(token.mandate_id)
        token = Token.objects.select_for_update().get(pk=token.pk)
        if mandate.account_id != access.account:
            refuse_on([Verdict(Message(N_("A token can be ended by its owner only.")))])
        if token.ended_at is None:
            token.ended_at = timezone.now()
            token.save(update_fields=["ended_at"])
            _record(access, Verb.TOKEN_ENDED, token)


def _record(access: Access, verb: Verb, token: Token) -> None:
    actor = Actor(account_reference(access.account), "", access.origin)
    unit, about = token.mandate.organisation.code, account_reference(access.account)
    record(actor, verb, unit=unit, subject=about, details={"token": token.pk, "mandate": token.mandate_id})
