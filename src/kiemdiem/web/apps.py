"""Django's entry to this floor."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Base templates, components, static files, url map."""

    name = "kiemdiem.web"
