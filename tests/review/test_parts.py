"""What belongs to a post is written, read and assigned where the post is held, not in the home cell (I.3.3.f)."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from kiemdiem.accounts.access import OutOfSight
from kiemdiem.campaign.models import Cycle, Place, PlanRow
from kiemdiem.registry.models import Post
from kiemdiem.review.actions.handing import hand_in
from kiemdiem.review.actions.targets import TargetEntry, assign_targets
from kiemdiem.review.actions.writings import begin_self_review
from kiemdiem.review.marks import words
from kiemdiem.review.models import LetterWithdrawal, Target, Writing
from kiemdiem.review.outline import outline_of, parts_at
from kiemdiem.review.queries.suggestions import letters_received_by
from kiemdiem.review.queries.targets import subjects_without_targets
from kiemdiem.review.queries.writings import reading_of
from review.letters import AccessAs, ClientAs, make_letter, make_target, subject_of
from review.texts import begun, fill_in
from support.cast import LONG_AGO, NOBODY, Cast
from support.cycles import open_cycle

pytestmark = pytest.mark.django_db
ENTRY = TargetEntry("Giảm hộ nghèo", "hộ", "5")


def appoint(cast: Cast, code: str, role: str = "member") -> None:
    Post.objects.create(
        person=cast.people[code], collective=cast.collectives["C1-BCH"], role=role, rank=1, start=LONG_AGO,
        recorded_by=NOBODY,
    )  # fmt: skip


@pytest.fixture
def cycle(cast: Cast) -> Cycle:
    """Dung, secretary of C1-B, and Cường of that cell sit in the committee of C1 too."""
    for code in ("cuong", "dung"):
        appoint(cast, code)
    return open_cycle(cast)


def test_targets_of_a_cadre_are_set_at_the_post_and_not_by_the_home_cell_ii_3_a(
    cycle: Cycle, access_as: AccessAs
) -> None:
    cadre, member = subject_of(cycle, "cadre", "cuong"), subject_of(cycle, "member", "cuong")
    assert assign_targets(access_as("office"), cadre.pk, [ENTRY])
    assert assign_targets(access_as("dung"), member.pk, [ENTRY])
    with pytest.raises(OutOfSight):
        assign_targets(access_as("dung"), cadre.pk, [ENTRY])
    without = {(one.kind, one.code) for one in subjects_without_targets(access_as("dung"), cycle)}
    assert without == {("member", "dung")}
    assert ("cadre", "dung") in {(one.kind, one.code) for one in subjects_without_targets(access_as("office"), cycle)}


def test_letters_to_a_cadre_are_not_read_in_the_home_cell(cast: Cast, cycle: Cycle, access_as: AccessAs) -> None:
    for kind in ("cadre", "member"):
        make_letter(subject_of(cycle, kind, "cuong"), cast.organisations["C1"], kind)
    assert {one.subject.kind for one in letters_received_by(access_as("dung"))} == {"member"}
    assert {one.subject.kind for one in letters_received_by(access_as("office"))} == {"member", "cadre"}
    assert {one.subject.kind for one in letters_received_by(access_as("cuong"))} == {"member", "cadre"}


def test_matters_and_targets_are_shown_with_the_part_they_belong_to(
    cast: Cast, cycle: Cycle, access_as: AccessAs
) -> None:
    for kind in ("cadre", "member"):
        make_letter(subject_of(cycle, kind, "cuong"), cast.organisations["C1"], kind)
        make_target(subject_of(cycle, kind, "cuong"), f"Việc {kind}")
    writing, whole = begun(access_as("cuong"), cycle, "cuong")
    reading = reading_of(access_as("dung"), writing.pk)
    seen = outline_of(writing, words(), parts_at(writing, reading.rows))
    assert [one.about for one in [*seen.matters, *seen.targets]] == ["member", "Việc member"]
    assert len([*whole.matters, *whole.targets]) == 4


def test_a_place_to_which_the_result_is_only_reported_reads_no_self_review_i_1_b(
    cycle: Cycle, access_as: AccessAs
) -> None:
    writing, _ = begun(access_as("cuong"), cycle, "cuong")
    rows = PlanRow.objects.filter(subject__code="cuong", place__code="C1-BCH")
    assert reading_of(access_as("district"), writing.pk).rows is None
    inspection = reading_of(access_as("inspection"), writing.pk).rows
    assert inspection is not None
    assert {row.place.code for row in inspection} == {"C1-BCH", "C1-B"}
    rows.update(action="report_only")
    inspection = reading_of(access_as("inspection"), writing.pk).rows
    assert inspection is not None
    assert {row.place.code for row in inspection} == {"C1-B"}


def test_the_home_cell_types_in_no_text_with_the_part_of_a_post_elsewhere(cycle: Cycle, access_as: AccessAs) -> None:
    subject = subject_of(cycle, "member", "cuong")
    writing, _ = begun(access_as("cuong"), cycle, "cuong")
    assert not reading_of(access_as("dung"), writing.pk).may_write
    with pytest.raises(OutOfSight):
        begin_self_review(access_as("dung"), subject)
    assert begin_self_review(access_as("office"), subject) == writing, "whose places are all its own"
    assert begin_self_review(access_as("an"), subject_of(cycle, "member", "binh")), "who has no post"


def test_who_holds_a_post_begins_the_report_from_the_desk(cycle: Cycle, client_as: ClientAs) -> None:
    subject = subject_of(cycle, "collective", "C1-BCH")
    url = reverse("text_form", args=[subject.pk])
    assert url in client_as("cuong").get("/").content.decode()
    page = client_as("cuong").get(url)
    assert page.status_code == 200
    assert "nhập hộ" not in page.content.decode()
    client_as("cuong").post(reverse("text_begin", args=[subject.pk]))
    assert Writing.objects.get().collective == subject.collective
    assert client_as("giang").get(url).status_code == 404


def test_who_is_exempted_is_not_counted_among_those_who_write_i_1_a(cast: Cast, client_as: ClientAs) -> None:
    cast.people["binh"].circumstances.create(kind="exempted", start=LONG_AGO, recorded_by=NOBODY)
    cycle = open_cycle(cast)
    place = Place.objects.get(cycle=cycle, code="C1-A")
    page = client_as("an").get(reverse("texts", args=[place.pk])).content.decode()
    assert "Nguyễn Văn An" in page
    assert "Trần Thị Bình" not in page
    assert "0 trên 1" in page


def test_what_was_handed_in_stays_readable_after_letter_target_and_post_are_gone(
    cast: Cast, cycle: Cycle, access_as: AccessAs, client_as: ClientAs
) -> None:
    cadre = subject_of(cycle, "cadre", "cuong")
    letter = make_letter(cadre, cast.organisations["C1"], "Làm rõ việc thu chi")
    target = make_target(cadre, "Trồng cây")
    access = access_as("cuong")
    writing, outline = begun(access, cycle, "cuong")
    assert any(one.key == "leadership" for one in outline.sections)
    fill_in(access, writing, outline)
    hand_in(access, writing.pk, outline)
    LetterWithdrawal.objects.create(letter=letter, by=NOBODY, ground="nhầm")
    Target.objects.filter(pk=target.pk).update(withdrawn_at=timezone.now())
    Post.objects.filter(person__code="cuong").update(end=date(2026, 1, 1))
    for login in ("cuong", "district", "inspection"):
        versions = client_as(login).get(reverse("writing_versions", args=[writing.pk])).content.decode()
        page = client_as(login).get(reverse("writing", args=[writing.pk])).content.decode()
        for text in ("Làm rõ việc thu chi", "Trồng cây"):
            assert text in versions, login
            assert text in page, login
    at_home = client_as("dung").get(reverse("writing", args=[writing.pk])).content.decode()
    versions = client_as("dung").get(reverse("writing_versions", args=[writing.pk])).content.decode()
    for text in ("Làm rõ việc thu chi", "Trồng cây"):
        assert text not in at_home
        assert text not in versions
