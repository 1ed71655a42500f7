"""Every address tried by every role at its own unit, its superior, a sibling and a unit below, by GET and by POST."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import pytest
from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from kiemdiem.accounts.models import Account
from kiemdiem.accounts.roles import ROLES, Right, RoleName
from kiemdiem.journal.models import Entry
from kiemdiem.journal.verbs import Verb
from web.walking import IN_SIGHT, RELATIONS, Target, around, furnish, walker

pytestmark = pytest.mark.django_db
Arguments = Callable[[Target], Sequence[object]]
FACTS = ("memberships", "posts", "circumstances")
OPENED = frozenset({200, 302})


@dataclass(frozen=True)
class Address:
    """Who comes in: one of these rights at the target's unit, or at any unit where it speaks of none."""

    rights: tuple[Right, ...]
    arguments: Arguments | None = None
    everywhere: frozenset[Right] = frozenset()
    """Rights that hold for every unit: who runs the machine looks after all accounts."""
    methods: str = "GET POST"
    in_sight: frozenset[str] = IN_SIGHT
    """Relations to one's own unit from which it is seen."""


def _code(target: Target) -> Sequence[object]:
    return [target.code]


def _collective(target: Target) -> Sequence[object]:
    return [target.collective.code]


def _person(target: Target) -> Sequence[object]:
    return [target.person.code]


def _login(target: Target) -> Sequence[object]:
    return [target.account.login]


def _import(target: Target) -> Sequence[object]:
    return [target.imported.pk]


def _cycle(target: Target) -> Sequence[object]:
    return [target.cycle.pk]


def _row(target: Target) -> Sequence[object]:
    return [target.row.pk]


def _writing(target: Target) -> Sequence[object]:
    return [target.writing.pk]


def _request(target: Target) -> Sequence[object]:
    return [target.asked.pk]


def _subject(target: Target) -> Sequence[object]:
    return [target.row.subject_id]


def _sheet(target: Target) -> Sequence[object]:
    return [target.papers.sheet.pk]


def _letter(target: Target) -> Sequence[object]:
    return [target.papers.letter.pk]


def _electorate(target: Target) -> Sequence[object]:
    return [target.papers.voter.electorate_id]


def _delegation(target: Target) -> Sequence[object]:
    return [target.papers.visit.delegation_id]


def _case(target: Target) -> Sequence[object]:
    return [target.papers.case.pk]


def _conference(target: Target) -> Sequence[object]:
    return [target.room.conference.pk]


def _attendee(target: Target) -> Sequence[object]:
    return [target.room.conference.pk, target.room.attendee.pk]


def _item(target: Target) -> Sequence[object]:
    return [target.room.item.pk]


def _vote(target: Target) -> Sequence[object]:
    return [target.room.vote.pk]


def _open_cycle(target: Target) -> Sequence[object]:
    return [target.row.cycle_id]


def _plan_unit(target: Target) -> Sequence[object]:
    return [target.row.cycle_id, target.code]


def _fact(name: str) -> Arguments:
    return lambda target: [name, {"memberships": target.membership, "posts": target.post}.get(
        name, target.circumstance).pk]  # fmt: skip


def _of_account(rights: tuple[Right, ...] = (Right.GRANT, Right.RUN_MACHINE)) -> Address:
    return Address(rights, _login, frozenset({Right.RUN_MACHINE}))


