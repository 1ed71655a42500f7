"""Every page of the product, with the account that opens it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from django.db.models import Model
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from kiemdiem.accounts.models import Mandate
from kiemdiem.campaign.models import Cycle, EditionTrial, PlanRow, Problem, Subject
from kiemdiem.meetings.models import Attendee, Conference, Item, Vote
from kiemdiem.registry.models import Circumstance, Collective, Import, Membership, Person, Post
from kiemdiem.review.models import (
    Delegation,
    Electorate,
    ElectorateLeader,
    OpinionRequest,
    SuggestionLetter,
    Target,
    TargetImport,
    VerificationCase,
    Visit,
    Voter,
    Writing,
)
from kiemdiem.tree.models import Organisation

Arguments = Callable[[], list[object]]


@dataclass(frozen=True)
class Shown:
    """An address to look at: by whom, with which arguments."""

    login: str = "huyen"
    arguments: Arguments = list
    query: str = ""


def _unit() -> list[object]:
    return [Organisation.objects.get(kind="district").code]


def _person() -> Person:
    district = Organisation.objects.get(kind="district")
    return Person.objects.filter(path__startswith=district.path, posts__isnull=False).order_by("pk")[0]


def _of_person(*more: object) -> Arguments:
    return lambda: [_person().code, *more]


def _fact(name: str, model: type[Membership] | type[Post] | type[Circumstance]) -> Arguments:
    path = Organisation.objects.get(kind="district").path
    return lambda: [name, model.objects.filter(person__path__startswith=path).order_by("pk")[0].pk]


def _login() -> list[object]:
    return ["demo.coso"]


def _mandate() -> list[object]:
    return [Mandate.objects.get(account__login="demo.bithu").pk]


def _own_mandate() -> list[object]:
    return [Mandate.objects.get(account__login="demo.huyen").pk]


def _collective() -> list[object]:
    district = Organisation.objects.get(kind="district")
    return [Collective.objects.filter(path__startswith=district.path).order_by("pk")[0].code]


def _cycle(*, frozen: bool = True) -> list[object]:
    return [Cycle.objects.filter(frozen_at__isnull=not frozen).latest("pk").pk]


def _cell() -> str:
    return Mandate.objects.get(account__login="demo.bithu").organisation.code


def _waiting_row() -> PlanRow:
    """A leader who waits for the collective."""
    held = PlanRow.objects.filter(subject__kind="cadre", action="review", precondition__isnull=False)
    return held.order_by("pk")[0]


def _waiting_member() -> PlanRow:
    """A member of the secretary's cell."""
    return PlanRow.objects.filter(subject__kind="member", place__code=_cell(), action="review").order_by("pk")[0]


def _writing() -> list[object]:
    return [Writing.objects.get(person__account__login="demo.dangvien").pk]


def _report() -> list[object]:
    return [Writing.objects.filter(collective__isnull=False).order_by("pk")[0].pk]


def _asked() -> list[object]:
    waiting = OpinionRequest.objects.filter(kind="residence", answered_at=None, not_needed_at=None)
    return [waiting.order_by("pk")[0].pk]


def _answered() -> list[object]:
    return [OpinionRequest.objects.filter(answered_at__isnull=False).order_by("pk")[0].pk]


def _asked_about() -> list[object]:
    return [OpinionRequest.objects.filter(answered_at__isnull=False).order_by("pk")[0].subject_id]


def _own_subject() -> list[object]:
    """The demonstration's own member."""
    return [Subject.objects.get(kind="member", cycle__year=2020, person__account__login="demo.dangvien").pk]


def _latest(model: type[Model], **known: object) -> Arguments:
    return lambda: [model._default_manager.filter(**known).latest("pk").pk]


def _vote(**known: object) -> Arguments:
    """The last vote of the demonstration's conference with these columns."""
    return _latest(Vote, **known)


def _roll(*more: object) -> Arguments:
    """Somebody who is in the room."""
    return lambda: [*_latest(Conference)(), Attendee.objects.filter(present_since__isnull=False).latest("pk").pk, *more]


_COUNTED: dict[str, object] = {"countings__signed_at__isnull": False}
_OPEN_ITEM: dict[str, object] = {"begun_at__isnull": False, "concluded_at": None}
_being_made = _latest(Electorate, settled_at=None)


