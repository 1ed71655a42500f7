"""What is decided and recorded on plan rows: the order, places, earlier openings, finished reviews."""

from collections.abc import Callable
from datetime import date

import pytest

from kiemdiem.accounts.access import Access, OutOfSight
from kiemdiem.campaign.actions.plan import decide_place, finish_reviews, open_early, reopen_review
from kiemdiem.campaign.competence import authority_over
from kiemdiem.campaign.models import Cycle, Place, PlanRow, PreconditionRow, RowChange
from kiemdiem.campaign.preceding import renew_order_at
from kiemdiem.campaign.queries.plan import order_around, standing_of
from kiemdiem.journal.models import Entry
from kiemdiem.journal.verbs import Verb
from kiemdiem.registry.documents import Paper
from kiemdiem.registry.models import Collective, Post
from kiemdiem.tree.names import folded, plain_key
from kiemdiem.verdicts import Refused
from kiemdiem.vocabulary import Action
from support.cast import LONG_AGO, NOBODY, Cast
from support.cycles import YEAR, open_cycle

pytestmark = pytest.mark.django_db
AccessAs = Callable[[str], Access]
DAY = date(YEAR, 1, 10)
PAPER = Paper("5-QĐ/ĐU", date(YEAR, 1, 5), "Đảng ủy xã Hòa An")


@pytest.fixture
def cycle(cast: Cast) -> Cycle:
    return open_cycle(cast)


def row(cycle: Cycle, subject: str, place: str) -> PlanRow:
    return PlanRow.objects.select_related("subject", "place", "cycle").get(
        cycle=cycle, subject__code=subject, place__code=place
    )


def finish(access: Access, *rows: PlanRow) -> list[PlanRow]:
    return finish_reviews(access, rows[0].place_id, [one.pk for one in rows], DAY)


def counted(place: Place) -> tuple[int, int]:
    held = PlanRow.objects.filter(place=place, dropped_at=None, action__in=["review", "within"])
    return held.count(), held.filter(finished_on__isnull=False).count()


def test_members_wait_for_their_cell_committee_i_3_3_a(cycle: Cycle) -> None:
    standing = standing_of([row(cycle, "binh", "C1-A")])[0]
    assert standing.is_waiting
    assert [one.subject.code for one in standing.unmet] == ["C1-A-CU"]


def test_a_review_is_not_recorded_before_what_must_precede_it(cycle: Cycle, access_as: AccessAs) -> None:
    with pytest.raises(Refused) as refused:
        finish(access_as("an"), row(cycle, "binh", "C1-A"))
    verdict = refused.value.verdicts[0]
    assert verdict.clause == "I.3.3.a"
    assert "Chi ủy xóm 1" in verdict.message.say("vi")
    assert "Đảng bộ xã Hòa An" in verdict.message.say("vi"), "who can change that"


def test_once_the_collective_is_finished_its_members_may_follow(cycle: Cycle, access_as: AccessAs) -> None:
    finish(access_as("an"), row(cycle, "C1-A-CU", "C1-A-CU"), row(cycle, "an", "C1-A-CU"))
    done = finish(access_as("an"), row(cycle, "binh", "C1-A"), row(cycle, "an", "C1-A"))
    assert len(done) == 2
    for place in Place.objects.filter(cycle=cycle):
        assert (place.reviews, place.finished) == counted(place)
    entries = Entry.objects.filter(verb=Verb.REVIEW_FINISHED, unit="C1-A")
    assert entries.count() == 4


def test_the_head_comes_before_deputies_and_members_i_3_3_a(cast: Cast) -> None:
    body = cast.collectives["C1-BCH"]
    for code, role in (("cuong", "head"), ("dung", "member"), ("binh", "deputy")):
        Post.objects.create(
            person=cast.people[code], collective=body, role=role, rank=1, start=LONG_AGO, recorded_by=NOBODY
        )
    cycle = open_cycle(cast)
    order = order_around(row(cycle, "dung", "C1-BCH"))
    assert [[one.subject.code for one in stage] for stage in order.stages] == [["C1-BCH"], ["cuong"]]
    head = order_around(row(cycle, "cuong", "C1-BCH"))
    assert [one.subject.code for one in head.following] == ["binh", "dung"]


def test_party_collectives_come_after_those_of_government_i_3_3_a(cast: Cast) -> None:
    _collective(cast, "C1-UB", "peoples_committee", "C1")
    cycle = open_cycle(cast)
    standing = standing_of([row(cycle, "C1-BCH", "C1-BCH")])[0]
    assert [one.subject.code for one in standing.unmet] == ["C1-UB"]


def test_a_collective_reviewed_within_another_is_an_item_there_i_1_c(cast: Cast, access_as: AccessAs) -> None:
    _collective(cast, "C1-TT", "council_standing", "C1", within=cast.collectives["C1-BCH"])
    cycle = open_cycle(cast)
    guest = row(cycle, "C1-TT", "C1-BCH")
    assert (guest.action, guest.clauses) == ("within", "I.1.c")
    finish(access_as("office"), guest, row(cycle, "C1-BCH", "C1-BCH"))
    assert counted(guest.place) == (2, 2)


