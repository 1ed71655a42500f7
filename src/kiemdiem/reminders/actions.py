"""Asks for mail, confirms the address, stops; makes and ends a calendar. Each is one's own business alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from kiemdiem.accounts.access import Access, account_reference
from kiemdiem.accounts.models import Account
from kiemdiem.jobs.actions import ask_for
from kiemdiem.journal.actions import Actor, record
from kiemdiem.journal.verbs import Verb
from kiemdiem.reminders.models import Feed, Reminder
from kiemdiem.reminders.queries import own_reminder, reminder_to_confirm
from kiemdiem.reminders.secrets import digest_of, new_secret, reminder_of_stop_token
from kiemdiem.tree.names import clean
from kiemdiem.verdicts import Refused, Verdict, refuse_on
from kiemdiem.wording import N_, Message

CONFIRMING = "reminders.confirm"
"""The kind of the job that sends the mail: no page waits for a mail server, and no transaction."""
ASKED_AT_MOST_EVERY = timedelta(minutes=2)
_NO_ADDRESS = N_("This is no e-mail address.")
_JUST_ASKED = N_("A mail was sent to confirm an address just now: look into the mailbox, or wait two minutes.")
_CONFIRMING = N_("Mail that confirms your address")
OVER = N_("This link is over: it was used, or another one was asked for, or three days have passed. Ask for a new one.")


@dataclass(frozen=True)
class Wish:
    """Where and how often mail is wanted."""

    address: str
    rhythm: Reminder.Rhythm
    language: str


def obstacles_to_asking(known: Reminder | None, wish: Wish) -> Iterator[Verdict]:
    """What stands in the way of a wish for mail."""
    try:
        validate_email(wish.address)
    except ValidationError:
        yield Verdict(Message(_NO_ADDRESS), "address")
    is_new = known is None or known.confirmed_at is None or known.address != wish.address
    was_sent = known is not None and known.unsent_at is None and known.stopped_at is None
    if known and is_new and was_sent and timezone.now() - known.asked_at < ASKED_AT_MOST_EVERY:
        yield Verdict(Message(_JUST_ASKED), "address")


def ask_for_mail(access: Access, wish: Wish) -> Reminder:
    """Keep a wish; a new address gets a mail with a link first, and nothing else before that link was used.

    Raises:
        Refused: no address; asked a moment ago.
    """
    wish = Wish(clean(wish.address).lower(), wish.rhythm, wish.language)
    with transaction.atomic():
        account = Account.objects.select_for_update().get(pk=access.account)
        known = own_reminder(access)
        refuse_on(obstacles_to_asking(known, wish))
        reminder = known or Reminder(account=account)
        is_same = reminder.address == wish.address and reminder.confirmed_at is not None
        reminder.address, reminder.rhythm, reminder.language = wish.address, wish.rhythm, wish.language
        reminder.stopped_at = reminder.unsent_at = None
        if not is_same:
            reminder.confirmed_at, reminder.confirm_digest, reminder.asked_at = None, "", timezone.now()
        reminder.save()
        _record(access.actor(), Verb.REMINDERS_ASKED, account.pk)
        if not is_same:
            ask_for(account, CONFIRMING, account_reference(account.pk), Message(_CONFIRMING))
        return reminder


def confirm_address(token: str) -> Reminder:
    """Confirm an address with the link that was sent to it.

    Raises:
        Refused: the link is over.
    """
    with transaction.atomic():
        found = reminder_to_confirm(token)
        if found is None or not Reminder.objects.filter(pk=found.pk, confirm_digest=digest_of(token)).update(
            confirm_digest="", confirmed_at=timezone.now()
        ):
            raise Refused([Verdict(Message(OVER))])
        _record(Actor(account_reference(found.account_id), "", "mail"), Verb.ADDRESS_CONFIRMED, found.account_id)
        return found


def stop_mail(access: Access) -> None:
    """Send no more mail; a wish that is not there or was stopped stays so."""
    with transaction.atomic():
        if Reminder.objects.filter(account_id=access.account, stopped_at__isnull=True).update(**_stopped()):
            _record(access.actor(), Verb.REMINDERS_STOPPED, access.account)


def stop_mail_by_link(token: str) -> bool:
    """Send no more mail to the address in which the link was found; whether the link is good."""
    reminder = reminder_of_stop_token(token)
    if reminder is None:
        return False
    with transaction.atomic():
        if Reminder.objects.filter(pk=reminder.pk, stopped_at__isnull=True).update(**_stopped()):
            actor = Actor(account_reference(reminder.account_id), "", "mail")
            _record(actor, Verb.REMINDERS_STOPPED, reminder.account_id)
    return True


def _stopped() -> "dict[str, object]":
    return {"stopped_at": timezone.now(), "confirm_digest": ""}


def make_feed(access: Access, language: str) -> str:
    """Make a calendar with a new secret address, which is returned and kept nowhere; an earlier one ends."""
    secret = new_secret()
    with transaction.atomic():
        values = {"digest": digest_of(secret), "language": language, "made_at": timezone.now()}
        Feed.objects.update_or_create(account_id=access.account, defaults=values)
        _record(access.actor(), Verb.FEED_MADE, access.account)
    return secret


def end_feed(access: Access) -> None:
    """End one's calendar: its address gives nothing any more."""
    with transaction.atomic():
        if Feed.objects.filter(account_id=access.account).delete()[0]:
            _record(access.actor(), Verb.FEED_ENDED, access.account)


def _record(actor: Actor, verb: Verb, account: int) -> None:
    record(actor, verb, subject=account_reference(account))
