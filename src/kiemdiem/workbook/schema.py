"""The tables and columns of the workbook: a public interface (keys, codes and titles stay).

Each column has a key, a Vietnamese title (both are accepted as headings), a kind of value and,
where it names something, the table it points to.
"""

from dataclasses import dataclass, field, replace
from enum import Enum, StrEnum

from kiemdiem.vocabulary import (
    LEVELS,
    Arrival,
    Award,
    BallotKind,
    CircumstanceKind,
    CollectiveKind,
    ManagedBy,
    MembershipKind,
    Occupation,
    OrganisationKind,
    RequirementKind,
    Role,
    SubjectKind,
)


class ValueKind(Enum):
    """How the cells of a column are read."""

    TEXT = "text"
    IDENTIFIER = "identifier"
    DATE = "date"
    FLAG = "flag"
    COUNT = "count"
    YEAR = "year"
    CODE = "code"
    REFERENCE = "reference"
    SUBJECT = "subject"
    PLACE = "place"


@dataclass(frozen=True)
class Column:
    """One column: its key, Vietnamese title, kind of value, and what binds it."""

    key: str
    title: str
    kind: ValueKind = ValueKind.TEXT
    codes: tuple[str, ...] = ()
    refers_to: str = ""
    required: bool = False
    """The cell may not be empty."""
    ties: bool = False
    """The column itself must be there (the first column, and those that tie it to others)."""
    note: str = ""
    """A hint for the template (Vietnamese)."""


@dataclass(frozen=True)
class Table:
    """One table of the workbook, in the order of its columns."""

    key: str
    title: str
    columns: tuple[Column, ...]
    must_be_there: bool = False
    by_key: dict[str, Column] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_key", {column.key: column for column in self.columns})


GUIDE_SHEET = "Hướng dẫn"
"""The sheet of the template that explains; it is no table."""
LEVEL_CODES = tuple(level.name for level in LEVELS)


def _codes(enum: type[StrEnum]) -> tuple[str, ...]:
    return tuple(member.value for member in enum)


def _text(key: str, title: str, note: str = "") -> Column:
    return Column(key, title, note=note)


def _identifier(key: str, title: str, note: str = "") -> Column:
    return Column(key, title, ValueKind.IDENTIFIER, required=True, ties=True, note=note)


def _date(key: str, title: str, note: str = "") -> Column:
    return Column(key, title, ValueKind.DATE, note=note)


def _flag(key: str, title: str, note: str = "") -> Column:
    return Column(key, title, ValueKind.FLAG, note=note)


def _count(key: str, title: str, *, required: bool = False, note: str = "") -> Column:
    return Column(key, title, ValueKind.COUNT, required=required, note=note)


def _code(key: str, title: str, codes: tuple[str, ...], *, required: bool = False) -> Column:
    return Column(key, title, ValueKind.CODE, codes=codes, required=required)


def _refers(key: str, title: str, table: str, *, required: bool = False, ties: bool = False, note: str = "") -> Column:
    return Column(key, title, ValueKind.REFERENCE, refers_to=table, required=required, ties=ties, note=note)


_SUBJECT_KIND = _code("subject_kind", "Loại đối tượng", _codes(SubjectKind), required=True)
_SUBJECT = Column("subject", "Mã đối tượng", ValueKind.SUBJECT, required=True, ties=True)
_PLACE = Column("place", "Nơi (mã tập thể hoặc chi bộ)", ValueKind.PLACE, ties=True)
_PERSON = _refers("person", "Mã người", "people", required=True, ties=True)

