"""Every page there is, by the names of the addresses, and who looks at it. What is no page has its reason here."""

from collections.abc import Iterator
from dataclasses import dataclass

from fitflow.accounts.links import sign_in_token
from fitflow.core.actor import Role
from fitflow.organizations.typed_settings.registry import registry
from tests.security.acts import values_of
from tests.security.expectations import about_of
from tests.security.routes import Route, routes
from tests.security.two_studios import World

FILE, PART, STEP = "a file", "part of another page", "needs a step before it: see test_steps.py"
DOCS = "api-docs"
#: Names that answer something else than a page.
NO_PAGES = {
    "home": "leads on",
    "account_request_login_code": "leads on",
    "accounts:name": STEP,
    "records": STEP,
    "account_confirm_login_code": STEP,
    "account_email_verification_sent": STEP,
    "account_confirm_password_reset_code": STEP,
    "account_complete_password_reset": STEP,
    "account_change_password": STEP,
    "account_reauthenticate": STEP,
    "accounts:prove_by_code": STEP,
    "mfa_authenticate": STEP,
    "mfa_reauthenticate": STEP,
    "mfa_deactivate_totp": STEP,
    "mfa_view_recovery_codes": STEP,
    "mfa_generate_recovery_codes": STEP,
    "mfa_download_recovery_codes": FILE,
    "security-txt": FILE,
    "organizations:qr": FILE,
    "organizations:staff_roles": "a form of the person's page",
    "organizations:clients_import_example": FILE,
    "billing:movements-file": FILE,
    "notify:badge": PART,
    "schedule:policy_preview": PART,
    "booking:booking-ics": FILE,
    "planning:calendar-feed": PART,
    "planning:calendar-preview": PART,
    "planning:series-preview": PART,
    "planning:series-edit-preview": PART,
    "planning:series-end-preview": PART,
    "planning:sessions-cancel-preview": PART,
    "planning:replace-trainer-preview": PART,
    "ics:feed": FILE,
    "mailbox:html": PART,
    "mailbox:file": FILE,
}
#: The same address with something asked of it.
QUERIES = {
    "planning:calendar": ("view=calendar",),
    "planning:series-end": ("last_on=2040-01-01",),
    "booking:desk-add": ("q=noah",),
    "organizations:clients": ("q=nobody",),
    "organizations:settings_preset": ("preset=coach&keep=on",),
    "booking:schedule": ("free=on",),
}
TOKENS = {"organizations:join": "invitation_token"}
#: The personal links of messages: each opens a page of its own.
LINKS = {"personal:act": ("token", "offer_token", "leave_token", "move_token")}
#: Pages that staff of different rights see differently.
SEEN_BY_TRAINERS = (
    "insights:home",
    "planning:calendar",
    "booking:desk-session",
    "planning:series",
    "organizations:share",
)


@dataclass(frozen=True)
class Page:
    """An address, and by whom it is opened."""

    route: Route
    who: str
    query: str = ""
    group: str = ""
    link: str = ""

    def __str__(self) -> str:
        return ",".join(filter(None, [self.route.name, self.link, self.group, self.query, self.who]))

    def path(self, world: World) -> str:
        things = dict(world.home.near)
        about = about_of(self.route)
        things |= {name: things[thing] for name, thing in about.items()}
        values = values_of(world.home, things, world.now)
        values["organization_id"] = world.home.studio.id
        values["token"] = things[
            "invitation_token" if self.route.name == "organizations:join" else self.link or "token"
        ]
        if self.route.name == "accounts:sign_in_link":
            values["token"] = sign_in_token("nora@example.org")
        values["side"] = "desk" if self.who == "owner" else "me"
        values["group"] = self.group
        return self.route.path(values) + (f"?{self.query}" if self.query else "")


def pages() -> Iterator[Page]:
    for route in routes():
        if not is_page(route):
            continue
        for who in visitors_of(route):
            for query in ("", *QUERIES.get(route.name, ())):
                for group in sections() if "group" in route.names else ("",):
                    for link in LINKS.get(route.name, ("",)):
                        yield Page(route, who, query, group, link)


def sections() -> list[str]:
    """The sections of the settings page."""
    return [section.name for section in registry().sections()]


def is_page(route: Route) -> bool:
    """The kit shows itself in tests of its own."""
    is_shown = route.name == DOCS or not (route.is_api or route.name.startswith("ui:") or route.name in NO_PAGES)
    return is_shown and "GET" in route.methods


def visitors_of(route: Route) -> tuple[str, ...]:
    """Members see the public pages in their own frame; what everybody at the desk opens, the owner looks at."""
    access = route.access or frozenset()
    if route.name == "organizations:join":
        return ("kim",)
    if route.name == "start":
        return ("owner",)
    if Role.PUBLIC in access:
        return ("nobody", "maya") if "<slug:slug>" in route.address else ("nobody",)
    if route.name in SEEN_BY_TRAINERS:
        return ("owner", "ana")
    if "side" in route.names:
        return ("maya", "owner")
    return ("maya",) if Role.CLIENT in access else ("owner",)
