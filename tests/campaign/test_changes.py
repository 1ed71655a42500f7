"""What changes in the registry after the freeze is proposed, accepted or refused, and journaled."""

from collections.abc import Callable
from datetime import date

import pytest
from django.utils import timezone

from kiemdiem.accounts.access import Access, OutOfSight
from kiemdiem.campaign.actions.changes import decide_changes
from kiemdiem.campaign.actions.cycles import ask_to_compare
from kiemdiem.campaign.actions.plan import decide_place
from kiemdiem.campaign.models import Cycle, Place, PlanRow, ProposedChange, Subject
from kiemdiem.campaign.queries.plan import standing_of
from kiemdiem.journal.models import Entry
from kiemdiem.journal.verbs import Verb
from kiemdiem.registry.actions.people import add_person, transfer_person
from kiemdiem.registry.documents import Paper
from kiemdiem.registry.models import Collective, Membership, Person, Post
from kiemdiem.verdicts import Refused
from kiemdiem.vocabulary import Action
from registry.conftest import changed
from registry.test_admission import NEW
from support.cast import LONG_AGO, NOBODY, Cast
from support.cycles import YEAR, open_cycle
from support.jobs import run_next_job

pytestmark = pytest.mark.django_db
AccessAs = Callable[[str], Access]
PAPER = Paper("9-QĐ/ĐU", date(YEAR, 3, 1), "Đảng ủy")
MOVED_ON = date(YEAR, 6, 1)


@pytest.fixture
def cycle(cast: Cast) -> Cycle:
    return open_cycle(cast)


def compared(access: Access, cycle: Cycle) -> dict[tuple[str, str, str], str]:
    """Subject, place and kind of the changes that wait -> why."""
    ask_to_compare(access, cycle.pk)
    assert run_next_job().finished_at
    waiting = ProposedChange.objects.filter(cycle=cycle, decided_at=None, gone_at=None)
    related = waiting.select_related("place_organisation", "place_collective")
    return {(one.code, (one.place_collective or one.place_organisation).code, one.kind): one.why for one in related}


def assert_places_count(cycle: Cycle) -> None:
    for place in Place.objects.filter(cycle=cycle):
        held = PlanRow.objects.filter(place=place, dropped_at=None, action__in=["review", "within"])
        finished = held.filter(finished_on__isnull=False).count()
        assert (place.reviews, place.finished) == (held.count(), finished), place.code


def test_an_unchanged_registry_proposes_nothing(cycle: Cycle, access_as: AccessAs) -> None:
    assert compared(access_as("office"), cycle) == {}


def test_a_person_who_moved_is_proposed_at_both_cells_and_accepted(cycle: Cycle, access_as: AccessAs) -> None:
    transfer_person(access_as("office"), "binh", "C1-B", MOVED_ON, PAPER)
    assert compared(access_as("office"), cycle) == {
        ("binh", "C1-A", "dropped"): "moved", ("binh", "C1-B", "added"): "moved"
    }  # fmt: skip
    assert decide_changes(access_as("office"), cycle.pk, None, accept=True).count == 2
    standing = PlanRow.objects.filter(cycle=cycle, subject__code="binh", dropped_at=None)
    assert [one.place.code for one in standing] == ["C1-B"]
    assert_places_count(cycle)
    assert Entry.objects.filter(verb=Verb.CHANGE_ACCEPTED).count() == 2
    assert compared(access_as("office"), cycle) == {}


def test_a_newly_admitted_member_comes_into_the_plan_with_what_precedes(cycle: Cycle, access_as: AccessAs) -> None:
    entry = changed(NEW, card_number="", residence_cell="", admitted_on=MOVED_ON, official_on=None)
    code = add_person(access_as("office"), "C1-A", entry, None, PAPER).code
    assert compared(access_as("office"), cycle) == {(code, "C1-A", "added"): "admitted"}
    decide_changes(access_as("office"), cycle.pk, None, accept=True)
    row = PlanRow.objects.get(cycle=cycle, subject__code=code)
    assert row.precondition is not None
    assert [link.row.subject.code for link in row.precondition.links.all()] == ["C1-A-CU"]
    assert_places_count(cycle)


