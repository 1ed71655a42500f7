"""Targets are assigned, corrected and withdrawn; what they said before stays readable (II.3.a)."""

from datetime import date

import pytest

from kiemdiem.accounts.access import OutOfSight
from kiemdiem.accounts.models import Mandate
from kiemdiem.campaign.models import Cycle, Subject
from kiemdiem.journal.verbs import Verb
from kiemdiem.review.actions.targets import (
    MOST_TARGETS,
    TargetEntry,
    assign_targets,
    correct_target,
    withdraw_target,
)
from kiemdiem.review.models import TargetVersion
from kiemdiem.review.queries.targets import subjects_without_targets, targets_of
from review.letters import AccessAs, details, journaled, make_target, refusal, subject_of
from support.cast import LONG_AGO, NOBODY, Cast
from support.cycles import open_cycle

pytestmark = pytest.mark.django_db
POOR = TargetEntry("Giảm hộ nghèo", "hộ", "5", due_on=date(2026, 12, 31))
ROADS = TargetEntry("Làm đường xóm", "mét", "400", "resolution", "Nghị quyết 05-NQ/ĐU")


@pytest.fixture
def cycle(cast: Cast) -> Cycle:
    """An open cycle."""
    return open_cycle(cast)


@pytest.fixture
def committee(cycle: Cycle) -> Subject:
    """The executive committee of C1."""
    return subject_of(cycle, "collective", "C1-BCH")


def test_ii_3_a_several_targets_are_assigned_at_once_to_collectives_cadres_and_members(
    cycle: Cycle, access_as: AccessAs
) -> None:
    for kind, code, login in (("collective", "C1-BCH", "office"), ("cadre", "an", "office"), ("member", "binh", "an")):
        subject = subject_of(cycle, kind, code)
        assign_targets(access_as(login), subject.pk, [POOR, ROADS])
        assert [(one.order, one.text, one.source) for one in targets_of(subject)] == [
            (1, "Giảm hộ nghèo", "assigned"), (2, "Làm đường xóm", "resolution"),
        ]  # fmt: skip
    lines = journaled(Verb.TARGET_ASSIGNED)
    assert [(line.unit, line.subject.partition(":")[0]) for line in lines] == [
        ("C1", "collective"), ("C1-A", "person"), ("C1-A", "person"),
    ]  # fmt: skip
    assert details(lines[0])["count"] == 2


def test_ii_3_a_a_target_that_cannot_be_measured_is_refused_with_what_is_missing(
    committee: Subject, access_as: AccessAs
) -> None:
    bad = [
        TargetEntry(" ", " ", ""),
        TargetEntry("Học nghị quyết", "buổi", "4", "plan"),
        TargetEntry("x", "y", "1", "?"),
    ]
    told = refusal(assign_targets, access_as("office"), committee.pk, bad)
    for part in ("what is to be done", "in what its result is counted", "the value to be reached", "Name the",
                 "The source is one of"):  # fmt: skip
        assert part in told
    assert "at least one target" in refusal(assign_targets, access_as("office"), committee.pk, [])
    assert targets_of(committee) == []


def test_the_same_target_is_not_assigned_twice_and_not_more_than_one_can_look_over(
    committee: Subject, access_as: AccessAs
) -> None:
    office = access_as("office")
    assert "assigned already" in refusal(assign_targets, office, committee.pk, [POOR, POOR])
    many = [TargetEntry(f"Việc {number}", "việc", "1") for number in range(MOST_TARGETS + 1)]
    assert f"{MOST_TARGETS} targets" in refusal(assign_targets, office, committee.pk, many)
    assert "601 letters" in refusal(assign_targets, office, committee.pk, [TargetEntry("x" * 601, "y", "1")])


def test_an_organisation_as_such_is_given_no_targets(cycle: Cycle, access_as: AccessAs) -> None:
    subject = subject_of(cycle, "organisation", "C1")
    assert "collectives and individuals" in refusal(assign_targets, access_as("office"), subject.pk, [POOR])


