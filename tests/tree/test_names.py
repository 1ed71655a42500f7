"""Names sort as Vietnamese lists do, and are found with and without diacritics."""

import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiemdiem.tree.names import clean, folded, has_diacritics, person_key, plain_key

PEOPLE = """
An
Lê An
Lê Văn An
Nguyễn An
Nguyễn Thị An
Nguyễn Văn An
Trần An
Nguyễn Văn Án
Nguyễn Văn Anh
Trần Thị Ánh
Hồ Ân
Phan Ân
Hồ Ấn
Lê Ba
Lê Bà
Lê Bả
Lê Bã
Lê Bá
Lê Bạ
Trần Thị Bích
Trần Thị Bình
Trần Thị Bính
Lê Cường
Lê Dung
Lê Dũng
Lê Đào
Lê Đức
Trần Em
Trần Êm
John Felix
Lê Giang
Lê Hoa
Lê Hoà
Lê Hòa
Lê Hỏa
Lê Hóa
Lê Hoàng
Lê Khanh
Lê Lan
Lê Loan
Lê Lộc
Lê Lợi
Lê Oanh
Lê Ôn
Lê Ơn
Lê Phương
Đặng Quý
Đinh Quý
Lê Thu
Lê Thủ
Lê Thư
Lê Tư
Lê Uyên
Lê Ước
Nguyễn Vinh
Y Wan
Lê Xuân
Lê Ý
Lê Yến
Ngô Zung
""".strip().splitlines()
"""In the order of the dictionary."""
UNITS = [
    "Chi bộ 1", "Chi bộ 2", "Chi bộ 10", "Chi bộ cơ quan", "Chi bộ xóm 1", "Chi bộ xóm 2A", "Chi bộ xóm 2B",
    "Chi bộ xóm 10A", "Chi bộ xóm Thượng", "Đảng bộ xã Ân Phú", "Đảng bộ xã Đông Hà", "Đảng bộ xã Hà Linh",
]  # fmt: skip
VIETNAMESE = st.text(
    "aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạấầẩẫậắằẳẵặéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ -'", max_size=40
)
ANYTHING = st.one_of(VIETNAMESE, st.text(max_size=40))


def _nfd(text: str) -> str:
    return unicodedata.normalize("NFD", text)


@pytest.mark.parametrize("written", [str, _nfd, str.upper], ids=["NFC", "NFD", "capitals"])
def test_people_stand_in_the_order_of_the_dictionary(written: type[str]) -> None:
    shuffled = random.Random(7).sample(PEOPLE, len(PEOPLE))
    assert sorted(shuffled, key=lambda name: person_key(written(name))) == PEOPLE


def test_units_stand_by_their_words_and_numbers_by_their_value() -> None:
    shuffled = random.Random(7).sample(UNITS, len(UNITS))
    assert sorted(shuffled, key=plain_key) == UNITS


@given(ANYTHING)
def test_the_same_name_in_nfc_and_nfd_has_the_same_keys(name: str) -> None:
    for key in (person_key, plain_key, folded, clean):
        assert key(unicodedata.normalize("NFC", name)) == key(_nfd(name))
    assert has_diacritics(unicodedata.normalize("NFC", name)) == has_diacritics(_nfd(name))


@given(ANYTHING)
def test_keys_fit_their_columns_and_do_not_depend_on_spaces(name: str) -> None:
    for key in (person_key, plain_key):
        assert len(key(name)) <= 200
        assert key(f"  {name}\t") == key(name)
    assert len(folded(name)) <= 2 * len(clean(name))


@given(st.lists(VIETNAMESE, max_size=12), st.randoms())
def test_the_order_does_not_depend_on_where_one_begins(names: list[str], chance: random.Random) -> None:
    once = sorted(names, key=lambda name: (person_key(name), name))
    chance.shuffle(names)
    assert sorted(names, key=lambda name: (person_key(name), name)) == once


@given(st.text("aăâbcdđeêghiklmnoôơpqrstuưvxy", min_size=1), st.text("aăâbcdđeêghiklmnoôơpqrstuưvxy", min_size=1))
def test_different_words_have_different_keys(one: str, other: str) -> None:
    assert (person_key(one) == person_key(other)) == (one == other) or max(len(one), len(other)) > 90


def test_a_name_of_one_word_stands_before_the_same_with_a_family_name() -> None:
    assert person_key("An") < person_key("Bùi An") < person_key("Bùi Thị An") < person_key("Ánh")


def test_foreign_names_stand_by_their_plain_letters() -> None:
    names = [
        "José Alvarez",
        "François Dupont",
        "Jürgen Muller",
        "Jürgen Müller",
        "Jurgen Mun",
        "Иван Иванов",
        "李 小龙",
    ]
    assert sorted(names, key=person_key)[-2:] == ["Иван Иванов", "李 小龙"]
    assert person_key("Jürgen Müller") == person_key("Jurgen Muller")
    assert person_key("Y-Bih O'Neil") == person_key("YBih ONeil")


@pytest.mark.parametrize("empty", ["", " ", "-", "'", "\u0301", "\u200b"])
def test_what_has_no_letter_still_has_a_key(empty: str) -> None:
    assert person_key(empty) < person_key("A")
    assert plain_key(empty) < plain_key("A")


def test_names_are_folded_for_searching() -> None:
    assert folded("  NGUYỄN  Thị Ước ") == "nguyen thi uoc"
    assert folded(_nfd("Đặng Đình Đức")) == "dang dinh duc"
    assert folded("Hà Ỷ") == "ha y"
    assert len(folded("각" * 120)) == 120
    assert clean(_nfd("  Nguyễn   Văn An ")) == "Nguyễn Văn An"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("an", False), ("AN", False), (" van  an ", False), ("", False), ("Ấn", True), ("đ", True), ("ơn", True)],
)
def test_whether_somebody_typed_diacritics(typed: str, expected: bool) -> None:
    assert has_diacritics(typed) is has_diacritics(_nfd(typed)) is expected
