"""Whoever gets behind the triggers is found out, with the number of the entry."""

from collections.abc import Callable
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.db.models import F

from kiemdiem.journal import queries
from kiemdiem.journal.chain import BREAKS, SYSTEM, Break, breaks_in
from kiemdiem.journal.models import Entry, Head
from kiemdiem.journal.queries import head_of, holds, parse_head, verify
from support.seal import unsealed

pytestmark = pytest.mark.django_db
Acts = Callable[..., list[Entry]]
COLUMNS = sorted(field.name for field in Entry._meta.concrete_fields if field.name != "id")


def _found() -> set[tuple[str, int, str]]:
    return {(found.unit, found.number, found.kind) for found in verify()[1]}


@pytest.mark.parametrize("column", COLUMNS)
def test_a_change_of_any_column_is_found_at_its_number(acts: Acts, column: str) -> None:
    entry = acts(5)[2]
    forged = {
        "at": entry.at + timedelta(microseconds=1),
        "year": entry.year + 1,
        "number": 77,
        "unit": "C2",
    }.get(column, "0" * 64 if column in {"digest", "previous"} else "x")
    with unsealed():
        Entry.objects.filter(pk=entry.pk).update(**{column: forged})
    places = {(found.unit, found.year, found.number) for found in verify()[1]}
    assert ("C1", entry.year, 3) in places
    assert all(found.number >= 3 or (found.unit, found.year) != ("C1", entry.year) for found in verify()[1])


def test_an_entry_deleted_in_the_middle_is_missing(acts: Acts) -> None:
    acts(5)
    with unsealed():
        Entry.objects.filter(number=3).delete()
    assert _found() == {("C1", 3, "missing")}


def test_the_first_entry_deleted_is_missing(acts: Acts) -> None:
    acts(5)
    with unsealed():
        Entry.objects.filter(number=1).delete()
    assert _found() == {("C1", 1, "missing")}


def test_entries_deleted_at_the_end_are_found_by_the_head(acts: Acts) -> None:
    acts(5)
    with unsealed():
        Entry.objects.filter(number__gt=3).delete()
    assert _found() == {("C1", 3, "cut")}


def test_a_whole_chain_deleted_is_missing_and_others_still_hold(acts: Acts) -> None:
    acts(5), acts(2, unit="C2")
    with unsealed():
        Entry.objects.filter(unit="C1").delete()
    assert _found() == {("C1", 1, "missing")}
    assert verify(["C2"]) == (2, [])


def test_a_chain_without_its_head_does_not_hold(acts: Acts) -> None:
    acts(2)
    Head.objects.all().delete()
    assert _found() == {("C1", 2, "cut")}


def test_entries_renumbered_over_a_gap_do_not_hold(acts: Acts) -> None:
    acts(5)
    with unsealed():
        Entry.objects.filter(number=3).delete()
        for number in (4, 5):
            Entry.objects.filter(number=number).update(number=F("number") - 1)
    assert ("C1", 3, "unlinked") in _found()


def test_the_end_cut_off_together_with_the_head_is_found_by_a_printed_head(acts: Acts) -> None:
    entries = acts(5)
    printed = parse_head(str(head_of("C1", entries[0].year)))
    assert printed is not None
    assert holds(printed)
    with unsealed():
        Entry.objects.filter(number__gt=3).delete()
        Head.objects.update(number=3, digest=entries[2].digest)
    assert verify() == (3, [])
    assert not holds(printed)


def test_an_older_printed_head_holds_while_the_chain_grows(acts: Acts) -> None:
    entries = acts(2)
    printed = head_of("C1", entries[0].year)
    acts(3)
    assert printed is not None
    assert holds(printed)


def test_an_act_recorded_while_the_chain_is_read_is_no_fault(acts: Acts) -> None:
    acts(3)
    read = breaks_in

    def read_and_write(entries: object) -> list[Break]:
        acts(1)
        return read(entries)  # type: ignore[arg-type]

    with patch.object(queries, "breaks_in", read_and_write):
        assert verify()[1] == []


def test_two_chains_are_told_apart(acts: Acts) -> None:
    acts(2, unit="C1"), acts(2, unit="C1-A"), acts(2, unit="T")
    with unsealed():
        Entry.objects.filter(unit="C1-A", number=2).update(actor="x")
    assert _found() == {("C1-A", 2, "changed")}
    assert verify(["C1", "T"]) == (4, [])
    assert verify(unit for unit in ["C1-A"])[0] == 2
    assert verify([]) == (0, [])


@pytest.mark.parametrize("kind", BREAKS)
def test_every_fault_is_a_sentence_that_names_the_entry(kind: str) -> None:
    said = Break("C1", 2026, 7, kind).message.say("en")
    assert "C1" in said
    assert "2026" in said
    assert "7" in said
    assert SYSTEM not in Break(SYSTEM, 2026, 7, kind).message.say("en")
