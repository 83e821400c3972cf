import os
import socket
import sys
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from fitflow.core import embedded
from fitflow.core.clock import now
from fitflow.organizations.queries.studio import is_founded, start_url
from fitflow.web.demo import has_demo_accounts
from fitflow.web.doctor import role
from fitflow.web.gate import THREADS
from fitflow.web.supervisor import Program, Supervisor, say


class Command(BaseCommand):
    help = "Run the site and the worker in this terminal until Ctrl-C. Both are started again when they die."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: 127.0.0.1)")
        parser.add_argument("--port", type=int, default=8000, help="port to listen on (default: 8000)")
        parser.add_argument(
            "--workers", type=int, default=os.cpu_count() or 1, help="processes (default: one per core)"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        refuse_open_demo(options["host"])
        require_free_port(options["host"], options["port"])
        prepare_database()
        refuse_powerful_role()
        refuse_demo_accounts()
        collect_static()
        programs = [
            Program("web", web_command(options["host"], options["port"], options["workers"])),
            Program("worker", [sys.executable, "-m", "fitflow.web", "worker"]),
        ]
        Supervisor(programs, guard=Watch(options["host"], options["port"])).run()
        say("stopped.")


class Watch:
    """What is done each second: our own database server is looked after, and the site announced once it answers."""

    def __init__(self, host: str, port: int) -> None:
        self.host, self.port, self.is_told = host, port, False

    def __call__(self) -> None:
        guard_database()
        if not self.is_told and answers(self.host, self.port):
            self.is_told = True
            host = f"[{self.host}]" if ":" in self.host else self.host
            say(f"{settings.FITFLOW_BRAND} is on http://{host}:{self.port} (Ctrl-C stops it)")
            if not is_founded():
                say(f"found the first studio at {start_url()}")


def answers(host: str, port: int) -> bool:
    """Whether somebody listens there."""
    try:
        socket.create_connection((host, port), 0.5).close()
    except OSError:
        return False
    return True


def web_command(host: str, port: int, workers: int) -> list[str]:
    """The web server. Its threads wait for what arrives; how many requests are worked on at once, the gate says."""
    options = {
        "--interface": "wsgi",
        "--host": host,
        "--port": str(port),
        "--workers": str(workers),
        "--blocking-threads": str(THREADS),
        "--respawn-interval": "0.5",
        "--workers-kill-timeout": "10",
        "--log-level": "warning",
    }
    pairs = [word for pair in options.items() for word in pair]
    return [sys.executable, "-m", "granian", *pairs, "--respawn-failed-workers", "config.wsgi:application"]


def require_free_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandError(f"Cannot listen on {host}:{port}: {error.strerror}. Choose another --port.") from error


def prepare_database() -> None:
    """Our own server is migrated on the way; a server of yours only when you say so."""
    if settings.FITFLOW_EMBEDDED_DATA:
        call_command("prepare_database", verbosity=0)
        return
    try:
        call_command("prepare_database", check=True, verbosity=0)
    except SystemExit as error:
        raise CommandError("The database is not up to date. Run: fitflow migrate") from error


def refuse_open_demo(host: str) -> None:
    """A demo shows everybody's mails, and debugging shows the settings: to whoever reaches this machine."""
    if settings.FITFLOW_DEMO_PUBLIC or not (settings.FITFLOW_DEMO or settings.DEBUG) or is_loopback(host):
        return
    raise CommandError(
        "A demo and debugging are for this machine alone: leave out --host, or set FITFLOW_DEMO=public on purpose."
    )


def is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def refuse_powerful_role() -> None:
    """Row-level security does not bind everybody: then one forgotten filter would show every studio."""
    found = role(now())
    if not found.is_good:
        raise CommandError(f"The application's role: {found.found}. {found.advice}")


def refuse_demo_accounts() -> None:
    """Everybody knows the password of the demo's logins."""
    if has_demo_accounts() and not settings.FITFLOW_DEMO:
        raise CommandError(
            "This database has demo accounts. Use another one (FITFLOW_VAR, DATABASE_URL), or set FITFLOW_DEMO=1."
        )


def guard_database() -> None:
    """Start our own server again after a crash. When that fails we stay and try again: it may have been hit twice."""
    data = settings.FITFLOW_EMBEDDED_DATA
    if data and not embedded.is_running(data):
        say("the database ended and is started again.")
        try:
            embedded.ensure_running(data)
        except (embedded.EmbeddedError, psycopg.OperationalError) as error:
            say(f"the database did not start, which is tried again: {error}")


def collect_static() -> None:
    """Collect hashed and compressed files when a source is newer than the last collection."""
    if settings.DEBUG or settings.FITFLOW_TESTING:
        return
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    collected_at = manifest.stat().st_mtime if manifest.exists() else 0.0
    sources = (storage.path(path) for finder in get_finders() for path, storage in finder.list([]))
    if any(Path(source).stat().st_mtime > collected_at for source in sources):
        say("collecting static files …")
        call_command("collectstatic", interactive=False, verbosity=0)
