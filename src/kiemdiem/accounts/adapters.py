"""How django-allauth meets our accounts: nobody registers, the office opens accounts; the journal hears of it."""

from collections.abc import Mapping
from typing import cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.models import Login
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kiemdiem.accounts.access import account_reference
from kiemdiem.accounts.actions import change_own_password
from kiemdiem.accounts.addresses import origin_of
from kiemdiem.accounts.factors import sealed, unsealed
from kiemdiem.accounts.models import Account
from kiemdiem.accounts.queries import open_account, open_account_of_mail
from kiemdiem.journal.actions import Actor, record_alone
from kiemdiem.journal.verbs import Verb

UNKNOWN = "-"
"""The actor of a failed sign-in whose login is nobody's: what was typed is not kept."""


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in by login and password."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": gettext_lazy("This account is closed."),
        "enter_current_password": gettext_lazy("This is not your present password."),
        "incorrect_code": gettext_lazy("This code is not right, or it has run out."),
        "incorrect_password": gettext_lazy("This is not your password."),
        "too_many_login_attempts": gettext_lazy("Too many attempts. Wait a few minutes."),
        "username_password_mismatch": gettext_lazy("Sign-in name or password is not right."),
        "rate_limited": gettext_lazy("Too many attempts. Wait a few minutes."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str) -> bool:
        return url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def get_client_ip(self, request: HttpRequest) -> str:
        return origin_of(request)

    def pre_authenticate(self, request: HttpRequest, **credentials: str) -> None:
        """Failures are counted by django-axes, in the database: all servers know of them."""

    def authentication_failed(self, request: HttpRequest, **credentials: str) -> None:
        account = open_account(credentials.get("username", ""))
        actor = account_reference(account.pk) if account else UNKNOWN
        is_locked = getattr(request, "axes_locked_out", False)
        verb = Verb.LOCKED_OUT if is_locked else Verb.SIGN_IN_FAILED
        record_alone(Actor(actor, "", origin_of(request)), verb, subject=actor if account else "")

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        actor = Actor(account_reference(user.pk), "", origin_of(context.request))
        change_own_password(actor, cast(Account, user), password)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account_home")

    def is_reauthentication_required(self, *, app: str, **kwargs: str) -> bool:
        """Not soon after the sign-in itself."""
        records = get_authentication_records(context.request, context.request.user)
        latest = max((float(record["at"]) for record in records), default=0.0)
        if timezone.now().timestamp() - latest < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT:
            return False
        return super().is_reauthentication_required(app=app, **kwargs)

    def get_reauthentication_methods(self, user: AbstractBaseUser | AnonymousUser) -> list[dict[str, str | Promise]]:
        words = {
            "reauthenticate": gettext_lazy("Use the password"),
            "mfa_reauthenticate": gettext_lazy("Use a code"),
            "mfa_reauthenticate:webauthn": gettext_lazy("Use a passkey"),
        }
        methods = super().get_reauthentication_methods(user)
        return [{**method, "description": words[method["id"]]} for method in methods]

    def is_login_by_code_required(self, login: Login) -> bool:
        return False


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Sign-in through an OpenID Connect provider: leads to an account that is there, never makes one."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: Mapping[str, str | None]) -> Account:
        """Nothing that the provider tells of a person is kept."""
        sociallogin.account.extra_data = {}
        return cast(Account, sociallogin.user)

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        if sociallogin.state.get("process") != "login":
            raise ImmediateHttpResponse(no_account(request))
        if sociallogin.is_existing:
            return
        account = open_account_of_mail(
            address.email for address in sociallogin.email_addresses if address.verified is True
        )
        if account is None:
            record_alone(Actor(UNKNOWN, "", origin_of(request)), Verb.SIGN_IN_FAILED, details={"by": "sso"})
            raise ImmediateHttpResponse(no_account(request))
        sociallogin.connect(request, account)

    def authenticate_by_email(self, sociallogin: SocialLogin) -> None:
        """Done above: allauth's own way would take the password away."""

    def can_authenticate_by_email(self, login: SocialLogin, email: str) -> bool:
        return False

    def validate_disconnect(self, account: SocialAccount, accounts: object) -> None:
        """Always possible: every account has a password too."""


def no_account(request: HttpRequest) -> HttpResponse:
    """The page for somebody whom the provider knows and we do not."""
    return render(request, "socialaccount/no_account.html", status=403)


class FactorAdapter(DefaultMFAAdapter):
    """Second factors: their secrets lie sealed; their names say nothing but the login."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": gettext_lazy("This second factor cannot be removed."),
        "cannot_generate_recovery_codes": gettext_lazy("Set up a second factor first, then recovery codes."),
        "incorrect_code": gettext_lazy("This code is not right, or it has run out."),
    }

    def encrypt(self, text: str) -> str:
        return sealed(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unsealed(encrypted_text)

    def get_totp_label(self, user: AbstractBaseUser) -> str:
        return cast(Account, user).login

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": "kiemdiem"}

    def get_public_key_credential_user_entity(self, user: AbstractBaseUser) -> dict[str, str | bytes]:
        entity = super().get_public_key_credential_user_entity(user)
        account = cast(Account, user)
        return {**entity, "display_name": account.name, "name": account.login}

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return _("Passkey {number}").format(number=number)
