"""What the office does: opens, corrects and closes accounts, gives tasks and ends them."""

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from kiemdiem.accounts.actions import (
    close_account,
    correct_account,
    end_mandate,
    end_sessions,
    grant_mandate,
    obstacles_to_close_account,
    obstacles_to_end_mandate,
    obstacles_to_end_sessions,
    obstacles_to_grant,
    obstacles_to_remove_factors,
    obstacles_to_reset_password,
    open_account,
    remove_factors,
    reset_password,
)
from kiemdiem.accounts.actions.accounts import FACTOR_REASONS
from kiemdiem.accounts.actions.locking import obstacles_to_be_in_charge
from kiemdiem.accounts.answering import FormPage, answer_form
from kiemdiem.accounts.doors import page
from kiemdiem.accounts.forms.offices import (
    FactorsForm,
    GrantForm,
    NewAccountForm,
    NewAccountWithMandateForm,
    NothingForm,
    PersonForm,
)
from kiemdiem.accounts.labels import mandate_line, said_obstacles
from kiemdiem.accounts.middleware import SignedRequest
from kiemdiem.accounts.models import Account
from kiemdiem.accounts.queries import account_seen_by, mandate_seen_by
from kiemdiem.accounts.queries import open_account as open_account_named
from kiemdiem.accounts.roles import Right
from kiemdiem.accounts.secrets_once import keep_password
from kiemdiem.accounts.views.offices import crumbs_to
from kiemdiem.verdicts import refuse_on


def _address(account: Account) -> str:
    return reverse("accounts_page", args=[account.login])


@page(Right.GRANT, Right.RUN_MACHINE)
def open_new(request: SignedRequest) -> HttpResponse:
    """Open an account; who grants gives it its first task at once."""
    with_task = request.access.may(Right.GRANT)

    def make(typed: QueryDict | None) -> NewAccountForm:
        return NewAccountWithMandateForm(request.access, typed) if with_task else NewAccountForm(typed)

    def act(form: NewAccountForm) -> str:
        first = form.mandate() if isinstance(form, NewAccountWithMandateForm) else None
        account, secret = open_account(request.access, form.facts(form.cleaned_data["login"]), first)
        keep_password(request, secret.seed, account.pk)
        return reverse("accounts_one_time", args=[account.login])

    around = FormPage(
        _("Open an account"),
        _("Open the account"),
        reverse("accounts_list"),
        intro=_("The next page shows a one-time password, once. Hand it over in person."),
        crumbs=crumbs_to(None, _("Open an account")),
    )
    return answer_form(request, make, act, around)


@page(Right.GRANT)
def grant(request: SignedRequest) -> HttpResponse:
    """Give a task to an account that is there, known by its exact login."""

    def make(typed: QueryDict | None) -> GrantForm:
        return GrantForm(request.access, typed, initial={"login": request.GET.get("login", "")[:64]})

    def act(form: GrantForm) -> str:
        account = open_account_named(form.cleaned_data["login"])
        if account is None:
            refuse_on(obstacles_to_grant(request.access, None, form.mandate()))
            return reverse("accounts_list")
        mandate = grant_mandate(request.access, account, form.mandate())
        messages.success(request, _("Given: {task}.").format(task=mandate_line(mandate)))
        return _address(account)

    around = FormPage(
        _("Give a task"), _("Give the task"), reverse("accounts_list"), crumbs=crumbs_to(None, _("Give a task"))
    )
    return answer_form(request, make, act, around)


@page(Right.GRANT)
def end(request: SignedRequest, number: int) -> HttpResponse:
    """End a mandate."""
    mandate = mandate_seen_by(request.access, number)
    holder = mandate.account

    def act(form: NothingForm) -> str:
        end_mandate(request.access, mandate)
        messages.success(request, _("The task has ended."))
        return _address(holder)

    around = FormPage(
        _("End a task"),
        _("End the task"),
        _address(holder),
        intro=_("{name} will no longer act as {task}; what was delegated from it ends too.").format(
            name=holder.name, task=mandate_line(mandate)
        ),
        danger=True,
        obstacles=said_obstacles(obstacles_to_end_mandate(request.access, mandate)),
        crumbs=crumbs_to(holder, _("End a task")),
    )
    return answer_form(request, NothingForm, act, around)


