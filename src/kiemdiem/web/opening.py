"""Fills an empty web system with an invented district or province, through the product's own actions."""

import os
import tempfile
from datetime import date, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from kiemdiem.accounts.access import COMMAND_LINE, Access, account_reference, command_line_access
from kiemdiem.accounts.actions import AccountFacts, MandateFacts, change_own_password, open_account
from kiemdiem.accounts.models import Account
from kiemdiem.accounts.queries import access_of
from kiemdiem.accounts.roles import ROLES, RoleName
from kiemdiem.campaign.actions.cycles import ask_to_freeze, change_day, prepare_cycle, set_aside
from kiemdiem.campaign.models import Problem
from kiemdiem.demonstration import Size, make
from kiemdiem.jobs.progress import Progress
from kiemdiem.jobs.worker import carry_out, claim, name_of_process
from kiemdiem.journal.actions import Actor
from kiemdiem.registry.actions.machine import apply_from_machine, preview_from_machine
from kiemdiem.registry.actions.owners import tie_account
from kiemdiem.registry.documents import Paper
from kiemdiem.registry.models import Membership, Person
from kiemdiem.tree.models import Organisation
from kiemdiem.vocabulary import MembershipKind
from kiemdiem.web.demonstration import PASSWORD, PREFIX
from kiemdiem.wording import translate
from kiemdiem.workbook.writing import write_files

_SINCE = date(2020, 1, 1)
_YEAR = 2020
_DAYS_FROM_TODAY = {
    "suggestions_notified": 3, "branch_ratings": 5, "government_ratings": 12, "grassroots": 12, "above_grassroots": 25,
    "suggestions_reported": 30, "province": 50,
}  # fmt: skip
_SHOWN_TODAY = "Minh họa: dời đến những ngày gần hôm nay"
_SHOWN_ASIDE = "Minh họa: chưa có chi bộ"
_LOGINS: dict[RoleName, str] = {
    RoleName.PROVINCIAL_COMMITTEE: "tinh",
    RoleName.DISTRICT_COMMITTEE: "huyen",
    RoleName.GRASSROOTS_OFFICE: "coso",
    RoleName.CELL_SECRETARY: "bithu",
    RoleName.CHAIR: "chutri",
    RoleName.TELLER: "kiemphieu",
    RoleName.MEMBER: "dangvien",
    RoleName.INSPECTION_COMMITTEE: "kiemtra",
    RoleName.EMULATION_OFFICE: "thidua",
    RoleName.AUDITOR: "kiemtoan",
    RoleName.SYSTEM_ADMINISTRATOR: "quantri",
}


def is_empty() -> bool:
    """Whether nothing was entered yet."""
    return not Organisation.objects.exists() and not Account.objects.exists()


def load(size: Size) -> None:
    """Import an invented workbook and open an account for each role; the same every time."""
    with tempfile.TemporaryDirectory() as folder:
        write_files(Path(folder), make(size, 1), "xlsx", "demo.xlsx")
        content = (Path(folder) / "demo.xlsx").read_bytes()
    apply_from_machine(preview_from_machine("demo.xlsx", content))
    roots = Organisation.objects.filter(parent__isnull=True).values_list("path", "code", "name")
    access = command_line_access(roots)
    for role, login in _LOGINS.items():
        _open(access, role, login)
    _tie_member(access)
    _open_cycle()


def _open_cycle() -> None:
    """The cycle of the invented year, its calendar moved to the days around today."""
    access = access_of(Account.objects.get(login=PREFIX + _LOGINS[RoleName.PROVINCIAL_COMMITTEE]), COMMAND_LINE)
    root = Organisation.objects.get(parent__isnull=True)
    cycle = prepare_cycle(access, root.code, _YEAR, None, settings.EDITION)
    _carry_out_next()
    today = timezone.localdate()
    for key, days in _DAYS_FROM_TODAY.items():
        change_day(access, cycle.pk, key, today + timedelta(days=days), _SHOWN_TODAY, Paper())
    for problem in Problem.objects.filter(cycle=cycle):
        set_aside(access, problem.pk, _SHOWN_ASIDE)
    ask_to_freeze(access, cycle.pk)
    _carry_out_next()


def _carry_out_next() -> None:
    """Long work at once: no worker runs yet."""
    job = claim(name_of_process(os.getpid()))
    if job is not None:
        carry_out(job, Progress())


def _open(access: Access, role: RoleName, login: str) -> None:
    """An account in the first unit where the role can be given; cells with people before empty ones."""
    facts = AccountFacts(PREFIX + login, translate(ROLES[role].title, "vi").capitalize())
    account, _ = open_account(access, facts, MandateFacts(role, _unit_for(role), _SINCE))
    change_own_password(Actor(account_reference(account.pk), origin="command line"), account, PASSWORD)


def _unit_for(role: RoleName) -> Organisation:
    cells = {RoleName.CELL_SECRETARY, RoleName.CHAIR, RoleName.TELLER, RoleName.MEMBER}
    if role in cells:
        first = Membership.objects.filter(kind=MembershipKind.OFFICIAL, end__isnull=True, cell__kind="cell")
        return first.order_by("cell__path").select_related("cell")[0].cell
    return Organisation.objects.filter(kind__in=ROLES[role].places).order_by("path")[0]


def _tie_member(access: Access) -> None:
    """The member's account belongs to one of the cell's members."""
    person = Person.objects.filter(home=_unit_for(RoleName.MEMBER)).order_by("name_key")[0]
    tie_account(access, person.code, PREFIX + _LOGINS[RoleName.MEMBER])
