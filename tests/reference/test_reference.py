"""Small cases worked out by hand from the specification."""

from datetime import date
from typing import Any

import pytest

from .book import Row
from .dates import add_months, months_of_leave, six_months_within_year, under_six_months
from .evaluator import evaluate
from .levels import level_of_ballot
from .random_workbooks import AS_OF, seeded_case

Tables = dict[str, list[Row]]
OLD = date(2010, 5, 19)
DONE = date(2020, 12, 20)


def tree() -> Tables:
    """A province, a district, a committee and its cell; a collective, and a worker who is its head."""
    return {
        "organisations": [
            {"id": "T", "kind": "province"},
            {"id": "H", "kind": "district", "parent": "T"},
            {"id": "G", "kind": "grassroots_committee", "parent": "H"},
            {"id": "C", "kind": "cell", "parent": "G"},
        ],
        "collectives": [{"id": "K", "kind": "executive_committee", "organisation": "G"}],
        "people": [{"id": "P", "admitted_on": OLD, "occupation": "worker"}],
        "memberships": [{"person": "P", "cell": "C", "kind": "official", "start": OLD}],
        "posts": [{"person": "P", "collective": "K", "role": "head", "rank": 1, "start": OLD}],
        "circumstances": [],
        "professional_ratings": [],
        "requirements": [],
        "reviews": [review("collective", "K", "K"), review("member", "P", "C"), review("cadre", "P", "K")],
        "ballots": [
            ballot("organisation", "H", "", 10),
            ballot("organisation", "G", "", 10),
            ballot("organisation", "C", "", 10),
            ballot("collective", "K", "K", 10),
            ballot("member", "P", "C", 10),
            ballot("cadre", "P", "K", 10),
        ],
        "decisions": [],
        "history": [],
        "nominations": [],
    }


def review(kind: str, subject: str, place: str, **more: Any) -> Row:
    """A finished review."""
    return {"subject_kind": kind, "subject": subject, "place": place, "completed_on": DONE, **more}


def ballot(kind: str, subject: str, place: str, htxsnv: int, httnv: int = 0, htnv: int = 0, khtnv: int = 0) -> Row:
    """A rating ballot of ten papers."""
    return {
        "subject_kind": kind,
        "subject": subject,
        "place": place,
        "kind": "rating",
        "base": 10,
        "htxsnv": htxsnv,
        "httnv": httnv,
        "htnv": htnv,
        "khtnv": khtnv,
    }


def decide(tables: Tables, kind: str, subject: str, level: str) -> None:
    """A dated decision."""
    tables["decisions"].append({"subject_kind": kind, "subject": subject, "level": level, "decided_on": DONE})


def replace_ballot(tables: Tables, new: Row) -> None:
    """Another ballot of the same subject at the same place."""
    key = ("subject_kind", "subject", "place")
    tables["ballots"] = [row for row in tables["ballots"] if any(row[one] != new[one] for one in key)] + [new]


def result(tables: Tables, kind: str, subject: str, as_of: date = AS_OF) -> Row:
    """The one result row of a subject, without its key."""
    rows = [
        row for row in evaluate(tables, as_of)["results"] if (row["subject_kind"], row["subject"]) == (kind, subject)
    ]
    assert len(rows) == 1
    return {key: value for key, value in rows[0].items() if key not in ("subject_kind", "subject")}


def results(tables: Tables) -> set[tuple[str, str]]:
    """The keys of all result rows."""
    return {(row["subject_kind"], row["subject"]) for row in evaluate(tables, AS_OF)["results"]}


def findings(tables: Tables, empty_caps: bool = False) -> list[tuple[str, str, str, str]]:
    """Severity, clause, subject kind and subject of the findings; those on award caps of zero (Q9) when asked for."""
    rows = evaluate(tables, AS_OF)["findings"]
    found = [(row["severity"], row["clause"], row["subject_kind"], row["subject"]) for row in rows]
    zero = ("II.2.4.c", "II.2.4.d")
    return [row for row in found if empty_caps or row[0] != "question" or row[1] not in zero]