ADDRESSES: dict[str, list[Address]] = {
    # lists: whoever holds the right somewhere
    "units": [Address((Right.SEE_UNITS,))],
    "unit_list": [Address((Right.SEE_UNITS,))],
    "collectives": [Address((Right.SEE_UNITS,))],
    "people": [Address((Right.SEE_PEOPLE,))],
    "imports": [Address((Right.IMPORT,))],
    "import_new": [Address((Right.IMPORT,))],
    "import_template": [Address((Right.IMPORT,))],
    "export": [Address((Right.EXPORT,))],
    "own_page": [Address((Right.SEE_SELF,))],
    "accounts_list": [Address((Right.GRANT, Right.RUN_MACHINE))],
    "accounts_open": [Address((Right.GRANT, Right.RUN_MACHINE))],
    "mandate_grant": [Address((Right.GRANT,))],
    "journals": [Address((Right.READ_JOURNAL, Right.RUN_MACHINE))],
    "jobs:machine": [Address((Right.RUN_MACHINE,), methods="GET")],
    # one unit, collective, person, fact
    "unit": [Address((Right.SEE_UNITS,), _code)],
    "unit_children": [Address((Right.SEE_UNITS,), _code)],
    "unit_add": [Address((Right.EDIT_UNITS,), _code)],
    "unit_correct": [Address((Right.EDIT_UNITS,), _code)],
    "unit_move": [Address((Right.EDIT_UNITS,), _code)],
    "collective_add": [Address((Right.EDIT_UNITS,), _code)],
    "person_add": [Address((Right.EDIT_PEOPLE,), _code)],
    "collective": [Address((Right.SEE_UNITS,), _collective)],
    "collective_correct": [Address((Right.EDIT_UNITS,), _collective)],
    "person": [Address((Right.SEE_PEOPLE,), _person)],
    "person_standing": [Address((Right.SEE_PEOPLE,), _person)],
    "person_unmasked": [
        Address((Right.UNMASK,), lambda target: [target.person.code, "card_number"], methods="POST"),
        Address((Right.UNMASK,), lambda target: [target.person.code, "birth_date"], methods="POST"),
    ],
    "person_correct": [Address((Right.EDIT_PEOPLE,), _person)],
    "person_transfer": [Address((Right.EDIT_PEOPLE,), _person)],
    "person_account": [Address((Right.GRANT,), _person)],
    "person_erase": [Address((Right.ERASE,), _person)],
    "fact_add": [
        Address((Right.EDIT_PEOPLE,), lambda target: [target.person.code, "memberships"]),
        Address((Right.EDIT_PEOPLE,), lambda target: [target.person.code, "posts"]),
        Address((Right.RECORD_CIRCUMSTANCES,), lambda target: [target.person.code, "circumstances"]),
    ],
    **{
        name: [
            Address((Right.EDIT_PEOPLE,), _fact("memberships")),
            Address((Right.EDIT_PEOPLE,), _fact("posts")),
            Address((Right.RECORD_CIRCUMSTANCES,), _fact("circumstances")),
        ]
        for name in ("fact_correct", "fact_withdraw")
    },
    # imports, journal
    "import": [Address((Right.IMPORT,), _import)],
    "import_answer": [Address((Right.IMPORT,), _import, methods="POST")],
    "import_apply": [Address((Right.IMPORT,), _import, methods="POST")],
    "import_discard": [Address((Right.IMPORT,), _import, methods="POST")],
    "journal": [Address((Right.READ_JOURNAL,), _code)],
    "journal_head": [Address((Right.READ_JOURNAL,), _code)],
    "journal_verify": [Address((Right.READ_JOURNAL,), _code, methods="POST")],
    # cycle and plan
    "cycles": [Address((Right.SEE_PLAN, Right.OPEN_CYCLE))],
    "cycle_new": [Address((Right.OPEN_CYCLE,))],
    "cycle": [Address((Right.SEE_PLAN, Right.OPEN_CYCLE), _cycle, in_sight=IN_SIGHT | {"parent"})],
    "cycle_day": [Address((Right.OPEN_CYCLE,), lambda target: [target.cycle.pk, "grassroots"])],
    "cycle_choose": [
        Address((Right.SEE_PLAN, Right.OPEN_CYCLE), _cycle, in_sight=IN_SIGHT | {"parent"}, methods="POST")
    ],
    "cycle_preview": [Address((Right.OPEN_CYCLE,), _cycle, methods="POST")],
    "cycle_freeze": [Address((Right.OPEN_CYCLE,), _cycle, methods="POST")],
    "cycle_discard": [Address((Right.OPEN_CYCLE,), _cycle, methods="POST")],
    "edition_try": [Address((Right.OPEN_CYCLE,), _cycle)],
    "edition_trial": [Address((Right.OPEN_CYCLE,), lambda target: [target.trial.pk])],
    "problem_aside": [Address((Right.OPEN_CYCLE,), lambda target: [target.problem.pk])],
    "plan": [Address((Right.SEE_PLAN,), _open_cycle, in_sight=frozenset(RELATIONS))],
    "plan_rows": [Address((Right.SEE_PLAN,), _open_cycle, in_sight=frozenset(RELATIONS))],
    "plan_changes": [Address((Right.EDIT_PLAN,), _open_cycle, in_sight=frozenset(RELATIONS))],
    "changes_compare": [Address((Right.EDIT_PLAN,), _open_cycle, in_sight=frozenset(RELATIONS), methods="POST")],
    "changes_decide": [Address((Right.EDIT_PLAN,), _open_cycle, in_sight=frozenset(RELATIONS), methods="POST")],
    "plan_unit": [Address((Right.SEE_PLAN,), _plan_unit)],
    "plan_missing": [Address((Right.SEE_PLAN,), _plan_unit)],
    "plan_row": [Address((Right.SEE_PLAN,), _row)],
    "place_finish": [Address((Right.RECORD_REVIEW,), lambda target: [target.row.place_id])],
    "row_decide": [Address((Right.EDIT_PLAN,), _row)],
    "row_early": [Address((Right.EDIT_PLAN,), _row)],
    "row_reopen": [Address((Right.RECORD_REVIEW,), _row)],
    "preparation": [
        Address(
            (
                Right.ASK_OPINIONS,
                Right.ANSWER_OPINIONS,
                Right.SET_TARGETS,
                Right.SUGGEST,
                Right.APPROVE,
                Right.SEE_SELF,
                Right.WRITE_REPORT,
                Right.KEEP_CASES,
            )
        )
    ],
    # texts of the review
    "my_review": [Address((Right.SEE_SELF,))],
    "texts": [Address((Right.READ_REVIEWS,), lambda target: [target.row.place_id])],
    "text_form": [Address((Right.WRITE_REPORT,), lambda target: [target.row.subject_id])],
    "text_begin": [Address((Right.WRITE_REPORT,), lambda target: [target.row.subject_id], methods="POST")],
    **{name: [Address((Right.WRITE_REPORT, Right.READ_REVIEWS), _writing)] for name in ("writing", "writing_versions")},
    **{
        name: [Address((Right.WRITE_REPORT,), _writing, methods="POST")]
        for name in (
            "writing_save",
            "writing_rest",
            "shortcoming_add",
            "writing_hand_in",
            "writing_take_back",
            "writing_revise",
        )
    },
    "writing_settle": [
        Address((Right.WRITE_REPORT,), lambda target: [target.writing.pk, target.late.pk], methods="POST")
    ],
    "shortcoming_withdraw": [
        Address((Right.WRITE_REPORT,), lambda target: [target.writing.pk, target.shortcoming.pk], methods="POST")
    ],
    # opinions
    "opinion_requests": [Address((Right.ASK_OPINIONS, Right.ANSWER_OPINIONS, Right.SEE_SELF))],
    "opinion_letters": [Address((Right.ASK_OPINIONS,))],
    "opinion_derive": [Address((Right.ASK_OPINIONS,), _code, methods="POST")],
    "opinion_send": [Address((Right.ASK_OPINIONS,), methods="POST")],
    **{
        name: [Address((Right.ASK_OPINIONS,), _request)]
        for name in ("opinion_request", "opinion_answer", "opinion_name")
    },
    "opinion_link": [Address((Right.ASK_OPINIONS,), _request)],
    "opinion_ask_again": [Address((Right.ASK_OPINIONS,), _request)],
    "opinion_close": [
        Address((Right.ASK_OPINIONS,), lambda target: [target.asked.pk, "withdraw"]),
        Address((Right.ASK_OPINIONS,), lambda target: [target.asked.pk, "not_needed"]),
    ],
    **{
        name: [Address((Right.ASK_OPINIONS,), lambda target: [target.row.subject_id])]
        for name in ("opinions", "opinion_add", "opinion_consolidate", "opinion_go_on")
    },
    # targets, suggestions, delegations, verification cases
    "targets": [Address((Right.SET_TARGETS, Right.READ_REVIEWS))],
    "targets_export": [Address((Right.EXPORT,))],
    "target_template": [Address((Right.SET_TARGETS,))],
    "target_import": [Address((Right.SET_TARGETS,))],
    "target_preview": [Address((Right.SET_TARGETS,), _sheet)],
    "target_apply": [Address((Right.SET_TARGETS,), _sheet, methods="POST")],
    "target_discard": [Address((Right.SET_TARGETS,), _sheet, methods="POST")],
    "targets_of": [Address((Right.SET_TARGETS, Right.READ_REVIEWS), _subject)],
    "target_assign": [Address((Right.SET_TARGETS,), _subject)],
    "target_correct": [Address((Right.SET_TARGETS,), lambda target: [target.papers.target.pk])],
    "target_withdraw": [Address((Right.SET_TARGETS,), lambda target: [target.papers.target.pk])],
    "suggestion_letters": [Address((Right.SUGGEST, Right.APPROVE))],
    "suggestion_new": [Address((Right.SUGGEST,))],
    "my_suggestions": [Address((Right.READ_REVIEWS, Right.WRITE_REPORT, Right.SEE_SELF))],
    "suggestion_draft": [Address((Right.SUGGEST,), _subject)],
    "suggestion_term": [Address((Right.APPROVE,), _code)],
    "suggestion_letter": [Address((Right.SUGGEST, Right.APPROVE), _letter)],
    "suggestion_rewrite": [Address((Right.SUGGEST,), lambda target: [target.papers.draft.pk])],
    "suggestion_approve": [Address((Right.APPROVE,), lambda target: [target.papers.draft.pk])],
    "suggestion_number": [Address((Right.APPROVE,), _letter)],
    "suggestion_consult": [Address((Right.SUGGEST,), _letter)],
    "suggestion_notify": [Address((Right.APPROVE,), _letter)],
    "suggestion_report": [Address((Right.SUGGEST,), _letter)],
    "suggestion_withdraw": [Address((Right.APPROVE,), _letter)],
    "suggestion_paper": [
        Address((Right.SUGGEST, Right.APPROVE, Right.READ_REVIEWS, Right.WRITE_REPORT), _letter),
        Address((Right.SUGGEST, Right.APPROVE), lambda target: [target.papers.draft.pk]),
    ],
    "suggestion_received": [Address((Right.READ_REVIEWS, Right.WRITE_REPORT), _letter)],
    "electorates": [Address((Right.ASK_OPINIONS,))],
    "electorate_new": [Address((Right.APPROVE,))],
    "electorates_derive": [Address((Right.ASK_OPINIONS,), _code, methods="POST")],
    "electorate_define": [Address((Right.APPROVE,), lambda target: [target.row.subject_id])],
    "electorate": [Address((Right.ASK_OPINIONS,), _electorate)],
    "electorate_paper": [Address((Right.ASK_OPINIONS,), _electorate)],
    "voter_new": [Address((Right.ASK_OPINIONS,), _electorate)],
    "electorate_settle": [Address((Right.ASK_OPINIONS,), _electorate, methods="POST")],
    "electorate_reopen": [Address((Right.ASK_OPINIONS,), _electorate)],
    "electorate_held": [Address((Right.ASK_OPINIONS,), _electorate)],
    "leader_take_off": [Address((Right.ASK_OPINIONS,), lambda target: [target.papers.leader.pk])],
    "voter_leave_out": [Address((Right.ASK_OPINIONS,), lambda target: [target.papers.voter.pk])],
    "opinion_not_needed": [Address((Right.ASK_OPINIONS,), lambda target: [target.papers.leader.pk])],
    "delegations": [Address((Right.KEEP_CASES,))],
    "delegation_new": [Address((Right.KEEP_CASES,), _code)],
    "delegation": [Address((Right.KEEP_CASES,), _delegation)],
    "delegation_members": [Address((Right.KEEP_CASES,), _delegation)],
    "delegation_place": [Address((Right.KEEP_CASES,), _delegation)],
    "delegation_dissolve": [Address((Right.KEEP_CASES,), _delegation)],
    "visit_report": [Address((Right.KEEP_CASES,), lambda target: [target.papers.visit.pk])],
    "visit_release": [Address((Right.KEEP_CASES,), lambda target: [target.papers.visit.pk], methods="POST")],
    "cases": [Address((Right.KEEP_CASES, Right.APPROVE, Right.RECORD_REVIEW))],
    "case_new": [Address((Right.KEEP_CASES, Right.RECORD_REVIEW))],
    "case_report": [Address((Right.KEEP_CASES, Right.RECORD_REVIEW), _subject)],
    "case": [Address((Right.KEEP_CASES, Right.APPROVE), _case)],
    "case_take_up": [Address((Right.KEEP_CASES,), _case)],
    "case_conclude": [Address((Right.KEEP_CASES,), _case)],
    "case_close": [Address((Right.KEEP_CASES,), _case)],
    "case_decide": [Address((Right.APPROVE,), lambda target: [target.papers.case.pk, "hold"])],
    # conferences and votes
    "conferences": [Address((Right.RECORD_REVIEW, Right.ASK_OPINIONS, Right.COUNT_BALLOTS, Right.SEE_SELF))],
    "conference_call": [Address((Right.RECORD_REVIEW,), lambda target: [target.row.place_id])],
    "conference_ask": [Address((Right.ASK_OPINIONS,), _electorate)],
    "conference_screen": [Address((Right.RECORD_REVIEW, Right.COUNT_BALLOTS), _conference)],
    **{
        name: [Address((Right.RECORD_REVIEW,), _conference)]
        for name in (
            "conference",
            "conference_officers",
            "conference_drop",
            "conference_roll",
            "sitting_add",
            "attendee_add",
            "minutes",
        )
    },
    **{
        name: [Address((Right.RECORD_REVIEW,), _conference, methods="POST")]
        for name in (
            "conference_open",
            "conference_end",
            "conference_presence",
            "minutes_draw_up",
            "minutes_save",
            "minutes_sign",
        )
    },
    **{
        name: [
            Address((Right.RECORD_REVIEW,), lambda target: [target.room.conference.pk, "pdf"]),
            Address((Right.RECORD_REVIEW,), lambda target: [target.room.conference.pk, "docx"]),
        ]
        for name in ("conference_agenda", "minutes_paper")
    },
    "sitting_remove": [
        Address(
            (Right.RECORD_REVIEW,), lambda target: [target.room.conference.pk, target.room.sitting.pk], methods="POST"
        )
    ],
    "attendee_group": [Address((Right.RECORD_REVIEW,), lambda target: [target.room.group.pk])],
    "attendee_votes": [Address((Right.RECORD_REVIEW,), _attendee)],
    "attendee_remove": [Address((Right.RECORD_REVIEW,), _attendee)],
    "attendee_moved": [Address((Right.RECORD_REVIEW,), lambda target: [*_attendee(target), "left"])],
    "vote_new": [Address((Right.RECORD_REVIEW,), lambda target: [target.room.conference.pk, "proposal"])],
    **{name: [Address((Right.RECORD_REVIEW,), _item)] for name in ("item", "item_set", "item_remove")},
    "item_move": [Address((Right.RECORD_REVIEW,), lambda target: [target.room.item.pk, "up"], methods="POST")],
    "item_step": [Address((Right.RECORD_REVIEW,), lambda target: [target.room.item.pk, "begin"], methods="POST")],
    "item_save": [Address((Right.RECORD_REVIEW,), _item, methods="POST")],
    "item_settle": [
        Address((Right.RECORD_REVIEW,), lambda target: [target.room.item.pk, target.room.late.pk], methods="POST")
    ],
    "item_papers": [Address((Right.RECORD_REVIEW,), lambda target: [target.room.item.pk, "pdf"])],
    **{
        name: [Address((Right.RECORD_REVIEW,), _vote)]
        for name in (
            "vote",
            "vote_tellers",
            "vote_close",
            "vote_cancel",
            "vote_hands",
            "vote_recount",
            "vote_recount_drop",
            "vote_papers",
        )
    },
    "vote_minutes": [Address((Right.RECORD_REVIEW,), lambda target: [target.room.signed.pk, "pdf"])],
    "vote_open": [Address((Right.RECORD_REVIEW,), _vote, methods="POST")],
    "vote_confirm": [Address((Right.RECORD_REVIEW,), _vote, methods="POST")],
    **{name: [Address((Right.COUNT_BALLOTS,), _vote)] for name in ("vote_count", "vote_sums", "vote_entries")},
    **{
        name: [Address((Right.COUNT_BALLOTS,), _vote, methods="POST")]
        for name in ("vote_paper", "vote_last_out", "vote_entered", "vote_agree", "vote_sign")
    },
    "vote_count_as": [
        Address((Right.COUNT_BALLOTS,), lambda target: [target.room.vote.pk, target.room.teller.pk], methods="POST")
    ],
    # accounts and mandates of others
    "accounts_page": [_of_account()],
    "accounts_correct": [_of_account()],
    "accounts_close": [_of_account()],
    "accounts_password": [_of_account()],
    "accounts_factors": [_of_account()],
    "accounts_sessions": [_of_account()],
    "accounts_one_time": [_of_account()],
    "mandate_end": [Address((Right.GRANT,), lambda target: [target.mandate.pk])],
}
"""Name of an address -> who comes in, written down here by hand and not read from the code."""
OWN: dict[str, Arguments] = {
    "suggestion_read": lambda target: [target.papers.letter.pk],
    "mandate_delegate": lambda target: [target.mandate.pk],
    "token_issue": lambda target: [target.mandate.pk],
    "delegation_end": lambda target: [target.mandate.pk],
    "token_shown": lambda target: [target.mandate.pk],
    "token_end": lambda target: [target.mandate.pk],
    "jobs:job": lambda target: [target.imported.pk],
    "jobs:stop": lambda target: [target.imported.pk],
    "jobs:output": lambda target: [target.imported.pk],
    "mfa_edit_webauthn": lambda target: [target.account.pk],
    "mfa_remove_webauthn": lambda target: [target.account.pk],
}
"""Things that belong to one account: nobody comes in to those of others, whatever the role."""
ANYBODY = {
    "home", "about", "set_language", "account_login", "account_logout", "account_inactive", "mfa_authenticate",
    "mfa_login_webauthn", "socialaccount_login_cancelled", "socialaccount_login_error", "openid_connect_login",
    "openid_connect_callback", "opinion_by_link", "reminders_confirm", "reminders_stop_by_link", "feed",
}  # fmt: skip
"""Open to all, signed in or not; they show nothing of anybody."""
SIGNED_IN = {
    "account_home", "account_change_password", "account_reauthenticate", "mfa_index", "mfa_reauthenticate",
    "mfa_activate_totp", "mfa_deactivate_totp", "mfa_list_webauthn", "mfa_add_webauthn", "mfa_reauthenticate_webauthn",
    "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_download_recovery_codes", "usersessions_list",
    "session_end", "sessions_end_others", "token_list", "jobs:list", "reminders", "reminders_stop", "feed_make",
    "feed_end",
}  # fmt: skip
"""One's own account; a session is looked for among one's own, any other number is answered as one that is over."""
TELLING = ("home", "units", "unit_list", "collectives", "people", "imports", "accounts_list", "journals", "export")
"""Pages that list names."""


