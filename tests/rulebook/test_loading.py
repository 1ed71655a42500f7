"""Reading an edition's folder: what is there, what is wrong with it, and extending another edition."""

from datetime import date
from pathlib import Path

import pytest

from kiemdiem.rulebook.edition import AwardRule, Clause, Competence, Deadline, Edition, Form, Option, Threshold, Value
from kiemdiem.rulebook.loading import BUILT_IN, EditionError, built_in_editions, load

from .samples import EDITIONS, forget_editions, said, write_edition

HEAD = """
id = "ours"
title_vi = "Của ta"
title_en = "Ours"
instrument = "Kế hoạch 1"
in_force_from = 2022-11-05
year = 2022
"""
CLAUSE = '[[clause]]\nid = "A.1"\nline = "9"\nsubject_vi = "v"\nsubject_en = "e"\nvi = "vi"\nen = "en"\n'
VALUE = '[[value]]\nkey = "months"\nvalue = 6\nunit = "m"\nin_force_from = 2022-01-01\nvi = "v"\nen = "e"\n'
TABLES = """
[[threshold]]
level = "HTNV"
counted = ["HTNV", "HTTNV"]
share = "66.5"
strictly_more = true
clause = "A.1"

[[deadline]]
key = "end"
bodies = ["province"]
day = 15
month = 1
clause = "A.1"
vi = "v"
en = "e"

[[competence]]
places = ["district"]
managed_by = "province"
clause = "A.1"

[[award]]
key = "year"
certified = false
clause = "A.1"
vi = "v"
en = "e"

[[form]]
key = "1"
clause = "A.1"
vi = "v"
en = "e"
"""
OPTION = """
[[option]]
id = "Q1"
key = "way"
clause = "A.1"
default = "one"
choices = ["one", "two"]
question_vi = "v"
question_en = "e"
reason_vi = "v"
reason_en = "e"
"""


@pytest.fixture(autouse=True)
def _nothing_read_before() -> None:
    forget_editions()


def problems(folder: str) -> list[str]:
    with pytest.raises(EditionError) as refused:
        load(folder)
    assert str(refused.value) == "; ".join(said(refused.value.problems))
    return said(refused.value.problems)


