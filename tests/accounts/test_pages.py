"""The office's pages: who sees whom."""

import io
import re
from collections.abc import Callable

import pytest
from openpyxl import load_workbook

from accounts.conftest import SignIn
from kiemdiem.accounts.access import Access
from kiemdiem.accounts.models import Account, account_keys
from kiemdiem.accounts.queries import accounts_found, accounts_seen_by
from kiemdiem.accounts.roles import ROLES, Right, RoleName
from kiemdiem.journal.models import Entry
from support.cast import Cast

OF_C1 = {"an", "binh", "cuong", "dung", "chair", "teller", "office"}


def _shown(text: str) -> set[str]:
    return set(re.findall(r'href="/accounts/of/([^/"]+)/"', text))


def test_an_office_sees_the_accounts_of_its_subtree(cast: Cast, sign_in: SignIn) -> None:
    assert _shown(sign_in("office").get("/accounts/").content.decode()) == OF_C1
    assert _shown(sign_in("district").get("/accounts/").content.decode()) == OF_C1 | {"district", "inspection"}
    assert _shown(sign_in("administrator").get("/accounts/").content.decode()) == set(cast.accounts)


def test_only_who_grants_or_runs_the_machine_has_these_pages(cast: Cast, sign_in: SignIn) -> None:
    for login, mandate in cast.mandates.items():
        rights = ROLES[RoleName(mandate.role)].rights
        expected = 200 if rights & {Right.GRANT, Right.RUN_MACHINE} else 404
        client = sign_in(login)
        assert client.get("/accounts/").status_code == expected, login
        assert client.get("/accounts/open/").status_code == expected, login
        assert client.get("/accounts/grant/").status_code == (200 if Right.GRANT in rights else 404), login


def test_an_account_out_of_sight_looks_like_none_and_the_look_is_journaled(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("office")
    for address in ("/accounts/of/giang/", "/accounts/of/giang/close/", "/accounts/of/no-such/"):
        assert client.get(address).status_code == 404
    assert Entry.objects.filter(verb="access.refused").count() == 3


def test_who_runs_the_machine_sees_accounts_but_no_units(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("administrator")
    assert "Chi bộ" not in client.get("/accounts/").content.decode()
    assert "Chi bộ" not in client.get("/accounts/of/an/").content.decode()


def test_the_page_of_an_account_shows_only_mandates_within_sight(cast: Cast, sign_in: SignIn) -> None:
    cast.mandates["giang"].account = cast.accounts["an"]
    cast.mandates["giang"].save()
    text = sign_in("office").get("/accounts/of/an/").content.decode()
    assert "Chi bộ xóm 1" in text
    assert "Chi bộ xóm Thượng" not in text
    assert "/accounts/of/an/close/" not in text


def test_one_searches_with_and_without_diacritics_and_filters(cast: Cast, access_as: Callable[[str], Access]) -> None:
    Account.objects.filter(login="binh").update(name="Trần Thị Bình", **account_keys("binh", "Trần Thị Bình"))
    access = access_as("office")

    def found(search: str = "", role: str = "", state: str = "") -> set[str]:
        return {account.login for account in accounts_found(access, search, role, state)}

    assert found("tran binh") == {"binh"}
    assert found("Trần") == {"binh"}
    assert found("Trận") == set()
    assert found(role="cell_secretary") == {"an", "dung"}
    assert found(state="closed") == set()
    assert found(state="open") == OF_C1
    assert found(state="no_factor") == OF_C1
    assert found("giang") == set()


def test_the_list_is_exported_as_it_is_filtered(cast: Cast, sign_in: SignIn) -> None:
    answer = sign_in("office").get("/accounts/?role=cell_secretary&export=xlsx")
    rows = list(load_workbook(io.BytesIO(answer.content)).active.values)
    assert [row[1] for row in rows[1:]] == ["an", "dung"]
    entry = Entry.objects.get(verb="export.made")
    assert (entry.actor, entry.details) == (f"account:{cast.accounts['office'].pk}", '{"rows":2}')


def test_a_name_that_looks_like_a_formula_stays_a_text(cast: Cast, sign_in: SignIn) -> None:
    Account.objects.filter(login="an").update(name="=1+1")
    answer = sign_in("office").get("/accounts/?q=an&export=xlsx")
    cells = [cell for row in load_workbook(io.BytesIO(answer.content)).active for cell in row if cell.value == "=1+1"]
    assert [cell.data_type for cell in cells] in ([], ["s"])


@pytest.mark.parametrize("query", ["?page=99", "?page=x", "?sort=-login", "?sort=name", "?role=none"])
def test_strange_addresses_of_the_list_get_a_page(cast: Cast, sign_in: SignIn, query: str) -> None:
    assert sign_in("office").get("/accounts/" + query).status_code == 200


def test_the_seen_accounts_of_somebody_without_the_right_are_none(
    cast: Cast, access_as: Callable[[str], Access]
) -> None:
    assert not accounts_seen_by(access_as("auditor")).exists()


def test_ones_own_page_shows_ones_mandates(cast: Cast, sign_in: SignIn) -> None:
    text = sign_in("an").get("/account/", headers={"accept-language": "en"}).content.decode()
    assert "Cell secretary, Chi bộ xóm 1" in text
    assert "in force" in text
