"""Carries out long work within a test's own transaction: no thread, no second connection."""

from kiemdiem.jobs.models import Job
from kiemdiem.jobs.progress import Progress
from kiemdiem.jobs.worker import carry_out, claim


def run_next_job() -> Job:
    """Carry out the next job in line.

    Raises:
        AssertionError: none waits.
    """
    job = claim("tests")
    assert job is not None, "no job waits"
    carry_out(job, Progress())
    job.refresh_from_db()
    return job
