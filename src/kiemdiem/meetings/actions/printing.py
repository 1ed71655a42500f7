"""Prints ballot papers: how many, and that they were printed is told to the journal."""

from django.db import transaction

from kiemdiem.accounts.access import Access
from kiemdiem.journal.verbs import Verb
from kiemdiem.meetings.actions.locking import note
from kiemdiem.meetings.models import Vote
from kiemdiem.meetings.opening import voters_on
from kiemdiem.meetings.queries.conferences import roll_of
from kiemdiem.meetings.queries.votes import vote_run_by
from kiemdiem.verdicts import Verdict, refuse_on
from kiemdiem.wording import N_, Message

_NO_PAPER = N_("This vote is by show of hands: it has no papers.")
_NOBODY = N_("Nobody on the roll may vote: there is no paper to print.")


def papers_printed(access: Access, number: int) -> int:
    """How many papers a vote needs: for those present at the opening, or before it for all on the roll who vote.

    Raises:
        OutOfSight. Refused: a show of hands; nobody votes.
    """
    with transaction.atomic():
        vote = vote_run_by(access, number)
        if vote.means != Vote.Means.PAPER:
            refuse_on([Verdict(Message(_NO_PAPER))])
        copies = vote.present or len(voters_on(roll_of(vote.conference)))
        if not copies:
            refuse_on([Verdict(Message(_NOBODY))])
        note(access, Verb.PAPERS_PRINTED, vote.conference, {"vote": number, "papers": copies})
        return copies
