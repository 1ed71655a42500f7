"""Memberships, posts and circumstances are entered, corrected and withdrawn; what was withdrawn stays readable."""

from datetime import date

import pytest

from kiemdiem.accounts.access import OutOfSight
from kiemdiem.journal.verbs import Verb
from kiemdiem.registry.actions.facts import FactName, correct_fact, enter_fact, withdraw_fact
from kiemdiem.registry.actions.locking import Stale
from kiemdiem.registry.history import changes_of
from kiemdiem.registry.models import Circumstance, Post
from kiemdiem.vocabulary import CircumstanceKind, MembershipKind, Role
from registry.conftest import DAY, NO_PAPER, PAPER, AccessAs, ClientAs, details, journaled, refusal
from support.cast import LONG_AGO, Cast

Values = dict[str, object]
VERBS = {
    FactName.MEMBERSHIP: (Verb.MEMBERSHIP_ENTERED, Verb.MEMBERSHIP_CORRECTED, Verb.MEMBERSHIP_WITHDRAWN),
    FactName.POST: (Verb.POST_ENTERED, Verb.POST_CORRECTED, Verb.POST_WITHDRAWN),
    FactName.CIRCUMSTANCE: (Verb.CIRCUMSTANCE_ENTERED, Verb.CIRCUMSTANCE_CORRECTED, Verb.CIRCUMSTANCE_WITHDRAWN),
}


def values_of(cast: Cast, name: FactName, **changes: object) -> Values:
    """A temporary membership of C1-B, a seat in the committee of C1, a sick leave; with some changes."""
    found: dict[FactName, Values] = {
        FactName.MEMBERSHIP: {"cell_id": cast.organisations["C1-B"].pk, "kind": MembershipKind.TEMPORARY.value},
        FactName.POST: {
            "collective_id": cast.collectives["C1-BCH"].pk, "title": "Ủy viên", "role": Role.MEMBER.value, "rank": 2,
            "presides": False, "arrival": "", "equal_before": False, "own_rating_unaffected": False, "managed_by": "",
        },
        FactName.CIRCUMSTANCE: {"kind": CircumstanceKind.SICK_LEAVE.value, "organisation_id": None, "note": ""},
    }  # fmt: skip
    return {**found[name], "start": DAY, "end": None, **changes}


@pytest.mark.parametrize("name", FactName)
def test_a_fact_is_entered_ended_and_withdrawn_with_a_line_each(
    cast: Cast, access_as: AccessAs, name: FactName
) -> None:
    office, values = access_as("office"), values_of(cast, name)
    row = enter_fact(office, name, "binh", values, PAPER)
    assert row.document is not None
    corrected = correct_fact(office, name, row.pk, 1, {**values, "end": date(2026, 6, 30)}, NO_PAPER, "hết hạn")
    assert (corrected.end, corrected.version) == (date(2026, 6, 30), 2)
    withdrawn = withdraw_fact(office, name, row.pk, 2, NO_PAPER, "nhập nhầm người")
    assert withdrawn.withdrawn_at is not None
    last, before = changes_of(withdrawn)
    assert (last.is_withdrawal, last.reason) == (True, "nhập nhầm người")
    assert ("end", date(2026, 6, 30), None) in last.columns
    assert before.columns == (("end", None, date(2026, 6, 30)),)
    for verb in VERBS[name]:
        (line,) = journaled(verb)
        assert (line.unit, line.subject) == ("C1-A", f"person:{cast.people['binh'].pk}")
        assert details(line)["fact"] == row.pk


@pytest.mark.parametrize("name", FactName)
def test_a_correction_of_another_version_is_stale_and_the_same_again_writes_nothing(
    cast: Cast, access_as: AccessAs, name: FactName
) -> None:
    office, values = access_as("office"), values_of(cast, name)
    row = enter_fact(office, name, "binh", values, PAPER)
    assert correct_fact(office, name, row.pk, 1, values, NO_PAPER).version == 1
    correct_fact(office, name, row.pk, 1, {**values, "end": DAY}, NO_PAPER)
    with pytest.raises(Stale):
        correct_fact(access_as("district"), name, row.pk, 1, values, NO_PAPER)
    with pytest.raises(Stale):
        withdraw_fact(access_as("district"), name, row.pk, 1, NO_PAPER, "nhầm")
    assert len(journaled(VERBS[name][1])) == 1


