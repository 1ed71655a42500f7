"""No list and no record costs more than twelve queries, however much is known."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern

from kiemdiem.registry import urls
from kiemdiem.registry.actions.facts import FactName, correct_fact, enter_fact, withdraw_fact
from kiemdiem.registry.actions.people import add_person, correct_person
from kiemdiem.registry.actions.units import (
    CollectiveEntry,
    OrganisationEntry,
    add_collective,
    correct_collective,
    correct_organisation,
)
from kiemdiem.registry.models import Person, Post
from kiemdiem.vocabulary import CollectiveKind, OrganisationKind
from registry.conftest import PAPER, AccessAs, ClientAs, changed, entry_of, typed_workbook, uploaded
from registry.test_admission import NEW
from registry.test_facts import values_of
from support.cast import Cast

MOST = 12
LATER = date(2026, 9, 1)
PAGES = {
    "imports": "/imports/", "import_new": "/imports/new/", "import_template": "/imports/template/",
    "import": "/imports/{import}/", "export": "/export/", "units": "/units/", "unit_list": "/unit-list/",
    "unit": "/units/C1/", "unit_children": "/units/H1/children/", "unit_add": "/units/C1/add/",
    "unit_correct": "/units/C1/correct/",
    "unit_move": "/units/C1/move/", "collective_add": "/units/C1/collectives/add/",
    "person_add": "/units/C1-A/people/add/", "collectives": "/collectives/", "collective": "/collectives/C1-BCH/",
    "collective_correct": "/collectives/C1-BCH/correct/", "people": "/people/?q=nguyen", "own_page": "/me/",
    "person": "/people/an/", "person_standing": "/people/an/standing/", "person_correct": "/people/an/correct/",
    "person_transfer": "/people/an/transfer/", "person_erase": "/people/an/erase/", "fact_add": "/people/an/posts/add/",
    "person_account": "/people/binh/account/",
    "fact_correct": "/facts/posts/{post}/correct/", "fact_withdraw": "/facts/posts/{post}/withdraw/",
    "person_unmasked": "", "import_answer": "", "import_apply": "", "import_discard": "",
}  # fmt: skip
"""Name of an address -> an example; empty: it only writes."""
OTHERS = {"home": "/", "journals": "/journal/", "journal": "/journal/C1/", "jobs": "/jobs/", "accounts": "/accounts/"}


def test_every_address_of_the_registry_is_counted() -> None:
    patterns = [pattern for pattern in urls.urlpatterns if isinstance(pattern, URLPattern)]
    assert {pattern.name for pattern in patterns} == set(PAGES)


@pytest.fixture
def much(cast: Cast, access_as: AccessAs) -> dict[str, int]:
    """An with several posts, memberships, leaves and corrections of each; a unit and a collective corrected often."""
    province = access_as("province")
    for number in range(8):
        unit = cast.organisations[("C1-A", "C1-B", "C2-A")[number % 3]].code
        entry = changed(NEW, full_name=f"Nguyễn Thị Én {number}", card_number="", residence_cell="C1-B")
        add_person(province, unit, entry, None, PAPER)
    for name in FactName:
        for number in range(5):
            changes: dict[str, object] = {"start": date(2020 + number, 1, 1), "end": date(2020 + number, 6, 1)}
            values = values_of(cast, name, **changes)
            row = enter_fact(province, name, "an", values, PAPER)
            correct_fact(province, name, row.pk, 1, {**values, "end": date(2020 + number, 7, 1)}, PAPER, "sửa")
            if number % 2:
                withdraw_fact(province, name, row.pk, 2, PAPER, "nhầm")
    for version, full_name in enumerate(("Nguyễn An", "Nguyễn Văn Ân", "Nguyễn Văn An"), start=1):
        places = {"workplace": "S1" if version % 2 else "C2", "residence_cell": "C2-A" if version % 2 else "C1-B"}
        person = Person.objects.get(code="an")
        correct_person(province, "an", version, entry_of(person, full_name=full_name, **places), PAPER, "sửa")
    for version in range(1, 5):
        title = f"Tên lần {version}"
        committee = OrganisationEntry("C1", title, OrganisationKind.GRASSROOTS_COMMITTEE)
        correct_organisation(province, "C1", version, committee, PAPER)
        body = CollectiveEntry("C1-BCH", title, CollectiveKind.EXECUTIVE_COMMITTEE)
        correct_collective(province, "C1-BCH", version, body, PAPER)
    add_collective(province, "C1", CollectiveEntry("C1-UB", "UBND", CollectiveKind.PEOPLES_COMMITTEE, "C1-BCH"), PAPER)
    people = [
        {"id": f"m{number}", "full_name": f"Người {number}", "birth_date": "1970-02-03"} for number in range(60)
    ] + [{"id": "x", "full_name": "Trần Thị Bình", "birth_date": "1985-05-06"}]
    imported = uploaded(cast.accounts["province"], "T", typed_workbook({"people": people}))
    post = Post.objects.filter(person__code="an", withdrawn_at__isnull=True).latest("pk")
    return {"import": imported.pk, "post": post.pk}


@pytest.mark.parametrize("name", [*(name for name, page in PAGES.items() if page), *OTHERS])
def test_a_page_costs_twelve_queries_at_most(much: dict[str, int], client_as: ClientAs, name: str) -> None:
    client = client_as("binh" if name == "own_page" else "province")
    page = {**PAGES, **OTHERS}[name].format(**much)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(page)
    assert answer.status_code in {200, 302}
    assert len(queries) <= MOST, [query["sql"][:150] for query in queries.captured_queries]


def test_the_page_of_a_person_shows_everything_that_was_changed(much: dict[str, int], client_as: ClientAs) -> None:
    text = client_as("province").get("/people/an/", headers={"accept-language": "en"}).content.decode()
    assert text.count("withdrawn (nhầm)") == 6
    assert text.count("corrected (sửa)") == 15 + 3
    for told in ("Nguyễn Văn Ân", "Trường THCS Hòa An", "Chi bộ xóm Thượng", "Tên lần 4", "12-QĐ/HU"):
        assert told in text
