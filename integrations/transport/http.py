"""Every outgoing call goes through here: addresses checked, times and sizes limited.

A host is resolved once, at connecting, every address it has is checked (`addresses.py`), and the
connection goes to an address that was checked: a name that changes its mind in between gains
nothing. Redirects are never followed, proxies and `.netrc` of the environment never used.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import urlsplit

import requests
import urllib3
from requests.adapters import HTTPAdapter
from requests.utils import DEFAULT_CA_BUNDLE_PATH
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from integrations.transport.addresses import AddressRefused, Guard, check_url
from integrations.transport.lines import Line, TlsLine, connect, tls_context
from integrations.transport.mail_lines import MailLines
from router.domain.errors import DeliveryFailed
from router.domain.time.instants import SECOND, Instant

MOST_BYTES = 1 << 20
_RETRYABLE = frozenset({408, 409, 421, 425, 429})


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: any status, headers with lower case names, at most the allowed bytes."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def retry_after_seconds(self, now: Instant) -> int | None:
        """The pause that the receiver asks for, in seconds or until a date; None if it does not."""
        return retry_after(self.headers.get("retry-after", ""), now)


@dataclass(frozen=True)
class Limits:
    """In seconds, except `bytes` of an answer. `whole` bounds a call however slowly it drips."""

    connect: float = 5.0
    read: float = 10.0
    whole: float = 20.0
    bytes: int = MOST_BYTES


_LIMITS = Limits()


@dataclass
class Http:
    """Makes the calls. `allowed`: networks or host names inside that may be called all the same
    (tests, self-hosted receivers); `mail_hosts`: the same for sending mail alone. `now` gives the
    instant of an attempt to those who sign. `mail`: the way to mail servers."""

    allowed: Sequence[str] = ()
    mail_hosts: Sequence[str] = ()
    limits: Limits = field(default_factory=Limits)
    now: Callable[[], Instant] = time.time_ns
    ca_bundle: str | None = None

    def __post_init__(self) -> None:
        self.guard = guard = Guard(self.allowed)
        self.mail = MailLines(Guard([*self.allowed, *self.mail_hosts]))
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        self._session.headers.clear()
        for scheme in ("http://", "https://"):
            adapter = _GuardedAdapter(guard, self.ca_bundle or DEFAULT_CA_BUNDLE_PATH)
            self._session.mount(scheme, adapter)

    def call(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        limits: Limits | None = None,
    ) -> Answer:
        """One call; any status is an answer. Raises DeliveryFailed: permanent for an address that
        is not allowed or does not verify, retryable for anything the network did."""
        check_url(url)
        limits = limits or self.limits
        host = urlsplit(url).hostname or ""
        until = time.monotonic() + limits.whole
        _call.until = until
        given = {"User-Agent": "sla-router", "Accept-Encoding": "identity", **(headers or {})}
        try:
            with self._session.request(
                method,
                url,
                headers=given,
                data=body,
                timeout=(limits.connect, limits.read),
                allow_redirects=False,
                stream=True,
            ) as response:
                content = _read(response, until, limits.bytes)
        except AddressRefused as refused:
            raise DeliveryFailed(str(refused), retryable=False) from None
        except (
            requests.RequestException,
            urllib3.exceptions.HTTPError,
            OSError,
            ValueError,
        ) as bad:
            raise _failure(bad, host, time.monotonic() >= until) from None
        finally:
            _call.until = None
        names = {name.lower(): value for name, value in response.headers.items()}
        return Answer(response.status_code, names, content)

    def deliver(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """A call that counts only with a 2xx; everything else is the DeliveryFailed it means."""
        answer = self.call(method, url, headers=headers, body=body)
        if 200 <= answer.status < 300:
            return answer
        host = urlsplit(url).hostname
        raise refusal(answer, str(host), self.now())


def refusal(answer: Answer, host: str, now: Instant) -> DeliveryFailed:
    """What a status other than 2xx means for another attempt."""
    status = answer.status
    if status == 410:
        return DeliveryFailed(
            f"{host} answered 410: it is gone for good", retryable=False, disable=True
        )
    if 300 <= status < 400:
        return DeliveryFailed(
            f"{host} answered {status}: redirects are not followed; give the final address",
            retryable=False,
        )
    return DeliveryFailed(
        f"{host} answered {status}",
        retryable=status in _RETRYABLE or status >= 500,
        retry_after_seconds=answer.retry_after_seconds(now),
    )


def retry_after(value: str, now: Instant) -> int | None:
    """Seconds from a Retry-After header (seconds or an HTTP date), at most a day."""
    value = value.strip()
    if value.isascii() and value.isdigit():
        return min(int(value[:9]), 86_400)
    try:
        at = parsedate_to_datetime(value)
    except (TypeError, ValueError, IndexError):
        return None
    if at.tzinfo is None:
        return None
    return min(max(0, -(-(int(at.timestamp()) * SECOND - now) // SECOND)), 86_400)


class _Call(threading.local):
    """Until when the call of this thread has time, of the steady clock."""

    until: float | None = None


_call = _Call()


def _pools(guard: Guard) -> dict[str, type[HTTPConnectionPool]]:
    def line_for(connection: HTTPConnection) -> Line:
        """To the first checked address that answers."""
        until, seconds = _call.until, float(connection.timeout or _LIMITS.connect)
        if until is None:
            until = time.monotonic() + _LIMITS.whole
        port, options = connection.port or 0, connection.socket_options or ()
        return connect(guard, connection.host, port, until, seconds, options)

    class Plain(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return line_for(self)

        def request(self, *args: Any, **more: Any) -> None:
            _begin(self.sock)
            super().request(*args, **more)

    class Tls(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            return line_for(self)

        def request(self, *args: Any, **more: Any) -> None:
            _begin(self.sock)
            super().request(*args, **more)

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class TlsPool(HTTPSConnectionPool):
        ConnectionCls = Tls

    return {"http": PlainPool, "https": TlsPool}


def _begin(line: socket.socket | None) -> None:
    """One that was kept begins another call."""
    if isinstance(line, Line | TlsLine):
        line.until = _call.until


class _GuardedAdapter(HTTPAdapter):
    """Gives urllib3 connections that know the guard and the time."""

    def __init__(self, guard: Guard, ca_bundle: str) -> None:
        self._guard = guard
        self._ca_bundle = ca_bundle
        super().__init__(pool_connections=64, pool_maxsize=16, max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = _pools(self._guard)

    def build_connection_pool_key_attributes(
        self, request: Any, verify: Any, cert: Any = None
    ) -> Any:
        """With our one TLS context; else every root certificate is read for each connection."""
        host, found = super().build_connection_pool_key_attributes(request, verify, cert)
        found.pop("ca_certs", None)
        if host["scheme"] == "https":
            found["ssl_context"] = tls_context(self._ca_bundle, "http")
        return host, found

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
        """The context knows the roots."""
        del url, verify, cert
        conn.cert_reqs = "CERT_REQUIRED"


def _read(response: requests.Response, until: float, most: int) -> bytes:
    parts: list[bytes] = []
    size = 0
    while True:
        if time.monotonic() >= until:
            raise requests.Timeout
        part = response.raw.read1(65_536) if size < most else b""
        if not part:
            return b"".join(parts)[:most]
        parts.append(part)
        size += len(part)


def _failure(error: Exception, host: str, late: bool) -> DeliveryFailed:
    """In words that show no path or query of the address: those may hold a secret."""
    if isinstance(error, requests.exceptions.SSLError):
        return DeliveryFailed(f"{host} could not prove who it is (TLS certificate)", retryable=True)
    if late or isinstance(error, requests.Timeout) or "timed out" in str(error):
        return DeliveryFailed(f"{host} did not answer in time", retryable=True, unanswered=True)
    if isinstance(error, requests.exceptions.InvalidURL | requests.exceptions.InvalidHeader):
        return DeliveryFailed("the address or a header cannot be sent as it is", retryable=False)
    return DeliveryFailed(
        f"{host} could not be reached ({_kind(error)})", retryable=True, unanswered=True
    )


def _kind(error: Exception) -> str:
    text = str(error)
    for words, meaning in (
        ("Name or service not known", "its name is not known"),
        ("name resolution", "its name could not be looked up"),
        ("No address associated", "its name has no address"),
        ("refused", "the connection was refused"),
        ("reset", "the connection was reset"),
        ("unreachable", "the network is unreachable"),
        ("RemoteDisconnected", "it hung up"),
    ):
        if words in text:
            return meaning
    return type(error).__name__
