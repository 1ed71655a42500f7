"""The demonstration data hold every special case of the regulation, found here without the program's own rules."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from functools import cache, partial
from typing import Any

import pytest

from kiemdiem.demonstration import Size, make

AS_OF = date(2020, 12, 31)
SEED = 1
SMALL = (Size.CELL, Size.DISTRICT)
Row = dict[str, Any]


class Year:
    """The tables of a small demonstration as rows, with what the special cases look at."""

    def __init__(self, size: Size, seed: int = SEED) -> None:
        tables = {key: table.to_pylist() for key, table in make(size, seed).items()}
        self.tables = tables
        self.people = {row["id"]: row for row in tables["people"]}
        self.organisations = {row["id"]: row for row in tables["organisations"]}
        self.collectives = {row["id"]: row for row in tables["collectives"]}
        self.members = {one for one, row in self.people.items() if row["admitted_on"]}
        active = [row for row in tables["memberships"] if is_active(row)]
        self.cell = {row["person"]: row["cell"] for row in active if row["kind"] == "official"}
        self.posts: dict[str, list[Row]] = defaultdict(list)
        for row in tables["posts"]:
            if is_active(row):
                self.posts[row["person"]].append(row)
        self.received = {(row["person"], row["kind"]) for row in tables["requirements"] if row["received_on"]}
        self.professional = {row["person"]: row["level"] for row in tables["professional_ratings"]}
        self.decided = {(row["subject_kind"], row["subject"]): row["level"] for row in tables["decisions"]}
        self.ballots: dict[tuple[str, str], list[str]] = defaultdict(list)
        for row in tables["ballots"]:
            if row["kind"] in {"rating", "proposal"}:
                self.ballots[row["subject_kind"], row["subject"]].append(level_of(row))
        self.reviewed = {
            (row["subject_kind"], row["subject"])
            for row in tables["reviews"]
            if row["completed_on"] or (row["self_report"] and row["self_level"])
        }

    def having(self, kind: str) -> set[str]:
        """People with a circumstance that holds on the reference date."""
        return {row["person"] for row in self.tables["circumstances"] if row["kind"] == kind and is_active(row)}

    def level(self, kind: str, subject: str) -> str:
        """The decided level, else that of the ballot."""
        return self.decided.get((kind, subject)) or next(iter(self.ballots[kind, subject]), "none")

    def sick_days(self) -> dict[str, list[int]]:
        """Days of each spell of sick leave within the year."""
        spells: dict[str, list[int]] = defaultdict(list)
        for row in self.tables["circumstances"]:
            if row["kind"] == "sick_leave":
                spells[row["person"]].append(((row["end"] or AS_OF) - row["start"]).days + 1)
        return spells

    def groups(self) -> list[list[str]]:
        """Levels of the members of each grassroots organisation."""
        found: dict[str, list[str]] = defaultdict(list)
        for person, cell in self.cell.items():
            node = cell
            while self.organisations[node]["kind"] in {"cell", "sub_committee"}:
                node = self.organisations[node]["parent"]
            found[node].append(self.level("member", person))
        return list(found.values())


LEVELS = ("none", "KHTNV", "HTNV", "HTTNV", "HTXSNV")


def level_of(row: Row) -> str:
    """What a ballot gives, read by the four thresholds."""
    base, best, good = row["base"], row["htxsnv"], row["htxsnv"] + row["httnv"]
    if 10 * best >= 7 * base:
        return "HTXSNV"
    if 10 * good >= 6 * base:
        return "HTTNV"
    if 2 * (good + row["htnv"]) > base:
        return "HTNV"
    return "KHTNV" if 2 * row["khtnv"] >= base else "none"


def is_active(row: Row) -> bool:
    return (row["start"] is None or row["start"] <= AS_OF) and (row["end"] is None or row["end"] >= AS_OF)


def worse(one: str, other: str) -> bool:
    return LEVELS.index(one) < LEVELS.index(other)


def moved(year: Year, *, remarked: bool) -> int:
    """People with six months of the year in another official cell."""
    left = {
        row["person"]
        for row in year.tables["memberships"]
        if row["kind"] == "official" and row["start"] <= date(2020, 1, 1) and row["end"]
        if row["end"] >= date(2020, 6, 30) and row["person"] in year.cell
    }
    return sum(((one, "former_cell_remarks") in year.received) == remarked for one in left)


def guests(year: Year, *, remarked: bool) -> int:
    found = {row["person"] for row in year.tables["memberships"] if row["kind"] == "temporary"}
    return sum(((one, "temporary_cell_remarks") in year.received) == remarked for one in found)


def lives_elsewhere(year: Year, one: str) -> bool:
    residence = year.people[one]["residence_cell"]
    return one in year.cell and residence is not None and residence != year.cell[one]


def admitted(year: Year, first: date, last: date) -> int:
    return sum(first <= row["admitted_on"] <= last for row in year.people.values() if row["admitted_on"])


def long_sick(year: Year, *, pieces: bool) -> int:
    """Three months of sick leave, and all the same a ballot above HTNV."""
    found = [one for one, days in year.sick_days().items() if sum(days) >= 91 and (max(days) < 90) == pieces]
    return sum(worse("HTNV", level) for one in found for level in year.ballots["member", one])


def leaving(year: Year, *, retiring: bool) -> int:
    return sum((one in year.having("retirement_decided")) == retiring for one in year.having("not_reelected"))


def crowded(year: Year, posts: int) -> int:
    return sum(len(held) == posts for held in year.posts.values())


def tied(year: Year) -> int:
    ranks = [sorted(post["rank"] for post in held) for held in year.posts.values() if len(held) > 3]
    return sum(rank[0] == rank[1] for rank in ranks)


def presides_below_the_highest(year: Year) -> int:
    return sum(
        any(post["presides"] and post["rank"] > min(one["rank"] for one in held) for post in held)
        for held in year.posts.values()
    )


def heads_of_several(year: Year) -> int:
    headed = [
        {year.collectives[post["collective"]]["organisation"] for post in held if post["role"] == "head"}
        for held in year.posts.values()
    ]
    return sum(len(organisations) > 1 for organisations in headed)


def missing(year: Year, table: str, kind: str, subjects: Iterable[str]) -> int:
    there = year.reviewed if table == "reviews" else {key for key, levels in year.ballots.items() if levels}
    return sum((kind, one) not in there for one in subjects)


def heads_decided_above(year: Year) -> int:
    return sum(
        worse(year.level("organisation", year.collectives[post["collective"]]["organisation"]), level)
        for (kind, one), level in year.decided.items()
        if kind == "cadre"
        for post in year.posts[one]
        if post["role"] == "head" and not post["own_rating_unaffected"]
    )


def over_the_cap(year: Year) -> int:
    pools = [Counter(levels) for levels in year.groups()]
    return sum(pool["HTXSNV"] > max(1, (pool["HTXSNV"] + pool["HTTNV"]) // 5) for pool in pools)


def small_groups(year: Year) -> int:
    pools = [Counter(levels) for levels in year.groups()]
    return sum(1 <= pool["HTXSNV"] + pool["HTTNV"] <= 4 for pool in pools)


def streaks(year: Year, *, unbroken: bool) -> int:
    """Subjects nominated for five years, by their years before."""
    wanted = {row["subject"] for row in year.tables["nominations"] if row["award"] == "five_years"}
    years: dict[str, list[bool]] = defaultdict(list)
    for row in year.tables["history"]:
        years[row["subject"]].append(row["level"] == "HTXSNV" and row["award"] == "year")
    return sum(all(years[one]) == unbroken for one in wanted if one in years)


def nominated(year: Year, **values: object) -> int:
    return sum(all(row[key] == value for key, value in values.items()) for row in year.tables["nominations"])


def twice_for_one_achievement(year: Year) -> int:
    seen = Counter((row["subject"], row["achievement"]) for row in year.tables["nominations"])
    return sum(count > 1 for count in seen.values())


def new_posts(year: Year, arrival: str, equal: bool, brought: bool) -> int:
    return sum(
        post["start"] >= date(2020, 7, 1)
        and (post["arrival"], post["equal_before"]) == (arrival, equal)
        and ((one, "former_unit_result") in year.received) == brought
        for one, held in year.posts.items()
        for post in held
    )


def at_the_limit(year: Year, tenths: int) -> int:
    def sums(row: Row) -> tuple[int, int, int]:
        good = row["htxsnv"] + row["httnv"]
        return row["htxsnv"], good, good + row["htnv"]

    place = (7, 6, 5).index(tenths)
    return sum(10 * sums(row)[place] == tenths * row["base"] for row in year.tables["ballots"])


def of_kind(year: Year, *kinds: str) -> list[str]:
    return [one for one, row in year.organisations.items() if row["kind"] in kinds]


RATED = ("district", "grassroots_committee", "grassroots_cell", "sub_committee", "cell")
CASES: dict[str, Callable[[Year], int]] = {
    "exempted": lambda y: len(y.having("exempted")),
    "suspended": lambda y: len(y.having("suspended")),
    "suspended from committee work": lambda y: len(y.having("committee_suspended")),
    "admitted under six months ago": lambda y: admitted(y, date(2020, 7, 2), AS_OF),
    "admitted on 30 June": lambda y: admitted(y, date(2020, 6, 30), date(2020, 6, 30)),
    "admitted on 1 July": lambda y: admitted(y, date(2020, 7, 1), date(2020, 7, 1)),
    "no active membership": lambda y: len(y.members - set(y.cell)),
    "moved, with remarks": lambda y: moved(y, remarked=True),
    "moved, without remarks": lambda y: moved(y, remarked=False),
    "temporary activities, with remarks": lambda y: guests(y, remarked=True),
    "temporary activities, without remarks": lambda y: guests(y, remarked=False),
    "residence remarks missing": lambda y: sum(
        lives_elsewhere(y, one) and not row["remark_exempt"] and (one, "residence_remarks") not in y.received
        for one, row in y.people.items()
    ),
    "no residence remarks asked": lambda y: sum(
        lives_elsewhere(y, one) and row["remark_exempt"] for one, row in y.people.items()
    ),
    "three months of sick leave": lambda y: long_sick(y, pieces=False),
    "three months of sick leave in pieces": lambda y: long_sick(y, pieces=True),
    "maternity leave": lambda y: len(y.having("maternity_leave")),
    "excused absence with a report": lambda y: sum(
        row["self_report"] and row["self_level"] is not None and row["subject"] in y.having("excused_absence")
        for row in y.tables["reviews"]
    ),
    "official without professional rating": lambda y: sum(
        row["occupation"] == "official" and one not in y.professional for one, row in y.people.items()
    ),
    "member above the professional rating": lambda y: sum(
        worse(level, y.level("member", one)) for one, level in y.professional.items()
    ),
    "disciplined, with the organisation": lambda y: sum(
        row["kind"] == "discipline" and row["organisation"] is not None for row in y.tables["circumstances"]
    ),
    "not re-elected": lambda y: leaving(y, retiring=False),
    "not re-elected and retiring": lambda y: leaving(y, retiring=True),
    "four posts": lambda y: crowded(y, 4),
    "five posts": lambda y: crowded(y, 5),
    "six posts": lambda y: crowded(y, 6),
    "a tie in rank": tied,
    "presides below the highest post": presides_below_the_highest,
    "head of several organisations": heads_of_several,
    "own rating unaffected": lambda y: sum(row["own_rating_unaffected"] for row in y.tables["posts"]),
    "undetermined member": lambda y: sum(
        kind == "member" and "none" in levels for (kind, _), levels in y.ballots.items()
    ),
    "undetermined cadre": lambda y: sum(
        kind == "cadre" and "none" in levels for (kind, _), levels in y.ballots.items()
    ),
    "conflict between places": lambda y: sum(
        kind == "cadre" and len(set(levels) - {"none"}) > 1 for (kind, _), levels in y.ballots.items()
    ),
    "exactly 70 per cent": lambda y: at_the_limit(y, 7),
    "exactly 60 per cent": lambda y: at_the_limit(y, 6),
    "exactly 50 per cent": lambda y: at_the_limit(y, 5),
    "member without review": lambda y: missing(y, "reviews", "member", y.cell),
    "member without ballot": lambda y: missing(y, "ballots", "member", y.cell),
    "cadre without review": lambda y: missing(y, "reviews", "cadre", y.posts),
    "cadre without ballot": lambda y: missing(y, "ballots", "cadre", y.posts),
    "collective without review": lambda y: missing(y, "reviews", "collective", y.collectives),
    "collective without ballot": lambda y: missing(y, "ballots", "collective", y.collectives),
    "organisation without ballot": lambda y: missing(y, "ballots", "organisation", of_kind(y, *RATED)),
    "organisation under six months old": lambda y: sum(
        y.organisations[one]["established_on"] >= date(2020, 7, 1) for one in of_kind(y, *RATED)
    ),
    "decided above the sick-leave ceiling": lambda y: sum(
        sum(days) >= 91 and worse("HTNV", y.decided.get(("member", one), "none")) for one, days in y.sick_days().items()
    ),
    "head decided above the organisation": heads_decided_above,
    "decided while waiting": lambda y: sum(
        kind == "member" and (kind, one) not in y.reviewed for kind, one in y.decided if one not in y.having("exempted")
    ),
    "decided though exempted": lambda y: sum(("member", one) in y.decided for one in y.having("exempted")),
    "group over the cap": over_the_cap,
    "group with a pool below five": small_groups,
    "twice for one achievement": twice_for_one_achievement,
    "nominated for five years with a streak": lambda y: streaks(y, unbroken=True),
    "nominated for five years with a broken streak": lambda y: streaks(y, unbroken=False),
    "workplace opinion": lambda y: sum(row["kind"] == "workplace_opinion" for row in y.tables["ballots"]),
    "show of hands": lambda y: sum(row["kind"] == "show_of_hands" for row in y.tables["ballots"]),
    "leader who is no member": lambda y: len(set(y.posts) - y.members),
    "transferred organisation": lambda y: sum(row["transferred_on"] is not None for row in y.organisations.values()),
    **{f"nominated for {award}": partial(nominated, award=award) for award in ("year", "five_years", "flag", "merit")},
    "with certified copies": partial(nominated, certified=True),
    "without certified copies": partial(nominated, certified=False),
}
NEW_POSTS = [
    (arrival, equal, brought)
    for arrival in ("elected", "appointed", "rotated", "promoted")
    for equal in (True, False)
    for brought in (True, False)
]

ONCE = {
    "decided above the sick-leave ceiling",
    "five posts",
    "group over the cap",
    "group with a pool below five",
    "nominated for five years with a broken streak",
    "nominated for flag",
    "six posts",
}
"""Cases that even a district may have only once."""

year_of = cache(Year)


class TestSpecialCases:
    @pytest.mark.parametrize("case", CASES)
    @pytest.mark.parametrize("size", SMALL, ids=lambda size: size.value)
    def test_every_case_is_there(self, size: Size, case: str) -> None:
        assert CASES[case](year_of(size)) >= 1

    @pytest.mark.parametrize("case", CASES)
    def test_a_district_has_most_cases_several_times(self, case: str) -> None:
        assert CASES[case](year_of(Size.DISTRICT)) >= (1 if case in ONCE else 2)

    @pytest.mark.parametrize(("arrival", "equal", "brought"), NEW_POSTS)
    @pytest.mark.parametrize("size", SMALL, ids=lambda size: size.value)
    def test_new_posts_of_every_arrival(self, size: Size, arrival: str, equal: bool, brought: bool) -> None:
        assert new_posts(year_of(size), arrival, equal, brought) >= 1
