"""Forms of verification cases."""

from collections.abc import Sequence

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kiemdiem.accounts.access import Access
from kiemdiem.accounts.fields import day_field
from kiemdiem.registry.fields import PaperForm, PlainTextField
from kiemdiem.review.actions.cases import CHOICES as OFFERED
from kiemdiem.review.actions.cases import DecisionEntry
from kiemdiem.review.models import CaseDecision
from kiemdiem.review.words import CHOICES, MATTERS


class CaseForm(forms.Form):
    """Signs to be verified."""

    def __init__(self, units: Sequence[tuple[str, str]], data: QueryDict | None = None) -> None:
        super().__init__(data, initial={"on": timezone.localdate()})
        self.fields["unit"] = forms.ChoiceField(label=_("Authority that verifies"), choices=units)
        self.fields["text"] = PlainTextField(
            label=_("Signs, and what is known of them"), max_length=8000, required=False,
            widget=forms.Textarea(attrs={"rows": 8}),
        )  # fmt: skip
        self.fields["on"] = day_field(_("Reported on"))


class DayForm(forms.Form):
    """The day of a step."""

    on = day_field(gettext_lazy("On"))

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data, initial={"on": timezone.localdate()})


class ConclusionForm(PaperForm):
    """What the verification has found."""

    on = day_field(gettext_lazy("Concluded on"))
    conclusion = PlainTextField(
        label=gettext_lazy("Conclusion"), max_length=8000, required=False, widget=forms.Textarea(attrs={"rows": 8})
    )
    ORDER = ("on", "conclusion")

    def __init__(self, access: Access, data: QueryDict | None = None) -> None:
        super().__init__(access, data, initial={"on": timezone.localdate()})


class CaseDecisionForm(PaperForm):
    """A decision about the rating."""

    decided_on = day_field(gettext_lazy("Decided on"))
    ground = PlainTextField(
        label=gettext_lazy("Ground"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    ORDER = ("matter", "choice", "ground", "decided_on")

    def __init__(self, access: Access, matter: CaseDecision.Matter, data: QueryDict | None = None) -> None:
        super().__init__(access, data, initial={"decided_on": timezone.localdate()})
        self.matter = matter
        self.fields["choice"] = forms.ChoiceField(
            label=str(MATTERS[matter]), widget=forms.RadioSelect,
            choices=[(choice.value, str(CHOICES[choice])) for choice in OFFERED[matter]],
        )  # fmt: skip
        self.order_fields(self.ORDER)

    def entry(self) -> DecisionEntry:
        """What was typed in."""
        typed = self.cleaned_data
        choice = CaseDecision.Choice(typed["choice"])
        return DecisionEntry(self.matter, choice, typed["ground"], typed["decided_on"])
