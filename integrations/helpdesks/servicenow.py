"""ServiceNow: what the business rule that we supply sends (`docs/sources/servicenow.md`)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from integrations.helpdesks.base import (
    CLOSED,
    HOLD,
    OPEN,
    PENDING,
    SOLVED,
    Finding,
    Speaker,
    Status,
    unknown,
)
from integrations.helpdesks.shared_secret import by_either
from integrations.transport.payloads import (
    Json,
    flag,
    identifier,
    maybe_obj,
    maybe_text,
    obj,
    quoted,
    read_object,
    stamp,
    text,
    words,
)
from router.domain.errors import BadEvent, BadInstant
from router.domain.tickets.events import Kind
from router.domain.tickets.sightings import Sighting, SourceSettings, Verified
from router.domain.time.instants import Instant, parse_instant

_STATES: Mapping[str, Status] = {
    "1": OPEN,
    "2": OPEN,
    "3": HOLD,
    "6": SOLVED,
    "7": CLOSED,
    "8": CLOSED,
}
_CANCELLED = "8"
_ON_HOLD = "3"
# Why it is on hold. Waiting for the vendor is no pause: that is the very time that counts.
_HOLD_REASONS: Mapping[str, Status] = {
    "": HOLD,
    "1": PENDING,
    "2": HOLD,
    "3": HOLD,
    "4": OPEN,
    "5": HOLD,
    "awaiting caller": PENDING,
    "awaiting vendor": OPEN,
    "awaiting evidence": HOLD,
    "awaiting problem": HOLD,
    "awaiting change": HOLD,
}
_TIMES = frozenset({"opened_at", "sys_updated_on", "at"})
# What is meant by its value in the database, not by the words that some user would be shown.
_BY_VALUE = frozenset({"state", "hold_reason", "number", "sys_id", "sys_mod_count"}) | _TIMES
_PLAIN = re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}")
_EVENTS = frozenset({"inserted", "updated", "commented", "deleted"})


class ServiceNow:
    """See the module; options: `instance` (`acme.service-now.com`) for addresses."""

    kind = "servicenow"
    options = frozenset({"instance"})

    def verify(
        self, headers: Mapping[str, str], raw_body: bytes, secrets: Sequence[str], now: Instant
    ) -> Verified:
        return by_either(headers, raw_body, secrets, now)

    def read(
        self, raw_body: bytes, headers: Mapping[str, str], settings: SourceSettings, now: Instant
    ) -> list[Sighting]:
        del headers
        payload = read_object(raw_body)
        what = text(payload, "event").strip().lower()
        record = _plain(obj(payload, "record"), "record.")
        ticket = identifier(record, "number", "record.")
        if what not in _EVENTS:
            return unknown(what, now)
        updated_at = _instant(record, "sys_updated_on")
        at = _instant(payload, "at", "") if "at" in payload else updated_at
        finding = Finding(settings, ticket, now if at is None else at, now, _count(record))
        opened_at = _instant(record, "opened_at")
        if opened_at is not None or what == "inserted":
            finding.opened(finding.at if opened_at is None else opened_at)
        _facts(finding, record)
        if what == "commented":
            _comment(finding, _plain(obj(payload, "comment"), "comment."), record)
        elif what == "deleted":
            finding.moment(Kind.DELETED, finding.at)
        elif "state" in record:
            previous = _plain(maybe_obj(payload, "previous"), "previous.")
            _state(finding, record, previous, what == "inserted")
            reason = _reason(record)
            if maybe_text(record, "state") == _ON_HOLD and reason not in _HOLD_REASONS:
                return [finding.sighting(), *unknown(f"hold_reason {reason}", now)]
        return [finding.sighting()]


def _plain(record: Json, path: str) -> Json:
    """Fields that are `{value, display_value, link}`, as the Table API writes them, as one text.

    Refuses a time that comes as a display value alone: that is in the zone of whoever asked, and
    looks like one in UTC.
    """
    plain: dict[str, object] = {}
    for key, field in record.items():
        if not isinstance(field, dict) or not {"value", "display_value"} & set(field):
            plain[key] = field
        elif key in _BY_VALUE:
            if key in _TIMES and field.get("display_value") and not field.get("value"):
                raise BadEvent(
                    f"{path}{key}: {quoted(field['display_value'])} is a display value, in the "
                    "zone of a user; send the value, which is in UTC"
                )
            plain[key] = field.get("value")
        else:
            plain[key] = field.get("display_value") or field.get("value")
    return plain


def _facts(finding: Finding, record: Json) -> None:
    for ours, theirs in (
        ("subject", "short_description"),
        ("body", "description"),
        ("product", "business_service"),
        ("organisation", "company"),
        ("requester", "caller_email"),
        ("requester_name", "caller_name"),
        ("language", "caller_language"),
    ):
        value = maybe_text(record, theirs)
        if value is not None:
            finding.changes[ours] = value
    priority = maybe_text(record, "priority")
    if priority is not None:
        finding.changes["priority"] = priority.lower()
    if "tags" in record:
        finding.changes["tags"] = words(record, "tags")
    instance = finding.settings.options.get("instance")
    sys_id = maybe_text(record, "sys_id")
    if instance and sys_id and sys_id.isalnum():
        finding.changes["url"] = f"https://{instance}/incident.do?sys_id={sys_id}"


def _comment(finding: Finding, comment: Json, record: Json) -> None:
    path = "comment."
    author = maybe_obj(comment, "author")
    said_at = _instant(comment, "at", path)
    email = maybe_text(author, "email")
    caller = finding.changes.get("requester")
    user = maybe_text(author, "user_name")
    is_caller = (
        email is not None and isinstance(caller, str) and email.lower() == caller.lower()
    ) or (user is not None and user == maybe_text(record, "caller_user_name"))
    says_staff = "staff" in author
    finding.said(
        identifier(comment, "id", path),
        Speaker(
            user=user,
            email=email,
            organisation=maybe_text(author, "company"),
            group=maybe_text(author, "group"),
            staff=flag(author, "staff", f"{path}author.") if says_staff else not is_caller,
            guessed=not says_staff,
            automatic=(user or "").lower() in ("system", "guest"),
        ),
        public=flag(comment, "public", path),
        body=maybe_text(comment, "body") or "",
        author=maybe_text(author, "name") or email or "",
        at=said_at,
    )


def _state(finding: Finding, record: Json, previous: Json, is_new: bool) -> None:
    state = text(record, "state", "record.").strip() if isinstance(record["state"], str) else None
    state = maybe_text(record, "state") if state is None else state
    status = _meaning(state, _reason(record))
    if status is None:
        raise BadEvent(
            f"record.state: {str(state)[:40]!r} is not a state; it must be one of "
            f"{', '.join(_STATES)}"
        )
    before_state = maybe_text(previous, "state")
    before = OPEN if is_new else _meaning(before_state, _reason(previous))
    if state == _CANCELLED:
        finding.moment(Kind.DELETED, finding.at, {"why": "cancelled"})
        return
    if before_state == _CANCELLED:
        finding.moment(Kind.UNDELETED, finding.at)
        before = None
    finding.status(status, before, finding.at)


def _reason(record: Json) -> str:
    return (maybe_text(record, "hold_reason") or "").strip().lower()


def _meaning(state: str | None, hold_reason: str) -> Status | None:
    if state == _ON_HOLD:
        return _HOLD_REASONS.get(hold_reason, HOLD)
    return _STATES.get(state or "")


def _instant(source: Json, key: str, path: str = "record.") -> Instant | None:
    """RFC 3339, or ServiceNow's own `2026-11-22 09:36:44`, which is UTC."""
    value = stamp(source, key, path)
    if value is None:
        return None
    try:
        return parse_instant(f"{value}Z" if _PLAIN.fullmatch(value) else value)
    except BadInstant as error:
        raise BadEvent(f"{path}{key}: {error}") from None


def _count(record: Json) -> int:
    """How often the record was changed: its order within a second."""
    value = maybe_text(record, "sys_mod_count") or "0"
    return int(value) if value.isascii() and value.isdigit() and len(value) < 7 else 0
