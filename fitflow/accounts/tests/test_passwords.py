"""Which passwords are taken: long ones that nobody would try first."""

import hashlib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest

from fitflow.accounts.services import require_good_password
from fitflow.core.errors import Invalid

STOLEN, PADDED = "quiet-harbour-8", "quiet-harbour-9"


def is_taken(password: str) -> bool:
    try:
        require_good_password(password)
    except Invalid:
        return False
    return True


class Service(BaseHTTPRequestHandler):
    """Knows one password, and answers as such services do; what it was asked is kept."""

    asked: list[str]

    def do_GET(self) -> None:
        Service.asked.append(self.path)
        known = [(digest(STOLEN), 12), (digest(PADDED), 0)]
        lines = [f"{text[5:]}:{count}" for text, count in known if self.path.endswith(text[:5])]
        self.send_response(200)
        self.end_headers()
        self.wfile.write("\r\n".join(["0" * 35 + ":3", *lines]).encode())

    def log_message(self, *_args: Any) -> None:
        """Not into the output of the tests."""


def digest(password: str) -> str:
    return hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper()


@pytest.fixture
def service() -> Iterator[str]:
    Service.asked = []
    server = HTTPServer(("127.0.0.1", 0), Service)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/range"
    server.shutdown()
    thread.join()
    server.server_close()


class TestAPassword:
    @pytest.mark.parametrize(
        "password",
        ["short-one-7", "123456789012", "Password1234", "!!football2024!!", "sunshinesunshine", "iloveyou iloveyou"],
    )
    def test_that_is_tried_first_is_refused(self, password: str) -> None:
        assert not is_taken(password)

    @pytest.mark.parametrize("password", ["quiet-harbour-7", "brisk-meadow-42", "correct horse battery"])
    def test_of_some_words_is_taken(self, password: str) -> None:
        assert is_taken(password)


class TestAListOfStolenOnes:
    def test_is_asked_by_the_beginning_of_a_hash_only(self, service: str, settings: Any) -> None:
        settings.FITFLOW_STOLEN_PASSWORDS_URL = service

        assert [is_taken(password) for password in (STOLEN, PADDED, "quiet-harbour-7")] == [False, True, True]

        assert Service.asked[0] == f"/range/{digest(STOLEN)[:5]}"

    def test_that_is_away_keeps_nobody_from_setting_a_password(self, settings: Any) -> None:
        settings.FITFLOW_STOLEN_PASSWORDS_URL = "http://127.0.0.1:9/range"

        assert is_taken(STOLEN)

    def test_is_not_asked_unless_one_is_named(self, service: str) -> None:
        assert is_taken(STOLEN)
        assert Service.asked == []
