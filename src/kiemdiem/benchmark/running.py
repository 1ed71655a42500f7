"""A web system of the bench's own: started, asked, waited for, its memory read."""

import secrets
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen, run

from kiemdiem.benchmark.browsing import Browser, Unexpected

HOST = "127.0.0.1"
OFFICE, PASSWORD = "demo.tinh", "minh-hoa-2026"
_LONGEST_START = 60.0
_LONGEST_JOB = 900.0


@dataclass(frozen=True)
class System:
    """A running web system."""

    port: int
    process: "Popen[bytes]"
    password: str

    def browser(self) -> Browser:
        """A browser in which the provincial office is signed in."""
        return self._signed_in(self.password)

    def _signed_in(self, password: str) -> Browser:
        found = Browser(HOST, self.port)
        found.submit("/account/login/", "/account/login/", {"login": OFFICE, "password": password})
        return found

    def choose_password(self, one_time: str) -> None:
        """What everybody does at the first sign-in."""
        fields = {"oldpassword": one_time, "password1": self.password, "password2": self.password}
        with closing(self._signed_in(one_time)) as browser:
            browser.submit("/account/password/", "/account/password/", fields)


def kiemdiem(environment: dict[str, str], *arguments: str) -> bytes:
    """What the command line of that environment prints."""
    line = [sys.executable, "-m", "kiemdiem.cli", *arguments]
    return run(line, env=environment, stdout=PIPE, check=True).stdout  # noqa: S603 - our own command


@contextmanager
def serving(environment: dict[str, str]) -> Iterator[System]:
    """The system of that environment, as long as the context lasts."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
    line = [sys.executable, "-m", "kiemdiem.cli", "serve", "--port", str(port)]
    process = Popen(line, env=environment, stdout=DEVNULL)  # noqa: S603 - our own command
    try:
        system = System(port, process, secrets.token_urlsafe(16))
        _wait_for_pages(system)
        yield system
    finally:
        process.terminate()
        process.wait()


def _wait_for_pages(system: System) -> None:
    until = time.monotonic() + _LONGEST_START
    while time.monotonic() < until:
        with closing(Browser(HOST, system.port)) as browser:
            try:
                browser.get("/")
                return
            except (OSError, HTTPException):
                time.sleep(0.1)
    raise Unexpected("the web system did not start")


def wait_for_job(browser: Browser, page: str) -> str:
    """The page once its job has ended."""
    until = time.monotonic() + _LONGEST_JOB
    while time.monotonic() < until:
        text = browser.get(page)
        if "every 1s" not in text:
            return text
        time.sleep(0.5)
    raise Unexpected(f"{page}: the job does not end")


def most_memory(pid: int) -> float:
    """The most MiB that any process below this one ever held."""
    most, parents = 0.0, {pid}
    for status in sorted(Path("/proc").glob("[0-9]*/status"), key=lambda path: int(path.parent.name)):
        lines = dict(line.split(":\t", 1) for line in status.read_text().splitlines() if ":\t" in line)
        if int(lines["PPid"]) in parents:
            parents.add(int(lines["Pid"]))
            most = max(most, int(lines.get("VmHWM", "0").split()[0]) / 1024)
    return most
