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


class RefreshToken(models.Model):
    """One refresh token of a program. It works once and gives the next of its family; the last one is not used yet.

    The token itself is kept nowhere. Used ones stay for as long as they would have lived: whoever shows one again has
    a copy.
    """

    digest = models.CharField(max_length=64, primary_key=True)
    family = models.UUIDField()
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="refresh_tokens")
    #: That of the login when the family began: another one makes it worthless.
    key_version = models.IntegerField()
    device = models.CharField(max_length=120, blank=True)
    begun_at = models.DateTimeField()
    given_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="refresh_token_one_live_of_a_family", fields=["family"], condition=models.Q(used_at=None)
            )
        ]
        indexes = [
            models.Index(name="refresh_token_family", fields=["family"]),
            models.Index(name="refresh_token_age", fields=["expires_at"]),
        ]


class FailedSignIn(models.Model):
    """One wrong password or code. `key` is a hash: of the account tried, or of the network address it came from."""

    key = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(name="failed_sign_in_newest", fields=["key", "-at"]),
            models.Index(name="failed_sign_in_age", fields=["at"]),
        ]
