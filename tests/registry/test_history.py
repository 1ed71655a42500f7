"""Nothing is overwritten: every earlier value stays readable, with when, by whom, why and on which document."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kiemdiem.registry.actions.facts import FactName, correct_fact, enter_fact, withdraw_fact
from kiemdiem.registry.actions.people import correct_person
from kiemdiem.registry.actions.units import OrganisationEntry, correct_organisation
from kiemdiem.registry.documents import Paper, keep_paper
from kiemdiem.registry.history import VERSIONS, Row, changes_of, changes_of_all, fact_columns
from kiemdiem.registry.models import Circumstance, Collective, Document, Membership, Person, Post
from kiemdiem.tree.models import Organisation
from kiemdiem.vocabulary import OrganisationKind
from registry.conftest import NO_PAPER, PAPER, AccessAs, entry_of
from registry.test_facts import values_of
from support.cast import Cast

KEPT_ELSEWHERE = {
    "id", "code", "path", "name_key", "search_key", "version", "recorded_at", "recorded_by", "document_id",
    "withdrawn_at", "home_id", "account_id", "erased_at",
}  # fmt: skip
"""What a row has beside its facts: derived, or kept with each version under another name."""


@pytest.mark.parametrize("model", [Organisation, Collective, Person, Membership, Post, Circumstance])
def test_a_version_keeps_every_fact_of_its_row(model: type[Row]) -> None:
    columns = {field.attname for field in model._meta.concrete_fields}
    assert set(fact_columns(model)) == columns - KEPT_ELSEWHERE
    kept = {field.attname: field for field in VERSIONS[model]._meta.concrete_fields}
    for field in model._meta.concrete_fields:
        if field.attname in kept and field.attname not in KEPT_ELSEWHERE:
            assert getattr(field, "max_length", None) == getattr(kept[field.attname], "max_length", None)


def test_the_changes_of_many_rows_of_all_kinds_cost_one_query(cast: Cast, access_as: AccessAs) -> None:
    office, rows = access_as("office"), list[Row]()
    for name in FactName:
        row = enter_fact(office, name, "an", values_of(cast, name), PAPER)
        rows.append(correct_fact(office, name, row.pk, 1, {**values_of(cast, name), "end": date(2026, 9, 9)}, PAPER))
    rows.append(correct_person(office, "an", 1, entry_of(cast.people["an"], gender="Nam"), PAPER, "bổ sung"))
    entry = OrganisationEntry("C1", "Đảng bộ xã mới", OrganisationKind.GRASSROOTS_COMMITTEE)
    rows.append(correct_organisation(access_as("district"), "C1", 1, entry, NO_PAPER))
    rows.append(cast.collectives["C1-BCH"])
    with CaptureQueriesContext(connection) as queries:
        found = changes_of_all(rows)
    assert len(queries) == 1
    assert [len(changes) for changes in found] == [1, 1, 1, 1, 1, 0]
    assert found == [changes_of(row) for row in rows]
    ended, gender = (("end", None, date(2026, 9, 9)),), (("gender", "", "Nam"),)
    renamed = (("name", "Đảng bộ xã Hòa An", entry.name),)
    assert [changes[0].columns for changes in found[:5]] == [ended, ended, ended, gender, renamed]


def test_values_of_every_kind_come_back_as_they_were(cast: Cast, access_as: AccessAs) -> None:
    province = access_as("province")
    first = {
        "title": "Trưởng ban", "rank": 3, "presides": True, "own_rating_unaffected": True, "arrival": "elected",
        "managed_by": "district", "end": date(2026, 12, 31), "collective_id": cast.collectives["C1-A-CU"].pk,
    }  # fmt: skip
    row = enter_fact(province, FactName.POST, "binh", values_of(cast, FactName.POST, **first), PAPER)
    correct_fact(province, FactName.POST, row.pk, 1, values_of(cast, FactName.POST), NO_PAPER)
    (change,) = changes_of(Post.objects.get(pk=row.pk))
    assert {name: before for name, before, _ in change.columns} == first
    assert change.names == {
        ("collective_id", cast.collectives["C1-A-CU"].pk): "Chi ủy xóm 1",
        ("collective_id", cast.collectives["C1-BCH"].pk): "Ban chấp hành Đảng bộ xã Hòa An",
    }


def test_a_withdrawal_tells_all_that_was_said(cast: Cast, access_as: AccessAs) -> None:
    office = access_as("office")
    row = enter_fact(office, FactName.POST, "binh", values_of(cast, FactName.POST), PAPER)
    (change,) = changes_of(withdraw_fact(office, FactName.POST, row.pk, 1, PAPER, "nhầm"))
    assert change.is_withdrawal
    assert {name for name, _, _ in change.columns} == {"collective_id", "title", "role", "rank", "start"}


def test_a_document_is_kept_with_its_day_and_issuer_and_none_is_none(cast: Cast) -> None:
    assert keep_paper(NO_PAPER) is None
    kept = keep_paper(Paper(" 1-QĐ ", date(2026, 1, 1), "Tỉnh u\u0309y", "chuyển đảng"))
    assert kept == Document.objects.get()
    assert (kept.number, kept.issuer, kept.about) == ("1-QĐ", "Tỉnh ủy", "chuyển đảng")
