"""The words for kinds and states of workplace electorates on the pages."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from kiemdiem.review.models import Electorate
from kiemdiem.review.queries.electorates import OpinionState

WHO: dict[str, Promise] = {
    Electorate.Who.STAFF.value: gettext_lazy("All staff but short-term contracts"),
    Electorate.Who.REPRESENTATIVES.value: gettext_lazy("Representatives: committee, heads and deputies"),
    Electorate.Who.NAMED.value: gettext_lazy("Those who are named"),
}
STATES: dict[OpinionState, tuple[Promise, str]] = {
    OpinionState.NOT_ASKED: (gettext_lazy("Not asked yet"), "warn"),
    OpinionState.LISTED: (gettext_lazy("The list is being made"), "warn"),
    OpinionState.READY: (gettext_lazy("Ready for the ballot"), "info"),
    OpinionState.HELD: (gettext_lazy("Opinion is in"), "good"),
    OpinionState.NOT_NEEDED: (gettext_lazy("Not needed"), "neutral"),
}
"""State -> its words and its tone."""
