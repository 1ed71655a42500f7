"""The calendar: at a secret address, with the last day of each task, names nobody; ended or renewed by its owner."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from kiemdiem.accounts.access import Access
from kiemdiem.accounts.models import Account
from kiemdiem.campaign.calendar import days_in_force
from kiemdiem.campaign.models import Cycle
from kiemdiem.journal.models import Entry
from kiemdiem.journal.verbs import Verb
from kiemdiem.registry.models import Person
from kiemdiem.reminders.actions import end_feed, make_feed
from kiemdiem.reminders.feed import calendar_of
from kiemdiem.reminders.models import Feed
from support.cast import Cast
from support.cycles import YEAR, open_cycle

pytestmark = pytest.mark.django_db
AccessAs = Callable[[str], Access]
ClientAs = Callable[[str], Client]
TODAY = date(YEAR, 12, 20)


@pytest.fixture
def cycle(cast: Cast) -> Cycle:
    return open_cycle(cast)


def fetch(secret: str) -> int:
    return Client().get(reverse("feed", args=[secret])).status_code


def test_each_task_stands_on_the_last_day_on_which_it_is_in_time(cast: Cast, cycle: Cycle) -> None:
    (event,) = Calendar.from_ical(calendar_of(cast.accounts["binh"], TODAY)).walk("VEVENT")
    assert str(event["summary"]) == "Viết bản tự kiểm điểm"
    due = days_in_force(cycle)["grassroots"]
    assert event.decoded("dtstart") == due - timedelta(days=1)
    assert event.decoded("dtend") == due
    assert "X-PUBLISHED-TTL:PT6H" in calendar_of(cast.accounts["binh"], TODAY).decode()
    assert str(event["url"]) == "http://localhost:8000/my-review/"


def test_the_same_task_keeps_its_name_and_other_accounts_have_other_names(cast: Cast, cycle: Cycle) -> None:
    def uids(login: str, day: date = TODAY) -> list[str]:
        found = Calendar.from_ical(calendar_of(cast.accounts[login], day)).walk("VEVENT")
        return [str(event["uid"]) for event in found]

    assert uids("binh") == uids("binh", TODAY + timedelta(days=3))
    assert uids("binh") != uids("cuong")
    for login in ("an", "office", "district", "province"):
        assert len(set(uids(login))) == len(uids(login))


def test_it_names_nobody_and_folds_its_lines_as_the_standard_asks(cast: Cast, cycle: Cycle) -> None:
    for login in ("an", "office", "district", "province"):
        content = calendar_of(cast.accounts[login], TODAY)
        assert all(len(line) <= 75 for line in content.split(b"\r\n"))
        whole = content.replace(b"\r\n ", b"").decode()
        assert [name for name in Person.objects.values_list("full_name", flat=True) if name in whole] == []


def test_whoever_has_the_address_fetches_it_without_a_sign_in_and_it_is_kept_nowhere(
    cast: Cast, cycle: Cycle, access_as: AccessAs
) -> None:
    secret = make_feed(access_as("binh"), "vi")
    assert secret not in Feed.objects.get().digest
    answer = Client().get(reverse("feed", args=[secret]))
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "BEGIN:VCALENDAR" in answer.content.decode()
    assert [entry.subject for entry in Entry.objects.filter(verb=Verb.FEED_MADE)] == [
        f"account:{cast.accounts['binh'].pk}"
    ]


def test_another_address_ends_the_first_and_the_owner_ends_it_for_good(access_as: AccessAs) -> None:
    first = make_feed(access_as("binh"), "vi")
    second = make_feed(access_as("binh"), "vi")
    assert (fetch(first), fetch(second), fetch("khong-co")) == (404, 200, 404)
    end_feed(access_as("cuong"))
    assert fetch(second) == 200, "of another"
    end_feed(access_as("binh"))
    assert fetch(second) == 404
    assert Entry.objects.filter(verb=Verb.FEED_ENDED).count() == 1


def test_the_calendar_of_a_closed_account_is_gone(access_as: AccessAs) -> None:
    secret = make_feed(access_as("binh"), "vi")
    Account.objects.filter(login="binh").update(closed_at=timezone.now())
    assert fetch(secret) == 404


def test_the_page_shows_the_address_once_and_says_how_to_use_it(client_as: ClientAs) -> None:
    client = client_as("binh")
    page = client.post(reverse("feed_make")).content.decode()
    found = re.search(r"webcal://testserver/calendar/([\w-]{40,})\.ics", page)
    assert found
    secret = found[1]
    assert fetch(secret) == 200
    again = client.get(reverse("feed_make"), follow=True).content.decode()
    assert secret not in again
    assert "Tạo địa chỉ mới" in again
    client.post(reverse("feed_end"))
    assert fetch(secret) == 404
