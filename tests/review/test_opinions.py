"""Opinions are sent, answered, entered from paper or through a link; every misuse has its own answer."""

import json
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from kiemdiem.accounts.access import Access, OutOfSight
from kiemdiem.campaign.models import CalendarDay, Cycle, PlanRow
from kiemdiem.journal.models import Entry
from kiemdiem.journal.verbs import Verb
from kiemdiem.registry.models import Person
from kiemdiem.review.actions.answering import (
    MOST_FAILURES,
    Answer,
    answer_by_link,
    answer_request,
    make_link,
    open_link,
)
from kiemdiem.review.actions.opinions import (
    add_request,
    ask_again,
    consolidate,
    go_on_without,
    name_body,
    remind,
    send_requests,
    set_not_needed,
    withdraw_request,
)
from kiemdiem.review.models import AskedAgain, Consolidation, GoingOn, OpinionAnswer, OpinionLink, OpinionRequest
from kiemdiem.review.queries.opinions import link_of_token
from kiemdiem.verdicts import Refused
from review.letters import journaled, refusal
from review.test_deriving import derived
from support.cast import Cast
from support.cycles import YEAR, open_cycle, prepared_cycle

pytestmark = pytest.mark.django_db
AccessAs = Callable[[str], Access]
ClientAs = Callable[[str], Client]
TICKS = {"law": "good", "contact": "fair"}


def answer(text: str = "Chấp hành tốt.", day: date | None = None) -> Answer:
    return Answer(text, TICKS, day)


@pytest.fixture
def cycle(cast: Cast, access_as: AccessAs) -> Cycle:
    """Bình of C1-A lives at C1-B, whose secretary is Dung; Giang of C2-A lives there too."""
    for code in ("binh", "giang"):
        Person.objects.filter(code=code).update(residence_cell=cast.organisations["C1-B"])
    made = open_cycle(cast)
    derived(access_as("province"))
    return made


@pytest.fixture
def request_of_binh(cycle: Cycle) -> OpinionRequest:
    return OpinionRequest.objects.get(subject__code="binh", kind="residence")


def test_nothing_is_sent_until_the_asker_sends_it(request_of_binh: OpinionRequest, access_as: AccessAs) -> None:
    with pytest.raises(OutOfSight):
        answer_request(access_as("dung"), request_of_binh.pk, answer())
    assert send_requests(access_as("an"), [request_of_binh.pk]) == 1
    assert answer_request(access_as("dung"), request_of_binh.pk, answer()).text == "Chấp hành tốt."
    assert Entry.objects.filter(verb=Verb.OPINION_SENT, unit="C1-A").count() == 1


def test_the_ticks_of_form_4_are_kept_v_2(request_of_binh: OpinionRequest, access_as: AccessAs) -> None:
    send_requests(access_as("an"), [request_of_binh.pk])
    kept = answer_request(access_as("dung"), request_of_binh.pk, answer())
    assert json.loads(kept.ticks) == TICKS
    with pytest.raises(Refused):
        answer_request(access_as("dung"), request_of_binh.pk, Answer("x", {"law": "superb"}))


def test_an_answer_on_paper_is_entered_by_who_asks(request_of_binh: OpinionRequest, access_as: AccessAs) -> None:
    kept = answer_request(access_as("an"), request_of_binh.pk, answer(day=date(YEAR, 11, 2)))
    assert (kept.on_paper, kept.given_on) == (True, date(YEAR, 11, 2))
    with pytest.raises(Refused):
        answer_request(access_as("an"), request_of_binh.pk, answer(day=timezone.localdate() + timedelta(days=1)))


def test_a_second_answer_supersedes_and_the_first_stays(request_of_binh: OpinionRequest, access_as: AccessAs) -> None:
    send_requests(access_as("an"), [request_of_binh.pk])
    for text in ("Lần một", "Lần hai"):
        answer_request(access_as("dung"), request_of_binh.pk, answer(text))
    told = [(one.text, one.superseded_at is None) for one in OpinionAnswer.objects.order_by("pk")]
    assert told == [("Lần một", False), ("Lần hai", True)]


def test_an_answer_after_the_deadline_is_kept_and_marked(
    cycle: Cycle, request_of_binh: OpinionRequest, access_as: AccessAs
) -> None:
    CalendarDay.objects.filter(cycle=cycle, key="grassroots").update(day=timezone.localdate())
    kept = answer_request(access_as("an"), request_of_binh.pk, answer())
    assert kept.came_late
    in_time = answer_request(access_as("an"), request_of_binh.pk, answer(day=timezone.localdate() - timedelta(days=1)))
    assert not in_time.came_late


