"""Erases what the papers of a review say of a person; that they were handed in, and their digests, stay."""

from django.db.models import Model

from kiemdiem.registry.models import Person
from kiemdiem.review.models import (
    AskedAgain,
    CaseDecision,
    Consolidation,
    Consultation,
    EarlierPassage,
    ElectorateChange,
    ElectorateLeader,
    GoingOn,
    Handed,
    LetterWithdrawal,
    OpinionAnswer,
    OpinionRequest,
    Passage,
    Shortcoming,
    Suggestion,
    SuggestionLetter,
    Target,
    TargetVersion,
    VerificationCase,
    Voter,
)

ERASED: tuple[tuple[type[Model], str, dict[str, str]], ...] = (
    (EarlierPassage, "passage__writing__person", {"text": "", "mark": ""}),
    (Passage, "writing__person", {"text": "", "mark": ""}),
    (Shortcoming, "writing__person", {"text": "", "ground": "", "manifestation": ""}),
    (Handed, "writing__person", {"content": "[]"}),
    (Target, "subject__person", {"text": "", "measure": "", "planned": "", "source_title": "", "ground": ""}),
    (TargetVersion, "of__subject__person",
     {"text": "", "measure": "", "planned": "", "source_title": "", "ground": ""}),
    (SuggestionLetter, "subject__person", {"result": "", "late_ground": "", "reported_late_ground": ""}),
    (Suggestion, "letter__subject__person", {"text": "", "ground": ""}),
    (LetterWithdrawal, "letter__subject__person", {"ground": ""}),
    (Consultation, "letter__subject__person", {"content": ""}),
    (VerificationCase, "subject__person", {"text": "", "conclusion": ""}),
    (CaseDecision, "case__subject__person", {"ground": ""}),
    (OpinionRequest, "subject__person", {"ground": ""}),
    (AskedAgain, "request__subject__person", {"ground": "", "closed_ground": ""}),
    (OpinionAnswer, "request__subject__person", {"text": "", "ticks": "{}"}),
    (GoingOn, "subject__person", {"note": ""}),
    (Consolidation, "subject__person", {"text": ""}),
    (ElectorateLeader, "subject__person", {"ground": "", "not_needed_ground": ""}),
    (ElectorateChange, "subject__person", {"ground": ""}),
    (Voter, "person", {"ground": "", "left_out_ground": ""}),
)  # fmt: skip
"""Table, the way to the person, what each column says afterwards."""


def erase(person: Person) -> None:
    """Blank every text about the person, in every cycle."""
    for table, way, blank in ERASED:
        table._default_manager.filter(**{way: person}).update(**blank)
