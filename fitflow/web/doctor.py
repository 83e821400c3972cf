"""What is wrong with this installation, and what to do about it. Looks only; changes nothing."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.apps import apps
from django.conf import settings
from django.core import checks
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connections
from django.db.utils import Error
from django.utils import timezone

from fitflow.core.jobs import dead_jobs, oldest_due
from fitflow.core.sqlfiles import differences
from fitflow.notify import channels
from fitflow.web.demo import has_demo_accounts

#: Who we are here: name, above row-level security, may make tables; and of our tables: how many, how many owned.
ROLE = """SELECT r.rolname, r.rolsuper OR r.rolbypassrls, has_schema_privilege('public', 'CREATE'), count(t.tablename),
  count(t.tablename) FILTER (WHERE pg_has_role(t.tableowner, 'USAGE'))
  FROM pg_roles r LEFT JOIN pg_tables t ON t.schemaname = 'public' AND t.tablename = ANY(%s)
  WHERE r.rolname = current_user GROUP BY r.rolname, r.rolsuper, r.rolbypassrls"""
CORRECT_OWNER = "Correct DATABASE_OWNER_URL: the address of the role that made the tables, in the same database."
#: The wall clock of each zone that studios use, week by week.
WALL_CLOCKS = """SELECT o.timezone, m.at, m.at AT TIME ZONE o.timezone
  FROM (SELECT DISTINCT timezone FROM organizations_organization) o,
  generate_series(%s, %s, interval '7 days') m (at)"""
RULES_KNOWN = timedelta(days=730)
SLOW_WORKER = timedelta(seconds=30)
WRONG_CLOCK = timedelta(seconds=2)
NAMED = 3


@dataclass(frozen=True)
class Finding:
    """One look: what was looked at, what was found, and - when it is wrong - what to do."""

    about: str
    found: str
    advice: str = ""

    @property
    def is_good(self) -> bool:
        return not self.advice


Look = Callable[[datetime], Finding]


def examine(now: datetime) -> Iterator[Finding]:
    """Every look in turn. What looks into a database that is away or has no tables yet is left out."""
    yield from settings_findings()
    yield from exposure_findings()
    reachable = database_finding()
    yield reachable
    if reachable.is_good:
        yield from looks_into_database(now)
    yield from channel_findings()
    yield assets()


def looks_into_database(now: datetime) -> Iterator[Finding]:
    """As far as its tables and our rights in it go."""
    looks: list[Look] = [role, owner, clock]
    for look in looks:
        yield taken(look, now)
    migrated = taken(migrations, now)
    yield migrated
    looks = [sql_functions, time_zones, worker, dead_letters, demo_accounts]
    for look in looks if migrated.is_good else []:
        yield taken(look, now)


def taken(look: Look, now: datetime) -> Finding:
    """A look that the database refuses is a finding, too: others may still tell more."""
    try:
        return look(now)
    except Error as error:
        about = look.__name__.replace("_", " ")
        advice = (
            "Restore what is missing: rights are given by the tables' owner (GRANT), tables made by fitflow migrate."
        )
        return Finding(about, f"cannot be told: {in_one_line(error)}", advice)


def in_one_line(error: Error) -> str:
    return " ".join(str(error).split())


def settings_findings() -> Iterator[Finding]:
    problems = [found for found in checks.run_checks() if found.level >= checks.ERROR]
    for problem in problems:
        yield Finding("settings", str(problem.msg), str(problem.hint or "Correct the setting."))
    if not problems:
        yield Finding("settings", "every value is readable")


def is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def exposure_findings() -> Iterator[Finding]:
    """What may be so on one's own machine, and nowhere else."""
    address: str = settings.FITFLOW_URL
    parts = urlsplit(address)
    is_local, is_https = is_this_machine(parts.hostname or ""), parts.scheme == "https"
    if not is_local and not is_https:
        advice = (
            "End TLS in a proxy, set FITFLOW_URL=https://… and FITFLOW_BEHIND_PROXY=1: cookies travel in the clear."
        )
        yield Finding("transport", f"{address} is not encrypted", advice)
    elif is_https and settings.SECURE_PROXY_SSL_HEADER is None:
        advice = "Set FITFLOW_BEHIND_PROXY=1: else nobody is led from http to https, and all visitors have one address."
        yield Finding("transport", "what the proxy says of a request is not trusted", advice)
    else:
        yield Finding("transport", "https, and http leads there" if is_https else "http, on this machine only")
    if settings.DEBUG:
        advice = "Unset FITFLOW_DEBUG: its pages of errors show settings and what people sent."
        yield Finding("debug", "is on (FITFLOW_DEBUG)", advice)
    if settings.FITFLOW_DEMO and not is_local:
        advice = "Unset FITFLOW_DEMO: it shows every mail, with the codes in them, to everybody."
        yield Finding("demo", f"is on (FITFLOW_DEMO), and {address} is not this machine", advice)


def database_finding() -> Finding:
    try:
        with connections["default"].cursor() as cursor:
            cursor.execute("SELECT current_setting('server_version')")
            version = cursor.fetchone()[0]
    except Error as error:
        advice = "Start the server, or correct DATABASE_URL (unset it to use the embedded one)."
        return Finding("database", f"cannot be reached: {in_one_line(error)}", advice)
    where = "embedded" if settings.FITFLOW_EMBEDDED_DATA else "by DATABASE_URL"
    return Finding("database", f"PostgreSQL {version}, {where}")