def test_who_is_asked_cannot_date_an_answer_back(
    cycle: Cycle, request_of_binh: OpinionRequest, access_as: AccessAs
) -> None:
    CalendarDay.objects.filter(cycle=cycle, key="grassroots").update(day=timezone.localdate())
    send_requests(access_as("an"), [request_of_binh.pk])
    before = timezone.localdate() - timedelta(days=3)
    kept = answer_request(access_as("dung"), request_of_binh.pk, answer(day=before))
    assert (kept.given_on, kept.on_paper, kept.came_late) == (timezone.localdate(), False, True)


def test_an_empty_answer_is_refused(request_of_binh: OpinionRequest, access_as: AccessAs) -> None:
    with pytest.raises(Refused) as refused:
        answer_request(access_as("an"), request_of_binh.pk, Answer("  ", {}))
    assert [one.field for one in refused.value.verdicts] == ["text"]


@pytest.mark.parametrize("login", ["cuong", "binh", "other_office", "auditor", "teller", "giang"])
def test_nobody_else_sees_or_answers_a_request(
    request_of_binh: OpinionRequest, access_as: AccessAs, client_as: ClientAs, login: str
) -> None:
    send_requests(access_as("an"), [request_of_binh.pk])
    with pytest.raises(OutOfSight):
        answer_request(access_as(login), request_of_binh.pk, answer())
    assert client_as(login).get(f"/opinions/{request_of_binh.pk}/").status_code == 404
    with pytest.raises(OutOfSight):
        make_link(access_as(login), request_of_binh.pk)


def test_a_link_answers_once_and_never_again(request_of_binh: OpinionRequest, access_as: AccessAs) -> None:
    fresh = make_link(access_as("an"), request_of_binh.pk)
    kept = answer_by_link(fresh.token, fresh.code, answer())
    assert kept.entered_by.startswith("link:")
    with pytest.raises(Refused) as refused:
        answer_by_link(fresh.token, fresh.code, answer("Lần nữa"))
    assert "một lần" in refused.value.verdicts[0].message.say("vi")
    assert OpinionAnswer.objects.count() == 1


def test_only_digests_of_link_and_code_are_kept(request_of_binh: OpinionRequest, access_as: AccessAs) -> None:
    fresh = make_link(access_as("an"), request_of_binh.pk)
    row = OpinionLink.objects.values().get()
    assert fresh.token not in str(row)
    assert fresh.code not in str(row)
    assert len(fresh.token) >= 43
    assert len(fresh.code) == 8


def test_a_guessed_code_locks_the_link_after_a_few_tries(request_of_binh: OpinionRequest, access_as: AccessAs) -> None:
    fresh = make_link(access_as("an"), request_of_binh.pk)
    for _ in range(MOST_FAILURES):
        with pytest.raises(Refused):
            open_link(fresh.token, "00000000" if fresh.code != "00000000" else "11111111")
    with pytest.raises(Refused) as refused:
        open_link(fresh.token, fresh.code)
    assert "bị khóa" in refused.value.verdicts[0].message.say("vi")
    assert Entry.objects.filter(verb=Verb.OPINION_LINK_FAILED).count() == MOST_FAILURES
    again = make_link(access_as("an"), request_of_binh.pk)
    assert open_link(again.token, again.code)


def test_an_expired_link_says_when_it_ended(request_of_binh: OpinionRequest, access_as: AccessAs) -> None:
    fresh = make_link(access_as("an"), request_of_binh.pk)
    OpinionLink.objects.update(expires_at=timezone.now() - timedelta(days=1))
    with pytest.raises(Refused) as refused:
        open_link(fresh.token, fresh.code)
    day = timezone.localdate(timezone.now() - timedelta(days=1)).strftime("%d/%m/%Y")
    assert day in refused.value.verdicts[0].message.say("vi")


def test_an_unknown_and_a_withdrawn_link_are_told_the_same(
    request_of_binh: OpinionRequest, access_as: AccessAs, client_as: ClientAs
) -> None:
    fresh = make_link(access_as("an"), request_of_binh.pk)
    withdraw_request(access_as("an"), request_of_binh.pk, "gửi nhầm")
    pages = [Client().get(f"/gop-y/{token}/") for token in (fresh.token, "khong-co")]
    texts = [page.content.decode().replace(fresh.token, "").replace("khong-co", "") for page in pages]
    assert [page.status_code for page in pages] == [200, 200]
    assert "không hợp lệ" in texts[0]
    assert "không hợp lệ" in texts[1]


