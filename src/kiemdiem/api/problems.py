"""Errors as problem documents (RFC 9457), in the language of the request."""

import json
import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Schema

from kiemdiem.accounts.access import OutOfSight
from kiemdiem.accounts.labels import language, said
from kiemdiem.accounts.middleware import journal_refusal
from kiemdiem.registry.actions.locking import Stale
from kiemdiem.verdicts import Refused

MEDIA_TYPE = "application/problem+json"
KINDS = {404: "not-found", 405: "method", 413: "too-large", 500: "unforeseen"}
logger = logging.getLogger(__name__)


class ProblemVerdict(Schema):
    """One thing that stands in the way."""

    message: str
    field: str = ""
    """Where in the request; empty for the whole."""
    clause: str = ""
    """Of the regulation, where one is the ground."""


class Problem(Schema):
    """What went wrong, and how to mend it."""

    type: str
    title: str
    status: int
    detail: str = ""
    verdicts: list[ProblemVerdict] = []
    version: int | None = None
    """With 409: the version of the record as it stands now."""


def problem(
    status: int,
    kind: str,
    detail: str = "",
    verdicts: Sequence[ProblemVerdict] = (),
    version: int | None = None,
) -> HttpResponse:
    """The document as an answer."""
    found = Problem(
        type=f"/api/problems#{kind}", title=HTTPStatus(status).phrase, status=status, detail=detail,
        verdicts=list(verdicts), version=version,
    )  # fmt: skip
    body = json.dumps(found.model_dump(), ensure_ascii=False)
    return HttpResponse(body, content_type=MEDIA_TYPE, status=status)


def unknown_token(request: HttpRequest, _error: Exception) -> HttpResponse:
    """No token, or one that opens nothing."""
    answer = problem(401, "token", _("A token is needed: it is missing, unknown, or no longer valid."))
    answer.headers["WWW-Authenticate"] = "Bearer"
    return answer


def out_of_sight(request: HttpRequest, error: OutOfSight) -> HttpResponse:
    """There is nothing of that kind, or it is not theirs: the same answer, and it is journaled."""
    journal_refusal(request.access, error)  # type: ignore[attr-defined]
    return not_found(request, error)


def not_found(request: HttpRequest, _error: Exception) -> HttpResponse:
    """There is nothing at this address."""
    return unreadable(request, 404)


def unreadable(request: HttpRequest, status: int) -> HttpResponse:
    """What is told without an operation: a body that cannot be read, an address or a method that is not there."""
    details = {
        404: _("There is nothing here, or it is not yours to see."),
        405: _("This cannot be done here: the description names what can."),
        413: _("The request is too large."),
        500: _("Something unforeseen happened. Tell who runs the machine."),
    }
    return problem(status, KINDS.get(status, "bad-request"), details.get(status, _("The request cannot be read.")))


def refused(request: HttpRequest, error: Refused) -> HttpResponse:
    """An action found obstacles."""
    verdicts = [ProblemVerdict(message=said(one.message), field=one.field, clause=one.clause) for one in error.verdicts]
    return problem(422, "refused", verdicts[0].message if verdicts else "", verdicts)


def stale(request: HttpRequest, error: Stale) -> HttpResponse:
    """Somebody else has changed the record meanwhile."""
    detail = _("Somebody else has changed this record meanwhile: read it again, then send your change anew.")
    return problem(409, "stale", detail, version=error.row.version)


def malformed(request: HttpRequest, errors: Sequence[dict[str, object]]) -> HttpResponse:
    """What was sent is not what the description asks for."""
    verdicts = [ProblemVerdict(message=_malformed(one), field=_where(one["loc"])) for one in errors]
    return problem(422, "malformed", _("The request is not as the description asks."), verdicts)


def _where(place: object) -> str:
    """The field's name; what is in front of it tells only how the request is put together."""
    steps = [str(step) for step in place] if isinstance(place, (list, tuple)) else [str(place)]
    return ".".join(steps[1:] if steps[1:2] != ["body"] else steps[2:]) or steps[0]


def _malformed(error: Mapping[str, object]) -> str:
    """The fault in the language of the request; in English the checking library says it more closely."""
    kind = str(error.get("type", ""))
    if language() == "en" or not kind:
        return str(error["msg"])
    words = {
        "missing": _("This is missing."),
        "extra_forbidden": _("This field is not known here: look at its spelling."),
        "unknown": _("This parameter is not known here: look at its spelling."),
        "string_too_long": _("This text is too long."),
        "string_pattern_mismatch": _("This text has signs that do not belong here."),
        "enum": _("This is none of the codes that the description names."),
    }
    days = _("A day is expected, for example 2020-03-05.")
    return days if kind.startswith("date") else words.get(kind, _("This value is not as the description asks."))


def unforeseen(request: HttpRequest, error: Exception) -> HttpResponse:
    """A fault of ours; the log says more, the answer does not."""
    logger.error("api: %s %s", request.method, request.path, exc_info=error)
    return unreadable(request, 500)
