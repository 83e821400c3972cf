"""Where allauth asks us: who a new user is, what a mail says, where to go next, how many wrong tries are allowed."""

import base64
import hashlib
from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from typing import Any, ClassVar, TypeVar

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.stagekit import clear_login
from allauth.account.utils import passthrough_next_redirect_url
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext_lazy as _

from fitflow.accounts import queries, services
from fitflow.accounts.adapters import sessions
from fitflow.accounts.doors import network_address, origin_of
from fitflow.accounts.hooks import SignInStep
from fitflow.accounts.links import COOKIE, KEPT_FOR, device_of_login, marked
from fitflow.accounts.models import Happened, User
from fitflow.accounts.refusals import TooManyFailures
from fitflow.accounts.services.happened import note, send_mail_about_account, warn
from fitflow.accounts.words import SAID
from fitflow.core.addresses import shown_address
from fitflow.core.db import in_transaction
from fitflow.core.offers import offered

T = TypeVar("T")
#: What a code was asked for, by its mail.
CODES = {
    "account/email/login_code": "sign_in",
    "accounts/sign_up_known": "sign_up",
    "accounts/proof": "proof",
    "account/email/password_reset_code": "reset",
    "account/email/email_confirmation": "address",
}
#: Second steps, by their kind.
WAYS = {"totp": "app", "recovery_codes": "recovery"}
#: What a notice says has happened, and which fact of it says of what.
NOTICES = {
    "account/email/password_changed": (Happened.PASSWORD_CHANGED, ""),
    "account/email/password_set": (Happened.PASSWORD_CHANGED, ""),
    "account/email/password_reset": (Happened.PASSWORD_CHANGED, ""),
    "account/email/email_changed": (Happened.MAIN_ADDRESS_CHANGED, "to_email"),
    "account/email/email_deleted": (Happened.ADDRESS_REMOVED, "deleted_email"),
    "mfa/email/totp_activated": (Happened.APP_ON, ""),
    "mfa/email/totp_deactivated": (Happened.APP_OFF, ""),
    "mfa/email/recovery_codes_generated": (Happened.RECOVERY_CODES_MADE, ""),
}


