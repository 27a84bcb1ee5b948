"""Whatever arrives: read, or refused as BadEvent or BadSignature; never another exception."""

from __future__ import annotations

import copy
import json
from dataclasses import fields, is_dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from integrations.kinds.registry import helpdesks
from router.domain.errors import BadEvent, BadSignature
from router.domain.tickets.sightings import Sighting
from tests.integrations import builders
from tests.integrations.builders import NOW, SECRET, zendesk_event, zendesk_trigger
from tests.integrations.deliveries import (
    SETTINGS,
    SOURCES,
    cloud_event,
    first_mail,
    freshdesk_simple,
    jira_status,
    mail,
    servicenow,
)

KINDS = [source.kind for source in SOURCES]
JSON_KINDS = [kind for kind in KINDS if kind != "email"]
REAL: list[Any] = [json.loads(s.vendor) for s in SOURCES if s.kind != "email"] + [
    zendesk_event("ticket.status_changed", event={"current": "OPEN", "previous": "SOLVED"}),
    zendesk_trigger(),
    freshdesk_simple(),
    jira_status("Open", "Closed"),
    servicenow("updated", previous={"state": "8"}),
    cloud_event("ticket.paused", reason="x"),
]
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=12)
    | st.sampled_from(["", " ", "\x00", "\ud800", "é" * 300, "2026-11-22T09:00:00Z", "-1", "zen:"])
)
ANY = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=8,
)
HEADERS = st.dictionaries(
    st.sampled_from(["content-type", "ce-specversion", "ce-type", "ce-time", "ce-id", "ce-source"]),
    st.sampled_from(
        [
            "1.0",
            "",
            "ticket.replied",
            "2026-11-22T09:00:00Z",
            "application/x-www-form-urlencoded",
            "application/cloudevents-batch+json",
        ]
    )
    | st.text(max_size=5),
    max_size=4,
)


def is_storable(value: object) -> bool:
    """What PostgreSQL and SQLite both take."""
    if isinstance(value, str):
        return "\x00" not in value and not any("\ud800" <= c <= "\udfff" for c in value)
    if isinstance(value, dict):
        return all(is_storable(item) for pair in value.items() for item in pair)
    if isinstance(value, tuple | list):
        return all(is_storable(item) for item in value)
    if is_dataclass(value):
        return all(is_storable(getattr(value, f.name)) for f in fields(value))
    return True


def assert_reason(reason: str) -> None:
    assert reason
    assert is_storable(reason)


def try_read(kind: str, raw: bytes, headers: dict[str, str]) -> list[Sighting]:
    adapter = helpdesks()[kind]
    try:
        verified = adapter.verify(headers, raw, [SECRET], NOW)
        assert verified.delivery_id
    except BadSignature:
        pass
    try:
        sightings = adapter.read(raw, headers, builders.settings(kind, **SETTINGS), NOW)
    except BadEvent as refused:
        reason = str(refused)
        sightings = []
        assert_reason(reason)
    for sighting in sightings:
        assert len(sighting.external_id) <= 255
        assert sighting.unknown is not None or sighting.external_id or sighting.echoes
        assert is_storable(sighting)
        sighting.facts("desk")
        keys = [event.key for event in sighting.events]
        assert all(event.received_at == NOW for event in sighting.events)
        assert all(len(key) < 600 for key in keys)
    return sightings


@st.composite
def spoiled(draw: st.DrawFn) -> Any:
    """A real delivery with one to three places replaced or taken out."""
    payload = copy.deepcopy(draw(st.sampled_from(REAL)))
    for _ in range(draw(st.integers(1, 3))):
        place = payload
        while True:
            keys = list(place) if isinstance(place, dict) else list(range(len(place)))
            if not keys:
                break
            key = draw(st.sampled_from(keys))
            inner = place[key]
            if isinstance(inner, dict | list) and inner and draw(st.booleans()):
                place = inner
                continue
            if draw(st.booleans()):
                del place[key]
            else:
                place[key] = draw(ANY)
            break
    return payload


@settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(kind=st.sampled_from(JSON_KINDS), payload=spoiled(), headers=HEADERS)
def test_a_real_delivery_with_something_spoiled(
    kind: str, payload: Any, headers: dict[str, str]
) -> None:
    try_read(kind, json.dumps(payload).encode(), headers)


@settings(max_examples=200, deadline=None)
@given(kind=st.sampled_from(KINDS), payload=ANY, headers=HEADERS)
def test_any_json(kind: str, payload: Any, headers: dict[str, str]) -> None:
    try_read(kind, json.dumps(payload).encode(), headers)


@settings(max_examples=200, deadline=None)
@given(kind=st.sampled_from(KINDS), raw=st.binary(max_size=300), headers=HEADERS)
@example(kind="zendesk", raw=b"[" * 100_000, headers={})
@example(kind="generic", raw=b'{"a":' * 100_000, headers={})
@example(kind="zendesk", raw=b"9" * 10_000, headers={})
@example(kind="zendesk", raw=b'{"ticket_id": ' + b"9" * 5_000 + b"}", headers={})
@example(kind="jira", raw=b'{"webhookEvent":"x","timestamp":1e999}', headers={})
@example(kind="zendesk", raw=b'"ticket_id": "', headers={})
def test_any_bytes(kind: str, raw: bytes, headers: dict[str, str]) -> None:
    try_read(kind, raw, headers)


@settings(max_examples=300, deadline=None)
@given(
    base=st.sampled_from([mail(), first_mail()]),
    cuts=st.lists(
        st.tuples(st.integers(0, 400), st.integers(0, 20), st.binary(max_size=20)), max_size=4
    ),
)
@example(base=b"From: =?utf-8?b?////?= <a@b>\r\nSubject: =?x?q?=\r\n\r\n", cuts=[])
@example(base=b'From: a@b\r\nContent-Type: multipart/mixed; boundary*0="\r\n\r\n--', cuts=[])
@example(base=b"From: a@b\r\nReceived: ;Sun, 99 Nov 0026 99:99:99 +9999\r\n\r\n", cuts=[])
@example(base=b"From: a@b\r\nContent-Transfer-Encoding: base64\r\n\r\n=====", cuts=[])
@example(base=b"From: a@b\r\nContent-Type: text/plain; charset=\xff\r\n\r\nx", cuts=[])
def test_a_real_mail_with_something_spoiled(
    base: bytes, cuts: list[tuple[int, int, bytes]]
) -> None:
    for at, length, new in cuts:
        base = base[:at] + new + base[at + length :]
    try_read("email", base, {})


@pytest.mark.parametrize("kind", KINDS)
def test_a_mebibyte_of_nonsense_is_answered_quickly(kind: str) -> None:
    for unit in (b'{"a":', b"[", b'"a",', b"<p>", b'"subject": "', b"[[#", b"Re: ", b"=?utf-8?q?"):
        raw = (unit * ((1 << 20) // len(unit)))[: 1 << 20]
        try_read(kind, raw, {})
        try_read(kind, b"From: a@b\r\nSubject: " + raw[: (1 << 19)] + b"\r\n\r\n", {})
