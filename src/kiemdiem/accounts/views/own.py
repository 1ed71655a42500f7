"""One's own account: mandates, delegations, sessions, tokens."""

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from kiemdiem.accounts.actions import (
    delegate_mandate,
    end_delegation,
    end_own_session,
    end_own_sessions,
    end_token,
    issue_token,
    obstacles_to_delegate,
    obstacles_to_issue_token,
)
from kiemdiem.accounts.answering import FormPage, answer_form
from kiemdiem.accounts.devices import device_of
from kiemdiem.accounts.doors import first_page, page
from kiemdiem.accounts.forms.offices import NothingForm
from kiemdiem.accounts.forms.own import DelegationForm, TokenForm
from kiemdiem.accounts.labels import mandate_badge, mandate_line, period, said_obstacles
from kiemdiem.accounts.middleware import SignedRequest
from kiemdiem.accounts.models import Mandate, Token
from kiemdiem.accounts.queries import (
    has_factor,
    own_delegation,
    own_delegations,
    own_mandate,
    own_mandates,
    own_token,
    own_tokens,
    sessions_of,
)
from kiemdiem.accounts.secrets_once import keep_token, take_token
from kiemdiem.pages.masking import plain_day


@page()
def home(request: SignedRequest) -> HttpResponse:
    """Who one is here, and for what."""
    today = timezone.localdate()
    mandates = [
        {
            "mandate": mandate,
            "line": mandate_line(mandate),
            "period": period(mandate),
            "badge": mandate_badge(mandate, today),
            "from": mandate.delegated_from.account.name if mandate.delegated_from else "",
            "may_delegate": not obstacles_to_delegate(request.access, mandate),
            "may_issue": any(grant.mandate == mandate.pk for grant in request.access.grants),
        }
        for mandate in own_mandates(request.access)
    ]
    context = {
        "title": _("My account"),
        "account": request.user,
        "mandates": mandates,
        "delegations": [_delegation_row(delegation) for delegation in own_delegations(request.access)],
        "has_factor": has_factor(request.user),
        "sessions": len(sessions_of(request.user)),
        "tokens": sum(1 for token in own_tokens(request.access) if _is_alive(token, today)),
    }
    return render(request, "accounts/home.html", context)


def _delegation_row(delegation: Mandate) -> dict[str, object]:
    return {
        "number": delegation.pk,
        "line": mandate_line(delegation),
        "to": delegation.account.name,
        "until": plain_day(delegation.ends_on),
    }


def _is_alive(token: Token, today: date) -> bool:
    return token.ended_at is None and token.expires_on >= today


@page()
def delegate(request: SignedRequest, number: int) -> HttpResponse:
    """Let somebody else act under one's own mandate for a time."""
    mandate = own_mandate(request.access, number)

    def act(form: DelegationForm) -> str:
        delegation = delegate_mandate(request.access, mandate, form.facts())
        text = _("{name} may now act for you until {day}.")
        messages.success(request, text.format(name=delegation.account.name, day=plain_day(delegation.ends_on)))
        return reverse("account_home")

    around = FormPage(
        _("Delegate a task"),
        _("Delegate"),
        reverse("account_home"),
        intro=_("Whoever you name acts under your task “{task}”. The journal names you both.").format(
            task=mandate_line(mandate)
        ),
        obstacles=said_obstacles(obstacles_to_delegate(request.access, mandate)),
        crumbs=_crumbs(_("Delegate a task")),
    )
    return answer_form(request, DelegationForm, act, around)


@page()
def take_back(request: SignedRequest, number: int) -> HttpResponse:
    """End a delegation."""
    delegation = own_delegation(request.access, number)

    def act(form: NothingForm) -> str:
        end_delegation(request.access, delegation)
        messages.success(request, _("The delegation has ended."))
        return reverse("account_home")

    around = FormPage(
        _("Take a task back"),
        _("Take it back"),
        reverse("account_home"),
        intro=_("{name} will no longer act for you as {task}.").format(
            name=delegation.account.name, task=mandate_line(delegation)
        ),
        crumbs=_crumbs(_("Take a task back")),
    )
    return answer_form(request, NothingForm, act, around)


