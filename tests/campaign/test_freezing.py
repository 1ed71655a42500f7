"""Opening a cycle freezes the registry into subjects, places and plan rows."""

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import pytest
from django.utils import timezone

from kiemdiem.accounts.models import Mandate
from kiemdiem.accounts.queries import access_of
from kiemdiem.campaign.actions.cycles import ask_to_freeze
from kiemdiem.campaign.drawing import draw, names_in, row_name
from kiemdiem.campaign.freezing import Freezer
from kiemdiem.campaign.models import Cycle, Place, PlanRow, PreconditionRow, Subject
from kiemdiem.campaign.roster import frozen_tables, live_tables, terms_of, workbook_from
from kiemdiem.demonstration import Size, make
from kiemdiem.jobs.models import Job
from kiemdiem.jobs.progress import Progress
from kiemdiem.journal.models import Entry
from kiemdiem.journal.verbs import Verb
from kiemdiem.registry.actions.machine import apply_from_machine, preview_from_machine
from kiemdiem.registry.importing.shapes import SHAPES
from kiemdiem.registry.models import Membership, Person
from kiemdiem.rulebook.loading import load
from kiemdiem.rulebook.pinning import pinned
from kiemdiem.tree.models import Organisation
from kiemdiem.workbook.writing import write_files
from support.cast import Cast
from support.cycles import open_cycle, prepared_cycle
from support.jobs import run_next_job

pytestmark = pytest.mark.django_db


def test_every_member_has_a_row_at_the_official_cell(cast: Cast) -> None:
    cycle = open_cycle(cast)
    rows = PlanRow.objects.filter(cycle=cycle, subject__kind="member")
    found = {(row.subject.code, row.place.code, row.action) for row in rows.select_related("subject", "place")}
    assert found == {
        ("an", "C1-A", "review"), ("binh", "C1-A", "review"), ("cuong", "C1-B", "review"), ("dung", "C1-B", "review"),
        ("giang", "C2-A", "review"),
    }  # fmt: skip


def test_the_frozen_roster_holds_no_identity_data(cast: Cast) -> None:
    columns = frozen_tables(open_cycle(cast))["people"].column_names
    assert "full_name" in columns
    assert not {"birth_date", "card_number", "gender"} & set(columns)


def test_places_count_their_reviews(cast: Cast) -> None:
    cycle = open_cycle(cast)
    for place in Place.objects.filter(cycle=cycle):
        held = place.rows.filter(action__in=["review", "within"])
        assert place.reviews == held.count(), place.code
        assert place.finished == 0


def test_a_member_and_a_cadre_of_one_person_are_two_subjects(cast: Cast) -> None:
    cycle = open_cycle(cast)
    kinds = Subject.objects.filter(cycle=cycle, code="an").values_list("kind", "titles").order_by("kind")
    assert list(kinds) == [("cadre", "Bí thư chi bộ"), ("member", "Bí thư chi bộ")]


def test_opening_stands_in_the_journal_once_and_a_second_attempt_changes_nothing(cast: Cast) -> None:
    cycle = open_cycle(cast)
    rows = PlanRow.objects.filter(cycle=cycle).count()
    job = Job.objects.get(kind="cycle.freeze")
    Job.objects.filter(pk=job.pk).update(finished_at=None, leased_until=None)
    assert run_next_job().finished_at
    assert PlanRow.objects.filter(cycle=cycle).count() == rows
    assert Entry.objects.filter(verb=Verb.CYCLE_OPENED).count() == 1


def test_what_changes_in_the_registry_afterwards_does_not_touch_the_plan(cast: Cast) -> None:
    cycle = open_cycle(cast)
    before = list(PlanRow.objects.filter(cycle=cycle).order_by("pk").values_list())
    Membership.objects.filter(person=cast.people["binh"]).update(cell=cast.organisations["C1-B"])
    Person.objects.filter(code="binh").update(full_name="Tên Khác")
    assert list(PlanRow.objects.filter(cycle=cycle).order_by("pk").values_list()) == before
    assert Subject.objects.filter(cycle=cycle, code="binh").values_list("name", flat=True)[0] == "Trần Thị Bình"


def test_a_broken_freeze_leaves_nothing_behind(cast: Cast) -> None:
    cycle = prepared_cycle(cast)
    ask_to_freeze(access_of(cast.accounts["province"]), cycle.pk)
    with patch("kiemdiem.campaign.jobs.keep_roster", side_effect=OSError(28, "No space left on device")):
        assert run_next_job().failed_at
    cycle.refresh_from_db()
    assert cycle.frozen_at is None
    assert not Subject.objects.filter(cycle=cycle).exists()


def test_who_lost_the_right_meanwhile_opens_nothing(cast: Cast) -> None:
    cycle = prepared_cycle(cast)
    ask_to_freeze(access_of(cast.accounts["province"]), cycle.pk)
    Mandate.objects.filter(account=cast.accounts["province"]).update(ended_at=timezone.now())
    assert run_next_job().failed_at
    assert not Subject.objects.filter(cycle=cycle).exists()


def test_the_whole_demonstration_freezes_into_the_plan_that_the_engine_draws(db: None) -> None:
    """Every kind of special case: the rows stand as `kiemdiem evaluate` gives them, with what comes before."""
    tables = {name: make(Size.DISTRICT, 1)[name] for name in SHAPES}
    with TemporaryDirectory() as folder:
        write_files(Path(folder), tables, "xlsx", "demo.xlsx")
        apply_from_machine(preview_from_machine("demo.xlsx", (Path(folder) / "demo.xlsx").read_bytes()))
    unit = Organisation.objects.get(parent=None)
    edition = load("nghe-an-2020")
    cycle = Cycle.objects.create(
        unit=unit, year=2020, as_of=date(2020, 12, 31), edition=edition.id, edition_digest=edition.digest,
        edition_text=pinned(edition), opened_by="account:0",
    )  # fmt: skip
    drawing = draw(workbook_from(live_tables(unit.path)), terms_of(cycle))
    Freezer(cycle, drawing, Progress()).write()
    drawn = {row.name: (row.action, row.clauses, set(names_in(row.after))) for row in drawing.rows()}
    assert len(drawn) > 850
    assert _standing_rows(cycle) == drawn


def _standing_rows(cycle: Cycle) -> dict[str, tuple[str, str, set[str]]]:
    rows = PlanRow.objects.filter(cycle=cycle).select_related("subject", "place")
    names = {row.pk: row_name(row.subject.kind, row.subject.code, row.place.code) for row in rows}
    before: dict[int, set[str]] = {}
    for link in PreconditionRow.objects.filter(precondition__cycle=cycle):
        before.setdefault(link.precondition_id, set()).add(names[link.row_id])
    return {names[row.pk]: (row.action, row.clauses, before.get(row.precondition_id or 0, set())) for row in rows}
