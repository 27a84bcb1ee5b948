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
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.response import HTTPResponse
from urllib3.util.connection import create_connection

from integrations.addresses import AddressRefused, Guard, check_url
from router.domain.errors import DeliveryFailed
from router.domain.instants import SECOND, Instant

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


@dataclass
class Http:
    """Makes the calls. `allowed`: networks or host names inside that may be called all the same
    (tests, self-hosted receivers). `now` gives the instant of an attempt to those who sign."""

    allowed: Sequence[str] = ()
    limits: Limits = field(default_factory=Limits)
    now: Callable[[], Instant] = time.time_ns
    ca_bundle: str | None = None

    def __post_init__(self) -> None:
        guard = Guard(self.allowed)
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        self._session.verify = self.ca_bundle or True
        self._session.headers.clear()
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, _GuardedAdapter(guard))

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
    until: float | None = None


_call = _Call()


def _connect(connection: HTTPConnection, guard: Guard) -> socket.socket:
    """To the first checked address that answers."""
    last: OSError | None = None
    for address in guard.addresses(connection.host, connection.port or 0):
        try:
            return create_connection(
                (address, connection.port or 0),
                connection.timeout,
                socket_options=connection.socket_options,
            )
        except OSError as error:
            last = error
    raise last or OSError(f"{connection.host} has no address")


def _in_time(connection: HTTPConnection, answer: Callable[[], HTTPResponse]) -> Any:
    """Headers may drip for ever within the read timeout: cut the line when time is up."""
    if _call.until is None:
        return answer()
    timer = threading.Timer(max(0.0, _call.until - time.monotonic()), _cut, (connection.sock,))
    timer.daemon = True
    timer.start()
    try:
        return answer()
    finally:
        timer.cancel()


def _pools(guard: Guard) -> dict[str, type[HTTPConnectionPool]]:
    class Plain(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return _connect(self, guard)

        def getresponse(self) -> Any:
            return _in_time(self, super().getresponse)

    class Tls(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            return _connect(self, guard)

        def getresponse(self) -> Any:
            return _in_time(self, super().getresponse)

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class TlsPool(HTTPSConnectionPool):
        ConnectionCls = Tls

    return {"http": PlainPool, "https": TlsPool}


class _GuardedAdapter(HTTPAdapter):
    """Gives urllib3 connections that know the guard."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        super().__init__(pool_connections=64, pool_maxsize=16, max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = _pools(self._guard)


def _cut(sock: socket.socket | None) -> None:
    try:
        if sock is not None:
            socket.socket.shutdown(sock, socket.SHUT_RDWR)
    except OSError:
        pass  # it is closed already


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
