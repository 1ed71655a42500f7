"""Organisations are added, corrected and moved by who may, with a document; nothing is overwritten."""

from dataclasses import replace
from datetime import date

import pytest

from kiemdiem.accounts.access import OutOfSight
from kiemdiem.journal.queries import verify
from kiemdiem.journal.verbs import Verb
from kiemdiem.registry.actions.locking import Stale
from kiemdiem.registry.actions.units import (
    OrganisationEntry,
    add_organisation,
    correct_organisation,
    move_organisation,
)
from kiemdiem.registry.documents import Paper
from kiemdiem.registry.history import changes_of
from kiemdiem.registry.models import Document, Person
from kiemdiem.tree.models import DEEPEST, STEP, Organisation
from kiemdiem.tree.paths import faults_in_tree
from kiemdiem.vocabulary import OrganisationKind as Kind
from registry.conftest import DAY, NO_PAPER, PAPER, AccessAs, details, journaled, refusal
from support.cast import Cast, make_organisation

NEW = OrganisationEntry("C1-C", "Chi bộ  xóm 3", Kind.CELL, date(2026, 1, 1))


def test_a_district_adds_a_cell_below_one_of_its_committees(cast: Cast, access_as: AccessAs) -> None:
    access = access_as("district")
    added = add_organisation(access, "C1", NEW, PAPER)
    assert (added.name, added.kind, added.established_on) == ("Chi bộ xóm 3", "cell", date(2026, 1, 1))
    assert added.path.startswith(cast.organisations["C1"].path)
    assert added.search_key == "chi bo xom 3"
    assert faults_in_tree() == []
    assert Document.objects.get().number == "12-QĐ/HU"
    (line,) = journaled(Verb.ORGANISATION_ADDED)
    assert (line.unit, line.subject, line.actor) == ("C1", "organisation:C1-C", f"account:{access.account}")
    assert details(line) == {"parent": "C1", "document": "12-QĐ/HU"}


@pytest.mark.parametrize("login", ["office", "an", "auditor", "emulation", "administrator", "other_district"])
def test_who_may_not_change_the_tree_is_answered_as_if_there_were_no_such_unit(
    cast: Cast, access_as: AccessAs, login: str
) -> None:
    access = access_as(login)
    with pytest.raises(OutOfSight):
        add_organisation(access, "C1", NEW, PAPER)
    with pytest.raises(OutOfSight):
        correct_organisation(access, "C1", 1, replace(NEW, kind=Kind.GRASSROOTS_COMMITTEE), PAPER)
    with pytest.raises(OutOfSight):
        move_organisation(access, "C1", 1, "H2", DAY, PAPER)
    assert not Organisation.objects.filter(code="C1-C").exists()


@pytest.mark.parametrize(
    ("below", "kind"), [("C1-A", Kind.CELL), ("H1", Kind.PARTY_GROUP), ("C1", Kind.DISTRICT), ("H1", Kind.PROVINCE)]
)
def test_a_kind_stands_only_where_the_format_has_it(cast: Cast, access_as: AccessAs, below: str, kind: Kind) -> None:
    text = refusal(add_organisation, access_as("province"), below, replace(NEW, kind=kind), PAPER)
    assert "does not stand below" in text or "stands at the top" in text


def test_a_code_in_use_anywhere_is_refused_without_a_word_of_where(cast: Cast, access_as: AccessAs) -> None:
    text = refusal(add_organisation, access_as("district"), "C1", replace(NEW, code="C2-A"), PAPER)
    assert text == "The code C2-A is in use: choose another one."


@pytest.mark.parametrize("code", ["A/B", ".", "..", "A\0B"])
def test_a_code_that_cannot_stand_in_an_address_is_refused(cast: Cast, access_as: AccessAs, code: str) -> None:
    assert refusal(add_organisation, access_as("district"), "C1", replace(NEW, code=code), PAPER)


