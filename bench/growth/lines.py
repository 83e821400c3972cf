"""What is asked: each line is one page or endpoint by one person, the same in every world."""

from dataclasses import dataclass

API = "/api/v1/"


@dataclass(frozen=True)
class Line:
    """A GET. `path` names ids of the visited studio in braces; pages stand under the studio, the API under its root.

    `after`: the path and the person that every connection has served just before.
    """

    name: str
    who: str
    path: str
    after: tuple[str, str] | None = None

    @property
    def is_api(self) -> bool:
        return self.path.startswith(API)

    def path_for(self, ids: dict[str, str]) -> str:
        return path_for(self.path, ids)


def path_for(path: str, ids: dict[str, str]) -> str:
    rooted = path if path.startswith("/") else f"/s/{{slug}}/{path}"
    return rooted.format(**ids)


#: Measured together, since one needs the other: a spot is held, booked and given back.
BOOKING = ("hold", "confirm", "cancel")
LINES = (
    Line("week list", "member", API + "sessions?from={today}&to={next_week}"),
    Line("one session", "member", API + "sessions/{session}"),
    Line("own bookings, API", "member", API + "bookings/me"),
    Line("own bookings ahead, API", "member", API + "bookings/me?when=upcoming"),
    Line("own movements, API", "member", API + "credits/transactions"),
    Line("studio's movements, API", "owner", API + "credits/transactions"),
    Line("schedule page", "", ""),
    Line("schedule page, member", "member", "me/schedule"),
    Line("own bookings", "member", "me/"),
    Line("own past bookings", "member", "me/past"),
    Line("wallet", "member", "me/wallet"),
    Line("notifications, member", "member", "me/notifications/"),
    Line("calendar feed (ICS)", "", "/ics/{feed}.ics"),
    Line("home", "owner", "desk/"),
    Line("today", "owner", "desk/today"),
    Line("today, trainer", "trainer", "desk/today"),
    Line("client list", "owner", "desk/clients"),
    Line("client list, manager of a location", "manager", "desk/clients"),
    Line("client search, many", "owner", "desk/clients?q=mar"),
    Line("client search, few", "owner", "desk/clients?q=zoe"),
    Line("client search, nobody", "owner", "desk/clients?q=qqq"),
    Line("client record", "owner", "desk/clients/{member}"),
    Line("client's bookings", "owner", "desk/clients/{member}/bookings"),
    Line("client's credits", "owner", "desk/clients/{member}/credits"),
    Line("client's messages", "owner", "desk/clients/{member}/messages/"),
    Line("roster of a full class", "owner", "desk/sessions/{full}"),
    Line("history of a class", "owner", "desk/sessions/{full}/history"),
    Line("somebody to add", "owner", "desk/sessions/{full}/add?q=mar"),
    Line("calendar week", "owner", "desk/calendar/feed?from={monday}&to={sunday}"),
    Line("calendar page", "owner", "desk/calendar"),
    Line("audit trail", "owner", "desk/audit/"),
    Line("audit trail, bookings", "owner", "desk/audit/?type=booking"),
    Line("audit trail, settings (rare)", "owner", "desk/audit/?type=settings"),
    Line("audit trail, a day a year ago", "owner", "desk/audit/?from={year_ago}&to={year_ago}"),
    Line("message log", "owner", "desk/messages/"),
    Line("message log, failed (none)", "owner", "desk/messages/?state=failed"),
    Line("message log, an address (none)", "owner", "desk/messages/?q=nobody"),
    Line("movements page", "owner", "desk/credits"),
    Line("staff", "owner", "desk/staff/"),
    Line("settings", "owner", "desk/settings/"),
    Line("proof", "owner", "desk/proof"),
    Line("notifications, trainer", "trainer", "desk/notifications/"),
    Line("settings, after the trainer", "owner", "desk/settings/", after=("trainer", "desk/notifications/")),
    Line("own bookings, after the trainer", "member", "me/", after=("trainer", "desk/notifications/")),
)
