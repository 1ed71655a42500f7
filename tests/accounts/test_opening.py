"""Opening, correcting and closing accounts; one-time passwords; lost second factors."""

from collections.abc import Callable
from datetime import date

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.test import Client

from accounts.conftest import SignIn
from kiemdiem.accounts.access import Access
from kiemdiem.accounts.actions import (
    AccountFacts,
    MandateFacts,
    close_account,
    correct_account,
    obstacles_to_open_account,
    open_account,
    remove_factors,
    reset_password,
)
from kiemdiem.accounts.models import Account, Mandate
from kiemdiem.accounts.roles import RoleName
from kiemdiem.journal.models import Entry
from kiemdiem.verdicts import Refused
from support.cast import PASSWORD, Cast

AccessAs = Callable[[str], Access]
Journal = Callable[[], list[tuple[str, str, str]]]
FACTS = AccountFacts(" Nguyen.Moi ", "Nguyễn  Thị Mới ", "Moi@Example.VN")
START = date(2026, 1, 1)


def _member_of(cast: Cast, unit: str = "C1-A", role: RoleName = RoleName.MEMBER) -> MandateFacts:
    return MandateFacts(role, cast.organisations[unit], START)


def test_the_office_opens_an_account_with_its_first_mandate(cast: Cast, access_as: AccessAs, journal: Journal) -> None:
    account, secret = open_account(access_as("office"), FACTS, _member_of(cast))
    assert (account.login, account.name, account.email) == ("nguyen.moi", "Nguyễn Thị Mới", "moi@example.vn")
    assert account.must_change_password
    assert account.check_password(secret.text)
    mandate = account.mandates.get()
    assert (mandate.role, mandate.organisation.code, mandate.starts_on) == ("member", "C1-A", START)
    office, new = f"account:{cast.accounts['office'].pk}", f"account:{account.pk}"
    assert journal() == [("account.opened", office, new), ("mandate.granted", office, new)]
    assert [entry.unit for entry in Entry.objects.order_by("pk")] == ["-", "C1-A"]
    assert secret.text not in str(list(Entry.objects.values()))


def test_the_office_cannot_open_an_account_that_it_would_not_see(cast: Cast, access_as: AccessAs) -> None:
    with pytest.raises(Refused, match="Choose the first task"):
        open_account(access_as("office"), FACTS)
    with pytest.raises(Refused, match="not one of yours"):
        open_account(access_as("office"), FACTS, _member_of(cast, "C2-A"))
    with pytest.raises(Refused, match="does not let you give"):
        open_account(access_as("office"), FACTS, _member_of(cast, "C1", RoleName.AUDITOR))
    assert not Account.objects.filter(login="nguyen.moi").exists()


def test_who_runs_the_machine_opens_accounts_but_grants_nothing(cast: Cast, access_as: AccessAs) -> None:
    account, _ = open_account(access_as("administrator"), FACTS)
    assert not account.mandates.exists()
    with pytest.raises(Refused):
        open_account(access_as("administrator"), AccountFacts("other.one", "Other"), _member_of(cast))


@pytest.mark.parametrize("login", ["an", "binh", "auditor", "inspection", "emulation", "chair", "teller"])
def test_nobody_else_opens_accounts(cast: Cast, access_as: AccessAs, login: str) -> None:
    with pytest.raises(Refused):
        open_account(access_as(login), FACTS, _member_of(cast))


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (AccountFacts("an", "Somebody"), "login"),
        (AccountFacts(" AN ", "Somebody"), "login"),
        (AccountFacts("x", "Somebody"), "login"),
        (AccountFacts("a b", "Somebody"), "login"),
        (AccountFacts("../etc", "Somebody"), "login"),
        (AccountFacts("good.one", "  "), "name"),
        (AccountFacts("good.one", "n" * 121), "name"),
        (AccountFacts("good.one", "Somebody", "no address"), "email"),
        (AccountFacts("good.one", "Somebody", "AN@example.vn"), "email"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    cast: Cast, access_as: AccessAs, facts: AccountFacts, field: str
) -> None:
    Account.objects.filter(login="an").update(email="an@example.vn")
    found = obstacles_to_open_account(access_as("administrator"), facts)
    assert [verdict.field for verdict in found] == [field]


