"""A sheet of targets is read, previewed, and applied all or nothing; what is wrong is named cell by cell."""

import io
import zipfile
from collections.abc import Callable, Sequence

import pytest
from openpyxl import Workbook

from kiemdiem.accounts.access import OutOfSight
from kiemdiem.campaign.models import Cycle
from kiemdiem.journal.verbs import Verb
from kiemdiem.review.actions.target_imports import (
    apply_targets,
    discard_targets,
    preview_of,
    upload_targets,
)
from kiemdiem.review.models import Target, TargetImport, TargetVersion
from kiemdiem.review.queries.targets import targets_of
from kiemdiem.review.target_sheets import HEADINGS, LARGEST, MOST_ROWS, SHEET
from review.letters import AccessAs, details, journaled, refusal, subject_of
from support.cast import Cast
from support.cycles import open_cycle

pytestmark = pytest.mark.django_db
GOOD = ("tập thể", "C1-BCH", "Giảm hộ nghèo", "hộ", 5, "nghị quyết", "Nghị quyết 05", "31/12/2026")
ANOTHER = ("đảng viên", "binh", "Học nghị quyết", "buổi", 4, "", "", "")
Rows = Sequence[Sequence[object]]


def sheet(rows: Rows, headings: Sequence[str] = tuple(HEADINGS.values()), name: str = SHEET) -> bytes:
    """A workbook as somebody types it."""
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = name
    page.append(list(headings))
    for row in rows:
        page.append(list(row))
    whole = io.BytesIO()
    book.save(whole)
    return whole.getvalue()


@pytest.fixture
def cycle(cast: Cast) -> Cycle:
    """An open cycle."""
    return open_cycle(cast)


def upload(access_as: AccessAs, content: bytes, name: str = "chi-tieu.xlsx") -> TargetImport:
    """Upload it to C1."""
    return upload_targets(access_as("office"), "C1", name, content)


def told(imported: TargetImport) -> str:
    """All that the preview finds wrong, in English."""
    lines, faults = preview_of(imported)
    return " | ".join(one.say("en") for one in [*faults, *(fault for line in lines for fault in line.faults)])


def test_a_sheet_is_previewed_and_then_applied_with_a_line_in_the_journal(cycle: Cycle, access_as: AccessAs) -> None:
    imported = upload(access_as, sheet([GOOD, ANOTHER]))
    lines, faults = preview_of(imported)
    assert ([line.outcome for line in lines], faults) == (["new", "new"], [])
    assert not Target.objects.exists()
    apply_targets(access_as("office"), imported.pk)
    (target,) = targets_of(subject_of(cycle, "collective", "C1-BCH"))
    assert (target.text, target.measure, target.planned, target.source, target.source_title, str(target.due_on)) == (
        "Giảm hộ nghèo", "hộ", "5", "resolution", "Nghị quyết 05", "2026-12-31",
    )  # fmt: skip
    (line,) = journaled(Verb.TARGETS_IMPORTED)
    assert (line.unit, details(line)["new"], details(line)["changed"]) == ("C1", 2, 0)
    assert TargetImport.objects.get().rows == "[]"


def test_the_same_sheet_again_changes_nothing_and_an_applied_one_is_over(cycle: Cycle, access_as: AccessAs) -> None:
    first = upload(access_as, sheet([GOOD]))
    apply_targets(access_as("office"), first.pk)
    assert "applied or discarded already" in refusal(apply_targets, access_as("office"), first.pk)
    again = upload(access_as, sheet([GOOD]))
    assert "is assigned already" in refusal(apply_targets, access_as("office"), again.pk)
    assert Target.objects.count() == 1


def test_a_changed_row_supersedes_and_keeps_what_stood_before(cycle: Cycle, access_as: AccessAs) -> None:
    apply_targets(access_as("office"), upload(access_as, sheet([GOOD])).pk)
    other = upload(access_as, sheet([(*GOOD[:4], 7, *GOOD[5:])]), "moi.xlsx")
    assert [line.outcome for line in preview_of(other)[0]] == ["changed"]
    apply_targets(access_as("office"), other.pk)
    assert (Target.objects.get().planned, TargetVersion.objects.get().planned) == ("7", "5")
    assert "moi.xlsx" in TargetVersion.objects.get().ground


def test_nothing_is_written_while_one_row_is_wrong_and_each_fault_says_row_column_value_and_what_is_expected(
    cycle: Cycle, access_as: AccessAs
) -> None:
    bad = [
        GOOD,
        ("xóm", "C1-BCH", "a", "b", 1, "", "", ""),
        ("đảng viên", "cuongg", "a", "b", 1, "", "", ""),
        ("đảng viên", "giang", "a", "b", 1, "", "", ""),
        ("đảng viên", "binh", "", "", "", "tự nghĩ", "", "mai"),
        ("đảng viên", "binh", "x", "y", 1, "kế hoạch", "", ""),
        GOOD,
    ]
    imported = upload(access_as, sheet(bad))
    found = told(imported)
    for part in (
        "Row 3, column “Loại đối tượng”, value “xóm”: one of tập thể, cán bộ, đảng viên is expected",
        "Row 4, column “Mã đối tượng”, value “cuongg”",
        "Row 5, column “Mã đối tượng”, value “giang”",
        "Row 6, column “Chỉ tiêu, nhiệm vụ”",
        "Row 6, column “Nguồn”, value “tự nghĩ”",
        "Row 6, column “Hạn hoàn thành”, value “mai”: a day is expected",
        "Row 7, column “Tên văn bản”",
        "Row 8, column “Chỉ tiêu, nhiệm vụ”, value “Giảm hộ nghèo”: the same target stands in row 2 already",
    ):
        assert part in found, part
    assert "6 rows hold errors" in refusal(apply_targets, access_as("office"), imported.pk)
    assert not Target.objects.exists()