def _imports() -> list[Shown]:
    """Each preview that was uploaded to a unit."""
    numbers = Import.objects.exclude(unit=None).values_list("pk", flat=True)
    return [Shown(arguments=partial(list[object], [number])) for number in numbers]


def shown_pages() -> dict[str, list[Shown]]:
    """Name of an address -> the ways to look at it."""
    return {
        "home": [Shown(""), Shown("huyen"), Shown("dangvien"), Shown("quantri")],
        "about": [Shown("")],
        "account_login": [Shown("")],
        "account_inactive": [Shown("")],
        "account_logout": [Shown()],
        "socialaccount_login_cancelled": [Shown("")],
        "socialaccount_login_error": [Shown("")],
        "account_home": [Shown()],
        "account_change_password": [Shown()],
        "account_reauthenticate": [Shown()],
        "mfa_index": [Shown(), Shown("coso")],
        "mfa_activate_totp": [Shown()],
        "mfa_reauthenticate": [Shown("coso")],
        "mfa_deactivate_totp": [Shown("coso")],
        "mfa_view_recovery_codes": [Shown("coso")],
        "mfa_generate_recovery_codes": [Shown("coso")],
        "mfa_list_webauthn": [Shown()],
        "mfa_add_webauthn": [Shown()],
        "usersessions_list": [Shown()],
        "mandate_delegate": [Shown(arguments=_own_mandate)],
        "token_issue": [Shown(arguments=_own_mandate)],
        "token_list": [Shown()],
        "reminders": [Shown(), Shown("dangvien")],
        "reminders_confirm": [Shown("", lambda: ["khong-co"])],
        "reminders_stop_by_link": [Shown("", lambda: ["khong-co"])],
        "accounts_list": [Shown(), Shown("quantri")],
        "accounts_open": [Shown()],
        "mandate_grant": [Shown()],
        "mandate_end": [Shown(arguments=_mandate)],
        "accounts_page": [Shown(arguments=_login)],
        "accounts_correct": [Shown(arguments=_login)],
        "accounts_close": [Shown(arguments=_login)],
        "accounts_password": [Shown(arguments=_login)],
        "accounts_factors": [Shown(arguments=_login)],
        "accounts_sessions": [Shown(arguments=_login)],
        "journals": [Shown(), Shown("quantri")],
        "journal": [Shown(arguments=_unit)],
        "journal_head": [Shown(arguments=_unit)],
        "jobs:list": [Shown()],
        "jobs:machine": [Shown("quantri")],
        "units": [Shown(), Shown("bithu")],
        "unit_list": [Shown(), Shown(query="?q=zzz")],
        "unit": [Shown(arguments=_unit)],
        "unit_add": [Shown(arguments=_unit)],
        "unit_correct": [Shown(arguments=_unit)],
        "unit_move": [Shown(arguments=_unit)],
        "collectives": [Shown()],
        "collective": [Shown(arguments=_collective)],
        "collective_add": [Shown(arguments=_unit)],
        "collective_correct": [Shown(arguments=_collective)],
        "people": [Shown(), Shown(query="?q=nguyen&party=member"), Shown(query="?q=zzz")],
        "own_page": [Shown("dangvien")],
        "person": [Shown(arguments=_of_person())],
        "person_standing": [Shown(arguments=_of_person())],
        "person_add": [Shown(arguments=_unit)],
        "person_correct": [Shown(arguments=_of_person())],
        "person_transfer": [Shown(arguments=_of_person())],
        "person_account": [Shown(arguments=_of_person())],
        "person_erase": [Shown("tinh", _of_person())],
        "fact_add": [Shown(arguments=_of_person(name)) for name in ("memberships", "posts", "circumstances")],
        "fact_correct": [Shown(arguments=_fact("memberships", Membership)), Shown(arguments=_fact("posts", Post))],
        "fact_withdraw": [Shown(arguments=_fact("posts", Post))],
        "cycles": [Shown()],
        "cycle_new": [Shown()],
        "cycle": [Shown("tinh", partial(_cycle, frozen=False)), Shown("tinh", _cycle)],
        "cycle_day": [Shown("tinh", lambda: [*_cycle(), "grassroots"])],
        "edition_try": [Shown("tinh", _cycle)],
        "edition_trial": [Shown("tinh", lambda: [EditionTrial.objects.order_by("pk")[0].pk])],
        "problem_aside": [Shown("tinh", lambda: [Problem.objects.order_by("pk")[0].pk])],
        "plan": [Shown("tinh", _cycle)],
        "plan_rows": [Shown(arguments=_cycle), Shown(arguments=_cycle, query="?q=zzz")],
        "plan_unit": [Shown(arguments=lambda: [*_cycle(), *_unit()]), Shown("bithu", lambda: [*_cycle(), _cell()])],
        "plan_missing": [Shown("bithu", lambda: [*_cycle(), _cell()])],
        "plan_changes": [Shown(arguments=_cycle)],
        "plan_row": [Shown("tinh", lambda: [_waiting_row().pk])],
        "place_finish": [Shown("tinh", lambda: [_waiting_row().place_id])],
        "row_decide": [Shown("tinh", lambda: [_waiting_row().pk])],
        "row_early": [Shown("tinh", lambda: [_waiting_row().pk])],
        "row_reopen": [Shown("tinh", lambda: [_waiting_row().pk])],
        "my_review": [Shown("dangvien")],
        "texts": [Shown("bithu", lambda: [_waiting_member().place_id])],
        "text_form": [Shown("coso", lambda: [_waiting_member().subject_id])],
        "writing": [Shown("dangvien", _writing), Shown("bithu", _writing), Shown("huyen", _report)],
        "writing_versions": [Shown("dangvien", _writing)],
        "preparation": [Shown(), Shown("dangvien")],
        "opinion_requests": [Shown(), Shown("bithu", query="?state=open"), Shown("dangvien")],
        "opinion_letters": [Shown("bithu")],
        "opinion_request": [Shown("tinh", _answered), Shown("tinh", _asked)],
        "opinion_answer": [Shown("tinh", _asked, "?paper=1")],
        "opinion_name": [Shown("tinh", _asked)],
        "opinion_close": [Shown("tinh", lambda: [*_asked(), "withdraw"])],
        "opinion_ask_again": [Shown("tinh", _asked)],
        "opinions": [Shown("tinh", _asked_about)],
        "opinion_add": [Shown("tinh", _asked_about)],
        "opinion_consolidate": [Shown("tinh", _asked_about)],
        "opinion_go_on": [Shown("tinh", _asked_about)],
        "opinion_by_link": [Shown("", lambda: ["khong-co"])],
        "targets": [Shown(), Shown("bithu")],
        "target_import": [Shown()],
        "target_preview": [Shown(arguments=_latest(TargetImport))],
        "targets_of": [Shown(arguments=_own_subject), Shown("dangvien", _own_subject)],
        "target_assign": [Shown(arguments=_own_subject)],
        "target_correct": [Shown(arguments=_latest(Target, withdrawn_at=None))],
        "target_withdraw": [Shown(arguments=_latest(Target, withdrawn_at=None))],
        "suggestion_letters": [Shown(), Shown(query="?q=zzz")],
        "suggestion_new": [Shown()],
        "my_suggestions": [Shown("dangvien"), Shown("bithu")],
        "suggestion_draft": [Shown(arguments=_own_subject)],
        "suggestion_term": [Shown(arguments=_unit)],
        "suggestion_letter": [
            Shown(arguments=_latest(SuggestionLetter, approved_at=None)), Shown(arguments=_latest(SuggestionLetter)),
        ],
        "suggestion_rewrite": [Shown(arguments=_latest(SuggestionLetter, approved_at=None))],
        "suggestion_approve": [Shown(arguments=_latest(SuggestionLetter, approved_at=None))],
        "suggestion_number": [Shown(arguments=_latest(SuggestionLetter, approved_at=None))],
        "suggestion_consult": [Shown(arguments=_latest(SuggestionLetter))],
        "suggestion_notify": [Shown(arguments=_latest(SuggestionLetter))],
        "suggestion_report": [Shown(arguments=_latest(SuggestionLetter))],
        "suggestion_withdraw": [Shown(arguments=_latest(SuggestionLetter))],
        "suggestion_paper": [Shown(arguments=_latest(SuggestionLetter))],
        "suggestion_received": [Shown("dangvien", _latest(SuggestionLetter))],
        "electorates": [Shown()],
        "electorate_new": [Shown()],
        "electorate_define": [Shown(arguments=_own_subject)],
        "electorate": [Shown(arguments=_being_made), Shown(arguments=_latest(Electorate, settled_at__isnull=False))],
        "electorate_paper": [Shown(arguments=_being_made)],
        "voter_new": [Shown(arguments=_being_made)],
        "electorate_reopen": [Shown(arguments=_latest(Electorate, settled_at__isnull=False))],
        "electorate_held": [Shown(arguments=_latest(Electorate, settled_at__isnull=False))],
        "leader_take_off": [Shown(arguments=_latest(ElectorateLeader, electorate__settled_at=None))],
        "voter_leave_out": [Shown(arguments=_latest(Voter, electorate__settled_at=None, left_out_at=None))],
        "opinion_not_needed": [Shown(arguments=_latest(ElectorateLeader))],
        "delegations": [Shown()],
        "delegation_new": [Shown(arguments=_unit)],
        "delegation": [Shown(arguments=_latest(Delegation))],
        "delegation_members": [Shown(arguments=_latest(Delegation))],
        "delegation_place": [Shown(arguments=_latest(Delegation))],
        "delegation_dissolve": [Shown(arguments=_latest(Delegation))],
        "visit_report": [Shown(arguments=_latest(Visit, released_at=None))],
        "cases": [Shown(), Shown("bithu")],
        "case_new": [Shown()],
        "case_report": [Shown(arguments=_own_subject)],
        "case": [Shown(arguments=_latest(VerificationCase))],
        "case_take_up": [Shown(arguments=_latest(VerificationCase))],
        "case_conclude": [Shown(arguments=_latest(VerificationCase))],
        "case_close": [Shown(arguments=_latest(VerificationCase))],
        "case_decide": [Shown(arguments=lambda: [*_latest(VerificationCase)(), "result"])],
        "conferences": [Shown(), Shown("bithu"), Shown("kiemphieu"), Shown("dangvien")],
        "conference_call": [Shown(arguments=lambda: [_waiting_row().place_id])],
        "conference_ask": [Shown(arguments=_latest(Electorate, settled_at__isnull=False))],
        "conference": [Shown("bithu", _latest(Conference))],
        "conference_screen": [Shown("bithu", _latest(Conference)), Shown("dangvien", _latest(Conference))],
        "sitting_add": [Shown("bithu", _latest(Conference))],
        "conference_officers": [Shown("bithu", _latest(Conference))],
        "conference_drop": [Shown("bithu", _latest(Conference))],
        "conference_roll": [Shown("bithu", _latest(Conference))],
        "attendee_add": [Shown("bithu", _latest(Conference))],
        "attendee_votes": [Shown("bithu", _roll())],
        "attendee_remove": [Shown("bithu", _roll())],
        "attendee_moved": [Shown("bithu", _roll("left"))],
        "minutes": [Shown("bithu", _latest(Conference))],
        "vote_new": [Shown("bithu", lambda: [*_latest(Conference)(), "conclusion"])],
        "item": [Shown("bithu", _latest(Item)), Shown("bithu", _latest(Item, **_OPEN_ITEM)),
                 Shown("bithu", _latest(Item, concluded_at__isnull=False))],
        "item_set": [Shown("bithu", _latest(Item))],
        "item_remove": [Shown("bithu", _latest(Item))],
        "vote": [Shown("bithu", _vote()), Shown("bithu", _vote(**_COUNTED)), Shown("bithu", _vote(means="hands"))],
        "vote_tellers": [Shown("bithu", _vote())],
        "vote_close": [Shown("bithu", _vote())],
        "vote_cancel": [Shown("bithu", _vote())],
        "vote_hands": [Shown("bithu", _vote(means="hands"))],
        "vote_recount": [Shown("bithu", _vote(**_COUNTED))],
        "vote_recount_drop": [Shown("bithu", _vote(**_COUNTED))],
        "vote_count": [Shown("kiemphieu", _vote(closed_at__isnull=False)), Shown("kiemphieu", _vote(**_COUNTED)),
                       Shown("kiemphieu", _vote())],
        "vote_sums": [Shown("kiemphieu", _vote(closed_at__isnull=False))],
        "vote_entries": [Shown("kiemphieu", _vote(closed_at__isnull=False))],
        "imports": [Shown()],
        "import_new": [Shown()],
        "import": _imports(),
        "export": [Shown()],
    }  # fmt: skip


