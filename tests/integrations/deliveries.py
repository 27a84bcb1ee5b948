"""For each kind of source: how it signs, and a delivery for each thing that somebody may say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from integrations.transport import signatures
from router.domain.time.instants import Instant
from tests.integrations.builders import body, zendesk_comment

Headers = dict[str, str]


def freshdesk(**more: Any) -> dict[str, Any]:
    """Our template, as an automation rule on a public reply fills it in."""
    return {
        "ticket_id": 1228307,
        "event": "replied",
        "ticket_subject": "Work orders do not load",
        "ticket_description": "<div>Nobody can <b>open</b> them.</div>",
        "ticket_url": "https://acme.freshdesk.com/helpdesk/tickets/1228307",
        "ticket_status": "Open",
        "ticket_priority": "High",
        "ticket_tags": "zuper, emea",
        "ticket_contact_name": "Ana",
        "ticket_contact_email": "ana@customer.example",
        "ticket_company_name": "Acme",
        "ticket_created_at": "2026-11-22T08:00:00Z",
        "ticket_updated_at": "2026-11-22T09:36:44Z",
        "ticket_latest_public_comment": "<p>We are looking into it.</p>",
        "ticket_latest_private_comment": "<p>Do not tell.</p>",
        "performer_email": "asha@zuper.co",
        "performer_name": "Asha",
        "performed_by": "",
        "ticket_product_name": "",
    } | more


def freshdesk_simple(**more: Any) -> dict[str, Any]:
    """Freshdesk's simple content: no template, fewer facts, the trigger in its own words."""
    return {
        "freshdesk_webhook": {
            "ticket_id": 1228307,
            "ticket_subject": "Work orders do not load",
            "ticket_description": "<div>Nobody can open them.</div>",
            "ticket_url": "https://acme.freshdesk.com/helpdesk/tickets/1228307",
            "ticket_status": "Open",
            "ticket_priority": "Low",
            "ticket_contact_name": "Ana",
            "ticket_contact_email": "ana@customer.example",
            "triggered_event": "{ticket_action:created}",
        }
        | more
    }


def jira(event: str = "comment_created", **more: Any) -> dict[str, Any]:
    fields = {
        "summary": "Work orders do not load",
        "description": "Nobody can open them.",
        "priority": {"name": "High"},
        "labels": ["zuper", "emea"],
        "status": {"name": "In Progress", "statusCategory": {"key": "indeterminate"}},
        "created": "2026-11-22T08:00:00.000+0000",
        "reporter": {"accountId": "r-1", "displayName": "Ana", "accountType": "customer"},
    } | more.pop("fields", {})
    comment = {
        "id": "10100",
        "body": "We are looking into it.",
        "author": {"accountId": "7001", "displayName": "Asha", "accountType": "atlassian"},
        "created": "2026-11-22T10:36:44.304+0100",
        "jsdPublic": True,
    } | more.pop("comment", {})
    payload: dict[str, Any] = {
        "timestamp": 1795340204304,
        "webhookEvent": event if event.startswith("comment") else f"jira:{event}",
        "issue": {"id": "10001", "key": "SUP-7", "fields": fields},
    }
    if event.startswith("comment"):
        payload["comment"] = comment
    return payload | more


def jira_status(before: str, after: str) -> dict[str, Any]:
    item = {"field": "status", "fromString": before, "toString": after}
    return jira("issue_updated", changelog={"id": "1", "items": [item]})


def servicenow(event: str = "commented", **more: Any) -> dict[str, Any]:
    record = {
        "sys_id": "9d385017c611228701d22104cc95c371",
        "number": "INC0010001",
        "short_description": "Work orders do not load",
        "description": "Nobody can open them.",
        "state": "2",
        "priority": "2 - High",
        "business_service": "Zuper",
        "company": "Acme",
        "caller_email": "ana@customer.example",
        "caller_name": "Ana",
        "opened_at": "2026-11-22 08:00:00",
        "sys_updated_on": "2026-11-22 09:36:44",
        "sys_mod_count": "4",
    } | more.pop("record", {})
    author = {"user_name": "asha", "email": "asha@zuper.co", "name": "Asha"}
    comment = {
        "id": "c611228701d22104",
        "public": True,
        "body": "We are looking into it.",
        "at": "2026-11-22T09:36:44Z",
        "author": author | more.pop("author", {}),
    } | more.pop("comment", {})
    payload: dict[str, Any] = {"event": event, "record": record}
    if event == "commented":
        payload["comment"] = comment
    return payload | more