TABLES: tuple[Table, ...] = (
    Table(
        "organisations",
        "Tổ chức",
        (
            _identifier("id", "Mã tổ chức"),
            _text("name", "Tên tổ chức"),
            _code("kind", "Loại tổ chức", _codes(OrganisationKind), required=True),
            _refers("parent", "Tổ chức cấp trên trực tiếp", "organisations", ties=True),
            _date("established_on", "Ngày thành lập"),
            _flag("territorial", "Xã, phường, thị trấn"),
            _date("transferred_on", "Ngày chuyển giao"),
            _text("transferred_from", "Chuyển giao từ"),
        ),
        must_be_there=True,
    ),
    Table(
        "collectives",
        "Tập thể",
        (
            _identifier("id", "Mã tập thể"),
            _text("name", "Tên tập thể"),
            _code("kind", "Loại tập thể", _codes(CollectiveKind), required=True),
            _refers("organisation", "Thuộc tổ chức", "organisations", ties=True),
            _refers("reviewed_within", "Kiểm điểm gắn với tập thể", "collectives"),
        ),
    ),
    Table(
        "people",
        "Người",
        (
            _identifier("id", "Mã người"),
            _text("full_name", "Họ và tên"),
            _date("birth_date", "Ngày sinh"),
            _text("gender", "Giới tính"),
            _text("card_number", "Số thẻ đảng viên", "12 chữ số, giữ số 0 ở đầu"),
            _date("admitted_on", "Ngày kết nạp", "để trống: chưa là đảng viên"),
            _date("official_on", "Ngày chính thức"),
            _code("occupation", "Nhóm nghề nghiệp", _codes(Occupation)),
            _refers("workplace", "Nơi công tác", "organisations"),
            _flag("short_contract", "Hợp đồng ngắn hạn"),
            _refers("residence_cell", "Chi bộ nơi cư trú", "organisations"),
            _flag("remark_exempt", "Không lấy nhận xét nơi cư trú"),
        ),
        must_be_there=True,
    ),
    Table(
        "memberships",
        "Sinh hoạt đảng",
        (
            _PERSON,
            _refers("cell", "Chi bộ", "organisations", required=True, ties=True),
            _code("kind", "Hình thức sinh hoạt", _codes(MembershipKind), required=True),
            _date("start", "Từ ngày"),
            _date("end", "Đến ngày", "để trống: còn sinh hoạt"),
        ),
    ),
    Table(
        "posts",
        "Chức vụ",
        (
            _PERSON,
            _refers("collective", "Tập thể", "collectives", required=True, ties=True),
            _text("title", "Tên chức vụ"),
            _code("role", "Vai trò", _codes(Role)),
            _count("rank", "Thứ bậc", note="số nguyên, 1 là cao nhất"),
            _flag("presides", "Chức vụ chủ trì"),
            _date("start", "Từ ngày"),
            _date("end", "Đến ngày"),
            _code("arrival", "Hình thức vào chức vụ", _codes(Arrival)),
            _flag("equal_before", "Trước đó giữ chức vụ tương đương"),
            _flag("own_rating_unaffected", "Không liên quan mức xếp loại của đơn vị mới"),
            _code("managed_by", "Diện quản lý", _codes(ManagedBy)),
        ),
    ),
    Table(
        "circumstances",
        "Tình trạng",
        (
            _PERSON,
            _code("kind", "Loại tình trạng", _codes(CircumstanceKind), required=True),
            _date("start", "Từ ngày"),
            _date("end", "Đến ngày"),
            _refers("organisation", "Tổ chức", "organisations", note="kỷ luật: nơi xảy ra vi phạm"),
            _text("note", "Ghi chú"),
        ),
    ),
    Table(
        "professional_ratings",
        "Xếp loại chuyên môn",
        (
            _PERSON,
            _code("level", "Mức xếp loại", LEVEL_CODES, required=True),
            _date("decided_on", "Ngày quyết định"),
        ),
    ),
    Table(
        "reviews",
        "Kiểm điểm",
        (
            _SUBJECT_KIND,
            _SUBJECT,
            _PLACE,
            _code("self_level", "Mức tự nhận", LEVEL_CODES),
            _date("completed_on", "Ngày kiểm điểm xong"),
            _flag("self_report", "Gửi báo cáo tự đánh giá"),
        ),
    ),
    Table(
        "requirements",
        "Nhận xét, kết quả phải có",
        (
            _PERSON,
            _code("kind", "Loại văn bản", _codes(RequirementKind), required=True),
            _date("received_on", "Ngày nhận"),
        ),
    ),
    Table(
        "ballots",
        "Bỏ phiếu",
        (
            _SUBJECT_KIND,
            _SUBJECT,
            _PLACE,
            _code("kind", "Loại phiếu", _codes(BallotKind), required=True),
            _count("base", "Số người tham gia bỏ phiếu", required=True, note="số phiếu phát ra cho người có mặt"),
            _count("htxsnv", "Phiếu HTXSNV"),
            _count("httnv", "Phiếu HTTNV"),
            _count("htnv", "Phiếu HTNV"),
            _count("khtnv", "Phiếu KHTNV"),
            _count("invalid", "Phiếu không hợp lệ", note="kể cả phiếu trắng"),
        ),
    ),
    Table(
        "decisions",
        "Quyết định xếp loại",
        (
            _SUBJECT_KIND,
            _SUBJECT,
            _code("level", "Mức xếp loại", LEVEL_CODES, required=True),
            _date("decided_on", "Ngày quyết định"),
            _text("authority", "Cấp quyết định"),
            _text("reason", "Căn cứ"),
        ),
    ),
    Table(
        "history",
        "Kết quả các năm trước",
        (
            _SUBJECT_KIND,
            _SUBJECT,
            Column("year", "Năm", ValueKind.YEAR, required=True),
            _code("level", "Mức xếp loại", LEVEL_CODES),
            _code("award", "Khen thưởng", _codes(Award)),
            _text("awarded_by", "Cấp khen thưởng"),
        ),
    ),
    Table(
        "nominations",
        "Đề nghị khen thưởng",
        (
            _SUBJECT_KIND,
            _SUBJECT,
            _code("award", "Hình thức khen thưởng", _codes(Award), required=True),
            _text("achievement", "Thành tích"),
            _text("period", "Giai đoạn"),
            _flag("certified", "Có bản sao công chứng"),
        ),
    ),
)

TABLE_BY_KEY: dict[str, Table] = {table.key: table for table in TABLES}


def with_awards(table: Table, awards: tuple[str, ...]) -> Table:
    """The table with an edition's codes in its column of awards."""
    columns = tuple(replace(column, codes=awards) if column.key == "award" else column for column in table.columns)
    return replace(table, columns=columns)
