"""Fetching new mail from a mailbox, for those who cannot have it posted.

Nothing is moved, flagged or deleted there: where we are is a bookmark (UIDVALIDITY and the last
UID) that the caller keeps, in the same transaction as what was read.
"""

from __future__ import annotations

import imaplib
import re
import socket
import ssl
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from integrations.mail.mail_limits import MOST_BYTES
from integrations.transport.addresses import AddressRefused, Guard
from integrations.transport.checks import number_of, text_of, text_problem, unknown_keys
from integrations.transport.lines import connect, tls_context
from router.domain.errors import DeliveryFailed

_KEYS = frozenset({"host", "port", "security", "user", "password", "mailbox", "ca_file", "timeout"})
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


@dataclass(frozen=True, slots=True)
class Bookmark:
    """Up to where a mailbox was read; `validity` changes when the server numbers anew."""

    validity: int = 0
    last_uid: int = 0


@dataclass(frozen=True, slots=True)
class Fetched:
    """New mails, oldest first, with their UIDs; `cut`: UIDs of those over 1 MiB, of which only the
    beginning is there (what was written stands before what is attached); `more`: whether others
    wait there."""

    bookmark: Bookmark
    mails: tuple[tuple[int, bytes], ...]
    cut: tuple[int, ...] = ()
    more: bool = False


class Mailbox(Protocol):
    """Where mail comes from."""

    def fetch(self, after: Bookmark, limit: int) -> Fetched:
        """At most `limit` mails after the bookmark. Raises DeliveryFailed."""


class ImapMailbox:
    """Settings: `host`, `port`, `security` (tls, starttls or none), `user`, `password`,
    `mailbox` (INBOX), `ca_file`, `timeout` in seconds for each step; the whole has three times as
    long. `guard`: which addresses may be called."""

    def __init__(self, settings: Mapping[str, object], guard: Guard) -> None:
        self._settings = settings
        self._guard = guard

    def check_settings(self) -> list[str]:
        """Every problem in words."""
        settings = self._settings
        found = unknown_keys(settings, _KEYS)
        for key, meaning in (
            ("host", "the IMAP server"),
            ("user", "the mailbox's user"),
            ("password", "its password"),
        ):
            found += text_problem(settings, key, meaning)
        if text_of(settings, "security", "tls") not in ("tls", "starttls", "none"):
            found.append(f"security: {settings['security']!r} is not one of tls, starttls, none")
        if not 0 < number_of(settings, "port", 993) < 65_536:
            found.append(f"port: {settings['port']!r} is not a port; write 1 to 65535")
        if not 0 < number_of(settings, "timeout", 20) <= 120:
            found.append(f"timeout: {settings['timeout']!r} is not a number of seconds up to 120")
        if '"' in text_of(settings, "mailbox") or "\\" in text_of(settings, "mailbox"):
            found.append("mailbox: must hold no quotes or backslashes")
        return found

    def fetch(self, after: Bookmark, limit: int) -> Fetched:
        wrong = self.check_settings()
        if wrong:
            raise DeliveryFailed("; ".join(wrong), retryable=False)
        host = text_of(self._settings, "host")
        seconds = number_of(self._settings, "timeout", 20)
        until = time.monotonic() + 3 * seconds
        try:
            server = self._connect(until, seconds)
            try:
                return self._fetch(server, after, limit, until - seconds)
            finally:
                _part(server)
        except AddressRefused as refused:
            reason = str(refused)
        except ssl.SSLError as bad:
            reason = f"{host} could not prove who it is ({bad.reason})"
        except TimeoutError:
            reason = f"{host} did not answer in time"
        except imaplib.IMAP4.error as bad:
            reason = f"{host} refused: {str(bad)[:120]}"
            if time.monotonic() >= until or "timed out" in str(bad):  # imaplib says so of both
                reason = f"{host} did not answer in time"
        except OSError as bad:
            reason = f"{host} could not be reached ({type(bad).__name__})"
        raise DeliveryFailed(reason, retryable=True)

    def _connect(self, until: float, seconds: float) -> imaplib.IMAP4:
        settings = self._settings
        host, port = text_of(settings, "host"), int(number_of(settings, "port", 993))
        security = text_of(settings, "security", "tls")
        context = tls_context(text_of(settings, "ca_file"), "mailbox")
        server = _Imap(
            host, port, self._guard, until, context if security == "tls" else None, seconds
        )
        try:
            if security == "starttls":
                server.starttls(context)
            server.login(text_of(settings, "user"), text_of(settings, "password"))
        except BaseException:
            server.shutdown()  # or its socket would stay open
            raise
        return server

    def _fetch(self, server: imaplib.IMAP4, after: Bookmark, limit: int, stop_at: float) -> Fetched:
        """Stops early when time gets short: what a slow server gave is not fetched again."""
        name = text_of(self._settings, "mailbox", "INBOX")
        status, _ = server.select(f'"{name}"', readonly=True)
        if status != "OK":
            raise imaplib.IMAP4.error(f"there is no mailbox {name!r}")
        validity = int((server.response("UIDVALIDITY")[1] or [b"0"])[0] or 0)
        last = after.last_uid if after.validity in (0, validity) else 0
        # `n:*` always names the newest mail, even if its UID is below n.
        _, found = server.uid("SEARCH", f"UID {last + 1}:*")
        uids = sorted(int(uid) for uid in (found[0] or b"").split() if int(uid) > last)
        done: list[int] = []
        mails: list[tuple[int, bytes]] = []
        cut: list[int] = []
        for uid in uids[:limit]:
            if done and time.monotonic() >= stop_at:
                break
            done.append(uid)
            what = "BODY.PEEK[]"
            if self._size(server, uid) > MOST_BYTES:
                cut.append(uid)
                what += f"<0.{MOST_BYTES}>"
            _, parts = server.uid("FETCH", str(uid), f"({what})")
            raw = next((part[1] for part in parts if isinstance(part, tuple)), None)
            if raw is not None:  # else it was deleted meanwhile
                mails.append((uid, raw[:MOST_BYTES]))
        bookmark, more = Bookmark(validity, max([last, *done])), len(uids) > len(done)
        return Fetched(bookmark, tuple(mails), tuple(cut), more)

    def _size(self, server: imaplib.IMAP4, uid: int) -> int:
        _, parts = server.uid("FETCH", str(uid), "(RFC822.SIZE)")
        for part in parts:
            text = part[0] if isinstance(part, tuple) else part
            match = _SIZE.search(text or b"")
            if match:
                return int(match[1])
        return 0


class _Imap(imaplib.IMAP4):
    """Connects through the guard, within the time; by TLS where there is a context."""

    def __init__(
        self,
        host: str,
        port: int,
        guard: Guard,
        until: float,
        context: ssl.SSLContext | None,
        seconds: float,
    ) -> None:
        self._guard, self._until, self._context = guard, until, context
        super().__init__(host, port, timeout=seconds)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        line = connect(self._guard, self.host, self.port, self._until, timeout or 20.0)
        if self._context is None:
            return line
        return self._context.wrap_socket(line, server_hostname=self.host)


def _part(server: imaplib.IMAP4) -> None:
    """A server that is rude at parting undoes nothing; its connection is closed all the same."""
    try:
        server.logout()
    except (imaplib.IMAP4.error, OSError):
        with suppress(OSError):
            server.shutdown()