@pytest.mark.parametrize("name", FactName)
@pytest.mark.parametrize("login", ["chair", "auditor", "other_office", "administrator", "binh", "dung"])
def test_who_may_not_is_answered_as_if_there_were_none(
    cast: Cast, access_as: AccessAs, name: FactName, login: str
) -> None:
    values = values_of(cast, name)
    with pytest.raises(OutOfSight):
        enter_fact(access_as(login), name, "binh", values, PAPER)
    row = enter_fact(access_as("province"), name, "binh", values, PAPER)
    with pytest.raises(OutOfSight):
        correct_fact(access_as(login), name, row.pk, 1, values, PAPER)
    with pytest.raises(OutOfSight):
        withdraw_fact(access_as(login), name, row.pk, 1, PAPER, "nhầm")


def test_a_secretary_enters_leaves_and_nothing_else(cast: Cast, access_as: AccessAs) -> None:
    an = access_as("an")
    leave = enter_fact(an, FactName.CIRCUMSTANCE, "binh", values_of(cast, FactName.CIRCUMSTANCE), NO_PAPER)
    assert leave.person == cast.people["binh"]
    for name in (FactName.MEMBERSHIP, FactName.POST):
        with pytest.raises(OutOfSight):
            enter_fact(an, name, "binh", values_of(cast, name), NO_PAPER)


@pytest.mark.parametrize("name", FactName)
def test_days_in_the_wrong_order_or_out_of_range_are_refused(cast: Cast, access_as: AccessAs, name: FactName) -> None:
    office = access_as("office")
    for changes in ({"end": date(2026, 2, 1)}, {"start": date(1, 1, 1)}, {"end": date(9999, 12, 31)}):
        assert refusal(enter_fact, office, name, "binh", values_of(cast, name, **changes), PAPER)


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        (FactName.POST, {"title": "x" * 201}),
        (FactName.POST, {"title": "Ủy\0viên"}),
        (FactName.CIRCUMSTANCE, {"note": "x" * 501}),
        (FactName.CIRCUMSTANCE, {"note": "nghỉ\u202eốm"}),
    ],
)
def test_texts_that_cannot_be_kept_are_refused(
    cast: Cast, access_as: AccessAs, name: FactName, changes: Values
) -> None:
    assert refusal(enter_fact, access_as("office"), name, "binh", values_of(cast, name, **changes), PAPER)


def test_texts_are_kept_composed_and_with_plain_ends_of_lines(cast: Cast, access_as: AccessAs) -> None:
    values = values_of(cast, FactName.CIRCUMSTANCE, note=" nghi\u0309 ô\u0301m\r\ndài ngày ")
    row = enter_fact(access_as("office"), FactName.CIRCUMSTANCE, "binh", values, NO_PAPER)
    assert Circumstance.objects.get(pk=row.pk).note == "nghỉ ốm\ndài ngày"


def test_a_second_open_official_membership_is_refused(cast: Cast, access_as: AccessAs) -> None:
    values = values_of(cast, FactName.MEMBERSHIP, kind=MembershipKind.OFFICIAL.value)
    text = refusal(enter_fact, access_as("office"), FactName.MEMBERSHIP, "binh", values, PAPER)
    assert "end it first" in text
    assert enter_fact(access_as("office"), FactName.MEMBERSHIP, "binh", {**values, "end": DAY}, PAPER).end == DAY


def test_a_membership_is_of_a_cell_and_of_ones_own(cast: Cast, access_as: AccessAs) -> None:
    in_school = values_of(cast, FactName.MEMBERSHIP, cell_id=cast.organisations["S1"].pk)
    assert "is no cell" in refusal(enter_fact, access_as("district"), FactName.MEMBERSHIP, "binh", in_school, PAPER)
    for cell in (cast.organisations["C2-A"].pk, cast.organisations["H2"].pk, 10**9):
        elsewhere = values_of(cast, FactName.MEMBERSHIP, cell_id=cell)
        text = refusal(enter_fact, access_as("district"), FactName.MEMBERSHIP, "binh", elsewhere, PAPER)
        assert text == "This cell is not one of yours: ask the level above for a transfer."