def test_who_died_or_left_is_dropped_and_may_come_back(cycle: Cycle, access_as: AccessAs) -> None:
    Membership.objects.filter(person__code="binh").update(end=MOVED_ON)
    assert compared(access_as("office"), cycle) == {("binh", "C1-A", "dropped"): "left"}
    decide_changes(access_as("office"), cycle.pk, None, accept=True)
    assert not PlanRow.objects.filter(cycle=cycle, subject__code="binh", dropped_at=None).exists()
    Membership.objects.filter(person__code="binh").update(end=None)
    assert list(compared(access_as("office"), cycle)) == [("binh", "C1-A", "added")]
    decide_changes(access_as("office"), cycle.pk, None, accept=True)
    assert PlanRow.objects.filter(cycle=cycle, subject__code="binh", dropped_at=None).count() == 1
    assert Subject.objects.filter(cycle=cycle, code="binh").count() == 1
    assert_places_count(cycle)


def test_a_changed_post_is_proposed(cast: Cast, cycle: Cycle, access_as: AccessAs) -> None:
    Post.objects.create(
        person=cast.people["binh"], collective=cast.collectives["C1-A-CU"], role="member", rank=2, start=LONG_AGO,
        recorded_by=NOBODY,
    )  # fmt: skip
    assert compared(access_as("office"), cycle) == {("binh", "C1-A-CU", "added"): "posts"}
    decide_changes(access_as("office"), cycle.pk, None, accept=True)
    assert Subject.objects.filter(cycle=cycle, code="binh", kind="cadre").count() == 1


def test_an_exemption_changes_what_happens_at_the_place(cast: Cast, cycle: Cycle, access_as: AccessAs) -> None:
    cast.people["binh"].circumstances.create(kind="exempted", start=MOVED_ON, recorded_by=NOBODY)
    assert compared(access_as("office"), cycle) == {("binh", "C1-A", "action"): "circumstance"}
    decide_changes(access_as("office"), cycle.pk, None, accept=True)
    assert PlanRow.objects.get(cycle=cycle, subject__code="binh").action == "none"
    assert_places_count(cycle)


def test_a_refused_change_needs_a_ground_and_is_not_proposed_again(cycle: Cycle, access_as: AccessAs) -> None:
    transfer_person(access_as("office"), "binh", "C1-B", MOVED_ON, PAPER)
    found = compared(access_as("office"), cycle)
    keys = list(ProposedChange.objects.values_list("pk", flat=True))
    with pytest.raises(Refused):
        decide_changes(access_as("office"), cycle.pk, keys[:1], accept=False, ground=" ")
    refused = decide_changes(access_as("office"), cycle.pk, keys, accept=False, ground="chưa có hồ sơ")
    assert refused.count == len(found)
    assert compared(access_as("office"), cycle) == {}
    assert PlanRow.objects.get(cycle=cycle, subject__code="binh").place.code == "C1-A"
    assert Entry.objects.filter(verb=Verb.CHANGE_REFUSED).count() == 2


def test_a_change_that_the_registry_took_back_is_gone(cycle: Cycle, access_as: AccessAs) -> None:
    Membership.objects.filter(person__code="binh").update(end=MOVED_ON)
    assert compared(access_as("office"), cycle)
    Membership.objects.filter(person__code="binh").update(end=None)
    assert compared(access_as("office"), cycle) == {}
    with pytest.raises(Refused):
        decide_changes(access_as("office"), cycle.pk, None, accept=True)


def test_what_an_authority_decided_stays_whatever_the_registry_says(cycle: Cycle, access_as: AccessAs) -> None:
    row = PlanRow.objects.get(cycle=cycle, subject__code="binh")
    decide_place(access_as("office"), row.pk, Action.NONE, "đang điều trị", PAPER)
    assert compared(access_as("office"), cycle) == {}


