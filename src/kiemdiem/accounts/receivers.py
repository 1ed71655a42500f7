"""What django-allauth tells of, written into the journal. Only signals of other people's apps are received."""

from allauth.account.signals import user_logged_in
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import (
    authentication_failed,
    authenticator_added,
    authenticator_removed,
    authenticator_reset,
)
from allauth.usersessions.models import UserSession
from django.contrib.auth.signals import user_logged_out, user_login_failed
from django.http import HttpRequest

from kiemdiem.accounts.access import account_reference
from kiemdiem.accounts.addresses import origin_of
from kiemdiem.accounts.models import Account
from kiemdiem.accounts.submitting import forget_typed_of_others
from kiemdiem.journal.actions import Actor, record_alone
from kiemdiem.journal.verbs import Verb

_NAME = "kiemdiem.accounts"


def connect_receivers() -> None:
    """Called once, when the apps are ready."""
    user_logged_in.connect(_signed_in, dispatch_uid=f"{_NAME}.signed_in")
    user_logged_out.connect(_signed_out, dispatch_uid=f"{_NAME}.signed_out")
    authentication_failed.connect(_factor_failed, dispatch_uid=f"{_NAME}.factor_failed")
    authenticator_added.connect(_factor_added, dispatch_uid=f"{_NAME}.factor_added")
    authenticator_reset.connect(_factor_added, dispatch_uid=f"{_NAME}.factor_reset")
    authenticator_removed.connect(_factor_removed, dispatch_uid=f"{_NAME}.factor_removed")


def _note(request: HttpRequest, account: Account, verb: Verb, details: dict[str, str | int | list[str]]) -> None:
    about = account_reference(account.pk)
    record_alone(Actor(about, "", origin_of(request)), verb, subject=about, details=details)


def _signed_in(sender: object, request: HttpRequest, user: Account, **_kwargs: object) -> None:
    forget_typed_of_others(request, user.pk)
    _note(request, user, Verb.SIGNED_IN, {})


def _signed_out(sender: object, request: HttpRequest, user: Account | None, **_kwargs: object) -> None:
    if user is None:
        return
    UserSession.objects.filter(session_key=request.session.session_key or "").delete()
    _note(request, user, Verb.SIGNED_OUT, {})


def _factor_failed(
    sender: object, request: HttpRequest, user: Account, authenticator: Authenticator, **_kwargs: object
) -> None:
    """A wrong code counts like a wrong password: five of them lock the login out."""
    _note(request, user, Verb.SIGN_IN_FAILED, {"factor": str(authenticator.type)})
    user_login_failed.send(sender=__name__, credentials={"username": user.login}, request=request)


def _factor_added(
    sender: object, request: HttpRequest, user: Account, authenticator: Authenticator, **_kwargs: object
) -> None:
    _note(request, user, Verb.FACTOR_ADDED, {"factors": [str(authenticator.type)]})


def _factor_removed(
    sender: object, request: HttpRequest, user: Account, authenticator: Authenticator, **_kwargs: object
) -> None:
    _note(request, user, Verb.FACTOR_REMOVED, {"factors": [str(authenticator.type)]})
