"""The way to mail servers: which may be called, and what one connection is used for."""

from __future__ import annotations

import socket
import threading

import pytest

from integrations.channels.email_channel import Email
from integrations.mail.imap import Bookmark, ImapMailbox
from integrations.transport.addresses import Guard
from integrations.transport.http import Http
from router.domain.errors import DeliveryFailed
from tests.integrations.servers import mailbox, scripted
from tests.integrations.test_channels import LOOPBACK, a_message


def send(http: Http, port: int, id_: str = "D-1", **more: object) -> None:
    settings = {"host": "127.0.0.1", "port": port, "security": "none", "sender": "sla@example.com"}
    Email().send(a_message(id=id_), settings | more, http)


def refuse(http: Http, port: int, **more: object) -> DeliveryFailed:
    with pytest.raises(DeliveryFailed) as failed:
        send(http, port, **more)  # type: ignore[arg-type]  # settings
    return failed.value


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.1", "0.0.0.0", "::ffff:127.0.0.1"])
def test_mail_reaches_no_server_inside_unless_it_is_allowed(host: str) -> None:
    with mailbox() as box:
        failed = refuse(Http(), box.port, host=host)
        assert box.connections == 0
    assert "not on the public internet" in failed.reason
    assert failed.retryable  # an administrator can allow it meanwhile


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_the_mail_server_that_the_process_was_started_with_may_stand_anywhere(host: str) -> None:
    http = Http(mail_hosts=[host])
    with mailbox() as box:
        send(http, box.port, host=host)
        assert len(box.mails) == 1
        with pytest.raises(DeliveryFailed, match="not on the public internet"):
            http.call("GET", f"http://{host}:{box.port}/")  # for mail alone
        with pytest.raises(DeliveryFailed, match="not on the public internet"):
            ImapMailbox(
                {"host": host, "port": box.port, "user": "u", "password": "p"}, http.guard
            ).fetch(Bookmark(), 1)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "169.254.169.254"])
def test_a_mailbox_inside_is_fetched_from_only_where_it_is_allowed(host: str) -> None:
    settings = {"host": host, "security": "none", "user": "u", "password": "p"}
    with pytest.raises(DeliveryFailed, match="not on the public internet") as failed:
        ImapMailbox(settings, Guard()).fetch(Bookmark(), 1)
    assert failed.value.retryable


def test_mail_goes_to_the_address_that_was_checked_though_the_name_changes_its_mind(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []

    def lookup(host: str, *_args: object, **_more: object) -> object:
        asked.append(host)
        inside = "127.0.0.1" if len(asked) > 1 else "127.0.0.2"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (inside, 25))]

    with mailbox() as box:
        http = Http(allowed=["127.0.0.2"])
        send(Http(allowed=LOOPBACK), box.port)  # our own name is looked up once
        monkeypatch.setattr(socket, "getaddrinfo", lookup)
        failed = refuse(http, box.port, host="rebind.example", timeout=1)
        assert asked == ["rebind.example"]
        assert "could not be reached" in failed.reason  # nobody listens at 127.0.0.2
        assert len(box.mails) == 1


def test_mails_to_one_server_share_a_connection() -> None:
    http = Http(allowed=LOOPBACK)
    with mailbox() as box:
        for number in range(5):
            send(http, box.port, f"D-{number}")
        assert box.connections == 1
        assert box.commands == ["NOOP"] * 4  # asked before each use but the first
        assert len(box.mails) == 5


def test_a_connection_is_used_for_one_set_of_settings_alone() -> None:
    http = Http(allowed=LOOPBACK)
    with mailbox() as box:
        send(http, box.port)
        send(http, box.port, timeout=9)
        assert box.connections == 2


def test_after_a_refusal_the_next_mail_has_a_connection_of_its_own() -> None:
    http = Http(allowed=LOOPBACK)
    with mailbox(data="554 no") as box:
        assert "554" in refuse(http, box.port).reason
        box.data = ""
        send(http, box.port)
        assert box.connections == 2
        assert box.commands == []


@pytest.mark.parametrize("noop", ["421 going down", "500 what?"])
def test_a_kept_connection_that_does_not_stand_is_left_before_anything_is_sent(noop: str) -> None:
    http = Http(allowed=LOOPBACK)
    with mailbox() as box:
        send(http, box.port, "D-1")
        box.noop = noop
        send(http, box.port, "D-2")
        assert box.connections == 2
        assert [raw.count(b"Message-ID: <D-2@") for raw in box.mails] == [0, 1]


def test_a_server_that_hangs_up_after_each_mail_is_sent_each_mail_once() -> None:
    got: list[bytes] = []

    def script(line: socket.socket, over: threading.Event) -> None:
        del over
        line.sendall(b"220 box\r\n")
        for answer in (b"250 box", b"250 ok", b"250 ok", b"354 go on"):
            line.recv(65_536)
            line.sendall(answer + b"\r\n")
        raw = b""
        while not raw.endswith(b"\r\n.\r\n"):
            raw += line.recv(65_536)
        got.append(raw)
        line.sendall(b"250 taken\r\n421 good bye\r\n")

    http = Http(allowed=LOOPBACK)
    with scripted(script) as port:
        for number in range(3):
            send(http, port, f"D-{number}")
    assert [raw.count(b"Message-ID: <D-%d@" % n) for n, raw in enumerate(got)] == [1, 1, 1]


def test_a_mail_whose_fate_is_unknown_is_not_sent_again_by_us_at_once() -> None:
    """Whoever is asked again is asked by the outbox, with the same Message-ID; and nothing more
    goes over a connection on which an answer is still owed."""
    http = Http(allowed=LOOPBACK)
    with mailbox(delay=0.5) as box:
        failed = refuse(http, box.port, timeout=0.2)
        assert failed.unanswered
        box.delay = 0.0
        send(http, box.port, "D-2", timeout=0.2)
        assert box.connections == 2
        assert box.commands == []


def test_kept_connections_are_closed_when_nobody_needs_them_any_more() -> None:
    http = Http(allowed=LOOPBACK)
    with mailbox() as box:
        send(http, box.port)
        http.mail.close()
        send(http, box.port)
        assert box.connections == 2
