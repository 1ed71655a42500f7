"""The journal: what happened in a unit and below, whether its chain holds, its head for the minutes."""

import qrcode
import qrcode.image.svg
from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kiemdiem.accounts.doors import page
from kiemdiem.accounts.middleware import SignedRequest
from kiemdiem.accounts.queries import references_named
from kiemdiem.accounts.roles import Right
from kiemdiem.journal.actions import print_head
from kiemdiem.journal.chain import SYSTEM
from kiemdiem.journal.queries import holds, parse_head, verify
from kiemdiem.pages.listing import Button, Choice, Column, Empty, Listing, Row, asked_of, show_list
from kiemdiem.registry.entries import entries_seen_by, lines_of
from kiemdiem.registry.list_files import access_for, export_list
from kiemdiem.registry.presenting import crumbs_of, unit_url
from kiemdiem.registry.queries.units import organisation_seen_by, superiors_in_sight
from kiemdiem.tree.models import Organisation


@page(Right.READ_JOURNAL, Right.RUN_MACHINE)
def journals(request: SignedRequest) -> HttpResponse:
    """Everything that one may read of the journal."""
    return _entries(request, None)


@page(Right.READ_JOURNAL)
def journal(request: SignedRequest, code: str) -> HttpResponse:
    """The journal of a unit and all below it."""
    return _entries(request, organisation_seen_by(request.access, code, Right.READ_JOURNAL))


def _entries(request: SignedRequest, unit: Organisation | None) -> HttpResponse:
    columns = [
        Column(_("When"), "at"),
        Column(_("Who")),
        Column(_("On behalf of")),
        Column(_("What was done")),
        Column(_("From where")),
        Column(_("Chain / year / number")),
    ]
    choices = [Choice("about", _("About"), [("", _("All")), *_subjects().items()])]
    asked = asked_of(request, columns, choices)
    entries = entries_seen_by(access_for(request, asked), unit)
    if about := asked.chosen.get("about"):
        entries = entries.filter(verb__startswith=f"{about}.")
    if asked.search:
        who = references_named(asked.search)
        entries = entries.filter(Q(actor__in=who) | Q(on_behalf_of__in=who))
    if asked.sort == "at" and not asked.descending:
        entries = entries.order_by("at", "id")
    lines = lines_of(request.access, list(entries[asked.first_row : asked.first_row + asked.most]))
    rows = [
        Row(line.url, line.when, (line.who, line.on_behalf, line.sentence, line.origin, line.number)) for line in lines
    ]
    title = _("Journal of {unit}").format(unit=unit.name) if unit else _("Journal")
    actions = (
        [Button(reverse("journal_head", args=[unit.code]), _("Verify and print the head"), primary=True)]
        if unit
        else []
    )
    listing = Listing(
        title,
        asked,
        columns,
        choices,
        rows,
        entries.count(),
        Empty(_("Nothing has been recorded yet"), _("Every act appears here by itself.")),
        _("Every act with who, for whom, when and from where. Nothing here can be changed or removed."),
        search_hint=_("Name or sign-in name of who acted"),
        actions=actions,
        can_export=request.access.may(Right.EXPORT),
    )
    crumbs = crumbs_of([*superiors_in_sight(request.access, unit), unit], _("Journal")) if unit else []
    return export_list(request, listing) or show_list(request, listing, crumbs=crumbs)


@page(Right.READ_JOURNAL)
def journal_head(request: SignedRequest, code: str) -> HttpResponse:
    """The head of this year's chain as text and QR, to be printed and kept outside."""
    unit = organisation_seen_by(request.access, code, Right.READ_JOURNAL)
    head = print_head(request.access.actor(Right.READ_JOURNAL, unit.path), unit.code, timezone.localdate().year)
    context = {
        "title": _("Head of the journal: {unit}").format(unit=unit.name),
        "unit": unit,
        "unit_url": unit_url(unit.code),
        "head": head,
        "qr": _qr(str(head)) if head else "",
        "crumbs": crumbs_of([*superiors_in_sight(request.access, unit), unit], _("Head of the journal")),
    }
    return render(request, "journal/head.html", context)


def _subjects() -> dict[str, str]:
    """What acts are about: the first part of a verb, and its word."""
    return {
        "account": _("Accounts"),
        "mandate": _("Tasks"),
        "token": _("Access tokens"),
        "access": _("Refused looks"),
        "organisation": _("Organisations"),
        "collective": _("Collectives"),
        "person": _("People"),
        "membership": _("Memberships"),
        "post": _("Posts"),
        "circumstance": _("Circumstances"),
        "workbook": _("Uploads"),
        "import": _("Imports"),
        "export": _("Exports"),
        "journal": _("Heads of the journal"),
    }


@require_POST
@page(Right.READ_JOURNAL)
def journal_verify(request: SignedRequest, code: str) -> HttpResponse:
    """Whether the unit's chains hold, and whether a head typed from paper stands in them."""
    unit = organisation_seen_by(request.access, code, Right.READ_JOURNAL)
    typed = request.POST.get("head", "").strip()
    head = parse_head(typed)
    read, breaks = verify([unit.code])
    for found in breaks:
        text = _("The chain of {year} does not hold at entry {number}: tell the provincial committee.")
        messages.error(request, text.format(year=found.year, number=found.number))
    if not breaks:
        messages.success(request, _("{count} entries were read; every chain of this unit holds.").format(count=read))
    if typed and (head is None or head.unit not in {unit.code, SYSTEM}):
        messages.error(request, _("This is no head of this unit's journal: copy the whole line from the paper."))
    elif head is not None and holds(head):
        messages.success(request, _("The head from the paper stands in the chain."))
    elif head is not None:
        messages.error(
            request, _("The head from the paper is not in the chain: the journal is not the one that was printed.")
        )
    return redirect("journal_head", code=code)


def _qr(text: str) -> str:
    """The text as a QR drawn in SVG."""
    image = qrcode.make(text, image_factory=qrcode.image.svg.SvgPathImage, border=2)
    return mark_safe(str(image.to_string(encoding="unicode")))  # noqa: S308 - made of a path alone
