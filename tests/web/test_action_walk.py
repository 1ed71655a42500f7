"""Every action tried by every role on things of its own unit, its superior, a sibling and a unit below."""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from importlib import import_module

import pytest
from django.db import transaction
from django.utils import timezone

from kiemdiem.accounts import actions as accounts
from kiemdiem.accounts.access import Access, OutOfSight
from kiemdiem.accounts.actions import AccountFacts, DelegationFacts, MandateFacts, TokenFacts
from kiemdiem.accounts.models import Token
from kiemdiem.accounts.roles import ROLES, Right, RoleName
from kiemdiem.campaign.actions import cycles, plan
from kiemdiem.journal.models import Entry
from kiemdiem.journal.verbs import Verb
from kiemdiem.meetings.actions import agenda, calling, counting, minutes, notes, printing, rolls, votes
from kiemdiem.meetings.models import Movement
from kiemdiem.registry.actions import facts, imports, owners, people, units
from kiemdiem.registry.actions.facts import FactName
from kiemdiem.registry.documents import Paper
from kiemdiem.review.actions import (
    answering,
    cases,
    delegations,
    electorates,
    letters,
    opinions,
    target_imports,
    targets,
    voters,
    writings,
)
from kiemdiem.review.letters import LetterEntry, MatterEntry
from kiemdiem.review.marks import words
from kiemdiem.review.models import CaseDecision, Electorate, OpinionRequest, Voter
from kiemdiem.review.outline import Outline, outline_of
from kiemdiem.tree.models import Organisation
from kiemdiem.verdicts import Refused
from kiemdiem.vocabulary import CollectiveKind, OrganisationKind
from web.walking import IN_SIGHT, Target, access_of_walker, around, furnish

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 1)
PAPER = Paper("12-QĐ/HU", TODAY, "Ban Thường vụ")
Act = Callable[[Access, Target], object]


@dataclass(frozen=True)
class Action:
    """Which right lets it happen at the target's unit; `everywhere`: a right that lets it happen in every unit."""

    right: Right
    act: Act
    everywhere: Right | None = None


def _entry_of(target: Target) -> people.PersonEntry:
    return people.PersonEntry("Tên Mới", target.person.birth_date)


def _fact_values(target: Target, name: FactName) -> dict[str, object]:
    dated: dict[str, object] = {"start": date(2025, 1, 1), "end": date(2025, 2, 1)}
    if name == FactName.MEMBERSHIP:
        return {**dated, "cell_id": target.unit.pk, "kind": "temporary"}
    if name == FactName.POST:
        return {
            **dated, "collective_id": target.collective.pk, "title": "", "role": "deputy", "rank": None,
            "presides": False, "arrival": "", "equal_before": False, "own_rating_unaffected": False, "managed_by": "",
        }  # fmt: skip
    return {**dated, "kind": "maternity_leave", "organisation_id": None, "note": ""}


def _correct(name: FactName) -> Act:
    def act(access: Access, target: Target) -> object:
        row = {FactName.MEMBERSHIP: target.membership, FactName.POST: target.post}.get(name, target.circumstance)
        return facts.correct_fact(access, name, row.pk, row.version, _fact_values(target, name), PAPER)

    return act


def _withdraw(name: FactName) -> Act:
    def act(access: Access, target: Target) -> object:
        row = {FactName.MEMBERSHIP: target.membership, FactName.POST: target.post}.get(name, target.circumstance)
        return facts.withdraw_fact(access, name, row.pk, row.version, PAPER, "nhập nhầm")

    return act


def _enter(name: FactName) -> Act:
    return lambda access, target: facts.enter_fact(access, name, target.person.code, _fact_values(target, name), PAPER)


def _outline(target: Target) -> Outline:
    return outline_of(target.writing, words())


def _new_mandate(target: Target) -> MandateFacts:
    return MandateFacts(RoleName.MEMBER, target.unit, TODAY)


