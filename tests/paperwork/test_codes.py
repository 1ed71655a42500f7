"""QR codes as drawing and image show the same modules."""

import re
import zlib

from kiemdiem.paperwork.codes import QUIET, modules_of, png_of, svg_of


def test_drawing_and_image_show_the_same_modules() -> None:
    rows = modules_of("mã băm 0123")
    dark = {(x, y) for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark}
    drawn = {(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)h", svg_of("mã băm 0123"))}
    assert drawn == dark
    png = png_of("mã băm 0123")
    data = png[png.index(b"IDAT") + 4 : png.index(b"IEND") - 8]
    lines, side = zlib.decompress(data), len(rows) * 8
    assert len(lines) == side * (side + 1)
    assert {
        (x, y) for y in range(len(rows)) for x in range(len(rows)) if not lines[y * 8 * (side + 1) + 1 + x * 8]
    } == dark


def test_a_quiet_zone_surrounds_the_code() -> None:
    rows = modules_of("x")
    assert not any(any(row) for row in [*rows[:QUIET], *rows[-QUIET:]])
