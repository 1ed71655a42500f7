"""kiemdiem: a province's yearly review, rating and commendation."""

__version__ = "0.1.0"
