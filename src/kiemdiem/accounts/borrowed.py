"""Sentences of Django and allauth that can come onto our pages and that they do not have in Vietnamese.

Their catalogues are looked into after ours; what stands here is translated there as our own sentences are.
"""

from django.utils.translation import gettext_noop as _
from django.utils.translation import ngettext_lazy

OF_DJANGO = (
    _("Null characters are not allowed."),
    _("Enter a complete value."),
    _("Enter a valid domain name."),
)
TOO_SHORT = ngettext_lazy(
    "This password is too short. It must contain at least %d character.",
    "This password is too short. It must contain at least %d characters.",
)
OF_ALLAUTH = (
    _("This account is currently inactive."),
    _("Please type your current password."),
    _("Incorrect code."),
    _("Incorrect password."),
    _("Invalid or expired key."),
    _("Invalid login."),
    _("Too many failed login attempts. Try again later."),
    _("The username and/or password you specified are not correct."),
    _("The new value must be different from the current one."),
    _("Be patient, you are sending too many requests."),
    _("Use your password"),
    _("Use authenticator app or code"),
    _("Use a security key"),
    _("You must type the same password each time."),
    _("Username"),
    _("Current Password"),
    _("New Password"),
    _("New Password (again)"),
    _("You cannot deactivate two-factor authentication."),
    _("You cannot generate recovery codes without having two-factor authentication enabled."),
    _("Master key"),
    _("Backup key"),
    _("Key nr. {number}"),
    _("Authenticator code"),
    _("Passwordless"),
    _(
        "Enabling passwordless operation allows you to sign in using just this key, but imposes additional requirements"
        " such as biometrics or PIN protection."
    ),
    _("Invalid token."),
    _("Your account has no password set up."),
    _("Your account has no verified email address."),
    _("The third-party account is already connected to a different account."),
    _(
        "An account already exists with this email address. Please sign in to that account first, then connect your %s"
        " account."
    ),
)