def test_a_tree_grows_no_deeper_than_paths_are_long(cast: Cast, access_as: AccessAs) -> None:
    deepest = cast.organisations["S1"]
    while len(deepest.path) < STEP * DEEPEST:
        deepest = make_organisation(f"{deepest.code}x", Kind.AGENCY, "Phòng", deepest)
    entry = replace(NEW, kind=Kind.AGENCY)
    assert "deeper" in refusal(add_organisation, access_as("district"), deepest.code, entry, PAPER)


def test_a_correction_keeps_what_stood_there(cast: Cast, access_as: AccessAs) -> None:
    access = access_as("district")
    first = OrganisationEntry(
        "C1", "Đảng bộ xã Hòa An mới", Kind.GRASSROOTS_COMMITTEE, date(2025, 7, 1), territorial=True
    )
    correct_organisation(access, "C1", 1, first, PAPER, "sáp nhập")
    correct_organisation(access, "C1", 2, replace(first, name="Đảng bộ xã An Hòa"), NO_PAPER, "gõ nhầm")
    unit = Organisation.objects.get(code="C1")
    assert (unit.name, unit.version, unit.search_key) == ("Đảng bộ xã An Hòa", 3, "dang bo xa an hoa")
    assert [version.name for version in unit.versions.order_by("number")] == ["Đảng bộ xã Hòa An", first.name]
    last, before = changes_of(unit)
    assert (last.reason, last.document, last.columns) == ("gõ nhầm", "", (("name", first.name, unit.name),))
    assert (before.reason, before.document) == ("sáp nhập", "12-QĐ/HU")
    assert {name for name, _, _ in before.columns} == {"name", "established_on", "territorial"}
    assert [details(line)["fields"] for line in journaled(Verb.ORGANISATION_CORRECTED)] == [
        ["established_on", "name", "territorial"], ["name"],
    ]  # fmt: skip


def test_a_correction_that_changes_nothing_writes_nothing(cast: Cast, access_as: AccessAs) -> None:
    entry = OrganisationEntry("C1", "Đảng bộ xã Hòa An", Kind.GRASSROOTS_COMMITTEE)
    assert correct_organisation(access_as("district"), "C1", 1, entry, PAPER).version == 1
    assert not Document.objects.exists()
    assert journaled(Verb.ORGANISATION_CORRECTED) == []


def test_a_correction_of_another_version_is_stale(cast: Cast, access_as: AccessAs) -> None:
    entry = OrganisationEntry("C1", "Một", Kind.GRASSROOTS_COMMITTEE)
    correct_organisation(access_as("district"), "C1", 1, entry, PAPER)
    with pytest.raises(Stale) as stale:
        correct_organisation(access_as("province"), "C1", 1, replace(entry, name="Hai"), PAPER)
    assert stale.value.row == Organisation.objects.get(code="C1", name="Một")


def test_a_kind_that_does_not_fit_what_stands_below_is_refused(cast: Cast, access_as: AccessAs) -> None:
    entry = OrganisationEntry("C1", "Đảng bộ xã Hòa An", Kind.AGENCY)
    assert "does not stand below" in refusal(correct_organisation, access_as("district"), "C1", 1, entry, PAPER)


def test_a_cell_with_members_stays_a_cell(cast: Cast, access_as: AccessAs) -> None:
    entry = OrganisationEntry("C1-A", "Chi bộ xóm 1", Kind.SUB_COMMITTEE)
    assert "stays a cell" in refusal(correct_organisation, access_as("district"), "C1-A", 1, entry, PAPER)
    empty = add_organisation(access_as("district"), "C1", NEW, PAPER)
    entry = replace(NEW, kind=Kind.SUB_COMMITTEE)
    assert correct_organisation(access_as("district"), empty.code, 1, entry, PAPER).kind == Kind.SUB_COMMITTEE


