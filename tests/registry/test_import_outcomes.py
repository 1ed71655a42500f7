"""What an import would do with each row, and what it then does: all or nothing, and nothing the second time."""

import json
from collections.abc import Mapping
from datetime import date
from urllib.parse import urlencode

import pytest

from kiemdiem.accounts.access import OutOfSight
from kiemdiem.jobs.models import Job
from kiemdiem.jobs.progress import Progress
from kiemdiem.journal.actions import Actor
from kiemdiem.journal.queries import verify
from kiemdiem.journal.verbs import Verb
from kiemdiem.registry.actions.imports import answer_questions, ask_to_apply, discard_import
from kiemdiem.registry.actions.people import correct_person
from kiemdiem.registry.actions.units import OrganisationEntry, correct_organisation
from kiemdiem.registry.exporting import workbook_of
from kiemdiem.registry.importing import applying
from kiemdiem.registry.importing.applying import apply
from kiemdiem.registry.importing.previewing import import_to_work_on, make_preview
from kiemdiem.registry.importing.writing import Outdated
from kiemdiem.registry.models import Import, ImportRow, Membership, Person, PersonVersion, RowOutcome
from kiemdiem.tree.models import Organisation
from kiemdiem.tree.paths import faults_in_tree
from kiemdiem.verdicts import Refused
from kiemdiem.vocabulary import OrganisationKind
from registry.conftest import (
    PAPER,
    AccessAs,
    ClientAs,
    details,
    entry_of,
    journaled,
    outcomes,
    previewed,
    refusal,
    remarks,
    rows_of,
    said,
    typed_workbook,
    uploaded,
)
from support.cast import Cast

AN = {"id": "an", "full_name": "Nguyễn Văn An", "birth_date": "1970-02-03", "card_number": "01234567"}
EM = {"id": "em", "full_name": "Nguyễn Thị Em", "birth_date": "12/05/2001", "card_number": "012345678905"}
CELL = {"id": "C1-A", "name": "Chi bộ xóm 1", "kind": "cell"}
NEXT = {"id": "C1-Z", "name": "Chi bộ xóm 9", "kind": "cell", "parent": "C1"}
TOP = {"id": "C1", "name": "Đảng bộ xã Hòa An", "kind": "grassroots_committee"}


def _people(cast: Cast, *people: Mapping[str, object], login: str = "office", unit: str = "C1") -> Import:
    return uploaded(cast.accounts[login], unit, typed_workbook({"people": people}))


def _apply(imported: Import) -> None:
    apply(import_to_work_on(imported.pk), Actor("account:1"), Progress())
    imported.refresh_from_db()


def _run(imported: Import, access_as: AccessAs, login: str = "office") -> str:
    """Asked for, and carried out as a worker does; what is said of it."""
    ask_to_apply(access_as(login), imported.pk)
    job = Job.objects.get(kind="import.apply", finished_at=None, failed_at=None)
    try:
        return applying.run(job, Progress()).message.say("en")
    finally:
        Job.objects.filter(pk=job.pk).delete()
        imported.refresh_from_db()


def test_new_changed_and_unchanged_rows_are_told_apart_with_both_values(cast: Cast) -> None:
    imported = _people(
        cast, AN, EM, {"id": "binh", "full_name": "Trần Thị Bình", "gender": "Nữ", "occupation": "retired"}
    )
    assert outcomes(imported) == ["unchanged", "new", "changed"]
    changed = rows_of(imported)[2]
    assert json.loads(changed.values) == {"gender": "Nữ", "occupation": "retired"}
    assert json.loads(changed.before) == {"gender": "", "occupation": "worker"}
    new = rows_of(imported)[1]
    assert (new.key, new.row) == ("Nguyễn Thị Em (em)", 3)
    assert json.loads(new.values) == {"full_name": "Nguyễn Thị Em", "birth_date": "2001", "card_number": "•••905"}
    assert Person.objects.count() == len(cast.people)


def test_rows_are_numbered_through_over_all_tables(cast: Cast) -> None:
    content = typed_workbook({"organisations": [TOP, CELL], "people": [AN, EM]})
    imported = uploaded(cast.accounts["office"], "C1", content)
    assert list(imported.rows.order_by("position").values_list("position", flat=True)) == [0, 1, 2, 3]
    summary = json.loads(imported.summary)
    for table in ("organisations", "people"):
        assert rows_of(imported, table)[0].position == summary[table]["first"]


