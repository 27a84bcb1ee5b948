"""Proving who sent it, for helpdesks whose own rules write the call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from integrations.transport import signatures
from router.domain.tickets.sightings import UNSIGNED_BODY, Verified
from router.domain.time.instants import Instant

HEADER = "x-sla-router-secret"


def by_secret(headers: Mapping[str, str], raw_body: bytes, secrets: Sequence[str]) -> Verified:
    """The secret itself, in our header or as the password of basic authentication.

    Nothing then vouches for the body, which the flag says. The delivery is known by its content.
    """
    if HEADER in headers:
        signatures.check_shared(HEADER, headers, secrets)
    else:
        password = {HEADER: signatures.basic_password(headers)}
        signatures.check_shared(HEADER, password, secrets)
    return Verified(signatures.content_id(raw_body), None, frozenset({UNSIGNED_BODY}))


def by_standard_webhooks(
    headers: Mapping[str, str], raw_body: bytes, secrets: Sequence[str], now: Instant
) -> Verified:
    """A Standard Webhooks signature; the delivery is known by its signed `webhook-id`."""
    id_, signed_at, flags = signatures.check(
        signatures.STANDARD_WEBHOOKS, headers, raw_body, secrets, now
    )
    return Verified(id_, signed_at, flags)


def by_either(
    headers: Mapping[str, str], raw_body: bytes, secrets: Sequence[str], now: Instant
) -> Verified:
    """Signed if it says that it is, else by the secret."""
    if signatures.STANDARD_WEBHOOKS.signature in headers:
        return by_standard_webhooks(headers, raw_body, secrets, now)
    return by_secret(headers, raw_body, secrets)
