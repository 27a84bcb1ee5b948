"""Fetching from a mailbox, against a small real server that speaks just enough IMAP."""

from __future__ import annotations

import re
import socketserver
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest

from integrations.mail.imap import Bookmark, ImapMailbox
from integrations.transport.addresses import Guard
from router.domain.errors import DeliveryFailed
from tests.integrations.deliveries import first_mail, mail


def mailbox(settings: Mapping[str, object]) -> ImapMailbox:
    return ImapMailbox(settings, Guard(["127.0.0.0/8"]))


@dataclass
class Box:
    mails: dict[int, bytes] = field(default_factory=dict)
    validity: int = 1
    port: int = 0
    commands: list[str] = field(default_factory=list)

    def answer(self, command: str) -> bytes:
        self.commands.append(command)
        if command.startswith("LOGIN"):
            return b"" if command == 'LOGIN desk "hush"' else b"NO"
        if command.startswith("EXAMINE"):
            if '"INBOX"' not in command:
                return b"NO"
            return b"* %d EXISTS\r\n* OK [UIDVALIDITY %d] x\r\n" % (len(self.mails), self.validity)
        if match := re.fullmatch(r"UID SEARCH UID (\d+):\*", command):
            uids = [u for u in self.mails if u >= int(match[1])] or list(self.mails)[-1:]
            return b"* SEARCH " + b" ".join(b"%d" % u for u in uids) + b"\r\n"
        if match := re.fullmatch(r"UID FETCH (\d+) \(RFC822\.SIZE\)", command):
            return b"* 1 FETCH (UID %d RFC822.SIZE %d)\r\n" % (
                int(match[1]),
                len(self.mails[int(match[1])]),
            )
        if match := re.fullmatch(r"UID FETCH (\d+) \(BODY\.PEEK\[\]\)", command):
            raw = self.mails[int(match[1])]
            return b"* 1 FETCH (UID %d BODY[] {%d}\r\n%b)\r\n" % (int(match[1]), len(raw), raw)
        if match := re.fullmatch(r"UID FETCH (\d+) \(BODY\.PEEK\[\]<0\.(\d+)>\)", command):
            raw = self.mails[int(match[1])][: int(match[2])]
            return b"* 1 FETCH (UID %d BODY[]<0> {%d}\r\n%b)\r\n" % (int(match[1]), len(raw), raw)
        return b"* CAPABILITY IMAP4rev1\r\n" if command == "CAPABILITY" else b""


@contextmanager
def imap(box: Box) -> Iterator[dict[str, object]]:
    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"* OK hello\r\n")
            for line in self.rfile:
                tag, _, command = line.decode().strip().partition(" ")
                said = box.answer(command)
                verdict = b"NO no" if said == b"NO" else b"OK done"
                self.wfile.write((b"" if said == b"NO" else said) + tag.encode() + b" " + verdict)
                self.wfile.write(b"\r\n")
                if command == "LOGOUT":
                    return

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        allow_reuse_address = True

    server = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    box.port = server.server_address[1]
    try:
        yield {
            "host": "127.0.0.1",
            "port": box.port,
            "security": "none",
            "user": "desk",
            "password": "hush",
        }
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_new_mail_is_read_once_oldest_first_and_nothing_is_changed_there() -> None:
    box = Box({3: first_mail(), 5: mail()})
    with imap(box) as settings:
        fetched = mailbox(settings).fetch(Bookmark(), 10)
        assert fetched.mails == ((3, first_mail()), (5, mail()))
        assert fetched.bookmark == Bookmark(1, 5)
        assert mailbox(settings).fetch(fetched.bookmark, 10).mails == ()
        box.mails[6] = mail(Message_ID="<six@x>")
        assert [uid for uid, _ in mailbox(settings).fetch(fetched.bookmark, 10).mails] == [6]
    words = {command.split(" ")[0] for command in box.commands}
    assert words <= {"CAPABILITY", "LOGIN", "EXAMINE", "UID", "LOGOUT"}


def test_at_most_so_many_at_a_time_and_the_rest_next_time() -> None:
    with imap(Box({n: mail() for n in range(1, 6)})) as settings:
        first = mailbox(settings).fetch(Bookmark(), 2)
        second = mailbox(settings).fetch(first.bookmark, 2)
    assert [uid for uid, _ in (*first.mails, *second.mails)] == [1, 2, 3, 4]


def test_a_mailbox_that_numbers_anew_is_read_from_its_beginning() -> None:
    with imap(Box({1: mail()}, validity=2)) as settings:
        fetched = mailbox(settings).fetch(Bookmark(validity=1, last_uid=90), 10)
    assert [uid for uid, _ in fetched.mails] == [1]
    assert fetched.bookmark == Bookmark(2, 1)


def test_of_a_mail_over_a_mebibyte_the_beginning_is_read_and_it_is_named() -> None:
    with imap(Box({1: b"x" * (3 << 20), 2: mail()})) as settings:
        fetched = mailbox(settings).fetch(Bookmark(), 10)
    assert fetched.cut == (1,)
    assert [(uid, len(raw)) for uid, raw in fetched.mails] == [(1, 1 << 20), (2, len(mail()))]


def test_refused_unreachable_and_misconfigured() -> None:
    with imap(Box()) as settings:
        for wrong in ({"password": "no"}, {"mailbox": "Nowhere"}):
            with pytest.raises(DeliveryFailed, match="refused") as failed:
                mailbox(settings | wrong).fetch(Bookmark(), 1)
            assert failed.value.retryable
    with pytest.raises(DeliveryFailed, match="could not be reached") as failed:
        mailbox(settings).fetch(Bookmark(), 1)
    assert failed.value.retryable
    problems = mailbox({"port": 0, "security": "x", "mailbox": 'a"b'}).check_settings()
    assert [p.partition(":")[0] for p in problems] == [
        "host",
        "user",
        "password",
        "security",
        "port",
        "mailbox",
    ]
