"""django-allauth's pages behind our doors; only these of them are mounted."""

from typing import cast

import requests
from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.socialaccount import views as social
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from kiemdiem.accounts.doors import first_page, open_page
from kiemdiem.accounts.middleware import SignedRequest


def _page(response: HttpResponseBase) -> HttpResponse:
    """None of these pages is a stream."""
    return cast(HttpResponse, response)


@open_page
def sign_in(request: HttpRequest) -> HttpResponse:
    """Login and password, a passkey, or another system."""
    return _page(account.login(request))


@open_page
def sign_out(request: HttpRequest) -> HttpResponse:
    """Asks, then signs out."""
    return _page(account.logout(request))


@open_page
def closed(request: HttpRequest) -> HttpResponse:
    """Tells who proved to be the owner that the account is closed."""
    return _page(account.account_inactive(request))


@first_page
def new_password(request: SignedRequest) -> HttpResponse:
    """A password of one's own."""
    return _page(account.password_change(request))


@first_page
def confirm_password(request: SignedRequest) -> HttpResponse:
    """The password once more, before something delicate."""
    return _page(account.reauthenticate(request))


@open_page
def second_step(request: HttpRequest) -> HttpResponse:
    """The second factor at sign-in."""
    return _page(mfa.authenticate(request))


@first_page
def factors(request: SignedRequest) -> HttpResponse:
    """One's second factors."""
    return _page(mfa.index(request))


@first_page
def confirm_code(request: SignedRequest) -> HttpResponse:
    """A code, before something delicate."""
    return _page(mfa.reauthenticate(request))


@first_page
def add_app(request: SignedRequest) -> HttpResponse:
    """Set up an authenticator app."""
    return _page(totp.activate_totp(request))


@first_page
def remove_app(request: SignedRequest) -> HttpResponse:
    """Remove the authenticator app."""
    return _page(totp.deactivate_totp(request))


@first_page
def passkeys(request: SignedRequest) -> HttpResponse:
    """One's passkeys."""
    return _page(webauthn.list_webauthn(request))


@first_page
def add_passkey(request: SignedRequest) -> HttpResponse:
    """Set up a passkey."""
    return _page(webauthn.add_webauthn(request))


@first_page
def rename_passkey(request: SignedRequest, pk: int) -> HttpResponse:
    """Another name for a passkey."""
    return _page(webauthn.edit_webauthn(request, pk=pk))


@first_page
def remove_passkey(request: SignedRequest, pk: int) -> HttpResponse:
    """Remove a passkey."""
    return _page(webauthn.remove_webauthn(request, pk=pk))


@first_page
def confirm_passkey(request: SignedRequest) -> HttpResponse:
    """A passkey, before something delicate."""
    return _page(webauthn.reauthenticate_webauthn(request))


@open_page
def sign_in_by_passkey(request: HttpRequest) -> HttpResponse:
    """Sign in with a passkey alone."""
    return _page(webauthn.login_webauthn(request))


@first_page
def recovery_codes(request: SignedRequest) -> HttpResponse:
    """The codes for when the device is lost."""
    return _page(codes.view_recovery_codes(request))


@first_page
def new_recovery_codes(request: SignedRequest) -> HttpResponse:
    """New ones; the old ones are void."""
    return _page(codes.generate_recovery_codes(request))


@first_page
def recovery_codes_file(request: SignedRequest) -> HttpResponse:
    """The codes as a text file."""
    return _page(codes.download_recovery_codes(request))


@open_page
def other_system(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Over to the OpenID Connect provider.

    Browsers apply `form-action` of the Content-Security-Policy to what a form redirects to; so a page leads there.
    """
    try:
        response = _page(openid_connect.login(request, provider_id))
    except requests.RequestException:
        return render(request, "socialaccount/authentication_error.html", {"is_out_of_reach": True}, status=503)
    address = response.headers.get("Location", "")
    if response.status_code == 302 and not url_has_allowed_host_and_scheme(address, allowed_hosts=None):
        return render(request, "socialaccount/login_redirect.html", {"redirect_to": address})
    return response


@open_page
def back_from_other_system(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Back from the provider, signed in there."""
    return _page(openid_connect.callback(request, provider_id))


@open_page
def cancelled(request: HttpRequest) -> HttpResponse:
    """Who turned back at the provider."""
    return _page(social.login_cancelled(request))


@open_page
def failed(request: HttpRequest) -> HttpResponse:
    """Something went wrong between the provider and us."""
    return _page(social.login_error(request))
