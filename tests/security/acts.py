"""For every address that writes: who may, and what they would send. `{name}` stands for an id or a time of the world.

The walk sends the same to those who may not. A write address that is missing here fails the walk.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from tests.security.two_studios import House

Body = dict[str, Any]


@dataclass(frozen=True)
class Act:
    """One write: the route's name and method, who may do it, what is sent, and which thing of the world it is about."""

    route: str
    method: str
    by: str
    body: Body = field(default_factory=dict)
    #: Instead of the usual thing under a name of the address: {"session_id": "draft_session"}.
    about: dict[str, str] = field(default_factory=dict)
    #: The answer when somebody who may does it: 2xx or a redirect unless said otherwise.
    answers: tuple[int, ...] = (200, 201, 204, 302, 303)

    @property
    def key(self) -> str:
        return f"{self.method} {self.route}"


def api(route: str, method: str, by: str, body: Body | None = None, **about: str) -> Act:
    return Act(route, method, by, body or {}, about)


def form(route: str, by: str, body: Body | None = None, **about: str) -> Act:
    return Act(route, "POST", by, body or {}, about)


SESSION = {"class_type": "{class_type_id}", "starts_at": "{in_3_weeks}", "capacity": 5}
SERIES = {"class_type": "{class_type_id}", "weekdays": [3], "at": "06:30", "starts_on": "{day_in_3_weeks}"}
CLIENT = {"name": "Pia New", "email": "pia@new.test", "phone": "+44 20 7946 0958"}
PERSON = {"name": "Ben Adu", "email": "ben.adu@new.test", "bio": "Runs.", "color": "#2563eb"}
CLASS = {"name": "Evening Yoga", "duration_minutes": 45, "capacity": 9, "trainer": "{staff_id}"}
POLICY = {"name": "By the hour", "kind": "custom", "tiers": [{"min_hours_before": 12, "percent": 100}]}
ROWS = {"row-0-hours": "12", "row-0-percent": "100"}
STUDIO = {"name": "Third House", "slug": "third-house", "timezone": "Europe/London", "currency": "GBP"}
CSV = "name,email\nPia New,pia@new.test\n"

