"""Pages of people: the list, one person with posts, memberships, circumstances and history, one's own page."""

from typing import TypeVar
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kiemdiem.accounts.doors import page
from kiemdiem.accounts.middleware import SignedRequest
from kiemdiem.accounts.roles import Right
from kiemdiem.pages.listing import Badge, Button, Choice, Column, Empty, Listing, Row, asked_of, show_list
from kiemdiem.pages.masking import masked_birth, masked_card, plain_day
from kiemdiem.registry.actions.facts import KINDS, FactName, FactRow
from kiemdiem.registry.actions.people import unmask
from kiemdiem.registry.labels import choices_of, label_of
from kiemdiem.registry.list_files import access_for, export_list
from kiemdiem.registry.models import Circumstance, Membership, Person, Post
from kiemdiem.registry.presenting import (
    Section,
    SectionRow,
    ShownFact,
    crumbs_of,
    history_of,
    period_words,
    unit_url,
    yes_or_no,
)
from kiemdiem.registry.queries.people import (
    Line,
    Wanted,
    circumstances_of,
    memberships_of,
    page_of_people,
    person_seen_by,
    posts_of,
)
from kiemdiem.registry.queries.standing import management_whys
from kiemdiem.registry.queries.units import organisation_seen_by, superiors_in_sight
from kiemdiem.tree.models import Organisation
from kiemdiem.vocabulary import CircumstanceKind, ManagedBy, MembershipKind, Occupation, Role

Stated = TypeVar("Stated", Post, Membership, Circumstance)


@page(Right.SEE_PEOPLE)
def people(request: SignedRequest) -> HttpResponse:
    """Everybody in sight: searched, filtered, sorted by given name, paged, exported."""
    access = request.access
    code = request.GET.get("unit", "").replace("\0", "")
    unit = organisation_seen_by(access, code, Right.SEE_PEOPLE) if code else None
    columns, choices = _columns(), _choices(unit)
    asked = asked_of(request, columns, choices)
    wanted = Wanted(
        asked.search, asked.chosen.get("occupation", ""), asked.chosen.get("party", ""), unit.path if unit else ""
    )
    total, lines = page_of_people(
        access_for(request, asked),
        wanted,
        asked.sort,
        descending=asked.descending,
        first=asked.first_row,
        most=asked.most,
    )
    listing = Listing(
        _("People"),
        asked,
        columns,
        choices,
        _rows(lines),
        total,
        Empty(
            _("No people yet"),
            _("Import the roster of a unit as a workbook, or enter a person from the unit's page."),
            reverse("units"),
            _("To the units"),
        ),
        search_hint=_("A name, with or without diacritics"),
        can_export=access.may(Right.EXPORT),
    )
    return export_list(request, listing) or show_list(request, listing)


def _columns() -> list[Column]:
    return [
        Column(_("Full name"), "name"),
        Column(_("Unit"), "unit"),
        Column(_("Occupation")),
        Column(_("Born in")),
        Column(_("Admitted on"), "admitted"),
        Column(_("Party card number")),
    ]


def _choices(unit: Organisation | None) -> list[Choice]:
    return [
        Choice(
            "party",
            _("Party membership"),
            [
                ("", _("All")),
                ("member", _("Members")),
                ("probationary", _("Probationary members")),
                ("none", _("Not members")),
            ],
        ),
        Choice("occupation", _("Occupation"), choices_of(Occupation, _("All"))),
        Choice("unit", _("Unit"), [("", _("All units")), (unit.code, unit.name)] if unit else [("", _("All units"))]),
    ]


def _rows(lines: list[Line]) -> list[Row]:
    """The lines of the list, identity data masked."""
    pattern = reverse("person", args=["CODE"])  # one call for the page: each costs as much as all the rest of a line
    occupations = dict(choices_of(Occupation, ""))
    return [
        Row(
            pattern.replace("CODE", quote(line.code)),
            line.full_name,
            (
                line.unit,
                str(occupations[line.occupation]),
                masked_birth(line.birth_date),
                plain_day(line.admitted_on),
                masked_card(line.card_number),
            ),
        )
        for line in lines
    ]


