"""Forms that correct a record; when somebody else saved meanwhile, both values stand side by side."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Generic, TypeVar

from django import forms
from django.http import HttpResponse, QueryDict
from django.utils.translation import gettext as _

from kiemdiem.accounts.answering import FormPage, answer_form, show_form
from kiemdiem.accounts.middleware import SignedRequest
from kiemdiem.accounts.queries import names_of_accounts
from kiemdiem.pages.masking import plain_day
from kiemdiem.registry.actions.locking import Stale
from kiemdiem.registry.fields import Initial
from kiemdiem.registry.presenting import when, yes_or_no

VERSION = "version"
SomeForm = TypeVar("SomeForm", bound=forms.Form)


@dataclass(frozen=True)
class Correcting(Generic[SomeForm]):
    """How a form meets its record."""

    make: Callable[[QueryDict | None, Initial], SomeForm]
    initial: Callable[[], tuple[int, Initial]]
    """The version of the record and the values of the fields as it stands now."""
    act: Callable[[SomeForm, int], str]
    """Carries the form out for that version; returns where to go on."""


def answer_correction(request: SignedRequest, correcting: Correcting[SomeForm], page: FormPage) -> HttpResponse:
    """Show the form with its record's values, or carry it out."""
    version, initial = correcting.initial()
    typed_version = request.POST.get(VERSION, "")
    meant = int(typed_version[:9]) if typed_version.isdecimal() else version
    page = replace(page, hidden=[(VERSION, str(meant))])
    try:
        return answer_form(
            request,
            lambda typed: correcting.make(typed, initial),
            lambda form: correcting.act(form, meant),
            page,
        )
    except Stale as stale:
        version, initial = correcting.initial()
        form = correcting.make(request.POST, initial)
        form.is_valid()
        conflict = _conflict(form, initial, stale)
        page = replace(page, hidden=[(VERSION, str(version))], more={**page.more, "conflict": conflict})
        return show_form(request, form, page)


def _conflict(form: forms.Form, initial: Initial, stale: Stale) -> list[dict[str, str]]:
    """The fields in which what was typed differs from what is saved now."""
    by = names_of_accounts([stale.row.recorded_by]).get(stale.row.recorded_by, stale.row.recorded_by)
    told = {"by": by, "at": when(stale.row.recorded_at)}
    rows = [
        {"label": str(form[name].label), "yours": _words(form, name, form[name].value()), "theirs": theirs, **told}
        for name in initial
        if _words(form, name, form[name].value()) != (theirs := _words(form, name, initial[name]))
    ]
    return rows or [{"label": _("All fields"), "yours": _("the same"), "theirs": _("the same"), **told}]


def _words(form: forms.Form, name: str, value: object) -> str:
    """A field's value as people read it."""
    field = form.fields[name]
    if isinstance(field, forms.BooleanField):
        return yes_or_no(bool(value))
    if isinstance(field, forms.ChoiceField):
        words = {str(choice): str(label) for choice, label in field.widget.choices}
        return words.get(str(value or ""), str(value or ""))
    return plain_day(value) if isinstance(value, date) else str(value or "")
