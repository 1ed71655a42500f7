"""`kiemdiem worker`: carries out long work, one job after the other, until it is told to stop."""

import os
import signal
import time
from importlib import import_module
from types import FrameType

import click

from kiemdiem.commands.django_floor import django_ready
from kiemdiem.commands.serve import STARTED_BY
from kiemdiem.commands.shared import language_option

_PAUSE = 1.0
"""Seconds between two looks for work."""


class Leaving:
    """Whether the process is to end: it was told so, or whoever started it is no more."""

    def __init__(self) -> None:
        self.told = False
        self.parent = int(os.environ.get(STARTED_BY) or os.getppid())
        signal.signal(signal.SIGTERM, self.tell)
        signal.signal(signal.SIGINT, self.tell)

    def tell(self, number: int, frame: FrameType | None) -> None:
        """Receive the signal."""
        self.told = True

    def __call__(self) -> bool:
        return self.told or os.getppid() != self.parent


@click.command()
@language_option
def command(lang: str) -> None:
    """Làm việc nền: nhập, xuất sổ liệu / carry out long work."""
    django_ready(lang)
    worker = import_module("kiemdiem.jobs.worker")
    schedule = import_module("kiemdiem.jobs.schedule").Schedule()
    leaving, name = Leaving(), worker.own_name()
    worker.release_orphans()
    while not leaving():
        if not worker.work(name, leaving):
            schedule.run_due(leaving)
            worker.sweep()
            time.sleep(_PAUSE)
