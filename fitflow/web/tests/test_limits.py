"""What a request may send: how long, how deep, and how slowly."""

import io
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any

import orjson
import pytest
from django.db import connections
from django.test import Client

from fitflow.accounts.factories import make_user
from fitflow.accounts.services import issue_tokens
from fitflow.core.clock import now
from fitflow.web.bodies import API_BYTES, CUT, IMPORT_BYTES, PAGE_BYTES, UNREAD, WAITED
from fitflow.web.gate import MOST_OF_ONE, MOST_WAITING, Gate
from tests.databases import CommittedDatabase

TOKEN = "/api/v1/auth/token"
IMPORT = "/api/v1/clients/import"


def nested(levels: int) -> dict[str, Any]:
    body: dict[str, Any] = {}
    for _level in range(levels - 1):
        body = {"a": body}
    return body


def announced(length: int | str) -> Any:
    return {"CONTENT_LENGTH": str(length)}


@pytest.mark.django_db
class TestABody:
    @pytest.mark.parametrize(
        ("path", "most"), [(TOKEN, API_BYTES), (IMPORT, IMPORT_BYTES), ("/accounts/login/", PAGE_BYTES)]
    )
    def test_that_is_too_long_is_not_read(self, client: Client, path: str, most: int) -> None:
        told = client.generic("POST", path, b"", "application/json", **announced(most + 1))
        let_in = client.generic("POST", path, b"{}" + b" " * (most - 2), "application/json")

        assert told.status_code == 413
        assert let_in.status_code != 413

    def test_that_is_too_long_for_a_program_gets_a_problem(self, client: Client) -> None:
        told = client.generic("POST", TOKEN, b"", "application/json", **announced(API_BYTES + 1))

        assert told["Content-Type"] == "application/problem+json"
        assert (told.json()["code"], told.json()["detail"]) == ("body_too_large", "Send at most 1 MB at once.")

    def test_that_is_too_long_for_a_page_gets_a_page_with_the_policy(self, client: Client) -> None:
        told = client.generic("POST", "/accounts/login/", b"", "multipart/form-data", **announced(PAGE_BYTES + 1))

        assert "Send at most 3 MB at once." in told.content.decode()
        assert "default-src 'none'" in told["Content-Security-Policy"]

    @pytest.mark.parametrize("path", [TOKEN, "/accounts/login/"])
    def test_of_unknown_length_is_refused(self, client: Client, path: str) -> None:
        in_pieces = client.generic("POST", path, b"", "application/json", HTTP_TRANSFER_ENCODING="chunked")
        odd = client.generic("POST", path, b"", "application/json", **announced("many"))

        assert (in_pieces.status_code, odd.status_code) == (411, 411)

    @pytest.mark.parametrize("path", [TOKEN, "/api/v1/studios"])
    def test_is_at_most_thirty_two_levels_deep(self, client: Client, path: str) -> None:
        token = issue_tokens(make_user(email="ada@x.test"), now=now()).access
        headers = {"Idempotency-Key": "deep", "Authorization": f"Bearer {token}"}
        deep = client.post(path, orjson.dumps(nested(33)), "application/json", headers=headers)
        deepest = b'{"a":' * 1000 + b"1" + b"}" * 1000
        deeper = client.post(path, deepest, "application/json", headers=headers)
        fine = client.post(path, orjson.dumps(nested(32)), "application/json", headers=headers)

        assert (deep.status_code, list(deep.json()["errors"])) == (400, ["body"])
        assert (deeper.status_code, list(deeper.json()["errors"])) == (400, ["body"])
        assert "body" not in fine.json().get("errors", {})


