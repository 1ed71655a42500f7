"""Reads accounts and mandates."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from kiemdiem.accounts.access import Access, Grant, OutOfSight, account_reference
from kiemdiem.accounts.models import Account, Mandate, Token, clean_login
from kiemdiem.accounts.roles import Right, RoleName
from kiemdiem.pages.statements import Statement, rows_of, statement_of
from kiemdiem.tree.searching import searched

USED_AT_MOST_EVERY = timedelta(minutes=1)
"""How exactly the last use of a token is known."""


def in_force(day: date, prefix: str = "") -> Q:
    """The condition that a mandate is in force on a day."""
    return (
        Q(**{f"{prefix}ended_at__isnull": True, f"{prefix}starts_on__lte": day})
        & (Q(**{f"{prefix}ends_on__isnull": True}) | Q(**{f"{prefix}ends_on__gte": day}))
    )  # fmt: skip


def counts(day: date) -> Q:
    """The condition that a mandate gives its rights: in force, and so is the one it was delegated from."""
    rests = in_force(day, "delegated_from__") & Q(delegated_from__account__closed_at__isnull=True)
    return in_force(day) & (Q(delegated_from__isnull=True) | rests)


def not_over(day: date) -> Q:
    """The condition that a mandate is in force or will be."""
    return Q(ended_at__isnull=True) & (Q(ends_on__isnull=True) | Q(ends_on__gte=day))


def access_of(account: Account, origin: str = "", mandate: int | None = None) -> Access:
    """What an account may do today, in one query; a delegated mandate counts only while the one it rests on does.

    Args:
        mandate: only this one of its mandates (a token's).
    """
    grants = tuple(
        Grant(pk, RoleName(role), path, code, name, account_reference(behalf) if behalf else "")
        for pk, role, path, code, name, behalf in rows_of(_grants(account.pk, mandate, timezone.localdate()))
    )
    return Access(account.pk, account.name, grants, origin)


@lru_cache(maxsize=4_000)
def _grants(account: int, mandate: int | None, today: date) -> Statement:
    """The query that every page asks."""
    found = Mandate.objects.filter(counts(today), account_id=account)
    if mandate is not None:
        found = found.filter(pk=mandate)
    return statement_of(
        found.order_by("organisation__path", "pk").values_list(
            "pk", "role", "organisation__path", "organisation__code", "organisation__name", "delegated_from__account_id"
        )
    )


def accounts_seen_by(access: Access) -> "QuerySet[Account]":
    """Accounts with a mandate in the subtree of one who may grant; all for one who runs the machine."""
    if access.may(Right.RUN_MACHINE):
        return Account.objects.order_by("login")
    mandates = Mandate.objects.filter(access.scope(Right.GRANT, "organisation__path"))
    return Account.objects.filter(pk__in=mandates.values("account_id")).order_by("login")


def account_seen_by(access: Access, login: str) -> Account:
    """One of them.

    Raises:
        OutOfSight: there is none, or it is not theirs.
    """
    account = accounts_seen_by(access).filter(login=login).first()
    if account is None:
        raise OutOfSight(f"account {login}")
    return account


def mandates_seen_by(access: Access, account: Account) -> "QuerySet[Mandate]":
    """An account's mandates: all one's own; of another those within the subtree of one who may grant."""
    found = account.mandates.select_related("organisation", "delegated_from__account").order_by("-starts_on", "-pk")
    if account.pk == access.account:
        return found
    return found.filter(access.scope(Right.GRANT, "organisation__path"))


def mandate_seen_by(access: Access, number: int) -> Mandate:
    """A mandate within the subtree of one who may grant.

    Raises:
        OutOfSight: there is none, or it is not theirs.
    """
    known = Mandate.objects.select_related("organisation", "account", "delegated_from__account")
    found = known.filter(access.scope(Right.GRANT, "organisation__path"), pk=number).first()
    if found is None:
        raise OutOfSight(f"mandate {number}")
    return found


def own_mandates(access: Access) -> "QuerySet[Mandate]":
    """All mandates of who is signed in, the ones in force first."""
    found = Mandate.objects.filter(account_id=access.account)
    return found.select_related("organisation", "delegated_from__account").order_by("ended_at", "-starts_on", "-pk")


def own_mandate(access: Access, number: int) -> Mandate:
    """One of one's own mandates.

    Raises:
        OutOfSight: it is not theirs.
    """
    found = own_mandates(access).select_related("account").filter(pk=number).first()
    if found is None:
        raise OutOfSight(f"mandate {number}")
    return found


def own_delegations(access: Access) -> "QuerySet[Mandate]":
    """What somebody has delegated to others, as long as it is not over."""
    found = Mandate.objects.filter(not_over(timezone.localdate()), delegated_from__account_id=access.account)
    return found.select_related("account", "organisation", "delegated_from").order_by("ends_on", "pk")


def own_delegation(access: Access, number: int) -> Mandate:
    """One of them.

    Raises:
        OutOfSight: it is not theirs.
    """
    found = own_delegations(access).filter(pk=number).first()
    if found is None:
        raise OutOfSight(f"delegation {number}")
    return found


def open_account(login: str) -> Account | None:
    """The account of exactly this login that is not closed."""
    return Account.objects.filter(login=clean_login(login), closed_at__isnull=True).first()


def open_account_of_mail(addresses: Iterable[str]) -> Account | None:
    """The one open account that has one of these addresses; None when there is none or more than one."""
    wanted = {address.strip().lower() for address in addresses if address.strip()}
    found = list(Account.objects.filter(email__in=wanted, closed_at__isnull=True)[:2])
    return found[0] if len(found) == 1 else None


def accounts_found(access: Access, search: str, role: str, state: str) -> "QuerySet[Account]":
    """The accounts somebody sees, searched by login or name (with or without diacritics) and filtered.

    Args:
        role: code of a role held now within sight; empty: any.
        state: `open`, `closed`, `no_factor` or empty.
    """
    found = accounts_seen_by(access).filter(searched(search, "name")).order_by("name_key", "pk")
    if role:
        held = Mandate.objects.filter(counts(timezone.localdate()), access.scope(Right.GRANT, "organisation__path"))
        found = found.filter(pk__in=held.filter(role=role).values("account_id"))
    if state in {"open", "closed"}:
        found = found.filter(closed_at__isnull=state == "open")
    if state == "no_factor":
        found = found.filter(~Exists(Authenticator.objects.filter(user_id=OuterRef("pk"))), closed_at__isnull=True)
    return found


def references_named(text: str) -> list[str]:
    """How the journal speaks of the accounts whose login or name holds these words; a hundred at most."""
    return [
        account_reference(number)
        for number in Account.objects.filter(searched(text, "name")).order_by("pk").values_list("pk", flat=True)[:100]
    ]


@dataclass(frozen=True)
class AccountLine:
    """What a list tells of an account."""

    account: Account
    mandates: tuple[Mandate, ...]
    """Those in force within sight."""
    has_factor: bool


def account_lines(access: Access, accounts: Iterable[Account]) -> list[AccountLine]:
    """The lines of a list, in two queries more."""
    shown = list(accounts)
    numbers = [account.pk for account in shown]
    held = Mandate.objects.filter(
        counts(timezone.localdate()), access.scope(Right.GRANT, "organisation__path"), account_id__in=numbers
    )
    of_account: dict[int, list[Mandate]] = {}
    for mandate in held.select_related("organisation").order_by("organisation__path", "pk"):
        of_account.setdefault(mandate.account_id, []).append(mandate)
    secured = set(Authenticator.objects.filter(user_id__in=numbers).values_list("user_id", flat=True))
    return [AccountLine(account, tuple(of_account.get(account.pk, ())), account.pk in secured) for account in shown]


def is_in_charge(access: Access, account: Account) -> bool:
    """Whether somebody may close an account, reset its password, remove its factors and end its sessions.

    Who runs the machine may; who grants may when he or she could have given every mandate that is not over.
    """
    if access.may(Right.RUN_MACHINE) or access.is_command_line:
        return True
    held = account.mandates.filter(not_over(timezone.localdate())).values_list("role", "organisation__path")
    ever = account.mandates.filter(access.scope(Right.GRANT, "organisation__path"))
    return all(access.may_grant(RoleName(role), path) for role, path in held) and ever.exists()


def has_factor(account: Account) -> bool:
    """Whether a second factor is set up."""
    return bool(Authenticator.objects.filter(user_id=account.pk).exists())


def sessions_of(account: Account) -> list[UserSession]:
    """The sessions that are alive, the newest first."""
    alive = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    return list(UserSession.objects.filter(user_id=account.pk, session_key__in=alive).order_by("-created_at"))


def own_tokens(access: Access) -> "QuerySet[Token]":
    """The tokens issued for one's mandates, the newest first."""
    found = Token.objects.filter(mandate__account_id=access.account)
    return found.select_related("mandate__organisation", "mandate__account").order_by("-issued_at", "-pk")


def own_token(access: Access, number: int) -> Token:
    """One of them.

    Raises:
        OutOfSight: it is not theirs.
    """
    found = own_tokens(access).filter(pk=number).first()
    if found is None:
        raise OutOfSight(f"token {number}")
    return found


def token_digest(text: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(text.encode()).hexdigest()


def access_of_token(text: str, origin: str) -> Access | None:
    """What a program with this token may do; None when it is unknown, over, or its mandate gives nothing now.

    The moment of its last use is noted, once a minute at most.
    """
    now = timezone.now()
    token = (
        Token.objects.select_related("mandate__account")
        .filter(digest=token_digest(text), ended_at__isnull=True, expires_on__gte=timezone.localdate())
        .first()
    )
    if token is None or token.mandate.account.closed_at is not None:
        return None
    access = access_of(token.mandate.account, origin, token.mandate_id)
    if not access.grants:
        return None
    stale = Q(used_at__isnull=True) | Q(used_at__lt=now - USED_AT_MOST_EVERY)
    Token.objects.filter(stale, pk=token.pk).update(used_at=now)
    return access


def names_of_accounts(references: Iterable[str]) -> dict[str, str]:
    """The names behind references of the journal (`account:3`); one query."""
    prefix = account_reference(0)[:-1]
    numbers = {int(reference.removeprefix(prefix)) for reference in references if reference.startswith(prefix)}
    rows = Account.objects.filter(pk__in=numbers).values_list("pk", "name") if numbers else ()
    return {account_reference(number): name for number, name in rows}
