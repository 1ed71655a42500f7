"""Forms of letters of suggestion, one for each step."""

from collections.abc import Sequence

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kiemdiem.accounts.fields import day_field
from kiemdiem.registry.fields import Initial, PaperForm, PlainTextField
from kiemdiem.review.forms.rows import RowsForm
from kiemdiem.review.letters import LetterEntry, MatterEntry, SignedEntry

FEWEST_ROWS, SPARE_ROWS = 3, 2


class DraftForm(RowsForm):
    """Matters to be answered, and who advised."""

    def __init__(
        self,
        units: Sequence[tuple[str, str]],
        data: QueryDict | None = None,
        *,
        matters: Sequence[MatterEntry] = (),
        initial: Initial | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        if units:
            self.fields["unit"] = forms.ChoiceField(label=_("In the name of"), choices=units)
        self.fields["advised_by"] = PlainTextField(
            label=_("Advised by"), max_length=200, required=False,
            help_text=_("The organisation committee, or the body that advises on cadres."),
        )  # fmt: skip
        self.rows = self._rows_typed(data) if data is not None else max(FEWEST_ROWS, len(matters) + SPARE_ROWS)
        for place in range(1, self.rows + 1):
            known = matters[place - 1] if place <= len(matters) else MatterEntry("")
            self.add_row(place, _("Matter {number}").format(number=place), {
                "matter": PlainTextField(
                    label=_("Matter to be answered"), max_length=2000, required=False, initial=known.text,
                    widget=forms.Textarea(attrs={"rows": 3}),
                ),
                "ground": PlainTextField(
                    label=_("What it rests on"), max_length=500, required=False, initial=known.ground,
                    help_text=_("A conclusion, a report, a clause; it may stay empty."),
                ),
            })  # fmt: skip

    @staticmethod
    def _rows_typed(data: QueryDict) -> int:
        """As many rows as were sent, within reason."""
        numbers = [int(name[7:9]) for name in data if name.startswith("matter_") and name[7:9].isdecimal()]
        return min(max([FEWEST_ROWS, *numbers]), 30)

    def entry(self) -> LetterEntry:
        """What was typed in; rows left empty stay where they are, so that a verdict finds its field."""
        rows = range(1, self.rows + 1)
        matters = [MatterEntry(self.typed("matter", place), self.typed("ground", place)) for place in rows]
        return LetterEntry(str(self.cleaned_data.get("advised_by") or ""), matters)


class NumberForm(forms.Form):
    """What the paper bears beside its number."""

    dated_on = day_field(gettext_lazy("Day of the letter"))
    place = PlainTextField(
        label=gettext_lazy("Place of issue"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("Before the date: Vinh."),
    )
    signed_for = PlainTextField(
        label=gettext_lazy("Signed for"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("For example: T/M BAN THƯỜNG VỤ."),
    )
    signed_title = PlainTextField(
        label=gettext_lazy("Title of who signs"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("For example: PHÓ BÍ THƯ."),
    )
    signed_name = PlainTextField(label=gettext_lazy("Name of who signs"), max_length=120, required=False)

    def entry(self) -> SignedEntry:
        """What was typed in."""
        typed = self.cleaned_data
        return SignedEntry(
            typed["dated_on"], typed["place"], typed["signed_for"], typed["signed_title"], typed["signed_name"]
        )


class TermForm(forms.Form):
    """A term of a committee, whose letters are numbered from 01."""

    term_start = forms.IntegerField(label=gettext_lazy("Year in which the term began"))
    symbol = PlainTextField(
        label=gettext_lazy("Behind the number"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("For example: CV/HU."),
    )
    last = forms.IntegerField(
        label=gettext_lazy("Last number used on paper"), initial=0,
        help_text=gettext_lazy("0: none yet, the first letter becomes 01."),
    )  # fmt: skip


class ConsultationForm(forms.Form):
    """The consultation with the transferring superior."""

    superior = PlainTextField(label=gettext_lazy("Superior consulted"), max_length=300, required=False)
    asked_on = day_field(gettext_lazy("Asked on"))
    answered_on = day_field(
        gettext_lazy("Answered on"), required=False, help_text=gettext_lazy("Empty: not yet answered.")
    )
    content = PlainTextField(
        label=gettext_lazy("What it answered"), max_length=2000, required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip


class NoticeForm(forms.Form):
    """The notice to the subject."""

    on = day_field(gettext_lazy("Notified on"), help_text="")
    late_ground = PlainTextField(
        label=gettext_lazy("Why so late"), max_length=300, required=False,
        help_text=gettext_lazy("Only when the calendar's day has come."),
    )  # fmt: skip

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data, initial={"on": timezone.localdate()})


class ResultForm(forms.Form):
    """The result on what was suggested."""

    on = day_field(gettext_lazy("Reported on"))
    result = PlainTextField(
        label=gettext_lazy("Result on what was suggested"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    late_ground = PlainTextField(
        label=gettext_lazy("Why so late"), max_length=300, required=False,
        help_text=gettext_lazy("Only when the calendar's day has come."),
    )  # fmt: skip

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data, initial={"on": timezone.localdate()})


class WithdrawalForm(PaperForm):
    """Why something is withdrawn, and on which paper."""

    ground = PlainTextField(
        label=gettext_lazy("Ground"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    ORDER = ("ground",)


class GroundForm(forms.Form):
    """Why something is done."""

    ground = PlainTextField(
        label=gettext_lazy("Ground"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
