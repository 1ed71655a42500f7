"""What programs write: the same actions as the forms, versions and keys so that nothing is lost or doubled."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from api.conftest import Program, ProgramOf, told
from kiemdiem.demonstration import Size, make
from kiemdiem.journal.models import Entry
from kiemdiem.journal.verbs import Verb
from kiemdiem.registry.models import Circumstance, Collective, Membership, Person, Post
from kiemdiem.tree.models import Organisation
from kiemdiem.workbook.writing import write_files
from support.cast import Cast
from support.jobs import run_next_job

PAPER = {"number": "12-QĐ/ĐU", "issued_on": "2026-02-03", "issuer": "Đảng ủy"}


def _done(program: Program, method: str, path: str, body: object, status: int = 200, **headers: str) -> Any:
    answer = program.ask(method, path, body, **headers)
    assert answer.status_code == status, answer.content.decode()
    return told(answer) if answer.content else None


def test_organisations_are_added_corrected_and_moved(program_of: ProgramOf) -> None:
    district = program_of("district")
    body = {"code": "C9", "name": "Đảng bộ xã Mới", "kind": "grassroots_committee", "document": PAPER}
    assert _done(district, "POST", "/units/H1/units", body, 201)["superior"] == "H1"
    corrected = _done(district, "PATCH", "/units/C9", {"version": 1, "name": "Đảng bộ xã Khác", "reason": "đổi tên"})
    assert (corrected["name"], corrected["kind"], corrected["version"]) == (
        "Đảng bộ xã Khác", "grassroots_committee", 2,
    )  # fmt: skip
    history = district.get("/units/C9/history")
    assert (history[0]["changes"][0]["before"], history[0]["changes"][0]["after"]) == (
        "Đảng bộ xã Mới", "Đảng bộ xã Khác",
    )  # fmt: skip
    moved = _done(district, "POST", "/units/C1-B/move", {"version": 1, "superior": "C9", "on": "2026-03-01"})
    assert moved["superior"] == "C9"
    assert Person.objects.get(code="dung").path.startswith(Organisation.objects.get(code="C9").path)
    assert Entry.objects.filter(verb=Verb.ORGANISATION_ADDED).count() == 1


def test_collectives_are_added_and_corrected(program_of: ProgramOf) -> None:
    district = program_of("district")
    body = {"code": "C1-TV", "name": "Ban Thường vụ", "kind": "standing_committee"}
    assert _done(district, "POST", "/units/C1/collectives", body, 201)["organisation"]["code"] == "C1"
    hosted = {"version": 1, "reviewed_within": "C1-BCH"}
    assert _done(district, "PATCH", "/collectives/C1-TV", hosted)["reviewed_within"] == "C1-BCH"
    assert _done(district, "PATCH", "/collectives/C1-TV", {"version": 2, "reviewed_within": None})[
        "reviewed_within"] is None  # fmt: skip
    assert Collective.objects.get(code="C1-TV").versions.count() == 2


def test_a_person_is_admitted_corrected_transferred_and_erased(program_of: ProgramOf) -> None:
    office = program_of("office")
    body = {"full_name": "Võ Thị  Em", "admitted_on": "2026-01-02", "birth_date": "2000-01-01", "document": PAPER}
    person = _done(office, "POST", "/units/C1-A/people", body, 201)
    assert (person["full_name"], person["unit"]["code"], person["born_in"]) == ("Võ Thị Em", "C1-A", "2000")
    url = f"/people/{person['code']}"
    corrected = _done(office, "PATCH", url, {"version": 1, "gender": "nữ"})
    assert (corrected["gender"], corrected["full_name"], corrected["version"]) == ("nữ", "Võ Thị Em", 2)
    assert Person.objects.get(code=person["code"]).birth_date is not None
    moved = _done(office, "POST", f"{url}/transfer", {"cell": "C1-B", "on": "2026-03-01", "document": PAPER})
    assert moved["unit"]["code"] == "C1-B"
    _done(program_of("province"), "POST", f"{url}/erase", {"reason": "yêu cầu", "document": PAPER}, 204)
    assert office.get("/people?search=em")["total"] == 0


def test_facts_are_entered_corrected_and_withdrawn(program_of: ProgramOf) -> None:
    office = program_of("office")
    member: dict[str, object] = {"cell": "C1-B", "kind": "temporary", "start": "2026-01-01"}
    post: dict[str, object] = {"collective": "C1-BCH", "role": "member", "rank": 2, "start": "2026-01-01"}
    leave: dict[str, object] = {"kind": "sick_leave", "start": "2026-01-01", "note": "đơn xin nghỉ"}
    cases: tuple[tuple[str, dict[str, object], dict[str, object], type[Membership | Post | Circumstance]], ...] = (
        ("memberships", member, {"end": "2026-05-01"}, Membership),
        ("posts", post, {"title": "Ủy viên", "rank": None}, Post),
        ("circumstances", leave, {"end": "2026-04-01", "note": ""}, Circumstance),
    )
    for name, body, changed, model in cases:
        fact = _done(office, "POST", f"/people/binh/{name}", {**body, "document": PAPER}, 201)
        corrected = _done(office, "PATCH", f"/{name}/{fact['id']}", {"version": 1, "reason": "bổ sung", **changed})
        assert {key: corrected[key] for key in changed} == changed
        assert corrected["start"] == "2026-01-01"
        _done(office, "POST", f"/{name}/{fact['id']}/withdraw", {"version": 2, "reason": "nhập nhầm"}, 204)
        row = model.objects.get(pk=fact["id"])
        assert row.withdrawn_at is not None
        assert row.versions.count() == 2


def test_a_stale_version_is_told_and_nothing_is_lost(program_of: ProgramOf) -> None:
    office = program_of("office")
    _done(office, "PATCH", "/people/binh", {"version": 1, "gender": "nữ"})
    answer = office.ask("PATCH", "/people/binh", {"version": 1, "gender": "nam"})
    assert (answer.status_code, told(answer)["version"]) == (409, 2)
    assert Person.objects.get(code="binh").gender == "nữ"


def test_the_same_key_acts_once_and_answers_the_same(program_of: ProgramOf) -> None:
    office, body = program_of("office"), {"full_name": "Võ Thị Em"}
    first = _done(office, "POST", "/units/C1-A/people", body, 201, idempotency_key="k-1")
    again = _done(office, "POST", "/units/C1-A/people", body, 201, idempotency_key="k-1")
    assert first == again
    assert Person.objects.filter(full_name="Võ Thị Em").count() == 1
    other = office.ask("POST", "/units/C1-A/people", {"full_name": "Võ Thị Út"}, idempotency_key="k-1")
    assert (other.status_code, told(other)["verdicts"][0]["field"]) == (422, "Idempotency-Key")
    assert not Person.objects.filter(full_name="Võ Thị Út").exists()


@pytest.mark.parametrize(
    ("login", "path", "body"),
    [
        ("other_office", "/people/binh", {"version": 1, "gender": "nam"}),
        ("auditor", "/people/binh", {"version": 1, "gender": "nam"}),
        ("an", "/people/binh", {"version": 1, "gender": "nam"}),
        ("office", "/units/C1", {"version": 1, "name": "Khác"}),
        ("other_district", "/units/C1", {"version": 1, "name": "Khác"}),
        ("other_district", "/collectives/C1-BCH", {"version": 1, "name": "Khác"}),
    ],
)
def test_who_may_not_write_gets_404_and_nothing_is_written(
    program_of: ProgramOf, login: str, path: str, body: object
) -> None:
    assert program_of(login).ask("PATCH", path, body).status_code == 404
    assert not Entry.objects.exclude(verb__in=[Verb.ACCESS_REFUSED, Verb.TOKEN_ISSUED]).exists()


def test_a_code_out_of_sight_in_a_body_is_404(program_of: ProgramOf) -> None:
    body = {"cell": "C2-A", "kind": "temporary"}
    assert program_of("office").ask("POST", "/people/binh/memberships", body).status_code == 404


def test_an_account_is_tied_and_untied(program_of: ProgramOf, cast: Cast) -> None:
    Person.objects.update(account=None)
    office = program_of("office")
    _done(office, "PUT", "/people/binh/account", {"login": "binh"}, 204)
    assert Person.objects.get(code="binh").account == cast.accounts["binh"]
    _done(office, "DELETE", "/people/binh/account", None, 204)
    assert Person.objects.get(code="binh").account is None


def _upload(program: Program, content: bytes, name: str = "a.xlsx", unit: str = "T") -> Any:
    return program.client.post(
        "/api/imports", {"unit": unit, "file": SimpleUploadedFile(name, content)},
        HTTP_AUTHORIZATION=f"Bearer {program.token}",
    )  # fmt: skip


def test_a_workbook_is_uploaded_previewed_applied_and_exported(program_of: ProgramOf, tmp_path: Path) -> None:
    tables = make(Size.CELL, 1)
    write_files(tmp_path, {key: tables[key].slice(0, 0) for key in ("organisations", "people")}, "xlsx", "none.xlsx")
    province = program_of("province")
    exported = _done(province, "POST", "/exports", {"unit": "T"}, 202)
    run_next_job()
    assert province.get(f"/jobs/{exported['number']}")["state"] == "finished"
    assert province.get("/jobs")["total"] == 1
    content = province.ask("GET", f"/jobs/{exported['number']}/file").content
    uploaded = told(_upload(province, content))
    assert uploaded["state"] == "being_read"
    run_next_job()
    number = uploaded["number"]
    ready = province.get(f"/imports/{number}")
    assert (ready["state"], ready["obstacles"], ready["counts"]["changed"]) == ("ready", [], 0)
    assert province.get(f"/imports/{number}/rows?outcome=unchanged&table=people")["total"] == 5
    _done(province, "POST", f"/imports/{number}/apply", None, 202)
    run_next_job()
    assert province.get(f"/imports/{number}")["state"] == "applied"
    assert province.get("/imports")["items"][0]["number"] == number


def test_a_wrong_file_is_refused_in_words_and_an_import_discarded(program_of: ProgramOf) -> None:
    office = program_of("office")
    refused = _upload(office, b"x", "a.txt", "C1")
    assert (refused.status_code, told(refused)["type"]) == (422, "/api/problems#refused")
    assert _upload(office, b"x", "a.xlsx", "C2").status_code == 404
    number = told(_upload(office, b"x", "a.xlsx", "C1"))["number"]
    run_next_job()
    assert office.get(f"/imports/{number}")["state"] == "refused"
    _done(office, "POST", f"/imports/{number}/answers", {"answers": {}})
    _done(office, "POST", f"/imports/{number}/discard", None, 204)
    assert office.get(f"/imports/{number}")["state"] == "discarded"
    assert office.get(f"/imports/{number}/rows")["total"] >= 0


def test_a_job_is_stopped(program_of: ProgramOf) -> None:
    office = program_of("office")
    job = _done(office, "POST", "/exports", {"unit": "C1"}, 202)
    assert _done(office, "POST", f"/jobs/{job['number']}/stop", None)["state"] == "stopped"
    assert program_of("province").ask("GET", f"/jobs/{job['number']}").status_code == 404
