"""Who may ask the API, and how it says what is wrong."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from api.conftest import Program, ProgramOf, told
from kiemdiem.accounts.models import Account, Mandate, Token
from kiemdiem.api.application import api
from kiemdiem.api.problems import MEDIA_TYPE
from kiemdiem.journal.models import Entry
from kiemdiem.journal.verbs import Verb
from support.cast import Cast


def test_a_token_tells_whose_mandate_it_stands_for(program_of: ProgramOf) -> None:
    me = program_of("an").get("/me")
    assert (me["account"], me["role"], me["unit"]["code"]) == ("an", "cell_secretary", "C1-A")
    assert "see_people" in me["rights"]


@pytest.mark.parametrize("token", ["", "kd_nothing", "kd_" + "0" * 40])
def test_without_a_token_that_is_known_nothing_opens(cast: Cast, token: str) -> None:
    answer = Program(token).ask("GET", "/people")
    assert (answer.status_code, answer.headers["Content-Type"]) == (401, MEDIA_TYPE)
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert told(answer)["type"] == "/api/problems#token"


def test_a_session_of_the_browser_opens_nothing_here(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.accounts["province"], backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/api/people").status_code == 401


@pytest.mark.parametrize("over", ["token ended", "token expired", "mandate ended", "account closed"])
def test_what_is_over_opens_nothing(program_of: ProgramOf, over: str) -> None:
    program, now = program_of("an"), timezone.now()
    if over == "token ended":
        Token.objects.update(ended_at=now)
    elif over == "token expired":
        Token.objects.update(expires_on=timezone.localdate() - timedelta(days=1))
    elif over == "mandate ended":
        Mandate.objects.update(ended_at=now)
    else:
        Account.objects.update(closed_at=now)
    assert program.ask("GET", "/me").status_code == 401


def test_what_is_out_of_sight_is_404_and_the_look_is_journaled(program_of: ProgramOf, cast: Cast) -> None:
    answer = program_of("an").ask("GET", "/people/cuong")
    assert (answer.status_code, told(answer)["type"]) == (404, "/api/problems#not-found")
    assert "Cường" not in answer.content.decode()
    entry = Entry.objects.get(verb=Verb.ACCESS_REFUSED)
    assert entry.actor == f"account:{cast.accounts['an'].pk}"
    assert "cuong" in entry.details


def test_an_operation_without_the_right_is_404(program_of: ProgramOf) -> None:
    assert program_of("teller").ask("GET", "/people").status_code == 404
    assert program_of("auditor").ask("POST", "/units/C1/units", {}).status_code in {404, 422}


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "kind"),
    [
        ("GET", "/nowhere", None, 404, "not-found"),
        ("DELETE", "/people", None, 405, "method"),
        ("GET", "/people?page=0", None, 422, "malformed"),
        ("GET", "/people?occupation=king", None, 422, "malformed"),
        ("GET", "/people?colour=red", None, 422, "malformed"),
        ("GET", "/people/a%00b", None, 404, "not-found"),
        ("GET", "/people?search=a%00b", None, 404, "not-found"),
        ("POST", "/people/an/transfer", {"cell": "C1-B"}, 422, "malformed"),
        ("POST", "/people/an/transfer", {"cell": "C1-A", "on": "2026-01-01"}, 422, "refused"),
        ("POST", "/people/an/transfer", {"cell": "C1-A", "on": "1776-07-04"}, 422, "malformed"),
        ("PATCH", "/people/an", {"version": 7, "full_name": "An"}, 409, "stale"),
        ("PATCH", "/people/an", {"version": 1, "full_name": None}, 422, "refused"),
        ("PATCH", "/people/an", {"version": 1, "full_name": "a\0b"}, 422, "malformed"),
        ("PATCH", "/people/an", {"version": 1, "full_name": "x" * 121}, 422, "malformed"),
        ("PATCH", "/people/an", {"version": 2**70, "full_name": "An"}, 422, "malformed"),
        ("PATCH", "/people/an", {"version": 1, "nickname": "An"}, 422, "malformed"),
        ("PATCH", "/posts/99999999999999999999", {"version": 1}, 404, "not-found"),
    ],
)
def test_every_error_is_a_problem_document(
    program_of: ProgramOf, method: str, path: str, body: object, status: int, kind: str
) -> None:
    answer = program_of("office").ask(method, path, body)
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, MEDIA_TYPE)
    document = told(answer)
    assert (document["status"], document["type"]) == (status, f"/api/problems#{kind}")
    assert document["detail"]


def test_a_body_that_is_no_json_is_told_so(program_of: ProgramOf) -> None:
    program = program_of("office")
    answer = program.client.generic(
        "PATCH", "/api/people/an", "{", content_type="application/json", HTTP_AUTHORIZATION=f"Bearer {program.token}"
    )
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == MEDIA_TYPE


def test_a_body_too_large_is_413(program_of: ProgramOf) -> None:
    answer = program_of("office").ask("PATCH", "/people/an", {"version": 1, "reason": "x" * 5_000_000})
    assert (answer.status_code, told(answer)["type"]) == (413, "/api/problems#too-large")


def test_a_refusal_names_field_and_clause_in_the_language_asked_for(program_of: ProgramOf) -> None:
    body = {"cell": "C1-A", "kind": "official"}
    in_english = program_of("office").ask("POST", "/people/an/memberships", body, accept_language="en")
    in_vietnamese = program_of("office").ask("POST", "/people/an/memberships", body)
    verdict = told(in_english)["verdicts"][0]
    assert (verdict["field"], verdict["clause"]) == ("kind", "II.2.3.a")
    assert "open official membership" in verdict["message"]
    assert "đang mở" in told(in_vietnamese)["detail"] or "chính thức" in told(in_vietnamese)["detail"]


@pytest.mark.parametrize(("language", "words"), [("vi", "quá dài"), ("en", "at most 120 characters")])
def test_a_malformed_body_is_told_by_field_in_the_language_asked_for(
    program_of: ProgramOf, language: str, words: str
) -> None:
    body = {"version": 1, "full_name": "x" * 121}
    answer = told(program_of("office").ask("PATCH", "/people/an", body, accept_language=language))
    (verdict,) = answer["verdicts"]
    assert verdict["field"] == "full_name"
    assert words in verdict["message"]


def test_every_operation_that_takes_a_version_declares_the_conflict() -> None:
    operations = [one for path in api.get_openapi_schema()["paths"].values() for one in path.values()]
    declared = {one["operationId"] for one in operations if 409 in one["responses"] or "409" in one["responses"]}
    kinds = ("unit", "collective", "person", "membership", "post", "circumstance")
    withdrawn = {f"withdraw_{kind}" for kind in kinds[3:]}
    assert declared == {f"correct_{kind}" for kind in kinds} | withdrawn | {"move_unit"}


def test_a_fault_of_ours_tells_nothing_of_the_inside(program_of: ProgramOf, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("a secret of the inside")

    program = program_of("office")
    monkeypatch.setattr("kiemdiem.api.units.counts_of", fail)
    answer = program.ask("GET", "/units/C1/counts")
    assert (answer.status_code, answer.headers["Content-Type"]) == (500, MEDIA_TYPE)
    assert "secret" not in answer.content.decode()


def test_no_cache_keeps_an_answer(program_of: ProgramOf) -> None:
    assert program_of("office").ask("GET", "/people").headers["Cache-Control"] == "no-store"