def test_no_name_stands_on_the_page_before_the_code_and_the_answer_comes_in(
    request_of_binh: OpinionRequest, access_as: AccessAs
) -> None:
    fresh = make_link(access_as("an"), request_of_binh.pk)
    anybody, page = Client(), f"/gop-y/{fresh.token}/"
    for text in (anybody.get(page).content.decode(), anybody.post(page, {"code": "12"}).content.decode()):
        assert "Trần Thị Bình" not in text
        assert "Chi bộ xóm" not in text
    asked = anybody.post(page, {"code": fresh.code}).content.decode()
    assert "Trần Thị Bình" in asked
    assert "no-store" in anybody.post(page, {"code": fresh.code}).headers["Cache-Control"]
    typed = {"code": fresh.code, "tick-law": "good", "text": "Gương mẫu ở nơi cư trú"}
    received = anybody.post(page, typed).content.decode()
    assert "Đã nhận câu trả lời" in received
    assert OpinionAnswer.objects.get().text == "Gương mẫu ở nơi cư trú"
    assert "Trần Thị Bình" not in anybody.get(page).content.decode()


def test_a_new_link_ends_the_earlier_one(request_of_binh: OpinionRequest, access_as: AccessAs) -> None:
    first = make_link(access_as("an"), request_of_binh.pk)
    make_link(access_as("an"), request_of_binh.pk)
    with pytest.raises(Refused):
        open_link(first.token, first.code)


def test_who_did_not_answer_is_reminded_at_most_once_a_day(
    request_of_binh: OpinionRequest, access_as: AccessAs
) -> None:
    send_requests(access_as("an"), [request_of_binh.pk])
    assert remind(access_as("an"), [request_of_binh.pk]) == 0
    OpinionRequest.objects.update(sent_at=timezone.now() - timedelta(days=2))
    assert remind(access_as("an"), [request_of_binh.pk]) == 1
    assert remind(access_as("an"), [request_of_binh.pk]) == 0


def test_not_needed_and_withdrawn_need_a_ground(request_of_binh: OpinionRequest, access_as: AccessAs) -> None:
    for act in (set_not_needed, withdraw_request):
        with pytest.raises(Refused):
            act(access_as("an"), request_of_binh.pk, " ")
    set_not_needed(access_as("an"), request_of_binh.pk, "đi công tác cả năm")
    with pytest.raises(Refused):
        answer_request(access_as("an"), request_of_binh.pk, answer())


@pytest.mark.parametrize(("close", "was_withdrawn"), [(set_not_needed, False), (withdraw_request, True)])
def test_what_was_closed_is_put_back_to_be_asked_with_a_ground_and_how_it_stood_is_kept(
    request_of_binh: OpinionRequest, access_as: AccessAs, close: Callable[..., object], *, was_withdrawn: bool
) -> None:
    an, number = access_as("an"), request_of_binh.pk
    send_requests(an, [number])
    close(an, number, "đi công tác cả năm")
    assert "Say why" in refusal(ask_again, an, number, " ")
    asked = ask_again(an, number, "đã về từ tháng 6")
    assert (asked.not_needed_at, asked.withdrawn_at, asked.sent_at, asked.ground) == (None, None, None, "")
    kept = AskedAgain.objects.get(request=number)
    assert (kept.closed_ground, kept.ground) == ("đi công tác cả năm", "đã về từ tháng 6")
    assert (kept.withdrawn_at is not None, kept.not_needed_at is not None) == (was_withdrawn, not was_withdrawn)
    (line,) = journaled(Verb.OPINION_ASKED_AGAIN)
    assert (line.unit, line.subject) == ("C1-A", f"person:{request_of_binh.subject.person_id}")
    with pytest.raises(OutOfSight):
        answer_request(access_as("dung"), number, answer())
    assert send_requests(an, [number]) == 1
    assert answer_request(access_as("dung"), number, answer()).text == "Chấp hành tốt."


def test_an_earlier_link_does_not_work_again_when_the_request_is_asked_again(
    request_of_binh: OpinionRequest, access_as: AccessAs
) -> None:
    fresh = make_link(access_as("an"), request_of_binh.pk)
    withdraw_request(access_as("an"), request_of_binh.pk, "gửi nhầm")
    ask_again(access_as("an"), request_of_binh.pk, "không nhầm")
    with pytest.raises(Refused):
        open_link(fresh.token, fresh.code)


