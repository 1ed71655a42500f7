"""The words for the codes of this floor on pages and papers."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kiemdiem.meetings.ballots import AGAINST, AGREE, NONE
from kiemdiem.meetings.models import Attendee, Conference, Sitting, Vote
from kiemdiem.meetings.opening import is_counted
from kiemdiem.meetings.queries.conferences import name_of
from kiemdiem.meetings.queries.votes import counting_under_way
from kiemdiem.pages.listing import Badge
from kiemdiem.pages.masking import plain_day
from kiemdiem.review.marks import level_words

KINDS: dict[str, Promise] = {
    Vote.Kind.CONCLUSION.value: gettext_lazy("Vote on the conclusion"),
    Vote.Kind.WORKPLACE_OPINION.value: gettext_lazy("Workplace opinion"),
    Vote.Kind.PROPOSAL.value: gettext_lazy("Proposal of levels"),
    Vote.Kind.RATING.value: gettext_lazy("Rating"),
}
MEANS: dict[str, Promise] = {
    Vote.Means.HANDS.value: gettext_lazy("show of hands"),
    Vote.Means.PAPER.value: gettext_lazy("secret ballot on paper"),
}
BASES: dict[str, Promise] = {
    "valid": gettext_lazy("of the valid papers"),
    "present": gettext_lazy("of those present"),
    "convened": gettext_lazy("of those convened"),
}


def choice_words() -> dict[str, str]:
    """What can be marked on a row."""
    return {**level_words(), AGREE: _("Agrees"), AGAINST: _("Does not agree"), NONE: _("No choice")}


def conference_badge(conference: Conference) -> Badge:
    """How far a conference has come, from its dates."""
    if conference.dropped_at:
        return Badge(_("Called off"))
    if conference.ended_at:
        return Badge(_("Over"), "good")
    return Badge(_("Under way"), "info") if conference.begun_at else Badge(_("Called"), "warn")


def vote_badge(vote: Vote) -> Badge:
    """How far a vote has come, from its dates."""
    if vote.cancelled_at:
        return Badge(_("Cancelled"))
    if is_counted(vote):
        return Badge(_("Being counted anew"), "warn") if counting_under_way(vote) else Badge(_("Counted"), "good")
    if vote.closed_at or (vote.opened_at and counting_under_way(vote)):
        return Badge(_("Being counted"), "warn")
    return Badge(_("Open"), "info") if vote.opened_at else Badge(_("Not opened yet"))


def sitting_words(sitting: Sitting) -> str:
    """When a sitting is."""
    return f"{sitting.begins_at.strftime('%H:%M')}–{sitting.ends_at.strftime('%H:%M')} {plain_day(sitting.day)}"


def conference_title(conference: Conference) -> str:
    """What a conference is called."""
    if conference.electorate_id is not None:
        return _("Meeting on the workplace opinion: {name}").format(name=conference.name)
    return _("Review conference: {name}").format(name=conference.name)


def roll_name(attendee: Attendee | None) -> str:
    """The name of somebody on the roll; empty when it is nobody."""
    return name_of(attendee) if attendee is not None else ""
