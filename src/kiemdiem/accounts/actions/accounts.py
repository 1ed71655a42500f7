"""Opens, corrects and closes accounts; gives them a one-time password; takes lost second factors away."""

import re
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from axes.utils import reset as unlock
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from kiemdiem.accounts.access import Access, account_reference
from kiemdiem.accounts.actions.locking import actor_for_accounts, locked_account, obstacles_to_be_in_charge
from kiemdiem.accounts.actions.mandates import MandateFacts, enter_mandate, obstacles_to_place
from kiemdiem.accounts.factors import lockout_name
from kiemdiem.accounts.models import Account, account_keys, clean_login
from kiemdiem.accounts.roles import Right
from kiemdiem.accounts.secrets_once import SecretOnce, new_password
from kiemdiem.accounts.signed_out import drop_sessions
from kiemdiem.journal.actions import Actor, record
from kiemdiem.journal.verbs import Verb
from kiemdiem.tree.names import clean
from kiemdiem.verdicts import Verdict, refuse_on
from kiemdiem.wording import N_, Message

_LOGIN = re.compile(r"[^\W_][\w.@-]{1,63}")
FACTOR_REASONS: dict[str, str] = {
    "lost": N_("The device is lost or broken"),
    "replaced": N_("A new device replaces the old one"),
    "misused": N_("Somebody else may have used it"),
    "locked_out": N_("The owner cannot sign in for another reason"),
}
"""Why second factors are taken away: the code stands in the journal."""


@dataclass(frozen=True)
class AccountFacts:
    """What is known of who gets an account."""

    login: str
    name: str
    email: str = ""

    @property
    def cleaned(self) -> "AccountFacts":
        """As it is kept: NFC, single spaces; login and address in lower case."""
        return AccountFacts(clean_login(self.login), clean(self.name), clean(self.email).lower())


def obstacles_to_open_account(access: Access, facts: AccountFacts, first: MandateFacts | None = None) -> list[Verdict]:
    """What stands in the way of a new account."""
    facts = facts.cleaned
    found = _faults_of_login(facts.login) + _faults_of_person(facts)
    if first is not None:
        return found + obstacles_to_place(access, first)
    if not access.may(Right.RUN_MACHINE) and not access.is_command_line:
        found.append(
            Verdict(Message(N_("Choose the first task: an account without one would be out of your sight.")), "role")
        )
    return found


def open_account(access: Access, facts: AccountFacts, first: MandateFacts | None = None) -> tuple[Account, SecretOnce]:
    """Open an account, with its first mandate where one is given; its one-time password must be changed at once.

    Raises:
        Refused: there are obstacles.
    """
    with transaction.atomic():
        refuse_on(obstacles_to_open_account(access, facts, first))
        facts, secret = facts.cleaned, new_password()
        account = Account(
            login=facts.login,
            name=facts.name,
            email=facts.email,
            must_change_password=True,
            **account_keys(facts.login, facts.name),
        )
        account.set_password(secret.text)
        account.save(force_insert=True)
        record(actor_for_accounts(access), Verb.ACCOUNT_OPENED, subject=account_reference(account.pk))
        if first is not None:
            enter_mandate(access, account, first)
    return account, secret


def obstacles_to_correct_account(access: Access, account: Account, facts: AccountFacts) -> list[Verdict]:
    """What stands in the way of another name or address; the login stays."""
    return obstacles_to_be_in_charge(access, account) + _faults_of_person(facts.cleaned, account)


def correct_account(access: Access, account: Account, facts: AccountFacts) -> Account:
    """Correct name and address.

    Raises:
        Refused: there are obstacles.
    """
    with transaction.atomic():
        account = locked_account(account.pk)
        refuse_on(obstacles_to_correct_account(access, account, facts))
        facts = facts.cleaned
        changed = [name for name in ("name", "email") if getattr(account, name) != getattr(facts, name)]
        account.name, account.email = facts.name, facts.email
        for field, key in account_keys(account.login, account.name).items():
            setattr(account, field, key)
        account.save(update_fields=["name", "email", "name_key", "search_key"])
        about = account_reference(account.pk)
        record(actor_for_accounts(access), Verb.ACCOUNT_CORRECTED, subject=about, details={"changed": changed})
    return account


def obstacles_to_close_account(access: Access, account: Account) -> list[Verdict]:
    """What stands in the way of closing an account."""
    return obstacles_to_be_in_charge(access, account) + _closed(account)


