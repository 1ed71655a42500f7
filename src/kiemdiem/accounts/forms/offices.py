"""What an office types: a new account, a mandate, a reason."""

from datetime import date

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kiemdiem.accounts.access import Access
from kiemdiem.accounts.actions import FACTOR_REASONS, AccountFacts, MandateFacts
from kiemdiem.accounts.fields import day_field, role_choices, unit_field
from kiemdiem.accounts.labels import said
from kiemdiem.accounts.roles import RoleName


class PersonForm(forms.Form):
    """Name and address of who holds an account."""

    name = forms.CharField(label=gettext_lazy("Full name"), max_length=120)
    email = forms.CharField(
        label=gettext_lazy("E-mail"),
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("Needed only for the sign-in through another system."),
    )

    def facts(self, login: str) -> AccountFacts:
        """What was typed."""
        return AccountFacts(login, self.cleaned_data["name"], self.cleaned_data["email"])


class MandateFields(forms.Form):
    """Role, unit, first and last day."""

    role = forms.ChoiceField(label=gettext_lazy("Role"))
    unit = unit_field()
    starts_on = day_field(gettext_lazy("First day"))
    ends_on = day_field(
        gettext_lazy("Last day"), required=False, help_text=gettext_lazy("Leave it empty: until it is ended.")
    )

    def __init__(self, access: Access, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["role"].choices = role_choices(access)  # type: ignore[attr-defined]
        self.fields["unit"].use(access)  # type: ignore[attr-defined]
        self.fields["starts_on"].initial = timezone.localdate

    def mandate(self) -> MandateFacts:
        """What was typed."""
        typed = self.cleaned_data
        ends_on: date | None = typed["ends_on"]
        return MandateFacts(RoleName(typed["role"]), typed["unit"], typed["starts_on"], ends_on)


class LoginField(forms.Form):
    """The sign-in name of an account."""

    login = forms.CharField(
        label=gettext_lazy("Sign-in name"),
        max_length=64,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )


class NewAccountForm(LoginField, PersonForm):
    """A new account without any mandate yet."""

    field_order: tuple[str, ...] = ("login", "name", "email")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["login"].help_text = _(
            "2 to 64 letters, digits, dots or hyphens, such as nguyen.an. It never changes."
        )


class NewAccountWithMandateForm(MandateFields, NewAccountForm):
    """A new account with its first mandate."""

    field_order = ("login", "name", "email", "role", "unit", "starts_on", "ends_on")


class GrantForm(MandateFields, LoginField):
    """A mandate for an account that is there."""

    field_order = ("login", "role", "unit", "starts_on", "ends_on")


class FactorsForm(forms.Form):
    """Why second factors are taken away."""

    reason = forms.ChoiceField(label=gettext_lazy("Reason"), widget=forms.RadioSelect)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["reason"].choices = [  # type: ignore[attr-defined]
            (code, said(text)) for code, text in FACTOR_REASONS.items()
        ]


class NothingForm(forms.Form):
    """Only a button."""
