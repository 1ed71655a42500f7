"""Django's entry to this floor."""

from django.apps import AppConfig


class TreeConfig(AppConfig):
    """The organisation tree: nodes and their paths."""

    name = "kiemdiem.tree"
