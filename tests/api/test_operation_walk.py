"""Every operation asked by every role at its own unit, its superior, a sibling and a unit below."""

import json
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.utils import timezone

from kiemdiem.accounts.actions import TokenFacts, issue_token
from kiemdiem.accounts.queries import access_of
from kiemdiem.accounts.roles import ROLES, Right, RoleName
from kiemdiem.api.application import api
from kiemdiem.api.operations import RIGHTS
from kiemdiem.journal.models import Entry
from kiemdiem.journal.verbs import Verb
from web.walking import IN_SIGHT, Target, around, furnish, walker

pytestmark = pytest.mark.django_db
Body = dict[str, object] | None
UNIT, PERSON, COLLECTIVE = "unit", "person", "collective"
PAPER = {"number": "1-QĐ/TU"}

OPERATIONS: dict[str, tuple[Right | None, str, Callable[[Target], Body]]] = {
    "list_units": (Right.SEE_UNITS, "", lambda _: None),
    "list_collectives": (Right.SEE_UNITS, "", lambda _: None),
    "list_people": (Right.SEE_PEOPLE, "", lambda _: None),
    "list_imports": (Right.IMPORT, "", lambda _: None),
    "list_jobs": (None, "", lambda _: None),
    "get_me": (None, "", lambda _: None),
    "get_unit": (Right.SEE_UNITS, UNIT, lambda _: None),
    "list_children": (Right.SEE_UNITS, UNIT, lambda _: None),
    "get_unit_counts": (Right.SEE_UNITS, UNIT, lambda _: None),
    "get_unit_history": (Right.SEE_UNITS, UNIT, lambda _: None),
    "add_unit": (Right.EDIT_UNITS, UNIT, lambda _: {"code": "NEW", "name": "Mới", "kind": "agency"}),
    "correct_unit": (Right.EDIT_UNITS, UNIT, lambda _: {"version": 1, "name": "Khác"}),
    "move_unit": (Right.EDIT_UNITS, UNIT, lambda at: {"version": 1, "superior": at.code, "on": "2026-01-01"}),
    "add_collective": (Right.EDIT_UNITS, UNIT, lambda _: {"code": "KNEW", "name": "Mới", "kind": "leadership"}),
    "add_person": (Right.EDIT_PEOPLE, UNIT, lambda _: {"full_name": "Người Mới"}),
    "list_entries": (Right.READ_JOURNAL, UNIT, lambda _: None),
    "print_journal_head": (Right.READ_JOURNAL, UNIT, lambda _: None),
    "verify_journal": (Right.READ_JOURNAL, UNIT, lambda _: None),
    "get_collective": (Right.SEE_UNITS, COLLECTIVE, lambda _: None),
    "list_holders": (Right.SEE_PEOPLE, COLLECTIVE, lambda _: None),
    "get_collective_history": (Right.SEE_UNITS, COLLECTIVE, lambda _: None),
    "correct_collective": (Right.EDIT_UNITS, COLLECTIVE, lambda _: {"version": 1, "name": "Khác"}),
    "get_person": (Right.SEE_PEOPLE, PERSON, lambda _: None),
    "get_person_history": (Right.SEE_PEOPLE, PERSON, lambda _: None),
    "get_person_standing": (Right.SEE_PEOPLE, PERSON, lambda _: None),
    "correct_person": (Right.EDIT_PEOPLE, PERSON, lambda _: {"version": 1, "gender": "nam"}),
    "transfer_person": (Right.EDIT_PEOPLE, PERSON, lambda at: {"cell": at.code, "on": "2026-01-01"}),
    "unmask_person": (Right.UNMASK, PERSON, lambda _: {"column": "card_number"}),
    "erase_person": (Right.ERASE, PERSON, lambda _: {"reason": "yêu cầu", "document": PAPER}),
    "set_person_account": (Right.GRANT, PERSON, lambda at: {"login": at.account.login}),
    "remove_person_account": (Right.GRANT, PERSON, lambda _: None),
    "enter_membership": (Right.EDIT_PEOPLE, PERSON, lambda at: {"cell": at.code, "kind": "temporary"}),
    "enter_post": (Right.EDIT_PEOPLE, PERSON, lambda at: {"collective": at.collective.code, "role": "deputy"}),
    "enter_circumstance": (Right.RECORD_CIRCUMSTANCES, PERSON, lambda _: {"kind": "sick_leave", "end": "2026-01-01"}),
    "correct_membership": (Right.EDIT_PEOPLE, "membership", lambda _: {"version": 1, "kind": "temporary"}),
    "correct_post": (Right.EDIT_PEOPLE, "post", lambda _: {"version": 1, "title": "Ủy viên"}),
    "correct_circumstance": (Right.RECORD_CIRCUMSTANCES, "circumstance", lambda _: {"version": 1, "note": "x"}),
    "withdraw_membership": (Right.EDIT_PEOPLE, "membership", lambda _: {"version": 1, "reason": "nhầm"}),
    "withdraw_post": (Right.EDIT_PEOPLE, "post", lambda _: {"version": 1, "reason": "nhầm"}),
    "withdraw_circumstance": (Right.RECORD_CIRCUMSTANCES, "circumstance", lambda _: {"version": 1, "reason": "nhầm"}),
    "get_import": (Right.IMPORT, "import", lambda _: None),
    "list_import_rows": (Right.IMPORT, "import", lambda _: None),
    "answer_questions": (Right.IMPORT, "import", lambda _: {"answers": {}}),
    "apply_import": (Right.IMPORT, "import", lambda _: None),
    "discard_import": (Right.IMPORT, "import", lambda _: None),
    "export_workbook": (Right.EXPORT, "", lambda at: {"unit": at.code}),
}
"""Operation -> right, what its address names, a body that could be carried out."""
AT_A_UNIT_IN_THE_BODY = {"export_workbook"}
ELSEWHERE = {
    "get_job": "of one's own account alone: test_writing",
    "stop_job": "of one's own account alone: test_writing",
    "get_job_file": "of one's own account alone: test_writing",
    "upload_workbook": "a form with a file: below",
}


