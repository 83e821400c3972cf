"""What our mails about an account say, by the name allauth has for each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as marked

from fitflow.accounts.words import device_words
from fitflow.core.addresses import shown_address
from fitflow.core.formats import Formats

Context = Mapping[str, Any]
#: What allauth calls the addresses a notice may be about.
ADDRESSES = ("from_email", "to_email", "deleted_email")


@dataclass(frozen=True)
class Mail:
    """A mail before it is drawn as text and HTML."""

    subject: str
    heading: str
    text: str
    code: str = ""
    #: (label, address) of one button.
    link: tuple[str, str] | None = None
    facts: tuple[tuple[str, str], ...] = ()
    ending: str = ""


def write_mail(name: str, context: Context) -> Mail:
    return WRITERS[name](context)


def minutes(seconds: int) -> int:
    return seconds // 60


def login_code(context: Context) -> Mail:
    return Mail(
        subject=_("%(code)s is your sign-in code") % context,
        heading=_("Your sign-in code"),
        text=_("Type it on the page you came from. It works for %(count)s minutes, and once.")
        % {"count": minutes(settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT)},
        code=context["code"],
        link=(_("Or sign in by this link"), context["link"]),
        ending=_(
            "You did not ask for it? Then somebody typed your address by mistake. Nothing happens unless you use the"
            " code or the link."
        ),
    )


def confirm_address(context: Context) -> Mail:
    return Mail(
        subject=_("%(code)s confirms your address") % context,
        heading=_("Confirm your address"),
        text=_("Type this code on the page you came from. It works for %(count)s minutes.")
        % {"count": minutes(settings.ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT)},
        code=context["code"],
        ending=_("You did not ask for it? Then you need not do anything."),
    )


def sign_up_known(context: Context) -> Mail:
    return Mail(
        subject=_("%(code)s signs you in: you have an account already") % context,
        heading=_("You have an account already"),
        text=_("Somebody, maybe you, wanted to make an account with this address. There is one. Type this code on the "
               "page you came from and you are signed in to it; its password stays as it is. The code works for "
               "%(count)s minutes.") % {"count": minutes(settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT)},
        code=context["code"],
        ending=_("It was not you? Then you need not do anything."),
    )  # fmt: skip


def proof(context: Context) -> Mail:
    return Mail(
        subject=_("%(code)s shows that it is you") % context,
        heading=_("Is it you?"),
        text=_("Somebody who is signed in to your account is about to change how it is secured. If it is you, type "
               "this code on the page you came from. It works for %(count)s minutes.")
        % {"count": minutes(settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT)},
        code=context["code"],
        ending=_(
            "It was not you? Then somebody has a browser or phone in which you are signed in. Give the code to nobody,"
            " and sign out the other devices on the page of your account."
        ),
    )  # fmt: skip


def reset_code(context: Context) -> Mail:
    return Mail(
        subject=_("%(code)s is your code for a new password") % context,
        heading=_("Set a new password"),
        text=_("Type this code on the page you came from, then choose a new password. It works for %(count)s minutes.")
        % {"count": minutes(settings.ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT)},
        code=context["code"],
        ending=_("You did not ask for it? Then your password stays as it is."),
    )


def unknown_account(context: Context) -> Mail:
    return Mail(
        subject=_("There is no account with this address"),
        heading=_("No account here yet"),
        text=_("Somebody, maybe you, asked for a new password. There is no account with this address, so there is none "
               "to set. You can sign in without a password: we e-mail you a code, and that makes your account."),
        link=(_("Sign in with a code"), context["sign_in_url"]),
        ending=_("It was not you? Then you need not do anything."),
    )  # fmt: skip


def account_exists(context: Context) -> Mail:
    return Mail(
        subject=_("You have an account already"),
        heading=_("You have an account already"),
        text=_("Somebody, maybe you, wanted to make an account with this address. There is one: sign in with a code, "
               "or set a new password if you forgot yours."),
        link=(_("Sign in with a code"), context["sign_in_url"]),
        ending=_("It was not you? Then you need not do anything."),
    )  # fmt: skip


def notice(subject: str, text: str) -> Callable[[Context], Mail]:
    """A mail after a change that matters, with where it came from."""

    def write(context: Context) -> Mail:
        facts = [
            (_("When"), f"{Formats().moment(context['timestamp'], style='long')} UTC"),
            (_("Device"), device_words(context.get("user_agent", ""))),
            (_("Network address"), context.get("ip", "")),
        ]
        return Mail(
            subject=_(subject),
            heading=_(subject),
            text=_(text) % {name: shown_address(context.get(name, "")) for name in ADDRESSES},
            facts=tuple((label, value) for label, value in facts if value),
            ending=_("It was not you? Set a new password at once: that signs out every other device."),
        )

    return write


WRITERS: dict[str, Callable[[Context], Mail]] = {
    "account/email/login_code": login_code,
    "account/email/email_confirmation": confirm_address,
    "account/email/email_confirmation_signup": confirm_address,
    "accounts/sign_up": confirm_address,
    "accounts/sign_up_known": sign_up_known,
    "accounts/proof": proof,
    "account/email/password_reset_code": reset_code,
    "account/email/unknown_account": unknown_account,
    "account/email/account_already_exists": account_exists,
    "account/email/password_changed": notice(
        marked("Your password was changed"), marked("Somebody who knew your old password set a new one.")
    ),
    "account/email/password_set": notice(
        marked("Your account has a password now"), marked("You can sign in with it, or with a code as before.")
    ),
    "account/email/password_reset": notice(
        marked("Your password was changed"), marked("A new password was set with a code that we e-mailed to you.")
    ),
    "account/email/email_changed": notice(
        marked("Your main address was changed"), marked("It was %(from_email)s. It is %(to_email)s now.")
    ),
    "account/email/email_deleted": notice(
        marked("An address was removed"), marked("%(deleted_email)s no longer belongs to your account.")
    ),
    "mfa/email/totp_activated": notice(
        marked("Two-step sign-in is on"), marked("From now on signing in asks for a code of your authenticator app.")
    ),
    "mfa/email/totp_deactivated": notice(
        marked("Two-step sign-in is off"), marked("Signing in no longer asks for a code of your authenticator app.")
    ),
    "accounts/recovery_code_used": notice(
        marked("A recovery code was used"),
        marked("Somebody signed in, or showed that it is you, with one of your recovery codes. It no longer works."),
    ),
    "accounts/token_copied": notice(
        marked("A program was signed out: its token was used twice"),
        marked(
            "A refresh token of a program was shown a second time, so somebody may have a copy of it. All tokens of "
            "that program have ended."
        ),
    ),
    "mfa/email/recovery_codes_generated": notice(
        marked("You have new recovery codes"), marked("The old ones no longer work.")
    ),
}
