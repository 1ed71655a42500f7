"""Opening a cycle freezes the registry into subjects, places and plan rows."""

import pytest

from kiemdiem.campaign.models import Place, PlanRow, Subject
from kiemdiem.campaign.roster import frozen_tables
from support.cast import Cast
from support.cycles import open_cycle

pytestmark = pytest.mark.django_db


def test_every_member_has_a_row_at_the_official_cell(cast: Cast) -> None:
    cycle = open_cycle(cast)
    rows = PlanRow.objects.filter(cycle=cycle, subject__kind="member")
    found = {(row.subject.code, row.place.code, row.action) for row in rows.select_related("subject", "place")}
    assert found == {
        ("an", "C1-A", "review"), ("binh", "C1-A", "review"), ("cuong", "C1-B", "review"), ("dung", "C1-B", "review"),
        ("giang", "C2-A", "review"),
    }  # fmt: skip


def test_the_frozen_roster_holds_no_identity_data(cast: Cast) -> None:
    columns = frozen_tables(open_cycle(cast))["people"].column_names
    assert "full_name" in columns
    assert not {"birth_date", "card_number", "gender"} & set(columns)


def test_places_count_their_reviews(cast: Cast) -> None:
    cycle = open_cycle(cast)
    for place in Place.objects.filter(cycle=cycle):
        held = place.rows.filter(action__in=["review", "within"])
        assert place.reviews == held.count(), place.code
        assert place.finished == 0


def test_a_member_and_a_cadre_of_one_person_are_two_subjects(cast: Cast) -> None:
    cycle = open_cycle(cast)
    kinds = Subject.objects.filter(cycle=cycle, code="an").values_list("kind", "titles").order_by("kind")
    assert list(kinds) == [("cadre", "Bí thư chi bộ"), ("member", "Bí thư chi bộ")]