def test_each_office_decides_on_its_own_units_alone(cycle: Cycle, access_as: AccessAs) -> None:
    transfer_person(access_as("office"), "binh", "C1-B", MOVED_ON, PAPER)
    compared(access_as("office"), cycle)
    with pytest.raises(Refused):
        decide_changes(access_as("other_office"), cycle.pk, None, accept=True)
    for login in ("an", "auditor"):
        with pytest.raises((OutOfSight, Refused)):
            decide_changes(access_as(login), cycle.pk, None, accept=True)
    assert PlanRow.objects.filter(cycle=cycle, subject__code="binh").count() == 1


def test_one_of_several_changes_is_accepted_alone(cycle: Cycle, access_as: AccessAs) -> None:
    for code in ("binh", "cuong"):
        Membership.objects.filter(person__code=code).update(end=MOVED_ON)
    compared(access_as("office"), cycle)
    chosen = ProposedChange.objects.get(code="binh")
    assert decide_changes(access_as("office"), cycle.pk, [chosen.pk], accept=True).count == 1
    assert ProposedChange.objects.get(code="cuong").decided_at is None


def test_a_collective_reviewed_within_another_from_now_on_is_proposed(
    cast: Cast, cycle: Cycle, access_as: AccessAs
) -> None:
    cast.collectives["C1-A-CU"].reviewed_within = cast.collectives["C1-BCH"]
    cast.collectives["C1-A-CU"].save()
    found = compared(access_as("office"), cycle)
    assert found["C1-A-CU", "C1-A-CU", "dropped"] == found["C1-A-CU", "C1-BCH", "added"] == "registry"
    decide_changes(access_as("office"), cycle.pk, None, accept=True)
    assert_places_count(cycle)
    assert compared(access_as("office"), cycle) == {}


def test_who_was_erased_is_dropped(cast: Cast, cycle: Cycle, access_as: AccessAs) -> None:
    Person.objects.filter(code="binh").update(erased_at=timezone.now(), admitted_on=None)
    assert compared(access_as("office"), cycle) == {("binh", "C1-A", "dropped"): "left"}


def precedes(cycle: Cycle, subject: str, place: str) -> list[str]:
    """The subjects that the plan asks for before one's review."""
    row = PlanRow.objects.get(cycle=cycle, subject__code=subject, place__code=place)
    return sorted(one.subject.code for one in standing_of([row])[0].unmet)


def test_who_is_reviewed_after_all_waits_for_what_precedes(cast: Cast, access_as: AccessAs) -> None:
    exemption = cast.people["binh"].circumstances.create(kind="exempted", start=LONG_AGO, recorded_by=NOBODY)
    cycle = open_cycle(cast)
    assert precedes(cycle, "binh", "C1-A") == []
    exemption.delete()
    assert compared(access_as("office"), cycle) == {("binh", "C1-A", "action"): "circumstance"}
    decide_changes(access_as("office"), cycle.pk, None, accept=True)
    assert precedes(cycle, "binh", "C1-A") == ["C1-A-CU"]


def test_a_new_head_comes_before_those_who_were_in_the_plan_already(
    cast: Cast, cycle: Cycle, access_as: AccessAs
) -> None:
    for code, role in (("cuong", "member"), ("dung", "member")):
        make_post(cast, code, role)
    compared(access_as("office"), cycle)
    decide_changes(access_as("office"), cycle.pk, None, accept=True)
    assert precedes(cycle, "dung", "C1-BCH") == ["C1-BCH"]
    make_post(cast, "binh", "head")
    compared(access_as("office"), cycle)
    decide_changes(access_as("office"), cycle.pk, None, accept=True)
    assert precedes(cycle, "dung", "C1-BCH") == ["C1-BCH", "binh"]
    assert precedes(cycle, "binh", "C1-BCH") == ["C1-BCH"]


