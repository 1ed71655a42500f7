"""Ties an account to the record of the person whose it is: so a member sees the own record."""

from collections.abc import Iterator

from django.db import transaction

from kiemdiem.accounts.access import Access, account_reference
from kiemdiem.accounts.models import Account
from kiemdiem.accounts.queries import open_account
from kiemdiem.accounts.roles import Right
from kiemdiem.journal.actions import record
from kiemdiem.journal.verbs import Verb
from kiemdiem.registry.actions.locking import locked
from kiemdiem.registry.actions.people import reference
from kiemdiem.registry.models import Person
from kiemdiem.registry.queries.people import people_at_home, person_of_account
from kiemdiem.verdicts import Verdict, refuse_on
from kiemdiem.wording import N_, Message


def obstacles_to_tie(access: Access, person: Person, account: Account | None) -> Iterator[Verdict]:
    """What stands in the way of a person having this account (None: there is none of that sign-in name)."""
    if person.account_id is not None:
        yield Verdict(Message(N_("This record has an account already: untie that one first.")))
    if account is None:
        text = N_("There is no open account of this sign-in name with a task in one of your units.")
        yield Verdict(Message(text), "login")
        return
    if person_of_account(account.pk) is not None:
        yield Verdict(Message(N_("This account belongs to the record of somebody else.")), "login")


def tie_account(access: Access, code: str, login: str) -> Person:
    """Give a person at home in one's units an account that has a task there.

    Raises:
        OutOfSight: the person is not theirs. Refused: see `obstacles_to_tie`.
    """
    with transaction.atomic():
        person = locked(people_at_home(access, Right.GRANT).filter(code=code).select_related("home"), f"person {code}")
        account = open_account(login)
        if account is not None:
            account = Account.objects.select_for_update().get(pk=account.pk)
            if not account.mandates.filter(access.scope(Right.GRANT, "organisation__path")).exists():
                account = None
        refuse_on(obstacles_to_tie(access, person, account))
        if account is not None:
            _set(access, person, account.pk, Verb.ACCOUNT_TIED, account.pk)
        return person


def untie_account(access: Access, code: str) -> Person:
    """Take the account from a record again; one that has none stays so.

    Raises:
        OutOfSight: the person is not theirs.
    """
    with transaction.atomic():
        person = locked(people_at_home(access, Right.GRANT).filter(code=code).select_related("home"), f"person {code}")
        if person.account_id is not None:
            _set(access, person, None, Verb.ACCOUNT_UNTIED, person.account_id)
        return person


def _set(access: Access, person: Person, account: int | None, verb: Verb, about: int) -> None:
    person.account_id = account
    person.save(update_fields=["account"])
    actor, details = access.actor(Right.GRANT, person.path), {"account": account_reference(about)}
    record(actor, verb, unit=person.home.code, subject=reference(person), details=details)