@page(Right.GRANT, Right.RUN_MACHINE)
def correct(request: SignedRequest, login: str) -> HttpResponse:
    """Correct name and address."""
    account = account_seen_by(request.access, login)

    def make(typed: QueryDict | None) -> PersonForm:
        return PersonForm(typed, initial={"name": account.name, "email": account.email})

    def act(form: PersonForm) -> str:
        correct_account(request.access, account, form.facts(account.login))
        messages.success(request, _("The account has been corrected."))
        return _address(account)

    around = FormPage(
        _("Correct an account"),
        _("Save"),
        _address(account),
        obstacles=said_obstacles(obstacles_to_be_in_charge(request.access, account)),
        crumbs=crumbs_to(account, _("Correct")),
    )
    return answer_form(request, make, act, around)


@page(Right.GRANT, Right.RUN_MACHINE)
def close(request: SignedRequest, login: str) -> HttpResponse:
    """Close an account."""
    account = account_seen_by(request.access, login)

    def act(form: NothingForm) -> str:
        close_account(request.access, account)
        messages.success(request, _("The account is closed."))
        return _address(account)

    around = FormPage(
        _("Close an account"),
        _("Close the account"),
        _address(account),
        intro=_("{name} can no longer sign in and is signed out everywhere. What was recorded stays.").format(
            name=account.name
        ),
        danger=True,
        obstacles=said_obstacles(obstacles_to_close_account(request.access, account)),
        crumbs=crumbs_to(account, _("Close")),
    )
    return answer_form(request, NothingForm, act, around)


@page(Right.GRANT, Right.RUN_MACHINE)
def password(request: SignedRequest, login: str) -> HttpResponse:
    """A new one-time password for who has forgotten the old one."""
    account = account_seen_by(request.access, login)

    def act(form: NothingForm) -> str:
        secret = reset_password(request.access, account)
        keep_password(request, secret.seed, account.pk)
        return reverse("accounts_one_time", args=[account.login])

    around = FormPage(
        _("New one-time password"),
        _("Make a one-time password"),
        _address(account),
        intro=_("The old password of {name} is void at once. Make sure that you are asked by the owner.").format(
            name=account.name
        ),
        obstacles=said_obstacles(obstacles_to_reset_password(request.access, account)),
        crumbs=crumbs_to(account, _("One-time password")),
    )
    return answer_form(request, NothingForm, act, around)


@page(Right.GRANT, Right.RUN_MACHINE)
def factors(request: SignedRequest, login: str) -> HttpResponse:
    """Take lost second factors away."""
    account = account_seen_by(request.access, login)

    def act(form: FactorsForm) -> str:
        remove_factors(request.access, account, form.cleaned_data["reason"])
        messages.success(request, _("The second factors have been removed."))
        return _address(account)

    any_reason = next(iter(FACTOR_REASONS))
    around = FormPage(
        _("Remove second factors"),
        _("Remove them"),
        _address(account),
        intro=_("{name} is signed out everywhere and sets up a new second factor at the next sign-in.").format(
            name=account.name
        ),
        danger=True,
        obstacles=said_obstacles(obstacles_to_remove_factors(request.access, account, any_reason)),
        crumbs=crumbs_to(account, _("Second factors")),
    )
    return answer_form(request, FactorsForm, act, around)


@page(Right.GRANT, Right.RUN_MACHINE)
def sessions(request: SignedRequest, login: str) -> HttpResponse:
    """Sign an account out everywhere."""
    account = account_seen_by(request.access, login)

    def act(form: NothingForm) -> str:
        end_sessions(request.access, account)
        messages.success(request, _("{name} is signed out everywhere.").format(name=account.name))
        return _address(account)

    around = FormPage(
        _("Sign out everywhere"),
        _("Sign out everywhere"),
        _address(account),
        intro=_("All sessions of {name} end; a new sign-in is possible at once.").format(name=account.name),
        obstacles=said_obstacles(obstacles_to_end_sessions(request.access, account)),
        crumbs=crumbs_to(account, _("Sessions")),
    )
    return answer_form(request, NothingForm, act, around)
