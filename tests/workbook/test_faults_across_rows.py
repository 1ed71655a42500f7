"""Faults that show only across cells, rows and tables; in every container, all in one pass."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from kiemdiem.workbook.schema import TABLES, ValueKind

from .samples import Row, Spot, Tables, faults_of, pruned, read, sample, spots, spots_after, write

REFERENCES = [
    (table.key, column.key)
    for table in TABLES
    for column in table.columns
    if column.kind in (ValueKind.REFERENCE, ValueKind.SUBJECT, ValueKind.PLACE)
]
Found = Callable[[Callable[[Tables], None]], list[Spot]]


@pytest.fixture
def found(container: str, tmp_path: Path) -> Found:
    """Where the faults are after a change to the sample."""
    return lambda change: spots_after(container, tmp_path, change)


def accepts(container: str, folder: Path, change: Callable[[Tables], None]) -> bool:
    tables = sample()
    change(tables)
    return bool(read(write(container, folder, pruned(tables))).tables)


def adding(table: str, **row: str | int | date | None) -> Callable[[Tables], None]:
    """Adds a row to a table."""

    def change(tables: Tables) -> None:
        added: Row = dict(row)
        tables[table].append(added)

    return change


def setting(table: str, at: int, **cells: str | int | date | None) -> Callable[[Tables], None]:
    """Changes cells of the row at a position (row `at + 2` as the user sees it)."""
    return lambda tables: tables[table][at].update(cells)


class TestUnknownIds:
    @pytest.mark.parametrize(("table", "column"), REFERENCES)
    def test_an_unknown_id_is_refused_where_it_stands(self, table: str, column: str, tmp_path: Path) -> None:
        last = len(sample()[table]) - 1
        spot = (table, last + 2, column, "nobody")
        assert spots_after("csv", tmp_path, setting(table, last, **{column: "nobody"})) == [spot]

    def test_every_unknown_id_of_a_column_is_found(self, found: Found) -> None:
        def change(tables: Tables) -> None:
            for row in tables["memberships"]:
                row["cell"] = f"X{row['person']}"

        assert found(change) == [
            ("memberships", row, "cell", cell) for row, cell in ((2, "X001"), (3, "X002"), (4, "X002"))
        ]

    def test_an_id_of_another_kind_of_subject_is_unknown(self, found: Found) -> None:
        assert found(setting("ballots", 0, subject="C1")) == [("ballots", 2, "subject", "C1")]

    def test_an_id_without_its_leading_zeros_is_unknown(self, found: Found) -> None:
        assert found(setting("memberships", 0, person="1")) == [("memberships", 2, "person", "1")]

    def test_an_id_in_other_letters_is_unknown(self, found: Found) -> None:
        assert found(setting("memberships", 0, cell="o4")) == [("memberships", 2, "cell", "o4")]

    def test_a_person_is_no_place(self, found: Found) -> None:
        assert found(setting("reviews", 0, place="001")) == [("reviews", 2, "place", "001")]


class TestDoubledIds:
    @pytest.mark.parametrize("table", ["organisations", "collectives", "people"])
    def test_a_second_row_with_an_id_is_refused(self, container: str, table: str, tmp_path: Path) -> None:
        tables = sample()
        first = tables[table][0]["id"]
        tables[table].append(
            {"id": first, "kind": tables[table][0].get("kind")} if table != "people" else {"id": first}
        )
        faults = faults_of(write(container, tmp_path, pruned(tables)))
        assert spots(faults) == [(table, len(tables[table]) + 1, "id", first)]
        assert "row 2" in faults[0].say("en")

    def test_every_repetition_is_refused(self, found: Found) -> None:
        def change(tables: Tables) -> None:
            tables["people"] += [{"id": "002"}, {"id": "002"}, {"id": "001"}]

        assert found(change) == [("people", row, "id", key) for row, key in ((5, "002"), (6, "002"), (7, "001"))]

    def test_ids_that_differ_only_in_unicode_form_are_one(self, found: Found) -> None:
        def change(tables: Tables) -> None:
            tables["people"] += [{"id": "\u00dac"}, {"id": "U\u0301c"}]

        assert found(change) == [("people", 6, "id", "\u00dac")]

    def test_an_organisation_and_a_person_may_have_the_same_id(self, container: str, tmp_path: Path) -> None:
        assert accepts(container, tmp_path, adding("people", id="O1"))


class TestTree:
    def test_an_organisation_above_itself_is_refused(self, found: Found) -> None:
        assert found(setting("organisations", 3, parent="O4")) == [("organisations", 5, "parent", "O4")]

    def test_every_organisation_of_a_cycle_is_named_and_none_below_it(self, found: Found) -> None:
        spots_found = found(setting("organisations", 0, parent="O3"))
        assert spots_found == [
            ("organisations", 2, "parent", "O3"),
            ("organisations", 3, "parent", "O1"),
            ("organisations", 4, "parent", "O2"),
        ]

    def test_two_cycles_are_both_named(self, found: Found) -> None:
        def change(tables: Tables) -> None:
            tables["organisations"][3]["parent"] = "O5"
            tables["organisations"][4]["parent"] = "O4"
            tables["organisations"][5]["parent"] = "A1"

        assert [spot[1] for spot in found(change)] == [5, 6, 7]

    @pytest.mark.parametrize("depth", [1, 7, 64, 100])
    def test_a_deep_tree_is_no_cycle(self, depth: int, tmp_path: Path) -> None:
        def change(tables: Tables) -> None:
            tables["organisations"] += [
                {"id": f"D{step}", "kind": "cell", "parent": f"D{step - 1}" if step else "O5"} for step in range(depth)
            ]

        assert accepts("csv", tmp_path, change)

    @pytest.mark.parametrize("length", [2, 3, 8, 37])
    def test_a_long_cycle_is_named_whole(self, length: int, tmp_path: Path) -> None:
        def change(tables: Tables) -> None:
            tables["organisations"] += [
                {"id": f"D{step}", "kind": "cell", "parent": f"D{(step + 1) % length}"} for step in range(length)
            ]

        assert [spot[1] for spot in spots_after("csv", tmp_path, change)] == list(range(8, 8 + length))


class TestHosts:
    def test_a_host_that_is_itself_reviewed_within_another_is_refused(self, found: Found) -> None:
        assert found(setting("collectives", 1, reviewed_within="C1")) == [("collectives", 5, "reviewed_within", "C2")]

    def test_a_collective_reviewed_within_itself_is_refused(self, found: Found) -> None:
        assert found(setting("collectives", 0, reviewed_within="C1")) == [("collectives", 2, "reviewed_within", "C1")]


class TestSpells:
    @pytest.mark.parametrize("table", ["memberships", "posts", "circumstances"])
    def test_an_end_before_the_start_is_refused(self, container: str, table: str, tmp_path: Path) -> None:
        tables = sample()
        tables[table][1].update({"start": date(2020, 5, 2), "end": date(2020, 5, 1)})
        faults = faults_of(write(container, tmp_path, pruned(tables)))
        assert spots(faults) == [(table, 3, "end", "2020-05-01")]
        assert "2020-05-02" in faults[0].say("en")

    @pytest.mark.parametrize("table", ["memberships", "posts", "circumstances"])
    def test_a_spell_of_one_day_is_accepted(self, table: str, tmp_path: Path) -> None:
        assert accepts("csv", tmp_path, setting(table, 1, start=date(2020, 5, 2), end=date(2020, 5, 2)))

    def test_a_second_open_official_membership_is_refused(self, container: str, tmp_path: Path) -> None:
        tables = sample()
        adding("memberships", person="001", cell="O5", kind="official", start=date(2020, 2, 1))(tables)
        faults = faults_of(write(container, tmp_path, pruned(tables)))
        assert spots(faults) == [("memberships", 5, "person", "001")]
        assert "row 2" in faults[0].say("en")

    def test_an_open_temporary_membership_beside_the_official_one_is_accepted(self, tmp_path: Path) -> None:
        change = adding("memberships", person="001", cell="O5", kind="temporary", start=date(2020, 2, 1))
        assert accepts("csv", tmp_path, change)

    def test_an_ended_official_membership_beside_an_open_one_is_accepted(self, tmp_path: Path) -> None:
        change = adding("memberships", person="001", cell="O5", kind="official", start=date(2010, 2, 1),
                        end=date(2014, 12, 31))  # fmt: skip
        assert accepts("csv", tmp_path, change)


class TestOneOfEach:
    def test_two_decisions_on_a_subject_are_refused(self, found: Found) -> None:
        change = adding("decisions", subject_kind="member", subject="001", level="HTNV")
        assert found(change) == [("decisions", 4, "subject", "001")]

    def test_decisions_on_a_person_as_member_and_as_cadre_are_accepted(self, tmp_path: Path) -> None:
        assert accepts("csv", tmp_path, adding("decisions", subject_kind="cadre", subject="001", level="HTNV"))

    def test_two_reviews_of_a_subject_at_a_place_are_refused(self, found: Found) -> None:
        change = adding("reviews", subject_kind="cadre", subject="001", place="C1")
        assert found(change) == [("reviews", 6, "subject", "001")]

    def test_reviews_of_a_subject_at_two_places_are_accepted(self, tmp_path: Path) -> None:
        assert accepts("csv", tmp_path, adding("reviews", subject_kind="cadre", subject="001", place="C2"))

    @pytest.mark.parametrize("kind", ["rating", "proposal"])
    def test_two_rating_ballots_on_a_subject_at_a_place_are_refused(self, found: Found, kind: str) -> None:
        change = adding("ballots", subject_kind="member", subject="001", place="O4", kind=kind, base=9)
        assert found(change) == [("ballots", 6, "subject", "001")]

    @pytest.mark.parametrize(("kind", "subject"), [("collective", "C1"), ("organisation", "O4")])
    def test_two_rating_ballots_on_a_unit_are_refused_wherever_they_took_place(
        self, found: Found, kind: str, subject: str
    ) -> None:
        change = adding("ballots", subject_kind=kind, subject=subject, place="C2", kind="rating", base=9)
        assert found(change) == [("ballots", 6, "subject", subject)]

    def test_a_rating_ballot_at_another_place_is_accepted(self, tmp_path: Path) -> None:
        change = adding("ballots", subject_kind="member", subject="001", place="C1", kind="rating", base=9)
        assert accepts("csv", tmp_path, change)

    @pytest.mark.parametrize("kind", ["workplace_opinion", "show_of_hands"])
    def test_ballots_that_give_no_level_may_stand_beside_it(self, kind: str, tmp_path: Path) -> None:
        row: Row = {"subject_kind": "member", "subject": "001", "place": "O4", "kind": kind, "base": 9}
        assert accepts("csv", tmp_path, lambda tables: tables["ballots"].extend([row, row]))

    def test_two_professional_ratings_of_a_person_are_refused(self, found: Found) -> None:
        change = adding("professional_ratings", person="001", level="HTNV")
        assert found(change) == [("professional_ratings", 4, "person", "001")]

    @pytest.mark.parametrize("table", ["decisions", "professional_ratings"])
    def test_an_empty_level_is_refused(self, found: Found, table: str) -> None:
        assert found(setting(table, 1, level=None)) == [(table, 3, "level", "")]


class TestBallotCounts:
    def test_a_ballot_with_more_votes_than_its_base_is_refused(self, container: str, tmp_path: Path) -> None:
        tables = sample()
        tables["ballots"][0]["base"] = 29
        faults = faults_of(write(container, tmp_path, pruned(tables)))
        assert spots(faults) == [("ballots", 2, "base", "29")]
        assert "30" in faults[0].say("en")

    def test_votes_up_to_the_base_are_accepted(self, tmp_path: Path) -> None:
        assert accepts("csv", tmp_path, setting("ballots", 1, httnv=14, invalid=1))

    def test_invalid_papers_count_towards_the_base(self, found: Found) -> None:
        assert found(setting("ballots", 1, httnv=15, invalid=1)) == [("ballots", 3, "base", "15")]

    def test_a_base_of_nobody_is_refused(self, found: Found) -> None:
        assert found(setting("ballots", 1, base=0, httnv=0)) == [("ballots", 3, "base", "0")]

    def test_an_empty_base_is_refused(self, found: Found) -> None:
        assert found(setting("ballots", 1, base=None)) == [("ballots", 3, "base", "")]

    @pytest.mark.parametrize("column", ["base", "htxsnv", "httnv", "htnv", "khtnv", "invalid"])
    def test_a_count_below_zero_is_refused(self, column: str, tmp_path: Path) -> None:
        change = setting("ballots", 1, **{column: -1})
        assert spots_after("csv", tmp_path, change) == [("ballots", 3, column, "-1")]

    def test_a_rank_of_nought_is_refused(self, found: Found) -> None:
        assert found(setting("posts", 1, rank=0)) == [("posts", 3, "rank", "0")]


def test_all_faults_of_a_workbook_are_found_in_one_pass(found: Found) -> None:
    def change(tables: Tables) -> None:
        tables["organisations"][1]["kind"] = "county"
        tables["organisations"][3]["parent"] = "O4"
        tables["collectives"][3]["organisation"] = "O99"
        tables["people"][1]["birth_date"] = "31/02/1985"
        tables["people"].append({"id": "001"})
        tables["memberships"][0]["end"] = date(2014, 12, 31)
        tables["posts"][0]["rank"] = -2
        tables["circumstances"][1]["kind"] = None
        tables["professional_ratings"][1]["level"] = "#REF!"
        tables["reviews"][0]["self_report"] = "maybe"
        tables["requirements"][0]["received_on"] = "01/01/1899"
        tables["ballots"][2]["base"] = 18
        tables["decisions"].append({"subject_kind": "organisation", "subject": "O4", "level": "HTNV"})
        tables["history"][1]["year"] = 1899
        tables["nominations"][0]["subject"] = "999"

    assert found(change) == [
        ("organisations", 3, "kind", "county"),
        ("organisations", 5, "parent", "O4"),
        ("collectives", 5, "organisation", "O99"),
        ("people", 3, "birth_date", "31/02/1985"),
        ("people", 5, "id", "001"),
        ("memberships", 2, "end", "2014-12-31"),
        ("posts", 2, "rank", "-2"),
        ("circumstances", 3, "kind", ""),
        ("professional_ratings", 3, "level", "#REF!"),
        ("reviews", 2, "self_report", "maybe"),
        ("requirements", 2, "received_on", "01/01/1899"),
        ("ballots", 4, "base", "18"),
        ("decisions", 4, "subject", "O4"),
        ("history", 3, "year", "1899"),
        ("nominations", 2, "subject", "999"),
    ]


def test_several_faults_of_one_row_are_all_found(found: Found) -> None:
    change = setting("posts", 1, person="999", collective="C9", role="boss", rank="first", start="never")
    assert found(change) == [
        ("posts", 3, "collective", "C9"),
        ("posts", 3, "person", "999"),
        ("posts", 3, "rank", "first"),
        ("posts", 3, "role", "boss"),
        ("posts", 3, "start", "never"),
    ]


def test_a_fault_in_every_one_of_many_rows_is_found(tmp_path: Path) -> None:
    def change(tables: Tables) -> None:
        tables["history"] = [{"subject_kind": "member", "subject": "001", "year": f"y{at}"} for at in range(2_000)]

    assert spots_after("csv", tmp_path, change) == [("history", at + 2, "year", f"y{at}") for at in range(2_000)]
