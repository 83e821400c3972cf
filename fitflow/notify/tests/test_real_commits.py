"""With real commits: many writers of one message, and a worker that is killed while it speaks to the mail server."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection, connections
from pytest_django.fixtures import Settings

from fitflow.accounts.factories import make_user
from fitflow.core import jobs
from fitflow.core.actor import Actor, Studio
from fitflow.core.models import Timer
from fitflow.core.tenancy import tenant
from fitflow.notify.models import Message
from fitflow.notify.queries import Recipient
from fitflow.notify.tests.samples import tell
from fitflow.notify.tests.smtp import Mailbox, mail_server
from fitflow.organizations.factories import make_client, make_studio
from tests.databases import CommittedDatabase

WRITERS = 8
WORKER = "import django; django.setup(); from fitflow.core import clock, jobs; jobs.run_timer(clock.now())"


@pytest.fixture
def lea(committed_db: CommittedDatabase) -> Iterator[tuple[Studio, UUID]]:
    """A client with a login in a studio that other connections can see."""
    studio = make_studio()
    with tenant(studio.id):
        client = make_client(studio, name="Lea Moss", user=make_user(email="lea@example.org"))
    yield studio, client.pk
    connections.close_all()


def tell_at_once(studio: Studio, client_id: UUID, now: datetime) -> list[int]:
    """Several threads, each with its own connection, say the same thing at the same moment."""
    start = threading.Barrier(WRITERS)

    def write() -> int:
        try:
            with tenant(studio.id):
                start.wait(timeout=10)
                return len(tell(Actor.system(studio), Recipient(client=client_id), now=now))
        finally:
            connection.close()

    with ThreadPoolExecutor(WRITERS) as pool:
        return [future.result() for future in [pool.submit(write) for _ in range(WRITERS)]]


class TestManyWriters:
    def test_of_one_key_write_each_channel_once(self, lea: tuple[Studio, UUID], now: datetime) -> None:
        written = tell_at_once(*lea, now)

        assert sorted(written) == [0] * (WRITERS - 1) + [2]
        with tenant(lea[0].id):
            assert sorted(Message.objects.values_list("channel", flat=True)) == ["email", "in_app"]
            assert Timer.objects.filter(kind="notify.email").count() == 1

    def test_would_write_many_without_the_wall(self, lea: tuple[Studio, UUID], now: datetime) -> None:
        with connections["owner"].cursor() as cursor:
            cursor.execute("ALTER TABLE notify_message DROP CONSTRAINT message_said_once")

        assert sum(tell_at_once(*lea, now)) == 2 * WRITERS

    def test_in_processes_of_their_own_write_it_once(
        self, lea: tuple[Studio, UUID], committed_db: CommittedDatabase
    ) -> None:
        studio, client_id = lea
        code = (
            "import django; django.setup()\n"
            "from uuid import UUID\n"
            "from fitflow.core import clock\n"
            "from fitflow.core.tenancy import tenant\n"
            "from fitflow.notify import services\n"
            "from fitflow.notify.queries import Recipient\n"
            "from fitflow.organizations.queries.directory import system_actor\n"
            "from fitflow.notify.tests.samples import tell\n"
            f"with tenant(UUID('{studio.id}')):\n"
            f"    to = Recipient(client=UUID('{client_id}'))\n"
            f"    tell(system_actor(UUID('{studio.id}')), to, now=clock.now(), template='notify/welcome')\n"
        )
        children = [subprocess.Popen([sys.executable, "-c", code], env=committed_db.env) for _ in range(2)]

        assert [child.wait(timeout=60) for child in children] == [0, 0]
        with tenant(studio.id):
            assert Message.objects.count() == 2


class TestAWorkerKilledWhileSending:
    @pytest.fixture
    def mailbox(self) -> Iterator[Mailbox]:
        with mail_server() as mailbox:
            yield mailbox

    def test_leaves_the_message_to_the_next_one_after_the_lease(
        self,
        lea: tuple[Studio, UUID],
        committed_db: CommittedDatabase,
        mailbox: Mailbox,
        settings: Settings,
        now: datetime,
    ) -> None:
        studio, client_id = lea
        mailbox.silent.set()
        with tenant(studio.id):
            email = tell(Actor.system(studio), Recipient(client=client_id), now=datetime.now(tz=now.tzinfo))[0]
        env = committed_db.env | {"FITFLOW_MAIL_URL": f"smtp://127.0.0.1:{mailbox.port}?tls=no"}
        with subprocess.Popen([sys.executable, "-c", WORKER], env=env) as worker:
            assert mailbox.stuck.wait(timeout=60)
            os.kill(worker.pid, signal.SIGKILL)

        timer = Timer.objects.get(kind="notify.email")
        with tenant(studio.id):
            email.refresh_from_db()
        assert (email.state, email.attempts, timer.state) == ("queued", 1, "due")
        assert not jobs.run_timer(timer.due_at - timedelta(seconds=1))

        mailbox.silent.clear()
        settings.FITFLOW_MAIL_TRANSPORT = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", mailbox.port, False
        assert jobs.run_timer(timer.due_at)
        with tenant(studio.id):
            email.refresh_from_db()
        assert (email.state, email.attempts, len(mailbox.letters)) == ("sent", 2, 1)
