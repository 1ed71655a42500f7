"""Whose opinion is asked follows from the frozen registry, clause by clause; deriving again adds only what is new."""

from collections.abc import Callable
from datetime import date

import pytest

from kiemdiem.accounts.access import Access, OutOfSight
from kiemdiem.campaign.models import Cycle
from kiemdiem.journal.models import Entry
from kiemdiem.journal.verbs import Verb
from kiemdiem.registry.models import Collective, Membership, Person, Post
from kiemdiem.review.actions.opinions import ask_to_derive
from kiemdiem.review.models import OpinionRequest
from kiemdiem.rulebook.loading import load
from kiemdiem.rulebook.preparation import opinion_rule
from kiemdiem.tree.names import folded, plain_key
from kiemdiem.verdicts import Refused
from kiemdiem.vocabulary import OrganisationKind
from support.cast import LONG_AGO, NOBODY, Cast, make_organisation
from support.cycles import YEAR, open_cycle
from support.jobs import run_next_job

pytestmark = pytest.mark.django_db
AccessAs = Callable[[str], Access]
EDITION = load("nghe-an-2020")
Asked = set[tuple[str, str, str]]


def body(cast: Cast, code: str, kind: str, unit: str) -> Collective:
    organisation = cast.organisations[unit]
    return Collective.objects.create(
        code=code, kind=kind, name=code, organisation=organisation, path=organisation.path, name_key=plain_key(code),
        search_key=folded(code), recorded_by=NOBODY,
    )  # fmt: skip


def derived(access: Access, unit: str = "T") -> None:
    ask_to_derive(access, unit)
    job = run_next_job()
    assert job.finished_at, job.message


def asked(kind: str) -> Asked:
    """Subject, who is asked, clause."""
    return {
        (one.subject.code, one.name or str((one.organisation or one.collective or one.person or "?") and (
            one.organisation.code if one.organisation else one.collective.code if one.collective
            else one.person.code if one.person else "?")), one.clause)
        for one in OpinionRequest.objects.filter(kind=kind).select_related("subject", "organisation", "collective",
                                                                           "person")
    }  # fmt: skip


@pytest.mark.parametrize(
    ("collective", "organisation", "territorial", "clause"),
    [
        ("standing_committee", "province", False, "I.3.1.a1"),
        ("standing_committee", "district", False, "I.3.1.a1"),
        ("executive_committee", "grassroots_committee", True, "I.3.1.a1"),
        ("executive_committee", "grassroots_committee", False, "I.3.1.a2"),
        ("cell_committee", "cell", False, "I.3.1.a2"),
        ("leadership", "agency", False, "I.3.1.a3"),
        ("mass_organisation", "agency", False, "I.3.1.a3"),
    ],
)
def test_the_clause_that_names_who_is_asked(collective: str, organisation: str, territorial: bool, clause: str) -> None:
    rule = opinion_rule(EDITION, collective, organisation, territorial=territorial)
    assert rule is not None
    assert rule.clause == clause


def test_of_other_collectives_the_text_names_nobody() -> None:
    assert opinion_rule(EDITION, "peoples_committee", "district", territorial=False) is None


def test_a_commune_asks_council_government_front_and_mass_organisations_i_3_1_a1(
    cast: Cast, access_as: AccessAs
) -> None:
    cast.organisations["C1"].territorial = True
    cast.organisations["C1"].save()
    for code, kind in (("HD", "council_standing"), ("UB", "peoples_committee"), ("MT", "front_standing"),
                       ("HN", "mass_organisation"), ("TH", "leadership")):  # fmt: skip
        body(cast, code, kind, "C1")
    open_cycle(cast)
    derived(access_as("office"), "C1")
    about = {(who, clause) for subject, who, clause in asked("report") if subject == "C1-BCH"}
    assert about == {(code, "I.3.1.a1") for code in ("HD", "UB", "MT", "HN")}


