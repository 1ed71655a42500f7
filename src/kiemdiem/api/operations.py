"""How an operation is made: its door, its answers, its description; and what acts once however often it is sent."""

import hashlib
import inspect
import re
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any, ParamSpec, TypeVar, cast

from django.http import HttpRequest
from ninja import Router, Status
from ninja.errors import ValidationError
from ninja.params.functions import Header
from ninja.security import HttpBearer

from kiemdiem.accounts.access import Access, OutOfSight
from kiemdiem.accounts.addresses import origin_of
from kiemdiem.accounts.doors import DOORS
from kiemdiem.accounts.queries import access_of_token
from kiemdiem.accounts.roles import Right
from kiemdiem.accounts.submitting import act_once
from kiemdiem.api.problems import Problem
from kiemdiem.verdicts import Verdict, refuse_on
from kiemdiem.wording import N_, Message

Rest = ParamSpec("Rest")
Answer = TypeVar("Answer")
RIGHTS = "x-rights"
"""Where the description of an operation names the rights of which one opens it."""
_KEY_LETTERS = 40
_IN_PATH = re.compile(r"{(?:int:)?(\w+)}")
_UNKNOWN = "this operation knows no such parameter"
_OTHER_REQUEST = N_("This Idempotency-Key was used for another request: take a new one for each.")
KEY: str = Header("", alias="Idempotency-Key", max_length=200)
"""A word of the program's own; the same request with the same word is carried out once."""


class TokenRequest(HttpRequest):
    """A request that came with a token."""

    access: Access


class TokenAuth(HttpBearer):
    """A token that an account has issued for one of its mandates."""

    def authenticate(self, request: HttpRequest, token: str) -> Access | None:
        """What the token opens; None: nothing."""
        access = access_of_token(token, origin_of(request))
        if access is not None:
            cast(TokenRequest, request).access = access
        return access


def operation(
    router: Router, method: str, path: str, *rights: Right, answer: Any = None, status: int = 200
) -> Callable[[Callable[Rest, Answer]], Callable[Rest, Answer]]:
    """Make a function an operation for who holds one of these rights somewhere (none: any token).

    Which objects may be touched is decided where they are fetched, as on the pages.

    Args:
        answer: schema of the body; None: there is none.
    """

    def dressed(view: Callable[Rest, Answer]) -> Callable[Rest, Answer]:
        queried = set(inspect.signature(view).parameters) - set(_IN_PATH.findall(path)) - {"request", "body", "key"}
        DOORS[f"{view.__module__}.{view.__qualname__}"] = rights

        @wraps(view)
        def guarded(*args: Rest.args, **kwargs: Rest.kwargs) -> Answer | Status[Answer]:
            request = cast(TokenRequest, args[0])
            if rights and not any(request.access.may(right) for right in rights):
                raise OutOfSight(request.path)
            if unknown := set(request.GET) - queried:
                raise ValidationError(
                    [{"loc": ("query", name), "type": "unknown", "msg": _UNKNOWN} for name in sorted(unknown)]
                )
            found = view(*args, **kwargs)
            return found if status == HTTPStatus.OK else Status(status, found)

        summary = (view.__doc__ or "").strip().partition("\n")[0]
        problems = dict.fromkeys((400, 401, 404, *((409,) if _is_versioned(view) else ()), 413, 422), Problem)
        router.api_operation(
            [method], path, response={status: answer, **problems}, operation_id=view.__name__, summary=summary,
            openapi_extra={RIGHTS: [right.value for right in rights]},
        )(guarded)  # fmt: skip
        return view

    return dressed


def _is_versioned(view: Callable[..., object]) -> bool:
    """Whether a body says which version of a record it was made for."""
    body = inspect.signature(view).parameters.get("body")
    return body is not None and "version" in getattr(body.annotation, "model_fields", ())


def access_of_request(request: HttpRequest) -> Access:
    """What the token of a request opens."""
    return cast(TokenRequest, request).access


def once(request: HttpRequest, key: str, act: Callable[[], object], sent: bytes | None = None) -> str:
    """Carry a request out, with the same Idempotency-Key only once; what `act` returns, as text.

    Args:
        sent: what came with the request; None: its body.
    Raises:
        Refused: the key came with another request before.
    """
    if not key:
        return str(act())
    address = f"{request.method} {request.path}\n".encode()
    whole = hashlib.sha256(address + (request.body if sent is None else sent)).hexdigest()[:16]
    name = "api:" + hashlib.sha256(key.encode()).hexdigest()[: _KEY_LETTERS - 4]
    done = act_once(access_of_request(request).account, name, lambda: f"{whole}:{act()}")
    told, _colon, found = done.partition(":")
    if told != whole:
        refuse_on([Verdict(Message(_OTHER_REQUEST), "Idempotency-Key")])
    return found
