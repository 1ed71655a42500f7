"""In whose subtree a person lies: the home, and nodes reached by posts, management (II.2.2), temporary cells."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from kiemdiem.journal.verbs import Verb
from kiemdiem.registry.actions.facts import FactName, correct_fact, enter_fact, withdraw_fact
from kiemdiem.registry.actions.people import PersonEntry, add_person
from kiemdiem.registry.actions.units import CollectiveEntry, OrganisationEntry, add_collective, correct_organisation
from kiemdiem.registry.management import management_of, managing_path
from kiemdiem.registry.models import Person, Reach
from kiemdiem.registry.queries.people import Wanted, page_of_people, people_seen_by
from kiemdiem.registry.reaching import rehome
from kiemdiem.vocabulary import CollectiveKind, ManagedBy, MembershipKind, OrganisationKind, Role
from registry.conftest import DAY, NO_PAPER, PAPER, AccessAs, journaled
from registry.test_facts import values_of
from support.cast import Cast


def _home(code: str) -> str:
    person = Person.objects.select_related("home").get(code=code)
    assert person.path == person.home.path
    return person.home.code


def _reaches(code: str) -> set[tuple[str, date | None]]:
    return set(Reach.objects.filter(person__code=code).values_list("path", "until"))


def _post(cast: Cast, access_as: AccessAs, code: str, collective: int, **changes: object) -> int:
    values = values_of(cast, FactName.POST, collective_id=collective, **changes)
    return enter_fact(access_as("province"), FactName.POST, code, values, PAPER).pk


def test_home_is_the_open_official_cell_then_the_first_post_then_the_workplace_then_what_it_was(
    cast: Cast, access_as: AccessAs
) -> None:
    province = access_as("province")
    entry = PersonEntry("Người Bốn Nơi", workplace="S1")
    code = add_person(province, "H2", entry, None, NO_PAPER).code
    assert _home(code) == "S1"
    post = _post(cast, access_as, code, cast.collectives["C1-BCH"].pk)
    assert _home(code) == "C1"
    official = values_of(cast, FactName.MEMBERSHIP, kind=MembershipKind.OFFICIAL.value)
    membership = enter_fact(province, FactName.MEMBERSHIP, code, official, PAPER)
    assert _home(code) == "C1-B"
    correct_fact(province, FactName.MEMBERSHIP, membership.pk, 1, {**official, "end": DAY}, PAPER)
    assert _home(code) == "C1"
    withdraw_fact(province, FactName.POST, post, 1, PAPER, "nhầm")
    assert _home(code) == "S1"


def test_a_post_elsewhere_reaches_its_place_and_who_manages_it(cast: Cast, access_as: AccessAs) -> None:
    _post(cast, access_as, "giang", cast.collectives["C1-BCH"].pk, managed_by=ManagedBy.DISTRICT.value)
    assert _home("giang") == "C2-A"
    assert _reaches("giang") == {(cast.organisations["C1"].path, None), (cast.organisations["H1"].path, None)}
    assert people_seen_by(access_as("office")).filter(code="giang").exists()
    assert people_seen_by(access_as("district")).filter(code="giang").exists()
    assert not people_seen_by(access_as("an")).filter(code="giang").exists()


def test_reach_ends_with_the_last_day_of_the_post(cast: Cast, access_as: AccessAs) -> None:
    today = timezone.localdate()
    pk = _post(cast, access_as, "giang", cast.collectives["C1-BCH"].pk, end=today, start=today)
    office = access_as("office")
    assert "giang" in {line.code for line in page_of_people(office, Wanted())[1]}
    values = values_of(
        cast, FactName.POST, collective_id=cast.collectives["C1-BCH"].pk,
        start=today - timedelta(days=9), end=today - timedelta(days=1),
    )  # fmt: skip
    correct_fact(access_as("province"), FactName.POST, pk, 1, values, PAPER)
    assert not people_seen_by(office).filter(code="giang").exists()
    total, lines = page_of_people(office, Wanted())
    assert total == len(lines)
    assert "giang" not in {line.code for line in lines}


def test_of_several_ties_to_a_node_the_latest_end_counts(cast: Cast, access_as: AccessAs) -> None:
    collective = cast.collectives["C1-BCH"].pk
    _post(cast, access_as, "giang", collective, end=date(2030, 1, 1), title="Một", managed_by="grassroots")
    _post(cast, access_as, "giang", collective, end=date(2031, 1, 1), title="Hai", managed_by="grassroots")
    assert _reaches("giang") == {(cast.organisations["C1"].path, date(2031, 1, 1))}
    _post(cast, access_as, "giang", collective, title="Ba", managed_by="grassroots")
    assert _reaches("giang") == {(cast.organisations["C1"].path, None)}


def test_a_temporary_cell_reaches_the_person_until_the_membership_ends(cast: Cast, access_as: AccessAs) -> None:
    values = values_of(cast, FactName.MEMBERSHIP, cell_id=cast.organisations["C2-A"].pk, end=date(2090, 1, 1))
    enter_fact(access_as("province"), FactName.MEMBERSHIP, "binh", values, PAPER)
    assert _home("binh") == "C1-A"
    assert _reaches("binh") == {(cast.organisations["C2-A"].path, date(2090, 1, 1))}
    assert people_seen_by(access_as("other_office")).filter(code="binh").exists()


def test_who_is_reached_is_seen_but_the_record_is_not_theirs_to_change(cast: Cast, access_as: AccessAs) -> None:
    _post(cast, access_as, "giang", cast.collectives["C1-BCH"].pk)
    _, lines = page_of_people(access_as("office"), Wanted("giang"))
    assert [line.code for line in lines] == ["giang"]
    assert journaled(Verb.ACCESS_REFUSED) == []


def test_the_head_of_an_agency_is_managed_where_the_edition_says(cast: Cast, access_as: AccessAs) -> None:
    entry = CollectiveEntry("S1-BGH", "Ban giám hiệu", CollectiveKind.SCHOOL_BOARD)
    board = add_collective(access_as("district"), "S1", entry, NO_PAPER)
    _post(cast, access_as, "giang", board.pk, role=Role.HEAD.value)
    kinds = {unit.path: OrganisationKind(unit.kind) for unit in cast.organisations.values()}
    found = management_of("", board.path, board.kind, Role.HEAD.value, kinds)
    assert found.clause
    assert found.level is not None
    assert managing_path(found.level, board.path, kinds) in {path for path, _ in _reaches("giang")} | {board.path}


def test_management_as_entered_goes_before_the_edition_and_without_a_role_nobody_manages(cast: Cast) -> None:
    kinds = {unit.path: OrganisationKind(unit.kind) for unit in cast.organisations.values()}
    path = cast.organisations["C1"].path
    entered = management_of("province", path, "executive_committee", "member", kinds)
    assert (entered.level, entered.clause, entered.place) == (ManagedBy.PROVINCE, "", "")
    assert management_of("", path, "executive_committee", "", kinds).level is None
    derived = management_of("", path, "executive_committee", "head", kinds)
    assert derived.level is not None
    assert derived.clause.startswith("II.2.2")


@pytest.mark.parametrize(
    ("level", "code", "found"),
    [
        (ManagedBy.PROVINCE, "C1-A", "T"),
        (ManagedBy.DISTRICT, "C1-A", "H1"),
        (ManagedBy.DISTRICT, "S1", "H1"),
        (ManagedBy.GRASSROOTS, "C1-A", "C1"),
        (ManagedBy.AGENCY, "S1", "S1"),
        (ManagedBy.AGENCY, "C1-A", None),
        (ManagedBy.GRASSROOTS, "H1", None),
        (None, "C1-A", None),
    ],
)
def test_the_nearest_organisation_that_stands_for_a_level_manages(
    cast: Cast, level: ManagedBy | None, code: str, found: str | None
) -> None:
    kinds = {unit.path: OrganisationKind(unit.kind) for unit in cast.organisations.values()}
    path = managing_path(level, cast.organisations[code].path, kinds)
    assert path == (cast.organisations[found].path if found else None)


def test_another_kind_of_the_organisation_is_another_management(cast: Cast, access_as: AccessAs) -> None:
    _post(cast, access_as, "giang", cast.collectives["C1-BCH"].pk, role=Role.HEAD.value, managed_by="grassroots")
    assert (cast.organisations["C1"].path, None) in _reaches("giang")
    before = _reaches("giang")
    entry = OrganisationEntry("H1", "Đảng bộ trực thuộc", OrganisationKind.DIRECT)
    correct_organisation(access_as("province"), "H1", 1, entry, PAPER)
    after = _reaches("giang")
    rehome()
    assert _reaches("giang") == after == before


def test_computing_everything_anew_changes_nothing(cast: Cast, access_as: AccessAs) -> None:
    _post(cast, access_as, "giang", cast.collectives["C1-BCH"].pk)
    rehome()
    state = _state()
    rehome()
    assert _state() == state


def _state() -> tuple[set[tuple[str, int, str]], set[tuple[int, str]]]:
    people = Person.objects.values_list("code", "home_id", "path")
    return set(people), set(Reach.objects.values_list("person_id", "path"))
