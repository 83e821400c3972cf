"""Settings about what is planned: which kinds there are, what a class is like, what cancelling costs."""

from django.utils.translation import gettext_lazy as _

from fitflow.core.bounds import MOST_PRICE, MOST_SPOTS
from fitflow.organizations.settings import LOOK, MODULES
from fitflow.organizations.typed_settings.kinds import (
    Choice,
    Credits,
    Duration,
    Flag,
    Number,
    OptionalDuration,
    Text,
    Tiers,
)
from fitflow.organizations.typed_settings.lengths import DAY, HOUR, MINUTE
from fitflow.organizations.typed_settings.presets import COACH, COHORT_GYM, PT_CLUB
from fitflow.organizations.typed_settings.setting import Section

CALENDAR_ON = Flag(
    key="features.calendar",
    default=True,
    section=MODULES,
    label=_("Calendar"),
    help=_("Everything that happens at a time: classes, bookings and the calendar itself."),
)
#: On in every preset until personal sessions exist: a coach would have nothing to book without it.
CLASSES_ON = Flag(
    key="features.classes",
    formerly=("features.sessions",),
    default=True,
    section=MODULES,
    label=_("Classes"),
    help=_("Group classes with a schedule."),
    under=CALENDAR_ON,
)

BOOKING = Section(
    "booking",
    _("Booking"),
    "ticket",
    _("How long a place is held, how far ahead people book, what they see."),
    order=10,
)
CANCELLING = Section(
    "cancelling", _("Cancelling"), "calendar-x", _("Until when people get their credits back."), order=20
)
CLASSES = Section(
    "classes",
    _("Classes"),
    "calendar",
    _("Price, places and registration of classes that say nothing else."),
    order=40,
    feature=CLASSES_ON,
)

BOOKING_WINDOW = Number(
    key="booking.window",
    default=3,
    section=BOOKING,
    label=_("Bookable ahead"),
    help=_("Members can book this many calendar months ahead; the last day is included."),
    counts="months",
    low=1,
    high=24,
    said=_("%(value)s ahead"),
)
MISTAP_GRACE = Duration(
    key="booking.mistap_grace",
    default=5 * MINUTE,
    section=BOOKING,
    label=_("Undo a booking for free within"),
    help=_("After confirming, whatever the cancellation policy says, as long as the class has not started."),
    low=0,
    high=HOUR,
)
POLICY = Choice(
    key="cancel.policy",
    default="tiered",
    presets={COACH: "flexible", COHORT_GYM: "cutoff"},
    section=CANCELLING,
    label=_("Cancellation policy"),
    help=_("For every class that has no policy of its own. Bookings keep the policy they were made under."),
    choices=(
        ("flexible", _("Flexible: all back until the start")),
        ("tiered", _("Tiered: all back over 24 hours before, half until 12 hours before, then nothing")),
        ("cutoff", _("Cut-off: all back until a set time before the start, then nothing")),
        ("custom", _("Your own rows")),
    ),
    said=_("%(value)s"),
)
CUTOFF_BEFORE = Duration(
    key="cancel.cutoff_before",
    default=12 * HOUR,
    section=CANCELLING,
    label=_("Cut-off before the start"),
    help=_("Used by the cut-off policy where a class sets no time of its own."),
    low=0,
    high=14 * DAY,
)
TIERS = Tiers(
    key="cancel.tiers",
    default=[[24, 100], [12, 50]],
    section=CANCELLING,
    label=_("Your own rows"),
    help=_("Hours before the start, and the percent that goes back at that time or earlier."),
)
CLASS_COST = Credits(
    key="class.cost_credits",
    default="1.00",
    section=CLASSES,
    label=_("A class costs"),
    help=_("Unless the class says otherwise. 0 is free."),
    low=0,
    high=int(MOST_PRICE * 100),
    said=_("%(value)s"),
)
UNDECIDED, IN_CREDITS, AT_STUDIO = "undecided", "credits", "at_studio"
#: Until somebody of the studio has answered, nobody can book what costs something: the desk's first page says so.
#: A coach and a club know their people and settle with them in person, so these kinds answer by themselves.
PAYMENT = Choice(
    key="class.payment",
    default=UNDECIDED,
    presets={COACH: AT_STUDIO, PT_CLUB: AT_STUDIO},
    section=CLASSES,
    label=_("How people pay"),
    help=_("Credits are always used first. At the studio: the booking is marked, and the desk settles it."),
    choices=(
        (UNDECIDED, _("Not decided yet")),
        (IN_CREDITS, _("With credits only")),
        (AT_STUDIO, _("With credits, or at the studio")),
    ),
)
DESK_PRICE = Text(
    key="class.desk_price",
    section=CLASSES,
    label=_("Price at the studio"),
    help=_("In words, such as £12 a class. Shown to whoever pays at the studio."),
    longest=40,
)
CLASS_CAPACITY = Number(
    key="class.default_capacity",
    default=12,
    presets={COHORT_GYM: 15},
    section=CLASSES,
    label=_("Places in a new class"),
    counts="places",
    low=1,
    high=MOST_SPOTS,
    said=_("%(value)s"),
)
REGISTRATION_OPENS = OptionalDuration(
    key="class.registration_opens",
    section=CLASSES,
    label=_("Registration opens before the start"),
    help=_("Leave empty to open as soon as the class is published."),
    low=0,
    high=366 * DAY,
)
REGISTRATION_CLOSES = Duration(
    key="class.registration_closes",
    default=0,
    section=CLASSES,
    label=_("Registration closes before the start"),
    help=_("0: at the start."),
    low=0,
    high=14 * DAY,
)
LATE_CANCEL_CUTOFF = OptionalDuration(
    key="class.late_cancel_cutoff",
    section=CLASSES,
    label=_("Late cancelling begins before the start"),
    help=_("For classes under the cut-off policy. Leave empty for the policy's own time."),
    low=0,
    high=14 * DAY,
)
COLOR_BY = Choice(
    key="calendar.color_by",
    default="type",
    section=LOOK,
    label=_("Colours in the calendar show"),
    choices=(("type", _("the class type")), ("trainer", _("the trainer")), ("status", _("the state"))),
)