def test_what_the_level_above_entered_elsewhere_can_be_ended_at_home_but_not_sent_on(
    cast: Cast, access_as: AccessAs
) -> None:
    values = values_of(cast, FactName.MEMBERSHIP, cell_id=cast.organisations["C2-A"].pk)
    row = enter_fact(access_as("province"), FactName.MEMBERSHIP, "binh", values, PAPER)
    ended = {**values, "end": date(2026, 5, 1)}
    assert correct_fact(access_as("office"), FactName.MEMBERSHIP, row.pk, 1, ended, PAPER).version == 2
    for cell in (cast.organisations["C2"].pk, 10**9):
        sent_on = {**ended, "cell_id": cell}
        text = refusal(correct_fact, access_as("office"), FactName.MEMBERSHIP, row.pk, 2, sent_on, PAPER)
        assert text == "This cell is not one of yours: ask the level above for a transfer."


def test_a_violation_elsewhere_is_named_by_who_sees_that_unit(cast: Cast, access_as: AccessAs) -> None:
    values = values_of(
        cast, FactName.CIRCUMSTANCE, kind="discipline", organisation_id=cast.organisations["C2"].pk, end=DAY
    )
    assert "level above" in refusal(enter_fact, access_as("office"), FactName.CIRCUMSTANCE, "binh", values, PAPER)
    row = enter_fact(access_as("province"), FactName.CIRCUMSTANCE, "binh", values, PAPER)
    noted = {**values, "note": "khiển trách"}
    assert correct_fact(access_as("office"), FactName.CIRCUMSTANCE, row.pk, 1, noted, PAPER).version == 2


def test_the_same_open_fact_twice_is_refused(cast: Cast, access_as: AccessAs) -> None:
    office = access_as("office")
    for name in (FactName.POST, FactName.CIRCUMSTANCE):
        enter_fact(office, name, "binh", values_of(cast, name), PAPER)
        assert "open already" in refusal(enter_fact, office, name, "binh", values_of(cast, name), PAPER)


def test_withdrawing_asks_for_a_ground_and_cannot_be_done_twice(cast: Cast, access_as: AccessAs) -> None:
    office = access_as("office")
    row = enter_fact(office, FactName.POST, "binh", values_of(cast, FactName.POST), PAPER)
    assert "Say why" in refusal(withdraw_fact, office, FactName.POST, row.pk, 1, PAPER, " ")
    withdraw_fact(office, FactName.POST, row.pk, 1, PAPER, "nhầm")
    with pytest.raises(OutOfSight):
        withdraw_fact(office, FactName.POST, row.pk, 2, PAPER, "nhầm")
    assert Post.objects.get(pk=row.pk).version == 2


def test_an_official_membership_withdrawn_leaves_room_for_another(cast: Cast, access_as: AccessAs) -> None:
    office = access_as("office")
    membership = cast.people["binh"].memberships.get()
    withdraw_fact(office, FactName.MEMBERSHIP, membership.pk, 1, PAPER, "nhầm chi bộ")
    values = values_of(cast, FactName.MEMBERSHIP, kind=MembershipKind.OFFICIAL.value, start=LONG_AGO)
    enter_fact(office, FactName.MEMBERSHIP, "binh", values, PAPER)
    cast.people["binh"].refresh_from_db()
    assert cast.people["binh"].home.code == "C1-B"


@pytest.mark.parametrize("name", FactName)
def test_what_was_withdrawn_stays_readable_on_the_page(
    cast: Cast, access_as: AccessAs, client_as: ClientAs, name: FactName
) -> None:
    office = access_as("office")
    row = enter_fact(office, name, "binh", values_of(cast, name), PAPER)
    withdraw_fact(office, name, row.pk, 1, PAPER, "nhập nhầm người khác")
    text = client_as("office").get("/people/binh/", headers={"accept-language": "en"}).content.decode()
    assert "withdrawn (nhập nhầm người khác)" in text
    assert "01/03/2026" in text
    assert f"/facts/{name.value}/{row.pk}/" not in text
