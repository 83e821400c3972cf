"""What people type. allauth's forms in our words, and our own."""

from typing import Any

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from allauth.mfa.adapter import get_adapter as get_second_step_adapter
from allauth.mfa.base import forms as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp
from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from fitflow.accounts import services
from fitflow.accounts.forms.api import known_locales
from fitflow.ui.forms import CodeField, EmailAddressField, NameField

PASSWORD_HINT = _("At least 12 characters: some words that have nothing to do with each other.")
NAME_HINT = _("Trainers see it on their list.")


class Plain:
    """No placeholders (they vanish while one types); the first field has the focus."""

    first = ""
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields = self.fields
        for field in fields.values():
            field.widget.attrs.pop("placeholder", None)
        if self.first in fields:
            fields[self.first].widget.attrs["autofocus"] = True
        for name in ("email", "login"):
            if name in fields:
                fields[name] = EmailAddressField(
                    label=_("E-mail"), required=fields[name].required, widget=fields[name].widget
                )
        self.arrange(fields)

    def arrange(self, fields: dict[str, forms.Field]) -> None:
        """What a form changes in its fields."""


class ByCode(Plain):
    """A form that asks for a code of six digits."""

    first = "code"

    def arrange(self, fields: dict[str, forms.Field]) -> None:
        if "code" in fields:  # Asked to send it again, allauth's form has no field.
            fields["code"] = CodeField(label=_("Code"), widget=fields["code"].widget)
            fields["code"].widget.attrs |= {"inputmode": "numeric", "class": "code-input", "maxlength": "12"}


class NewPassword(Plain):
    """A form that asks for a new password once: people can look at it, and a code by e-mail helps who mistyped it."""

    first = "password1"

    def arrange(self, fields: dict[str, forms.Field]) -> None:
        fields["password1"].label, fields["password1"].help_text = _("New password"), PASSWORD_HINT
        fields.pop("password2", None)


def shared_computer() -> forms.BooleanField:
    """The same question on each page that begins a sign-in."""
    return forms.BooleanField(
        label=_("This is a shared computer"), required=False,
        help_text=_("You are signed out when the browser is closed, after an hour without use, and after 12 hours."),
    )  # fmt: skip


class RequestCode(Plain, account.RequestLoginCodeForm):
    first = "email"
    shared = shared_computer()


class PasswordSignIn(Plain, account.LoginForm):
    first = "login"
    shared = shared_computer()

    def arrange(self, fields: dict[str, forms.Field]) -> None:
        fields["password"].label, fields["password"].help_text = _("Password"), ""


class SignUp(Plain, account.SignupForm):
    name = NameField(label=_("Your name"), help_text=NAME_HINT, widget=forms.TextInput({"autocomplete": "name"}))
    shared = shared_computer()
    first = "name"
    field_order = ("name", "email", "password1", "shared")

    def arrange(self, fields: dict[str, forms.Field]) -> None:
        fields["password1"].label, fields["password1"].help_text = _("Password"), PASSWORD_HINT

    def validate_unique_email(self, value: str) -> str:
        """Whether the address is taken is said in the mail only: nothing depends on it before the code is typed."""
        return value

    def clean(self) -> dict[str, Any]:
        """Mails to one address are counted together with those that bring sign-in codes."""
        data: dict[str, Any] = super().clean()
        if not self.errors and not ratelimit.consume(
            get_adapter().request, action="request_login_code", key=data["email"]
        ):
            raise get_adapter().validation_error("rate_limited")
        return data


class MailedCode(ByCode):
    """A code that was sent to an address: a try at it counts before it is compared.

    Beside another form that is refused it is only drawn; then nobody says to which address.
    """

    def __init__(self, *args: Any, sent_to: str = "", **kwargs: Any) -> None:
        self.sent_to = sent_to
        super().__init__(*args, **kwargs)

    def clean_code(self) -> str:
        code: str = get_adapter().counted(self.sent_to, super().clean_code)  # type: ignore[misc]
        return code


class ConfirmLoginCode(MailedCode, account.ConfirmLoginCodeForm):
    pass


class ConfirmEmailCode(MailedCode, account.ConfirmEmailVerificationCodeForm):
    pass


class ConfirmResetCode(MailedCode, account.ConfirmPasswordResetCodeForm):
    pass


class ConfirmProof(MailedCode, account.BaseConfirmCodeForm):
    pass


class AddEmail(Plain, account.AddEmailForm):
    pass


class ResetPassword(Plain, account.ResetPasswordForm):
    first = "email"


class ResetPasswordKey(NewPassword, account.ResetPasswordKeyForm):
    pass


class SetPassword(NewPassword, account.SetPasswordForm):
    pass


class ChangePassword(NewPassword, account.ChangePasswordForm):
    first = "oldpassword"

    def arrange(self, fields: dict[str, forms.Field]) -> None:
        super().arrange(fields)
        fields["oldpassword"].label, fields["oldpassword"].help_text = _("Current password"), ""

    def clean_oldpassword(self) -> str:
        known: str = get_adapter().counted(self.user.email, super().clean_oldpassword)
        return known


class Reauthenticate(Plain, account.ReauthenticateForm):
    first = "password"

    def arrange(self, fields: dict[str, forms.Field]) -> None:
        fields["password"].label, fields["password"].help_text = _("Password"), ""


class SecondStep(Plain, mfa.AuthenticateForm):
    """Digits of the app, or one of the recovery codes."""

    first = "code"

    def arrange(self, fields: dict[str, forms.Field]) -> None:
        fields["code"] = CodeField(label=_("Code"), widget=fields["code"].widget)
        fields["code"].widget.attrs |= {"inputmode": "numeric", "class": "code-input", "maxlength": "12"}

    def clean_code(self) -> str:
        """Instead of allauth's, which remembers a code for half a minute in a cache; it is good for longer."""
        code: str = self.cleaned_data["code"]
        self.authenticator = get_adapter().counted(self.user.email, lambda: self._factor(code))
        return code

    def _factor(self, code: str) -> Authenticator:
        factor = services.take_second_factor(self.user, code=code, now=get_adapter().moment)
        if factor is None:
            raise get_second_step_adapter().validation_error("incorrect_code")
        factor.user = self.user
        if factor.type == Authenticator.Type.RECOVERY_CODES:
            get_adapter().recovery_code_used(self.user)
        return factor


class SecondStepAgain(SecondStep, mfa.ReauthenticateForm):
    pass


class ActivateSecondStep(ByCode, totp.ActivateTOTPForm):
    first = ""  # The picture above the field must not be scrolled away.

    @property
    def secret_text(self) -> str:
        """The secret in groups of four, for typing it into an app."""
        return " ".join(self.secret[at : at + 4] for at in range(0, len(self.secret), 4))


class Profile(forms.Form):
    """How somebody is called, and the language they read."""

    name = NameField(label=_("Your name"), help_text=NAME_HINT, widget=forms.TextInput({"autocomplete": "name"}))
    locale = forms.ChoiceField(
        label=_("Language"), required=False, choices=[("", _("As my browser says")), *known_locales()]
    )


class Name(forms.Form):
    """Asked once, after an account was made by a code."""

    name = NameField(
        label=_("Your name"),
        help_text=format_lazy("{} {}", _("First and last name."), NAME_HINT),
        widget=forms.TextInput({"autocomplete": "name", "autofocus": True}),
    )
