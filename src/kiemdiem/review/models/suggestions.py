"""Letters of suggestion: matters that an upper level asks a subject, in writing, to answer in the review (I.3.2)."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from kiemdiem.campaign.models import Cycle, Subject
from kiemdiem.registry.models import Document
from kiemdiem.tree.models import Organisation

LEADING = 2
"""Digits that a number has at least: 01."""


class LetterNumber(models.Model):
    """The numbers of a unit's letters in one term of its committee: from 01, none twice, none left out."""

    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    term_start = models.PositiveSmallIntegerField()
    """The year in which the term of the committee began."""
    symbol = models.CharField(max_length=40)
    """What stands behind the number: `CV/HU`."""
    last = models.PositiveIntegerField(default=0)
    """The last number used."""
    set_at = models.DateTimeField(default=timezone.now)
    set_by = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint("unit", "term_start", name="one_row_of_numbers_in_a_term")]


class SuggestionLetter(models.Model):
    """A letter to one subject; how far it has come is told by its dates."""

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="suggestion_letters")
    subject = models.ForeignKey(Subject, models.CASCADE, related_name="suggestion_letters")
    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    """Whose committee issues it."""
    advised_by = models.CharField(max_length=200)
    """The body that advised on whom and what (I.3.2.b)."""
    version = models.PositiveIntegerField(default=1)
    """Counts the rewritings of the draft."""
    drafted_at = models.DateTimeField(default=timezone.now)
    drafted_by = models.CharField(max_length=40)
    """A reference (`account:3`), as all that end in `_by`."""
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.CharField(max_length=40, blank=True)
    term = models.ForeignKey(LetterNumber, models.PROTECT, null=True, blank=True, related_name="letters")
    number = models.PositiveIntegerField(null=True, blank=True)
    dated_on = models.DateField(null=True, blank=True)
    """The day that the letter bears."""
    place = models.CharField(max_length=80, blank=True)
    """Before the date on the paper: Vinh."""
    signed_for = models.CharField(max_length=120, blank=True)
    """T/M BAN THƯỜNG VỤ."""
    signed_title = models.CharField(max_length=120, blank=True)
    signed_name = models.CharField(max_length=120, blank=True)
    numbered_at = models.DateTimeField(null=True, blank=True)
    numbered_by = models.CharField(max_length=40, blank=True)
    notified_on = models.DateField(null=True, blank=True)
    notified_at = models.DateTimeField(null=True, blank=True)
    notified_by = models.CharField(max_length=40, blank=True)
    late_ground = models.CharField(max_length=300, blank=True)
    """Why it was notified after the calendar's day."""
    read_at = models.DateTimeField(null=True, blank=True)
    read_by = models.CharField(max_length=40, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    reported_on = models.DateField(null=True, blank=True)
    """The day on which the result was reported."""
    reported_by = models.CharField(max_length=40, blank=True)
    result = models.TextField(max_length=4000, blank=True)
    reported_late_ground = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("term", "number", name="no_number_twice_in_a_term"),
            models.CheckConstraint(
                condition=Q(number__isnull=True) | Q(approved_at__isnull=False), name="a_numbered_letter_is_approved"
            ),
            models.CheckConstraint(
                condition=Q(notified_on__isnull=True) | Q(number__isnull=False), name="a_notified_letter_is_numbered"
            ),
            models.CheckConstraint(
                condition=Q(reported_on__isnull=True) | Q(notified_on__isnull=False), name="a_reported_letter_is_out"
            ),
        ]
        indexes = [models.Index("cycle", "unit", name="letters_of_a_unit")]

    @property
    def document_number(self) -> str:
        """As it stands on the paper: `05-CV/HU`; empty before it is numbered. The term must be fetched with it."""
        return f"{self.number:0{LEADING}}-{self.term.symbol}" if self.number and self.term else ""


class LetterWithdrawal(models.Model):
    """A letter is no longer in force; its number stays used."""

    letter = models.OneToOneField(SuggestionLetter, models.CASCADE, related_name="withdrawal")
    at = models.DateTimeField(default=timezone.now)
    by = models.CharField(max_length=40)
    ground = models.CharField(max_length=300)
    document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")


class Suggestion(models.Model):
    """One matter of a letter; rewriting the draft supersedes all of them."""

    letter = models.ForeignKey(SuggestionLetter, models.CASCADE, related_name="suggestions")
    order = models.PositiveSmallIntegerField()
    text = models.TextField(max_length=2000)
    ground = models.CharField(max_length=500, blank=True)
    """What it rests on: a conclusion, a report, a clause."""
    superseded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "letter", "order", condition=Q(superseded_at__isnull=True), name="one_matter_at_a_place"
            )
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def document_number(self) -> str:
        """Number of its letter; the letter and its term must be fetched with it."""
        return self.letter.document_number


class Consultation(models.Model):
    """The receiving superior consults the transferring one before it suggests (I.3.2.c); a later row supersedes."""

    letter = models.ForeignKey(SuggestionLetter, models.CASCADE, related_name="consultations")
    superior = models.CharField(max_length=300)
    """Who was consulted: it may lie outside the province."""
    asked_on = models.DateField()
    answered_on = models.DateField(null=True, blank=True)
    content = models.TextField(max_length=2000, blank=True)
    at = models.DateTimeField(default=timezone.now)
    by = models.CharField(max_length=40)
    superseded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "letter", condition=Q(superseded_at__isnull=True), name="one_consultation_in_force"
            ),
            models.CheckConstraint(
                condition=Q(answered_on__isnull=True) | Q(answered_on__gte=models.F("asked_on")),
                name="answered_after_it_was_asked",
            ),
        ]