def test_what_is_open_or_answered_is_not_asked_again(request_of_binh: OpinionRequest, access_as: AccessAs) -> None:
    an = access_as("an")
    assert "nothing to ask again" in refusal(ask_again, an, request_of_binh.pk, "lý do")
    answer_request(an, request_of_binh.pk, answer())
    assert "answer is in already" in refusal(ask_again, an, request_of_binh.pk, "lý do")
    assert not AskedAgain.objects.exists()


def test_nobody_is_asked_again_once_the_review_is_finished_at_every_place(
    cycle: Cycle, request_of_binh: OpinionRequest, access_as: AccessAs
) -> None:
    an = access_as("an")
    set_not_needed(an, request_of_binh.pk, "đi công tác cả năm")
    rows = PlanRow.objects.filter(subject=request_of_binh.subject)
    rows.update(finished_on=date(YEAR, 12, 1))
    assert "is finished" in refusal(ask_again, an, request_of_binh.pk, "đã về")
    rows.update(finished_on=None)
    assert ask_again(an, request_of_binh.pk, "đã về").not_needed_at is None


def test_nobody_is_asked_again_in_a_cycle_after_which_another_is_open(
    cast: Cast, request_of_binh: OpinionRequest, access_as: AccessAs
) -> None:
    set_not_needed(access_as("an"), request_of_binh.pk, "đi công tác cả năm")
    later = prepared_cycle(cast, YEAR + 1)
    Cycle.objects.filter(pk=later.pk).update(frozen_at=timezone.now())
    assert f"of {YEAR} is over" in refusal(ask_again, access_as("an"), request_of_binh.pk, "đã về")


@pytest.mark.parametrize("login", ["cuong", "binh", "dung", "other_office", "auditor", "chair"])
def test_who_does_not_ask_cannot_ask_again(
    request_of_binh: OpinionRequest, access_as: AccessAs, client_as: ClientAs, login: str
) -> None:
    send_requests(access_as("an"), [request_of_binh.pk])
    set_not_needed(access_as("an"), request_of_binh.pk, "đi công tác cả năm")
    with pytest.raises(OutOfSight):
        ask_again(access_as(login), request_of_binh.pk, "lý do")
    page = reverse("opinion_ask_again", args=[request_of_binh.pk])
    assert page not in client_as(login).get(reverse("opinion_request", args=[request_of_binh.pk])).content.decode()


def test_the_button_to_ask_again_stands_where_the_others_stood_and_the_page_tells_how_it_was_closed(
    request_of_binh: OpinionRequest, access_as: AccessAs, client_as: ClientAs
) -> None:
    an, shown = client_as("an"), reverse("opinion_request", args=[request_of_binh.pk])
    again = reverse("opinion_ask_again", args=[request_of_binh.pk])
    assert again not in an.get(shown).content.decode()
    assert "disabled" in an.get(again).content.decode()
    set_not_needed(access_as("an"), request_of_binh.pk, "đi công tác cả năm")
    assert again in an.get(shown).content.decode()
    assert "Hãy nêu lý do" in an.post(again, {"ground": " "}).content.decode()
    page = an.post(again, {"ground": "đã về từ tháng 6"}, follow=True).content.decode()
    assert again not in page
    close = reverse("opinion_close", args=[request_of_binh.pk, "withdraw"])
    for words in ("đi công tác cả năm", "đã về từ tháng 6", close):
        assert words in page


def test_an_unknown_body_is_named_before_it_is_asked(cycle: Cycle, access_as: AccessAs) -> None:
    open_one = OpinionRequest.objects.get(subject__code="C1-A-CU", asked="?")
    with pytest.raises(Refused):
        send_requests(access_as("an"), [open_one.pk])
    with pytest.raises(Refused):
        make_link(access_as("an"), open_one.pk)
    name_body(access_as("an"), open_one.pk, "Ban quản lý xóm")
    assert make_link(access_as("an"), open_one.pk).request.name == "Ban quản lý xóm"


