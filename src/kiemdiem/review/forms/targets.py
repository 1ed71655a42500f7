"""Forms of targets: several rows at once, one correction, a sheet."""

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kiemdiem.accounts.access import Access
from kiemdiem.accounts.fields import UnitField, day_field
from kiemdiem.accounts.roles import Right
from kiemdiem.registry.fields import AccessForm, Initial, PlainTextField
from kiemdiem.review.actions.targets import TargetEntry
from kiemdiem.review.forms.rows import RowsForm
from kiemdiem.review.models import Target
from kiemdiem.review.words import SOURCES

ROWS = 3
"""Rows that a page offers; more come by assigning again, or from a sheet."""


def _fields() -> dict[str, forms.Field]:
    """The fields of one target; what must not be empty is said by the action, with its clause."""
    return {
        "text": PlainTextField(
            label=gettext_lazy("What is to be done"), max_length=600, required=False,
            widget=forms.Textarea(attrs={"rows": 2}),
        ),
        "planned": PlainTextField(
            label=gettext_lazy("Value to be reached"), max_length=120, required=False,
            help_text=gettext_lazy("For example 5, or 90."),
        ),
        "measure": PlainTextField(
            label=gettext_lazy("Counted in"), max_length=120, required=False,
            help_text=gettext_lazy("For example households, per cent, days."),
        ),
        "source": forms.ChoiceField(
            label=gettext_lazy("Source"), required=False, choices=lambda: list(SOURCES.items())
        ),
        "source_title": PlainTextField(
            label=gettext_lazy("Name of the resolution, programme or plan"), max_length=200, required=False
        ),
        "due_on": day_field(gettext_lazy("To be done by"), required=False),
    }  # fmt: skip


class TargetRowsForm(RowsForm):
    """Several targets of one subject."""

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data)
        for place in range(1, ROWS + 1):
            self.add_row(place, _("Target {number}").format(number=place), _fields())

    def filled(self) -> list[tuple[int, TargetEntry]]:
        """The rows that hold anything, each with its number."""
        found = []
        for place in range(1, ROWS + 1):
            text, measure, planned = (self.typed(name, place) for name in ("text", "measure", "planned"))
            source, title = self.typed("source", place), self.typed("source_title", place)
            due = self.cleaned_data.get(f"due_on_{place}")
            if text or measure or planned or title or due:
                source = source or Target.Source.ASSIGNED.value
                found.append((place, TargetEntry(text, measure, planned, source, title, due)))
        return found


class TargetForm(forms.Form):
    """The correction of one target."""

    def __init__(self, data: QueryDict | None = None, *, initial: Initial | None = None) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.fields.update(_fields())
        self.fields["ground"] = PlainTextField(label=_("Ground"), max_length=300, required=False)

    def entry(self) -> TargetEntry:
        """What was typed in."""
        typed = self.cleaned_data
        source = typed["source"] or Target.Source.ASSIGNED.value
        return TargetEntry(
            typed["text"], typed["measure"], typed["planned"], source, typed["source_title"], typed["due_on"]
        )


class SheetForm(AccessForm):
    """A sheet of targets for a unit."""

    unit = UnitField(label=gettext_lazy("Unit"), max_length=300, help_text=gettext_lazy("Its code, or its whole name."))
    file = forms.FileField(
        label=gettext_lazy("Sheet of targets"), help_text=gettext_lazy("An Excel file (.xlsx) like the template.")
    )

    def __init__(
        self,
        access: Access,
        data: QueryDict | None,
        files: "MultiValueDict[str, UploadedFile[bytes]]",
        *,
        initial: Initial,
    ) -> None:
        super().__init__(access, data, initial=initial)
        self.files = files

    def right_of(self, name: str) -> Right:
        return Right.SET_TARGETS