def test_four_posts_are_reviewed_at_three_places_and_reported_to_the_others_i_1_b(cast: Cast) -> None:
    cycle = _an_with_four_posts(cast)
    found = {one.place.code: one.action for one in PlanRow.objects.filter(cycle=cycle, subject__code="an")
             .select_related("place")}  # fmt: skip
    assert sorted(found.values()) == ["report_only", "report_only", "review", "review", "review"]
    assert found["C1-A"] == "review"
    assert row(cycle, "an", "X2").clauses == "I.1.a I.1.b"


def test_who_was_not_reelected_is_no_longer_reviewed_in_the_committee_i_1_d(cast: Cast) -> None:
    cast.people["an"].circumstances.create(kind="not_reelected", start=LONG_AGO, recorded_by=NOBODY)
    cycle = open_cycle(cast)
    assert {one.place.code for one in PlanRow.objects.filter(cycle=cycle, subject__code="an")} == {"C1-A"}


def test_exempt_members_stand_in_the_plan_with_the_reason_i_1_a(cast: Cast) -> None:
    cast.people["binh"].circumstances.create(kind="exempted", start=LONG_AGO, recorded_by=NOBODY)
    found = row(open_cycle(cast), "binh", "C1-A")
    assert (found.action, found.clauses) == ("none", "I.1.a")


def test_the_authority_decides_on_a_place_with_a_written_ground_i_1_b(cast: Cast, access_as: AccessAs) -> None:
    cycle = _an_with_four_posts(cast)
    reported = PlanRow.objects.filter(cycle=cycle, subject__code="an", action="report_only")[0]
    before = counted(reported.place)
    authority = authority_over(PlanRow.objects.select_related("subject").get(pk=reported.pk))
    login = {"Đảng bộ xã Hòa An": "office", "Đảng bộ huyện Đông Hà": "district", "Đảng bộ tỉnh": "province"}
    decide_place(access_as(login[authority.name]), reported.pk, Action.REVIEW, "thường trực yêu cầu", PAPER)
    reported.refresh_from_db()
    assert (reported.action, reported.ground) == ("review", "thường trực yêu cầu")
    assert counted(reported.place) == (before[0] + 1, before[1])
    reported.place.refresh_from_db()
    assert (reported.place.reviews, reported.place.finished) == counted(reported.place)
    change = RowChange.objects.get(row=reported)
    assert (change.before, change.after, str(change.document)) == ("report_only", "review", "5-QĐ/ĐU")
    assert Entry.objects.filter(verb=Verb.PLACE_DECIDED).count() == 1


def test_a_place_is_not_decided_without_a_ground_or_by_another_level(cycle: Cycle, access_as: AccessAs) -> None:
    found = row(cycle, "binh", "C1-A")
    with pytest.raises(Refused) as refused:
        decide_place(access_as("office"), found.pk, Action.NONE, " ", PAPER)
    assert [one.clause for one in refused.value.verdicts] == ["I.1.b"]
    for login in ("an", "cuong", "other_office", "auditor"):
        with pytest.raises((OutOfSight, Refused)):
            decide_place(access_as(login), found.pk, Action.NONE, "lý do", PAPER)
    found.refresh_from_db()
    assert found.action == "review"


def test_an_earlier_beginning_is_allowed_with_a_ground_and_recorded(cycle: Cycle, access_as: AccessAs) -> None:
    found = row(cycle, "binh", "C1-A")
    open_early(access_as("office"), found.pk, "đi công tác dài ngày", PAPER)
    assert finish(access_as("an"), row(cycle, "binh", "C1-A"))[0].subject.code == "binh"
    assert Entry.objects.filter(verb=Verb.OPENED_EARLY).count() == 1


def test_an_earlier_beginning_needs_something_to_wait_for_and_a_ground(cycle: Cycle, access_as: AccessAs) -> None:
    for code, place, ground in (("binh", "C1-A", " "), ("cuong", "C1-B", "lý do")):
        with pytest.raises(Refused) as refused:
            open_early(access_as("office"), row(cycle, code, place).pk, ground, PAPER)
        assert [one.clause for one in refused.value.verdicts] == ["I.3.3.a"]


@pytest.mark.parametrize("day", [date(YEAR + 3, 1, 1), date(YEAR - 1, 12, 31)])
def test_a_day_in_the_future_or_before_the_year_is_refused(cycle: Cycle, access_as: AccessAs, day: date) -> None:
    found = row(cycle, "cuong", "C1-B")
    with pytest.raises(Refused) as refused:
        finish_reviews(access_as("dung"), found.place_id, [found.pk], day)
    assert [one.field for one in refused.value.verdicts] == ["day"]


def test_a_review_is_finished_once_and_taken_back_with_a_ground(cycle: Cycle, access_as: AccessAs) -> None:
    found = finish(access_as("dung"), row(cycle, "cuong", "C1-B"))[0]
    with pytest.raises(Refused):
        finish(access_as("dung"), found)
    with pytest.raises(Refused):
        reopen_review(access_as("dung"), found.pk, "")
    reopen_review(access_as("dung"), found.pk, "ghi nhầm")
    again = row(cycle, "cuong", "C1-B")
    assert again.finished_on is None
    assert (again.place.reviews, again.place.finished) == counted(again.place)
    kinds = RowChange.objects.filter(row=again).order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["finished", "reopened"]


