"""The tables of this floor, a module for each matter."""

from kiemdiem.meetings.models.conferences import Attendee, Conference, EarlierNote, Item, Movement, Note, Sitting
from kiemdiem.meetings.models.counting import Count, Counting, EnteredPaper, EnteredSum, Entry, Signing
from kiemdiem.meetings.models.minutes import EarlierMinutes, Minutes
from kiemdiem.meetings.models.votes import Line, Participant, Teller, Vote

__all__ = [
    "Attendee", "Conference", "Count", "Counting", "EarlierMinutes", "EarlierNote", "EnteredPaper", "EnteredSum",
    "Entry", "Item", "Line", "Minutes", "Movement", "Note", "Participant", "Signing", "Sitting", "Teller", "Vote",
]  # fmt: skip
