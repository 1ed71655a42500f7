"""Exports: only what may be exported, journaled, and no name ever becomes a formula."""

import io
import json
from datetime import date

import pytest
from openpyxl import load_workbook

from kiemdiem.accounts.access import OutOfSight
from kiemdiem.accounts.models import Mandate
from kiemdiem.accounts.roles import RoleName
from kiemdiem.jobs.models import Job, Output
from kiemdiem.jobs.progress import Progress
from kiemdiem.journal.verbs import Verb
from kiemdiem.registry import exporting
from kiemdiem.registry.actions.facts import FactName, enter_fact
from kiemdiem.registry.actions.imports import ask_for_export
from kiemdiem.registry.actions.people import add_person
from kiemdiem.registry.actions.units import CollectiveEntry, OrganisationEntry, add_collective, add_organisation
from kiemdiem.registry.exporting import workbook_of
from kiemdiem.registry.models import RowOutcome
from kiemdiem.tree.models import Organisation
from kiemdiem.verdicts import Refused
from kiemdiem.vocabulary import CircumstanceKind, CollectiveKind, OrganisationKind
from registry.conftest import NO_PAPER, AccessAs, ClientAs, changed, details, journaled, outcomes, rows_of, uploaded
from registry.test_admission import NEW
from registry.test_facts import values_of
from support.cast import LONG_AGO, NOBODY, Cast

FORMULAS = ("=1+1", "+1+1", "-1+1", "@SUM(A1)", "=cmd|' /C calc'!A0", '=HYPERLINK("http://x")', "\t=1+1", "\r=1+1")
Cell = tuple[str, object]


def _cells(content: bytes) -> list[Cell]:
    """Type and value of every cell below the headings."""
    book = load_workbook(io.BytesIO(content))
    return [
        (cell.data_type, cell.value)
        for sheet in book.worksheets
        for row in sheet.iter_rows(min_row=2)
        for cell in row
        if cell.value is not None
    ]


@pytest.fixture
def dangerous(cast: Cast, access_as: AccessAs) -> Cast:
    """Names, titles and notes that a spreadsheet would take for formulas."""
    province = access_as("province")
    for number, text in enumerate(FORMULAS):
        entry = changed(NEW, full_name=f"{text}", card_number="", gender=text[:20])
        code = add_person(province, "C1-A", entry, None, NO_PAPER).code
        leave = values_of(cast, FactName.CIRCUMSTANCE, kind=CircumstanceKind.MATERNITY_LEAVE.value, note=text)
        enter_fact(province, FactName.CIRCUMSTANCE, code, leave, NO_PAPER)
        enter_fact(province, FactName.POST, code, values_of(cast, FactName.POST, title=text), NO_PAPER)
        add_organisation(province, "C1", OrganisationEntry(f"D{number}", text, OrganisationKind.CELL), NO_PAPER)
        body = CollectiveEntry(f"B{number}", text, CollectiveKind.LEADERSHIP)
        add_collective(province, "C1", body, NO_PAPER)
    return cast


@pytest.mark.parametrize("page", ["/people/", "/unit-list/", "/collectives/", "/journal/", "/journal/T/", "/accounts/"])
def test_no_export_of_a_list_holds_a_formula(dangerous: Cast, client_as: ClientAs, page: str) -> None:
    dangerous.accounts["an"].name = "=1+1"
    dangerous.accounts["an"].save()
    answer = client_as("province").get(page, {"export": "xlsx"})
    assert answer.status_code == 200
    cells = _cells(answer.content)
    assert cells
    assert {kind for kind, _ in cells} == {"s"}
    if page in {"/people/", "/unit-list/", "/collectives/"}:
        assert {text.strip() for text in FORMULAS} <= {value for _, value in cells}


def test_the_exported_workbook_holds_none_either_and_comes_in_unchanged(dangerous: Cast, access_as: AccessAs) -> None:
    content = _exported(dangerous, access_as, "province", "T")
    cells = _cells(content)
    assert {kind for kind, _ in cells} <= {"s", "d", "b", "n"}
    assert {text.strip() for text in FORMULAS} <= {value for kind, value in cells if kind == "s"}
    imported = uploaded(dangerous.accounts["province"], "T", content)
    for table in ("organisations", "collectives", "people", "memberships", "posts", "circumstances"):
        assert set(outcomes(imported, table)) == {RowOutcome.UNCHANGED}, [
            row.values for row in rows_of(imported, table)
        ]


def _exported(cast: Cast, access_as: AccessAs, login: str, unit: str) -> bytes:
    job = ask_for_export(access_as(login), unit)
    exporting.run(job, Progress())
    return bytes(Output.objects.get(job=job).content)


