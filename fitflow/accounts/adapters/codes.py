"""Signing in by a code that is sent by e-mail; for an address nobody has yet the code makes the account."""

import hashlib
from datetime import datetime
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.models import Login
from allauth.account.stages import LoginByCodeStage, LoginStageController
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from fitflow.accounts import services
from fitflow.accounts.links import LINK_KEPT_FOR, sign_in_token
from fitflow.accounts.models import User


class SignInCode(LoginCodeVerificationProcess):
    """allauth's process, with one difference: a known and an unknown address get the same mail and the same page."""

    @classmethod
    def begin(cls, request: HttpRequest, *, user: User | None, email: str) -> "SignInCode":
        login = Login(user=user, email=email)
        login.state["stages"] = {"current": LoginByCodeStage.key}
        stage = LoginByCodeStage(LoginStageController(request, login), request, login)
        stage.state.update(cls.initial_state(user=user, email=email), initiated_by_user=True)
        process = cls(stage=stage)
        process.send()
        process.persist()
        return process

    def send_by_email(self, email: str, skip_enumeration_mails: bool = False) -> None:  # noqa: ARG002 - allauth's
        link = f"{settings.FITFLOW_URL}{reverse('accounts:sign_in_link', args=[sign_in_token(email)])}"
        context = {"request": self.request, "code": self.generate_code(), "link": link}
        get_adapter().send_mail("account/email/login_code", email, context)

    def finish_at(self, now: datetime, redirect_url: str | None) -> Any:
        """The code was right: whoever typed it reads the address."""
        self._user = services.user_of_proven_address(email=self.state["email"], now=now)
        response: HttpResponse = self.finish(redirect_url)
        return response


def enter_by_link(request: HttpRequest, *, token: str, email: str, now: datetime) -> HttpResponse | None:
    """Signs in whoever the link was sent to; None if it was used already."""
    mark = hashlib.sha256(token.encode()).hexdigest()
    if not cache.add(f"accounts.link:{mark}", True, LINK_KEPT_FOR.total_seconds()):
        return None
    user = services.user_of_proven_address(email=email, now=now)
    record_authentication(request, user, method="code", email=email)
    response: HttpResponse = perform_login(request, Login(user=user, email=email))
    return response
