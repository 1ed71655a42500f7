"""Whatever goes wrong below `/api/` before an operation is reached is told as a problem document too."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from kiemdiem.api.problems import MEDIA_TYPE, problem

PREFIX = "/api/"
_KINDS = {400: "bad-request", 403: "forbidden", 404: "not-found", 405: "method", 413: "too-large", 500: "unforeseen"}


class ProblemMiddleware:
    """Turns error pages into problem documents; keeps answers with data out of every cache."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        if not request.path.startswith(PREFIX):
            return answer
        if answer.status_code in _KINDS and answer.headers.get("Content-Type") != MEDIA_TYPE:
            allowed = answer.headers.get("Allow")
            answer = problem(answer.status_code, _KINDS[answer.status_code], _detail(answer.status_code))
            if allowed:
                answer.headers["Allow"] = allowed
        answer.headers.setdefault("Cache-Control", "no-store")
        return answer


def _detail(status: int) -> str:
    return {
        400: _("The request cannot be read."),
        404: _("There is nothing here, or it is not yours to see."),
        405: _("This cannot be done here: the description names what can."),
        413: _("The request is too large."),
    }.get(status, "")