_RIGHT_OF = {FactName.CIRCUMSTANCE: Right.RECORD_CIRCUMSTANCES}
ACTIONS: dict[str, list[Action]] = {
    "campaign.cycles.prepare_cycle": [
        Action(Right.OPEN_CYCLE, lambda access, target: cycles.prepare_cycle(
            access, target.code, 2060, None, "nghe-an-2020"))
    ],
    "campaign.cycles.change_day": [
        Action(Right.OPEN_CYCLE, lambda access, target: cycles.change_day(
            access, target.cycle.pk, "grassroots", date(2070, 1, 20), "lý do", PAPER))
    ],
    "campaign.cycles.ask_for_preview": [
        Action(Right.OPEN_CYCLE, lambda access, target: cycles.ask_for_preview(access, target.cycle.pk))
    ],
    "campaign.cycles.set_aside": [
        Action(Right.OPEN_CYCLE, lambda access, target: cycles.set_aside(access, target.problem.pk, "lý do"))
    ],
    "campaign.cycles.discard_cycle": [
        Action(Right.OPEN_CYCLE, lambda access, target: cycles.discard_cycle(access, target.cycle.pk))
    ],
    "campaign.plan.finish_reviews": [
        Action(Right.RECORD_REVIEW, lambda access, target: plan.finish_reviews(
            access, target.row.place_id, [target.row.pk], TODAY))
    ],
    "review.writings.begin_self_review": [
        Action(Right.WRITE_REPORT, lambda access, target: writings.begin_self_review(access, target.row.subject))
    ],
    "review.writings.save_passage": [
        Action(Right.WRITE_REPORT, lambda access, target: writings.save_passage(
            access, target.writing.pk, words(), "duties", "Chữ", "good", 0))
    ],
    "review.writings.take_over": [
        Action(Right.WRITE_REPORT, lambda access, target: writings.take_over(
            access, target.writing.pk, target.late.pk, is_taken=True))
    ],
    "review.writings.answer_rest": [
        Action(Right.WRITE_REPORT, lambda access, target: writings.answer_rest(
            access, target.writing.pk, _outline(target)))
    ],
    "review.writings.enter_shortcoming": [
        Action(Right.WRITE_REPORT, lambda access, target: writings.enter_shortcoming(
            access, target.writing.pk, _outline(target), "Khuyết điểm", "A1", ""))
    ],
    "review.writings.withdraw_shortcoming": [
        Action(Right.WRITE_REPORT, lambda access, target: writings.withdraw_shortcoming(
            access, target.writing.pk, target.shortcoming.pk))
    ],
    "review.opinions.ask_to_derive": [
        Action(Right.ASK_OPINIONS, lambda access, target: opinions.ask_to_derive(access, target.code))
    ],
    "review.opinions.add_request": [
        Action(Right.ASK_OPINIONS, lambda access, target: opinions.add_request(
            access, target.row.subject_id, "Một người"))
    ],
    "review.opinions.name_body": [
        Action(Right.ASK_OPINIONS, lambda access, target: opinions.name_body(access, _unnamed(target), "Tên khác"))
    ],
    "review.opinions.set_not_needed": [
        Action(Right.ASK_OPINIONS, lambda access, target: opinions.set_not_needed(access, target.asked.pk, "lý do"))
    ],
    "review.opinions.withdraw_request": [
        Action(Right.ASK_OPINIONS, lambda access, target: opinions.withdraw_request(access, target.asked.pk, "lý do"))
    ],
    "review.opinions.ask_again": [
        Action(Right.ASK_OPINIONS, lambda access, target: opinions.ask_again(access, _not_needed(target), "lý do"))
    ],
    "review.opinions.go_on_without": [
        Action(Right.ASK_OPINIONS, lambda access, target: opinions.go_on_without(
            access, target.row.subject_id, "lý do"))
    ],
    "review.opinions.consolidate": [
        Action(Right.ASK_OPINIONS, lambda access, target: opinions.consolidate(
            access, target.row.subject_id, 0, "Chữ"))
    ],
    "review.answering.answer_request": [
        Action(Right.ASK_OPINIONS, lambda access, target: answering.answer_request(
            access, target.asked.pk, answering.Answer("Chữ", {}, TODAY)))
    ],
    "review.answering.make_link": [
        Action(Right.ASK_OPINIONS, lambda access, target: answering.make_link(access, target.asked.pk))
    ],
    "review.targets.assign_targets": [
        Action(Right.SET_TARGETS, lambda access, target: targets.assign_targets(
            access, target.row.subject_id, [targets.TargetEntry("Mới", "x", "1")]))
    ],
    "review.targets.correct_target": [
        Action(Right.SET_TARGETS, lambda access, target: targets.correct_target(
            access, target.papers.target.pk, 1, targets.TargetEntry("Khác", "x", "1"), "lý do"))
    ],
    "review.targets.withdraw_target": [
        Action(Right.SET_TARGETS, lambda access, target: targets.withdraw_target(
            access, target.papers.target.pk, 1, "lý do"))
    ],
    "review.target_imports.upload_targets": [
        Action(Right.SET_TARGETS, lambda access, target: target_imports.upload_targets(
            access, target.code, "a.xlsx", b"no workbook"))
    ],
    "review.target_imports.apply_targets": [
        Action(Right.SET_TARGETS, lambda access, target: target_imports.apply_targets(access, target.papers.sheet.pk))
    ],
    "review.target_imports.discard_targets": [
        Action(Right.SET_TARGETS, lambda access, target: target_imports.discard_targets(access, target.papers.sheet.pk))
    ],
    "review.letters.rewrite_letter": [
        Action(Right.SUGGEST, lambda access, target: letters.rewrite_letter(
            access, target.papers.draft.pk, 1, LetterEntry("Ban", [MatterEntry("Khác")])))
    ],
    "review.letters.enter_term": [
        Action(Right.APPROVE, lambda access, target: letters.enter_term(
            access, target.code, timezone.localdate().year, "CV", 0))
    ],
    "review.letters.record_consultation": [
        Action(Right.SUGGEST, lambda access, target: letters.record_consultation(
            access, target.papers.draft.pk, "Nơi giao", TODAY, None, ""))
    ],
    "review.letters.report_result": [
        Action(Right.SUGGEST, lambda access, target: letters.report_result(
            access, target.papers.letter.pk, timezone.localdate(), "Đã rõ"))
    ],
    "review.letters.withdraw_letter": [
        Action(Right.APPROVE, lambda access, target: letters.withdraw_letter(
            access, target.papers.letter.pk, "lý do", PAPER))
    ],
    "review.delegations.form_delegation": [
        Action(Right.KEEP_CASES, lambda access, target: delegations.form_delegation(
            access, target.code, delegations.DelegationEntry("Đoàn", TODAY, target.person.code), PAPER))
    ],
    "review.delegations.change_members": [
        Action(Right.KEEP_CASES, lambda access, target: delegations.change_members(
            access, target.papers.visit.delegation_id, target.person.code, []))
    ],
    "review.delegations.dissolve_delegation": [
        Action(Right.KEEP_CASES, lambda access, target: delegations.dissolve_delegation(
            access, target.papers.visit.delegation_id, "lý do"))
    ],
    "review.delegations.release_place": [
        Action(Right.KEEP_CASES, lambda access, target: delegations.release_place(access, target.papers.visit.pk))
    ],
    "review.delegations.report_visit": [
        Action(Right.KEEP_CASES, lambda access, target: delegations.report_visit(
            access, target.papers.visit.pk, delegations.VisitReport(
                TODAY, list(target.papers.visit.delegation.delegates.values_list("pk", flat=True)), "Tốt")))
    ],
    "review.cases.take_up_case": [
        Action(Right.KEEP_CASES, lambda access, target: cases.take_up_case(
            access, target.papers.case.pk, timezone.localdate()))
    ],
    "review.cases.decide_on_case": [
        Action(Right.APPROVE, lambda access, target: cases.decide_on_case(
            access, target.papers.case.pk, cases.DecisionEntry(
                CaseDecision.Matter.HOLD, CaseDecision.Choice.HOLDS, "lý do", timezone.localdate()), PAPER))
    ],
    "review.electorates.derive_electorates": [
        Action(Right.ASK_OPINIONS, lambda access, target: electorates.derive_electorates(access, target.code))
    ],
    "meetings.calling.add_sitting": [
        Action(Right.RECORD_REVIEW, lambda access, target: calling.add_sitting(
            access, target.room.conference.pk, calling.SittingEntry(TODAY, time(13), time(16))))
    ],
    "meetings.calling.remove_sitting": [
        Action(Right.RECORD_REVIEW, lambda access, target: calling.remove_sitting(
            access, target.room.conference.pk, target.room.sitting.pk))
    ],
    "meetings.calling.name_officers": [
        Action(Right.RECORD_REVIEW, lambda access, target: calling.name_officers(
            access, target.room.conference.pk, target.room.attendee.pk, target.room.other.pk, "Hội trường"))
    ],
    "meetings.calling.drop_conference": [
        Action(Right.RECORD_REVIEW, lambda access, target: calling.drop_conference(
            access, target.room.group.pk, "lý do"))
    ],
    "meetings.rolls.add_attendee": [
        Action(Right.RECORD_REVIEW, lambda access, target: rolls.add_attendee(
            access, target.room.conference.pk, rolls.AttendeeEntry(name="Khách", votes=False, ground="mời")))
    ],
    "meetings.rolls.set_voting": [
        Action(Right.RECORD_REVIEW, lambda access, target: rolls.set_voting(
            access, target.room.conference.pk, target.room.other.pk, votes=False, ground="dự bị"))
    ],
    "meetings.rolls.remove_attendee": [
        Action(Right.RECORD_REVIEW, lambda access, target: rolls.remove_attendee(
            access, target.room.conference.pk, target.room.other.pk, "nhầm"))
    ],
    "meetings.rolls.record_presence": [
        Action(Right.RECORD_REVIEW, lambda access, target: rolls.record_presence(
            access, target.room.conference.pk, [target.room.other.pk]))
    ],
    "meetings.rolls.record_movement": [
        Action(Right.RECORD_REVIEW, lambda access, target: rolls.record_movement(
            access, target.room.conference.pk, target.room.attendee.pk, Movement.Kind.LEFT, "việc riêng"))
    ],
    "meetings.agenda.set_item": [
        Action(Right.RECORD_REVIEW, lambda access, target: agenda.set_item(
            access, target.room.item.pk, agenda.ItemEntry(target.room.other.pk, "Ông Ba", 10)))
    ],
    "meetings.agenda.record_read_out": [
        Action(Right.RECORD_REVIEW, lambda access, target: agenda.record_read_out(access, target.room.item.pk))
    ],
    "meetings.notes.save_note": [
        Action(Right.RECORD_REVIEW, lambda access, target: notes.save_note(
            access, target.room.item.pk, "conclusion", "Chữ", 0))
    ],
    "meetings.notes.settle_note": [
        Action(Right.RECORD_REVIEW, lambda access, target: notes.settle_note(
            access, target.room.item.pk, target.room.late.pk, is_taken=True))
    ],
    "meetings.votes.change_tellers": [
        Action(Right.RECORD_REVIEW, lambda access, target: votes.change_tellers(
            access, target.room.vote.pk, [target.room.attendee.pk, target.room.other.pk]))
    ],
    "meetings.votes.cancel_vote": [
        Action(Right.RECORD_REVIEW, lambda access, target: votes.cancel_vote(access, target.room.vote.pk, "lý do"))
    ],
    "meetings.counting.count_as": [
        Action(Right.COUNT_BALLOTS, lambda access, target: counting.count_as(
            access, target.room.vote.pk, target.room.teller.pk))
    ],
    "meetings.counting.begin_recount": [
        Action(Right.RECORD_REVIEW, lambda access, target: counting.begin_recount(
            access, target.room.signed.pk, 1, "khiếu nại"))
    ],
    "meetings.minutes.draw_up_minutes": [
        Action(Right.RECORD_REVIEW, lambda access, target: minutes.draw_up_minutes(
            access, target.room.conference.pk))
    ],
    "meetings.minutes.save_minutes": [
        Action(Right.RECORD_REVIEW, lambda access, target: minutes.save_minutes(
            access, target.room.conference.pk, "Biên bản khác", 1))
    ],
    "meetings.printing.papers_printed": [
        Action(Right.RECORD_REVIEW, lambda access, target: printing.papers_printed(access, target.room.vote.pk))
    ],
    "review.voters.add_voter": [
        Action(Right.ASK_OPINIONS, lambda access, target: voters.add_voter(
            access, target.papers.voter.electorate_id, "", "Người Khác", "lý do"))
    ],
    "review.voters.take_off": [
        Action(Right.ASK_OPINIONS, lambda access, target: voters.take_off(access, target.papers.leader.pk, "lý do"))
    ],
    "review.voters.leave_out": [
        Action(Right.ASK_OPINIONS, lambda access, target: voters.leave_out(access, target.papers.voter.pk, "lý do"))
    ],
    "review.voters.settle": [
        Action(Right.ASK_OPINIONS, lambda access, target: voters.settle(access, _with_voters(target)))
    ],
    "review.voters.reopen": [
        Action(Right.ASK_OPINIONS, lambda access, target: voters.reopen(access, _settled(target), "lý do"))
    ],
    "review.voters.record_held": [
        Action(Right.ASK_OPINIONS, lambda access, target: voters.record_held(
            access, _settled(target), timezone.localdate(), PAPER))
    ],
    "review.voters.set_opinion_not_needed": [
        Action(Right.ASK_OPINIONS, lambda access, target: voters.set_opinion_not_needed(
            access, target.papers.leader.pk, "lý do"))
    ],
    "registry.units.add_organisation": [
        Action(Right.EDIT_UNITS, lambda access, target: units.add_organisation(
            access, target.code, units.OrganisationEntry("NEW", "Mới", OrganisationKind.AGENCY), PAPER))
    ],
    "registry.units.correct_organisation": [
        Action(Right.EDIT_UNITS, lambda access, target: units.correct_organisation(
            access, target.code, target.unit.version,
            units.OrganisationEntry(target.code, "Tên khác", OrganisationKind(target.unit.kind)), PAPER))
    ],
    "registry.units.move_organisation": [
        Action(Right.EDIT_UNITS, lambda access, target: units.move_organisation(
            access, _below(target).code, 1, target.code, TODAY, PAPER))
    ],
    "registry.units.add_collective": [
        Action(Right.EDIT_UNITS, lambda access, target: units.add_collective(
            access, target.code, units.CollectiveEntry("KNEW", "Mới", CollectiveKind.LEADERSHIP), PAPER))
    ],
    "registry.units.correct_collective": [
        Action(Right.EDIT_UNITS, lambda access, target: units.correct_collective(
            access, target.collective.code, 1,
            units.CollectiveEntry(target.collective.code, "Tên khác", CollectiveKind.LEADERSHIP), PAPER))
    ],
    "registry.people.add_person": [
        Action(Right.EDIT_PEOPLE, lambda access, target: people.add_person(
            access, target.code, people.PersonEntry("Người Mới"), None, PAPER))
    ],
    "registry.people.correct_person": [
        Action(Right.EDIT_PEOPLE, lambda access, target: people.correct_person(
            access, target.person.code, 1, _entry_of(target), PAPER))
    ],
    "registry.people.transfer_person": [
        Action(Right.EDIT_PEOPLE, lambda access, target: people.transfer_person(
            access, target.person.code, _cell_at(target).code, TODAY, PAPER))
    ],
    "registry.people.unmask": [
        Action(Right.UNMASK, lambda access, target: people.unmask(access, target.person.code, "card_number"))
    ],
    "registry.people.erase_person": [
        Action(Right.ERASE, lambda access, target: people.erase_person(access, target.person.code, PAPER, "yêu cầu"))
    ],
    "registry.facts.enter_fact": [
        Action(_RIGHT_OF.get(name, Right.EDIT_PEOPLE), _enter(name))
        for name in (FactName.POST, FactName.CIRCUMSTANCE)
    ],
    "registry.facts.correct_fact": [
        Action(_RIGHT_OF.get(name, Right.EDIT_PEOPLE), _correct(name))
        for name in (FactName.POST, FactName.CIRCUMSTANCE)
    ],
    "registry.facts.withdraw_fact": [
        Action(_RIGHT_OF.get(name, Right.EDIT_PEOPLE), _withdraw(name)) for name in FactName
    ],
    "registry.owners.tie_account": [
        Action(Right.GRANT, lambda access, target: owners.tie_account(access, target.person.code, target.account.login))
    ],
    "registry.owners.untie_account": [
        Action(Right.GRANT, lambda access, target: owners.untie_account(access, target.person.code))
    ],
    "registry.imports.upload_workbook": [
        Action(Right.IMPORT, lambda access, target: imports.upload_workbook(access, target.code, "a.xlsx", b"x"))
    ],
    "registry.imports.answer_questions": [
        Action(Right.IMPORT, lambda access, target: imports.answer_questions(access, target.imported.pk, {}))
    ],
    "registry.imports.ask_to_apply": [
        Action(Right.IMPORT, lambda access, target: imports.ask_to_apply(access, target.imported.pk))
    ],
    "registry.imports.discard_import": [
        Action(Right.IMPORT, lambda access, target: imports.discard_import(access, target.imported.pk))
    ],
    "registry.imports.ask_for_export": [
        Action(Right.EXPORT, lambda access, target: imports.ask_for_export(access, target.code))
    ],
    "accounts.open_account": [
        Action(Right.GRANT, lambda access, target: accounts.open_account(
            access, AccountFacts("new.one", "Người Mới"), _new_mandate(target)))
    ],
    "accounts.correct_account": [
        Action(Right.GRANT, lambda access, target: accounts.correct_account(
            access, target.account, AccountFacts(target.account.login, "Tên Khác")), Right.RUN_MACHINE)
    ],
    "accounts.close_account": [
        Action(Right.GRANT, lambda access, target: accounts.close_account(access, target.account), Right.RUN_MACHINE)
    ],
    "accounts.reset_password": [
        Action(Right.GRANT, lambda access, target: accounts.reset_password(access, target.account), Right.RUN_MACHINE)
    ],
    "accounts.end_sessions": [
        Action(Right.GRANT, lambda access, target: accounts.end_sessions(access, target.account), Right.RUN_MACHINE)
    ],
    "accounts.grant_mandate": [
        Action(Right.GRANT, lambda access, target: accounts.grant_mandate(
            access, target.account, MandateFacts(RoleName.TELLER, target.unit, TODAY)))
    ],
    "accounts.end_mandate": [
        Action(Right.GRANT, lambda access, target: accounts.end_mandate(access, target.mandate))
    ],
}  # fmt: skip
OF_ONESELF: dict[str, Act] = {
    "accounts.delegate_mandate": lambda access, target: accounts.delegate_mandate(
        access, target.mandate, DelegationFacts(target.account, timezone.localdate() + timedelta(days=3))
    ),
    "accounts.end_delegation": lambda access, target: accounts.end_delegation(access, target.mandate),
    "accounts.issue_token": lambda access, target: accounts.issue_token(
        access, target.mandate, TokenFacts("máy", timezone.localdate())
    ),
    "accounts.end_token": lambda access, target: accounts.end_token(access, _token(target)),
}
"""What only the owner may do, whatever anybody's role."""
ELSEWHERE = {
    "meetings.calling.call_conference": "needs a place without one: tests/meetings/test_calling.py",
    "meetings.calling.call_workplace_meeting": "needs a settled list: tests/meetings/test_calling.py",
    "meetings.rolls.put_group_on_roll": "needs a Party group: tests/meetings/test_calling.py",
    "meetings.agenda.move_item": "needs two items: tests/meetings/test_agenda.py",
    "meetings.agenda.remove_item": "needs an item that has not begun: tests/meetings/test_agenda.py",
    "meetings.agenda.begin_item": "needs a chair: tests/meetings/test_agenda.py",
    "meetings.agenda.conclude_item": "needs a conclusion: tests/meetings/test_agenda.py",
    "meetings.votes.prepare_vote": "needs an item that is not voted on: tests/meetings/test_votes.py",
    "meetings.votes.open_vote": "needs concluded items: tests/meetings/test_votes.py",
    "meetings.votes.close_vote": "needs an open vote: tests/meetings/test_votes.py",
    "meetings.counting.enter_paper": "by a teller with an account: tests/meetings/test_counting.py",
    "meetings.counting.take_last_paper_out": "by a teller with an account: tests/meetings/test_counting.py",
    "meetings.counting.finish_papers": "by a teller with an account: tests/meetings/test_counting.py",
    "meetings.counting.enter_sums": "by a teller with an account: tests/meetings/test_counting.py",
    "meetings.counting.agree": "by a teller with an account: tests/meetings/test_counting.py",
    "meetings.counting.sign_count": "by a teller with an account: tests/meetings/test_counting.py",
    "meetings.counting.give_up_recount": "needs a recount: tests/meetings/test_counting.py",
    "meetings.hands.enter_hands": "needs an open vote by hand: tests/meetings/test_hands.py",
    "meetings.hands.confirm_hands": "needs counted hands: tests/meetings/test_hands.py",
    "meetings.ending.open_conference": "needs officers: tests/meetings/test_ending.py",
    "meetings.ending.end_conference": "needs concluded items: tests/meetings/test_ending.py",
    "meetings.minutes.sign_minutes": "needs a conference that is over: tests/meetings/test_minutes.py",
    "review.electorates.define_electorate": "by levels above the grassroots alone: tests/review/test_electorates.py",
    "accounts.change_own_password": "of oneself alone: takes no other account",
    "accounts.end_own_session": "of oneself alone",
    "accounts.end_own_sessions": "of oneself alone",
    "campaign.cycles.ask_to_freeze": "the troubled cycle of the walk is refused: tests/campaign/test_problems.py",
    "campaign.cycles.ask_to_compare": "of the whole plan, by who may edit any of it: tests/campaign/test_changes.py",
    "review.opinions.send_requests": "takes many, those of others left out: tests/review/test_opinions.py",
    "review.opinions.remind": "takes many, those of others left out: tests/review/test_opinions.py",
    "review.writings.begin_report": "also by who holds a post there: tests/review/test_saving.py",
    "review.handing.hand_in": "needs a whole text: tests/review/test_handing_in.py",
    "review.handing.take_back": "needs a text handed in: tests/review/test_handing_in.py",
    "review.handing.revise": "needs a finished review: tests/review/test_handing_in.py",
    "review.handing.note_reading": "journals what the page shows: tests/review/test_handing_in.py",
    "campaign.editions.ask_to_try": "needs an open cycle of the unit: tests/campaign/test_editions.py",
    "campaign.editions.decide_edition": "needs rules that were tried: tests/campaign/test_editions.py",
    "campaign.changes.decide_changes": "tests/campaign/test_changes.py",
    "campaign.plan.decide_place": "another level decides: tests/campaign/test_plan_rows.py",
    "campaign.plan.open_early": "another level decides: tests/campaign/test_plan_rows.py",
    "campaign.plan.reopen_review": "needs a finished review: tests/campaign/test_plan_rows.py",
    "review.letters.draft_letter": "by who manages the subject alone: tests/review/test_letters.py",
    "review.letters.approve_letter": "by who manages the subject alone: tests/review/test_letters.py",
    "review.letters.number_letter": "needs an approved letter: tests/review/test_letters.py",
    "review.letters.notify_letter": "needs a numbered letter: tests/review/test_letters.py",
    "review.receipts.confirm_reading": "of the subject alone: tests/review/test_letters.py",
    "review.delegations.assign_place": "needs a place directly below: tests/review/test_delegations.py",
    "review.cases.report_case": "by either of two rights: tests/review/test_verification_cases.py",
    "review.cases.look_at_case": "by either of two rights: tests/review/test_verification_cases.py",
    "review.cases.look_at_cases": "a list: tests/review/test_verification_cases.py",
    "review.cases.conclude_case": "needs a case that is taken up: tests/review/test_verification_cases.py",
    "review.cases.close_case": "needs a concluded case: tests/review/test_verification_cases.py",
    "accounts.remove_factors": "needs a factor: tests/accounts/test_second_factor.py",
}
"""Not walked, and why."""


