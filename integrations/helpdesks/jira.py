"""Jira Service Management (Cloud): an administrator's webhook with a secret."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from integrations.helpdesks.base import (
    CLOSED,
    HOLD,
    OPEN,
    OPENING_TEXT_WITHIN,
    PENDING,
    SOLVED,
    Finding,
    Speaker,
    Status,
    status_of,
    unknown,
)
from integrations.helpdesks.jira_text import text_of_document
from integrations.transport import signatures
from integrations.transport.payloads import (
    Json,
    identifier,
    maybe_obj,
    maybe_text,
    obj,
    read_object,
    stamp,
    text,
    words,
)
from router.domain.errors import BadEvent, BadInstant
from router.domain.tickets.events import Kind
from router.domain.tickets.sightings import Sighting, SourceSettings, Verified
from router.domain.time.instants import EARLIEST, LATEST, Instant, parse_instant

_STATUSES: Mapping[str, Status] = {
    "open": OPEN,
    "new": OPEN,
    "to do": OPEN,
    "in progress": OPEN,
    "work in progress": OPEN,
    "waiting for support": OPEN,
    "escalated": OPEN,
    "reopened": OPEN,
    "waiting for customer": PENDING,
    "pending": HOLD,
    "on hold": HOLD,
    "resolved": SOLVED,
    "done": SOLVED,
    "completed": SOLVED,
    "closed": CLOSED,
    "canceled": CLOSED,
    "cancelled": CLOSED,
    "declined": CLOSED,
}
_OFFSET = re.compile(r"([+-]\d{2})(\d{2})$")
_WITHOUT_MEANING = frozenset({"issue_property_set", "issue_property_deleted", "worklog_created"})


class Jira:
    """See the module; options: `statuses` for words of your own, `site` (`acme.atlassian.net`)
    for addresses of issues, `product_field` (such as `customfield_10050`), `unflagged_comments`:
    `public` where a site's comments do not say whether they are internal and none ever is."""

    kind = "jira"
    options = frozenset({"statuses", "site", "product_field", "unflagged_comments"})

    def verify(
        self, headers: Mapping[str, str], raw_body: bytes, secrets: Sequence[str], now: Instant
    ) -> Verified:
        signatures.check(signatures.JIRA, headers, raw_body, secrets, now)
        # X-Atlassian-Webhook-Identifier is not signed; the body is the same at every retry.
        return Verified(signatures.content_id(raw_body))

    def read(
        self, raw_body: bytes, headers: Mapping[str, str], settings: SourceSettings, now: Instant
    ) -> list[Sighting]:
        del headers
        payload = read_object(raw_body)
        what = text(payload, "webhookEvent").removeprefix("jira:")
        if "issue" not in payload:
            return unknown(what, now)
        issue = obj(payload, "issue")
        ticket = identifier(issue, "key", "issue.")
        at = _epoch(payload)
        finding = Finding(settings, ticket, now if at is None else at, now)
        fields = maybe_obj(issue, "fields")
        created_at = _maybe_jira_instant(fields, "created", "issue.fields.")
        if created_at is not None:
            finding.opened(created_at)
        _facts(finding, fields)
        if what == "issue_created":
            if created_at is None:
                finding.opened(finding.at)
            current = maybe_obj(fields, "status")
            name = maybe_text(current, "name")
            status, marks = _status(settings, name, maybe_text(current, "id"), fields, now)
            finding.status(status or OPEN, OPEN, finding.at)
            return [finding.sighting(), *(marks if name is not None else ())]
        if what == "issue_deleted":
            finding.moment(Kind.DELETED, finding.at)
        elif what == "issue_updated":
            moved = _changes(finding, payload, fields, settings)
            if "comment" in payload:
                _comment(finding, payload, fields)
            return [finding.sighting(), *moved]
        elif what == "comment_created":
            _comment(finding, payload, fields)
        elif what == "comment_deleted":
            finding.withdrawn(identifier(obj(payload, "comment"), "id", "comment."))
        elif what == "comment_updated":
            _edited(finding, payload, fields)
        elif what in _WITHOUT_MEANING:
            pass
        else:
            return [*unknown(what, now), finding.sighting()]
        return [finding.sighting()]


def _facts(finding: Finding, fields: Json) -> None:
    changes = finding.changes
    settings = finding.settings
    subject = maybe_text(fields, "summary")
    if subject is not None:
        changes["subject"] = subject
    description = fields.get("description")
    if isinstance(description, str | dict):
        changes["body"] = text_of_document(description)
    priority = maybe_text(maybe_obj(fields, "priority"), "name")
    if priority is not None:
        changes["priority"] = priority.lower()
    if "labels" in fields:
        changes["tags"] = words(fields, "labels")
    reporter = maybe_obj(fields, "reporter")
    for ours, theirs in (("requester", "emailAddress"), ("requester_name", "displayName")):
        value = maybe_text(reporter, theirs)
        if value is not None:
            changes[ours] = value
    field = settings.options.get("product_field")
    if field and field in fields:
        value = fields[field]
        changes["product"] = (
            maybe_text(value, "value") if isinstance(value, dict) else maybe_text(fields, field)
        )
    if settings.options.get("site"):
        changes["url"] = f"https://{settings.options['site']}/browse/{finding.ticket}"


def _changes(
    finding: Finding, payload: Json, fields: Json, settings: SourceSettings
) -> list[Sighting]:
    items = maybe_obj(payload, "changelog").get("items")
    moved: list[Sighting] = []
    for item in items if isinstance(items, list) else ():
        if not isinstance(item, dict):
            continue
        field = _system_field(item)
        if field == "status":
            name = maybe_text(item, "toString")
            after, marks = _status(settings, name, maybe_text(item, "to"), fields, finding.now)
            moved += marks
            before = status_of(settings, maybe_text(item, "fromString") or "", _STATUSES)
            if after is not None:
                finding.status(after, before, finding.at)
        elif field == "key":
            moved += _moved(finding, item)
    return moved