def test_an_export_is_journaled_with_its_counts(cast: Cast, access_as: AccessAs, client_as: ClientAs) -> None:
    _exported(cast, access_as, "office", "C1")
    client_as("office").get("/people/", {"export": "xlsx"})
    whole, listed = journaled(Verb.EXPORTED)
    assert (whole.unit, whole.subject, details(whole)["people"]) == ("C1", "organisation:C1", 4)
    assert (listed.unit, details(listed)) == ("C1", {"list": "/people/", "rows": 4})


def test_an_export_holds_the_subtree_and_nothing_beside_it(cast: Cast, access_as: AccessAs) -> None:
    province = access_as("province")
    enter_fact(province, FactName.POST, "giang", values_of(cast, FactName.POST), NO_PAPER)
    temporary = values_of(cast, FactName.MEMBERSHIP, cell_id=cast.organisations["C2-A"].pk)
    enter_fact(province, FactName.MEMBERSHIP, "binh", temporary, NO_PAPER)
    tables = workbook_of(cast.organisations["C1"].path)
    assert set(tables["organisations"]["id"].to_pylist()) == {"C1", "C1-A", "C1-B"}
    assert set(tables["people"]["id"].to_pylist()) == {"an", "binh", "cuong", "dung"}
    assert set(tables["memberships"]["cell"].to_pylist()) == {"C1-A", "C1-B"}
    assert "giang" not in tables["posts"]["person"].to_pylist()
    assert tables["organisations"]["parent"].to_pylist() == [None, "C1", "C1"]


@pytest.mark.parametrize("login", ["chair", "auditor", "inspection", "cuong", "other_office"])
def test_who_may_not_export_is_answered_as_if_there_were_nothing(
    cast: Cast, access_as: AccessAs, client_as: ClientAs, login: str
) -> None:
    with pytest.raises(OutOfSight):
        ask_for_export(access_as(login), "C1")
    if login in {"chair", "auditor", "inspection"}:
        assert client_as(login).get("/people/").status_code == 200
        assert client_as(login).get("/people/", {"export": "xlsx"}).status_code == 404
    assert journaled(Verb.EXPORTED) == []


def test_who_exports_one_unit_and_reads_another_exports_only_the_one(cast: Cast, client_as: ClientAs) -> None:
    Mandate.objects.create(
        account=cast.accounts["an"], role=RoleName.CHAIR.value, organisation=cast.organisations["C1-B"],
        starts_on=LONG_AGO, granted_by=NOBODY,
    )  # fmt: skip
    client = client_as("an")
    assert "Lê Văn Cường" in client.get("/people/").content.decode()
    for page, own, others in (
        ("/people/", "Trần Thị Bình", "Lê Văn Cường"), ("/unit-list/", "Chi bộ xóm 1", "Chi bộ xóm 2"),
    ):  # fmt: skip
        values = [value for _, value in _cells(client.get(page, {"export": "xlsx"}).content)]
        assert own in values
        assert others not in values


def test_a_right_taken_away_before_the_work_begins_is_no_right(cast: Cast, access_as: AccessAs) -> None:
    job = ask_for_export(access_as("office"), "C1")
    cast.mandates["office"].ended_at = cast.mandates["office"].granted_at
    cast.mandates["office"].save()
    with pytest.raises(Refused):
        exporting.run(job, Progress())
    assert not Output.objects.exists()


def test_asking_twice_is_one_job(cast: Cast, access_as: AccessAs) -> None:
    assert ask_for_export(access_as("office"), "C1") == ask_for_export(access_as("office"), "C1")
    assert json.loads(Job.objects.get().options)["unit"] == "C1"


def test_texts_of_several_lines_and_odd_signs_go_out_and_come_in_unchanged(cast: Cast, access_as: AccessAs) -> None:
    note = " dòng 1\r\ndòng 2 😀\tcột  hai _x0041_ &amp; <b> 'x' \u00a0"
    for person, text in (("an", note), ("binh", "#N/A trong đơn"), ("cuong", "0123"), ("dung", "1e5")):
        leave = values_of(cast, FactName.CIRCUMSTANCE, note=text, start=date(2026, 1, 1))
        enter_fact(access_as("district"), FactName.CIRCUMSTANCE, person, leave, NO_PAPER)
    Organisation.objects.filter(code="C1-A").update(transferred_from="Đảng bộ  cũ", transferred_on=date(2020, 2, 29))
    imported = uploaded(cast.accounts["province"], "T", _exported(cast, access_as, "province", "T"))
    for table in ("organisations", "circumstances"):
        changes = [row.values for row in rows_of(imported, table) if row.outcome != RowOutcome.UNCHANGED]
        assert changes == []
    assert len(rows_of(imported, "circumstances")) == 4
