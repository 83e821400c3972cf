"""Everything that changes a login. Nothing here belongs to a studio."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from rest_framework_simplejwt.tokens import AccessToken

from fitflow.accounts import queries
from fitflow.accounts.models import FailedSignIn, Happened, RefreshToken, User
from fitflow.accounts.refusals import (
    EmailTaken,
    InvalidCredentials,
    InvalidToken,
    SecondFactorRequired,
    TooManyFailures,
)
from fitflow.accounts.rules import (
    KEPT_FOR,
    NOWHERE,
    PER_ACCOUNT,
    PER_NETWORK,
    USER_CLAIM,
    VERSION_CLAIM,
    Limit,
    Origin,
    network_of,
    origin_of_address,
)
from fitflow.accounts.services.happened import note, note_try, take_back, warn
from fitflow.accounts.words import device_words
from fitflow.core.addresses import read_email
from fitflow.core.db import in_transaction, lock_advisory
from fitflow.core.errors import Invalid, NotFound
from fitflow.core.ids import new_id
from fitflow.core.texts import read_code, read_name

#: Second factors: programs ask the app; recovery codes are for people who have lost it.
PROGRAMS_HAVE = (Authenticator.Type.TOTP,)
PEOPLE_HAVE = (Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES)
#: Where an authenticator app's row keeps the moment of the last code that was taken.
LAST_COUNTER = "last_counter"

#: A program that has not come back for so long signs in again.
REFRESH_LASTS = timedelta(days=30)
DEVICE_LENGTH = 120


@dataclass(frozen=True)
class Tokens:
    access: str
    refresh: str


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
    user = User(email=address, name=_called(name), is_demo=is_demo, created_at=now)
    user.password = encoded_password or make_password(password)
    try:
        with in_transaction():
            user.save(force_insert=True)
            EmailAddress.objects.create(user=user, email=address, primary=True, verified=verified)
    except IntegrityError as error:
        raise EmailTaken(_("Somebody already signs in with this address.")) from error
    return user


@in_transaction
def user_of_proven_address(*, email: str, name: str = "", encoded_password: str = "", now: datetime) -> User:
    """The login of whoever just proved to read this address by typing its code; made if there is none.

    Name and password are those typed when signing up; a login that was proved before keeps its own. A password that
    was set while nobody had proved the address may be a stranger's, so it is not kept.
    """
    address = read_email(email)
    lock_advisory("accounts.address", address)
    proven = EmailAddress.objects.filter(email=address, verified=True).select_related("user").first()
    if proven:
        owner: User = proven.user
        return owner
    user = User.objects.filter(email=address).first()
    if user is None:
        return create_user(email=address, name=name, encoded_password=encoded_password, verified=True, now=now)
    user.password, user.name = encoded_password or make_password(None), _called(name) or user.name
    user.key_version = F("key_version") + 1
    user.save(update_fields=["password", "name", "key_version"])
    user.refresh_from_db(fields=["key_version"])
    EmailAddress.objects.filter(user=user).exclude(email=address).delete()
    EmailAddress.objects.update_or_create(user=user, email=address, defaults={"verified": True, "primary": True})
    return user


def _called(name: str) -> str:
    """A name in the form in which records have it; none is asked for later."""
    return read_name(name) if name.strip() else ""


def change_profile(user: User, *, name: str, locale: str) -> User:
    """Set how somebody is called and which language they read."""
    user.name, user.locale = name if name == user.name else read_name(name), locale
    user.save(update_fields=["name", "locale"])
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
    RefreshToken.objects.filter(user_id=user.pk).delete()
    return user


@in_transaction
def end_session(user: User, *, session_id: int, origin: Origin = NOWHERE, now: datetime) -> None:
    """End one session of one's own, on another device."""
    found = UserSession.objects.filter(user_id=user.pk, pk=session_id)
    device = found.first()
    if device is None:
        raise NotFound
    _end_sessions(found)
    note(user.pk, Happened.DEVICE_ENDED, origin=origin, about=device_words(device.user_agent), now=now)


