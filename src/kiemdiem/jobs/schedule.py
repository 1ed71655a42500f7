"""Daily work that nobody asks for: begun by whichever worker comes first, once a day."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.module_loading import import_string

from kiemdiem.jobs.models import DailyRun

AGAIN_AFTER = timedelta(minutes=30)
"""A run that was begun and not ended is taken up again after this long: its worker has died, or it failed."""
LOOKS_EVERY = timedelta(seconds=30)
IsLeaving = Callable[[], bool]
Run = Callable[[date, IsLeaving], bool]
"""Does the work of a day; whether it is done: not, when the worker had to leave. It must be harmless to begin anew."""
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Daily:
    """One daily work: between which hours of the local clock it may begin, and the dotted name of what does it."""

    name: str
    begins: time
    until: time
    carried_out_by: str


DAILY = (
    Daily("cycles.compare", time(5, 0), time(23, 0), "kiemdiem.campaign.jobs.compare_open_cycles"),
    Daily("digests.send", time(6, 30), time(18, 0), "kiemdiem.reminders.sending.send_digests"),
)


class Schedule:
    """What one worker remembers of the clock."""

    def __init__(self, daily: tuple[Daily, ...] = DAILY) -> None:
        self.daily = daily
        self.looked_at: datetime | None = None

    def run_due(self, is_leaving: IsLeaving) -> None:
        """Carry out what is due now and was not done today; looks at the database twice a minute at most."""
        now = timezone.localtime()
        if self.looked_at and timedelta(0) <= now - self.looked_at < LOOKS_EVERY:
            return
        self.looked_at = now
        for one in self.daily:
            if one.begins <= now.time() < one.until and not is_leaving():
                self._run(one, now, is_leaving)

    def _run(self, one: Daily, now: datetime, is_leaving: IsLeaving) -> None:
        try:
            run = claim(one.name, now)
            if run is None:
                return
            logger.info("daily work %s: begun", one.name)
            carry_out: Run = import_string(one.carried_out_by)
            if carry_out(now.date(), is_leaving):
                DailyRun.objects.filter(pk=run.pk).update(ended_at=timezone.now())
                logger.info("daily work %s: done", one.name)
            else:
                DailyRun.objects.filter(pk=run.pk).update(begun_at=now - AGAIN_AFTER)
        except (DatabaseError, OSError) as error:
            logger.exception("daily work %s: broken off, to be begun again", one.name)
            if isinstance(error, DatabaseError):
                connection.close()


def claim(name: str, now: datetime) -> DailyRun | None:
    """Take the daily work of a day; None: it is done, or another worker is at it."""
    stale = Q(ended_at__isnull=True, begun_at__lte=now - AGAIN_AFTER)
    known = DailyRun.objects.filter(name=name, day=now.date())
    try:
        with transaction.atomic():
            if not known.exists():
                return DailyRun.objects.create(name=name, day=now.date(), begun_at=now)
    except IntegrityError:
        return None
    return known.get() if known.filter(stale).update(begun_at=now) else None