@page(Right.SEE_PEOPLE, Right.SEE_SELF)
def person(request: SignedRequest, code: str) -> HttpResponse:
    """One person, as far as the account may see."""
    found = person_seen_by(request.access, code)
    posts = list(posts_of(found, withdrawn=True))
    memberships = list(memberships_of(found, withdrawn=True))
    circumstances = list(circumstances_of(found, withdrawn=True))
    named: list[tuple[str, Person | FactRow]] = [
        (found.full_name, found),
        *((post.title or post.collective.name, post) for post in posts),
        *((membership.cell.name, membership) for membership in memberships),
        *((label_of(CircumstanceKind, one.kind), one) for one in circumstances),
    ]
    edit = _editing(request, found)
    context = {
        "title": found.full_name,
        "subtitle": found.home.name,
        "badges": _badges(found),
        "crumbs": crumbs_of(
            [*superiors_in_sight(request.access, found.home), *_home_in_sight(request, found)], found.full_name
        ),
        "facts": _facts(request, found),
        "sections": [
            _post_section(request, found, _standing(posts), can_edit=edit[FactName.POST]),
            _membership_section(found, _standing(memberships), can_edit=edit[FactName.MEMBERSHIP]),
            _circumstance_section(found, _standing(circumstances), can_edit=edit[FactName.CIRCUMSTANCE]),
        ],
        "actions": _actions(request, found),
        "history": history_of(named),
    }
    return render(request, "record.html", context)


@require_POST
@page(Right.SEE_PEOPLE, Right.SEE_SELF)
def unmasked(request: SignedRequest, code: str, column: str) -> HttpResponse:
    """What is masked, once; every look is journaled."""
    value = unmask(request.access, code, column)
    text = value if isinstance(value, str) else plain_day(value)
    if request.headers.get("HX-Request") == "true":
        return render(request, "components/unmasked.html", {"value": text or _("(empty)")})
    messages.info(request, text or _("(empty)"))
    return redirect("person", code=code)


def _standing(facts: list[Stated]) -> list[Stated]:
    """Those not withdrawn; the history tells of the others."""
    return [fact for fact in facts if fact.withdrawn_at is None]


def _home_in_sight(request: SignedRequest, found: Person) -> list[Organisation]:
    return [found.home] if request.access.may(Right.SEE_UNITS, found.path) else []


def _editing(request: SignedRequest, found: Person) -> dict[FactName, bool]:
    """Which facts may be entered and corrected."""
    return {
        name: found.erased_at is None and request.access.may(kind.right, found.path) for name, kind in KINDS.items()
    }


def _badges(found: Person) -> list[Badge]:
    if found.erased_at:
        return [Badge(_("Erased"), "bad")]
    if found.admitted_on is None:
        return [Badge(_("Not a member of the Party"))]
    return [Badge(_("Member"), "good") if found.official_on else Badge(_("Probationary member"), "info")]


def _facts(request: SignedRequest, found: Person) -> list[ShownFact]:
    access = request.access
    can_unmask = access.may(Right.UNMASK, found.path) or found.account_id == access.account

    def hidden(label: str, column: str, shown: str, *, is_there: bool) -> ShownFact:
        masked = can_unmask and is_there
        url = reverse("person_unmasked", args=[found.code, column]) if masked else ""
        return ShownFact(label, shown, masked=masked, unmask_url=url)

    def unit(label: str, organisation: Organisation | None) -> ShownFact:
        if organisation is None:
            return ShownFact(label, "")
        url = unit_url(organisation.code) if access.may(Right.SEE_UNITS, organisation.path) else ""
        return ShownFact(label, organisation.name, url)

    return [
        ShownFact(_("Code"), found.code),
        unit(_("Unit"), found.home),
        hidden(_("Date of birth"), "birth_date", masked_birth(found.birth_date), is_there=bool(found.birth_date)),
        ShownFact(_("Gender"), found.gender),
        hidden(_("Party card number"), "card_number", masked_card(found.card_number), is_there=bool(found.card_number)),
        ShownFact(_("Admitted on"), plain_day(found.admitted_on)),
        ShownFact(_("Official since"), plain_day(found.official_on)),
        ShownFact(_("Occupation"), label_of(Occupation, found.occupation)),
        unit(_("Workplace"), found.workplace),
        ShownFact(_("Short contract"), yes_or_no(found.short_contract)),
        unit(_("Residence cell"), found.residence_cell),
        ShownFact(_("No residence remarks asked"), yes_or_no(found.remark_exempt)),
    ]


