"""Whatever is done to a file, it is read or refused with faults: never anything else."""

import random
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiemdiem.workbook.faults import Fault, WorkbookFaults
from kiemdiem.workbook.reading import read_workbook

from .samples import sample, write

FUZZED = settings(
    max_examples=40, deadline=None, derandomize=True, database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
TABLES = ("organisations", "collectives", "people", "memberships", "ballots")
MANGLED_PARTS = """
import random, resource, sys
from pathlib import Path
resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30))
from workbook.test_fuzz import mangle_parts
mangle_parts(Path(sys.argv[1]), int(sys.argv[2]))
"""

edits = st.lists(
    st.tuples(
        st.floats(0, 1, exclude_max=True),
        st.sampled_from(["replace", "insert", "delete", "cut", "repeat"]),
        st.binary(min_size=1, max_size=4),
    ),
    min_size=1,
    max_size=6,
)


def edited(content: bytes, changes: list[tuple[float, str, bytes]]) -> bytes:
    """The bytes with the changes made one after the other, each at a share of the length."""
    for share, verb, piece in changes:
        at = int(share * len(content))
        content = {
            "replace": content[:at] + piece + content[at + len(piece) :],
            "insert": content[:at] + piece + content[at:],
            "delete": content[:at] + content[at + 8 * len(piece) :],
            "cut": content[:at],
            "repeat": content[:at] + content[at : at + 64] * 2 + content[at + 64 :],
        }[verb]
    return content


def read_or_refuse(path: Path) -> None:
    faults: list[Fault] = []
    try:
        _, faults = read_workbook(path)
    except WorkbookFaults as error:
        faults = error.faults
    assert all(fault.say("en") for fault in faults)


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The sample in a container, in a folder of the module's own."""

    @cache
    def made(container: str) -> Path:
        return write(container, tmp_path_factory.mktemp(container), {table: sample()[table] for table in TABLES})

    return made


@FUZZED
@given(changes=edits)
def test_a_mangled_xlsx_is_read_or_refused(
    folders: Callable[[str], Path], changes: list[tuple[float, str, bytes]]
) -> None:
    book = folders("xlsx")
    mangled = book.with_name("mangled.xlsx")
    mangled.write_bytes(edited(book.read_bytes(), changes))
    read_or_refuse(mangled)


@FUZZED
@given(changes=edits, table=st.sampled_from(TABLES))
@pytest.mark.parametrize("container", ["csv", "parquet"])
def test_a_mangled_table_file_is_read_or_refused(
    folders: Callable[[str], Path], container: str, changes: list[tuple[float, str, bytes]], table: str
) -> None:
    file = folders(container) / f"{table}.{container}"
    whole = file.read_bytes()
    try:
        file.write_bytes(edited(whole, changes))
        read_or_refuse(folders(container))
    finally:
        file.write_bytes(whole)


@FUZZED
@given(content=st.text(max_size=200) | st.text("id,;\"'\n\r=01\u0301x \t\x00", max_size=200))
def test_any_text_as_a_csv_file_is_read_or_refused(folders: Callable[[str], Path], content: str) -> None:
    file = folders("csv") / "history.csv"
    try:
        file.write_bytes(content.encode("utf-8", "surrogatepass"))
        read_or_refuse(folders("csv"))
    finally:
        file.unlink()


def mangle_parts(folder: Path, seed: int) -> None:
    """Change the XML inside an xlsx file, so that the zip is sound and its content is not."""
    from .zips import members, rezip

    chance = random.Random(seed)
    book = write("xlsx", folder, {table: sample()[table] for table in TABLES}, f"book{seed}")
    content = members(book)
    parts = sorted(name for name in content if name.startswith("xl/") and name.endswith((".xml", ".rels")))
    pieces = [b"", b"9", b"99999999999", b"-1", b"<", b">", b'"', b"e", b"&", b"\x00", b"\xff", b"</c>", b' t="e"',
              b' t="d"', b' t="b"', b'r="XFE1"', b"1e999", b"NaN"]  # fmt: skip
    for _ in range(60):
        part = chance.choice(parts)
        changed = content[part]
        for _ in range(chance.randint(1, 3)):
            at = chance.randrange(len(changed))
            changed = changed[:at] + chance.choice(pieces) + changed[at + chance.randint(0, 3) :]
        read_or_refuse(rezip(book, folder / f"mangled{seed}.xlsx", {part: changed}))


@pytest.mark.parametrize("seed", [1, 2])
def test_an_xlsx_with_mangled_parts_is_read_or_refused(seed: int, tmp_path: Path) -> None:
    command = [sys.executable, "-B", "-c", MANGLED_PARTS, str(tmp_path), str(seed)]
    environment = {"PYTHONPATH": ":".join([*sys.path, str(Path(__file__).parents[1])])}
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60, env=environment)
    assert done.returncode == 0, done.stderr[-1500:]
