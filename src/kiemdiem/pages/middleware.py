"""What no page can be asked for."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse

_ENCODED = "%00"


class NulMiddleware:
    """No text of ours holds a NUL, and PostgreSQL takes none: an address with one leads nowhere."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path_info or _ENCODED in request.META.get("QUERY_STRING", ""):
            raise Http404
        return self.get_response(request)
