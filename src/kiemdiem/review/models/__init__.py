"""The tables of this floor, a module for each matter."""

from kiemdiem.review.models.cases import CaseDecision, VerificationCase
from kiemdiem.review.models.delegations import Delegate, Delegation, Visit
from kiemdiem.review.models.electorates import Electorate, ElectorateChange, ElectorateLeader, Voter
from kiemdiem.review.models.opinions import (
    AskedAgain,
    Consolidation,
    GoingOn,
    OpinionAnswer,
    OpinionLink,
    OpinionRequest,
)
from kiemdiem.review.models.suggestions import (
    Consultation,
    LetterNumber,
    LetterWithdrawal,
    Suggestion,
    SuggestionLetter,
)
from kiemdiem.review.models.targets import Target, TargetImport, TargetVersion
from kiemdiem.review.models.writing import EarlierPassage, Handed, Passage, Shortcoming, Writing

__all__ = [
    "AskedAgain", "CaseDecision", "Consolidation", "Consultation", "Delegate", "Delegation", "EarlierPassage",
    "Electorate", "ElectorateChange", "ElectorateLeader", "GoingOn", "Handed", "LetterNumber", "LetterWithdrawal",
    "OpinionAnswer", "OpinionLink", "OpinionRequest", "Passage", "Shortcoming", "Suggestion", "SuggestionLetter",
    "Target", "TargetImport", "TargetVersion", "VerificationCase", "Visit", "Voter", "Writing",
]  # fmt: skip