def _names(resolver: URLResolver, space: str = "") -> Iterator[str]:
    for part in resolver.url_patterns:
        if isinstance(part, URLResolver):
            yield from _names(part, f"{part.namespace}:" if part.namespace else space)
        elif isinstance(part, URLPattern) and part.name:
            yield space + part.name


def test_the_walk_knows_every_address_and_none_that_is_gone() -> None:
    known = set(ADDRESSES) | set(OWN) | ANYBODY | SIGNED_IN
    pages = {name for name in _names(get_resolver()) if not name.startswith("api")}
    assert known == pages


def _client(account: Account) -> Client:
    client = Client()
    client.force_login(account, backend=settings.AUTHENTICATION_BACKENDS[-1])
    return client


def _asked(client: Client, method: str, url: str) -> HttpResponse:
    """The answer; whatever the page did is undone."""
    with transaction.atomic():
        answer: HttpResponse = client.generic(method, url)  # type: ignore[assignment]
        transaction.set_rollback(True)
    return answer


def _is_let_in(role: RoleName, address: Address, relation: str) -> bool:
    held = ROLES[role].rights & set(address.rights)
    if address.arguments is None:
        return bool(held)
    return bool(held & address.everywhere) or (bool(held - address.everywhere) and relation in address.in_sight)


