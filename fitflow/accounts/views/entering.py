"""The pages of signing in and up: allauth's views, where they need no change, stand in `urls`."""

from typing import Any
from urllib.parse import urlsplit

from allauth.account import views as account
from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from fitflow.accounts import services
from fitflow.accounts.adapters import sessions
from fitflow.accounts.adapters.codes import (
    SignInCode,
    SignUpCode,
    code_process,
    code_under_way,
    enter_by_link,
    typed_before,
)
from fitflow.accounts.doors import AccountRequest, form_page, signed_in
from fitflow.accounts.forms.pages import Name
from fitflow.accounts.links import address_of
from fitflow.core.doors import public
from fitflow.core.requests import PageRequest
from fitflow.ui.forms import answers, submit
from fitflow.ui.htmx import see_other


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
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Whoever comes back while a code is on its way is led to where it is typed."""
        return {**super().get_context_data(**kwargs), "code_sent_to": code_under_way(self.request)}

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


sign_in = public(form_page(_SignIn.as_view()))
confirm_code = public(form_page(_ConfirmCode.as_view()))
password_sign_in = public(form_page(_PasswordSignIn.as_view()))
sign_up = public(form_page(_SignUp.as_view()))
confirm_address = public(form_page(_ConfirmAddress.as_view()))
confirm_reset = public(form_page(_ConfirmReset.as_view()))
complete_reset = public(form_page(_CompleteReset.as_view()))


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
