"""What is to be done with opinions, suggestions, delegations, cases and targets stands on the desk of who does it."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from kiemdiem.accounts.access import Access
from kiemdiem.campaign.models import Cycle, Place, PlanRow
from kiemdiem.desk.looking import Desk, Task
from kiemdiem.desk.tasks import tasks_of
from kiemdiem.registry.models import Person
from kiemdiem.review.actions.answering import Answer, answer_request
from kiemdiem.review.actions.cases import report_case, take_up_case
from kiemdiem.review.actions.delegations import DelegationEntry, assign_place, form_delegation
from kiemdiem.review.actions.electorates import derive_electorates
from kiemdiem.review.actions.letters import report_result
from kiemdiem.review.actions.opinions import send_requests
from kiemdiem.review.actions.receipts import confirm_reading
from kiemdiem.review.actions.voters import record_held, settle
from kiemdiem.review.models import Electorate, OpinionRequest, SuggestionLetter
from review.letters import NO_PAPER, make_letter, make_target, subject_of
from review.test_deriving import body, derived
from review.test_electorates import appoint, employ
from support.cast import Cast
from support.cycles import YEAR, open_cycle

pytestmark = pytest.mark.django_db
AccessAs = Callable[[str], Access]
ClientAs = Callable[[str], Client]
TODAY = date(YEAR, 12, 20)
AFTER = date(YEAR + 1, 3, 20)
"""All days of the calendar have come."""


@pytest.fixture
def cycle(cast: Cast) -> Cycle:
    """An open cycle; Bình of C1-A lives at C1-B, whose secretary is Dung."""
    Person.objects.filter(code="binh").update(residence_cell=cast.organisations["C1-B"])
    return open_cycle(cast)


def of_clause(access: Access, clause: str, today: date = TODAY) -> list[Task]:
    return [task for task in tasks_of(Desk(access, today)) if task.clause == clause]


def urls(access: Access, clause: str, today: date = TODAY) -> list[str]:
    return [task.url for task in of_clause(access, clause, today)]


def test_requests_are_to_be_sent_then_answered_then_reminded_of(cycle: Cycle, access_as: AccessAs) -> None:
    derived(access_as("province"))
    asked = OpinionRequest.objects.get(subject__code="binh", kind="residence")
    OpinionRequest.objects.exclude(pk=asked.pk).delete()
    assert urls(access_as("an"), "I.3.1.a") == ["/opinions/?state=unsent"]
    assert urls(access_as("dung"), "I.3.1.a") == []
    send_requests(access_as("an"), [asked.pk])
    assert urls(access_as("an"), "I.3.1.a") == []
    (task,) = of_clause(access_as("dung"), "I.3.1.a")
    assert (task.url, task.due) == ("/opinions/?side=of_us&state=open", date(YEAR + 1, 1, 15))
    assert urls(access_as("an"), "I.3.1.a", AFTER) == ["/opinions/?state=late"]
    answer_request(access_as("dung"), asked.pk, Answer("Tốt", {}))
    for login in ("an", "dung"):
        assert urls(access_as(login), "I.3.1.a", AFTER) == []


def test_a_grassroots_office_acts_for_its_cells_a_district_for_itself_alone(cycle: Cycle, access_as: AccessAs) -> None:
    derived(access_as("province"))
    OpinionRequest.objects.exclude(subject__code="binh").delete()
    assert urls(access_as("office"), "I.3.1.a") == ["/opinions/?state=unsent"]
    for above in ("district", "province"):
        assert urls(access_as(above), "I.3.1.a") == []
    send_requests(access_as("an"), [OpinionRequest.objects.get().pk])
    assert urls(access_as("office"), "I.3.1.a") == ["/opinions/?side=of_us&state=open"]
    for above in ("district", "province"):
        assert urls(access_as(above), "I.3.1.a", AFTER) == []


def test_a_letter_is_approved_numbered_notified_and_reported_from_the_desk(
    cast: Cast, cycle: Cycle, access_as: AccessAs
) -> None:
    letter = make_letter(subject_of(cycle, "member", "binh"), cast.organisations["H1"], notified_on=None)
    seen = SuggestionLetter.objects.filter(pk=letter.pk)
    for state, values in (
        ("notify", {}),
        ("number", {"number": None, "term": None, "dated_on": None, "numbered_at": None}),
        ("approve", {"approved_at": None}),
    ):
        seen.update(**values)
        assert urls(access_as("district"), "IV.3") == [f"/suggestions/?state={state}"]
        assert urls(access_as("office"), "IV.3") == []
    letter.notified_on = TODAY
    letter.save()
    (task,) = of_clause(access_as("district"), "IV.3")
    assert (task.url, task.due) == ("/suggestions/?state=report", date(YEAR + 1, 2, 5))
    today = timezone.localdate()
    seen.update(dated_on=today, notified_on=today, answered_on=today)
    report_result(access_as("district"), letter.pk, today, "Đã làm rõ")
    assert urls(access_as("district"), "IV.3") == []


def test_a_letter_stands_on_the_desk_of_its_subject_until_it_is_read(
    cast: Cast, cycle: Cycle, access_as: AccessAs
) -> None:
    letter = make_letter(subject_of(cycle, "member", "binh"), cast.organisations["C1"])
    assert urls(access_as("binh"), "I.3.2.a") == ["/to-answer/"]
    for other in ("an", "cuong", "office"):
        assert urls(access_as(other), "I.3.2.a") == []
    confirm_reading(access_as("binh"), letter.pk)
    assert urls(access_as("binh"), "I.3.2.a") == []


def test_a_place_with_a_suggestion_waits_for_a_delegation(cast: Cast, cycle: Cycle, access_as: AccessAs) -> None:
    office = access_as("office")
    assert urls(office, "I.3.3.b") == []
    make_letter(subject_of(cycle, "member", "binh"), cast.organisations["C1"])
    assert urls(office, "I.3.3.b") == ["/delegations/"]
    assert urls(access_as("an"), "I.3.3.b") == []
    sent = form_delegation(office, "C1", DelegationEntry("Đoàn số 1", timezone.localdate(), "dung"), NO_PAPER)
    assign_place(office, sent.pk, Place.objects.get(cycle=cycle, code="C1-A").pk, None)
    assert urls(office, "I.3.3.b") == []


def test_a_reported_sign_waits_at_the_authority_and_nowhere_else(cycle: Cycle, access_as: AccessAs) -> None:
    case = report_case(
        access_as("chair"), subject_of(cycle, "member", "binh").pk, "C1", "Dấu hiệu sai", timezone.localdate()
    )
    assert urls(access_as("office"), "I.3.3.j") == ["/cases/"]
    for other in ("binh", "an", "chair", "other_office"):
        assert urls(access_as(other), "I.3.3.j") == []
    take_up_case(access_as("office"), case.pk, timezone.localdate())
    assert urls(access_as("office"), "I.3.3.j") == []


def test_targets_are_to_be_assigned_to_those_of_the_own_unit_alone(cycle: Cycle, access_as: AccessAs) -> None:
    (task,) = of_clause(access_as("an"), "II.3.a")
    assert (task.url, task.due) == ("/targets/?held=none", None)
    for subject in cycle.subjects.filter(path=subject_of(cycle, "member", "an").path):
        make_target(subject)
    assert urls(access_as("an"), "II.3.a") == []
    assert urls(access_as("binh"), "II.3.a") == []


def test_everything_that_waits_is_counted_in_one_query(
    cast: Cast, cycle: Cycle, access_as: AccessAs, client_as: Callable[[str], Client],
    django_assert_max_num_queries: Callable[[int], object],
) -> None:  # fmt: skip
    make_letter(subject_of(cycle, "member", "binh"), cast.organisations["C1"])
    report_case(access_as("chair"), subject_of(cycle, "member", "binh").pk, "C1", "Dấu hiệu sai",
                timezone.localdate() - timedelta(days=1))  # fmt: skip
    derived(access_as("province"))
    for login in ("office", "district", "an"):
        client = client_as(login)
        with django_assert_max_num_queries(12):  # type: ignore[attr-defined]
            page = client.get("/").content.decode()
        assert "/opinions/?state=unsent" in page or login == "district"


def test_the_unit_of_leaders_is_told_of_those_without_a_list_of_lists_and_of_meetings(
    cast: Cast, access_as: AccessAs
) -> None:
    cast.collectives["H1-BTV"] = body(cast, "H1-BTV", "standing_committee", "H1")
    appoint(cast, "an", "H1-BTV", "member")
    employ(cast, "S1", "an", "binh", "cuong", "dung")
    open_cycle(cast)
    access = access_as("district")

    def titles(login: str = "district") -> list[str]:
        return [task.title for task in of_clause(access_as(login), "I.3.1.c0")]

    assert titles() == ["Ý kiến nơi công tác: lập danh sách"]
    derive_electorates(access, "H1")
    assert titles() == ["Ý kiến nơi công tác: chốt danh sách"]
    electorate = Electorate.objects.get()
    settle(access, electorate.pk)
    assert titles() == ["Ý kiến nơi công tác: tổ chức hội nghị"]
    assert titles("an") == titles("province") == titles("other_district") == []
    record_held(access, electorate.pk, timezone.localdate(), NO_PAPER)
    assert titles() == []


def test_who_is_exempted_is_not_told_to_write_i_1_a(cycle: Cycle, access_as: AccessAs) -> None:
    assert urls(access_as("binh"), "I.3.1.b1") == ["/my-review/"]
    PlanRow.objects.filter(subject__code="binh").update(action="none")
    assert urls(access_as("binh"), "I.3.1.b1") == []


def test_those_asked_are_reminded_from_the_list(cycle: Cycle, access_as: AccessAs, client_as: ClientAs) -> None:
    derived(access_as("province"))
    asked = OpinionRequest.objects.get(subject__code="binh", kind="residence")
    OpinionRequest.objects.exclude(pk=asked.pk).delete()
    client = client_as("an")
    assert "Nhắc nơi được hỏi" not in client.get("/opinions/").content.decode()
    send_requests(access_as("an"), [asked.pk])
    OpinionRequest.objects.update(sent_at=timezone.now() - timedelta(days=2))
    assert "Nhắc nơi được hỏi" in client.get("/opinions/").content.decode()
    client.post("/opinions/send/", {"verdict": "remind", "request": [asked.pk]})
    assert OpinionRequest.objects.get().reminded_at is not None
