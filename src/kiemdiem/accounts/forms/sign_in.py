"""django-allauth's forms in our words: labels above the fields, no placeholders, our sentences."""

from typing import ClassVar

from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as ReauthenticateByCodeForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from axes.handlers.proxy import AxesProxyHandler
from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kiemdiem.accounts.models import clean_login

Words = dict[str, str | Promise]


class InOurWords(forms.Form):
    """Gives the fields their labels and hints; a placeholder would vanish while one types."""

    words: ClassVar[Words] = {}
    hints: ClassVar[Words] = {}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.words.get(name, field.label)  # type: ignore[assignment]
            field.help_text = self.hints.get(name, "")  # type: ignore[assignment]


class SignInForm(InOurWords, LoginForm):
    """Login and password."""

    words: ClassVar[Words] = {"login": gettext_lazy("Sign-in name"), "password": gettext_lazy("Password")}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs.update({"autocapitalize": "none", "spellcheck": "false", "autofocus": True})

    def clean_login(self) -> str:
        return clean_login(str(self.cleaned_data["login"]))


class NewPasswordForm(InOurWords, ChangePasswordForm):
    """The present password and the new one, twice."""

    words: ClassVar[Words] = {
        "oldpassword": gettext_lazy("Present password"),
        "password1": gettext_lazy("New password"),
        "password2": gettext_lazy("New password once more"),
    }
    hints: ClassVar[Words] = {
        "password1": gettext_lazy("At least 10 letters, digits or signs; not your name, not a common word.")
    }

    def clean_password1(self) -> str:
        """A new one, indeed.

        Raises:
            ValidationError: it is the present one.
        """
        chosen = str(self.cleaned_data["password1"])
        if self.user is not None and self.user.check_password(chosen):
            raise ValidationError(_("This is your present password: choose another."))
        return chosen


class ConfirmPasswordForm(InOurWords, ReauthenticateForm):
    """The password once more."""

    words: ClassVar[Words] = {"password": gettext_lazy("Password")}


class _Code(InOurWords):
    words: ClassVar[Words] = {"code": gettext_lazy("Code")}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs.update({"autofocus": True, "autocapitalize": "none", "spellcheck": "false"})


class CodeForm(_Code, AuthenticateForm):
    """A code of the app, or a recovery code."""

    def clean_code(self) -> str:
        """The code, unless this login is locked out.

        Raises:
            ValidationError: it is wrong, or there were too many wrong ones.
        """
        refuse_locked_out(self.user.login)
        return str(super().clean_code())


class ConfirmCodeForm(_Code, ReauthenticateByCodeForm):
    """The same for who is signed in and must confirm it."""

    def clean_code(self) -> str:
        """The code, unless this login is locked out.

        Raises:
            ValidationError: it is wrong, or there were too many wrong ones.
        """
        refuse_locked_out(self.user.login)
        return str(super().clean_code())


class FirstCodeForm(_Code, ActivateTOTPForm):
    """The first code that a new app shows."""

    words: ClassVar[Words] = {"code": gettext_lazy("Code that the app shows now")}


class NewPasskeyForm(InOurWords, AddWebAuthnForm):
    """A new passkey."""

    words: ClassVar[Words] = {
        "name": gettext_lazy("Name of this passkey"),
        "passwordless": gettext_lazy("Sign in with this passkey alone, without a password"),
    }
    hints: ClassVar[Words] = {
        "name": gettext_lazy("So that you can tell it from others later."),
        "passwordless": gettext_lazy("The device then asks for your fingerprint, face or PIN each time."),
    }


class PasskeyNameForm(InOurWords, EditWebAuthnForm):
    """Another name for a passkey."""

    words: ClassVar[Words] = {"name": gettext_lazy("Name of this passkey")}


def refuse_locked_out(login: str) -> None:
    """Stop who has failed too often.

    Raises:
        ValidationError: the login is locked out for now.
    """
    request = context.request
    if not AxesProxyHandler.is_allowed(request, {"username": login}):
        request.axes_locked_out = True
        raise ValidationError(_("Too many attempts. Wait a few minutes."))
