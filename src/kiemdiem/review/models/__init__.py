"""The tables of this floor, a module for each matter."""

from kiemdiem.review.models.writing import EarlierPassage, Handed, Passage, Shortcoming, Writing

__all__ = ["EarlierPassage", "Handed", "Passage", "Shortcoming", "Writing"]
