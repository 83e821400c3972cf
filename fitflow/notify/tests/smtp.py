"""A mail server of a few lines, on a real socket: it takes mails, refuses them, or goes silent when told to."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass
class Mailbox:
    """What came in, and how the next mails are answered."""

    port: int = 0
    letters: list[EmailMessage] = field(default_factory=list)
    #: Answers to RCPT TO, used up one by one; then everything is taken.
    refusals: list[str] = field(default_factory=list)
    #: Set: the server takes no more words after DATA, and says so by `stuck`.
    silent: threading.Event = field(default_factory=threading.Event)
    stuck: threading.Event = field(default_factory=threading.Event)


class Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        mailbox: Mailbox = self.server.mailbox  # type: ignore[attr-defined]
        self.say("220 test")
        for line in self.rfile:
            word = line.decode().strip().upper()
            if word.startswith("RCPT") and mailbox.refusals:
                self.say(mailbox.refusals.pop(0))
            elif word.startswith("DATA"):
                if mailbox.silent.is_set():
                    mailbox.stuck.set()
                    self.rfile.read()  # Until the other side is gone.
                    return
                self.say("354 go on")
                mailbox.letters.append(self.letter())
                self.say("250 taken")
            elif word.startswith("QUIT"):
                self.say("221 bye")
                return
            else:
                self.say("250 fine")

    def say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())

    def letter(self) -> EmailMessage:
        lines = []
        for line in self.rfile:
            if line == b".\r\n":
                break
            lines.append(line.removeprefix(b"."))
        return message_from_bytes(b"".join(lines), policy=policy.default)


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True


@contextmanager
def mail_server() -> Iterator[Mailbox]:
    mailbox = Mailbox()
    with Server(("127.0.0.1", 0), Handler) as server:
        server.mailbox = mailbox  # type: ignore[attr-defined]
        mailbox.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        try:
            yield mailbox
        finally:
            server.shutdown()
