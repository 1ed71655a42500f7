"""The calendar of a cycle: the edition's days, changed with a ground, counted in Vietnam's days."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from unittest.mock import patch

import pytest
from django.utils import timezone

from kiemdiem.accounts.access import Access, OutOfSight
from kiemdiem.campaign.actions.cycles import change_day
from kiemdiem.campaign.calendar import days_in_force
from kiemdiem.campaign.models import CalendarDay
from kiemdiem.campaign.queries.plan import due_keys, progress_of
from kiemdiem.campaign.words import due_words
from kiemdiem.journal.models import Entry
from kiemdiem.journal.verbs import Verb
from kiemdiem.registry.documents import Paper
from kiemdiem.verdicts import Refused
from support.cast import Cast
from support.cycles import YEAR, open_cycle

pytestmark = pytest.mark.django_db
AccessAs = Callable[[str], Access]
PAPER = Paper("12-KH/TU", date(YEAR, 12, 1), "Tỉnh ủy")
NEW_DAY = date(YEAR + 1, 1, 20)


def test_a_changed_date_supersedes_the_old_one_and_both_stay(cast: Cast, access_as: AccessAs) -> None:
    cycle = open_cycle(cast)
    change_day(access_as("province"), cycle.pk, "grassroots", NEW_DAY, "lùi do thiên tai", PAPER)
    assert days_in_force(cycle)["grassroots"] == NEW_DAY
    kept = CalendarDay.objects.filter(cycle=cycle, key="grassroots").order_by("pk")
    assert [(day.day, day.reason) for day in kept] == [(date(YEAR + 1, 1, 15), ""), (NEW_DAY, "lùi do thiên tai")]
    assert Entry.objects.filter(verb=Verb.CALENDAR_CHANGED).count() == 1


def test_a_date_is_not_changed_without_a_ground(cast: Cast, access_as: AccessAs) -> None:
    cycle = open_cycle(cast)
    with pytest.raises(Refused) as refused:
        change_day(access_as("province"), cycle.pk, "grassroots", NEW_DAY, " ", PAPER)
    assert [verdict.field for verdict in refused.value.verdicts] == ["reason"]
    assert days_in_force(cycle)["grassroots"] == date(YEAR + 1, 1, 15)


def test_a_deadline_of_reviews_does_not_come_before_the_reference_date(cast: Cast, access_as: AccessAs) -> None:
    cycle = open_cycle(cast)
    with pytest.raises(Refused):
        change_day(access_as("province"), cycle.pk, "grassroots", date(YEAR, 12, 1), "sớm hơn", PAPER)
    moved = change_day(access_as("province"), cycle.pk, "suggestions_notified", date(YEAR, 12, 10), "sớm", PAPER)
    assert moved.day == date(YEAR, 12, 10)


@pytest.mark.parametrize("login", ["district", "office", "an"])
def test_only_who_opens_the_cycle_changes_its_calendar(cast: Cast, access_as: AccessAs, login: str) -> None:
    with pytest.raises(OutOfSight):
        change_day(access_as(login), open_cycle(cast).pk, "grassroots", NEW_DAY, "x", PAPER)


def test_what_is_finished_on_the_day_named_is_late_iv_4(cast: Cast) -> None:
    """Q26: "before" a date: on that day it is late already."""
    cycle = open_cycle(cast)
    path = cast.organisations["T"].path
    days = days_in_force(cycle)
    assert progress_of(cycle, [path], due_keys(days, date(YEAR + 1, 1, 14))).late == 0
    on_the_day = progress_of(cycle, [path], due_keys(days, date(YEAR + 1, 1, 15)))
    assert on_the_day.late == on_the_day.reviews > 0
    eve = due_words(date(YEAR + 1, 1, 15), date(YEAR + 1, 1, 14), is_finished=False)
    day = due_words(date(YEAR + 1, 1, 15), date(YEAR + 1, 1, 15), is_finished=False)
    assert eve is not None
    assert day is not None
    assert (eve.tone, day.tone) == ("warn", "bad")


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (datetime(YEAR + 1, 1, 14, 16, 59, 59, tzinfo=UTC), date(YEAR + 1, 1, 14)),
        (datetime(YEAR + 1, 1, 14, 17, 0, 0, tzinfo=UTC), date(YEAR + 1, 1, 15)),
    ],
)
def test_a_day_begins_at_midnight_in_vietnam(moment: datetime, expected: date) -> None:
    with patch("django.utils.timezone.now", return_value=moment):
        assert timezone.localdate() == expected
