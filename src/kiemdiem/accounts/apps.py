"""Django's entry to this floor."""

from importlib import import_module

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People who log in, and their mandates."""

    name = "kiemdiem.accounts"

    def ready(self) -> None:
        import_module("kiemdiem.accounts.receivers").connect_receivers()
