"""Somebody in no cell or in two is shown with the fix; the cycle is not opened before that is settled."""

from collections.abc import Callable
from datetime import date

import pytest

from kiemdiem.accounts.access import Access, OutOfSight
from kiemdiem.campaign.actions.cycles import ask_for_preview, ask_to_freeze, set_aside
from kiemdiem.campaign.models import PlanRow, Problem, Subject
from kiemdiem.journal.models import Entry
from kiemdiem.journal.verbs import Verb
from kiemdiem.registry.models import Circumstance, Membership
from kiemdiem.verdicts import Refused
from support.cast import LONG_AGO, NOBODY, Cast
from support.cycles import YEAR, prepared_cycle
from support.jobs import run_next_job

pytestmark = pytest.mark.django_db
AccessAs = Callable[[str], Access]


def _leave_the_cell(cast: Cast, code: str) -> None:
    Membership.objects.filter(person=cast.people[code]).update(end=date(YEAR, 5, 1))


def test_a_member_in_no_cell_is_named_and_the_cycle_is_not_opened(cast: Cast, access_as: AccessAs) -> None:
    _leave_the_cell(cast, "binh")
    cycle = prepared_cycle(cast)
    problem = Problem.objects.get(cycle=cycle)
    assert (problem.person.code, problem.kind) == ("binh", "no_cell")
    with pytest.raises(Refused) as refused:
        ask_to_freeze(access_as("province"), cycle.pk)
    assert refused.value.verdicts[0].clause == "II.2.3.a"


def test_a_member_in_two_official_cells_is_named_with_both(cast: Cast) -> None:
    Membership.objects.filter(person=cast.people["binh"]).update(end=date(YEAR, 12, 31))
    Membership.objects.create(
        person=cast.people["binh"], cell=cast.organisations["C1-B"], kind="official", start=date(YEAR, 6, 1),
        recorded_by=NOBODY,
    )  # fmt: skip
    problem = Problem.objects.get(cycle=prepared_cycle(cast))
    assert problem.kind == "two_cells"
    assert problem.cells == "Chi bộ xóm 1; Chi bộ xóm 2"


def test_an_exempt_member_without_a_cell_is_no_problem_i_1_a(cast: Cast) -> None:
    _leave_the_cell(cast, "binh")
    Circumstance.objects.create(person=cast.people["binh"], kind="exempted", start=LONG_AGO, recorded_by=NOBODY)
    assert not Problem.objects.filter(cycle=prepared_cycle(cast)).exists()


def test_mended_in_the_registry_the_problem_is_gone_with_the_next_preview(cast: Cast, access_as: AccessAs) -> None:
    _leave_the_cell(cast, "binh")
    cycle = prepared_cycle(cast)
    Membership.objects.filter(person=cast.people["binh"]).update(end=None)
    ask_for_preview(access_as("province"), cycle.pk)
    run_next_job()
    assert not Problem.objects.filter(cycle=cycle).exists()


def test_set_aside_with_a_ground_the_cycle_opens_without_that_member(cast: Cast, access_as: AccessAs) -> None:
    _leave_the_cell(cast, "binh")
    cycle = prepared_cycle(cast)
    set_aside(access_as("province"), Problem.objects.get(cycle=cycle).pk, "hồ sơ chưa về")
    ask_to_freeze(access_as("province"), cycle.pk)
    assert run_next_job().finished_at
    assert not Subject.objects.filter(cycle=cycle, code="binh").exists()
    assert PlanRow.objects.filter(cycle=cycle, subject__code="cuong").exists()
    entry = Entry.objects.get(verb=Verb.PERSON_SET_ASIDE)
    assert entry.subject == f"person:{cast.people['binh'].pk}"


def test_nobody_is_set_aside_without_a_ground(cast: Cast, access_as: AccessAs) -> None:
    _leave_the_cell(cast, "binh")
    problem = Problem.objects.get(cycle=prepared_cycle(cast))
    with pytest.raises(Refused):
        set_aside(access_as("province"), problem.pk, "  ")
    problem.refresh_from_db()
    assert problem.set_aside_at is None


@pytest.mark.parametrize("login", ["office", "district", "an"])
def test_only_who_opens_the_cycle_sets_somebody_aside(cast: Cast, access_as: AccessAs, login: str) -> None:
    _leave_the_cell(cast, "binh")
    problem = Problem.objects.get(cycle=prepared_cycle(cast))
    with pytest.raises(OutOfSight):
        set_aside(access_as(login), problem.pk, "x")
