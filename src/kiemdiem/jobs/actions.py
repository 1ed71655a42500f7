"""Asks for jobs, stops them, keeps what they made."""

import json
from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.utils import timezone

from kiemdiem.accounts.models import Account
from kiemdiem.jobs.models import OPEN, Job, Output
from kiemdiem.jobs.telling import stored
from kiemdiem.wording import Message

Options = Mapping[str, str | int]


def ask_for(owner: Account, kind: str, subject: str, title: Message, options: Options | None = None) -> Job:
    """Put a job in line; while one of its kind is open for the subject, that one is given."""
    open_ones = Job.objects.filter(OPEN, kind=kind, subject=subject)
    if found := open_ones.first():
        return found
    try:
        with transaction.atomic():
            return Job.objects.create(
                owner=owner, kind=kind, subject=subject, title=stored(title), options=json.dumps(dict(options or {}))
            )
    except IntegrityError:
        return open_ones.get()


def stop(job: Job) -> None:
    """Stop a job that has not ended; the worker that holds it notices and undoes what was not committed."""
    Job.objects.filter(OPEN, pk=job.pk).update(stopped_at=timezone.now(), leased_until=None)


def keep_output(job: Job, file_name: str, content_type: str, content: bytes) -> None:
    """Keep a file for the owner to fetch; a second attempt replaces the first's."""
    values = {"file_name": file_name, "content_type": content_type, "content": content, "made_at": timezone.now()}
    Output.objects.update_or_create(job=job, defaults=values)
