"""Random workbooks: small, valid, and clustered on the edges of the rules.

Everything is drawn through `Choice`, so that the same builder serves hypothesis (which shrinks) and a plain
seeded generator (which is fast): `workbooks()` and `cases()` for the one, `seeded_case()` for the other.
"""

from calendar import isleap
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any, Protocol, TypeVar

from hypothesis import strategies as st

from .dates import add_months

AS_OF = date(2020, 12, 31)
OTHER_DATES = (
    date(2021, 12, 31),
    date(2020, 12, 30),
    date(2020, 8, 31),
    date(2020, 8, 29),
    date(2020, 7, 1),
    date(2020, 6, 30),
    date(2024, 2, 29),
    date(2021, 2, 28),
    date(2023, 12, 31),
    date(2024, 12, 31),
    date(2020, 1, 1),
)

Row = dict[str, Any]
T = TypeVar("T")

TABLES = (
    "organisations",
    "collectives",
    "people",
    "memberships",
    "posts",
    "circumstances",
    "professional_ratings",
    "reviews",
    "requirements",
    "ballots",
    "decisions",
    "history",
    "nominations",
)
LEVELS = ("HTXSNV", "HTTNV", "HTNV", "KHTNV")
PARTY_KINDS = ("standing_committee", "executive_committee", "cell_committee", "caucus")
OTHER_KINDS = (
    "council_standing",
    "peoples_committee",
    "leadership",
    "front_standing",
    "mass_organisation",
    "school_board",
)
BELOW = {
    "": ("province", "province", "district", "direct", "grassroots_committee", "agency"),
    "province": ("district", "direct", "agency", "grassroots_committee", "grassroots_cell"),
    "district": ("grassroots_committee", "grassroots_cell", "agency"),
    "direct": ("grassroots_committee", "grassroots_cell", "agency"),
    "grassroots_committee": ("cell", "cell", "sub_committee", "agency"),
    "grassroots_cell": ("party_group", "agency"),
    "sub_committee": ("cell",),
    "cell": ("party_group",),
    "party_group": ("agency",),
    "agency": ("agency", "grassroots_cell"),
}
ALL_KINDS = tuple(kind for kind in BELOW if kind)
IDS = ("01", "1", "10", "2", "A", "a", "B7", "Đ1", "z", "Ă", "007", "É")
CIRCUMSTANCES = (
    "sick_leave",
    "sick_leave",
    "discipline",
    "not_reelected",
    "not_reelected",
    "retirement_decided",
    "excused_absence",
    "maternity_leave",
    "exempted",
    "suspended",
    "committee_suspended",
    "moved_in",
)
REQUIREMENTS = ("residence_remarks", "former_cell_remarks", "temporary_cell_remarks", "former_unit_result")
ACHIEVEMENTS = ("Thành tích A", "thành  tích A ", "Thành tích B", "")


class Choice(Protocol):
    """What the builder asks of its source of chance."""

    def number(self, low: int, high: int) -> int:
        """A whole number, both ends included."""