def test_the_assigned_upper_level_member_is_asked_by_name_once_i_3_1_a4(cycle: Cycle, access_as: AccessAs) -> None:
    subject = OpinionRequest.objects.get(subject__code="C1-A-CU").subject
    made = add_request(access_as("an"), subject.pk, "Đồng chí Hồ Văn Phụ")
    assert made.clause == "I.3.1.a4"
    with pytest.raises(Refused):
        add_request(access_as("an"), subject.pk, "đồng chí hồ văn phụ")


def test_missing_answers_block_nothing_silently_i_3_1_a1(cycle: Cycle, access_as: AccessAs) -> None:
    subject = OpinionRequest.objects.get(subject__code="C1-A-CU").subject
    with pytest.raises(Refused) as refused:
        go_on_without(access_as("an"), subject.pk, " ")
    assert [one.clause for one in refused.value.verdicts] == ["I.3.1.a1"]
    go_on_without(access_as("an"), subject.pk, "đã gọi hai lần")
    assert GoingOn.objects.get().missing == 1


def test_opinions_are_consolidated_in_versions_iii_1(cycle: Cycle, access_as: AccessAs, client_as: ClientAs) -> None:
    subject = OpinionRequest.objects.get(subject__code="C1-A-CU").subject
    for number, text in enumerate(("Bản một", "Bản hai")):
        consolidate(access_as("an"), subject.pk, number, text)
    assert list(Consolidation.objects.order_by("number").values_list("text", flat=True)) == ["Bản một", "Bản hai"]
    assert "Bản hai" in client_as("an").get(f"/opinions/subjects/{subject.pk}/").content.decode()


def test_the_second_of_two_who_consolidate_at_once_is_refused_and_sees_what_the_first_wrote(
    cycle: Cycle, access_as: AccessAs
) -> None:
    subject = OpinionRequest.objects.get(subject__code="C1-A-CU").subject
    consolidate(access_as("an"), subject.pk, 0, "Của An")
    told = refusal(consolidate, access_as("office"), subject.pk, 0, "Của văn phòng")
    assert "an kept version 1 meanwhile" in told
    assert "Của An" in told
    assert "Của An" in refusal(consolidate, access_as("office"), subject.pk, 0, " ")
    assert Consolidation.objects.get().text == "Của An"
    assert consolidate(access_as("office"), subject.pk, 1, "Của cả hai").number == 2


def test_a_page_that_was_open_too_long_writes_nothing_over_and_keeps_what_was_typed(
    cycle: Cycle, access_as: AccessAs, client_as: ClientAs
) -> None:
    subject, office = OpinionRequest.objects.get(subject__code="C1-A-CU").subject, client_as("office")
    page = reverse("opinion_consolidate", args=[subject.pk])
    assert '<input type="hidden" name="version" value="0">' in office.get(page).content.decode()
    consolidate(access_as("an"), subject.pk, 0, "Của An")
    stale = office.post(page, {"text": "Của văn phòng", "version": "0"}).content.decode()
    assert "Nội dung hiện nay: Của An" in stale
    assert "Của văn phòng" in stale
    assert '<input type="hidden" name="version" value="1">' in stale
    assert Consolidation.objects.get().text == "Của An"
    office.post(page, {"text": "Của cả hai", "version": "1"})
    assert Consolidation.objects.latest("number").text == "Của cả hai"


def test_a_fault_in_the_form_does_not_hide_that_somebody_else_wrote_meanwhile(
    cycle: Cycle, access_as: AccessAs, client_as: ClientAs
) -> None:
    subject, office = OpinionRequest.objects.get(subject__code="C1-A-CU").subject, client_as("office")
    page = reverse("opinion_consolidate", args=[subject.pk])
    consolidate(access_as("an"), subject.pk, 0, "Của An")
    faulty = office.post(page, {"text": "Của\0 văn phòng", "version": "0"}).content.decode()
    assert '<input type="hidden" name="version" value="0">' in faulty
    assert "Của An" in office.post(page, {"text": "Của văn phòng", "version": "0"}).content.decode()
    assert Consolidation.objects.get().text == "Của An"


def test_a_request_that_is_closed_is_not_closed_again(request_of_binh: OpinionRequest, access_as: AccessAs) -> None:
    set_not_needed(access_as("office"), request_of_binh.pk, "đi công tác xa")
    told = refusal(withdraw_request, access_as("office"), request_of_binh.pk, "nhầm")
    assert "closed already" in told
    request_of_binh.refresh_from_db()
    assert (request_of_binh.ground, request_of_binh.withdrawn_at) == ("đi công tác xa", None)


