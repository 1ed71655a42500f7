"""Answers a page that saves a text as one types, or by its button."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from kiemdiem.accounts.labels import said
from kiemdiem.accounts.middleware import SignedRequest
from kiemdiem.review.keeping import Saved
from kiemdiem.verdicts import Refused


@dataclass(frozen=True)
class Typed:
    """One text as it comes from the page."""

    key: str
    text: str
    mark: str
    version: int

    @property
    def anchor(self) -> str:
        """The part of the page where it stands."""
        return "p-" + self.key.replace(":", "-")


def typed_into(request: SignedRequest) -> Typed:
    """What was typed."""
    key, text, mark, version = (
        request.POST.get(name, "").replace("\0", "").replace("\r\n", "\n")
        for name in ("key", "text", "mark", "version")
    )
    return Typed(key, text, mark, int(version[:9]) if version.isdecimal() else 0)


def answer_save(request: SignedRequest, save: Callable[[Typed], Saved], back: str) -> HttpResponse:
    """Save, and tell the script, or the reader of the page, what became of it.

    Args:
        back: address of the page.
    """
    typed = typed_into(request)
    is_autosave = request.headers.get("X-Autosave") == "yes"
    try:
        saved = save(typed)
    except Refused as refused:
        told = [said(verdict.message) for verdict in refused.verdicts]
        if is_autosave:
            return JsonResponse({"refused": told}, status=409)
        for text in told:
            messages.error(request, text)
        return redirect(back)
    if is_autosave:
        at = timezone.localtime(saved.saved_at).strftime("%H:%M")
        return JsonResponse({"version": saved.version, "at": at, "conflict": saved.conflict})
    if saved.conflict is not None:
        messages.warning(request, _("Somebody else saved this passage meanwhile. Both texts are kept: look at them."))
    else:
        messages.success(request, _("Saved."))
    return redirect(f"{back}#{typed.anchor}")