def make_post(cast: Cast, person: str, role: str) -> None:
    Post.objects.create(
        person=cast.people[person], collective=cast.collectives["C1-BCH"], role=role, rank=2, start=LONG_AGO,
        recorded_by=NOBODY,
    )  # fmt: skip


def test_members_wait_for_their_committee_wherever_it_is_reviewed_from_now_on(
    cast: Cast, cycle: Cycle, access_as: AccessAs
) -> None:
    cast.collectives["C1-A-CU"].reviewed_within = cast.collectives["C1-BCH"]
    cast.collectives["C1-A-CU"].save()
    compared(access_as("office"), cycle)
    decide_changes(access_as("office"), cycle.pk, None, accept=True)
    row = PlanRow.objects.get(cycle=cycle, subject__code="binh", place__code="C1-A")
    assert [one.place.code for one in standing_of([row])[0].unmet] == ["C1-BCH"]


def test_a_party_collective_waits_for_one_of_government_that_came_later(
    cast: Cast, cycle: Cycle, access_as: AccessAs
) -> None:
    Collective.objects.create(
        code="C1-UB", kind="peoples_committee", name="Ủy ban nhân dân", organisation=cast.organisations["C1"],
        path=cast.organisations["C1"].path, name_key="uy ban", search_key="uy ban", recorded_by=NOBODY,
    )  # fmt: skip
    compared(access_as("office"), cycle)
    decide_changes(access_as("office"), cycle.pk, None, accept=True)
    assert compared(access_as("office"), cycle) == {}
    assert precedes(cycle, "C1-BCH", "C1-BCH") == ["C1-UB"]


def test_accepting_does_not_overwrite_what_an_authority_decided_meanwhile(
    cast: Cast, cycle: Cycle, access_as: AccessAs
) -> None:
    cast.people["binh"].circumstances.create(kind="exempted", start=MOVED_ON, recorded_by=NOBODY)
    compared(access_as("office"), cycle)
    row = PlanRow.objects.get(cycle=cycle, subject__code="binh")
    decide_place(access_as("office"), row.pk, Action.REPORT_ONLY, "đang điều trị", PAPER)
    with pytest.raises(Refused) as refused:
        decide_changes(access_as("office"), cycle.pk, None, accept=True)
    assert "Trần Thị Bình" in str(refused.value.verdicts[0].message.say("vi"))
    row.refresh_from_db()
    assert (row.action, row.ground) == ("report_only", "đang điều trị")
    assert compared(access_as("office"), cycle) == {}


def test_a_finished_review_is_neither_dropped_nor_emptied_and_the_rest_is_accepted(
    cast: Cast, cycle: Cycle, access_as: AccessAs
) -> None:
    PlanRow.objects.filter(cycle=cycle, subject__code="binh").update(finished_on=MOVED_ON)
    Place.objects.filter(cycle=cycle, code="C1-A").update(finished=1)
    for code in ("binh", "cuong"):
        Membership.objects.filter(person__code=code).update(end=MOVED_ON)
    compared(access_as("office"), cycle)
    decided = decide_changes(access_as("office"), cycle.pk, None, accept=True)
    assert (decided.count, len(decided.left)) == (1, 1)
    assert "01/06/2026" in decided.left[0].message.say("vi")
    assert PlanRow.objects.get(cycle=cycle, subject__code="binh").dropped_at is None
    assert ProposedChange.objects.get(code="binh", gone_at=None).decided_at is None
    assert_places_count(cycle)


def test_a_change_accepted_once_is_proposed_again_when_it_comes_again(cycle: Cycle, access_as: AccessAs) -> None:
    membership = Membership.objects.filter(person__code="binh")
    for end, kind in ((MOVED_ON, "dropped"), (None, "added"), (MOVED_ON, "dropped"), (None, "added")):
        membership.update(end=end)
        assert list(compared(access_as("office"), cycle)) == [("binh", "C1-A", kind)]
        decide_changes(access_as("office"), cycle.pk, None, accept=True)
    assert PlanRow.objects.get(cycle=cycle, subject__code="binh").dropped_at is None
    assert_places_count(cycle)
