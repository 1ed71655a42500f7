"""Forms of conferences: sittings, officers, roll, agenda."""

from collections.abc import Sequence

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kiemdiem.accounts.fields import day_field, time_field
from kiemdiem.meetings.actions.agenda import ItemEntry
from kiemdiem.meetings.actions.calling import SittingEntry
from kiemdiem.meetings.actions.rolls import AttendeeEntry
from kiemdiem.registry.fields import Initial, PlainTextField

_GROUND = gettext_lazy("It stands beside it for whoever reads the minutes.")
Offered = Sequence[tuple[int, str]]


class GroundForm(forms.Form):
    """Why something is done."""

    ground = PlainTextField(
        label=gettext_lazy("Ground"), max_length=300, required=False, help_text=_GROUND,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


class SittingForm(forms.Form):
    """When a conference sits."""

    day = day_field(gettext_lazy("Day"))
    begins_at = time_field(gettext_lazy("From"))
    ends_at = time_field(gettext_lazy("Until"))

    def sitting(self) -> SittingEntry:
        """What was typed in."""
        typed = self.cleaned_data
        return SittingEntry(typed["day"], typed["begins_at"], typed["ends_at"])


class CallForm(SittingForm):
    """A conference to be called."""

    room = PlainTextField(label=gettext_lazy("Room"), max_length=200, required=False)

    def __init__(self, groups: Sequence[tuple[str, str]], data: QueryDict | None = None) -> None:
        initial = {"day": timezone.localdate(), "begins_at": "08:00", "ends_at": "11:30"}
        super().__init__(data, initial=initial)
        if groups:
            offered = [("", _("the whole cell")), *groups]
            self.fields["group"] = forms.ChoiceField(label=_("Held by"), choices=offered, required=False)

    def group(self) -> str:
        """Code of the Party group; empty: the cell itself."""
        return str(self.cleaned_data.get("group", ""))


def _choice(label: str, offered: Offered, empty: str, *, required: bool = False) -> forms.TypedChoiceField:
    choices = [("", empty), *offered]
    return forms.TypedChoiceField(label=label, choices=choices, coerce=int, required=required)


class OfficersForm(forms.Form):
    """Who chairs and who keeps the minutes."""

    def __init__(self, roll: Offered, data: QueryDict | None = None, *, initial: Initial) -> None:
        super().__init__(data, initial=dict(initial))
        self.fields["chair"] = _choice(_("Chair"), roll, _("nobody yet"))
        self.fields["secretary"] = _choice(_("Keeps the minutes"), roll, _("nobody yet"))
        self.fields["room"] = PlainTextField(label=_("Room"), max_length=200, required=False)


class AttendeeForm(forms.Form):
    """Somebody for the roll."""

    code = PlainTextField(
        label=gettext_lazy("Code of the person"), max_length=64, required=False,
        help_text=gettext_lazy("It stands on his or her page."),
    )  # fmt: skip
    name = PlainTextField(
        label=gettext_lazy("Or the name"), max_length=120, required=False,
        help_text=gettext_lazy("Of somebody whom the registry does not hold."),
    )  # fmt: skip
    role = forms.ChoiceField(
        label=gettext_lazy("Attends as"),
        choices=[
            ("votes", gettext_lazy("somebody who votes")), ("listens", gettext_lazy("a member who does not vote")),
            ("guest", gettext_lazy("a guest")),
        ],
        widget=forms.RadioSelect,
    )  # fmt: skip
    ground = PlainTextField(label=gettext_lazy("Ground"), max_length=300, required=False, help_text=_GROUND)

    def entry(self) -> AttendeeEntry:
        """What was typed in."""
        typed, role = self.cleaned_data, self.cleaned_data["role"]
        return AttendeeEntry(typed["code"], typed["name"], role == "votes", role == "guest", typed["ground"])


class PeopleForm(forms.Form):
    """People ticked in a list."""

    def __init__(self, offered: Offered, data: QueryDict | None = None) -> None:
        super().__init__(data)
        self.fields["people"] = forms.TypedMultipleChoiceField(
            label=_("Members"), choices=offered, coerce=int, required=False, widget=forms.CheckboxSelectMultiple
        )


class ItemForm(forms.Form):
    """Who presides over an item, who presents it, how long it may take."""

    presenter = PlainTextField(label=gettext_lazy("Presented by"), max_length=120, required=False)
    minutes = forms.IntegerField(
        label=gettext_lazy("Minutes planned"), min_value=1, max_value=1440, required=False,
        help_text=gettext_lazy("May stay empty."),
    )  # fmt: skip

    def __init__(self, roll: Offered, data: QueryDict | None = None, *, initial: Initial) -> None:
        super().__init__(data, initial=dict(initial))
        self.fields["chair"] = _choice(_("Presides over this item"), roll, _("the chair of the conference"))
        self.order_fields(["chair", "presenter", "minutes"])

    def entry(self) -> ItemEntry:
        """What was typed in."""
        typed = self.cleaned_data
        return ItemEntry(typed["chair"] or 0, typed["presenter"], typed["minutes"])
