"""Forms of the plan: places, earlier openings, finished reviews, changes of the registry."""

from collections.abc import Sequence

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from kiemdiem.accounts.fields import day_field
from kiemdiem.campaign.queries.plan import Standing
from kiemdiem.campaign.words import ACTIONS, KINDS
from kiemdiem.registry.fields import Initial, PaperForm, PlainTextField
from kiemdiem.vocabulary import Action

_GROUND = _("In writing: it stands beside the row for whoever reads the plan.")


class EarlyForm(PaperForm):
    """Why a review may begin early, and on which paper."""

    ground = PlainTextField(
        label=_("Ground"), max_length=500, required=False, help_text=_GROUND, widget=forms.Textarea(attrs={"rows": 3})
    )
    ORDER: tuple[str, ...] = ("ground",)


class PlaceForm(EarlyForm):
    """What is to be done at a place."""

    action = forms.ChoiceField(
        label=_("At this place"),
        choices=[
            (code.value, ACTIONS[code.value]) for code in (Action.REVIEW, Action.REPORT_ONLY, Action.NONE)
        ],
    )  # fmt: skip
    ORDER = ("action", "ground")


class FinishForm(forms.Form):
    """Which reviews of one place are finished, and on which day."""

    rows = forms.MultipleChoiceField(label=_("Finished reviews"), widget=forms.CheckboxSelectMultiple, required=False)
    day = day_field(_("Day of the conference"))

    def __init__(self, data: QueryDict | None, standings: Sequence[Standing], *, initial: Initial) -> None:
        super().__init__(data, initial=dict(initial))
        labels = [
            (str(one.row.pk), f"{one.row.subject.name} ({KINDS[one.row.subject.kind]})") for one in standings
        ]  # fmt: skip
        self.fields["rows"].choices = labels  # type: ignore[attr-defined]

    def chosen(self) -> list[int]:
        """The rows that were ticked."""
        return [int(key) for key in self.cleaned_data["rows"]]
