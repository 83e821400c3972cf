"""The pages of signing in and of one's own account: allauth's views, where they need no change, stand in `urls`."""

from functools import partial
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from allauth.account import views as account
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.base import views as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import views as totp
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME, update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fitflow.accounts import queries, services
from fitflow.accounts.adapters import sessions
from fitflow.accounts.adapters.codes import ProofCode, SignInCode, SignUpCode, code_process, enter_by_link, typed_before
from fitflow.accounts.doors import AccountRequest, form_page, origin_of, proof_first, proved, signed_in
from fitflow.accounts.forms.pages import ConfirmProof, Name, Profile
from fitflow.accounts.links import address_of
from fitflow.accounts.models import Happened
from fitflow.accounts.words import Line, device_words
from fitflow.core.doors import public
from fitflow.core.paging import next_url
from fitflow.core.requests import PageRequest
from fitflow.ui.forms import answers, submit
from fitflow.ui.htmx import see_other

# Signing in


class _KeepsNext:
    """Sent back to the start, people still get to where they were going ("book this class")."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        path = urlsplit(response.url).path if isinstance(response, HttpResponseRedirect) else ""
        if path in {reverse("account_login"), reverse("account_request_login_code")}:
            response["Location"] = self.passthrough_next_url(reverse("account_login"))  # type: ignore[attr-defined]
        return response


class _AsksForCode:
    """A code that was sent to an address: the form is told which, to count the tries at it."""

    def get_form_kwargs(self) -> dict[str, Any]:
        told: dict[str, Any] = super().get_form_kwargs()  # type: ignore[misc]
        process: Any = self._process  # type: ignore[attr-defined]
        return told | ({"sent_to": process.state["email"]} if "code" in told else {})


class _AlwaysShown:
    """With a code on its way people may still start again: for another address, or with a password."""

    def _redirect_to_pending_stage(self, request: HttpRequest, stage: Any) -> None:
        """allauth would send them on to the page of the code."""


class _SignIn(_AlwaysShown, account.RequestLoginCodeView):
    def form_valid(self, form: Any) -> HttpResponse:
        sessions.remember_choice(self.request, shared=form.cleaned_data["shared"])
        SignInCode.begin(self.request, user=form._user, email=form.cleaned_data["email"])
        return HttpResponseRedirect(self.get_success_url())


class _ConfirmCode(_KeepsNext, _AsksForCode, account.ConfirmLoginCodeView):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self._process = code_process(self.stage)
        response: HttpResponse = super().post(request, *args, **kwargs)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown: dict[str, Any] = super().get_context_data(**kwargs)
        return shown | {"signing_up": "signing_up" in self._process.state}

    def _verify_form_valid(self, form: Any) -> HttpResponse:  # noqa: ARG002 - allauth's
        response: HttpResponse = self._process.finish_at(self.request.now, self.get_next_url())
        return response


class _PasswordSignIn(_AlwaysShown, account.LoginView):
    def form_valid(self, form: Any) -> HttpResponse:
        sessions.remember_choice(self.request, shared=form.cleaned_data["shared"])
        response: HttpResponse = super().form_valid(form)
        sessions.tell_browser(self.request)  # allauth's form has told it what the settings say.
        return response


class _SignUp(_AlwaysShown, account.SignupView):
    def form_valid(self, form: Any) -> HttpResponse:
        data = form.cleaned_data
        sessions.remember_choice(self.request, shared=data["shared"])
        name = " ".join(data["name"].split())
        SignUpCode.begin_with(self.request, email=data["email"], name=name, password=data["password1"])
        return HttpResponseRedirect(self.passthrough_next_url(reverse("account_confirm_login_code")))

    def get_initial(self) -> dict[str, Any]:
        """Whoever mistyped the address comes back to the form with what they typed."""
        return {**super().get_initial(), **typed_before(self.request)}


class _ConfirmAddress(_KeepsNext, _AsksForCode, account.ConfirmEmailVerificationCodeView):
    pass


class _ConfirmReset(_KeepsNext, _AsksForCode, account.ConfirmPasswordResetCodeView):
    pass


class _CompleteReset(_KeepsNext, account.CompletePasswordResetView):
    pass


class _Addresses(account.EmailView):
    def _action_primary(self, request: AccountRequest, *args: Any, **kwargs: Any) -> HttpResponse | None:
        before = request.account.email
        response: HttpResponse | None = super()._action_primary(request, *args, **kwargs)
        request.account.refresh_from_db(fields=["email"])
        if request.account.email != before:
            _end_the_others(request)
        return response


class _ActivateApp(totp.ActivateTOTPView):
    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        # They have just typed a code of the app: it is used up, and the recovery codes on the next page need no other.
        services.take_second_factor(self.request.user, code=form.cleaned_data["code"], now=self.request.now)
        record_authentication(self.request, self.request.user, "mfa", type="totp", reauthenticated=True)
        _end_the_others(self.request)
        return response


class _DeactivateApp(totp.DeactivateTOTPView):
    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        _end_the_others(self.request)
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


def _end_the_others(request: Any) -> None:
    """End every other session and every token; this browser stays signed in."""
    user = services.sign_out_everywhere(request.account, keep_session=request.session.session_key)
    update_session_auth_hash(request, user)
    services.remember_session(request)


sign_in = public(form_page(_SignIn.as_view()))
confirm_code = public(form_page(_ConfirmCode.as_view()))
password_sign_in = public(form_page(_PasswordSignIn.as_view()))
sign_up = public(form_page(_SignUp.as_view()))
confirm_address = public(form_page(_ConfirmAddress.as_view()))
confirm_reset = public(form_page(_ConfirmReset.as_view()))
complete_reset = public(form_page(_CompleteReset.as_view()))
addresses = proved(form_page(_Addresses.as_view()))
activate_app = proved(form_page(_ActivateApp.as_view()))
deactivate_app = proved(form_page(_DeactivateApp.as_view()))
prove_by_code = signed_in(form_page(_ProveByCode.as_view()))
prove_by_password = signed_in(form_page(_ProveByPassword.as_view()))
prove_by_app = signed_in(form_page(_ProveByApp.as_view()))


@require_safe
@public
def sign_in_by_code(request: HttpRequest) -> HttpResponse:
    """The code comes first anyway: one page for both addresses."""
    query = request.GET.urlencode()
    return HttpResponseRedirect(reverse("account_login") + (f"?{query}" if query else ""))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@public
def sign_in_link(request: PageRequest, token: str) -> HttpResponse:
    """From the mail with the code. Programs that look at mails open links, so only the button signs in."""
    email = address_of(token)
    if email and request.method == "POST":
        entered = enter_by_link(request, token=token, email=email, now=request.now)
        if entered is not None:
            return entered
        email = ""
    return render(request, "accounts/sign_in_link.html", {"email": email}, status=200 if email else 410)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def name(request: AccountRequest) -> HttpResponse:
    """Asked on the way, when a code has just made the account."""
    onward = request.POST.get(REDIRECT_FIELD_NAME) or request.GET.get(REDIRECT_FIELD_NAME) or ""
    if not get_adapter().is_safe_url(onward):
        onward = resolve_url(settings.LOGIN_REDIRECT_URL)
    user = request.account
    form = Name(answers(request), initial={"name": user.name})
    came = submit(request, form, lambda data: services.change_profile(user, locale=user.locale, **data))
    if came.is_done:
        return see_other(request, onward)
    context = {"form": form, "redirect_field_name": REDIRECT_FIELD_NAME, "redirect_field_value": onward}
    return render(request, "accounts/name.html", context, status=came.status)


# One's own account


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def profile(request: AccountRequest) -> HttpResponse:
    user = request.account
    form = Profile(answers(request), initial={"name": user.name, "locale": user.locale})
    came = submit(request, form, lambda data: services.change_profile(user, **data))
    if came.is_done:
        messages.success(request, _("Saved"))
        response = see_other(request, reverse("accounts:account"))
        sessions.set_language(response, user.locale)
        return response
    return render(request, "accounts/account.html", {"form": form}, status=came.status)


#: Buttons of the page of devices: whoever has to prove it first comes back to the page.
_proof_first = partial(proof_first, back="accounts:devices")


@require_safe
@signed_in
def devices(request: AccountRequest) -> HttpResponse:
    """Where somebody is signed in."""
    found = queries.sessions_of(request.account, now=request.now)
    current = request.session.session_key
    shown = sorted((_device(item, current) for item in found), key=lambda item: not item["is_current"])
    programs = queries.programs_of(request.account, now=request.now)
    return render(request, "accounts/devices.html", {"devices": shown, "programs": programs})


@require_POST
@signed_in
@_proof_first
def end_device(request: AccountRequest, session_id: int) -> HttpResponse:
    services.end_session(request.account, session_id=session_id, origin=origin_of(request), now=request.now)
    messages.success(request, _("That device is signed out."))
    return see_other(request, reverse("accounts:devices"))


@require_POST
@signed_in
@_proof_first
def end_program(request: AccountRequest, family: UUID) -> HttpResponse:
    services.end_program(request.account, family=family, origin=origin_of(request), now=request.now)
    messages.success(request, _("That program is signed out."))
    return see_other(request, reverse("accounts:devices"))


@require_POST
@signed_in
@_proof_first
def sign_out_elsewhere(request: AccountRequest) -> HttpResponse:
    _end_the_others(request)
    get_adapter().note(request.account, Happened.OTHERS_ENDED)
    messages.success(request, _("Every other device and program is signed out."))
    return see_other(request, reverse("accounts:devices"))


@require_safe
@signed_in
def happened(request: AccountRequest) -> HttpResponse:
    """What happened with one's account in the last year."""
    part = queries.happened_to(request.account, cursor=request.GET.get("cursor", ""))
    context = {
        "rows": [Line(event) for event in part.rows],
        "next_url": next_url(request, part.next),
        "start_url": request.path if request.GET.get("cursor") else "",
    }
    return render(request, "accounts/happened.html", context)


def _device(item: UserSession, current: str | None) -> dict[str, Any]:
    return {
        "id": item.pk,
        "name": device_words(item.user_agent),
        "ip": item.ip,
        "at": item.created_at,
        "is_current": item.session_key == current,
    }
