"""Rows that an act is about, locked until its transaction ends."""

from kiemdiem.accounts.access import Access
from kiemdiem.accounts.models import Account, Mandate
from kiemdiem.accounts.queries import is_in_charge
from kiemdiem.accounts.roles import Right
from kiemdiem.journal.actions import Actor
from kiemdiem.verdicts import Verdict
from kiemdiem.wording import N_, Message


def locked_account(number: int) -> Account:
    """The account as it is now."""
    return Account.objects.select_for_update().get(pk=number)


def locked_mandate(number: int) -> Mandate:
    """The mandate as it is now, its account locked too."""
    mandate = Mandate.objects.select_for_update(of=("self",)).select_related("organisation", "account").get(pk=number)
    Account.objects.select_for_update().get(pk=mandate.account_id)
    return mandate


def actor_for_accounts(access: Access) -> Actor:
    """Who acts on an account: for the right to run the machine if held, else for the right to grant."""
    return access.actor(Right.RUN_MACHINE if access.may(Right.RUN_MACHINE) else Right.GRANT)


def obstacles_to_be_in_charge(access: Access, account: Account) -> list[Verdict]:
    """What keeps somebody from acting on an account of another."""
    if account.pk == access.account:
        return [Verdict(Message(N_("This is your own account: somebody else must do this for you.")))]
    if not is_in_charge(access, account):
        text = N_("This account also has tasks that you could not give: ask the office above you.")
        return [Verdict(Message(text))]
    return []
