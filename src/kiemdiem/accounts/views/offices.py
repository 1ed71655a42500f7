"""The office's pages: accounts in sight, one account, and what is done to it."""

from collections.abc import Sequence
from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from kiemdiem.accounts.access import Access
from kiemdiem.accounts.actions import obstacles_to_close_account, obstacles_to_end_mandate
from kiemdiem.accounts.actions.locking import actor_for_accounts
from kiemdiem.accounts.doors import page
from kiemdiem.accounts.labels import mandate_badge, mandate_line, period, role_title, said_obstacles
from kiemdiem.accounts.middleware import SignedRequest
from kiemdiem.accounts.models import Account, Mandate
from kiemdiem.accounts.queries import (
    AccountLine,
    account_lines,
    account_seen_by,
    accounts_found,
    has_factor,
    is_in_charge,
    mandates_seen_by,
    sessions_of,
)
from kiemdiem.accounts.roles import Right
from kiemdiem.accounts.secrets_once import take_password
from kiemdiem.journal.actions import record_alone
from kiemdiem.journal.verbs import Verb
from kiemdiem.pages.listing import PER_PAGE, Badge, Button, Choice, Column, Empty, Listing, Row, asked_of, show_list
from kiemdiem.pages.spreadsheet import as_workbook, download
from kiemdiem.tree.names import clean

MOST_EXPORTED = 20_000


@page(Right.GRANT, Right.RUN_MACHINE)
def accounts(request: SignedRequest) -> HttpResponse:
    """The accounts in sight: searched, filtered, exported."""
    columns, choices = _columns(), _choices(request.access)
    asked = asked_of(request, columns, choices)
    chosen = asked.chosen
    found = accounts_found(request.access, clean(asked.search), chosen.get("role", ""), chosen.get("state", ""))
    if asked.sort == "login":
        found = found.order_by("-login" if asked.descending else "login")
    elif asked.sort == "name" and asked.descending:
        found = found.order_by("-name_key", "-pk")
    if request.GET.get("export") == "xlsx":
        return _exported(request.access, account_lines(request.access, found[:MOST_EXPORTED]))
    total = found.count()
    lines = account_lines(request.access, found[asked.first_row : asked.first_row + PER_PAGE])
    listing = Listing(
        title=_("Accounts"),
        asked=asked,
        plain_columns=columns,
        plain_choices=choices,
        rows=[_row(line) for line in lines],
        total=total,
        empty=Empty(_("No accounts yet"), _("Open the first account."), reverse("accounts_open"), _("Open an account")),
        search_hint=_("Name or sign-in name, with or without diacritics"),
        actions=_list_actions(request.access),
        can_export=True,
    )
    return show_list(request, listing)


def _columns() -> list[Column]:
    return [
        Column(_("Name"), "name"),
        Column(_("Sign-in name"), "login"),
        Column(_("Tasks in force")),
        Column(_("Second factor")),
        Column(_("Opened")),
    ]


def _choices(access: Access) -> list[Choice]:
    states = [("", _("All")), ("open", _("Open")), ("closed", _("Closed")), ("no_factor", _("Without second factor"))]
    choices = [Choice("state", _("State"), states)]
    if access.may(Right.GRANT):
        roles = [(role.value, role_title(role)) for role in access.grantable_roles]
        choices.insert(0, Choice("role", _("Role"), [("", _("All")), *roles]))
    return choices


def _list_actions(access: Access) -> list[Button]:
    buttons = [Button(reverse("accounts_open"), _("Open an account"), primary=True)]
    if access.may(Right.GRANT):
        buttons.append(Button(reverse("mandate_grant"), _("Give a task")))
    return buttons


def _cells(line: AccountLine) -> tuple[str, str, str, str]:
    tasks = "; ".join(mandate_line(mandate) for mandate in line.mandates)
    opened = date_format(timezone.localtime(line.account.opened_at), "SHORT_DATE_FORMAT")
    return line.account.login, tasks or "—", _("yes") if line.has_factor else _("no"), opened


def _row(line: AccountLine) -> Row:
    url = reverse("accounts_page", args=[line.account.login])
    badges = [Badge(_("closed"), "bad")] if line.account.closed_at else []
    return Row(url, line.account.name, _cells(line), badges)


def _exported(access: Access, lines: Sequence[AccountLine]) -> HttpResponse:
    record_alone(actor_for_accounts(access), Verb.EXPORTED, subject="accounts", details={"rows": len(lines)})
    headings = [str(column.label) for column in _columns()] + [_("Closed")]
    rows = [
        (
            line.account.name,
            *_cells(line),
            date_format(timezone.localtime(line.account.closed_at), "SHORT_DATE_FORMAT")
            if line.account.closed_at
            else "",
        )
        for line in lines
    ]
    return download(as_workbook(_("Accounts"), headings, rows), f"{_('accounts')}.xlsx")


