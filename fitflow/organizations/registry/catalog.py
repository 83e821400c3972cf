"""Every setting of a studio with its default (docs/requirements.md section 42)."""

from collections.abc import Mapping
from functools import partial

from django.utils.translation import gettext_lazy as _

from fitflow.organizations.registry.kinds import Group, Kind, Setting, Unit

_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400

_flag = partial(Setting, kind=Kind.FLAG)
_duration = partial(Setting, kind=Kind.DURATION, unit=Unit.SECONDS)
_choice = partial(Setting, kind=Kind.CHOICE)
_credits = partial(Setting, kind=Kind.CREDITS, unit=Unit.CREDITS)
_number = partial(Setting, kind=Kind.NUMBER)

BOOKING = (
    _duration(
        key="hold.duration",
        default=10 * _MINUTE,
        group=Group.BOOKING,
        label=_("Hold a place for"),
        help=_("How long a place stays reserved while a member decides."),
        low=1,
        high=_HOUR,
    ),
    _number(
        key="hold.rate_limit",
        default=5,
        group=Group.BOOKING,
        label=_("New holds per person and minute"),
        help=_("More than this many in a minute are refused."),
        unit=Unit.TIMES,
        low=1,
        high=1_000,
    ),
    _number(
        key="booking.window",
        default=3,
        group=Group.BOOKING,
        label=_("Bookable ahead"),
        help=_("Members can book this many calendar months ahead; the last day is included."),
        unit=Unit.MONTHS,
        low=1,
        high=24,
    ),
    _duration(
        key="booking.client_min_notice.class",
        default=0,
        group=Group.BOOKING,
        label=_("Notice for classes"),
        help=_("The latest a member can book a class before it starts. Staff can always book."),
        low=0,
        high=7 * _DAY,
    ),
    _flag(
        key="booking.one_step",
        default=False,
        group=Group.BOOKING,
        label=_("Book in one step"),
        help=_("One tap holds and confirms. Off: members see what it costs and confirm."),
    ),
    _choice(
        key="booking.show_spots",
        default="exact",
        group=Group.BOOKING,
        label=_("Free places shown"),
        help=_("What members and visitors see of the places left in a class."),
        choices=(
            ("exact", _("How many are left")),
            ("low_only", _("Only the last few")),
            ("hidden", _("Only free or full")),
        ),
    ),
    _duration(
        key="booking.mistap_grace",
        default=5 * _MINUTE,
        group=Group.BOOKING,
        label=_("Undo a booking for free within"),
        help=_("After confirming, whatever the cancellation policy says, as long as the class has not started."),
        low=0,
        high=_HOUR,
    ),
)
CANCELLING = (
    _choice(
        key="cancel.policy",
        default="tiered",
        group=Group.CANCELLING,
        label=_("Cancellation policy"),
        help=_("For every class that has no policy of its own. Bookings keep the policy they were made under."),
        choices=(
            ("flexible", _("Flexible: all back until the start")),
            ("tiered", _("Tiered: all back over 24 hours before, half until 12 hours before, then nothing")),
            ("cutoff", _("Cut-off: all back until a set time before the start, then nothing")),
            ("custom", _("Your own rows")),
        ),
    ),
    _duration(
        key="cancel.cutoff_before",
        default=12 * _HOUR,
        group=Group.CANCELLING,
        label=_("Cut-off before the start"),
        help=_("Used by the cut-off policy where a class sets no time of its own."),
        low=0,
        high=14 * _DAY,
    ),
    Setting(
        key="cancel.tiers",
        kind=Kind.TIERS,
        default=[[24, 100], [12, 50]],
        group=Group.CANCELLING,
        label=_("Your own rows"),
        help=_("Hours before the start, and the percent that goes back at that time or earlier."),
    ),
)
WAITLIST = (
    _duration(
        key="waitlist.hold_duration",
        default=30 * _MINUTE,
        group=Group.WAITLIST,
        label=_("An offer stands for"),
        help=_("Quiet hours do not count."),
        low=1,
        high=_DAY,
    ),
    _duration(
        key="waitlist.late_window",
        default=2 * _HOUR,
        group=Group.WAITLIST,
        label=_("Short offers from"),
        help=_("So long before the start, offers become short and no earlier offer is left open."),
        low=0,
        high=_DAY,
    ),
    _duration(
        key="waitlist.late_hold_duration",
        default=5 * _MINUTE,
        group=Group.WAITLIST,
        label=_("A short offer stands for"),
        low=1,
        high=_HOUR,
    ),
    _duration(
        key="waitlist.promote_until",
        default=15 * _MINUTE,
        group=Group.WAITLIST,
        label=_("Offer places until after the start"),
        help=_("A place given up by somebody who did not come can still be taken. 0 stops at the start."),
        low=0,
        high=_HOUR,
    ),
)
CLASSES = (
    _credits(
        key="class.cost_credits",
        default="1.00",
        group=Group.CLASSES,
        label=_("A class costs"),
        help=_("Unless the class says otherwise. 0 is free."),
        low=0,
        high=100_00,
    ),
    _number(
        key="class.default_capacity",
        default=12,
        group=Group.CLASSES,
        label=_("Places in a new class"),
        unit=Unit.PLACES,
        low=1,
        high=1_000,
    ),
    _duration(
        key="class.registration_opens",
        default=None,
        group=Group.CLASSES,
        label=_("Registration opens before the start"),
        help=_("Leave empty to open as soon as the class is published."),
        low=0,
        high=366 * _DAY,
        is_optional=True,
    ),
    _duration(
        key="class.registration_closes",
        default=0,
        group=Group.CLASSES,
        label=_("Registration closes before the start"),
        help=_("0: at the start."),
        low=0,
        high=14 * _DAY,
    ),
    _duration(
        key="class.late_cancel_cutoff",
        default=None,
        group=Group.CLASSES,
        label=_("Late cancelling begins before the start"),
        help=_("For classes under the cut-off policy. Leave empty for the policy's own time."),
        low=0,
        high=14 * _DAY,
        is_optional=True,
    ),
)
ATTENDANCE = (
    _duration(
        key="attendance.grace",
        default=10 * _MINUTE,
        group=Group.ATTENDANCE,
        label=_("Late until after the start"),
        help=_("Whoever arrives later than this counts as absent, unless staff say otherwise."),
        low=0,
        high=_HOUR,
    ),
    _flag(
        key="attendance.auto_no_show",
        default=True,
        group=Group.ATTENDANCE,
        label=_("Mark absentees by itself"),
        help=_("Only in classes where somebody took attendance; otherwise everybody counts as present."),
    ),
)
CREDITS = (
    _number(
        key="credits.validity",
        default=3,
        group=Group.CREDITS,
        label=_("Credits are valid for"),
        help=_(
            "Calendar months from the day they are given, last day included. Leave empty so that they never expire."
        ),
        unit=Unit.MONTHS,
        low=1,
        high=60,
        is_optional=True,
    ),
    _choice(
        key="credits.rounding",
        default="exact",
        group=Group.CREDITS,
        label=_("Partial refunds"),
        help=_("What becomes of half a credit."),
        choices=(
            ("exact", _("Kept exactly")),
            ("up", _("Rounded up to whole credits")),
            ("down", _("Rounded down to whole credits")),
        ),
    ),
    _duration(
        key="credits.refund_grace",
        default=14 * _DAY,
        group=Group.CREDITS,
        label=_("Refunded after expiry, valid for"),
        help=_("Credits that come back after they expired can be used for so long."),
        low=0,
        high=90 * _DAY,
    ),
)
CLIENTS = (
    _flag(
        key="clients.self_signup",
        default=True,
        group=Group.CLIENTS,
        label=_("People can sign up themselves"),
        help=_("On the public page. Off: only people you added or invited can book."),
    ),
    _credits(
        key="clients.welcome_credits",
        default="0.00",
        group=Group.CLIENTS,
        label=_("Welcome credits"),
        help=_("Given once to everybody who signs up."),
        low=0,
        high=100_00,
    ),
)
MESSAGES = (
    Setting(
        key="reminders.offsets",
        kind=Kind.DURATIONS,
        default=[24 * _HOUR, _HOUR],
        group=Group.MESSAGES,
        label=_("Reminders before the start"),
        help=_("An empty list sends none."),
        unit=Unit.SECONDS,
        low=5 * _MINUTE,
        high=14 * _DAY,
    ),
    Setting(
        key="notify.quiet_hours",
        kind=Kind.HOURS,
        default="22:00-07:00",
        group=Group.MESSAGES,
        label=_("Quiet hours"),
        help=_("Phones stay silent and offers do not run out. Leave empty for none."),
        is_optional=True,
    ),
)
LOOK = (
    _choice(
        key="calendar.color_by",
        default="type",
        group=Group.LOOK,
        label=_("Colours in the calendar show"),
        choices=(("type", _("the class type")), ("trainer", _("the trainer")), ("status", _("the state"))),
    ),
    Setting(
        key="branding.color",
        kind=Kind.COLOR,
        default="#066fd1",
        group=Group.LOOK,
        label=_("Your colour"),
        help=_("Buttons and links on your pages and in your messages."),
    ),
    Setting(
        key="branding.logo_text",
        kind=Kind.TEXT,
        default="",
        group=Group.LOOK,
        label=_("Name in the header"),
        help=_("Leave empty for the studio's name."),
        unit=Unit.CHARACTERS,
        high=24,
    ),
)
MODULES = (
    _flag(
        key="features.sessions",
        default=True,
        group=Group.MODULES,
        label=_("Classes"),
        help=_("Group classes with a schedule."),
    ),
    _flag(
        key="features.waitlist",
        default=True,
        group=Group.MODULES,
        label=_("Waiting lists"),
        help=_("Members can queue for a full class."),
    ),
)

SETTINGS: Mapping[str, Setting] = {
    setting.key: setting
    for group in (BOOKING, CANCELLING, WAITLIST, CLASSES, ATTENDANCE, CREDITS, CLIENTS, MESSAGES, LOOK, MODULES)
    for setting in group
}
