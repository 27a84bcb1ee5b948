"""A signed POST by Standard Webhooks: what the channel and the vendor way have in common."""

from __future__ import annotations

import json
from collections.abc import Mapping

from integrations.transport import signatures
from integrations.transport.addresses import url_problems
from integrations.transport.checks import (
    Settings,
    header_problems,
    headers_of,
    secrets_of,
    text_of,
    unknown_keys,
)
from integrations.transport.http import Answer, Http
from router.domain.errors import BadSettings, DeliveryFailed
from router.domain.time.instants import Instant, format_instant

KEYS = frozenset({"url", "secret", "secrets", "headers"})


def problems(settings: Settings, more: frozenset[str] = frozenset()) -> list[str]:
    """Every problem with the settings of a signed webhook."""
    found = unknown_keys(settings, KEYS | more) + header_problems(settings)
    if not settings.get("url"):
        found.append("url: is missing; it is the address to call, such as https://example.com/hook")
    else:
        found += url_problems(settings["url"])
    secrets = secrets_of(settings)
    if not secrets:
        found.append("secret: is missing; it is whsec_ and the base64 of 24 to 64 random bytes")
    for secret in secrets:
        try:
            signatures.sign(signatures.STANDARD_WEBHOOKS, secret, b"", id_="check")
        except BadSettings as problem:
            found.append(f"secret: {problem}")
    return found


def post(
    http: Http, settings: Settings, id_: str, kind: str, at: Instant, data: Mapping[str, object]
) -> Answer:
    """Send {type, timestamp, data}, signed with every valid secret.

    `id_` stays the same for every attempt; the signed timestamp is that of this attempt; `at`, in
    the body, is when it was first meant to be sent. Raises DeliveryFailed.
    """
    wrong = problems(settings, frozenset(settings))
    if wrong:
        raise DeliveryFailed("; ".join(wrong), retryable=False)
    body = encode({"type": kind, "timestamp": format_instant(at), "data": data})
    headers = {"Content-Type": "application/json", **headers_of(settings)}
    headers |= sign_with_all(secrets_of(settings), id_, http.now(), body)
    return http.deliver("POST", text_of(settings, "url"), headers, body)


def sign_with_all(secrets: list[str], id_: str, at: Instant, body: bytes) -> dict[str, str]:
    """One set of headers whose signature lists one for each valid secret."""
    scheme = signatures.STANDARD_WEBHOOKS
    signed = [signatures.sign(scheme, secret, body, id_=id_, at=at) for secret in secrets]
    return signed[0] | {scheme.signature: " ".join(one[scheme.signature] for one in signed)}


def encode(value: object) -> bytes:
    """Compact JSON in UTF-8; the exact bytes that are signed."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
