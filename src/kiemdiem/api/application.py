"""The API with all its operations and answers to what goes wrong."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from ninja.errors import AuthenticationError, HttpError, ValidationError

from kiemdiem import __version__
from kiemdiem.accounts.access import OutOfSight
from kiemdiem.accounts.answering import AT_ONCE
from kiemdiem.api import facts, journal, people, problems, units, work
from kiemdiem.api.description import DescribedAPI
from kiemdiem.api.operations import TokenAuth
from kiemdiem.registry.actions.locking import Stale
from kiemdiem.verdicts import Refused, Verdict
from kiemdiem.wording import Message

_ABOUT = (
    "The same queries and actions as the pages. A token stands for one mandate: what it may see and do is what its"
    " role may at its unit and below. Errors are problem documents (RFC 9457)."
)
api = DescribedAPI(
    title="kiemdiem", version=__version__, description=_ABOUT, auth=TokenAuth(), docs_url=None, urls_namespace="api"
)
for router in (journal.own, units.router, people.router, facts.router, work.router, journal.router):
    api.add_router("", router)

HANDLERS: list[tuple[type[Exception], Callable[[HttpRequest, Any], HttpResponse]]] = [
    (AuthenticationError, problems.unknown_token),
    (OutOfSight, problems.out_of_sight),
    (Http404, problems.not_found),
    (Refused, problems.refused),
    (Stale, problems.stale),
    (IntegrityError, lambda request, _error: problems.refused(request, Refused([Verdict(Message(AT_ONCE))]))),
    (ValidationError, lambda request, error: problems.malformed(request, error.errors)),
    (RequestDataTooBig, lambda request, _error: problems.unreadable(request, 413)),
    (HttpError, lambda request, error: problems.unreadable(request, error.status_code)),
    (Exception, problems.unforeseen),
]
for kind, handler in HANDLERS:
    api.exception_handler(kind)(handler)