@page(Right.GRANT, Right.RUN_MACHINE)
def account(request: SignedRequest, login: str) -> HttpResponse:
    """One account: its mandates in sight, and what can be done."""
    shown = account_seen_by(request.access, login)
    today = timezone.localdate()
    mandates = [_mandate_row(request.access, mandate, today) for mandate in mandates_seen_by(request.access, shown)]
    in_charge = is_in_charge(request.access, shown)
    context = {
        "title": shown.name,
        "account": shown,
        "facts": _facts(shown, in_charge),
        "badges": [Badge(_("closed"), "bad")] if shown.closed_at else [],
        "mandates": mandates,
        "sees_mandates": request.access.may(Right.GRANT),
        "actions": _account_actions(request.access, shown),
        "obstacles": [] if shown.closed_at else said_obstacles(obstacles_to_close_account(request.access, shown)),
        "crumbs": crumbs_to(shown, ""),
    }
    return render(request, "accounts/account.html", context)


def _mandate_row(access: Access, mandate: Mandate, today: date) -> dict[str, object]:
    return {
        "number": mandate.pk,
        "line": mandate_line(mandate),
        "period": period(mandate),
        "badge": mandate_badge(mandate, today),
        "from": mandate.delegated_from.account.name if mandate.delegated_from else "",
        "may_end": not obstacles_to_end_mandate(access, mandate),
    }


def _facts(shown: Account, in_charge: bool) -> list[dict[str, object]]:
    facts: list[dict[str, object]] = [
        {"label": _("Sign-in name"), "value": shown.login},
        {"label": _("Opened"), "value": date_format(timezone.localtime(shown.opened_at), "SHORT_DATETIME_FORMAT")},
    ]
    if shown.closed_at:
        closed = date_format(timezone.localtime(shown.closed_at), "SHORT_DATETIME_FORMAT")
        facts.append({"label": _("Closed"), "value": closed})
    if in_charge:
        last = shown.last_login
        facts += [
            {"label": _("E-mail"), "value": shown.email},
            {"label": _("Second factor"), "value": _("yes") if has_factor(shown) else _("no")},
            {"label": _("Signed in on devices"), "value": len(sessions_of(shown))},
            {
                "label": _("Last sign-in"),
                "value": date_format(timezone.localtime(last), "SHORT_DATETIME_FORMAT") if last else _("never"),
            },
        ]
    return facts


def _account_actions(access: Access, shown: Account) -> list[Button]:
    buttons = list[Button]()
    if access.may(Right.GRANT) and not shown.closed_at:
        buttons.append(Button(f"{reverse('mandate_grant')}?login={shown.login}", _("Give a task"), primary=True))
    if shown.pk == access.account or not is_in_charge(access, shown):
        return buttons
    buttons.append(Button(reverse("accounts_correct", args=[shown.login]), _("Correct")))
    if shown.closed_at:
        return buttons
    buttons.append(Button(reverse("accounts_password", args=[shown.login]), _("New one-time password")))
    if has_factor(shown):
        buttons.append(Button(reverse("accounts_factors", args=[shown.login]), _("Remove second factors")))
    if sessions_of(shown):
        buttons.append(Button(reverse("accounts_sessions", args=[shown.login]), _("Sign out everywhere")))
    buttons.append(Button(reverse("accounts_close", args=[shown.login]), _("Close the account"), danger=True))
    return buttons


@page(Right.GRANT, Right.RUN_MACHINE)
@never_cache
def one_time_password(request: SignedRequest, login: str) -> HttpResponse:
    """The one-time password, this one time."""
    shown = account_seen_by(request.access, login)
    text = take_password(request, shown.pk)
    if not text:
        messages.info(request, _("A one-time password is shown once only. If it was lost, make a new one."))
        return redirect("accounts_page", shown.login)
    title = _("One-time password for {name}").format(name=shown.name)
    return render(request, "accounts/one_time_password.html", {"title": title, "account": shown, "text": text})


def crumbs_to(shown: Account | None, here: str) -> list[dict[str, str]]:
    """The way to a page about an account."""
    path = [{"label": _("Accounts"), "url": reverse("accounts_list")}]
    if shown is not None:
        path.append({"label": shown.name, "url": reverse("accounts_page", args=[shown.login]) if here else ""})
    return [*path, {"label": here, "url": ""}] if here else path
