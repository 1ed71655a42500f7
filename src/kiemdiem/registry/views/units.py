"""Pages of organisations and collectives: outline, lists, one thing with its history, forms."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from kiemdiem.accounts.doors import page
from kiemdiem.accounts.middleware import SignedRequest
from kiemdiem.accounts.roles import Right
from kiemdiem.pages.listing import Badge, Button, Choice, Column, Empty, Listing, Row, asked_of, show_list
from kiemdiem.pages.masking import plain_day
from kiemdiem.registry.labels import choices_of, label_of
from kiemdiem.registry.list_files import access_for, export_list
from kiemdiem.registry.models import Collective
from kiemdiem.registry.presenting import Section, SectionRow, ShownFact, crumbs_of, history_of, unit_url
from kiemdiem.registry.queries.lists import page_of_collectives, page_of_organisations
from kiemdiem.registry.queries.people import holders_of
from kiemdiem.registry.queries.units import (
    Node,
    collective_seen_by,
    collectives_of,
    counts_of,
    organisation_seen_by,
    outline_below,
    roots_seen_by,
    superiors_in_sight,
)
from kiemdiem.tree.models import Organisation
from kiemdiem.vocabulary import CollectiveKind, OrganisationKind, Role


def _outline_node(node: Node) -> dict[str, object]:
    return {
        "name": node.name,
        "url": unit_url(node.code),
        "kind": node.kind,
        "kind_label": label_of(OrganisationKind, node.kind),
        "children_url": reverse("unit_children", args=[node.code]) if node.has_children else "",
        "children": None,
        "open": False,
    }


@page(Right.SEE_UNITS)
def units(request: SignedRequest) -> HttpResponse:
    """The tree as an outline: the topmost units in sight with what stands directly below; the rest opens on demand."""
    roots = list(roots_seen_by(request.access))
    below = outline_below(roots)
    nodes = []
    for root in roots:
        children = [_outline_node(node) for node in below[root.pk]]
        node = _outline_node(Node(root.code, root.name, root.kind, bool(children)))
        nodes.append({**node, "children": children, "open": True})
    return render(request, "registry/units.html", {"nodes": nodes, "title": _("Organisations")})


@page(Right.SEE_UNITS)
def unit_children(request: SignedRequest, code: str) -> HttpResponse:
    """What stands directly below a unit: a part of the outline."""
    unit = organisation_seen_by(request.access, code)
    children = [_outline_node(node) for node in outline_below([unit])[unit.pk]]
    return render(request, "components/outline_children.html", {"children": children})


@page(Right.SEE_UNITS)
def unit_list(request: SignedRequest) -> HttpResponse:
    """All units in sight as a list."""
    columns = [
        Column(_("Name"), "name"),
        Column(_("Kind"), "kind"),
        Column(_("Direct superior")),
        Column(_("Code"), "code"),
    ]
    choices = [Choice("kind", _("Kind"), choices_of(OrganisationKind, _("All kinds")))]
    asked = asked_of(request, columns, choices)
    total, lines = page_of_organisations(access_for(request, asked), asked)
    rows = [
        Row(unit_url(line.code), line.name, (label_of(OrganisationKind, line.kind), line.above, line.code))
        for line in lines
    ]
    listing = Listing(
        _("Organisations"),
        asked,
        columns,
        choices,
        rows,
        total,
        Empty(_("No organisation yet"), _("Import a workbook, or add a unit below one of yours.")),
        search_hint=_("A name, with or without diacritics, or a code"),
        actions=[Button(reverse("units"), _("As an outline"))],
        can_export=request.access.may(Right.EXPORT),
    )
    return export_list(request, listing) or show_list(request, listing)


@page(Right.SEE_UNITS)
def unit(request: SignedRequest, code: str) -> HttpResponse:
    """One organisation: particulars, what it holds, its history."""
    unit = organisation_seen_by(request.access, code)
    counts = counts_of(unit.path)
    collectives = list(collectives_of(unit))
    children = outline_below([unit])[unit.pk]
    can_edit = request.access.may(Right.EDIT_UNITS, unit.path)
    context = {
        "title": unit.name,
        "subtitle": label_of(OrganisationKind, unit.kind),
        "badges": [Badge(_("Commune, ward or township"))] if unit.territorial else [],
        "crumbs": crumbs_of(superiors_in_sight(request.access, unit), unit.name),
        "facts": _unit_facts(request, unit, counts.organisations, counts.people, counts.members),
        "sections": [
            _children_section(unit, children, can_edit=can_edit),
            _collectives_section(unit, collectives, can_edit=can_edit),
        ],
        "actions": _unit_actions(request, unit),
        "history": history_of([(unit.name, unit)]),
    }
    return render(request, "record.html", context)


def _unit_facts(request: SignedRequest, unit: Organisation, below: int, people: int, members: int) -> list[ShownFact]:
    superior = unit.parent if unit.parent and request.access.may(Right.SEE_UNITS, unit.parent.path) else None
    sees_people = request.access.may(Right.SEE_PEOPLE, unit.path)
    facts = [
        ShownFact(_("Code"), unit.code),
        ShownFact(_("Direct superior"), superior.name if superior else "", unit_url(superior.code) if superior else ""),
        ShownFact(_("Established on"), plain_day(unit.established_on)),
        ShownFact(_("Organisations below"), str(below)),
        ShownFact(
            _("People in the subtree"),
            _("{people}, of them {members} members").format(people=people, members=members),
            f"{reverse('people')}?unit={unit.code}" if sees_people else "",
        ),
    ]
    if unit.transferred_on or unit.transferred_from:
        facts.append(ShownFact(_("Transferred"), f"{plain_day(unit.transferred_on)} {unit.transferred_from}".strip()))
    return facts


def _unit_actions(request: SignedRequest, unit: Organisation) -> list[Button]:
    access = request.access
    found = []
    if access.may(Right.SEE_PEOPLE, unit.path):
        found.append(Button(f"{reverse('people')}?unit={unit.code}", _("People"), primary=True))
    if access.may(Right.EDIT_PEOPLE, unit.path):
        found.append(Button(reverse("person_add", args=[unit.code]), _("Enter a person")))
    if access.may(Right.EDIT_UNITS, unit.path):
        found.append(Button(reverse("unit_correct", args=[unit.code]), _("Correct")))
        if unit.parent_id and len(access.paths(Right.EDIT_UNITS)) and unit.path not in access.paths(Right.EDIT_UNITS):
            found.append(Button(reverse("unit_move", args=[unit.code]), _("Pass to another superior")))
    if access.may(Right.READ_JOURNAL, unit.path):
        found.append(Button(reverse("journal", args=[unit.code]), _("Journal")))
    return found


def _children_section(unit: Organisation, children: list[Node], *, can_edit: bool) -> Section:
    return Section(
        _("Directly below"),
        [_("Name"), _("Kind"), _("Code")],
        [
            SectionRow((node.name, label_of(OrganisationKind, node.kind), node.code), unit_url(node.code))
            for node in children
        ],
        _("Nothing stands below this unit."),
        actions=[Button(reverse("unit_add", args=[unit.code]), _("Add a unit"))] if can_edit else [],
    )


def _collectives_section(unit: Organisation, collectives: list[Collective], *, can_edit: bool) -> Section:
    return Section(
        _("Collectives"),
        [_("Name"), _("Kind"), _("Code")],
        [
            SectionRow((one.name, label_of(CollectiveKind, one.kind), one.code), reverse("collective", args=[one.code]))
            for one in collectives
        ],
        _("No collective is entered for this unit."),
        actions=[Button(reverse("collective_add", args=[unit.code]), _("Add a collective"))] if can_edit else [],
    )


@page(Right.SEE_UNITS)
def collectives(request: SignedRequest) -> HttpResponse:
    """All collectives in sight as a list."""
    columns = [
        Column(_("Name"), "name"),
        Column(_("Kind"), "kind"),
        Column(_("Organisation")),
        Column(_("Code"), "code"),
    ]
    choices = [Choice("kind", _("Kind"), choices_of(CollectiveKind, _("All kinds")))]
    asked = asked_of(request, columns, choices)
    total, lines = page_of_collectives(access_for(request, asked), asked)
    rows = [
        Row(
            reverse("collective", args=[line.code]),
            line.name,
            (label_of(CollectiveKind, line.kind), line.above, line.code),
        )
        for line in lines
    ]
    listing = Listing(
        _("Collectives"),
        asked,
        columns,
        choices,
        rows,
        total,
        Empty(
            _("No collective yet"),
            _("Open a unit and add its collectives, or import a workbook."),
            reverse("units"),
            _("To the units"),
        ),
        search_hint=_("A name, with or without diacritics, or a code"),
        can_export=request.access.may(Right.EXPORT),
    )
    return export_list(request, listing) or show_list(request, listing)


@page(Right.SEE_UNITS)
def collective(request: SignedRequest, code: str) -> HttpResponse:
    """One collective: who is in it, its history."""
    one = collective_seen_by(request.access, code)
    organisation = one.organisation
    facts = [
        ShownFact(_("Code"), one.code),
        ShownFact(_("Organisation"), organisation.name, unit_url(organisation.code)),
        ShownFact(
            _("Reviewed within"),
            one.reviewed_within.name if one.reviewed_within else _("its own conference"),
            reverse("collective", args=[one.reviewed_within.code])
            if one.reviewed_within and request.access.may(Right.SEE_UNITS, one.reviewed_within.path)
            else "",
        ),
    ]
    sections = []
    if request.access.may(Right.SEE_PEOPLE, one.path):
        rows = [
            SectionRow(
                (
                    post.person.full_name,
                    post.title,
                    label_of(Role, post.role),
                    plain_day(post.start),
                    plain_day(post.end),
                ),
                reverse("person", args=[post.person.code]),
                [Badge(_("Presides"), "good")] if post.presides else [],
            )
            for post in holders_of(request.access, one)
        ]
        columns = [_("Full name"), _("Title of the post"), _("Role"), _("From"), _("Until")]
        sections = [
            Section(_("Posts"), columns, rows, _("Nobody holds a post here. Open a person and enter the post."))
        ]
    can_edit = request.access.may(Right.EDIT_UNITS, one.path)
    context = {
        "title": one.name,
        "subtitle": label_of(CollectiveKind, one.kind),
        "crumbs": crumbs_of([*superiors_in_sight(request.access, organisation), organisation], one.name),
        "facts": facts,
        "sections": sections,
        "actions": [Button(reverse("collective_correct", args=[one.code]), _("Correct"))] if can_edit else [],
        "history": history_of([(one.name, one)]),
    }
    return render(request, "record.html", context)
