"""Signs of violation are reported, verified and decided on; who is not concerned does not learn of it (I.3.3.j)."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from kiemdiem.accounts.access import OutOfSight
from kiemdiem.accounts.models import Mandate
from kiemdiem.campaign.models import Cycle, Subject
from kiemdiem.journal.models import Entry
from kiemdiem.journal.verbs import Verb
from kiemdiem.review.actions.cases import (
    DecisionEntry,
    authorities_for,
    close_case,
    conclude_case,
    decide_on_case,
    look_at_case,
    look_at_cases,
    report_case,
    take_up_case,
)
from kiemdiem.review.models import CaseDecision, VerificationCase
from kiemdiem.review.queries.cases import case_seen_by, cases_of, decision_in_force, rating_is_held
from review.letters import NO_PAPER, PAPER, AccessAs, journaled, refusal, subject_of
from support.cast import LONG_AGO, NOBODY, Cast
from support.cycles import open_cycle

pytestmark = pytest.mark.django_db


def _today() -> date:
    return timezone.localdate()


def _decision(
    matter: CaseDecision.Matter = CaseDecision.Matter.HOLD,
    choice: CaseDecision.Choice = CaseDecision.Choice.HOLDS,
    ground: str = "chờ kết luận",
) -> DecisionEntry:
    return DecisionEntry(matter, choice, ground, _today())


@pytest.fixture
def cycle(cast: Cast) -> Cycle:
    """An open cycle."""
    return open_cycle(cast)


@pytest.fixture
def binh(cycle: Cycle) -> Subject:
    """Bình as a member; C1 is the authority."""
    return subject_of(cycle, "member", "binh")


@pytest.fixture
def case(binh: Subject, access_as: AccessAs) -> VerificationCase:
    """Reported by the chair of the conference at C1-A."""
    return report_case(access_as("chair"), binh.pk, "C1", "Dấu hiệu sai về thu quỹ", _today())


def test_i_3_3_j_a_case_goes_its_whole_way_with_a_line_for_each_step(
    case: VerificationCase, access_as: AccessAs
) -> None:
    office = access_as("office")
    take_up_case(office, case.pk, _today())
    conclude_case(office, case.pk, _today(), "Không có vi phạm", PAPER)
    decide_on_case(office, case.pk, _decision(CaseDecision.Matter.RESULT, CaseDecision.Choice.STANDS), NO_PAPER)
    closed = close_case(office, case.pk, _today())
    assert (closed.taken_up_on, closed.concluded_on, closed.closed_on) == (_today(),) * 3
    for verb in (Verb.CASE_REPORTED, Verb.CASE_TAKEN_UP, Verb.CASE_CONCLUDED, Verb.CASE_DECIDED, Verb.CASE_CLOSED):
        (line,) = journaled(verb)
        assert (line.unit, line.subject) == ("C1", f"case:{case.pk}")


def test_the_journal_tells_neither_about_whom_nor_what(case: VerificationCase, access_as: AccessAs, cast: Cast) -> None:
    look_at_case(access_as("office"), case.pk)
    for line in Entry.objects.filter(verb__startswith="case"):
        told = line.details + line.subject
        assert "thu quỹ" not in told
        assert f"person:{cast.people['binh'].pk}" not in told


def test_q30_a_case_holds_no_rating_by_itself_only_by_the_authoritys_decision(
    case: VerificationCase, binh: Subject, access_as: AccessAs
) -> None:
    office = access_as("office")
    assert not rating_is_held(binh)
    decide_on_case(office, case.pk, _decision(), PAPER)
    assert rating_is_held(binh)
    decide_on_case(office, case.pk, _decision(choice=CaseDecision.Choice.DOES_NOT_HOLD), NO_PAPER)
    assert not rating_is_held(binh)
    assert CaseDecision.objects.filter(case=case).count() == 2
    decide_on_case(office, case.pk, _decision(), NO_PAPER)
    take_up_case(office, case.pk, _today())
    conclude_case(office, case.pk, _today(), "Rõ", NO_PAPER)
    close_case(office, case.pk, _today())
    assert not rating_is_held(binh)
    assert "closed since" in refusal(decide_on_case, office, case.pk, _decision(), NO_PAPER)


@pytest.mark.parametrize("choice", [CaseDecision.Choice.NOT_RECOGNISED, CaseDecision.Choice.RATED_ANEW])
def test_q30_non_recognition_and_cancelling_to_rate_anew_are_both_offered_ii_3_f(
    case: VerificationCase, access_as: AccessAs, choice: CaseDecision.Choice
) -> None:
    decide_on_case(access_as("office"), case.pk, _decision(CaseDecision.Matter.RESULT, choice), PAPER)
    found = decision_in_force(case_seen_by(access_as("office"), case.pk), CaseDecision.Matter.RESULT)
    assert found is not None
    assert found.choice == choice


def test_a_decision_has_its_ground_and_one_of_the_outcomes(case: VerificationCase, access_as: AccessAs) -> None:
    wrong = DecisionEntry(CaseDecision.Matter.HOLD, CaseDecision.Choice.RATED_ANEW, " ", _today() + timedelta(days=1))
    told = refusal(decide_on_case, access_as("office"), case.pk, wrong, NO_PAPER)
    for part in ("one of the outcomes", "on what ground", "lies ahead"):
        assert part in told


def test_steps_come_in_their_order_and_on_days_that_have_come(case: VerificationCase, access_as: AccessAs) -> None:
    office, day = access_as("office"), _today()
    assert "not taken up" in refusal(conclude_case, office, case.pk, day, " ", NO_PAPER)
    assert "not concluded" in refusal(close_case, office, case.pk, day)
    assert "comes before" in refusal(take_up_case, office, case.pk, day - timedelta(days=1))
    assert "lies ahead" in refusal(take_up_case, office, case.pk, day + timedelta(days=1))
    take_up_case(office, case.pk, day)
    assert "taken up on" in refusal(take_up_case, office, case.pk, day)
    assert "what the verification has found" in refusal(conclude_case, office, case.pk, day, " ", NO_PAPER)
    conclude_case(office, case.pk, day, "Rõ", NO_PAPER)
    assert "concluded on" in refusal(conclude_case, office, case.pk, day, "nữa", NO_PAPER)
    close_case(office, case.pk, day)
    assert "closed since" in refusal(close_case, office, case.pk, day)


def test_a_report_says_what_to_which_authority_and_not_about_oneself(
    cycle: Cycle, binh: Subject, access_as: AccessAs
) -> None:
    told = refusal(report_case, access_as("an"), binh.pk, "H2", " ", _today() + timedelta(days=1))
    for part in ("Choose the authority that verifies: Đảng bộ xã Hòa An", "Describe the signs", "lies ahead"):
        assert part in told
    own = subject_of(cycle, "member", "an")
    assert "about oneself" in refusal(report_case, access_as("an"), own.pk, "C1", "x", _today())
    assert [unit.code for unit in authorities_for(subject_of(cycle, "organisation", "H1"))] == ["T"]


@pytest.mark.parametrize("login", ["office", "inspection", "district", "province", "chair"])
def test_the_authority_and_who_reported_see_a_case_and_each_look_is_journaled(
    case: VerificationCase, access_as: AccessAs, login: str
) -> None:
    assert look_at_case(access_as(login), case.pk).pk == case.pk
    assert [one.pk for one in look_at_cases(access_as(login))] == [case.pk]
    (line,) = journaled(Verb.CASE_SEEN)
    assert (line.unit, line.subject) == ("C1", f"case:{case.pk}")
    assert len(journaled(Verb.CASES_SEEN)) == 1


@pytest.mark.parametrize(
    "login", ["an", "binh", "cuong", "dung", "other_office", "other_district", "auditor", "teller"]
)
def test_siblings_the_subject_and_its_own_secretary_learn_of_nothing(
    case: VerificationCase, access_as: AccessAs, login: str
) -> None:
    access, day = access_as(login), _today()
    assert look_at_cases(access) == []
    for act in (
        lambda: look_at_case(access, case.pk),
        lambda: take_up_case(access, case.pk, day),
        lambda: conclude_case(access, case.pk, day, "x", NO_PAPER),
        lambda: close_case(access, case.pk, day),
        lambda: decide_on_case(access, case.pk, _decision(), NO_PAPER),
    ):
        with pytest.raises(OutOfSight):
            act()
    assert not journaled(Verb.CASES_SEEN)


def test_an_officer_of_the_authority_does_not_see_the_case_about_him_or_herself(
    cast: Cast, case: VerificationCase, access_as: AccessAs
) -> None:
    Mandate.objects.create(
        account=cast.accounts["binh"], role="grassroots_office", organisation=cast.organisations["C1"],
        starts_on=LONG_AGO, granted_by=NOBODY,
    )  # fmt: skip
    with pytest.raises(OutOfSight):
        look_at_case(access_as("binh"), case.pk)
    assert look_at_cases(access_as("binh")) == []


def test_who_reported_sees_the_case_and_decides_nothing(case: VerificationCase, access_as: AccessAs) -> None:
    for act in (
        lambda: take_up_case(access_as("chair"), case.pk, _today()),
        lambda: decide_on_case(access_as("chair"), case.pk, _decision(), NO_PAPER),
    ):
        with pytest.raises(OutOfSight):
            act()
    with pytest.raises(OutOfSight):
        decide_on_case(access_as("inspection"), case.pk, _decision(), NO_PAPER)


@pytest.mark.parametrize("login", ["binh", "dung", "other_office", "auditor"])
def test_who_holds_no_review_there_reports_nothing(binh: Subject, access_as: AccessAs, login: str) -> None:
    with pytest.raises(OutOfSight):
        report_case(access_as(login), binh.pk, "C1", "x", _today())


def test_cases_of_a_person_are_found_beside_both_ratings(cycle: Cycle, access_as: AccessAs) -> None:
    case = report_case(access_as("chair"), subject_of(cycle, "cadre", "an").pk, "C1", "x", _today())
    for kind in ("cadre", "member"):
        assert [one.pk for one in cases_of(subject_of(cycle, kind, "an"))] == [case.pk]
    assert list(cases_of(subject_of(cycle, "member", "binh"))) == []