def plan(tables: Tables, kind: str, subject: str) -> list[tuple[str, str, str, str, str]]:
    """Place, action, after, deadline and clauses of a subject's plan."""
    return [
        (row["place"], row["action"], row["after"], row["deadline"], row["clauses"])
        for row in evaluate(tables, AS_OF)["plan"]
        if (row["subject_kind"], row["subject"]) == (kind, subject)
    ]


def row_of(status: str, level: str, ballot_level: str, ceiling: str, waits_for: str, clauses: str) -> Row:
    """A result row without its key."""
    return {
        "status": status,
        "level": level,
        "ballot_level": ballot_level,
        "ceiling": ceiling,
        "waits_for": waits_for,
        "clauses": clauses,
    }


# Dates


def test_first_of_july_is_under_six_months_on_31_december_and_30_june_is_not() -> None:
    assert under_six_months(date(2020, 7, 1), AS_OF)
    assert not under_six_months(date(2020, 6, 30), AS_OF)
    assert add_months(date(2020, 8, 31), 6) == date(2021, 2, 28)
    assert not under_six_months(date(2020, 8, 31), date(2021, 2, 28))
    assert not under_six_months(None, AS_OF)


@pytest.mark.parametrize(
    ("spells", "months"),
    [
        ([(date(2020, 1, 15), date(2020, 4, 14))], 3),
        ([(date(2020, 1, 15), date(2020, 4, 13))], 3),  # 2 months and 30 days
        ([(date(2020, 1, 15), date(2020, 4, 12))], 2),
        ([(date(2020, 3, 1), date(2020, 5, 30))], 3),  # 2 months and 30 days
        ([(date(2020, 3, 1), date(2020, 5, 29))], 2),
        ([(date(2020, 1, 1), date(2020, 2, 15)), (date(2020, 2, 16), date(2020, 3, 31))], 3),  # adjoining
        ([(date(2020, 1, 1), date(2020, 2, 20)), (date(2020, 2, 10), date(2020, 3, 30))], 3),  # overlapping, 2 + 30
        ([(date(2020, 1, 1), date(2020, 2, 15)), (date(2020, 6, 1), date(2020, 7, 15))], 3),  # 1 + 15, 1 + 15
        ([(date(2020, 1, 1), date(2020, 2, 15)), (date(2020, 6, 1), date(2020, 7, 14))], 2),  # 1 + 15, 1 + 14
        ([(date(2019, 12, 1), date(2020, 2, 29))], 2),  # clipped to the year
        ([(date(2020, 10, 1), None)], 3),  # to 31 December
        ([(date(2020, 10, 3), None)], 2),
    ],
)
def test_sick_leave_is_counted_by_q6(spells: list[tuple[date | None, date | None]], months: int) -> None:
    assert months_of_leave(spells, 2020) == months


def test_six_months_at_a_former_cell_count_both_ends_within_the_year() -> None:
    assert six_months_within_year(OLD, date(2020, 6, 30), 2020)
    assert not six_months_within_year(OLD, date(2020, 6, 29), 2020)
    assert six_months_within_year(date(2020, 7, 1), None, 2020)
    assert not six_months_within_year(date(2020, 7, 2), None, 2020)


# Ballots


@pytest.mark.parametrize(
    ("votes", "level"),
    [
        ((30, 21, 6, 2, 0), "HTXSNV"),
        ((10, 7, 0, 0, 0), "HTXSNV"),
        ((10, 6, 0, 0, 4), "HTTNV"),
        ((10, 0, 6, 0, 0), "HTTNV"),
        ((10, 5, 0, 1, 0), "HTNV"),
        ((10, 5, 0, 0, 5), "KHTNV"),
        ((10, 0, 0, 5, 4), ""),
        ((1, 0, 0, 0, 0), ""),
        ((0, 0, 0, 0, 0), ""),
    ],
)
def test_thresholds_are_exact(votes: tuple[int, int, int, int, int], level: str) -> None:
    assert level_of_ballot(*votes) == level


# Results


