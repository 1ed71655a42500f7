"""Grants mandates and ends them; lets their holders delegate them for a time."""

from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction
from django.utils import timezone

from kiemdiem.accounts.access import Access, account_reference
from kiemdiem.accounts.actions.locking import locked_account, locked_mandate
from kiemdiem.accounts.models import Account, Mandate
from kiemdiem.accounts.queries import counts, not_over
from kiemdiem.accounts.roles import ROLES, Right, RoleName
from kiemdiem.journal.actions import Actor, record
from kiemdiem.journal.verbs import Verb
from kiemdiem.pages.masking import plain_day
from kiemdiem.tree.models import Organisation
from kiemdiem.verdicts import Verdict, refuse_on
from kiemdiem.vocabulary import OrganisationKind
from kiemdiem.wording import N_, Message

NOT_DELEGATED = frozenset({RoleName.SYSTEM_ADMINISTRATOR, RoleName.MEMBER})
"""Roles that nobody can take over for somebody else."""


@dataclass(frozen=True)
class MandateFacts:
    """A mandate as it is asked for."""

    role: RoleName
    unit: Organisation
    starts_on: date
    ends_on: date | None = None


@dataclass(frozen=True)
class DelegationFacts:
    """A delegation as it is asked for: to whom (None: nobody of that login), until which day."""

    to: Account | None
    until: date


def obstacles_to_place(access: Access, facts: MandateFacts) -> list[Verdict]:
    """What stands in the way of a mandate, whoever gets it."""
    found, path = list[Verdict](), facts.unit.path
    if not access.may(Right.GRANT, path):
        found.append(Verdict(Message(N_("This unit is not one of yours: you cannot give tasks in it.")), "unit"))
    elif not access.may_grant(facts.role, path):
        found.append(Verdict(Message(N_("Your own task does not let you give this role.")), "role"))
    if OrganisationKind(facts.unit.kind) not in ROLES[facts.role].places:
        blanks: dict[str, str | int | Message] = {"role": Message(ROLES[facts.role].title), "unit": facts.unit.name}
        found.append(
            Verdict(Message(N_("The role “{role}” does not exist in a unit of this kind: {unit}."), blanks), "unit")
        )
    if facts.ends_on and facts.ends_on < facts.starts_on:
        found.append(Verdict(Message(N_("The last day lies before the first day.")), "ends_on"))
    elif facts.ends_on and facts.ends_on < timezone.localdate():
        found.append(Verdict(Message(N_("The last day is over already.")), "ends_on"))
    return found


def obstacles_to_grant(access: Access, account: Account | None, facts: MandateFacts) -> list[Verdict]:
    """What stands in the way of giving an account a mandate (None: there is no open account of that login)."""
    found = obstacles_to_place(access, facts)
    if account is None or account.closed_at is not None:
        return [*found, _nobody("login")]
    same = account.mandates.filter(
        not_over(timezone.localdate()), role=facts.role, organisation=facts.unit, delegated_from__isnull=True
    )
    if facts.ends_on:
        same = same.filter(starts_on__lte=facts.ends_on)
    if any(other.ends_on is None or other.ends_on >= facts.starts_on for other in same):
        text = N_("The account holds this task in this unit already.")
        found.append(Verdict(Message(text), "role"))
    return found


def grant_mandate(access: Access, account: Account, facts: MandateFacts) -> Mandate:
    """Give an account a mandate.

    Raises:
        Refused: there are obstacles.
    """
    with transaction.atomic():
        account = locked_account(account.pk)
        refuse_on(obstacles_to_grant(access, account, facts))
        return enter_mandate(access, account, facts)


def enter_mandate(access: Access, account: Account, facts: MandateFacts) -> Mandate:
    """Write a mandate that nothing stands in the way of; inside the transaction of the act."""
    actor = access.actor(Right.GRANT, facts.unit.path)
    mandate = Mandate.objects.create(
        account=account,
        role=facts.role,
        organisation=facts.unit,
        starts_on=facts.starts_on,
        ends_on=facts.ends_on,
        granted_by=actor.account,
    )
    _record(actor, Verb.MANDATE_GRANTED, mandate)
    return mandate


def obstacles_to_end_mandate(access: Access, mandate: Mandate) -> list[Verdict]:
    """What stands in the way of ending a mandate."""
    path = mandate.organisation.path
    if not access.may_grant(RoleName(mandate.role), path):
        return [Verdict(Message(N_("You could not have given this task: ask the office above you.")))]
    return _over(mandate)


