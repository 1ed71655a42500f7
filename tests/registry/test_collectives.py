"""Collectives are added and corrected; one reviewed within another is no host itself (I.1.c)."""

from dataclasses import replace

import pytest

from kiemdiem.accounts.access import OutOfSight
from kiemdiem.journal.verbs import Verb
from kiemdiem.registry.actions.locking import Stale
from kiemdiem.registry.actions.units import CollectiveEntry, add_collective, correct_collective
from kiemdiem.registry.history import changes_of
from kiemdiem.registry.models import Collective
from kiemdiem.vocabulary import CollectiveKind as Kind
from registry.conftest import NO_PAPER, PAPER, AccessAs, details, journaled, refusal
from support.cast import Cast

NEW = CollectiveEntry("C1-UB", "Ủy ban  nhân dân xã Hòa An", Kind.PEOPLES_COMMITTEE)


def test_a_collective_is_added_with_its_document(cast: Cast, access_as: AccessAs) -> None:
    added = add_collective(access_as("district"), "C1", replace(NEW, reviewed_within="C1-BCH"), PAPER)
    assert (added.name, added.path) == ("Ủy ban nhân dân xã Hòa An", cast.organisations["C1"].path)
    assert added.reviewed_within == cast.collectives["C1-BCH"]
    assert added.document is not None
    assert added.document.number == "12-QĐ/HU"
    (line,) = journaled(Verb.COLLECTIVE_ADDED)
    assert (line.unit, line.subject) == ("C1", "collective:C1-UB")


def test_a_correction_keeps_what_stood_there_and_names_the_hosts(cast: Cast, access_as: AccessAs) -> None:
    access = access_as("district")
    add_collective(access, "C1", NEW, NO_PAPER)
    correct_collective(access, "C1-UB", 1, replace(NEW, reviewed_within="C1-BCH"), PAPER, "kiểm điểm chung")
    one = correct_collective(access, "C1-UB", 2, replace(NEW, name="UBND xã"), NO_PAPER)
    last, before = changes_of(one)
    assert ("name", "Ủy ban nhân dân xã Hòa An", "UBND xã") in last.columns
    assert before.names["reviewed_within_id", cast.collectives["C1-BCH"].pk] == "Ban chấp hành Đảng bộ xã Hòa An"
    assert [details(line)["version"] for line in journaled(Verb.COLLECTIVE_CORRECTED)] == [2, 3]
    with pytest.raises(Stale):
        correct_collective(access, "C1-UB", 1, NEW, PAPER)


def test_the_same_again_writes_nothing(cast: Cast, access_as: AccessAs) -> None:
    entry = CollectiveEntry("C1-BCH", "Ban chấp hành Đảng bộ xã Hòa An", Kind.EXECUTIVE_COMMITTEE)
    assert correct_collective(access_as("district"), "C1-BCH", 1, entry, PAPER).version == 1
    assert journaled(Verb.COLLECTIVE_CORRECTED) == []


@pytest.mark.parametrize("login", ["office", "an", "auditor", "other_district"])
def test_who_may_not_is_answered_as_if_there_were_none(cast: Cast, access_as: AccessAs, login: str) -> None:
    with pytest.raises(OutOfSight):
        add_collective(access_as(login), "C1", NEW, PAPER)
    with pytest.raises(OutOfSight):
        correct_collective(access_as(login), "C1-BCH", 1, NEW, PAPER)


def test_a_host_of_another_district_and_one_that_does_not_exist_are_refused_alike(
    cast: Cast, access_as: AccessAs
) -> None:
    add_collective(access_as("other_district"), "C2", replace(NEW, code="C2-UB"), NO_PAPER)
    access = access_as("district")
    texts = [
        refusal(add_collective, access, "C1", replace(NEW, reviewed_within=code), PAPER)
        for code in ("C2-UB", "NO-SUCH")
    ]
    assert texts[0].replace("C2-UB", "NO-SUCH") == texts[1]


def test_hosts_do_not_chain(cast: Cast, access_as: AccessAs) -> None:
    access = access_as("district")
    add_collective(access, "C1", replace(NEW, reviewed_within="C1-BCH"), NO_PAPER)
    third = replace(NEW, code="C1-MT", reviewed_within="C1-UB")
    assert "itself reviewed within" in refusal(add_collective, access, "C1", third, PAPER)
    host = CollectiveEntry("C1-BCH", "Ban chấp hành", Kind.EXECUTIVE_COMMITTEE, "C1-A-CU")
    assert "Others are reviewed" in refusal(correct_collective, access, "C1-BCH", 1, host, PAPER)
    own = replace(NEW, reviewed_within="C1-UB")
    assert refusal(correct_collective, access, "C1-UB", 1, own, PAPER)


def test_a_code_in_use_is_refused(cast: Cast, access_as: AccessAs) -> None:
    assert "in use" in refusal(add_collective, access_as("district"), "C1", replace(NEW, code="C1-BCH"), PAPER)
    assert Collective.objects.count() == len(cast.collectives)