def test_a_complete_workbook_is_proposed_without_findings() -> None:
    tables = tree()
    proposed = row_of("proposed", "HTXSNV", "HTXSNV", "", "", "I.3.3.g I.3.3.h1")
    assert result(tables, "organisation", "G") == proposed
    assert result(tables, "collective", "K") == proposed
    assert result(tables, "member", "P") == proposed
    assert result(tables, "cadre", "P") == row_of(
        "proposed", "HTXSNV", "HTXSNV", "HTXSNV", "", "I.3.3.g I.3.3.h1 II.3.m"
    )
    assert findings(tables) == []
    assert findings(tables, empty_caps=True) == [
        ("question", "II.2.4.c", "organisation", "G"),
        ("question", "II.2.4.c", "organisation", "H"),
        ("question", "II.2.4.c", "organisation", "T"),
        ("question", "II.2.4.d", "organisation", "G"),
    ]
    assert ("organisation", "T") not in results(tables)


def test_a_head_is_held_down_by_the_organisation_headed() -> None:
    tables = tree()
    replace_ballot(tables, ballot("organisation", "G", "", 0, 0, 6, 4))
    assert result(tables, "cadre", "P") == row_of("proposed", "HTNV", "HTXSNV", "HTNV", "", "I.3.3.g I.3.3.h1 II.3.m")
    tables["posts"][0]["own_rating_unaffected"] = True
    assert result(tables, "cadre", "P") == row_of("proposed", "HTXSNV", "HTXSNV", "", "", "I.3.3.g I.3.3.h1")


def test_a_head_waits_for_a_level_that_is_not_known_yet() -> None:
    tables = tree()
    tables["ballots"] = [row for row in tables["ballots"] if row["subject"] != "G"]
    assert result(tables, "organisation", "G") == row_of("waiting", "", "", "", "ballot", "II.2.1")
    assert result(tables, "cadre", "P") == row_of("waiting", "", "", "", "organisation_level", "II.3.c")
    tables["organisations"][2]["established_on"] = date(2020, 7, 1)
    assert result(tables, "organisation", "G") == row_of("not_rated", "", "", "", "", "II.3.g1")
    assert result(tables, "cadre", "P")["status"] == "proposed"


def test_a_head_of_an_agency_without_a_level_is_a_question() -> None:
    tables = tree()
    tables["organisations"][2]["kind"] = "agency"
    assert ("organisation", "G") not in results(tables)
    assert result(tables, "cadre", "P") == row_of("proposed", "HTXSNV", "HTXSNV", "", "", "I.3.3.g I.3.3.h1")
    assert findings(tables) == [("question", "II.3.m", "cadre", "P")]
    decide(tables, "organisation", "G", "HTTNV")
    assert result(tables, "organisation", "G") == row_of("decided", "HTTNV", "", "", "", "II.2.1")
    assert result(tables, "cadre", "P")["level"] == "HTTNV"


def test_three_months_of_sick_leave_hold_the_member_down_and_warn_about_the_cadre() -> None:
    tables = tree()
    leave = {"person": "P", "kind": "sick_leave", "start": date(2020, 1, 15), "end": date(2020, 4, 14)}
    tables["circumstances"].append(leave)
    assert result(tables, "member", "P") == row_of("proposed", "HTNV", "HTXSNV", "HTNV", "", "I.3.3.g I.3.3.h1 II.3.g2")
    assert result(tables, "cadre", "P")["level"] == "HTXSNV"
    assert findings(tables) == [("warning", "II.3.g2", "cadre", "P")]


def test_a_member_waits_for_everything_that_applies() -> None:
    tables = tree()
    tables["organisations"] += [{"id": "C2", "kind": "cell", "parent": "G"}]
    tables["people"][0].update(occupation="official", residence_cell="C2")
    tables["memberships"][0]["start"] = date(2020, 7, 1)
    tables["memberships"] += [
        {"person": "P", "cell": "C2", "kind": "official", "start": OLD, "end": date(2020, 6, 30)},
        {"person": "P", "cell": "C2", "kind": "temporary", "start": OLD, "end": date(2020, 1, 1)},
    ]
    tables["reviews"] = []
    tables["ballots"] = []
    assert result(tables, "member", "P") == row_of(
        "waiting",
        "",
        "",
        "",
        "review professional_rating residence_remarks former_cell_remarks temporary_cell_remarks ballot",
        "II.3.b II.3.b2 II.3.c I.3.1.b2 II.3.k II.3.l II.2.3.d",
    )