@pytest.mark.parametrize("role", list(RoleName))
def test_every_address_opens_where_the_right_is_held_and_is_404_elsewhere(role: RoleName) -> None:
    targets = furnish()
    client = _client(walker(role, targets))
    wrong, tried = [], 0
    for name, address in ((name, one) for name, several in ADDRESSES.items() for one in several):
        for relation, target in around(role, targets):
            url = reverse(name, args=address.arguments(target) if address.arguments else [])
            for method in address.methods.split():
                status = _asked(client, method, url).status_code
                tried += 1
                if status not in (OPENED if _is_let_in(role, address, relation) else {404}):
                    wrong.append((method, url, relation, status))
    assert wrong == []
    assert tried > 100


@pytest.mark.parametrize("role", list(RoleName))
def test_nobody_comes_in_to_what_belongs_to_another_account(role: RoleName) -> None:
    targets = furnish()
    client = _client(walker(role, targets))
    for name, arguments in OWN.items():
        for _, target in around(role, targets):
            url = reverse(name, args=arguments(target))
            for answer in (_asked(client, method, url) for method in ("GET", "POST")):
                is_asked_who = answer.headers.get("Location", "").startswith(reverse("account_reauthenticate"))
                assert answer.status_code in {404, 405} or is_asked_who, url


