"""Forms of several like rows: those left empty count for nothing."""

from collections.abc import Mapping

from django import forms


class RowsForm(forms.Form):
    """A form whose fields repeat; each row begins with a heading."""

    template_name = "review/rows.html"

    def add_row(self, place: int, heading: str, fields: Mapping[str, forms.Field]) -> None:
        """Add the fields of one row, each named by itself and the row's number."""
        for position, (name, field) in enumerate(fields.items()):
            field.begins = heading if position == 0 else ""  # type: ignore[attr-defined]
            self.fields[f"{name}_{place}"] = field

    def typed(self, name: str, place: int) -> str:
        """A text of one row."""
        return str(self.cleaned_data.get(f"{name}_{place}") or "")
