"""What is rated before whom is told beside the plan (II.3.c, Q20)."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from kiemdiem.campaign.models import Cycle, PlanRow
from kiemdiem.campaign.queries.rating import Ground, rated_before
from kiemdiem.registry.models import Person, Post
from support.cast import LONG_AGO, NOBODY, Cast
from support.cycles import open_cycle

pytestmark = pytest.mark.django_db


def row_of(cycle: Cycle, kind: str, code: str) -> PlanRow:
    rows = PlanRow.objects.filter(cycle=cycle, subject__kind=kind, subject__code=code)
    return rows.select_related("cycle", "subject__collective", "subject__person").order_by("pk")[0]


def before(cycle: Cycle, kind: str, code: str) -> list[tuple[str, Ground, bool]]:
    return [(one.name, one.ground, one.holds) for one in rated_before(row_of(cycle, kind, code))]


def appoint(cast: Cast, code: str, collective: str, role: str) -> None:
    Post.objects.create(
        person=cast.people[code], collective=cast.collectives[collective], role=role, rank=1, start=LONG_AGO,
        recorded_by=NOBODY,
    )  # fmt: skip


def test_ii_3_c_a_collective_is_rated_after_those_directly_below(cast: Cast) -> None:
    cycle = open_cycle(cast)
    assert before(cycle, "collective", "C1-BCH") == [("Chi ủy xóm 1", Ground.LOWER, False)]
    assert before(cycle, "collective", "C1-A-CU") == []


def test_q20_the_other_reading_makes_the_rating_wait(cast: Cast) -> None:
    cycle = open_cycle(cast)
    text, count = re.subn(
        r'("default": )"warning"(, [^{}]*"key": "rating_order")', r'\1"waiting"\2', cycle.edition_text
    )
    assert count == 1
    Cycle.objects.filter(pk=cycle.pk).update(edition_text=text, edition_digest="q" * 64)
    assert before(cycle, "collective", "C1-BCH") == [("Chi ủy xóm 1", Ground.LOWER, True)]


def test_ii_3_c_a_head_is_rated_after_what_is_headed_and_after_the_collective(cast: Cast) -> None:
    appoint(cast, "an", "C1-A-CU", "head")
    cycle = open_cycle(cast)
    assert before(cycle, "cadre", "an") == [
        ("Chi bộ xóm 1", Ground.HEADED, True), ("Chi ủy xóm 1", Ground.COLLECTIVE, False),
    ]  # fmt: skip


def test_ii_3_c_who_does_not_head_waits_for_no_organisation(cast: Cast) -> None:
    appoint(cast, "binh", "C1-A-CU", "member")
    cycle = open_cycle(cast)
    assert before(cycle, "cadre", "binh") == [("Chi ủy xóm 1", Ground.COLLECTIVE, False)]


def test_ii_3_c_an_official_is_rated_after_the_professional_rating(cast: Cast) -> None:
    Person.objects.filter(code="binh").update(occupation="official")
    Person.objects.filter(code="an").update(occupation="retired")
    cycle = open_cycle(cast)
    assert before(cycle, "member", "binh") == [("", Ground.PROFESSIONAL, True)]
    assert before(cycle, "member", "an") == []


def test_ii_3_c_the_page_of_a_row_tells_the_order_with_its_clause(
    cast: Cast, client_as: Callable[[str], Client]
) -> None:
    appoint(cast, "an", "C1-A-CU", "head")
    cycle = open_cycle(cast)
    page = client_as("office").get(f"/plan/rows/{row_of(cycle, 'cadre', 'an').pk}/").content.decode()
    assert "Xếp loại sau những nơi này" in page
    assert "II.3.c" in page
    other = client_as("office").get(f"/plan/rows/{row_of(cycle, 'member', 'an').pk}/").content.decode()
    assert "Xếp loại sau những nơi này" not in other
