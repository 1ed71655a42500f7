"""Masked data are shown to who may see them, one look at a time, and every look is journaled."""

from datetime import date

import pytest

from kiemdiem.accounts.access import OutOfSight
from kiemdiem.journal.verbs import Verb
from kiemdiem.registry.actions.facts import FactName, enter_fact
from kiemdiem.registry.actions.people import unmask
from kiemdiem.vocabulary import MembershipKind
from registry.conftest import DAY, PAPER, AccessAs, details, journaled
from support.cast import Cast


@pytest.mark.parametrize("login", ["office", "district", "province", "inspection"])
def test_who_may_sees_card_number_and_day_of_birth(cast: Cast, access_as: AccessAs, login: str) -> None:
    assert unmask(access_as(login), "binh", "card_number") == "01234568"
    assert unmask(access_as(login), "binh", "birth_date") == date(1985, 5, 6)
    lines = journaled(Verb.MASKED_SEEN)
    assert [details(line) for line in lines] == [{"field": "card_number"}, {"field": "birth_date"}]
    assert {(line.unit, line.subject) for line in lines} == {("C1-A", f"person:{cast.people['binh'].pk}")}


@pytest.mark.parametrize("login", ["an", "chair", "auditor", "emulation", "cuong", "other_office", "administrator"])
def test_who_may_not_is_answered_as_if_there_were_nothing(cast: Cast, access_as: AccessAs, login: str) -> None:
    with pytest.raises(OutOfSight):
        unmask(access_as(login), "binh", "card_number")
    assert journaled(Verb.MASKED_SEEN) == []


def test_ones_own_are_shown_without_a_right_and_journaled_too(cast: Cast, access_as: AccessAs) -> None:
    assert unmask(access_as("binh"), "binh", "card_number") == "01234568"
    assert len(journaled(Verb.MASKED_SEEN)) == 1
    with pytest.raises(OutOfSight):
        unmask(access_as("binh"), "an", "card_number")


@pytest.mark.parametrize("column", ["full_name", "path", "account", "", "card_number\0"])
def test_only_masked_columns_can_be_asked_for(cast: Cast, access_as: AccessAs, column: str) -> None:
    with pytest.raises(OutOfSight):
        unmask(access_as("province"), "binh", column)


def test_reach_through_a_temporary_membership_shows_no_identity(cast: Cast, access_as: AccessAs) -> None:
    values = {
        "cell_id": cast.organisations["C2-A"].pk, "kind": MembershipKind.TEMPORARY.value, "start": DAY, "end": None,
    }  # fmt: skip
    enter_fact(access_as("province"), FactName.MEMBERSHIP, "binh", values, PAPER)
    with pytest.raises(OutOfSight):
        unmask(access_as("other_office"), "binh", "card_number")
