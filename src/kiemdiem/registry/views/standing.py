"""What applies to one person, each outcome with its clause and facts."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kiemdiem.accounts.doors import page
from kiemdiem.accounts.labels import language
from kiemdiem.accounts.middleware import SignedRequest
from kiemdiem.accounts.roles import Right
from kiemdiem.evaluation.story import PlaceStory
from kiemdiem.evaluation.telling import Teller
from kiemdiem.pages.masking import plain_day
from kiemdiem.pages.why import Why
from kiemdiem.registry.presenting import Section, SectionRow
from kiemdiem.registry.queries.people import person_seen_by
from kiemdiem.registry.queries.units import names_of_collectives
from kiemdiem.registry.standing import tellers_of
from kiemdiem.vocabulary import SubjectKind


@page(Right.SEE_PEOPLE, Right.SEE_SELF)
def person_standing(request: SignedRequest, code: str) -> HttpResponse:
    """What the regulation says of a person today, if this year's review were held on the registry as it is."""
    person = person_seen_by(request.access, code)
    today = timezone.localdate()
    tellers = tellers_of(person, today, language())
    awaited = {code for teller in tellers for place in teller.story.places for code in _awaited(place)}
    names = names_of_collectives(request.access, awaited)
    sections = [section for teller in tellers for section in _sections(teller, names)]
    context = {
        "title": _("What applies to {name}").format(name=person.full_name),
        "subtitle": _("By the registry on {day}").format(day=plain_day(today)),
        "crumbs": [
            {"label": person.full_name, "url": reverse("person", args=[code])},
            {"label": _("What applies"), "url": ""},
        ],
        "sections": sections,
        "intro_text": ""
        if sections
        else _("Neither a member nor a holder of a post: the regulation asks for nothing."),
    }
    return render(request, "registry/standing.html", context)


def _sections(teller: Teller, names: dict[str, str]) -> list[Section]:
    """What applies, and where and when it is to happen."""
    is_cadre = teller.story.kind == SubjectKind.CADRE
    reasons = [
        SectionRow(
            (told.outcome, ", ".join(told.clauses)),
            why=Why(told.outcome, ", ".join(told.clauses), told.summary, told.facts, about=told.outcome),
        )
        for told in teller.reasons()
    ]
    places = [
        SectionRow(
            (
                place.name or place.place,
                teller.action(place),
                plain_day(date.fromisoformat(place.deadline)) if place.deadline else "",
                ", ".join(names.get(code, code) for code in _awaited(place)),
                ", ".join(place.clauses.split()),
            )
        )
        for place in teller.story.places
    ]
    return [
        Section(
            _("As a cadre") if is_cadre else _("As a member"),
            [_("Outcome"), _("Clause")],
            reasons,
            _("Nothing special applies."),
        ),
        Section(
            _("Places of review as a cadre") if is_cadre else _("Place of review as a member"),
            [_("Place"), _("What happens there"), _("Before"), _("After the review of"), _("Clause")],
            places,
            _("No place of review."),
        ),
    ]


def _awaited(place: PlaceStory) -> list[str]:
    """The codes of what is reviewed before (`kind:subject@place` in the plan)."""
    return [reference.partition(":")[2].partition("@")[0] for reference in place.after.split()]
