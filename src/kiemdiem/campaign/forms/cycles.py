"""Forms of a cycle: prepare it, change a date, leave somebody out."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from kiemdiem.accounts.access import Access
from kiemdiem.accounts.fields import UnitField, day_field
from kiemdiem.accounts.labels import language
from kiemdiem.accounts.roles import Right
from kiemdiem.registry.fields import AccessForm, Initial, PaperForm, PlainTextField, ReasonForm
from kiemdiem.rulebook.loading import built_in_editions, load


def editions_to_choose() -> list[tuple[str, str]]:
    """The editions that come with the product, the latest first."""
    editions = [load(name) for name in built_in_editions()]
    is_vietnamese = language() == "vi"
    return [(one.id, one.title_vi if is_vietnamese else one.title_en) for one in reversed(editions)]


class CycleForm(AccessForm):
    """A year's cycle of a unit."""

    unit = UnitField(label=_("Unit"), max_length=300, help_text=_("With all that stands below it."))
    year = forms.IntegerField(label=_("Year"))
    edition = forms.ChoiceField(
        label=_("Rules of the year"), help_text=_("They are pinned: later changes of the files do not touch the cycle.")
    )
    as_of = day_field(
        _("Reference date"),
        required=False,
        help_text=_("On which exemptions and times under six months are counted; empty: 31 December (Q5)."),
    )

    def __init__(self, access: Access, data: QueryDict | None = None, *, initial: Initial) -> None:
        super().__init__(access, data, initial=initial)
        self.fields["edition"].choices = editions_to_choose()  # type: ignore[attr-defined]

    def right_of(self, name: str) -> Right:
        return Right.OPEN_CYCLE


class DayForm(ReasonForm):
    """Another day in the calendar."""

    day = day_field(_("New date"))
    ORDER = ("day",)


class GroundForm(forms.Form):
    """Why something is decided so."""

    ground = PlainTextField(label=_("Ground"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 3}))


class TrialForm(forms.Form):
    """Rules to be tried on an open cycle."""

    edition = forms.ChoiceField(label=_("Rules to try"))

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data)
        self.fields["edition"].choices = editions_to_choose()  # type: ignore[attr-defined]


class VerdictForm(PaperForm):
    """Whether the rules that were tried shall hold."""

    verdict = forms.ChoiceField(
        label=_("Decision"),
        choices=[("keep", _("Keep the pinned rules")), ("accept", _("Go on with the rules that were tried"))],
    )
    ground = PlainTextField(label=_("Ground"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    ORDER = ("verdict", "ground")
