"""Anything that can send JSON: our own documented schema (`docs/sources/generic.md`).

Carried as Standard Webhooks `{type, timestamp, data}` or as CloudEvents 1.0, structured, binary or
in a batch. Signed by Standard Webhooks (kind `generic`) or as GitHub signs (kind `github`).
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping, Sequence
from urllib.parse import unquote

from integrations.helpdesks.base import Finding, Speaker, unknown
from integrations.helpdesks.shared_secret import by_standard_webhooks
from integrations.transport import signatures
from integrations.transport.payloads import (
    Json,
    flag,
    identifier,
    instant,
    maybe_instant,
    maybe_obj,
    maybe_text,
    obj,
    quoted,
    read_json,
    read_object,
    storable,
    text,
    words,
)
from router.domain.errors import BadEvent
from router.domain.tickets.events import Kind
from router.domain.tickets.sightings import Sighting, SourceSettings, Verified
from router.domain.time.instants import Instant

_MOMENTS = {
    "paused": Kind.PAUSED,
    "resumed": Kind.RESUMED,
    "resolved": Kind.RESOLVED,
    "closed": Kind.CLOSED,
    "reopened": Kind.REOPENED,
    "merged": Kind.MERGED,
    "marked_as_spam": Kind.MARKED_AS_SPAM,
    "deleted": Kind.DELETED,
    "undeleted": Kind.UNDELETED,
}
_SAID = frozenset({"replied", "noted"})
_WHAT = frozenset({*_MOMENTS, *_SAID, "opened", "updated"})
_CLOUD_EVENTS = "application/cloudevents"  # structured or in a batch: the body has it all
_TEXTS = (
    "subject",
    "body",
    "product",
    "organisation",
    "requester",
    "requester_name",
    "language",
    "country",
    "url",
)
_MOST_IN_BATCH = 1000


class Generic:
    """See the module; no options. `headers_identify`: a delivery that comes again is known by a
    signed header, so one that was captured is read once, whatever its other headers say."""

    kind = "generic"
    headers_identify = True
    options: frozenset[str] = frozenset()

    def verify(
        self, headers: Mapping[str, str], raw_body: bytes, secrets: Sequence[str], now: Instant
    ) -> Verified:
        return by_standard_webhooks(headers, raw_body, secrets, now)

    def read(
        self, raw_body: bytes, headers: Mapping[str, str], settings: SourceSettings, now: Instant
    ) -> list[Sighting]:
        content_type = headers.get("content-type", "").lower()
        is_binary = "ce-specversion" in headers and not content_type.startswith(_CLOUD_EVENTS)
        if is_binary and self.headers_identify and not _is_ours(_attribute(headers, "type") or ""):
            return unknown(_attribute(headers, "type") or "an event without type", now)
        payload = read_json(raw_body)
        if content_type.startswith("application/cloudevents-batch") or isinstance(payload, list):
            if not isinstance(payload, list) or len(payload) > _MOST_IN_BATCH:
                raise BadEvent(f"a batch must be a list of at most {_MOST_IN_BATCH} events")
            found: list[Sighting] = []
            for index, one in enumerate(payload):
                found += _read_one(_as_object(one, f"[{index}]"), settings, now, f"[{index}].")
            return found
        payload = _as_object(payload, "the body")
        if is_binary:
            if not self.headers_identify:
                raise BadEvent(
                    "ce-specversion: is a header, which this source's signature does not cover; "
                    "send CloudEvents structured, with all attributes in the body"
                )
            payload = _from_headers(headers, payload)
        return _read_one(payload, settings, now, "")


class GitHubStyle(Generic):
    """The same schema from senders that sign as GitHub does."""

    kind = "github"
    headers_identify = False

    def verify(
        self, headers: Mapping[str, str], raw_body: bytes, secrets: Sequence[str], now: Instant
    ) -> Verified:
        signatures.check(signatures.GITHUB, headers, raw_body, secrets, now)
        # X-GitHub-Delivery is not signed: a replay could change it.
        return Verified(signatures.content_id(raw_body))

    def read(
        self, raw_body: bytes, headers: Mapping[str, str], settings: SourceSettings, now: Instant
    ) -> list[Sighting]:
        own = headers.get("x-github-event")
        payload = read_json(raw_body) if own else None
        if own and isinstance(payload, dict) and "type" not in payload:
            # GitHub itself, with its ping or an event of a repository: none of our schema.
            return unknown(f"GitHub's own event {own}", now)
        return super().read(raw_body, headers, settings, now)


def _as_object(value: object, name: str) -> Json:
    if isinstance(value, dict):
        return value
    raise BadEvent(f"{name}: is {quoted(value)}; it must be a JSON object")


def _from_headers(headers: Mapping[str, str], data: Json) -> Json:
    """CloudEvents' binary mode: the attributes are headers, the body is the data."""
    names = ("specversion", "id", "source", "type", "time")
    return {**{name: _attribute(headers, name) for name in names}, "data": data}


