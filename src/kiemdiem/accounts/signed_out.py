"""Takes sessions out of the database: their next request comes from nobody."""

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session


def drop_sessions(account: int, *, only: int | None = None, but: str = "") -> int:
    """Drop the sessions of an account; how many were dropped.

    Args:
        only: the number of one of them in the list of sessions.
        but: the key of one that stays.
    """
    found = UserSession.objects.filter(user_id=account).exclude(session_key=but)
    if only is not None:
        found = found.filter(pk=only)
    keys = list(found.values_list("session_key", flat=True))
    dropped, _ = Session.objects.filter(session_key__in=keys).delete()
    found.delete()
    return dropped
