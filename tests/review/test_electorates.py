"""Whose opinion is asked at work about leaders: derived, laid down, corrected, settled, held, not needed (I.3.1.c)."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from kiemdiem.accounts.access import OutOfSight
from kiemdiem.campaign.actions.changes import decide_changes
from kiemdiem.campaign.actions.cycles import ask_to_compare
from kiemdiem.campaign.actions.plan import finish_reviews
from kiemdiem.campaign.models import Cycle, PlanRow
from kiemdiem.journal.verbs import Verb
from kiemdiem.registry.documents import Paper
from kiemdiem.registry.models import Person, Post
from kiemdiem.review.actions.electorates import Definition, Derived, define_electorate, derive_electorates
from kiemdiem.review.actions.voters import (
    add_voter,
    leave_out,
    record_held,
    reopen,
    set_opinion_not_needed,
    settle,
    take_off,
)
from kiemdiem.review.electing import compare_with_conference, leaders_by_rule
from kiemdiem.review.models import Electorate, ElectorateLeader, Voter
from kiemdiem.review.queries.electorates import (
    OpinionState,
    leaders_without_electorate,
    left_out_of,
    settled_lists,
    voters_of,
    workplace_opinion_state,
)
from kiemdiem.rulebook.loading import load
from kiemdiem.rulebook.preparation import electorate_rule, possible_electorate_rules
from review.letters import NO_PAPER, AccessAs, ClientAs, details, journaled, refusal, subject_of
from review.test_deriving import body
from support.cast import LONG_AGO, NOBODY, Cast
from support.cycles import YEAR, open_cycle
from support.jobs import run_next_job

pytestmark = pytest.mark.django_db
EDITION = load("nghe-an-2020")
PAPER = Paper("12-QĐ/HU", date(YEAR, 12, 1), "Huyện ủy Đông Hà")


def appoint(cast: Cast, code: str, collective: str, role: str, rank: int = 1) -> None:
    Post.objects.create(
        person=cast.people[code], collective=cast.collectives[collective], role=role, rank=rank, start=LONG_AGO,
        recorded_by=NOBODY,
    )  # fmt: skip


def employ(cast: Cast, unit: str, *codes: str) -> None:
    Person.objects.filter(code__in=codes).update(workplace=cast.organisations[unit])


@pytest.fixture
def district(cast: Cast) -> Cast:
    """An sits in the standing committee of H1 and works at S1 with Bình, Cường and Dung, who is on a short contract."""
    cast.collectives["H1-BTV"] = body(cast, "H1-BTV", "standing_committee", "H1")
    appoint(cast, "an", "H1-BTV", "member")
    employ(cast, "S1", "an", "binh", "cuong", "dung")
    Person.objects.filter(code="dung").update(short_contract=True)
    return cast


@pytest.fixture
def cycle(district: Cast) -> Cycle:
    return open_cycle(district)


@pytest.fixture
def electorate(cycle: Cycle, access_as: AccessAs) -> Electorate:
    """That of S1."""
    derive_electorates(access_as("district"), "H1")
    return Electorate.objects.get(workplace__code="S1")


def codes(electorate: Electorate) -> set[str]:
    return {one.person.code if one.person else one.name for one in voters_of(electorate)}


def voter(electorate: Electorate, code: str) -> Voter:
    return Voter.objects.get(electorate=electorate, person__code=code, left_out_at__isnull=True)


# --- whose opinion is asked about whom


@pytest.mark.parametrize(
    ("collective", "role", "clause"),
    [
        ("standing_committee", "member", "I.3.1.c1"), ("standing_committee", "head", "I.3.1.c1"),
        ("council_standing", "deputy", "I.3.1.c1"), ("peoples_committee", "deputy", "I.3.1.c1"),
        ("peoples_committee", "member", ""), ("mass_organisation", "head", ""),
    ],
)  # fmt: skip
def test_i_3_1_c1_of_a_district_the_standing_committee_and_the_vice_chairs(
    collective: str, role: str, clause: str
) -> None:
    rule = electorate_rule(EDITION, collective, "district", role, "H1")
    assert (rule and (rule.clause, rule.who)) == ((clause, "staff") if clause else None)


def test_i_3_1_c2_and_c3_hold_for_the_units_that_are_entered_and_no_other() -> None:
    assert electorate_rule(EDITION, "standing_committee", "direct", "member", "CA") is None
    possible = possible_electorate_rules(EDITION, "standing_committee", "direct", "member")
    assert [(row.clause, row.who) for row in possible] == [("I.3.1.c2", "representatives"), ("I.3.1.c3", "staff")]


def test_i_3_1_c1_all_staff_of_the_own_workplace_but_short_contracts_are_asked(
    electorate: Electorate, cycle: Cycle
) -> None:
    assert codes(electorate) == {"an", "binh", "cuong"}
    leader = ElectorateLeader.objects.get()
    assert (leader.subject, leader.clause, electorate.who) == (subject_of(cycle, "cadre", "an"), "I.3.1.c1", "staff")


def test_i_3_1_c2_representatives_are_the_party_committee_and_heads_and_deputies(
    district: Cast, access_as: AccessAs
) -> None:
    for code, kind, who, role in (
        ("S1-CU", "cell_committee", "binh", "member"), ("S1-P", "leadership", "cuong", "deputy"),
        ("S1-CD", "mass_organisation", "dung", "head"), ("S1-P2", "leadership", "giang", "member"),
    ):  # fmt: skip
        district.collectives[code] = body(district, code, kind, "S1")
        appoint(district, who, code, role, rank=2)
    cycle = open_cycle(district)
    leader = subject_of(cycle, "cadre", "binh")
    definition = Definition("S1", "representatives", "I.3.1.c2", "trường đại học thuộc tỉnh")
    made = define_electorate(access_as("province"), "T", leader.pk, definition, NO_PAPER)
    assert codes(made) == {"binh", "cuong", "dung"}


def test_i_3_1_c3_the_units_of_a_customers_edition_are_derived(district: Cast, access_as: AccessAs) -> None:
    cycle = open_cycle(district)
    type(district.organisations["H1"]).objects.filter(code="H1").update(kind="direct")
    assert [one.rule for one in leaders_by_rule(cycle, [""])] == [None]
    text = cycle.edition_text
    at = text.index('"key": "blocs"')
    text = text[:at] + text[at:].replace('"units": []', '"units": ["H1"]', 1)
    Cycle.objects.filter(pk=cycle.pk).update(edition_text=text, edition_digest="e" * 64)
    cycle.refresh_from_db()
    (leader,) = leaders_by_rule(cycle, [""])
    assert leader.rule is not None
    assert (leader.rule.clause, leader.rule.who) == ("I.3.1.c3", "staff")


def test_without_a_workplace_nobody_is_guessed(district: Cast, access_as: AccessAs) -> None:
    Person.objects.filter(code="an").update(workplace=None)
    cycle = open_cycle(district)
    assert derive_electorates(access_as("district"), "H1") == Derived(0, 0, 0)
    (leader,) = leaders_by_rule(cycle, [""])
    assert leader.workplace is None


def test_i_3_1_c6_the_level_above_the_grassroots_lays_it_down_for_others(cast: Cast, access_as: AccessAs) -> None:
    cycle = open_cycle(cast)
    leader = subject_of(cycle, "cadre", "an")
    definition = Definition("C1", "named")
    made = define_electorate(access_as("district"), "H1", leader.pk, definition, PAPER)
    row = ElectorateLeader.objects.get()
    assert (row.clause, str(row.document), codes(made)) == ("I.3.1.c6", str(row.document), set())
    (line,) = journaled(Verb.ELECTORATE_DEFINED)
    assert (line.unit, details(line)["clause"]) == ("H1", "I.3.1.c6")
    told = refusal(define_electorate, access_as("district"), "H1", leader.pk, definition, PAPER)
    assert "is there already: that of Đảng bộ xã Hòa An" in told


def test_i_3_1_c6_not_the_grassroots_themselves_not_members_not_without_a_ground(
    cast: Cast, access_as: AccessAs
) -> None:
    cycle = open_cycle(cast)
    leader, member = subject_of(cycle, "cadre", "an"), subject_of(cycle, "member", "binh")
    definition = Definition("C1", "named", ground="nghị quyết")
    told = refusal(define_electorate, access_as("office"), "C1", leader.pk, definition, PAPER)
    assert "no level above the grassroots" in told
    told = refusal(define_electorate, access_as("district"), "H1", member.pk, definition, PAPER)
    assert "is no leader under review" in told
    told = refusal(define_electorate, access_as("district"), "H1", leader.pk, Definition("C1", "named"), NO_PAPER)
    assert "Say by what it is laid down" in told
    for login, unit in (("other_district", "H1"), ("an", "C1-A"), ("auditor", "T")):
        with pytest.raises(OutOfSight):
            define_electorate(access_as(login), unit, leader.pk, definition, PAPER)


# --- deriving again, correcting


def test_deriving_again_adds_who_came_and_leaves_out_who_went(
    electorate: Electorate, district: Cast, access_as: AccessAs
) -> None:
    employ(district, "S1", "giang")
    employ(district, "C1", "cuong")
    assert derive_electorates(access_as("district"), "H1") == Derived(0, 0, 1)
    assert codes(electorate) == {"an", "binh", "giang"}
    employ(district, "S1", "cuong")
    derive_electorates(access_as("district"), "H1")
    assert codes(electorate) == {"an", "binh", "cuong", "giang"}
    assert len(journaled(Verb.ELECTORATES_DERIVED)) == 3


def test_a_correction_needs_a_ground_and_is_kept_when_deriving_again(
    electorate: Electorate, access_as: AccessAs
) -> None:
    office = access_as("district")
    assert "Say why" in refusal(leave_out, office, voter(electorate, "cuong").pk, " ")
    leave_out(office, voter(electorate, "cuong").pk, "đi học dài hạn")
    add_voter(office, electorate.pk, "", "Nguyễn Thị Nhân Viên", "nhân viên chưa là đảng viên")
    add_voter(office, electorate.pk, "dung", "", "đã ký hợp đồng dài hạn")
    derive_electorates(office, "H1")
    assert codes(electorate) == {"an", "binh", "dung", "Nguyễn Thị Nhân Viên"}
    assert [one.left_out_ground for one in left_out_of(electorate)] == ["đi học dài hạn"]
    assert (len(journaled(Verb.VOTER_ADDED)), len(journaled(Verb.VOTER_LEFT_OUT))) == (2, 1)


def test_nobody_stands_in_a_list_twice_unknown_or_without_a_name(electorate: Electorate, access_as: AccessAs) -> None:
    office = access_as("district")
    for code, name, ground, told in (
        ("binh", "", "x", "is in the list already"), ("zz", "", "x", "nobody with the code zz"),
        ("", "", "x", "Enter the code"), ("binh", "Bình", "x", "not both"), ("", "Bình", "", "Say why"),
    ):  # fmt: skip
        assert told in refusal(add_voter, office, electorate.pk, code, name, ground)
    gone = leave_out(office, voter(electorate, "binh").pk, "nghỉ việc")
    assert "is left out already" in refusal(leave_out, office, gone.pk, "nghỉ việc")


def test_only_who_asks_at_the_workplace_sees_and_corrects_the_list(electorate: Electorate, access_as: AccessAs) -> None:
    for login in ("office", "other_district", "an", "auditor", "binh"):
        for act in (
            lambda access: add_voter(access, electorate.pk, "giang", "", "x"),
            lambda access: leave_out(access, voter(electorate, "binh").pk, "x"),
            lambda access: settle(access, electorate.pk),
            lambda access: reopen(access, electorate.pk, "x"),
            lambda access: record_held(access, electorate.pk, timezone.localdate(), NO_PAPER),
            lambda access: set_opinion_not_needed(access, ElectorateLeader.objects.get().pk, "x"),
            lambda access: take_off(access, ElectorateLeader.objects.get().pk, "x"),
        ):
            with pytest.raises(OutOfSight):
                act(access_as(login))


# --- ready for the ballot, held, not needed


def test_a_settled_list_is_ready_for_the_ballot_and_corrected_no_more(
    electorate: Electorate, cycle: Cycle, access_as: AccessAs
) -> None:
    office, leader = access_as("district"), subject_of(cycle, "cadre", "an")
    assert workplace_opinion_state(leader) == OpinionState.LISTED
    settle(office, electorate.pk)
    assert workplace_opinion_state(leader) == OpinionState.READY
    assert "open it again first" in refusal(add_voter, office, electorate.pk, "giang", "", "x")
    assert "open it again first" in refusal(leave_out, office, voter(electorate, "binh").pk, "x")
    assert "open it again first" in refusal(settle, office, electorate.pk)
    assert "Say why" in refusal(reopen, office, electorate.pk, "")
    reopen(office, electorate.pk, "sót một người")
    assert workplace_opinion_state(leader) == OpinionState.LISTED
    (line,) = journaled(Verb.ELECTORATE_REOPENED)
    assert details(line) == {"electorate": electorate.pk}, "grounds stand beside the list, not in the journal"
    assert electorate.changes.get().ground == "sót một người"


def test_i_3_1_c5_a_secret_ballot_needs_at_least_three(electorate: Electorate, access_as: AccessAs) -> None:
    office = access_as("district")
    leave_out(office, voter(electorate, "binh").pk, "x")
    assert "Only 2 people are asked" in refusal(settle, office, electorate.pk)
    for code in ("an", "cuong"):
        leave_out(office, voter(electorate, code).pk, "x")
    assert "Nobody is asked" in refusal(settle, office, electorate.pk)


def test_i_3_1_c0_the_review_of_a_leader_waits_for_the_opinion(
    electorate: Electorate, cycle: Cycle, access_as: AccessAs
) -> None:
    office = access_as("district")
    rows = PlanRow.objects.filter(subject=subject_of(cycle, "cadre", "an"), action="review").select_related("place")
    row = rows.get(place__code="H1-BTV")
    before = list(PlanRow.objects.filter(place=row.place, subject__kind="collective"))
    together = [row.pk, *(one.pk for one in before)]
    day = date(YEAR, 1, 10)
    told = refusal(finish_reviews, office, row.place_id, together, day)
    assert "The workplace opinion on Nguyễn Văn An is not in" in told
    settle(office, electorate.pk)
    assert "is not in" in refusal(finish_reviews, office, row.place_id, together, day)
    record_held(office, electorate.pk, timezone.localdate(), PAPER)
    assert workplace_opinion_state(row.subject) == OpinionState.HELD
    finish_reviews(office, row.place_id, together, day)


def test_a_meeting_is_held_once_its_list_is_settled_not_in_the_future(
    electorate: Electorate, access_as: AccessAs
) -> None:
    office, today = access_as("district"), timezone.localdate()
    assert "not settled yet" in refusal(record_held, office, electorate.pk, today, NO_PAPER)
    settle(office, electorate.pk)
    tomorrow = today + timedelta(days=1)
    assert "lies in the future" in refusal(record_held, office, electorate.pk, tomorrow, NO_PAPER)
    record_held(office, electorate.pk, today, NO_PAPER)
    assert "The opinion is in" in refusal(record_held, office, electorate.pk, today, NO_PAPER)
    reopen(office, electorate.pk, "ghi nhầm")
    assert subject_of(electorate.cycle, "cadre", "an").lacks == "I.3.1.c0"


def test_i_3_1_c4_the_same_people_at_the_conference_are_not_asked_apart(
    electorate: Electorate, district: Cast, cycle: Cycle, access_as: AccessAs
) -> None:
    office, leader = access_as("district"), subject_of(cycle, "cadre", "an")
    found = compare_with_conference(electorate, leader)
    assert (found.is_same, found.elsewhere) == (False, ("Lê Văn Cường", "Trần Thị Bình"))
    for code in ("binh", "cuong"):
        appoint(district, code, "H1-BTV", "member", rank=3)
    assert compare_with_conference(electorate, leader).is_same
    row = ElectorateLeader.objects.get()
    assert "Say why" in refusal(set_opinion_not_needed, office, row.pk, "")
    set_opinion_not_needed(office, row.pk, "trùng thành phần dự hội nghị")
    assert workplace_opinion_state(leader) == OpinionState.NOT_NEEDED
    assert subject_of(cycle, "cadre", "an").lacks == ""
    assert "recorded already" in refusal(set_opinion_not_needed, office, row.pk, "x")
    (line,) = journaled(Verb.WORKPLACE_OPINION_NOT_NEEDED)
    assert line.unit == "S1"


def test_somebody_named_by_hand_attends_no_conference_that_the_registry_knows(
    electorate: Electorate, district: Cast, cycle: Cycle, access_as: AccessAs
) -> None:
    for code in ("binh", "cuong"):
        appoint(district, code, "H1-BTV", "member", rank=3)
    add_voter(access_as("district"), electorate.pk, "", "Người Ngoài", "lái xe")
    assert compare_with_conference(electorate, subject_of(cycle, "cadre", "an")).elsewhere == ("Người Ngoài",)


def test_a_post_entered_by_mistake_and_withdrawn_makes_no_leader(district: Cast) -> None:
    cycle = open_cycle(district)
    assert [one.subject.code for one in leaders_by_rule(cycle, [""])] == ["an"]
    Post.objects.filter(person__code="an", collective__code="H1-BTV").update(withdrawn_at=timezone.now())
    assert leaders_by_rule(cycle, [""]) == []


def test_a_post_that_ends_on_the_day_of_reference_still_counts(district: Cast) -> None:
    cycle = open_cycle(district)
    Post.objects.filter(person__code="an", collective__code="H1-BTV").update(end=cycle.as_of)
    assert [one.subject.code for one in leaders_by_rule(cycle, [""])] == ["an"]
    Post.objects.filter(person__code="an", collective__code="H1-BTV").update(end=cycle.as_of - timedelta(days=1))
    assert leaders_by_rule(cycle, [""]) == []


def test_i_3_1_c0_a_leaders_review_waits_from_the_freeze_on(cycle: Cycle) -> None:
    assert subject_of(cycle, "cadre", "an").lacks == "I.3.1.c0"
    assert subject_of(cycle, "member", "an").lacks == ""


def test_i_3_1_c0_who_comes_into_the_standing_committee_later_waits_too(
    cycle: Cycle, district: Cast, access_as: AccessAs
) -> None:
    appoint(district, "binh", "H1-BTV", "member", rank=3)
    ask_to_compare(access_as("district"), cycle.pk)
    run_next_job()
    decide_changes(access_as("district"), cycle.pk, None, accept=True)
    assert subject_of(cycle, "cadre", "binh").lacks == "I.3.1.c0"


def test_i_1_a_nobody_is_asked_about_a_leader_who_is_suspended(district: Cast, access_as: AccessAs) -> None:
    district.people["an"].circumstances.create(kind="suspended", start=LONG_AGO, recorded_by=NOBODY)
    cycle = open_cycle(district)
    assert leaders_by_rule(cycle, [""]) == []
    assert derive_electorates(access_as("district"), "H1") == Derived(0, 0, 0)


def test_a_settled_list_takes_in_no_further_leader_until_it_is_opened_again(
    electorate: Electorate, cycle: Cycle, district: Cast, access_as: AccessAs
) -> None:
    office = access_as("district")
    settle(office, electorate.pk)
    record_held(office, electorate.pk, timezone.localdate(), NO_PAPER)
    appoint(district, "binh", "H1-BTV", "member", rank=3)
    ask_to_compare(office, cycle.pk)
    run_next_job()
    decide_changes(office, cycle.pk, None, accept=True)
    assert derive_electorates(office, "H1") == Derived(0, 0, 0)
    (late,) = leaders_without_electorate(office, cycle)
    assert late.subject.code == "binh"
    assert late.workplace == electorate.workplace_id
    assert settled_lists(cycle) == {(electorate.workplace_id, "staff"): electorate}
    reopen(office, electorate.pk, "thêm người")
    assert settled_lists(cycle) == {}
    assert derive_electorates(office, "H1").leaders == 1


def test_a_leader_is_taken_off_a_wrong_list_and_derived_anew(
    electorate: Electorate, cycle: Cycle, district: Cast, access_as: AccessAs
) -> None:
    office, leader = access_as("district"), ElectorateLeader.objects.get()
    set_opinion_not_needed(office, leader.pk, "trùng")
    assert "Say why" in refusal(take_off, office, leader.pk, " ")
    settle(office, electorate.pk)
    assert "open it again first" in refusal(take_off, office, leader.pk, "nhầm nơi làm việc")
    reopen(office, electorate.pk, "nhầm")
    take_off(office, leader.pk, "nhầm nơi làm việc")
    assert subject_of(cycle, "cadre", "an").lacks == "I.3.1.c0", "the review waits on"
    assert [one.ground for one in electorate.changes.order_by("pk")] == ["nhầm", "nhầm nơi làm việc"]
    (line,) = journaled(Verb.LEADER_TAKEN_OFF)
    assert (line.unit, details(line)["clause"]) == ("S1", "I.3.1.c1")
    employ(district, "C1", "an", "binh", "cuong")
    derive_electorates(office, "H1")
    assert ElectorateLeader.objects.get().electorate.workplace.code == "C1"


def test_who_was_laid_down_by_mistake_waits_no_more_once_taken_off_i_3_1_c6(cast: Cast, access_as: AccessAs) -> None:
    cycle = open_cycle(cast)
    leader = subject_of(cycle, "cadre", "an")
    define_electorate(access_as("district"), "H1", leader.pk, Definition("C1", "named"), PAPER)
    take_off(access_as("district"), ElectorateLeader.objects.get().pk, "nhầm người")
    assert subject_of(cycle, "cadre", "an").lacks == ""


def test_who_is_laid_down_though_the_text_speaks_of_him_waits_on_when_taken_off(
    cycle: Cycle, access_as: AccessAs
) -> None:
    leader = subject_of(cycle, "cadre", "an")
    define_electorate(access_as("district"), "H1", leader.pk, Definition("C1", "named"), PAPER)
    take_off(access_as("district"), ElectorateLeader.objects.get().pk, "đã có quy định")
    assert subject_of(cycle, "cadre", "an").lacks == "I.3.1.c0"


def test_a_leader_whose_post_was_entered_by_mistake_waits_no_more_once_derived_anew(
    cycle: Cycle, access_as: AccessAs
) -> None:
    Post.objects.filter(person__code="an", collective__code="H1-BTV").update(withdrawn_at=timezone.now())
    assert subject_of(cycle, "cadre", "an").lacks == "I.3.1.c0"
    derive_electorates(access_as("district"), "H1")
    assert subject_of(cycle, "cadre", "an").lacks == ""


def test_who_was_a_cadre_already_and_comes_into_the_standing_committee_waits_from_then_on(
    cycle: Cycle, district: Cast, access_as: AccessAs
) -> None:
    appoint(district, "binh", "C1-BCH", "member", rank=3)
    for _ in range(2):
        ask_to_compare(access_as("district"), cycle.pk)
        run_next_job()
        decide_changes(access_as("district"), cycle.pk, None, accept=True)
        if subject_of(cycle, "cadre", "binh").lacks:
            break
        appoint(district, "binh", "H1-BTV", "member", rank=2)
    assert subject_of(cycle, "cadre", "binh").lacks == "I.3.1.c0"
    assert PlanRow.objects.filter(subject__code="binh", place__code="H1-BTV").exists()


def test_a_leader_whose_home_cell_lies_elsewhere_is_derived_where_the_post_is(
    district: Cast, access_as: AccessAs
) -> None:
    appoint(district, "giang", "H1-BTV", "member", rank=2)
    employ(district, "S1", "giang")
    cycle = open_cycle(district)
    derive_electorates(access_as("other_district"), "H2")
    assert not ElectorateLeader.objects.exists()
    derive_electorates(access_as("district"), "H1")
    assert {one.subject for one in ElectorateLeader.objects.all()} == {
        subject_of(cycle, "cadre", "an"), subject_of(cycle, "cadre", "giang")
    }  # fmt: skip


def test_the_list_to_choose_from_leads_to_forms_that_open(district: Cast, client_as: ClientAs) -> None:
    appoint(district, "giang", "H1-BTV", "member", rank=2)
    cycle = open_cycle(district)
    page = client_as("district").get(reverse("electorate_new")).content.decode()
    for code in ("an", "giang"):
        url = reverse("electorate_define", args=[subject_of(cycle, "cadre", code).pk])
        assert url in page
        assert client_as("district").get(url).status_code == 200
    assert client_as("other_district").get(url).status_code == 404, "the home district manages no post of his"