def _below(target: Target) -> Organisation:
    """An agency two levels below the target's unit, to be moved up to it."""
    between = _agency(target, "B1", target.unit)
    return _agency(target, "B2", between)


def _agency(target: Target, mark: str, parent: Organisation) -> Organisation:
    return Organisation.objects.create(
        code=f"{mark}.{target.code}", name=mark, kind="agency", parent=parent, path=f"{parent.path}00{mark.lower()}"
    )


def _cell_at(target: Target) -> Organisation:
    """A cell right below the target's unit."""
    return Organisation.objects.create(
        code=f"C.{target.code}", name="C", kind="cell", parent=target.unit, path=f"{target.unit.path}00c1"
    )


def _token(target: Target) -> Token:
    return Token.objects.create(mandate=target.mandate, purpose="x", digest=target.code, hint="x", expires_on=TODAY)


_READING = ("_", "obstacles_", "person_for_", "fact_seen", "people_", "may_", "locked_")
MODULES = {
    "registry": ("units", "people", "owners", "facts", "imports"),
    "campaign": ("cycles", "plan", "changes", "editions"),
    "review": (
        "writings",
        "handing",
        "opinions",
        "answering",
        "targets",
        "target_imports",
        "letters",
        "receipts",
        "delegations",
        "cases",
        "electorates",
        "voters",
    ),
    "meetings": (
        "calling",
        "rolls",
        "agenda",
        "notes",
        "votes",
        "counting",
        "hands",
        "ending",
        "minutes",
        "printing",
    ),
}
"""The modules of actions, by floor."""


