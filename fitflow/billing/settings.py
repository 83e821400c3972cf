"""Settings about credits."""

from django.utils.translation import gettext_lazy as _

from fitflow.organizations.typed_settings.kinds import Choice, Duration, OptionalNumber
from fitflow.organizations.typed_settings.lengths import DAY
from fitflow.organizations.typed_settings.setting import Section

CREDITS = Section(
    "credits", _("Credits"), "coins", _("How long credits are valid, and what becomes of parts of one."), order=60
)
VALIDITY = OptionalNumber(
    key="credits.validity",
    default=3,
    section=CREDITS,
    label=_("Credits are valid for"),
    help=_("Calendar months from the day they are given, last day included. Leave empty so that they never expire."),
    counts="months",
    low=1,
    high=60,
    said=_("Valid for %(value)s"),
)
ROUNDING = Choice(
    key="credits.rounding",
    default="exact",
    section=CREDITS,
    label=_("Partial refunds"),
    help=_("What becomes of half a credit."),
    choices=(
        ("exact", _("Kept exactly")),
        ("up", _("Rounded up to whole credits")),
        ("down", _("Rounded down to whole credits")),
    ),
)
REFUND_GRACE = Duration(
    key="credits.refund_grace",
    default=14 * DAY,
    section=CREDITS,
    label=_("Refunded after expiry, valid for"),
    help=_("Credits that come back after they expired can be used for so long."),
    low=0,
    high=90 * DAY,
)