def test_an_exempted_member_is_in_no_scope_and_a_decision_is_a_violation() -> None:
    tables = tree()
    tables["circumstances"].append({"person": "P", "kind": "exempted", "start": AS_OF})
    decide(tables, "member", "P", "HTNV")
    assert result(tables, "member", "P") == row_of("not_in_scope", "", "", "", "", "I.1.a II.2.3.a")
    assert result(tables, "cadre", "P") == row_of("not_in_scope", "", "", "", "", "I.1.a")
    assert plan(tables, "member", "P") == [("C", "none", "", "", "I.1.a")]
    assert plan(tables, "cadre", "P") == [("K", "none", "", "", "I.1.a")]
    assert findings(tables) == [("violation", "I.1.a", "member", "P")]


def test_a_new_member_is_not_rated_but_planned_and_without_a_cell_waits_for_membership_alone() -> None:
    tables = tree()
    tables["people"][0]["admitted_on"] = date(2020, 7, 1)
    assert result(tables, "member", "P") == row_of("not_rated", "", "", "", "", "II.3.g1")
    assert plan(tables, "member", "P") == [("C", "review", "", "2021-01-15", "I.1.a")]
    tables["memberships"] = []
    assert result(tables, "member", "P") == row_of("waiting", "", "", "", "membership", "II.2.3.a")
    assert plan(tables, "member", "P") == []


def test_a_decision_stands_over_waiting_and_each_code_becomes_a_violation() -> None:
    tables = tree()
    tables["reviews"] = [row for row in tables["reviews"] if row["subject_kind"] != "member"]
    tables["ballots"] = [row for row in tables["ballots"] if row["subject_kind"] != "member"]
    leave = {"person": "P", "kind": "sick_leave", "start": date(2020, 1, 1), "end": date(2020, 3, 31)}
    tables["circumstances"].append(leave)
    decide(tables, "member", "P", "HTTNV")
    expected = row_of("decided", "HTTNV", "", "HTNV", "", "II.3.b II.3.b2 II.2.3.d II.3.g2 II.2.3.e")
    assert result(tables, "member", "P") == expected
    assert findings(tables) == [
        ("violation", "II.2.3.d", "member", "P"),
        ("violation", "II.3.b", "member", "P"),
        ("violation", "II.3.g2", "member", "P"),
        ("warning", "II.3.g2", "cadre", "P"),
    ]


def test_a_decision_above_the_ballot_is_a_violation_and_its_level_stays() -> None:
    tables = tree()
    replace_ballot(tables, ballot("collective", "K", "K", 0, 6))
    decide(tables, "collective", "K", "HTXSNV")
    assert result(tables, "collective", "K") == row_of("decided", "HTXSNV", "HTTNV", "", "", "I.3.3.g I.3.3.h2 II.2.2")
    assert findings(tables) == [("violation", "I.3.3.h1", "collective", "K")]


def test_an_undated_decision_has_not_happened() -> None:
    tables = tree()
    tables["decisions"].append({"subject_kind": "cadre", "subject": "P", "level": "KHTNV"})
    assert result(tables, "cadre", "P")["status"] == "proposed"


def test_a_decision_on_what_is_not_rated_is_a_violation() -> None:
    tables = tree()
    decide(tables, "organisation", "T", "HTXSNV")
    assert ("organisation", "T") not in results(tables)
    assert findings(tables) == [("violation", "II.1", "organisation", "T")]


