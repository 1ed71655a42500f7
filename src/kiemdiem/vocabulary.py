"""The codes that every floor speaks: levels, kinds, roles, statuses.

These are the codes of the public workbook format. They stand here once, below all floors, because
the rulebook may not know the workbook and the workbook may not know the rulebook.
The English word for each Vietnamese term is fixed in `docs/glossary.md`.
"""

from datetime import date
from enum import IntEnum, StrEnum

EARLIEST, LATEST = date(1900, 1, 1), date(2100, 12, 31)
"""The days that the workbook's format knows; any other is a fault, in a file, a form and a program's request."""


class Level(IntEnum):
    """The four levels of the regulation; a higher number is a better level, 0 is no level."""

    NONE = 0
    KHTNV = 1
    HTNV = 2
    HTTNV = 3
    HTXSNV = 4


LEVELS: tuple[Level, ...] = (Level.HTXSNV, Level.HTTNV, Level.HTNV, Level.KHTNV)
"""Best first, as the regulation lists them."""


class SubjectKind(StrEnum):
    """What can be reviewed and rated (II.1)."""

    ORGANISATION = "organisation"
    COLLECTIVE = "collective"
    MEMBER = "member"
    CADRE = "cadre"


class OrganisationKind(StrEnum):
    """Nodes of the organisation tree."""

    PROVINCE = "province"
    DISTRICT = "district"
    DIRECT = "direct"
    GRASSROOTS_COMMITTEE = "grassroots_committee"
    GRASSROOTS_CELL = "grassroots_cell"
    SUB_COMMITTEE = "sub_committee"
    CELL = "cell"
    PARTY_GROUP = "party_group"
    AGENCY = "agency"


class CollectiveKind(StrEnum):
    """Collectives that are reviewed and rated as such."""

    STANDING_COMMITTEE = "standing_committee"
    EXECUTIVE_COMMITTEE = "executive_committee"
    CELL_COMMITTEE = "cell_committee"
    CAUCUS = "caucus"
    COUNCIL_STANDING = "council_standing"
    PEOPLES_COMMITTEE = "peoples_committee"
    LEADERSHIP = "leadership"
    FRONT_STANDING = "front_standing"
    MASS_ORGANISATION = "mass_organisation"
    SCHOOL_BOARD = "school_board"


class Occupation(StrEnum):
    """A member's group of work (I.2.2.c)."""

    OFFICIAL = "official"
    BUDGET_PAID = "budget_paid"
    WORKER = "worker"
    RETIRED = "retired"


class MembershipKind(StrEnum):
    """How a member takes part in a cell."""

    OFFICIAL = "official"
    TEMPORARY = "temporary"


class Role(StrEnum):
    """The part a post plays in its collective."""

    HEAD = "head"
    DEPUTY = "deputy"
    MEMBER = "member"


class Arrival(StrEnum):
    """How a person came into a post."""

    ELECTED = "elected"
    APPOINTED = "appointed"
    ROTATED = "rotated"
    PROMOTED = "promoted"


class ManagedBy(StrEnum):
    """The level that manages a cadre (diện quản lý)."""

    PROVINCE = "province"
    DISTRICT = "district"
    GRASSROOTS = "grassroots"
    AGENCY = "agency"


class CircumstanceKind(StrEnum):
    """Dated facts about a person that change what applies."""

    EXEMPTED = "exempted"
    SUSPENDED = "suspended"
    COMMITTEE_SUSPENDED = "committee_suspended"
    SICK_LEAVE = "sick_leave"
    MATERNITY_LEAVE = "maternity_leave"
    EXCUSED_ABSENCE = "excused_absence"
    DISCIPLINE = "discipline"
    NOT_REELECTED = "not_reelected"
    RETIREMENT_DECIDED = "retirement_decided"
    MOVED_IN = "moved_in"


class RequirementKind(StrEnum):
    """Papers that must be in before a person is rated."""

    RESIDENCE_REMARKS = "residence_remarks"
    FORMER_CELL_REMARKS = "former_cell_remarks"
    TEMPORARY_CELL_REMARKS = "temporary_cell_remarks"
    FORMER_UNIT_RESULT = "former_unit_result"


class BallotKind(StrEnum):
    """What a ballot is about; only `rating` and `proposal` ever give a level."""

    RATING = "rating"
    PROPOSAL = "proposal"
    WORKPLACE_OPINION = "workplace_opinion"
    SHOW_OF_HANDS = "show_of_hands"


class Award(StrEnum):
    """Forms of commendation (II.2.4)."""

    YEAR = "year"
    FIVE_YEARS = "five_years"
    FLAG = "flag"
    MERIT = "merit"


class Status(StrEnum):
    """Where the rating of a subject stands."""

    NOT_IN_SCOPE = "not_in_scope"
    NOT_RATED = "not_rated"
    WAITING = "waiting"
    UNDETERMINED = "undetermined"
    CONFLICT = "conflict"
    PROPOSED = "proposed"
    DECIDED = "decided"


class WaitsFor(StrEnum):
    """What a rating still waits for, in the order in which it is reported."""

    MEMBERSHIP = "membership"
    REVIEW = "review"
    PROFESSIONAL_RATING = "professional_rating"
    RESIDENCE_REMARKS = "residence_remarks"
    FORMER_CELL_REMARKS = "former_cell_remarks"
    TEMPORARY_CELL_REMARKS = "temporary_cell_remarks"
    BALLOT = "ballot"
    FORMER_UNIT_RESULT = "former_unit_result"
    ORGANISATION_LEVEL = "organisation_level"
    LOWER_COLLECTIVES = "lower_collectives"
    COLLECTIVE_LEVEL = "collective_level"


class Action(StrEnum):
    """What the plan asks at a place."""

    REVIEW = "review"
    REPORT_ONLY = "report_only"
    WITHIN = "within"
    NONE = "none"


class Severity(StrEnum):
    """How a finding is to be taken, gravest first."""

    VIOLATION = "violation"
    WARNING = "warning"
    QUESTION = "question"