API = [
    api("api-hold", "POST", "maya", {"spot": 2}, session_id="empty_session"),
    api("api-confirm", "POST", "maya"),
    api("api-release", "DELETE", "maya"),
    api("api-cancel", "POST", "maya"),
    api("api-reschedule", "POST", "maya", {"session": "{empty_session}"}),
    api("api-checkin", "POST", "ana", {"status": "present"}, booking_id="running_booking"),
    api("api-waive", "POST", "manager", {"reason": "Ill."}, booking_id="missed_booking"),
    api("api-settle", "POST", "ana", {"by": "cash", "note": "12"}, booking_id="due_booking"),
    api("api-let-off", "POST", "manager", {"reason": "A friend."}, booking_id="due_booking"),
    api("api-pay-back", "POST", "ana", booking_id="owed_booking"),
    api("api-unsettle", "POST", "ana", booking_id="paid_booking"),
    api("api-waitlist", "DELETE", "maya", session_id="full_session"),
    api("api-join", "POST", "maya", session_id="crowded_session"),
    api("api-calendar-feed", "POST", "maya"),
    api("api-admin-sessions", "POST", "ana", SESSION),
    api("api-admin-session", "PATCH", "ana", {"capacity": 9, "note": "Bring mats."}),
    api("api-admin-book", "POST", "ana", {"client": "{client_id}"}, session_id="empty_session"),
    api("api-extra-place", "POST", "ana", {"reason": "A friend."}),
    api("api-publish", "POST", "ana", session_id="draft_session"),
    api("api-rest-present", "POST", "ana", session_id="running_session"),
    api("api-series", "POST", "ana", SERIES),
    api("api-series-preview", "POST", "ana", SERIES),
    api("api-series-one", "PATCH", "ana", {"capacity": 11}),
    api("api-series-end", "POST", "ana", {"last_on": "{day_in_3_weeks}", "reason": "Over."}),
    api("api-series-date", "POST", "ana", {"on": "{left_out_day}"}),
    api("api-sessions-cancel", "POST", "ana", {"sessions": ["{told_session}"], "reason": "Snow."}),
    api("api-replace-trainer", "POST", "manager", {"sessions": ["{told_session}"], "substitute": "{other_staff}"}),
    api("api-client-credits", "POST", "manager", {"amount": "3.00", "reason": "Sorry."}),
    api("api-client-credits-undo", "POST", "manager", {"posting": "{posting_id}"}),
    api("api-credits-ask", "POST", "maya"),
    api("api-credit-request-give", "POST", "manager", {"amount": "3.00"}),
    api("api-credit-request-decline", "POST", "manager"),
    api("api-clients", "POST", "manager", CLIENT),
    api("api-clients-import", "POST", "manager", {"csv": CSV, "dry_run": False}),
    api("api-client", "PATCH", "manager", {"phone": "07700 900123"}),
    api("api-client-status", "POST", "manager", {"status": "inactive", "reason": "Moved away."}),
    api("api-client-archive", "POST", "manager"),
    api("api-client-restore", "POST", "manager", client_id="archived_client"),
    api("api-client-separate", "POST", "manager"),
    api("api-client-readmit", "POST", "manager"),
    api("api-client-notes", "POST", "manager", {"text": "Left knee."}),
    api("api-client-note", "PATCH", "manager", {"text": "Right knee."}),
    api("api-client-note", "DELETE", "manager"),
    api("api-class-types", "POST", "manager", CLASS),
    api("api-class-type", "PATCH", "manager", {"description": "Slow."}),
    api("api-policies", "POST", "owner", POLICY),
    api("api-policy", "PATCH", "owner", {"name": "Stricter"}),
    api("api-organization", "PATCH", "owner", {"name": "Taken over"}),
    api("api-settings", "PATCH", "owner", {"hold.duration": 900}),
    api("api-locations", "POST", "owner", {"name": "Harbour"}),
    api("api-location", "PATCH", "owner", {"name": "Renamed"}),
    api("api-location-close", "POST", "owner"),
    api("api-location-reopen", "POST", "owner", location_id="closed_location"),
    api("api-staff", "POST", "owner", PERSON),
    api("api-staff-member", "PATCH", "owner", {"name": "Renamed"}),
    api("api-staff-roles", "PUT", "owner", {"roles": ["manager", "trainer"]}),
    api("api-staff-deactivate", "POST", "owner"),
    api("api-staff-reactivate", "POST", "owner", staff_id="gone_staff"),
    api("api-invitations", "POST", "owner", {"email": "new@new.test", "roles": ["trainer"]}),
    api("api-invitation", "DELETE", "owner"),
    api("api-invitation-resend", "POST", "owner"),
    api("api-failed-work-replay", "POST", "owner"),
    api("api-message-again", "POST", "manager", message_id="failed_message"),
    api("api-notifications-read", "POST", "maya", {"all": True}),
    api("api-notification-preferences", "PATCH", "maya",
        {"choices": [{"topic": "{free_topic}", "channel": "email", "enabled": False}]}),
]  # fmt: skip

