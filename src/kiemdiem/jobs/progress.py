"""How far a job has come: told by the work itself, written down by a heartbeat beside it.

The work may be inside one long transaction; so the heartbeat has a connection of its own. On SQLite it waits while that
transaction writes: nobody else can claim the job then either, and `hold` takes a longer lease beforehand.
"""

import logging
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from enum import Enum

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

from kiemdiem.jobs.models import OPEN, Job

LEASE = timedelta(seconds=settings.LEASE)
LONG_LEASE = 20 * LEASE
"""For a long transaction: on SQLite nothing can be said while it writes."""
_BEAT = min(0.5, LEASE.total_seconds() / 4)
"""Seconds between two looks."""
_RENEWED_EVERY = LEASE.total_seconds() / 4
"""Seconds after which the lease is renewed though nothing went on."""
logger = logging.getLogger(__name__)


class Why(Enum):
    """Why a job is broken off."""

    STOPPED = "stopped"
    """Its owner wanted it."""
    TAKEN = "taken"
    """Another worker has it."""
    LEAVING = "leaving"
    """The worker is told to end: the job is given back."""


class BrokenOff(Exception):
    """The work must end here; what it has not committed is undone."""

    def __init__(self, why: Why) -> None:
        super().__init__(why.value)
        self.why = why


class Progress:
    """Steps done of all steps. Saying so costs nothing: the heartbeat writes it down twice a second at most."""

    def __init__(self) -> None:
        self.done = self.total = 0
        self.lease = LEASE
        self.broken_off: Why | None = None

    def begin(self, total: int) -> None:
        """Say how many steps there are."""
        self.total = total
        self.advance(0)

    def advance(self, steps: int = 1) -> None:
        """Say that some more steps are done.

        Raises:
            BrokenOff: the job must end here.
        """
        self.done += steps
        if self.broken_off:
            raise BrokenOff(self.broken_off)

    def hold(self) -> None:
        """Say that a long transaction follows."""
        self.lease = LONG_LEASE
        self.advance(0)


class HeldProgress(Progress):
    """The progress of a job that a worker holds."""

    def __init__(self, job: Job) -> None:
        super().__init__()
        self.job, self.worker = job.pk, job.worker

    def hold(self) -> None:
        """Take the long lease before the transaction begins."""
        super().hold()
        self.write()

    def write(self) -> None:
        """Write down how far it has come, and renew the lease; notice that it is held no more."""
        held = Job.objects.filter(OPEN, pk=self.job, worker=self.worker)
        changes = {"done": self.done, "total": self.total, "leased_until": timezone.now() + self.lease}
        if not held.update(**changes):
            is_stopped = Job.objects.filter(pk=self.job, stopped_at__isnull=False).exists()
            self.broken_off = Why.STOPPED if is_stopped else Why.TAKEN


class Heartbeat(threading.Thread):
    """Writes the progress down while the job is carried out; use it as a context."""

    def __init__(self, progress: HeldProgress, is_leaving: Callable[[], bool]) -> None:
        super().__init__(daemon=True, name="heartbeat")
        self.progress, self.is_leaving = progress, is_leaving
        self.over = threading.Event()

    def __enter__(self) -> HeldProgress:
        self.start()
        return self.progress

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self.join()

    def run(self) -> None:
        """Beat until the work is over; a database that is busy is tried again at the next beat."""
        written, at = (-1, -1), time.monotonic()
        while not self.over.wait(_BEAT):
            if self.is_leaving():
                self.progress.broken_off = Why.LEAVING
            state = (self.progress.done, self.progress.total)
            if state == written and time.monotonic() - at < _RENEWED_EVERY:
                continue
            try:
                self.progress.write()
                written, at = state, time.monotonic()
            except DatabaseError:
                logger.info("job %s: the heartbeat could not write", self.progress.job)
                connection.close()
        connection.close()
