"""Signing in and up by a code that is sent by e-mail; for an address nobody has yet the code makes the account."""

import hashlib
from datetime import datetime
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.code_verification import AbstractCodeVerificationProcess
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.internal.userkit import user_id_to_str
from allauth.account.models import Login
from allauth.account.stages import LoginByCodeStage, LoginStageController
from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from fitflow.accounts import queries, services
from fitflow.accounts.links import LINK_KEPT_FOR, sign_in_token
from fitflow.accounts.models import User

#: Wrong codes before a new one must be sent.
TRIES = 3


class SignInCode(LoginCodeVerificationProcess):
    """allauth's process, with one difference: a known and an unknown address get the same mail and the same page."""

    @classmethod
    def begin(cls, request: HttpRequest, *, user: User | None, email: str, **state: Any) -> None:
        login = Login(user=user, email=email)
        login.state["stages"] = {"current": LoginByCodeStage.key}
        stage = LoginByCodeStage(LoginStageController(request, login), request, login)
        stage.state.update(cls.initial_state(user=user, email=email), initiated_by_user=True, **state)
        process = cls(stage=stage)
        process.send()
        process.persist()

    def send_by_email(self, email: str, skip_enumeration_mails: bool = False) -> None:  # noqa: ARG002 - allauth's
        link = f"{settings.FITFLOW_URL}{reverse('accounts:sign_in_link', args=[sign_in_token(email)])}"
        context = {"request": self.request, "code": self.generate_code(), "link": link}
        get_adapter().send_mail("account/email/login_code", email, context)

    def finish_at(self, now: datetime, redirect_url: str | None) -> HttpResponse:
        """The code was right: whoever typed it reads the address."""
        self._user = services.user_of_proven_address(email=self.state["email"], now=now)
        response: HttpResponse = self.finish(redirect_url)
        return response


class SignUpCode(SignInCode):
    """Signing up is signing in by a code, with a name and a password at hand if it makes the account.

    Until the code is typed there is no account, only what this browser's session keeps: so nothing that anybody can
    do in the meantime differs between an address with an account and one without. Only the mail tells.
    """

    @classmethod
    def begin_with(cls, request: HttpRequest, *, email: str, name: str, password: str) -> None:
        encoded = make_password(password)  # It takes the time, so it is made whoever has the address.
        cls.begin(request, user=None, email=email, signing_up={"name": name, "password": encoded})

    def send_by_email(self, email: str, skip_enumeration_mails: bool = False) -> None:  # noqa: ARG002 - allauth's
        self.state["code"] = get_adapter().generate_email_verification_code()
        known = queries.user_by_verified_email(email) is not None
        mail = "accounts/sign_up_known" if known else "accounts/sign_up"
        get_adapter().send_mail(mail, email, {"request": self.request, "code": self.state["code"]})

    def finish_at(self, now: datetime, redirect_url: str | None) -> HttpResponse:
        typed = self.state["signing_up"]
        self._user = services.user_of_proven_address(
            email=self.state["email"], name=typed["name"], encoded_password=typed["password"], now=now
        )
        if self._user.password != typed["password"]:
            messages.info(self.request, _("You have an account already: you are signed in. Its password is as it was."))
        response: HttpResponse = self.finish(redirect_url)
        return response


def code_process(stage: Any) -> SignInCode:
    """What the code on its way is for."""
    return (SignUpCode if "signing_up" in stage.state else SignInCode)(stage=stage)


class ProofCode(AbstractCodeVerificationProcess):
    """A code by which somebody who is signed in shows once more that they read their mails."""

    KEPT_AS = "accounts_proof"

    def __init__(self, request: HttpRequest, state: dict[str, Any]) -> None:
        self.request = request
        super().__init__(
            max_attempts=TRIES,
            timeout=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT,
            state=state,
            user=request.user,
        )

    @classmethod
    def begin(cls, request: HttpRequest, user: User) -> bool:
        """Sends a code to the main address, unless too many were asked for."""
        if not ratelimit.consume(request, action="prove", user=user):
            return False
        process = cls(request, cls.initial_state(user=user, email=user.email))
        process.send()
        process.persist()
        return True

    @classmethod
    def resume(cls, request: HttpRequest, user: User) -> "ProofCode | None":
        state = request.session.get(cls.KEPT_AS)
        if not state or state.get("user_id") != user_id_to_str(user):
            return None
        found: ProofCode | None = cls(request, state).abort_if_invalid()
        return found

    def persist(self) -> None:
        self.request.session[self.KEPT_AS] = self.state

    def send(self) -> None:
        self.state["code"] = get_adapter().generate_email_verification_code()
        context = {"request": self.request, "code": self.state["code"]}
        get_adapter().send_mail("accounts/proof", self.state["email"], context)

    def abort(self) -> None:
        self.request.session.pop(self.KEPT_AS, None)

    def finish(self) -> None:
        self.abort()
        email = self.state["email"]
        record_authentication(self.request, self.user, method="code", email=email, reauthenticated=True)


def code_under_way(request: HttpRequest) -> str:
    """The address to which a code is on its way from this browser, while it is good; empty where none is."""
    stage = LoginStageController.enter(request, LoginByCodeStage.key)
    return str(stage.state["email"]) if stage is not None and code_process(stage).is_valid() else ""


def typed_before(request: HttpRequest) -> dict[str, str]:
    """Name and address of a sign-up whose code is on its way from this browser."""
    stage = LoginStageController.enter(request, LoginByCodeStage.key)
    if stage is None or "signing_up" not in stage.state:
        return {}
    return {"name": stage.state["signing_up"]["name"], "email": stage.state["email"]}


def enter_by_link(request: HttpRequest, *, token: str, email: str, now: datetime) -> HttpResponse | None:
    """Signs in whoever the link was sent to; None if it was used already."""
    mark = hashlib.sha256(token.encode()).hexdigest()
    if not cache.add(f"accounts.link:{mark}", True, LINK_KEPT_FOR.total_seconds()):
        return None
    user = services.user_of_proven_address(email=email, now=now)
    record_authentication(request, user, method="code", email=email)
    response: HttpResponse = perform_login(request, Login(user=user, email=email))
    return response
