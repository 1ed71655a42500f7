"""The account of a person: tied by the office that gives tasks; and one's own record."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from kiemdiem.accounts.answering import FormPage, answer_form
from kiemdiem.accounts.doors import page
from kiemdiem.accounts.middleware import SignedRequest
from kiemdiem.accounts.roles import Right
from kiemdiem.registry.actions.owners import tie_account, untie_account
from kiemdiem.registry.forms.people import AccountForm
from kiemdiem.registry.queries.people import person_at_home, person_of_account


@page(Right.GRANT)
def person_account(request: SignedRequest, code: str) -> HttpResponse:
    """Tie an account to a record, or untie it."""
    seen = person_at_home(request.access, code, Right.GRANT)
    back = reverse("person", args=[code])

    def tie(form: AccountForm) -> str:
        tie_account(request.access, code, form.cleaned_data["login"])
        messages.success(request, _("The account is tied to this record."))
        return back

    def untie(form: forms.Form) -> str:
        untie_account(request.access, code)
        messages.success(request, _("The account is untied from this record."))
        return back

    title = _("Account of {name}").format(name=seen.full_name)
    if seen.account is None:
        intro = _("Whoever signs in with this account and has the role of a member sees this record as the own one.")
        return answer_form(request, AccountForm, tie, FormPage(title, _("Tie the account"), back, intro))
    intro = _("The account {login} is tied to this record.").format(login=seen.account.login)

    def nothing(typed: QueryDict | None) -> forms.Form:
        return forms.Form(typed)

    return answer_form(request, nothing, untie, FormPage(title, _("Untie the account"), back, intro, danger=True))


@page(Right.SEE_SELF)
def own_page(request: SignedRequest) -> HttpResponse:
    """One's own record; before the office has tied it, what to do."""
    found = person_of_account(request.access.account)
    if found is None:
        return render(request, "registry/no_record.html", {"title": _("My record")})
    return redirect("person", code=found.code)