def test_a_masked_value_that_differs_is_marked_and_not_shown(cast: Cast) -> None:
    imported = _people(cast, {**AN, "birth_date": "1970-02-04"})
    row = rows_of(imported)[0]
    assert (json.loads(row.before), json.loads(row.values)) == ({"birth_date": "1970"}, {"birth_date": "1970 ≠"})


def test_applied_it_inserts_supersedes_and_journals_once(cast: Cast, access_as: AccessAs) -> None:
    imported = uploaded(
        cast.accounts["district"],
        "H1",
        typed_workbook(
            {
                "organisations": [TOP, NEXT, {**CELL, "name": "Chi bộ xóm Một"}],
                "people": [EM, {**AN, "gender": "Nam"}],
                "memberships": [{"person": "em", "cell": "C1-Z", "kind": "official", "start": "2024-01-01"}],
                "circumstances": [{"person": "an", "kind": "sick_leave", "start": "2026-01-01", "note": "ốm"}],
            }
        ),
    )
    assert "3 new rows" not in remarks(imported)
    text = _run(imported, access_as, "district")
    assert text == "The import is applied: 4 new rows, 2 changed."
    person = Person.objects.get(code="em")
    assert (person.home.code, person.birth_date, person.version) == ("C1-Z", date(2001, 5, 12), 1)
    assert Organisation.objects.get(code="C1-A").versions.get().name == "Chi bộ xóm 1"
    assert PersonVersion.objects.get().gender == ""
    (line,) = journaled(Verb.IMPORT_APPLIED)
    assert (line.unit, details(line)["people_new"], details(line)["people_changed"]) == ("H1", 1, 1)
    assert faults_in_tree() == []
    assert verify()[1] == []


def test_applied_it_keeps_neither_file_nor_names(cast: Cast, access_as: AccessAs) -> None:
    imported = _people(cast, EM, {**AN, "gender": "Nam"})
    _run(imported, access_as)
    assert (bytes(imported.content), imported.answers) == (b"", "{}")
    for row in ImportRow.objects.all():
        assert (row.key, row.values, row.before, row.messages) == ("", "{}", "{}", "[]")


def test_applying_twice_changes_nothing_the_second_time(cast: Cast) -> None:
    imported = _people(cast, EM, {**AN, "gender": "Nam"})
    _apply(imported)
    tables = workbook_of("")
    _apply(imported)
    assert workbook_of("") == tables
    assert len(journaled(Verb.IMPORT_APPLIED)) == 1
    again = _people(cast, EM, {**AN, "gender": "Nam"})
    assert outcomes(again) == ["unchanged", "unchanged"]
    _apply(again)
    assert (workbook_of(""), PersonVersion.objects.count()) == (tables, 1)


def test_an_empty_cell_changes_nothing_and_what_is_not_mentioned_stays(cast: Cast) -> None:
    imported = _people(cast, {"id": "an", "full_name": "Nguyễn Văn An", "gender": None, "occupation": ""})
    assert outcomes(imported) == ["unchanged"]
    _apply(imported)
    assert Person.objects.get(code="an").birth_date == date(1970, 2, 3)
    assert Person.objects.count() == len(cast.people)


def test_the_card_number_finds_the_person_whatever_the_name_and_code(cast: Cast) -> None:
    imported = _people(cast, {"id": "nva", "full_name": "Nguyễn An", "card_number": "01234567"})
    assert outcomes(imported) == ["changed"]
    assert rows_of(imported)[0].target == cast.people["an"].pk
    assert "12 digits" in remarks(imported)
    _apply(imported)
    assert Person.objects.get(full_name="Nguyễn An").code == "an"


SAME = {"id": "x1", "full_name": "NGUYỄN văn An", "birth_date": "1970-02-03", "gender": "Nam"}


def test_name_and_day_of_birth_alone_are_a_question_and_nothing_is_applied_before_it_is_answered(
    cast: Cast, access_as: AccessAs
) -> None:
    imported = _people(cast, SAME)
    assert outcomes(imported) == ["question"]
    assert "same name and date of birth (an)" in remarks(imported)
    assert remarks(imported, "vi") != remarks(imported)
    assert "1 questions wait" in refusal(ask_to_apply, access_as("office"), imported.pk)
    with pytest.raises(Refused):
        _apply(imported)


