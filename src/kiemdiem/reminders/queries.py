"""Reads wishes for mail, and calendars."""

from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from kiemdiem.accounts.access import Access
from kiemdiem.reminders.models import Digest, Feed, Reminder
from kiemdiem.reminders.secrets import digest_of

CONFIRMED_WITHIN = timedelta(days=3)
MONDAY = 0
_ENDED = Q(sent_at__isnull=False) | Q(failed_at__isnull=False)


def own_reminder(access: Access) -> Reminder | None:
    """One's own wish for mail, also one that is not confirmed or was stopped."""
    return Reminder.objects.filter(account_id=access.account).first()


def last_digest(reminder: Reminder) -> Digest | None:
    """The last mail that was sent or failed."""
    return Digest.objects.filter(_ENDED, reminder=reminder).order_by("-day").first()


def own_feed(access: Access) -> Feed | None:
    """One's own calendar."""
    return Feed.objects.filter(account_id=access.account).first()


def feed_of_secret(secret: str) -> Feed | None:
    """The calendar that a secret address names, of an account that is open."""
    found = Feed.objects.filter(digest=digest_of(secret), account__closed_at__isnull=True)
    return found.select_related("account").first()


def reminder_to_confirm(token: str) -> Reminder | None:
    """The wish that a link of the last days confirms."""
    since = timezone.now() - CONFIRMED_WITHIN
    return Reminder.objects.filter(confirm_digest=digest_of(token), asked_at__gte=since).first()


def reminders_due(day: date) -> "QuerySet[Reminder]":
    """Who gets a mail on a day and has not got it yet."""
    rhythms = [Reminder.Rhythm.DAILY, *([Reminder.Rhythm.WEEKLY] if day.weekday() == MONDAY else [])]
    got = Digest.objects.filter(_ENDED, reminder=OuterRef("pk"), day=day)
    found = Reminder.objects.filter(
        ~Exists(got), confirmed_at__isnull=False, stopped_at__isnull=True, rhythm__in=rhythms,
        account__closed_at__isnull=True,
    )  # fmt: skip
    return found.select_related("account").order_by("pk")