def _attribute(headers: Mapping[str, str], name: str) -> str | None:
    """An attribute from its header, which may be in quotes and percent-encoded (HTTP binding,
    3.1.3.2)."""
    value = headers.get(f"ce-{name}")
    if value is None:
        return None
    if len(value) > 1 and value[0] == value[-1] == '"':
        value = _ESCAPED.sub(r"\1", value[1:-1])
    return storable(unquote(value))


_ESCAPED = re.compile(r"\\(.)")


def _is_ours(name: str) -> bool:
    domain, _, what = name.rpartition(".")
    return domain.rpartition(".")[2] == "ticket" and what in _WHAT


def _data(payload: Json, is_cloud_event: bool, path: str) -> Json:
    """The event's data; of a CloudEvent also in base64 (JSON format, 3.1.1)."""
    coded = payload.get("data_base64") if is_cloud_event else None
    if coded is None:
        return obj(payload, "data", path)
    if payload.get("data") is not None:
        raise BadEvent(f"{path}data_base64: stands beside data; send one of the two")
    try:
        raw = base64.b64decode(text(payload, "data_base64", path), validate=True)
    except ValueError:
        raise BadEvent(f"{path}data_base64: is not base64") from None
    try:
        return read_object(raw)
    except BadEvent as error:
        raise BadEvent(f"{path}data_base64: {error}") from None


def _read_one(payload: Json, settings: SourceSettings, now: Instant, path: str) -> list[Sighting]:
    name = text(payload, "type", path)
    is_cloud_event = "specversion" in payload
    if is_cloud_event:
        if payload["specversion"] != "1.0":
            raise BadEvent(f"{path}specversion: {quoted(payload['specversion'])} is not 1.0")
        identifier(payload, "id", path)
        text(payload, "source", path)
    if not _is_ours(name):
        return unknown(name, now)
    what = name.rpartition(".")[2]
    stamp = "time" if is_cloud_event else "timestamp"
    at = maybe_instant(payload, stamp, path)
    if at is None and is_cloud_event:
        at = now  # CloudEvents leaves `time` out where the sender has none
    at = instant(payload, stamp, path) if at is None else at
    data = _data(payload, is_cloud_event, path)
    ticket = obj(data, "ticket", f"{path}data.")
    at = maybe_instant(data, "at", f"{path}data.") or at
    place = f"{path}data.ticket."
    finding = Finding(settings, identifier(ticket, "id", place), at, now, _sequence(data))
    opened_at = maybe_instant(ticket, "opened_at", place)
    if opened_at is not None or what == "opened":
        finding.opened(at if opened_at is None else opened_at)
    _facts(finding, ticket)
    if what in _SAID:
        _comment(finding, obj(data, "comment", f"{path}data."), what, f"{path}data.comment.")
    elif what in _MOMENTS:
        _moment(finding, _MOMENTS[what], data, f"{path}data.")
    return [finding.sighting()]


def _facts(finding: Finding, ticket: Json) -> None:
    for key in _TEXTS:
        if key in ticket:
            value = maybe_text(ticket, key)
            if value is not None or key not in ("subject", "body"):
                finding.changes[key] = value
    if "priority" in ticket:
        finding.changes["priority"] = (maybe_text(ticket, "priority") or "").lower() or None
    if "tags" in ticket:
        finding.changes["tags"] = words(ticket, "tags")


def _comment(finding: Finding, comment: Json, what: str, path: str) -> None:
    author = maybe_obj(comment, "author")
    role = (maybe_text(author, "role") or "customer").strip().lower()
    if role not in ("agent", "customer", "bot"):
        raise BadEvent(f"{path}author.role: is {quoted(role)}; it must be agent, customer or bot")
    finding.said(
        identifier(comment, "id", path),
        Speaker(
            user=maybe_text(author, "id"),
            email=maybe_text(author, "email"),
            group=maybe_text(author, "group"),
            organisation=maybe_text(author, "organisation"),
            staff=role == "agent",
            automatic=role == "bot"
            or ("automatic" in comment and flag(comment, "automatic", path)),
        ),
        public=what == "replied" and ("public" not in comment or flag(comment, "public", path)),
        body=maybe_text(comment, "body") or "",
        author=maybe_text(author, "name") or maybe_text(author, "email") or "",
    )


def _moment(finding: Finding, kind: Kind, data: Json, path: str) -> None:
    reason = maybe_text(data, "reason")
    if kind is Kind.PAUSED and reason is None:
        raise BadEvent(
            f"{path}reason: is missing; a pause must have one, such as waiting_for_customer"
        )
    given: dict[str, str | None] = {}
    if reason is not None and kind in (Kind.PAUSED, Kind.RESUMED):
        given["reason"] = reason[:100]
    into = maybe_text(data, "into")
    if kind is Kind.MERGED and into is not None:
        given["into"] = into
    finding.moment(kind, finding.at, given)


def _sequence(data: Json) -> int:
    value = data.get("sequence", 0)
    return value if isinstance(value, int) and 0 <= value < 10**6 else 0
