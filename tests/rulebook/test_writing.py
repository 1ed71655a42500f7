"""Which sections a text of review has: by group and post, by year, by place."""

import pytest

from kiemdiem.rulebook.loading import load
from kiemdiem.rulebook.writing import Author, congress_term, is_shown, sections_for

NEW = load("nghe-an-2020")
OLD = load("nghe-an-2019")


def keys(author: Author, edition: object = NEW) -> list[str]:
    assert edition in (NEW, OLD)
    return [section.key for section in sections_for(OLD if edition is OLD else NEW, author)]


def test_a_collective_writes_the_contents_of_i_2_1_in_their_order() -> None:
    written = sections_for(NEW, Author(is_collective=True))
    assert [section.heading for section in written] == [
        "I.1",
        "I.2",
        "I.3",
        "I.4",
        "I.5",
        "I.6",
        "II",
        "III",
        "V",
        "VI",
    ]
    assert {section.form for section in written} == {"1"}


def test_the_congress_section_is_new_in_2020_i_2_1_n() -> None:
    assert "report_congress" in keys(Author(is_collective=True))
    assert "report_congress" not in keys(Author(is_collective=True), OLD)


def test_a_leader_of_2020_answers_for_the_congresses_i_2_2_f() -> None:
    assert "congress" in keys(Author(is_leader=True))
    assert "congress" not in keys(Author(is_leader=True), OLD)
    assert "congress" not in keys(Author())


@pytest.mark.parametrize(
    ("occupation", "key"),
    [
        ("official", "work_of_officials"),
        ("budget_paid", "work_of_officials"),
        ("worker", "work_of_workers"),
        ("retired", "life_of_retired"),
    ],
)
def test_the_emphasis_follows_the_group_of_work_i_2_2_c(occupation: str, key: str) -> None:
    emphases = {"work_of_officials", "work_of_workers", "life_of_retired"}
    assert set(keys(Author(occupation=occupation))) & emphases == {key}


def test_of_an_unknown_group_no_emphasis_is_asked() -> None:
    assert keys(Author()) == ["politics", "duties", "commitment", "causes", "directions"]


def test_leaders_write_of_their_posts_and_heads_of_the_collective_i_2_2_e_and_i_2_2_g() -> None:
    leader, head = keys(Author(is_leader=True)), keys(Author(is_head=True))
    assert {"post_duties", "leadership", "innovation", "assets", "care", "example", "own_part"} <= set(leader)
    assert set(head) - set(leader) == {"result_headed"}


def test_the_term_of_the_congress_depends_on_the_kind_of_organisation_i_2_1_n() -> None:
    assert congress_term(NEW, "cell") == "2020–2022"
    assert congress_term(NEW, "grassroots_committee") == congress_term(NEW, "district") == "2020–2025"
    assert congress_term(OLD, "cell") == ""


def test_a_post_is_reviewed_where_it_is_held_and_the_member_in_the_cell_i_3_3_f() -> None:
    by_key = {section.key: section for section in sections_for(NEW, Author(is_head=True))}
    in_cell = {key for key, one in by_key.items() if is_shown(one, in_cell=True, at_post=False)}
    at_post = {key for key, one in by_key.items() if is_shown(one, in_cell=False, at_post=True)}
    assert "politics" in in_cell - at_post
    assert "leadership" in at_post - in_cell
    assert in_cell & at_post == {"causes", "directions"}
    assert in_cell | at_post == set(by_key)


def test_there_are_27_manifestations_in_three_groups_and_five_steps_i_2_2_a() -> None:
    groups = [one.group for one in NEW.manifestations]
    assert {group: groups.count(group) for group in set(groups)} == {"A": 9, "B": 9, "C": 9}
    assert [step.key for step in NEW.steps] == ["1", "2", "3", "4", "5"]
    assert [step.key for step in NEW.steps if step.measure] == ["2", "3", "4", "5"]
