"""`kiemdiem serve` as a person starts it: everything comes up, ends together, and nothing is left behind."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import pytest

PATIENCE = 60.0
"""Seconds, on a busy machine."""


def _until(holds: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, what
        time.sleep(0.1)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _asked(port: int, path: str = "/") -> tuple[int, str]:
    """Status and body; 0 when nobody answers."""
    with closing(HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        except (OSError, HTTPException):
            return 0, ""


def _descendants(pid: int) -> set[int]:
    """Every process below this one."""
    parents = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(status.parent.name)] = int(status.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue  # it has ended meanwhile
    found, size = {pid}, 0
    while size != len(found):
        size = len(found)
        found |= {child for child, parent in parents.items() if parent in found}
    return found - {pid}


def _is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def _workers(pid: int) -> list[int]:
    """The workers below a process; as children or, once it is killed, nobody's."""
    return [
        child
        for child in _descendants(pid)
        if _is_alive(child) and b"worker" in Path(f"/proc/{child}/cmdline").read_bytes().split(b"\0")
    ]


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple["subprocess.Popen[bytes]", int]]:
    """A system on an empty folder, and its port."""
    port = _free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("KIEMDIEM_", "DJANGO_"))}
    environment |= {"KIEMDIEM_DATA": str(tmp_path / "data"), "DATABASE_URL": ""}
    line = [sys.executable, "-m", "kiemdiem.cli", "serve", "--port", str(port)]
    process = subprocess.Popen(line, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    children: set[int] = set()
    try:
        _until(lambda: _asked(port)[0] == 200, "the pages do not come up")
        _until(lambda: len(_descendants(process.pid)) >= 4, "two page processes, their master and a worker")
        children = _descendants(process.pid)
        yield process, port
    finally:
        process.kill()
        process.wait()
        for child in children:
            if _is_alive(child):
                os.kill(child, signal.SIGKILL)


def test_pages_styles_and_a_worker_come_up_and_end_together(served: tuple["subprocess.Popen[bytes]", int]) -> None:
    process, port = served
    style = _asked(port)[1].partition("kiemdiem/style.")[2].partition('"')[0]
    assert _asked(port, f"/static/kiemdiem/style.{style}")[0] == 200
    children = _descendants(process.pid)
    process.send_signal(signal.SIGTERM)
    assert process.wait(PATIENCE) == 0
    _until(lambda: not any(_is_alive(child) for child in children), "a process is left")


def test_nothing_is_left_when_the_whole_is_killed(served: tuple["subprocess.Popen[bytes]", int]) -> None:
    process, port = served
    children = _descendants(process.pid)
    process.kill()
    _until(lambda: not any(_is_alive(child) for child in children), "a process is left")
    assert _asked(port)[0] == 0


def test_a_worker_that_is_still_loading_when_the_whole_is_killed_ends_too(
    served: tuple["subprocess.Popen[bytes]", int],
) -> None:
    process, _ = served
    (worker,) = _workers(process.pid)
    os.kill(worker, signal.SIGKILL)
    _until(lambda: _workers(process.pid) not in ([], [worker]), "the worker is not started again")
    (loading,) = _workers(process.pid)
    process.kill()
    _until(lambda: not _is_alive(loading), "the worker is left")


def test_a_worker_that_dies_is_started_again(served: tuple["subprocess.Popen[bytes]", int]) -> None:
    process, _ = served
    (first,) = _workers(process.pid)
    os.kill(first, signal.SIGKILL)
    _until(lambda: _workers(process.pid) not in ([], [first]), "the worker is not started again")
    assert process.poll() is None


def test_a_port_that_is_taken_is_told_of(served: tuple["subprocess.Popen[bytes]", int], tmp_path: Path) -> None:
    _, port = served
    environment = {**os.environ, "KIEMDIEM_DATA": str(tmp_path / "other"), "DATABASE_URL": ""}
    line = [sys.executable, "-m", "kiemdiem.cli", "serve", "--port", str(port), "--lang", "en"]
    done = subprocess.run(line, env=environment, capture_output=True, text=True, check=False, timeout=PATIENCE)
    assert done.returncode == 2
    assert "cannot be used" in done.stderr