def test_answered_same_the_row_corrects_that_person(cast: Cast, access_as: AccessAs) -> None:
    imported = _people(cast, SAME)
    answer_questions(access_as("office"), imported.pk, {rows_of(imported)[0].pk: "same"})
    previewed(imported)
    assert outcomes(imported) == ["changed"]
    assert rows_of(imported)[0].answer == "same"
    _apply(imported)
    assert Person.objects.get(code="an").gender == "Nam"
    assert Person.objects.count() == len(cast.people)


def test_answered_other_the_row_is_another_person(cast: Cast, access_as: AccessAs) -> None:
    imported = _people(cast, SAME)
    answer_questions(access_as("office"), imported.pk, {rows_of(imported)[0].pk: "other"})
    previewed(imported)
    assert outcomes(imported) == ["new"]
    _apply(imported)
    assert Person.objects.filter(birth_date=date(1970, 2, 3)).count() == 2


@pytest.mark.parametrize("answer", ["", "SAME", "yes", "0", "\0"])
def test_what_is_no_answer_leaves_the_question_open(
    cast: Cast, client_as: ClientAs, access_as: AccessAs, answer: str
) -> None:
    imported = _people(cast, SAME)
    typed = {f"answer-{rows_of(imported)[0].pk}": answer, "answer-" + "9" * 5000: "same", "answer-x": "same"}
    address, form = f"/imports/{imported.pk}/answer/", "application/x-www-form-urlencoded"
    assert client_as("office").post(address, urlencode(typed), content_type=form).status_code == 302
    imported.refresh_from_db()
    assert imported.answers == "{}"
    assert outcomes(previewed(imported)) == ["question"]


def test_the_answer_to_a_row_of_another_import_is_none(cast: Cast, access_as: AccessAs) -> None:
    theirs, mine = _people(cast, SAME, login="district", unit="H1"), _people(cast, SAME)
    answer_questions(access_as("office"), mine.pk, {rows_of(theirs)[0].pk: "same"})
    mine.refresh_from_db()
    assert mine.answers == "{}"


@pytest.mark.parametrize(
    ("rows", "text"),
    [
        ([{**EM, "id": "an"}], "belongs to somebody else"),
        ([EM, {**EM, "id": "em2"}], "already in row 3"),
        ([{"id": "em", "birth_date": "2001-01-01"}], "needs a name"),
        ([{**EM, "full_name": "x" * 121}], "121 letters"),
        ([{**EM, "full_name": "Nguyễn\u202eEm"}], "U+202E"),
        ([{**EM, "id": "A/B"}], "slash"),
        ([{**EM, "id": ".."}], "slash"),
        ([{**EM, "id": "x" * 65}], "65 letters"),
    ],
)
def test_one_error_and_nothing_at_all_is_taken_in(
    cast: Cast, access_as: AccessAs, rows: list[Mapping[str, object]], text: str
) -> None:
    imported = _people(cast, {"id": "tot", "full_name": "Người Tốt"}, *rows)
    assert "error" in outcomes(imported)
    assert text in remarks(imported)
    assert imported.refused_at is not None
    assert "rows hold errors" in refusal(ask_to_apply, access_as("office"), imported.pk)
    with pytest.raises(Refused):
        _apply(imported)
    assert Person.objects.count() == len(cast.people)


def test_two_rows_of_one_name_and_day_are_worth_a_look(cast: Cast) -> None:
    imported = _people(cast, AN, {**AN, "id": "an2", "card_number": None}, EM, {**EM, "id": "em2", "card_number": None})
    assert outcomes(imported) == ["unchanged", "new", "new", "new"]
    assert [row.has_warning for row in rows_of(imported)[1:]] == [True, False, True]
    assert "as row 2" in remarks(imported)
    assert "as row 4" in remarks(imported)


def test_units_are_refused_to_who_may_import_people_only(cast: Cast) -> None:
    content = typed_workbook({"organisations": [TOP, NEXT, CELL], "people": [EM]})
    imported = uploaded(cast.accounts["office"], "C1", content)
    assert outcomes(imported, "organisations") == ["unchanged", "error", "unchanged"]
    assert "you may import people here" in remarks(imported)


