"""The calendar of what somebody has to do (iCalendar, RFC 5545): days and counts, no name of anybody."""

import hashlib
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from kiemdiem.accounts.models import Account
from kiemdiem.accounts.queries import access_of
from kiemdiem.desk.looking import Desk, Task
from kiemdiem.desk.tasks import tasks_of

ONE_DAY = timedelta(days=1)
ONE_HOUR = timedelta(hours=1)
REFRESHED_EVERY = 6 * ONE_HOUR


def calendar_of(account: Account, today: date) -> bytes:
    """The tasks that have a deadline, each on the last day on which it can be done in time (Q26)."""
    calendar = Calendar()
    calendar.add("prodid", "-//kiemdiem//desk//VI")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _("kiemdiem: what to do"))
    calendar.add("x-wr-timezone", settings.TIME_ZONE)
    calendar.add("refresh-interval", REFRESHED_EVERY, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", f"PT{REFRESHED_EVERY // ONE_HOUR}H")
    for task in tasks_of(Desk(access_of(account, "calendar"), today)):
        if task.due is not None:
            calendar.add_component(_event(account, task, task.due, today))
    content: bytes = calendar.to_ical()
    return content


def _event(account: Account, task: Task, due: date, today: date) -> Event:
    event = Event()
    name = hashlib.sha256(f"{account.pk} {task.url} {task.clause}".encode()).hexdigest()[:32]
    event.add("uid", f"{name}@kiemdiem")
    event.add("dtstamp", datetime.combine(today, time(), timezone.get_current_timezone()).astimezone(tz=None))
    event.add("dtstart", due - ONE_DAY)
    event.add("dtend", due)
    event.add("summary", task.title)
    clause = f" ({task.clause})" if task.clause else ""
    event.add("description", f"{task.text}{clause}\n{settings.PUBLIC_URL}{task.url}")
    event.add("url", settings.PUBLIC_URL + task.url)
    event.add("transp", "TRANSPARENT")
    return event