def test_committees_of_other_kinds_ask_the_professional_leadership_i_3_1_a2(cast: Cast, access_as: AccessAs) -> None:
    body(cast, "TH", "leadership", "C1")
    open_cycle(cast)
    derived(access_as("office"), "C1")
    assert ("C1-BCH", "TH", "I.3.1.a2") in asked("report")


def test_a_departments_leadership_asks_the_party_committee_inside_i_3_1_a3(cast: Cast, access_as: AccessAs) -> None:
    inside = make_organisation("S1-CB", OrganisationKind.CELL, "Chi bộ trường", cast.organisations["S1"])
    cast.organisations["S1-CB"] = inside
    body(cast, "S1-LD", "leadership", "S1")
    body(cast, "S1-CU", "cell_committee", "S1-CB")
    open_cycle(cast)
    derived(access_as("district"), "H1")
    assert ("S1-LD", "S1-CU", "I.3.1.a3") in asked("report")


def test_heads_and_deputies_of_the_bodies_are_asked_too_i_3_1_a4(cast: Cast, access_as: AccessAs) -> None:
    leadership = body(cast, "TH", "leadership", "C1")
    for code, role in (("cuong", "head"), ("dung", "member")):
        Post.objects.create(
            person=cast.people[code], collective=leadership, role=role, rank=1, start=LONG_AGO, recorded_by=NOBODY
        )
    open_cycle(cast)
    derived(access_as("office"), "C1")
    individuals = {(subject, who) for subject, who, clause in asked("report") if clause == "I.3.1.a4"}
    assert ("C1-BCH", "cuong") in individuals
    assert ("C1-BCH", "dung") not in individuals


def test_which_posts_are_asked_is_data_of_the_edition_i_3_1_a4(cast: Cast, access_as: AccessAs) -> None:
    leadership = body(cast, "TH", "leadership", "C1")
    Post.objects.create(
        person=cast.people["dung"], collective=leadership, role="member", rank=1, start=LONG_AGO, recorded_by=NOBODY
    )
    cycle = open_cycle(cast)
    text = cycle.edition_text.replace('"roles": ["head", "deputy"]', '"roles": ["member"]')
    assert text != cycle.edition_text
    Cycle.objects.filter(pk=cycle.pk).update(edition_text=text, edition_digest="d" * 64)
    derived(access_as("office"), "C1")
    assert {who for _, who, clause in asked("report") if clause == "I.3.1.a4"} == {"dung"}


def test_where_nobody_is_there_to_be_asked_it_is_shown_as_open(cast: Cast, access_as: AccessAs) -> None:
    open_cycle(cast)
    derived(access_as("office"), "C1")
    assert ("C1-A-CU", "?", "I.3.1.a2") in asked("report")


def test_residence_remarks_are_asked_of_who_lives_elsewhere_i_3_1_b2(cast: Cast, access_as: AccessAs) -> None:
    Person.objects.filter(code="binh").update(residence_cell=cast.organisations["C1-B"])
    Person.objects.filter(code="an").update(residence_cell=cast.organisations["C1-A"])
    Person.objects.filter(code="cuong").update(residence_cell=cast.organisations["C1-A"], remark_exempt=True)
    open_cycle(cast)
    derived(access_as("office"), "C1")
    assert asked("residence") == {("binh", "C1-B", "I.3.1.b2"), ("cuong", "C1-A", "I.3.1.b2")}
    exempt = OpinionRequest.objects.get(kind="residence", subject__code="cuong")
    assert exempt.not_needed_at is not None
    assert "213-QĐ/TW" in exempt.ground


def _moved(cast: Cast, last_day: date) -> None:
    Membership.objects.filter(person__code="binh").update(end=last_day)
    Membership.objects.create(
        person=cast.people["binh"], cell=cast.organisations["C1-B"], kind="official",
        start=date.fromordinal(last_day.toordinal() + 1), recorded_by=NOBODY,
    )  # fmt: skip