def test_a_moved_committee_takes_everything_below_along(cast: Cast, access_as: AccessAs) -> None:
    moved = move_organisation(access_as("province"), "C1", 1, "H2", DAY, PAPER, "điều chỉnh địa giới")
    assert moved.path.startswith(cast.organisations["H2"].path)
    assert (moved.transferred_on, moved.transferred_from) == (DAY, "Đảng bộ huyện Đông Hà")
    assert moved.versions.get().parent == cast.organisations["H1"]
    assert faults_in_tree() == []
    for person in Person.objects.select_related("home"):
        assert person.path == person.home.path
    collective = cast.collectives["C1-A-CU"]
    collective.refresh_from_db()
    assert collective.path.startswith(moved.path)
    assert {line.unit for line in journaled(Verb.ORGANISATION_MOVED)} == {"H1", "H2"}
    assert verify()[1] == []


def test_a_cell_comes_directly_below_the_committee_that_stands_above_its_superior(
    cast: Cast, access_as: AccessAs
) -> None:
    middle = make_organisation("C1-BP", Kind.SUB_COMMITTEE, "Đảng bộ bộ phận", cast.organisations["C2"])
    lower = make_organisation("C1-BP-1", Kind.CELL, "Chi bộ 1", middle)
    moved = move_organisation(access_as("province"), "C1-BP-1", 1, "C2", DAY, PAPER)
    assert moved.path[:-STEP] == cast.organisations["C2"].path
    assert moved.path not in {lower.path, middle.path, cast.organisations["C2-A"].path}
    assert faults_in_tree() == []


def test_after_a_move_the_old_district_sees_nothing_and_the_new_one_everything(cast: Cast, access_as: AccessAs) -> None:
    old, new = access_as("district"), access_as("other_district")
    move_organisation(access_as("province"), "C1", 1, "H2", DAY, PAPER)
    with pytest.raises(OutOfSight):
        correct_organisation(old, "C1", 2, NEW, PAPER)
    assert add_organisation(new, "C1", NEW, PAPER).parent == cast.organisations["C1"]


def test_a_unit_does_not_come_below_itself_nor_where_it_stands(cast: Cast, access_as: AccessAs) -> None:
    access = access_as("province")
    assert "below itself" in refusal(move_organisation, access, "C1", 1, "C1-A", DAY, PAPER)
    assert "already" in refusal(move_organisation, access, "C1", 1, "H1", DAY, PAPER)
    assert "does not stand" in refusal(move_organisation, access, "C1-A", 1, "H1", DAY, PAPER)


def test_a_district_cannot_pass_a_unit_to_another_district(cast: Cast, access_as: AccessAs) -> None:
    with pytest.raises(OutOfSight):
        move_organisation(access_as("district"), "C1", 1, "H2", DAY, PAPER)


@pytest.mark.parametrize("day", [date(1, 1, 1), date(1899, 12, 31), date(2101, 1, 1), date(9999, 12, 31)])
def test_absurd_days_are_refused(cast: Cast, access_as: AccessAs, day: date) -> None:
    access = access_as("province")
    assert "1900" in refusal(add_organisation, access, "C1", replace(NEW, established_on=day), PAPER)
    assert "1900" in refusal(move_organisation, access, "C1", 1, "H2", day, PAPER)
    assert "1900" in refusal(add_organisation, access, "C1", NEW, replace(PAPER, issued_on=day))


def test_texts_that_cannot_be_kept_are_refused(cast: Cast, access_as: AccessAs) -> None:
    access = access_as("district")
    for entry, paper in (
        (replace(NEW, name="x" * 301), PAPER),
        (replace(NEW, code="x" * 65), PAPER),
        (replace(NEW, name="Chi\0bộ"), PAPER),
        (replace(NEW, name="Chi bộ \u202exóm"), PAPER),
        (NEW, Paper("x" * 61)),
        (NEW, Paper("1", None, "x" * 201)),
        (NEW, Paper("", date(2026, 1, 1))),
    ):
        assert refusal(add_organisation, access, "C1", entry, paper)
    assert not Document.objects.exists()
