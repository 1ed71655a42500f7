"""Handing in, taking back, the revised version; shortcomings and manifestations; who reads which part."""

import json
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from kiemdiem.accounts.access import Access, OutOfSight
from kiemdiem.campaign.actions.plan import finish_reviews
from kiemdiem.campaign.models import Cycle, PlanRow
from kiemdiem.journal.models import Entry
from kiemdiem.journal.verbs import Verb
from kiemdiem.registry.models import Post
from kiemdiem.review.actions.handing import hand_in, obstacles_to_handing_in, revise, take_back
from kiemdiem.review.actions.writings import answer_rest, enter_shortcoming, save_passage, withdraw_shortcoming
from kiemdiem.review.marks import words
from kiemdiem.review.models import Handed, Passage, Shortcoming
from kiemdiem.review.outline import outline_of, parts_at
from kiemdiem.review.queries.writings import lines_of, reading_of
from kiemdiem.verdicts import Refused
from review.texts import begun, begun_report, fill_in
from support.cast import LONG_AGO, NOBODY, Cast
from support.cycles import YEAR, open_cycle

pytestmark = pytest.mark.django_db
AccessAs = Callable[[str], Access]
ClientAs = Callable[[str], Client]


@pytest.fixture
def cycle(cast: Cast) -> Cycle:
    return open_cycle(cast)


def finish_all(access: Access, cycle: Cycle, place: str) -> None:
    rows = list(PlanRow.objects.filter(cycle=cycle, place__code=place, action="review"))
    finish_reviews(access, rows[0].place_id, [row.pk for row in rows], date(YEAR, 1, 10))


def test_a_whole_text_is_handed_in_and_kept_as_it_stood(cycle: Cycle, access_as: AccessAs) -> None:
    access = access_as("cuong")
    writing, outline = begun(access, cycle, "cuong")
    fill_in(access, writing, outline)
    handed = hand_in(access, writing.pk, outline)
    lines = lines_of(handed)
    assert len(lines) == len(outline.fields)
    assert {line.text for line in lines if line.key == "politics"} == {"Đã viết."}
    entry = Entry.objects.get(verb=Verb.TEXT_HANDED_IN)
    assert json.loads(entry.details)["digest"] == handed.digest
    with pytest.raises(Refused):
        save_passage(access, writing.pk, words(), "politics", "Sửa lén", "", 1)


def test_what_is_missing_is_told_with_its_clause_and_refuses(cycle: Cycle, access_as: AccessAs) -> None:
    access = access_as("cuong")
    writing, outline = begun(access, cycle, "cuong")
    fill_in(access, writing, outline, leaving_out="duties")
    clauses = {(verdict.field, verdict.clause) for verdict in obstacles_to_handing_in(writing, outline)}
    assert clauses == {("duties", "I.2.2.d")}
    with pytest.raises(Refused):
        hand_in(access, writing.pk, outline)
    assert not Handed.objects.exists()


def test_any_step_above_none_demands_a_measure_i_2_2_a(cycle: Cycle, access_as: AccessAs) -> None:
    access = access_as("cuong")
    writing, outline = begun(access, cycle, "cuong")
    fill_in(access, writing, outline)
    version = Passage.objects.get(writing=writing, key="manifestation:A3").version
    save_passage(access, writing.pk, words(), "manifestation:A3", "", "3", version)
    found = [(one.field, one.clause) for one in obstacles_to_handing_in(writing, outline)]
    assert found == [("manifestation:A3", "I.2.2.a")]


def test_the_rest_of_the_manifestations_is_answered_none_at_once(cycle: Cycle, access_as: AccessAs) -> None:
    access = access_as("cuong")
    writing, outline = begun(access, cycle, "cuong")
    save_passage(access, writing.pk, words(), "manifestation:B2", "Đã sửa", "2", 0)
    assert answer_rest(access, writing.pk, outline) == 26
    marks = Passage.objects.filter(writing=writing, key__startswith="manifestation:").values_list("mark", flat=True)
    assert sorted(marks) == ["1"] * 26 + ["2"]


