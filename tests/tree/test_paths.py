"""Paths: made, compared and moved in one place."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiemdiem.registry.models import Person
from kiemdiem.tree.models import STEP, Organisation
from kiemdiem.tree.names import folded, plain_key
from kiemdiem.tree.paths import (
    DIGITS,
    above,
    covers,
    faults_in_tree,
    moved,
    next_path,
    step_of,
    topmost,
    within,
)
from kiemdiem.vocabulary import OrganisationKind
from support.cast import Cast, make_organisation

PATHS = st.lists(st.integers(0, 3).map(step_of), max_size=4).map("".join)


def _codes_within(*paths: str) -> set[str]:
    return set(Organisation.objects.filter(within("path", paths)).values_list("code", flat=True))


def test_steps_sort_as_their_numbers_and_the_last_one_is_known() -> None:
    steps = [step_of(number) for number in (0, 1, 9, 10, 35, 36, 1295, 1296, len(DIGITS) ** STEP - 1)]
    assert steps == sorted(steps)
    assert {len(step) for step in steps} == {STEP}
    with pytest.raises(OverflowError):
        step_of(len(DIGITS) ** STEP)


@given(st.lists(PATHS, max_size=8), PATHS)
def test_the_topmost_nodes_cover_what_all_of_them_cover(paths: list[str], path: str) -> None:
    kept = topmost(paths)
    assert covers(kept, path) == covers(paths, path)
    assert all(not one.startswith(other) for one in kept for other in kept if one != other)
    assert covers(paths, path) == bool({*above(path), path, ""} & set(paths))


def test_the_superiors_of_a_node_are_listed_from_the_root() -> None:
    assert above("000000010002") == ["0000", "00000001"]
    assert above("0000") == []


def test_new_nodes_stand_after_their_siblings(cast: Cast) -> None:
    of = cast.organisations
    assert of["H1"].path == of["T"].path + "0000"
    assert of["H2"].path == of["T"].path + "0001"
    assert next_path(of["C1-A"]) == of["C1-A"].path + "0000"
    assert next_path(None) == "0001"
    assert [of[code].depth for code in ("T", "H1", "C1", "C1-A")] == [1, 2, 3, 4]


def test_a_subtree_is_its_node_and_all_below_and_nothing_of_a_sibling(cast: Cast) -> None:
    of = cast.organisations
    assert _codes_within(of["C1"].path) == {"C1", "C1-A", "C1-B"}
    assert _codes_within(of["C1-A"].path) == {"C1-A"}
    assert _codes_within(of["C1-A"].path, of["H2"].path) == {"C1-A", "H2", "C2", "C2-A"}
    assert _codes_within(of["T"].path) == set(of)
    assert _codes_within() == set()


def test_a_subtree_moves_with_its_people_and_the_tree_stays_sound(cast: Cast) -> None:
    of = cast.organisations
    old, new = of["C1"].path, next_path(of["H2"])
    Organisation.objects.filter(pk=of["C1"].pk).update(parent=of["H2"])
    assert faults_in_tree() == ["C1"]
    for model in (Organisation, Person):
        model._default_manager.filter(within("path", [old])).update(path=moved(old, new))
    assert faults_in_tree() == []
    assert _codes_within(of["H2"].path) == {"H2", "C2", "C2-A", "C1", "C1-A", "C1-B"}
    assert set(Person.objects.filter(within("path", [new])).values_list("code", flat=True)) == {
        "an", "binh", "cuong", "dung",
    }  # fmt: skip


def test_nodes_that_do_not_continue_their_superior_are_named(cast: Cast) -> None:
    Organisation.objects.filter(code="C2-A").update(path=cast.organisations["C1"].path + "0009")
    Organisation.objects.filter(code="S1").update(path=cast.organisations["H1"].path + "00z")
    assert sorted(faults_in_tree()) == ["C2-A", "S1"]


@pytest.mark.django_db
def test_paths_sort_by_bytes_whatever_the_language_of_the_database() -> None:
    root = make_organisation("T", OrganisationKind.PROVINCE, "T", None)
    for number in (9, 10, 35, 36):
        Organisation.objects.create(
            code=f"H{number}", kind="district", name="H", parent=root, path=root.path + step_of(number),
            name_key="", search_key="",
        )  # fmt: skip
    ordered = list(Organisation.objects.order_by("path").values_list("path", flat=True))
    assert ordered == sorted(ordered)
    assert next_path(root) == root.path + step_of(37)


@pytest.mark.django_db
def test_a_province_of_11_500_nodes_is_built_and_counted_quickly() -> None:
    started = time.process_time()
    rows: list[Organisation] = []
    parents = [Organisation(id=1, path=step_of(0))]
    for children in (20, 25, 22):
        level = [
            Organisation(parent_id=parent.pk, path=parent.path + step_of(number))
            for parent in parents
            for number in range(children)
        ]
        for at, row in enumerate(level, len(rows) + 2):
            row.pk = at
        rows += level
        parents = level
    for row in rows:
        name = f"Chi bộ {row.pk}"
        row.code, row.name, row.kind = f"TC-{row.pk}", name, OrganisationKind.CELL.value
        row.name_key, row.search_key = plain_key(name), folded(name)
    root = Organisation(id=1, path=step_of(0), code="T", name="T", kind="province", name_key="t", search_key="t")
    Organisation.objects.bulk_create([root, *rows], batch_size=2000)
    assert Organisation.objects.count() == 1 + 20 + 500 + 11_000
    assert faults_in_tree() == []
    assert Organisation.objects.filter(within("path", [rows[0].path])).count() == 1 + 25 + 550
    assert time.process_time() - started < 8
