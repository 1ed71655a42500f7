"""Django's entry to this floor."""

from django.apps import AppConfig


class ReviewConfig(AppConfig):
    """Targets, self-reviews, reports, opinions, suggestions, verification cases."""

    name = "kiemdiem.review"
