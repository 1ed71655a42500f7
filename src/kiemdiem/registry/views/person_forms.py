"""Forms about a person: entry, correction, transfer, erasing."""

from dataclasses import replace

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from kiemdiem.accounts.access import OutOfSight
from kiemdiem.accounts.answering import FormPage, answer_form
from kiemdiem.accounts.doors import page
from kiemdiem.accounts.labels import said_obstacles
from kiemdiem.accounts.middleware import SignedRequest
from kiemdiem.accounts.roles import Right
from kiemdiem.registry.actions.people import (
    add_person,
    correct_person,
    erase_person,
    obstacles_to_cell,
    transfer_person,
)
from kiemdiem.registry.correcting import Correcting, answer_correction
from kiemdiem.registry.fields import Initial, ReasonForm
from kiemdiem.registry.forms.people import CorrectionForm, NewPersonForm, TransferForm
from kiemdiem.registry.presenting import unit_url
from kiemdiem.registry.queries.people import person_at_home, person_seen_by
from kiemdiem.registry.queries.units import organisation_seen_by


def person_url(code: str) -> str:
    """The page of a person."""
    return reverse("person", args=[code])


@page(Right.EDIT_PEOPLE)
def person_add(request: SignedRequest, code: str) -> HttpResponse:
    """Enter a person into a unit; a member begins to take part in it."""
    unit = organisation_seen_by(request.access, code, Right.EDIT_PEOPLE)

    def act(form: NewPersonForm) -> str:
        entered = add_person(request.access, unit.code, form.entry(), form.cleaned_data["start"], form.paper())
        messages.success(request, _("Entered."))
        return person_url(entered.code)

    remarks = [replace(verdict, refuses=False) for verdict in obstacles_to_cell(unit)]
    about = FormPage(
        _("Enter a person: {unit}").format(unit=unit.name),
        _("Enter"),
        unit_url(unit.code),
        obstacles=said_obstacles(remarks),
    )
    return answer_form(request, lambda typed: NewPersonForm(request.access, typed), act, about)


@page(Right.EDIT_PEOPLE)
def person_correct(request: SignedRequest, code: str) -> HttpResponse:
    """Correct what is known of a person; masked data stay as they are unless typed anew."""
    seen = person_at_home(request.access, code, Right.EDIT_PEOPLE)

    def initial() -> tuple[int, Initial]:
        found = person_at_home(request.access, code, Right.EDIT_PEOPLE)
        names = ("full_name", "gender", "admitted_on", "official_on", "occupation", "short_contract", "remark_exempt")
        units = {name: getattr(found, name) for name in ("workplace", "residence_cell")}
        return found.version, {
            **{name: getattr(found, name) for name in names},
            **{name: unit.code if unit else "" for name, unit in units.items()},
        }

    def act(form: CorrectionForm, version: int) -> str:
        entry = form.entry()
        kept = replace(
            entry, birth_date=entry.birth_date or seen.birth_date, card_number=entry.card_number or seen.card_number
        )
        correct_person(request.access, code, version, kept, form.paper(), form.ground())
        messages.success(request, _("Corrected. What stood there before is kept in the history."))
        return person_url(code)

    def make(typed: QueryDict | None, values: Initial) -> CorrectionForm:
        standing = {"workplace": seen.workplace, "residence_cell": seen.residence_cell}
        return CorrectionForm(request.access, typed, initial=values, standing=standing)

    about = FormPage(_("Correct: {name}").format(name=seen.full_name), _("Save"), person_url(code))
    return answer_correction(request, Correcting(make, initial, act), about)


@page(Right.EDIT_PEOPLE)
def person_transfer(request: SignedRequest, code: str) -> HttpResponse:
    """A member passes to another cell."""
    seen = person_at_home(request.access, code, Right.EDIT_PEOPLE)

    def act(form: TransferForm) -> str:
        cell, start = form.cleaned_data["cell"], form.cleaned_data["start"]
        transfer_person(request.access, code, cell.code, start, form.paper())
        messages.success(request, _("The transfer is entered."))
        return person_url(code)

    about = FormPage(
        _("Transfer of {name}").format(name=seen.full_name),
        _("Enter the transfer"),
        person_url(code),
        _("The present membership ends on the day before. Both cells must be yours; else ask the level above."),
    )
    return answer_form(request, lambda typed: TransferForm(request.access, typed), act, about)


@page(Right.ERASE)
def person_erase(request: SignedRequest, code: str) -> HttpResponse:
    """Erase what identifies a person.

    Raises:
        OutOfSight: not theirs to erase, or erased already; the same form sent again still leads on.
    """
    seen = person_seen_by(request.access, code, Right.ERASE)
    if seen.erased_at and request.method != "POST":
        raise OutOfSight(f"person {code}")

    def act(form: ReasonForm) -> str:
        erase_person(request.access, code, form.paper(), form.ground())
        messages.success(request, _("The personal data are erased."))
        return unit_url(seen.home.code)

    about = FormPage(
        _("Erase the personal data of {name}").format(name=seen.full_name),
        _("Erase for ever"),
        person_url(code),
        _("Name, dates and card number are removed from the record and its history. This cannot be undone."),
        danger=True,
    )
    return answer_form(request, lambda typed: ReasonForm(request.access, typed), act, about)
