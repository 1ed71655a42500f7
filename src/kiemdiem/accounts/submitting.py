"""Forms sent twice, too late, or after the session has ended: nothing is doubled, nothing is lost."""

import json
import secrets
from collections.abc import Callable
from typing import cast

from django.core import signing
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect

from kiemdiem.accounts.models import Submission

KEY, OWNER = "_once", "_owner"
_KEPT = "kept"
_MOST_KEPT = 200_000
"""Letters of a form that are kept over a lost session."""
_SALT = "form-owner"


def hidden_fields(request: HttpRequest) -> list[tuple[str, str]]:
    """What every form that writes carries: a key of its own, and whose form it is."""
    return [
        (KEY, request.POST.get(KEY) or secrets.token_urlsafe(16)),
        (OWNER, signing.dumps(request.user.pk, salt=_SALT)),
    ]


def once(request: HttpRequest, act: Callable[[], str]) -> HttpResponse:
    """Carry a form out and lead to the address that `act` returns; the same form again leads there without acting.

    What `act` raises is raised on, and nothing is marked.
    """
    account = cast(int, request.user.pk)
    return redirect(
        act_once(account, request.POST.get(KEY, "").replace("\0", "")[:40] or secrets.token_urlsafe(16), act)
    )


def act_once(account: int, key: str, act: Callable[[], str]) -> str:
    """What `act` returns; with the same key again what it returned the first time, without acting.

    The act and the mark that it is done are one transaction.

    Args:
        key: 40 letters at most, of this account alone.
    """
    whole = f"{account}:{key}"
    done = Submission.objects.filter(key=whole, account_id=account).first()
    if done is None:
        try:
            with transaction.atomic():
                submission = Submission.objects.create(key=whole, account_id=account)
                submission.answer = act()
                submission.save(update_fields=["answer"])
            return submission.answer
        except IntegrityError:
            done = Submission.objects.filter(key=whole, account_id=account).first()
            if done is None:
                raise
    return done.answer


def keep_typed(request: HttpRequest) -> None:
    """Keep what was typed when a form arrives after the session has ended, for the same account to find again."""
    if request.method != "POST" or OWNER not in request.POST:
        return
    try:
        owner = signing.loads(request.POST[OWNER], salt=_SALT)
    except signing.BadSignature:
        return
    typed = {name: values for name, values in request.POST.lists() if name not in {OWNER, KEY, "csrfmiddlewaretoken"}}
    if len(json.dumps(typed)) <= _MOST_KEPT:
        request.session[_KEPT] = {"owner": owner, "path": request.path, "typed": typed}


def forget_typed_of_others(request: HttpRequest, account: int) -> None:
    """Drop what somebody else had typed in this browser before."""
    kept = request.session.get(_KEPT)
    if kept and kept["owner"] != account:
        del request.session[_KEPT]


def typed_before(request: HttpRequest) -> QueryDict | None:
    """What the same account had typed into this page when its session ended; given back once."""
    kept = request.session.get(_KEPT)
    if not kept or kept["path"] != request.path:
        return None
    del request.session[_KEPT]
    if kept["owner"] != request.user.pk:
        return None
    typed = QueryDict(mutable=True)
    for name, values in kept["typed"].items():
        typed.setlist(name, values)
    return typed
