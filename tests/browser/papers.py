"""Targets, letters of suggestion, electorates, a delegation and a verification case of the demonstration's cycle."""

import io

from django.utils import timezone
from openpyxl import Workbook

from kiemdiem.accounts.access import Access
from kiemdiem.accounts.models import Account, Mandate
from kiemdiem.accounts.queries import access_of
from kiemdiem.campaign.models import Cycle, Subject
from kiemdiem.registry.documents import Paper
from kiemdiem.registry.models import Person
from kiemdiem.review.actions import cases, delegations, electorates, letters, target_imports, targets, voters
from kiemdiem.review.electing import leaders_by_rule
from kiemdiem.review.letters import LetterEntry, MatterEntry, SignedEntry, transferred
from kiemdiem.review.models import CaseDecision, Electorate
from kiemdiem.review.queries.delegations import places_below
from kiemdiem.review.queries.electorates import voters_of
from kiemdiem.review.queries.managing import managers_of
from kiemdiem.review.target_sheets import HEADINGS, SHEET
from kiemdiem.tree.models import Organisation

PAPER = Paper("15-QĐ/HU")
ENTRY = LetterEntry(
    "Ban Tổ chức Huyện ủy",
    [
        MatterEntry("Làm rõ trách nhiệm trong việc chậm giải quyết đơn thư", "Kết luận kiểm tra số 12"),
        MatterEntry("Việc thực hiện quy chế làm việc"),
    ],
)


def write_papers() -> None:
    """One of everything, in several states."""
    district = access_of(Account.objects.get(login="demo.huyen"))
    cycle = Cycle.objects.get(year=2020)
    _letters(district, cycle)
    _targets(district, cycle)
    _electorates(district, cycle)
    _others(district, cycle)


def _managed(cycle: Cycle, code: str) -> list[Subject]:
    """Some collectives and the demonstration's own member, as far as the unit manages them."""
    own = Person.objects.get(account__login="demo.dangvien").code
    asked = Subject.objects.filter(cycle=cycle, kind="collective").order_by("path", "pk")
    found = [*Subject.objects.filter(cycle=cycle, kind="member", code=own), *asked]
    return [one for one in found if code in {manager.unit.code for manager in managers_of(one)}]


def _letters(district: Access, cycle: Cycle) -> None:
    unit = Organisation.objects.get(kind="district")
    today = timezone.localdate()
    letters.enter_term(district, unit.code, today.year, "CV/HU", 0)
    drafted, numbered, *_ = [*_managed(cycle, unit.code)] * 2
    letters.draft_letter(district, drafted.pk, unit.code, ENTRY)
    grassroots = Mandate.objects.select_related("organisation").get(account__login="demo.coso").organisation
    letters.enter_term(district, grassroots.code, today.year, "CV/ĐU", 4)
    member = _managed(cycle, grassroots.code)[0]
    for unit_code, subject in ((unit.code, numbered), (grassroots.code, member)):
        letter = letters.draft_letter(district, subject.pk, unit_code, ENTRY)
        letters.approve_letter(district, letter.pk, 1)
        signed = SignedEntry(today, "Vinh", "T/M BAN THƯỜNG VỤ", "PHÓ BÍ THƯ", "Lê Văn Mẫu")
        letters.number_letter(district, letter.pk, signed)
        if transferred(subject) is not None:
            letters.record_consultation(district, letter.pk, "Huyện ủy nơi giao", today, today, "Thống nhất")
        letters.notify_letter(district, letter.pk, today)


def _targets(district: Access, cycle: Cycle) -> None:
    own = Person.objects.get(account__login="demo.dangvien").code
    subject = Subject.objects.get(cycle=cycle, kind="member", code=own)
    entries = [
        targets.TargetEntry("Vận động hộ dân hiến đất làm đường", "hộ", "12", "resolution", "Nghị quyết 05-NQ/ĐU"),
        targets.TargetEntry("Dự đủ các buổi sinh hoạt chi bộ", "buổi", "12"),
    ]
    first, second = targets.assign_targets(district, subject.pk, entries)
    targets.correct_target(district, first.pk, 1, targets.TargetEntry("Vận động hiến đất", "hộ", "15"), "điều chỉnh")
    third = targets.assign_targets(district, subject.pk, [targets.TargetEntry("Giao nhầm", "việc", "1")])[0]
    targets.withdraw_target(district, third.pk, 1, "giao nhầm người")
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = SHEET
    sheet.append(list(HEADINGS.values()))
    sheet.append(["đảng viên", own, "Trồng cây phân tán", "cây", 20, "kế hoạch", "Kế hoạch 3", "30/11/2020"])
    sheet.append(["đảng viên", own, second.text, "buổi", 10, "", "", ""])
    sheet.append(["xóm", "x", "", "", "", "", "", "mai"])
    whole = io.BytesIO()
    book.save(whole)
    unit = Organisation.objects.get(kind="district")
    target_imports.upload_targets(district, unit.code, "chi-tieu.xlsx", whole.getvalue())


def _others(district: Access, cycle: Cycle) -> None:
    unit, today = Organisation.objects.get(kind="district"), timezone.localdate()
    own = Person.objects.get(account__login="demo.dangvien").code
    entry = delegations.DelegationEntry("Đoàn công tác số 1", today, own)
    made = delegations.form_delegation(district, unit.code, entry, PAPER)
    place = places_below(unit, cycle)[0]
    visit = delegations.assign_place(district, made.pk, place.pk, today)
    there = list(made.delegates.values_list("pk", flat=True))
    delegations.report_visit(district, visit.pk, delegations.VisitReport(today, there, "Hội nghị đúng trình tự."))
    subject = Subject.objects.filter(cycle=cycle, kind="member").exclude(code=own).order_by("path", "pk")[0]
    authority = cases.authorities_for(subject)[0]
    case = cases.report_case(district, subject.pk, authority.code, "Có dấu hiệu sai phạm trong quản lý quỹ.", today)
    cases.take_up_case(district, case.pk, today)
    held = cases.DecisionEntry(CaseDecision.Matter.HOLD, CaseDecision.Choice.HOLDS, "chờ kết luận", today)
    cases.decide_on_case(district, case.pk, held, PAPER)


def _electorates(district: Access, cycle: Cycle) -> None:
    """One list that is being made and one that is ready, each of a workplace of the district's leaders."""
    unit = Organisation.objects.get(kind="district")
    leader = next(one for one in leaders_by_rule(cycle, [unit.path]) if one.rule).subject.code
    others = Person.objects.exclude(code=leader).filter(path__startswith=unit.path, posts__isnull=True)
    staff = [leader, *others.values_list("code", flat=True)[:4]]
    Person.objects.filter(code__in=staff).update(workplace=unit)
    electorates.derive_electorates(district, unit.code)
    ready = Electorate.objects.get(cycle=cycle, workplace=unit)
    made = Electorate.objects.filter(cycle=cycle).exclude(pk=ready.pk).order_by("path")[0]
    voters.add_voter(district, made.pk, "", "Nguyễn Văn Mẫu", "mới chuyển đến, chưa có trong danh bạ")
    voters.leave_out(district, voters_of(made)[0].pk, "đã nghỉ hưu")
    voters.settle(district, ready.pk)