def test_a_tree_that_would_be_a_circle_or_a_host_that_is_hosted_is_an_error(cast: Cast) -> None:
    rows = [TOP, {**TOP, "id": "C9", "parent": "C1"}, {**TOP, "id": "H1", "kind": "district", "parent": "C9"}]
    imported = uploaded(cast.accounts["district"], "H1", typed_workbook({"organisations": rows}))
    assert "error" in outcomes(imported, "organisations")
    bodies = [
        {"id": "C1-BCH", "name": "Ban chấp hành", "kind": "executive_committee", "reviewed_within": "C1-TV",
         "organisation": "C1"},
        {"id": "C1-TV", "name": "Thường vụ", "kind": "standing_committee", "organisation": "C1"},
        {"id": "C1-UB", "name": "UBND", "kind": "peoples_committee", "reviewed_within": "C1-TV", "organisation": "C1"},
    ]  # fmt: skip
    content = typed_workbook({"organisations": [TOP], "collectives": bodies})
    imported = uploaded(cast.accounts["district"], "H1", content)
    assert outcomes(imported, "collectives") == ["changed", "new", "new"]
    _apply(imported)
    chained: list[Mapping[str, object]] = [
        {**bodies[1], "reviewed_within": "C1-UB2"},
        {**bodies[2], "id": "C1-UB2", "reviewed_within": None},
    ]
    content = typed_workbook({"organisations": [TOP], "collectives": chained})
    assert "error" in outcomes(uploaded(cast.accounts["district"], "H1", content), "collectives")


def test_a_second_open_official_membership_is_an_error_unless_the_first_one_ends(cast: Cast) -> None:
    begins = {"person": "an", "cell": "C1-B", "kind": "official", "start": "2026-03-01"}
    ends = {"person": "an", "cell": "C1-A", "kind": "official", "start": "2015-01-01", "end": "2026-02-28"}
    units = [CELL, {"id": "C1-B", "name": "Chi bộ xóm 2", "kind": "cell"}]
    wrong = typed_workbook({"organisations": units, "people": [AN], "memberships": [begins]})
    imported = uploaded(cast.accounts["office"], "C1", wrong)
    assert outcomes(imported, "memberships") == ["error"]
    assert "C1-A" in remarks(imported)
    right = typed_workbook({"organisations": units, "people": [AN], "memberships": [begins, ends]})
    imported = uploaded(cast.accounts["office"], "C1", right)
    assert outcomes(imported, "memberships") == ["new", "changed"]
    _apply(imported)
    assert Person.objects.get(code="an").home.code == "C1-B"
    assert Membership.objects.filter(person__code="an", end__isnull=True).count() == 1


def test_a_unit_below_another_superior_is_moved_with_all_below(cast: Cast) -> None:
    rows = [TOP, {**TOP, "id": "C3", "name": "Đảng bộ xã mới"}, {**CELL, "parent": "C3"}]
    imported = uploaded(cast.accounts["district"], "H1", typed_workbook({"organisations": rows}))
    assert outcomes(imported, "organisations") == ["unchanged", "new", "changed"]
    _apply(imported)
    cell = Organisation.objects.get(code="C1-A")
    assert cell.parent == Organisation.objects.get(code="C3")
    assert faults_in_tree() == []
    assert {person.path for person in Person.objects.filter(home=cell)} == {cell.path}


def test_a_correction_in_between_refuses_and_makes_the_preview_anew(
    cast: Cast, access_as: AccessAs, client_as: ClientAs
) -> None:
    imported = _people(cast, {**AN, "gender": "Nam"}, EM)
    before = imported.fingerprint
    correct_person(access_as("office"), "an", 1, entry_of(cast.people["an"], full_name="Nguyễn An"), PAPER)
    with pytest.raises(Outdated) as outdated:
        _run(imported, access_as)
    assert "made anew" in said(outdated.value)
    assert imported.fingerprint not in {"", before}
    assert set(json.loads(rows_of(imported)[0].before)) == {"full_name", "gender"}
    assert imported.applied_at is None
    assert not Person.objects.filter(code="em").exists()
    assert b"Nguy\xe1\xbb\x85n An" in client_as("office").get(f"/imports/{imported.pk}/").content
    assert "is applied" in _run(imported, access_as)
    assert Person.objects.filter(code="em").exists()