#: What the edit form of a series sends whole.
SERIES_EDIT = {
    "scope": "all", "session": "", "weekdays": ["4"], "at": "07:45", "trainer": "{staff_id}",
    "location": "{location_id}", "duration_minutes": "50", "capacity": "8", "cost_credits": "", "online_url": "",
}  # fmt: skip
WHEN = {"on": "{day_in_3_weeks}", "starts": "06:30", "ends": "07:20"}
WHERE = {"trainer": "{staff_id}", "location": "{location_id}", "agreed": "1"}
RANGE = {"first": "{day_told}", "last": "{day_told}", "trainer": "{staff_id}"}
PAGES = [
    form("organizations:settings_profile", "owner", {
        "name": "Taken over", "timezone": "Europe/London", "currency": "GBP", "locale": "en-gb", "week_start": "1"}),
    form("organizations:settings_preset", "owner", {"preset": "coach", "keep": "on"}),
    form("organizations:settings_section", "owner", {"reset": "hold.duration"}),
    form("organizations:location_add", "owner", {"name": "Harbour"}),
    form("organizations:location", "owner", {"name": "Renamed"}),
    form("organizations:location_close", "owner"),
    form("organizations:location_reopen", "owner", location_id="closed_location"),
    form("organizations:staff_add", "owner", PERSON),
    form("organizations:staff_invite", "owner", {"email": "new@new.test", "role": "trainer"}),
    form("organizations:staff_person", "owner", PERSON),
    form("organizations:staff_roles", "owner", {"role": "manager", "teaches": "on"}),
    form("organizations:staff_deactivate", "owner"),
    form("organizations:staff_reactivate", "owner", staff_id="gone_staff"),
    form("organizations:invitation_resend", "owner"),
    form("organizations:invitation_withdraw", "owner"),
    form("organizations:audit_replay", "owner"),
    form("organizations:undo", "ana", {"token": "of nothing"}),
    form("organizations:client_add", "manager", {**CLIENT, "status": "active"}),
    form("organizations:clients_import", "manager", {"text": CSV, "on_duplicate": "skip"}),
    form("organizations:clients_import_apply", "manager", {"text": CSV, "on_duplicate": "skip"}),
    form("organizations:clients_import_wrong", "manager", {"text": CSV, "on_duplicate": "skip"}),
    form("organizations:client_edit", "manager", {**CLIENT, "status": "active", "location_id": "{location_id}"}),
    form("organizations:client_status", "manager", {"status": "inactive", "reason": "Moved away."}),
    form("organizations:client_archive", "manager"),
    form("organizations:client_restore", "manager", client_id="archived_client"),
    form("organizations:client_separate", "manager"),
    form("organizations:client_readmit", "manager"),
    form("organizations:client_notes", "manager", {"text": "Left knee."}),
    form("organizations:client_note", "manager", {"text": "Right knee."}),
    form("organizations:client_note_remove", "manager"),
    form("organizations:profile", "maya", {"name": "Maya Renamed", "phone": "07700 900123"}),
    form("billing:give", "manager", {"amount": "3", "reason": "Sorry."}),
    form("billing:quick", "manager", {"amount": "1", "reason": "0"}),
    form("billing:undo", "manager", {"posting": "{posting_id}"}),
    form("billing:take", "manager", {"amount": "1", "reason": "Too many."}),
    form("notify:mark-read", "maya"),
    form("notify:preferences", "maya"),
    form("notify:send-again", "manager", message_id="failed_message"),
    form("schedule:class_type_new", "manager", {"name": "Evening Yoga", "duration": "60", "capacity": "9",
        "color": "#2563eb"}),
    form("schedule:class_type", "manager", {"name": "Renamed", "duration": "60", "capacity": "9", "color": "#2563eb"}),
    form("schedule:class_type_archive", "manager", class_type_id="idle_type"),
    form("schedule:class_type_restore", "manager", class_type_id="archived_type"),
    form("schedule:policy_new", "owner", {"name": "By the hour", "kind": "custom", **ROWS}),
    form("schedule:policy", "owner", {"name": "Stricter", **ROWS}),
    form("schedule:policy_archive", "owner"),
    form("schedule:policy_restore", "owner", policy_id="archived_policy"),
    form("booking:book", "maya", session_id="empty_session"),
    form("booking:wait", "maya", session_id="crowded_session"),
    form("calendars:feed-renew", "maya"),
    form("booking:confirm", "maya"),
    form("booking:release", "maya"),
    form("booking:leave", "maya", session_id="full_session"),
    form("booking:cancel", "maya"),
    form("booking:reschedule", "maya", {"to": "{empty_session}"}),
    form("calendars:desk-feed-renew", "ana"),
    form("insights:checklist", "owner", {"act": "dismiss"}),
    form("insights:check-again", "manager"),
    form("planning:calendar-drop", "ana", {**WHEN, **WHERE}),
    form("planning:session-new", "ana", {**WHEN, "class_type": "{class_type_id}", "status": "draft"}),
    form("booking:session-publish", "ana", session_id="draft_session"),
    form("booking:session-edit", "ana", {"opens_at": "{wall_now}", "closes_at": "{wall_in_1_day}", "note": "Mats."}),
    form("booking:session-places", "ana", {"capacity": "9"}),
    form("booking:session-extra", "ana", {"reason": "A friend."}),
    form("booking:session-cancel", "ana", {"reason": "Snow."}),
    form("planning:session-move", "ana", {**WHEN, **WHERE}),
    form("planning:session-trainer", "manager", {"trainer": "{other_staff}", "agreed": "1"}),
    form("booking:desk-add", "ana", {"client": "{client_id}", "how": "book"}, session_id="empty_session"),
    form("booking:desk-rest", "ana", session_id="running_session"),
    form("booking:desk-leave", "ana", {"client": "{client_id}"}, session_id="full_session"),
    form("booking:desk-mark", "ana", {"mark": "present"}, booking_id="running_booking"),
    form("booking:desk-move", "ana", {"to": "{empty_session}"}),
    form("booking:desk-cancel", "ana", {"refund": "policy", "reason": "She called."}),
    form("booking:desk-waive", "manager", {"reason": "Ill."}, booking_id="missed_booking"),
    form("schedule:payment", "owner", {"answer": "at_studio", "free_classes": "1", "afterwards": "credits"}),
    form("billing:ask", "maya"),
    form("billing:request-give", "manager"),
    form("billing:request-decline", "manager"),
    form("booking:client-book", "manager", {"session": "{empty_session}"}),
    form("booking:desk-settle", "ana", {"by": "cash", "note": "12"}, booking_id="due_booking"),
    form("booking:desk-let-off", "manager", {"reason": "A friend."}, booking_id="due_booking"),
    form("booking:desk-pay-back", "ana", booking_id="owed_booking"),
    form("booking:desk-unsettle", "ana", booking_id="paid_booking"),
    form("planning:series-new", "ana", SERIES),
    form("planning:series-edit", "ana", SERIES_EDIT),
    form("planning:series-end", "ana", {"last_on": "{day_in_3_weeks}", "reason": "Over."}),
    form("planning:series-plan-date", "ana", {"on": "{left_out_day}"}),
    form("planning:sessions-cancel", "ana", {**RANGE, "reason": "Snow."}),
    form("planning:cancel-run-retry", "ana"),
    form("planning:replace-trainer", "manager", {**RANGE, "substitute": "{other_staff}"}),
]  # fmt: skip

