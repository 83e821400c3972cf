"""Settings about spots: holding, booking, waiting, attending."""

from django.utils.translation import gettext_lazy as _

from fitflow.notify.settings import MESSAGES
from fitflow.organizations.settings import MODULES
from fitflow.organizations.typed_settings.kinds import Choice, Duration, Durations, Flag, Number
from fitflow.organizations.typed_settings.lengths import DAY, HOUR, MINUTE
from fitflow.organizations.typed_settings.presets import COACH, COHORT_GYM, PT_CLUB
from fitflow.organizations.typed_settings.setting import Section
from fitflow.schedule.settings import BOOKING

WAITLIST_ON = Flag(
    key="features.waitlist",
    default=True,
    presets={PT_CLUB: False},
    section=MODULES,
    label=_("Waiting lists"),
    help=_("Members can queue for a full class."),
)

WAITLIST = Section(
    "waitlist",
    _("Waiting list"),
    "hourglass",
    _("How long an offer stands, and what happens close to the start."),
    order=30,
    feature=WAITLIST_ON,
)
ATTENDANCE = Section(
    "attendance", _("Attendance"), "check-circle", _("Until when late is late, and who marks the absent."), order=50
)

HOLD_DURATION = Duration(
    key="hold.duration",
    default=10 * MINUTE,
    section=BOOKING,
    label=_("Hold a place for"),
    help=_("How long a place stays reserved while a member decides."),
    low=1,
    high=HOUR,
    said=_("Held for %(value)s"),
)
HOLDS_PER_MINUTE = Number(
    key="hold.rate_limit",
    default=5,
    section=BOOKING,
    label=_("New holds per person and minute"),
    help=_("More than this many in a minute are refused."),
    low=1,
    high=1_000,
)
CLASS_NOTICE = Duration(
    key="booking.client_min_notice.class",
    default=0,
    section=BOOKING,
    label=_("Notice for classes"),
    help=_("The latest a member can book a class before it starts. Staff can always book."),
    low=0,
    high=7 * DAY,
)
ONE_STEP = Flag(
    key="booking.one_step",
    presets={COACH: True, COHORT_GYM: True},
    section=BOOKING,
    label=_("Book in one step"),
    help=_("One tap holds and confirms. Off: members see what it costs and confirm."),
)
SHOW_SPOTS = Choice(
    key="booking.show_spots",
    default="exact",
    section=BOOKING,
    label=_("Free places shown"),
    help=_("What members and visitors see of the places left in a class."),
    choices=(
        ("exact", _("How many are left")),
        ("low_only", _("Only the last few")),
        ("hidden", _("Only free or full")),
    ),
)
OFFER_DURATION = Duration(
    key="waitlist.hold_duration",
    default=30 * MINUTE,
    section=WAITLIST,
    label=_("An offer stands for"),
    help=_("Quiet hours do not count."),
    low=1,
    high=DAY,
    said=_("Offers stand %(value)s"),
)
LATE_WINDOW = Duration(
    key="waitlist.late_window",
    default=2 * HOUR,
    section=WAITLIST,
    label=_("Short offers from"),
    help=_("So long before the start, offers become short and no earlier offer is left open."),
    low=0,
    high=DAY,
)
LATE_OFFER_DURATION = Duration(
    key="waitlist.late_hold_duration",
    default=5 * MINUTE,
    section=WAITLIST,
    label=_("A short offer stands for"),
    low=1,
    high=HOUR,
    said=_("late ones %(value)s"),
)
PROMOTE_UNTIL = Duration(
    key="waitlist.promote_until",
    default=15 * MINUTE,
    section=WAITLIST,
    label=_("Offer places until after the start"),
    help=_("A place given up by somebody who did not come can still be taken. 0 stops at the start."),
    low=0,
    high=HOUR,
)
ATTENDANCE_GRACE = Duration(
    key="attendance.grace",
    default=10 * MINUTE,
    section=ATTENDANCE,
    label=_("Late until after the start"),
    help=_("Whoever arrives later than this counts as absent, unless staff say otherwise."),
    low=0,
    high=HOUR,
    said=_("Late until %(value)s after the start"),
)
AUTO_NO_SHOW = Flag(
    key="attendance.auto_no_show",
    default=True,
    presets={COACH: False, PT_CLUB: False},
    section=ATTENDANCE,
    label=_("Mark absentees by itself"),
    help=_("Only in classes where somebody took attendance; otherwise everybody counts as present."),
)
REMINDERS = Durations(
    key="reminders.offsets",
    default=[24 * HOUR, HOUR],
    presets={COACH: [24 * HOUR]},
    section=MESSAGES,
    label=_("Reminders before the start"),
    help=_("An empty list sends none."),
    low=5 * MINUTE,
    high=14 * DAY,
    said=_("Reminders %(value)s before"),
)
