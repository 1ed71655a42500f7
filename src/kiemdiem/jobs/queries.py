"""Reads jobs: those of an account, those in line, and how far one is."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from kiemdiem.accounts.access import Access, OutOfSight
from kiemdiem.accounts.roles import Right
from kiemdiem.jobs.models import OPEN, Job, Output
from kiemdiem.jobs.telling import told


@dataclass(frozen=True)
class ShownJob:
    """A job as `components/progress.html` shows it."""

    title: str
    state: str
    """`waiting`, `running`, `finished`, `failed` or `stopped`."""
    percent: int
    done: int
    total: int
    message: str
    url: str
    result_url: str = ""
    result_label: str = ""
    cancel_url: str = ""

    @property
    def is_open(self) -> bool:
        """Whether it has not ended."""
        return self.state in {"waiting", "running"}


def state_of(job: Job, now: datetime | None = None) -> str:
    """The word for the job's dates."""
    if job.finished_at:
        return "finished"
    if job.failed_at:
        return "failed"
    if job.stopped_at:
        return "stopped"
    return "running" if job.leased_until and job.leased_until > (now or timezone.now()) else "waiting"


def shown(job: Job, language: str, url: str, cancel_url: str = "", result_label: str = "") -> ShownJob:
    """The job in the reader's language."""
    percent = min(100, 100 * job.done // job.total) if job.total else 0
    return ShownJob(
        title=told(job.title).say(language),
        state=state_of(job),
        percent=percent,
        done=job.done,
        total=job.total,
        message=told(job.message).say(language),
        url=url,
        result_url=job.result_url if job.finished_at else "",
        result_label=result_label,
        cancel_url=cancel_url,
    )


def jobs_of(access: Access) -> "QuerySet[Job]":
    """An account's own jobs, newest first."""
    return Job.objects.filter(owner_id=access.account).order_by("-asked_at", "-pk")


def in_state(found: "QuerySet[Job]", state: str) -> "QuerySet[Job]":
    """Those of them whose dates make that word (see `state_of`); empty: all."""
    held = Q(leased_until__gt=timezone.now())
    conditions = {
        "finished": Q(finished_at__isnull=False),
        "failed": Q(failed_at__isnull=False),
        "stopped": Q(stopped_at__isnull=False),
        "running": OPEN & held,
        "waiting": OPEN & ~(held & Q(leased_until__isnull=False)),
    }
    return found.filter(conditions[state]) if state in conditions else found


def job_of(access: Access, number: int) -> Job:
    """One of one's own jobs.

    Raises:
        OutOfSight: there is none, or it is somebody else's.
    """
    job = jobs_of(access).filter(pk=number).first()
    if job is None:
        raise OutOfSight(f"job {number}")
    return job


def all_jobs(access: Access) -> "QuerySet[Job]":
    """All jobs, newest first, for who runs the machine; without what they are about.

    Raises:
        OutOfSight: the right is not held.
    """
    if not access.may(Right.RUN_MACHINE):
        raise OutOfSight("all jobs")
    return Job.objects.defer("title", "subject", "options", "message", "result_url").order_by("-asked_at", "-pk")


def last_job(kinds: tuple[str, ...], subject: str) -> Job | None:
    """The newest job of these kinds on a subject."""
    return Job.objects.filter(kind__in=kinds, subject=subject).order_by("-asked_at", "-pk").first()


def output_of(access: Access, number: int) -> Output:
    """The file that one's own job made.

    Raises:
        OutOfSight: there is none, it has grown old, or it is somebody else's.
    """
    output = Output.objects.filter(job=job_of(access, number)).first()
    if output is None:
        raise OutOfSight(f"output of job {number}")
    return output


def jobs_to_do(now: datetime) -> "QuerySet[Job]":
    """Open jobs that nobody holds, the oldest first."""
    free = Job.objects.filter(OPEN, leased_until__isnull=True) | Job.objects.filter(OPEN, leased_until__lt=now)
    return free.order_by("asked_at", "pk")


def open_jobs(subject: str) -> "QuerySet[Job]":
    """Jobs on a subject that have not ended."""
    return Job.objects.filter(OPEN, subject=subject)