@first_page
def sessions(request: SignedRequest) -> HttpResponse:
    """Where one is signed in."""
    rows = [
        {
            "number": session.pk,
            "device": device_of(session.user_agent) or _("unknown device"),
            "address": session.ip,
            "since": session.created_at,
            "is_current": session.session_key == request.session.session_key,
        }
        for session in sessions_of(request.user)
    ]
    context = {
        "title": _("Where you are signed in"),
        "rows": rows,
        "has_others": any(not row["is_current"] for row in rows),
        "crumbs": _crumbs(_("Sessions")),
    }
    return render(request, "usersessions/usersession_list.html", context)


@first_page
def end_session(request: SignedRequest, number: int) -> HttpResponse:
    """End one of them."""
    if request.method != "POST":
        return redirect("usersessions_list")
    if end_own_session(request.access, number):
        messages.success(request, _("The session has ended."))
    else:
        messages.info(request, _("This session was over already."))
    return redirect("usersessions_list")


@first_page
def end_other_sessions(request: SignedRequest) -> HttpResponse:
    """End all but the current one."""
    if request.method != "POST":
        return redirect("usersessions_list")
    ended = end_own_sessions(request.access, request.session.session_key or "")
    messages.success(request, _("Other sessions ended: {number}.").format(number=ended))
    return redirect("usersessions_list")


@page()
def tokens(request: SignedRequest) -> HttpResponse:
    """The tokens that programs use for one."""
    today = timezone.localdate()
    rows = [
        {
            "token": token,
            "task": mandate_line(token.mandate),
            "until": plain_day(token.expires_on),
            "is_alive": _is_alive(token, today),
        }
        for token in own_tokens(request.access)
    ]
    held = {grant.mandate for grant in request.access.grants}
    choices = [(mandate.pk, mandate_line(mandate)) for mandate in own_mandates(request.access) if mandate.pk in held]
    context = {"title": _("Access tokens"), "rows": rows, "mandates": choices, "crumbs": _crumbs(_("Access tokens"))}
    return render(request, "accounts/tokens.html", context)


@page()
def issue(request: SignedRequest, number: int) -> HttpResponse:
    """A new token for one of one's mandates."""
    mandate = own_mandate(request.access, number)

    def act(form: TokenForm) -> str:
        token, secret = issue_token(request.access, mandate, form.facts())
        keep_token(request, secret.seed, token.pk)
        return reverse("token_shown", args=[token.pk])

    around = FormPage(
        _("New access token"),
        _("Issue the token"),
        reverse("token_list"),
        intro=_("A program with this token may do what you may do as {task}.").format(task=mandate_line(mandate)),
        obstacles=said_obstacles(obstacles_to_issue_token(request.access, mandate)),
        crumbs=_crumbs(_("New access token"), tokens=True),
    )
    return answer_form(request, TokenForm, act, around)


@page()
@never_cache
def shown(request: SignedRequest, number: int) -> HttpResponse:
    """The new token, this one time."""
    token = own_token(request.access, number)
    text = take_token(request, token.pk)
    if not text:
        messages.info(request, _("A token is shown once only. If you did not copy it, end it and issue another."))
        return redirect("token_list")
    context = {"title": _("Your new access token"), "token": token, "text": text}
    return render(request, "accounts/token_shown.html", context)


@page()
def stop_token(request: SignedRequest, number: int) -> HttpResponse:
    """End a token."""
    token = own_token(request.access, number)

    def act(form: NothingForm) -> str:
        end_token(request.access, token)
        messages.success(request, _("The token has ended."))
        return reverse("token_list")

    around = FormPage(
        _("End a token"),
        _("End it"),
        reverse("token_list"),
        intro=_("Programs that use “{purpose}” will be refused from now on.").format(purpose=token.purpose),
        danger=True,
        crumbs=_crumbs(_("End a token"), tokens=True),
    )
    return answer_form(request, NothingForm, act, around)


def _crumbs(here: str, *, tokens: bool = False) -> list[dict[str, str]]:
    path = [{"label": _("My account"), "url": reverse("account_home")}]
    if tokens:
        path.append({"label": _("Access tokens"), "url": reverse("token_list")})
    return [*path, {"label": here, "url": ""}]
