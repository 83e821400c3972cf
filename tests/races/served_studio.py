"""A studio behind the real `fitflow serve`, with members who come through its door."""

import random
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import psutil
from django.db import connections

from config.env import to_database
from fitflow.accounts.models import User
from fitflow.accounts.services import access_token
from fitflow.booking.factories import make_session
from fitflow.core.actor import Studio
from fitflow.core.models import Delivery, JobState
from fitflow.core.tenancy import tenant
from fitflow.organizations.factories import make_studio
from tests.races.committed_studio import make_people
from tests.races.members import Member

PATIENCE = 60.0
MEMBERS, SESSIONS, SPOTS = 8, 4, 3
BUSY = 10
Found = TypeVar("Found")


@dataclass
class House:
    """The open studio, its members, and the process of `fitflow serve`."""

    studio: Studio
    members: list[Member]
    serve: psutil.Process

    def web_workers(self) -> list[psutil.Process]:
        """The processes that answer requests."""
        return [child for web in self.programs("granian") for child in web.children()]

    def busy_worker(self) -> list[psutil.Process]:
        """The worker, while each of its threads has something in hand: more is due, and it gets on."""
        deliveries = Delivery.objects.filter(organization_id=self.studio.id)
        before = deliveries.filter(state=JobState.DONE).count()
        if deliveries.filter(state=JobState.DUE).count() < BUSY:
            return []
        time.sleep(0.1)
        return list(self.programs("worker")) if deliveries.filter(state=JobState.DONE).count() > before else []

    def programs(self, word: str) -> Iterator[psutil.Process]:
        """What serve runs under this name."""
        return (child for child in self.serve.children() if word in child.cmdline())

    @property
    def answered(self) -> int:
        return sum(len(member.answers) for member in self.members)

    @property
    def unanswered(self) -> int:
        """How many requests broke off or failed and had to be repeated."""
        return sum(member.unanswered for member in self.members)


def wait_for(what: Callable[[], Found | None]) -> Found:
    """Looks until there is something to see; a process that ends while it is looked at is nothing."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            found = what()
        except psutil.NoSuchProcess:
            found = None
        if found:
            return found
        time.sleep(0.05)
    raise RuntimeError("waited in vain")


@contextmanager
def serving(env: Mapping[str, str]) -> Iterator[tuple[psutil.Process, int]]:
    """`fitflow serve` in this environment, from its first answer until the end of the block."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    command = [sys.executable, "-m", "fitflow.web", "serve", "--port", str(port), "--workers", "2"]
    with subprocess.Popen(command, env=env) as process:
        try:
            wait_for(lambda: process.poll() is not None or is_listening(port))
            yield psutil.Process(process.pid), port
        finally:
            end_family(psutil.Process(process.pid))


def end_family(parent: psutil.Process) -> None:
    """Nothing more is to be learned from how these end."""
    for process in (parent, *parent.children(recursive=True)):
        with suppress(psutil.NoSuchProcess):
            process.kill()


def is_listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def connected_to(app_url: str, owner_url: str) -> Iterator[None]:
    """Django's connections lead to another server."""
    before = {alias: dict(connections[alias].settings_dict) for alias in ("default", "owner")}
    for alias, address in (("default", app_url), ("owner", owner_url)):
        connections[alias].close()
        database = to_database(address)
        connections[alias].settings_dict.update({name: database[name] for name in ("HOST", "PORT", "NAME")})
        # Django finds this out by creating a table, which the application's role may not.
        connections[alias].features.supports_transactions = True
    try:
        yield
    finally:
        for alias, values in before.items():
            connections[alias].close()
            connections[alias].settings_dict.update(values)


def open_house(serve: psutil.Process, port: int) -> House:
    """A new studio in the database that Django and the server share: few places, more members."""
    studio = make_studio(slug="house", hold__rate_limit=60)
    now = datetime.now(UTC)
    with tenant(studio.id):
        people = make_people(studio, MEMBERS)
        starts = [timedelta(days=3, hours=2 * number) for number in range(SESSIONS)]
        sessions = [make_session(studio, capacity=SPOTS, starts_in=start, now=now).pk for start in starts]
    members = []
    for number, person in enumerate(people):
        assert person.client_id is not None
        assert person.user_id is not None
        token = access_token(User.objects.get(pk=person.user_id))
        dice = random.Random(number)
        members.append(Member(f"m{number}", person.client_id, token, port, studio.slug, sessions, dice))
    connections.close_all()  # A connection of our own would not outlive the server.
    return House(studio, members, serve)
