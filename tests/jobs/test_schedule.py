"""Daily work: once a day, at its hour in Vietnam, taken up again when a worker died over it."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.utils import timezone
from django.utils.module_loading import import_string

from kiemdiem.campaign.jobs import compare_open_cycles
from kiemdiem.campaign.models import ProposedChange
from kiemdiem.jobs.models import DailyRun
from kiemdiem.jobs.schedule import AGAIN_AFTER, DAILY, LOOKS_EVERY, Daily, IsLeaving, Schedule, claim
from kiemdiem.registry.models import Membership, Person
from support.cast import LONG_AGO, NOBODY, Cast
from support.cycles import YEAR, open_cycle

pytestmark = pytest.mark.django_db
CALLED: list[date] = []
AT_HALF_PAST_SIX = datetime(YEAR, 12, 3, 23, 30, tzinfo=UTC)
"""6:30 of the fourth in Vietnam, the third in Greenwich."""
WORK = (Daily("work", time(6, 30), time(18, 0), "jobs.test_schedule.work"),)


def work(day: date, is_leaving: IsLeaving) -> bool:
    """A daily work of the tests."""
    CALLED.append(day)
    return not is_leaving()


def fail(day: date, is_leaving: IsLeaving) -> bool:
    """A daily work whose mail server is away."""
    CALLED.append(day)
    raise OSError("away")


def stays() -> bool:
    return False


def leaves() -> bool:
    return bool(CALLED)


SetClock = Callable[[datetime], None]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[SetClock]:
    """Sets what the time is."""
    CALLED.clear()

    def set_to(moment: datetime) -> None:
        monkeypatch.setattr(timezone, "now", lambda: moment)

    yield set_to
    CALLED.clear()


def test_it_begins_at_its_hour_in_vietnam_once_a_day_whoever_looks(clock: SetClock) -> None:
    for minutes in (-1, 0, 1, 120):
        clock(AT_HALF_PAST_SIX + timedelta(minutes=minutes))
        Schedule(WORK).run_due(stays)
        Schedule(WORK).run_due(stays)
        assert len(CALLED) == (0 if minutes < 0 else 1)
    assert [date(YEAR, 12, 4)] == CALLED
    clock(AT_HALF_PAST_SIX + timedelta(days=1))
    Schedule(WORK).run_due(stays)
    assert [date(YEAR, 12, 4), date(YEAR, 12, 5)] == CALLED


def test_it_begins_no_more_in_the_evening(clock: SetClock) -> None:
    clock(AT_HALF_PAST_SIX + timedelta(hours=11, minutes=30))
    Schedule(WORK).run_due(stays)
    assert CALLED == []


def test_the_database_is_asked_twice_a_minute_at_most(
    clock: SetClock, django_assert_num_queries: Callable[[int], object]
) -> None:
    schedule = Schedule(WORK)
    clock(AT_HALF_PAST_SIX)
    schedule.run_due(stays)
    clock(AT_HALF_PAST_SIX + LOOKS_EVERY - timedelta(seconds=1))
    with django_assert_num_queries(0):  # type: ignore[attr-defined]
        schedule.run_due(stays)


def test_a_worker_that_leaves_gives_it_to_the_next_at_once(clock: SetClock) -> None:
    clock(AT_HALF_PAST_SIX)
    Schedule(WORK).run_due(leaves)
    assert DailyRun.objects.get().ended_at is None
    Schedule(WORK).run_due(stays)
    assert len(CALLED) == 2
    assert DailyRun.objects.get().ended_at is not None


def test_what_a_dead_worker_began_is_taken_up_after_half_an_hour_by_one_alone(clock: SetClock) -> None:
    begun = timezone.localtime(AT_HALF_PAST_SIX)
    assert claim("work", begun) is not None
    assert claim("work", begun + AGAIN_AFTER - timedelta(seconds=1)) is None
    assert claim("work", begun + AGAIN_AFTER) is not None
    assert claim("work", begun + AGAIN_AFTER) is None


def test_what_fails_is_told_in_the_log_and_tried_again(clock: SetClock, caplog: pytest.LogCaptureFixture) -> None:
    failing = (Daily("work", time(6, 30), time(18, 0), "jobs.test_schedule.fail"),)
    clock(AT_HALF_PAST_SIX)
    Schedule(failing).run_due(stays)
    assert "broken off" in caplog.text
    clock(AT_HALF_PAST_SIX + AGAIN_AFTER)
    Schedule(failing).run_due(stays)
    assert len(CALLED) == 2


def test_every_daily_work_has_a_function_and_a_window_of_some_hours() -> None:
    for one in DAILY:
        assert callable(import_string(one.carried_out_by))
        assert one.until.hour - one.begins.hour >= 6


def test_the_plan_is_compared_with_the_registry_every_day_without_being_asked(cast: Cast) -> None:
    cycle = open_cycle(cast)
    assert compare_open_cycles(cycle.as_of, stays)
    assert not ProposedChange.objects.exists()
    person = Person.objects.get(code="cuong")
    Membership.objects.filter(person=person).update(end=cycle.as_of - timedelta(days=2))
    Membership.objects.create(
        person=person, cell=cast.organisations["C1-A"], kind="official", start=cycle.as_of - timedelta(days=2),
        recorded_by=NOBODY,
    )  # fmt: skip
    assert cycle.as_of > LONG_AGO
    assert not compare_open_cycles(cycle.as_of, lambda: True), "a worker that must leave does not begin"
    assert not ProposedChange.objects.exists()
    assert compare_open_cycles(cycle.as_of, stays)
    assert ProposedChange.objects.filter(cycle=cycle, code="cuong").exists()
