"""Takes jobs one after the other and carries them out; survives whatever happens to one of them."""

import logging
import os
import socket
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from django.db import DatabaseError, close_old_connections, connection, transaction
from django.utils import timezone

from kiemdiem.jobs.kinds import Finished, run_of
from kiemdiem.jobs.models import OPEN, Job, Output
from kiemdiem.jobs.progress import LEASE, BrokenOff, Heartbeat, HeldProgress, Progress, Why
from kiemdiem.jobs.queries import jobs_to_do
from kiemdiem.jobs.telling import stored
from kiemdiem.verdicts import Refused
from kiemdiem.wording import N_, Message

MOST_ATTEMPTS = 3
OUTPUT_KEPT = timedelta(days=1)
logger = logging.getLogger(__name__)

_GAVE_UP = N_(
    "The work was broken off {attempts} times before it was done: the machine may be short of memory, or was switched"
    " off. Nothing was changed. Ask again, with a smaller file if there is one; if it stays so, tell who runs the"
    " machine."
)
_NO_ANSWER = N_(
    "The database did not answer. Nothing was changed. Try again; if it stays so, tell who runs the machine."
)
_NO_FILE = N_("The machine could not read or write a file ({reason}). Nothing was changed. Tell who runs the machine.")
_UNFORESEEN = N_(
    "Something unforeseen happened. Nothing was changed. Tell who runs the machine: job {number}; the log says more."
)


def name_of_process(pid: int) -> str:
    """The machine, the process and when it began: no other process ever has the same."""
    return f"{socket.gethostname()[:60]}:{pid}:{_began(pid)}"


def _began(pid: int) -> str:
    """The kernel's clock at the start of a process; empty where there is none such, or no way to know."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return ""


def work(name: str, is_leaving: Callable[[], bool]) -> bool:
    """Carry out the next job; whether there was one."""
    try:
        close_old_connections()
        job = claim(name)
    except DatabaseError:
        logger.warning("no job could be taken: the database is busy or away")
        connection.close()
        return False
    if job is None:
        return False
    logger.info("job %s (%s): begun, attempt %s", job.pk, job.kind, job.attempts)
    with Heartbeat(HeldProgress(job), is_leaving) as progress:
        carry_out(job, progress)
    return True


def claim(name: str) -> Job | None:
    """Take the oldest free job; one that has been broken off too often fails instead."""
    if not jobs_to_do(timezone.now()).exists():
        return None
    with transaction.atomic():
        now = timezone.now()
        free = jobs_to_do(now)
        if connection.features.has_select_for_update_skip_locked:
            free = free.select_for_update(skip_locked=True)
        job = free.first()
        if job is None:
            return None
        if job.attempts >= MOST_ATTEMPTS:
            job.failed_at, job.leased_until = now, None
            job.message = stored(Message(_GAVE_UP, {"attempts": job.attempts}))
        else:
            job.worker, job.leased_until, job.started_at = name, now + LEASE, job.started_at or now
            job.attempts += 1
            job.done = job.total = 0
        job.save()
    return None if job.failed_at else job


def carry_out(job: Job, progress: Progress) -> None:
    """Run the job and write down how it ended.

    Whatever a job raises ends here: one job must not take the worker with it.
    """
    try:
        finished = run_of(job.kind)(job, progress)
    except BrokenOff as broken:
        _let_go(job, broken.why)
    except Refused as refused:
        logger.info("job %s (%s): refused", job.pk, job.kind)
        _fail(job, _sentence([verdict.message for verdict in refused.verdicts]))
    except DatabaseError:
        logger.exception("job %s (%s): database", job.pk, job.kind)
        connection.close_if_unusable_or_obsolete()
        _fail(job, Message(_NO_ANSWER))
    except OSError as error:
        logger.exception("job %s (%s): file", job.pk, job.kind)
        _fail(job, Message(_NO_FILE, {"reason": error.strerror or type(error).__name__}))
    except Exception:
        logger.exception("job %s (%s): unforeseen", job.pk, job.kind)
        _fail(job, Message(_UNFORESEEN, {"number": job.pk}))
    else:
        _finish(job, finished)


def _sentence(messages: list[Message]) -> Message:
    """Several messages as one, one after the other."""
    if len(messages) == 1:
        return messages[0]
    blanks: dict[str, str | int | Message] = {f"m{number}": message for number, message in enumerate(messages)}
    return Message(" ".join("{" + name + "}" for name in blanks), blanks)


def _held(job: Job) -> "dict[str, object]":
    return {"pk": job.pk, "worker": job.worker}


def _finish(job: Job, finished: Finished) -> None:
    total = max(job.total, 1)
    Job.objects.filter(OPEN, **_held(job)).update(
        finished_at=timezone.now(), leased_until=None, done=total, total=total,
        message=stored(finished.message), result_url=finished.result_url,
    )  # fmt: skip
    logger.info("job %s (%s): finished", job.pk, job.kind)


def _fail(job: Job, message: Message) -> None:
    changes = {"failed_at": timezone.now(), "leased_until": None, "message": stored(message)}
    Job.objects.filter(OPEN, **_held(job)).update(**changes)


def _let_go(job: Job, why: Why) -> None:
    """Give the job back when the worker leaves; when it was stopped or taken there is nothing to write."""
    logger.info("job %s (%s): broken off, %s", job.pk, job.kind, why.value)
    if why is Why.LEAVING:
        Job.objects.filter(OPEN, **_held(job)).update(leased_until=None, attempts=job.attempts - 1)


def release_orphans() -> int:
    """Give back the jobs of workers of this machine that are no more; how many."""
    here = socket.gethostname()[:60] + ":"
    orphans = [
        job.pk
        for job in Job.objects.filter(OPEN, worker__startswith=here, leased_until__isnull=False)
        if name_of_process(int(job.worker.split(":")[-2])) != job.worker
    ]
    return Job.objects.filter(OPEN, pk__in=orphans).update(leased_until=None)


def sweep() -> None:
    """Delete files that nobody has fetched for a day: they hold personal data."""
    Output.objects.filter(made_at__lt=timezone.now() - OUTPUT_KEPT).delete()


def own_name() -> str:
    """The name of this process as a worker."""
    return name_of_process(os.getpid())