def _paths() -> dict[str, tuple[str, str, list[str]]]:
    """Operation -> method, path, rights that its description names."""
    return {
        one["operationId"]: (method.upper(), path, one[RIGHTS])
        for path, operations in api.get_openapi_schema(path_prefix="/api/")["paths"].items()
        for method, one in operations.items()
    }


def _place(target: Target, what: str) -> str:
    numbers = {
        "membership": target.membership, "post": target.post, "circumstance": target.circumstance,
        "import": target.imported,
    }  # fmt: skip
    codes = {UNIT: target.code, PERSON: target.person.code, COLLECTIVE: target.collective.code}
    return codes[what] if what in codes else str(numbers[what].pk)


def test_the_walk_knows_every_operation_and_its_rights() -> None:
    paths = _paths()
    assert set(paths) == set(OPERATIONS) | set(ELSEWHERE)
    for name, (right, _, _) in OPERATIONS.items():
        assert right is None or right.value in paths[name][2] or name == "unmask_person", name


def _client(role: RoleName, targets: dict[str, Target]) -> Client:
    account = walker(role, targets)
    mandate = account.mandates.get()
    facts = TokenFacts("đi thử", timezone.localdate() + timedelta(days=1))
    token = issue_token(access_of(account), mandate, facts)[1].text
    return Client(headers={"Authorization": f"Bearer {token}"}, raise_request_exception=False)


@pytest.mark.parametrize("role", list(RoleName))
def test_every_operation_opens_where_the_right_is_held_and_is_404_elsewhere(role: RoleName) -> None:
    targets, paths = furnish(), _paths()
    client = _client(role, targets)
    wrong = []
    for name, (right, what, body_of) in OPERATIONS.items():
        method, path, _ = paths[name]
        for relation, target in around(role, targets):
            url = re.sub("{.+}", _place(target, what), path) if what else path
            is_let_in = right is None or right in ROLES[role].rights
            if what or name in AT_A_UNIT_IN_THE_BODY:
                is_let_in = is_let_in and relation in IN_SIGHT
            body = body_of(target)
            with transaction.atomic():
                written = Entry.objects.exclude(verb=Verb.ACCESS_REFUSED).count()
                answer = client.generic(method, url, json.dumps(body) if body else "", "application/json")
                written = Entry.objects.exclude(verb=Verb.ACCESS_REFUSED).count() - written
                transaction.set_rollback(True)
            if (answer.status_code == 404) == is_let_in or answer.status_code >= 500 or (written and not is_let_in):
                wrong.append((name, relation, answer.status_code, answer.content.decode()[:200]))
    assert wrong == []


@pytest.mark.parametrize("role", list(RoleName))
def test_a_workbook_is_taken_where_the_right_is_held_alone(role: RoleName) -> None:
    targets = furnish()
    client = _client(role, targets)
    for relation, target in around(role, targets):
        with transaction.atomic():
            file = SimpleUploadedFile("a.xlsx", b"x")
            answer = client.post("/api/imports", {"unit": target.code, "file": file})
            transaction.set_rollback(True)
        may = Right.IMPORT in ROLES[role].rights and relation in IN_SIGHT
        assert answer.status_code == (201 if may else 404), relation
