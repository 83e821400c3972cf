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

    @property
    def is_open(self) -> bool:
        """Whether somebody may sign in with it: everybody knows the password of a demo's logins."""
        return self.is_active and (settings.FITFLOW_DEMO or not self.is_demo)

    def get_session_auth_hash(self) -> str:
        """What a web session remembers: it ends with the password and with the key version."""
        return self._session_hash(settings.SECRET_KEY)

    def get_session_auth_fallback_hash(self) -> Any:
        return (self._session_hash(key) for key in settings.SECRET_KEY_FALLBACKS)

    def _session_hash(self, key: str | bytes) -> str:
        text = f"{self.password}:{self.key_version}{'' if self.is_open else ':closed'}"
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


class Happened(models.TextChoices):
    """What can happen with a login."""

    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGNED_OUT = "signed_out"
    PROVED = "proved"
    CODE_SENT = "code_sent"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - a kind
    ADDRESS_PROVED = "address_proved"
    ADDRESS_REMOVED = "address_removed"
    MAIN_ADDRESS_CHANGED = "main_address_changed"
    APP_ON = "app_on"
    APP_OFF = "app_off"
    RECOVERY_CODES_MADE = "recovery_codes_made"
    RECOVERY_CODE_USED = "recovery_code_used"
    DEVICE_ENDED = "device_ended"
    PROGRAM_SIGNED_IN = "program_signed_in"
    PROGRAM_ENDED = "program_ended"
    TOKEN_COPIED = "token_copied"  # noqa: S105 - a kind
    TOKEN_PRINTED = "token_printed"  # noqa: S105 - a kind
    OTHERS_ENDED = "others_ended"
    JOINED = "joined"
    SEPARATED = "separated"


class AccountEvent(models.Model):
    """Something that happened with a login, for its person and for whoever looks into a break-in. Never changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="account_events")
    kind = models.CharField(max_length=24, choices=Happened)
    #: Which address, device, program or studio; how somebody signed in. Its words: `words.happened_words`.
    about = models.CharField(max_length=254, blank=True)
    #: What the browser or program says of itself, and the first part of the network address.
    browser = models.CharField(max_length=200, blank=True)
    network = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="account_event_is_of_a_kind", condition=models.Q(kind__in=Happened.values))
        ]
        indexes = [
            models.Index(name="account_event_newest", fields=["user", "-at", "-id"]),
            models.Index(name="account_event_age", fields=["at"]),
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