def test_a_correction_that_comes_at_the_very_last_moment_is_noticed_too(cast: Cast, access_as: AccessAs) -> None:
    imported = _people(cast, {**AN, "gender": "Nam"})

    class Corrects(Progress):
        """Somebody corrects the person after the registry was compared, before it is written."""

        def hold(self) -> None:
            person = cast.people["an"]
            correct_person(access_as("district"), "an", 1, entry_of(person, occupation="retired"), PAPER)

    with pytest.raises(Outdated):
        apply(import_to_work_on(imported.pk), Actor("account:1"), Corrects())
    person = Person.objects.get(code="an")
    assert (person.gender, person.occupation, person.version) == ("", "retired", 2)


def test_discarding_empties_file_rows_and_answers(cast: Cast, access_as: AccessAs, client_as: ClientAs) -> None:
    imported = _people(cast, SAME, EM, {**EM, "id": "em2"})
    answer_questions(access_as("office"), imported.pk, {rows_of(imported)[0].pk: "same"})
    assert client_as("office").post(f"/imports/{imported.pk}/discard/").status_code == 302
    imported.refresh_from_db()
    assert (bytes(imported.content), imported.answers) == (b"", "{}")
    assert imported.discarded_at is not None
    for row in imported.rows.all():
        assert (row.key, row.values, row.before, row.messages) == ("", "{}", "{}", "[]")
    (line,) = journaled(Verb.IMPORT_DISCARDED)
    assert (line.unit, details(line)) == ("C1", {"import": imported.pk})
    assert "closed" in refusal(discard_import, access_as("office"), imported.pk)
    assert "closed" in refusal(ask_to_apply, access_as("office"), imported.pk)
    with pytest.raises(Refused):
        _apply(imported)
    assert client_as("office").get(f"/imports/{imported.pk}/").status_code == 200


def test_a_preview_that_is_discarded_while_it_is_made_leaves_no_rows(cast: Cast, access_as: AccessAs) -> None:
    imported = _people(cast, EM)

    class Discards(Progress):
        """Its owner throws it away after the comparison."""

        def begin(self, total: int) -> None:
            discard_import(access_as("office"), imported.pk)

    make_preview(import_to_work_on(imported.pk), Discards())
    assert not imported.rows.exists()


@pytest.mark.parametrize("login", ["an", "chair", "auditor", "cuong", "other_office", "other_district"])
def test_an_import_of_others_is_not_there(cast: Cast, access_as: AccessAs, client_as: ClientAs, login: str) -> None:
    imported = _people(cast, SAME)
    access = access_as(login)
    with pytest.raises(OutOfSight):
        ask_to_apply(access, imported.pk)
    with pytest.raises(OutOfSight):
        discard_import(access, imported.pk)
    with pytest.raises(OutOfSight):
        answer_questions(access, imported.pk, {rows_of(imported)[0].pk: "same"})
    client = client_as(login)
    assert client.get(f"/imports/{imported.pk}/").status_code == 404
    for act in ("apply", "discard", "answer"):
        assert client.post(f"/imports/{imported.pk}/{act}/").status_code == 404
    text = client.get("/imports/").content.decode()
    assert imported.file_name not in text


def test_a_right_taken_away_before_the_import_is_applied_is_no_right(cast: Cast, access_as: AccessAs) -> None:
    imported = _people(cast, EM)
    cast.mandates["office"].ended_at = cast.mandates["office"].granted_at
    cast.mandates["office"].save()
    with pytest.raises(Refused) as refused:
        _apply(imported)
    assert "may no longer import" in said(refused.value)


def test_a_unit_corrected_in_between_outdates_the_preview_too(cast: Cast, access_as: AccessAs) -> None:
    content = typed_workbook({"organisations": [{**CELL, "name": "Chi bộ Một"}]})
    imported = uploaded(cast.accounts["district"], "H1", content)
    entry = OrganisationEntry("C1-A", "Chi bộ khác", OrganisationKind.CELL)
    correct_organisation(access_as("district"), "C1-A", 1, entry, PAPER)
    with pytest.raises(Outdated):
        _run(imported, access_as, "district")
    assert [row.outcome for row in rows_of(imported, "organisations")] == [RowOutcome.CHANGED]
