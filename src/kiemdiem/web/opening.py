"""Fills an empty web system with an invented district or province, through the product's own actions."""

import tempfile
from datetime import date
from pathlib import Path

from kiemdiem.accounts.access import Access, account_reference, command_line_access
from kiemdiem.accounts.actions import AccountFacts, MandateFacts, change_own_password, open_account
from kiemdiem.accounts.models import Account
from kiemdiem.accounts.roles import ROLES, RoleName
from kiemdiem.demonstration import Size, make
from kiemdiem.journal.actions import Actor
from kiemdiem.registry.actions.machine import apply_from_machine, preview_from_machine
from kiemdiem.registry.actions.owners import tie_account
from kiemdiem.registry.models import Membership, Person
from kiemdiem.tree.models import Organisation
from kiemdiem.vocabulary import MembershipKind
from kiemdiem.web.demonstration import PASSWORD, PREFIX
from kiemdiem.wording import translate
from kiemdiem.workbook.writing import write_files

_SINCE = date(2020, 1, 1)
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