class AccountAdapter(DefaultAccountAdapter):
    """allauth's account hooks. A test of the pages covers each of them."""

    error_messages: ClassVar[dict[str, Any]] = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is closed."),
        "cannot_remove_primary_email": _("This is your main address. Make another one the main address first."),
        "duplicate_email": _("You have this address already."),
        "email_password_mismatch": _("The address and the password do not belong together."),
        "email_taken": _("Somebody signs in with this address already."),
        "enter_current_password": _("This is not your current password."),
        "incorrect_code": _("That code is not right. Take the newest one."),
        "incorrect_password": _("This password is not right."),
        "max_email_addresses": _("You can have at most %d addresses."),
        "same_as_current": _("That is the address you have now."),
        "too_many_login_attempts": _("Too many tries. Wait a few minutes, then try again."),
        "rate_limited": _("Too many tries. Wait a moment, then try again."),
    }

    @property
    def moment(self) -> datetime:
        """When the request came in: the door has read the clock."""
        moment: datetime = self.request.now
        return moment

    def note(self, user: User, kind: Happened, *, about: str = "") -> None:
        """What happened with a login, in this browser."""
        note(user.pk, kind, origin=origin_of(self.request), about=about, now=self.moment)

    # People

    def set_password(self, user: User, password: str) -> None:
        kept = self.request.session.session_key if self.request.user.is_authenticated else None
        services.set_password(user, password=password, keep_session=kept)

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        """Nobody signs in to a demo's login where there is no demo, under whatever server."""
        if not user.is_open:
            clear_login(request)
            closed: HttpResponse = self.respond_user_inactive(request, user)
            return closed
        response: HttpResponse | None = super().pre_login(request, user, **kwargs)
        return response

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """Others may have something to ask on the way; a new person is asked for their name before."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        for step in offered(SignInStep):
            response = HttpResponseRedirect(step.page(user, response["Location"]) or response["Location"])
        if not user.name:
            onward = urlencode({REDIRECT_FIELD_NAME: response["Location"]})
            response = HttpResponseRedirect(f"{reverse('accounts:name')}?{onward}")
        if user.locale:
            sessions.set_language(response, user.locale)
        self.note(user, Happened.SIGNED_IN, about=" ".join(_ways_in(request, user)))
        sessions.begin(request, self.moment)
        if sessions.is_shared(request):
            return response
        response.set_cookie(
            COOKIE, marked(request.COOKIES.get(COOKIE, ""), user), max_age=KEPT_FOR,
            path=reverse("accounts:account"), secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax",
        )  # fmt: skip
        return response

    def logout(self, request: HttpRequest) -> None:
        user: Any = request.user
        if user.is_authenticated:
            self.note(user, Happened.SIGNED_OUT)
        super().logout(request)

    def confirm_email(self, request: HttpRequest, email_address: Any) -> bool:
        is_new = bool(super().confirm_email(request, email_address))
        if is_new:
            self.note(email_address.user, Happened.ADDRESS_PROVED, about=email_address.email)
        return is_new

    def recovery_code_used(self, user: User) -> None:
        """Whoever still has the app does not need one: so the person is told."""
        self.note(user, Happened.RECOVERY_CODE_USED)
        warn(user, "accounts/recovery_code_used", origin=origin_of(self.request), now=self.moment)

    # Ways

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:  # noqa: ARG002 - allauth's
        """Our own doors ask (`doors.proved`), before allauth's pages are reached."""
        return False

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """How somebody proves that it is them, the first choice first. Who has a second step needs no less than it."""
        if not user.is_authenticated:
            return []
        app = {"id": "mfa", "description": _("With the authenticator app"), "url": reverse("mfa_reauthenticate")}
        password = {"id": "password", "description": _("With my password"), "url": reverse("account_reauthenticate")}
        code = {"id": "code", "description": _("With a code by e-mail"), "url": reverse("accounts:prove_by_code")}
        if queries.second_factor(user):
            return [app]
        return [password, code] if user.has_usable_password() else [code]

    def is_safe_url(self, url: str) -> bool:
        """Only this very site."""
        return url_has_allowed_host_and_scheme(url, {self.request.get_host()}, require_https=self.request.is_secure())

    def respond_email_verification_sent(self, request: HttpRequest, user: User | None) -> HttpResponse:  # noqa: ARG002
        url = reverse("account_email_verification_sent")
        return HttpResponseRedirect(passthrough_next_redirect_url(request, url, REDIRECT_FIELD_NAME))

    def get_email_verification_redirect_url(self, email_address: Any) -> str:  # noqa: ARG002
        return reverse("account_email")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002
        return reverse("accounts:account")

    # Wrong tries: counted in rows before anything is compared, for the pages and the API together

    def counted(self, email: str, compare: Callable[[], T]) -> T:
        """What `compare` returns; it raises when the try was wrong, which then stays counted."""
        tried = self._count(email)
        found = compare()
        services.forget_try(tried)
        return found

    def _count(self, email: str) -> services.Try:
        device = device_of_login(self.request.COOKIES.get(COOKIE, ""), queries.user_of_address(email))
        try:
            return services.count_try(
                email=email, address=network_address(self.request), device=device,
                browser=self.request.META.get("HTTP_USER_AGENT", ""), now=self.moment,
            )  # fmt: skip
        except TooManyFailures as error:
            raise self.validation_error("too_many_login_attempts") from error

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:  # noqa: ARG002 - allauth's
        self._tried = self._count(credentials.get("email", ""))

    def _rollback_login_failed_rl_usage(self) -> None:
        """allauth calls it when the password was right."""
        services.forget_try(self._tried)

    def _delete_login_attempts_cached_email(self, request: HttpRequest, **credentials: Any) -> None:  # noqa: ARG002
        services.forget_failures(email=credentials.get("email", ""))

    # Words

    def add_message(self, request: HttpRequest, level: int, *args: Any, **kwargs: Any) -> None:
        """What is said on the next page; our own words, and silence where the page says it itself."""
        template = args[0] if args else kwargs.get("message_template")
        context = args[1] if len(args) > 1 else kwargs.get("message_context")
        text = kwargs.get("message") or SAID.get(template or "")
        if text:
            facts = dict(context or {})
            if email := facts.get("email"):
                facts["email"] = shown_address(str(email))
            messages.add_message(request, level, str(text) % facts)

    @in_transaction
    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """A code that was asked for is noted with its mail: one commit, whoever has an account."""
        send_mail_about_account(template_prefix, email, context)
        known = queries.user_of_address(email)
        if known and template_prefix in CODES:
            self.note(known, Happened.CODE_SENT, about=CODES[template_prefix])

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """allauth tells what was changed by a mail: it is noted there, too."""
        kind, about = NOTICES[template_prefix]
        self.note(user, kind, about=(context or {}).get(about, ""))
        super().send_notification_mail(template_prefix, user, context, email)


def _ways_in(request: HttpRequest, user: User) -> list[str]:
    """How somebody has just signed in: password, code, app or recovery, and whether others use the computer."""
    records = get_authentication_records(request, user)
    ways = [WAYS.get(record.get("type", ""), record["method"]) for record in records]
    return [*dict.fromkeys(ways), *(["shared"] if sessions.is_shared(request) else [])]


class SecondFactorAdapter(DefaultMFAAdapter):
    """allauth's hooks for the authenticator app: its QR code, and secrets that a copy of the database does not show."""

    error_messages: ClassVar[dict[str, Any]] = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("That code is not right. Take the newest one."),
        "cannot_delete_authenticator": _("Two-step sign-in cannot be switched off."),
        "cannot_generate_recovery_codes": _("Set up the authenticator app first."),
        "unverified_email": _("Confirm your e-mail address first."),
    }

    def build_totp_svg(self, url: str) -> str:
        buffer = BytesIO()
        picture = segno.make(url, error="m")
        # house: allow writes-in-services — a picture in memory
        picture.save(buffer, kind="svg", scale=5, border=3, dark="#111a2c", light="#ffffff")
        return buffer.getvalue().decode()

    def encrypt(self, text: str) -> str:
        return cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return cipher().decrypt(encrypted_text.encode()).decode()


def cipher() -> MultiFernet:
    """Keyed by SECRET_KEY; after a change of key the fallbacks still open what is stored."""
    digests = (hashlib.sha256(f"second factor:{key}".encode()) for key in keys())
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest.digest())) for digest in digests])


def keys() -> list[Any]:
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