def test_places_that_differ_are_a_conflict_and_one_without_a_level_leaves_it_undetermined() -> None:
    tables = tree()
    tables["collectives"].append({"id": "L", "kind": "leadership", "organisation": "G"})
    tables["posts"].append({"person": "P", "collective": "L", "role": "deputy", "rank": 2, "start": OLD})
    tables["reviews"] += [review("collective", "L", "L"), review("cadre", "P", "L")]
    tables["ballots"] += [ballot("collective", "L", "L", 10), ballot("cadre", "P", "L", 0, 6)]
    clauses = "I.3.3.g I.3.3.h1 I.3.3.h2 II.3.c II.3.m"
    assert result(tables, "cadre", "P") == row_of("conflict", "", "", "HTXSNV", "", clauses)
    replace_ballot(tables, ballot("cadre", "P", "L", 0, 0, 5, 4))
    clauses = "I.3.3.g I.3.3.h1 I.3.3.h4 II.3.m"
    assert result(tables, "cadre", "P") == row_of("undetermined", "", "", "HTXSNV", "", clauses)


def test_workplace_opinions_and_shows_of_hands_give_no_level() -> None:
    tables = tree()
    tables["ballots"] = [{**row, "kind": "workplace_opinion"} for row in tables["ballots"]]
    assert result(tables, "collective", "K") == row_of("waiting", "", "", "", "ballot", "I.3.3.g")


def test_an_absence_report_stands_in_for_the_review_and_is_a_question_for_a_worker() -> None:
    tables = tree()
    report = {"subject_kind": "member", "subject": "P", "place": "C", "self_report": True, "self_level": "HTTNV"}
    tables["reviews"] = [row for row in tables["reviews"] if row["subject_kind"] != "member"] + [report]
    assert result(tables, "member", "P")["status"] == "proposed"
    assert findings(tables) == [("question", "II.3.b2", "member", "P")]
    tables["people"][0]["occupation"] = "official"
    tables["professional_ratings"] = [{"person": "P", "level": "HTXSNV", "decided_on": DONE}]
    tables["circumstances"] = [{"person": "P", "kind": "maternity_leave", "start": date(2020, 9, 1)}]
    assert findings(tables) == []
    report["self_level"] = ""
    assert result(tables, "member", "P")["waits_for"] == "review"


def test_a_newly_promoted_head_waits_for_the_former_unit_and_has_no_ceiling() -> None:
    tables = tree()
    tables["posts"][0].update(start=date(2020, 7, 1), arrival="promoted")
    replace_ballot(tables, ballot("organisation", "G", "", 0, 6))
    assert result(tables, "cadre", "P") == row_of("waiting", "", "", "", "former_unit_result", "II.3.i")
    tables["requirements"] = [{"person": "P", "kind": "former_unit_result", "received_on": DONE}]
    assert result(tables, "cadre", "P")["level"] == "HTXSNV"
    assert ("question", "II.3.i", "cadre", "P") in findings(tables)
    tables["posts"][0].update(arrival="elected")
    assert result(tables, "cadre", "P")["ceiling"] == "HTTNV"
    assert ("question", "II.3.h", "cadre", "P") in findings(tables)


# Plan


def with_five_collectives() -> Tables:
    """A person with four posts; the second is presided."""
    tables = tree()
    tables["collectives"] += [
        {"id": name, "kind": "leadership", "organisation": "H", "reviewed_within": ""} for name in ("L", "M", "N")
    ]
    tables["posts"] = [
        {"person": "P", "collective": "K", "role": "member", "rank": 3, "start": OLD},
        {"person": "P", "collective": "L", "role": "head", "rank": 2, "presides": True, "start": OLD},
        {"person": "P", "collective": "M", "role": "member", "rank": 1, "start": date(2015, 1, 1)},
        {"person": "P", "collective": "N", "role": "member", "rank": 1, "start": OLD},
    ]
    return tables


def test_more_than_three_posts_are_reviewed_at_the_highest_and_the_presided_place() -> None:
    tables = with_five_collectives()
    assert plan(tables, "cadre", "P") == [
        ("K", "report_only", "", "", "I.1.a I.1.b"),
        ("L", "review", "collective:L@L", "2021-01-31", "I.1.a I.1.b"),
        ("M", "report_only", "", "", "I.1.a I.1.b"),
        ("N", "review", "collective:N@N", "2021-01-31", "I.1.a I.1.b"),
    ]
    expected = row_of("waiting", "", "", "HTXSNV", "review ballot", "I.1.b II.3.b II.3.b2 I.3.3.g II.3.m")
    assert result(tables, "cadre", "P") == expected


