"""Django's entry to this floor."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """Organisations, collectives, people and dated facts."""

    name = "kiemdiem.registry"
