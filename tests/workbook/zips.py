"""Take xlsx files apart and put them together again, with members changed."""

import re
import zipfile
from collections.abc import Mapping
from pathlib import Path


def members(path: Path) -> dict[str, bytes]:
    """The content of each member of the zip."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rezip(source: Path, target: Path, changed: Mapping[str, bytes]) -> Path:
    """The zip written anew with other content for some members."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (members(source) | dict(changed)).items():
            archive.writestr(name, content)
    return target


def sheet_part(path: Path, sheet: str) -> str:
    """The member that holds a sheet of a file that xlsxwriter wrote (parts are numbered in order)."""
    names = re.findall(r'<sheet name="([^"]+)"', members(path)["xl/workbook.xml"].decode())
    return f"xl/worksheets/sheet{names.index(sheet) + 1}.xml"