def test_a_sheet_without_its_headings_or_rows_says_which(cycle: Cycle, access_as: AccessAs) -> None:
    assert "The column “Mã đối tượng” is missing" in told(upload(access_as, sheet([], ["Loại đối tượng", "Chỉ tiêu"])))
    twice = [*HEADINGS.values(), "Mã đối tượng"]
    assert "“Mã đối tượng” stands there twice" in told(upload(access_as, sheet([(*GOOD, "x")], twice)))
    empty = upload(access_as, sheet([]))
    assert "holds no row" in told(empty)
    assert "cannot be used" in refusal(apply_targets, access_as("office"), empty.pk)


def test_a_sheet_of_another_name_and_headings_as_keys_is_read_too(cycle: Cycle, access_as: AccessAs) -> None:
    imported = upload(access_as, sheet([GOOD], tuple(HEADINGS), "Sheet1"))
    assert [line.outcome for line in preview_of(imported)[0]] == ["new"]


def test_a_formula_is_read_as_text_or_named_as_an_error_and_never_run(cycle: Cycle, access_as: AccessAs) -> None:
    imported = upload(access_as, sheet([("tập thể", "C1-BCH", "Giảm", "hộ", "=1/0", "", "", "")]))
    lines, faults = preview_of(imported)
    assert faults or lines[0].faults or lines[0].entry.planned == "=1/0"


@pytest.mark.parametrize(("content", "name", "words"), [
    (b"", "a.xlsx", "is empty"), (b"x", "a.xls", "no Excel workbook"), (b"x", "a.xlsm", "holds macros"),
    (b"x" * (LARGEST + 1), "a.xlsx", "too large"),
])  # fmt: skip
def test_what_is_no_workbook_is_refused_at_once(
    cycle: Cycle, access_as: AccessAs, content: bytes, name: str, words: str
) -> None:
    assert words in refusal(upload_targets, access_as("office"), "C1", name, content)


@pytest.mark.parametrize("content", [b"not a zip", bytes.fromhex("d0cf11e0a1b11ae1") + b"x" * 600, sheet([GOOD])[:900]])
def test_a_damaged_or_encrypted_file_says_so_and_holds_no_rows(
    cycle: Cycle, access_as: AccessAs, content: bytes
) -> None:
    imported = upload(access_as, content)
    assert "save it" in told(imported)
    assert preview_of(imported)[0] == []


def test_a_bomb_and_a_sheet_of_too_many_rows_are_not_read(cycle: Cycle, access_as: AccessAs) -> None:
    whole = io.BytesIO(sheet([GOOD]))
    with zipfile.ZipFile(whole, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/image1.png", b"0" * (80 << 20))
    assert preview_of(upload(access_as, whole.getvalue()))[0] == []
    assert "more than" in told(upload(access_as, whole.getvalue())) or "unpacks" in told(
        upload(access_as, whole.getvalue())
    )
    assert "at most" in told(upload(access_as, sheet([ANOTHER] * (MOST_ROWS + 1))))


def test_a_sheet_is_thrown_away_with_all_that_it_says(cycle: Cycle, access_as: AccessAs) -> None:
    imported = upload(access_as, sheet([GOOD]))
    gone = discard_targets(access_as("office"), imported.pk)
    assert (gone.rows, gone.discarded_at is not None) == ("[]", True)
    assert "already" in refusal(discard_targets, access_as("office"), imported.pk)
    assert len(journaled(Verb.TARGETS_DISCARDED)) == len(journaled(Verb.TARGETS_UPLOADED)) == 1


def test_without_an_open_cycle_no_sheet_is_taken(cast: Cast, access_as: AccessAs) -> None:
    assert "No cycle is open" in refusal(upload_targets, access_as("office"), "C1", "a.xlsx", sheet([GOOD]))


@pytest.mark.parametrize("login", ["binh", "dung", "other_office", "chair", "auditor", "inspection"])
def test_who_assigns_no_targets_there_sees_no_sheet(cycle: Cycle, access_as: AccessAs, login: str) -> None:
    imported = upload(access_as, sheet([GOOD]))
    acts: list[Callable[[], object]] = [
        lambda: upload_targets(access_as(login), "C1", "a.xlsx", sheet([GOOD])),
        lambda: apply_targets(access_as(login), imported.pk),
        lambda: discard_targets(access_as(login), imported.pk),
    ]
    for act in acts:
        with pytest.raises(OutOfSight):
            act()
