"""Forms about organisations and collectives."""

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from kiemdiem.accounts.answering import FormPage, answer_form
from kiemdiem.accounts.doors import page
from kiemdiem.accounts.middleware import SignedRequest
from kiemdiem.accounts.roles import Right
from kiemdiem.registry.actions.units import (
    add_collective,
    add_organisation,
    correct_collective,
    correct_organisation,
    move_organisation,
)
from kiemdiem.registry.correcting import Correcting, answer_correction
from kiemdiem.registry.fields import Initial
from kiemdiem.registry.forms.units import (
    CollectiveCorrectionForm,
    CollectiveForm,
    MoveForm,
    OrganisationCorrectionForm,
    OrganisationForm,
)
from kiemdiem.registry.presenting import unit_url
from kiemdiem.registry.queries.units import collective_seen_by, organisation_seen_by


@page(Right.EDIT_UNITS)
def unit_add(request: SignedRequest, code: str) -> HttpResponse:
    """Add an organisation below another one."""
    parent = organisation_seen_by(request.access, code, Right.EDIT_UNITS)

    def act(form: OrganisationForm) -> str:
        added = add_organisation(request.access, parent.code, form.entry(), form.paper())
        messages.success(request, _("Added."))
        return unit_url(added.code)

    about = FormPage(_("Add a unit below {unit}").format(unit=parent.name), _("Add"), unit_url(code))
    return answer_form(request, lambda typed: OrganisationForm(request.access, typed), act, about)


@page(Right.EDIT_UNITS)
def unit_correct(request: SignedRequest, code: str) -> HttpResponse:
    """Correct what is known of an organisation."""
    seen = organisation_seen_by(request.access, code, Right.EDIT_UNITS)

    def initial() -> tuple[int, Initial]:
        found = organisation_seen_by(request.access, code, Right.EDIT_UNITS)
        names = ("name", "kind", "territorial", "established_on")
        return found.version, {name: getattr(found, name) for name in names}

    def make(typed: QueryDict | None, values: Initial) -> OrganisationCorrectionForm:
        return OrganisationCorrectionForm(request.access, typed, initial=values)

    def act(form: OrganisationCorrectionForm, version: int) -> str:
        correct_organisation(request.access, code, version, form.entry(code), form.paper(), form.ground())
        messages.success(request, _("Corrected. What stood there before is kept in the history."))
        return unit_url(code)

    about = FormPage(_("Correct: {name}").format(name=seen.name), _("Save"), unit_url(code))
    return answer_correction(request, Correcting(make, initial, act), about)


@page(Right.EDIT_UNITS)
def unit_move(request: SignedRequest, code: str) -> HttpResponse:
    """Pass an organisation with all below it to another superior."""
    seen = organisation_seen_by(request.access, code, Right.EDIT_UNITS)

    def initial() -> tuple[int, Initial]:
        return organisation_seen_by(request.access, code, Right.EDIT_UNITS).version, {}

    def act(form: MoveForm, version: int) -> str:
        parent, on = form.cleaned_data["parent"], form.cleaned_data["on"]
        move_organisation(request.access, code, version, parent.code, on, form.paper(), form.ground())
        messages.success(request, _("The unit stands below its new superior, with all that belongs to it."))
        return unit_url(code)

    about = FormPage(
        _("Pass {name} to another superior").format(name=seen.name),
        _("Pass on"),
        unit_url(code),
        _("Everything below goes along: units, collectives, people. Both superiors must be yours."),
    )
    return answer_correction(
        request, Correcting(lambda typed, _values: MoveForm(request.access, typed), initial, act), about
    )


@page(Right.EDIT_UNITS)
def collective_add(request: SignedRequest, code: str) -> HttpResponse:
    """Add a collective to an organisation."""
    organisation = organisation_seen_by(request.access, code, Right.EDIT_UNITS)

    def act(form: CollectiveForm) -> str:
        added = add_collective(request.access, code, form.entry(), form.paper())
        messages.success(request, _("Added."))
        return reverse("collective", args=[added.code])

    about = FormPage(_("Add a collective: {unit}").format(unit=organisation.name), _("Add"), unit_url(code))
    return answer_form(request, lambda typed: CollectiveForm(request.access, typed), act, about)


@page(Right.EDIT_UNITS)
def collective_correct(request: SignedRequest, code: str) -> HttpResponse:
    """Correct what is known of a collective."""
    seen = collective_seen_by(request.access, code, Right.EDIT_UNITS)
    back, standing = reverse("collective", args=[code]), {"reviewed_within": seen.reviewed_within}

    def initial() -> tuple[int, Initial]:
        found = collective_seen_by(request.access, code, Right.EDIT_UNITS)
        host = found.reviewed_within.code if found.reviewed_within else ""
        return found.version, {"name": found.name, "kind": found.kind, "reviewed_within": host}

    def make(typed: QueryDict | None, values: Initial) -> CollectiveCorrectionForm:
        return CollectiveCorrectionForm(request.access, typed, initial=values, standing=standing)

    def act(form: CollectiveCorrectionForm, version: int) -> str:
        correct_collective(request.access, code, version, form.entry(code), form.paper(), form.ground())
        messages.success(request, _("Corrected. What stood there before is kept in the history."))
        return back

    about = FormPage(_("Correct: {name}").format(name=seen.name), _("Save"), back)
    return answer_correction(request, Correcting(make, initial, act), about)
