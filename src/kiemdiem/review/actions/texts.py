"""What all acts on a text share: fetching it locked, who writes, the line of the journal."""

from collections.abc import Iterator

from kiemdiem.accounts.access import Access, OutOfSight
from kiemdiem.accounts.roles import Right
from kiemdiem.journal.actions import Actor, record
from kiemdiem.journal.chain import Details
from kiemdiem.journal.verbs import Verb
from kiemdiem.review.models import Writing
from kiemdiem.review.queries.writings import writable
from kiemdiem.tree.models import Organisation
from kiemdiem.verdicts import Verdict
from kiemdiem.wording import N_, Message

_HANDED_IN = N_("The text is handed in: take it back to write on.")


def locked_text(access: Access, number: int) -> Writing:
    """A text that is theirs to write, locked.

    Raises:
        OutOfSight: there is none, or it is not theirs to write.
    """
    found = Writing.objects.filter(writable(access), pk=number).select_related("person", "collective", "cycle")
    writing = found.defer("cycle__edition_text").select_for_update(of=("self",)).first()
    if writing is None:
        raise OutOfSight(f"writing {number}")
    return writing


def obstacles_to_writing(writing: Writing) -> Iterator[Verdict]:
    """What stands in the way of changing a text at all."""
    if writing.submitted_at is not None:
        yield Verdict(Message(_HANDED_IN))


def writer_of(access: Access, writing: Writing) -> Actor:
    """Who writes: for oneself, or for others by the right that is held."""
    is_own = writing.person is not None and writing.person.account_id == access.account
    if is_own or not access.may(Right.WRITE_REPORT, writing.path):
        return access.actor(Right.SEE_SELF)
    return access.actor(Right.WRITE_REPORT, writing.path)


def journal_text(actor: Actor, verb: Verb, writing: Writing, details: Details) -> None:
    """One entry in the chain of the unit at which the text lies."""
    unit = Organisation.objects.filter(path=writing.path).values_list("code", flat=True).first()
    subject = f"person:{writing.person_id}"
    if writing.collective is not None:
        subject = f"collective:{writing.collective.code}"[:80]
    if unit is None:
        raise LookupError(f"no unit stands at {writing.path}")
    record(actor, verb, unit=unit, subject=subject, details=details)
