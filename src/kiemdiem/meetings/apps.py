"""Django's entry to this floor."""

from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    """Conferences, votes, ballots on paper, minutes."""

    name = "kiemdiem.meetings"