def _public(module_name: str) -> Iterator[str]:
    module = import_module(module_name)
    for name, member in inspect.getmembers(module, inspect.isfunction):
        first = next(iter(inspect.signature(member).parameters), "")
        is_act = first in {"access", "actor"} and not name.startswith(_READING)
        if is_act and member.__module__.startswith(module_name):
            yield name


def test_the_walk_knows_every_action() -> None:
    found = {f"accounts.{name}" for name in _public("kiemdiem.accounts.actions")}
    for floor, modules in MODULES.items():
        for module in modules:
            found |= {f"{floor}.{module}.{name}" for name in _public(f"kiemdiem.{floor}.actions.{module}")}
    assert found == set(ACTIONS) | set(OF_ONESELF) | set(ELSEWHERE)


def _unnamed(target: Target) -> int:
    """The target's request as one of which it is not known yet who is asked."""
    OpinionRequest.objects.filter(pk=target.asked.pk).update(asked="?", organisation=None, asked_path="")
    return int(target.asked.pk)


def _not_needed(target: Target) -> int:
    """The target's request as one that was recorded as not needed."""
    OpinionRequest.objects.filter(pk=target.asked.pk).update(not_needed_at=timezone.now())
    return int(target.asked.pk)


def _with_voters(target: Target) -> int:
    """The target's electorate, large enough to be settled."""
    number = int(target.papers.voter.electorate_id)
    for name in ("Một", "Hai"):
        Voter.objects.create(electorate_id=number, name=name, ground="lý do", added_by="account:0")
    return number


