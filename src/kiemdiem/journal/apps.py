"""Django's entry to this floor."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    """Append-only, hash-chained record of every act."""

    name = "kiemdiem.journal"