def _system_field(item: Json) -> str:
    """The name of Jira's own field; empty for one of the site's, whatever that is called."""
    if (maybe_text(item, "fieldtype") or "jira").lower() != "jira":
        return ""
    name = (maybe_text(item, "field") or "").lower()
    own = maybe_text(item, "fieldId")
    return name if own is None or own.lower() in (name, "issuekey") else ""


def _moved(finding: Finding, item: Json) -> list[Sighting]:
    """An issue that got another key goes on under the new one."""
    old = maybe_text(item, "fromString")
    if old is None or old == finding.ticket or len(old) > 255:
        return []
    gone = Finding(finding.settings, old, finding.at, finding.now)
    gone.moment(Kind.MERGED, finding.at, {"into": finding.ticket})
    return [gone.sighting()]


def _edited(finding: Finding, payload: Json, fields: Json) -> None:
    """An edit is no new answer, but it may take a comment away from those who could read it."""
    comment = maybe_obj(payload, "comment")
    if comment and _is_public(comment, fields, finding.settings) is False:
        finding.withdrawn(identifier(comment, "id", "comment."))


def _comment(finding: Finding, payload: Json, fields: Json) -> None:
    path = "comment."
    comment = obj(payload, "comment")
    author = maybe_obj(comment, "author")
    account = maybe_text(author, "accountId")
    kind = (maybe_text(author, "accountType") or "").lower()
    created_at = _maybe_jira_instant(comment, "created", path)
    opened_at = _maybe_jira_instant(fields, "created", "issue.fields.")
    said = comment.get("body")
    body = text_of_document(said) if isinstance(said, str | dict) else ""
    at = finding.at if created_at is None else created_at
    is_opening = (
        opened_at is not None
        and at - opened_at <= OPENING_TEXT_WITHIN
        and body.strip() == str(finding.changes.get("body") or "").strip()
    )
    if is_opening:
        return
    if maybe_text(payload, "issue_event_type_name") == "issue_comment_edited":
        _edited(finding, payload, fields)
    finding.said(
        identifier(comment, "id", path),
        Speaker(
            user=account,
            email=maybe_text(author, "emailAddress"),
            staff=kind != "customer" and not _is_same_person(author, fields.get("reporter")),
            guessed=kind != "atlassian",
            automatic=kind == "app",
        ),
        public=_is_public(comment, fields, finding.settings),
        body=body,
        author=maybe_text(author, "displayName") or "",
        at=at,
    )


def _is_public(comment: Json, fields: Json, settings: SourceSettings) -> bool | None:
    """Whether the customer sees it: not an internal comment of the service desk, and not one that
    is restricted to a role or group (`visibility`).

    None where it does not say: Data Center's service desks leave out `jsdPublic`, of internal
    comments too. In a project of another type everybody who sees the issue sees the comment.
    """
    if comment.get("jsdPublic") in (False, "false") or comment.get("visibility"):
        return False
    properties = comment.get("properties")
    for one in properties if isinstance(properties, list) else ():
        if isinstance(one, dict) and one.get("key") == "sd.public.comment":
            return maybe_obj(one, "value").get("internal") not in (True, "true")
    if comment.get("jsdPublic") in (True, "true"):
        return True
    project = maybe_text(maybe_obj(fields, "project"), "projectTypeKey")
    if project not in (None, "service_desk"):
        return True
    return True if settings.options.get("unflagged_comments") == "public" else None


def _is_same_person(author: Json, reporter: object) -> bool:
    """By whatever both name: the account (Cloud), key and name (Data Center), or mail address."""
    if not isinstance(reporter, dict):
        return False
    return any(
        (one := maybe_text(author, key)) is not None
        and one.lower() == (maybe_text(reporter, key) or "").lower()
        for key in ("accountId", "key", "name", "emailAddress")
    )


def _status(
    settings: SourceSettings, name: str | None, status_id: str | None, fields: Json, now: Instant
) -> tuple[Status | None, list[Sighting]]:
    """By its name, else by the category that every Jira status belongs to, with a mark.

    A category says that a ticket is done, but not that it waits for the customer: a name that
    neither we nor the settings know, such as one in another language, is counted as unknown.
    """
    known = status_of(settings, name or "", _STATUSES)
    if known is not None:
        return known, []
    mark = unknown(f"status {name}", now)
    current = maybe_obj(fields, "status")
    is_current = maybe_text(current, "name") == name or (
        status_id is not None and maybe_text(current, "id") == status_id
    )
    if name is not None and not is_current:
        return None, mark
    category = (maybe_text(maybe_obj(current, "statusCategory"), "key") or "").lower()
    status = {"new": OPEN, "indeterminate": OPEN, "done": SOLVED}.get(category)
    return status, [] if status is SOLVED else mark


def _epoch(payload: Json) -> Instant | None:
    """`timestamp` in milliseconds since 1970."""
    value = payload.get("timestamp")
    if value is None:
        return None
    if isinstance(value, int) and not isinstance(value, bool):
        at = value * 1_000_000
        if EARLIEST <= at < LATEST:
            return at
    raise BadEvent("timestamp: is not a time; it must be milliseconds since 1970")


def _maybe_jira_instant(source: Json, key: str, path: str) -> Instant | None:
    """Jira writes offsets without a colon: 2026-11-22T09:36:44.304+0000."""
    value = stamp(source, key, path)
    if value is None:
        return None
    try:
        return parse_instant(_OFFSET.sub(r"\1:\2", value))
    except BadInstant as error:
        raise BadEvent(f"{path}{key}: {error}") from None