def test_a_shortcoming_is_tied_or_says_why_it_is_none_i_2_2_b(cycle: Cycle, access_as: AccessAs) -> None:
    access = access_as("cuong")
    writing, outline = begun(access, cycle, "cuong")
    with pytest.raises(Refused) as refused:
        enter_shortcoming(access, writing.pk, outline, "Có lúc ngại va chạm", "", " ")
    assert [one.clause for one in refused.value.verdicts] == ["I.2.2.b"]
    enter_shortcoming(access, writing.pk, outline, "Đi họp muộn", "", "do đường xa, không thuộc biểu hiện nào")
    tied = enter_shortcoming(access, writing.pk, outline, "Có lúc ngại va chạm", "A5", "")
    fill_in(access, writing, outline)
    found = [(one.field, one.clause) for one in obstacles_to_handing_in(writing, outline)]
    assert found == [("manifestation:A5", "I.2.2.b")], "answered none, though a shortcoming is tied to it"
    withdraw_shortcoming(access, writing.pk, tied.pk)
    assert not list(obstacles_to_handing_in(writing, outline))
    assert Shortcoming.objects.filter(withdrawn_at=None).count() == 1


def test_last_years_shortcomings_are_carried_in_and_answered_one_by_one_i_2_2_d(
    cast: Cast, cycle: Cycle, access_as: AccessAs
) -> None:
    access = access_as("cuong")
    writing, outline = begun(access, cycle, "cuong")
    for text in ("Ít đọc nghị quyết", "Ngại phê bình"):
        enter_shortcoming(access, writing.pk, outline, text, "A3", "")
    later = open_cycle(cast, YEAR + 1)
    again, again_outline = begun(access, later, "cuong")
    assert [one.about for one in again_outline.earlier] == ["Ít đọc nghị quyết", "Ngại phê bình"]
    fill_in(access, again, again_outline, leaving_out=again_outline.earlier[1].key)
    assert {one.field for one in obstacles_to_handing_in(again, again_outline)} == {again_outline.earlier[1].key}


def test_a_text_is_taken_back_until_the_conference(cycle: Cycle, access_as: AccessAs) -> None:
    access = access_as("cuong")
    writing, outline = begun(access, cycle, "cuong")
    fill_in(access, writing, outline)
    hand_in(access, writing.pk, outline)
    take_back(access, writing.pk)
    save_passage(access, writing.pk, words(), "politics", "Viết thêm", "good", 1)
    hand_in(access, writing.pk, outline)
    finish_all(access_as("dung"), cycle, "C1-B")
    with pytest.raises(Refused) as refused:
        take_back(access, writing.pk)
    assert [one.clause for one in refused.value.verdicts] == ["I.3.3.e"]
    assert [bool(one.taken_back_at) for one in Handed.objects.order_by("number")] == [True, False]


def test_the_revised_version_after_the_conference_stands_beside_the_first_i_3_3_e(
    cycle: Cycle, access_as: AccessAs, client_as: ClientAs
) -> None:
    access = access_as("cuong")
    writing, outline = begun(access, cycle, "cuong")
    fill_in(access, writing, outline)
    hand_in(access, writing.pk, outline)
    with pytest.raises(Refused):
        revise(access, writing.pk)
    finish_all(access_as("dung"), cycle, "C1-B")
    revise(access, writing.pk)
    save_passage(access, writing.pk, words(), "politics", "Bổ sung theo kết luận", "good", 1)
    hand_in(access, writing.pk, outline)
    assert [one.is_revised for one in Handed.objects.order_by("number")] == [False, True]
    text = client_as("cuong").get(f"/texts/{writing.pk}/versions/").content.decode()
    assert "Bổ sung theo kết luận" in text
    assert "Đã viết." in text


