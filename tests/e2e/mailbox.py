"""A mail server for the portal under test: keeps what it is sent, and hands it out."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage

WAIT = 30.0  # seconds, for a mail that a worker sends


class Mailbox:
    """The mails that arrived, newest last."""

    def __init__(self) -> None:
        self.port = 0
        self._mails: list[EmailMessage] = []
        self._arrived = threading.Condition()

    @property
    def settings(self) -> dict[str, str]:
        """What the portal has to know of it."""
        return {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(self.port), "EMAIL_USE_TLS": "False"}

    def add(self, content: bytes) -> None:
        """Keep a mail."""
        mail = message_from_bytes(content, policy=policy.default)
        with self._arrived:
            self._mails.append(mail)
            self._arrived.notify_all()

    def wait_for(self, recipient: str, subject: str) -> EmailMessage:
        """The first mail to `recipient` with `subject` in its subject; waits for it.

        Raises:
            AssertionError: none came in time.
        """
        with self._arrived:
            came = self._arrived.wait_for(lambda: self._find(recipient, subject), WAIT)
            assert came, [(mail["To"], mail["Subject"]) for mail in self._mails]
            return came

    def _find(self, recipient: str, subject: str) -> EmailMessage | None:
        return next(
            (mail for mail in self._mails if recipient in mail["To"] and subject in mail["Subject"]), None
        )


def text_of(mail: EmailMessage) -> str:
    """The plain text of a mail."""
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


@contextmanager
def opened() -> Iterator[Mailbox]:
    """Give a mailbox that listens as long as the block lasts."""
    mailbox = Mailbox()

    class Handler(socketserver.StreamRequestHandler):
        """One conversation (RFC 5321), with whatever password."""

        def handle(self) -> None:
            self._say("220 mailbox")
            while line := self.rfile.readline():
                verb = line[:4].upper()
                if verb == b"QUIT":
                    self._say("221 bye")
                    return
                if verb == b"DATA":
                    self._say("354 go on")
                    mailbox.add(self._content())
                self._say(_ANSWERS.get(verb, "250 fine"))

        def _content(self) -> bytes:
            lines = []
            while (line := self.rfile.readline()) and line != b".\r\n":
                lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
            return b"".join(lines)

        def _say(self, text: str) -> None:
            self.wfile.write(f"{text}\r\n".encode())

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        mailbox.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield mailbox
        server.shutdown()


_ANSWERS = {b"EHLO": "250-mailbox\r\n250 AUTH PLAIN", b"AUTH": "235 welcome"}
