"""Everything that changes a login. Nothing here belongs to a studio; others hear of it by `hooks.AddressListener`."""

from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from rest_framework_simplejwt.exceptions import TokenError
from rest_framework_simplejwt.tokens import RefreshToken

from fitflow.accounts import queries
from fitflow.accounts.hooks import AddressListener
from fitflow.accounts.models import FailedSignIn, User
from fitflow.accounts.refusals import (
    EmailTaken,
    InvalidCredentials,
    InvalidToken,
    SecondFactorRequired,
    TooManyFailures,
)
from fitflow.accounts.rules import KEPT_FOR, PER_ACCOUNT, PER_ADDRESS, USER_CLAIM, VERSION_CLAIM, Limit
from fitflow.core.addresses import read_email
from fitflow.core.db import in_transaction, lock_advisory
from fitflow.core.errors import Invalid, NotFound
from fitflow.core.offers import offered


@dataclass(frozen=True)
class Tokens:
    access: str
    refresh: str


# Other apps listen


@in_transaction
def tell_verified(user: User, *, email: str, now: datetime) -> None:
    """Lets every listener know that this person reads this address."""
    for listener in offered(AddressListener):
        listener.hear(user, email, now)


# A login and its address


@in_transaction
def create_user(
    *, email: str, name: str = "", password: str | None = None, encoded_password: str = "", verified: bool = False,
    is_demo: bool = False, now: datetime,
) -> User:  # fmt: skip
    """Make a login. `encoded_password` is a hash made before: many demo logins share one. Without both: codes only."""
    address = read_email(email)
    if password:
        require_good_password(password, user=User(email=address, name=name))
    user = User(email=address, name=name.strip(), is_demo=is_demo, created_at=now)
    user.password = encoded_password or make_password(password)
    try:
        with in_transaction():
            user.save(force_insert=True)
            EmailAddress.objects.create(user=user, email=address, primary=True, verified=verified)
    except IntegrityError as error:
        raise EmailTaken(_("Somebody already signs in with this address.")) from error
    return user


@in_transaction
def user_of_proven_address(*, email: str, now: datetime) -> User:
    """The login of whoever just proved to read this address by typing its code; made if there is none.

    A password that was set while nobody had proved the address may be a stranger's, so it is not kept.
    """
    address = read_email(email)
    lock_advisory("accounts.address", address)
    proven = EmailAddress.objects.filter(email=address, verified=True).select_related("user").first()
    if proven:
        owner: User = proven.user
        return owner
    user = User.objects.filter(email=address).first()
    if user is None:
        return create_user(email=address, verified=True, now=now)
    user.set_unusable_password()
    user.key_version = F("key_version") + 1
    user.save(update_fields=["password", "key_version"])
    user.refresh_from_db(fields=["key_version"])
    EmailAddress.objects.filter(user=user).exclude(email=address).delete()
    EmailAddress.objects.update_or_create(user=user, email=address, defaults={"verified": True, "primary": True})
    return user


def change_profile(user: User, *, name: str, locale: str) -> User:
    """Set how somebody is called and which language they read."""
    called = " ".join(name.split())
    if not called:
        raise Invalid.field("name", _("Tell us how to call you."))
    if len(called) > 120:
        raise Invalid.field("name", _("Use at most %(count)s characters.") % {"count": 120})
    user.name, user.locale = called, locale
    user.save(update_fields=["name", "locale"])
    return user


def name_new_user(user: User, *, email: str, name: str, password: str | None, now: datetime) -> User:
    """Fill in a login that allauth's sign-up form makes."""
    user.email, user.name, user.created_at = read_email(email), " ".join(name.split()), now
    user.set_password(password)
    try:
        with in_transaction():
            user.save()
    except IntegrityError as error:
        raise EmailTaken(_("Somebody already signs in with this address.")) from error
    return user


# Passwords, sessions and tokens


