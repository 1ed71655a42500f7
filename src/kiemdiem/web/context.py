"""What every page's frame shows: menu, who is signed in."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kiemdiem import __version__
from kiemdiem.accounts.access import Access
from kiemdiem.accounts.labels import role_title
from kiemdiem.accounts.middleware import CHOSEN
from kiemdiem.accounts.roles import Right
from kiemdiem.meetings.queries.conferences import WATCHING


@dataclass(frozen=True)
class Place:
    """One place of the menu, for who holds one of the rights."""

    name: str
    """Of the address."""
    label: Promise
    icon: str
    rights: frozenset[Right] = frozenset()


PREPARING = (
    Place("opinion_requests", _("Opinions"), "list-check", frozenset({Right.ASK_OPINIONS, Right.ANSWER_OPINIONS})),
    Place("electorates", _("Workplace opinion"), "people", frozenset({Right.ASK_OPINIONS})),
    Place("targets", _("Targets"), "flag", frozenset({Right.SET_TARGETS})),
    Place("suggestion_letters", _("Suggestions"), "file-earmark-text", frozenset({Right.SUGGEST, Right.APPROVE})),
    Place("my_suggestions", _("To answer"), "bell", frozenset({Right.SEE_SELF, Right.WRITE_REPORT})),
    Place("delegations", _("Delegations"), "people", frozenset({Right.KEEP_CASES})),
    Place("cases", _("Verification"), "shield-lock", frozenset({Right.KEEP_CASES, Right.APPROVE})),
)
"""What the page of the preparation leads to."""
PLACES = (
    Place("home", _("Overview"), "house"),
    Place("own_page", _("My record"), "person", frozenset({Right.SEE_SELF})),
    Place("my_review", _("My self-review"), "pencil", frozenset({Right.SEE_SELF})),
    Place("cycles", _("Review plan"), "calendar-check", frozenset({Right.SEE_PLAN, Right.OPEN_CYCLE})),
    Place(
        "preparation",
        _("Preparation"),
        "clipboard-check",
        frozenset(right for item in PREPARING for right in item.rights),
    ),
    Place("conferences", _("Conferences"), "ui-checks", frozenset(WATCHING)),
    Place("units", _("Organisations"), "diagram-3", frozenset({Right.SEE_UNITS})),
    Place("collectives", _("Collectives"), "person-badge", frozenset({Right.SEE_UNITS})),
    Place("people", _("People"), "people", frozenset({Right.SEE_PEOPLE})),
    Place("imports", _("Import"), "upload", frozenset({Right.IMPORT})),
    Place("export", _("Export"), "download", frozenset({Right.EXPORT})),
    Place("accounts_list", _("Accounts"), "key", frozenset({Right.GRANT, Right.RUN_MACHINE})),
    Place("journals", _("Journal"), "journal-text", frozenset({Right.READ_JOURNAL, Right.RUN_MACHINE})),
    Place("jobs:list", _("Long work"), "clock-history", frozenset({Right.IMPORT, Right.EXPORT, Right.RUN_MACHINE})),
)


@dataclass(frozen=True)
class Signed:
    """Who is signed in, as the frame shows it."""

    name: str
    mandates: tuple[str, ...]


def frame(request: HttpRequest) -> dict[str, object]:
    """Menu, name and mandates of the account; without one only the version."""
    access: Access | None = getattr(request, "access", None)
    if access is None or not access.account:
        return {"version": __version__}
    held = frozenset().union(*(grant.rights for grant in access.grants))
    menu = [
        {"url": url, "label": place.label, "icon": place.icon, "current": _is_current(request.path, place)}
        for place in PLACES
        if not place.rights or place.rights & held
        for url in (reverse(place.name),)
    ]
    chosen = request.session.get(CHOSEN)
    mandates = tuple(f"{role_title(grant.role)}, {grant.unit_name}" for grant in access.grants)
    signed = Signed(access.name, mandates)
    return {"version": __version__, "menu": menu, "signed": signed, "worked_on": chosen}


def _is_current(path: str, place: Place) -> bool:
    """Whether a page lies behind a place of the menu; what is prepared lies behind the page of the preparation."""
    if place.name == "home":
        return path == reverse("home")
    behind = [place, *PREPARING] if place.name == "preparation" else [place]
    return any(path.startswith(reverse(one.name)) for one in behind)
