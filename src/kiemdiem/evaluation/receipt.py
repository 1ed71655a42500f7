"""The receipt of an evaluation: what went in, under which rules, by which program, and what came out."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from kiemdiem import __version__
from kiemdiem.rulebook.terms import Terms

RECEIPT_FILE = "receipt.json"


class NoReceipt(Exception):
    """The folder holds no readable receipt."""


@dataclass(frozen=True)
class Receipt:
    """Enough to do an evaluation again and to show that nothing has changed since."""

    edition: str
    edition_digest: str
    program: str
    workbook: str
    """The path of the workbook, as seen from the folder of results where possible."""
    workbook_digest: str
    as_of: str
    choices: dict[str, str]
    branch_units: str
    language: str
    tables: dict[str, str]
    """SHA-256 of the contents of each table of results, whatever its format."""
    files: dict[str, str] = field(default_factory=dict)
    """SHA-256 of each file written."""

    def about(self) -> dict[str, str]:
        """The receipt in short, to go with every file of results."""
        return {
            "edition": self.edition,
            "edition_sha256": self.edition_digest,
            "program": self.program,
            "workbook_sha256": self.workbook_digest,
            "as_of": self.as_of,
            "options": " ".join(f"{key}={choice}" for key, choice in sorted(self.choices.items())),
        }

    def write(self, folder: Path) -> None:
        """Write the receipt into a folder."""
        text = json.dumps(asdict(self), ensure_ascii=False, indent=2, sort_keys=True)
        (folder / RECEIPT_FILE).write_text(text + "\n", encoding="utf-8")


def read_receipt(folder: Path) -> Receipt:
    """The receipt of a folder of results.

    Raises:
        NoReceipt: there is none, or it is damaged.
    """
    try:
        content = json.loads((folder / RECEIPT_FILE).read_text(encoding="utf-8"))
        return Receipt(**content)
    except (OSError, ValueError, TypeError) as error:
        raise NoReceipt(str(folder)) from error


def receipt_of(
    terms: Terms, workbook: str, workbook_digest: str, branch_units: str, language: str, tables: Mapping[str, pa.Table]
) -> Receipt:
    """The receipt of tables not yet written."""
    return Receipt(
        edition=terms.edition.id,
        edition_digest=terms.edition.digest,
        program=f"kiemdiem {__version__}",
        workbook=workbook,
        workbook_digest=workbook_digest,
        as_of=terms.as_of.isoformat(),
        choices=dict(terms.choices),
        branch_units=branch_units,
        language=language,
        tables={name: digest_of_table(table) for name, table in tables.items()},
    )


def digest_of_table(table: pa.Table) -> str:
    """SHA-256 (hex) of a table's headings and values in order, whatever their encoding."""
    whole = hashlib.sha256()
    for name, column in zip(table.column_names, table.columns, strict=True):
        whole.update(f"{name}\0{len(column)}\0".encode())
        for chunk in column.chunks:
            texts = chunk.dictionary_decode() if isinstance(chunk, pa.DictionaryArray) else chunk.cast(pa.string())
            whole.update(pc.binary_length(texts).to_numpy(zero_copy_only=False).tobytes())
            whole.update(_letters(texts))
    return whole.hexdigest()


def _letters(texts: pa.Array) -> memoryview:
    """The letters of all texts, one after the other, without a copy."""
    _, offsets, letters = texts.buffers()
    if letters is None or not len(texts):
        return memoryview(b"")
    ends = memoryview(offsets).cast("B").cast("i")
    return memoryview(letters).cast("B")[ends[texts.offset] : ends[texts.offset + len(texts)]]


def digest_of_file(path: Path) -> str:
    """SHA-256 (hex) of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def as_of_date(receipt: Receipt) -> date:
    """The reference date of the receipt."""
    return date.fromisoformat(receipt.as_of)
