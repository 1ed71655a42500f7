"""What is measured of a year's cycle from outside: freezing a province, its desk, texts saved as they are typed."""

import re
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing

import pyarrow as pa

from kiemdiem.benchmark.browsing import Browser, Unexpected
from kiemdiem.benchmark.measuring import Figure
from kiemdiem.benchmark.running import System, most_memory, wait_for_job

SAVES_A_SECOND, SAVING_FOR = 50, 20.0
TEXTS = 100
LOOKS = 200
_WRITERS = 10
_PROBLEM = re.compile(r'href="(/cycles/problems/\d+/)"')
_PLACE = re.compile(r'href="(/texts/places/\d+/)"')
_SUBJECT = re.compile(r'href="(/texts/subjects/\d+/)"')
_OPINIONS = re.compile(r'class="results-count"[^>]*>[^<]*?(?:trên|of) ([\d.,]+)')
_KEY = "duties"
"""A passage that every self-review has."""
_YEAR, _EDITION = "2020", "nghe-an-2020"


def cycle_figures(system: System, tables: dict[str, pa.Table]) -> Iterator[Figure]:
    """All of it, on a province that was just imported."""
    with closing(system.browser()) as office:
        yield from _freeze(office, system, tables)
        yield _derive(office, tables)
        yield _desk(office)
        texts = _begin_texts(office, _largest_cells(tables))
    yield from _autosave(system, texts)


def _freeze(office: Browser, system: System, tables: dict[str, pa.Table]) -> Iterator[Figure]:
    """A cycle prepared, its problems set aside, opened: from the button to the plan."""
    root = tables["organisations"]["id"][0].as_py()
    typed = {"unit": root, "year": _YEAR, "edition": _EDITION, "as_of": ""}
    begun = time.perf_counter()
    page = office.submit("/cycles/new/", "/cycles/new/", typed)
    wait_for_job(office, page)
    previewed = time.perf_counter() - begun
    while found := _PROBLEM.findall(office.get(page)):
        for problem in found:
            office.submit(problem, problem, {"ground": "chưa có chi bộ"})
    begun = time.perf_counter()
    office.submit(page, f"{page}freeze/", {})
    if "/freeze/" in wait_for_job(office, page):
        raise Unexpected("the cycle was not opened")
    seconds, peak = time.perf_counter() - begun, most_memory(system.process.pid)
    sizes = ", ".join(f"{tables[name].num_rows:,} {name}" for name in ("people", "organisations", "collectives"))
    yield Figure(f"  plan previewed ({sizes})", f"{previewed:.0f} s")
    yield Figure("  province frozen, button to plan", f"{seconds:.0f} s", "<= 60", seconds <= 60)
    yield Figure("    most memory of one process so far", f"{peak:.0f} MiB", "<= 1024", peak <= 1024)


def _derive(office: Browser, tables: dict[str, pa.Table]) -> Figure:
    """Whose opinion is asked in the whole province: the desk counts what waits."""
    root = tables["organisations"]["id"][0].as_py()
    begun = time.perf_counter()
    office.submit("/opinions/", f"/opinions/derive/{root}/", {})
    wait_for_job(office, "/opinions/")
    seconds = time.perf_counter() - begun
    found = _OPINIONS.search(office.get("/opinions/"))
    if found is None:
        raise Unexpected("no opinion is asked")
    return Figure("  opinions derived for the province", f"{seconds:.0f} s, {found[1]} requests")


def _desk(office: Browser) -> Figure:
    """The first page of the provincial office, one look after the other."""
    times = []
    for _ in range(LOOKS):
        begun = time.perf_counter()
        office.get("/")
        times.append((time.perf_counter() - begun) * 1000)
    slow = sorted(times)[int(LOOKS * 0.95)]
    return Figure("  desk of a provincial user, 95 of 100 within", f"{slow:.0f} ms", "<= 100", slow <= 100)


def _largest_cells(tables: dict[str, pa.Table]) -> list[str]:
    """Cells with most members."""
    counted = Counter(tables["memberships"]["cell"].to_pylist())
    return [code for code, _ in counted.most_common(20)]


def _begin_texts(office: Browser, cells: Sequence[str]) -> list[str]:
    """Self-reviews of `TEXTS` members, begun by the office."""
    found: list[str] = []
    for cell in cells:
        plan = office.get(f"/cycles/1/plan/units/{cell}/")
        for place in dict.fromkeys(_PLACE.findall(plan)):
            for subject in dict.fromkeys(_SUBJECT.findall(office.get(place))):
                text = office.submit(subject, f"{subject}begin/", {})
                if f'data-key="{_KEY}"' in office.get(text):
                    found.append(text)
                if len(found) == TEXTS:
                    return found
    raise Unexpected("there are not enough members to write for")


def _autosave(system: System, texts: Sequence[str]) -> Iterator[Figure]:
    """Fifty saves a second, however slow the answers are; from each save to its answer."""
    writers = [_Writer(system.browser(), texts[number::_WRITERS]) for number in range(_WRITERS)]
    begun = time.perf_counter()
    threads = [
        threading.Thread(target=writer.write, args=(begun + number / SAVES_A_SECOND, _WRITERS / SAVES_A_SECOND))
        for number, writer in enumerate(writers)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - begun
    times = sorted(each for writer in writers for each in writer.times)
    slow, speed = times[int(len(times) * 0.95)], len(times) / seconds
    name = f"  autosave at {SAVES_A_SECOND} a second, 95 of 100 within"
    yield Figure(name, f"{slow:.0f} ms", "<= 30", slow <= 30)
    yield Figure("    saves answered", f"{speed:.0f} a second", f">= {SAVES_A_SECOND - 2}", speed >= SAVES_A_SECOND - 2)


class _Writer:
    """Types into several texts, one save at each of its moments."""

    def __init__(self, browser: Browser, texts: Sequence[str]) -> None:
        self.browser, self.texts = browser, texts
        self.versions = dict.fromkeys(texts, "0")
        self.times: list[float] = []

    def write(self, first: float, every: float) -> None:
        """Save from the first moment on, every so many seconds; keeps the milliseconds of each save."""
        number = 0
        while number * every < SAVING_FOR:
            at = first + number * every
            time.sleep(max(0.0, at - time.perf_counter()))
            text = self.texts[number % len(self.texts)]
            typed = {"key": _KEY, "text": f"Nội dung lần {number}. " * 20, "mark": "good",
                     "version": self.versions[text]}  # fmt: skip
            begun = time.perf_counter()
            told = self.browser.post(f"{text}save/", typed)
            self.times.append((time.perf_counter() - begun) * 1000)
            if told.get("conflict") is not None:
                raise Unexpected(f"{text}: {told}")
            self.versions[text] = str(told["version"])
            number += 1
