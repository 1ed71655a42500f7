"""QR codes as a drawing (SVG) and as an image (PNG), without an imaging library."""

import struct
import zlib
from collections.abc import Sequence

import qrcode

QUIET = 4
"""Modules left white around a code, as its standard demands."""
_PIXELS = 8


def modules_of(content: str) -> Sequence[Sequence[bool]]:
    """Rows of dark and light modules, with the quiet zone."""
    code = qrcode.QRCode(border=QUIET, error_correction=qrcode.constants.ERROR_CORRECT_M)
    code.add_data(content.encode())
    code.make(fit=True)
    matrix: Sequence[Sequence[bool]] = code.get_matrix()
    return matrix


def svg_of(content: str) -> str:
    """A drawing of the code, one unit to a module."""
    rows = modules_of(content)
    dark = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark)
    side = len(rows)
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}"><path d="{dark}"/></svg>'


def png_of(content: str) -> bytes:
    """A greyscale image of the code, eight pixels to a module: Word takes no drawings."""
    lines = []
    for row in modules_of(content):
        line = b"\0" + b"".join((b"\0" if is_dark else b"\xff") * _PIXELS for is_dark in row)
        lines.append(line * _PIXELS)
    side = len(lines) * _PIXELS
    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    parts = (("IHDR", head), ("IDAT", zlib.compress(b"".join(lines), 9)), ("IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name.encode(), data) for name, data in parts)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
