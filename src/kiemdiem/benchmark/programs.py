"""What is measured from outside: whole commands on files, with the operating system's account of them."""

import os
import sys
import tempfile
import time
from pathlib import Path
from resource import struct_rusage
from subprocess import DEVNULL, Popen

import python_calamine as calamine

from kiemdiem.benchmark.measuring import MEBIBYTE, Figure, best_seconds, terms
from kiemdiem.demonstration import Size, make
from kiemdiem.evaluation.evaluate import evaluate
from kiemdiem.workbook.reading import read_workbook
from kiemdiem.workbook.writing import write_files, write_xlsx

TALLY = ("tally", "--base", "30", "HTXSNV=21", "HTTNV=6", "HTNV=2", "KHTNV=0", "--json")
RUNS = 5


def province_in_excel() -> list[Figure]:
    """xlsx to results xlsx, against calamine's reading of that file plus the writer's writing of that output."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "province.xlsx"), Path(folder)
        write_files(target, make(Size.PROVINCE, 1), "xlsx", source.name)
        begun = time.process_time()
        workbook, _ = read_workbook(source)
        read = time.process_time() - begun
        tables = evaluate(workbook, terms()).tables("vi")
        judged = time.process_time() - begun - read
        write_files(target, tables, "xlsx", "results.xlsx")
        whole = time.process_time() - begun
        reading = _calamine_seconds(source)
        begun = time.process_time()
        write_xlsx(target / "again.xlsx", list(tables.items()))
        writing = time.process_time() - begun
    ratio = whole / (reading + writing)
    shares = f"reading {read:.1f}, judging {judged:.1f}, writing {whole - read - judged:.1f}"
    return [
        Figure("province, xlsx to xlsx (CPU)", f"{whole:.1f} s ({shares})"),
        Figure("  calamine's reading plus the writer's writing", f"{reading:.1f} + {writing:.1f} s"),
        Figure("  ratio", f"{ratio:.2f}", "<= 1.5", ratio <= 1.5),
    ]


def _calamine_seconds(source: Path) -> float:
    begun = time.process_time()
    book = calamine.CalamineWorkbook.from_path(str(source))
    for sheet in book.sheet_names:
        book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    return time.process_time() - begun


def nation_in_parquet() -> list[Figure]:
    """parquet to parquet as a command of its own: time and the most memory it held."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "nation")
        _run("demo", "workbook", str(source), "--size", Size.NATION.value, "--format", "parquet")
        size = sum(file.stat().st_size for file in source.iterdir())
        begun = time.perf_counter()
        usage = _run("evaluate", str(source), "--out", str(Path(folder, "out")), "--format", "parquet")
        seconds = time.perf_counter() - begun
    peak = usage.ru_maxrss / 1024
    return [
        Figure("nation, parquet to parquet", f"{seconds:.0f} s, input {size / MEBIBYTE:.0f} MiB"),
        Figure("  most memory held", f"{peak:.0f} MiB", "<= 4096", peak <= 4096),
    ]


def tally_command() -> list[Figure]:
    """Process time of one `kiemdiem tally`, start to end."""
    times = []
    for _ in range(RUNS):
        usage = _run(*TALLY)
        times.append(usage.ru_utime + usage.ru_stime)
    best, bare = min(times), best_seconds(lambda: Popen([sys.executable, "-c", "pass"]).wait(), RUNS)
    return [
        Figure("kiemdiem tally, process time", f"{best:.3f} s", "<= 0.3", best <= 0.3),
        Figure("  an empty Python process (wall)", f"{bare:.3f} s"),
    ]


def _run(*arguments: str) -> struct_rusage:
    """Run a subcommand in a process of its own; the operating system's account of it.

    Raises:
        RuntimeError: the command failed.
    """
    process = Popen([sys.executable, "-m", "kiemdiem.cli", *arguments], stdout=DEVNULL)  # noqa: S603 - our own command
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"kiemdiem {' '.join(arguments)}: exit {process.returncode}")
    return usage