def require_good_password(password: str, *, user: User | None = None) -> None:
    """Refuse a password that is too easy to guess."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Invalid({"password": list(error.messages)}) from error


@in_transaction
def set_password(user: User, *, password: str, keep_session: str | None = None) -> User:
    """Set a new password; every other session and every token ends."""
    user.set_password(password)
    user.save(update_fields=["password"])
    return sign_out_everywhere(user, keep_session=keep_session)


@in_transaction
def sign_out_everywhere(user: User, *, keep_session: str | None = None) -> User:
    """End every token and every session except one, whose door must renew its hash."""
    User.objects.filter(pk=user.pk).update(key_version=F("key_version") + 1)
    user.refresh_from_db(fields=["key_version"])
    _end_sessions(UserSession.objects.filter(user_id=user.pk).exclude(session_key=keep_session or ""))
    return user


@in_transaction
def end_session(user: User, *, session_id: int) -> None:
    """End one session of one's own, on another device."""
    found = UserSession.objects.filter(user_id=user.pk, pk=session_id)
    if not found:
        raise NotFound
    _end_sessions(found)


def _end_sessions(sessions: QuerySet[UserSession]) -> None:
    keys = list(sessions.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    UserSession.objects.filter(session_key__in=keys).delete()


def remember_session(request: HttpRequest) -> None:
    """List the session of this request among the user's devices."""
    UserSession.objects.create_from_request(request)


def issue_tokens(user: User) -> Tokens:
    """A pair for the API: it says who, never what they may do."""
    refresh = RefreshToken()
    refresh[USER_CLAIM], refresh[VERSION_CLAIM] = str(user.pk), user.key_version
    return Tokens(access=str(refresh.access_token), refresh=str(refresh))


def token_for(email: str) -> str:
    """An access token for a login, asked for by whoever runs the server."""
    user = queries.user_by_email(email) or queries.user_by_verified_email(email)
    if user is None:
        raise NotFound(_("Nobody signs in with %(email)s.") % {"email": email})
    return issue_tokens(user).access


def refresh_access(refresh: str) -> str:
    """A new access token for a refresh token that is still good."""
    gone = InvalidToken(_("This token is no longer valid. Sign in again."))
    try:
        token = RefreshToken(refresh)  # type: ignore[arg-type]
        user = queries.bearer_user(token[USER_CLAIM], token[VERSION_CLAIM])
    except (TokenError, KeyError, ValueError, TypeError, ValidationError) as error:
        raise gone from error
    if user is None:
        raise gone
    return str(token.access_token)


def sign_in_by_password(*, email: str, password: str, code: str = "", address: str, now: datetime) -> User:
    """Whoever knows the password, and has the second factor if they set one up. Failures are throttled."""
    refuse_when_throttled(email=email, address=address, now=now)
    user = queries.user_by_verified_email(email)
    if user is None:
        User().set_password(password)  # As slow as a real comparison, so that the time tells nothing.
    if user is None or not user.check_password(password):
        record_failure(email=email, address=address, now=now)
        raise InvalidCredentials(_("The address and the password do not belong together."))
    factor = queries.second_factor(user)
    if factor is None:
        return user
    if not code:
        raise SecondFactorRequired(_("Send the code of the authenticator app as “code” too."))
    if not factor.wrap().validate_code(code):
        record_failure(email=email, address=address, now=now)
        raise SecondFactorRequired(_("That code is not right, or was used already. Send the newest one."))
    return user


# Wrong tries


def _limits(email: str, address: str) -> list[tuple[str, Limit]]:
    return [
        (queries.failure_key("account", email), PER_ACCOUNT),
        (queries.failure_key("address", address), PER_ADDRESS),
    ]


def refuse_when_throttled(*, email: str, address: str, now: datetime) -> None:
    """Refuse while an account or a network address has too many failures; such a refusal is not one more."""
    waits = [
        limit.seconds_to_wait(queries.failures(key, count=limit.failures, since=now - limit.window), now)
        for key, limit in _limits(email, address)
    ]
    if seconds := max(waits):
        raise TooManyFailures(_("Too many wrong tries. Wait a little, then try again."), retry_after=seconds)


@in_transaction
def record_failure(*, email: str, address: str, now: datetime) -> None:
    """Remember a wrong try, and forget old ones."""
    FailedSignIn.objects.filter(at__lt=now - KEPT_FOR).delete()
    FailedSignIn.objects.bulk_create([FailedSignIn(key=key, at=now) for key, _limit in _limits(email, address)])


def forget_failures(*, email: str) -> None:
    """After a password was reset by mail the account's wrong tries no longer count."""
    FailedSignIn.objects.filter(key=queries.failure_key("account", email)).delete()
