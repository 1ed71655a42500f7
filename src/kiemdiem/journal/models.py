"""Entries and the heads of their chains; no foreign keys: the journal outlives all it speaks of."""

from django.db import models


class Head(models.Model):
    """The last entry of one chain: an organisation's acts of one year."""

    unit = models.CharField(max_length=64)
    """Code of the organisation; `SYSTEM` for acts that concern none."""
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64, default="")

    class Meta:
        constraints = [models.UniqueConstraint("unit", "year", name="one_head_per_chain")]


class Entry(models.Model):
    """One act. Triggers of the database refuse to change or delete it.

    People and accounts stand here as references (`person:12`, `account:3`), never by name.
    """

    unit = models.CharField(max_length=64)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    verb = models.CharField(max_length=40)
    actor = models.CharField(max_length=40)
    on_behalf_of = models.CharField(max_length=40, blank=True)
    """The account whose mandate a delegate used."""
    origin = models.CharField(max_length=64, blank=True)
    """Where from: a network address, or `command line`, `job`."""
    subject = models.CharField(max_length=80, blank=True)
    details = models.TextField()
    """Canonical JSON: codes and references only."""
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint("unit", "year", "number", name="one_entry_per_number")]
        indexes = [
            models.Index(fields=["subject", "-at"], name="entries_of_a_subject"),
            models.Index(fields=["-at"], name="latest"),
        ]
