"""Whatever goes wrong below `/api/` before an operation is reached is told as a problem document too."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from kiemdiem.api.problems import MEDIA_TYPE, unreadable

PREFIX = "/api/"


class ProblemMiddleware:
    """Turns error pages into problem documents; keeps answers with data out of every cache."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        if not request.path.startswith(PREFIX):
            return answer
        if answer.status_code >= 400 and answer.headers.get("Content-Type") != MEDIA_TYPE:
            allowed = answer.headers.get("Allow")
            answer = unreadable(request, answer.status_code)
            if allowed:
                answer.headers["Allow"] = allowed
        answer.headers.setdefault("Cache-Control", "no-store")
        return answer
