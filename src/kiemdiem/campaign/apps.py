"""Django's entry to this floor."""

from django.apps import AppConfig


class CampaignConfig(AppConfig):
    """Cycles, their calendar, subjects and plan."""

    name = "kiemdiem.campaign"
