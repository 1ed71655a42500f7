"""The uploaded file: what can be seen of it at once, and its reading by the workbook's floor."""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings

from kiemdiem.registry.importing.shapes import SHAPES
from kiemdiem.registry.models import Import
from kiemdiem.verdicts import Verdict
from kiemdiem.wording import N_, Message
from kiemdiem.workbook.data import Workbook
from kiemdiem.workbook.faults import Fault
from kiemdiem.workbook.reading import Progress, read_tables, read_workbook
from kiemdiem.workbook.xlsx import open_xlsx

SUFFIX = ".xlsx"
_LONGEST_NAME = 60
_MACROS = N_("{file} holds macros: open it in Excel and save it as an Excel workbook (.xlsx) without macros.")
_WRONG_KIND = N_("{file} is no Excel workbook: a file that ends in .xlsx is expected. Open it in Excel and save it so.")
_TOO_LARGE = N_("{file} is too large: at most {most} MiB can be uploaded. Import the units one by one.")
_EMPTY = N_("{file} is empty: save it again in Excel.")


def obstacles_to_file(file_name: str, content: bytes) -> Iterator[Verdict]:
    """What is wrong with a file at first sight."""
    blanks: dict[str, str | int | Message] = {"file": file_name}
    suffix = Path(file_name).suffix.lower()
    if not content:
        yield Verdict(Message(_EMPTY, blanks), "file")
    elif len(content) > settings.LARGEST_UPLOAD:
        yield Verdict(Message(_TOO_LARGE, {**blanks, "most": settings.LARGEST_UPLOAD >> 20}), "file")
    elif suffix in {".xlsm", ".xltm", ".xlsb"} or _holds_macros(content):
        yield Verdict(Message(_MACROS, blanks), "file")
    elif suffix != SUFFIX:
        yield Verdict(Message(_WRONG_KIND, blanks), "file")


def _holds_macros(content: bytes) -> bool:
    """Whether a zip holds a macro project; what is no zip is left to the reader, who says more."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return any(name.lower().endswith("vbaproject.bin") for name in archive.namelist())
    except (zipfile.BadZipFile, zipfile.LargeZipFile, ValueError, OSError, NotImplementedError):
        return False


def read_whole(imported: Import, progress: Progress) -> tuple[Workbook, list[Fault]]:
    """All tables of the uploaded file, every fault in one pass.

    Raises:
        WorkbookFaults: at least one is an error.
    """
    with _on_disk(imported) as path:
        return read_workbook(path, progress=progress)


def read_registry_tables(imported: Import, progress: Progress) -> Workbook:
    """Only the tables that the registry holds, of a file that was read as a whole before.

    Raises:
        WorkbookFaults: it cannot be read any more.
    """
    with _on_disk(imported) as path:
        return read_tables(open_xlsx(path, tuple(SHAPES)), progress=progress)[0]


@contextmanager
def _on_disk(imported: Import) -> Iterator[Path]:
    """The file in a folder of its own, which goes afterwards."""
    stem = Path(imported.file_name).stem.replace("\0", "").replace("/", "")[:_LONGEST_NAME]
    with TemporaryDirectory(prefix="kiemdiem-import-") as folder:
        path = Path(folder) / f"{stem or 'workbook'}{SUFFIX}"
        content = Import.objects.filter(pk=imported.pk).values_list("content", flat=True).get()
        path.write_bytes(bytes(content))
        del content
        yield path
