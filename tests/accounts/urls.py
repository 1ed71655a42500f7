"""The addresses that the tests of this floor need: its own, and stand-ins for what the frame of a page links to."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.i18n import set_language

from kiemdiem.accounts.doors import open_page, page
from kiemdiem.accounts.middleware import SignedRequest
from kiemdiem.web.context import PLACES, PREPARING


@page()
def staff_room(request: SignedRequest) -> HttpResponse:
    """Behind an ordinary door."""
    return HttpResponse("inside: " + request.access.name)


@open_page
def front(request: HttpRequest) -> HttpResponse:
    """Open to all."""
    return HttpResponse("front")


OWN = {"home", "accounts_list"}
MENU = [place.name for place in (*PLACES, *PREPARING) if place.name not in OWN]

urlpatterns = [
    path("", front, name="home"),
    *(path(f"{name}/", front, name=name) for name in ("about", "reminders")),
    *(path(f"{name}/", front, name=name) for name in MENU if ":" not in name),
    *(
        path(f"{space}/", include(([path("", front, name=name)], space)))
        for space, name in (name.split(":") for name in MENU if ":" in name)
    ),
    path("language/", set_language, name="set_language"),
    path("room/", staff_room, name="room"),
    path("", include("kiemdiem.accounts.urls")),
]
