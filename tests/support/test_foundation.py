"""The foundation itself: the cast is whole, and tests leave nothing behind."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from kiemdiem.accounts.access import Access
from kiemdiem.accounts.roles import ROLES, Right, RoleName
from kiemdiem.journal.actions import Actor, record_alone
from kiemdiem.journal.models import Entry, Head
from kiemdiem.journal.verbs import Verb
from kiemdiem.registry.models import Person
from kiemdiem.tree.paths import faults_in_tree
from kiemdiem.vocabulary import OrganisationKind
from support import environment
from support.cast import PASSWORD, Cast


def test_every_role_is_cast_at_a_place_where_it_may_be_given(cast: Cast) -> None:
    roles = {RoleName(mandate.role) for mandate in cast.mandates.values()}
    assert roles == set(RoleName)
    for mandate in cast.mandates.values():
        assert OrganisationKind(mandate.organisation.kind) in ROLES[RoleName(mandate.role)].places
    assert faults_in_tree() == []
    assert not Entry.objects.exists()


def test_cuong_sees_nothing_of_the_sibling_cell(cast: Cast, access_as: Callable[[str], Access]) -> None:
    cell = cast.organisations["C1-A"].path
    assert access_as("an").may(Right.SEE_PEOPLE, cell)
    for outsider in ("cuong", "dung", "giang", "other_office", "other_district", "administrator"):
        access = access_as(outsider)
        seen = Person.objects.filter(access.scope(Right.SEE_PEOPLE))
        assert not access.may(Right.SEE_PEOPLE, cell)
        assert not seen.filter(code__in=["an", "binh"]).exists()


def test_the_cast_can_sign_in(cast: Cast, client_as: Callable[[str], Client]) -> None:
    assert cast.accounts["an"].check_password(PASSWORD)
    assert client_as("an").session["_auth_user_id"] == str(cast.accounts["an"].pk)


@pytest.mark.parametrize("_time", ["first", "again"])
@pytest.mark.django_db(transaction=True)
def test_a_test_with_real_transactions_leaves_an_empty_journal(_time: str) -> None:
    assert not Entry.objects.exists()
    assert not Head.objects.exists()
    record_alone(Actor("account:1"), Verb.EXPORTED)


@pytest.mark.django_db
def test_the_tests_run_on_the_engine_that_was_asked_for() -> None:
    assert connection.vendor == environment.ENGINE
    assert "test" in str(connection.settings_dict["NAME"])
    assert not settings.IS_SECOND_FACTOR_REQUIRED
