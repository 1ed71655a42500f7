"""Puts the access of whoever is signed in onto the request; journals what was asked for out of sight."""

from collections.abc import Callable
from dataclasses import replace

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from kiemdiem.accounts.access import Access, OutOfSight
from kiemdiem.accounts.addresses import origin_of
from kiemdiem.accounts.models import Account
from kiemdiem.accounts.queries import access_of
from kiemdiem.journal.actions import record_alone
from kiemdiem.journal.verbs import Verb

NOBODY = Access(0, "")
CHOSEN = "cycle"
"""Name in the session of the cycle chosen to work on: its key and name."""


class SignedRequest(HttpRequest):
    """A request that has passed this middleware and the door of a page."""

    access: Access
    user: Account


class AccessMiddleware:
    """`request.access`, read when first needed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.access = SimpleLazyObject(lambda: access_of_request(request))  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Journal a look at what is not theirs; Django answers with 404."""
        if isinstance(exception, OutOfSight):
            journal_refusal(access_of_request(request), exception)


def journal_refusal(access: Access, refused: OutOfSight) -> None:
    """Write down that somebody signed in asked for what is not theirs."""
    if access.account:
        record_alone(access.actor(), Verb.ACCESS_REFUSED, details={"asked_for": refused.asked_for[:200]})


def access_of_request(request: HttpRequest) -> Access:
    """The access of the account that is signed in; of nobody when none is."""
    user: Account | AnonymousUser = request.user
    if isinstance(user, AnonymousUser):
        return NOBODY
    return replace(access_of(user, origin_of(request)), cycle=request.session.get(CHOSEN, {}).get("key", 0))