@pytest.mark.parametrize(("last_day", "expected"), [(date(YEAR, 6, 29), False), (date(YEAR, 6, 30), True)])
def test_a_cell_left_after_six_months_in_the_year_is_asked_ii_3_k(
    cast: Cast, access_as: AccessAs, last_day: date, expected: bool
) -> None:
    _moved(cast, last_day)
    open_cycle(cast)
    derived(access_as("office"), "C1")
    assert asked("former_cell") == ({("binh", "C1-A", "II.3.k")} if expected else set())


def test_the_temporary_cell_is_asked_ii_3_l(cast: Cast, access_as: AccessAs) -> None:
    Membership.objects.create(
        person=cast.people["binh"], cell=cast.organisations["C2-A"], kind="temporary", start=date(YEAR, 3, 1),
        end=date(YEAR, 4, 1), recorded_by=NOBODY,
    )  # fmt: skip
    open_cycle(cast)
    derived(access_as("office"), "C1")
    assert asked("temporary_cell") == {("binh", "C2-A", "II.3.l")}


@pytest.mark.parametrize(("arrival", "equal", "clause"), [("appointed", True, "II.3.h"), ("promoted", False, "II.3.i")])
def test_the_previous_units_result_is_asked_of_a_new_leader_ii_3_h_ii_3_i(
    cast: Cast, access_as: AccessAs, arrival: str, equal: bool, clause: str
) -> None:
    """II.3.h and II.3.i: the unit of the post that ended before."""
    old = body(cast, "CU", "leadership", "C2")
    Post.objects.create(
        person=cast.people["binh"], collective=old, role="deputy", start=LONG_AGO, end=date(YEAR, 9, 30),
        recorded_by=NOBODY,
    )  # fmt: skip
    Post.objects.create(
        person=cast.people["binh"], collective=cast.collectives["C1-BCH"], role="deputy", rank=1, arrival=arrival,
        equal_before=equal, start=date(YEAR, 10, 1), recorded_by=NOBODY,
    )  # fmt: skip
    open_cycle(cast)
    derived(access_as("province"))
    assert asked("former_unit") == {("binh", "CU", clause)}


def test_deriving_again_doubles_nothing_and_loses_nothing(cast: Cast, access_as: AccessAs) -> None:
    Person.objects.filter(code="binh").update(residence_cell=cast.organisations["C1-B"])
    open_cycle(cast)
    derived(access_as("office"), "C1")
    before = list(OpinionRequest.objects.order_by("pk").values_list())
    assert before
    derived(access_as("office"), "C1")
    assert list(OpinionRequest.objects.order_by("pk").values_list()) == before
    assert Entry.objects.filter(verb=Verb.OPINIONS_DERIVED).count() == 2


def test_only_the_subjects_of_the_unit_are_derived(
    cast: Cast,
    access_as: AccessAs,
) -> None:
    for code in ("binh", "giang"):
        Person.objects.filter(code=code).update(residence_cell=cast.organisations["C1-B"])
    open_cycle(cast)
    derived(access_as("office"), "C1")
    assert {subject for subject, _, _ in asked("residence")} == {"binh"}


def test_nobody_derives_for_others_or_without_an_open_cycle(cast: Cast, access_as: AccessAs) -> None:
    with pytest.raises(Refused):
        ask_to_derive(access_as("office"), "C1")
    open_cycle(cast)
    for login in ("other_office", "auditor", "chair", "binh"):
        with pytest.raises(OutOfSight):
            ask_to_derive(access_as(login), "C1")


def test_the_frozen_registry_counts_not_that_of_today(cast: Cast, access_as: AccessAs) -> None:
    cycle: Cycle = open_cycle(cast)
    Person.objects.filter(code="binh").update(residence_cell=cast.organisations["C1-B"])
    derived(access_as("office"), "C1")
    assert asked("residence") == set()
    assert cycle.frozen_at
