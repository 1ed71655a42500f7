"""The demonstration data: repeatable, valid as input, of the promised size, and with every special case."""

import unicodedata
from collections import Counter
from collections.abc import Iterable
from datetime import date
from functools import cache

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from kiemdiem.demonstration import Size, make
from kiemdiem.workbook.schema import TABLES, ValueKind

AS_OF = date(2020, 12, 31)
SEED = 1
SMALL = (Size.CELL, Size.DISTRICT)
SIZES = (Size.CELL, Size.DISTRICT, Size.PROVINCE)

made = cache(make)


@pytest.fixture(params=SIZES, ids=lambda size: size.value)
def tables(request: pytest.FixtureRequest) -> dict[str, pa.Table]:
    return made(request.param, SEED)


def plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """The column without its dictionary."""
    return column.cast(column.type.value_type) if pa.types.is_dictionary(column.type) else column


def distinct(table: pa.Table, *keys: str) -> bool:
    plain_table = pa.table({key: plain(table[key]) for key in keys})
    return bool(plain_table.group_by(list(keys)).aggregate([]).num_rows == table.num_rows)


def keep(table: pa.Table, **values: Iterable[str]) -> pa.Table:
    """The rows whose columns hold one of these values."""
    for key, wanted in values.items():
        table = table.filter(pc.is_in(plain(table[key]), pa.array(list(wanted))))
    return table


class TestShape:
    def test_the_same_seed_gives_the_same_tables(self) -> None:
        for size in SMALL:
            first, second = make(size, 7), make(size, 7)
            assert all(first[key].equals(second[key]) for key in first)

    def test_another_seed_gives_other_tables(self) -> None:
        assert not make(Size.CELL, 1)["people"].equals(make(Size.CELL, 2)["people"])
        assert not make(Size.DISTRICT, 1)["ballots"].equals(make(Size.DISTRICT, 2)["ballots"])

    def test_tables_and_columns_are_those_of_the_workbook(self, tables: dict[str, pa.Table]) -> None:
        assert list(tables) == [table.key for table in TABLES]
        for table in TABLES:
            assert tables[table.key].column_names == [column.key for column in table.columns]

    def test_columns_have_the_types_of_their_kinds(self, tables: dict[str, pa.Table]) -> None:
        types = {
            ValueKind.DATE: pa.date32(),
            ValueKind.FLAG: pa.bool_(),
            ValueKind.COUNT: pa.int32(),
            ValueKind.YEAR: pa.int32(),
        }
        for table in TABLES:
            for column in table.columns:
                given = tables[table.key][column.key].type
                wanted = types.get(column.kind)
                text = (pa.string(), pa.dictionary(pa.int32(), pa.string()))
                assert given == wanted if wanted else given in text, (table.key, column.key)

    def test_the_counts_of_a_province_are_exact(self) -> None:
        province = made(Size.PROVINCE, SEED)
        kinds = Counter(plain(province["organisations"]["kind"]).to_pylist())
        assert (kinds["province"], kinds["district"], kinds["direct"]) == (1, 21, 7)
        assert kinds["grassroots_committee"] + kinds["grassroots_cell"] == 1454
        people = province["people"]
        assert len(people) - people["admitted_on"].null_count == 193_132
        assert people["admitted_on"].null_count > 100

    def test_a_cell_and_a_district_are_small(self) -> None:
        assert 30 <= len(made(Size.CELL, SEED)["people"]) <= 40
        assert 30 <= len(made(Size.DISTRICT, SEED)["organisations"]) <= 42
        assert 595 <= len(made(Size.DISTRICT, SEED)["people"]) <= 610


