"""Fills an empty, migrated database with a world, by SQL and in bulk.

The rows are those that the product would have written; its own audit finds nothing wrong in them.
"""

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson

from bench.growth.studios import StudioSize
from fitflow.notify.channels.letters import Letterhead, as_html, as_text
from fitflow.organizations.typed_settings.registry import registry

SCRIPTS = Path(__file__).parent / "sql"
#: The class of tomorrow that is full, by the half hours after six.
FULL_SLOT = 12
#: Triggers work row by row; what they would refuse, the audit finds. The keys between tables are no such triggers.
WATCHED = (
    "core_event", "booking_spot", "booking_spothold", "booking_booking", "billing_creditlot", "billing_posting",
    "billing_ledgerentry", "schedule_session", "schedule_resourceclaim",
)  # fmt: skip
POLICY = (
    '{"kind": "tiered", "name": "", "mistap_grace": 300, "tiers": [{"percent": 100, "inclusive": false,'
    ' "min_hours_before": 24}, {"percent": 50, "inclusive": true, "min_hours_before": 12}]}'
)
FIRST_NAMES = (
    "Maria", "Martin", "Marta", "Marco", "Maya", "Noah", "Ada", "Ben", "Cleo", "Dan", "Eva", "Finn", "Gia", "Hugo",
    "Ida", "Jan", "Kim", "Leo", "Mia", "Nina", "Otto", "Pia", "Quinn", "Rosa", "Sam", "Tara", "Uma", "Vera", "Will",
    "Xenia", "Yara", "Alma", "Bela", "Cora", "Dora", "Ella", "Fred", "Greta", "Hans", "Ines",
)  # fmt: skip
LAST_NAMES = [
    start + end
    for start in ("Lind", "Hart", "Berg", "Stone", "Wood")
    for end in ("", "er", "son", "ley", "man", "field", "ford", "well", "gren", "holm")
]
#: The columns of the scripts' table of studios that are numbers of a `StudioSize`.
SIZES = (
    "clients", "outside", "past_taken", "future_taken", "daily", "capacity", "hot", "reserved", "locations", "trainers",
    "class_types",
)  # fmt: skip


def fill(cursor: Any, studios: Iterable[StudioSize], *, now: datetime) -> None:
    """Everything, in the open transaction. Whoever opened it has seen to it that nothing is looked at row by row.

    `cursor` binds values itself (psycopg's ClientCursor, Django's): most statements need no types then.
    """
    cursor.execute("SET LOCAL work_mem = '256MB'")
    write_studios(cursor, studios, now)
    for script in sorted(SCRIPTS.glob("*.sql")):
        run(cursor, script, values(now))


@contextmanager
def trusted(cursor: Any) -> Iterator[None]:
    """As the owner of the tables: the keys between them hold, what the walls would refuse is left to the audit."""
    for table in WATCHED:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    yield
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # Before the tables are altered again.
    for table in WATCHED:
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def write_studios(cursor: Any, studios: Iterable[StudioSize], now: datetime) -> None:
    """The studios themselves, and the table of their sizes that the scripts read."""
    settings = orjson.dumps(registry().resolve("studio", {}), default=str).decode()
    columns = ", ".join(f"{name} int" for name in SIZES)
    cursor.execute(
        "CREATE TEMP TABLE studio (number bigint, organization_id uuid, slug text, is_shown boolean, "
        f"{columns}) ON COMMIT DROP"
    )
    for number, studio in enumerate(studios, start=1):
        sizes, key = asdict(studio), UUID(int=(1 << 120) + number)
        row = [number, key, studio.slug, studio.is_shown, *(sizes[name] for name in SIZES)]
        cursor.execute(f"INSERT INTO studio VALUES ({', '.join(['%s'] * len(row))})", row)
    cursor.execute(
        "INSERT INTO organizations_organization (id, slug, name, timezone, currency, locale, week_start, preset,"
        " overrides, settings, created_at)"
        " SELECT organization_id, slug, initcap(slug), 'Europe/London', 'GBP', 'en-gb', 1, 'studio', '{}', %s::jsonb,"
        " %s::timestamptz - interval '731 days' FROM studio",
        [settings, now],
    )
    cursor.execute("ANALYZE studio")


def run(cursor: Any, script: Path, given: dict[str, Any]) -> None:
    """One script, statement by statement: only then may values be bound."""
    start = time.monotonic()
    for statement in script.read_text().split(";\n"):
        if statement.strip():
            cursor.execute(statement, given)
    print(f"  {script.stem} {time.monotonic() - start:.0f} s", flush=True)


def values(now: datetime) -> dict[str, Any]:
    """What the scripts are given. The letter is as long as that of a booking; NAME stands where letters differ."""
    letter = {
        "subject": "Booked: Class, Tue 1 Dec 06:30",
        "heading": "You are booked: Class",
        "greeting": "Hello NAME,",
        "paragraphs": ["Your place is number 7. See you there.", "You can cancel for nothing until a day before."],
        "facts": [("When", "Tuesday 1 December, 06:30"), ("Where", "Main"), ("With", "Ana Ruiz"), ("Paid with", "1")],
        "action": "See the booking",
        "url": "https://example.org/s/big/me/bookings/NAME",
        "links": [("Cannot come? Cancel here", f"https://example.org/a/cancel.{'x' * 120}")],
        "notes": [],
        "letterhead": Letterhead("Big", "#2563eb", "https://example.org/s/big/me/notifications/preferences/"),
    }
    return {
        "now": now,
        "first_names": list(FIRST_NAMES),
        "last_names": LAST_NAMES,
        "full_slot": FULL_SLOT,
        "policy": POLICY,
        "text": as_text(letter),
        "html": as_html(letter),
    }
