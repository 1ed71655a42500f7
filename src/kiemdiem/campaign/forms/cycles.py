"""Forms of a cycle: prepare it, change a date, leave somebody out."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from kiemdiem.accounts.access import Access
from kiemdiem.accounts.fields import UnitField, day_field
from kiemdiem.accounts.labels import language
from kiemdiem.accounts.roles import Right
from kiemdiem.registry.forms.fields import AccessForm, Initial, PlainTextField, ReasonForm
from kiemdiem.rulebook.loading import built_in_editions, load


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
        editions = [load(name) for name in built_in_editions()]
        is_vietnamese = language() == "vi"
        titles = [(one.id, one.title_vi if is_vietnamese else one.title_en) for one in reversed(editions)]
        self.fields["edition"].choices = titles  # type: ignore[attr-defined]

    def right_of(self, name: str) -> Right:
        return Right.OPEN_CYCLE


class DayForm(ReasonForm):
    """Another day in the calendar."""

    day = day_field(_("New date"))
    ORDER = ("day",)


class GroundForm(forms.Form):
    """Why something is decided so."""

    ground = PlainTextField(label=_("Ground"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 3}))