def test_a_post_is_read_where_it_is_held_and_the_member_in_the_cell_i_3_3_f(
    cast: Cast, access_as: AccessAs, client_as: ClientAs
) -> None:
    Post.objects.create(
        person=cast.people["giang"], collective=cast.collectives["C1-BCH"], role="member", rank=1, start=LONG_AGO,
        recorded_by=NOBODY,
    )  # fmt: skip
    cycle = open_cycle(cast)
    writing, _ = begun(access_as("giang"), cycle, "giang")
    at_post = reading_of(access_as("inspection"), writing.pk)
    keys = {one.key for one in outline_of(writing, words(), parts_at(writing, at_post.rows)).fields}
    assert "leadership" in keys
    assert "politics" not in keys
    assert not any(key.startswith("manifestation:") for key in keys)
    other = reading_of(access_as("province"), writing.pk)
    assert other.rows is None, "the province may write for others, so it reads all"


@pytest.mark.parametrize("login", ["binh", "an", "teller", "auditor", "emulation", "other_office"])
def test_nobody_without_the_right_reads_a_self_review(cycle: Cycle, access_as: AccessAs, login: str) -> None:
    writing, _ = begun(access_as("cuong"), cycle, "cuong")
    with pytest.raises(OutOfSight):
        reading_of(access_as(login), writing.pk)


def test_a_look_of_somebody_else_is_journaled_and_ones_own_is_not(
    cycle: Cycle, access_as: AccessAs, client_as: ClientAs
) -> None:
    writing, _ = begun(access_as("cuong"), cycle, "cuong")
    assert client_as("cuong").get(f"/texts/{writing.pk}/").status_code == 200
    assert not Entry.objects.filter(verb=Verb.TEXT_READ).exists()
    assert client_as("inspection").get(f"/texts/{writing.pk}/").status_code == 200
    entry = Entry.objects.get(verb=Verb.TEXT_READ)
    assert entry.unit == "C1-B"


def test_a_report_is_written_by_the_contents_of_i_2_1_and_answers_before_it_goes(
    cycle: Cycle, access_as: AccessAs
) -> None:
    access = access_as("an")
    writing, outline = begun_report(access, cycle, "C1-A-CU")
    assert [one.heading for one in outline.sections][:6] == ["I.1", "I.2", "I.3", "I.4", "I.5", "I.6"]
    assert "2020–2022" in outline.sections[5].title, "of a cell (I.2.1.n)"
    assert not outline.manifestations
    fill_in(access, writing, outline, leaving_out="report_earlier")
    assert [one.clause for one in obstacles_to_handing_in(writing, outline)] == ["I.2.1"]


def test_the_level_is_proposed_by_oneself_ii_2_3_b(cast: Cast, access_as: AccessAs) -> None:
    cast.people["cuong"].occupation = "official"
    cast.people["cuong"].save()
    cycle = open_cycle(cast)
    _, outline = begun(access_as("cuong"), cycle, "cuong")
    assert [(one.key, one.clause) for one in outline.levels] == [
        ("level:official", "II.3.e"), ("level:member", "II.2.3.b")
    ]  # fmt: skip


def test_a_secretary_sees_who_has_handed_in(cycle: Cycle, access_as: AccessAs, client_as: ClientAs) -> None:
    access = access_as("cuong")
    writing, outline = begun(access, cycle, "cuong")
    fill_in(access, writing, outline)
    hand_in(access, writing.pk, outline)
    place = PlanRow.objects.get(cycle=cycle, subject__code="cuong").place_id
    text = client_as("dung").get(f"/texts/places/{place}/").content.decode()
    assert "1 trên 2 đã nộp." in text
    assert "Chưa viết" in text


def test_the_page_leads_from_begin_to_handed_in(cycle: Cycle, client_as: ClientAs) -> None:
    client = client_as("binh")
    assert "Bắt đầu viết" in client.get("/my-review/").content.decode()
    subject = PlanRow.objects.get(cycle=cycle, subject__code="binh").subject_id
    page = client.post(f"/texts/subjects/{subject}/begin/").headers["Location"]
    assert client.get("/my-review/").headers["Location"] == page
    text = client.get(page).content.decode()
    assert "Còn thiếu" in text
    answer = client.post(f"{page}hand-in/", follow=True)
    assert "27 biểu hiện" in answer.content.decode()
    assert not Handed.objects.exists()
