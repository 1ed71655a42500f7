"""The network address that a request comes from, also behind proxies that one trusts."""

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def origin_of(request: HttpRequest) -> str:
    """The address of the client; empty when it is unknown.

    With `KIEMDIEM_PROXIES` = n it is the n-th from the right of X-Forwarded-For: what stands further left was
    written by the client itself.
    """
    direct = str(request.META.get("REMOTE_ADDR", ""))
    count = settings.PROXY_COUNT
    forwarded = [part.strip() for part in str(request.META.get("HTTP_X_FORWARDED_FOR", "")).split(",") if part.strip()]
    address = forwarded[-count] if count and len(forwarded) >= count else direct
    try:
        return str(ip_address(address))[:64]
    except ValueError:
        return direct[:64]
