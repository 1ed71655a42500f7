"""Erasing a person takes the name out of every cycle and the words out of every text."""

from collections.abc import Callable
from datetime import date

import pytest
from django.apps import apps
from django.db import models

from kiemdiem.accounts.access import Access
from kiemdiem.campaign.actions.cycles import ask_to_freeze, set_aside
from kiemdiem.campaign.models import FrozenRoster, PlanRow, Problem, Subject
from kiemdiem.campaign.roster import frozen_tables, frozen_workbook
from kiemdiem.registry.actions.people import erase_person
from kiemdiem.registry.documents import Paper
from kiemdiem.registry.models import Membership
from kiemdiem.review.actions.handing import hand_in
from kiemdiem.review.actions.writings import enter_shortcoming
from kiemdiem.review.erasing import ERASED
from kiemdiem.review.models import (
    EarlierPassage,
    Electorate,
    ElectorateLeader,
    Handed,
    Passage,
    Shortcoming,
    Suggestion,
    Target,
    VerificationCase,
    Voter,
)
from review.letters import make_letter, make_target, subject_of
from review.texts import begun, fill_in
from support.cast import NOBODY, Cast
from support.cycles import YEAR, open_cycle, prepared_cycle
from support.jobs import run_next_job

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


def test_who_was_set_aside_when_the_cycle_was_frozen_is_erased_from_its_registry_too(
    cast: Cast, access_as: Callable[[str], Access]
) -> None:
    Membership.objects.filter(person__code="giang").update(end=date(YEAR, 1, 1))
    frozen = prepared_cycle(cast)
    set_aside(access_as("province"), Problem.objects.get(cycle=frozen).pk, "chưa rõ nơi sinh hoạt")
    ask_to_freeze(access_as("province"), frozen.pk)
    assert run_next_job().finished_at
    assert not Subject.objects.filter(cycle=frozen, code="giang").exists()
    assert "Hồ Sỹ Giang" in frozen_tables(frozen)["people"]["full_name"].to_pylist()
    erase_person(access_as("province"), "giang", PAPER, "yêu cầu")
    assert "Hồ Sỹ Giang" not in frozen_tables(frozen)["people"]["full_name"].to_pylist()


def test_what_others_wrote_about_an_erased_person_is_gone_too(cast: Cast, access_as: Callable[[str], Access]) -> None:
    cycle = open_cycle(cast)
    subject, unit = subject_of(cycle, "member", "cuong"), cast.organisations["H1"]
    for text in ("Việc của Cường", "Việc khác của Cường"):
        make_target(subject, text)
    letter = make_letter(subject, unit, "Cường làm rõ")
    case = VerificationCase.objects.create(
        cycle=cycle, subject=subject, unit=unit, text="Cường nhận quà", reported_on=date(YEAR, 12, 1), reporter=0
    )
    electorate = Electorate.objects.create(cycle=cycle, workplace=unit, path=unit.path, who=Electorate.Who.STAFF)
    ElectorateLeader.objects.create(electorate=electorate, subject=subject, ground="Cường là trưởng", by=NOBODY)
    Voter.objects.create(electorate=electorate, person=cast.people["cuong"], ground="Cường mới đến", added_by=NOBODY)
    other = make_target(subject_of(cycle, "member", "binh"), "Việc của Bình")
    erase_person(access_as("province"), "cuong", PAPER, "yêu cầu")
    said = {
        *Target.objects.exclude(pk=other.pk).values_list("text", flat=True),
        *Suggestion.objects.filter(letter=letter).values_list("text", flat=True),
        VerificationCase.objects.get(pk=case.pk).text,
        ElectorateLeader.objects.get().ground, Voter.objects.get().ground,
    }  # fmt: skip
    assert said == {""}
    other.refresh_from_db()
    assert other.text == "Việc của Bình"


OF_NOBODY = {"LetterNumber", "TargetImport", "Delegation", "Delegate", "Visit", "OpinionLink", "Writing", "Electorate"}
"""Tables whose words are about a unit, a file or a journey."""
KEPT = {
    "key", "clause", "deadline", "digest", "asked", "name", "advised_by", "place", "superior",
    "signed_for", "signed_title", "signed_name", "behalf_of", "by",
}  # fmt: skip
"""Columns that hold a code, an account, or the name of who asks, signs or is asked."""


def test_every_column_of_words_about_a_person_is_erased() -> None:
    blanked = {table.__name__: set(blank) for table, _way, blank in ERASED}
    for table in apps.get_app_config("review").get_models():
        if table.__name__ in OF_NOBODY:
            continue
        words = {
            field.name
            for field in table._meta.concrete_fields
            if type(field) in (models.CharField, models.TextField) and not field.choices
        }
        left = words - blanked[table.__name__] - KEPT
        assert {name for name in left if not name.endswith("_by")} == set(), table.__name__
