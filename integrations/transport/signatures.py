"""Every way of signing a delivery that we check or make, as rows of one table.

A scheme says how the key comes out of the secret, which bytes are signed, with which hash, how the
result is written, and which headers carry it. All comparisons take the same time for any answer,
and every valid secret is tried: there are two while one replaces the other.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets as random_secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from router.domain.errors import BadInstant, BadSettings, BadSignature
from router.domain.tickets.sightings import CLOCK_DRIFT, CLOCK_SKEW
from router.domain.time.instants import DAY, MINUTE, SECOND, Instant, format_instant, parse_instant

TOO_OLD = DAY
SKEW = 5 * MINUTE
DRIFT = 30 * SECOND

_PREFIX = "whsec_"


@dataclass(frozen=True, slots=True)
class Scheme:
    """One way of signing.

    `signature`, `timestamp`, `id`: names of headers, lower case; empty where the scheme has none.
    `prefix`: what stands before the signature. `key`: secret to key. `layout`: id, timestamp and
    body to what is signed. `encode`, `decode`: digest to text. `unix`: the timestamp is in seconds
    since 1970, else it is RFC 3339. `several`: the header may hold more than one, by blanks.
    """

    signature: str
    prefix: str = ""
    timestamp: str = ""
    id: str = ""
    hash: str = "sha256"
    unix: bool = False
    several: bool = False
    base64: bool = False
    key: Callable[[str], bytes] = str.encode
    layout: Callable[[str, str, bytes], bytes] = lambda _id, _at, body: body


def _standard_key(secret: str) -> bytes:
    """The bytes behind `whsec_`; raises BadSettings for what is not base64 of 24 to 64 bytes."""
    try:
        key = base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not 24 <= len(key) <= 64:
        raise BadSettings(
            "the secret is not one of Standard Webhooks; it is whsec_ and the base64 of 24 to 64 "
            "random bytes"
        )
    return key


def _standard_layout(id_: str, at: str, body: bytes) -> bytes:
    return _bytes(f"{id_}.{at}.") + body


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")


ZENDESK = Scheme(
    signature="x-zendesk-webhook-signature",
    timestamp="x-zendesk-webhook-signature-timestamp",
    base64=True,
    layout=lambda _id, at, body: _bytes(at) + body,
)
STANDARD_WEBHOOKS = Scheme(
    signature="webhook-signature",
    prefix="v1,",
    timestamp="webhook-timestamp",
    id="webhook-id",
    unix=True,
    several=True,
    base64=True,
    key=_standard_key,
    layout=_standard_layout,
)
GITHUB = Scheme(signature="x-hub-signature-256", prefix="sha256=")
JIRA = Scheme(signature="x-hub-signature", prefix="sha256=")
ZAMMAD = Scheme(signature="x-hub-signature", prefix="sha1=", hash="sha1")


def sign(
    scheme: Scheme, secret: str, body: bytes, *, id_: str = "", at: Instant = 0
) -> dict[str, str]:
    """The headers that carry a signature of `body` under one secret.

    `at`: the instant of this attempt, for schemes that sign one. Raises BadSettings for a secret
    that the scheme cannot use.
    """
    stamp = str(at // SECOND) if scheme.unix else format_instant(at)
    stamp = stamp if scheme.timestamp else ""
    headers = {scheme.signature: scheme.prefix + _digest(scheme, secret, id_, stamp, body)}
    if scheme.timestamp:
        headers[scheme.timestamp] = stamp
    if scheme.id:
        headers[scheme.id] = id_
    return headers


def check(
    scheme: Scheme, headers: Mapping[str, str], body: bytes, secrets: Sequence[str], now: Instant
) -> tuple[str, Instant | None, frozenset[str]]:
    """Check a delivery; gives its signed id (or ""), its signed instant, and flags on its clock.

    A stamp over 24 hours off raises BadSignature; over 5 minutes it is flagged CLOCK_SKEW, over 30
    seconds CLOCK_DRIFT (a clock that is wrong must not lose tickets; replays are stopped by the
    delivery id). Every other fault raises the same BadSignature.
    """
    id_ = headers.get(scheme.id, "") if scheme.id else ""
    stamp = headers.get(scheme.timestamp, "") if scheme.timestamp else ""
    given = headers.get(scheme.signature, "")
    if len(given) > 4096 or len(id_) > 255 or (scheme.id and not id_):
        raise BadSignature
    offered = given.split(" ") if scheme.several else [given]
    offered = [o.removeprefix(scheme.prefix) for o in offered if o.startswith(scheme.prefix)][:16]
    right = False
    for secret in filter(None, secrets):
        try:
            expected = _digest(scheme, secret, id_, stamp, body).encode()
        except BadSettings:  # a secret that was mistyped proves nothing; the other may be right
            continue
        for one in offered:
            right |= hmac.compare_digest(expected, _bytes(one))
    if not right:
        raise BadSignature
    if not scheme.timestamp:
        return id_, None, frozenset()
    signed_at = _instant(stamp, scheme.unix)
    return id_, signed_at, _flags(signed_at, now)


def check_shared(header: str, headers: Mapping[str, str], secrets: Sequence[str]) -> None:
    """For senders that cannot sign: the secret itself in a header. Raises BadSignature."""
    given = _bytes(headers.get(header, ""))
    right = False
    for secret in filter(None, secrets):
        right |= hmac.compare_digest(secret.encode(), given)
    if not right:
        raise BadSignature


def basic_password(headers: Mapping[str, str]) -> str:
    """The password of an `Authorization: Basic` header, or "" where there is none."""
    kind, _, value = headers.get("authorization", "").partition(" ")
    if kind.lower() != "basic":
        return ""
    try:
        text = base64.b64decode(value.strip(), validate=True).decode()
    except (binascii.Error, ValueError):
        return ""
    return text.partition(":")[2]


def new_secret() -> str:
    """A secret that every scheme here accepts: whsec_ and the base64 of 32 random bytes."""
    return _PREFIX + base64.b64encode(random_secrets.token_bytes(32)).decode()


def content_id(*parts: bytes) -> str:
    """A delivery id for what has none: a hash of its content."""
    whole = hashlib.sha256()
    for part in parts:
        whole.update(len(part).to_bytes(8, "big") + part)
    return "sha256:" + whole.hexdigest()


def _digest(scheme: Scheme, secret: str, id_: str, stamp: str, body: bytes) -> str:
    mac = hmac.new(scheme.key(secret), scheme.layout(id_, stamp, body), scheme.hash).digest()
    return base64.b64encode(mac).decode() if scheme.base64 else mac.hex()


def _instant(stamp: str, unix: bool) -> Instant:
    """The signed stamp; one that no clock shows is as bad as a wrong signature."""
    try:
        if not unix:
            return parse_instant(stamp)
        if stamp.isascii() and stamp.isdigit() and len(stamp) <= 10:
            return int(stamp) * SECOND
    except BadInstant:
        pass
    raise BadSignature


def _flags(signed_at: Instant, now: Instant) -> frozenset[str]:
    off = abs(now - signed_at)
    if off > TOO_OLD:
        raise BadSignature
    if off > SKEW:
        return frozenset({CLOCK_SKEW})
    return frozenset({CLOCK_DRIFT}) if off > DRIFT else frozenset()
