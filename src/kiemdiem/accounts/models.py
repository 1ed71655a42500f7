"""Accounts, mandates, tokens, and forms already handled."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from kiemdiem.accounts.roles import ROLES, RoleName
from kiemdiem.tree.fields import BytewiseField
from kiemdiem.tree.names import clean, folded, person_key


def clean_login(text: str) -> str:
    """A login as it is kept: NFC, lower case, nothing around it."""
    return clean(text).lower()


def account_keys(login: str, name: str) -> dict[str, str]:
    """What an account is sorted and searched by; whoever writes login or name writes these too."""
    return {"name_key": person_key(name), "search_key": folded(f"{login} {name}")[:200]}


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts by login."""

    def get_by_natural_key(self, username: str | None) -> "Account":
        return self.get(login=clean_login(username or ""))


class Account(AbstractBaseUser):
    """Somebody who may sign in. What he or she may see is said by mandates alone."""

    login = models.CharField(max_length=64, unique=True)
    """Lower case."""
    name = models.CharField(max_length=120)
    email = models.EmailField(max_length=254, blank=True)
    name_key = BytewiseField(max_length=200, default="", blank=True)
    search_key = models.CharField(max_length=200, default="", blank=True)
    """Both made by `account_keys`."""
    opened_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)
    must_change_password = models.BooleanField(default=False)
    """Somebody else chose the password."""

    objects: ClassVar[AccountManager] = AccountManager()

    USERNAME_FIELD = "login"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        constraints = [
            models.UniqueConstraint("email", condition=~Q(email=""), name="one_account_per_mail_address"),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index("name_key", "id", name="accounts_by_name")]

    def __str__(self) -> str:
        return self.name or self.login

    @property
    def is_active(self) -> bool:  # type: ignore[override]
        """Django's question whether the account may sign in."""
        return self.closed_at is None


class Mandate(models.Model):
    """A role at a node of the tree, from one day to another; a delegated one rests on another mandate."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="mandates")
    role = models.CharField(max_length=24, choices=[(name.value, ROLES[name].title) for name in RoleName])
    organisation = models.ForeignKey("tree.Organisation", models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    """The last day; empty: until ended."""
    delegated_from = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="delegations")
    granted_by = models.CharField(max_length=40)
    """A reference (`account:3`)."""
    granted_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="ends_after_start"
            )
        ]
        indexes = [models.Index("account", "ended_at", name="mandates_of_an_account")]


class Token(models.Model):
    """Lets a program use one mandate over the HTTP API; only a digest of it is kept."""

    mandate = models.ForeignKey(Mandate, models.PROTECT, related_name="tokens")
    purpose = models.CharField(max_length=120)
    digest = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=8)
    """The first letters, to tell tokens apart."""
    issued_at = models.DateTimeField(default=timezone.now)
    expires_on = models.DateField()
    ended_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)


class Submission(models.Model):
    """A form that was carried out: the same form sent twice (a double click) is answered with what the first did."""

    key = models.CharField(max_length=64, unique=True)
    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    answer = models.CharField(max_length=300, blank=True)
    """Where the first one led to."""
