"""An edition changed under an open cycle: shown first, then decided; the cycle keeps what it pinned."""

import json
from collections.abc import Callable
from dataclasses import replace
from unittest.mock import patch

import pytest

from campaign import test_changes
from kiemdiem.accounts.access import Access, OutOfSight
from kiemdiem.campaign.actions.editions import ask_to_try, decide_edition
from kiemdiem.campaign.models import Cycle, EditionTrial
from kiemdiem.campaign.obstacles import remark_on_changed_files
from kiemdiem.campaign.roster import terms_of
from kiemdiem.campaign.trying import differences_of
from kiemdiem.journal.models import Entry
from kiemdiem.journal.verbs import Verb
from kiemdiem.registry.documents import Paper
from kiemdiem.registry.models import Post
from kiemdiem.rulebook.loading import load
from kiemdiem.verdicts import Refused
from support.cast import LONG_AGO, NOBODY, Cast
from support.cycles import open_cycle, prepared_cycle
from support.jobs import run_next_job

pytestmark = pytest.mark.django_db
AccessAs = Callable[[str], Access]
OTHER = "nghe-an-2019"
PAPER = Paper()


@pytest.fixture
def cycle(cast: Cast) -> Cycle:
    """One in which An has a post in which he was not re-elected: 2019 has no rule on that (I.1.d)."""
    cast.people["an"].circumstances.create(kind="not_reelected", start=LONG_AGO, recorded_by=NOBODY)
    return open_cycle(cast)


def tried(access: Access, cycle: Cycle) -> EditionTrial:
    trial = ask_to_try(access, cycle.pk, OTHER)
    assert run_next_job().finished_at
    trial.refresh_from_db()
    return trial


def test_other_rules_are_tried_on_what_was_frozen_and_change_nothing(cycle: Cycle, access_as: AccessAs) -> None:
    found = differences_of(tried(access_as("province"), cycle))
    assert [(one.name, one.before) for one in found.first if one.table == "plan"] == [("cadre:an@C1-A-CU", "")]
    assert found.plan == 1
    cycle.refresh_from_db()
    assert terms_of(cycle).edition == load("nghe-an-2020")


def test_accepted_with_a_ground_the_cycle_goes_on_with_them(cycle: Cycle, access_as: AccessAs) -> None:
    trial = tried(access_as("province"), cycle)
    decide_edition(access_as("province"), trial.pk, accept=True, ground="tỉnh ủy yêu cầu", paper=PAPER)
    cycle.refresh_from_db()
    assert terms_of(cycle).edition == load(OTHER)
    entry = Entry.objects.get(verb=Verb.EDITION_CHANGED)
    assert json.loads(entry.details)["accepted"] is True


def test_not_accepted_the_pinned_rules_stay(cycle: Cycle, access_as: AccessAs) -> None:
    trial = tried(access_as("province"), cycle)
    decide_edition(access_as("province"), trial.pk, accept=False, ground="giữ nguyên", paper=PAPER)
    cycle.refresh_from_db()
    assert cycle.edition_digest == load("nghe-an-2020").digest
    with pytest.raises(Refused):
        decide_edition(access_as("province"), trial.pk, accept=True, ground="đổi ý", paper=PAPER)


def test_nothing_is_decided_before_the_trial_or_without_a_ground(cycle: Cycle, access_as: AccessAs) -> None:
    trial = ask_to_try(access_as("province"), cycle.pk, OTHER)
    with pytest.raises(Refused):
        decide_edition(access_as("province"), trial.pk, accept=True, ground="lý do", paper=PAPER)
    run_next_job()
    with pytest.raises(Refused) as refused:
        decide_edition(access_as("province"), trial.pk, accept=True, ground=" ", paper=PAPER)
    assert [one.field for one in refused.value.verdicts] == ["ground"]


def test_the_same_rules_or_a_cycle_not_open_are_not_tried(cast: Cast, access_as: AccessAs) -> None:
    prepared = prepared_cycle(cast, 2027)
    for number, name in ((open_cycle(cast).pk, "nghe-an-2020"), (prepared.pk, OTHER)):
        with pytest.raises(Refused):
            ask_to_try(access_as("province"), number, name)


@pytest.mark.parametrize("login", ["district", "office", "auditor"])
def test_only_who_opens_the_cycle_changes_its_rules(cycle: Cycle, access_as: AccessAs, login: str) -> None:
    with pytest.raises(OutOfSight):
        ask_to_try(access_as(login), cycle.pk, OTHER)
    trial = tried(access_as("province"), cycle)
    with pytest.raises(OutOfSight):
        decide_edition(access_as(login), trial.pk, accept=True, ground="x", paper=PAPER)


def test_changed_files_are_pointed_out_and_the_cycle_keeps_its_own(cycle: Cycle) -> None:
    assert remark_on_changed_files(cycle) is None
    edited = replace(load("nghe-an-2020"), title_vi="Đã sửa")
    with patch("kiemdiem.campaign.obstacles.load", return_value=edited):
        remark = remark_on_changed_files(cycle)
    assert remark is not None
    assert not remark.refuses
    assert terms_of(cycle).edition.title_vi != "Đã sửa"


def test_the_cadre_whom_the_other_rules_bring_back_is_then_proposed(
    cast: Cast, cycle: Cycle, access_as: AccessAs
) -> None:
    assert Post.objects.filter(person=cast.people["an"]).exists()
    trial = tried(access_as("province"), cycle)
    decide_edition(access_as("province"), trial.pk, accept=True, ground="lý do", paper=PAPER)
    assert test_changes.compared(access_as("province"), cycle) == {("an", "C1-A-CU", "added"): "posts"}
