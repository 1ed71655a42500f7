"""Who wants to be reminded where; what was sent; the calendars that may be fetched."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from kiemdiem.accounts.models import Account


class Reminder(models.Model):
    """One account's wish for mail; nothing is sent before the address was confirmed from the mailbox itself."""

    class Rhythm(models.TextChoices):
        """How often, if there is something to do."""

        DAILY = "daily"
        WEEKLY = "weekly"
        """On Mondays."""

    account = models.OneToOneField(Account, models.CASCADE, related_name="reminder")
    address = models.EmailField(max_length=254)
    rhythm = models.CharField(max_length=8, choices=Rhythm.choices)
    language = models.CharField(max_length=8)
    asked_at = models.DateTimeField()
    """When a mail that asks for a confirmation was wanted."""
    unsent_at = models.DateTimeField(null=True, blank=True)
    """The mail server did not take that mail."""
    confirm_digest = models.CharField(max_length=64, blank=True)
    """SHA-256 of the one-time token in that mail; empty once it was used."""
    confirmed_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("confirm_digest", condition=~Q(confirm_digest=""), name="one_wish_of_a_token")
        ]

    @property
    def is_on(self) -> bool:
        """Whether mail is sent."""
        return self.confirmed_at is not None and self.stopped_at is None


class Digest(models.Model):
    """One mail of one day: claimed before it is sent, so that two workers do not send it twice."""

    reminder = models.ForeignKey(Reminder, models.CASCADE, related_name="digests")
    day = models.DateField()
    claimed_at = models.DateTimeField(default=timezone.now)
    tasks = models.PositiveIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    """The mail server refused it."""

    class Meta:
        constraints = [models.UniqueConstraint("reminder", "day", name="one_digest_a_day")]


class Feed(models.Model):
    """A calendar that programs fetch with a secret address; only a digest of the secret is kept."""

    account = models.OneToOneField(Account, models.CASCADE, related_name="feed")
    digest = models.CharField(max_length=64, unique=True)
    language = models.CharField(max_length=8)
    made_at = models.DateTimeField(default=timezone.now)
