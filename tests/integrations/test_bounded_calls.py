"""One deadline for the whole of a call, wherever the other side hangs or drips."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from integrations.channels.email_channel import Email
from integrations.mail.imap import Bookmark, ImapMailbox
from integrations.transport.addresses import Guard
from integrations.transport.http import Http, Limits
from router.domain.errors import DeliveryFailed
from tests.integrations.servers import scripted
from tests.integrations.test_channels import LOOPBACK, a_message

WHOLE = 0.3
#: A server that drips does so faster than any step may take, and hangs up after this many; a call
#: that no deadline ends would say so.
DRIPS = 150
Script = Callable[[socket.socket, threading.Event], None]


def hang(*said: bytes) -> Script:
    """Says one thing after each that it hears, then nothing any more."""

    def script(line: socket.socket, over: threading.Event) -> None:
        _say(line, said)
        over.wait(20)

    return script


def drip(*said: bytes, then: bytes = b"x") -> Script:
    """The same, and then one piece after the other."""

    def script(line: socket.socket, over: threading.Event) -> None:
        _say(line, said)
        for _ in range(DRIPS):
            line.sendall(then)
            if over.wait(0.02):
                return

    return script


def _say(line: socket.socket, said: tuple[bytes, ...]) -> None:
    for words in said:
        if words.startswith(b"<"):  # heard first
            line.recv(65_536)
        line.sendall(words.removeprefix(b"<"))


@contextmanager
def full() -> Iterator[int]:
    """A port whose queue of connections is full: who comes now waits for the handshake of TCP."""
    server = socket.socket()
    server.bind(("127.0.0.1", 0))
    server.listen(0)
    port = server.getsockname()[1]
    waiting = [socket.socket() for _ in range(8)]
    for one in waiting:
        one.setblocking(False)
        one.connect_ex(("127.0.0.1", port))
    try:
        yield int(port)
    finally:
        for one in (*waiting, server):
            one.close()


def failure(what: Callable[[], object]) -> DeliveryFailed:
    with pytest.raises(DeliveryFailed) as failed:
        what()
    return failed.value


def http(port: int, scheme: str = "http", host: str = "127.0.0.1", body: bytes = b"{}") -> None:
    way = Http(allowed=[*LOOPBACK, "slow.example"], limits=Limits(whole=WHOLE))
    way.deliver("POST", f"{scheme}://{host}:{port}/hook", {}, body)


def smtp(port: int, security: str = "none", host: str = "127.0.0.1") -> None:
    settings = {"host": host, "port": port, "security": security, "sender": "sla@example.com"}
    settings["timeout"] = WHOLE / 2  # of a step; the whole has twice as long
    Email().send(a_message(), settings, Http(allowed=[*LOOPBACK, "slow.example"]))


def imap(port: int, security: str = "none", host: str = "127.0.0.1") -> None:
    settings = {"host": host, "port": port, "security": security, "user": "u", "password": "p"}
    settings["timeout"] = WHOLE / 3
    ImapMailbox(settings, Guard([*LOOPBACK, "slow.example"])).fetch(Bookmark(), 5)


_RECORD = b"\x16\x03\x03\x40\x00"  # begins a record of TLS of 16 KiB
_HELLO = b"220 box\r\n"
_TOOK = (b"<250 box\r\n", b"<250 ok\r\n", b"<250 ok\r\n", b"<354 go on\r\n")


@pytest.mark.parametrize(
    ("call", "script"),
    [
        pytest.param(http, hang(), id="http: nothing is said"),
        pytest.param(http, drip(b"<HTTP/1.1 200 OK\r\nX-Slow: "), id="http: a header drips"),
        pytest.param(
            http, drip(b"<HTTP/1.1 200 OK\r\n", then=b"A: b\r\n"), id="http: headers drip"
        ),
        pytest.param(
            http, drip(b"<HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n"), id="http: body drips"
        ),
        pytest.param(
            http,
            drip(b"<HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", then=b"1\r\nx\r\n"),
            id="http: chunks drip",
        ),
        pytest.param(
            http, drip(then=b"HTTP/1.1 100 Continue\r\n\r\n"), id="http: it says to go on for ever"
        ),
        pytest.param(
            lambda port: http(port, body=bytes(32 << 20)), hang(), id="http: nothing is read"
        ),
        pytest.param(lambda port: http(port, "https"), hang(), id="https: no handshake"),
        pytest.param(lambda port: http(port, "https"), drip(_RECORD), id="https: it drips"),
        pytest.param(smtp, hang(), id="smtp: no greeting"),
        pytest.param(smtp, drip(then=b"2"), id="smtp: the greeting drips"),
        pytest.param(smtp, drip(then=b"220-box\r\n"), id="smtp: the greeting goes on for ever"),
        pytest.param(smtp, hang(_HELLO), id="smtp: no answer"),
        pytest.param(smtp, drip(_HELLO, then=b"250-X\r\n"), id="smtp: its abilities drip"),
        pytest.param(smtp, hang(_HELLO, *_TOOK), id="smtp: the mail is not acknowledged"),
        pytest.param(smtp, drip(_HELLO, *_TOOK, then=b"2"), id="smtp: the last answer drips"),
        pytest.param(
            lambda port: smtp(port, "starttls"),
            hang(_HELLO, b"<250-box\r\n250 STARTTLS\r\n", b"<220 go on\r\n"),
            id="smtp: no handshake",
        ),
        pytest.param(
            lambda port: smtp(port, "starttls"),
            drip(_HELLO, b"<250-box\r\n250 STARTTLS\r\n", b"<220 go on\r\n", b"<" + _RECORD),
            id="smtp: the handshake drips",
        ),
        pytest.param(lambda port: smtp(port, "tls"), hang(), id="smtps: no handshake"),
        pytest.param(lambda port: smtp(port, "tls"), drip(_RECORD), id="smtps: it drips"),
        pytest.param(imap, hang(), id="imap: no greeting"),
        pytest.param(imap, drip(then=b"*"), id="imap: the greeting drips"),
        pytest.param(imap, hang(b"* OK hello\r\n"), id="imap: no answer"),
        pytest.param(
            imap, drip(b"* OK hello\r\n", then=b"* OK wait\r\n"), id="imap: told to wait for ever"
        ),
        pytest.param(lambda port: imap(port, "tls"), hang(), id="imaps: no handshake"),
        pytest.param(lambda port: imap(port, "tls"), drip(_RECORD), id="imaps: it drips"),
    ],
)
def test_a_call_ends_at_its_deadline_wherever_the_server_hangs_or_drips(
    call: Callable[[int], None], script: Script
) -> None:
    with scripted(script) as port:
        failed = failure(lambda: call(port))
    assert failed.reason == "127.0.0.1 did not answer in time"
    assert failed.retryable


@pytest.mark.parametrize("call", [http, smtp, imap])
def test_a_call_ends_at_its_deadline_where_no_connection_comes_about(
    call: Callable[[int], None],
) -> None:
    with full() as port:
        failed = failure(lambda: call(port))
    assert failed.reason == "127.0.0.1 did not answer in time"
    assert failed.retryable


@pytest.mark.parametrize("call", [http, smtp, imap])
def test_a_call_ends_at_its_deadline_while_the_name_is_still_looked_up(
    call: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    over = threading.Event()

    def slow(*_args: object, **_more: object) -> object:
        over.wait(20)
        raise socket.gaierror("Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", slow)
    try:
        failed = failure(lambda: call(9, host="slow.example"))
    finally:
        over.set()
    assert failed.reason == "slow.example did not answer in time"
    assert failed.retryable


def test_a_kept_connection_has_the_time_of_the_call_that_uses_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The second call over one connection is not ended by the deadline of the first, and has one
    of its own."""
    served: list[int] = []

    def script(line: socket.socket, over: threading.Event) -> None:
        line.recv(65_536)
        line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        line.recv(65_536)
        served.append(1)
        for _ in range(DRIPS):
            line.sendall(b"H")
            if over.wait(0.02):
                return

    with scripted(script) as port:
        way = Http(allowed=LOOPBACK)
        url = f"http://127.0.0.1:{port}/hook"
        way.deliver("POST", url, {}, b"{}")
        failed = failure(lambda: way.call("POST", url, limits=Limits(whole=WHOLE)))
    assert served
    assert failed.reason == "127.0.0.1 did not answer in time"