def test_earlier_versions_are_listed_with_number_day_and_name(
    cycle: Cycle, access_as: AccessAs, client_as: ClientAs
) -> None:
    subject = OpinionRequest.objects.get(subject__code="C1-A-CU").subject
    shown = reverse("opinions", args=[subject.pk])
    consolidate(access_as("office"), subject.pk, 0, "Bản một")
    assert "Các bản trước" not in client_as("an").get(shown).content.decode()
    consolidate(access_as("an"), subject.pk, 1, "Bản hai")
    before, _, earlier = client_as("an").get(shown).content.decode().partition("Các bản trước")
    assert "Bản hai" in before
    assert "Bản hai" not in earlier
    day = timezone.localdate().strftime("%d/%m/%Y")
    for words in ("bản 1", day, "office", "Bản một"):
        assert words in earlier


@pytest.mark.parametrize("address", ["/opinions/", "/opinions/?side=of_us", "/opinions/letters/", "/opinions/{pk}/",
                                     "/opinions/{pk}/answer/", "/opinions/subjects/{subject}/"])  # fmt: skip
def test_a_page_of_opinions_costs_twelve_queries_at_most(
    request_of_binh: OpinionRequest, client_as: ClientAs, address: str
) -> None:
    client = client_as("office")
    page = address.format(pk=request_of_binh.pk, subject=request_of_binh.subject_id)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(page).status_code == 200
    assert len(queries) <= 12, "\n".join(query["sql"][:150] for query in queries.captured_queries)


def test_a_list_of_requests_tells_nothing_of_a_sibling(cycle: Cycle, client_as: ClientAs) -> None:
    text = client_as("an").get("/opinions/").content.decode()
    assert "Trần Thị Bình" in text
    assert "Hồ Sỹ Giang" not in text
    assert "Hồ Sỹ Giang" not in client_as("office").get("/opinions/letters/").content.decode()


def test_a_body_that_was_named_is_journaled_and_not_asked_for_again_by_deriving(
    cycle: Cycle, access_as: AccessAs
) -> None:
    open_one = OpinionRequest.objects.get(subject__code="C1-A-CU", asked="?")
    name_body(access_as("an"), open_one.pk, "Ban quản lý xóm")
    assert Entry.objects.filter(verb=Verb.OPINION_ASKED).count() == 1
    before = OpinionRequest.objects.count()
    derived(access_as("province"))
    assert OpinionRequest.objects.count() == before


def test_a_body_that_is_known_or_asked_already_is_not_named_anew(
    request_of_binh: OpinionRequest, access_as: AccessAs
) -> None:
    open_one = OpinionRequest.objects.get(subject__code="C1-A-CU", asked="?")
    add_request(access_as("an"), open_one.subject_id, "Ban quản lý xóm")
    for number, name in ((open_one.pk, "ban quản lý xóm"), (request_of_binh.pk, "Tên khác")):
        with pytest.raises(Refused):
            name_body(access_as("an"), number, name)
    request_of_binh.refresh_from_db()
    assert request_of_binh.asked.startswith("organisation:")


def test_an_answer_on_paper_ends_a_link_that_is_still_out(request_of_binh: OpinionRequest, access_as: AccessAs) -> None:
    fresh = make_link(access_as("an"), request_of_binh.pk)
    answer_request(access_as("an"), request_of_binh.pk, answer("Trên giấy."))
    with pytest.raises(Refused):
        answer_by_link(fresh.token, fresh.code, answer("Qua liên kết."))
    assert OpinionAnswer.objects.get(superseded_at__isnull=True).text == "Trên giấy."


def test_the_right_code_at_the_same_moment_as_the_last_wrong_one_finds_the_link_locked(
    request_of_binh: OpinionRequest, access_as: AccessAs, monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh = make_link(access_as("an"), request_of_binh.pk)
    read_before = link_of_token(fresh.token)
    OpinionLink.objects.update(failures=MOST_FAILURES)
    monkeypatch.setattr("kiemdiem.review.actions.answering.link_of_token", lambda token: read_before)
    with pytest.raises(Refused):
        open_link(fresh.token, fresh.code)


def test_the_page_of_a_fresh_link_opened_again_leads_back_to_the_request(cycle: Cycle, client_as: ClientAs) -> None:
    asked = OpinionRequest.objects.order_by("pk")[0]
    answer = client_as("province").get(reverse("opinion_link", args=[asked.pk]))
    assert answer.headers["Location"] == reverse("opinion_request", args=[asked.pk])