class TestReading:
    def test_every_table_is_read_into_its_rows(self, tmp_path: Path) -> None:
        folder = write_edition(tmp_path, edition=HEAD, clauses=CLAUSE, values=VALUE, options=OPTION, tables=TABLES)
        assert load(folder) == Edition(
            id="ours", title_vi="Của ta", title_en="Ours", instrument="Kế hoạch 1", in_force_from=date(2022, 11, 5),
            year=2022,
            clauses=(Clause("A.1", "9", "v", "e", "vi", "en"),),
            values=(Value("months", 6, "m", date(2022, 1, 1), "v", "e"),),
            options=(Option("Q1", "way", "A.1", "one", ("one", "two"), "v", "e", "v", "e"),),
            thresholds=(Threshold("HTNV", ("HTNV", "HTTNV"), "66.5", True, "A.1"),),
            deadlines=(Deadline("end", ("province",), 15, 1, "A.1", "v", "e"),),
            competences=(Competence(("district",), "province", "A.1"),),
            awards=(AwardRule("year", False, "A.1", "v", "e"),),
            forms=(Form("1", "A.1", "v", "e"),),
        )  # fmt: skip

    def test_optional_keys_are_read_too(self, tmp_path: Path) -> None:
        clauses = CLAUSE + 'change = "new"\nsteps = ["ratings"]\nforms = ["1", "2"]\n'
        values = VALUE.replace("6", '"HTNV"') + 'clause = "A.1"\nsource = "S"\nsecondary = true\noption = "way"\n'
        edition = load(write_edition(tmp_path, edition=HEAD + "derived = true\n", clauses=clauses, values=values))
        clause, value = edition.clause("A.1"), edition.value("months")
        assert (clause.change, clause.steps, clause.forms) == ("new", ("ratings",), ("1", "2"))
        assert (value.value, value.clause, value.source, value.secondary, value.option) == (
            "HTNV", "A.1", "S", True, "way",
        )  # fmt: skip
        assert edition.derived

    def test_tables_may_be_missing_altogether(self, tmp_path: Path) -> None:
        edition = load(write_edition(tmp_path, edition=HEAD))
        assert (edition.clauses, edition.values, edition.thresholds) == ((), (), ())
        assert (edition.derived, edition.extends, edition.without) == (False, "", ())

    def test_a_built_in_edition_is_read_once(self) -> None:
        assert load("nghe-an-2020") is load("nghe-an-2020")
        assert load("nghe-an-2020") is load(str(BUILT_IN / "nghe-an-2020"))

    def test_a_folder_is_read_anew_for_somebody_may_be_writing_it(self, tmp_path: Path) -> None:
        folder = write_edition(tmp_path, edition=HEAD)
        assert load(folder).clauses == ()
        write_edition(tmp_path, clauses=CLAUSE)
        assert [clause.id for clause in load(folder).clauses] == ["A.1"]

    def test_the_built_in_editions_are_found_by_their_names(self) -> None:
        assert built_in_editions() == EDITIONS
        assert [load(name).id for name in EDITIONS] == list(EDITIONS)

    def test_a_built_in_edition_goes_before_a_folder_of_the_same_name(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        write_edition(tmp_path / "nghe-an-2020", edition=HEAD)
        write_edition(tmp_path / "other", edition=HEAD)
        monkeypatch.chdir(tmp_path)
        assert load("nghe-an-2020").id == "nghe-an-2020"
        assert load("other").id == "ours"


class TestUnknownEditions:
    def test_an_unknown_edition_is_named_with_those_that_there_are(self, tmp_path: Path) -> None:
        known = "nghe-an-2019, nghe-an-2020"
        text = "There is no edition {}: neither a folder with edition.toml nor one of {}."
        for name in ("nowhere", str(tmp_path)):
            assert problems(name) == [text.format(name, known)]

    def test_an_edition_may_not_extend_an_unknown_one(self, tmp_path: Path) -> None:
        found = problems(write_edition(tmp_path, edition=HEAD + 'extends = "nowhere"\n'))
        assert len(found) == 1
        assert "no edition nowhere" in found[0]


class TestFaults:
    def faults(self, folder: Path, **files: str) -> list[str]:
        return problems(write_edition(folder, **{"edition": HEAD, **files}))

    def test_an_unknown_key_is_named_with_its_row(self, tmp_path: Path) -> None:
        found = self.faults(tmp_path, clauses=CLAUSE + 'zoo = 1\ncolour = "red"\n', edition=HEAD + "size = 1\n")
        assert found == [
            "[[clause]] A.1: unknown key colour", "[[clause]] A.1: unknown key zoo", "edition.toml: unknown key size",
        ]  # fmt: skip

    def test_rows_may_not_be_given_in_the_head(self, tmp_path: Path) -> None:
        assert self.faults(tmp_path, edition=HEAD + "clauses = []\n") == ["edition.toml: unknown key clauses"]

    def test_a_missing_key_is_named_with_its_row(self, tmp_path: Path) -> None:
        found = self.faults(tmp_path, clauses=CLAUSE.replace('line = "9"\n', ""), edition=HEAD.replace("year", "#"))
        assert found == ["[[clause]] A.1: line is missing", "edition.toml: year is missing"]

    def test_a_row_without_a_name_is_told_by_its_number(self, tmp_path: Path) -> None:
        rows = TABLES + '[[threshold]]\ncounted = []\nshare = "1"\nstrictly_more = false\nclause = "A.1"\n'
        assert self.faults(tmp_path, tables=rows) == ["[[threshold]] 2: level is missing"]

    @pytest.mark.parametrize(
        ("old", "new", "expected"),
        [
            ('unit = "m"', "unit = 5", "[[value]] months: unit is 5; expected is text"),
            ("value = 6", "value = true", "[[value]] months: value is True; expected is a whole number"),
            ("value = 6", "value = 6.5", "[[value]] months: value is 6.5; expected is a whole number"),
            ("2022-01-01", '"2022"', "[[value]] months: in_force_from is 2022; expected is a date"),
            ("2022-01-01", "2022-01-01T00:00:00", "in_force_from is 2022-01-01 00:00:00; expected is a date"),
            ("value = 6", 'value = 6\nsecondary = "x"', "[[value]] months: secondary is x; expected is true or false"),
        ],
    )
    def test_a_value_of_a_wrong_type_is_named_with_what_is_expected(
        self, old: str, new: str, expected: str, tmp_path: Path
    ) -> None:
        found = self.faults(tmp_path, values=VALUE.replace(old, new))
        assert len(found) == 1
        assert found[0].endswith(expected)

    @pytest.mark.parametrize("wrong", ['"ratings"', "[1]", '["ratings", 1]', "3"])
    def test_a_list_must_be_one_of_texts(self, wrong: str, tmp_path: Path) -> None:
        found = self.faults(tmp_path, clauses=CLAUSE + f"steps = {wrong}\n")
        assert len(found) == 1
        assert found[0].startswith("[[clause]] A.1: steps is ")

    def test_where_a_list_of_texts_is_expected_the_fault_says_so(self, tmp_path: Path) -> None:
        found = self.faults(tmp_path, clauses=CLAUSE + "steps = 3\n")
        assert found == ["[[clause]] A.1: steps is 3; expected is a list of texts"]

    def test_one_table_in_two_files_is_refused_and_no_row_is_dropped(self, tmp_path: Path) -> None:
        form = '[[form]]\nkey = "1"\nclause = "A.1"\nvi = "v"\nen = "e"\n'
        found = self.faults(tmp_path, clauses=CLAUSE, values=form, tables=form)
        assert found == ["tables.toml: [[form]] stands in another file too: keep it in one"]

    def test_an_unknown_table_is_named(self, tmp_path: Path) -> None:
        found = self.faults(tmp_path, tables="[[zoo]]\na = 1\n[[colour]]\nb = 2\n")
        assert found == ["unknown table [[colour]]", "unknown table [[zoo]]"]

    @pytest.mark.parametrize("wrong", ["[clause]\nid = 'A.1'\n", "clause = 1\n", "clause = [1]\n"])
    def test_a_table_must_be_a_list_of_tables(self, wrong: str, tmp_path: Path) -> None:
        assert self.faults(tmp_path, clauses=wrong) == ["[[clause]] must be a list of tables"]

    def test_a_syntax_error_is_named_with_its_file_and_place(self, tmp_path: Path) -> None:
        found = self.faults(tmp_path, values="[[value]\n", clauses="= 1\n")
        assert [problem.partition(": ")[0] for problem in found] == ["clauses.toml", "values.toml"]
        assert all(problem.partition(": ")[2].startswith("cannot be read as TOML: ") for problem in found)
        assert all("line 1" in problem for problem in found)

    def test_a_file_that_is_no_utf_8_is_a_fault(self, tmp_path: Path) -> None:
        (tmp_path / "clauses.toml").write_bytes(b"a = '\xff'\n")
        found = self.faults(tmp_path)
        assert len(found) == 1
        assert found[0].startswith("clauses.toml: cannot be read as TOML: 'utf-8'")

    def test_every_fault_is_named_in_one_pass(self, tmp_path: Path) -> None:
        found = self.faults(
            tmp_path, edition=HEAD + "size = 1\n", clauses=CLAUSE + "zoo = 1\n", values=VALUE + "zoo = 1\n", tables="[["
        )
        assert len(found) == 4


class TestDuplicates:
    def test_two_rows_of_one_key_name_both_clauses(self, tmp_path: Path) -> None:
        values = VALUE + 'clause = "A.1"\n' + VALUE.replace("6", "7") + 'clause = "B.2"\n'
        found = problems(write_edition(tmp_path, edition=HEAD, values=values))
        assert found == ["[[value]] months stands twice and contradicts itself: under A.1 and under B.2"]

    def test_where_no_clause_is_cited_the_instrument_is_named(self, tmp_path: Path) -> None:
        values = VALUE + 'source = "HD 1"\n' + VALUE
        found = problems(write_edition(tmp_path, edition=HEAD, values=values))
        assert found == ["[[value]] months stands twice and contradicts itself: under HD 1 and under ?"]

    def test_two_clauses_of_one_id_are_a_fault(self, tmp_path: Path) -> None:
        found = problems(write_edition(tmp_path, edition=HEAD, clauses=CLAUSE * 2))
        assert found == ["[[clause]] A.1 stands twice and contradicts itself: under A.1 and under A.1"]

    def test_options_are_told_apart_by_their_key_for_two_may_answer_one_question(self, tmp_path: Path) -> None:
        options = OPTION + OPTION.replace('"way"', '"other"')
        assert len(load(write_edition(tmp_path, edition=HEAD, options=options)).options) == 2

    def test_rows_without_a_key_are_no_duplicates(self, tmp_path: Path) -> None:
        competence = '[[competence]]\nplaces = ["district"]\nmanaged_by = "province"\nclause = "A.1"\n'
        assert len(load(write_edition(tmp_path, edition=HEAD, tables=competence * 2)).competences) == 2


class TestExtending:
    @pytest.fixture
    def base(self, tmp_path: Path) -> Path:
        clauses = CLAUSE + CLAUSE.replace("A.1", "B.2")
        values = VALUE + 'clause = "A.1"\n' + VALUE.replace("months", "years") + 'clause = "B.2"\n'
        more = TABLES.replace('"end"', '"begin"').replace('"1"', '"2"').replace('key = "year"', 'key = "flag"')
        folder = tmp_path / "base"
        write_edition(folder, edition=HEAD, clauses=clauses, values=values, options=OPTION, tables=TABLES + more)
        return tmp_path

    def extended(self, base: Path, head: str = "", **files: str) -> Edition:
        text = HEAD.replace('"ours"', '"theirs"') + 'extends = "base"\n' + head
        return load(write_edition(base / "theirs", edition=text, **files))

    def test_an_edition_that_extends_itself_is_refused(self, base: Path) -> None:
        text = HEAD.replace('"ours"', '"theirs"') + 'extends = "theirs"\n'
        with pytest.raises(EditionError) as caught:
            load(write_edition(base / "theirs", edition=text))
        assert said(caught.value.problems) == ["edition.toml: theirs extends itself, directly or through another"]

    def test_two_editions_that_extend_each_other_are_refused(self, base: Path) -> None:
        write_edition(base / "one", edition=HEAD.replace('"ours"', '"one"') + 'extends = "two"\n')
        with pytest.raises(EditionError) as caught:
            load(write_edition(base / "two", edition=HEAD.replace('"ours"', '"two"') + 'extends = "one"\n'))
        assert said(caught.value.problems) == ["edition.toml: one extends itself, directly or through another"]

    def test_an_edition_that_extends_one_that_is_not_there_is_refused(self, base: Path) -> None:
        with pytest.raises(EditionError, match="There is no edition nowhere"):
            load(write_edition(base / "theirs", edition=HEAD + 'extends = "nowhere"\n'))

    def test_what_is_not_said_anew_is_taken_over(self, base: Path) -> None:
        own, other = self.extended(base), load(str(base / "base"))
        assert (own.id, own.extends) == ("theirs", "base")
        for rows in ("clauses", "values", "options", "thresholds", "deadlines", "competences", "awards", "forms"):
            assert getattr(own, rows) == getattr(other, rows)
            assert getattr(own, rows)

    def test_own_rows_stand_in_the_place_of_those_of_the_same_key_and_new_ones_after_them(self, base: Path) -> None:
        values = VALUE.replace("6", "7") + 'clause = "A.1"\n' + VALUE.replace("months", "days") + 'clause = "A.1"\n'
        clauses = CLAUSE.replace('"en"', '"anew"') + CLAUSE.replace("A.1", "C.3")
        own = self.extended(base, values=values, clauses=clauses, options=OPTION.replace('"way"', '"else"'))
        assert [(value.key, value.value) for value in own.values] == [("months", 7), ("years", 6), ("days", 6)]
        assert [(clause.id, clause.en) for clause in own.clauses] == [("A.1", "anew"), ("B.2", "en"), ("C.3", "en")]
        assert [option.key for option in own.options] == ["way", "else"]

    def test_own_tables_replace_or_add_to_those_of_the_base(self, base: Path) -> None:
        tables = TABLES.replace("day = 15", "day = 20").replace('"1"', '"9"').replace("= false", "= true")
        tables = tables.replace('"66.5"', '"50"').replace('"district"', '"province"')
        own = self.extended(base, tables=tables)
        assert [(row.key, row.day) for row in own.deadlines] == [("end", 20), ("begin", 15)]
        assert [(row.key, row.certified) for row in own.awards] == [("year", True), ("flag", False)]
        assert [row.key for row in own.forms] == ["1", "2", "9"]
        assert [row.share for row in own.thresholds] == ["50"]
        assert [row.places for row in own.competences] == [("province",)]

    def test_what_is_left_out_goes_with_all_that_cites_it(self, base: Path) -> None:
        own = self.extended(base, 'without = ["A.1"]\n')
        assert own.without == ("A.1",)
        assert [clause.id for clause in own.clauses] == ["B.2"]
        assert [value.key for value in own.values] == ["years"]
        assert (own.deadlines, own.competences, own.awards, own.forms) == ((), (), (), ())
        assert [option.key for option in own.options] == ["way"]

    def test_only_a_clause_of_the_base_can_be_left_out(self, base: Path) -> None:
        with pytest.raises(EditionError) as refused:
            self.extended(base, 'without = ["A.1", "Z.9"]\n')
        assert said(refused.value.problems) == ["edition.toml: without names Z.9, which ours does not have"]

    def test_faults_of_the_base_are_named(self, base: Path) -> None:
        write_edition(base / "base", clauses=CLAUSE + "zoo = 1\n")
        with pytest.raises(EditionError) as refused:
            self.extended(base)
        assert said(refused.value.problems) == ["[[clause]] A.1: unknown key zoo"]

    def test_own_faults_are_named_beside_those_of_the_base(self, base: Path) -> None:
        write_edition(base / "base", clauses=CLAUSE + "zoo = 1\n")
        with pytest.raises(EditionError) as refused:
            self.extended(base, values=VALUE + "colour = 1\n")
        assert said(refused.value.problems) == [
            "[[value]] months: unknown key colour", "[[clause]] A.1: unknown key zoo",
        ]  # fmt: skip

    def test_a_built_in_edition_can_be_extended_from_anywhere(self, tmp_path: Path) -> None:
        head = HEAD + 'extends = "nghe-an-2019"\n'
        own = load(write_edition(tmp_path, edition=head, values=VALUE.replace("months", "member_least_months")))
        assert own.clauses == load("nghe-an-2019").clauses
        assert own.value("member_least_months").unit == "m"


def test_the_editions_lie_beside_the_code() -> None:
    assert BUILT_IN.name == "editions"
    assert (BUILT_IN / "nghe-an-2020" / "clauses.toml").is_file()
