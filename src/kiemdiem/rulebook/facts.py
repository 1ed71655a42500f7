"""The named facts that rules look at, by kind of subject.

A fact is what the tables say about a case at the reference date, before any rule. Flags are 0 or 1,
days are day numbers, levels are numbers of `Level`, counts are whole numbers.
"""

from kiemdiem.rulebook.expressions import Fact
from kiemdiem.wording import N_


def _flag(name: str, label: str) -> Fact:
    return Fact(name, label)


def _count(name: str, label: str) -> Fact:
    return Fact(name, label, "count")


def _level(name: str, label: str) -> Fact:
    return Fact(name, label, "level")


def _day(name: str, label: str) -> Fact:
    return Fact(name, label, "day")


EXEMPTED = _flag("exempted", N_("exempted from work and activities on the reference date"))
SUSPENDED = _flag("suspended", N_("suspended from activities on the reference date"))
BALLOTED = _flag("balloted", N_("a ballot on the level is on file"))
DECIDED = _level("decided_level", N_("level decided by the authority"))
REVIEWED = _flag("reviewed", N_("the review is finished"))
SICK_LEAVE_MONTHS = _count("sick_leave_months", N_("whole months of sick leave in the year"))
SICK_LEAVE_DAYS = _count("sick_leave_days", N_("days of sick leave in the year"))


class BallotFacts:
    """One ballot: whole papers."""

    base = _count("base", N_("papers handed out to those present"))
    htxsnv = _count("htxsnv", N_("votes for HTXSNV"))
    httnv = _count("httnv", N_("votes for HTTNV"))
    htnv = _count("htnv", N_("votes for HTNV"))
    khtnv = _count("khtnv", N_("votes for KHTNV"))
    invalid = _count("invalid", N_("blank or spoilt papers"))


class ReachedFacts:
    """What the ballots of a subject reached, one flag a level."""

    htxsnv = _flag("reached_htxsnv", N_("a ballot reached HTXSNV"))
    httnv = _flag("reached_httnv", N_("a ballot reached HTTNV"))
    htnv = _flag("reached_htnv", N_("a ballot reached HTNV"))
    khtnv = _flag("reached_khtnv", N_("a ballot reached KHTNV"))
    none = _flag("reached_none", N_("a ballot reached none of the four levels"))


class MemberFacts:
    """A person admitted to the Party."""

    exempted = EXEMPTED
    suspended = SUSPENDED
    in_cell = _flag("in_cell", N_("takes part officially in a cell on the reference date"))
    admitted_on = _day("admitted_on", N_("day of admission"))
    reviewed = REVIEWED
    self_reported = _flag("self_reported", N_("a self-assessment report with a proposed level is in"))
    absence_grounded = _flag("absence_grounded", N_("an absence with good reason, sick or maternity leave is on file"))
    official = _flag("official", N_("official, civil servant or public employee"))
    professional_level = _level("professional_level", N_("professional rating"))
    lives_elsewhere = _flag("lives_elsewhere", N_("the cell of residence is another cell"))
    remark_exempt = _flag("remark_exempt", N_("gives no yearly residence remark"))
    residence_remarks = _flag("residence_remarks", N_("residence remarks are in"))
    former_cell_months = _count("former_cell_months", N_("whole months at another cell"))
    former_cell_remarks = _flag("former_cell_remarks", N_("remarks of the former cell are in"))
    temporary_membership = _flag("temporary_membership", N_("took part temporarily in a cell in the year"))
    temporary_cell_remarks = _flag("temporary_cell_remarks", N_("remarks of the temporary cell are in"))
    balloted = BALLOTED
    sick_leave_months = SICK_LEAVE_MONTHS
    sick_leave_days = SICK_LEAVE_DAYS
    disciplined = _flag("disciplined", N_("disciplined in the year"))
    decided_level = DECIDED


class PostFacts:
    """One active post of a person."""

    started_on = _day("started_on", N_("day of taking up the post"))
    is_head = _flag("is_head", N_("head of the collective"))
    elected = _flag("elected", N_("elected to the post"))
    appointed = _flag("appointed", N_("appointed to the post"))
    rotated = _flag("rotated", N_("rotated to the post"))
    promoted = _flag("promoted", N_("promoted to the post"))
    equal_before = _flag("equal_before", N_("held an equal post before"))
    own_rating_unaffected = _flag("own_rating_unaffected", N_("has no part in the level of the unit now headed"))
    unit_rated = _flag("unit_rated", N_("the unit headed is of a kind that is rated"))
    unit_too_young = _flag("unit_too_young", N_("the unit headed is not rated this year"))
    unit_is_agency = _flag("unit_is_agency", N_("the unit headed is an agency"))
    unit_level = _level("unit_level", N_("level of the unit headed"))


class CadreFacts:
    """A person with an active post and at least one place of review."""

    exempted = EXEMPTED
    suspended = SUSPENDED
    posts = _count("posts", N_("leadership posts held"))
    places = _count("places", N_("places of review"))
    places_reviewed = _count("places_reviewed", N_("places where the review is finished"))
    places_reported = _count("places_reported", N_("places where only a self-assessment report with a level is in"))
    places_balloted = _count("places_balloted", N_("places with a ballot"))
    new_from_equal = _flag("new_from_equal", N_("new in a post after an equal one"))
    new_from_lower = _flag("new_from_lower", N_("new in a post after none or a lower one"))
    newly_elected = _flag("newly_elected", N_("newly elected to a post"))
    highest_is_new = _flag("highest_is_new", N_("new in the highest post after none or a lower one"))
    former_post_known = _flag("former_post_known", N_("the post held before is known"))
    former_unit_result = _flag("former_unit_result", N_("the result of the former unit is in"))
    units_without_level = _count("units_without_level", N_("organisations headed whose level is not known yet"))
    agencies_without_level = _count("agencies_without_level", N_("agencies headed that have no level"))
    headed_level = _level("headed_level", N_("lowest level of what is headed"))
    headed_collective_level = _level("headed_collective_level", N_("lowest level of the collectives headed"))
    collectives_without_level = _count("collectives_without_level", N_("collectives of the places without a level"))
    official = MemberFacts.official
    absence_grounded = MemberFacts.absence_grounded
    sick_leave_months = SICK_LEAVE_MONTHS
    sick_leave_days = SICK_LEAVE_DAYS
    decided_level = DECIDED


class OrganisationFacts:
    """A Party organisation or an agency."""

    is_agency = _flag("is_agency", N_("an agency, rated by a branch or by government"))
    established_on = _day("established_on", N_("day of establishment"))
    balloted = BALLOTED
    decided_level = DECIDED


class CollectiveFacts:
    """A collective: its own review, or its host's when reviewed within another."""

    reviewed = REVIEWED
    balloted = BALLOTED
    lower_without_level = _count("lower_without_level", N_("collectives directly below without a level"))
    organisation_level = _level("organisation_level", N_("level of the collective's organisation"))
    decided_level = DECIDED
