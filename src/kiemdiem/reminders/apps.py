"""Django's entry to this floor."""

from django.apps import AppConfig


class RemindersConfig(AppConfig):
    """Digests by mail, calendars."""

    name = "kiemdiem.reminders"
