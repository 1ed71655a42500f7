"""A list of subjects to choose one from."""

from collections.abc import Collection, Sequence

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from kiemdiem.accounts.middleware import SignedRequest
from kiemdiem.accounts.roles import Right
from kiemdiem.campaign.queries.cycles import open_cycle_of
from kiemdiem.campaign.words import KINDS
from kiemdiem.pages.listing import Choice, Column, Empty, Listing, Row, asked_of, show_list
from kiemdiem.review.queries.standing import page_of_subjects
from kiemdiem.vocabulary import SubjectKind


def choose_subject(
    request: SignedRequest, rights: Sequence[Right], address: str, title: str, intro: str,
    kinds: Collection[SubjectKind] = tuple(SubjectKind),
) -> HttpResponse:  # fmt: skip
    """A list of subjects of the open cycle, of these kinds, that each lead to a form."""
    cycle = open_cycle_of(request.access)
    columns = [Column(_("Who")), Column(_("What is reviewed")), Column(_("Unit"))]
    named = [(kind.value, KINDS[kind]) for kind in kinds]
    choices = [Choice("kind", _("What is reviewed"), [("", _("All")), *named])]
    asked = asked_of(request, columns, choices)
    total, lines = page_of_subjects(request.access, rights, cycle, asked, kinds)
    rows = [Row(reverse(address, args=[one.pk]), one.name, (str(KINDS[one.kind]), one.unit_name)) for one in lines]
    empty = Empty(_("Nobody to choose from"), _("Subjects are there once the year's cycle is open."))
    listing = Listing(
        title, asked, columns, choices, rows, total, empty, intro, _("A name, with or without diacritics")
    )
    return show_list(request, listing)
