"""Words that pages and mails about an account share."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fitflow.accounts.rules import device_of

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
    "mfa/messages/recovery_codes_generated.txt": _("Keep these recovery codes in a safe place."),
    "mfa/messages/totp_activated.txt": _("Two-step sign-in is on."),
    "mfa/messages/totp_deactivated.txt": _("Two-step sign-in is off."),
}


def device_words(user_agent: str) -> str:
    """Firefox on Windows."""
    browser, system = device_of(user_agent)
    if browser and system:
        return gettext("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or gettext("Unknown device")
