"""The demonstration accounts that the front page of a demonstration shows."""

from dataclasses import dataclass

from django.utils import timezone

from kiemdiem.accounts.labels import role_title
from kiemdiem.accounts.models import Mandate
from kiemdiem.accounts.queries import in_force

PASSWORD = "minh-hoa-2026"  # noqa: S105 - shown on the front page of a demonstration
PREFIX = "demo."


@dataclass(frozen=True)
class DemonstrationAccount:
    """One account to try."""

    login: str
    password: str
    role: str
    unit: str


def demonstration_accounts() -> list[DemonstrationAccount]:
    """The accounts that `kiemdiem demo load` opened, by role."""
    mandates = Mandate.objects.filter(in_force(timezone.localdate()), account__login__startswith=PREFIX)
    found = mandates.select_related("account", "organisation").order_by("organisation__path", "pk")
    return [
        DemonstrationAccount(one.account.login, PASSWORD, role_title(one.role), one.organisation.name) for one in found
    ]