@dataclass(frozen=True)
class Us:
    """The role a connection has, and what is ours of the tables."""

    name: str
    sees_everything: bool
    may_create: bool
    tables: int
    owned: int


def us(alias: str) -> Us:
    names = [model._meta.db_table for model in apps.get_models()]
    with connections[alias].cursor() as cursor:
        cursor.execute(ROLE, [names])
        return Us(*cursor.fetchone())


def role(_now: datetime) -> Finding:
    found = us("default")
    advice = "Connect as a role without SUPERUSER and BYPASSRLS; the owner's role goes into DATABASE_OWNER_URL."
    if found.sees_everything:
        return Finding("role", f"{found.name} ignores row-level security", advice)
    if found.owned:
        return Finding("role", f"{found.name} owns {found.owned} tables and could take their walls away", advice)
    return Finding("role", f"{found.name} obeys row-level security")


def owner(_now: datetime) -> Finding:
    """The role that migrates: it must get in, to the same database, own the tables and see every row."""
    try:
        found, database = us("owner"), database_of("owner")
    except Error as error:
        return Finding("owner", f"cannot connect: {in_one_line(error)}", f"{CORRECT_OWNER} fitflow migrate needs it.")
    if database != database_of("default"):
        return Finding("owner", f"{found.name} is in another database than the application", CORRECT_OWNER)
    if not found.may_create or found.owned < found.tables:
        return Finding("owner", f"{found.name} owns {found.owned} of {found.tables} tables", CORRECT_OWNER)
    if not found.sees_everything:
        advice = f"As an administrator: ALTER ROLE {found.name} BYPASSRLS."
        return Finding("owner", f"{found.name} sees no studio's rows, so a migration would pass them over", advice)
    return Finding("owner", f"{found.name} may migrate")


def database_of(alias: str) -> tuple[object, ...]:
    """Which database of which server a connection leads to."""
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT oid, pg_postmaster_start_time() FROM pg_database WHERE datname = current_database()")
        database: tuple[object, ...] = cursor.fetchone()
    return database


def migrations(_now: datetime) -> Finding:
    """Asked by the application's role: it reads everything, and does not need the owner to be there."""
    try:
        call_command("migrate", database="default", check_unapplied=True, verbosity=0)
    except (SystemExit, CommandError):
        return Finding("migrations", "some are not applied", "Run: fitflow migrate")
    return Finding("migrations", "all applied")


def sql_functions(_now: datetime) -> Finding:
    """Whether the database's functions are those of this code: an update that was not finished leaves old ones."""
    changed = differences("default")
    if changed:
        return Finding("sql functions", f"not those of this code: {shortened(changed)}", "Run: fitflow migrate")
    return Finding("sql functions", "those of this code")


def shortened(names: list[str]) -> str:
    """The first few; a list of all would hide the rest of the page."""
    more = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" and {more} more" if more > 0 else "")


def clock(now: datetime) -> Finding:
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        # house: allow no-clock — This look compares the two clocks themselves.
        gap = abs(cursor.fetchone()[0] - timezone.now())
    if gap > WRONG_CLOCK:
        return Finding("clock", f"differs from the database's by {gap}", "Let both machines keep time by NTP.")
    return Finding("clock", f"agrees with the database's ({now:%Y-%m-%d %H:%M} UTC)")


def time_zones(now: datetime) -> Finding:
    """Whether Python and the database know the same rules: each has a copy, and governments change them."""
    with connections["default"].cursor() as cursor:
        cursor.execute(WALL_CLOCKS, [now, now + RULES_KNOWN])
        clocks = cursor.fetchall()
    apart = [(at, zone) for zone, at, wall in clocks if at.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != wall]
    if apart:
        at, zone = min(apart)
        advice = "Update the older of the two: PostgreSQL (or its system's tzdata) or Python's tzdata."
        return Finding("time zones", f"the database has other rules for {zone} from {at:%Y-%m-%d}", advice)
    return Finding("time zones", "the database has the same rules for those of the studios")


def worker(now: datetime) -> Finding:
    late = oldest_due(now)
    if late > SLOW_WORKER:
        advice = "Start it: fitflow worker (fitflow serve runs one too)."
        return Finding("worker", f"the longest-waiting job is {late} late", advice)
    return Finding("worker", f"nothing waits longer than {late.total_seconds():.0f} s")


def dead_letters(_now: datetime) -> Finding:
    dead = dead_jobs()
    if dead:
        advice = "Look at them under Audit in the studio, and replay them."
        return Finding("dead letters", f"{dead} jobs gave up", advice)
    return Finding("dead letters", "none")


def demo_accounts(_now: datetime) -> Finding:
    if has_demo_accounts() and not settings.FITFLOW_DEMO:
        advice = "Everybody knows their password. Use another database, or set FITFLOW_DEMO=1 on purpose."
        return Finding("demo accounts", "this database has some", advice)
    return Finding("demo accounts", "wanted (FITFLOW_DEMO=1)" if settings.FITFLOW_DEMO else "none")


def channel_findings() -> Iterator[Finding]:
    """Whether each channel of messages has what it needs outside of this machine."""
    setups = [channel.setup() for channel in channels.CHANNELS]
    for setup in setups:
        if setup is not None:
            yield Finding(setup.about, setup.found, setup.advice)


def assets() -> Finding:
    vendor = Path(settings.BASE_DIR) / "fitflow" / "ui" / "static" / "vendor"
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if not vendor.exists() and not manifest.exists():
        return Finding("assets", "the front-end files are missing", "Run: make setup")
    return Finding("assets", "in place")
