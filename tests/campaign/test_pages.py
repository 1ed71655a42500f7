"""The pages of the cycle and the plan: within twelve queries, telling what they should and to whom."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, reverse

from kiemdiem.accounts.access import Access
from kiemdiem.campaign import urls
from kiemdiem.campaign.actions.cycles import ask_to_compare
from kiemdiem.campaign.actions.editions import ask_to_try
from kiemdiem.campaign.models import Cycle, PlanRow, Problem
from kiemdiem.registry.models import Membership
from support.cast import Cast
from support.cycles import YEAR, open_cycle, prepared_cycle
from support.jobs import run_next_job

pytestmark = pytest.mark.django_db
AccessAs = Callable[[str], Access]
ClientAs = Callable[[str], Client]
MOST = 12
PAGES = {
    "cycles": "/cycles/", "cycle_new": "/cycles/new/", "cycle": "/cycles/{cycle}/",
    "cycle_day": "/cycles/{cycle}/days/grassroots/", "problem_aside": "/cycles/problems/{problem}/",
    "plan": "/cycles/{cycle}/plan/", "plan_rows": "/cycles/{cycle}/plan/rows/",
    "plan_changes": "/cycles/{cycle}/plan/changes/", "plan_unit": "/cycles/{cycle}/plan/units/C1-A/",
    "plan_missing": "/cycles/{cycle}/plan/units/H1/missing/", "place_finish": "/plan/places/{place}/finish/",
    "plan_row": "/plan/rows/{row}/", "row_decide": "/plan/rows/{row}/decide/", "row_early": "/plan/rows/{row}/early/",
    "row_reopen": "/plan/rows/{row}/reopen/", "edition_try": "/cycles/{cycle}/edition/",
    "edition_trial": "/cycles/trials/{trial}/",
    "cycle_choose": "", "cycle_preview": "", "cycle_freeze": "", "cycle_discard": "", "changes_compare": "",
    "changes_decide": "",
}  # fmt: skip
"""Name of an address -> an example; empty: it only writes."""


@pytest.fixture
def numbers(cast: Cast, access_as: AccessAs) -> dict[str, int]:
    """An open cycle with a change that waits, rules tried, and one that is being prepared with a problem."""
    cycle = open_cycle(cast)
    Membership.objects.filter(person__code="giang").update(end=f"{YEAR}-05-01")
    ask_to_compare(access_as("province"), cycle.pk)
    run_next_job()
    trial = ask_to_try(access_as("province"), cycle.pk, "nghe-an-2019")
    run_next_job()
    prepared_cycle(cast, YEAR + 1)
    row = PlanRow.objects.get(cycle=cycle, subject__code="binh")
    return {"cycle": cycle.pk, "row": row.pk, "place": row.place_id, "problem": Problem.objects.get().pk,
            "trial": trial.pk}  # fmt: skip


def test_every_address_of_the_campaign_is_counted() -> None:
    patterns = [pattern for pattern in urls.urlpatterns if isinstance(pattern, URLPattern)]
    assert {pattern.name for pattern in patterns} == set(PAGES)


@pytest.mark.parametrize("name", [name for name, page in PAGES.items() if page])
def test_a_page_costs_twelve_queries_at_most(numbers: dict[str, int], client_as: ClientAs, name: str) -> None:
    client = client_as("province")
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(PAGES[name].format(**numbers))
    assert answer.status_code in {200, 302}
    assert len(queries) <= MOST, "\n".join(query["sql"][:150] for query in queries.captured_queries)


def test_the_plan_of_a_cell_shows_who_waits_for_what(numbers: dict[str, int], client_as: ClientAs) -> None:
    text = client_as("an").get(PAGES["plan_unit"].format(**numbers)).content.decode()
    assert "Trần Thị Bình" in text
    assert "Phải chờ nơi khác" in text
    row = client_as("an").get(PAGES["plan_row"].format(**numbers)).content.decode()
    assert "Chưa thể kiểm điểm" in row
    assert "Chi ủy xóm 1" in row
    assert "Đảng bộ xã Hòa An được cho kiểm điểm sớm hơn" in row.replace("Chỉ ", "")


def test_the_plan_tells_nothing_of_a_sibling_cell(numbers: dict[str, int], client_as: ClientAs) -> None:
    for name in ("plan_rows", "cycles", "plan"):
        text = client_as("dung").get(PAGES[name].format(**numbers), follow=True).content.decode()
        assert "Trần Thị Bình" not in text
        assert "Chi bộ xóm 1" not in text
    assert client_as("dung").get(PAGES["plan_unit"].format(**numbers)).status_code == 404
    assert client_as("dung").get(PAGES["plan_row"].format(**numbers)).status_code == 404


def test_a_member_sees_no_plan(numbers: dict[str, int], client_as: ClientAs) -> None:
    for name in ("cycles", "plan", "plan_rows", "plan_unit"):
        assert client_as("binh").get(PAGES[name].format(**numbers)).status_code == 404


def test_a_secretary_records_the_cell_at_once(numbers: dict[str, int], client_as: ClientAs, cast: Cast) -> None:
    client = client_as("dung")
    rows = PlanRow.objects.filter(cycle_id=numbers["cycle"], place__code="C1-B")
    page = reverse("place_finish", args=[rows[0].place_id])
    assert client.get(page).content.decode().count('type="checkbox" name="rows"') == 2
    answer = client.post(page, {"rows": [str(row.pk) for row in rows], "day": f"10/01/{YEAR}"}, follow=True)
    assert "Đã ghi nhận 2 lượt kiểm điểm xong." in answer.content.decode()
    assert rows.filter(finished_on=f"{YEAR}-01-10").count() == 2


def test_a_refusal_keeps_what_was_ticked_and_says_who_comes_first(numbers: dict[str, int], client_as: ClientAs) -> None:
    page = PAGES["place_finish"].format(**numbers)
    answer = client_as("an").post(page, {"rows": [str(numbers["row"])], "day": f"10/01/{YEAR}"})
    text = answer.content.decode()
    assert "Chi ủy xóm 1" in text
    assert f'value="{numbers["row"]}"' in text
    assert "checked" in text


def test_changes_are_accepted_from_the_page(numbers: dict[str, int], client_as: ClientAs) -> None:
    client = client_as("province")
    page = PAGES["plan_changes"].format(**numbers)
    assert "Hồ Sỹ Giang" in client.get(page).content.decode()
    answer = client.post(f"{page}decide/", {"verdict": "accept_all"}, follow=True)
    assert "Đã chấp nhận 1 thay đổi." in answer.content.decode()
    assert "Hồ Sỹ Giang" not in client.get(page).content.decode()


def test_opening_goes_through_the_pages(cast: Cast, client_as: ClientAs) -> None:
    client = client_as("province")
    typed = {"unit": "T", "year": "2028", "edition": "nghe-an-2020", "as_of": ""}
    page = client.post("/cycles/new/", typed).headers["Location"]
    assert "disabled" in client.get(page).content.decode()
    run_next_job()
    text = client.get(page).content.decode()
    assert "Kế hoạch bằng số" in text
    client.post(f"{page}freeze/")
    run_next_job()
    assert Cycle.objects.get(year=2028).frozen_at is not None
    assert "Xem kế hoạch" in client.get(page).content.decode()


def test_a_refused_freeze_says_why_on_the_page(cast: Cast, client_as: ClientAs, access_as: AccessAs) -> None:
    Membership.objects.filter(person__code="binh").update(end=f"{YEAR}-05-01")
    cycle = prepared_cycle(cast)
    answer = client_as("province").post(f"/cycles/{cycle.pk}/freeze/", follow=True)
    assert "không sinh hoạt ở chi bộ nào" in answer.content.decode()
