"""The conference of the demonstration's own cell, brought to several stages at once."""

from datetime import time

from django.utils import timezone

from kiemdiem.accounts.access import Access
from kiemdiem.accounts.models import Account, Mandate
from kiemdiem.accounts.queries import access_of
from kiemdiem.campaign.actions.plan import finish_reviews
from kiemdiem.campaign.models import Cycle, Place, PlanRow
from kiemdiem.meetings.actions import agenda, calling, counting, ending, hands, minutes, notes, rolls, votes
from kiemdiem.meetings.models import Conference, Movement, Teller, Vote
from kiemdiem.meetings.queries.conferences import items_of, roll_of
from kiemdiem.meetings.queries.votes import lines_of, votes_of
from kiemdiem.registry.models import Person

BACK = 3
"""Papers that come back."""


def write_conference() -> None:
    """Under way: items concluded and open, a vote on paper signed, one being counted, one prepared, one by hand."""
    secretary = access_of(Account.objects.get(login="demo.bithu"))
    cell = Mandate.objects.get(account__login="demo.bithu").organisation
    Person.objects.filter(home=cell).update(official_on="2015-01-01")
    cycle = Cycle.objects.get(year=2020)
    _finish_committee(secretary, cycle, cell.code)
    place = Place.objects.get(cycle=cycle, organisation=cell, collective=None)
    sitting = calling.SittingEntry(timezone.localdate(), time(8), time(11, 30))
    made = calling.call_conference(secretary, place.pk, sitting, "Nhà văn hóa xóm 5")
    calling.add_sitting(secretary, made.pk, calling.SittingEntry(timezone.localdate(), time(13, 30), time(16)))
    _open(secretary, made)
    items = [one for one in items_of(made) if one.subject.kind == "member"]
    for item in items[:2]:
        _conclude(secretary, made, item.pk)
    agenda.set_item(secretary, items[2].pk, agenda.ItemEntry(_other_than(made, items[2].pk)))
    agenda.begin_item(secretary, items[2].pk)
    notes.save_note(secretary, items[2].pk, "merits", "Gương mẫu trong công tác.", 0)
    _hands(secretary, made, items[1].pk)
    signed = _on_paper(secretary, made, [items[0].pk])
    for login in ("demo.kiemphieu", "demo.dangvien"):
        _enter(login, signed, ["1", "2", "x"])
    counting.agree(access_of(Account.objects.get(login="demo.kiemphieu")), signed.pk)
    for login in ("demo.kiemphieu", "demo.dangvien"):
        counting.sign_count(access_of(Account.objects.get(login=login)), signed.pk)
    counted = _on_paper(secretary, made, [items[1].pk])
    _enter("demo.dangvien", counted, ["1", "2", "0"])
    _enter("demo.kiemphieu", counted, ["1", "1", "0"])
    votes.prepare_vote(secretary, made.pk, _entry(made, [items[2].pk]))
    minutes.draw_up_minutes(secretary, made.pk)


def _finish_committee(secretary: Access, cycle: Cycle, code: str) -> None:
    """The review of the cell's committee comes first."""
    office = access_of(Account.objects.get(login="demo.coso"))
    for place in Place.objects.filter(cycle=cycle, organisation__code=code, collective__isnull=False):
        rows = PlanRow.objects.filter(place=place, dropped_at=None, action="review", finished_on=None)
        finish_reviews(office, place.pk, list(rows.values_list("pk", flat=True)), timezone.localdate())


def _open(secretary: Access, made: Conference) -> None:
    roll = roll_of(made)
    rolls.record_presence(secretary, made.pk, [one.pk for one in roll])
    rolls.record_movement(secretary, made.pk, roll[-1].pk, Movement.Kind.LEFT, "việc gia đình")
    rolls.record_movement(secretary, made.pk, roll[-1].pk, Movement.Kind.ARRIVED, "")
    calling.name_officers(secretary, made.pk, roll[-2].pk, roll[0].pk, "Nhà văn hóa xóm 5")
    ending.open_conference(secretary, made.pk)


def _conclude(secretary: Access, made: Conference, item: int) -> None:
    agenda.set_item(secretary, item, agenda.ItemEntry(_other_than(made, item), "", 15))
    agenda.begin_item(secretary, item)
    agenda.record_read_out(secretary, item)
    speaker = roll_of(made)[1]
    notes.save_note(secretary, item, f"said:{speaker.pk}", "Đồng chí tích cực, cần sâu sát cơ sở hơn.", 0)
    notes.save_note(secretary, item, "conclusion", "Hoàn thành tốt nhiệm vụ được giao.", 0)
    agenda.conclude_item(secretary, item)


def _other_than(made: Conference, item: int) -> int:
    """Somebody on the roll whom the item is not about."""
    about = next(one.subject.person_id for one in items_of(made) if one.pk == item)
    return next(one.pk for one in roll_of(made) if one.person_id != about)


def _entry(made: Conference, items: list[int]) -> votes.VoteEntry:
    roll = {one.person.account_id: one.pk for one in roll_of(made) if one.person}
    own = roll[Account.objects.get(login="demo.dangvien").pk]
    other = next(one.pk for one in roll_of(made) if one.pk != own and one.person and not one.person.account_id)
    return votes.VoteEntry(Vote.Kind.PROPOSAL, Vote.Means.PAPER, items, [own, other])


def _on_paper(secretary: Access, made: Conference, items: list[int]) -> Vote:
    vote = votes.prepare_vote(secretary, made.pk, _entry(made, items))
    opened = votes.open_vote(secretary, vote.pk)
    entry = votes.Closing(opened.present or 0, BACK, without_missing=True, ground="một số đồng chí không nộp phiếu")
    return votes.close_vote(secretary, vote.pk, entry)


def _enter(login: str, vote: Vote, papers: list[str]) -> None:
    access = access_of(Account.objects.get(login=login))
    mine = {"demo.dangvien": access.account}.get(login)
    teller = Teller.objects.get(vote=vote, attendee__person__account=mine)
    counting.count_as(access, vote.pk, teller.pk)
    for number, marks in enumerate(papers, 1):
        counting.enter_paper(access, vote.pk, number, marks)
    counting.finish_papers(access, vote.pk)


def _hands(secretary: Access, made: Conference, item: int) -> None:
    """A show of hands that waits for the chair."""
    entry = votes.VoteEntry(Vote.Kind.CONCLUSION, Vote.Means.HANDS, [item])
    vote = votes.prepare_vote(secretary, made.pk, entry)
    opened = votes.open_vote(secretary, vote.pk)
    (line,) = lines_of(votes_of(made).get(pk=vote.pk))
    hands.enter_hands(secretary, vote.pk, {line.pk: {"agree": opened.present or 0, "against": 0, "none": 0}})
