"""Forms of delegations."""

from collections.abc import Sequence

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kiemdiem.accounts.access import Access
from kiemdiem.accounts.fields import day_field
from kiemdiem.registry.fields import Initial, PaperForm, PlainTextField
from kiemdiem.review.actions.delegations import DelegationEntry, VisitReport

_CODE_HELP = gettext_lazy("The code of the person; it stands on his or her page.")


def _codes(text: str) -> list[str]:
    """One code a line, or separated by commas."""
    return [code.strip() for line in text.splitlines() for code in line.split(",") if code.strip()]


class MembersForm(forms.Form):
    """Who is sent."""

    head = PlainTextField(
        label=gettext_lazy("Head of the delegation"), max_length=64, required=False, help_text=_CODE_HELP
    )
    others = PlainTextField(
        label=gettext_lazy("Other members"), max_length=2000, required=False,
        help_text=gettext_lazy("One code a line."), widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip

    def codes(self) -> list[str]:
        """The other members."""
        return _codes(self.cleaned_data["others"])


class DelegationForm(PaperForm):
    """A delegation to be formed."""

    name = PlainTextField(label=gettext_lazy("Name"), max_length=200, required=False)
    formed_on = day_field(gettext_lazy("Formed on"))
    head = PlainTextField(
        label=gettext_lazy("Head of the delegation"), max_length=64, required=False, help_text=_CODE_HELP
    )
    others = PlainTextField(
        label=gettext_lazy("Other members"), max_length=2000, required=False,
        help_text=gettext_lazy("One code a line."), widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip
    ORDER = ("name", "formed_on", "head", "others")

    def __init__(self, access: Access, data: QueryDict | None = None) -> None:
        super().__init__(access, data, initial={"formed_on": timezone.localdate()})

    def entry(self) -> DelegationEntry:
        """What was typed in."""
        typed = self.cleaned_data
        return DelegationEntry(typed["name"], typed["formed_on"], typed["head"], _codes(typed["others"]))


class AssignForm(forms.Form):
    """A place for a delegation."""

    day = day_field(gettext_lazy("Day of the visit"), required=False, help_text=gettext_lazy("Empty: not known yet."))

    def __init__(self, places: Sequence[tuple[int, str]], data: QueryDict | None = None, *, initial: Initial) -> None:
        super().__init__(data, initial=dict(initial))
        self.fields["place"] = forms.TypedChoiceField(label=_("Place"), choices=places, coerce=int)
        self.order_fields(["place", "day"])


class VisitForm(forms.Form):
    """What came of a visit."""

    day = day_field(gettext_lazy("Day of the visit"))
    report = PlainTextField(
        label=gettext_lazy("Report"), max_length=8000, required=False, widget=forms.Textarea(attrs={"rows": 10})
    )

    def __init__(
        self, delegates: Sequence[tuple[int, str]], data: QueryDict | None = None, *, initial: Initial
    ) -> None:
        super().__init__(data, initial=dict(initial))
        self.fields["attended"] = forms.TypedMultipleChoiceField(
            label=_("Who attended"), choices=delegates, coerce=int, required=False, widget=forms.CheckboxSelectMultiple
        )
        self.order_fields(["day", "attended", "report"])

    def entry(self) -> VisitReport:
        """What was typed in."""
        typed = self.cleaned_data
        return VisitReport(typed["day"], typed["attended"], typed["report"])
