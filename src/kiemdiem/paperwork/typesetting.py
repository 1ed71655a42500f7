"""Templates and data into PDF, through typst.

Data reach a template as one JSON text that it reads with `json`: strings, which typst shows as they are and never
parses. That is why no text of a user can become markup.
"""

import json
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from threading import Lock

import typst
from typst import TypstError

from kiemdiem.paperwork.lettering import as_data

_HERE = Path(__file__).parent
_NO_MOMENT = datetime(2000, 1, 1, tzinfo=UTC)

_LOCK = Lock()
"""A compiler refuses to be used by two threads at once, and spreads over all cores by itself: threads take turns.

Beware: the threads that typst starts do not survive a fork, so no process may print before it forks workers.
"""


def typeset(template: str, data: object, made_at: datetime | None = None) -> bytes:
    """The PDF (A-2a and UA-1, tagged) of a template of this package.

    A sign that the font lacks (a picture, a Chinese letter) is shown as an empty frame, and the file then claims to
    be no archive file, since that would be untrue; its text still holds the sign.
    """
    moment = made_at or _NO_MOMENT
    try:
        return _compile(template, data, moment, archive=True)
    except TypstError as error:
        if "could not be displayed" not in error.message:
            raise
    return _compile(template, data, moment)


def typeset_untagged(template: str, data: object) -> bytes:
    """The PDF without the tags that describe its structure: for pages that are put together anew afterwards."""
    return _compile(template, data, _NO_MOMENT, tagged=False)


def ask(template: str, data: object, label: str) -> object:
    """The value that a template leaves as metadata under a label, without making a PDF."""
    with _LOCK:
        answer = typst.query(
            _source(template), f"<{label}>", field="value", one=True, font_paths=_fonts(), sys_inputs=_inputs(data)
        )
    found: object = json.loads(answer)
    return found


def _compile(template: str, data: object, moment: datetime, archive: bool = False, tagged: bool = True) -> bytes:
    with _LOCK:
        made = _compiler().compile(
            _source(template),
            format="pdf",
            sys_inputs=_inputs(data),
            pdf_standards=["a-2a", "ua-1"] if archive else [],
            timestamp=moment,
            pdf_tags=tagged,
        )
    assert isinstance(made, bytes)
    return made


def _inputs(data: object) -> dict[str, str]:
    return {"data": json.dumps(as_data(data), ensure_ascii=False)}


@cache
def _source(template: str) -> bytes:
    return (_HERE / "templates" / template).read_bytes()


@cache
def _fonts() -> typst.Fonts:
    # a paper looks alike on every machine: neither the machine's fonts nor those of the wheel take part
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[_HERE / "fonts"])


@cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(font_paths=_fonts(), ignore_system_fonts=True)
