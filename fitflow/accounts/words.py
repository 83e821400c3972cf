"""Words that pages and mails about an account share."""

from dataclasses import dataclass

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fitflow.accounts.models import AccountEvent, Happened
from fitflow.accounts.rules import device_of
from fitflow.core.addresses import shown_address

#: What allauth says on the next page, in our words. What is missing here is said by the page itself.
SAID = {
    "account/messages/cannot_delete_primary_email.txt": _("%(email)s is your main address. Choose another one first."),
    "account/messages/email_confirmation_failed.txt": _("Somebody signs in with %(email)s already."),
    "account/messages/email_confirmed.txt": _("%(email)s is confirmed."),
    "account/messages/email_deleted.txt": _("%(email)s is removed."),
    "account/messages/logged_out.txt": _("You are signed out."),
    "account/messages/password_changed.txt": _("Your new password is set. Other devices are signed out."),
    "account/messages/password_set.txt": _("Your password is set."),
    "account/messages/primary_email_set.txt": _("Your main address is changed."),
    "account/messages/unverified_primary_email.txt": _("Confirm the address first, then make it the main one."),
    "mfa/messages/recovery_codes_generated.txt": _("Keep these recovery codes in a safe origin."),
    "mfa/messages/totp_activated.txt": _("Two-step sign-in is on."),
    "mfa/messages/totp_deactivated.txt": _("Two-step sign-in is off."),
}


def device_words(user_agent: str) -> str:
    """Firefox on Windows."""
    browser, system = device_of(user_agent)
    if browser and system:
        return gettext("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or gettext("Unknown device")


#: What happened with an account, each as a sentence; `about` names what it was about.
HAPPENED = {
    Happened.SIGNED_IN: _("You signed in (%(about)s)."),
    Happened.SIGN_IN_FAILED: _("Somebody typed a wrong password or code."),
    Happened.SIGNED_OUT: _("You signed out."),
    Happened.PROVED: _("You showed once more that it is you (%(about)s)."),
    Happened.CODE_SENT: _("A code was sent to you: %(about)s."),
    Happened.PASSWORD_CHANGED: _("A new password was set."),
    Happened.ADDRESS_PROVED: _("The address %(about)s was added and proved."),
    Happened.ADDRESS_REMOVED: _("The address %(about)s was removed."),
    Happened.MAIN_ADDRESS_CHANGED: _("The main address became %(about)s."),
    Happened.APP_ON: _("Two-step sign-in was switched on."),
    Happened.APP_OFF: _("Two-step sign-in was switched off."),
    Happened.RECOVERY_CODES_MADE: _("New recovery codes were made."),
    Happened.RECOVERY_CODE_USED: _("A recovery code was used."),
    Happened.DEVICE_ENDED: _("A device was signed out: %(about)s."),
    Happened.PROGRAM_SIGNED_IN: _("A program signed in: %(about)s."),
    Happened.PROGRAM_ENDED: _("A program was signed out: %(about)s."),
    Happened.TOKEN_COPIED: _("A program was signed out because its token was used twice: %(about)s."),
    Happened.TOKEN_PRINTED: _("Whoever runs this site made a token for you."),
    Happened.OTHERS_ENDED: _("Every other device and program was signed out."),
    Happened.JOINED: _("You joined %(about)s."),
    Happened.SEPARATED: _("You were separated from your record at %(about)s."),
}
#: Codes in `about`.
ABOUT = {
    "password": _("with your password"),
    "code": _("with a code by e-mail"),
    "app": _("with the authenticator app"),
    "mfa": _("with the second step"),
    "recovery": _("with a recovery code"),
    "founding": _("when you founded a studio"),
    "shared": _("on a shared computer"),
    "sign_in": _("to sign in"),
    "sign_up": _("because somebody wanted to make an account with your address"),
    "proof": _("to show that it is you"),
    "reset": _("for a new password"),
    "address": _("to prove an address"),
}
OF_CODES = {Happened.SIGNED_IN, Happened.PROVED, Happened.CODE_SENT}
ABOUT_ADDRESS = {Happened.ADDRESS_PROVED, Happened.ADDRESS_REMOVED, Happened.MAIN_ADDRESS_CHANGED}
#: What its person should look at twice.
GRAVE = {Happened.SIGN_IN_FAILED, Happened.RECOVERY_CODE_USED, Happened.TOKEN_COPIED}


@dataclass(frozen=True)
class Line:
    """An account event in words."""

    event: AccountEvent

    @property
    def text(self) -> str:
        return str(HAPPENED[Happened(self.event.kind)]) % {"about": self._about() or gettext("unknown")}

    @property
    def device(self) -> str:
        return device_words(self.event.browser) if self.event.browser else ""

    @property
    def is_grave(self) -> bool:
        return self.event.kind in GRAVE

    def _about(self) -> str:
        if self.event.kind in OF_CODES:
            return ", ".join(str(ABOUT.get(code, code)) for code in self.event.about.split())
        return shown_address(self.event.about) if self.event.kind in ABOUT_ADDRESS else self.event.about
