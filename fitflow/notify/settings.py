"""Settings about messages."""

from django.utils.translation import gettext_lazy as _

from fitflow.organizations.typed_settings.kinds import Hours
from fitflow.organizations.typed_settings.setting import Section

MESSAGES = Section(
    "messages", _("Messages"), "bell", _("Reminders, and the hours in which phones stay silent."), order=80
)
QUIET_HOURS = Hours(
    key="notify.quiet_hours",
    default="22:00-07:00",
    section=MESSAGES,
    label=_("Quiet hours"),
    help=_("Phones stay silent and offers do not run out. Leave empty for none."),
    said=_("silent %(value)s"),
)