def _settled(target: Target) -> int:
    """The target's electorate, settled."""
    number = int(target.papers.voter.electorate_id)
    Electorate.objects.filter(pk=number).update(settled_at=timezone.now())
    return number


def _outcome(act: Act, access: Access, target: Target) -> str:
    """`done`, `refused`, `out of sight`; whatever was done is undone."""
    with transaction.atomic():
        before = Entry.objects.exclude(verb=Verb.ACCESS_REFUSED).count()
        try:
            act(access, target)
            found = "done"
        except OutOfSight:
            found = "out of sight"
        except Refused:
            found = "refused"
        written = Entry.objects.exclude(verb=Verb.ACCESS_REFUSED).count() - before
        assert found == "done" or not written, "a refused act stands in the journal"
        transaction.set_rollback(True)
    return found


@pytest.mark.parametrize("role", list(RoleName))
def test_every_action_is_done_where_the_right_is_held_and_nowhere_else(role: RoleName) -> None:
    targets = furnish()
    access = access_of_walker(role, targets)
    wrong = []
    for name, action in ((name, one) for name, several in ACTIONS.items() for one in several):
        for relation, target in around(role, targets):
            may = (action.right in ROLES[role].rights and relation in IN_SIGHT) or (
                action.everywhere in ROLES[role].rights
            )
            found = _outcome(action.act, access, target)
            if (found == "done") != may:
                wrong.append((name, relation, found))
    assert wrong == []


@pytest.mark.parametrize("role", list(RoleName))
def test_nobody_does_for_another_what_only_the_owner_may(role: RoleName) -> None:
    targets = furnish()
    access = access_of_walker(role, targets)
    for name, act in OF_ONESELF.items():
        for _, target in around(role, targets):
            assert _outcome(act, access, target) == "refused", name