def end_mandate(access: Access, mandate: Mandate) -> None:
    """End a mandate now; delegations and tokens that rest on it give nothing any more.

    Raises:
        Refused: there are obstacles.
    """
    with transaction.atomic():
        mandate = locked_mandate(mandate.pk)
        refuse_on(obstacles_to_end_mandate(access, mandate))
        _end(access.actor(Right.GRANT, mandate.organisation.path), mandate)


def obstacles_to_delegate(access: Access, mandate: Mandate, facts: DelegationFacts | None = None) -> list[Verdict]:
    """What stands in the way of delegating one's own mandate (no facts yet: to anybody)."""
    found, today = list[Verdict](), timezone.localdate()
    if mandate.account_id != access.account:
        found.append(Verdict(Message(N_("Only the holder of a task can delegate it."))))
    if mandate.delegated_from_id is not None:
        found.append(Verdict(Message(N_("This task was delegated to you; it cannot be passed on."))))
    elif RoleName(mandate.role) in NOT_DELEGATED:
        found.append(Verdict(Message(N_("This role cannot be delegated."))))
    if not Mandate.objects.filter(counts(today), pk=mandate.pk).exists():
        found.append(Verdict(Message(N_("This task is not in force today."))))
    return found + (_faults_of_delegation(mandate, facts, today) if facts else [])


def delegate_mandate(access: Access, mandate: Mandate, facts: DelegationFacts) -> Mandate:
    """Let another account act under one's own mandate until a day; the journal names both.

    Raises:
        Refused: there are obstacles.
    """
    with transaction.atomic():
        mandate = locked_mandate(mandate.pk)
        holder = locked_account(facts.to.pk) if facts.to else mandate.account
        facts = replace(facts, to=holder if facts.to else None)
        refuse_on(obstacles_to_delegate(access, mandate, facts))
        actor = Actor(account_reference(access.account), "", access.origin)
        delegation = Mandate.objects.create(
            account=holder,
            role=mandate.role,
            organisation=mandate.organisation,
            starts_on=timezone.localdate(),
            ends_on=facts.until,
            delegated_from=mandate,
            granted_by=actor.account,
        )
        _record(actor, Verb.MANDATE_DELEGATED, delegation)
    return delegation


def end_delegation(access: Access, delegation: Mandate) -> None:
    """Take back what one has delegated.

    Raises:
        Refused: it is not one's own, or over already.
    """
    with transaction.atomic():
        delegation = locked_mandate(delegation.pk)
        above = delegation.delegated_from
        found = _over(delegation)
        if above is None or above.account_id != access.account:
            found.append(Verdict(Message(N_("Only who has delegated a task can take it back."))))
        refuse_on(found)
        _end(Actor(account_reference(access.account), "", access.origin), delegation)


def _faults_of_delegation(mandate: Mandate, facts: DelegationFacts, today: date) -> list[Verdict]:
    found = list[Verdict]()
    if facts.to is None or facts.to.closed_at is not None:
        found.append(_nobody("to"))
    elif facts.to.pk == mandate.account_id:
        found.append(Verdict(Message(N_("Choose somebody else: this is your own account.")), "to"))
    elif mandate.delegations.filter(not_over(today), account=facts.to).exists():
        found.append(Verdict(Message(N_("You have delegated this task to this account already.")), "to"))
    if facts.until < today:
        found.append(Verdict(Message(N_("The last day is over already.")), "until"))
    elif mandate.ends_on and facts.until > mandate.ends_on:
        text = N_("Your own task ends on {day}: it cannot be delegated for longer.")
        found.append(Verdict(Message(text, {"day": plain_day(mandate.ends_on)}), "until"))
    return found


def _nobody(field: str) -> Verdict:
    return Verdict(Message(N_("There is no open account of this sign-in name.")), field)


def _over(mandate: Mandate) -> list[Verdict]:
    if mandate.ended_at is None and (mandate.ends_on is None or mandate.ends_on >= timezone.localdate()):
        return []
    return [Verdict(Message(N_("This task is over already.")))]


def _end(actor: Actor, mandate: Mandate) -> None:
    mandate.ended_at = timezone.now()
    mandate.save(update_fields=["ended_at"])
    _record(actor, Verb.MANDATE_ENDED, mandate)


def _record(actor: Actor, verb: Verb, mandate: Mandate) -> None:
    """Into the chain of the unit: who may do what there."""
    details: dict[str, str | int | list[str]] = {
        "mandate": mandate.pk,
        "role": mandate.role,
        "from": mandate.starts_on.isoformat(),
        "until": mandate.ends_on.isoformat() if mandate.ends_on else "",
    }
    if mandate.delegated_from_id:
        details["delegated_from"] = mandate.delegated_from_id
    about = account_reference(mandate.account_id)
    record(actor, verb, unit=mandate.organisation.code, subject=about, details=details)
