"""The screen of a conference: for the wall, and for the phones of those who attend."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from kiemdiem.accounts.doors import page
from kiemdiem.accounts.middleware import SignedRequest
from kiemdiem.meetings.opening import voters_on
from kiemdiem.meetings.queries.conferences import (
    WATCHING,
    conference_watched_by,
    current_item,
    items_of,
    presiding_over,
    roll_of,
)
from kiemdiem.meetings.queries.votes import counting_in_force, votes_of
from kiemdiem.meetings.tallying import shown_results
from kiemdiem.meetings.words import KINDS, conference_badge, conference_title, roll_name, vote_badge

_NEXT = 5
"""Items that the screen announces."""


@page(*WATCHING)
def conference_screen(request: SignedRequest, number: int) -> HttpResponse:
    """What the conference deals with, what comes next, the vote that is open, the results that are signed."""
    one = conference_watched_by(request.access, number)
    items, roll = items_of(one), voters_on(roll_of(one))
    now = current_item(items)
    votes = [each for each in votes_of(one) if not each.cancelled_at]
    results = []
    for each in votes:
        each.conference = one
        counting = counting_in_force(each)
        if counting is not None:
            results.append((KINDS[each.kind], shown_results(each, counting)))
    context = {
        "title": conference_title(one),
        "badge": conference_badge(one),
        "now": now.subject.name if now else "",
        "presides": roll_name(presiding_over(now, one)) if now else roll_name(one.chair),
        "next": [each.subject.name for each in items if not each.begun_at][:_NEXT],
        "done": sum(each.concluded_at is not None for each in items),
        "all": len(items),
        "there": sum(each.present_since is not None for each in roll),
        "entitled": len(roll),
        "votes": [(KINDS[each.kind], vote_badge(each), each.present) for each in votes
                  if each.opened_at and not counting_in_force(each)],
        "results": results,
        "url": reverse("conference_screen", args=[number]),
        "is_over": bool(one.ended_at),
        "crumbs": [{"label": _("Conferences"), "url": reverse("conferences")}, {"label": one.name, "url": ""}],
    }  # fmt: skip
    return render(request, "meetings/screen.html", context)
