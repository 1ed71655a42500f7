"""Mandates: granted, ended, delegated."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.utils import timezone

from accounts.conftest import SignIn
from kiemdiem.accounts.access import Access, command_line_access
from kiemdiem.accounts.actions import (
    DelegationFacts,
    MandateFacts,
    close_account,
    delegate_mandate,
    end_delegation,
    end_mandate,
    grant_mandate,
    obstacles_to_delegate,
    obstacles_to_grant,
)
from kiemdiem.accounts.models import Account, Mandate
from kiemdiem.accounts.queries import access_of
from kiemdiem.accounts.roles import ROLES, Right, RoleName
from kiemdiem.journal.models import Entry
from kiemdiem.verdicts import Refused
from kiemdiem.vocabulary import OrganisationKind
from support.cast import Cast

AccessAs = Callable[[str], Access]
START = date(2026, 1, 1)


def _today() -> date:
    return timezone.localdate()


def _facts(cast: Cast, role: RoleName, unit: str, ends_on: date | None = None) -> MandateFacts:
    return MandateFacts(role, cast.organisations[unit], START, ends_on)


def _refused(access: Access, account: Account | None, facts: MandateFacts) -> list[str]:
    return [verdict.field for verdict in obstacles_to_grant(access, account, facts)]


def test_a_mandate_is_granted_and_stands_in_the_chain_of_its_unit(cast: Cast, access_as: AccessAs) -> None:
    mandate = grant_mandate(access_as("office"), cast.accounts["binh"], _facts(cast, RoleName.TELLER, "C1-A"))
    office = f"account:{cast.accounts['office'].pk}"
    assert mandate.granted_by == office
    entry = Entry.objects.get()
    assert (entry.unit, entry.verb, entry.actor) == ("C1-A", "mandate.granted", office)
    assert access_as("binh").may(Right.SEE_UNITS, cast.organisations["C1-A"].path)


def test_each_role_grants_only_what_the_table_says_and_only_below(cast: Cast, access_as: AccessAs) -> None:
    for login in cast.accounts:
        access = access_as(login)
        own = RoleName(cast.mandates[login].role)
        path = cast.mandates[login].organisation.path
        may = Right.GRANT in ROLES[own].rights
        for role in RoleName:
            assert access.may_grant(role, path) == (may and role in ROLES[own].grants), (login, role)
            assert not access.may_grant(role, "zzzz"), (login, role)


def test_a_role_outside_ones_own_grants_is_refused(cast: Cast, access_as: AccessAs) -> None:
    facts = _facts(cast, RoleName.AUDITOR, "C1")
    assert _refused(access_as("office"), cast.accounts["binh"], facts) == ["role"]
    assert _refused(access_as("district"), cast.accounts["binh"], facts) == []


def test_a_unit_outside_ones_own_is_refused(cast: Cast, access_as: AccessAs) -> None:
    facts = _facts(cast, RoleName.MEMBER, "C2-A")
    assert _refused(access_as("office"), cast.accounts["binh"], facts) == ["unit"]


def test_nobody_but_the_machine_makes_a_system_administrator(cast: Cast, access_as: AccessAs) -> None:
    facts = _facts(cast, RoleName.SYSTEM_ADMINISTRATOR, "T")
    assert _refused(access_as("province"), cast.accounts["binh"], facts) == ["role"]
    assert _refused(access_as("administrator"), cast.accounts["binh"], facts) == ["unit"]
    root = cast.organisations["T"]
    machine = command_line_access([(root.path, root.code, root.name)])
    assert _refused(machine, cast.accounts["binh"], facts) == []


def test_a_role_that_does_not_fit_the_kind_of_unit_is_refused(cast: Cast, access_as: AccessAs) -> None:
    facts = _facts(cast, RoleName.CELL_SECRETARY, "C1")
    assert _refused(access_as("office"), cast.accounts["binh"], facts) == ["unit"]


def test_every_role_has_a_place_and_every_grant_of_it_is_possible_below() -> None:
    assert all(role.places for role in ROLES.values())
    assert ROLES[RoleName.MEMBER].places == frozenset(OrganisationKind)


def test_days_the_wrong_way_round_and_days_gone_by_are_refused(cast: Cast, access_as: AccessAs) -> None:
    office, binh = access_as("office"), cast.accounts["binh"]
    assert _refused(office, binh, _facts(cast, RoleName.TELLER, "C1-A", date(2025, 12, 31))) == ["ends_on"]
    assert _refused(office, binh, _facts(cast, RoleName.TELLER, "C1-A", START)) == ["ends_on"]


def test_the_same_mandate_twice_is_refused(cast: Cast, access_as: AccessAs) -> None:
    facts = _facts(cast, RoleName.MEMBER, "C1-A")
    assert _refused(access_as("office"), cast.accounts["binh"], facts) == ["role"]
    with pytest.raises(Refused, match="holds this task"):
        grant_mandate(access_as("office"), cast.accounts["binh"], facts)


def test_a_closed_or_unknown_account_gets_nothing(cast: Cast, access_as: AccessAs) -> None:
    close_account(access_as("office"), cast.accounts["binh"])
    cast.accounts["binh"].refresh_from_db()
    facts = _facts(cast, RoleName.TELLER, "C1-A")
    assert _refused(access_as("office"), cast.accounts["binh"], facts) == ["login"]
    assert _refused(access_as("office"), None, facts) == ["login"]


def test_the_form_grants_by_code_and_by_name_of_the_unit(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("office")
    for unit, role in (("c1-a", "teller"), ("Chi bộ xóm 2", "teller"), ("chi bo xom 2", "chair")):
        typed = {"login": " Binh ", "role": role, "unit": unit, "starts_on": "01/02/2026"}
        assert client.post("/accounts/grant/", typed).headers["Location"] == "/accounts/of/binh/"
    held = cast.accounts["binh"].mandates.exclude(role="member").values_list("role", "organisation__code")
    assert sorted(held) == [("chair", "C1-B"), ("teller", "C1-A"), ("teller", "C1-B")]


def test_the_form_says_what_is_wrong_with_a_unit_and_keeps_what_was_typed(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("district")
    type(cast.organisations["T"]).objects.filter(code="C1-B").update(name="Chi bộ xóm 1", search_key="chi bo xom 1")
    typed = {"login": "binh", "role": "teller", "unit": "Chi bộ xóm 1", "starts_on": "01/02/2026"}
    text = client.post("/accounts/grant/", typed, headers={"accept-language": "en"}).content.decode()
    assert "Several units have this name. Enter the code: C1-A, C1-B" in text
    text = client.post("/accounts/grant/", typed | {"unit": "C2-A"}, headers={"accept-language": "en"}).content.decode()
    assert "no unit of this code or name among yours" in text
    assert 'value="binh"' in text


def test_the_units_offered_are_ones_own(cast: Cast, sign_in: SignIn) -> None:
    text = sign_in("office").get("/accounts/grant/").content.decode()
    assert '<option value="C1-A">Chi bộ xóm 1</option>' in text
    assert "C2-A" not in text


def test_a_mandate_ends_at_once(cast: Cast, access_as: AccessAs, sign_in: SignIn) -> None:
    client = sign_in("office")
    address = f"/accounts/mandates/{cast.mandates['an'].pk}/end/"
    assert client.get(address).status_code == 200
    assert client.post(address, {}).status_code == 302
    assert access_as("an").grants == ()
    assert Entry.objects.filter(verb="mandate.ended", unit="C1-A").count() == 1
    with pytest.raises(Refused, match="over already"):
        end_mandate(access_as("office"), cast.mandates["an"])


def test_a_mandate_that_one_could_not_give_one_cannot_end(cast: Cast, access_as: AccessAs, sign_in: SignIn) -> None:
    with pytest.raises(Refused, match="could not have given"):
        end_mandate(access_as("province"), cast.mandates["administrator"])
    assert sign_in("other_office").get(f"/accounts/mandates/{cast.mandates['an'].pk}/end/").status_code == 404


def test_a_mandate_is_in_force_from_its_first_to_its_last_day(cast: Cast, access_as: AccessAs) -> None:
    mandate = cast.mandates["an"]
    for starts_on, ends_on, counts in (
        (_today(), _today(), True),
        (_today() + timedelta(1), None, False),
        (START, _today() - timedelta(1), False),
    ):
        Mandate.objects.filter(pk=mandate.pk).update(starts_on=min(starts_on, ends_on or starts_on), ends_on=ends_on)
        assert bool(access_as("an").grants) is counts


def test_a_delegate_acts_under_the_mandate_and_the_journal_names_both(cast: Cast, access_as: AccessAs) -> None:
    delegate_mandate(access_as("an"), cast.mandates["an"], DelegationFacts(cast.accounts["cuong"], _today()))
    access, path = access_as("cuong"), cast.organisations["C1-A"].path
    assert access.may(Right.RECORD_CIRCUMSTANCES, path)
    actor = access.actor(Right.RECORD_CIRCUMSTANCES, path)
    assert actor.account == f"account:{cast.accounts['cuong'].pk}"
    assert actor.on_behalf_of == f"account:{cast.accounts['an'].pk}"
    entry = Entry.objects.get()
    assert (entry.unit, entry.verb, entry.subject) == ("C1-A", "mandate.delegated", actor.account)


def test_a_delegation_ends_with_the_mandate_that_it_rests_on(cast: Cast, access_as: AccessAs) -> None:
    delegate_mandate(access_as("an"), cast.mandates["an"], DelegationFacts(cast.accounts["cuong"], _today()))
    end_mandate(access_as("office"), cast.mandates["an"])
    assert not access_as("cuong").may(Right.RECORD_CIRCUMSTANCES)


def test_a_delegation_ends_with_the_account_that_it_comes_from(cast: Cast, access_as: AccessAs) -> None:
    delegate_mandate(access_as("an"), cast.mandates["an"], DelegationFacts(cast.accounts["cuong"], _today()))
    close_account(access_as("office"), cast.accounts["an"])
    assert not access_as("cuong").may(Right.RECORD_CIRCUMSTANCES)


def test_a_delegation_ends_after_its_last_day(cast: Cast, access_as: AccessAs) -> None:
    delegate_mandate(access_as("an"), cast.mandates["an"], DelegationFacts(cast.accounts["cuong"], _today()))
    Mandate.objects.filter(delegated_from__isnull=False).update(
        starts_on=_today() - timedelta(2), ends_on=_today() - timedelta(1)
    )
    assert not access_as("cuong").may(Right.RECORD_CIRCUMSTANCES)


def test_who_delegated_takes_it_back_and_nobody_else(cast: Cast, access_as: AccessAs, sign_in: SignIn) -> None:
    given = delegate_mandate(access_as("an"), cast.mandates["an"], DelegationFacts(cast.accounts["cuong"], _today()))
    with pytest.raises(Refused, match="Only who has delegated"):
        end_delegation(access_as("binh"), given)
    assert sign_in("binh").get(f"/account/delegations/{given.pk}/end/").status_code == 404
    assert sign_in("an").post(f"/account/delegations/{given.pk}/end/", {}).headers["Location"] == "/account/"
    assert not access_as("cuong").may(Right.RECORD_CIRCUMSTANCES)


def test_what_was_delegated_cannot_be_passed_on(cast: Cast, access_as: AccessAs) -> None:
    given = delegate_mandate(access_as("an"), cast.mandates["an"], DelegationFacts(cast.accounts["cuong"], _today()))
    with pytest.raises(Refused, match="cannot be passed on"):
        delegate_mandate(access_as("cuong"), given, DelegationFacts(cast.accounts["binh"], _today()))


@pytest.mark.parametrize("login", ["administrator", "binh"])
def test_system_administrators_and_members_cannot_delegate(cast: Cast, access_as: AccessAs, login: str) -> None:
    with pytest.raises(Refused, match="cannot be delegated"):
        delegate_mandate(access_as(login), cast.mandates[login], DelegationFacts(cast.accounts["cuong"], _today()))


def test_a_delegation_needs_another_open_account_and_a_day_within_ones_own(cast: Cast, access_as: AccessAs) -> None:
    Mandate.objects.filter(pk=cast.mandates["an"].pk).update(ends_on=_today() + timedelta(10))
    mandate = Mandate.objects.get(pk=cast.mandates["an"].pk)
    access, cuong = access_as("an"), cast.accounts["cuong"]
    cases: tuple[tuple[DelegationFacts, list[str]], ...] = (
        (DelegationFacts(None, _today()), ["to"]),
        (DelegationFacts(cast.accounts["an"], _today()), ["to"]),
        (DelegationFacts(cuong, _today() - timedelta(1)), ["until"]),
        (DelegationFacts(cuong, _today() + timedelta(11)), ["until"]),
        (DelegationFacts(cuong, _today() + timedelta(10)), []),
    )
    for facts, fields in cases:
        assert [verdict.field for verdict in obstacles_to_delegate(access, mandate, facts)] == fields
    delegate_mandate(access, mandate, cases[-1][0])
    assert [verdict.field for verdict in obstacles_to_delegate(access, mandate, cases[-1][0])] == ["to"]


def test_nobody_delegates_the_mandate_of_another(cast: Cast, access_as: AccessAs, sign_in: SignIn) -> None:
    with pytest.raises(Refused, match="Only the holder"):
        delegate_mandate(access_as("binh"), cast.mandates["an"], DelegationFacts(cast.accounts["cuong"], _today()))
    assert sign_in("binh").get(f"/account/mandates/{cast.mandates['an'].pk}/delegate/").status_code == 404


def test_the_pages_show_who_acts_for_whom(cast: Cast, sign_in: SignIn) -> None:
    day = (_today() + timedelta(5)).strftime("%d/%m/%Y")
    client = sign_in("an")
    answer = client.post(f"/account/mandates/{cast.mandates['an'].pk}/delegate/", {"to": "CUONG", "until": day})
    assert answer.headers["Location"] == "/account/"
    assert day in client.get("/account/").content.decode()
    theirs = sign_in("cuong").get("/account/", headers={"accept-language": "en"}).content.decode()
    assert "for an" in theirs


def test_ones_own_mandate_goes_before_a_delegated_one(cast: Cast, access_as: AccessAs) -> None:
    delegate_mandate(access_as("office"), cast.mandates["office"], DelegationFacts(cast.accounts["an"], _today()))
    access = access_of(cast.accounts["an"])
    cell, other = cast.organisations["C1-A"].path, cast.organisations["C1-B"].path
    assert access.actor(Right.RECORD_CIRCUMSTANCES, cell).on_behalf_of == ""
    assert access.actor(Right.RECORD_CIRCUMSTANCES, other).on_behalf_of == f"account:{cast.accounts['office'].pk}"
