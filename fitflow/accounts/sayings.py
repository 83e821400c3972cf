"""What allauth says on the next page, in our words. What is missing here is said by the page itself."""

from django.utils.translation import gettext_lazy as _

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
    "mfa/messages/recovery_codes_generated.txt": _("You have new recovery codes. Old ones no longer work."),
    "mfa/messages/totp_activated.txt": _("The second step is on."),
    "mfa/messages/totp_deactivated.txt": _("The second step is off."),
}
