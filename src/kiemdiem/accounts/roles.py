"""Roles, and what each may do within the subtree of its mandate. `docs/permissions.md` is made from this table."""

from dataclasses import dataclass
from enum import StrEnum

from kiemdiem.vocabulary import OrganisationKind as Kind
from kiemdiem.wording import N_


class Right(StrEnum):
    """One thing that may be done at the node of a mandate and below."""

    SEE_UNITS = "see_units"
    SEE_PEOPLE = "see_people"
    UNMASK = "unmask"
    EDIT_UNITS = "edit_units"
    EDIT_PEOPLE = "edit_people"
    RECORD_CIRCUMSTANCES = "record_circumstances"
    IMPORT = "import"
    EXPORT = "export"
    ERASE = "erase"
    GRANT = "grant"
    READ_JOURNAL = "read_journal"
    RUN_MACHINE = "run_machine"
    SEE_SELF = "see_self"
    OPEN_CYCLE = "open_cycle"
    SEE_PLAN = "see_plan"
    EDIT_PLAN = "edit_plan"
    RECORD_REVIEW = "record_review"
    SET_TARGETS = "set_targets"
    READ_REVIEWS = "read_reviews"
    WRITE_REPORT = "write_report"
    ASK_OPINIONS = "ask_opinions"
    ANSWER_OPINIONS = "answer_opinions"
    SUGGEST = "suggest"
    APPROVE = "approve"
    KEEP_CASES = "keep_cases"
    COUNT_BALLOTS = "count_ballots"


RIGHTS: dict[Right, str] = {
    Right.SEE_UNITS: N_("see organisations and collectives"),
    Right.SEE_PEOPLE: N_("see people, with identity data masked"),
    Right.UNMASK: N_("see masked identity data; every look is journaled"),
    Right.EDIT_UNITS: N_("add, correct and move organisations and collectives"),
    Right.EDIT_PEOPLE: N_("enter admissions, transfers, posts and corrections"),
    Right.RECORD_CIRCUMSTANCES: N_("enter leaves and other circumstances"),
    Right.IMPORT: N_("import a workbook"),
    Right.EXPORT: N_("export lists and the workbook"),
    Right.ERASE: N_("erase a person's data"),
    Right.GRANT: N_("open accounts and grant mandates"),
    Right.READ_JOURNAL: N_("read and verify the journal"),
    Right.RUN_MACHINE: N_("run the machine: accounts, sessions, jobs"),
    Right.SEE_SELF: N_("see one's own record"),
    Right.OPEN_CYCLE: N_("open a year's cycle and set its calendar"),
    Right.SEE_PLAN: N_("see the plan of reviews and how far it has come"),
    Right.EDIT_PLAN: N_("decide on places, earlier openings and changes of the plan"),
    Right.RECORD_REVIEW: N_("run review conferences, record that a review is finished"),
    Right.SET_TARGETS: N_("assign targets"),
    Right.READ_REVIEWS: N_("read self-reviews and reports"),
    Right.WRITE_REPORT: N_("write a collective's report"),
    Right.ASK_OPINIONS: N_("ask for opinions, enter answers on paper, correct lists of voters"),
    Right.ANSWER_OPINIONS: N_("answer opinions asked of the unit"),
    Right.SUGGEST: N_("draft suggestions for review"),
    Right.APPROVE: N_("approve and issue suggestions, decide on verification cases"),
    Right.KEEP_CASES: N_("keep verification cases and delegations"),
    Right.COUNT_BALLOTS: N_("count the ballots of a conference as its teller"),
}


class RoleName(StrEnum):
    """The role that a mandate gives."""

    PROVINCIAL_COMMITTEE = "provincial_committee"
    DISTRICT_COMMITTEE = "district_committee"
    GRASSROOTS_OFFICE = "grassroots_office"
    CELL_SECRETARY = "cell_secretary"
    CHAIR = "chair"
    TELLER = "teller"
    MEMBER = "member"
    INSPECTION_COMMITTEE = "inspection_committee"
    EMULATION_OFFICE = "emulation_office"
    AUDITOR = "auditor"
    SYSTEM_ADMINISTRATOR = "system_administrator"


@dataclass(frozen=True)
class Role:
    """What a role is called, where it can be given, what it may do and which roles it may grant below."""

    title: str
    rights: frozenset[Right]
    places: frozenset[Kind]
    grants: frozenset[RoleName] = frozenset()
    is_staff: bool = True
    """Staff must have a second factor."""


