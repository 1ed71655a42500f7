"""The secrets in mails and calendars: links that confirm, stop and fetch."""

import hashlib
import secrets

from django.core import signing

from kiemdiem.reminders.models import Reminder

_STOP = "kiemdiem.reminders.stop"


def new_secret() -> str:
    """A secret for an address: 256 bits."""
    return secrets.token_urlsafe(32)


def digest_of(secret: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def stop_token(reminder: Reminder) -> str:
    """What the link that ends the mails holds; good for this address alone, as long as it is used."""
    return signing.dumps([reminder.pk, digest_of(reminder.address)[:16]], salt=_STOP)


def reminder_of_stop_token(token: str) -> Reminder | None:
    """Whose mails the link ends; None: forged, or the address is another one now."""
    try:
        number, address = signing.loads(token, salt=_STOP)
    except signing.BadSignature:
        return None
    reminder = Reminder.objects.filter(pk=number).first()
    return reminder if reminder and digest_of(reminder.address)[:16] == address else None
