"""Settings of the studio itself, and the sections of the settings page that several apps share."""

from django.utils.translation import gettext_lazy as _

from fitflow.core.actor import COUNTRY_KEY, HOUR_CYCLE_KEY, Role
from fitflow.organizations.typed_settings.country import Country
from fitflow.organizations.typed_settings.kinds import Choice, Color, Credits, Flag, Text
from fitflow.organizations.typed_settings.setting import Section

CLIENTS = Section(
    "clients", _("Clients"), "users", _("Whether people sign up themselves, and what they begin with."), order=70
)
LOOK = Section("look", _("Look"), "eye", _("Your colour, the name in the header, colours in the calendar."), order=90)
SECURITY = Section("security", _("Security"), "shield", _("What your staff must do to sign in."), order=95)
MODULES = Section("modules", _("Modules"), "layers", _("What you do not use disappears from every page."), order=100)

SELF_SIGNUP = Flag(
    key="clients.self_signup",
    default=True,
    section=CLIENTS,
    label=_("People can sign up themselves"),
    help=_("On the public page. Off: only people you added or invited can book."),
)
WELCOME_CREDITS = Credits(
    key="clients.welcome_credits",
    default="0.00",
    section=CLIENTS,
    label=_("Welcome credits"),
    help=_("Given once to everybody who signs up."),
    low=0,
    high=100_00,
    said=_("New people get %(value)s"),
)
SECOND_STEP = Choice(
    key="security.second_step",
    default="nobody",
    section=SECURITY,
    label=_("Two-step sign-in is demanded of"),
    help=_("Whoever has not set it up is led there from the next page of the staff that they open. Never of members."),
    choices=(
        ("nobody", _("nobody")),
        ("owners", _("owners and administrators")),
        ("managers", _("owners, administrators and managers")),
        ("staff", _("everybody on the staff")),
    ),
)
#: Of which roles each choice demands it; `open_door.sql` says the same, and a test holds both together.
DEMANDED = {
    "nobody": frozenset[Role](),
    "owners": frozenset({Role.OWNER, Role.ADMIN}),
    "managers": frozenset({Role.OWNER, Role.ADMIN, Role.MANAGER}),
    "staff": frozenset({Role.OWNER, Role.ADMIN, Role.MANAGER, Role.TRAINER}),
}
COUNTRY = Country(
    key=COUNTRY_KEY,
    section=CLIENTS,
    label=_("Country of telephone numbers"),
    help=_("Numbers that are written without a country are of this one."),
)
HOUR_CYCLE = Choice(
    key=HOUR_CYCLE_KEY,
    default="auto",
    section=LOOK,
    label=_("Clock times"),
    help=_("On every page and in every message."),
    choices=(
        ("auto", _("As is usual with the studio's language and formats")),
        ("24", _("18:30")),
        ("12", _("6:30 pm")),
    ),
)
BRAND_COLOR = Color(
    key="branding.color",
    default="#066fd1",
    section=LOOK,
    label=_("Your colour"),
    help=_("Buttons and links on your pages and in your messages."),
)
BRAND_NAME = Text(
    key="branding.logo_text",
    section=LOOK,
    label=_("Name in the header"),
    help=_("Leave empty for the studio's name."),
    longest=24,
    is_name=True,
)
