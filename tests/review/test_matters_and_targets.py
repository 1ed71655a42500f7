"""What a subject must answer in its review: matters of the letters notified to it, and its targets."""

import pytest
from django.utils import timezone

from kiemdiem.review.models import LetterWithdrawal, Suggestion
from kiemdiem.review.queries.suggestions import matters_to_answer
from kiemdiem.review.queries.targets import targets_of
from review.letters import AccessAs, make_letter, make_target, subject_of
from review.texts import begun
from support.cast import NOBODY, Cast
from support.cycles import open_cycle

pytestmark = pytest.mark.django_db


def test_i_3_2_a_the_matters_of_a_notified_letter_are_to_be_answered_in_their_order(cast: Cast) -> None:
    subject = subject_of(open_cycle(cast), "collective", "C1-BCH")
    make_letter(subject, cast.organisations["H1"], "Làm rõ việc thu chi", "Việc chậm giải quyết đơn thư")
    found = matters_to_answer([subject])
    assert [(one.document_number, one.text) for one in found] == [
        ("01-CV/HU", "Làm rõ việc thu chi"), ("01-CV/HU", "Việc chậm giải quyết đơn thư"),
    ]  # fmt: skip


def test_a_person_answers_in_one_self_review_what_was_suggested_to_the_member_and_to_the_cadre(
    cast: Cast, access_as: AccessAs
) -> None:
    cycle = open_cycle(cast)
    for kind, text in (("cadre", "Nêu gương"), ("member", "Đóng đảng phí")):
        make_letter(subject_of(cycle, kind, "an"), cast.organisations["C1"], text)
    _, outline = begun(access_as("an"), cycle, "an")
    assert [one.about for one in outline.matters] == ["Nêu gương", "Đóng đảng phí"]
    assert matters_to_answer([subject_of(cycle, "member", "binh")]) == []


def test_what_is_not_notified_withdrawn_or_rewritten_is_not_to_be_answered(cast: Cast) -> None:
    cycle = open_cycle(cast)
    subject = subject_of(cycle, "collective", "C1-BCH")
    make_letter(subject, cast.organisations["H1"], "Chưa thông báo", notified_on=None)
    withdrawn = make_letter(subject, cast.organisations["H1"], "Đã thu hồi")
    LetterWithdrawal.objects.create(letter=withdrawn, by=NOBODY, ground="nhầm tập thể")
    letter = make_letter(subject, cast.organisations["H1"], "Còn hiệu lực", "Đã thay")
    Suggestion.objects.filter(letter=letter, text="Đã thay").update(superseded_at=timezone.now())
    assert [one.text for one in matters_to_answer([subject])] == ["Còn hiệu lực"]


def test_ii_3_a_the_targets_of_a_subject_stand_in_their_order_without_the_withdrawn(cast: Cast) -> None:
    subject = subject_of(open_cycle(cast), "collective", "C1-BCH")
    make_target(subject, "Thứ hai", order=2)
    make_target(subject, "Thứ nhất", order=1)
    make_target(subject, "Đã bỏ", withdrawn_at=timezone.now())
    assert [(one.text, one.measure, one.planned) for one in targets_of(subject)] == [
        ("Thứ nhất", "hộ", "5"), ("Thứ hai", "hộ", "5"),
    ]  # fmt: skip
