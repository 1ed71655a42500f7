"""The page from which one comes to all that is prepared before the reviews."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from kiemdiem.accounts.doors import page
from kiemdiem.accounts.middleware import SignedRequest
from kiemdiem.web.context import PREPARING


@page(*sorted({right for place in PREPARING for right in place.rights}))
def preparation(request: SignedRequest) -> HttpResponse:
    """What one may prepare, each with its page."""
    told = {
        "opinion_requests": _("Whose opinion is asked on reports and members, and what was answered."),
        "electorates": _("Who is asked at work about leaders, before their reviews."),
        "targets": _("What was assigned for the year: the ground of review and rating."),
        "suggestion_letters": _("Letters that suggest matters to be explained, from draft to reported result."),
        "my_suggestions": _("Letters to you and your units that are to be answered."),
        "delegations": _("Who attends the conferences where matters were suggested."),
        "cases": _("Signs of violation reported for verification."),
    }
    steps = [
        {"title": place.label, "text": told[place.name], "url": reverse(place.name), "button": _("Go there")}
        for place in PREPARING
        if any(request.access.may(right) for right in place.rights)
    ]
    return render(request, "preparation.html", {"title": _("Preparation"), "steps": steps})