def _end_sessions(sessions: QuerySet[UserSession]) -> None:
    keys = list(sessions.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    UserSession.objects.filter(session_key__in=keys).delete()


def remember_session(request: HttpRequest) -> None:
    """List the session of this request among the user's devices."""
    UserSession.objects.create_from_request(request)


def access_token(user: User) -> str:
    """For the API, an hour long: it says who, never what they may do."""
    token = AccessToken()
    token[USER_CLAIM], token[VERSION_CLAIM] = str(user.pk), user.key_version
    return str(token)


@in_transaction
def issue_tokens(user: User, *, device: str = "", origin: Origin = NOWHERE, now: datetime) -> Tokens:
    """An access token, and the first refresh token of a family that is listed among the devices."""
    RefreshToken.objects.filter(expires_at__lt=now).delete()
    note(user.pk, Happened.PROGRAM_SIGNED_IN, origin=origin, about=device, now=now)
    return _give(user, family=new_id(), device=device, begun_at=now, now=now)


def _give(user: User, *, family: UUID, device: str, begun_at: datetime, now: datetime) -> Tokens:
    refresh = secrets.token_urlsafe(32)
    RefreshToken.objects.create(
        digest=queries.digest_of(refresh), family=family, user=user, key_version=user.key_version,
        device=device[:DEVICE_LENGTH], begun_at=begun_at, given_at=now, expires_at=now + REFRESH_LASTS,
    )  # fmt: skip
    return Tokens(access=access_token(user), refresh=refresh)


def token_for(email: str, *, now: datetime) -> str:
    """An access token for a login, asked for by whoever runs the server."""
    user = queries.user_of_address(email)
    if user is None:
        raise NotFound(_("Nobody signs in with %(email)s.") % {"email": email})
    note(user.pk, Happened.TOKEN_PRINTED, now=now)
    return access_token(user)


def refresh_tokens(refresh: str, *, origin: Origin = NOWHERE, now: datetime) -> Tokens:
    """A new pair for a refresh token that is still good; it is used up by that.

    Shown once more, somebody has a copy: nobody knows who is right, so the whole family ends.
    """
    tokens = _next_of_family(refresh, origin, now)
    if tokens is None:  # Outside of the transaction, which has ended the family if it had to.
        raise InvalidToken(_("This token is no longer valid. Sign in again."))
    return tokens


@in_transaction
def _next_of_family(refresh: str, origin: Origin, now: datetime) -> Tokens | None:
    shown = RefreshToken.objects.select_for_update().filter(digest=queries.digest_of(refresh)).first()
    if shown is None:
        return None
    user = queries.bearer_user(shown.user_id, shown.key_version)
    if shown.used_at or shown.expires_at <= now or user is None:
        RefreshToken.objects.filter(family=shown.family).delete()
        if shown.used_at and user is not None:
            note(user.pk, Happened.TOKEN_COPIED, origin=origin, about=shown.device, now=now)
            warn(user, "accounts/token_copied", origin=origin, now=now)
        return None
    shown.used_at = now
    shown.save(update_fields=["used_at"])
    return _give(user, family=shown.family, device=shown.device, begun_at=shown.begun_at, now=now)


@in_transaction
def end_token(refresh: str, *, origin: Origin = NOWHERE, now: datetime) -> None:
    """The program that has this token signs out; for one that is none nothing is to be done."""
    shown = RefreshToken.objects.filter(digest=queries.digest_of(refresh)).first()
    if shown:
        RefreshToken.objects.filter(family=shown.family).delete()
        note(shown.user_id, Happened.PROGRAM_ENDED, origin=origin, about=shown.device, now=now)


@in_transaction
def end_program(user: User, *, family: UUID, origin: Origin = NOWHERE, now: datetime) -> None:
    """End the tokens of one program. The access token it may have is good for the rest of its hour."""
    ended = RefreshToken.objects.filter(user_id=user.pk, family=family)
    program = ended.first()
    if program is None:
        raise NotFound
    ended.delete()
    note(user.pk, Happened.PROGRAM_ENDED, origin=origin, about=program.device, now=now)


def sign_in_by_password(
    *, email: str, password: str, code: str = "", address: str, browser: str = "", now: datetime
) -> User:
    """Whoever knows the password, and has the second factor if they set one up. Wrong tries are counted."""
    tried = count_try(email=email, address=address, browser=browser, now=now)
    user = queries.user_by_verified_email(email)
    if user is None:
        User().set_password(password)  # As slow as a real comparison, so that the time tells nothing.
    if user is None or not user.check_password(password):
        raise InvalidCredentials(_("The address and the password do not belong together."))
    if queries.second_factor(user) is None:
        forget_try(tried)
        return user
    if not code:
        forget_try(tried)
        raise SecondFactorRequired(_("Send the code of the authenticator app as “code” too."))
    if take_second_factor(user, code=code, kinds=PROGRAMS_HAVE, now=now) is None:
        raise SecondFactorRequired(_("That code is not right, or was used already. Send the newest one."))
    forget_try(tried)
    return user


@in_transaction
def take_second_factor(
    user: User, *, code: str, kinds: Collection[str] = PEOPLE_HAVE, now: datetime
) -> Authenticator | None:
    """The factor that this code is of, which is used up with it; a code of the app counts once, and none before it.

    Of two at once the second waits for the first one's lock, and finds the code used.
    """
    code = read_code(code)
    factors = Authenticator.objects.select_for_update().filter(user_id=user.pk, type__in=kinds).order_by("pk")
    for factor in factors:
        if factor.type != Authenticator.Type.TOTP:
            if factor.wrap().validate_code(code):
                return factor
        elif (counter := queries.counter_of(factor, code, now=now)) > factor.data.get(LAST_COUNTER, queries.NO_COUNTER):
            factor.data[LAST_COUNTER] = counter
            factor.save(update_fields=["data"])
            return factor
    return None


# Wrong tries: whatever can be guessed is counted before it is compared, in rows


@dataclass(frozen=True)
class Try:
    """A try that counts as wrong until it is forgotten."""

    rows: tuple[int, ...]
    event: UUID | None = None


@in_transaction
def count_try(*, email: str, address: str, device: str = "", browser: str = "", now: datetime) -> Try:
    """Counts a try at an account before anything is compared. Refused when there were too many; that is not one more.

    `device` names a browser that has signed in to the account before: its tries are counted by themselves. Of several
    at once each waits for the others, so that no more are compared than the limit says.
    """
    keys = _keys(email, address, device)
    for key, _limits in sorted(keys):
        lock_advisory("accounts.tries", key)
    waits = [
        limit.seconds_to_wait(queries.failures(key, count=limit.failures, since=now - limit.window), now)
        for key, limits in keys
        for limit in limits
    ]
    if seconds := max(waits):
        raise TooManyFailures(_("Too many wrong tries. Wait a little, then try again."), retry_after=seconds)
    FailedSignIn.objects.filter(at__lt=now - KEPT_FOR).delete()
    rows = FailedSignIn.objects.bulk_create([FailedSignIn(key=key, at=now) for key, _limits in keys])
    known = queries.user_of_address(email)
    if known is None:
        return Try(tuple(row.pk for row in rows))
    event = note_try(known.pk, origin=origin_of_address(address, browser), now=now)
    return Try(tuple(row.pk for row in rows), event)


def forget_try(tried: Try) -> None:
    """It was right."""
    FailedSignIn.objects.filter(pk__in=tried.rows).delete()
    if tried.event:
        take_back(tried.event)


def forget_failures(*, email: str) -> None:
    """After a password was reset by mail the account's wrong tries no longer count."""
    FailedSignIn.objects.filter(key=queries.account_key(email)).delete()


def _keys(email: str, address: str, device: str) -> list[tuple[str, tuple[Limit, ...]]]:
    if device:
        return [(queries.failure_key("device", device), PER_ACCOUNT)]
    network = queries.failure_key("network", network_of(address))
    return [(queries.account_key(email), PER_ACCOUNT), (network, PER_NETWORK)]


def forget_sessions(now: datetime, most: int) -> int:
    """Removes web sessions that are over, the oldest first, so many at most. Says how many."""
    over = Session.objects.filter(expire_date__lt=now).order_by("expire_date").values_list("pk", flat=True)[:most]
    keys = list(over)
    UserSession.objects.filter(session_key__in=keys).delete()
    Session.objects.filter(pk__in=keys).delete()
    return len(keys)
