"""A disk that fills up while writing, for every writer: a limit on the size of files stands in for it."""

import subprocess
import sys
from pathlib import Path

import pytest

from kiemdiem.workbook.writing import FORMATS

from .samples import sample, snapshot, write

LIMITED = """
import gettext, resource, signal, sys
from kiemdiem import cli, wording
wording._catalogue = lambda language: gettext.NullTranslations()
import kiemdiem.commands.demo, kiemdiem.commands.evaluate, kiemdiem.commands.workbook
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]),) * 2)
sys.argv = ["kiemdiem", *sys.argv[2:]]
cli.main()
"""


def run(limit: int, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command line where no file may grow beyond so many bytes."""
    command = [sys.executable, "-B", "-c", LIMITED, str(limit), *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=60, env={"PYTHONPATH": ":".join(sys.path)}
    )


def assert_refused(done: subprocess.CompletedProcess[str]) -> None:
    assert done.returncode == 2, done.stderr[-500:]
    assert "cannot be written" in done.stderr
    assert "Traceback" not in done.stderr
    assert "panicked" not in done.stderr


@pytest.mark.parametrize("kind", FORMATS)
def test_evaluate_on_a_full_disk_leaves_the_folder_as_it_was(kind: str, tmp_path: Path) -> None:
    book = write("csv", tmp_path, sample())
    out = tmp_path / "out"
    out.mkdir()
    (out / f"results.{kind}").write_text("earlier")
    before = snapshot(tmp_path)
    done = run(500, "evaluate", str(book), "--as-of", "2020-12-31", "--out", str(out), "--format", kind, "--lang", "en")
    assert_refused(done)
    assert snapshot(tmp_path) == before
    assert {entry.name for entry in tmp_path.iterdir()} == {"book", "out"}


@pytest.mark.parametrize("kind", FORMATS)
def test_demonstration_data_on_a_full_disk_leave_nothing_behind(kind: str, tmp_path: Path) -> None:
    out = tmp_path / ("demo.xlsx" if kind == "xlsx" else "demo")
    done = run(500, "demo", "workbook", str(out), "--size", "cell", "--format", kind, "--lang", "en")
    assert_refused(done)
    assert list(tmp_path.iterdir()) == []


def test_the_template_on_a_full_disk_leaves_nothing_behind(tmp_path: Path) -> None:
    assert_refused(run(500, "workbook", "template", str(tmp_path / "template.xlsx"), "--lang", "en"))
    assert list(tmp_path.iterdir()) == []
