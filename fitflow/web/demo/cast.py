"""Who is in the demo: names, logins, class types and the week."""

from dataclasses import dataclass
from datetime import time

PASSWORD = "demo-fitflow"  # noqa: S105 - printed by `fitflow demo`; `serve` refuses a database that has it.
DOMAIN = "demo.fitflow.test"
MEMBERS = 200
#: member1 to member150 keep credits; the rest run low, so that every state can be seen.
WITH_CREDITS = 150

FIRST_NAMES = (
    "Maya", "Noah", "Priya", "Tom", "Aisha", "Lukas", "Chloe", "Kofi", "Elena", "Ben", "Sofia", "Omar", "Freya",
    "Diego", "Hana", "Jack", "Zara", "Mateo", "Ines", "Callum", "Nia", "Felix", "Leila", "Rory", "Amara", "Hugo",
    "Yuki", "Owen", "Tara", "Emil", "Ruby", "Samir", "Alma", "Jonah", "Esme", "Victor", "Nora", "Kai", "Iris", "Leo",
)  # fmt: skip
LAST_NAMES = (
    "Lind", "Berg", "Shah", "Walsh", "Novak", "Mensah", "Costa", "Fischer", "Ali", "Hughes", "Moreau", "Silva",
    "Kowalski", "Tanaka", "Reid", "Haddad", "Ferrari", "Ortiz", "Bauer", "Nowak", "Byrne", "Castro", "Weber", "Evans",
    "Khan", "Larsen", "Murphy", "Petrov", "Quinn", "Rossi",
)  # fmt: skip


@dataclass(frozen=True)
class Course:
    """A class type and the series that make its sessions: (weekdays, time, trainer)."""

    name: str
    description: str
    color: str
    minutes: int
    capacity: int
    credits: str
    trainer: int
    series: tuple[tuple[frozenset[int], time], ...]
    spot_name: str = ""


def days(*weekdays: int) -> frozenset[int]:
    return frozenset(weekdays)


ADDRESS = "14 Canal Row, Northside, London"
TRAINERS = ("Ana Ruiz", "Ben Okafor", "Clara Nyström")
BIOS = (
    "Strength coach for eleven years. Likes slow tempo, good notes and beginners.",
    "Came from rowing. Loud music, kind words, no chairs.",
    "Teaches yoga and mobility, and asks about your back before you do.",
)
COURSES = (
    Course(
        "Morning Strength", "Barbell basics in a small group. Every lift is scaled to you.", "#2563eb", 60, 12, "1", 0,
        ((days(1, 2, 3, 4, 5), time(6, 30)),),
    ),
    Course(
        "HIIT 45", "Short, hard, done. Intervals on the rower, the bike and the floor.", "#dc2626", 45, 14, "1", 1,
        ((days(1, 3, 5), time(12, 15)), (days(2, 4), time(18, 0))),
    ),
    Course(
        "Vinyasa Flow", "A steady, breathing practice. Mats and blocks are here.", "#0d9488", 75, 16, "1", 2,
        ((days(1, 3), time(17, 30)), (days(6,), time(9, 0))),
    ),
    Course(
        "Spin", "Forty-five minutes on the bike, good music, low light.", "#ea6a14", 45, 10, "1", 1,
        ((days(2, 4), time(7, 0)), (days(6,), time(10, 30))), "Bike",
    ),
    Course(
        "Core & Mobility", "Half an hour for the middle. A good start, a good end.", "#7c3aed", 30, 12, "0.5", 2,
        ((days(2, 4), time(12, 30)),),
    ),
    Course(
        "Small Group PT", "Four people, one trainer, your own program.", "#db2777", 60, 4, "2", 0,
        ((days(2, 4), time(17, 0)), (days(6,), time(11, 30))),
    ),
)  # fmt: skip


def member_name(number: int) -> str:
    """The name of member 1 to 200; each pair of names appears once."""
    first = FIRST_NAMES[(number - 1) % len(FIRST_NAMES)]
    last = LAST_NAMES[((number - 1) * 7 + (number - 1) // len(FIRST_NAMES)) % len(LAST_NAMES)]
    return f"{first} {last}"