def test_three_posts_are_reviewed_everywhere() -> None:
    tables = with_five_collectives()
    del tables["posts"][0]
    assert [(place, action) for place, action, *_ in plan(tables, "cadre", "P")] == [
        ("L", "review"),
        ("M", "review"),
        ("N", "review"),
    ]


def test_who_is_not_reelected_keeps_the_agency_and_loses_it_with_the_decision_to_retire() -> None:
    tables = with_five_collectives()
    tables["circumstances"].append({"person": "P", "kind": "not_reelected", "start": DONE})
    assert [row[0] + " " + row[1] + " " + row[4] for row in plan(tables, "cadre", "P")] == [
        "L review I.1.a I.1.d",
        "M review I.1.a I.1.d",
        "N review I.1.a I.1.d",
    ]
    tables["circumstances"].append({"person": "P", "kind": "retirement_decided", "start": DONE})
    assert plan(tables, "cadre", "P") == []
    assert ("cadre", "P") not in results(tables)
    del tables["circumstances"][0]
    assert len(plan(tables, "cadre", "P")) == 4


def test_a_collective_reviewed_within_another_is_rated_after_the_hosts_review() -> None:
    tables = tree()
    tables["collectives"].append({"id": "S", "kind": "council_standing", "organisation": "G", "reviewed_within": "K"})
    tables["ballots"].append(ballot("collective", "S", "S", 10))
    assert plan(tables, "collective", "S") == [("K", "within", "", "2021-01-15", "I.1.c")]
    assert plan(tables, "collective", "K") == [("K", "review", "", "2021-01-15", "I.1.a")]
    assert result(tables, "collective", "S")["status"] == "proposed"
    assert plan(tables, "cadre", "P") == [("K", "review", "collective:K@K collective:S@K", "2021-01-15", "I.1.a")]
    del tables["reviews"][0]
    assert result(tables, "collective", "S") == row_of("waiting", "", "", "", "review", "II.3.b")


def test_party_committees_follow_the_leaderships_and_deputies_follow_the_head() -> None:
    tables = tree()
    tables["organisations"].append({"id": "A", "kind": "agency", "parent": "H"})
    tables["collectives"] += [
        {"id": "B", "kind": "standing_committee", "organisation": "H"},
        {"id": "L", "kind": "leadership", "organisation": "A"},
        {"id": "U", "kind": "peoples_committee", "organisation": "H"},
        {"id": "Q", "kind": "cell_committee", "organisation": "C"},
    ]
    tables["people"].append({"id": "D", "admitted_on": OLD})
    tables["memberships"].append({"person": "D", "cell": "C", "kind": "official", "start": OLD})
    tables["posts"].append({"person": "D", "collective": "K", "role": "deputy", "rank": 2, "start": OLD})
    after = "collective:L@L collective:U@U"
    assert plan(tables, "collective", "B") == [("B", "review", after, "2021-01-31", "I.1.a")]
    assert plan(tables, "collective", "L") == [("L", "review", "", "2021-01-31", "I.1.a")]
    assert plan(tables, "member", "D") == [("C", "review", "collective:Q@Q", "2021-01-15", "I.1.a")]
    assert plan(tables, "cadre", "D") == [("K", "review", "cadre:P@K collective:K@K", "2021-01-15", "I.1.a")]
    assert plan(tables, "cadre", "P") == [("K", "review", "collective:K@K", "2021-01-15", "I.1.a")]


# Caps and nominations


def cap(tables: Tables, clause: str, kind: str) -> list[tuple[str, int, int, int, int, int]]:
    """Group, pool, share, allowed, used and over of the caps of a clause."""
    return [
        (row["group"], row["pool"], row["share"], row["allowed"], row["used"], row["over"])
        for row in evaluate(tables, AS_OF)["caps"]
        if (row["clause"], row["subject_kind"]) == (clause, kind)
    ]


