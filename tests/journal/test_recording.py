"""Recording: one chain per unit and year, in the transaction of the act, by references only."""

import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

import pytest
from django.db import connection, transaction

from kiemdiem.accounts.access import Access
from kiemdiem.accounts.models import Mandate
from kiemdiem.accounts.roles import Right, RoleName
from kiemdiem.journal.actions import Actor, record, record_alone
from kiemdiem.journal.chain import SYSTEM
from kiemdiem.journal.models import Entry, Head
from kiemdiem.journal.queries import entries_about, entries_of_units, head_of, verify
from kiemdiem.journal.verbs import SENTENCES, Verb
from support.cast import LONG_AGO, NOBODY, Cast

from .conftest import OFFICE

Acts = Callable[..., list[Entry]]


def _chain(unit: str) -> list[tuple[int, int]]:
    return list(Entry.objects.filter(unit=unit).order_by("year", "number").values_list("year", "number"))


def _fail_after(entry: Entry) -> None:
    raise ValueError(f"something fails afterwards, {entry.number}")


@pytest.mark.django_db
def test_each_unit_has_a_chain_of_its_own_numbered_without_a_gap(acts: Acts) -> None:
    acts(2, unit="C1"), acts(1, unit="C2"), acts(2, unit="C1")
    assert [number for _, number in _chain("C1")] == [1, 2, 3, 4]
    assert [number for _, number in _chain("C2")] == [1]
    entries = list(Entry.objects.filter(unit="C1").order_by("number"))
    assert entries[0].previous == ""
    assert [entry.previous for entry in entries[1:]] == [entry.digest for entry in entries[:-1]]
    assert str(head_of("C1", entries[0].year)).endswith(f":4:{entries[-1].digest}")


@pytest.mark.django_db
def test_the_year_of_a_chain_turns_at_midnight_of_viet_nam() -> None:
    evening = datetime(2026, 12, 31, 16, 30, tzinfo=UTC)  # 23:30 at Vinh
    for at in (evening, evening + timedelta(hours=1)):
        with patch("kiemdiem.journal.actions.timezone.now", return_value=at):
            record_alone(OFFICE, Verb.EXPORTED, unit="C1")
    assert _chain("C1") == [(2026, 1), (2027, 1)]
    assert Entry.objects.get(year=2027).at == evening + timedelta(hours=1)
    assert verify() == (2, [])


@pytest.mark.django_db(transaction=True)
def test_an_act_is_not_recorded_outside_its_transaction() -> None:
    with pytest.raises(RuntimeError, match="inside the transaction"):
        record(OFFICE, Verb.EXPORTED)
    assert not Entry.objects.exists()
    record_alone(OFFICE, Verb.EXPORTED)
    assert Entry.objects.get().unit == SYSTEM


@pytest.mark.django_db(transaction=True)
def test_an_act_that_fails_leaves_no_entry_and_no_gap(acts: Acts) -> None:
    acts(1)
    with pytest.raises(ValueError, match="afterwards"), transaction.atomic():
        _fail_after(record(OFFICE, Verb.PERSON_ADDED, unit="C1"))
    acts(1)
    assert [number for _, number in _chain("C1")] == [1, 2]
    assert verify() == (2, [])


@pytest.mark.django_db(transaction=True)
def test_many_writers_on_one_chain_leave_no_gap_and_no_fork() -> None:
    together = threading.Barrier(6)

    def write(writer: int) -> None:
        together.wait()
        try:
            for _ in range(10):
                with transaction.atomic():
                    record(Actor(f"account:{writer}"), Verb.POST_ENTERED, unit="C1")
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as writers:
        list(writers.map(write, range(6)))
    assert [number for _, number in _chain("C1")] == list(range(1, 61))
    assert verify() == (60, [])


def test_a_delegate_is_shown_with_the_one_whose_mandate_was_used(
    cast: Cast, access_as: Callable[[str], Access]
) -> None:
    Mandate.objects.create(
        account=cast.accounts["binh"], role=RoleName.GRASSROOTS_OFFICE.value, organisation=cast.organisations["C1"],
        delegated_from=cast.mandates["office"], starts_on=LONG_AGO, granted_by=NOBODY,
    )  # fmt: skip
    person = cast.people["cuong"]
    delegate = access_as("binh").require(Right.EDIT_PEOPLE, person.path, "person")
    record_alone(delegate, Verb.PERSON_CORRECTED, unit="C1", subject=f"person:{person.pk}")
    entry = entries_about(f"person:{person.pk}").get()
    assert entry.actor == f"account:{cast.accounts['binh'].pk}"
    assert entry.on_behalf_of == f"account:{cast.accounts['office'].pk}"
    assert verify() == (1, [])


def test_erasing_a_person_does_not_touch_the_chain(cast: Cast) -> None:
    person = cast.people["giang"]
    record_alone(OFFICE, Verb.PERSON_ADDED, unit="C2-A", subject=f"person:{person.pk}")
    before = list(Entry.objects.values())
    assert "Giang" not in json.dumps(before, default=str)
    person.memberships.all().delete()
    person.delete()
    assert list(Entry.objects.values()) == before
    assert verify() == (1, [])


@pytest.mark.django_db
def test_entries_are_found_by_unit_and_by_subject_newest_first(acts: Acts) -> None:
    acts(3, unit="C1"), acts(2, unit="C2")
    assert [entry.number for entry in entries_of_units(["C1"])] == [3, 2, 1]
    assert {entry.unit for entry in entries_about("person:0")} == {"C1", "C2"}
    assert entries_of_units([]).count() == 0


@pytest.mark.django_db
def test_details_stand_in_canonical_json() -> None:
    record_alone(OFFICE, Verb.EXPORTED, details={"rows": 3, "columns": ["họ tên", "b"], "a": "\0"})
    assert Entry.objects.get().details == '{"a":"\\u0000","columns":["họ tên","b"],"rows":3}'
    assert verify() == (1, [])


@pytest.mark.django_db
def test_a_thousand_acts_at_once_are_one_write(acts: Acts) -> None:
    acts(1000)
    assert Head.objects.get().number == 1000
    assert verify() == (1000, [])


def test_every_verb_has_its_sentence() -> None:
    assert set(SENTENCES) == set(Verb)
