"""Forms for opinions: an answer with the ticks of form 4, a body's name, a ground, a code."""

from collections.abc import Sequence

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kiemdiem.accounts.fields import day_field
from kiemdiem.accounts.labels import language
from kiemdiem.registry.fields import PlainTextField
from kiemdiem.review.actions.answering import Answer
from kiemdiem.review.marks import words
from kiemdiem.rulebook.edition import RemarkItem
from kiemdiem.rulebook.writing import GRADES

_TICK = "tick-"


class AnswerForm(forms.Form):
    """An opinion in free text; for form 4 a grade for each item."""

    text = forms.CharField(
        label=gettext_lazy("Opinion"), required=False, strip=False, max_length=None,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
    )  # fmt: skip

    def __init__(
        self, data: QueryDict | None = None, *, items: Sequence[RemarkItem] = (), on_paper: bool = False
    ) -> None:
        super().__init__(data, initial={"paper_of": timezone.localdate()})
        grades = [("", _("Not answered yet")), *((code, words().grades[code]) for code in GRADES)]
        for item in items:
            title = item.vi if language() == "vi" else item.en
            self.fields[_TICK + item.key] = forms.ChoiceField(label=title, choices=grades, required=False)
        if on_paper:
            self.fields["paper_of"] = day_field(gettext_lazy("Date on the paper"))
        self.order_fields([*(_TICK + item.key for item in items), "text"])

    def answer(self) -> Answer:
        """As typed in."""
        typed = self.cleaned_data
        ticks = {name.removeprefix(_TICK): grade for name, grade in typed.items() if name.startswith(_TICK) and grade}
        text = typed["text"].replace("\0", "").replace("\r\n", "\n")
        return Answer(text, ticks, typed.get("paper_of"))


class BodyForm(forms.Form):
    """The name of a body or person to be asked."""

    name = PlainTextField(label=gettext_lazy("Name of the body or person"), max_length=300, required=False)


class CodeForm(forms.Form):
    """The code that was told apart from the link."""

    code = forms.CharField(
        label=gettext_lazy("Code"), max_length=20, required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=gettext_lazy("Eight digits; whoever sent you the link told it to you apart from it."),
    )  # fmt: skip


class TextForm(forms.Form):
    """Consolidated opinions, or a note."""

    text = forms.CharField(
        label=gettext_lazy("Text"), required=False, strip=False,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
    )  # fmt: skip

    def said(self) -> str:
        """As typed in."""
        return str(self.cleaned_data["text"]).replace("\0", "").replace("\r\n", "\n")
