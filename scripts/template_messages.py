"""Finds the texts of Django templates for Babel: Django turns a template into Python, Babel reads that."""

import io
from collections.abc import Iterator
from typing import IO

from babel.messages.extract import extract_python
from django.utils.translation.template import templatize

Found = tuple[int, str, object, list[str]]
KEYWORDS = ("gettext", "ngettext", "pgettext", "npgettext", "_")


def extract_template(
    file: IO[bytes], keywords: object, comment_tags: object, options: dict[str, object]
) -> Iterator[Found]:
    """Line, function, text and comments of each text, as Babel wants them."""
    lines = templatize(file.read().decode("utf-8")).splitlines()
    source = "\n".join(line.lstrip() for line in lines)
    yield from extract_python(io.BytesIO(source.encode("utf-8")), KEYWORDS, (), {"encoding": "utf-8"})
