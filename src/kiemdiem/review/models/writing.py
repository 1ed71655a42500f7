"""The texts of a review: self-reviews (form 2) and collectives' reports (form 1), passage by passage."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from kiemdiem.campaign.models import Cycle
from kiemdiem.registry.models import Collective, Person
from kiemdiem.tree.fields import BytewiseField
from kiemdiem.tree.models import DEEPEST, STEP


class Writing(models.Model):
    """One text: of a person (one for the cycle, whatever the places: I.3.1.b1), or of a collective."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    collective = models.ForeignKey(Collective, models.PROTECT, null=True, blank=True, related_name="+")
    """Exactly one of the two."""
    path = BytewiseField(max_length=STEP * DEEPEST)
    """Of the person's home unit, of the collective's organisation."""
    begun_at = models.DateTimeField(default=timezone.now)
    submitted_at = models.DateTimeField(null=True, blank=True)
    """Set while the text is handed in; empty: it is being written."""
    revised_from = models.DateTimeField(null=True, blank=True)
    """Reopened after the conference: what is handed in next stands beside the first (I.3.3.e)."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=True, collective__isnull=False)
                | Q(person__isnull=False, collective__isnull=True),
                name="a_writing_is_of_one",
            ),
            models.UniqueConstraint(
                "cycle", "person", condition=Q(person__isnull=False), name="one_self_review_of_a_person"
            ),
            models.UniqueConstraint(
                "cycle", "collective", condition=Q(collective__isnull=False), name="one_report_of_a_collective"
            ),
        ]
        indexes = [models.Index("cycle", "path", name="writings_of_a_subtree")]


class KeptText(models.Model):
    """A text, and who saved it when."""

    text = models.TextField(blank=True)
    saved_at = models.DateTimeField(default=timezone.now)
    saved_by = models.CharField(max_length=40)

    class Meta:
        abstract = True


class StandingText(KeptText):
    """A text as it stands; two who write it at once notice each other by its version."""

    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True


class EarlierText(KeptText):
    """A text that stood before, or that came too late: kept, never lost."""

    came_late = models.BooleanField(default=False)
    """Somebody else had saved meanwhile: both texts are shown until one of them is taken over."""
    settled_at = models.DateTimeField(null=True, blank=True)
    """Somebody looked at both and went on."""

    class Meta:
        abstract = True


class Marked(models.Model):
    """What a passage says besides its text, where its kind has that: a grade, a step, a level."""

    mark = models.CharField(max_length=16, blank=True)

    class Meta:
        abstract = True


class Passage(StandingText, Marked):
    """One passage of a text, as it stands."""

    writing = models.ForeignKey(Writing, models.CASCADE, related_name="passages")
    key = models.CharField(max_length=40)
    """Of the section; `manifestation:A1`, `earlier:7`, `suggestion:3`, `target:5`, `level:member`."""

    class Meta:
        constraints = [models.UniqueConstraint("writing", "key", name="one_passage_of_a_key")]


class EarlierPassage(EarlierText, Marked):
    """A text that a passage held before, or that came too late."""

    passage = models.ForeignKey(Passage, models.CASCADE, related_name="earlier")


class Shortcoming(models.Model):
    """A fault that one admits, set against the manifestations (I.2.2.b)."""

    writing = models.ForeignKey(Writing, models.CASCADE, related_name="shortcomings")
    text = models.TextField()
    manifestation = models.CharField(max_length=8, blank=True)
    """Key of the one it is tied to; empty: none, on the ground given."""
    ground = models.CharField(max_length=500, blank=True)
    entered_at = models.DateTimeField(default=timezone.now)
    entered_by = models.CharField(max_length=40)
    withdrawn_at = models.DateTimeField(null=True, blank=True)


class Handed(models.Model):
    """A text as it was handed in, whole; what is handed in after the conference stands beside the first."""

    writing = models.ForeignKey(Writing, models.CASCADE, related_name="handed")
    number = models.PositiveSmallIntegerField()
    is_revised = models.BooleanField(default=False)
    content = models.TextField()
    """JSON: title, text and mark of each passage, in order, as the reader saw them."""
    digest = models.CharField(max_length=64)
    """SHA-256 of the content."""
    at = models.DateTimeField(default=timezone.now)
    by = models.CharField(max_length=40)
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint("writing", "number", name="one_handed_text_of_a_number")]
