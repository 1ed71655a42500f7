"""An import reaches the units of whoever uploads it; of others it tells no more than that something is taken."""

import pytest

from kiemdiem.accounts.access import OutOfSight
from kiemdiem.jobs.progress import Progress
from kiemdiem.journal.actions import Actor
from kiemdiem.registry.actions.imports import upload_workbook
from kiemdiem.registry.actions.people import erase_person
from kiemdiem.registry.exporting import workbook_of
from kiemdiem.registry.importing.applying import apply
from kiemdiem.registry.importing.previewing import import_to_work_on
from kiemdiem.registry.models import Import, ImportRow, Person
from kiemdiem.verdicts import Refused
from registry.conftest import (
    PAPER,
    AccessAs,
    ClientAs,
    outcomes,
    remarks,
    rows_of,
    typed_workbook,
    uploaded,
)
from support.cast import Cast, make_person

GIANG = {"id": "giang", "full_name": "Hồ Sỹ Giang", "birth_date": "1966-01-02", "card_number": "01234571"}


def _told(imported: Import) -> str:
    """Everything that a preview holds, in both languages."""
    rows = [f"{row.key} {row.values} {row.before}" for row in ImportRow.objects.filter(of=imported)]
    return "\n".join([*rows, remarks(imported), remarks(imported, "vi")])


def test_a_person_of_another_unit_is_an_error_that_names_nobody(cast: Cast) -> None:
    typed = {"id": "new", "full_name": "Người Nào Đó", "card_number": GIANG["card_number"]}
    imported = uploaded(cast.accounts["office"], "C1", typed_workbook({"people": [typed]}))
    assert outcomes(imported) == ["error"]
    assert remarks(imported) == "a card number has 12 digits: look again\n" + (
        "this card number belongs to a person of another unit: ask for a transfer"
    )
    told = _told(imported)
    for secret in ("Giang", "C2", "Ích Hậu", "1966", "giang"):
        assert secret not in told
    assert rows_of(imported)[0].target is None


def test_name_and_birth_of_somebody_elsewhere_are_no_question(cast: Cast) -> None:
    typed = {"id": "new", "full_name": "Hồ Sỹ Giang", "birth_date": "1966-01-02"}
    imported = uploaded(cast.accounts["office"], "C1", typed_workbook({"people": [typed]}))
    assert outcomes(imported) == ["new"]
    assert remarks(imported) == ""


def test_codes_of_others_are_taken_and_that_is_all(cast: Cast) -> None:
    content = typed_workbook(
        {
            "organisations": [{"id": "C2", "name": "Của tôi", "kind": "grassroots_committee"}],
            "collectives": [{"id": "C2-UB", "name": "UBND", "kind": "leadership", "organisation": "C2"}],
            "people": [{"id": "giang", "full_name": "Người Khác"}],
        }
    )
    imported = uploaded(cast.accounts["district"], "H1", content)
    assert outcomes(imported, "organisations") == ["error"]
    assert outcomes(imported, "people") == ["error"]
    told = _told(imported)
    for secret in ("Ích Hậu", "Tây Sơn", "Hồ Sỹ Giang", "H2"):
        assert secret not in told


def test_the_whole_province_s_workbook_changes_nothing_for_a_district(cast: Cast, tmp_path: object) -> None:
    everything = workbook_of("")
    rows = {
        name: [
            {key: value if not hasattr(value, "isoformat") else value.isoformat() for key, value in row.items()}
            for row in table.to_pylist()
        ]
        for name, table in everything.items()
        if table.num_rows
    }
    imported = uploaded(cast.accounts["district"], "H1", typed_workbook(rows))
    assert outcomes(imported).count("error") == 1
    with pytest.raises(Refused):
        apply(import_to_work_on(imported.pk), Actor("account:1"), Progress())
    assert workbook_of("") == everything


def test_who_is_erased_does_not_come_back_by_an_old_workbook(cast: Cast, access_as: AccessAs) -> None:
    erase_person(access_as("province"), "an", PAPER, "theo yêu cầu")
    typed = {"id": "an", "full_name": "Nguyễn Văn An", "birth_date": "1970-02-03", "card_number": "01234567"}
    for login, unit in (("office", "C1"), ("province", "T")):
        imported = uploaded(cast.accounts[login], unit, typed_workbook({"people": [typed]}))
        assert outcomes(imported) == ["error"]
        assert "was used elsewhere" in remarks(imported)
    assert not Person.objects.filter(full_name="Nguyễn Văn An").exists()


def test_a_person_who_passed_to_another_unit_after_the_preview_stays_there(cast: Cast) -> None:
    make_person("hoa", "Lê Thị Hoa", cast.organisations["C2-A"], card_number="012345678999")
    typed = {"id": "hoa", "full_name": "Lê Thị Hoa", "card_number": "012345678999"}
    imported = uploaded(cast.accounts["district"], "H1", typed_workbook({"people": [typed]}))
    assert outcomes(imported) == ["error"]
    assert Person.objects.get(code="hoa").home.code == "C2-A"


@pytest.mark.parametrize(("login", "unit"), [("office", "C2"), ("office", "H1"), ("an", "C1-A"), ("auditor", "C1")])
def test_a_unit_that_is_not_theirs_takes_no_workbook(
    cast: Cast, access_as: AccessAs, client_as: ClientAs, login: str, unit: str
) -> None:
    with pytest.raises(OutOfSight):
        upload_workbook(access_as(login), unit, "a.xlsx", typed_workbook({}))
    assert not Import.objects.exists()
    assert client_as(login).get("/imports/new/").status_code == (200 if login == "office" else 404)
