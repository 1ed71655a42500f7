"""A worker that is killed in the middle of its work: another takes the job up, and nothing is missing or doubled."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection

from kiemdiem.jobs import worker
from kiemdiem.jobs.models import Job
from kiemdiem.journal.queries import verify
from kiemdiem.journal.verbs import Verb
from kiemdiem.registry.actions.imports import ask_to_apply, upload_workbook
from kiemdiem.registry.models import Import, Membership, Person, Reach
from kiemdiem.registry.reaching import rehome
from registry.conftest import AccessAs, journaled, previewed, typed_workbook
from support.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)
LEASE = 0.2
"""Seconds; the product's own is longer."""
PATIENCE = 60
NEW = 9
PROGRAM = """
import sys, time
from pathlib import Path
from unittest.mock import patch
import django
from kiemdiem import settings
place, name, mark = sys.argv[1:]
settings.DATABASES["default"]["NAME"] = name
django.setup()
from kiemdiem.jobs import worker
from kiemdiem.jobs.progress import Progress
from kiemdiem.registry.importing import applying, storing, writing
storing.BATCH = 4

def sleeps_after(owner, name, last=None):
    real = getattr(owner, name)
    def instead(*args, **kwargs):
        done = real(*args, **kwargs)
        if last in (None, args[-1]):
            Path(mark).touch()
            time.sleep(600)
        return done
    return patch.object(owner, name, instead)

places = {
    "preview": (Progress, "advance", storing.BATCH),
    "apply": (writing, "rehome"),
    "applied": (applying, "blank"),
}
with sleeps_after(*places[place]):
    while not worker.work(worker.own_name(), lambda: False):
        time.sleep(0.05)
"""


def _wait_for(what: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < end, "too long"
        time.sleep(0.02)


@pytest.fixture
def killed(tmp_path: Path) -> Iterator[Callable[[str], None]]:
    """Starts a worker of its own process, waits until it is in the middle, and kills it: `killed("apply")`."""
    started: list[subprocess.Popen[bytes]] = []

    def kill_at(place: str) -> None:
        mark = tmp_path / f"{place}-{len(started)}"
        arguments = [sys.executable, "-c", PROGRAM, place, str(connection.settings_dict["NAME"]), str(mark)]
        process = subprocess.Popen(arguments, env={**os.environ, "KIEMDIEM_LEASE": str(LEASE)})
        started.append(process)
        _wait_for(lambda: mark.exists() or process.poll() is not None)
        assert process.poll() is None
        if place == "preview":  # alive, it says so again and again: nobody takes the job away
            time.sleep(3 * LEASE)
            assert worker.claim("somebody else") is None
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL

    yield kill_at
    for process in started:
        process.kill()
        process.wait()


@pytest.fixture
def asked(cast: Cast, access_as: AccessAs) -> Import:
    """A workbook with new people, one changed one and memberships, uploaded by the district."""
    people: list[dict[str, object]] = [{"id": f"p{number}", "full_name": f"Người Số {number}"} for number in range(NEW)]
    people.append({"id": "an", "full_name": "Nguyễn Văn An", "gender": "Nam"})
    memberships = [
        {"person": f"p{number}", "cell": "C1-A", "kind": "official", "start": "2026-01-01"} for number in range(NEW)
    ]
    cell = {"id": "C1-A", "name": "Chi bộ xóm 1", "kind": "cell"}
    content = typed_workbook({"organisations": [cell], "people": people, "memberships": memberships})
    return upload_workbook(access_as("district"), "H1", "sổ.xlsx", content)


def _taken_up(kind: str) -> Job:
    """Another worker waits for the lease to run out, and carries the job out."""
    _wait_for(lambda: worker.work("another:1:1", lambda: False))
    job = Job.objects.get(kind=kind)
    assert (job.attempts, job.finished_at is not None, job.failed_at) == (2, True, None)
    return job


def _is_applied_once(imported: Import) -> None:
    imported.refresh_from_db()
    assert imported.applied_at is not None
    assert bytes(imported.content) == b""
    assert not imported.rows.exclude(values="{}", key="").exists()
    assert Person.objects.filter(code__startswith="p").count() == NEW
    assert Membership.objects.filter(person__code__startswith="p").count() == NEW
    an = Person.objects.get(code="an")
    assert (an.gender, an.version, an.versions.count()) == ("Nam", 2, 1)
    assert len(journaled(Verb.IMPORT_APPLIED)) == 1
    assert verify()[1] == []
    before = set(Person.objects.values_list("pk", "path")), set(Reach.objects.values_list("person_id", "path"))
    rehome()
    assert before == (
        set(Person.objects.values_list("pk", "path")), set(Reach.objects.values_list("person_id", "path")),
    )  # fmt: skip


def test_killed_in_the_middle_of_a_preview(asked: Import, killed: Callable[[str], None]) -> None:
    killed("preview")
    asked.refresh_from_db()
    assert 0 < asked.rows.count() < 2 * NEW + 2
    assert asked.previewed_at is None
    _taken_up("import.preview")
    asked.refresh_from_db()
    assert asked.previewed_at is not None
    positions = list(asked.rows.order_by("position").values_list("position", flat=True))
    assert positions == list(range(2 * NEW + 2))
    assert asked.rows.filter(outcome="new").count() == 2 * NEW


@pytest.mark.parametrize("orphans", ["are released", "wait for the lease"])
def test_killed_in_the_middle_of_an_import_that_is_written(
    asked: Import, access_as: AccessAs, killed: Callable[[str], None], orphans: str
) -> None:
    Job.objects.all().delete()
    ask_to_apply(access_as("district"), previewed(asked).pk)
    killed("apply")
    assert not Person.objects.filter(code__startswith="p").exists()
    assert journaled(Verb.IMPORT_APPLIED) == []
    if orphans == "are released":
        assert worker.release_orphans() == 1
    _taken_up("import.apply")
    _is_applied_once(asked)


def test_killed_when_all_is_written_and_only_the_job_is_not_closed(
    asked: Import, access_as: AccessAs, killed: Callable[[str], None]
) -> None:
    Job.objects.all().delete()
    ask_to_apply(access_as("district"), previewed(asked).pk)
    killed("applied")
    assert Person.objects.filter(code__startswith="p").count() == NEW
    job = _taken_up("import.apply")
    assert '"new": 18' in job.message
    _is_applied_once(asked)


def test_a_job_that_kills_its_workers_again_and_again_is_given_up(asked: Import, killed: Callable[[str], None]) -> None:
    for _ in range(worker.MOST_ATTEMPTS):
        killed("preview")
        worker.release_orphans()
    assert worker.claim("another:1:1") is None
    job = Job.objects.get(kind="import.preview")
    assert job.failed_at is not None
    assert "broken off" in job.message