def test_a_one_time_password_is_shown_once_and_lies_nowhere_in_clear(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("office")
    typed = {"login": "new.one", "name": "Mới", "role": "member", "unit": "C1-A", "starts_on": "01/01/2026"}
    answer = client.post("/accounts/open/", typed)
    account = Account.objects.get(login="new.one")
    in_sessions = [session.get_decoded() for session in Session.objects.all()]
    page = client.get(answer.headers["Location"])
    text = page.context["text"]
    assert account.check_password(text)
    assert text in page.content.decode()
    assert text not in str(in_sessions)
    assert "no-store" in page.headers["Cache-Control"]
    assert "secret_once" not in client.session
    again = client.get(answer.headers["Location"])
    assert again.headers["Location"] == "/accounts/of/new.one/"


def test_a_one_time_password_is_not_shown_to_another_session(cast: Cast, sign_in: SignIn) -> None:
    client, other = sign_in("office"), sign_in("district")
    answer = client.post("/accounts/of/an/password/", {})
    assert other.get(answer.headers["Location"]).status_code == 302
    assert client.get(answer.headers["Location"]).status_code == 200


def test_correcting_keeps_the_login_and_journals_only_which_fields_changed(cast: Cast, access_as: AccessAs) -> None:
    correct_account(access_as("office"), cast.accounts["an"], AccountFacts("ignored", "Nguyễn Văn An", "an@example.vn"))
    account = Account.objects.get(login="an")
    assert (account.name, account.email, account.search_key) == ("Nguyễn Văn An", "an@example.vn", "an nguyen van an")
    entry = Entry.objects.get()
    assert (entry.verb, entry.details) == ("account.corrected", '{"changed":["name","email"]}')


def test_a_closed_account_is_closed_once(cast: Cast, access_as: AccessAs) -> None:
    close_account(access_as("office"), cast.accounts["an"])
    assert Account.objects.get(login="an").closed_at
    with pytest.raises(Refused, match="closed already"):
        close_account(access_as("office"), cast.accounts["an"])
    with pytest.raises(Refused, match="closed already"):
        reset_password(access_as("office"), cast.accounts["an"])


def test_nobody_closes_or_resets_the_own_account(cast: Cast, access_as: AccessAs) -> None:
    for act in (close_account, reset_password):
        with pytest.raises(Refused, match="your own account"):
            act(access_as("administrator"), cast.accounts["administrator"])


@pytest.mark.parametrize(
    ("login", "target"),
    [
        ("office", "district"),
        ("office", "giang"),
        ("other_office", "an"),
        ("district", "province"),
        ("province", "administrator"),
        ("auditor", "an"),
        ("inspection", "an"),
        ("an", "binh"),
    ],
)
def test_an_account_out_of_ones_charge_is_left_alone(cast: Cast, access_as: AccessAs, login: str, target: str) -> None:
    for act in (close_account, reset_password):
        with pytest.raises(Refused):
            act(access_as(login), cast.accounts[target])


def test_a_small_mandate_in_ones_unit_gives_no_power_over_a_mighty_account(cast: Cast, access_as: AccessAs) -> None:
    Mandate.objects.create(
        account=cast.accounts["province"],
        role="member",
        organisation=cast.organisations["C1-A"],
        starts_on=START,
        granted_by="account:1",
    )
    with pytest.raises(Refused, match="tasks that you could not give"):
        reset_password(access_as("office"), cast.accounts["province"])


def test_a_new_one_time_password_voids_the_old_one(cast: Cast, access_as: AccessAs, sign_in: SignIn) -> None:
    before = sign_in("an")
    secret = reset_password(access_as("district"), cast.accounts["an"])
    assert before.get("/room/").status_code == 302
    assert sign_in("an", PASSWORD).get("/room/").headers["Location"].startswith("/account/login/")
    assert sign_in("an", secret.text).get("/room/").headers["Location"] == "/account/password/"


def test_second_factors_are_removed_for_a_reason_that_the_journal_knows(cast: Cast, access_as: AccessAs) -> None:
    account = cast.accounts["an"]
    Authenticator.objects.create(user=account, type="totp", data={"secret": "sealed"})
    with pytest.raises(Refused, match="Choose a reason"):
        remove_factors(access_as("office"), account, "because")
    remove_factors(access_as("office"), account, "lost")
    assert not Authenticator.objects.exists()
    entry = Entry.objects.get()
    assert (entry.verb, entry.details) == ("account.factor_removed", '{"factors":["totp"],"reason":"lost"}')
    with pytest.raises(Refused, match="no second factor"):
        remove_factors(access_as("office"), account, "lost")


def test_the_form_for_removing_factors_works(cast: Cast, sign_in: SignIn) -> None:
    Authenticator.objects.create(user=cast.accounts["an"], type="totp", data={"secret": "sealed"})
    client: Client = sign_in("office")
    assert client.post("/accounts/of/an/factors/", {"reason": "lost"}).headers["Location"] == "/accounts/of/an/"
    assert not Authenticator.objects.exists()
