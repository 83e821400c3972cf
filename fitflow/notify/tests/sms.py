"""A channel that only tests know: text messages by a gateway that speaks HTTP. It shows what a new channel needs."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from fitflow.core import timers
from fitflow.notify.channels import CHANNELS
from fitflow.notify.channels.base import Channel, Content, Setup, Undeliverable, Worker
from fitflow.notify.channels.letters import Composed
from fitflow.notify.models import Message
from fitflow.notify.tasks import hand_over
from fitflow.organizations.queries.contacts import Contact
from tests.answers import described_anew

# The module of the channel: what stands in `channels/sms.py` one day.


class Sms(Channel):
    """Reaches whoever has a phone number. It rings, so it is silent at night."""

    name = "sms"
    label = "Text message"
    rings = True
    logs_unreached = True
    no_address = "There is no phone number."
    no_server = "No gateway is set up."
    worker: Worker | None = Worker(group="sms", lease=timedelta(minutes=1), attempts=3)

    def __init__(self, url: str = "") -> None:
        #: Where the gateway is: a setting, one day.
        self.url = url

    def reaches(self, contact: Contact) -> bool:
        return bool(contact.phone)

    def address_of(self, contact: Contact) -> str:
        return contact.phone

    def destination(self, message: Message) -> str:
        return message.address or "no number"

    def render(self, composed: Composed) -> Content:
        return Content(f"{composed.short} {composed.url}".strip())

    def send(self, message: Message, *, sender: str) -> None:
        body = {"from": sender, "to": message.address, "text": message.text}
        headers = {"Content-Type": "application/json", "Idempotency-Key": str(message.pk)}
        request = Request(self.url, json.dumps(body).encode(), headers)
        try:
            urlopen(request, timeout=5).close()
        except HTTPError as error:
            if error.code == 422:
                raise Undeliverable(error.reason) from error
            raise

    def setup(self) -> Setup | None:
        if self.url:
            return Setup("sms", "a gateway is set")
        return Setup("sms", "no gateway is set", "Name a gateway.", leaves=False)


# The other side.


@dataclass
class Gateway:
    """What came in, and how the next messages are answered."""

    url: str = ""
    taken: list[dict[str, str]] = field(default_factory=list)
    #: HTTP statuses, used up one by one; then everything is taken.
    refusals: list[int] = field(default_factory=list)


class Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        gateway: Gateway = self.server.gateway  # type: ignore[attr-defined]
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        status = gateway.refusals.pop(0) if gateway.refusals else 201
        if status == 201:
            gateway.taken.append(body)
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """The gateway is quiet."""


@contextmanager
def sms_gateway() -> Iterator[Gateway]:
    gateway = Gateway()
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.gateway = gateway  # type: ignore[attr-defined]
        gateway.url = f"http://127.0.0.1:{server.server_address[1]}/messages"
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        try:
            yield gateway
        finally:
            server.shutdown()


@contextmanager
def sms_offered() -> Iterator[Gateway]:
    """The channel stands in the list, the worker has its timer, and the gateway runs: what a start of the app does."""
    with sms_gateway() as gateway, pytest.MonkeyPatch.context() as patch, described_anew():
        sms = Sms(gateway.url)
        patch.setattr("fitflow.notify.channels.CHANNELS", (*CHANNELS, sms))
        patch.setattr(timers._kinds, "known", dict(timers._kinds.known))
        hand_over(sms)
        yield gateway
