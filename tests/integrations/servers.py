"""Real servers on loopback: a receiver of webhooks and a mail server that do as they are told."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.mail_server import MailServer


@dataclass
class Received:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """Answers with `status`, `headers`, `body` after `delay` seconds; keeps what it got."""

    port: int = 0
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b"{}"
    delay: float = 0.0
    drip: float = 0.0  # seconds between single bytes of the answer's headers
    answers: list[tuple[int, dict[str, str], bytes]] = field(default_factory=list)
    got: list[Received] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"


@contextmanager
def receiver(**given: Any) -> Iterator[Receiver]:
    state = Receiver(**given)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_any(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            headers = {k.lower(): v for k, v in self.headers.items()}
            state.got.append(Received(self.command, self.path, headers, self.rfile.read(length)))
            time.sleep(state.delay)
            if state.drip:
                for byte in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"a" * 200:
                    self.wfile.write(bytes([byte]))
                    self.wfile.flush()
                    time.sleep(state.drip)
            status, headers, body = (
                state.answers.pop(0) if state.answers else (state.status, state.headers, state.body)
            )
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PUT = handle_any  # noqa: N815  # the names that http.server calls

        def log_message(self, *args: object) -> None:
            pass

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            pass  # clients that hang up are what some tests are about

    server = Quiet(("127.0.0.1", 0), Handler)
    state.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@dataclass
class Mailbox:
    """Answers `rcpt` and `data` where they are set; keeps the raw mails otherwise."""

    port: int = 0
    rcpt: str = ""
    data: str = ""
    delay: float = 0.0
    mails: list[bytes] = field(default_factory=list)
    envelopes: list[tuple[str, list[str]]] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    noop: str = "250 OK"
    server: MailServer | None = None

    @property
    def connections(self) -> int:
        """How many have been made, without the one by which aiosmtpd tries itself."""
        return 0 if self.server is None else len(self.server.lines) - 1

    async def handle_NOOP(  # noqa: N802  # the name that aiosmtpd calls
        self, server: SMTP, session: Session, envelope: Envelope, arg: str
    ) -> str:
        self.commands.append("NOOP")
        return self.noop

    async def handle_RCPT(  # noqa: N802  # the name that aiosmtpd calls
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.rcpt:
            return self.rcpt
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802  # the name that aiosmtpd calls
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        if self.delay:
            await asyncio.sleep(self.delay)
        if self.data:
            return self.data
        assert isinstance(envelope.content, bytes)
        self.mails.append(envelope.content)
        self.envelopes.append((envelope.mail_from or "", envelope.rcpt_tos))
        return "250 OK"


@contextmanager
def mailbox(**given: Any) -> Iterator[Mailbox]:
    options = given.pop("server", {})
    state = Mailbox(**given)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        state.port = free.getsockname()[1]
    controller = MailServer(state, hostname="127.0.0.1", port=state.port, **options)
    state.server = controller
    controller.start()
    try:
        yield state
    finally:
        controller.stop()


@contextmanager
def scripted(script: Callable[[socket.socket, threading.Event], None]) -> Iterator[int]:
    """A server that plays its script on every connection; gives its port. The event: stop."""
    over = threading.Event()
    server = socket.create_server(("127.0.0.1", 0))

    def play(line: socket.socket) -> None:
        with line, suppress(OSError):
            script(line, over)

    def accept() -> None:
        while True:
            try:
                line = server.accept()[0]
            except OSError:
                return
            threads.append(threading.Thread(target=play, args=(line,), daemon=True))
            threads[-1].start()

    threads = [threading.Thread(target=accept, daemon=True)]
    threads[0].start()
    try:
        yield int(server.getsockname()[1])
    finally:
        over.set()
        with suppress(OSError):
            server.shutdown(socket.SHUT_RDWR)
        server.close()
        for thread in threads:
            thread.join()
