"""Counts a show of hands: entered by the secretary, read back, confirmed by the chair (I.3.3.e, Q34)."""

from collections.abc import Iterator, Mapping

from django.db import transaction
from django.utils import timezone

from kiemdiem.accounts.access import Access
from kiemdiem.journal.verbs import Verb
from kiemdiem.meetings.actions.counting import put_in_force
from kiemdiem.meetings.actions.locking import actor_at, note
from kiemdiem.meetings.actions.votes import locked_vote
from kiemdiem.meetings.ballots import choices_of
from kiemdiem.meetings.models import Count, Counting, Signing, Vote
from kiemdiem.meetings.queries.conferences import items_of, presiding_over
from kiemdiem.meetings.queries.votes import counting_in_force, counting_under_way, lines_of
from kiemdiem.verdicts import Verdict, refuse_on
from kiemdiem.wording import N_, Message

_NOT_OPEN = N_("The vote is not open, or is not by show of hands.")
_SUM = N_("{name}: the hands come to {sum}, but {present} take part in the vote.")
_NEGATIVE = N_("A number of hands is 0 or more.")
_CONFIRMED = N_("The count is confirmed: cancel nothing, hold the vote anew if it was wrong.")
_NOT_ENTERED = N_("Enter the hands first; the chair confirms what is read back.")
_NO_CHAIR = N_("Nobody chairs: name the chair first.")


def obstacles_to_hands(vote: Vote, hands: Mapping[int, Mapping[str, int]]) -> Iterator[Verdict]:
    """What is wrong with the hands counted.

    Args:
        hands: primary key of a row of the vote -> choice -> hands.
    """
    if vote.opened_at is None or vote.cancelled_at or vote.means != Vote.Means.HANDS:
        yield Verdict(Message(_NOT_OPEN))
        return
    if counting_in_force(vote):
        yield Verdict(Message(_CONFIRMED))
    present = vote.present or 0
    for line in lines_of(vote):
        counted = hands.get(line.pk, {})
        if any(votes < 0 for votes in counted.values()):
            yield Verdict(Message(_NEGATIVE))
        total = sum(counted.get(choice, 0) for choice in choices_of(vote.kind))
        if total != present:
            told = Message(_SUM, {"name": line.item.subject.name, "sum": total, "present": present})
            yield Verdict(told, "", "I.3.3.e")


def enter_hands(access: Access, number: int, hands: Mapping[int, Mapping[str, int]]) -> Counting:
    """Enter the hands of each row; entered again they take the place of what stood there.

    Raises:
        OutOfSight. Refused: see `obstacles_to_hands`.
    """
    with transaction.atomic():
        vote = locked_vote(access, number)
        refuse_on(obstacles_to_hands(vote, hands))
        actor, now = actor_at(access, vote.conference), timezone.now()
        vote.countings.filter(signed_at__isnull=True).delete()
        counting = Counting.objects.create(
            vote=vote, number=1, begun_by=actor.account, returned=vote.present, invalid=0, settled_at=now
        )
        Count.objects.bulk_create(
            Count(counting=counting, line=line, choice=choice, votes=hands[line.pk].get(choice, 0))
            for line in lines_of(vote)
            for choice in choices_of(vote.kind)
        )
        note(access, Verb.COUNT_ENTERED, vote.conference, {"vote": vote.pk})
        return counting


def obstacles_to_confirming(vote: Vote) -> Iterator[Verdict]:
    """What stands in the way of the chair's confirming."""
    if counting_in_force(vote):
        yield Verdict(Message(_CONFIRMED))
    elif vote.means != Vote.Means.HANDS or counting_under_way(vote) is None or vote.cancelled_at:
        yield Verdict(Message(_NOT_ENTERED))
    if not _presiding(vote):
        yield Verdict(Message(_NO_CHAIR), "", "I.3.3.c")


def _presiding(vote: Vote) -> list[int]:
    """Who presides over the items voted on."""
    voted_on = {line.item_id for line in lines_of(vote)}
    chairs = [presiding_over(one, vote.conference) for one in items_of(vote.conference) if one.pk in voted_on]
    return list(dict.fromkeys(one.pk for one in chairs if one is not None))


def confirm_hands(access: Access, number: int) -> Counting:
    """Record that the chair confirmed the hands as they were read back; the result is fixed then.

    Raises:
        OutOfSight. Refused: see `obstacles_to_confirming`.
    """
    with transaction.atomic():
        vote = locked_vote(access, number)
        refuse_on(obstacles_to_confirming(vote))
        counting = vote.countings.get(signed_at__isnull=True)
        actor, now = actor_at(access, vote.conference), timezone.now()
        vote.issued, vote.closed_at, vote.closed_by = vote.present, now, actor.account
        vote.save(update_fields=["issued", "closed_at", "closed_by"])
        Signing.objects.bulk_create(
            Signing(counting=counting, attendee_id=key, by=actor.account) for key in _presiding(vote)
        )
        put_in_force(vote, counting)
        note(access, Verb.COUNT_SIGNED, vote.conference, {"vote": vote.pk, "counting": counting.number})
        return counting
