"""Who has which login. A login belongs to no studio, so nothing here asks for an actor."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import QuerySet

from fitflow.accounts.models import AccountEvent, FailedSignIn, RefreshToken, User
from fitflow.accounts.rules import EVENTS_KEPT_FOR
from fitflow.core.addresses import comparable
from fitflow.core.paging import Part, part_of


def user_by_id(user_id: UUID) -> User | None:
    return User.objects.filter(pk=user_id, is_active=True).first()


def user_by_email(email: str) -> User | None:
    """The login with this address as its main one, verified or not."""
    return _open(User.objects.filter(email=comparable(email)).first())


def user_by_verified_email(email: str) -> User | None:
    """The login that has proved that it reads this address; at most one can."""
    found = EmailAddress.objects.filter(email=comparable(email), verified=True).select_related("user").first()
    return _open(found.user) if found else None


def _open(user: User | None) -> User | None:
    return user if user and user.is_open else None


def user_of_address(email: str) -> User | None:
    """Whoever signs in with this address, proved or not."""
    return user_by_verified_email(email) or user_by_email(email)


def users_by_id(user_ids: Iterable[UUID]) -> dict[UUID, User]:
    return User.objects.in_bulk(list(user_ids))


def has_demo_users() -> bool:
    """Whether anybody here signs in with the printed password of the demo."""
    return User.objects.filter(is_demo=True).exists()


def bearer_user(user_id: UUID, key_version: int) -> User | None:
    """The user a token names, unless it was made worthless since."""
    return _open(User.objects.filter(pk=user_id, key_version=key_version).first())


def verified_addresses(user: User) -> list[str]:
    """The main address first."""
    rows = EmailAddress.objects.filter(user_id=user.pk, verified=True).order_by("-primary", "email")
    return [row.email for row in rows]


def second_factor(user: User) -> Authenticator | None:
    """The authenticator app of somebody who uses one."""
    return Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.TOTP).first()


def has_second_step(user_id: UUID) -> bool:
    found: bool = Authenticator.objects.filter(user_id=user_id, type=Authenticator.Type.TOTP).exists()
    return found


#: What no moment has.
NO_COUNTER = -1


def counter_of(factor: Authenticator, code: str, *, now: datetime) -> int:
    """The number of the half minute that this code of the app is of, now or a little off; NO_COUNTER if it is none."""
    secret = decrypt(factor.data["secret"])
    middle = int(now.timestamp()) // app_settings.TOTP_PERIOD
    near = range(middle - app_settings.TOTP_TOLERANCE, middle + app_settings.TOTP_TOLERANCE + 1)
    right = [n for n in near if compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, n)))]
    return max(right, default=NO_COUNTER)


def account_key(email: str) -> str:
    """What tries at the login with this address are counted under; at nobody's, under the address."""
    known = user_of_address(email)
    return failure_key("login", str(known.pk)) if known else failure_key("address", email)


def failures(key: str, *, count: int, since: datetime) -> list[datetime]:
    """The newest wrong tries."""
    newest = FailedSignIn.objects.filter(key=key, at__gt=since).order_by("-at")
    return list(newest.values_list("at", flat=True)[:count])


def failure_key(kind: str, text: str) -> str:
    return hashlib.sha256(f"{kind}:{comparable(text)}".encode()).hexdigest()


def digest_of(token: str) -> str:
    """What is kept of a refresh token. It is long and random, so that its hash says nothing."""
    return hashlib.sha256(token.encode()).hexdigest()


def programs_of(user: User, *, now: datetime) -> list[RefreshToken]:
    """The programs that are signed in, by the last token of each; the one that came last first."""
    alive = RefreshToken.objects.filter(user_id=user.pk, key_version=user.key_version, used_at=None, expires_at__gt=now)
    return list(alive.order_by("-given_at"))


def happened_to(user: User, *, cursor: str = "", limit: int = 50) -> Part[AccountEvent]:
    """What happened with somebody's own login, the newest first."""
    return part_of(AccountEvent.objects.filter(user_id=user.pk), "-at", "-id", cursor=cursor, limit=limit)


def old_events(now: datetime) -> QuerySet[AccountEvent]:
    """What nobody looks at any more, the oldest first."""
    return AccountEvent.objects.filter(at__lt=now - EVENTS_KEPT_FOR).order_by("at")


def sessions_of(user: User, *, now: datetime) -> list[UserSession]:
    """Where somebody is signed in, the newest first."""
    known = list(UserSession.objects.filter(user_id=user.pk).order_by("-created_at"))
    alive = Session.objects.filter(session_key__in=[item.session_key for item in known], expire_date__gt=now)
    keys = set(alive.values_list("session_key", flat=True))
    return [item for item in known if item.session_key in keys]
