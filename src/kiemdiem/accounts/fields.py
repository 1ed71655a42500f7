"""Fields of this floor: a unit by code or name, a role, a day."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kiemdiem.accounts.access import Access
from kiemdiem.accounts.labels import role_title
from kiemdiem.accounts.roles import Right
from kiemdiem.accounts.units import offered_units, units_named
from kiemdiem.tree.models import Organisation
from kiemdiem.vocabulary import EARLIEST, LATEST

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Words = str | _StrPromise

OUT_OF_SIGHT = "out_of_sight"
"""The mark of a refusal that is journaled: what was typed may be another unit's."""


class UnitInput(forms.TextInput):
    """A text field with units to choose from."""

    template_name = "accounts/unit_input.html"
    offered: Sequence[tuple[str, str]] = ()

    def get_context(self, name: str, value: object, attrs: dict[str, object] | None) -> dict[str, object]:
        context = super().get_context(name, value, attrs)
        context["offered"], context["offered_id"] = self.offered, f"offered-{name}"
        context["widget"]["attrs"]["list"] = context["offered_id"]
        return context


class UnitField(forms.CharField):
    """The code or the name of a unit where a right is held; cleaned into the organisation."""

    widget = UnitInput
    access: Access | None = None
    right = Right.GRANT
    standing: Organisation | None = None
    """What the record holds already: its code may be sent again, in sight or not."""

    def use(self, access: Access, right: Right = Right.GRANT) -> None:
        """Whose units they are; called by the form."""
        self.access, self.right = access, right
        self.widget.offered = offered_units(access, right)
        self.widget.attrs["autocomplete"] = "off"

    def clean(self, value: str) -> Organisation | None:
        """The one unit that is meant.

        Raises:
            ValidationError: there is none, or there are several of that name.
        """
        text = super().clean(value)
        if not text or self.access is None:
            return None
        if self.standing is not None and text == self.standing.code:
            return self.standing
        found = units_named(self.access, self.right, text)
        if not found:
            raise ValidationError(_("There is no unit of this code or name among yours."), OUT_OF_SIGHT)
        if len(found) > 1:
            codes = ", ".join(unit.code for unit in found[:5])
            raise ValidationError(_("Several units have this name. Enter the code: {codes}").format(codes=codes))
        return found[0]


ODD_DAY = gettext_lazy("The day must lie between 1900 and 2100: look at the year.")


def unit_field() -> UnitField:
    """The field, with its words."""
    return UnitField(label=gettext_lazy("Unit"), max_length=300, help_text=gettext_lazy("Its code, or its whole name."))


def day_field(label: "Words", *, required: bool = True, help_text: "Words" = "") -> forms.DateField:
    """A day, day first, in the years that the exchange format knows."""
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        validators=[MinValueValidator(EARLIEST, ODD_DAY), MaxValueValidator(LATEST, ODD_DAY)],
    )


def time_field(label: "Words") -> forms.TimeField:
    """A time of day."""
    return forms.TimeField(label=label, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))


def role_choices(access: Access) -> list[tuple[str, str]]:
    """The roles that somebody may give."""
    return [("", _("Choose")), *((role.value, role_title(role)) for role in access.grantable_roles)]
