"""The form with which a workbook is uploaded."""

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kiemdiem.accounts.access import Access
from kiemdiem.accounts.forms.fields import UnitField
from kiemdiem.accounts.roles import Right
from kiemdiem.accounts.units import offered_units

ACCEPTED = ".xlsx,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class UploadForm(forms.Form):
    """Which file, and under which unit it is taken in."""

    unit = UnitField(
        label=gettext_lazy("Unit"),
        max_length=300,
        help_text=gettext_lazy("The unit whose organisations and people the workbook holds: its code, or its whole name."),
    )
    file = forms.FileField(
        label=gettext_lazy("Workbook"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
    )

    def __init__(self, access: Access, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        unit = self.fields["unit"]
        if isinstance(unit, UnitField):
            unit.use(access, Right.IMPORT)
        offered = offered_units(access, Right.IMPORT)
        if offered and len(access.paths(Right.IMPORT)) == 1:
            unit.initial = offered[0][0]
        most = settings.LARGEST_UPLOAD >> 20
        self.fields["file"].help_text = _("An Excel file (.xlsx) without macros, at most {most} MB.").format(most=most)

    def clean_file(self) -> UploadedFile:
        """Refuse what is too large before it is read into memory."""
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > settings.LARGEST_UPLOAD:
            most = settings.LARGEST_UPLOAD >> 20
            text = _("The file is larger than {most} MB. Import the units one by one.")
            raise forms.ValidationError(text.format(most=most))
        return file
