"""Pages of workplace electorates: derive, correct, settle, hold, print; what they cost (I.3.1.c)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from kiemdiem.campaign.models import Cycle
from kiemdiem.review.models import Electorate, Voter
from review.letters import ClientAs
from review.test_deriving import body
from review.test_electorates import appoint, employ
from review.test_paper_pages import FRAME, MOST_QUERIES
from support.cast import NOBODY, Cast, make_person
from support.cycles import open_cycle

pytestmark = pytest.mark.django_db


@pytest.fixture
def cycle(cast: Cast) -> Cycle:
    """An and Giang sit in the standing committee of H1: An works at S1 with others, Giang's workplace is not known."""
    cast.collectives["H1-BTV"] = body(cast, "H1-BTV", "standing_committee", "H1")
    appoint(cast, "an", "H1-BTV", "member")
    appoint(cast, "giang", "H1-BTV", "member", rank=2)
    employ(cast, "S1", "an", "binh", "cuong", "dung")
    return open_cycle(cast)


def test_a_list_is_derived_corrected_settled_and_the_opinion_recorded_on_its_pages(
    cast: Cast, cycle: Cycle, client_as: ClientAs
) -> None:
    client = client_as("district")
    answer = client.post(reverse("electorates_derive", args=["H1"]), follow=True).content.decode()
    assert "1 cán bộ" in answer
    electorate = Electorate.objects.get()
    page = reverse("electorate", args=[electorate.pk])
    add, held = reverse("voter_new", args=[electorate.pk]), reverse("electorate_held", args=[electorate.pk])
    assert "lý do" in client.post(add, {"code": "", "name": "Hoàng Văn Mới"}).content.decode().lower()
    assert client.post(add, {"code": "", "name": "Hoàng Văn Mới", "ground": "mới đến"}).headers["Location"] == page
    dung = Voter.objects.get(electorate=electorate, person__code="dung")
    client.post(reverse("voter_leave_out", args=[dung.pk]), {"ground": "nghỉ dài hạn"})
    shown = client.get(page).content.decode()
    assert "Hoàng Văn Mới" in shown
    assert "nghỉ dài hạn" in shown
    client.post(reverse("electorate_settle", args=[electorate.pk]))
    paper = client.get(reverse("electorate_paper", args=[electorate.pk])).content.decode()
    assert [name in paper for name in ("Trần Thị Bình", "Hoàng Văn Mới", "Phạm Thị Dung")] == [True, True, False]
    day = timezone.localdate().strftime("%d/%m/%Y")
    assert client.post(held, {"day": day}).headers["Location"] == page
    electorate.refresh_from_db()
    assert electorate.held_on == timezone.localdate()


def test_a_list_of_two_is_not_settled_and_the_page_says_why(cycle: Cycle, client_as: ClientAs) -> None:
    client = client_as("district")
    client.post(reverse("electorates_derive", args=["H1"]))
    electorate = Electorate.objects.get()
    for one in Voter.objects.filter(electorate=electorate).order_by("pk")[:2]:
        client.post(reverse("voter_leave_out", args=[one.pk]), {"ground": "nghỉ hưu"})
    answer = client.post(reverse("electorate_settle", args=[electorate.pk]), follow=True).content.decode()
    assert "bỏ phiếu không còn kín" in answer
    electorate.refresh_from_db()
    assert electorate.settled_at is None


def test_who_is_missing_is_said_and_another_district_sees_nothing(cycle: Cycle, client_as: ClientAs) -> None:
    shown = client_as("district").get(reverse("electorates")).content.decode()
    assert "Nguyễn Văn An" in shown
    client_as("district").post(reverse("electorates_derive", args=["H1"]))
    electorate = Electorate.objects.get()
    other = client_as("other_district")
    assert "Trường THCS Hòa An" not in other.get(reverse("electorates")).content.decode()
    assert other.get(reverse("electorate", args=[electorate.pk])).status_code == 404


def test_pages_of_electorates_cost_the_same_for_one_and_for_many(cast: Cast, cycle: Cycle, client_as: ClientAs) -> None:
    client = client_as("district")
    client.post(reverse("electorates_derive", args=["H1"]))
    electorate = Electorate.objects.get()

    def costs() -> list[int]:
        found = []
        for name, arguments in (("electorates", []), ("electorate", [electorate.pk]),
                                ("electorate_paper", [electorate.pk])):  # fmt: skip
            client.get(reverse(name, args=arguments))
            with CaptureQueriesContext(connection) as asked:
                client.get(reverse(name, args=arguments))
            found.append(len(asked))
        return found

    before = costs()
    for number in range(5):
        person = make_person(f"x{number}", f"Người {number}", cast.organisations["C1-A"])
        Voter.objects.create(electorate=electorate, person=person, by_rule=True, added_by=NOBODY)
    assert costs() == before
    assert max(before) <= MOST_QUERIES + FRAME
