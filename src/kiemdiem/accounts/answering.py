"""What every form of this floor does: shows obstacles first, acts once, says refusals beside the fields."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from django import forms
from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render

from kiemdiem.accounts.fields import OUT_OF_SIGHT
from kiemdiem.accounts.labels import Obstacle, said
from kiemdiem.accounts.middleware import SignedRequest
from kiemdiem.accounts.submitting import hidden_fields, once, typed_before
from kiemdiem.journal.actions import record_alone
from kiemdiem.journal.verbs import Verb
from kiemdiem.verdicts import Refused
from kiemdiem.wording import N_

AT_ONCE = N_("Somebody else entered the same at this very moment. Look at what is there now, then try again.")
SomeForm = TypeVar("SomeForm", bound=forms.Form)


@dataclass(frozen=True)
class FormPage:
    """What stands around a form."""

    title: str
    submit: str
    cancel_url: str
    intro: str = ""
    danger: bool = False
    obstacles: Sequence[Obstacle] = ()
    crumbs: Sequence[dict[str, str]] = ()
    hidden: Sequence[tuple[str, str]] = ()
    template: str = "form_page.html"
    more: dict[str, object] = field(default_factory=dict)


def answer_form(
    request: SignedRequest,
    make: Callable[[QueryDict | None], SomeForm],
    act: Callable[[SomeForm], str],
    page: FormPage,
) -> HttpResponse:
    """Show the form, or carry it out and lead on to the address that `act` returns.

    What was typed comes back with the version that it was typed over, until the action itself has told what changed.
    """
    typed = request.POST if request.method == "POST" else typed_before(request)
    form = make(typed)
    if request.method == "POST" and form.is_valid():
        try:
            return once(request, lambda: act(form))
        except Refused as refused:
            tell(form, refused)
        except IntegrityError:
            form.add_error(None, said(AT_ONCE))
    elif typed is not None:
        page = replace(page, hidden=[(name, typed.get(name, value)) for name, value in page.hidden])
        if request.method == "POST":
            journal_looks(request, form)
    return show_form(request, form, page, kept=request.method != "POST" and typed is not None)


def press(request: SignedRequest, act: Callable[[], object], success: str, back: str) -> HttpResponse:
    """Carry out what a button does and lead back; a refusal is told there."""

    def carried_out() -> str:
        act()
        messages.success(request, success)
        return back

    try:
        return once(request, carried_out)
    except Refused as refused:
        for verdict in refused.verdicts:
            messages.error(request, said(verdict.message))
        return redirect(back)


def show_form(request: SignedRequest, form: forms.Form, page: FormPage, *, kept: bool = False) -> HttpResponse:
    """The page with its form; `kept`: what was typed before the session ended has come back."""
    context = {
        "title": page.title,
        "intro": page.intro,
        "form": form,
        "hidden": [*hidden_fields(request), *page.hidden],
        "submit": page.submit,
        "cancel_url": page.cancel_url,
        "danger": page.danger,
        "obstacles": page.obstacles,
        "crumbs": page.crumbs,
        "kept": kept,
        **page.more,
    }
    return render(request, page.template, context)


def journal_looks(request: SignedRequest, form: forms.Form) -> None:
    """Journal that a field named what is not among one's own, whether there is such a thing or not; not what was typed:
    it may be anything."""
    for name, errors in form.errors.as_data().items():
        if any(error.code == OUT_OF_SIGHT for error in errors):
            details = {"asked_for": f"{name} {request.path}"[:200]}
            record_alone(request.access.actor(), Verb.ACCESS_REFUSED, details=details)


def tell(form: forms.Form, refused: Refused) -> None:
    """Put each verdict beside its field, or above the form."""
    for verdict in refused.verdicts:
        form.add_error(verdict.field if verdict.field in form.fields else None, said(verdict.message))