#: Open to everybody, or to whoever has signed in: what is sent is tried as somebody who may.
OPEN = [
    api("api-studios", "POST", "owner", STUDIO),
    api("api-invitation-accept", "POST", "kim", {"token": "{invitation_token}"}),
    api("api-record-join", "POST", "kim"),
    api("api-record-refuse", "POST", "kim"),
    form("organizations:join", "kim", token="invitation_token"),
    form("personal:act", "anonymous", {"expected_refund": "1"}),
]
ACTS = {act.key: act for act in [*API, *PAGES, *OPEN]}
#: Programs at the door of their account, and the personal links of messages: no studio's walk comes by.
ACCOUNT_API = [
    api("auth-token", "POST", "anonymous", {"email": "maya.northside@northside.test", "password": "wrong-harbour-7"}),
    api("auth-token-refresh", "POST", "anonymous", {"refresh": "nonsense"}),
    api("auth-token-end", "POST", "anonymous", {"refresh": "nonsense"}),
    api("auth-me", "PATCH", "maya", {"name": "Maya Renamed"}),
]
LINKS = [
    form("personal:act", "anonymous", {"expected_refund": "1"}),
    form("personal:act", "anonymous", {"do": "decline"}, token="offer_token"),
    form("personal:act", "anonymous", token="leave_token"),
    form("personal:act", "anonymous", {"to": "{empty_session}"}, token="move_token"),
]


def values_of(house: House, side: dict[str, Any], now: datetime) -> dict[str, Any]:
    """What fills addresses and bodies: the things of one side of a studio, and times ahead of now."""
    zone = ZoneInfo(house.studio.timezone)
    wall, later = now.astimezone(zone), (now + timedelta(days=24)).astimezone(zone)
    return {
        "slug": house.studio.slug,
        "side": "me",
        "group": "booking",
        "table": "timer",
        "in_3_weeks": (now + timedelta(days=24)).isoformat(),
        "day_in_3_weeks": later.date().isoformat(),
        "day_told": (now + timedelta(hours=194)).astimezone(zone).date().isoformat(),
        "wall_now": wall.strftime("%Y-%m-%dT%H:%M"),
        "wall_in_1_day": (wall + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M"),
        "free_topic": "booking.reminder",
        **side,
    }


def filled(body: Any, values: dict[str, Any]) -> Any:
    """The body with its names replaced."""
    if isinstance(body, dict):
        return {name: filled(value, values) for name, value in body.items()}
    if isinstance(body, list):
        return [filled(value, values) for value in body]
    if isinstance(body, str) and body.startswith("{") and body.endswith("}"):
        return str(values[body[1:-1]])
    return body


def new_key() -> str:
    return str(uuid4())
