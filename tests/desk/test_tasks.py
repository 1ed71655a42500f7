"""The desk: every task appears to who must do it, with its deadline, and is gone when it is done."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kiemdiem.accounts.access import Access
from kiemdiem.campaign.actions.changes import decide_changes
from kiemdiem.campaign.actions.cycles import ask_to_compare, change_day
from kiemdiem.campaign.actions.plan import finish_reviews
from kiemdiem.campaign.models import Place, PlanRow
from kiemdiem.desk.looking import Desk, Task
from kiemdiem.desk.tasks import tasks_of
from kiemdiem.registry.documents import Paper
from kiemdiem.registry.models import Membership, Post
from kiemdiem.review.actions.handing import hand_in
from review.test_deriving import body
from review.texts import begun, begun_report, fill_in
from support.cast import LONG_AGO, NOBODY, Cast
from support.cycles import YEAR, open_cycle, prepared_cycle
from support.jobs import run_next_job

pytestmark = pytest.mark.django_db
AccessAs = Callable[[str], Access]
ClientAs = Callable[[str], Client]
TODAY = date(YEAR, 12, 20)


def buttons(access: Access, today: date = TODAY) -> dict[str, str]:
    """Button and address of each task."""
    return {task.url: task.button for task in tasks_of(Desk(access, today))}


def task_at(access: Access, url: str, today: date = TODAY) -> Task | None:
    return next((task for task in tasks_of(Desk(access, today)) if task.url == url), None)


def test_without_a_cycle_nobody_has_a_task(cast: Cast, access_as: AccessAs) -> None:
    for login in cast.accounts:
        assert tasks_of(Desk(access_as(login), TODAY)) == []


def test_a_prepared_cycle_is_to_be_opened_by_who_may(cast: Cast, access_as: AccessAs) -> None:
    cycle = prepared_cycle(cast)
    assert buttons(access_as("province")) == {f"/cycles/{cycle.pk}/": "Xem đợt kiểm điểm"}
    assert buttons(access_as("district")) == {}


def test_a_member_is_asked_for_the_self_review_until_it_is_handed_in(cast: Cast, access_as: AccessAs) -> None:
    cycle = open_cycle(cast)
    task = task_at(access_as("cuong"), "/my-review/")
    assert task is not None
    assert (task.due, task.clause) == (date(YEAR + 1, 1, 15), "I.3.1.b1")
    writing, outline = begun(access_as("cuong"), cycle, "cuong")
    fill_in(access_as("cuong"), writing, outline)
    hand_in(access_as("cuong"), writing.pk, outline)
    assert buttons(access_as("cuong")) == {}


def test_who_holds_a_post_is_asked_for_the_collectives_report(cast: Cast, access_as: AccessAs) -> None:
    Post.objects.create(
        person=cast.people["cuong"], collective=cast.collectives["C1-BCH"], role="head", start=LONG_AGO,
        recorded_by=NOBODY,
    )  # fmt: skip
    cycle = open_cycle(cast)
    assert any(task.clause == "I.2.1" for task in tasks_of(Desk(access_as("cuong"), TODAY)))
    writing, outline = begun_report(access_as("cuong"), cycle, "C1-BCH")
    fill_in(access_as("cuong"), writing, outline)
    hand_in(access_as("cuong"), writing.pk, outline)
    assert not any(task.clause == "I.2.1" for task in tasks_of(Desk(access_as("cuong"), TODAY)))


def test_a_secretary_sees_what_the_cell_owes_and_what_is_to_be_held(cast: Cast, access_as: AccessAs) -> None:
    cycle = open_cycle(cast)
    rows = list(PlanRow.objects.filter(cycle=cycle, place__code="C1-B"))
    place = rows[0].place_id
    found = buttons(access_as("dung"))
    targets = {"/targets/?held=none": "Giao"}
    assert found == targets | {
        f"/texts/places/{place}/": "Xem ai", f"/plan/places/{place}/finish/": "Ghi nhận đã kiểm điểm",
    }  # fmt: skip
    finish_reviews(access_as("dung"), place, [row.pk for row in rows], date(YEAR, 1, 10))
    assert buttons(access_as("dung")) == targets


def test_an_office_with_many_places_sees_them_together(cast: Cast, access_as: AccessAs) -> None:
    for number in range(4):
        board = body(cast, f"TT{number}", "leadership", "C1")
        Post.objects.create(
            person=cast.people["cuong"], collective=board, role="head", rank=1, start=LONG_AGO, recorded_by=NOBODY
        )
    cycle = open_cycle(cast)
    here = Place.objects.filter(cycle=cycle, path=cast.organisations["C1"].path)
    assert here.count() == 5
    titles = {task.title: task for task in tasks_of(Desk(access_as("office"), TODAY))}
    assert titles["Họp kiểm điểm: 5 nơi"].url == f"/cycles/{cycle.pk}/plan/"
    assert titles["Họp kiểm điểm: 5 nơi"].due == date(YEAR + 1, 1, 15)
    assert "Bản tự kiểm điểm: 5 nơi" in titles
    assert not any("/texts/places/" in task.url or "/finish/" in task.url for task in titles.values())


def test_changes_of_the_registry_wait_for_the_office_that_decides(cast: Cast, access_as: AccessAs) -> None:
    cycle = open_cycle(cast)
    Membership.objects.filter(person__code="binh").update(end=date(YEAR, 5, 1))
    ask_to_compare(access_as("office"), cycle.pk)
    run_next_job()
    url = f"/cycles/{cycle.pk}/plan/changes/"
    assert task_at(access_as("office"), url) is not None
    assert task_at(access_as("other_office"), url) is None
    decide_changes(access_as("office"), cycle.pk, None, accept=True)
    assert task_at(access_as("office"), url) is None


def test_dates_of_the_calendar_come_near_within_a_fortnight(cast: Cast, access_as: AccessAs) -> None:
    cycle = open_cycle(cast)
    day = date(YEAR + 1, 1, 20)
    change_day(access_as("province"), cycle.pk, "grassroots", day, "lùi", Paper())
    for today, expected in ((day - timedelta(days=15), False), (day - timedelta(days=14), True), (day, True)):
        found = [task for task in tasks_of(Desk(access_as("province"), today)) if task.due == day]
        assert any(task.url == f"/cycles/{cycle.pk}/" for task in found) is expected


def test_what_is_late_comes_first_and_says_so(cast: Cast, access_as: AccessAs) -> None:
    open_cycle(cast)
    after = date(YEAR + 1, 1, 18)
    tasks = tasks_of(Desk(access_as("dung"), after))
    dated = [task.due for task in tasks if task.due]
    assert [task.due for task in tasks] == [*sorted(dated), *[None] * (len(tasks) - len(dated))]
    badge = tasks[0].badge(after)
    assert badge is not None
    assert (str(badge.label), badge.tone) == ("Trễ 3 ngày", "bad")


@pytest.mark.parametrize("login", ["an", "binh", "office", "district", "province", "auditor", "administrator"])
def test_the_front_page_is_the_desk_within_twelve_queries(
    cast: Cast, client_as: ClientAs, access_as: AccessAs, login: str
) -> None:
    open_cycle(cast)
    tasks = tasks_of(Desk(access_as(login), timezone.localdate()))
    client = client_as(login)
    with CaptureQueriesContext(connection) as queries:
        text = client.get("/").content.decode()
    for task in tasks:
        assert f'href="{task.url}"' in text
    assert len(queries) <= 12, "\n".join(query["sql"][:120] for query in queries.captured_queries)
