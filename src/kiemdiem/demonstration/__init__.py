"""Demonstration data: a made-up province (or cell, district, nation) in the tables of the workbook, for the year 2020.

All people are invented: names, card numbers, dates, posts, votes and faults are drawn at random, and so are the
names of places and offices. A likeness to anybody or anything real is chance.

The data are valid as input, and hold every special case of the regulation at least once: they serve to try the
program out, to show it, and to measure it. Nothing here knows a rule or a file format.
"""

from kiemdiem.demonstration.making import make
from kiemdiem.demonstration.sizes import Size

__all__ = ["Size", "make"]
