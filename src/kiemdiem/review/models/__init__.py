"""The tables of this floor, a module for each matter."""

from kiemdiem.review.models.cases import CaseDecision, VerificationCase
from kiemdiem.review.models.delegations import Delegate, Delegation, Visit
from kiemdiem.review.models.suggestions import (
    Consultation,
    LetterNumber,
    LetterWithdrawal,
    Suggestion,
    SuggestionLetter,
)
from kiemdiem.review.models.targets import Target, TargetImport, TargetVersion

__all__ = [
    "CaseDecision",
    "Consultation",
    "Delegate",
    "Delegation",
    "LetterNumber",
    "LetterWithdrawal",
    "Suggestion",
    "SuggestionLetter",
    "Target",
    "TargetImport",
    "TargetVersion",
    "VerificationCase",
    "Visit",
]
