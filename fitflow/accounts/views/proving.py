"""Addresses, the second step and proving once more that it is you: what guards an account."""

from typing import Any

from allauth.account import views as account
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.base import views as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpResponse
from django.utils.translation import gettext as _

from fitflow.accounts import services
from fitflow.accounts.adapters import sessions
from fitflow.accounts.adapters.codes import ProofCode
from fitflow.accounts.doors import FORM_LASTS, AccountRequest, form_page, proved, signed_in
from fitflow.accounts.forms.pages import ConfirmProof
from fitflow.accounts.models import Happened
from fitflow.ui.htmx import see_other

#: Where the session keeps from where somebody was led to set up the app, and when.
CAME_FROM = "accounts_came_from"


class _Addresses(account.EmailView):
    def _action_primary(self, request: AccountRequest, *args: Any, **kwargs: Any) -> HttpResponse | None:
        before = request.account.email
        response: HttpResponse | None = super()._action_primary(request, *args, **kwargs)
        request.account.refresh_from_db(fields=["email"])
        if request.account.email != before:
            sessions.end_the_others(request)
        return response


class _ActivateApp(totp.ActivateTOTPView):
    """A studio that demands the app leads here; whoever came from there goes back when the codes are kept."""

    def get(self, request: AccountRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        onward = request.GET.get(REDIRECT_FIELD_NAME, "")
        is_safe = bool(onward) and get_adapter().is_safe_url(onward)
        request.session[CAME_FROM] = [onward if is_safe else "", request.now.timestamp()]
        response: HttpResponse = super().get(request, *args, **kwargs)
        return response

    def get_success_url(self) -> str:
        came_from = "" if self.did_generate_recovery_codes else _came_from(self.request)
        return came_from or str(super().get_success_url())

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        # They have just typed a code of the app: it is used up, and the recovery codes on the next page need no other.
        services.take_second_factor(self.request.user, code=form.cleaned_data["code"], now=self.request.now)
        record_authentication(self.request, self.request.user, "mfa", type="totp", reauthenticated=True)
        sessions.end_the_others(self.request)
        return response


class _RecoveryCodes(recovery.ViewRecoveryCodesView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown: dict[str, Any] = super().get_context_data(**kwargs)
        return shown | {"came_from": _came_from(self.request)}


def _came_from(request: Any) -> str:
    """The page from which somebody was led to the app, for as long as they are likely to be at it."""
    path, at = request.session.get(CAME_FROM, ["", 0])
    return str(path) if at > (request.now - FORM_LASTS).timestamp() else ""


class _DeactivateApp(totp.DeactivateTOTPView):
    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        sessions.end_the_others(self.request)
        return response


class _ProveByCode(account.BaseReauthenticateView):
    """A button that sends a code, then the field for it."""

    form_class, template_name = ConfirmProof, "accounts/prove_by_code.html"

    def dispatch(self, request: AccountRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self._process: Any = ProofCode.resume(request, request.account)
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    def post(self, request: AccountRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self._process and request.POST.get("action") != "send":
            response: HttpResponse = super().post(request, *args, **kwargs)
            return response
        if not ProofCode.begin(request, request.account):
            messages.error(request, get_adapter().error_messages["rate_limited"])
        return self._again()

    def get_form_kwargs(self) -> dict[str, Any]:
        told: dict[str, Any] = super().get_form_kwargs()
        known = {"code": self._process.code, "sent_to": self._process.state["email"]} if self._process else {}
        return told | known

    def form_valid(self, form: Any) -> HttpResponse:
        self._process.finish()
        get_adapter().note(self.request.user, Happened.PROVED, about="code")
        response: HttpResponse = super().form_valid(form)
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        if self._process.record_invalid_attempt():
            response: HttpResponse = super().form_invalid(form)
            return response
        messages.error(self.request, _("That code was wrong too often. Have a new one sent."))
        return self._again()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown: dict[str, Any] = super().get_context_data(**kwargs)
        return shown | {"is_sent": self._process is not None, "email": self.request.user.email}

    def _again(self) -> HttpResponse:
        return see_other(self.request, self.passthrough_next_url(self.request.path))


class _ProveByPassword(account.ReauthenticateView):
    def form_valid(self, form: Any) -> HttpResponse:
        get_adapter().note(self.request.user, Happened.PROVED, about="password")
        response: HttpResponse = super().form_valid(form)
        return response


class _ProveByApp(mfa.ReauthenticateView):
    def form_valid(self, form: Any) -> HttpResponse:
        about = "recovery" if form.authenticator.type == Authenticator.Type.RECOVERY_CODES else "app"
        get_adapter().note(self.request.user, Happened.PROVED, about=about)
        response: HttpResponse = super().form_valid(form)
        return response


addresses = proved(form_page(_Addresses.as_view()))
activate_app = proved(form_page(_ActivateApp.as_view()))
recovery_codes = proved(_RecoveryCodes.as_view())
deactivate_app = proved(form_page(_DeactivateApp.as_view()))
prove_by_code = signed_in(form_page(_ProveByCode.as_view()))
prove_by_password = signed_in(form_page(_ProveByPassword.as_view()))
prove_by_app = signed_in(form_page(_ProveByApp.as_view()))