def close_account(access: Access, account: Account) -> Account:
    """Close an account: it cannot sign in any more, its sessions end, its delegations and tokens give nothing.

    Raises:
        Refused: there are obstacles.
    """
    with transaction.atomic():
        account = locked_account(account.pk)
        refuse_on(obstacles_to_close_account(access, account))
        account.closed_at = timezone.now()
        account.save(update_fields=["closed_at"])
        ended = drop_sessions(account.pk)
        about = account_reference(account.pk)
        record(actor_for_accounts(access), Verb.ACCOUNT_CLOSED, subject=about, details={"sessions": ended})
    return account


def obstacles_to_reset_password(access: Access, account: Account) -> list[Verdict]:
    """What stands in the way of a new one-time password."""
    return obstacles_to_be_in_charge(access, account) + _closed(account)


def reset_password(access: Access, account: Account) -> SecretOnce:
    """Give an account a new one-time password; its sessions end, a lock-out is lifted.

    Raises:
        Refused: there are obstacles.
    """
    with transaction.atomic():
        account = locked_account(account.pk)
        refuse_on(obstacles_to_reset_password(access, account))
        secret = new_password()
        account.set_password(secret.text)
        account.must_change_password = True
        account.save(update_fields=["password", "must_change_password"])
        drop_sessions(account.pk)
        unlock(username=lockout_name(account.login))
        record(actor_for_accounts(access), Verb.PASSWORD_CHANGED, subject=account_reference(account.pk))
    return secret


def change_own_password(actor: Actor, account: Account, password: str) -> None:
    """Set the password that the owner chose; the form has checked it against the old one and the validators."""
    with transaction.atomic():
        locked_account(account.pk)
        account.set_password(password)
        account.must_change_password = False
        account.save(update_fields=["password", "must_change_password"])
        record(actor, Verb.PASSWORD_CHANGED, subject=account_reference(account.pk))


def obstacles_to_remove_factors(access: Access, account: Account, reason: str) -> list[Verdict]:
    """What stands in the way of taking all second factors from an account."""
    found = obstacles_to_be_in_charge(access, account)
    if not Authenticator.objects.filter(user_id=account.pk).exists():
        found.append(Verdict(Message(N_("This account has no second factor."))))
    if reason not in FACTOR_REASONS:
        found.append(Verdict(Message(N_("Choose a reason.")), "reason"))
    return found


def remove_factors(access: Access, account: Account, reason: str) -> None:
    """Take all second factors from an account whose owner has lost them; its sessions end.

    Args:
        reason: a key of `FACTOR_REASONS`.

    Raises:
        Refused: there are obstacles.
    """
    with transaction.atomic():
        account = locked_account(account.pk)
        refuse_on(obstacles_to_remove_factors(access, account, reason))
        kinds = sorted(set(Authenticator.objects.filter(user_id=account.pk).values_list("type", flat=True)))
        Authenticator.objects.filter(user_id=account.pk).delete()
        drop_sessions(account.pk)
        about = account_reference(account.pk)
        details: dict[str, str | int | list[str]] = {"factors": kinds, "reason": reason}
        record(actor_for_accounts(access), Verb.FACTOR_REMOVED, subject=about, details=details)


def _closed(account: Account) -> list[Verdict]:
    if account.closed_at is None:
        return []
    return [Verdict(Message(N_("This account is closed already.")))]


def _faults_of_login(login: str) -> list[Verdict]:
    if not _LOGIN.fullmatch(login):
        text = N_("A sign-in name has 2 to 64 letters, digits, dots or hyphens and begins with a letter or digit.")
        return [Verdict(Message(text), "login")]
    if Account.objects.filter(login=login).exists():
        return [Verdict(Message(N_("There is an account of this sign-in name already.")), "login")]
    return []


def _faults_of_person(facts: AccountFacts, account: Account | None = None) -> list[Verdict]:
    found = []
    if not facts.name or len(facts.name) > 120:
        found.append(Verdict(Message(N_("Enter the full name, 120 letters at most.")), "name"))
    if not facts.email:
        return found
    try:
        validate_email(facts.email)
    except ValidationError:
        found.append(Verdict(Message(N_("This is no e-mail address.")), "email"))
    others = Account.objects.filter(email=facts.email)
    if (others.exclude(pk=account.pk) if account else others).exists():
        found.append(Verdict(Message(N_("Another account has this e-mail address.")), "email"))
    return found
