"""Fields of the registry: a plain text, a collective by code or name, the paper a change rests on."""

from collections.abc import Mapping

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kiemdiem.accounts.access import Access
from kiemdiem.accounts.fields import OUT_OF_SIGHT, UnitField, day_field
from kiemdiem.accounts.roles import Right
from kiemdiem.registry.documents import Paper
from kiemdiem.registry.models import Collective
from kiemdiem.registry.queries.units import collectives_seen_by
from kiemdiem.tree.models import Organisation
from kiemdiem.tree.names import clean, folded, tidied, unkept_sign

Initial = Mapping[str, object]
Standing = Mapping[str, Organisation | Collective | None]


class PlainTextField(forms.CharField):
    """A text as the registry keeps it: NFC before its letters are counted, no sign that cannot be seen."""

    def to_python(self, value: object) -> str:
        return tidied(str(super().to_python(value) or ""))

    def validate(self, value: str) -> None:
        super().validate(value)
        if sign := unkept_sign(value):
            text = _("The text holds a sign that cannot be seen ({sign}): delete it, or type the text anew.")
            raise ValidationError(text.format(sign=sign))


class CollectiveField(forms.CharField):
    """The code or the name of a collective in sight; cleaned into the collective."""

    access: Access | None = None
    standing: Collective | None = None
    """What the record holds already: its code may be sent again, in sight or not."""

    def clean(self, value: str) -> Collective | None:
        """The one collective that is meant.

        Raises:
            ValidationError: there is none, or there are several of that name.
        """
        text = clean(super().clean(value))
        if not text or self.access is None:
            return None
        if self.standing is not None and text == self.standing.code:
            return self.standing
        in_sight = collectives_seen_by(self.access)
        found = list(in_sight.filter(code__iexact=text)[:1]) or list(in_sight.filter(search_key=folded(text))[:6])
        if not found:
            raise ValidationError(_("There is no collective of this code or name among yours."), OUT_OF_SIGHT)
        if len(found) > 1:
            codes = ", ".join(collective.code for collective in found)
            raise ValidationError(_("Several collectives have this name. Enter the code: {codes}").format(codes=codes))
        return found[0]


class AccessForm(forms.Form):
    """A form for somebody: its fields know whose units they offer."""

    def __init__(
        self,
        access: Access,
        data: QueryDict | None = None,
        *,
        initial: Initial | None = None,
        standing: Standing | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.access = access
        for name, field in self.fields.items():
            held = (standing or {}).get(name)
            if isinstance(field, UnitField):
                field.use(access, self.right_of(name))
                field.standing = held if isinstance(held, Organisation) else None
            if isinstance(field, CollectiveField):
                field.access = access
                field.standing = held if isinstance(held, Collective) else None

    def right_of(self, name: str) -> Right:
        """Whose units a field offers."""
        return Right.EDIT_PEOPLE


class PaperForm(AccessForm):
    """The document that a change rests on; every form that writes ends with it."""

    ORDER: tuple[str, ...] = ()
    """Fields in an order of their own; the paper and the ground always come last."""

    number = PlainTextField(
        label=gettext_lazy("Number of the document"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("For example 12-QĐ/ĐU; leave it empty where there is none."),
    )
    issued_on = day_field(gettext_lazy("Day of the document"), required=False)
    issuer = PlainTextField(label=gettext_lazy("Issued by"), max_length=200, required=False)

    def __init__(
        self,
        access: Access,
        data: QueryDict | None = None,
        *,
        initial: Initial | None = None,
        standing: Standing | None = None,
    ) -> None:
        super().__init__(access, data, initial=initial, standing=standing)
        self.order_fields(self.ORDER or [name for name in self.fields if name not in ReasonForm.base_fields])

    def paper(self) -> Paper:
        """The document as typed in."""
        typed = self.cleaned_data
        return Paper(clean(typed["number"]), typed["issued_on"], clean(typed["issuer"]))


class ReasonForm(PaperForm):
    """Why a record is corrected or withdrawn."""

    reason = PlainTextField(
        label=gettext_lazy("Ground"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Why it is changed; it stands in the history."),
    )

    def ground(self) -> str:
        """Why, as typed in; empty where the form does not ask."""
        return str(self.cleaned_data.get("reason", ""))
