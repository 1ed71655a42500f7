"""The door of every page: who may come in. A test walks all addresses and refuses one without a door."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from kiemdiem.accounts.access import OutOfSight
from kiemdiem.accounts.middleware import SignedRequest
from kiemdiem.accounts.roles import ROLES, Right
from kiemdiem.accounts.submitting import keep_typed

Rest = ParamSpec("Rest")
View = Callable[Concatenate[HttpRequest, Rest], HttpResponse]
SignedView = Callable[Concatenate[SignedRequest, Rest], HttpResponse]
DOORS: dict[str, tuple[Right, ...] | None] = {}
"""Dotted name of a view -> rights of which one must be held somewhere; none: signed in is enough; None: open to all."""


def page(*rights: Right) -> Callable[[SignedView[Rest]], View[Rest]]:
    """A page for somebody signed in who holds one of these rights somewhere (none given: anybody signed in).

    Which objects may be seen is decided where the page fetches them.
    """

    def dressed(view: SignedView[Rest]) -> View[Rest]:
        DOORS[f"{view.__module__}.{view.__qualname__}"] = rights

        @wraps(view)
        def guarded(request: HttpRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
            if not request.user.is_authenticated:
                return _to_sign_in(request)
            signed = cast(SignedRequest, request)
            if answer := _first_duties(signed):
                return answer
            if rights and not any(signed.access.may(right) for right in rights):
                raise OutOfSight(request.path)
            return view(signed, *args, **kwargs)

        return guarded

    return dressed


def first_page(view: SignedView[Rest]) -> View[Rest]:
    """A page for anybody signed in on which first duties are done: it asks for none of them."""
    DOORS[f"{view.__module__}.{view.__qualname__}"] = ()

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return _to_sign_in(request)
        return view(cast(SignedRequest, request), *args, **kwargs)

    return guarded


def open_page(view: View[Rest]) -> View[Rest]:
    """A page for everybody, signed in or not."""
    DOORS[f"{view.__module__}.{view.__qualname__}"] = None
    return view


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the sign-in and back again; what was typed into a form waits meanwhile."""
    keep_typed(request)
    return redirect_to_login(request.get_full_path() if request.method == "GET" else request.path)


def _came_without_password(request: SignedRequest) -> bool:
    """Whether the sign-in went through another provider only: the one-time password was not used and is not known."""
    methods = {record.get("method") for record in get_authentication_records(request, request.user)}
    return "socialaccount" in methods and "password" not in methods


def _first_duties(request: SignedRequest) -> HttpResponse | None:
    """Where somebody must go first: a password of one's own, a second factor for staff."""
    if request.user.must_change_password and not _came_without_password(request):
        messages.info(request, _("Choose a password of your own first."))
        return redirect("account_change_password")
    is_staff = any(ROLES[grant.role].is_staff for grant in request.access.grants)
    if settings.IS_SECOND_FACTOR_REQUIRED and is_staff and not get_adapter().is_mfa_enabled(request.user):
        messages.info(request, _("Your work needs a second factor at sign-in: set one up first."))
        return redirect("mfa_index")
    return None
