"""What logins add to pages of others."""

from django.utils.translation import gettext_lazy as _

from fitflow.accounts.queries import old_events
from fitflow.accounts.services import forget_sessions
from fitflow.core.hooks import ApiSection, Chore, forgets
from fitflow.core.offers import offer
from fitflow.ui.hooks import AccountEntry

offer(
    AccountEntry("profile", _("Profile"), "accounts:account", "user", order=50),
    AccountEntry("sign_out", _("Sign out"), "account_logout", "logout", order=60),
    ApiSection("Sign in", order=10),
    Chore("accounts.sessions", forget_sessions),
    Chore("accounts.events", forgets(old_events)),
)
