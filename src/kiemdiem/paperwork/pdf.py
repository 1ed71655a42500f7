"""Documents as PDF."""

from dataclasses import replace

from kiemdiem.paperwork.codes import svg_of
from kiemdiem.paperwork.lettering import as_data
from kiemdiem.paperwork.sheets import Document, QrCode
from kiemdiem.paperwork.typesetting import typeset


def pdf_of(document: Document) -> bytes:
    """The document as a tagged PDF (A-2a and UA-1) in Vietnamese, with its fonts embedded.

    See `typeset` for signs that the font lacks.
    """
    drawings = {block.content: svg_of(block.content) for block in document.blocks if isinstance(block, QrCode)}
    described = as_data(replace(document, made_at=None))
    data = {"document": described, "name": document.name, "drawings": drawings}
    return typeset("document.typ", data, document.made_at)
