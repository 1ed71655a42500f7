"""The tables of this floor, a module for each matter."""

from kiemdiem.review.models.opinions import Consolidation, GoingOn, OpinionAnswer, OpinionLink, OpinionRequest
from kiemdiem.review.models.writing import EarlierPassage, Handed, Passage, Shortcoming, Writing

__all__ = [
    "Consolidation", "EarlierPassage", "GoingOn", "Handed", "OpinionAnswer", "OpinionLink", "OpinionRequest", "Passage",
    "Shortcoming", "Writing",
]  # fmt: skip