class FromHypothesis:
    """Choices drawn by hypothesis: they shrink towards the low number."""

    def __init__(self, draw: st.DrawFn) -> None:
        """Choices drawn by a strategy."""
        self._draw = draw

    def number(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return self._draw(st.integers(low, high))


class FromSeed:
    """Choices of a seeded generator."""

    def __init__(self, seed: int) -> None:
        """The same choices for the same seed."""
        self._random = Random(seed)

    def number(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return self._random.randint(low, high)


@dataclass
class Builder:
    """Builds one workbook, table by table."""

    choice: Choice
    as_of: date
    tables: dict[str, list[Row]] = field(default_factory=lambda: {table: [] for table in TABLES})

    # Small choices

    def pick(self, options: Sequence[T]) -> T:
        """One of some options; the first is the simplest."""
        return options[self.choice.number(0, len(options) - 1)]

    def chance(self, percent: int) -> bool:
        """True in so many cases of a hundred."""
        return self.choice.number(0, 99) >= 100 - percent

    def maybe(self, percent: int, value: T, otherwise: T) -> T:
        """A value in so many cases of a hundred, else the other one."""
        return value if self.chance(percent) else otherwise

    def add(self, table: str, **values: Any) -> None:
        """One more row."""
        self.tables[table].append(values)

    def ids(self, table: str) -> list[str]:
        """The ids of a table."""
        return [row["id"] for row in self.tables[table]]

    # Dates

    def long_ago(self) -> date:
        """A day well before the year."""
        return self.pick((date(2010, 5, 19), date(2004, 2, 29), date(self.as_of.year - 1, 3, 1)))

    def edge(self) -> date:
        """A day on one of the edges of the rules."""
        year = self.as_of.year
        half = add_months(self.as_of, -6)
        day = self.pick(
            (
                half,
                date(year, 7, 1),
                date(year, 1, 1),
                date(year, 12, 31),
                self.as_of,
                date(year, 6, 30),
                date(year, 2, 29 if isleap(year) else 28),
                date(year, 8, 31),
                date(year, 3, 1),
                date(year, 1, 15),
                date(year - 1, 2, 28),
                date(year + 1, 1, 15),
            )
        )
        return day + timedelta(days=self.pick((0, 1, -1)))

    def start(self, percent_old: int = 60) -> date:
        """The start of a spell."""
        return self.maybe(percent_old, self.long_ago(), self.edge())

    def end_after(self, start: date, percent_open: int = 70) -> date | None:
        """The end of a spell: often open, never before the start."""
        if self.chance(percent_open):
            return None
        months = self.pick((6, 3, 0, 1, 12))
        by_length = add_months(start, months) + timedelta(days=self.pick((-1, 0, -2, 29)))
        return max(start, self.pick((by_length, self.edge())))

    def happened(self, percent: int = 93) -> date | None:
        """A date of something done: now and then empty, before or after the reference date."""
        done = self.pick((self.as_of, date(self.as_of.year + 1, 1, 15), date(self.as_of.year, 12, 1)))
        return self.maybe(percent, done, None)

    # Tables

    def build(self) -> dict[str, list[Row]]:
        """All tables."""
        self.organisations()
        self.collectives()
        self.people()
        for person in self.ids("people"):
            self.memberships(person)
            self.posts(person)
            self.circumstances(person)
            self.papers(person)
        self.subjects()
        self.nominations()
        if self.chance(15):
            self.crowd()
        return self.tables

    def new_ids(self, count: int) -> list[str]:
        """So many ids; the same ones serve in several tables."""
        first = self.choice.number(0, len(IDS) - 1)
        return [IDS[(first + number) % len(IDS)] for number in range(count)]

    def organisations(self) -> None:
        """One to six organisations in a tree (or a few trees)."""
        kinds: dict[str, str] = {}
        for identifier in self.new_ids(self.choice.number(1, 6)):
            parent = self.pick([*reversed(kinds), ""]) if self.chance(92) else ""
            kind = self.pick(BELOW[kinds.get(parent, "")]) if self.chance(93) else self.pick(ALL_KINDS)
            kinds[identifier] = kind
            self.add(
                "organisations",
                id=identifier,
                name=f"Tổ chức {identifier}",
                kind=kind,
                parent=parent,
                established_on=self.pick((None, self.start(70))),
                territorial=self.chance(20),
            )
        if self.chance(20):  # children before their parents
            self.tables["organisations"].reverse()

    def collectives(self) -> None:
        """None to five collectives; some are reviewed within one that has a meeting of its own."""
        hosts: list[str] = []
        for identifier in self.new_ids(self.choice.number(0, 5)):
            host = self.pick(hosts) if hosts and self.chance(25) else ""
            if not host:
                hosts.append(identifier)
            self.add(
                "collectives",
                id=identifier,
                name=f"Tập thể {identifier}",
                kind=self.pick(PARTY_KINDS) if self.chance(50) else self.pick(OTHER_KINDS),
                organisation=self.pick(self.ids("organisations")) if self.chance(94) else "",
                reviewed_within=host,
            )

    def cells(self) -> list[str]:
        """Organisations in which members take part; any of them when there is no cell."""
        rows = self.tables["organisations"]
        cells = [row["id"] for row in rows if row["kind"] in ("cell", "grassroots_cell")]
        return cells or self.ids("organisations")

    def people(self) -> None:
        """One to six people."""
        for identifier in self.new_ids(self.choice.number(1, 6)):
            admitted = self.start(80)
            self.add(
                "people",
                id=identifier,
                full_name=f"Người {identifier}",
                admitted_on=self.maybe(93, admitted, None),
                occupation=self.pick(("worker", "official", "official", "budget_paid", "retired", "")),
                residence_cell=self.pick(self.cells()) if self.chance(30) else "",
                remark_exempt=self.chance(15),
            )

    def memberships(self, person: str) -> None:
        """Official ones (at most one of them open) and temporary ones."""
        if self.chance(93):
            self.add(
                "memberships",
                person=person,
                cell=self.pick(self.cells()),
                kind="official",
                start=self.maybe(97, self.start(70), None),
                end=None,
            )
        for _ in range(self.pick((0, 0, 0, 1, 2))):
            start = self.start(35)
            end = self.end_after(start, percent_open=0)
            cell = self.pick(self.cells() if self.chance(70) else self.ids("organisations"))
            self.add("memberships", person=person, cell=cell, kind="official", start=start, end=end)
        if self.chance(15):
            start = self.start(40)
            end = self.end_after(start, percent_open=40)
            self.add("memberships", person=person, cell=self.pick(self.cells()), kind="temporary", start=start, end=end)

    def posts(self, person: str) -> None:
        """None to five posts, no two of them equal in everything that ranks them."""
        if not self.tables["collectives"]:
            return
        taken = set()
        for _ in range(self.pick((1, 0, 2, 1, 3, 4, 4, 5))):
            collective = self.pick(self.ids("collectives"))
            rank = self.pick((1, 2, 1, 3, 2, None))
            presides = self.chance(30)
            start = self.start(65)
            if (collective, rank, presides, start) in taken:
                continue
            taken.add((collective, rank, presides, start))
            self.add(
                "posts",
                person=person,
                collective=collective,
                title="Chức vụ",
                role=self.pick(("head", "deputy", "member", "head")),
                rank=rank,
                presides=presides,
                start=self.maybe(98, start, None),
                end=self.end_after(start, percent_open=88),
                arrival=self.pick(("appointed", "promoted", "rotated", "elected", "")),
                equal_before=self.chance(40),
                own_rating_unaffected=self.chance(12),
            )

    def circumstances(self, person: str) -> None:
        """None to three circumstances; sick leave comes in spells."""
        for _ in range(self.pick((0, 0, 0, 1, 1, 2, 3))):
            kind = self.pick(CIRCUMSTANCES)
            if kind == "sick_leave":
                self.sick_leave(person)
                continue
            if kind in ("exempted", "suspended") and self.chance(50):
                continue
            start = self.start(40)
            self.add(
                "circumstances",
                person=person,
                kind=kind,
                start=self.maybe(97, start, None),
                end=self.end_after(start, percent_open=60),
                organisation=self.pick(self.ids("organisations")) if kind == "discipline" and self.chance(70) else "",
            )

    def sick_leave(self, person: str) -> None:
        """One to three spells round three months, 30 leftover days, adjoining or overlapping."""
        year = self.as_of.year
        start = self.pick((date(year, 1, 15), date(year, 3, 1), date(year, 1, 31), date(year - 1, 12, 1), self.edge()))
        for _ in range(self.pick((1, 1, 2, 3))):
            months = self.pick((3, 2, 1, 0))
            extra = self.pick((-1, 0, -2, 28, 29, 14, 13))
            end = max(start, add_months(start, months) + timedelta(days=extra))
            self.add(
                "circumstances",
                person=person,
                kind="sick_leave",
                start=start,
                end=self.maybe(95, end, None),
                organisation="",
            )
            start = end + timedelta(days=self.pick((1, 2, 0, 20, -3)))

    def papers(self, person: str) -> None:
        """The professional rating and the required remarks."""
        if self.chance(80):
            self.add("professional_ratings", person=person, level=self.level(), decided_on=self.happened())
        for kind in REQUIREMENTS:
            if self.chance(75):
                self.add("requirements", person=person, kind=kind, received_on=self.happened())

    def level(self) -> str:
        """A level, the better ones more often."""
        return self.pick(("HTXSNV", "HTTNV", "HTXSNV", "HTTNV", "HTNV", "KHTNV"))

    # Reviews, ballots, decisions, history

    def subjects(self) -> None:
        """What is on file for every subject."""
        for identifier in self.ids("organisations"):
            self.ballots("organisation", identifier, [self.pick(("", identifier))])
            self.record("organisation", identifier)
        for identifier in self.ids("collectives"):
            if self.chance(93):
                self.review("collective", identifier, identifier)
            self.ballots("collective", identifier, [self.pick((identifier, ""))])
            self.record("collective", identifier)
        for person in self.ids("people"):
            rows = self.tables["memberships"]
            cells = [row["cell"] for row in rows if row["person"] == person and row["kind"] == "official"]
            self.subject_at_places("member", person, cells)
            hosts = {row["id"]: row["reviewed_within"] or row["id"] for row in self.tables["collectives"]}
            posts = [row["collective"] for row in self.tables["posts"] if row["person"] == person]
            self.subject_at_places("cadre", person, [hosts[collective] for collective in posts])
            if posts and hosts[posts[0]] != posts[0] and self.chance(30):
                self.review("cadre", person, posts[0])  # at a guest's own id, which is no place

    def subject_at_places(self, kind: str, subject: str, places: list[str]) -> None:
        """A person's reviews and ballots at the places, and the record."""
        known = list(dict.fromkeys(places))
        for place in known:
            if self.chance(94):
                self.review(kind, subject, place)
        self.ballots(kind, subject, known)
        self.record(kind, subject)

    def review(self, kind: str, subject: str, place: str) -> None:
        """One review: mostly finished, else perhaps an absence report."""
        absent = self.chance(10)
        self.add(
            "reviews",
            subject_kind=kind,
            subject=subject,
            place=place,
            self_level=self.pick(("HTTNV", "")) if absent else "HTTNV",
            completed_on=self.happened(20 if absent else 96),
            self_report=absent or self.chance(5),
        )

    def ballots(self, kind: str, subject: str, places: list[str]) -> None:
        """A rating ballot at each place, mostly of one level; opinions beside them, which give none."""
        usual = self.level()
        for place in places:
            if self.chance(93):
                level = usual if self.chance(85) else self.pick((*LEVELS, ""))
                self.ballot(kind, subject, place, self.pick(("rating", "proposal")), level)
            if self.chance(8):
                self.ballot(kind, subject, place, self.pick(("workplace_opinion", "show_of_hands")), self.level())

    def ballot(self, kind: str, subject: str, place: str, of_kind: str, level: str) -> None:
        """One ballot on the edge of a threshold."""
        base = self.pick((10, 1, 2, 3, 5, 7, 20, 30, 33))
        htxsnv, httnv, htnv, khtnv = self.votes(base, level)
        left = base - htxsnv - httnv - htnv - khtnv
        self.add(
            "ballots",
            subject_kind=kind,
            subject=subject,
            place=place,
            kind=of_kind,
            base=base,
            htxsnv=htxsnv,
            httnv=httnv,
            htnv=htnv,
            khtnv=khtnv or self.pick((0, None)),
            invalid=self.pick((left, 0)),
        )

    def votes(self, base: int, level: str) -> tuple[int, int, int, int]:
        """Votes that just reach a level, or (for no level) just reach none."""
        seventy, sixty = -(-7 * base // 10), -(-6 * base // 10)
        more_than_half, half = base // 2 + 1, -(-base // 2)
        if level == "HTXSNV":
            htxsnv = self.pick((seventy, base))
            return htxsnv, base - htxsnv, 0, 0
        if level == "HTTNV":
            htxsnv = self.pick((0, seventy - 1))
            better = max(sixty, htxsnv)
            return htxsnv, better - htxsnv, self.pick((base - better, 0)), 0
        if level == "HTNV":
            better = self.pick((sixty - 1, 0))
            enough = max(more_than_half, better)
            return better, 0, enough - better, base - enough
        if level == "KHTNV":
            return 0, 0, base - half if self.chance(50) else 0, half
        return 0, 0, base // 2, max(0, half - 1)

    def record(self, kind: str, subject: str) -> None:
        """A decision and the earlier years."""
        agencies = [row["id"] for row in self.tables["organisations"] if row["kind"] == "agency"]
        if self.chance(40 if kind == "organisation" and subject in agencies else 12):
            self.add(
                "decisions",
                subject_kind=kind,
                subject=subject,
                level=self.level(),
                decided_on=self.happened(),
                authority="Ban thường vụ",
                reason="",
            )
        if self.chance(25):
            self.history(kind, subject)

    def history(self, kind: str, subject: str) -> None:
        """Four good years before, or now and then one of them less; sometimes a flag."""
        year = self.as_of.year
        for back in (1, 2, 3, 4):
            if self.chance(95):
                award = "year" if self.chance(95) else self.pick(("", "five_years"))
                level = "HTXSNV" if self.chance(95) else "HTTNV"
                self.add("history", subject_kind=kind, subject=subject, year=year - back, level=level, award=award)
        if self.chance(15):
            back = self.pick((4, 5, 3, 1))
            award = self.pick(("flag", "merit"))
            self.add("history", subject_kind=kind, subject=subject, year=year - back, level="", award=award)

    def nominations(self) -> None:
        """None to four nominations, some of them twice for one achievement."""
        subjects = [("organisation", one) for one in self.ids("organisations")]
        subjects += [("member", one) for one in self.ids("people")]
        others = [("collective", one) for one in self.ids("collectives")] + [
            ("cadre", one) for one in self.ids("people")
        ]
        for _ in range(self.pick((0, 1, 2, 3, 4))):
            kind, subject = self.pick(subjects) if self.chance(88) else self.pick(others)
            for _ in range(self.pick((1, 1, 1, 2))):
                self.add(
                    "nominations",
                    subject_kind=kind,
                    subject=subject,
                    award=self.pick(("year", "five_years", "flag", "merit")),
                    achievement=self.pick(ACHIEVEMENTS),
                    period=f"{self.as_of.year - 4}-{self.as_of.year}",
                    certified=self.chance(60),
                )
            if self.chance(40) and not any(
                row["subject_kind"] == kind and row["subject"] == subject for row in self.tables["history"]
            ):
                self.history(kind, subject)

    def crowd(self) -> None:
        """Four to eleven subjects of one group, well rated, so that the caps are reached."""
        what = self.pick(("member", "organisation", "agency", "collective", "cadre"))
        home = self.pick(self.ids("organisations"))
        top = self.choice.number(0, 5)
        for number in range(self.choice.number(4, 11)):
            identifier = f"x{number}"
            level = "HTXSNV" if number < top else "HTTNV"
            kind = "organisation" if what == "agency" else what
            if what in ("organisation", "agency", "collective"):
                self.add(
                    "organisations",
                    id=identifier,
                    name="",
                    kind="agency" if what == "agency" else "cell",
                    parent=home,
                    established_on=None,
                )
            if what == "collective":
                self.add(
                    "collectives",
                    id=identifier,
                    name="",
                    kind="leadership",
                    organisation=identifier,
                    reviewed_within="",
                )
            if what in ("member", "cadre"):
                self.add("people", id=identifier, full_name="", admitted_on=date(2009, 1, 1), occupation="worker")
            if what == "member":
                cell = self.pick(self.cells()[:1] or [home])
                self.add("memberships", person=identifier, cell=cell, kind="official", start=date(2010, 1, 1))
            if what == "cadre" and self.tables["collectives"]:
                collective = self.tables["collectives"][0]["id"]
                self.add(
                    "posts", person=identifier, collective=collective, role="deputy", rank=2, start=date(2018, 1, 1)
                )
            self.add("decisions", subject_kind=kind, subject=identifier, level=level, decided_on=self.as_of)
            if kind in ("member", "organisation") and self.chance(25):
                award = self.pick(("year", "five_years"))
                self.add("nominations", subject_kind=kind, subject=identifier, award=award, certified=True)

    def branch_units(self) -> str | None:
        """Mostly nothing, else an agency."""
        agencies = [row["id"] for row in self.tables["organisations"] if row["kind"] == "agency"]
        return self.pick(agencies) if agencies and self.chance(30) else None


@dataclass(frozen=True)
class Case:
    """A workbook with what it is evaluated by."""

    tables: dict[str, list[Row]]
    as_of: date
    branch_units: str | None


def _case(choice: Choice, as_of: date) -> Case:
    builder = Builder(choice, as_of)
    tables = builder.build()
    return Case(tables, as_of, builder.branch_units())


def seeded_case(seed: int, as_of: date | None = None) -> Case:
    """A case from a seed, without hypothesis."""
    choice = FromSeed(seed)
    chosen = AS_OF if choice.number(0, 2) else OTHER_DATES[choice.number(0, len(OTHER_DATES) - 1)]
    return _case(choice, as_of or chosen)


def as_of_dates() -> st.SearchStrategy[date]:
    """The usual reference date, or one of the others."""
    return st.one_of(st.just(AS_OF), st.sampled_from(OTHER_DATES))


@st.composite
def workbooks(draw: st.DrawFn, as_of: date = AS_OF) -> dict[str, list[Row]]:
    """Valid tables whose dates cluster round a reference date."""
    return Builder(FromHypothesis(draw), as_of).build()


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Valid tables with a reference date and perhaps a branch."""
    return _case(FromHypothesis(draw), draw(as_of_dates()))


def seeded_cases() -> st.SearchStrategy[Case]:
    """Cases by seed: faster and of an evener spread than `cases()`, but a failing one hardly shrinks."""
    return st.integers(0, 2**32 - 1).map(seeded_case)
