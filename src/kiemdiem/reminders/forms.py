"""Where and how often mail is wanted."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kiemdiem.reminders.actions import Wish
from kiemdiem.reminders.models import Reminder


class WishForm(forms.Form):
    """An address and a rhythm."""

    address = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("A mail with a link comes first: nothing else is sent before you have opened it."),
    )
    rhythm = forms.ChoiceField(
        label=_("How often"),
        choices=[
            (Reminder.Rhythm.DAILY.value, _("Every morning, when there is something to do")),
            (Reminder.Rhythm.WEEKLY.value, _("On Monday mornings, when there is something to do")),
        ],
        widget=forms.RadioSelect,
        initial=Reminder.Rhythm.WEEKLY.value,
    )

    def wish(self, language: str) -> Wish:
        """What was typed."""
        typed = self.cleaned_data
        return Wish(typed["address"], Reminder.Rhythm(typed["rhythm"]), language)
