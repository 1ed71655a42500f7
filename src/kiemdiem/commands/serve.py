"""`kiemdiem serve`: tables, static files, pages and long work in one process group."""

import os
import signal
import socket
import subprocess
import sys
import time
from importlib import import_module
from types import FrameType

import click

from kiemdiem.commands.django_floor import django_ready
from kiemdiem.commands.shared import language_option, refuse, say
from kiemdiem.wording import N_, Message

_PAUSE = 0.5
_GRACE = 20.0
"""Seconds that children get to end."""
_LONGEST_WAIT = 30.0
"""Seconds at most between two starts of a worker that keeps dying."""
_KEEPALIVE = "5"
STARTED_BY = "STARTED_BY"
"""Names the process that a worker and the pages end with; set by `serve` alone."""


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Địa chỉ nghe / address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Cổng / port.")
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True, help="Tiến trình web / processes.")
@click.option("--threads", type=click.IntRange(1, 64), default=4, show_default=True, help="Luồng / threads of each.")
@click.option("--worker/--no-worker", default=True, help="Kèm tiến trình việc nền / a worker for long work inside.")
@language_option
def command(host: str, port: int, workers: int, threads: int, worker: bool, lang: str) -> None:
    """Chạy hệ thống web / run the web system."""
    _refuse_taken(host, port, lang)
    django_ready(lang, needs_tables=False)
    prepare()
    _print(N_("The web system is at http://{host}:{port}/ (Ctrl+C ends it)"), lang, host=host, port=port)
    pages = [
        sys.executable, "-m", "gunicorn", "kiemdiem.web.wsgi:application", "--bind", f"{host}:{port}",
        "--workers", str(workers), "--threads", str(threads), "--worker-class", "gthread", "--preload",
        "--keep-alive", _KEEPALIVE, "--log-level", "warning", "--config", "python:kiemdiem.web.serving",
    ]  # fmt: skip
    sys.exit(Supervisor(pages, [sys.executable, "-m", "kiemdiem.cli", "worker"] if worker else None).run())


def prepare() -> None:
    """Bring the tables up to date and gather the static files."""
    management = import_module("django.core.management")
    management.call_command("migrate", verbosity=0, interactive=False)
    management.call_command("collectstatic", verbosity=0, interactive=False)


class Supervisor:
    """Two children: the pages, without which all ends, and a worker that is started again when it dies."""

    def __init__(self, pages: list[str], worker: list[str] | None) -> None:
        self.is_ending = False
        signal.signal(signal.SIGTERM, self.end)
        signal.signal(signal.SIGINT, self.end)
        self.worker_line = worker
        self.pages = _started(pages)
        self.worker = _started(worker) if worker else None
        self.wait, self.begun = _PAUSE, time.monotonic()

    def end(self, number: int, frame: FrameType | None) -> None:
        """Receive the signal to end."""
        self.is_ending = True

    def run(self) -> int:
        """Watch until the pages end or a signal comes; the exit status."""
        while not self.is_ending and self.pages.poll() is None:
            self._look_after_worker()
            time.sleep(_PAUSE)
        status = self.pages.poll()
        for child in (self.pages, self.worker):
            _stop(child)
        return 0 if self.is_ending else status or 1

    def _look_after_worker(self) -> None:
        if self.worker_line is None or self.worker is None or self.worker.poll() is None:
            return
        if time.monotonic() - self.begun < self.wait:
            return
        self.wait = min(self.wait * 2, _LONGEST_WAIT)
        self.begun = time.monotonic()
        self.worker = _started(self.worker_line)


def _started(line: list[str]) -> "subprocess.Popen[bytes]":
    # a child that is still loading when we are killed must know later whom it was started by
    return subprocess.Popen(line, env={**os.environ, STARTED_BY: str(os.getpid())})  # noqa: S603 - our own commands


def _stop(child: "subprocess.Popen[bytes] | None") -> None:
    if child is None or child.poll() is not None:
        return
    child.terminate()
    try:
        child.wait(_GRACE)
    except subprocess.TimeoutExpired:
        child.kill()


def _refuse_taken(host: str, port: int, language: str) -> None:
    """Say at once when somebody else listens there."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            text = N_("{host}:{port} cannot be used ({reason}): choose another one with --host and --port.")
            blanks: dict[str, str | int | Message] = {"host": host, "port": port, "reason": error.strerror or ""}
            refuse(Message(text, blanks), language)


def _print(text: str, language: str, **blanks: str | int) -> None:
    sys.stdout.write(say(text, language, **blanks) + "\n")
    sys.stdout.flush()