def with_members(levels: list[str]) -> Tables:
    """Members of one cell with decided levels."""
    tables = tree()
    tables["people"] = []
    for number, level in enumerate(levels):
        tables["people"].append({"id": f"m{number}", "admitted_on": OLD})
        tables["memberships"].append({"person": f"m{number}", "cell": "C", "kind": "official", "start": OLD})
        decide(tables, "member", f"m{number}", level)
    return tables


def test_fewer_than_five_may_have_one_and_more_are_floored() -> None:
    assert cap(with_members(["HTXSNV", "HTXSNV"]), "II.3.o", "member") == [("G", 2, 20, 1, 2, 1)]
    assert cap(with_members(["HTNV"]), "II.3.o", "member") == [("G", 0, 20, 0, 0, 0)]
    nine = ["HTXSNV", "HTXSNV"] + ["HTTNV"] * 7
    assert cap(with_members(nine), "II.3.o", "member") == [("G", 9, 20, 1, 2, 1)]
    assert cap(with_members([*nine, "HTTNV", "KHTNV"]), "II.3.o", "member") == [("G", 10, 20, 2, 2, 0)]
    groups = (
        cap(tree(), "II.3.o", "organisation") + cap(tree(), "II.3.o", "collective") + cap(tree(), "II.3.o", "cadre")
    )
    assert [group for group, *_ in groups] == [
        "G/cell",
        "H/grassroots_committee",
        "T/district",
        "H/executive_committee",
        "H/executive_committee/head",
    ]


def test_award_caps_take_30_per_cent_where_the_organisation_is_excellent() -> None:
    tables = with_members(["HTXSNV"] * 4)
    tables["nominations"] = [
        {"subject_kind": "member", "subject": "m0", "award": award, "certified": True}
        for award in ("year", "five_years")
    ]
    assert cap(tables, "II.2.4.d", "member") == [("G", 4, 30, 1, 1, 0)]
    replace_ballot(tables, ballot("organisation", "G", "", 0, 10))
    assert cap(tables, "II.2.4.d", "member") == [("G", 4, 20, 0, 1, 1)]
    found = findings(tables, empty_caps=True)
    assert ("question", "II.2.4.d", "organisation", "G") in found
    assert ("violation", "II.2.4.d", "member", "m0") in found  # no five years running
    tables["history"] = [
        {"subject_kind": "member", "subject": "m0", "year": year, "level": "HTXSNV"} for year in range(2016, 2020)
    ]
    assert ("violation", "II.2.4.d", "member", "m0") not in findings(tables)


def test_a_flag_is_for_districts_with_five_typical_years_and_once_with_merit() -> None:
    tables = tree()
    nomination = {
        "subject_kind": "organisation",
        "subject": "H",
        "award": "flag",
        "certified": True,
        "achievement": "A b",
    }
    tables["nominations"] = [nomination]
    assert findings(tables) == [("violation", "II.2.4.e", "organisation", "H")]
    tables["history"] = [
        {"subject_kind": "organisation", "subject": "H", "year": year, "award": "year"} for year in range(2016, 2020)
    ]
    assert findings(tables) == []
    tables["nominations"] = [nomination, {**nomination, "award": "merit", "achievement": " a  B"}]
    assert findings(tables) == [
        ("violation", "II.2.4.a", "organisation", "H"),
        ("violation", "II.2.4.e", "organisation", "H"),
    ]
    tables["nominations"] = [{**nomination, "subject": "G"}]
    assert findings(tables) == [("violation", "II.2.4.e", "organisation", "G")]
    tables["nominations"] = [{**nomination, "subject": "G", "award": "merit", "certified": False}]
    assert findings(tables) == [
        ("violation", "II.2.4.f", "organisation", "G"),
        ("question", "II.2.4.e", "organisation", "G"),
    ]


