"""Work that takes longer than a page may: a row a job, in the same database as what it works on."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

OPEN = Q(finished_at__isnull=True, failed_at__isnull=True, stopped_at__isnull=True)
"""Still to be done, or being done."""


class Job(models.Model):
    """One piece of long work. A worker holds it for a while (`leased_until`) and says so again as it goes on;
    when a worker dies, another takes the job once the lease is over."""

    kind = models.CharField(max_length=40)
    """A key of `jobs.kinds.KINDS`."""
    subject = models.CharField(max_length=120, blank=True)
    """What it works on, in the words of its kind: an id, a code."""
    options = models.TextField(default="{}")
    """JSON: what else its kind needs."""
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    title = models.TextField(default="{}")
    """JSON: a message (text and blanks)."""
    asked_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    worker = models.CharField(max_length=100, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    message = models.TextField(default="{}")
    """JSON: a message about how it ended."""
    result_url = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint("kind", "subject", condition=OPEN, name="one_open_job_for_a_subject")]
        indexes = [
            models.Index("finished_at", "failed_at", "stopped_at", "leased_until", name="jobs_to_do"),
            models.Index(fields=["owner", "-asked_at"], name="jobs_of_an_account"),
            models.Index(fields=["-asked_at"], name="latest_jobs"),
        ]


class DailyRun(models.Model):
    """That a daily work was begun on a day; see `jobs.schedule`."""

    name = models.CharField(max_length=40)
    day = models.DateField()
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint("name", "day", name="daily_work_once_a_day")]


class Output(models.Model):
    """A file that a job made; kept for a day."""

    job = models.OneToOneField(Job, models.CASCADE, related_name="output")
    file_name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    content = models.BinaryField()
    made_at = models.DateTimeField(default=timezone.now, db_index=True)
