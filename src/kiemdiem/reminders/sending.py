"""Sends the mails of a day: each once, whichever worker comes first, and again after a worker has died."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from smtplib import SMTPRecipientsRefused, SMTPResponseException

from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.urls import reverse
from django.utils import timezone, translation

from kiemdiem.jobs.kinds import Finished
from kiemdiem.jobs.models import Job
from kiemdiem.jobs.progress import Progress
from kiemdiem.jobs.schedule import AGAIN_AFTER, IsLeaving
from kiemdiem.reminders.mails import confirmation_mail, digest_mail, tasks_for
from kiemdiem.reminders.models import Digest, Reminder
from kiemdiem.reminders.queries import reminders_due
from kiemdiem.reminders.secrets import digest_of, new_secret
from kiemdiem.verdicts import Refused, Verdict
from kiemdiem.wording import N_, Message

_SENT = N_("The mail was sent: open the link in it.")
_NOT_WANTED = N_("No mail was sent: the address is confirmed, or the mails were stopped.")
_NOT_SENT = N_(
    "The mail could not be sent: the mail server did not take it. Check the address and try again; if it stays so, tell"
    " who runs the machine."
)
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Planned:
    """A mail that would be sent."""

    login: str
    tasks: int


def digests_planned(day: date) -> Iterator[Planned]:
    """The mails of a day that are not sent yet; nothing is sent."""
    for reminder in reminders_due(day):
        with translation.override(reminder.language):
            tasks = tasks_for(reminder, day)
        if tasks:
            yield Planned(reminder.account.login, len(tasks))


def send_digests(day: date, is_leaving: IsLeaving) -> bool:
    """Send the mails of a day; False: the worker had to leave before all were sent.

    Raises:
        OSError: the mail server is away; what was sent stays sent.
    """
    return send_now(day, is_leaving) is not None


def send_now(day: date, is_leaving: IsLeaving = lambda: False) -> tuple[int, int] | None:
    """Send the mails of a day that are not sent yet; how many were sent and how many refused, None: had to leave.

    Raises:
        OSError: the mail server is away; what was sent stays sent.
    """
    sent = failed = 0
    if not reminders_due(day).exists():
        return sent, failed
    with get_connection() as server:
        for reminder in reminders_due(day):
            if is_leaving():
                return None
            digest = _send(server, reminder, day)
            sent += bool(digest and digest.sent_at)
            failed += bool(digest and digest.failed_at)
    return sent, failed


def send_confirmation(job: Job, progress: Progress) -> Finished:
    """Carry out a job of kind `reminders.confirm`: the mail with a new one-time link; an earlier link ends.

    Raises:
        Refused: the mail server did not take it.
    """
    progress.begin(1)
    reminder = Reminder.objects.select_related("account").get(account_id=job.owner_id)
    result = reverse("reminders")
    if reminder.confirmed_at or reminder.stopped_at:
        return Finished(Message(_NOT_WANTED), result)
    token = new_secret()
    Reminder.objects.filter(pk=reminder.pk, stopped_at__isnull=True).update(confirm_digest=digest_of(token))
    try:
        confirmation_mail(reminder, token).send()
    except OSError as error:
        logger.warning("the mail to confirm the address of account %s: %s", job.owner_id, type(error).__name__)
        Reminder.objects.filter(pk=reminder.pk).update(unsent_at=timezone.now(), confirm_digest="")
        raise Refused([Verdict(Message(_NOT_SENT))]) from error
    progress.advance(1)
    return Finished(Message(_SENT), result)


def _send(server: BaseEmailBackend, reminder: Reminder, day: date) -> Digest | None:
    """The mail, sent or refused; None: there is nothing to do, or another worker is at it."""
    with translation.override(reminder.language):
        tasks = tasks_for(reminder, day)
    digest = _claimed(reminder, day) if tasks else None
    if digest is None:
        return None
    digest.tasks = len(tasks)
    try:
        server.send_messages([digest_mail(reminder, tasks, day)])
    except (SMTPResponseException, SMTPRecipientsRefused) as error:
        digest.failed_at = timezone.now()
        logger.warning("digest of account %s was refused: %s", reminder.account_id, type(error).__name__)
    else:
        digest.sent_at = timezone.now()
    digest.save(update_fields=["tasks", "sent_at", "failed_at"])
    return digest


def _claimed(reminder: Reminder, day: date) -> Digest | None:
    """The mail of a day, ours to send; None: it was sent, or another worker is at it."""
    now = timezone.now()
    digest, is_new = Digest.objects.get_or_create(reminder=reminder, day=day, defaults={"claimed_at": now})
    if is_new:
        return digest
    open_ones = Digest.objects.filter(pk=digest.pk, sent_at__isnull=True, failed_at__isnull=True)
    return digest if open_ones.filter(claimed_at__lte=now - AGAIN_AFTER).update(claimed_at=now) else None