class TestValidity:
    def test_ids_are_distinct_and_in_order(self, tables: dict[str, pa.Table]) -> None:
        for key in ("organisations", "collectives", "people"):
            ids = tables[key]["id"].to_pylist()
            assert ids == sorted(set(ids))
            assert len({len(one) for one in ids}) == 1

    def test_names_are_composed_and_card_numbers_distinct(self, tables: dict[str, pa.Table]) -> None:
        names = set(plain(tables["people"]["full_name"]).to_pylist())
        assert all(unicodedata.is_normalized("NFC", name) for name in names)
        cards = tables["people"]["card_number"].drop_null().to_pylist()
        assert len(set(cards)) == len(cards)
        assert all(len(card) == 12 and card.isdigit() for card in cards)

    def test_dictionaries_hold_no_value_twice(self, tables: dict[str, pa.Table]) -> None:
        for table in tables.values():
            for column in table.columns:
                for chunk in column.chunks:
                    if pa.types.is_dictionary(chunk.type):
                        assert len(chunk.dictionary.unique()) == len(chunk.dictionary)

    def test_references_and_codes_are_known_and_required_cells_full(self, tables: dict[str, pa.Table]) -> None:
        ids = {key: tables[key]["id"] for key in ("organisations", "collectives", "people")}
        for table in TABLES:
            for column in table.columns:
                values = plain(tables[table.key][column.key])
                if column.required:
                    assert values.null_count == 0, (table.key, column.key)
                known = ids[column.refers_to] if column.refers_to else pa.array(column.codes, pa.string())
                if column.refers_to or column.codes:
                    assert pc.all(pc.is_in(values.drop_null(), known)).as_py() is not False, (table.key, column.key)

    def test_subjects_and_places_are_of_the_right_table(self, tables: dict[str, pa.Table]) -> None:
        prefixes = {"organisation": "TC", "collective": "TT", "member": "DV", "cadre": "DV"}
        columns = [tables[key]["id"].combine_chunks() for key in ("organisations", "collectives", "people")]
        ids = pa.concat_arrays(columns)
        for key in ("reviews", "ballots", "decisions", "history", "nominations"):
            for kind, prefix in prefixes.items():
                subjects = plain(keep(tables[key], subject_kind=[kind])["subject"])
                assert pc.all(pc.starts_with(subjects, prefix)).as_py() is not False
                assert pc.all(pc.is_in(subjects, ids)).as_py() is not False
        for key in ("reviews", "ballots"):
            assert pc.all(pc.is_in(plain(tables[key]["place"]), ids)).as_py()

    def test_the_tree_has_no_cycle(self, tables: dict[str, pa.Table]) -> None:
        # Every parent stands before its children, which leaves no room for a cycle.
        organisations = tables["organisations"]
        parents = plain(organisations["parent"])
        assert parents.null_count == len(keep(organisations, kind=["province"]))
        assert pc.all(pc.less(parents, organisations["id"])).as_py()

    def test_hosts_are_not_reviewed_within_another(self, tables: dict[str, pa.Table]) -> None:
        collectives = tables["collectives"]
        guests = collectives.filter(pc.is_valid(collectives["reviewed_within"]))
        assert len(guests) >= 1
        hosts = keep(collectives, id=plain(guests["reviewed_within"]).to_pylist())
        assert hosts["reviewed_within"].null_count == len(hosts)
        assert set(plain(hosts["kind"]).to_pylist()) == {"caucus"}

    def test_nothing_ends_before_it_starts_and_dates_are_of_our_time(self, tables: dict[str, pa.Table]) -> None:
        for key in ("memberships", "posts", "circumstances"):
            assert pc.all(pc.less_equal(tables[key]["start"], tables[key]["end"])).as_py() is not False
        for table in tables.values():
            for column in table.columns:
                if pa.types.is_date(column.type) and column.null_count < len(column):
                    assert pc.min(column).as_py() >= date(1900, 1, 1)
                    assert pc.max(column).as_py() <= date(2100, 1, 1)

    def test_nobody_has_two_open_official_memberships(self, tables: dict[str, pa.Table]) -> None:
        official = keep(tables["memberships"], kind=["official"])
        assert distinct(official.filter(pc.is_null(official["end"])), "person")

    def test_votes_never_exceed_the_base(self, tables: dict[str, pa.Table]) -> None:
        ballots = tables["ballots"]
        total = ballots["invalid"]
        for level in ("htxsnv", "httnv", "htnv", "khtnv"):
            assert pc.min(ballots[level]).as_py() >= 0
            total = pc.add(total, ballots[level])
        assert pc.min(ballots["invalid"]).as_py() >= 0
        assert pc.min(ballots["base"]).as_py() >= 1
        assert pc.all(pc.less_equal(total, ballots["base"])).as_py()

    def test_what_may_be_there_once_is_there_once(self, tables: dict[str, pa.Table]) -> None:
        assert distinct(tables["decisions"], "subject_kind", "subject")
        assert distinct(tables["reviews"], "subject_kind", "subject", "place")
        assert distinct(tables["professional_ratings"], "person")
        assert distinct(tables["posts"], "person", "collective")
        assert distinct(tables["history"], "subject_kind", "subject", "year")
        giving = keep(tables["ballots"], kind=["rating", "proposal"])
        assert distinct(giving, "subject_kind", "subject", "place")
        assert distinct(keep(giving, subject_kind=["organisation", "collective"]), "subject_kind", "subject")

    def test_about_a_sixth_of_the_members_are_best(self) -> None:
        ballots = keep(made(Size.PROVINCE, SEED)["ballots"], subject_kind=["member"], kind=["rating", "proposal"])
        best = pc.greater_equal(pc.multiply(ballots["htxsnv"], 10), pc.multiply(ballots["base"], 7))
        assert 0.14 <= pc.mean(best).as_py() <= 0.20
