"""People who can sign in. What they may do is said by their roles, studio by studio."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac

from fitflow.core.addresses import comparable, shown_address
from fitflow.core.ids import new_id


class UserManager(BaseUserManager["User"]):
    """Finds users by e-mail address, in the form that is stored."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=comparable(username or ""))


class User(AbstractBaseUser):
    """A login: one person, whatever the number of studios."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120, blank=True)
    locale = models.CharField(max_length=12, blank=True)
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    #: Raised to make every token and web session begun before worthless (sign out everywhere, password change).
    key_version = models.IntegerField(default=1)
    created_at = models.DateTimeField()
    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.CheckConstraint(name="user_email_is_lower_case", condition=models.Q(email=Lower("email")))
        ]

    def __str__(self) -> str:
        return self.email

    def get_full_name(self) -> str:
        return self.name or shown_address(self.email)

    def get_short_name(self) -> str:
        return self.name.split(" ")[0] if self.name else self.email.split("@")[0]

    def get_session_auth_hash(self) -> str:
        """What a web session remembers: it ends with the password and with the key version."""
        return self._session_hash(settings.SECRET_KEY)

    def get_session_auth_fallback_hash(self) -> Any:
        return (self._session_hash(key) for key in settings.SECRET_KEY_FALLBACKS)

    def _session_hash(self, key: str | bytes) -> str:
        text = f"{self.password}:{self.key_version}"
        return salted_hmac("fitflow.accounts.session", text, secret=key, algorithm="sha256").hexdigest()


class FailedSignIn(models.Model):
    """One wrong password or code. `key` is a hash: of the account tried, or of the network address it came from."""

    key = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(name="failed_sign_in_newest", fields=["key", "-at"]),
            models.Index(name="failed_sign_in_age", fields=["at"]),
        ]
