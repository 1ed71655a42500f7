"""Erasing a person takes the name out of every cycle and the words out of every text."""

from collections.abc import Callable
from datetime import date

import pytest

from kiemdiem.accounts.access import Access
from kiemdiem.campaign.models import FrozenRoster, PlanRow, Subject
from kiemdiem.campaign.roster import frozen_tables, frozen_workbook
from kiemdiem.registry.actions.people import erase_person
from kiemdiem.registry.documents import Paper
from kiemdiem.review.actions.handing import hand_in
from kiemdiem.review.actions.writings import enter_shortcoming
from kiemdiem.review.models import EarlierPassage, Handed, Passage, Shortcoming
from review.texts import begun, fill_in
from support.cast import Cast
from support.cycles import YEAR, open_cycle

pytestmark = pytest.mark.django_db
PAPER = Paper("7-QĐ/TU", date(YEAR, 2, 1), "Tỉnh ủy")


def test_nothing_of_an_erased_person_is_left_but_the_rows(cast: Cast, access_as: Callable[[str], Access]) -> None:
    cycle = open_cycle(cast)
    access = access_as("cuong")
    writing, outline = begun(access, cycle, "cuong")
    enter_shortcoming(access, writing.pk, outline, "Khuyết điểm riêng", "", "Lý do riêng")
    fill_in(access, writing, outline)
    digest = hand_in(access, writing.pk, outline).digest
    erase_person(access_as("province"), "cuong", PAPER, "yêu cầu")
    assert set(Subject.objects.filter(cycle=cycle, code="cuong").values_list("name", "titles")) == {("—", "")}
    assert PlanRow.objects.filter(cycle=cycle, subject__code="cuong").count() == 1
    assert "Lê Văn Cường" not in frozen_tables(cycle)["people"]["full_name"].to_pylist()
    assert "Trần Thị Bình" in frozen_tables(cycle)["people"]["full_name"].to_pylist()
    assert b"C\xc6\xb0\xe1\xbb\x9dng" not in bytes(FrozenRoster.objects.get().content)
    assert frozen_workbook(cycle)["people"].size == 5, "the engine still reads it"
    texts = [*Passage.objects.values_list("text", flat=True), *EarlierPassage.objects.values_list("text", flat=True),
             *Shortcoming.objects.values_list("text", "ground").get()]  # fmt: skip
    assert set(texts) == {""}
    handed = Handed.objects.get()
    assert (handed.content, handed.digest) == ("[]", digest)
