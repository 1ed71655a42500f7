"""Where districts open cycles of their own, who stands above chooses which one to work on."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from kiemdiem.accounts.access import Access
from kiemdiem.accounts.middleware import CHOSEN
from kiemdiem.campaign.models import Cycle
from kiemdiem.campaign.queries.cycles import open_cycle_of, open_cycles_of
from kiemdiem.review.queries.writings import own_subject
from support.cast import LONG_AGO, NOBODY, Cast
from support.cycles import YEAR, open_cycle, prepared_cycle

pytestmark = pytest.mark.django_db
AccessAs = Callable[[str], Access]
ClientAs = Callable[[str], Client]


@pytest.fixture
def two(cast: Cast) -> tuple[Cycle, Cycle]:
    """Those of H1 and H2."""
    return open_cycle(cast, unit="H1", login="district"), open_cycle(cast, unit="H2", login="other_district")


def test_each_office_works_on_its_own_and_the_province_on_the_one_it_chooses(
    two: tuple[Cycle, Cycle], access_as: AccessAs, client_as: ClientAs
) -> None:
    first, second = two
    assert open_cycles_of(access_as("district")) == [first]
    assert open_cycles_of(access_as("other_district")) == [second]
    assert open_cycle_of(access_as("province")) == first
    client = client_as("province")
    page = client.get(reverse("cycles")).content.decode()
    assert page.count(f'method="post" action="{reverse("cycle_choose", args=[second.pk])}"') == 1
    assert reverse("cycle_choose", args=[first.pk]) not in page, "it is worked on already"
    overview = client.get("/").content.decode()
    assert "Còn 1 đợt khác đang mở" in overview
    client.post(reverse("cycle_choose", args=[second.pk]))
    overview = client.get("/").content.decode()
    assert reverse("plan", args=[second.pk]) in overview
    assert reverse("plan", args=[first.pk]) not in overview
    assert "Đảng bộ huyện Tây Sơn" in client.get(reverse("targets")).content.decode()
    assert "Hồ Sỹ Giang" in client.get(reverse("targets")).content.decode()
    assert "Trần Thị Bình" not in client.get(reverse("targets")).content.decode()


def test_a_cycle_of_others_or_one_not_open_cannot_be_chosen(
    cast: Cast, two: tuple[Cycle, Cycle], client_as: ClientAs
) -> None:
    prepared = prepared_cycle(cast, YEAR + 1, "H1", "district")
    assert client_as("district").post(reverse("cycle_choose", args=[two[1].pk])).status_code == 404
    page = client_as("district").post(reverse("cycle_choose", args=[prepared.pk]), follow=True)
    assert "Đợt này chưa mở" in page.content.decode()
    assert CHOSEN not in page.client.session


def test_ones_own_self_review_is_found_whichever_cycle_is_worked_on(
    two: tuple[Cycle, Cycle], access_as: AccessAs
) -> None:
    own = own_subject(access_as("giang"), two)
    assert own is not None
    assert own.cycle == two[1]


def test_last_years_self_review_is_not_offered_to_who_is_exempted_this_year(cast: Cast, client_as: ClientAs) -> None:
    open_cycle(cast, YEAR - 1)
    url = reverse("my_review")
    assert "Bắt đầu viết" in client_as("binh").get(url).content.decode()
    cast.people["binh"].circumstances.create(kind="exempted", start=LONG_AGO, recorded_by=NOBODY)
    open_cycle(cast)
    assert "Bắt đầu viết" not in client_as("binh").get(url).content.decode()
    assert url not in client_as("binh").get("/").content.decode().partition("<main")[2]


def test_last_years_cycle_is_not_among_those_to_choose_from(cast: Cast, access_as: AccessAs) -> None:
    open_cycle(cast, YEAR - 1)
    latest = open_cycle(cast)
    assert open_cycles_of(access_as("province")) == [latest]
