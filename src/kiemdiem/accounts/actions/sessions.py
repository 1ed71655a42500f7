"""Ends sessions: one's own, or all of an account."""

from django.db import transaction

from kiemdiem.accounts.access import Access, account_reference
from kiemdiem.accounts.actions.locking import actor_for_accounts, obstacles_to_be_in_charge
from kiemdiem.accounts.models import Account
from kiemdiem.accounts.signed_out import drop_sessions
from kiemdiem.journal.actions import Actor, record
from kiemdiem.journal.verbs import Verb
from kiemdiem.verdicts import Verdict, refuse_on


def obstacles_to_end_sessions(access: Access, account: Account) -> list[Verdict]:
    """What stands in the way of signing an account out everywhere."""
    return obstacles_to_be_in_charge(access, account)


def end_sessions(access: Access, account: Account) -> int:
    """Sign an account out everywhere; how many sessions there were.

    Raises:
        Refused: there are obstacles.
    """
    with transaction.atomic():
        refuse_on(obstacles_to_end_sessions(access, account))
        return _dropped(actor_for_accounts(access), account.pk)


def end_own_session(access: Access, session: int) -> int:
    """End one of one's own sessions (its number in the list); 0 when it is over already."""
    with transaction.atomic():
        return _dropped(_oneself(access), access.account, only=session)


def end_own_sessions(access: Access, current_key: str) -> int:
    """End all of one's own sessions but the current one."""
    with transaction.atomic():
        return _dropped(_oneself(access), access.account, but=current_key)


def _oneself(access: Access) -> Actor:
    return Actor(account_reference(access.account), "", access.origin)


def _dropped(actor: Actor, account: int, *, only: int | None = None, but: str = "") -> int:
    ended = drop_sessions(account, only=only, but=but)
    if ended:
        record(actor, Verb.SESSION_ENDED, subject=account_reference(account), details={"sessions": ended})
    return ended
