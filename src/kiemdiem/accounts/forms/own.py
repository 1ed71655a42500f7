"""What somebody types about his or her own account: a delegation, a token."""

from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy

from kiemdiem.accounts.actions import DelegationFacts, TokenFacts
from kiemdiem.accounts.fields import day_field
from kiemdiem.accounts.queries import open_account


class DelegationForm(forms.Form):
    """To whom, and until when."""

    to = forms.CharField(
        label=gettext_lazy("Sign-in name of who stands in for you"),
        max_length=64,
        help_text=gettext_lazy("Type it exactly."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    until = day_field(gettext_lazy("Last day"))

    def facts(self) -> DelegationFacts:
        """What was typed."""
        return DelegationFacts(open_account(self.cleaned_data["to"]), self.cleaned_data["until"])


class TokenForm(forms.Form):
    """What the token is for, and until when it is valid."""

    purpose = forms.CharField(
        label=gettext_lazy("What it is for"),
        max_length=120,
        help_text=gettext_lazy("Such as: nightly export to the archive."),
    )
    expires_on = day_field(gettext_lazy("Last day"), help_text=gettext_lazy("One year from now at most."))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["expires_on"].initial = timezone.localdate() + timedelta(days=90)

    def facts(self) -> TokenFacts:
        """What was typed."""
        return TokenFacts(self.cleaned_data["purpose"], self.cleaned_data["expires_on"])
