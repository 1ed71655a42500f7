"""Delegations are formed by the direct superior, sent to places with a suggestion, and report (I.3.3.b)."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from kiemdiem.accounts.access import OutOfSight
from kiemdiem.campaign.models import Cycle, Place
from kiemdiem.journal.verbs import Verb
from kiemdiem.registry.documents import Paper
from kiemdiem.review.actions.delegations import (
    DelegationEntry,
    VisitReport,
    assign_place,
    change_members,
    dissolve_delegation,
    form_delegation,
    release_place,
    report_visit,
)
from kiemdiem.review.models import Delegate, Delegation, Visit
from kiemdiem.review.queries.delegations import delegation_seen_by, places_below, places_without_delegation
from review.letters import NO_PAPER, PAPER, AccessAs, details, journaled, make_letter, refusal, subject_of
from support.cast import Cast
from support.cycles import open_cycle

pytestmark = pytest.mark.django_db


def _today() -> date:
    return timezone.localdate()


@pytest.fixture
def cycle(cast: Cast) -> Cycle:
    """An open cycle."""
    return open_cycle(cast)


@pytest.fixture
def place(cycle: Cycle) -> Place:
    """Cell C1-A, right below C1."""
    return Place.objects.get(cycle=cycle, code="C1-A")


@pytest.fixture
def delegation(cycle: Cycle, access_as: AccessAs) -> Delegation:
    """A delegation of C1: Dung heads it, Cường goes along."""
    return form_delegation(access_as("office"), "C1", DelegationEntry("Đoàn số 1", _today(), "dung", ["cuong"]), PAPER)


def test_i_3_3_b_a_delegation_is_formed_sent_and_reports_with_a_line_each(
    delegation: Delegation, place: Place, access_as: AccessAs
) -> None:
    office = access_as("office")
    visit = assign_place(office, delegation.pk, place.pk, _today())
    head = Delegate.objects.get(heads=True)
    done = report_visit(office, visit.pk, VisitReport(_today(), [head.pk], "Hội nghị nghiêm túc."))
    assert (done.reported_on, [one.person.code for one in done.attended.all()]) == (_today(), ["dung"])
    seen = delegation_seen_by(office, delegation.pk)
    assert [one.person.code for one in seen.delegates.all()] == ["dung", "cuong"]
    for verb in (Verb.DELEGATION_FORMED, Verb.VISIT_ASSIGNED, Verb.VISIT_REPORTED):
        (line,) = journaled(verb)
        assert (line.unit, line.subject, details(line)["delegation"]) == ("C1", "organisation:C1", delegation.pk)


def test_i_3_3_b_every_place_with_a_suggestion_needs_a_delegation(
    cast: Cast, cycle: Cycle, delegation: Delegation, place: Place, access_as: AccessAs
) -> None:
    office = access_as("office")
    assert list(places_without_delegation(office, cycle)) == []
    make_letter(subject_of(cycle, "member", "binh"), cast.organisations["C1"], notified_on=None)
    assert list(places_without_delegation(office, cycle)) == []
    make_letter(subject_of(cycle, "member", "binh"), cast.organisations["C1"])
    assert list(places_without_delegation(office, cycle)) == [place]
    assert list(places_without_delegation(access_as("district"), cycle)) == [place]
    for login in ("other_office", "an", "binh", "auditor"):
        assert list(places_without_delegation(access_as(login), cycle)) == []
    assign_place(office, delegation.pk, place.pk, None)
    assert list(places_without_delegation(office, cycle)) == []
    dissolve_delegation(office, delegation.pk, "thay đoàn khác")
    assert list(places_without_delegation(office, cycle)) == [place]


def test_i_3_3_b_only_the_direct_superior_sends_a_delegation(cycle: Cycle, place: Place, access_as: AccessAs) -> None:
    entry = DelegationEntry("Đoàn huyện", _today(), "an")
    made = form_delegation(access_as("district"), "H1", entry, NO_PAPER)
    told = refusal(assign_place, access_as("district"), made.pk, place.pk, None)
    assert "stands directly below Đảng bộ xã Hòa An" in told
    committee = Place.objects.filter(cycle=cycle, collective__code="C1-BCH").first()
    if committee is not None:
        assert assign_place(access_as("district"), made.pk, committee.pk, None)


def test_the_places_offered_are_those_directly_below(cast: Cast, cycle: Cycle) -> None:
    found = set(places_below(cast.organisations["C1"], cycle).values_list("path", flat=True))
    assert found == {cast.organisations["C1-A"].path, cast.organisations["C1-B"].path}


def test_a_place_has_one_delegation_until_it_is_taken_from_it(
    delegation: Delegation, place: Place, access_as: AccessAs
) -> None:
    office = access_as("office")
    visit = assign_place(office, delegation.pk, place.pk, None)
    assert "goes to Chi bộ xóm 1 already" in refusal(assign_place, office, delegation.pk, place.pk, None)
    release_place(office, visit.pk)
    assert "no longer" in refusal(release_place, office, visit.pk)
    assert assign_place(office, delegation.pk, place.pk, None).pk != visit.pk
    assert len(journaled(Verb.VISIT_RELEASED)) == 1


def test_a_report_says_who_attended_and_a_later_one_supersedes_it(
    delegation: Delegation, place: Place, access_as: AccessAs
) -> None:
    office = access_as("office")
    visit = assign_place(office, delegation.pk, place.pk, None)
    told = refusal(report_visit, office, visit.pk, VisitReport(_today() + timedelta(days=1), [], " "))
    assert "lies ahead" in told
    assert "Tick who" in told
    assert "what the delegation reports" in told
    there = [Delegate.objects.get(heads=True).pk]
    report_visit(office, visit.pk, VisitReport(_today(), there, "Lần một"))
    assert "has reported" in refusal(release_place, office, visit.pk)
    second = report_visit(office, visit.pk, VisitReport(_today(), there, "Lần hai"))
    first, last = Visit.objects.order_by("pk")
    assert (first.report, first.released_at is None) == ("Lần một", False)
    assert (last.report, last.released_at is None) == ("Lần hai", True)
    assert second.pk != visit.pk


def test_what_is_missing_in_a_delegation_is_named(cycle: Cycle, access_as: AccessAs) -> None:
    entry = DelegationEntry(" ", _today() + timedelta(days=1), "", ["khong-co", "dung", "dung"])
    told = refusal(form_delegation, access_as("office"), "C1", entry, Paper(issuer="Huyện ủy"))
    for part in ("Give the delegation a name", "lies ahead", "at least one member", "code khong-co", "named twice",
                 "A document has a number"):  # fmt: skip
        assert part in told
    foreign = DelegationEntry("Đoàn", _today(), "giang")
    assert "nobody with the code giang" in refusal(form_delegation, access_as("office"), "C1", foreign, NO_PAPER)


def test_without_an_open_cycle_no_delegation_is_formed(cast: Cast, access_as: AccessAs) -> None:
    entry = DelegationEntry("Đoàn", _today(), "an")
    assert "No cycle is open" in refusal(form_delegation, access_as("office"), "C1", entry, NO_PAPER)


def test_members_change_and_those_who_left_stay_on_record(delegation: Delegation, access_as: AccessAs) -> None:
    office = access_as("office")
    change_members(office, delegation.pk, "cuong", ["binh"])
    now = delegation_seen_by(office, delegation.pk).delegates.all()
    assert [(one.person.code, one.heads) for one in now] == [("cuong", True), ("binh", False)]
    assert Delegate.objects.filter(left_at__isnull=False).count() == 2
    assert "at least one member" in refusal(change_members, office, delegation.pk, " ", [])
    assert len(journaled(Verb.DELEGATION_CHANGED)) == 1


def test_a_dissolved_delegation_is_over(delegation: Delegation, place: Place, access_as: AccessAs) -> None:
    office = access_as("office")
    assert "Say why" in refusal(dissolve_delegation, office, delegation.pk, " ")
    dissolve_delegation(office, delegation.pk, "hết việc")
    assert "is dissolved" in refusal(dissolve_delegation, office, delegation.pk, "nữa")
    assert "is dissolved" in refusal(assign_place, office, delegation.pk, place.pk, None)
    assert "is dissolved" in refusal(change_members, office, delegation.pk, "an", [])
    assert len(journaled(Verb.DELEGATION_DISSOLVED)) == 1


def _reported(access_as: AccessAs, delegation: Delegation, place: Place) -> Visit:
    visit = assign_place(access_as("office"), delegation.pk, place.pk, None)
    there = [Delegate.objects.get(delegation=delegation, heads=True).pk]
    return report_visit(access_as("office"), visit.pk, VisitReport(_today(), there, "Hội nghị nghiêm túc."))


def test_i_3_3_b_a_visit_that_was_reported_counts_though_its_delegation_is_dissolved_afterwards(
    cast: Cast, cycle: Cycle, delegation: Delegation, place: Place, access_as: AccessAs
) -> None:
    office = access_as("office")
    make_letter(subject_of(cycle, "member", "binh"), cast.organisations["C1"])
    _reported(access_as, delegation, place)
    dissolve_delegation(office, delegation.pk, "hết việc")
    assert list(places_without_delegation(office, cycle)) == []
    (kept,) = delegation_seen_by(office, delegation.pk).visits.all()
    assert kept.report == "Hội nghị nghiêm túc."


def test_a_place_that_a_dissolved_delegation_reported_on_can_get_another_and_the_report_stays(
    cast: Cast, cycle: Cycle, delegation: Delegation, place: Place, access_as: AccessAs
) -> None:
    office = access_as("office")
    make_letter(subject_of(cycle, "member", "binh"), cast.organisations["C1"])
    first = _reported(access_as, delegation, place)
    assert "goes to Chi bộ xóm 1 already" in refusal(assign_place, office, delegation.pk, place.pk, None)
    dissolve_delegation(office, delegation.pk, "kiểm điểm lại")
    another = form_delegation(office, "C1", DelegationEntry("Đoàn số 2", _today(), "cuong"), PAPER)
    second = assign_place(office, another.pk, place.pk, None)
    assert [one.pk for one in delegation_seen_by(office, delegation.pk).visits.all()] == [first.pk]
    assert [one.pk for one in delegation_seen_by(office, another.pk).visits.all()] == [second.pk]
    release_place(office, second.pk)
    assert list(places_without_delegation(office, cycle)) == []


def test_a_place_that_a_dissolved_delegation_has_not_reported_on_is_released_and_can_get_another(
    delegation: Delegation, place: Place, access_as: AccessAs
) -> None:
    office = access_as("office")
    visit = assign_place(office, delegation.pk, place.pk, None)
    dissolve_delegation(office, delegation.pk, "hết việc")
    visit.refresh_from_db()
    assert visit.released_at is not None
    assert list(delegation_seen_by(office, delegation.pk).visits.all()) == []
    another = form_delegation(office, "C1", DelegationEntry("Đoàn số 2", _today(), "cuong"), PAPER)
    assert assign_place(office, another.pk, place.pk, None).place_id == place.pk


def test_a_delegation_shows_its_last_report_on_a_place_alone(
    delegation: Delegation, place: Place, access_as: AccessAs
) -> None:
    first = _reported(access_as, delegation, place)
    there = [Delegate.objects.get(heads=True).pk]
    second = report_visit(access_as("office"), first.pk, VisitReport(_today(), there, "Báo cáo lại."))
    assert [one.pk for one in delegation_seen_by(access_as("office"), delegation.pk).visits.all()] == [second.pk]


@pytest.mark.parametrize("login", ["an", "binh", "chair", "other_office", "auditor"])
def test_who_keeps_no_delegations_there_is_answered_as_if_there_were_none(
    delegation: Delegation, place: Place, access_as: AccessAs, login: str
) -> None:
    visit = assign_place(access_as("office"), delegation.pk, place.pk, None)
    access, entry = access_as(login), DelegationEntry("Đoàn", _today(), "an")
    for act in (
        lambda: form_delegation(access, "C1", entry, NO_PAPER),
        lambda: change_members(access, delegation.pk, "an", []),
        lambda: dissolve_delegation(access, delegation.pk, "x"),
        lambda: assign_place(access, delegation.pk, place.pk, None),
        lambda: release_place(access, visit.pk),
        lambda: report_visit(access, visit.pk, VisitReport(_today(), [1], "x")),
    ):
        with pytest.raises(OutOfSight):
            act()