def _actions(request: SignedRequest, found: Person) -> list[Button]:
    access, code = request.access, found.code
    actions = []
    if access.may(Right.SEE_PEOPLE, found.path) or found.account_id == access.account:
        actions.append(Button(reverse("person_standing", args=[code]), _("What applies to this person"), primary=True))
    if found.erased_at is None and access.may(Right.EDIT_PEOPLE, found.path):
        actions.append(Button(reverse("person_correct", args=[code]), _("Correct")))
        if found.admitted_on:
            actions.append(Button(reverse("person_transfer", args=[code]), _("Enter a transfer")))
    if found.erased_at is None and access.may(Right.GRANT, found.path):
        actions.append(Button(reverse("person_account", args=[code]), _("Account")))
    if found.erased_at is None and access.may(Right.ERASE, found.path):
        actions.append(Button(reverse("person_erase", args=[code]), _("Erase personal data"), danger=True))
    return actions


def _row_actions(name: FactName, row: FactRow, *, can_edit: bool) -> list[Button]:
    if not can_edit:
        return []
    return [
        Button(reverse("fact_correct", args=[name.value, row.pk]), _("Correct or end")),
        Button(reverse("fact_withdraw", args=[name.value, row.pk]), _("Withdraw")),
    ]


def _add(found: Person, name: FactName, label: str, *, can_edit: bool) -> list[Button]:
    return [Button(reverse("fact_add", args=[found.code, name.value]), label)] if can_edit else []


def _post_section(request: SignedRequest, found: Person, posts: list[Post], *, can_edit: bool) -> Section:
    whys = management_whys(posts)
    rows = [
        SectionRow(
            (
                post.title or post.collective.name,
                post.collective.name,
                label_of(Role, post.role),
                period_words(post.start, post.end),
                label_of(ManagedBy, level) or _("not said by the regulation"),
            ),
            reverse("collective", args=[post.collective.code])
            if request.access.may(Right.SEE_UNITS, post.collective.path)
            else "",
            [Badge(_("Presides"), "good")] if post.presides else [],
            _row_actions(FactName.POST, post, can_edit=can_edit),
            why,
        )
        for post, (level, why) in zip(posts, whys, strict=True)
    ]
    columns = [_("Title of the post"), _("Collective"), _("Role"), _("Period"), _("Managed by")]
    actions = _add(found, FactName.POST, _("Enter a post"), can_edit=can_edit)
    return Section(_("Posts"), columns, rows, _("No post is entered."), actions=actions)


def _membership_section(found: Person, memberships: list[Membership], *, can_edit: bool) -> Section:
    rows = [
        SectionRow(
            (
                one.cell.name,
                label_of(MembershipKind, one.kind),
                period_words(one.start, one.end),
                str(one.document or ""),
            ),
            actions=_row_actions(FactName.MEMBERSHIP, one, can_edit=can_edit),
        )
        for one in memberships
    ]
    actions = _add(found, FactName.MEMBERSHIP, _("Enter a membership"), can_edit=can_edit)
    columns = [_("Cell"), _("Kind"), _("Period"), _("Document")]
    return Section(_("Memberships"), columns, rows, _("No membership is entered."), actions=actions)


def _circumstance_section(found: Person, circumstances: list[Circumstance], *, can_edit: bool) -> Section:
    rows = [
        SectionRow(
            (label_of(CircumstanceKind, one.kind), period_words(one.start, one.end), one.note, str(one.document or "")),
            actions=_row_actions(FactName.CIRCUMSTANCE, one, can_edit=can_edit),
        )
        for one in circumstances
    ]
    actions = _add(found, FactName.CIRCUMSTANCE, _("Enter a leave or circumstance"), can_edit=can_edit)
    columns = [_("Circumstance"), _("Period"), _("Note"), _("Document")]
    return Section(_("Circumstances"), columns, rows, _("No leave or other circumstance is entered."), actions=actions)