def zammad(**more: Any) -> dict[str, Any]:
    ticket = {
        "id": 81,
        "number": "96081",
        "title": "Work orders do not load",
        "state": "open",
        "state_id": 2,
        "priority": {"id": 3, "name": "3 high"},
        "group": {"name": "Users"},
        "customer": {"firstname": "Ana", "lastname": "Silva", "email": "ana@customer.example"},
        "organization": {"name": "Acme"},
        "article_count": 2,
        "created_at": "2026-11-22T08:00:00.000Z",
        "updated_at": "2026-11-22T09:36:44.304Z",
    } | more.pop("ticket", {})
    article = {
        "id": 135,
        "body": "<p>We are looking into it.</p>",
        "content_type": "text/html",
        "sender": "Agent",
        "internal": False,
        "from": "Asha <asha@zuper.co>",
        "type": "email",
        "preferences": {"email_address_id": 1},
        "created_at": "2026-11-22T09:36:44.200Z",
    } | more.pop("article", {})
    return {"ticket": ticket, "article": article} | more


def generic(what: str = "ticket.replied", /, **more: Any) -> dict[str, Any]:
    data: dict[str, Any] = {
        "ticket": {
            "id": "A-7",
            "subject": "Work orders do not load",
            "body": "Nobody can open them.",
            "priority": "high",
            "tags": ["zuper", "emea"],
            "opened_at": "2026-11-22T08:00:00Z",
        }
        | more.pop("ticket", {}),
    }
    if what in ("ticket.replied", "ticket.noted"):
        author = {"email": "asha@zuper.co", "name": "Asha", "role": "agent"}
        data["comment"] = {
            "id": "c-1",
            "body": "We are looking into it.",
            "public": True,
            "author": author | more.pop("author", {}),
        } | more.pop("comment", {})
    return {"type": what, "timestamp": "2026-11-22T09:36:44.304Z", "data": data | more}


def cloud_event(what: str = "ticket.replied", /, **more: Any) -> dict[str, Any]:
    inner = generic(what, **more)
    return {
        "specversion": "1.0",
        "id": "e-1",
        "source": "/desk",
        "type": f"com.example.{what}",
        "time": inner["timestamp"],
        "data": inner["data"],
    }


def mail(**headers: str | None) -> bytes:
    """A reply in a thread by Zuper's staff; None leaves a header out; `body` is the text."""
    text = headers.pop("body", "We are looking into it.")
    lines = {
        "Return-Path": "<asha@zuper.co>",
        "Authentication-Results": "mail.acme.example; dmarc=pass header.from=zuper.co",
        "Received": "from mx.zuper.co by mail.acme.example; Sun, 22 Nov 2026 10:36:44 +0100",
        "From": "Asha <asha@zuper.co>",
        "To": "support@acme.example",
        "Subject": "Re: Work orders do not load",
        "Date": "Sun, 22 Nov 2026 01:00:00 +0000",
        "Message-ID": "<two@zuper.co>",
        "References": "<one@customer.example>",
        "Content-Type": "text/plain; charset=utf-8",
    } | {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items() if value is not None)
    return f"{head}\r\n{text}\r\n".encode()


def first_mail(**headers: str | None) -> bytes:
    defaults: dict[str, str | None] = {
        "References": None,
        "Return-Path": "<ana@customer.example>",
        "From": "=?utf-8?q?Ana_M=C3=BCller?= <Ana@customer.example>",
        "Subject": "Fwd: Work orders do not load",
        "Message-ID": "<one@customer.example>",
    }
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return mail(**(defaults | given))


def _standard(raw: bytes, secret: str, at: Instant) -> Headers:
    return signatures.sign(signatures.STANDARD_WEBHOOKS, secret, raw, id_="d-1", at=at)