@pytest.mark.parametrize("login", ["an", "binh", "auditor", "emulation", "other_office", "teller"])
def test_nobody_records_the_reviews_of_another_cell(cycle: Cycle, access_as: AccessAs, login: str) -> None:
    found = row(cycle, "cuong", "C1-B")
    with pytest.raises(OutOfSight):
        finish_reviews(access_as(login), found.place_id, [found.pk], DAY)
    with pytest.raises(OutOfSight):
        reopen_review(access_as(login), found.pk, "x")


def test_rows_of_another_place_are_not_recorded_along(cycle: Cycle, access_as: AccessAs) -> None:
    own, other = row(cycle, "cuong", "C1-B"), row(cycle, "giang", "C2-A")
    with pytest.raises(Refused):
        finish_reviews(access_as("dung"), own.place_id, [own.pk, other.pk], DAY)
    assert PlanRow.objects.filter(finished_on__isnull=False).count() == 0


def _collective(cast: Cast, code: str, kind: str, unit: str, within: Collective | None = None) -> Collective:
    organisation = cast.organisations[unit]
    return Collective.objects.create(
        code=code, kind=kind, name=code, organisation=organisation, path=organisation.path, reviewed_within=within,
        name_key=plain_key(code), search_key=folded(code), recorded_by=NOBODY,
    )  # fmt: skip


def _an_with_four_posts(cast: Cast) -> Cycle:
    """The highest post is not the one presided over, so there are three places: the cell and both of these (Q7)."""
    Post.objects.filter(person=cast.people["an"]).update(presides=False)
    for rank, code in enumerate(("X1", "X2", "X3"), start=2):
        body = _collective(cast, code, "leadership", "C1")
        Post.objects.create(
            person=cast.people["an"], collective=body, role="member", rank=rank, start=LONG_AGO, recorded_by=NOBODY,
            presides=code == "X1",
        )  # fmt: skip
    return open_cycle(cast)


def test_nobody_waits_for_a_review_that_is_not_held_i_3_3_a(cycle: Cycle) -> None:
    waiting = PlanRow.objects.filter(precondition__isnull=False, subject__kind="member").order_by("pk")[0]
    before = PreconditionRow.objects.filter(precondition=waiting.precondition_id)
    assert standing_of([waiting])[0].unmet
    PlanRow.objects.filter(pk__in=before.values("row")).update(action="report_only")
    assert not standing_of([waiting])[0].unmet


def test_what_an_authority_decides_is_reviewed_waits_for_what_precedes_there(cast: Cast, access_as: AccessAs) -> None:
    for code, kind in (("binh", "exempted"), ("cuong", "suspended")):
        cast.people[code].circumstances.create(kind=kind, start=LONG_AGO, recorded_by=NOBODY)
    for code, role in (("cuong", "head"), ("dung", "member")):
        Post.objects.create(
            person=cast.people[code], collective=cast.collectives["C1-BCH"], role=role, rank=1, start=LONG_AGO,
            recorded_by=NOBODY,
        )  # fmt: skip
    cycle = open_cycle(cast)
    decide_place(access_as("office"), row(cycle, "binh", "C1-A").pk, Action.REVIEW, "tự nguyện", PAPER)
    assert unmet(cycle, "binh", "C1-A") == ["C1-A-CU"]
    assert unmet(cycle, "dung", "C1-BCH") == ["C1-BCH"]
    decide_place(access_as("district"), row(cycle, "cuong", "C1-BCH").pk, Action.REVIEW, "đã hết đình chỉ", PAPER)
    assert unmet(cycle, "dung", "C1-BCH") == ["C1-BCH", "cuong"], "the head before the others"
    assert unmet(cycle, "cuong", "C1-BCH") == ["C1-BCH"]


def unmet(cycle: Cycle, subject: str, place: str) -> list[str]:
    return sorted(one.subject.code for one in standing_of([row(cycle, subject, place)])[0].unmet)


def test_the_order_renewed_at_a_place_is_the_one_that_the_plan_drew(cast: Cast) -> None:
    _collective(cast, "C1-TT", "council_standing", "C1", within=cast.collectives["C1-BCH"])
    for code, body, role in (
        ("cuong", "C1-BCH", "head"), ("dung", "C1-BCH", "deputy"), ("binh", "C1-TT", "head"),
        ("dung", "C1-TT", "member"),
    ):  # fmt: skip
        Post.objects.create(
            person=cast.people[code], collective=Collective.objects.get(code=body), role=role, rank=1, start=LONG_AGO,
            recorded_by=NOBODY,
        )  # fmt: skip
    cycle = open_cycle(cast)
    drawn = dict(PlanRow.objects.values_list("pk", "precondition_id"))
    assert len(set(drawn.values())) > 4
    for place in Place.objects.filter(cycle=cycle):
        renew_order_at(cycle, place)
    assert dict(PlanRow.objects.values_list("pk", "precondition_id")) == drawn
