"""Made-up data for /kit: every component in every state."""

import re
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse

from fitflow.core.formats import Formats
from fitflow.ui.nav import Bar, DayChip, NavItem, Step
from fitflow.ui.tones import TONES

ZONE = ZoneInfo("Europe/Berlin")
FORMATS = Formats(zone=ZONE)
TODAY = date(2026, 11, 20)
START = datetime(2026, 11, 20, 18, 30, tzinfo=ZONE)
SPRITE = Path(__file__).resolve().parent / "static" / "ui" / "icons.svg"


def icon_names() -> list[str]:
    """Every drawing of the sprite but the brand's mark."""
    return sorted(set(re.findall(r'<symbol id="([^"]+)"', SPRITE.read_text())) - {"mark"})


def shell() -> dict[str, Any]:
    """What a layout asks for."""
    here = reverse("ui:kit")
    nav = [
        NavItem("Today", f"{here}?page=today", "today", active=True),
        NavItem("Calendar", f"{here}?page=calendar", "calendar"),
        NavItem("Clients", f"{here}?page=clients", "users"),
        NavItem("Classes", f"{here}?page=classes", "dumbbell", badge="3"),
        NavItem("Credits", f"{here}?page=credits", "coins"),
        NavItem("Insights", f"{here}?page=insights", "chart"),
        NavItem("Settings", f"{here}?page=settings", "settings"),
    ]
    return {
        "nav": nav,
        "studio_name": "Northside Studio",
        "studio_url": here,
        "studios": [
            NavItem("Northside Studio", here, active=True),
            NavItem("Southbank Cycle Club", f"{here}?studio=2"),
        ],
        "search_url": here,
        "search_label": "Search clients, classes",
        "new_items": [
            NavItem("Booking", f"{here}?new=booking", "ticket"),
            NavItem("Class", f"{here}?new=class", "calendar-plus"),
            NavItem("Client", f"{here}?new=client", "user-plus"),
        ],
        "person_name": "Mara Lindqvist",
        "account_items": [
            NavItem("Profile", f"{here}?me=profile", "user"),
            NavItem("Alerts", f"{here}?me=notes", "bell"),
            NavItem("Sign out", f"{here}?me=out", "logout"),
        ],
        "zone_label": "Berlin time",
    }


def figures() -> dict[str, Any]:
    booked = {
        "28 Sep": 43,
        "5 Oct": 48,
        "12 Oct": 42,
        "19 Oct": 53,
        "26 Oct": 59,
        "2 Nov": 57,
        "9 Nov": 63,
        "16 Nov": 67,
    }
    return {
        "weeks": [Bar(label, value, str(value), active=label == "16 Nov") for label, value in booked.items()],
        "people": ["Ana Ruiz", "Ben Okafor", "Chloé Martin", "Dmitri Sokolov", "Emi Tanaka", "Farid Aziz", "Grace Li"],
        "tones": [*TONES, "slate"],
        "steps": [
            Step("Create your studio", "?", done=True),
            Step("Add a class type", "?step=type", text="What you teach, how long, how many places."),
            Step("Share your page", "?step=share", text="A link and a QR code for your door."),
        ],
        "facts": [("Class", "Vinyasa Flow"), ("Starts", "Fri 20 Nov 18:30"), ("You get back", "1 of 1 credit")],
    }


def components() -> dict[str, Any]:
    here = reverse("ui:kit")
    days = [TODAY + timedelta(days=step) for step in range(14)]
    return figures() | {
        "formats": FORMATS,
        "today": TODAY,
        "start": START,
        "end": START + timedelta(minutes=55),
        "now": START - timedelta(minutes=9, seconds=12),
        "icons": icon_names(),
        "chips": [
            DayChip(day, f"{here}?day={day}", day == days[2], has_free_spots=index % 4 != 1, is_full=index % 4 == 1)
            for index, day in enumerate(days)
        ],
        "tabs": [
            NavItem("Upcoming", here, active=True, badge="4"),
            NavItem("Waiting", f"{here}?tab=waiting", badge="1"),
            NavItem("Past", f"{here}?tab=past"),
        ],
        "views": [
            NavItem("Day", here),
            NavItem("Week", f"{here}?view=week", active=True),
            NavItem("Month", f"{here}?view=month"),
        ],
        "menu_items": [
            NavItem("Move", f"{here}?do=move", "calendar"),
            NavItem("Replace the trainer", f"{here}?do=trainer", "user"),
            NavItem("Cancel the class", f"{here}?do=cancel", "ban"),
        ],
    }
