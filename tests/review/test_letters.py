"""A letter of suggestion is drafted, approved, numbered, notified, read, answered and reported; or withdrawn."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.utils import timezone

from kiemdiem.accounts.access import OutOfSight
from kiemdiem.campaign.models import CalendarDay, Cycle, Subject
from kiemdiem.journal.verbs import Verb
from kiemdiem.review import letters
from kiemdiem.review.actions.letters import (
    approve_letter,
    draft_letter,
    enter_term,
    notify_letter,
    number_letter,
    record_consultation,
    report_result,
    rewrite_letter,
    withdraw_letter,
)
from kiemdiem.review.actions.receipts import confirm_reading, record_answers
from kiemdiem.review.letters import LetterEntry, MatterEntry, SignedEntry
from kiemdiem.review.models import Suggestion, SuggestionLetter
from kiemdiem.review.queries.managing import managers_of
from kiemdiem.review.queries.suggestions import letter_issued_by, letter_received_by, matters_to_answer
from kiemdiem.tree.models import Organisation
from review.letters import NO_PAPER, PAPER, AccessAs, details, journaled, make_letter, refusal, subject_of
from support.cast import Cast
from support.cycles import open_cycle

pytestmark = pytest.mark.django_db
ENTRY = LetterEntry("Ban Tổ chức Huyện ủy", [MatterEntry("Làm rõ việc thu chi", "Kết luận 12"), MatterEntry("")])

STEPS = (
    Verb.LETTER_DRAFTED, Verb.LETTER_APPROVED, Verb.LETTER_NUMBERED, Verb.LETTER_NOTIFIED, Verb.LETTER_READ,
    Verb.LETTER_REPORTED,
)  # fmt: skip


def _today() -> date:
    return timezone.localdate()


@pytest.fixture
def cycle(cast: Cast) -> Cycle:
    """A cycle whose dates of IV.3 lie ahead."""
    found = open_cycle(cast)
    CalendarDay.objects.filter(cycle=found).update(day=_today() + timedelta(days=30))
    return found


@pytest.fixture
def committee(cycle: Cycle) -> Subject:
    """The executive committee of C1, which H1 manages."""
    return subject_of(cycle, "collective", "C1-BCH")


@pytest.fixture
def letter(committee: Subject, access_as: AccessAs) -> SuggestionLetter:
    """A draft of H1 to it."""
    return draft_letter(access_as("district"), committee.pk, "H1", ENTRY)


@pytest.fixture
def numbered(letter: SuggestionLetter, access_as: AccessAs) -> SuggestionLetter:
    """The same, approved and numbered."""
    district = access_as("district")
    enter_term(district, "H1", _today().year - 1, "CV/HU", 0)
    approve_letter(district, letter.pk, 1)
    return number_letter(
        district, letter.pk, SignedEntry(_today(), "Đông Hà", "T/M BAN THƯỜNG VỤ", "BÍ THƯ", "Lê Văn B")
    )


def _make_late(cycle: Cycle) -> None:
    CalendarDay.objects.filter(cycle=cycle).update(day=_today())


def test_a_letter_goes_its_whole_way_with_a_line_in_the_journal_for_each_step(
    cycle: Cycle, numbered: SuggestionLetter, committee: Subject, access_as: AccessAs
) -> None:
    district = access_as("district")
    assert numbered.document_number == "01-CV/HU"
    notify_letter(district, numbered.pk, _today())
    assert [one.text for one in matters_to_answer([committee])] == ["Làm rõ việc thu chi"]
    confirm_reading(access_as("office"), numbered.pk)
    assert record_answers(committee, access_as("office").actor(), _today()) == 1
    report_result(district, numbered.pk, _today(), "Đã làm rõ.")
    done = letter_issued_by(district, numbered.pk)
    assert (done.notified_on, done.answered_on, done.reported_on) == (_today(),) * 3
    assert done.read_at is not None
    for verb in STEPS:
        (line,) = journaled(verb)
        assert (line.unit, line.subject, details(line)["letter"]) == ("H1", "collective:C1-BCH", numbered.pk)
    (line,) = journaled(Verb.LETTER_ANSWERED)
    assert (line.unit, line.subject) == ("C1", "collective:C1-BCH")


def test_i_3_2_a_only_a_level_that_manages_the_subject_suggests_and_the_refusal_says_who_does(
    cycle: Cycle, access_as: AccessAs
) -> None:
    cell_committee = subject_of(cycle, "collective", "C1-A-CU")
    told = refusal(draft_letter, access_as("district"), cell_committee.pk, "H1", ENTRY)
    assert "is managed by Đảng bộ xã Hòa An" in told
    assert draft_letter(access_as("office"), cell_committee.pk, "C1", ENTRY).unit.code == "C1"


def test_i_3_2_a_nothing_is_suggested_to_an_organisation_for_which_nobody_writes_a_report(
    cycle: Cycle, access_as: AccessAs
) -> None:
    organisation = subject_of(cycle, "organisation", "C1")
    told = refusal(draft_letter, access_as("district"), organisation.pk, "H1", ENTRY)
    assert "address it to the collective that leads it" in told
    assert not SuggestionLetter.objects.exists()


def test_a_letter_addressed_to_an_organisation_before_goes_no_further_and_can_be_withdrawn(
    cast: Cast, cycle: Cycle, access_as: AccessAs
) -> None:
    district, day = access_as("district"), _today()
    letter = make_letter(subject_of(cycle, "organisation", "C1"), cast.organisations["H1"], notified_on=None)
    assert "address it to the collective" in refusal(notify_letter, district, letter.pk, day)
    SuggestionLetter.objects.update(number=None, term=None)
    assert "address it to the collective" in refusal(number_letter, district, letter.pk, SignedEntry(day))
    SuggestionLetter.objects.update(approved_at=None)
    assert "address it to the collective" in refusal(approve_letter, district, letter.pk, 1)
    assert withdraw_letter(district, letter.pk, "gửi lại cho ban chấp hành", NO_PAPER).letter_id == letter.pk


def test_i_3_2_a_a_cadre_is_suggested_to_by_who_manages_the_post(cycle: Cycle, access_as: AccessAs) -> None:
    cadre = subject_of(cycle, "cadre", "an")
    assert [one.unit.code for one in managers_of(cadre)] == ["C1"]
    assert "is managed by" in refusal(draft_letter, access_as("province"), cadre.pk, "T", ENTRY)
    assert draft_letter(access_as("office"), cadre.pk, "C1", ENTRY).pk


@pytest.mark.parametrize(("kind", "code", "unit", "is_stated"), [
    ("organisation", "H1", "T", True), ("organisation", "C1", "H1", False), ("collective", "C1-BCH", "H1", False),
    ("member", "binh", "C1", False),
])  # fmt: skip
def test_i_3_2_a_where_the_text_is_silent_on_who_manages_the_question_is_shown(
    cycle: Cycle, kind: str, code: str, unit: str, is_stated: bool
) -> None:
    subject = subject_of(cycle, kind, code)
    found = list(letters.obstacles_to_managing(subject, Organisation.objects.get(code=unit)))
    assert [one.refuses for one in found] == ([] if is_stated else [False])


def test_nobody_manages_a_cadre_whose_post_the_edition_is_silent_on(cast: Cast, cycle: Cycle) -> None:
    cadre = subject_of(cycle, "cadre", "an")
    cast.people["an"].posts.update(role="", managed_by="")
    (found,) = letters.obstacles_to_managing(cadre, cast.organisations["C1"])
    assert found.refuses
    assert "do not say who manages" in found.message.say("en")


def test_i_3_2_b_a_draft_names_who_advised_and_what_is_to_be_answered(committee: Subject, access_as: AccessAs) -> None:
    told = refusal(draft_letter, access_as("district"), committee.pk, "H1", LetterEntry(" ", [MatterEntry(" ")]))
    assert "Name the body that advised" in told
    assert "at least one matter" in told
    long = LetterEntry("Ban Tổ chức", [MatterEntry("x" * 2001)])
    assert "2001 letters" in refusal(draft_letter, access_as("district"), committee.pk, "H1", long)


def test_i_3_2_b_a_draft_is_approved_before_it_is_numbered(letter: SuggestionLetter, access_as: AccessAs) -> None:
    told = refusal(number_letter, access_as("district"), letter.pk, SignedEntry(_today()))
    assert "not approved yet" in told
    assert "in which year the term" in told


def test_the_account_that_drafted_may_approve_and_both_stand_on_record(
    letter: SuggestionLetter, access_as: AccessAs
) -> None:
    approved = approve_letter(access_as("district"), letter.pk, 1)
    assert approved.drafted_by == approved.approved_by != ""
    assert "approved already" in refusal(approve_letter, access_as("district"), letter.pk, 1)


def test_a_rewritten_draft_keeps_what_it_said_and_the_second_who_rewrites_sees_the_first(
    letter: SuggestionLetter, access_as: AccessAs
) -> None:
    district = access_as("district")
    rewrite_letter(district, letter.pk, 1, LetterEntry("Ban Tổ chức", [MatterEntry("Việc khác")]))
    told = refusal(rewrite_letter, district, letter.pk, 1, ENTRY)
    assert "district rewrote this draft meanwhile" in told
    assert "Việc khác" in told
    assert "Việc khác" in refusal(approve_letter, district, letter.pk, 1)
    assert Suggestion.objects.filter(letter=letter).count() == 2
    approve_letter(district, letter.pk, 2)
    assert "approved already" in refusal(rewrite_letter, district, letter.pk, 2, ENTRY)
    assert len(journaled(Verb.LETTER_REWRITTEN)) == 1


def test_numbers_run_from_01_in_a_term_and_a_withdrawn_letter_keeps_its_own(
    numbered: SuggestionLetter, committee: Subject, access_as: AccessAs
) -> None:
    district = access_as("district")
    withdraw_letter(district, numbered.pk, "nhầm", PAPER)
    second = draft_letter(district, committee.pk, "H1", ENTRY)
    approve_letter(district, second.pk, 1)
    assert number_letter(district, second.pk, SignedEntry(_today())).document_number == "02-CV/HU"
    assert "its number already: 02-CV/HU" in refusal(number_letter, district, second.pk, SignedEntry(_today()))


def test_a_new_term_begins_at_01_again_and_a_term_is_entered_once(
    numbered: SuggestionLetter, committee: Subject, access_as: AccessAs
) -> None:
    district = access_as("district")
    assert "entered already" in refusal(enter_term, district, "H1", _today().year - 1, "CV/HU", 0)
    assert "lies between" in refusal(enter_term, district, "H1", 1020, "CV/HU", 0)
    assert "for example CV/HU" in refusal(enter_term, district, "H1", _today().year, " ", 0)
    assert "between 0 and" in refusal(enter_term, district, "H1", _today().year, "CV/HU", -1)
    enter_term(district, "H1", _today().year, "CV/HU", 0)
    second = draft_letter(district, committee.pk, "H1", ENTRY)
    approve_letter(district, second.pk, 1)
    assert number_letter(district, second.pk, SignedEntry(_today())).document_number == "01-CV/HU"
    assert len(journaled(Verb.LETTER_TERM_SET)) == 2


def test_numbers_used_on_paper_before_are_not_used_again(letter: SuggestionLetter, access_as: AccessAs) -> None:
    district = access_as("district")
    enter_term(district, "H1", _today().year - 1, "CV/HU", 41)
    approve_letter(district, letter.pk, 1)
    told = refusal(number_letter, district, letter.pk, SignedEntry(_today() + timedelta(days=1)))
    assert "lies ahead" in told
    assert number_letter(district, letter.pk, SignedEntry(_today())).document_number == "42-CV/HU"


def test_a_day_before_every_term_gets_no_number(letter: SuggestionLetter, access_as: AccessAs) -> None:
    district = access_as("district")
    enter_term(district, "H1", _today().year, "CV/HU", 0)
    approve_letter(district, letter.pk, 1)
    long_ago = SignedEntry(_today() - timedelta(days=800))
    assert "No term of this committee had begun" in refusal(number_letter, district, letter.pk, long_ago)


def test_iv_3_a_late_notice_needs_its_ground_and_the_page_says_so_before(
    cycle: Cycle, numbered: SuggestionLetter, access_as: AccessAs
) -> None:
    district = access_as("district")
    assert list(letters.obstacles_to_notifying(numbered)) == []
    _make_late(cycle)
    (remark,) = letters.obstacles_to_notifying(numbered)
    assert (remark.refuses, remark.clause) == (False, "IV.3")
    assert "must be notified before" in refusal(notify_letter, district, numbered.pk, _today())
    assert notify_letter(district, numbered.pk, _today(), "chờ kết luận thanh tra").late_ground
    assert "notified on" in refusal(notify_letter, district, numbered.pk, _today())


def test_a_notice_has_a_day_that_has_come_and_not_before_the_letter(
    numbered: SuggestionLetter, access_as: AccessAs
) -> None:
    district = access_as("district")
    assert "lies ahead" in refusal(notify_letter, district, numbered.pk, _today() + timedelta(days=1))
    assert "before that of the letter" in refusal(notify_letter, district, numbered.pk, _today() - timedelta(days=1))


def test_a_letter_without_a_number_is_not_notified(letter: SuggestionLetter, access_as: AccessAs) -> None:
    assert "no number yet" in refusal(notify_letter, access_as("district"), letter.pk, _today())


def test_i_3_2_c_a_newly_transferred_organisation_is_notified_after_the_consultation_alone(
    cast: Cast, cycle: Cycle, numbered: SuggestionLetter, access_as: AccessAs
) -> None:
    district = access_as("district")
    Organisation.objects.filter(code="C1").update(transferred_on=date(cycle.year, 5, 1))
    assert "was transferred on 01/05/2026" in refusal(notify_letter, district, numbered.pk, _today())
    day = _today() - timedelta(days=3)
    record_consultation(district, numbered.pk, "Đảng ủy Khối", day, None, "")
    assert "was transferred on" in refusal(notify_letter, district, numbered.pk, _today())
    told = refusal(record_consultation, district, numbered.pk, " ", day, day - timedelta(days=1), "")
    assert "Name the superior" in told
    assert "The answer comes before" in told
    assert "what the superior answered" in told
    record_consultation(district, numbered.pk, "Đảng ủy Khối", day, _today(), "Thống nhất")
    assert notify_letter(district, numbered.pk, _today()).notified_on == _today()
    assert len(journaled(Verb.LETTER_CONSULTED)) == 2


@pytest.mark.parametrize(("years_ago", "binds"), [(0, True), (1, False), (5, False)])
def test_i_3_2_c_transferred_within_the_cycles_year_counts_as_newly_transferred(
    committee: Subject, cycle: Cycle, years_ago: int, binds: bool
) -> None:
    Organisation.objects.filter(code="C1").update(transferred_on=date(cycle.year - years_ago, 5, 1))
    subject = Subject.objects.get(pk=committee.pk)
    assert (letters.transferred(subject) is not None) is binds


def test_i_3_2_c_by_the_other_reading_the_year_before_counts_too(committee: Subject, cycle: Cycle) -> None:
    text = cycle.edition_text.replace('"default": "cycle_year"', '"default": "cycle_year_or_before"')
    assert text != cycle.edition_text
    Cycle.objects.filter(pk=cycle.pk).update(edition_text=text, edition_digest="x" * 64)
    Organisation.objects.filter(code="C1").update(transferred_on=date(cycle.year - 1, 5, 1))
    assert letters.transferred(Subject.objects.get(pk=committee.pk)) is not None


def test_a_result_is_reported_after_the_notice_with_words_and_a_ground_when_late(
    cycle: Cycle, numbered: SuggestionLetter, access_as: AccessAs
) -> None:
    district = access_as("district")
    assert "not notified yet" in refusal(report_result, district, numbered.pk, _today(), "Đã làm rõ")
    notify_letter(district, numbered.pk, _today())
    remarks = [one.message.say("en") for one in letters.obstacles_to_reporting(letter_issued_by(district, numbered.pk))]
    assert any("has not answered" in one for one in remarks)
    _make_late(cycle)
    told = refusal(report_result, district, numbered.pk, _today(), " ")
    assert "what came of" in told
    assert "must be reported before" in told
    report_result(district, numbered.pk, _today(), "Chưa trả lời", "chờ họp lại")
    assert "was reported on" in refusal(report_result, district, numbered.pk, _today(), "nữa")


def test_a_withdrawn_letter_is_over_and_is_not_to_be_answered(
    numbered: SuggestionLetter, committee: Subject, access_as: AccessAs
) -> None:
    district = access_as("district")
    notify_letter(district, numbered.pk, _today())
    assert "Say why" in refusal(withdraw_letter, district, numbered.pk, " ", NO_PAPER)
    withdraw_letter(district, numbered.pk, "nhầm tập thể", PAPER)
    assert matters_to_answer([committee]) == []
    assert "is withdrawn" in refusal(withdraw_letter, district, numbered.pk, "nữa", NO_PAPER)
    with pytest.raises(OutOfSight):
        confirm_reading(access_as("office"), numbered.pk)
    (line,) = journaled(Verb.LETTER_WITHDRAWN)
    assert (line.unit, line.subject) == ("H1", "collective:C1-BCH")


@pytest.mark.parametrize("login", ["office", "other_district", "chair", "auditor", "an", "inspection", "administrator"])
def test_who_does_not_issue_the_letter_is_answered_as_if_there_were_none(
    numbered: SuggestionLetter, access_as: AccessAs, login: str
) -> None:
    access, day = access_as(login), _today()
    acts: list[Callable[[], object]] = [
        lambda: letter_issued_by(access, numbered.pk),
        lambda: approve_letter(access, numbered.pk, 1),
        lambda: notify_letter(access, numbered.pk, day),
        lambda: report_result(access, numbered.pk, day, "x"),
        lambda: withdraw_letter(access, numbered.pk, "x", NO_PAPER),
        lambda: record_consultation(access, numbered.pk, "x", day, None, ""),
        lambda: enter_term(access, "H1", day.year, "CV/HU", 0),
    ]
    for act in acts:
        with pytest.raises(OutOfSight):
            act()


def test_the_subject_sees_a_letter_from_its_notice_on_and_others_never(
    cycle: Cycle, access_as: AccessAs, cast: Cast
) -> None:
    office = access_as("office")
    letter = draft_letter(office, subject_of(cycle, "member", "binh").pk, "C1", ENTRY)
    enter_term(office, "C1", _today().year, "CV/ĐU", 0)
    approve_letter(office, letter.pk, 1)
    number_letter(office, letter.pk, SignedEntry(_today()))
    for login in ("binh", "an", "cuong", "dung"):
        with pytest.raises(OutOfSight):
            letter_received_by(access_as(login), letter.pk)
    notify_letter(office, letter.pk, _today())
    assert letter_received_by(access_as("binh"), letter.pk).pk == letter.pk
    assert letter_received_by(access_as("an"), letter.pk).pk == letter.pk
    for login in ("cuong", "dung", "other_office", "auditor"):
        with pytest.raises(OutOfSight):
            letter_received_by(access_as(login), letter.pk)
    with pytest.raises(OutOfSight):
        confirm_reading(access_as("an"), letter.pk)
    first = confirm_reading(access_as("binh"), letter.pk).read_at
    assert confirm_reading(access_as("binh"), letter.pk).read_at == first
