"""Forms of votes: what is voted on, who counts, how many papers."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kiemdiem.meetings.actions.counting import SumsEntry
from kiemdiem.meetings.actions.votes import Closing, VoteEntry
from kiemdiem.meetings.ballots import MOST_PAPERS
from kiemdiem.meetings.forms.conferences import Offered
from kiemdiem.meetings.models import Line, Vote
from kiemdiem.meetings.opening import SECRET
from kiemdiem.meetings.words import MEANS
from kiemdiem.registry.fields import Initial, PlainTextField

if TYPE_CHECKING:
    from kiemdiem.accounts.fields import Words


def _ticks(label: str, offered: Offered) -> forms.TypedMultipleChoiceField:
    return forms.TypedMultipleChoiceField(
        label=label, choices=offered, coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )


def _papers(label: "Words", help_text: "Words" = "") -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=MOST_PAPERS, help_text=help_text)


class TellersForm(forms.Form):
    """Who counts."""

    def __init__(self, roll: Offered, data: QueryDict | None = None, *, initial: Initial) -> None:
        super().__init__(data, initial=dict(initial))
        self.fields["tellers"] = _ticks(_("Tellers"), roll)
        self.fields["tellers"].help_text = _("At least two; each enters the papers with an own account.")


class VoteForm(TellersForm):
    """A vote to be prepared."""

    def __init__(
        self, kind: str, items: Offered, roll: Offered, data: QueryDict | None = None, *, initial: Initial
    ) -> None:
        super().__init__(roll, data, initial=initial)
        self.kind = kind
        self.fields["items"] = _ticks(_("Voted on"), items)
        if kind not in SECRET:
            self.fields["means"] = forms.ChoiceField(label=_("How"), choices=list(MEANS.items()))
        self.fields["ground"] = PlainTextField(
            label=_("Why it is voted on again"), max_length=300, required=False,
            help_text=_("Only when an earlier ballot reached no level."),
        )  # fmt: skip
        self.order_fields(["items", "means", "tellers", "ground"])

    def entry(self) -> VoteEntry:
        """What was typed in."""
        typed = self.cleaned_data
        means = typed.get("means", Vote.Means.PAPER.value)
        return VoteEntry(self.kind, means, typed["items"], typed["tellers"], typed["ground"])


class ClosingForm(forms.Form):
    """How many papers were handed out and came back."""

    issued = _papers(gettext_lazy("Papers handed out"))
    returned = _papers(gettext_lazy("Papers that came back"), gettext_lazy("Counted when the box is opened."))
    without_missing = forms.BooleanField(
        label=gettext_lazy("Papers are missing: close without them"), required=False,
        help_text=gettext_lazy("Only after they were looked for."),
    )  # fmt: skip
    ground = PlainTextField(label=gettext_lazy("What is known of the missing papers"), max_length=300, required=False)

    def entry(self) -> Closing:
        """What was typed in."""
        typed = self.cleaned_data
        return Closing(typed["issued"], typed["returned"], typed["without_missing"], typed["ground"])


class RecountForm(forms.Form):
    """Why the papers are counted anew."""

    returned = _papers(gettext_lazy("Papers that came back"))
    ground = PlainTextField(
        label=gettext_lazy("Ground"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class NumbersForm(forms.Form):
    """A number for each choice of each row: hands counted, or the sums of a pile."""

    def __init__(
        self,
        lines: Sequence[Line],
        choices: Mapping[str, str],
        data: QueryDict | None = None,
        *,
        with_invalid: bool = False,
        initial: Initial | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.lines, self.choices = lines, tuple(choices)
        if with_invalid:
            self.fields["invalid"] = _papers(_("Invalid papers"), _("Whole papers that count for nobody."))
        for line in lines:
            for choice, words in choices.items():
                label = f"{line.position}. {line.item.subject.name}: {words}"
                self.fields[self.field_name(line, choice)] = _papers(label)

    @staticmethod
    def field_name(line: Line, choice: str) -> str:
        """The name of a field."""
        return f"n{line.pk}-{choice}"

    def hands(self) -> dict[int, dict[str, int]]:
        """Row of the vote -> choice -> number."""
        return {
            line.pk: {choice: self.cleaned_data[self.field_name(line, choice)] for choice in self.choices}
            for line in self.lines
        }

    def sums(self) -> SumsEntry:
        """The numbers row by row."""
        flat = [self.cleaned_data[self.field_name(line, choice)] for line in self.lines for choice in self.choices]
        return SumsEntry(self.cleaned_data["invalid"], flat)