_READ = frozenset({Right.SEE_UNITS, Right.SEE_PEOPLE, Right.SEE_PLAN})
_MEETING = frozenset({Right.RECORD_REVIEW, Right.READ_REVIEWS, Right.WRITE_REPORT})
_PREPARING = _MEETING | {Right.SET_TARGETS, Right.ASK_OPINIONS, Right.ANSWER_OPINIONS}
_OFFICE = _READ | _PREPARING | {
    Right.UNMASK, Right.EDIT_PEOPLE, Right.RECORD_CIRCUMSTANCES, Right.IMPORT, Right.EXPORT, Right.GRANT,
    Right.READ_JOURNAL, Right.EDIT_PLAN, Right.SUGGEST, Right.APPROVE, Right.KEEP_CASES,
}  # fmt: skip
_ABOVE = frozenset({Kind.PROVINCE, Kind.DISTRICT, Kind.DIRECT})
_GRASSROOTS = frozenset({Kind.GRASSROOTS_COMMITTEE, Kind.GRASSROOTS_CELL})
_CELLS = frozenset({Kind.CELL, Kind.GRASSROOTS_CELL})
_LEADING = _ABOVE | _GRASSROOTS | {Kind.SUB_COMMITTEE, Kind.CELL, Kind.AGENCY}
_OF_MEETINGS = frozenset({RoleName.CHAIR, RoleName.TELLER, RoleName.MEMBER})
_OF_GRASSROOTS = _OF_MEETINGS | {RoleName.GRASSROOTS_OFFICE, RoleName.CELL_SECRETARY}
_OF_DISTRICT = _OF_GRASSROOTS | {
    RoleName.DISTRICT_COMMITTEE, RoleName.INSPECTION_COMMITTEE, RoleName.EMULATION_OFFICE, RoleName.AUDITOR,
}  # fmt: skip

ROLES: dict[RoleName, Role] = {
    RoleName.PROVINCIAL_COMMITTEE: Role(
        N_("provincial organisation committee"), _OFFICE | {Right.EDIT_UNITS, Right.ERASE, Right.OPEN_CYCLE},
        frozenset({Kind.PROVINCE}),
        _OF_DISTRICT | {RoleName.PROVINCIAL_COMMITTEE},
    ),
    RoleName.DISTRICT_COMMITTEE: Role(
        N_("district organisation committee"), _OFFICE | {Right.EDIT_UNITS, Right.OPEN_CYCLE},
        frozenset({Kind.DISTRICT, Kind.DIRECT}),
        _OF_DISTRICT,
    ),
    RoleName.GRASSROOTS_OFFICE: Role(N_("grassroots committee office"), _OFFICE, _GRASSROOTS, _OF_GRASSROOTS),
    RoleName.CELL_SECRETARY: Role(
        N_("cell secretary"), _READ | _PREPARING | {Right.RECORD_CIRCUMSTANCES, Right.EXPORT, Right.READ_JOURNAL},
        _CELLS | {Kind.PARTY_GROUP},
    ),
    RoleName.CHAIR: Role(N_("chair"), _READ | _MEETING, _LEADING),
    RoleName.TELLER: Role(N_("teller"), frozenset({Right.SEE_UNITS, Right.COUNT_BALLOTS}), _LEADING, is_staff=False),
    RoleName.MEMBER: Role(N_("member"), frozenset({Right.SEE_SELF}), frozenset(Kind), is_staff=False),
    RoleName.INSPECTION_COMMITTEE: Role(
        N_("inspection committee"), _READ | {Right.UNMASK, Right.READ_JOURNAL, Right.READ_REVIEWS, Right.KEEP_CASES},
        _ABOVE | _GRASSROOTS,
    ),
    RoleName.EMULATION_OFFICE: Role(N_("emulation council office"), _READ | {Right.EXPORT}, _ABOVE | _GRASSROOTS),
    RoleName.AUDITOR: Role(N_("auditor"), _READ | {Right.READ_JOURNAL}, _ABOVE | _GRASSROOTS),
    RoleName.SYSTEM_ADMINISTRATOR: Role(
        N_("system administrator"), frozenset({Right.RUN_MACHINE}), frozenset({Kind.PROVINCE})
    ),
}  # fmt: skip
