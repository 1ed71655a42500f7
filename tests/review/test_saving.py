"""Passages are saved as one types; two who write at once lose nothing."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiemdiem.accounts.access import Access, OutOfSight
from kiemdiem.campaign.models import Cycle
from kiemdiem.registry.models import Post
from kiemdiem.review.actions.writings import begin_report, begin_self_review, save_passage, take_over
from kiemdiem.review.marks import words
from kiemdiem.review.models import EarlierPassage, Passage, Writing
from kiemdiem.verdicts import Refused
from review.texts import begun, begun_report, subject_of
from support.cast import LONG_AGO, NOBODY, Cast
from support.cycles import open_cycle

pytestmark = pytest.mark.django_db
AccessAs = Callable[[str], Access]
ClientAs = Callable[[str], Client]


@pytest.fixture
def cycle(cast: Cast) -> Cycle:
    return open_cycle(cast)


def texts_of(writing: Writing) -> set[str]:
    """Every text that is kept anywhere."""
    standing = Passage.objects.filter(writing=writing).values_list("text", flat=True)
    earlier = EarlierPassage.objects.filter(passage__writing=writing).values_list("text", flat=True)
    return {*standing, *earlier}


def test_a_person_has_one_self_review_in_the_cycle_i_3_1_b1(cycle: Cycle, access_as: AccessAs) -> None:
    as_member = begin_self_review(access_as("an"), subject_of(cycle, "an", "member"))
    as_cadre = begin_self_review(access_as("an"), subject_of(cycle, "an", "cadre"))
    assert as_member == as_cadre
    assert Writing.objects.count() == 1


def test_what_is_typed_is_saved_and_counts_its_version_up(cycle: Cycle, access_as: AccessAs) -> None:
    access = access_as("binh")
    writing, _outline = begun(access, cycle, "binh")
    first = save_passage(access, writing.pk, words(), "politics", "Một", "good", 0)
    second = save_passage(access, writing.pk, words(), "politics", "Một hai", "good", first.version)
    assert (first.version, second.version, second.conflict) == (1, 2, None)
    passage = Passage.objects.get(writing=writing)
    assert (passage.text, passage.mark) == ("Một hai", "good")


def test_two_who_edit_a_report_at_once_lose_neither_text(cycle: Cycle, access_as: AccessAs) -> None:
    an, office = access_as("an"), access_as("office")
    writing, _outline = begun_report(office, cycle, "C1-A-CU")
    save_passage(an, writing.pk, words(), "report_leading", "Bản của An", "", 0)
    late = save_passage(office, writing.pk, words(), "report_leading", "Bản của văn phòng", "", 0)
    assert late.conflict == "Bản của An"
    assert Passage.objects.get(writing=writing).text == "Bản của An"
    kept = EarlierPassage.objects.get(came_late=True)
    assert kept.text == "Bản của văn phòng"


@pytest.mark.parametrize(("is_taken", "standing"), [(True, "Bản đến sau"), (False, "Bản đến trước")])
def test_of_two_texts_one_is_taken_over_and_the_other_stays_readable(
    cycle: Cycle, access_as: AccessAs, is_taken: bool, standing: str
) -> None:
    access = access_as("an")
    writing, _outline = begun_report(access, cycle, "C1-A-CU")
    save_passage(access, writing.pk, words(), "report_leading", "Bản đến trước", "", 0)
    save_passage(access_as("office"), writing.pk, words(), "report_leading", "Bản đến sau", "", 0)
    late = EarlierPassage.objects.get(came_late=True)
    take_over(access, writing.pk, late.pk, is_taken=is_taken)
    assert Passage.objects.get(writing=writing).text == standing
    assert {"Bản đến trước", "Bản đến sau"} <= texts_of(writing)
    with pytest.raises(OutOfSight):
        take_over(access, writing.pk, late.pk, is_taken=is_taken)


def test_both_texts_are_shown_on_the_page_to_both(cycle: Cycle, access_as: AccessAs, client_as: ClientAs) -> None:
    writing, _outline = begun_report(access_as("an"), cycle, "C1-A-CU")
    save_passage(access_as("an"), writing.pk, words(), "report_leading", "Bản của An", "", 0)
    save_passage(access_as("office"), writing.pk, words(), "report_leading", "Bản của văn phòng", "", 0)
    for login in ("an", "office"):
        text = client_as(login).get(f"/texts/{writing.pk}/").content.decode()
        assert "Bản của An" in text
        assert "Bản của văn phòng" in text


def test_an_old_text_of_the_same_writer_is_kept_when_it_is_written_over(cycle: Cycle, access_as: AccessAs) -> None:
    access = access_as("binh")
    writing, _outline = begun(access, cycle, "binh")
    saved = save_passage(access, writing.pk, words(), "politics", "Bản cũ", "", 0)
    Passage.objects.filter(writing=writing).update(saved_at=timezone.now() - timedelta(hours=1))
    save_passage(access, writing.pk, words(), "politics", "Bản mới", "", saved.version)
    assert texts_of(writing) == {"Bản cũ", "Bản mới"}


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(saves=st.lists(st.tuples(st.booleans(), st.text("abc", min_size=1, max_size=6), st.booleans()), max_size=12))
def test_no_sequence_of_saves_by_two_loses_what_either_ended_with(
    cycle: Cycle, access_as: AccessAs, saves: list[tuple[bool, str, bool]]
) -> None:
    """Each of two windows sends its text with the version that it last saw; whatever a window showed last is kept."""
    an, office = access_as("an"), access_as("office")
    writing, _outline = begun_report(an, cycle, "C1-A-CU")
    Passage.objects.filter(writing=writing).delete()
    seen, last = {an: 0, office: 0}, {an: "", office: ""}
    for is_an, text, reloads in saves:
        who = an if is_an else office
        if reloads:
            seen[who] = Passage.objects.filter(writing=writing).values_list("version", flat=True).first() or 0
        saved = save_passage(who, writing.pk, words(), "report_leading", text, "", seen[who])
        seen[who], last[who] = saved.version, text
    assert {text for text in last.values() if text} <= texts_of(writing)


@pytest.mark.parametrize("first_to_go_on", ["an", "office"])
def test_what_two_wrote_alike_is_kept_when_either_goes_on(
    cycle: Cycle, access_as: AccessAs, first_to_go_on: str
) -> None:
    an, office = access_as("an"), access_as("office")
    writing, _outline = begun_report(an, cycle, "C1-A-CU")
    for who in (an, office):
        save_passage(who, writing.pk, words(), "report_leading", "Như nhau", "", 0)
    save_passage(access_as(first_to_go_on), writing.pk, words(), "report_leading", "Như nhau, thêm", "", 1)
    assert {"Như nhau", "Như nhau, thêm"} <= texts_of(writing)


@pytest.mark.parametrize("login", ["binh", "cuong", "dung", "auditor", "other_office", "teller"])
def test_nobody_writes_the_text_of_somebody_else(cycle: Cycle, access_as: AccessAs, login: str) -> None:
    writing, _outline = begun(access_as("an"), cycle, "an")
    with pytest.raises(OutOfSight):
        save_passage(access_as(login), writing.pk, words(), "politics", "x", "", 0)
    with pytest.raises(OutOfSight):
        begin_self_review(access_as(login), subject_of(cycle, "an"))


def test_an_office_types_in_for_who_has_no_account(cycle: Cycle, access_as: AccessAs) -> None:
    writing, _outline = begun(access_as("office"), cycle, "binh")
    saved = save_passage(access_as("office"), writing.pk, words(), "politics", "Nhập giúp", "", 0)
    assert saved.version == 1
    assert Passage.objects.get(writing=writing).saved_by == f"account:{access_as('office').account}"


def test_who_holds_a_post_in_the_collective_writes_its_report(cast: Cast, access_as: AccessAs) -> None:
    Post.objects.create(
        person=cast.people["cuong"], collective=cast.collectives["C1-BCH"], role="member", start=LONG_AGO,
        recorded_by=NOBODY,
    )  # fmt: skip
    cycle = open_cycle(cast)
    writing, _outline = begun_report(access_as("cuong"), cycle, "C1-BCH")
    assert save_passage(access_as("cuong"), writing.pk, words(), "report_leading", "Phần của Cường", "", 0).version == 1
    with pytest.raises(OutOfSight):
        begin_report(access_as("binh"), subject_of(cycle, "C1-BCH", "collective"))


@pytest.mark.parametrize(
    ("key", "text", "mark"),
    [("nothing", "x", ""), ("politics", "x" * 20_001, ""), ("politics", "x", "superb"), ("politics", "a\u200bb", "")],
)
def test_what_cannot_be_kept_is_refused_and_nothing_is_changed(
    cycle: Cycle, access_as: AccessAs, key: str, text: str, mark: str
) -> None:
    access = access_as("binh")
    writing, _outline = begun(access, cycle, "binh")
    save_passage(access, writing.pk, words(), "politics", "Đã có", "", 0)
    with pytest.raises(Refused):
        save_passage(access, writing.pk, words(), key, text, mark, 1)
    assert Passage.objects.get(writing=writing).text == "Đã có"


def test_an_autosave_is_answered_with_its_version_in_few_queries(cycle: Cycle, client_as: ClientAs) -> None:
    client = client_as("binh")
    page = client.post(f"/texts/subjects/{subject_of(cycle, 'binh').pk}/begin/").headers["Location"]
    typed = {"key": "politics", "text": "Đang viết", "mark": "", "version": "0"}
    with CaptureQueriesContext(connection) as queries:
        answer = client.post(f"{page}save/", typed, headers={"x-autosave": "yes"})
    assert (answer.status_code, answer.json()["version"], answer.json()["conflict"]) == (200, 1, None)
    assert len([one for one in queries if "SAVEPOINT" not in one["sql"]]) <= 14


def test_a_refused_autosave_says_why(cycle: Cycle, client_as: ClientAs) -> None:
    client = client_as("binh")
    page = client.post(f"/texts/subjects/{subject_of(cycle, 'binh').pk}/begin/").headers["Location"]
    answer = client.post(f"{page}save/", {"key": "x", "version": "0"}, headers={"x-autosave": "yes"})
    assert answer.status_code == 409
    assert answer.json()["refused"] == ["Bản này không có phần đó."]
