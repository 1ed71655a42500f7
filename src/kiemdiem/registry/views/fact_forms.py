"""Forms for dated facts: enter, correct or end, withdraw a membership, post or circumstance."""

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kiemdiem.accounts.answering import FormPage, answer_form
from kiemdiem.accounts.doors import page
from kiemdiem.accounts.middleware import SignedRequest
from kiemdiem.accounts.roles import Right
from kiemdiem.registry.actions.facts import (
    FactName,
    correct_fact,
    enter_fact,
    fact_seen_by,
    person_for_fact,
    withdraw_fact,
)
from kiemdiem.registry.correcting import Correcting, answer_correction
from kiemdiem.registry.fields import Initial, ReasonForm
from kiemdiem.registry.forms.people import CircumstanceForm, FactForm, MembershipForm, PostForm

FORMS: dict[FactName, type[FactForm]] = {
    FactName.MEMBERSHIP: MembershipForm,
    FactName.POST: PostForm,
    FactName.CIRCUMSTANCE: CircumstanceForm,
}
TITLES = {
    FactName.MEMBERSHIP: gettext_lazy("Membership of {name}"),
    FactName.POST: gettext_lazy("Post of {name}"),
    FactName.CIRCUMSTANCE: gettext_lazy("Leave or circumstance of {name}"),
}


def _title(name: FactName, person: str) -> str:
    return str(TITLES[name]).format(name=person)


@page(Right.EDIT_PEOPLE, Right.RECORD_CIRCUMSTANCES)
def fact_add(request: SignedRequest, code: str, name: FactName) -> HttpResponse:
    """Enter a fact about a person."""
    person = person_for_fact(request.access, name, code)

    def act(form: FactForm) -> str:
        enter_fact(request.access, name, code, form.values(), form.paper())
        messages.success(request, _("Entered."))
        return reverse("person", args=[code])

    about = FormPage(_title(name, person.full_name), _("Enter"), reverse("person", args=[code]))
    return answer_form(request, lambda typed: _without_reason(FORMS[name](request.access, typed)), act, about)


def _without_reason(form: FactForm) -> FactForm:
    """What is entered for the first time needs no ground."""
    del form.fields["reason"]
    return form


@page(Right.EDIT_PEOPLE, Right.RECORD_CIRCUMSTANCES)
def fact_correct(request: SignedRequest, name: FactName, fact: int) -> HttpResponse:
    """Correct a fact, or end it with its last day."""
    seen = fact_seen_by(request.access, name, fact)
    back = reverse("person", args=[seen.person.code])
    kind_of_form = FORMS[name]

    def initial() -> tuple[int, Initial]:
        row = fact_seen_by(request.access, name, fact)
        values = {column: getattr(row, column) for column in (*kind_of_form.COLUMNS, "start", "end")}
        return row.version, {
            column: (value.code if value else "") if column in kind_of_form.REFERENCES else value
            for column, value in values.items()
        }

    def act(form: FactForm, version: int) -> str:
        correct_fact(request.access, name, fact, version, form.values(), form.paper(), form.ground())
        messages.success(request, _("Corrected. What stood there before is kept in the history."))
        return back

    def make(typed: QueryDict | None, values: Initial) -> FactForm:
        standing = {column: getattr(seen, column) for column in kind_of_form.REFERENCES}
        return kind_of_form(request.access, typed, initial=values, standing=standing)

    about = FormPage(_title(name, seen.person.full_name), _("Save"), back)
    return answer_correction(request, Correcting(make, initial, act), about)


@page(Right.EDIT_PEOPLE, Right.RECORD_CIRCUMSTANCES)
def fact_withdraw(request: SignedRequest, name: FactName, fact: int) -> HttpResponse:
    """Take back a fact entered by mistake."""
    seen = fact_seen_by(request.access, name, fact)
    back = reverse("person", args=[seen.person.code])

    def initial() -> tuple[int, Initial]:
        return fact_seen_by(request.access, name, fact).version, {}

    def act(form: ReasonForm, version: int) -> str:
        withdraw_fact(request.access, name, fact, version, form.paper(), form.ground())
        messages.success(request, _("Withdrawn. It stays readable in the history."))
        return back

    about = FormPage(
        _title(name, seen.person.full_name),
        _("Withdraw"),
        back,
        _("Only for what was entered by mistake; to end a fact, enter its last day instead."),
        danger=True,
    )
    return answer_correction(
        request, Correcting(lambda typed, _values: ReasonForm(request.access, typed), initial, act), about
    )
