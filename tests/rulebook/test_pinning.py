"""An edition pinned as a text is the same edition again."""

import json

import pytest

from kiemdiem.rulebook.loading import built_in_editions, load
from kiemdiem.rulebook.pinning import edition_of, pinned


@pytest.mark.parametrize("name", built_in_editions())
def test_a_pinned_edition_is_the_same_edition_again(name: str) -> None:
    edition = load(name)
    again = edition_of(pinned(edition))
    assert again == edition
    assert again.digest == edition.digest


def test_a_table_that_a_later_version_added_is_empty_in_an_older_pin() -> None:
    content = json.loads(pinned(load("nghe-an-2020")))
    del content["forms"]
    assert edition_of(json.dumps(content)).forms == ()
