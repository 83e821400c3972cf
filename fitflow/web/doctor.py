"""What is wrong with this installation, and what to do about it. Looks only; changes nothing."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core import checks
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connections
from django.db.utils import DatabaseError
from django.utils import timezone

from fitflow.core.jobs import dead_jobs, oldest_due
from fitflow.notify import outgoing
from fitflow.web.demo.seed import has_demo_accounts

SLOW_WORKER = timedelta(seconds=30)
WRONG_CLOCK = timedelta(seconds=2)


@dataclass(frozen=True)
class Finding:
    """One look: what was looked at, what was found, and - when it is wrong - what to do."""

    about: str
    found: str
    advice: str = ""

    @property
    def is_good(self) -> bool:
        return not self.advice


def examine(now: datetime) -> Iterator[Finding]:
    """Every look in turn. What looks into a database that is away or has no tables yet is left out."""
    yield from settings_findings()
    reachable = database_finding()
    yield reachable
    if reachable.is_good:
        yield role(now)
        yield clock(now)
        migrated = migrations(now)
        yield migrated
        looks: list[Callable[[datetime], Finding]] = [worker, dead_letters, demo_accounts]
        for look in looks if migrated.is_good else []:
            yield look(now)
    yield mail()
    yield assets()


def settings_findings() -> Iterator[Finding]:
    problems = [found for found in checks.run_checks() if found.level >= checks.ERROR]
    for problem in problems:
        yield Finding("settings", str(problem.msg), str(problem.hint or "Correct the setting."))
    if not problems:
        yield Finding("settings", "every value is readable")


def database_finding() -> Finding:
    try:
        with connections["default"].cursor() as cursor:
            cursor.execute("SELECT current_setting('server_version')")
            version = cursor.fetchone()[0]
    except DatabaseError as error:
        advice = "Start the server, or correct DATABASE_URL (unset it to use the embedded one)."
        return Finding("database", f"cannot be reached: {error}".strip(), advice)
    where = "embedded" if settings.FITFLOW_EMBEDDED_DATA else "by DATABASE_URL"
    return Finding("database", f"PostgreSQL {version}, {where}")


def role(_now: datetime) -> Finding:
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT rolname, rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        name, is_mighty = cursor.fetchone()
    if is_mighty:
        advice = "Connect as a role without SUPERUSER and BYPASSRLS; the owner's role goes into DATABASE_OWNER_URL."
        return Finding("role", f"{name} ignores row-level security", advice)
    return Finding("role", f"{name} obeys row-level security")


def migrations(_now: datetime) -> Finding:
    try:
        call_command("prepare_database", check=True, verbosity=0)
    except (SystemExit, CommandError):
        return Finding("migrations", "some are not applied", "Run: fitflow migrate")
    return Finding("migrations", "all applied")


def clock(now: datetime) -> Finding:
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        # house: allow no-clock — This look compares the two clocks themselves.
        gap = abs(cursor.fetchone()[0] - timezone.now())
    if gap > WRONG_CLOCK:
        return Finding("clock", f"differs from the database's by {gap}", "Let both machines keep time by NTP.")
    return Finding("clock", f"agrees with the database's ({now:%Y-%m-%d %H:%M} UTC)")


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


def mail() -> Finding:
    if settings.FITFLOW_DEMO:
        return Finding("mail", "stays in the mailbox of the demo")
    if not outgoing.is_set_up():
        advice = "Set FITFLOW_MAIL_URL=smtp://user:password@host:587. Until then nobody can sign in by code."
        return Finding("mail", "no server is set", advice)
    return Finding("mail", "a server is set")


def assets() -> Finding:
    vendor = Path(settings.BASE_DIR) / "fitflow" / "ui" / "static" / "vendor"
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if not vendor.exists() and not manifest.exists():
        return Finding("assets", "the front-end files are missing", "Run: make setup")
    return Finding("assets", "in place")