def test_a_correction_keeps_what_stood_before_with_its_ground(committee: Subject, access_as: AccessAs) -> None:
    office = access_as("office")
    (target,) = assign_targets(office, committee.pk, [POOR])
    assert "Say why" in refusal(correct_target, office, target.pk, 1, ROADS, " ")
    corrected = correct_target(office, target.pk, 1, ROADS, "điều chỉnh theo nghị quyết")
    assert (corrected.pk, corrected.version, corrected.text) == (target.pk, 2, "Làm đường xóm")
    before = TargetVersion.objects.get(of=target)
    assert (before.text, before.planned, before.ground) == ("Giảm hộ nghèo", "5", "điều chỉnh theo nghị quyết")
    told = refusal(correct_target, access_as("district"), target.pk, 1, POOR, "lý do")
    assert "office corrected this target meanwhile" in told
    assert "Làm đường xóm · 400 mét" in told
    make_target(committee, "Khác")
    same = TargetEntry("Khác", "x", "1")
    assert "assigned already" in refusal(correct_target, office, target.pk, 2, same, "lý do")
    (line,) = journaled(Verb.TARGET_CORRECTED)
    assert (line.unit, details(line)["target"]) == ("C1", target.pk)


def test_a_withdrawn_target_is_out_of_force_and_stays_readable(committee: Subject, access_as: AccessAs) -> None:
    office = access_as("office")
    (target,) = assign_targets(office, committee.pk, [POOR])
    assert "Say why" in refusal(withdraw_target, office, target.pk, 1, "")
    withdrawn = withdraw_target(office, target.pk, 1, "giao nhầm")
    assert (withdrawn.withdrawn_at is not None, withdrawn.ground) == (True, "giao nhầm")
    assert targets_of(committee) == []
    assert "is withdrawn" in refusal(withdraw_target, office, target.pk, 1, "nữa")
    assert "is withdrawn" in refusal(correct_target, office, target.pk, 1, ROADS, "nữa")
    assert assign_targets(office, committee.pk, [POOR])
    assert len(journaled(Verb.TARGET_WITHDRAWN)) == 1


@pytest.mark.parametrize("login", ["binh", "cuong", "dung", "chair", "other_office", "auditor", "inspection"])
def test_who_assigns_no_targets_there_is_answered_as_if_there_were_nobody(
    cycle: Cycle, access_as: AccessAs, login: str
) -> None:
    subject = subject_of(cycle, "member", "binh")
    target = make_target(subject)
    for act in (
        lambda: assign_targets(access_as(login), subject.pk, [POOR]),
        lambda: correct_target(access_as(login), target.pk, 1, POOR, "x"),
        lambda: withdraw_target(access_as(login), target.pk, 1, "x"),
    ):
        with pytest.raises(OutOfSight):
            act()


def test_nobody_assigns_targets_to_oneself_by_seeing_the_own_record(
    cast: Cast, cycle: Cycle, access_as: AccessAs
) -> None:
    Mandate.objects.create(
        account=cast.accounts["cuong"], role="cell_secretary", organisation=cast.organisations["C2-A"],
        starts_on=LONG_AGO, granted_by=NOBODY,
    )  # fmt: skip
    with pytest.raises(OutOfSight):
        assign_targets(access_as("cuong"), subject_of(cycle, "member", "cuong").pk, [POOR])


def test_each_level_sees_who_of_its_own_has_no_target_yet_ii_3_a(cycle: Cycle, access_as: AccessAs) -> None:
    secretary = access_as("an")
    here = subjects_without_targets(secretary, cycle)
    assert here.filter(kind="member").count() == 2
    make_target(subject_of(cycle, "member", "binh"))
    assert here.filter(kind="member").count() == 1
    assert (
        not subjects_without_targets(access_as("office"), cycle)
        .filter(path=subject_of(cycle, "member", "an").path)
        .exists()
    )
    assert not subjects_without_targets(access_as("binh"), cycle).exists()
