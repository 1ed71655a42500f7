"""Django's entry to this floor."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Long work in the background, with progress."""

    name = "kiemdiem.jobs"