@pytest.mark.parametrize("role", list(RoleName))
def test_no_list_tells_a_name_from_outside_the_subtree(role: RoleName) -> None:
    targets = furnish()
    client = _client(walker(role, targets))
    own = next(target for relation, target in around(role, targets) if relation == "own")
    outside = [target for target in targets.values() if not target.unit.path.startswith(own.unit.path)]
    assert outside or role in {RoleName.PROVINCIAL_COMMITTEE, RoleName.SYSTEM_ADMINISTRATOR}
    for name in TELLING:
        text = client.get(reverse(name)).content.decode()
        assert list(_told(outside, text)) == [], name


def _told(targets: Iterable[Target], text: str) -> Iterator[str]:
    return (name for target in targets for name in target.names if name in text)


@pytest.mark.parametrize("role", [RoleName.CELL_SECRETARY, RoleName.DISTRICT_COMMITTEE])
def test_a_refused_look_is_journaled_and_tells_no_name(role: RoleName) -> None:
    targets = furnish()
    account = walker(role, targets)
    client = _client(account)
    beside = next(target for relation, target in around(role, targets) if relation == "sibling")
    for name in ("unit", "journal"):
        answer = client.get(reverse(name, args=[beside.code]))
        assert answer.status_code == 404
        assert not list(_told([beside], answer.content.decode()))
    entries = Entry.objects.filter(verb=Verb.ACCESS_REFUSED, actor=f"account:{account.pk}")
    assert len(entries) == 2
    assert all(beside.code in entry.details for entry in entries)