def test_a_branch_is_capped_at_20_per_cent_of_all_rated() -> None:
    tables = tree()
    tables["organisations"].append({"id": "S", "kind": "agency", "parent": "T"})
    for number in range(5):
        tables["organisations"].append({"id": f"u{number}", "kind": "agency", "parent": "S"})
        decide(tables, "organisation", f"u{number}", "HTXSNV" if number < 2 else "KHTNV")
    caps = [row for row in evaluate(tables, AS_OF, "S")["caps"] if row["clause"] == "IV.1"]
    assert caps == [
        {
            "clause": "IV.1",
            "group": "S",
            "subject_kind": "organisation",
            "pool": 5,
            "share": 20,
            "allowed": 1,
            "used": 2,
            "over": 1,
        }
    ]


# Warnings


def test_warnings_on_the_professional_level_the_head_and_the_order() -> None:
    tables = tree()
    tables["professional_ratings"] = [{"person": "P", "level": "HTTNV", "decided_on": DONE}]
    tables["ballots"] = [row for row in tables["ballots"] if row["subject_kind"] != "collective"]
    tables["circumstances"] = [{"person": "P", "kind": "discipline", "start": date(2020, 3, 1), "organisation": "H"}]
    assert findings(tables) == [
        ("warning", "HD 21-HD/BTCTW", "member", "P"),
        ("warning", "II.3.c", "cadre", "P"),
        ("warning", "II.3.e", "member", "P"),
        ("warning", "II.3.n", "organisation", "H"),
    ]
    tables["ballots"].append(ballot("collective", "K", "K", 0, 6))
    assert ("warning", "HD 21-HD/BTCTW", "cadre", "P") in findings(tables)
    assert ("warning", "II.3.c", "cadre", "P") not in findings(tables)


# The random workbooks themselves


def faults(tables: Tables) -> list[str]:
    """Faults by "Bad input" that a random workbook might hold."""
    found = []
    for table in ("organisations", "collectives", "people"):
        if len({row["id"] for row in tables[table]}) != len(tables[table]):
            found.append(f"duplicate id in {table}")
    parents = {row["id"]: row["parent"] for row in tables["organisations"]}
    for identifier in parents:
        here, steps = identifier, 0
        while here and steps <= len(parents):
            here, steps = parents[here], steps + 1
        if here:
            found.append("cycle")
    hosts = {row["id"]: row["reviewed_within"] for row in tables["collectives"]}
    if any(host and hosts[host] for host in hosts.values()):
        found.append("a host within another")
    for rows in tables.values():
        for row in rows:
            if row.get("start") and row.get("end") and row["end"] < row["start"]:
                found.append("end before start")
    for row in tables["ballots"]:
        counts = [row[key] or 0 for key in ("htxsnv", "httnv", "htnv", "khtnv", "invalid")]
        if row["base"] < 1 or min(counts) < 0 or sum(counts) > row["base"]:
            found.append("votes")
    keyed = {
        "decisions": [(row["subject_kind"], row["subject"]) for row in tables["decisions"]],
        "professional_ratings": [row["person"] for row in tables["professional_ratings"]],
        "reviews": [(row["subject_kind"], row["subject"], row["place"]) for row in tables["reviews"]],
        "ballots": [
            (row["subject_kind"], row["subject"], row["place"] if row["subject_kind"] in ("member", "cadre") else "")
            for row in tables["ballots"]
            if row["kind"] in ("rating", "proposal")
        ],
        "memberships": [
            row["person"] for row in tables["memberships"] if row["kind"] == "official" and not row.get("end")
        ],
    }
    return found + [f"twice in {table}" for table, keys in keyed.items() if len(set(keys)) != len(keys)]


def test_random_workbooks_hold_no_fault_and_can_be_evaluated() -> None:
    statuses = set()
    for seed in range(150):
        case = seeded_case(seed)
        assert faults(case.tables) == []
        found = evaluate(case.tables, case.as_of, case.branch_units)
        assert all(row["clauses"] for row in found["results"])
        statuses |= {row["status"] for row in found["results"]}
    assert statuses == {
        "not_in_scope",
        "not_rated",
        "waiting",
        "undetermined",
        "conflict",
        "proposed",
        "decided",
    }
