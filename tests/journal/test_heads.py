"""Heads on paper: read back, whatever is typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiemdiem.journal.queries import PrintedHead, head_of, holds, parse_head

DIGEST = "0123456789abcdef" * 4
UNITS = st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=64)


@given(UNITS, st.integers(1000, 9999), st.integers(0, 999_999_999))
def test_a_printed_head_is_read_back_even_when_the_code_has_colons(unit: str, year: int, number: int) -> None:
    head = PrintedHead(unit, year, number, DIGEST)
    assert parse_head(f"  {head}\n") == head


@given(st.one_of(st.text(), st.text().map("kiemdiem:{}".format), st.lists(st.text()).map(":".join)))
def test_anything_else_is_none_or_a_head_that_says_the_same(text: str) -> None:
    found = parse_head(text)
    assert found is None or str(found) == text.strip()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "kiemdiem",
        f"kiemdiem::2026:1:{DIGEST}",
        f"other:C1:2026:1:{DIGEST}",
        f"kiemdiem:C1:2026:²:{DIGEST}",
        f"kiemdiem:C1:٢٠٢٦:1:{DIGEST}",
        f"kiemdiem:C1:2026:{'9' * 5000}:{DIGEST}",
        f"kiemdiem:C1:2026:-1:{DIGEST}",
        f"kiemdiem:C\0:2026:1:{DIGEST}",
        "kiemdiem:C1:2026:1:abc",
        f"kiemdiem:C1:2026:1:{DIGEST}0",
    ],
)
def test_garbage_is_no_head(text: str) -> None:
    assert parse_head(text) is None


def test_capital_letters_of_a_typed_digest_do_not_matter() -> None:
    assert parse_head(f"kiemdiem:C1:2026:1:{DIGEST.upper()}") == PrintedHead("C1", 2026, 1, DIGEST)


@pytest.mark.django_db
def test_a_unit_that_did_nothing_has_no_head_and_an_invented_head_does_not_hold() -> None:
    assert head_of("C1", 2026) is None
    assert not holds(PrintedHead("C1", 2026, 999_999_999, DIGEST))