def test_who_is_not_signed_in_is_led_to_the_sign_in_from_everywhere() -> None:
    target = furnish()["W-1"]
    client = Client()
    for name, address in ((name, several[0]) for name, several in ADDRESSES.items()):
        url = reverse(name, args=address.arguments(target) if address.arguments else [])
        answer = _asked(client, address.methods.split()[-1], url)
        assert answer.status_code == 302, url
        assert answer.headers["Location"].startswith(reverse("account_login")), url


def test_an_auditor_may_write_nothing_at_all() -> None:
    targets = furnish()
    client = _client(walker(RoleName.AUDITOR, targets))
    reading = {
        Right.SEE_UNITS,
        Right.SEE_PEOPLE,
        Right.READ_JOURNAL,
        Right.RUN_MACHINE,
        Right.SEE_PLAN,
        Right.READ_REVIEWS,
    }
    writing = [name for name, several in ADDRESSES.items() if not set(several[0].rights) & reading]
    assert len(writing) > 20
    for name in writing:
        for address in ADDRESSES[name]:
            for relation in RELATIONS[:1]:
                target = dict(around(RoleName.AUDITOR, targets))[relation]
                url = reverse(name, args=address.arguments(target) if address.arguments else [])
                assert _asked(client, "POST", url).status_code in {404, 405}, url
