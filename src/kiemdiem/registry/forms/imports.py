"""Forms of import and export."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kiemdiem.accounts.access import Access
from kiemdiem.accounts.fields import UnitField
from kiemdiem.accounts.roles import Right


class UnitForm(forms.Form):
    """A unit whose workbook is exported."""

    RIGHT = Right.EXPORT

    unit = UnitField(label=_("Unit"), max_length=300, help_text=_("Its code, or its whole name."))

    def __init__(self, access: Access, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["unit"]
        if isinstance(field, UnitField):
            field.use(access, self.RIGHT)


class UploadForm(UnitForm):
    """A workbook for a unit."""

    RIGHT = Right.IMPORT

    file = forms.FileField(label=_("Workbook"), help_text=_("An Excel file (.xlsx) like the template."))
