"""Forms of import and export."""

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from kiemdiem.accounts.access import Access
from kiemdiem.accounts.fields import UnitField
from kiemdiem.accounts.roles import Right
from kiemdiem.registry.fields import AccessForm, Initial


class UnitForm(AccessForm):
    """A unit whose workbook is exported."""

    RIGHT = Right.EXPORT

    unit = UnitField(label=_("Unit"), max_length=300, help_text=_("Its code, or its whole name."))

    def right_of(self, name: str) -> Right:
        return self.RIGHT


class UploadForm(UnitForm):
    """A workbook for a unit."""

    RIGHT = Right.IMPORT

    file = forms.FileField(label=_("Workbook"), help_text=_("An Excel file (.xlsx) like the template."))

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