UNSEEN = {
    "set_language": "leads on at once",
    "openid_connect_login": "leads to another system",
    "openid_connect_callback": "comes from another system",
    "mfa_authenticate": "between password and code: looked at in a story",
    "mfa_login_webauthn": "answers a script",
    "mfa_reauthenticate_webauthn": "answers a script",
    "mfa_edit_webauthn": "leads on without a passkey",
    "mfa_remove_webauthn": "leads on without a passkey",
    "mfa_download_recovery_codes": "a file",
    "session_end": "acts and leads on",
    "reminders_stop": "acts and leads on",
    "feed_make": "shown once after making it: looked at in a story",
    "feed_end": "acts and leads on",
    "feed": "a file",
    "sessions_end_others": "acts and leads on",
    "delegation_end": "needs a delegation",
    "token_shown": "shown once after issuing: looked at in a story",
    "token_end": "acts and leads on",
    "accounts_one_time": "shown once after opening: looked at in a story",
    "journal_verify": "acts and leads on",
    "jobs:job": "looked at in a story",
    "jobs:stop": "acts and leads on",
    "jobs:output": "a file",
    "import_template": "a file",
    "cycle_choose": "acts and leads on",
    "cycle_preview": "acts and leads on",
    "cycle_freeze": "acts and leads on",
    "cycle_discard": "acts and leads on",
    "changes_compare": "acts and leads on",
    "changes_decide": "acts and leads on",
    "opinion_derive": "acts and leads on",
    "opinion_send": "acts and leads on",
    "opinion_link": "shown once after making it: looked at in a story",
    "text_begin": "acts and leads on",
    "writing_save": "acts and leads on",
    "writing_settle": "acts and leads on",
    "writing_rest": "acts and leads on",
    "shortcoming_add": "acts and leads on",
    "shortcoming_withdraw": "acts and leads on",
    "writing_hand_in": "acts and leads on",
    "writing_take_back": "acts and leads on",
    "writing_revise": "acts and leads on",
    "target_template": "a file",
    "targets_export": "a file",
    "target_apply": "acts and leads on",
    "target_discard": "acts and leads on",
    "suggestion_read": "acts and leads on",
    "visit_release": "acts and leads on",
    "electorates_derive": "acts and leads on",
    "electorate_settle": "acts and leads on",
    "attendee_group": "needs a Party group: tests/meetings/test_calling.py",
    "sitting_remove": "acts and leads on",
    "conference_open": "acts and leads on",
    "conference_end": "acts and leads on",
    "conference_presence": "acts and leads on",
    "conference_agenda": "a file",
    "minutes_draw_up": "acts and leads on",
    "minutes_save": "acts and leads on",
    "minutes_sign": "acts and leads on",
    "minutes_paper": "a file",
    "item_move": "acts and leads on",
    "item_step": "acts and leads on",
    "item_save": "acts and leads on",
    "item_settle": "acts and leads on",
    "item_papers": "a file",
    "vote_open": "acts and leads on",
    "vote_confirm": "acts and leads on",
    "vote_papers": "a file",
    "vote_minutes": "a file",
    "vote_count_as": "acts and leads on",
    "vote_paper": "acts and leads on",
    "vote_last_out": "acts and leads on",
    "vote_entered": "acts and leads on",
    "vote_agree": "acts and leads on",
    "vote_sign": "acts and leads on",
    "import_answer": "acts and leads on",
    "import_apply": "acts and leads on",
    "import_discard": "acts and leads on",
    "unit_children": "a part of a page: looked at in a story",
    "person_unmasked": "a part of a page: looked at in a story",
}
"""Addresses that no walk of pages can open, and why."""


def names_of_addresses(resolver: URLResolver | None = None, space: str = "") -> Iterator[str]:
    """The names of all addresses but the API's."""
    for part in (resolver or get_resolver()).url_patterns:
        if isinstance(part, URLResolver) and part.namespace != "api":
            yield from names_of_addresses(part, f"{part.namespace}:" if part.namespace else space)
        elif isinstance(part, URLPattern) and part.name:
            yield space + part.name


def address(name: str, shown: Shown) -> str:
    """The address to open."""
    return reverse(name, args=shown.arguments()) + shown.query
