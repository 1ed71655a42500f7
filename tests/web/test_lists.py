"""The lists of journal and jobs: searched, filtered, sorted."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from kiemdiem.accounts.access import Access
from kiemdiem.accounts.models import Account, account_keys
from kiemdiem.jobs.models import Job
from kiemdiem.registry.actions.imports import ask_for_export, discard_import, upload_workbook
from kiemdiem.registry.actions.people import unmask
from kiemdiem.registry.models import Import
from support.cast import Cast
from support.jobs import run_next_job

ClientAs = Callable[[str], Client]


@pytest.fixture
def acts(cast: Cast, access_as: Callable[[str], Access]) -> None:
    """Two looks at masked data, by two accounts."""
    Account.objects.filter(login="office").update(name="Nguyễn Thị Ốc", **account_keys("office", "Nguyễn Thị Ốc"))
    unmask(access_as("office"), "an", "card_number")
    unmask(access_as("district"), "an", "birth_date")


@pytest.mark.parametrize("typed", ["oc", "Ốc", "nguyễn ốc", "office"])
def test_the_journal_is_searched_by_who_acted(acts: None, client_as: ClientAs, typed: str) -> None:
    page = client_as("district").get(reverse("journals"), {"q": typed}).content.decode()
    assert "1 kết quả" in page or "1–1" in page
    assert "Nguyễn Thị Ốc" in page


def test_the_journal_is_filtered_by_what_acts_are_about_and_turned_round(acts: None, client_as: ClientAs) -> None:
    client = client_as("district")
    assert client.get(reverse("journals"), {"about": "person"}).context["listing"].total == 2
    assert client.get(reverse("journals"), {"about": "membership"}).context["listing"].total == 0
    newest = client.get(reverse("journals")).context["listing"].rows[0].cells[0]
    oldest = client.get(reverse("journals"), {"sort": "at"}).context["listing"].rows[0].cells[0]
    assert (newest, oldest) == ("district", "Nguyễn Thị Ốc")


def test_jobs_are_filtered_by_their_state(cast: Cast, access_as: Callable[[str], Access], client_as: ClientAs) -> None:
    job = ask_for_export(access_as("office"), "C1")
    now = timezone.now()
    states = {
        "waiting": {},
        "running": {"leased_until": now + timedelta(minutes=1)},
        "finished": {"finished_at": now},
        "failed": {"failed_at": now},
        "stopped": {"stopped_at": now},
    }
    blank = {"leased_until": None, "finished_at": None, "failed_at": None, "stopped_at": None}
    for state, dates in states.items():
        Job.objects.filter(pk=job.pk).update(**{**blank, **dates})
        for asked in states:
            total = client_as("office").get(reverse("jobs:list"), {"state": asked}).context["listing"].total
            assert total == (1 if asked == state else 0), (state, asked)


def test_jobs_are_filtered_by_kind_and_taken_away_as_a_table(
    cast: Cast, access_as: Callable[[str], Access], client_as: ClientAs
) -> None:
    ask_for_export(access_as("office"), "C1")
    client, url = client_as("office"), reverse("jobs:list")
    assert client.get(url, {"kind": "export.workbook"}).context["listing"].total == 1
    assert client.get(url, {"kind": "import.apply"}).context["listing"].total == 0
    sheet = load_workbook(BytesIO(client.get(url, {"export": "xlsx"}).content)).active
    assert sheet is not None
    assert [cell.value for cell in sheet[2]][-1] == "đang chờ đến lượt"
    machine = client_as("administrator").get(reverse("jobs:machine"), {"export": "xlsx"})
    assert machine.headers["Content-Type"].startswith("application/vnd")


def test_imports_are_searched_and_filtered_by_their_state(
    cast: Cast, access_as: Callable[[str], Access], client_as: ClientAs
) -> None:
    for name in ("thang-1.xlsx", "thang-2.xlsx"):
        upload_workbook(access_as("office"), "C1", name, b"no workbook")
    run_next_job()
    discard_import(access_as("office"), Import.objects.get(file_name="thang-2.xlsx").pk)
    client = client_as("office")

    def found(**asked: str) -> list[str]:
        return [row.name for row in client.get(reverse("imports"), asked).context["listing"].rows]

    assert found() == ["thang-2.xlsx", "thang-1.xlsx"]
    assert found(q="THANG-1") == ["thang-1.xlsx"]
    assert found(state="refused") == ["thang-1.xlsx"]
    assert found(state="discarded") == ["thang-2.xlsx"]
    assert found(state="ready") == found(state="being_read") == found(state="applied") == []
    assert client.get(reverse("imports"), {"export": "xlsx"}).headers["Content-Type"].startswith("application/vnd")