class Slow(io.RawIOBase):
    """A body of which nothing more comes until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.go = threading.Event()

    def read(self, size: int = -1) -> bytes:
        self.go.wait()
        return b""


def environ(body: Any = b"", *, length: int | None = None, network: str = "203.0.113.5", path: str = TOKEN) -> Any:
    sent = io.BytesIO(body) if isinstance(body, bytes) else body
    return {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": path,
        "CONTENT_LENGTH": str(len(body) if length is None else length),
        "REMOTE_ADDR": network,
        "wsgi.input": sent,
    }


def through(gate: Gate, asked: Any) -> bytes:
    """What the gate answers; in a thread of its own, as a server calls it."""
    said: list[bytes] = []
    thread = threading.Thread(target=lambda: said.extend(gate(asked, None)))
    thread.start()
    thread.join()
    return said[0]


def tell_unread(environ: Any, _start: Any) -> list[bytes]:
    return [str(environ.get(UNREAD, "read")).encode()]


class TestTheGate:
    @pytest.fixture
    def slow(self) -> Iterator[Slow]:
        body = Slow()
        yield body
        body.go.set()

    def held(self, gate: Gate, slow: Slow, networks: list[str]) -> list[threading.Thread]:
        before = gate.waiting.total
        threads = [
            threading.Thread(target=gate, args=(environ(slow, length=9, network=network), None)) for network in networks
        ]
        for thread in threads:
            thread.start()
        while gate.waiting.total < before + len(networks):
            time.sleep(0.01)
        return threads

    def test_works_on_others_while_bodies_are_waited_for(self, slow: Slow) -> None:
        gate = Gate(lambda environ, _start: [environ["wsgi.input"].read()], lanes=2)
        self.held(gate, slow, ["203.0.113.5"] * MOST_OF_ONE)

        assert through(gate, environ(b"quick", network="203.0.113.6")) == b"quick"
        assert through(gate, environ(network="203.0.113.5")) == b""

    def test_waits_for_so_many_of_one_network(self, slow: Slow) -> None:
        gate = Gate(tell_unread)
        self.held(gate, slow, ["203.0.113.5"] * MOST_OF_ONE)

        assert through(gate, environ(b"x", network="203.0.113.5")) == WAITED.encode()
        assert through(gate, environ(b"x", network="203.0.113.6")) == b"read"

    def test_waits_for_so_many_of_all(self, slow: Slow) -> None:
        gate = Gate(tell_unread)
        self.held(gate, slow, [f"203.0.113.{number // MOST_OF_ONE}" for number in range(MOST_WAITING)])

        assert through(gate, environ(b"x", network="198.51.100.1")) == WAITED.encode()

    def test_counts_a_network_of_version_six_once(self, slow: Slow) -> None:
        gate = Gate(tell_unread)
        self.held(gate, slow, [f"2001:db8::{number:x}" for number in range(1, MOST_OF_ONE + 1)])

        assert through(gate, environ(b"x", network="2001:db8::ffff")) == WAITED.encode()

    def test_counts_whom_the_proxy_names(self, slow: Slow, settings: Any) -> None:
        settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
        gate = Gate(tell_unread)
        self.held(gate, slow, ["203.0.113.5"] * MOST_OF_ONE)

        assert through(gate, environ(b"x") | {"HTTP_X_FORWARDED_FOR": "203.0.113.5, 198.51.100.1"}) == b"read"

    def test_forgets_who_has_gone(self, slow: Slow) -> None:
        gate = Gate(tell_unread)
        threads = self.held(gate, slow, ["203.0.113.5"] * MOST_OF_ONE)
        slow.go.set()
        for thread in threads:
            thread.join()

        assert (gate.waiting.total, dict(gate.waiting.of)) == (0, {})

    def test_says_that_a_body_is_shorter_than_announced(self) -> None:
        assert through(Gate(tell_unread), environ(b"half", length=8)) == CUT.encode()

    def test_reads_nothing_that_is_too_long(self) -> None:
        body = io.BytesIO(b"x")
        through(Gate(tell_unread), environ(body, length=API_BYTES + 1))

        assert body.tell() == 0

    @pytest.mark.usefixtures("committed_db")
    def test_takes_a_connection_from_thread_to_thread(self) -> None:
        def app(_environ: Any, _start: Any) -> list[bytes]:
            with connections["default"].cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                return [str(cursor.fetchone()[0]).encode()]

        gate = Gate(app, lanes=1)

        pids = {through(gate, environ()) for _number in range(3)}
        gate.lanes[0].kept["default"].close()

        assert len(pids) == 1


@pytest.mark.django_db
class TestAnswersOfTheGate:
    @pytest.mark.parametrize(("why", "status"), [(WAITED, 503), (CUT, 400)])
    def test_are_a_problem_for_programs_and_a_page_for_people(self, client: Client, why: str, status: int) -> None:
        said: Any = {UNREAD: why}

        program = client.post(TOKEN, {}, "application/json", **said)
        person = client.post("/accounts/login/", {}, **said)

        assert (program.status_code, program.json()["code"]) == (status, why)
        assert (person.status_code, person["Content-Type"]) == (status, "text/html; charset=utf-8")


class TestTimes:
    def test_of_a_statement_and_of_an_open_transaction_are_limited_by_the_process(
        self, committed_db: CommittedDatabase
    ) -> None:
        code = "from {} import {} as made; {}; from django.db import connection; c = connection.cursor();" + (
            "c.execute(\"SELECT current_setting('statement_timeout'),"
            " current_setting('idle_in_transaction_session_timeout'), current_setting('lock_timeout')\");"
            "print(*c.fetchone())"
        )
        web = code.format("config.wsgi", "application", "made")
        worker = "import django; django.setup();" + code.format("fitflow.core.db", "limit_times", WORKERS)

        said = [
            subprocess.run(
                [sys.executable, "-c", one], env=committed_db.env, capture_output=True, text=True, check=True
            ).stdout.split()
            for one in (web, worker)
        ]

        assert said == [["15s", "30s", "3s"], ["5min", "5min", "3s"]]


#: What the worker's command does first.
WORKERS = "made(statement=300, idle=300)"