def _secret(raw: bytes, secret: str, at: Instant) -> Headers:
    return {"x-sla-router-secret": secret}


def _hub(scheme: signatures.Scheme) -> Callable[[bytes, str, Instant], Headers]:
    return lambda raw, secret, at: signatures.sign(scheme, secret, raw)


@dataclass(frozen=True)
class Source:
    """`sign`: body, secret and instant to headers; `stamped`: it signs an instant; the rest are
    deliveries: the vendor's public reply, and those that stop nothing."""

    kind: str
    sign: Callable[[bytes, str, Instant], Headers]
    stamped: bool
    vendor: bytes
    quiet: Mapping[str, bytes]
    signs_body: bool = True


SOURCES = [
    Source(
        "zendesk",
        lambda raw, secret, at: signatures.sign(signatures.ZENDESK, secret, raw, at=at),
        True,
        body(zendesk_comment()),
        {
            "note": body(zendesk_comment(public=False)),
            "bot": body(zendesk_comment(user="zd:bot")),
            "agent": body(zendesk_comment(user="42")),
            "customer": body(zendesk_comment(user="9", staff=False)),
        },
    ),
    Source(
        "freshdesk",
        _secret,
        False,
        body(freshdesk()),
        {
            "note": body(freshdesk(event="noted")),
            "bot": body(freshdesk(performer_email="", performer_name="System")),
            "agent": body(freshdesk(performer_email="max@acme.example")),
            "customer": body(freshdesk(performer_email="Ana@customer.example")),
        },
        signs_body=False,
    ),
    Source(
        "jira",
        _hub(signatures.JIRA),
        False,
        body(jira()),
        {
            "note": body(jira(comment={"jsdPublic": False})),
            "bot": body(jira(comment={"author": {"accountId": "b", "accountType": "app"}})),
            "agent": body(jira(comment={"author": {"accountId": "42"}})),
            "customer": body(
                jira(comment={"author": {"accountId": "r-1", "accountType": "customer"}})
            ),
        },
    ),
    Source(
        "servicenow",
        _standard,
        True,
        body(servicenow()),
        {
            "note": body(servicenow(comment={"public": False})),
            "bot": body(servicenow(author={"user_name": "system"})),
            "agent": body(servicenow(author={"email": "max@acme.example"})),
            "customer": body(servicenow(author={"email": "ana@customer.example"})),
        },
    ),
    Source(
        "zammad",
        _hub(signatures.ZAMMAD),
        False,
        body(zammad()),
        {
            "note": body(zammad(article={"internal": True})),
            "bot": body(zammad(article={"sender": "System"})),
            "agent": body(zammad(article={"from": "Max <max@acme.example>"})),
            "customer": body(
                zammad(article={"sender": "Customer", "from": "ana@customer.example"})
            ),
        },
    ),
    Source(
        "generic",
        _standard,
        True,
        body(generic()),
        {
            "note": body(generic("ticket.noted")),
            "bot": body(generic(author={"role": "bot"})),
            "agent": body(generic(author={"email": "max@acme.example"})),
            "customer": body(generic(author={"email": "a@customer.example", "role": "customer"})),
        },
    ),
    Source(
        "github",
        _hub(signatures.GITHUB),
        False,
        body(cloud_event()),
        {
            "note": body(cloud_event("ticket.noted")),
            "bot": body(cloud_event(comment={"automatic": True})),
            "agent": body(cloud_event(author={"email": "max@acme.example"})),
            "customer": body(
                cloud_event(author={"email": "a@customer.example", "role": "customer"})
            ),
        },
    ),
    Source(
        "email",
        _standard,
        True,
        mail(),
        {
            "bot": mail(Auto_Submitted="auto-replied"),
            "agent": mail(
                From="Max <max@acme.example>",
                Authentication_Results="mail.acme.example; dmarc=pass header.from=acme.example",
            ),
            "customer": mail(From="Ana <ana@customer.example>"),
        },
    ),
]
SETTINGS = {
    "vendors": {"zuper": {"domains": ["zuper.co"], "users": ["7001"]}},
    "agents": {"domains": ["acme.example"], "users": ["42"]},
}
