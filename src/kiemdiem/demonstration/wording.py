"""The invented words of a demonstration: names of people and places, of offices, posts and authorities."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kiemdiem.demonstration.arrays import Ints

FAMILY_NAMES: tuple[tuple[str, float], ...] = (
    *(("Nguyễn", 31.5), ("Trần", 10.9), ("Lê", 8.9), ("Phạm", 5.9), ("Hoàng", 5.1), ("Phan", 4.5), ("Vũ", 3.9)),
    *(("Đặng", 2.8), ("Bùi", 2.6), ("Đỗ", 2.0), ("Hồ", 2.5), ("Ngô", 1.6), ("Dương", 1.5), ("Lý", 0.8)),
    *(("Võ", 2.4), ("Đinh", 1.2), ("Cao", 1.2), ("Trương", 1.2), ("Thái", 1.0), ("Đậu", 0.9), ("Lương", 0.8)),
    *(("Lô", 0.9), ("Vi", 0.7), ("Tạ", 0.5), ("Mai", 0.6), ("Chu", 0.5), ("Hà", 0.6), ("Kha", 0.3), ("Quách", 0.2)),
)
MIDDLE_NAMES: tuple[tuple[tuple[str, float], ...], tuple[tuple[str, float], ...]] = (
    (
        *(("Văn", 30.0), ("Đình", 8.0), ("Xuân", 7.0), ("Hữu", 7.0), ("Đức", 7.0), ("Quang", 5.0), ("Ngọc", 4.0)),
        *(("Minh", 4.0), ("Công", 4.0), ("Trọng", 3.0), ("Sỹ", 2.0), ("Bá", 3.0), ("Viết", 3.0), ("Thanh", 3.0)),
    ),
    (
        *(("Thị", 62.0), ("Thị Thu", 5.0), ("Thị Thanh", 5.0), ("Thị Hồng", 4.0), ("Ngọc", 4.0), ("Thị Kim", 3.0)),
        *(("Thị Phương", 3.0), ("Thị Minh", 3.0), ("Thúy", 2.0), ("Khánh", 2.0), ("Thị Ngọc", 3.0), ("Quỳnh", 2.0)),
    ),
)
_MEN = (
    "Hùng Dũng Sơn Hải Tuấn Thắng Cường Long Hòa Bình Thành Minh Tiến Đức Trung Nam Quang Hiếu Vinh Phúc Lâm Thái "
    "Khánh Tùng Toàn Hưng Việt Quân Dương Huy Lợi Lộc Tài Tâm Thọ Thìn Tý Ngọ Sửu Đông Hạnh Châu Giáp Kiên"
)
_WOMEN = (
    "Hương Lan Hoa Hà Thủy Hạnh Nga Hằng Mai Thảo Linh Trang Vân Yến Oanh Huyền Nhung Loan Liên Phượng Dung Hiền "
    "Thu Xuân Tuyết Nguyệt Ngân Giang Anh Hòa Bình Tâm Thơm Lý Quế Sen Cúc Đào Thanh Tú Diệp Trinh Hường Lợi"
)
GIVEN_NAMES: tuple[tuple[str, ...], tuple[str, ...]] = (tuple(_MEN.split()), tuple(_WOMEN.split()))
GENDERS = ("Nam", "Nữ")

_FIRST = (
    "An Bình Cẩm Châu Diễn Đại Đông Gia Hải Hạnh Hòa Hồng Hưng Khánh Kim Lạc Lam Long Lộc Mai Minh Mỹ Nam Nghĩa Ngọc "
    "Phú Phúc Quang Quế Quỳnh Sơn Tam Tân Tây Thanh Thịnh Thuận Tường Vân Xuân"
)
_SECOND = (
    "Ái Bảng Biên Cát Cốc Cường Dinh Đà Đức Giang Hào Hiếu Hoàn Khai Khê Lâm Lập Lĩnh Lý Môn Ngãi Nguyên Nhân Nông "
    "Phong Quan Sa Tài Tập Thạch Thái Thành Thọ Thủy Tiên Trạch Trung Văn Viên Yên"
)
PLACES = tuple(f"{first} {second}" for second in _SECOND.split() for first in _FIRST.split())
"""Invented names of provinces, districts and communes; a likeness to a real one is chance."""

DEPARTMENTS = (
    *("Sở Nội vụ", "Sở Tài chính", "Sở Kế hoạch và Đầu tư", "Sở Công Thương", "Sở Giao thông vận tải", "Sở Xây dựng"),
    *("Sở Nông nghiệp và PTNT", "Sở Tài nguyên và Môi trường", "Sở Y tế", "Sở Giáo dục và Đào tạo", "Sở Tư pháp"),
    *("Sở Văn hóa và Thể thao", "Sở Du lịch", "Sở Khoa học và Công nghệ", "Sở Thông tin và Truyền thông"),
    *("Sở Lao động - TB và XH", "Sở Ngoại vụ", "Thanh tra tỉnh", "Văn phòng UBND tỉnh", "Văn phòng HĐND tỉnh"),
    *("Văn phòng Tỉnh ủy", "Ban Tổ chức Tỉnh ủy", "Ban Tuyên giáo Tỉnh ủy", "Ban Dân vận Tỉnh ủy"),
    *("Ban Nội chính Tỉnh ủy", "Ủy ban Kiểm tra Tỉnh ủy", "Ban Dân tộc", "Đài Phát thanh - Truyền hình"),
)
DISTRICT_OFFICES = (
    *("Văn phòng HĐND - UBND", "Văn phòng cấp ủy", "Phòng Nội vụ", "Phòng Tài chính - Kế hoạch"),
    *("Phòng Giáo dục và Đào tạo", "Phòng Nông nghiệp và PTNT", "Phòng Tài nguyên và Môi trường", "Phòng Tư pháp"),
    *("Phòng Lao động - TB và XH", "Phòng Văn hóa và Thông tin", "Thanh tra huyện", "Ban Tổ chức cấp ủy"),
    *("Ban Tuyên giáo cấp ủy", "Ủy ban Kiểm tra cấp ủy"),
)
DIRECT_BODIES = (
    *("Khối các cơ quan", "Khối Doanh nghiệp", "Công an", "Quân sự", "Bộ đội Biên phòng", "Trường Đại học Bách Việt"),
    "Trường Đại học Sư phạm Kỹ thuật Bách Việt",
)
SCHOOLS = ("Trường Mầm non", "Trường Tiểu học", "Trường THCS")
WORKPLACES = ("Tổ dân cư", "Cơ quan", "Trường", "Công ty", "Đơn vị")
"""By sector, for bodies that are no office of a district or department of a province."""
CELL_OF = ("xóm", "phòng", "tổ chuyên môn", "phân xưởng", "đội")
"""What a cell is formed in, by sector."""
MASS_ORGANISATIONS = (
    "Hội Cựu chiến binh",
    "Hội Nông dân",
    "Hội Liên hiệp Phụ nữ",
    "Đoàn Thanh niên",
    "Liên đoàn Lao động",
)

AUTHORITIES = (
    *("Ban Thường vụ Tỉnh ủy", "Ban Thường vụ cấp ủy trực thuộc Tỉnh ủy", "Đảng ủy cơ sở", "Chi bộ cơ sở"),
    "Thủ trưởng cơ quan cấp trên",
)
GROUNDS = ("Ý kiến khác nhau giữa các nơi", "Phiếu không đạt mức nào", "Có giải trình bằng văn bản")
NOTES = ("Theo giấy ra viện", "Theo quyết định của cấp có thẩm quyền", "Khiển trách", "Cảnh cáo")


def phrase(*parts: pa.Array | str) -> pa.Array:
    """Words joined by spaces, row by row; a plain string is the same in every row."""
    return pc.binary_join_element_wise(*parts, " ")


def listed(words: tuple[str, ...], rows: Ints) -> pa.Array:
    """The words at these places of the list, beginning anew where it ends."""
    return pa.array(words, pa.string()).take(pa.array(np.asarray(rows, dtype=np.int64) % len(words)))


def places(rows: Ints) -> pa.Array:
    """Invented place names; neighbouring numbers give different names."""
    return listed(PLACES, rows)


def number(values: Ints) -> pa.Array:
    """Whole numbers as text."""
    return pa.array(np.asarray(values, dtype=np.int64)).cast(pa.string())
