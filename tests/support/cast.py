"""The cast of the suite: a small tree, its people, and an account for every role at a place of its own.

    T        province
    ├ H1     district
    │ ├ C1   grassroots committee: C1-A (An, Bình) and C1-B (Cường, Dung)
    │ └ S1   agency: a school
    └ H2     district
      └ C2   grassroots committee: C2-A (Giang)

An is secretary of C1-A and Bình a member there; Cường, of the sibling cell, must see nothing of it.
"""

from dataclasses import dataclass, field
from datetime import date

from kiemdiem.accounts.models import Account, Mandate, account_keys
from kiemdiem.accounts.roles import RoleName
from kiemdiem.registry.models import Collective, Membership, Person, Post
from kiemdiem.tree.models import Organisation
from kiemdiem.tree.names import folded, person_key, plain_key
from kiemdiem.tree.paths import next_path
from kiemdiem.vocabulary import CollectiveKind, ManagedBy, MembershipKind, Occupation, OrganisationKind, Role

PASSWORD = "mot-mat-khau-dai"
"""Of every account of the cast."""
NOBODY = "system:test"
LONG_AGO = date(2015, 1, 1)

ORGANISATIONS = (
    ("T", "", OrganisationKind.PROVINCE, "Đảng bộ tỉnh"),
    ("H1", "T", OrganisationKind.DISTRICT, "Đảng bộ huyện Đông Hà"),
    ("C1", "H1", OrganisationKind.GRASSROOTS_COMMITTEE, "Đảng bộ xã Hòa An"),
    ("C1-A", "C1", OrganisationKind.CELL, "Chi bộ xóm 1"),
    ("C1-B", "C1", OrganisationKind.CELL, "Chi bộ xóm 2"),
    ("S1", "H1", OrganisationKind.AGENCY, "Trường THCS Hòa An"),
    ("H2", "T", OrganisationKind.DISTRICT, "Đảng bộ huyện Tây Sơn"),
    ("C2", "H2", OrganisationKind.GRASSROOTS_COMMITTEE, "Đảng bộ xã Ích Hậu"),
    ("C2-A", "C2", OrganisationKind.CELL, "Chi bộ xóm Thượng"),
)
PEOPLE = (
    ("an", "Nguyễn Văn An", "C1-A", date(1970, 2, 3), "01234567"),
    ("binh", "Trần Thị Bình", "C1-A", date(1985, 5, 6), "01234568"),
    ("cuong", "Lê Văn Cường", "C1-B", date(1990, 8, 9), "01234569"),
    ("dung", "Phạm Thị Dung", "C1-B", date(1978, 11, 12), "01234570"),
    ("giang", "Hồ Sỹ Giang", "C2-A", date(1966, 1, 2), "01234571"),
)
"""Login and code, full name, cell, day of birth, number of the card."""
MANDATES = (
    ("an", RoleName.CELL_SECRETARY, "C1-A"),
    ("binh", RoleName.MEMBER, "C1-A"),
    ("cuong", RoleName.MEMBER, "C1-B"),
    ("dung", RoleName.CELL_SECRETARY, "C1-B"),
    ("giang", RoleName.MEMBER, "C2-A"),
    ("chair", RoleName.CHAIR, "C1-A"),
    ("teller", RoleName.TELLER, "C1-A"),
    ("office", RoleName.GRASSROOTS_OFFICE, "C1"),
    ("other_office", RoleName.GRASSROOTS_OFFICE, "C2"),
    ("district", RoleName.DISTRICT_COMMITTEE, "H1"),
    ("other_district", RoleName.DISTRICT_COMMITTEE, "H2"),
    ("inspection", RoleName.INSPECTION_COMMITTEE, "H1"),
    ("province", RoleName.PROVINCIAL_COMMITTEE, "T"),
    ("emulation", RoleName.EMULATION_OFFICE, "T"),
    ("auditor", RoleName.AUDITOR, "T"),
    ("administrator", RoleName.SYSTEM_ADMINISTRATOR, "T"),
)
"""Login, role, place."""


@dataclass
class Cast:
    """Everything and everybody by code or login."""

    organisations: dict[str, Organisation] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    mandates: dict[str, Mandate] = field(default_factory=dict)
    collectives: dict[str, Collective] = field(default_factory=dict)


def make_cast() -> Cast:
    """Write the cast into an empty database, by plain rows: nothing of it stands in the journal."""
    cast = Cast()
    for code, parent, kind, name in ORGANISATIONS:
        cast.organisations[code] = make_organisation(code, kind, name, cast.organisations.get(parent))
    for login, role, place in MANDATES:
        make_account(cast, login, role, place)
    for code, full_name, cell, born_on, card in PEOPLE:
        cast.people[code] = make_person(
            code, full_name, cast.organisations[cell], birth_date=born_on, card_number=card, account=cast.accounts[code]
        )
    _make_collectives(cast)
    return cast


def make_organisation(code: str, kind: OrganisationKind, name: str, parent: Organisation | None) -> Organisation:
    """A node below `parent`."""
    return Organisation.objects.create(
        code=code, kind=kind.value, name=name, parent=parent, path=next_path(parent),
        name_key=plain_key(name), search_key=folded(name),
    )  # fmt: skip


def make_account(cast: Cast, login: str, role: RoleName, place: str) -> Account:
    """An account with one mandate."""
    account = Account(login=login, name=login, **account_keys(login, login))
    account.set_password(PASSWORD)
    account.save()
    cast.accounts[login] = account
    cast.mandates[login] = Mandate.objects.create(
        account=account, role=role.value, organisation=cast.organisations[place], starts_on=LONG_AGO, granted_by=NOBODY
    )
    return account


def make_person(code: str, full_name: str, cell: Organisation, **known: object) -> Person:
    """A member with an official membership of the cell; `known`: further columns."""
    person = Person.objects.create(
        code=code, full_name=full_name, home=cell, path=cell.path,
        name_key=person_key(full_name), search_key=folded(full_name), recorded_by=NOBODY,
        **{"admitted_on": LONG_AGO, "occupation": Occupation.WORKER.value} | known,
    )  # fmt: skip
    Membership.objects.create(
        person=person, cell=cell, kind=MembershipKind.OFFICIAL.value, start=LONG_AGO, recorded_by=NOBODY
    )
    return person


def _make_collectives(cast: Cast) -> None:
    """The executive committee of C1, and the cell committee of C1-A that An heads."""
    for code, kind, place, name in (
        ("C1-BCH", CollectiveKind.EXECUTIVE_COMMITTEE, "C1", "Ban chấp hành Đảng bộ xã Hòa An"),
        ("C1-A-CU", CollectiveKind.CELL_COMMITTEE, "C1-A", "Chi ủy xóm 1"),
    ):
        organisation = cast.organisations[place]
        cast.collectives[code] = Collective.objects.create(
            code=code, kind=kind.value, name=name, organisation=organisation, path=organisation.path,
            name_key=plain_key(name), search_key=folded(name), recorded_by=NOBODY,
        )  # fmt: skip
    Post.objects.create(
        person=cast.people["an"], collective=cast.collectives["C1-A-CU"], title="Bí thư chi bộ", role=Role.HEAD.value,
        rank=1, presides=True, managed_by=ManagedBy.GRASSROOTS.value, start=LONG_AGO, recorded_by=NOBODY,
    )  # fmt: skip
