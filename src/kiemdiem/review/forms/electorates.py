"""Forms of workplace electorates."""

from collections.abc import Sequence

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kiemdiem.accounts.access import Access
from kiemdiem.accounts.fields import day_field
from kiemdiem.registry.fields import PaperForm, PlainTextField
from kiemdiem.review.actions.electorates import Definition


class VoterForm(forms.Form):
    """Somebody to be asked besides those whom the rule names."""

    code = PlainTextField(
        label=gettext_lazy("Code of the person"), max_length=64, required=False,
        help_text=gettext_lazy("The code of the person; it stands on his or her page."),
    )  # fmt: skip
    name = PlainTextField(
        label=gettext_lazy("Or the name of somebody whom the registry does not hold"), max_length=120, required=False,
        help_text=gettext_lazy("For staff who are no Party members: the name alone is kept."),
    )  # fmt: skip
    ground = PlainTextField(
        label=gettext_lazy("Ground"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class DefinitionForm(PaperForm):
    """Whose opinion is asked about a leader, as the level above the grassroots lays it down."""

    workplace = PlainTextField(
        label=gettext_lazy("Code of the workplace"), max_length=64, required=False,
        help_text=gettext_lazy("The code of the agency or unit; it stands on its page."),
    )  # fmt: skip
    ground = PlainTextField(
        label=gettext_lazy("Ground"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    ORDER = ("who", "clause", "workplace", "ground")

    def __init__(
        self,
        access: Access,
        choices: tuple[Sequence[tuple[str, str]], Sequence[tuple[str, str]]],
        workplace: str,
        data: QueryDict | None = None,
    ) -> None:
        super().__init__(access, data, initial={"workplace": workplace})
        who, clauses = choices
        self.fields["who"] = forms.ChoiceField(label=_("Who is asked"), choices=who)
        self.fields["clause"] = forms.ChoiceField(label=_("By which clause"), choices=clauses)
        self.order_fields([*self.ORDER, *(name for name in self.fields if name not in self.ORDER)])

    def definition(self) -> Definition:
        """What was typed in."""
        typed = self.cleaned_data
        return Definition(typed["workplace"], typed["who"], typed["clause"], typed["ground"])


class HeldForm(PaperForm):
    """The meeting at which the opinion was taken."""

    day = day_field(gettext_lazy("Day of the meeting"))
    ORDER = ("day",)

    def __init__(self, access: Access, data: QueryDict | None = None) -> None:
        super().__init__(access, data, initial={"day": timezone.localdate()})
